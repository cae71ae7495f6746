//! What the country files hold and lack, as a table. Included by `examples/data_check.rs` and by the test that keeps docs/COUNTRIES.md in step.

use std::collections::BTreeSet;

use pelita::{Audience, Checked, Country, CountryResources, Directory, Language, Resource};

use crate::countries::{country_name, has_words};

/// Said of a country whose services are all for a group, such as children, or for a region.
const NOT_FOR_ALL: &str = "service for everybody";

/// A country's row.
pub struct Row {
    pub country: Country,
    pub name: String,
    pub resources: usize,
    pub contacts: usize,
    pub oldest: Option<Checked>,
    pub languages: String,
    pub gaps: Vec<String>,
}

pub fn rows(directory: &Directory) -> Vec<Row> {
    Country::all().map(|country| row(directory, country)).collect()
}

fn row(directory: &Directory, country: Country) -> Row {
    let name = country_name(country);
    let Some(file) = directory.country(country) else {
        let gaps = vec!["no file".to_string()];
        return Row { country, name, resources: 0, contacts: 0, oldest: None, languages: String::new(), gaps };
    };
    let contacts = || file.resources.iter().flat_map(|r| &r.contacts);
    Row {
        country,
        name,
        resources: file.resources.len(),
        contacts: contacts().count(),
        oldest: contacts().map(|c| c.checked).min(),
        languages: list(&file.languages),
        gaps: gaps(directory, file),
    }
}

/// What a reviewer should look for first: from no number at all to a language without words.
fn gaps(directory: &Directory, file: &CountryResources) -> Vec<String> {
    let mut gaps = Vec::new();
    let answering: Vec<_> = file.resources.iter().filter(|r| r.kind.answers()).collect();
    let emergency = file.emergency.iter().any(|e| e.service != pelita::EmergencyService::Fire);
    if !emergency {
        gaps.push("emergency number".to_string());
    }
    if answering.is_empty() {
        gaps.push("local service".to_string());
    } else {
        let for_all = |r: &&Resource| r.audiences.contains(&Audience::All) && r.regions.is_empty();
        if !answering.iter().any(for_all) {
            gaps.push(NOT_FOR_ALL.to_string());
        }
        let unanswered: Vec<&Language> =
            file.languages.iter().filter(|l| !answering.iter().any(|r| r.languages.iter().any(|own| own.is_spoken_like(l)))).collect();
        if !unanswered.is_empty() {
            gaps.push(format!("service in {}", list(unanswered)));
        }
        if answering.len() == 1 {
            gaps.push("second service".to_string());
        }
    }
    let unwritten: Vec<&Language> = file.languages.iter().filter(|l| !has_words(directory, l)).collect();
    if !unwritten.is_empty() {
        gaps.push(format!("words in {}", list(unwritten)));
    }
    gaps
}

/// docs/COUNTRIES.md. Holds no date of today, so that it changes only when the data does.
pub fn markdown(directory: &Directory) -> String {
    let rows = rows(directory);
    let with_service = rows.iter().filter(|r| r.resources > 0).count();
    let without: Vec<String> = rows.iter().filter(|r| r.resources == 0).map(|r| format!("{} ({})", r.name, r.country)).collect();
    let not_for_all = rows.iter().filter(|r| r.gaps.iter().any(|g| g == NOT_FOR_ALL)).count();
    let contacts: usize = rows.iter().map(|r| r.contacts).sum();
    let languages: BTreeSet<&str> = directory.languages().map(Language::as_str).collect();
    let mut page = format!(
        "# Countries\n\n\
         Written by `cargo run --example data_check -- --write`; a test keeps it in step with `data/resources`.\n\n\
         {} countries and territories (ISO 3166-1 and XK), {with_service} with a local service, {contacts} contacts. \
         In {not_for_all} of these the service is for children and young people, or for a region, and others meet the international card. \
         Where no local service is known, the card shows the international directories, the emergency number, and says so.\n\n\
         *Oldest check* is the month of the newest source that carries a contact's digits, for the contact that was checked longest ago. \
         *Missing* is what a country still needs.\n\n\
         | | country | services | contacts | oldest check | languages | missing |\n\
         |---|---|---:|---:|---|---|---|\n",
        rows.len()
    );
    for r in &rows {
        let oldest = r.oldest.map(|c| c.to_string()).unwrap_or_default();
        let (services, contacts) =
            if r.resources == 0 { (String::new(), String::new()) } else { (r.resources.to_string(), r.contacts.to_string()) };
        page += &format!("| {} | {} | {services} | {contacts} | {oldest} | {} | {} |\n", r.country, r.name, r.languages, r.gaps.join("; "));
    }
    page += &format!("\n## Without a local service ({})\n\n{}.\n", without.len(), without.join(", "));
    let languages: Vec<&str> = languages.into_iter().collect();
    page += &format!("\n## Languages that cards are written in ({})\n\n{}.\n", languages.len(), languages.join(", "));
    page
}

fn list<'a>(languages: impl IntoIterator<Item = &'a Language>) -> String {
    languages.into_iter().map(Language::as_str).collect::<Vec<_>>().join(", ")
}

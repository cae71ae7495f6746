//! The data check: no contact without two witnesses and a date, and none with a number that must not be used.
//!
//! What the loader refuses (shapes, hours, unknown languages, two resources of one id, a message file without a key)
//! is tested beside the loader; here the whole of `data/` has to pass it.

#[path = "../examples/common/countries.rs"]
mod countries;
#[path = "../examples/common/country_table.rs"]
mod country_table;
#[path = "data/short_codes.rs"]
mod short_codes;

use std::collections::{BTreeMap, BTreeSet};

use pelita::{
    Card, Checked, Contact, Country, Directory, EmergencyService, Intent, Interceptor, Resource, Searcher, Source, SourceKind, Topic,
};

/// Languages of country files that no message file is written in yet. A country's card falls back to its next language.
const WITHOUT_WORDS: &[&str] = &[
    "ay", "bi", "ch", "dv", "dz", "fj", "fo", "gil", "gn", "gsw", "gv", "hif", "ho", "ht", "ig", "kl", "mg", "mh", "mi", "na", "nd", "niu",
    "nn", "ny", "pap", "pau", "qu", "rm", "rn", "rw", "sg", "sm", "sn", "ss", "st", "tet", "ti", "tk", "tkl", "tn", "to", "tpi", "tvl",
    "ty", "tzm", "wni", "wo", "yue", "zdj",
];

/// All of the data, with no lexicon to compile.
fn pelita() -> Interceptor {
    Interceptor::builder().locales(Vec::<String>::new()).build().unwrap_or_else(|e| panic!("{e}"))
}

fn contacts(directory: &Directory) -> impl Iterator<Item = (&Resource, &Contact)> {
    let resources = directory.countries().flat_map(|(_, file)| &file.resources).chain(directory.international());
    resources.flat_map(|r| r.contacts.iter().map(move |c| (r, c)))
}

fn digits(s: &str) -> String {
    s.chars().filter(char::is_ascii_digit).collect()
}

fn families(sources: &[Source], counts: impl Fn(SourceKind) -> bool) -> BTreeSet<&str> {
    sources.iter().filter(|s| counts(s.kind)).map(|s| s.family.as_str()).collect()
}

/// RESOURCES rules R1 and R2.
#[test]
fn every_contact_has_two_independent_witnesses() {
    let mut wrong = Vec::new();
    for (r, c) in contacts(pelita().directory()) {
        let witnesses = families(&c.sources, |k| k != SourceKind::Dataset);
        let strong = families(&c.sources, SourceKind::is_strong);
        if witnesses.len() < 2 || strong.is_empty() {
            wrong.push(format!("{} {}: {witnesses:?}, of these strong {strong:?}", r.id, c.value));
        }
    }
    assert!(wrong.is_empty(), "two families, one of them strong:\n{}", wrong.join("\n"));
}

#[test]
fn every_emergency_number_has_two_sources_that_agree() {
    for (country, file) in pelita().directory().countries() {
        for e in &file.emergency {
            assert!(families(&e.sources, |_| true).len() >= 2, "{country} {}", e.number);
        }
    }
}

/// A check is dated by a witness, and nothing comes from the future.
#[test]
fn dates_are_those_of_the_sources() {
    let pelita = pelita();
    let reviewed: BTreeMap<&str, Checked> =
        pelita.directory().countries().flat_map(|(_, f)| f.resources.iter().map(|r| (r.id.as_str(), f.reviewed))).collect();
    for (r, c) in contacts(pelita.directory()) {
        let name = format!("{} {}", r.id, c.value);
        let month = |date: &str| date.get(..7).unwrap_or(date).to_string();
        let newest = c.sources.iter().filter(|s| s.kind != SourceKind::Dataset).map(|s| month(&s.date)).max().unwrap_or_default();
        assert!(month(&c.checked.to_string()) <= newest, "{name}: checked {}, but its newest source is of {newest}", c.checked);
        if let Some(reviewed) = reviewed.get(r.id.as_str()) {
            assert!(month(&c.checked.to_string()) <= month(&reviewed.to_string()), "{name}: checked after the review of its file");
        }
        for s in &c.sources {
            let is_date = s.date.len() == 4 && s.date.parse::<u16>().is_ok() || s.date.parse::<Checked>().is_ok();
            assert!(is_date, "{name}: `{}` is not a year, month or day", s.date);
            assert!(!s.says.trim().is_empty() && !s.family.trim().is_empty(), "{name}: {}", s.url);
        }
    }
}

#[test]
fn no_number_that_must_not_be_used() {
    for (country, file) in pelita().directory().countries() {
        for bad in &file.do_not_use {
            let not = digits(&bad.number);
            for c in file.resources.iter().flat_map(|r| &r.contacts).filter(|c| c.kind.is_number()) {
                let international = c.e164.as_ref().map(|e| digits(e.as_str())).unwrap_or_default();
                let same = !not.is_empty()
                    && (digits(&c.value) == not
                        || international == not
                        || (not.len() > 6 && international.ends_with(not.trim_start_matches('0'))));
                assert!(!same, "{country}: {} must not be used: {}", c.value, bad.why);
            }
        }
    }
}

/// The same digits are another service elsewhere: 113 is a suicide line in one country and the police in three.
#[test]
fn short_codes_that_countries_share_are_known() {
    let pelita = pelita();
    let mut countries: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut helplines = BTreeSet::new();
    for (country, file) in pelita.directory().countries() {
        for c in file.resources.iter().flat_map(|r| &r.contacts).filter(|c| c.kind.is_number() && c.e164.is_none()) {
            helplines.insert(digits(&c.value));
            countries.entry(digits(&c.value)).or_default().insert(country.as_str());
        }
        for e in &file.emergency {
            countries.entry(e.number.clone()).or_default().insert(country.as_str());
        }
    }
    let shared: BTreeMap<&str, Vec<&str>> = countries
        .iter()
        .filter(|(code, where_)| helplines.contains(*code) && where_.len() > 1)
        .map(|(code, where_)| (code.as_str(), where_.iter().copied().collect()))
        .collect();
    let known: BTreeMap<&str, Vec<&str>> =
        short_codes::SHARED.iter().map(|(code, services)| (*code, services.iter().map(|s| &s[..2]).collect())).collect();
    for (code, where_) in &shared {
        let listed = known.get(code);
        assert_eq!(
            listed,
            Some(where_),
            "{code} is used in these countries: check what it is in each, and list it in tests/data/short_codes.rs"
        );
    }
    assert!(known.keys().all(|code| shared.contains_key(code)), "listed, but no longer shared: {known:?}");
}

#[test]
fn information_is_never_a_line_to_call() {
    for (r, c) in contacts(pelita().directory()) {
        assert!(r.kind.answers() || !c.kind.is_number(), "{} {}", r.id, c.value);
    }
}

/// libphonenumber knows the shape of each number, and it is the number that is printed.
#[test]
fn international_numbers_are_valid() {
    let mut wrong = Vec::new();
    for (r, c) in contacts(pelita().directory()) {
        let Some(e164) = c.e164.as_ref().map(|e| e.as_str()) else { continue };
        // `+370 800 ...` is read as trunk prefix 8 and `00 ...` by the crate; as dialled in Lithuania it is read rightly.
        let country = r.id.get(..2).and_then(|c| c.to_uppercase().parse().ok());
        let valid = [phonenumber::parse(None, e164), phonenumber::parse(country, &c.value)]
            .into_iter()
            .flatten()
            .any(|n| n.is_valid() && n.format().mode(phonenumber::Mode::E164).to_string() == e164);
        if !valid {
            wrong.push(format!("{} {}: not a number that libphonenumber knows", r.id, e164));
        }
        if !digits(e164).ends_with(digits(&c.value).trim_start_matches('0')) {
            wrong.push(format!("{}: {} is not {e164}", r.id, c.value));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Numbers with an international form have one; what is left is short codes and freephone numbers of one country.
#[test]
fn long_numbers_have_an_international_form() {
    let none: Vec<String> = contacts(pelita().directory())
        .filter(|(_, c)| c.kind.is_number() && c.e164.is_none() && digits(&c.value).len() > 6)
        .map(|(r, c)| format!("{} {}", r.id, c.value))
        .collect();
    assert_eq!(
        none,
        ["ca-bc-crisis 310-6789", "tt-childline 800-4321", "uy-vida 0800 0767", "uy-apoyo 0800 1920"],
        "give each an e164, or list it here"
    );
}

#[test]
fn hours_can_be_asked() {
    for (r, c) in contacts(pelita().directory()) {
        assert_eq!(c.is_open(std::time::SystemTime::now()).is_some(), c.hours.is_some(), "{} {}: {:?}", r.id, c.value, c.hours);
    }
}

#[test]
fn ids_and_regions_are_real() {
    for (country, file) in pelita().directory().countries() {
        for r in &file.resources {
            assert!(r.id.starts_with(&format!("{}-", country.as_str().to_lowercase())), "{}", r.id);
            assert!(!r.contacts.is_empty(), "{} cannot be reached", r.id);
            for region in &r.regions {
                assert!(rust_iso3166::iso3166_2::from_code(region.as_str()).is_some(), "{}: {}", r.id, region.as_str());
            }
        }
    }
}

#[test]
fn codes_are_those_of_iso_3166() {
    let iso: BTreeSet<&str> = rust_iso3166::ALL.iter().map(|c| c.alpha2).chain(["XK"]).collect();
    assert_eq!(Country::all().map(Country::as_str).collect::<BTreeSet<_>>(), iso);
    for c in rust_iso3166::ALL {
        assert_eq!(c.alpha3.parse::<Country>().map(Country::as_str), Ok(c.alpha2));
    }
}

#[test]
fn every_language_of_a_country_has_words_or_is_known_to_lack_them() {
    let pelita = pelita();
    let missing: BTreeSet<&str> = pelita
        .directory()
        .countries()
        .flat_map(|(_, file)| &file.languages)
        .filter(|l| !countries::has_words(pelita.directory(), l))
        .map(|l| l.as_str())
        .collect();
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), WITHOUT_WORDS);
}

#[test]
fn every_code_resolves_to_a_card() {
    let pelita = pelita();
    let unknown = pelita.card(Topic::Suicide, Intent::HelpSeeking, &Searcher::unknown().with_languages("en")).emergency.text;
    for country in Country::all() {
        let file = pelita.directory().country(country).unwrap_or_else(|| panic!("{country} has no file"));
        let searcher = Searcher::from_country(country).with_languages("en");
        let card: Card = pelita.card(Topic::Suicide, Intent::HelpSeeking, &searcher);
        assert!(!card.resources.is_empty() && card.resources.iter().all(|r| !r.contacts.is_empty()), "{country}");
        assert_eq!(card.local, card.notice.is_none(), "{country}");
        assert!(card.local || card.resources.iter().any(|r| r.id == "int-find-a-helpline"), "{country}");
        let numbers = &card.emergency.numbers;
        assert!(numbers.iter().all(|n| card.emergency.text.contains(n)), "{country}");
        assert_eq!(numbers.is_empty(), card.emergency.text == unknown, "{country}");
        let fire = |n: &&String| file.emergency.iter().filter(|e| e.number == **n).all(|e| e.service == EmergencyService::Fire);
        assert_eq!(numbers.iter().find(fire), None, "{country} shows the fire brigade's number");
    }
}

/// Two territories have a fire brigade's number only: their card shows none.
#[test]
fn a_fire_brigade_is_not_an_emergency_line() {
    let pelita = pelita();
    for country in ["BL", "ST"] {
        let country = country.parse().expect(country);
        let services = pelita.directory().country(country).map(|f| f.emergency.iter().map(|e| e.service).collect::<Vec<_>>());
        assert_eq!(services, Some(vec![EmergencyService::Fire]), "{country}: choose another country for this test");
        assert!(pelita.card(Topic::Suicide, Intent::HelpSeeking, &Searcher::from_country(country)).emergency.numbers.is_empty());
    }
}

#[test]
fn docs_are_in_step() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/COUNTRIES.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let right = country_table::markdown(pelita().directory());
    assert!(written == right, "docs/COUNTRIES.md is not in step with data/: run `cargo run --example data_check -- --write`");
}

//! Every country's card in each of its languages, on one page, to be looked at in a browser.
//!
//! `cargo run --release --example gallery -- out.html`
//!
//! The page is one file without scripts and without anything from elsewhere. Its markup shows how a site may render a card:
//! a labelled region in the card's language and direction, the first contact as the one main action, danger last.

#[path = "common/countries.rs"]
mod countries;

use std::fmt::Write as _;
use std::process::ExitCode;

use pelita::{Card, CardContact, CardResource, Country, Direction, Emergency, Intent, Interceptor, Language, Searcher, Topic};

const STYLE: &str = include_str!("common/gallery.css");

/// The needs that have words of their own.
const INTENTS: [(Topic, Intent); 7] = [
    (Topic::Suicide, Intent::Ideation),
    (Topic::Suicide, Intent::HelpSeeking),
    (Topic::Suicide, Intent::Concern),
    (Topic::Suicide, Intent::Bereavement),
    (Topic::SelfHarm, Intent::SelfHarm),
    (Topic::MentalHealth, Intent::HelpSeeking),
    (Topic::Suicide, Intent::Information),
];

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("gallery: name the file to write, such as out.html");
        return ExitCode::from(2);
    };
    // Only the directory matters here: no lexicon is compiled.
    let written = Interceptor::builder().locales(Vec::<String>::new()).build().map_err(|e| e.to_string());
    match written.and_then(|pelita| std::fs::write(&path, page(&pelita)).map_err(|e| e.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("gallery: {e}");
            ExitCode::FAILURE
        }
    }
}

fn page(pelita: &Interceptor) -> String {
    let mut countries: Vec<(Country, Vec<Card>)> = Country::all().map(|c| (c, country_cards(pelita, c))).collect();
    countries.sort_by_cached_key(|(c, _)| countries::country_name(*c).replace('Å', "A"));
    let cards: usize = countries.iter().map(|(_, cards)| cards.len()).sum();
    let local = countries.iter().filter(|(_, cards)| cards.iter().any(|c| c.local)).count();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>Pelita: every card</title>\n<style>\n{STYLE}</style>\n\
         <header><h1>Pelita: every card</h1>\n<p>{} countries and territories, {cards} cards; {local} have a local service. \
         A dotted name has none yet.</p>\n<nav aria-label=\"Countries\">",
        countries.len()
    );
    for (country, cards) in &countries {
        let class = if cards.iter().any(|c| c.local) { "" } else { " class=\"none\"" };
        let _ = write!(out, "<a href=\"#{country}\"{class}>{}</a> ", escaped(&countries::country_name(*country)));
    }
    out += "<a href=\"#languages\">Every language</a> <a href=\"#words\">Words by intent</a></nav></header>\n<main>\n";
    for (country, cards) in &countries {
        let name = escaped(&countries::country_name(*country));
        section(&mut out, country.as_str(), &format!("{name} <small>{country}</small>"), cards);
    }
    let international: Vec<Card> = languages(pelita).map(|l| ask(pelita, Searcher::unknown(), l)).collect();
    section(&mut out, "languages", "Every language <small>country unknown</small>", &international);
    words(&mut out, pelita);
    out + "</main>\n</html>\n"
}

fn languages(pelita: &Interceptor) -> impl Iterator<Item = &Language> {
    let mut all: Vec<&Language> = pelita.directory().languages().collect();
    all.sort_by_key(|l| l.as_str());
    all.into_iter()
}

fn ask(pelita: &Interceptor, searcher: Searcher, language: &Language) -> Card {
    pelita.card(Topic::Suicide, Intent::Ideation, &searcher.with_languages(language.as_str()))
}

/// A card for each of the country's languages that cards are written in, or the one that everybody there gets.
fn country_cards(pelita: &Interceptor, country: Country) -> Vec<Card> {
    let own = pelita.directory().country(country).map_or(&[][..], |file| &file.languages);
    let mut cards: Vec<Card> = Vec::new();
    for language in own.iter().filter(|l| countries::has_words(pelita.directory(), l)) {
        let card = ask(pelita, Searcher::from_country(country), language);
        if !cards.iter().any(|c| c.language == card.language) {
            cards.push(card);
        }
    }
    if cards.is_empty() {
        cards.push(pelita.card(Topic::Suicide, Intent::Ideation, &Searcher::from_country(country)));
    }
    cards
}

fn section(out: &mut String, id: &str, title: &str, cards: &[Card]) {
    let _ = write!(out, "<section class=\"country\" id=\"{id}\"><h2><a href=\"#{id}\">{title}</a></h2>\n<div class=\"cards\">\n");
    for c in cards {
        card(out, c);
    }
    *out += "</div></section>\n";
}

fn card(out: &mut String, card: &Card) {
    let direction = if card.direction == Direction::Rtl { "rtl" } else { "ltr" };
    let _ = write!(
        out,
        "<article class=\"card\" lang=\"{0}\" dir=\"{direction}\" aria-label=\"{1}\"><span class=\"tag\" lang=\"en\">{0}</span>\
         <h3>{2}</h3><p>{3}</p>",
        card.language,
        escaped(&card.label),
        escaped(&card.headline),
        escaped(&card.body)
    );
    if let Some(notice) = &card.notice {
        let _ = write!(out, "<p class=\"notice\">{}</p>", escaped(notice));
    }
    for (i, r) in card.resources.iter().enumerate() {
        resource(out, r, i == 0);
    }
    let _ = writeln!(out, "<p class=\"danger\">{}</p></article>", danger(&card.emergency));
}

fn resource(out: &mut String, r: &CardResource, is_first: bool) {
    let language = r.languages.first().map(|l| format!(" lang=\"{l}\"")).unwrap_or_default();
    let _ = write!(out, "<div class=\"resource\"><p class=\"name\"><bdi{language}>{}</bdi>", escaped(&r.name));
    if let Some(english) = &r.name_en {
        let _ = write!(out, " <bdi class=\"english\" lang=\"en\">{}</bdi>", escaped(english));
    }
    if let Some(note) = &r.note {
        let _ = write!(out, " <span class=\"note\">{}</span>", escaped(note));
    }
    if let Some(spoken) = &r.spoken {
        let _ = write!(out, " <span class=\"note\">{}</span>", escaped(spoken));
    }
    *out += "</p>";
    for (i, c) in r.contacts.iter().enumerate() {
        contact(out, c, is_first && i == 0);
    }
    *out += "</div>";
}

fn contact(out: &mut String, c: &CardContact, is_main: bool) {
    let class = if is_main { "button main" } else { "button" };
    let label = escaped(&c.label);
    let _ = match &c.link {
        Some(link) => write!(out, "<p class=\"contact\"><a class=\"{class}\" href=\"{}\" rel=\"noreferrer\">{label}</a>", escaped(link)),
        None => write!(out, "<p class=\"contact\"><span class=\"{class}\">{label}</span>"),
    };
    let facts = [host(c), c.hours.as_deref(), c.cost.as_deref(), c.answers_in.as_deref(), Some(&c.checked)];
    let facts: Vec<String> = facts.into_iter().flatten().map(|f| format!("<span>{}</span>", escaped(f))).collect();
    let _ = write!(out, "<span class=\"facts\">{}</span></p>", facts.join(" "));
}

/// Where a link to the web leads, so that nobody has to press it to know.
fn host(c: &CardContact) -> Option<&str> {
    let address = c.value.split_once("://")?.1;
    address.split('/').next()
}

/// The emergency line, with numbers to press.
fn danger(emergency: &Emergency) -> String {
    let mut text = escaped(&emergency.text);
    for (i, number) in emergency.numbers.iter().enumerate() {
        text = text.replacen(number, &format!("\u{1}{i}\u{2}"), 1);
    }
    for (i, number) in emergency.numbers.iter().enumerate() {
        text = text.replace(&format!("\u{1}{i}\u{2}"), &format!("<a href=\"tel:{number}\">{number}</a>"));
    }
    text
}

/// What each language says to each need, for those who review a language.
fn words(out: &mut String, pelita: &Interceptor) {
    *out += "<section class=\"country\" id=\"words\"><h2><a href=\"#words\">Words by intent</a></h2>\n";
    for language in languages(pelita) {
        let _ = write!(out, "<details><summary>{language}</summary><div class=\"cards\">");
        for (topic, intent) in INTENTS {
            let card = pelita.card(topic, intent, &Searcher::unknown().with_languages(language.as_str()));
            let direction = if card.direction == Direction::Rtl { "rtl" } else { "ltr" };
            let _ = write!(
                out,
                "<article class=\"card\" lang=\"{language}\" dir=\"{direction}\"><span class=\"tag above\" lang=\"en\">{topic}, {intent}</span>\
                 <h3>{}</h3><p>{}</p></article>",
                escaped(&card.headline),
                escaped(&card.body)
            );
        }
        *out += "</div></details>\n";
    }
    *out += "</section>\n";
}

/// Text for HTML, also inside quoted attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! Whole cards, as people in these places see them at noon (UTC) on Tuesday, 2026-11-24.
//!
//! Dates of checks are left out: they change with the data, and `tests/resolver.rs` and `tests/data.rs` look after them.

use std::time::{Duration, SystemTime};

use pelita::{Card, Intent, Interceptor, Searcher, Topic};

fn pelita() -> &'static Interceptor {
    static PELITA: std::sync::LazyLock<Interceptor> =
        std::sync::LazyLock::new(|| Interceptor::builder().locales(Vec::<String>::new()).build().unwrap_or_else(|e| panic!("{e}")));
    &PELITA
}

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_521_600)
}

fn searcher(place: &str, header: &str) -> Searcher {
    let searcher = match place.parse() {
        Ok(region) => Searcher::unknown().with_region(region),
        Err(_) if place.is_empty() => Searcher::unknown(),
        Err(_) => Searcher::from_country(place.parse().expect("a country or region")),
    };
    searcher.with_languages(header)
}

fn card(place: &str, header: &str) -> Card {
    pelita().card_at(Topic::Suicide, Intent::Ideation, &searcher(place, header), noon())
}

/// The card without its dates: words, then a line for each way to reach somebody, then the emergency line.
fn text(card: &Card) -> String {
    let mut lines = vec![format!("[{}] {}", card.language, card.headline), card.body.clone()];
    lines.extend(card.notice.clone());
    for r in &card.resources {
        let english = r.name_en.as_ref().map(|e| format!(" ({e})")).unwrap_or_default();
        let note = r.note.as_ref().map(|n| format!(" – {n}")).unwrap_or_default();
        lines.push(format!("* {}{english}{note}", r.name));
        lines.extend(r.spoken.clone());
        for c in &r.contacts {
            let link = c.link.clone().unwrap_or_default();
            let facts = [Some(c.label.clone()), Some(link), c.hours.clone(), c.cost.clone(), c.answers_in.clone()];
            lines.push(format!("  - {}", facts.into_iter().flatten().collect::<Vec<_>>().join(" | ")));
        }
    }
    lines.push(card.emergency.text.clone());
    // Isolates are made visible; the compiler wants none in a source file.
    lines.join("\n").replace(['\u{2066}', '\u{2068}'], "<").replace('\u{2069}', ">")
}

fn assert_card(place: &str, header: &str, expected: &str) {
    let expected = expected.trim().lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    assert_eq!(text(&card(place, header)).replace("\n  - ", "\n- "), expected);
}

#[test]
fn dump() {
    for (n, p, h) in [("switzerland_in_german","CH","de-CH"),("switzerland_in_french","CH","fr-CH"),("switzerland_in_italian","CH","it-CH"),("belgium_in_a_language_not_known","BE",""),("belgium_in_french","BE","fr-BE, nl;q=0.5"),("canada_in_english","CA","en-CA"),("canada_in_french","CA","fr-CA"),("india_in_hindi","IN","hi-IN, en;q=0.5"),("south_africa_in_zulu","ZA","zu"),("hong_kong_in_traditional_chinese","HK","zh-HK"),("hong_kong_in_english","HK","en-HK"),("taiwan_in_traditional_chinese","TW","zh-TW"),("catalonia","ES-CT","ca"),("basque_country","ES-PV","eu"),("galicia","ES-GA","gl"),("spain_without_a_language","ES-AN",""),("england","GB-ENG","en-GB"),("wales_in_welsh","GB-WLS","cy, en;q=0.5"),("united_states_in_english","US","en-US"),("united_states_in_spanish","US","es-US, en;q=0.5"),("brazil","BR","pt-BR"),("indonesia_with_its_partner","ID","id"),("turkey_has_no_line_and_says_so","TR","tr"),("nowhere_known","",""),("israel_right_to_left","IL","he")] {
        println!("@@@ {n}\n{}", text(&card(p, h)).replace("\n  - ", "\n- "));
    }
    println!("@@@ end");
}

//! What a card says and shows beyond its place: by intent, audience, direction of writing, age of the data, and time of day.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use pelita::{Age, Audience, Card, Country, Direction, Intent, Interceptor, ResourceKind, Searcher, Topic, Urgency};

static PELITA: LazyLock<Interceptor> = LazyLock::new(|| build(false));

fn build(hide_stale: bool) -> Interceptor {
    Interceptor::builder().locales(["en"]).hide_stale(hide_stale).build().unwrap_or_else(|e| panic!("{e}"))
}

/// 2026-11-24, a Tuesday, at an hour UTC.
fn at(hour: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_478_400 + hour * 3600)
}

fn country(code: &str) -> Country {
    code.parse().unwrap_or_else(|e| panic!("{code}: {e}"))
}

fn searcher(code: &str, header: &str) -> Searcher {
    Searcher::from_country(country(code)).with_languages(header)
}

fn names(card: &Card) -> Vec<&str> {
    card.resources.iter().map(|r| r.name.as_str()).collect()
}

#[test]
fn a_prompt_names_its_partner() {
    let prompt = PELITA.intercept("suicide hotline", &searcher("ID", "id")).expect("heard");
    assert_eq!((prompt.topic, prompt.intent), (Topic::Suicide, Intent::HelpSeeking));
    let partners: Vec<_> = prompt.card.resources.iter().filter(|r| r.partner).collect();
    assert_eq!(partners.len(), 1);
    assert_eq!((partners[0].name.as_str(), partners[0].kind), ("Into The Light Indonesia", ResourceKind::Information));
    assert_eq!(partners[0].note.as_deref(), Some("Informasi, bukan layanan krisis"));
    assert!(partners[0].contacts.iter().all(|c| !c.kind.is_number()), "an information body is not to be called");
    assert_eq!(names(&prompt.card), ["Healing119.id", "Into The Light Indonesia"]);
    let json = serde_json::to_value(&prompt).expect("a prompt is JSON");
    assert_eq!(json["card"]["resources"][1]["name"], "Into The Light Indonesia");
    assert_eq!(json["card"]["resources"][1]["partner"], true);
}

#[test]
fn the_words_follow_the_intent() {
    let words = |intent| {
        let card = PELITA.card_at(Topic::Suicide, intent, &searcher("IE", "en"), at(12));
        (card.headline, card.body)
    };
    let says = |intent, headline: &str, body: &str| {
        let (h, b) = words(intent);
        assert!(h.starts_with(headline) && b.starts_with(body), "{intent}: {h} {b}");
    };
    says(Intent::Ideation, "You are not alone.", "If you are thinking about suicide");
    says(Intent::HelpSeeking, "Support is available.", "Reaching out takes strength.");
    says(Intent::Concern, "Worried about someone?", "Asking someone about suicide directly");
    says(Intent::Bereavement, "Losing someone to suicide hurts.", "You can talk with someone about your loss");
    says(Intent::SelfHarm, "You deserve support.", "If you hurt yourself");
    says(Intent::Information, "Help is available", "If this subject is close to you");
}

/// In every language: other words for another need, and none empty.
#[test]
fn every_language_has_words_for_every_intent() {
    for language in PELITA.directory().languages() {
        let card = |topic, intent| PELITA.card(topic, intent, &Searcher::unknown().with_languages(language.as_str()));
        let intents = [Intent::Ideation, Intent::HelpSeeking, Intent::Concern, Intent::Bereavement, Intent::SelfHarm, Intent::Information];
        let mut bodies: Vec<String> = intents.map(|i| card(Topic::Suicide, i).body).to_vec();
        bodies.push(card(Topic::MentalHealth, Intent::HelpSeeking).body);
        assert!(bodies.iter().all(|b| !b.trim().is_empty()), "{language}");
        for (i, body) in bodies.iter().enumerate() {
            assert!(!bodies[..i].contains(body), "{language} says the same for two needs: {body}");
        }
        assert_eq!(card(Topic::Suicide, Intent::Ideation).language, *language);
    }
}

#[test]
fn a_young_searcher_meets_services_for_the_young() {
    let shown = |searcher: &Searcher| PELITA.card_at(Topic::Suicide, Intent::Ideation, searcher, at(12));
    let all = searcher("GB", "en");
    assert_eq!(names(&shown(&all)), ["Samaritans", "Shout"]);
    let young = shown(&all.with_audience(Audience::Youth));
    assert_eq!(names(&young), ["PAPYRUS HOPELINE247", "Childline", "Samaritans", "Shout"]);
    let swiss = shown(&searcher("CH", "de").with_audience(Audience::Youth));
    assert_eq!(swiss.resources[0].id, "ch-147");
}

/// UAX #9: a number keeps its own order inside right-to-left text.
#[test]
fn right_to_left_cards_isolate_numbers() {
    let mut seen = 0;
    for language in PELITA.directory().languages() {
        for code in ["EG", "IL", "IR", "PK", "US"] {
            let card = PELITA.card_at(Topic::Suicide, Intent::Ideation, &searcher(code, language.as_str()), at(12));
            let isolated = |text: &str, number: &str| text.contains(&format!("\u{2066}{number}\u{2069}"));
            let rtl = card.direction == Direction::Rtl;
            seen += usize::from(rtl);
            for c in card.resources.iter().flat_map(|r| &r.contacts).filter(|c| c.kind.is_number()) {
                assert_eq!(isolated(&c.label, &c.value), rtl, "{language}: {}", c.label);
                assert!(
                    !c.value.contains('\u{2066}') && !c.link.as_ref().is_some_and(|l| l.contains('\u{2066}')),
                    "the value itself is bare"
                );
            }
            for n in &card.emergency.numbers {
                assert_eq!(isolated(&card.emergency.text, n), rtl, "{language}: {}", card.emergency.text);
            }
        }
    }
    assert!(seen >= 20, "Arabic, Hebrew, Persian and Urdu at least");
}

#[test]
fn stale_data_is_marked_and_can_be_hidden() {
    let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1_924_992_000); // 2031-01-01
    let shown = PELITA.card_at(Topic::Suicide, Intent::Ideation, &searcher("GB", "en"), later);
    assert_eq!(names(&shown), ["Samaritans", "Shout"]);
    for c in shown.resources.iter().flat_map(|r| &r.contacts) {
        assert_eq!(c.age, Age::Stale);
        assert!(c.checked.contains("may have changed") && c.checked.contains(&c.checked_on.to_string()), "{}", c.checked);
    }
    let hidden = build(true).card_at(Topic::Suicide, Intent::Ideation, &searcher("GB", "en"), later);
    assert!(!hidden.local && hidden.notice.is_some());
    assert!(hidden.resources.iter().all(|r| r.kind == ResourceKind::Directory && !r.contacts.is_empty()), "the last resort stays");
    assert_eq!(hidden.resources[0].name, "Find A Helpline");
    assert_eq!(hidden.emergency.numbers, ["999", "112"], "danger has a number for ever");
    let today = build(true).card_at(Topic::Suicide, Intent::Ideation, &searcher("GB", "en"), at(12));
    assert_eq!(names(&today), ["Samaritans", "Shout"]);
}

#[test]
fn the_time_of_day_is_that_of_the_service() {
    // Livslinien answers from 11:00 to 05:00 in Copenhagen, an hour ahead of UTC in winter.
    let open = |hour| {
        let card = PELITA.card_at(Topic::Suicide, Intent::Ideation, &searcher("DK", "en"), at(hour));
        let contact = card.resources[0].contacts[0].clone();
        (contact.open, contact.hours.unwrap_or_default())
    };
    assert_eq!(open(12), (Some(true), "Open now · Hours: 11:00-05:00".to_string()));
    assert_eq!(open(3).0, Some(true), "04:00 there");
    assert_eq!(open(5), (Some(false), "Closed now · Hours: 11:00-05:00".to_string()));
}

#[test]
fn a_region_brings_its_own_line() {
    // Línea 106 is Bogotá's.
    let bogota = Searcher::unknown().with_region("CO-DC".parse().expect("a region")).with_languages("es");
    let shown = |s: &Searcher| PELITA.card_at(Topic::Suicide, Intent::Ideation, s, at(12));
    assert_eq!(shown(&bogota).resources[0].id, "co-106");
    let elsewhere = shown(&searcher("CO", "es"));
    assert!(!elsewhere.local && elsewhere.notice.is_some() && elsewhere.resources[0].id == "int-find-a-helpline");
}

#[test]
fn an_unknown_country_gets_nobodys_number() {
    let card = PELITA.card_at(Topic::Suicide, Intent::Ideation, &Searcher::unknown(), at(12));
    assert!(card.country.is_none() && !card.local && card.notice.is_none());
    assert!(card.resources.iter().all(|r| r.kind == ResourceKind::Directory && r.contacts.iter().all(|c| !c.kind.is_number())));
    assert_eq!(card.emergency.numbers, [""; 0]);
    assert!(
        PELITA.card(Topic::Suicide, Intent::Ideation, &searcher("TR", "en")).notice.is_some(),
        "a known country without a line says so"
    );
    let prompt = PELITA.intercept("suicide hotline", &Searcher::unknown()).expect("heard");
    assert!(prompt.urgency >= Urgency::Low && prompt.card.country.is_none());
}

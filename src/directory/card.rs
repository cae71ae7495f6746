//! The card: who can be reached, in this country, in this language, ready to be shown.

use serde::Serialize;

use super::message::{Direction, Messages};
use super::{Age, Checked, Contact, ContactKind, Cost, Country, Language, Resource, ResourceKind};

/// A card with every word and link that a page needs.
///
/// Serialises to JSON with these names; fields that have no value are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Card {
    /// The searcher's country, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The language of the words on the card.
    pub language: Language,
    /// `ltr` or `rtl`.
    pub direction: Direction,
    /// The name of the card for a screen reader.
    pub label: String,
    /// One line, in two short parts at most.
    pub headline: String,
    /// One or two sentences.
    pub body: String,
    /// Said when no local service is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Whether a service of the searcher's country is among the resources.
    pub local: bool,
    /// Who can help, best first.
    pub resources: Vec<CardResource>,
    /// The line for danger to life, to be shown last.
    pub emergency: Emergency,
    /// Words for the buttons that close the card and bring it back.
    pub close: String,
    /// See `close`.
    pub reopen: String,
}

/// A service on a card.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CardResource {
    /// Its id in the data.
    pub id: String,
    /// As it calls itself.
    pub name: String,
    /// In English, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// What kind of service it is.
    pub kind: ResourceKind,
    /// The partner whose name the prompt carries.
    pub partner: bool,
    /// Said of services that do not answer people in crisis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What is spoken there.
    pub languages: Vec<Language>,
    /// The same in words, if it is not only the language of the card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spoken: Option<String>,
    /// The ways to reach it, best first.
    pub contacts: Vec<CardContact>,
}

/// A way to reach a service.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CardContact {
    /// Which way.
    pub kind: ContactKind,
    /// What to press: "Call 988".
    pub label: String,
    /// Digits exactly as dialled, an address, or a handle.
    pub value: String,
    /// `tel:`, `sms:`, `https:` or `mailto:`; absent for handles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Opening hours in words, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Whether it is open at this moment, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    /// Cost in words, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// How long an answer takes, in words, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers_in: Option<String>,
    /// When it was last checked, in words.
    pub checked: String,
    /// When it was last checked.
    pub checked_on: Checked,
    /// Whether that check is fresh, old or stale.
    pub age: Age,
}

/// Whom to call when life is in danger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Emergency {
    /// The whole line in words.
    pub text: String,
    /// The numbers in it; empty if none is known.
    pub numbers: Vec<String>,
}

/// `names` are the languages' own names, as far as there are messages in them.
pub(super) fn resource(resource: &Resource, contacts: Vec<CardContact>, words: &Messages, names: &[String]) -> CardResource {
    let is_plain = resource.languages.iter().all(|l| l.is_spoken_like(&words.language)) || names.is_empty();
    CardResource {
        id: resource.id.clone(),
        name: resource.name.clone(),
        name_en: resource.name_en.clone(),
        kind: resource.kind,
        partner: resource.partner,
        note: (!resource.kind.answers()).then(|| words.labels.information_only.clone()),
        languages: resource.languages.clone(),
        spoken: (!is_plain).then(|| words.labels.languages.replace("{value}", &names.join(", "))),
        contacts,
    }
}

pub(super) fn contact(contact: &Contact, open: Option<bool>, today: Checked, words: &Messages) -> CardContact {
    let labels = &words.labels;
    let with = |label: &str, value: &str| label.replace("{value}", value);
    let value = number(&contact.value, words.direction);
    let label = match contact.kind {
        ContactKind::Phone => {
            let call = with(&labels.call, &value);
            match &contact.press {
                Some(keys) => format!("{call}, {}", with(&labels.press, keys)),
                None => call,
            }
        }
        ContactKind::Sms => match &contact.send {
            Some(word) => labels.text_word.replace("{word}", word).replace("{value}", &value),
            None => with(&labels.text, &value),
        },
        ContactKind::Whatsapp => with(&labels.whatsapp, &value),
        ContactKind::Chat => labels.chat.clone(),
        ContactKind::Email => with(&labels.email, &value),
        ContactKind::Web => labels.visit.clone(),
        ContactKind::Social => contact.value.clone(),
    };
    let hours = contact.hours.as_deref().map(|h| {
        if h == "24/7" {
            return labels.open_always.clone();
        }
        let hours = with(&labels.hours, &timetable(h, words));
        match open {
            Some(true) => format!("{} · {hours}", labels.open_now),
            Some(false) => format!("{} · {hours}", labels.closed_now),
            None => hours,
        }
    });
    let age = contact.checked.age(today);
    let checked = if age == Age::Stale { &labels.stale } else { &labels.checked };
    CardContact {
        kind: contact.kind,
        label,
        value: contact.value.clone(),
        link: contact.link(),
        hours,
        open,
        cost: match contact.cost {
            Some(Cost::Free) => Some(labels.free.clone()),
            Some(Cost::Standard) => Some(labels.standard_cost.clone()),
            Some(Cost::Premium) | None => None,
        },
        answers_in: contact.answer_time.as_deref().map(|t| with(&labels.answers_in, t)),
        checked: checked.replace("{date}", &number(&contact.checked.to_string(), words.direction)),
        checked_on: contact.checked,
        age,
    }
}

pub(super) fn emergency(numbers: &[String], words: &Messages) -> Emergency {
    let text = if numbers.is_empty() {
        words.labels.danger_unknown.clone()
    } else {
        let all: Vec<String> = numbers.iter().map(|n| number(n, words.direction)).collect();
        words.labels.danger.replace("{value}", &all.join(" / "))
    };
    Emergency { text, numbers: numbers.to_vec() }
}

/// Opening hours with the days as the language calls them: `Mo-Fr 09:00-17:00` is `Mon-Fri 09:00-17:00` in English.
fn timetable(hours: &str, words: &Messages) -> String {
    const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let day = |word: &str| DAYS.iter().position(|d| *d == word).map_or(word.to_string(), |i| words.days[i].clone());
    let part = |part: &str| {
        if !part.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return number(part, words.direction);
        }
        let lists = part.split(',').map(|range| range.split('-').map(day).collect::<Vec<_>>().join("-"));
        lists.collect::<Vec<_>>().join(", ")
    };
    let rules = hours.split("; ").map(|rule| rule.split(' ').map(part).collect::<Vec<_>>().join(" "));
    rules.collect::<Vec<_>>().join("; ")
}

/// A number or address in its own order, in a text of any direction.
fn number(value: &str, direction: Direction) -> String {
    match direction {
        Direction::Ltr => value.to_string(),
        Direction::Rtl => format!("\u{2066}{value}\u{2069}"),
    }
}

/// A name in its own order, in a text that is written the other way (UAX #9, first strong isolate).
pub(super) fn isolate(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(file: &str) -> Messages {
        Messages::parse("test", file).unwrap()
    }

    #[test]
    fn timetables_use_the_days_of_the_language() {
        let english = words(include_str!("../../data/messages/en.toml"));
        for (hours, shown) in [
            ("10:00-22:00", "10:00-22:00"),
            ("Mo-Fr 09:00-17:00", "Mon-Fri 09:00-17:00"),
            ("Mo,We 16:00-20:00; Tu,Th,Fr 09:00-13:00", "Mon, Wed 16:00-20:00; Tue, Thu, Fri 09:00-13:00"),
            ("Mo-Fr 09:00-19:00; Sa,Su 09:00-13:00,17:00-19:00", "Mon-Fri 09:00-19:00; Sat, Sun 09:00-13:00,17:00-19:00"),
        ] {
            assert_eq!(timetable(hours, &english), shown);
        }
        let hebrew = words(include_str!("../../data/messages/he.toml"));
        let (from, to) = (&hebrew.days[0], &hebrew.days[4]);
        assert_eq!(timetable("Mo-Fr 09:00-17:00", &hebrew), format!("{from}-{to} \u{2066}09:00-17:00\u{2069}"));
    }
}

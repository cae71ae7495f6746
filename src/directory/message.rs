//! The words on a card, one file per language. `data/messages/README.md` explains it to those who write one.

use serde::{Deserialize, Serialize};

use super::{Checked, Language};
use crate::error::{Error, toml_error};
use crate::need::{Intent, Topic, Urgency};

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Messages {
    pub(crate) language: Language,
    /// The language's own name.
    pub(crate) name: String,
    /// Short names of the days, Monday first.
    pub(crate) days: [String; 7],
    pub(crate) direction: Direction,
    #[serde(rename = "reviewed")]
    pub(crate) _reviewed: Checked,
    #[serde(rename = "self")]
    oneself: ByUrgency,
    help_seeking: Message,
    concern: Message,
    bereavement: Message,
    self_harm: Message,
    mental_health: Message,
    information: Message,
    pub(crate) labels: Labels,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByUrgency {
    explicit: Message,
    gentle: Message,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Message {
    pub(crate) headline: String,
    pub(crate) body: String,
}

macro_rules! labels {
    ($($name:ident $placeholders:expr),+ $(,)?) => {
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct Labels {
            $(pub(crate) $name: String),+
        }

        impl Labels {
            /// Each label with the placeholders that it must keep.
            fn all(&self) -> Vec<(&'static str, &str, &'static [&'static str])> {
                vec![$((stringify!($name), self.$name.as_str(), &$placeholders)),+]
            }
        }
    };
}

labels! {
    call ["{value}"],
    text ["{value}"],
    text_word ["{value}", "{word}"],
    whatsapp ["{value}"],
    chat [],
    email ["{value}"],
    visit [],
    press ["{value}"],
    open_now [],
    open_always [],
    closed_now [],
    hours ["{value}"],
    free [],
    standard_cost [],
    languages ["{value}"],
    information_only [],
    answers_in ["{value}"],
    checked ["{date}"],
    stale ["{date}"],
    danger ["{value}"],
    danger_unknown [],
    no_local [],
    close [],
    reopen [],
    dir_label [],
}

impl Messages {
    pub(crate) fn parse(name: &str, text: &str) -> Result<Messages, Error> {
        let messages: Messages = toml::from_str(text).map_err(|e| toml_error(name, text, &e))?;
        for (label, value, placeholders) in messages.labels.all() {
            let missing = placeholders.iter().find(|p| !value.contains(*p));
            let problem = match missing {
                Some(p) => Some(format!("must keep `{p}`: `{value}`")),
                None if value.trim().is_empty() => Some("is empty".to_string()),
                None if value.matches('{').count() != placeholders.len() => Some(format!("may hold {placeholders:?} only: `{value}`")),
                None => None,
            };
            if let Some(problem) = problem {
                let at = text.find(&format!("\n{label} ")).map_or(0, |i| i + 1);
                return Err(Error::data(problem).in_file(name).at(text, at).at_key(format!("labels.{label}")));
            }
        }
        Ok(messages)
    }

    /// The message for a need: the explicit one names suicide, the gentle one does not.
    pub(crate) fn message(&self, topic: Topic, intent: Intent, urgency: Urgency) -> &Message {
        match (topic, intent) {
            (_, Intent::Concern) => &self.concern,
            (_, Intent::Bereavement) => &self.bereavement,
            (_, Intent::Information) => &self.information,
            (Topic::MentalHealth | Topic::EatingDisorder, _) => &self.mental_health,
            (Topic::SelfHarm, _) | (_, Intent::SelfHarm) => &self.self_harm,
            (_, Intent::HelpSeeking) => &self.help_seeking,
            _ if urgency >= Urgency::High => &self.oneself.explicit,
            _ => &self.oneself.gentle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = include_str!("../../data/messages/en.toml");

    #[test]
    fn each_need_has_its_words() {
        let words = Messages::parse("en.toml", ENGLISH).unwrap();
        let gentle = "If things feel too heavy right now";
        for (topic, intent, urgency, begins) in [
            (Topic::Suicide, Intent::Ideation, Urgency::High, "If you are thinking about suicide"),
            (Topic::Suicide, Intent::Method, Urgency::High, "If you are thinking about suicide"),
            (Topic::Suicide, Intent::Ideation, Urgency::Medium, gentle),
            (Topic::Suicide, Intent::Ideation, Urgency::Low, gentle),
            (Topic::Suicide, Intent::HelpSeeking, Urgency::Medium, "Reaching out takes strength"),
            (Topic::Suicide, Intent::Concern, Urgency::High, "Asking someone about suicide"),
            (Topic::SelfHarm, Intent::Concern, Urgency::Medium, "Asking someone about suicide"),
            (Topic::Suicide, Intent::Bereavement, Urgency::Low, "You can talk with someone about your loss"),
            (Topic::Suicide, Intent::Information, Urgency::Info, "If this subject is close to you"),
            (Topic::SelfHarm, Intent::SelfHarm, Urgency::Medium, "If you hurt yourself"),
            (Topic::SelfHarm, Intent::HelpSeeking, Urgency::Medium, "If you hurt yourself"),
            (Topic::MentalHealth, Intent::HelpSeeking, Urgency::Low, "If you are struggling"),
            (Topic::EatingDisorder, Intent::Ideation, Urgency::Low, "If you are struggling"),
        ] {
            let body = &words.message(topic, intent, urgency).body;
            assert!(body.starts_with(begins), "{topic} {intent} {urgency}: {body}");
        }
        assert!(!words.oneself.gentle.body.to_lowercase().contains("suicid"), "the gentle card does not name it");
    }

    #[test]
    fn a_key_or_placeholder_that_is_missing_is_said() {
        let without = |line: &str| ENGLISH.lines().filter(|l| !l.starts_with(line)).collect::<Vec<_>>().join("\n");
        let message = |text: &str| Messages::parse("en.toml", text).unwrap_err().to_string();
        for key in ["[concern]", "explicit", "call ", "dir_label", "language ", "name ", "days ", "reviewed"] {
            assert!(message(&without(key)).starts_with("en.toml"), "{key}");
        }
        let e = message(&ENGLISH.replace("\"Call {value}\"", "\"Call\""));
        assert!(e.contains("labels.call: must keep `{value}`: `Call`"), "{e}");
        assert!(message(&ENGLISH.replace("\"Close\"", "\" \"")).contains("labels.close: is empty"));
        assert!(message(&ENGLISH.replace("\"Close\"", "\"Close {now}\"")).contains("labels.close: may hold"));
        assert!(message(&format!("{ENGLISH}more = \"x\"\n")).contains("unknown field `more`"));
    }
}

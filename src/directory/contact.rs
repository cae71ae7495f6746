//! A way to reach a service, and the link that starts it.

use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize};

use super::kinds::kinds;
use super::{Checked, Source};

/// One way to reach a service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Contact {
    /// Which way.
    pub kind: ContactKind,
    /// Digits exactly as dialled, an address, or a handle.
    pub value: String,
    /// The number in international form (ITU-T E.164), where there is one.
    pub e164: Option<E164>,
    /// The word to send by SMS.
    pub send: Option<String>,
    /// The extension or key to press.
    pub press: Option<String>,
    /// Opening hours in the syntax of OpenStreetMap's `opening_hours`.
    pub hours: Option<String>,
    /// The time zone of the hours (IANA).
    pub time_zone: Option<String>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// Whether a person answers.
    pub human: Option<bool>,
    /// How long an answer takes.
    pub answer_time: Option<String>,
    /// The day of the newest source that carries these digits.
    pub checked: Checked,
    /// Who says so.
    pub sources: Vec<Source>,
}

kinds! {
    /// How a service is reached.
    ContactKind {
        /// By telephone.
        Phone,
        /// By text message.
        Sms,
        /// By WhatsApp.
        Whatsapp,
        /// By a chat on the web.
        Chat,
        /// By e-mail.
        Email,
        /// A web page.
        Web,
        /// An account on a social network.
        Social,
    }
}

impl ContactKind {
    /// Whether the value is a number to dial.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, ContactKind::Phone | ContactKind::Sms | ContactKind::Whatsapp)
    }
}

kinds! {
    /// What a contact costs.
    Cost {
        /// Nothing.
        Free,
        /// What an ordinary call costs.
        Standard,
        /// More than that.
        Premium,
    }
}

/// A number in international form: `+`, country code, at most 15 digits (ITU-T E.164).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct E164(String);

impl E164 {
    /// The number with its `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<E164, D::Error> {
        let s = String::deserialize(d)?;
        let digits = s.strip_prefix('+').unwrap_or("");
        if (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0') {
            Ok(E164(s))
        } else {
            Err(serde::de::Error::custom(format!(
                "not an E.164 number, such as +442079460000: the country code, then the number without its leading 0: `{s}`; leave it out for short codes"
            )))
        }
    }
}

impl Contact {
    /// Whether it is open at a moment: `None` if the hours are not known.
    ///
    /// Hours other than `24/7` are understood with the feature `hours`; without it they are not known.
    #[must_use]
    pub fn is_open(&self, at: SystemTime) -> Option<bool> {
        let hours = self.hours.as_deref()?;
        if hours == "24/7" {
            return Some(true);
        }
        super::hours::is_open(hours, self.time_zone.as_deref()?, at)
    }

    /// A link that starts the contact: `tel:`, `sms:`, `https:` or `mailto:`.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        let dialled = || {
            self.e164.as_ref().map_or_else(
                || self.value.chars().filter(|c| c.is_ascii_digit() || matches!(c, '*' | '#' | '+')).collect(),
                |e| e.0.clone(),
            )
        };
        Some(match self.kind {
            ContactKind::Phone => match &self.press {
                // RFC 3966 has no pauses; phones understand the comma.
                Some(keys) => format!("tel:{},{keys}", dialled()),
                None => format!("tel:{}", dialled()).replace('#', "%23"),
            },
            ContactKind::Sms => match &self.send {
                Some(word) => format!("sms:{}?body={}", dialled(), word.replace(' ', "%20")),
                None => format!("sms:{}", dialled()),
            },
            ContactKind::Whatsapp => format!("https://wa.me/{}", self.e164.as_ref()?.0.trim_start_matches('+')),
            ContactKind::Email => format!("mailto:{}", self.value),
            ContactKind::Chat | ContactKind::Web => self.value.clone(),
            ContactKind::Social => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_start_a_contact() {
        let contact = |kind: &str, more: &str| -> Contact {
            toml::from_str(&format!("kind = \"{kind}\"\nchecked = \"2026-01\"\nsources = []\n{more}")).unwrap()
        };
        for (kind, more, link) in [
            ("phone", "value = \"*4141\"", "tel:*4141"),
            ("phone", "value = \"0800 111 0 111\"\ne164 = \"+498001110111\"", "tel:+498001110111"),
            ("phone", "value = \"119\"\npress = \"8\"", "tel:119,8"),
            ("sms", "value = \"741741\"\nsend = \"HOME\"", "sms:741741?body=HOME"),
            ("whatsapp", "value = \"x\"\ne164 = \"+6591511767\"", "https://wa.me/6591511767"),
        ] {
            assert_eq!(contact(kind, more).link().as_deref(), Some(link));
        }
    }
}

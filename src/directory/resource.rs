//! The schema of a country file, typed on load. `data/resources/README.md` explains it to those who write one.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Country, Language, Region};
use crate::error::Error;
use crate::lexicon::toml_error;
use crate::need::{Audience, Topic};

/// What is known of one country: who can help, whom to call in danger, and which numbers must not be used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CountryResources {
    /// The country; absent in `international.toml`.
    pub country: Option<Country>,
    /// The country's own languages, most spoken first.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// The day somebody last looked at the whole file.
    pub reviewed: Checked,
    /// What sources disagree on, in our words.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// Emergency numbers, most general first.
    #[serde(default)]
    pub emergency: Vec<EmergencyNumber>,
    /// Numbers that must not be shown.
    #[serde(default, rename = "do_not_use")]
    pub do_not_use: Vec<Unusable>,
    /// Who can help.
    #[serde(default)]
    pub resources: Vec<Resource>,
}

/// An emergency number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EmergencyNumber {
    /// Digits exactly as dialled.
    pub number: String,
    /// `all`, `ambulance`, `police`, `fire` or `medical`.
    pub service: String,
    /// What must be known to use it.
    pub note: Option<String>,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// A number that stands in old lists and must not be shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Unusable {
    /// The number as it is printed.
    pub number: String,
    /// Why not.
    pub why: String,
    /// Where that is said.
    pub source: Option<String>,
}

/// A service, with the ways to reach it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Resource {
    /// Stable, unique in all files: `be-1813`.
    pub id: String,
    /// As it calls itself.
    pub name: String,
    /// In English, where that differs.
    pub name_en: Option<String>,
    /// What kind of service it is.
    pub kind: ResourceKind,
    /// Who runs it.
    pub operator: Option<String>,
    /// The partner whose name a prompt carries. Says nothing about whether it can be called.
    #[serde(default)]
    pub partner: bool,
    /// What it helps with.
    pub topics: Vec<Topic>,
    /// Whom it is for.
    pub audiences: Vec<Audience>,
    /// What is spoken there.
    pub languages: Vec<Language>,
    /// Where it serves, if not everywhere in the country.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Resources of one pair are shown together or not at all when the searcher's language is unknown.
    pub pair: Option<String>,
    /// Order among equals, 1 first.
    #[serde(default = "middle_rank")]
    pub rank: u8,
    /// For maintainers.
    pub note: Option<String>,
    /// The ways to reach it, best first.
    #[serde(default)]
    pub contacts: Vec<Contact>,
}

fn middle_rank() -> u8 {
    5
}

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

/// A source of a fact.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// Its address.
    pub url: String,
    /// When it said so, or when its text was stored: a year, month or day.
    pub date: String,
    /// What kind of source it is.
    pub kind: SourceKind,
    /// Sources of one family count once: a web domain, or a list and its copies.
    pub family: String,
    /// What it says, in our words.
    pub says: String,
}

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
    };
}

kinds! {
    /// What kind of service a resource is.
    ResourceKind {
        /// Answers people in crisis.
        Hotline,
        /// Answers people before a crisis.
        Warmline,
        /// Answers in writing.
        Chat,
        /// People with the same experience.
        PeerSupport,
        /// Informs or speaks up; does not answer calls.
        Information,
        /// Lists services.
        Directory,
    }
}

impl ResourceKind {
    /// Whether somebody there answers a person in need.
    #[must_use]
    pub const fn answers(self) -> bool {
        !matches!(self, ResourceKind::Information | ResourceKind::Directory)
    }
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

kinds! {
    /// What kind of source says something.
    SourceKind {
        /// The service itself.
        Operator,
        /// A public authority.
        Government,
        /// A news outlet that names the operator.
        Press,
        /// A directory that checks with the services (Find A Helpline).
        Directory,
        /// A list that somebody made or copied.
        List,
        /// A data set of numbers (AOSP, libphonenumber): their shape, not who answers.
        Dataset,
    }
}

impl SourceKind {
    /// Whether a number may rest on it (RESOURCES rule R2).
    #[must_use]
    pub const fn is_strong(self) -> bool {
        !matches!(self, SourceKind::List | SourceKind::Dataset)
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
            Err(serde::de::Error::custom(format!("not an E.164 number, such as +4408001111: `{s}`; leave it out for short codes")))
        }
    }
}

/// A month, and perhaps a day, on which something was checked.
///
/// ```
/// # use pelita::{Age, Checked};
/// let checked: Checked = "2025-11".parse().unwrap();
/// assert_eq!(checked.age("2026-11-24".parse().unwrap()), Age::Fresh);
/// assert_eq!(checked.age("2027-08-01".parse().unwrap()), Age::Old);
/// assert_eq!(checked.age("2028-08-01".parse().unwrap()), Age::Stale);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checked {
    year: u16,
    month: u8,
    /// 0 if only the month is known.
    day: u8,
}

/// How old a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Up to 18 months.
    Fresh,
    /// Up to 24 months: due for a new check.
    Old,
    /// More: shown after all others, and hidden if the backend wants.
    Stale,
}

impl Checked {
    /// Today's date (UTC) by the system's clock.
    #[must_use]
    pub fn today() -> Checked {
        let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Checked::from_days(seconds / 86_400)
    }

    /// Days since 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, `civil_from_days`).
    fn from_days(days: u64) -> Checked {
        let z = days + 719_468;
        let era = z / 146_097;
        let of_era = z - era * 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * shifted + 2) / 5 + 1) as u8;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u8;
        let year = (year_of_era + era * 400) as u16 + u16::from(month <= 2);
        Checked { year, month, day }
    }

    /// The year, for example 2026.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day, 1 to 31, if it is known.
    #[must_use]
    pub const fn day(self) -> Option<u8> {
        if self.day == 0 { None } else { Some(self.day) }
    }

    /// How old it is on a day. Whole months are counted; a check of the future is fresh.
    #[must_use]
    pub fn age(self, today: Checked) -> Age {
        let months = |c: Checked| i32::from(c.year) * 12 + i32::from(c.month);
        match months(today) - months(self) {
            ..=18 => Age::Fresh,
            19..=24 => Age::Old,
            _ => Age::Stale,
        }
    }
}

/// Not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidDate;

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date, such as 2025-11 or 2025-11-24")
    }
}

impl std::error::Error for InvalidDate {}

impl FromStr for Checked {
    type Err = InvalidDate;

    fn from_str(s: &str) -> Result<Checked, InvalidDate> {
        let mut parts = s.split('-').map(|p| p.parse::<u16>());
        let mut next = || parts.next().transpose().map_err(|_| InvalidDate);
        let (year, month, day) = (next()?.ok_or(InvalidDate)?, next()?.ok_or(InvalidDate)?, next()?.unwrap_or(0));
        let shaped = matches!(s.len(), 7 | 10)
            && (2000..2200).contains(&year)
            && (1..=12).contains(&month)
            && day <= 31
            && (s.len() == 7) == (day == 0);
        if shaped && parts.next().is_none() { Ok(Checked { year, month: month as u8, day: day as u8 }) } else { Err(InvalidDate) }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        if self.day == 0 { Ok(()) } else { write!(f, "-{:02}", self.day) }
    }
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Checked, D::Error> {
        let s = String::deserialize(d)?;
        s.parse().map_err(|e| serde::de::Error::custom(format!("{e}: `{s}`")))
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

impl CountryResources {
    /// Reads a country file; `name` stands in errors.
    pub(crate) fn parse(name: &str, text: &str) -> Result<CountryResources, Error> {
        let file: CountryResources = toml::from_str(text).map_err(|e| toml_error(name, text, &e))?;
        file.check().map_err(|(place, message)| {
            let error = Error::data(message).in_file(name);
            match text.find(&format!("\"{place}\"")) {
                Some(at) => error.at(text, at).at_key(place),
                None => error.at_key(place),
            }
        })?;
        Ok(file)
    }

    /// What types alone do not say: errs with the value that is wrong and what would be right.
    fn check(&self) -> Result<(), (String, String)> {
        let wrong = |place: &str, message: String| Err((place.to_string(), message));
        for number in &self.emergency {
            if number.number.is_empty() || !number.number.bytes().all(|b| b.is_ascii_digit()) {
                return wrong(&number.number, "an emergency number is digits only".into());
            }
            if !["all", "ambulance", "police", "fire", "medical"].contains(&number.service.as_str()) {
                return wrong(&number.service, "the service is all, ambulance, police, fire or medical".into());
            }
        }
        for r in &self.resources {
            if r.topics.is_empty() || r.audiences.is_empty() || r.languages.is_empty() {
                return wrong(&r.id, "a resource has at least one topic, audience and language".into());
            }
            if let Some(region) = r.regions.iter().find(|r| Some(r.country()) != self.country) {
                return wrong(region.as_str(), "a region of another country".into());
            }
            for c in &r.contacts {
                let value = c.value.as_str();
                let dialled = value.bytes().filter(u8::is_ascii_digit).count();
                match c.kind {
                    kind if kind.is_number() => {
                        if !r.kind.answers() {
                            return wrong(
                                &r.id,
                                "an information body or directory is never presented as a line to call; give a web address".into(),
                            );
                        }
                        if !(2..=15).contains(&dialled) || !value.chars().all(|c| c.is_ascii_digit() || "+*# -()./".contains(c)) {
                            return wrong(value, "digits exactly as dialled, with + * # where they belong".into());
                        }
                    }
                    ContactKind::Email => {
                        if !value.contains('@') || value.contains(' ') {
                            return wrong(value, "an e-mail address".into());
                        }
                    }
                    ContactKind::Web | ContactKind::Chat => {
                        if !is_web_address(value) {
                            return wrong(value, "a web address that begins with https:// or http://".into());
                        }
                    }
                    _ => {}
                }
                if let Some(hours) = c.hours.as_deref().filter(|h| *h != "24/7") {
                    let Some(zone) = c.time_zone.as_deref() else {
                        return wrong(hours, "hours other than 24/7 need a time_zone, such as Europe/Brussels".into());
                    };
                    if let Err(message) = super::hours::check(hours, zone) {
                        return wrong(hours, message);
                    }
                }
                if let Some(source) = c.sources.iter().find(|s| !is_web_address(&s.url)) {
                    return wrong(&source.url, "the web address of the source".into());
                }
            }
        }
        Ok(())
    }
}

fn is_web_address(s: &str) -> bool {
    let host = s.strip_prefix("https://").or_else(|| s.strip_prefix("http://")).unwrap_or("");
    host.split(['/', '?', '#']).next().is_some_and(|h| h.contains('.') && h.len() > 3) && !s.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(Checked::from_days(20_781).to_string(), "2026-11-24");
        assert_eq!(Checked::from_days(11_016).to_string(), "2000-02-29");
        for bad in ["2025", "2025-13", "2025-1", "25-01", "2025-01-00", "2025-01-01-01", "x"] {
            assert!(bad.parse::<Checked>().is_err(), "{bad}");
        }
    }

    #[test]
    fn errors_name_file_line_and_what_is_right() {
        let file = |contact: &str| {
            format!(
                "country = \"ID\"\nreviewed = \"2026-11-24\"\n[[resources]]\nid = \"x\"\nname = \"X\"\nkind = \"hotline\"\ntopics = [\"suicide\"]\naudiences = [\"all\"]\nlanguages = [\"id\"]\n[[resources.contacts]]\nchecked = \"2026-01\"\nsources = []\n{contact}"
            )
        };
        for (contact, part) in [
            ("kind = \"phone\"\nvalue = \"call me\"", "x.toml:14:9: call me: digits exactly"),
            ("kind = \"phone\"\nvalue = \"119\"\ne164 = \"119\"", "x.toml:15:8: not an E.164"),
            ("kind = \"web\"\nvalue = \"healing\"", "x.toml:14:9: healing: a web address"),
            ("kind = \"phone\"\nvalue = \"119\"\nhours = \"Mo-Fr 09:00-17:00\"", "need a time_zone"),
            ("kind = \"fax\"\nvalue = \"119\"", "x.toml:13:8: unknown variant `fax`"),
        ] {
            let e = CountryResources::parse("x.toml", &file(contact)).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
    }

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

//! What the types of a country file alone do not say, checked on load.

use super::{Contact, ContactKind, CountryResources, Resource, Source};
use crate::error::{Error, toml_error};

/// What is wrong: the key, its value, and what would be right.
struct Wrong(&'static str, String, String);

fn wrong(key: &'static str, value: impl ToString, right: impl Into<String>) -> Result<(), Wrong> {
    Err(Wrong(key, value.to_string(), right.into()))
}

impl CountryResources {
    /// Reads a country file; `name` stands in errors.
    pub(crate) fn parse(name: &str, text: &str) -> Result<CountryResources, Error> {
        let file: CountryResources = toml::from_str(text).map_err(|e| toml_error(name, text, &e))?;
        file.check().map_err(|Wrong(key, value, right)| {
            let error = Error::data(format!("{right}: `{value}`")).in_file(name).at_key(key);
            match place(text, key, &value) {
                Some(at) => error.at(text, at),
                None => error,
            }
        })?;
        Ok(file)
    }

    fn check(&self) -> Result<(), Wrong> {
        for e in &self.emergency {
            if e.number.is_empty() || !e.number.bytes().all(|b| b.is_ascii_digit()) {
                return wrong("emergency.number", &e.number, "an emergency number is digits only");
            }
            check_sources(&e.sources, "emergency.sources")?;
        }
        for r in &self.resources {
            if r.topics.is_empty() || r.audiences.is_empty() || r.languages.is_empty() {
                return wrong("resources.id", &r.id, "a resource has at least one topic, audience and language");
            }
            if let Some(region) = r.regions.iter().find(|r| Some(r.country()) != self.country) {
                return wrong("resources.regions", region.as_str(), "a region of the file's own country");
            }
            for c in &r.contacts {
                check_value(r, c)?;
                check_hours(c)?;
                check_sources(&c.sources, "resources.contacts.sources")?;
            }
        }
        Ok(())
    }
}

fn check_value(r: &Resource, c: &Contact) -> Result<(), Wrong> {
    const KEY: &str = "resources.contacts.value";
    let value = c.value.as_str();
    match c.kind {
        kind if kind.is_number() && !r.kind.answers() => {
            wrong(KEY, value, "an information body or directory is never presented as a line to call; give a web address")
        }
        kind if kind.is_number() => {
            let dialled = value.bytes().filter(u8::is_ascii_digit).count();
            let shaped = (2..=15).contains(&dialled) && value.chars().all(|c| c.is_ascii_digit() || "+*# -()./".contains(c));
            if shaped { Ok(()) } else { wrong(KEY, value, "digits exactly as dialled, with + * # where they belong") }
        }
        ContactKind::Email if !value.contains('@') || value.contains(' ') => wrong(KEY, value, "an e-mail address"),
        ContactKind::Web | ContactKind::Chat if !is_web_address(value) => {
            wrong(KEY, value, "a web address that begins with https:// or http://")
        }
        _ => Ok(()),
    }
}

fn check_hours(c: &Contact) -> Result<(), Wrong> {
    const KEY: &str = "resources.contacts.hours";
    let Some(hours) = c.hours.as_deref().filter(|h| *h != "24/7") else {
        return Ok(());
    };
    let Some(zone) = c.time_zone.as_deref() else {
        return wrong(KEY, hours, "hours other than 24/7 need a time_zone, such as Europe/Brussels");
    };
    super::hours::check(hours, zone).or_else(|right| wrong(KEY, hours, right))
}

fn check_sources(sources: &[Source], key: &'static str) -> Result<(), Wrong> {
    match sources.iter().find(|s| !is_web_address(&s.url)) {
        Some(source) => wrong(key, &source.url, "the web address of the source"),
        None => Ok(()),
    }
}

fn is_web_address(s: &str) -> bool {
    let host = s.strip_prefix("https://").or_else(|| s.strip_prefix("http://")).unwrap_or("");
    host.split(['/', '?', '#']).next().is_some_and(|h| h.contains('.') && h.len() > 3) && !s.contains(char::is_whitespace)
}

/// Where a value stands: the first line of its key that holds it, else the first place that holds it.
fn place(text: &str, key: &str, value: &str) -> Option<usize> {
    let quoted = format!("\"{value}\"");
    let name = key.rsplit('.').next().unwrap_or(key);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(name)
            && let Some(column) = line.find(&quoted)
        {
            return Some(at + column);
        }
        at += line.len();
    }
    text.find(&quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_file_line_and_what_is_right() {
        let file = |contact: &str| {
            format!(
                "country = \"ID\"\nreviewed = \"2026-11-24\"\n[[resources]]\nid = \"x\"\nname = \"X\"\nkind = \"hotline\"\ntopics = [\"suicide\"]\naudiences = [\"all\"]\nlanguages = [\"id\"]\n[[resources.contacts]]\nchecked = \"2026-01\"\nsources = []\n{contact}"
            )
        };
        for (contact, part) in [
            (
                "kind = \"phone\"\nvalue = \"call me\"",
                "x.toml:14:9: resources.contacts.value: digits exactly as dialled, with + * # where they belong: `call me`",
            ),
            ("kind = \"phone\"\nvalue = \"119\"\ne164 = \"119\"", "x.toml:15:8: not an E.164"),
            ("kind = \"web\"\nvalue = \"healing\"", "x.toml:14:9: resources.contacts.value: a web address"),
            (
                "kind = \"phone\"\nvalue = \"119\"\nhours = \"Mo-Fr 09:00-17:00\"",
                "x.toml:15:9: resources.contacts.hours: hours other than 24/7 need a time_zone",
            ),
            ("kind = \"fax\"\nvalue = \"119\"", "x.toml:13:8: unknown variant `fax`"),
        ] {
            let e = CountryResources::parse("x.toml", &file(contact)).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
    }
}

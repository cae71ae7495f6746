//! Every country file and every message file, loaded and checked against each other.

use std::collections::{BTreeMap, BTreeSet};

use super::message::Messages;
use super::{Country, CountryResources, Language, Resource};
use crate::error::Error;

/// Everything that is known about who can help.
#[derive(Clone, Debug)]
pub struct Directory {
    pub(super) countries: BTreeMap<Country, CountryResources>,
    pub(super) international: Vec<Resource>,
    /// English first: the last resort of every card.
    pub(super) messages: Vec<Messages>,
    pub(super) hide_stale: bool,
}

impl Directory {
    /// Builds a directory from TOML texts: name for errors, text.
    pub(crate) fn new<'a>(
        resources: impl IntoIterator<Item = (&'a str, &'a str)>,
        messages: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Directory, Error> {
        let mut directory = Directory { countries: BTreeMap::new(), international: Vec::new(), messages: Vec::new(), hide_stale: false };
        for (name, text) in resources {
            let file = CountryResources::parse(name, text)?;
            if let Some(country) = file.country.filter(|c| directory.countries.contains_key(c)) {
                return Err(Error::data(format!("two files are about {country}; keep one")).in_file(name));
            }
            if file.country.is_none() && !directory.international.is_empty() {
                return Err(Error::data("two files have no country; keep one, with the international directories").in_file(name));
            }
            directory.insert(name, file)?;
        }
        for (name, text) in messages {
            let words = Messages::parse(name, text)?;
            if directory.messages.iter().any(|m| m.language == words.language) {
                return Err(Error::data(format!("two files are in {}; keep one", words.language)).in_file(name));
            }
            directory.messages.push(words);
        }
        let Some(english) = directory.messages.iter().position(|m| m.language.as_str() == "en") else {
            return Err(Error::data("there is no English message file (en.toml), the last resort of every card"));
        };
        directory.messages[..=english].rotate_right(1);
        Ok(directory)
    }

    /// Adds a country's file, in the place of the one that is there. Without a country, it is the international directories that are replaced.
    pub(crate) fn replace(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let file = CountryResources::parse(name, text)?;
        self.insert(name, file)
    }

    fn insert(&mut self, name: &str, file: CountryResources) -> Result<(), Error> {
        let others = self.countries.values().filter(|c| c.country != file.country).flat_map(|c| &c.resources);
        let international = self.international.iter().filter(|_| file.country.is_some());
        let mut ids: BTreeSet<&str> = others.chain(international).map(|r| r.id.as_str()).collect();
        if let Some(twice) = file.resources.iter().find(|r| !ids.insert(&r.id)) {
            return Err(Error::data(format!("two resources have the id `{}`; give each its own", twice.id)).in_file(name));
        }
        match file.country {
            Some(country) => drop(self.countries.insert(country, file)),
            None => self.international = file.resources,
        }
        Ok(())
    }

    pub(crate) fn hide_stale(&mut self, hide: bool) {
        self.hide_stale = hide;
    }

    /// What is known of a country.
    #[must_use]
    pub fn country(&self, country: Country) -> Option<&CountryResources> {
        self.countries.get(&country)
    }

    /// Every country that has a file, in alphabetical order.
    pub fn countries(&self) -> impl Iterator<Item = (Country, &CountryResources)> {
        self.countries.iter().map(|(c, r)| (*c, r))
    }

    /// The directories that are shown where no local service is known.
    #[must_use]
    pub fn international(&self) -> &[Resource] {
        &self.international
    }

    pub(super) fn english(&self) -> &Messages {
        &self.messages[0]
    }

    /// The languages that cards can be written in.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.messages.iter().map(|m| &m.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: (&str, &str) = ("en.toml", include_str!("../../data/messages/en.toml"));

    fn file(country: &str, id: &str) -> String {
        let head = if country.is_empty() { String::new() } else { format!("country    =   \"{country}\"\n") };
        format!(
            "{head}reviewed = \"2026-11-24\"\n[[resources]]\nid = \"{id}\"\nname = \"X\"\nkind = \"hotline\"\ntopics = [\"suicide\"]\naudiences = [\"all\"]\nlanguages = [\"en\"]\n"
        )
    }

    #[test]
    fn a_file_replaces_its_country_only() {
        let (gb, fr, int) = (file("GB", "gb-a"), file("FR", "fr-a"), file("", "int-a"));
        let mut directory = Directory::new([("GB", gb.as_str()), ("FR", &fr), ("int", &int)], [ENGLISH]).unwrap();
        directory.replace("mine", &file("GB", "gb-b")).unwrap();
        directory.replace("mine", &file("", "int-b")).unwrap();
        let mut ids: Vec<&str> = directory.countries().flat_map(|(_, c)| &c.resources).map(|r| r.id.as_str()).collect();
        ids.extend(directory.international().iter().map(|r| r.id.as_str()));
        assert_eq!(ids, ["fr-a", "gb-b", "int-b"]);
        let e = directory.replace("mine", &file("GB", "fr-a")).unwrap_err();
        assert_eq!(e.to_string(), "mine: two resources have the id `fr-a`; give each its own");
    }

    #[test]
    fn what_stands_twice_or_is_missing_is_said() {
        let (a, b) = (file("GB", "a"), file("GB", "b"));
        let message = |files: &[(&str, &str)], words: &[(&str, &str)]| {
            Directory::new(files.iter().copied(), words.iter().copied()).unwrap_err().to_string()
        };
        assert_eq!(message(&[("a", &a), ("b", &b)], &[ENGLISH]), "b: two files are about GB; keep one");
        assert_eq!(message(&[], &[ENGLISH, ("again", ENGLISH.1)]), "again: two files are in en; keep one");
        assert!(message(&[], &[]).starts_with("there is no English message file"));
    }
}

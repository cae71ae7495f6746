//! The resolver: from a need and a searcher to a card.
//!
//! The order is fixed, and each row has a test:
//!
//! | # | rule |
//! |---|---|
//! | 1 | Only resources of the searcher's country, for the topic, for the searcher's audience or for all, in the searcher's region or nationwide. Never another country's number. |
//! | 2 | Services that answer come before information bodies and directories. |
//! | 3 | Fresh and old checks come before stale ones; stale ones are left out if the backend wants. |
//! | 4 | Services in a language that the searcher speaks come first, in the order of the searcher's languages. |
//! | 5 | A service for the searcher's own audience, or for the bereaved after a loss, comes before one for all. |
//! | 6 | Services for suicide come before general ones when the topic is suicide. |
//! | 7 | Open ones come before those whose hours are not known, closed ones last. |
//! | 8 | Then the file's `rank`, then the id. |
//! | 9 | Resources of one pair are shown together or not at all when no language of the searcher is known. |
//! | 10 | At most four resources. Where no service that answers is left, the international directories follow, and the card says so. |
//!
//! Words: the first of the searcher's languages that has messages; else the query's own language if the
//! country speaks it; else the country's first language that has messages; else the query's; else English.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use super::card::{self, Card};
use super::message::Messages;
use super::resource::{CountryResources, Resource};
use super::{Age, Checked, Country, Language, Region};
use crate::error::Error;
use crate::need::{Audience, Intent, Topic, Urgency};

/// Resources on one card.
const MOST_RESOURCES: usize = 4;
/// Emergency numbers on one card.
const MOST_EMERGENCY: usize = 2;

/// Who searches, as far as the backend knows.
///
/// ```
/// # use pelita::Searcher;
/// let searcher = Searcher::from_country("BE".parse().unwrap()).with_languages("fr, nl;q=0.5");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Searcher {
    /// Where the search comes from.
    pub country: Option<Country>,
    /// The part of the country.
    pub region: Option<Region>,
    /// What the searcher reads, best first; empty if it is not known.
    pub languages: Vec<Language>,
    /// Whether the searcher belongs to a group that has services of its own.
    pub audience: Option<Audience>,
}

impl Searcher {
    /// Nothing is known.
    #[must_use]
    pub fn unknown() -> Searcher {
        Searcher::default()
    }

    /// A searcher from a country.
    #[must_use]
    pub fn from_country(country: Country) -> Searcher {
        Searcher { country: Some(country), ..Searcher::default() }
    }

    /// Sets the languages from an `Accept-Language` header.
    #[must_use]
    pub fn with_languages(mut self, header: &str) -> Searcher {
        self.languages = Language::accepted(header);
        self
    }

    /// Sets the region, and with it the country.
    #[must_use]
    pub fn with_region(mut self, region: Region) -> Searcher {
        self.country = Some(region.country());
        self.region = Some(region);
        self
    }

    /// Sets the audience.
    #[must_use]
    pub fn with_audience(mut self, audience: Audience) -> Searcher {
        self.audience = Some(audience);
        self
    }
}

/// What a query needs an answer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need<'a> {
    pub(crate) topic: Topic,
    pub(crate) intent: Intent,
    pub(crate) urgency: Urgency,
    /// The locale of the phrase that was heard.
    pub(crate) locale: &'a str,
}

/// Everything that is known about who can help.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    countries: BTreeMap<Country, CountryResources>,
    international: Vec<Resource>,
    messages: Vec<Messages>,
    hide_stale: bool,
}

/// What the order of resources is sorted by; see the table at the top.
type Order = (bool, bool, usize, bool, bool, Reverse<u8>, u8);

impl Directory {
    /// Builds a directory from TOML texts: name for errors, text.
    pub(crate) fn new<'a>(
        resources: impl IntoIterator<Item = (&'a str, &'a str)>,
        messages: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Directory, Error> {
        let mut directory = Directory::default();
        let mut ids = BTreeSet::new();
        for (name, text) in resources {
            let file = CountryResources::parse(name, text)?;
            for r in &file.resources {
                if !ids.insert(r.id.clone()) {
                    return Err(Error::data(format!("two resources have the id `{}`; give each its own", r.id)).in_file(name));
                }
            }
            match file.country {
                Some(country) => {
                    if directory.countries.insert(country, file).is_some() {
                        return Err(Error::data(format!("two files are about {country}; keep one")).in_file(name));
                    }
                }
                None => directory.international.extend(file.resources),
            }
        }
        for (name, text) in messages {
            let words = Messages::parse(name, text)?;
            if directory.messages.iter().any(|m| m.language.matches(&words.language)) {
                return Err(Error::data(format!("two files are in {}; keep one", words.language)).in_file(name));
            }
            directory.messages.push(words);
        }
        if !directory.messages.iter().any(|m| m.language.as_str() == "en") {
            return Err(Error::data("there is no English message file (en.toml), the last resort of every card"));
        }
        Ok(directory)
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

    /// The languages that cards can be written in.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.messages.iter().map(|m| &m.language)
    }

    /// The card for a need. Always one: where nothing local is known, the international one.
    pub(crate) fn card(&self, need: Need<'_>, searcher: &Searcher, now: SystemTime) -> Card {
        let today = Checked::today();
        let known = searcher.country.and_then(|c| self.countries.get(&c));
        let words = self.words(need, searcher, known);
        let mut chosen = known.map(|k| self.choose(&k.resources, need, searcher, today, now)).unwrap_or_default();
        let local = chosen.iter().any(|r| r.kind.answers());
        if !local {
            chosen.extend(self.choose(&self.international, need, searcher, today, now));
        }
        let message = words.message(need.topic, need.intent, need.urgency);
        let resources = chosen
            .into_iter()
            .map(|r| {
                let usable = r.contacts.iter().filter(|c| !(self.hide_stale && c.checked.age(today) == Age::Stale));
                let contacts = usable.map(|c| card::contact(c, c.is_open(now), today, words)).collect();
                card::resource(r, contacts, words)
            })
            .collect();
        Card {
            country: searcher.country,
            language: words.language.clone(),
            direction: words.direction,
            label: words.labels.dir_label.clone(),
            headline: message.headline.clone(),
            body: message.body.clone(),
            notice: (!local && searcher.country.is_some()).then(|| words.labels.no_local.clone()),
            local,
            resources,
            emergency: card::emergency(&known.map(emergency_numbers).unwrap_or_default(), words),
            close: words.labels.close.clone(),
            reopen: words.labels.reopen.clone(),
        }
    }

    fn words(&self, need: Need<'_>, searcher: &Searcher, known: Option<&CountryResources>) -> &Messages {
        let find = |wanted: &Language| {
            self.messages
                .iter()
                .find(|m| m.language.matches(wanted))
                .or_else(|| self.messages.iter().find(|m| m.language.is_spoken_like(wanted)))
        };
        let query: Option<Language> = need.locale.parse().ok();
        let own = known.map_or(&[][..], |k| &k.languages);
        let spoken = query.as_ref().filter(|q| own.iter().any(|l| l.is_spoken_like(q)));
        searcher
            .languages
            .iter()
            .chain(spoken)
            .chain(own)
            .chain(query.as_ref())
            .find_map(find)
            .or_else(|| self.messages.iter().find(|m| m.language.as_str() == "en"))
            .unwrap_or(&self.messages[0])
    }

    fn choose<'a>(
        &self,
        resources: &'a [Resource],
        need: Need<'_>,
        searcher: &Searcher,
        today: Checked,
        now: SystemTime,
    ) -> Vec<&'a Resource> {
        let fits = |r: &&Resource| {
            helps(r, need)
                && r.audiences.iter().any(|a| {
                    *a == Audience::All || Some(*a) == searcher.audience || (need.intent == Intent::Bereavement && *a == Audience::Bereaved)
                })
                && (r.regions.is_empty() || searcher.region.as_ref().is_some_and(|s| r.regions.contains(s)))
                && !r.contacts.is_empty()
                && !(self.hide_stale && is_stale(r, today))
        };
        let mut fitting: Vec<&Resource> = resources.iter().filter(fits).collect();
        fitting.sort_by_cached_key(|r| (order(r, need, searcher, today, now), r.id.clone()));
        fitting.truncate(MOST_RESOURCES.max(1));
        if searcher.languages.is_empty() {
            // Both or neither: a pair that the limit has split brings its other half back in.
            let pairs: BTreeSet<&str> = fitting.iter().filter_map(|r| r.pair.as_deref()).collect();
            let missing: Vec<&Resource> = resources
                .iter()
                .filter(fits)
                .filter(|r| r.pair.as_deref().is_some_and(|p| pairs.contains(p)) && !fitting.iter().any(|f| f.id == r.id))
                .collect();
            while fitting.len() + missing.len() > MOST_RESOURCES && fitting.last().is_some_and(|r| r.pair.is_none()) {
                fitting.pop();
            }
            fitting.extend(missing);
        }
        fitting
    }
}

fn is_stale(r: &Resource, today: Checked) -> bool {
    r.contacts.iter().all(|c| c.checked.age(today) == Age::Stale)
}

/// Whether a resource helps with a need: its own topic, or one that includes it.
fn helps(r: &Resource, need: Need<'_>) -> bool {
    let has = |t| r.topics.contains(&t);
    match need.topic {
        Topic::Suicide => {
            has(Topic::Suicide) || has(Topic::MentalHealth) || (need.intent == Intent::Bereavement && has(Topic::Bereavement))
        }
        Topic::SelfHarm => has(Topic::SelfHarm) || has(Topic::Suicide) || has(Topic::MentalHealth),
        Topic::MentalHealth => has(Topic::MentalHealth) || has(Topic::Suicide),
        Topic::EatingDisorder => has(Topic::EatingDisorder) || has(Topic::MentalHealth),
        topic => has(topic),
    }
}

fn order(r: &Resource, need: Need<'_>, searcher: &Searcher, today: Checked, now: SystemTime) -> Order {
    let spoken = |l: &Language| r.languages.iter().any(|own| own.is_spoken_like(l));
    let language =
        if searcher.languages.is_empty() { 0 } else { searcher.languages.iter().position(spoken).unwrap_or(searcher.languages.len()) };
    let wanted = match need.intent {
        Intent::Bereavement => Some(Audience::Bereaved),
        _ => searcher.audience,
    };
    let for_group =
        wanted.is_some_and(|w| r.audiences.contains(&w)) || (need.intent == Intent::Bereavement && r.topics.contains(&Topic::Bereavement));
    let open = r.contacts.iter().map(|c| c.is_open(now).map_or(1, |o| if o { 2 } else { 0 })).max().unwrap_or(0);
    (!r.kind.answers(), is_stale(r, today), language, !for_group, !r.topics.contains(&need.topic), Reverse(open), r.rank)
}

/// The number for everything, or the ambulance's.
fn emergency_numbers(known: &CountryResources) -> Vec<String> {
    for services in [&["all"][..], &["ambulance", "medical"], &["police"]] {
        let numbers: Vec<String> = known
            .emergency
            .iter()
            .filter(|e| services.contains(&e.service.as_str()))
            .map(|e| e.number.clone())
            .take(MOST_EMERGENCY)
            .collect();
        if !numbers.is_empty() {
            return numbers;
        }
    }
    Vec::new()
}

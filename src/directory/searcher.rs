//! Who searches, and what for.

use super::{Country, Language, Region};
use crate::need::{Audience, Intent, Topic, Urgency};

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

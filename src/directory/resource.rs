//! The schema of a country file, typed on load. `data/resources/README.md` explains it to those who write one.

use serde::{Deserialize, Serialize};

use super::kinds::kinds;
use super::{Checked, Contact, Country, Language, Region};
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
    /// Who answers.
    pub service: EmergencyService,
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

kinds! {
    /// Who answers an emergency number.
    EmergencyService {
        /// One number for everything.
        All,
        /// The ambulance.
        Ambulance,
        /// Medical advice that sends an ambulance.
        Medical,
        /// The police.
        Police,
        /// The fire brigade. Never shown on a card.
        Fire,
    }
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

//! Who can help: countries, languages, resources, messages, and the resolver that makes a card of them.

mod card;
mod catalogue;
mod check;
mod contact;
mod country;
mod country_codes;
mod date;
mod hours;
mod kinds;
mod language;
mod message;
mod resolve;
mod resource;
mod searcher;

pub use card::{Card, CardContact, CardResource, Emergency};
pub use catalogue::Directory;
pub use contact::{Contact, ContactKind, Cost, E164};
pub use country::{Country, Region, UnknownCountry};
pub use date::{Age, Checked, InvalidDate};
pub use language::{Language, UnknownLanguage};
pub use message::Direction;
pub use resource::{CountryResources, EmergencyNumber, EmergencyService, Resource, ResourceKind, Source, SourceKind, Unusable};
pub use searcher::Searcher;

pub(crate) use searcher::Need;

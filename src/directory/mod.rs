//! Who can help: countries, languages, resources, messages, and the resolver that makes a card of them.

mod card;
mod country;
mod country_codes;
mod hours;
mod language;
mod message;
mod resolve;
mod resource;

pub use card::{Card, CardContact, CardResource, Emergency};
pub use country::{Country, Region, UnknownCountry};
pub use language::{Language, UnknownLanguage};
pub use resolve::{Directory, Searcher};
pub use resource::{
    Age, Checked, Contact, ContactKind, Cost, CountryResources, EmergencyNumber, Resource, ResourceKind, Source, SourceKind, Unusable,
};

pub use message::Direction;
pub use resource::{E164, InvalidDate};

pub(crate) use resolve::Need;

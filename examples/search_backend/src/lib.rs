//! A search backend that links in Pelita, small enough to read in one sitting.
//!
//! * [`corpus`]: the pages that ship with it
//! * [`index`]: a tantivy index over them, in memory
//! * [`searcher`]: who asks, from the request: country and languages
//! * [`backend`]: a query's way: Pelita first, then the index
//! * [`suggest`]: completions for the search box
//! * [`routes`]: what is served where, with what headers, and what is logged of it (never a query)
//! * [`page`], [`card`], [`html`]: the search page
//! * [`count`]: numbers for `/metrics`
#![forbid(unsafe_code)]

pub mod backend;
pub mod card;
pub mod corpus;
pub mod count;
pub mod html;
pub mod index;
pub mod page;
pub mod routes;
pub mod searcher;
pub mod suggest;

// `has_words` serves other examples.
#[allow(dead_code)]
#[path = "../../common/countries.rs"]
mod countries;

pub use backend::{Backend, Options};
pub use routes::router;

//! A search-prompt safety interceptor: a person who searches for suicide or self-harm meets a helping hand first.
//!
//! A search backend passes every query through an [`Interceptor`]. Nearly all pass untouched. When one asks for help,
//! openly or in a whisper, the backend gets a [`Prompt`] with a [`Card`]: who can be reached, in this country, in this language.
//!
//! ```
//! use pelita::{Interceptor, Searcher};
//!
//! let pelita = Interceptor::builtin();
//! let searcher = Searcher::from_country("ID".parse()?).with_languages("id, en;q=0.5");
//!
//! assert!(pelita.intercept("resep rendang", &searcher).is_none());
//! assert!(pelita.intercept("gol bunuh diri", &searcher).is_none());
//!
//! let prompt = pelita.intercept("pengen mati aja", &searcher).expect("heard");
//! assert_eq!(prompt.card.language.as_str(), "id");
//! assert!(prompt.card.local);
//! # Ok::<(), pelita::UnknownCountry>(())
//! ```
//!
//! # The way of a query
//!
//! *Text*: the query becomes a stream of letters without case, width, marks and separators; the breaks are kept beside it.
//! *Lexicon*: word classes, phrases and exemptions per locale, compiled once into one program.
//! *Screen*: a filter, one Aho-Corasick automaton over the anchors of all locales, confirmation around each anchor, and a verdict: [`Screening`].
//! *Directory*: country, language, topic, intent and audience lead to a card.
//!
//! # Choosing a threshold
//!
//! A prompt is shown from [`Urgency::Low`] on: every crisis intent, but no statistics, news or history ([`Urgency::Info`]).
//! [`Builder::threshold`] changes that. [`Interceptor::screen`] gives the verdict without a card, for those who decide themselves,
//! and [`Interceptor::is_suggestible`] says which texts may be suggested while somebody types.
//!
//! # Data of your own
//!
//! [`Builder::data_directory`] loads a directory of TOML files instead of what ships with the crate; [`Builder::lexicon`] and
//! [`Builder::resources`] add or replace one file. The formats are described in `data/lexicons/README.md`, `data/resources/README.md` and
//! `data/messages/README.md`. Errors name file, line, column and key.
//!
//! # Promises
//!
//! * No method panics on any query, blocks or takes a lock; the cost is linear in the query's length.
//! * A query in which nothing is found allocates nothing.
//! * Queries are never logged or stored, and no `Debug` prints one. A [`Screening`] holds no text of the query.
//! * `#![forbid(unsafe_code)]`, but for the one module of the feature `ffi`.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `ffi` | the C ABI: `cargo rustc --release --lib --features ffi --crate-type cdylib,staticlib`, header `include/pelita.h` |
//! | `hours` | opening hours beyond `24/7` are understood: [`Contact::is_open`], "open now" on the card, open services first |
//! | `tower` | [`PromptLayer`]: screens the query of each request on its way to any `tower` service |
//! | `reload` | [`LiveInterceptor`]: data that is loaded anew while it serves, and a watcher for its directory |
//! | `metrics` | [`Metrics`]: counts through the `metrics` facade, never text |
#![cfg_attr(not(feature = "ffi"), forbid(unsafe_code))]
#![deny(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(missing_docs)]

mod campaign;
mod data;
mod directory;
mod error;
#[cfg(feature = "ffi")]
#[allow(unsafe_code)]
pub mod ffi;
mod interceptor;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod lexicon;
mod lint;
#[cfg(feature = "reload")]
mod live;
#[cfg(feature = "metrics")]
mod metrics;
mod need;
mod prepared;
mod screen;
mod suggest;
mod text;
#[cfg(feature = "tower")]
mod tower;

#[cfg(feature = "metrics")]
#[cfg_attr(docsrs, doc(cfg(feature = "metrics")))]
pub use self::metrics::Metrics;
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub use self::tower::{PromptFuture, PromptLayer, PromptService, RequestPrompt};
pub use campaign::Ribbon;
pub use directory::*;
pub use error::{Error, ErrorKind};
pub use interceptor::{Builder, Interceptor, LocaleInfo, Prompt, Size};
pub use lint::{Finding, Severity};
#[cfg(feature = "reload")]
#[cfg_attr(docsrs, doc(cfg(feature = "reload")))]
pub use live::{DataSet, DirectoryWatch, LiveInterceptor, ReloadFailure};
pub use need::{Audience, Intent, Topic, UnknownWord, Urgency};
pub use screen::{Explanation, Quieted, Screening, Signal};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! A search-prompt safety interceptor: a person who searches for suicide or self-harm meets a helping hand first.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod data;
mod directory;
mod error;
mod interceptor;
mod lexicon;
mod lint;
mod need;
mod prepared;
mod screen;
mod text;

pub use directory::*;
pub use error::{Error, ErrorKind};
pub use interceptor::{Builder, Interceptor, LocaleInfo, Prompt, Size};
pub use lint::{Finding, Severity};
pub use need::{Audience, Intent, Topic, UnknownWord, Urgency};
pub use screen::{Explanation, Quieted, Screening, Signal};

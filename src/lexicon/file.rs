//! The schema of a lexicon file. `data/lexicons/README.md` explains it to those who write one.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::error::{Error, toml_error};
use crate::need::{Intent, Topic, Urgency};

/// A phrase as it stands in the file, with its place there.
pub(crate) type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LexiconFile {
    pub(crate) locale: Spanned<String>,
    pub(crate) name: String,
    pub(crate) reviewed: String,
    #[serde(default)]
    pub(crate) exact_marks: bool,
    #[serde(default)]
    pub(crate) digraphs: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) words: BTreeMap<String, Spanned<Vec<Text>>>,
    #[serde(default)]
    pub(crate) context: BTreeMap<String, Spanned<Vec<Text>>>,
    #[serde(default)]
    pub(crate) phrases: Vec<PhraseBlock>,
    #[serde(default)]
    pub(crate) exempt: Vec<ExemptBlock>,
    #[serde(default)]
    pub(crate) examples: Examples,
    #[serde(default)]
    pub(crate) rejected: Vec<Rejected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhraseBlock {
    pub(crate) topic: Topic,
    pub(crate) intent: Intent,
    pub(crate) urgency: Option<Urgency>,
    #[serde(default)]
    pub(crate) strength: Strength,
    #[serde(default)]
    pub(crate) not_after: Vec<Text>,
    #[serde(default)]
    pub(crate) not_before: Vec<Text>,
    #[serde(default)]
    pub(crate) not_across: Vec<Text>,
    #[serde(rename = "match")]
    pub(crate) phrases: Vec<Text>,
    #[serde(rename = "note")]
    pub(crate) _note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExemptBlock {
    #[serde(rename = "why")]
    pub(crate) _why: String,
    #[serde(rename = "match")]
    pub(crate) phrases: Vec<Text>,
    pub(crate) heard: Vec<Text>,
    #[serde(rename = "note")]
    pub(crate) _note: Option<String>,
}

/// How much a phrase needs beside it to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Strength {
    /// A first person, another phrase, or being the whole query; and no context.
    Weak,
    /// No context word anywhere in the query.
    Contextual,
    /// Nothing.
    #[default]
    Strong,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Examples {
    #[serde(default)]
    pub(crate) shown: Vec<Text>,
    #[serde(default)]
    pub(crate) information: Vec<Text>,
    #[serde(default)]
    pub(crate) quiet: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejected {
    pub(crate) phrase: Text,
    #[serde(rename = "why")]
    pub(crate) _why: String,
}

/// A lexicon as read, with its text for error messages.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) file: LexiconFile,
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Source {
    /// Reads a lexicon from TOML text; `name` stands in errors.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Source, Error> {
        let file: LexiconFile = toml::from_str(text).map_err(|e| toml_error(name, text, &e))?;
        Ok(Source { file, name: name.to_string(), text: text.to_string() })
    }

    pub(crate) fn locale(&self) -> &str {
        self.file.locale.get_ref()
    }

    /// Where a phrase stands in the file, without its quotes.
    pub(crate) fn place(&self, phrase: &Text) -> Range<usize> {
        let span = phrase.span();
        let raw = &self.text[span.clone()];
        let quotes = raw.len() - raw.trim_start_matches(['"', '\'']).len();
        span.start + quotes..span.end.saturating_sub(quotes).max(span.start + quotes)
    }

    /// An error at the `at`-th character of a phrase.
    pub(crate) fn error(&self, key: &str, phrase: &Text, at: usize, message: &str) -> Error {
        // Escapes make the column approximate.
        let start = self.place(phrase).start;
        let offset: usize = phrase.get_ref().chars().take(at).map(char::len_utf8).sum();
        Error::data(format!("{message}: `{}`", phrase.get_ref())).in_file(&self.name).at(&self.text, start + offset).at_key(key)
    }
}

//! What to look for: lexicon files, the phrase language, and the compiler.
//!
//! A lexicon is a TOML file of word classes, phrases, exemptions, contexts and examples (`file.rs`). Its phrases are
//! parsed (`phrase.rs`) and compiled (`compile.rs`) into a program shared by all locales (`program.rs`). Each
//! phrase gets an anchor (`anchor.rs`), chosen by how rare its letters are in ordinary text (`rarity.rs`), and evidence
//! (`evidence.rs`): what must stand elsewhere in the text.

mod anchor;
mod compile;
mod evidence;
mod file;
mod phrase;
mod program;
mod rarity;
mod slips;

pub(crate) use anchor::{Anchors, NoAnchor, Posting, choose};
pub(crate) use compile::Compiler;
pub(crate) use evidence::{Evidence, Evidencer};
pub(crate) use file::{Source, Strength, Text};
pub(crate) use phrase::{Join, is_literal, parse};
pub(crate) use program::{Node, Phrase, Program, Role, Rule, Seq, Word, letter_bit};
pub(crate) use rarity::Rarity;

//! The compiled form of all lexicons: words kept once, classes once, and phrases as small trees over them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::file::Strength;
use super::phrase::Join;
use crate::need::{Intent, Topic, Urgency};

pub(crate) type Seq = Box<[(Join, Node)]>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Node {
    Word(u32),
    /// One of a class; groups are classes without a name.
    Class(u32),
    /// One of a class, or nothing.
    Maybe(u32),
    Gap(u8),
    OneWord,
    Tail,
    Head,
    Start,
    End,
}

/// A folded word in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Word {
    pub(super) offset: u32,
    pub(super) len: u16,
    /// Letters, not bytes.
    pub(crate) letters: u8,
    /// Marks must be as written: none missing.
    pub(crate) exact: bool,
    /// Marks that are not written contradict.
    pub(crate) strict: bool,
    pub(super) marks: (u32, u8),
}

/// Ways to write one item.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Class {
    /// Members that are one word, sorted by their letters.
    pub(crate) words: Vec<u32>,
    /// The same, sorted by their last letter.
    #[serde(skip)]
    pub(crate) by_last: Vec<u32>,
    /// Members of several items.
    pub(crate) others: Vec<Member>,
    /// Which letters a member can begin with, and end with: one bit for each remainder of 64.
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// A member of several items, with its first and last letters as in [`Class`].
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) items: Seq,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// The bit of a letter in [`Class::first`] and [`Class::last`].
#[inline]
pub(crate) fn letter_bit(letter: char) -> u64 {
    1 << (letter as u32 & 63)
}

/// What a phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    Heard {
        topic: Topic,
        intent: Intent,
        urgency: Urgency,
        strength: Strength,
    },
    /// `narrow`: literal and adjacent, so that it may quiet strong phrases too.
    Exempt {
        narrow: bool,
    },
    Context,
    Company,
}

/// A block of phrases that share role and guards.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) role: Role,
    /// Index into [`Program::locales`].
    pub(crate) locale: u16,
    pub(crate) not_after: Vec<Seq>,
    pub(crate) not_before: Vec<Seq>,
    pub(crate) not_across: Vec<Seq>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Phrase {
    pub(crate) items: Seq,
    pub(crate) rule: u32,
    /// Where it stands in the lexicon's text.
    pub(super) place: (u32, u32),
}

/// Everything that the chosen lexicons say, ready to be matched.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Program {
    pub(super) letters: Vec<u8>,
    pub(super) marks: Vec<(u16, u16)>,
    pub(super) words: Vec<Word>,
    pub(crate) classes: Vec<Class>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) locales: Vec<String>,
    /// Whether each locale's language is written in Latin letters.
    pub(crate) latin: Vec<bool>,
    /// The texts of the lexicons, in the order of the locales.
    #[serde(skip)]
    pub(super) texts: Vec<Cow<'static, str>>,
}

impl Program {
    /// A phrase as written in its lexicon.
    pub(crate) fn text(&self, phrase: &Phrase) -> &str {
        let text = self.texts.get(self.rule(phrase).locale as usize).map_or("", |t| t.as_ref());
        text.get(phrase.place.0 as usize..phrase.place.1 as usize).unwrap_or_default()
    }

    /// Completes a program that was stored without its texts and without what can be computed.
    pub(crate) fn restore(&mut self, texts: Vec<Cow<'static, str>>) {
        self.texts = texts;
        let mut classes = std::mem::take(&mut self.classes);
        for class in &mut classes {
            class.by_last = class.words.clone();
            class.by_last.sort_by_key(|&w| (self.letters(self.word(w)).last().copied(), w));
        }
        self.classes = classes;
    }

    pub(crate) fn word(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }

    /// Every word of every class and phrase.
    pub(crate) fn all_words(&self) -> impl Iterator<Item = u32> {
        0..self.words.len() as u32
    }

    /// The items of a sequence that are a word, or a class of words.
    pub(crate) fn words_of(&self, items: &[(Join, Node)]) -> Vec<u32> {
        match items {
            [(_, Node::Word(id))] => vec![*id],
            [(_, Node::Class(id))] => self.classes[*id as usize].words.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn letters(&self, word: &Word) -> &[u8] {
        &self.letters[word.offset as usize..word.offset as usize + word.len as usize]
    }

    /// The first and the last letter of a word, as bits.
    pub(super) fn ends(&self, id: u32) -> (u64, u64) {
        let letters = std::str::from_utf8(self.letters(self.word(id))).unwrap_or_default();
        (letters.chars().next().map_or(!0, letter_bit), letters.chars().next_back().map_or(!0, letter_bit))
    }

    /// The letters that a sequence can begin with (or end with), as bits.
    pub(super) fn ends_of(&self, items: &[(Join, Node)], last: bool) -> u64 {
        let mut bits = 0;
        for i in 0..items.len() {
            let node = &items[if last { items.len() - 1 - i } else { i }].1;
            let (first_bits, last_bits) = match node {
                Node::Word(id) => self.ends(*id),
                Node::Class(id) | Node::Maybe(id) => (self.classes[*id as usize].first, self.classes[*id as usize].last),
                _ => (!0, !0),
            };
            bits |= if last { last_bits } else { first_bits };
            if !matches!(node, Node::Maybe(_)) {
                return bits;
            }
        }
        !0
    }

    /// The marks of a word: byte offset of the letter, marks.
    pub(crate) fn marks(&self, word: &Word) -> &[(u16, u16)] {
        &self.marks[word.marks.0 as usize..word.marks.0 as usize + word.marks.1 as usize]
    }

    pub(crate) fn rule(&self, phrase: &Phrase) -> &Rule {
        &self.rules[phrase.rule as usize]
    }
}

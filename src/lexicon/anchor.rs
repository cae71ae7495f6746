//! Where to look: each phrase's anchor, its stretch that is rarest in ordinary text.
//!
//! An anchor is an item of the phrase and the **needles**: the first letters of every way to write the phrase
//! from that item on, cut to a few. The automaton searches for the needles of all phrases in one pass; at a
//! hit, the phrase is confirmed to both sides of the place where the item begins.
//! Suricata's `content` keyword and Hyperscan's literal decomposition work in this way.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::{Node, Phrase, Program, Seq};
use super::phrase::Join;
use super::rarity::Rarity;
use crate::text::gram::GRAM;

/// A needle is cut once it has so many bytes.
const LONG_ENOUGH: usize = 8;
/// An anchor may have so many needles.
const MOST: usize = 4000;
/// What one more needle costs, in ordinary queries (of a million) that would be looked at in vain.
const NEEDLE_COST: f32 = 0.2;

/// A phrase that a needle may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Posting {
    pub(crate) phrase: u32,
    /// The item of the phrase that begins where the needle begins.
    pub(crate) item: u8,
    /// The needle is too short for the filter's window: it must be a word of its own.
    pub(crate) whole: bool,
}

/// The needles of many phrases, sorted, each with its postings.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    pub(crate) needles: Vec<Box<[u8]>>,
    pub(crate) postings: Vec<Posting>,
    /// Where the postings of each needle begin; one more entry than needles.
    pub(crate) starts: Vec<u32>,
}

impl Anchors {
    pub(crate) fn of(&self, needle: usize) -> &[Posting] {
        &self.postings[self.starts[needle] as usize..self.starts[needle + 1] as usize]
    }
}

/// Chooses anchors for the phrases that `wanted` picks. Errs with the phrases that have none.
pub(crate) fn choose(program: &Program, rarity: &Rarity, wanted: impl Fn(&Phrase) -> bool) -> Result<Anchors, Vec<u32>> {
    let mut found: BTreeMap<Box<[u8]>, Vec<Posting>> = BTreeMap::new();
    let mut without = Vec::new();
    for (i, phrase) in program.phrases.iter().enumerate().filter(|(_, p)| wanted(p)) {
        match best(program, rarity, &phrase.items) {
            Some((item, needles)) => {
                for (needle, whole) in needles {
                    found.entry(needle.into()).or_default().push(Posting { phrase: i as u32, item, whole });
                }
            }
            None => without.push(i as u32),
        }
    }
    if !without.is_empty() {
        return Err(without);
    }
    let mut anchors = Anchors { starts: vec![0], ..Anchors::default() };
    for (needle, mut postings) in found {
        postings.sort_unstable();
        postings.dedup();
        anchors.needles.push(needle);
        anchors.postings.extend(postings);
        anchors.starts.push(anchors.postings.len() as u32);
    }
    Ok(anchors)
}

type Needles = BTreeSet<(Vec<u8>, bool)>;

fn best(program: &Program, rarity: &Rarity, items: &Seq) -> Option<(u8, Needles)> {
    let mut best: Option<(f32, u8, Needles)> = None;
    for (k, (join, node)) in items.iter().enumerate().take(255) {
        if !matches!(node, Node::Word(_) | Node::Class(_) | Node::Any(_)) {
            continue;
        }
        let starts_word = *join != Join::Tight && !matches!(k.checked_sub(1).map(|b| &items[b].1), Some(Node::Head));
        let mut walk = Walk { program, starts_word, needles: Needles::new(), usable: true };
        walk.from(Frame { items: &items[k..], outer: None }, &mut Vec::new(), starts_word);
        if !walk.usable || walk.needles.len() > MOST {
            continue;
        }
        let cost = walk.needles.iter().map(|(n, _)| rarity.cost(n) + NEEDLE_COST).sum::<f32>();
        if best.as_ref().is_none_or(|(c, ..)| cost < *c) {
            best = Some((cost, k as u8, walk.needles));
        }
    }
    best.map(|(_, item, needles)| (item, needles))
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    items: &'a [(Join, Node)],
    outer: Option<&'a Frame<'a>>,
}

/// Spells out the beginnings of a sequence.
struct Walk<'a> {
    program: &'a Program,
    starts_word: bool,
    needles: Needles,
    usable: bool,
}

impl Walk<'_> {
    /// `fresh`: the next item may begin the needle's word (no tight join to something unknown).
    fn from(&mut self, frame: Frame<'_>, spelled: &mut Vec<u8>, fresh: bool) {
        if spelled.len() >= LONG_ENOUGH || self.needles.len() > MOST || !self.usable {
            return self.keep(spelled, true);
        }
        let Some(((_, node), rest)) = frame.items.split_first() else {
            return match frame.outer {
                Some(outer) => self.from(*outer, spelled, fresh),
                None => self.keep(spelled, true),
            };
        };
        let after = Frame { items: rest, outer: frame.outer };
        match node {
            Node::Word(id) => self.word(*id, after, spelled),
            Node::Class(id) => {
                let program = self.program;
                let class = &program.classes[*id as usize];
                for &word in &class.words {
                    self.word(word, after, spelled);
                }
                for s in &class.others {
                    self.from(Frame { items: s, outer: Some(&after) }, spelled, fresh);
                }
            }
            Node::Any(parts) => {
                for s in parts {
                    self.from(Frame { items: s, outer: Some(&after) }, spelled, fresh);
                }
            }
            Node::Maybe(parts) => {
                self.from(after, spelled, fresh);
                for s in parts {
                    self.from(Frame { items: s, outer: Some(&after) }, spelled, fresh);
                }
            }
            Node::Gap(_) | Node::OneWord | Node::Start | Node::End => self.keep(spelled, true),
            Node::Tail | Node::Head => self.keep(spelled, false),
        }
    }

    fn word(&mut self, id: u32, after: Frame<'_>, spelled: &mut Vec<u8>) {
        let len = spelled.len();
        let program = self.program;
        spelled.extend_from_slice(program.letters(program.word(id)));
        self.from(after, spelled, false);
        spelled.truncate(len);
    }

    fn keep(&mut self, spelled: &[u8], ends_word: bool) {
        let mut end = spelled.len();
        if end > LONG_ENOUGH {
            end = LONG_ENOUGH;
            while end < spelled.len() && spelled[end] & 0xC0 == 0x80 {
                end += 1;
            }
        }
        let whole = end < GRAM;
        if end == 0 || (whole && !(ends_word && self.starts_word)) {
            self.usable = false;
            return;
        }
        self.needles.insert((spelled[..end].to_vec(), whole));
    }
}

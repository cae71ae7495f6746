//! Where to look: each phrase's anchor, its stretch that is rarest in ordinary text.
//!
//! An anchor is an item of the phrase and its **needles**. From that item on, every way to write the phrase is
//! spelled out, but only as far as it takes to meet a window of a few letters that is rare; that window is the needle. The
//! automaton searches for the needles of all phrases in one pass; at a hit, the phrase is confirmed to
//! both sides of the place where the item would begin. Suricata's `content` keyword and Hyperscan's literal decomposition work in this way.
//!
//! Phrases share needles where they can: one that is searched for anyway costs nothing more. So anchors are
//! chosen twice, the second time knowing what all others have chosen. Where even the rarest stretch is common,
//! evidence for another item of the phrase makes up for it (`evidence.rs`), so both are weighed together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::evidence::Evidencer;
use super::phrase::Join;
use super::program::{Node, Phrase, Program, Seq};
use super::rarity::Rarity;
use crate::text::gram::{Gram, is_short, window_len};

/// Spelling out goes on to so many bytes at most in the hope of something rarer.
const LONGEST: usize = 24;
/// An anchor may have so many needles.
const MOST: usize = 3000;
/// Spelling out one phrase may take so many steps; the built-in ones need a fraction of it. A row of `[ ]` would
/// take two to the power of its length.
const MOST_STEPS: u32 = 2_000_000;
/// A needle that so few ordinary queries of a million hold is rare enough; the next step is taken where a
/// phrase has so many ways to be written that spelling them out further would never end.
const RARE: [f32; 3] = [60.0, 400.0, f32::MAX];
/// What one more needle costs beside the ordinary queries that hold it, and what one more posting costs.
const NEEDLE_COST: f32 = 8.0;
const POSTING_COST: f32 = 0.1;
/// A needle that is met costs a look at its postings, as a share of a close look.
const MEETING_COST: f32 = 0.2;
/// A phrase with evidence in more ordinary queries than this is as good as one without.
const WITHOUT_EVIDENCE: f32 = 0.3;

/// A phrase that a needle may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Posting {
    pub(crate) phrase: u32,
    /// The item of the phrase that is the anchor.
    pub(crate) item: u8,
    /// How many bytes before the needle that item begins.
    pub(crate) offset: u8,
}

/// The needles of many phrases, sorted, each with its postings.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Anchors {
    pub(crate) needles: Vec<Gram>,
    pub(crate) postings: Vec<Posting>,
    /// Where the postings of each needle begin; one more entry than needles.
    pub(crate) starts: Vec<u32>,
}

impl Anchors {
    pub(crate) fn of(&self, needle: usize) -> &[Posting] {
        &self.postings[self.starts[needle] as usize..self.starts[needle + 1] as usize]
    }
}

/// A phrase without an anchor, and the spelling that stands in the way.
pub(crate) struct NoAnchor {
    pub(crate) phrase: u32,
    pub(crate) obstacle: String,
}

/// The anchor of one phrase.
#[derive(Clone)]
struct Choice {
    item: u8,
    needles: Vec<Needle>,
    /// The share of ordinary queries that hold evidence of the rest of the phrase.
    odds: f32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Needle {
    gram: Gram,
    offset: u8,
}

/// Grams are well mixed by one multiplication.
#[derive(Default)]
struct GramHasher(u64);

impl Hasher for GramHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_u64(b.into());
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 32;
    }
}

type Hashed = BuildHasherDefault<GramHasher>;

/// How many phrases have chosen each needle, all of them and those without evidence.
#[derive(Default)]
struct Chosen {
    by_all: HashMap<Gram, u32, Hashed>,
    by_bare: HashMap<Gram, u32, Hashed>,
    filtered: bool,
}

impl Chosen {
    fn add(&mut self, choice: &Choice) {
        for n in &choice.needles {
            *self.by_all.entry(n.gram).or_insert(0) += 1;
            if choice.odds > WITHOUT_EVIDENCE {
                *self.by_bare.entry(n.gram).or_insert(0) += 1;
            }
        }
    }

    fn remove(&mut self, choice: &Choice) {
        fn less(counts: &mut HashMap<Gram, u32, Hashed>, gram: Gram) {
            if let Some(count) = counts.get_mut(&gram) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&gram);
                }
            }
        }
        for n in &choice.needles {
            less(&mut self.by_all, n.gram);
            if choice.odds > WITHOUT_EVIDENCE {
                less(&mut self.by_bare, n.gram);
            }
        }
    }
}

/// Chooses anchors for the phrases that `wanted` picks, and notes their evidence. `filtered`: a filter stands before the
/// automaton, so that each needle must be a window or stand between two breaks.
pub(crate) fn choose(
    program: &Program,
    rarity: &Rarity,
    evidence: &mut Evidencer<'_>,
    filtered: bool,
    wanted: impl Fn(&Phrase) -> bool,
) -> Result<Anchors, NoAnchor> {
    let phrases: Vec<usize> = (0..program.phrases.len()).filter(|&i| wanted(&program.phrases[i])).collect();
    let mut chosen = Chosen { filtered, ..Chosen::default() };
    let mut choices: Vec<Choice> = Vec::with_capacity(phrases.len());
    for &i in &phrases {
        let choice = best(program, rarity, evidence, &chosen, &program.phrases[i].items)
            .map_err(|obstacle| NoAnchor { phrase: i as u32, obstacle })?;
        chosen.add(&choice);
        choices.push(choice);
    }
    for (n, &i) in phrases.iter().enumerate() {
        chosen.remove(&choices[n]);
        if let Ok(choice) = best(program, rarity, evidence, &chosen, &program.phrases[i].items) {
            choices[n] = choice;
        }
        chosen.add(&choices[n]);
    }
    let mut found: BTreeMap<Gram, Vec<Posting>> = BTreeMap::new();
    for (choice, &i) in choices.iter().zip(&phrases) {
        evidence.note(i, choice.item.into());
        for n in &choice.needles {
            found.entry(n.gram).or_default().push(Posting { phrase: i as u32, item: choice.item, offset: n.offset });
        }
    }
    let mut anchors = Anchors { starts: vec![0], ..Anchors::default() };
    for (gram, mut postings) in found {
        postings.sort_unstable();
        postings.dedup();
        anchors.needles.push(gram);
        anchors.postings.extend(postings);
        anchors.starts.push(anchors.postings.len() as u32);
    }
    Ok(anchors)
}

/// The item with the cheapest needles, or what stands in the way.
fn best(program: &Program, rarity: &Rarity, evidence: &mut Evidencer<'_>, chosen: &Chosen, items: &Seq) -> Result<Choice, String> {
    let mut best: Option<(f32, Choice)> = None;
    let mut obstacle = String::new();
    let mut spent = 0;
    for (k, (join, node)) in items.iter().enumerate().take(255) {
        if !matches!(node, Node::Word(_) | Node::Class(_)) {
            continue;
        }
        let odds = evidence.odds(items, k);
        let starts_word = match k.checked_sub(1).map(|b| &items[b].1) {
            None | Some(Node::Gap(_) | Node::Start) => true,
            Some(Node::Head) => false,
            Some(_) => *join != Join::Tight,
        };
        for rare in RARE {
            let limit = best.as_ref().map_or(f32::MAX, |b| b.0);
            let mut walk = Walk {
                program,
                rarity,
                chosen,
                starts_word,
                odds,
                rare,
                needles: HashSet::default(),
                cost: 0.0,
                limit,
                spent,
                endless: false,
                obstacle: None,
            };
            walk.from(Frame { items: &items[k..], outer: None }, &mut Vec::new(), None, 0);
            spent = walk.spent;
            if walk.endless {
                obstacle = "too many ways to write it".into();
                continue;
            }
            if let Some(o) = walk.obstacle {
                obstacle = o;
            } else if walk.cost < limit {
                let mut needles: Vec<Needle> = walk.needles.into_iter().collect();
                needles.sort_unstable();
                best = Some((walk.cost, Choice { item: k as u8, needles, odds }));
            }
            break;
        }
    }
    best.map(|b| b.1).ok_or(obstacle)
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    items: &'a [(Join, Node)],
    outer: Option<&'a Frame<'a>>,
}

/// The cheapest window so far.
#[derive(Clone, Copy)]
struct Window {
    cost: f32,
    needle: Needle,
}

/// Spells out the ways to write a sequence.
struct Walk<'a> {
    program: &'a Program,
    rarity: &'a Rarity,
    chosen: &'a Chosen,
    starts_word: bool,
    /// As in [`Choice`].
    odds: f32,
    rare: f32,
    needles: HashSet<Needle, Hashed>,
    cost: f32,
    /// More than this, and another item is the better anchor.
    limit: f32,
    /// Steps taken for this phrase so far.
    spent: u32,
    /// There are too many ways to write it.
    endless: bool,
    /// A spelling that has no needle.
    obstacle: Option<String>,
}

impl Walk<'_> {
    /// `looked`: windows that begin before this byte are in `window` already.
    fn from(&mut self, frame: Frame<'_>, spelled: &mut Vec<u8>, window: Option<Window>, looked: usize) {
        self.spent += 1;
        self.endless |= self.spent > MOST_STEPS;
        if self.endless || self.obstacle.is_some() || self.cost >= self.limit {
            return;
        }
        if window.is_some_and(|w| w.cost <= self.rare) || spelled.len() >= LONGEST {
            return self.keep(spelled, window, true);
        }
        let Some(((_, node), rest)) = frame.items.split_first() else {
            return match frame.outer {
                Some(outer) => self.from(*outer, spelled, window, looked),
                None => self.keep(spelled, window, true),
            };
        };
        let after = Frame { items: rest, outer: frame.outer };
        match node {
            Node::Word(id) => self.word(*id, after, spelled, window, looked),
            Node::Class(id) => self.class(*id, after, spelled, window, looked),
            Node::Maybe(id) => {
                self.from(after, spelled, window, looked);
                self.class(*id, after, spelled, window, looked);
            }
            Node::Gap(_) | Node::OneWord | Node::Start | Node::End => self.keep(spelled, window, true),
            Node::Tail | Node::Head => self.keep(spelled, window, false),
        }
    }

    fn class(&mut self, id: u32, after: Frame<'_>, spelled: &mut Vec<u8>, window: Option<Window>, looked: usize) {
        let program = self.program;
        let class = &program.classes[id as usize];
        for &word in &class.words {
            self.word(word, after, spelled, window, looked);
        }
        for s in &class.others {
            self.from(Frame { items: &s.items, outer: Some(&after) }, spelled, window, looked);
        }
    }

    fn word(&mut self, id: u32, after: Frame<'_>, spelled: &mut Vec<u8>, mut window: Option<Window>, looked: usize) {
        let len = spelled.len();
        let program = self.program;
        spelled.extend_from_slice(program.letters(program.word(id)));
        let mut at = looked;
        while at < spelled.len() && at + window_len(spelled[at]) <= spelled.len() {
            if spelled[at] & 0xC0 != 0x80 && at < 256 {
                let candidate = self.price(Needle { gram: Gram::window(&spelled[at..]), offset: at as u8 });
                if window.is_none_or(|w| candidate.cost < w.cost) {
                    window = Some(candidate);
                }
            }
            at += 1;
        }
        self.from(after, spelled, window, at);
        spelled.truncate(len);
    }

    /// What a needle costs, in close looks a million ordinary queries: little if it is searched for anyway.
    fn price(&self, needle: Needle) -> Window {
        let common = self.rarity.cost(needle.gram);
        let mut cost = 0.0;
        if !self.chosen.by_all.contains_key(&needle.gram) {
            cost += NEEDLE_COST + MEETING_COST * common;
        }
        if !self.chosen.by_bare.contains_key(&needle.gram) {
            cost += self.odds * common;
        }
        Window { cost, needle }
    }

    fn keep(&mut self, spelled: &[u8], window: Option<Window>, ends_word: bool) {
        let window = match window {
            Some(window) => window,
            None if is_short(spelled) && !spelled.is_empty() && ends_word && self.starts_word => {
                self.price(Needle { gram: Gram::word(spelled), offset: 0 })
            }
            None if !self.chosen.filtered && !spelled.is_empty() => self.price(Needle { gram: Gram::part(spelled), offset: 0 }),
            None => {
                self.obstacle = Some(String::from_utf8_lossy(spelled).into_owned());
                return;
            }
        };
        if self.needles.insert(window.needle) {
            self.cost += window.cost + POSTING_COST;
        }
        self.endless |= self.needles.len() > MOST;
    }
}

//! Where to look: each phrase's anchor, its stretch that is rarest in ordinary text.
//!
//! An anchor is an item of the phrase and its **needles**. From that item on, every way to write the phrase is
//! spelled out, but only as far as it takes to meet a window of a few letters that is rare; that window is the needle. The
//! automaton searches for the needles of all phrases in one pass; at a hit, the phrase is confirmed to
//! both sides of the place where the item would begin. Suricata's `content` keyword and Hyperscan's literal decomposition work in this way.
//!
//! Phrases share needles where they can: one that is searched for anyway costs nothing more. So anchors are
//! chosen twice, the second time knowing what all others have chosen.
//!
//! Where even the rarest stretch is common (`die` in `<want> .. die`: a German article), the phrase gets a **witness**, a second
//! anchor in another item. The filter lets a query go if it holds the needle but not the witness.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::compile::{Node, Phrase, Program, Seq};
use super::phrase::Join;
use super::rarity::Rarity;
use crate::text::gram::{Gram, is_short, window_len};

/// Spelling out goes on to so many bytes at most in the hope of something rarer.
const LONGEST: usize = 24;
/// An anchor may have so many needles.
const MOST: usize = 3000;
/// A needle that so few ordinary queries of a million hold is rare enough; the next step is taken where a
/// phrase has so many ways to be written that spelling them out further would never end.
const RARE: [f32; 3] = [60.0, 400.0, f32::MAX];
/// What one more needle costs beside the ordinary queries that hold it, and what one more posting costs.
const NEEDLE_COST: f32 = 25.0;
const POSTING_COST: f32 = 0.1;
/// A phrase may have so many witnesses.
const MOST_WITNESSES: usize = 300;
/// A phrase whose needles are in more ordinary queries of a million than this gets a witness.
const COMMON: f32 = 60.0;

/// A phrase that a needle may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Posting {
    pub(crate) phrase: u32,
    /// The item of the phrase that is the anchor.
    pub(crate) item: u8,
    /// How many bytes before the needle that item begins.
    pub(crate) offset: u8,
    /// The number of the phrase's group of witnesses; 63 for phrases without.
    pub(crate) group: u8,
}

/// The needles of many phrases, sorted, each with its postings.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Anchors {
    pub(crate) needles: Vec<Gram>,
    pub(crate) postings: Vec<Posting>,
    /// Where the postings of each needle begin; one more entry than needles.
    pub(crate) starts: Vec<u32>,
    /// For each needle, the groups of its phrases: a bit for each group of witnesses, [`ALONE`] for phrases without.
    pub(crate) groups: Vec<u64>,
    /// The witnesses, with the groups that they stand for.
    pub(crate) witnesses: Vec<(Gram, u64)>,
}

/// The group of phrases that need no witness.
pub(crate) const ALONE: u64 = 1 << 63;

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
    /// Ordinary queries of a million that hold one of the needles.
    cost: f32,
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

/// How many phrases have chosen each needle.
#[derive(Default)]
struct Chosen {
    counts: HashMap<Gram, u32, Hashed>,
    filtered: bool,
}

impl Chosen {
    fn add(&mut self, choice: &Choice) {
        for n in &choice.needles {
            *self.counts.entry(n.gram).or_insert(0) += 1;
        }
    }

    fn remove(&mut self, choice: &Choice) {
        for n in &choice.needles {
            if let Some(count) = self.counts.get_mut(&n.gram) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&n.gram);
                }
            }
        }
    }
}

/// Chooses anchors for the phrases that `wanted` picks. `filtered`: a filter stands before the automaton, so that
/// each needle must be a window or stand between two breaks.
pub(crate) fn choose(program: &Program, rarity: &Rarity, filtered: bool, wanted: impl Fn(&Phrase) -> bool) -> Result<Anchors, NoAnchor> {
    let phrases: Vec<usize> = (0..program.phrases.len()).filter(|&i| wanted(&program.phrases[i])).collect();
    let mut chosen = Chosen { filtered, ..Chosen::default() };
    let mut choices: Vec<Choice> = Vec::with_capacity(phrases.len());
    for &i in &phrases {
        let choice =
            best(program, rarity, &chosen, &program.phrases[i].items, None).map_err(|obstacle| NoAnchor { phrase: i as u32, obstacle })?;
        chosen.add(&choice);
        choices.push(choice);
    }
    for (n, &i) in phrases.iter().enumerate() {
        chosen.remove(&choices[n]);
        if let Ok(choice) = best(program, rarity, &chosen, &program.phrases[i].items, None) {
            choices[n] = choice;
        }
        chosen.add(&choices[n]);
    }
    let none = Chosen { filtered, ..Chosen::default() };
    let mut found: BTreeMap<Gram, (Vec<Posting>, u64)> = BTreeMap::new();
    let mut witnesses: BTreeMap<Gram, u64> = BTreeMap::new();
    for (choice, &i) in choices.iter().zip(&phrases) {
        let witness =
            if choice.cost > COMMON { best(program, rarity, &none, &program.phrases[i].items, Some(choice.item)).ok() } else { None };
        let witness = witness.filter(|w| w.needles.len() <= MOST_WITNESSES);
        let group = witness.map_or(63, |w| {
            let mut hasher = GramHasher::default();
            w.needles.iter().for_each(|n| hasher.write_u64(n.gram.0));
            let group = (hasher.finish() % 63) as u8;
            for n in &w.needles {
                *witnesses.entry(n.gram).or_default() |= 1 << group;
            }
            group
        });
        for n in &choice.needles {
            let (postings, groups) = found.entry(n.gram).or_default();
            postings.push(Posting { phrase: i as u32, item: choice.item, offset: n.offset, group });
            *groups |= 1 << group;
        }
    }
    let mut anchors = Anchors { starts: vec![0], witnesses: witnesses.into_iter().collect(), ..Anchors::default() };
    for (gram, (mut postings, groups)) in found {
        postings.sort_unstable();
        postings.dedup();
        anchors.needles.push(gram);
        anchors.groups.push(groups);
        anchors.postings.extend(postings);
        anchors.starts.push(anchors.postings.len() as u32);
    }
    Ok(anchors)
}

/// The item with the cheapest needles, another one than `taken`; or what stands in the way.
fn best(program: &Program, rarity: &Rarity, chosen: &Chosen, items: &Seq, taken: Option<u8>) -> Result<Choice, String> {
    let mut best: Option<(f32, Choice)> = None;
    let mut obstacle = String::new();
    for (k, (join, node)) in items.iter().enumerate().take(255) {
        if !matches!(node, Node::Word(_) | Node::Class(_)) || taken == Some(k as u8) {
            continue;
        }
        let before = k.checked_sub(1).map(|b| &items[b].1);
        // A needle is searched for between breaks, so a short one may follow a blank. A witness is only looked up: a short
        // one must have a break before it however the phrase is glued together.
        let starts_word = match before {
            None | Some(Node::Gap(_) | Node::Start) => true,
            Some(Node::Head) => false,
            Some(_) => *join != Join::Tight && taken.is_none(),
        };
        let steps = if taken.is_some() { &RARE[RARE.len() - 1..] } else { &RARE[..] };
        for &rare in steps {
            let limit = best.as_ref().map_or(f32::MAX, |b| b.0);
            let mut walk = Walk {
                program,
                rarity,
                chosen,
                starts_word,
                rare,
                needles: HashSet::default(),
                cost: 0.0,
                common: 0.0,
                limit,
                endless: false,
                obstacle: None,
            };
            walk.from(Frame { items: &items[k..], outer: None }, &mut Vec::new(), None, 0);
            if walk.endless {
                obstacle = "too many ways to write it".into();
                continue;
            }
            if let Some(o) = walk.obstacle {
                obstacle = o;
            } else if walk.cost < limit {
                let mut needles: Vec<Needle> = walk.needles.into_iter().collect();
                needles.sort_unstable();
                best = Some((walk.cost, Choice { item: k as u8, needles, cost: walk.common }));
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
    common: f32,
    needle: Needle,
}

/// Spells out the ways to write a sequence.
struct Walk<'a> {
    program: &'a Program,
    rarity: &'a Rarity,
    chosen: &'a Chosen,
    starts_word: bool,
    rare: f32,
    needles: HashSet<Needle, Hashed>,
    cost: f32,
    common: f32,
    /// More than this, and another item is the better anchor.
    limit: f32,
    /// There are too many ways to write it.
    endless: bool,
    /// A spelling that has no needle.
    obstacle: Option<String>,
}

impl Walk<'_> {
    /// `looked`: windows that begin before this byte are in `window` already.
    fn from(&mut self, frame: Frame<'_>, spelled: &mut Vec<u8>, window: Option<Window>, looked: usize) {
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

    fn price(&self, needle: Needle) -> Window {
        let common = self.rarity.cost(needle.gram);
        let cost = if self.chosen.counts.contains_key(&needle.gram) { 0.0 } else { common + NEEDLE_COST };
        Window { cost, common, needle }
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
            self.common += window.common;
        }
        self.endless = self.needles.len() > MOST;
    }
}

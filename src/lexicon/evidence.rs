//! What else must stand in the text: evidence of a phrase beside its anchor.
//!
//! An anchor may be common (`die` in `<want> .. die` is a German article), and hundreds of phrases may share it. But each
//! obligatory item of a phrase leaves a trace wherever it stands: at least one of a small set of [`Shingle`]s, one
//! for each way to write it. If none of them is in the text, the phrase is not, and need not be confirmed.
//! Evidence is exact in one direction: it may let a phrase pass, it never rules out one that is there.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::program::{Node, Program, Seq};
use super::rarity::Rarity;
use crate::text::shingles::{Shingle, Shingles, shingles};

/// Evidence that so many ordinary queries hold says nothing.
const USELESS: f32 = 0.7;
/// What looking up one more shingle is worth, as a share of queries.
const SHINGLE_COST: f32 = 0.004;

/// The evidence of each phrase.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// For each phrase, two pieces of evidence; 0 stands for none.
    of: Vec<[u16; 2]>,
    /// Where the shingles of each piece begin; one more entry than pieces.
    starts: Vec<u32>,
    shingles: Vec<Shingle>,
}

impl Evidence {
    /// No evidence asked of any phrase.
    pub(crate) fn none(phrases: usize) -> Evidence {
        Evidence { of: vec![[0; 2]; phrases], starts: vec![0, 0], shingles: vec![] }
    }

    /// Whether a phrase can be in the text.
    #[inline]
    pub(crate) fn allows(&self, phrase: u32, text: &Shingles) -> bool {
        self.of[phrase as usize].iter().all(|&piece| {
            piece == 0 || {
                let at = usize::from(piece);
                self.shingles[self.starts[at] as usize..self.starts[at + 1] as usize].iter().any(|&s| text.has(s))
            }
        })
    }

    pub(crate) fn memory(&self) -> usize {
        size_of_val(&self.of[..]) + size_of_val(&self.starts[..]) + size_of_val(&self.shingles[..])
    }
}

/// A set of shingles, at least one of which must be there.
#[derive(Debug)]
pub(crate) struct Piece {
    shingles: Vec<Shingle>,
    /// The share of ordinary queries that hold one of them.
    pub(crate) odds: f32,
}

/// Finds evidence.
pub(crate) struct Evidencer<'a> {
    program: &'a Program,
    rarity: &'a Rarity,
    classes: HashMap<u32, Option<Rc<Piece>>>,
    known: HashMap<Vec<Shingle>, u16>,
    evidence: Evidence,
}

impl<'a> Evidencer<'a> {
    pub(crate) fn new(program: &'a Program, rarity: &'a Rarity) -> Evidencer<'a> {
        let evidence = Evidence::none(program.phrases.len());
        Evidencer { program, rarity, classes: HashMap::new(), known: HashMap::new(), evidence }
    }

    pub(crate) fn finish(self) -> Evidence {
        self.evidence
    }

    /// The share of ordinary queries that may hold a phrase, as far as its items other than the anchor tell.
    pub(crate) fn odds(&mut self, items: &Seq, anchor: usize) -> f32 {
        self.best(items, Some(anchor)).first().map_or(1.0, |p| p.odds)
    }

    /// Notes the evidence of a phrase whose anchor is known.
    pub(crate) fn note(&mut self, phrase: usize, anchor: usize) {
        let pieces = self.best(&self.program.phrases[phrase].items, Some(anchor));
        for (i, piece) in pieces.into_iter().take(2).enumerate() {
            let next = self.evidence.starts.len() - 1;
            let id = *self.known.entry(piece.shingles.clone()).or_insert_with(|| {
                let Ok(id) = u16::try_from(next) else { return 0 };
                self.evidence.shingles.extend(&piece.shingles);
                self.evidence.starts.push(self.evidence.shingles.len() as u32);
                id
            });
            self.evidence.of[phrase][i] = id;
        }
    }

    /// The evidence of the obligatory items, best first.
    fn best(&mut self, items: &Seq, anchor: Option<usize>) -> Vec<Rc<Piece>> {
        let mut pieces: Vec<Rc<Piece>> = Vec::new();
        for (i, (_, node)) in items.iter().enumerate() {
            if anchor != Some(i)
                && let Some(piece) = self.item(node)
            {
                pieces.push(piece);
            }
        }
        pieces.retain(|p| p.odds < USELESS);
        pieces.sort_by(|a, b| a.odds.total_cmp(&b.odds));
        pieces
    }

    fn item(&mut self, node: &Node) -> Option<Rc<Piece>> {
        match node {
            Node::Word(id) => self.cover(&[*id], vec![]).map(Rc::new),
            Node::Class(id) => {
                if let Some(piece) = self.classes.get(id) {
                    return piece.clone();
                }
                let piece = self.class(*id).map(Rc::new);
                self.classes.insert(*id, piece.clone());
                piece
            }
            _ => None,
        }
    }

    fn class(&mut self, id: u32) -> Option<Piece> {
        let class = &self.program.classes[id as usize];
        let mut shingles = Vec::new();
        for member in &class.others {
            let piece = self.best(&member.items, None).into_iter().next()?;
            shingles.extend(&piece.shingles);
        }
        self.cover(&class.words, shingles)
    }

    /// Few and rare shingles that cover every word: greedy weighted set cover.
    fn cover(&self, words: &[u32], mut chosen: Vec<Shingle>) -> Option<Piece> {
        let mut open: Vec<Vec<Shingle>> = words.iter().map(|&w| shingles(self.program.letters(self.program.word(w))).collect()).collect();
        if open.iter().any(Vec::is_empty) {
            return None;
        }
        chosen.sort_unstable();
        chosen.dedup();
        open.retain(|word| !word.iter().any(|s| chosen.contains(s)));
        while !open.is_empty() {
            let mut words_of: BTreeMap<Shingle, f32> = BTreeMap::new();
            for &s in open.iter().flatten() {
                *words_of.entry(s).or_default() += 1.0;
            }
            let worth = |s: Shingle, words: f32| words / (self.rarity.odds(s) + SHINGLE_COST);
            let best = words_of.iter().max_by(|a, b| worth(*a.0, *a.1).total_cmp(&worth(*b.0, *b.1))).map(|b| *b.0)?;
            chosen.push(best);
            open.retain(|word| !word.contains(&best));
        }
        // Those that are met most often come first.
        chosen.sort_by(|a, b| self.rarity.odds(*b).total_cmp(&self.rarity.odds(*a)).then(a.cmp(b)));
        let odds = 1.0 - chosen.iter().map(|&s| 1.0 - self.rarity.odds(s)).product::<f32>();
        Some(Piece { shingles: chosen, odds })
    }
}

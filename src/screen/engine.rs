//! One Aho-Corasick automaton over the needles of many phrases, and what a hit leads to.

use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};

use super::confirm::{Scene, confirm};
use crate::error::Error;
use crate::lexicon::{Anchors, Evidence};
use crate::text::shingles::Shingles;

/// A confirmed phrase: where it begins and ends, in bytes of the folded letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Hit {
    pub(super) phrase: u32,
    pub(super) start: u16,
    pub(super) end: u16,
}

/// Confirmed phrases of one window: a fixed number, more than any text needs that was not made for it.
pub(super) struct Hits {
    len: usize,
    hits: [Hit; 48],
}

impl Hits {
    pub(super) fn new() -> Hits {
        Hits { len: 0, hits: [Hit::default(); 48] }
    }

    fn add(&mut self, hit: Hit) {
        if self.len < self.hits.len() && !self.as_slice().contains(&hit) {
            self.hits[self.len] = hit;
            self.len += 1;
        }
    }

    pub(super) fn copy(other: &Hits) -> Hits {
        Hits { len: other.len, hits: other.hits }
    }

    pub(super) fn as_slice(&self) -> &[Hit] {
        &self.hits[..self.len]
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Hit) -> bool) {
        let mut kept = 0;
        for i in 0..self.len {
            if keep(&self.hits[i]) {
                self.hits[kept] = self.hits[i];
                kept += 1;
            }
        }
        self.len = kept;
    }
}

pub(super) struct Engine {
    automaton: NFA,
    anchors: Anchors,
    /// Blanks that the writer typed are borders (exemptions).
    literal: bool,
}

impl Engine {
    pub(super) fn new(anchors: Anchors, literal: bool) -> Result<Engine, Error> {
        let automaton = NFA::builder()
            .match_kind(MatchKind::Standard)
            .prefilter(false)
            .build(anchors.needles.iter().map(|n| n.bytes()))
            .map_err(|e| Error::data(format!("the phrases do not fit into one automaton: {e}")))?;
        Ok(Engine { automaton, anchors, literal })
    }

    pub(super) fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    pub(super) fn memory(&self) -> usize {
        let a = &self.anchors;
        self.automaton.memory_usage() + size_of_val(&a.postings[..]) + size_of_val(&a.starts[..]) + size_of_val(&a.needles[..])
    }

    /// Every phrase in the scene of which there is evidence. Linear in its length, times the phrases that share a needle found there.
    pub(super) fn search(&self, scene: Scene<'_>, evidence: &Evidence, shingles: &Shingles, hits: &mut Hits) {
        let letters = scene.folded.letters();
        let automaton = &self.automaton;
        let Ok(mut state) = automaton.start_state(Anchored::No) else {
            return;
        };
        for (i, &byte) in letters.iter().enumerate() {
            state = automaton.next_state(Anchored::No, state, byte);
            if !automaton.is_match(state) {
                continue;
            }
            let end = i + 1;
            for m in 0..automaton.match_len(state) {
                let needle = automaton.match_pattern(state, m).as_usize();
                let start = end - automaton.pattern_len(automaton.match_pattern(state, m));
                if self.anchors.needles[needle].is_short() && !(scene.folded.edge.has(start) && scene.folded.edge.has(end)) {
                    continue;
                }
                for &posting in self.anchors.of(needle).iter().filter(|p| evidence.allows(p.phrase, shingles)) {
                    if let Some((s, e)) = confirm(scene, posting, start, self.literal) {
                        hits.add(Hit { phrase: posting.phrase, start: s as u16, end: e as u16 });
                    }
                }
            }
        }
    }
}

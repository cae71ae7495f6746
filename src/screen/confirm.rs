//! Is the rest of the phrase there? Confirms a phrase around a place where its anchor was found.
//!
//! Positions are byte offsets into the folded letters. A sequence is matched by carrying the set of positions
//! that can be reached, item by item, forwards from the anchor and backwards before it: no backtracking, so the
//! work is bounded by items x positions. A set holds at most [`MOST`] positions; more than that
//! only a text made for the purpose can reach, and it loses matches, never time.

use std::ops::Range;

use super::engine::Hit;
use crate::lexicon::{Join, Node, Phrase, Posting, Program, Seq, Word};
use crate::text::disguise::Look;
use crate::text::{CAPACITY, Folded};

/// Positions that one step may reach.
const MOST: usize = 32;
/// A stretch typed without its blanks must have so many letters to be itself.
const GLUED: usize = 7;
/// A word may be typed with blanks inside it if it has so many letters.
const SPLIT: u8 = 7;
/// A phrase may be the beginning or the end of a longer hashtag if it has so many letters.
const IN_HASHTAG: usize = 8;
/// Words that may stand between two parts cost so much, a letter of a dense script less.
const WORD_COST: u8 = 4;

/// A query, or one window of it, ready to be looked at.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) program: &'a Program,
    pub(super) folded: &'a Folded,
    /// The text was rewritten before it was folded.
    pub(super) disguised: Option<&'a Look>,
    /// The window begins where the query begins, and ends where it ends.
    pub(super) first: bool,
    pub(super) last: bool,
}

impl Scene<'_> {
    /// Where a hit stands in the query, in bytes.
    pub(super) fn source(&self, hit: Hit) -> Range<usize> {
        let span = self.folded.source(hit.start as usize, hit.end as usize);
        self.disguised.map_or(span.clone(), |look| look.source(span))
    }
}

const FORWARD: bool = true;
const BACKWARD: bool = false;

/// Reached positions, each with the join that the next item must respect.
#[derive(Clone, Copy)]
struct Places {
    len: usize,
    at: [u16; MOST],
}

impl Places {
    const NONE: Places = Places { len: 0, at: [0; MOST] };

    fn one(at: usize, join: Join) -> Places {
        let mut p = Places::NONE;
        p.add(at, join);
        p
    }

    fn add(&mut self, at: usize, join: Join) {
        const { assert!(CAPACITY < 1 << 14) };
        let place = (at as u16) << 2 | join as u16;
        if self.len < MOST && !self.at[..self.len].contains(&place) {
            self.at[self.len] = place;
            self.len += 1;
        }
    }

    fn add_all(&mut self, other: &Places, join: Join) {
        for (at, j) in other.iter() {
            self.add(at, j.with(join));
        }
    }

    fn iter(&self) -> impl Iterator<Item = (usize, Join)> + '_ {
        self.at[..self.len].iter().map(|p| {
            let join = match p & 3 {
                0 => Join::Neutral,
                1 => Join::Tight,
                2 => Join::Free,
                _ => Join::Blank,
            };
            ((p >> 2) as usize, join)
        })
    }
}

/// A matcher for one phrase in one scene.
struct Matcher<'a> {
    scene: Scene<'a>,
    not_across: &'a [Seq],
    /// Blanks that the writer typed are borders, in dense scripts too (guards and exemptions).
    literal: bool,
}

/// Confirms a posting whose needle begins at `at` and ends at `needle_end`; gives the phrase's first and last position.
pub(super) fn confirm(scene: Scene<'_>, posting: Posting, at: usize, needle_end: usize, literal: bool) -> Option<(usize, usize)> {
    let folded = scene.folded;
    if posting.whole && !(folded.edge.has(at) && folded.edge.has(needle_end)) {
        return None;
    }
    let phrase: &Phrase = &scene.program.phrases[posting.phrase as usize];
    let rule = scene.program.rule(phrase);
    let matcher = Matcher { scene, not_across: &rule.not_across, literal };
    let (before, after) = phrase.items.split_at(posting.item as usize);
    let first_join = after.first().map_or(Join::Neutral, |i| i.0);
    let ends = matcher.run::<FORWARD>(after, Places::one(at, Join::Neutral), true);
    if ends.len == 0 {
        return None;
    }
    let starts = matcher.run::<BACKWARD>(before, Places::one(at, first_join), false);
    if starts.len == 0 {
        return None;
    }
    let (mut start, mut end) = (usize::MAX, 0);
    for (s, _) in starts.iter() {
        for (e, _) in ends.iter() {
            if (s < start || (s == start && e > end)) && matcher.stands_alone(s, e) {
                (start, end) = (s, e);
            }
        }
    }
    let found = start < end && !matcher.guarded(&rule.not_after, &rule.not_before, start, end);
    found.then_some((start, end))
}

impl Matcher<'_> {
    /// Matches items in one direction. `anchored`: the first item's own join was checked by the other direction.
    fn run<const DIRECTION: bool>(&self, items: &[(Join, Node)], from: Places, anchored: bool) -> Places {
        let mut places = from;
        for i in 0..items.len() {
            let (join, node) = &items[if DIRECTION { i } else { items.len() - 1 - i }];
            let join = if anchored && i == 0 { Join::Neutral } else { *join };
            let mut next = Places::NONE;
            for (at, pending) in places.iter() {
                // Forwards an item's join lies before us, backwards behind it.
                let (seam, then) = if DIRECTION { (pending.with(join), Join::Neutral) } else { (pending, join) };
                self.step::<DIRECTION>(node, at, seam, then, &mut next);
            }
            if next.len == 0 {
                return next;
            }
            places = next;
        }
        places
    }

    fn step<const DIRECTION: bool>(&self, node: &Node, at: usize, seam: Join, then: Join, out: &mut Places) {
        let folded = self.scene.folded;
        match node {
            Node::Word(id) => self.word::<DIRECTION>(*id, at, seam, then, out),
            Node::Class(id) => {
                let class = &self.scene.program.classes[*id as usize];
                self.words::<DIRECTION>(&class.words, at, seam, then, out);
                for s in &class.others {
                    out.add_all(&self.run::<DIRECTION>(s, Places::one(at, seam), false), then);
                }
            }
            Node::Any(parts) | Node::Maybe(parts) => {
                if matches!(node, Node::Maybe(_)) {
                    out.add(at, seam.with(then));
                }
                for s in parts {
                    out.add_all(&self.run::<DIRECTION>(s, Places::one(at, seam), false), then);
                }
            }
            Node::Gap(words) => {
                if folded.edge.has(at) {
                    self.gap::<DIRECTION>(*words * WORD_COST, at, out);
                }
            }
            Node::OneWord => {
                if folded.edge.has(at)
                    && let Some(next) = self.next_word::<DIRECTION>(at)
                {
                    out.add(next, Join::Blank);
                }
            }
            Node::Tail | Node::Head => self.rest_of_word::<DIRECTION>(matches!(node, Node::Tail) == DIRECTION, at, then, out),
            Node::Start => {
                if at == 0 && self.scene.first {
                    out.add(at, then);
                }
            }
            Node::End => {
                if at == folded.len() && self.scene.last {
                    out.add(at, then);
                }
            }
        }
    }

    /// The words of a class, sorted by their letters: forwards only those with the right first byte are tried.
    fn words<const DIRECTION: bool>(&self, words: &[u32], at: usize, seam: Join, then: Join, out: &mut Places) {
        let program = self.scene.program;
        let letters = self.scene.folded.letters();
        if DIRECTION {
            let Some(&byte) = letters.get(at) else { return };
            let from = words.partition_point(|&w| program.letters(program.word(w))[0] < byte);
            for &w in words[from..].iter().take_while(|&&w| program.letters(program.word(w))[0] == byte) {
                self.word::<DIRECTION>(w, at, seam, then, out);
            }
        } else {
            for &w in words {
                self.word::<DIRECTION>(w, at, seam, then, out);
            }
        }
    }

    fn word<const DIRECTION: bool>(&self, id: u32, at: usize, seam: Join, then: Join, out: &mut Places) {
        let program = self.scene.program;
        let word = program.word(id);
        let spelled = program.letters(word);
        let letters = self.scene.folded.letters();
        let (start, end) = if DIRECTION {
            (at, at + spelled.len())
        } else {
            let Some(start) = at.checked_sub(spelled.len()) else {
                return;
            };
            (start, at)
        };
        if letters.get(start..end) == Some(spelled)
            && self.seam(at, seam)
            && self.unbroken(word, start, end)
            && self.marks_agree(word, start)
        {
            out.add(if DIRECTION { end } else { start }, then);
        }
    }

    /// Whether two items may meet at `at` in this way.
    fn seam(&self, at: usize, join: Join) -> bool {
        let folded = self.scene.folded;
        match join {
            Join::Neutral | Join::Free => true,
            Join::Tight => !folded.hard.has(at) || (!self.literal && at < folded.len() && folded.dense.has(at)),
            Join::Blank => folded.edge.has(at) || letters_in(folded, folded.edge.previous(at), folded.edge.next(at, folded.len())) >= GLUED,
        }
    }

    /// No blank inside the word, unless it is long or of a dense script.
    fn unbroken(&self, word: &Word, start: usize, end: usize) -> bool {
        let folded = self.scene.folded;
        let mut at = folded.hard.next(start + 1, end);
        while at < end {
            let allowed = word.letters >= SPLIT || folded.dense.has(at);
            if !allowed || self.literal {
                return false;
            }
            at = folded.hard.next(at + 1, end);
        }
        true
    }

    /// Marks may be missing but must not contradict.
    fn marks_agree(&self, word: &Word, start: usize) -> bool {
        /// Acute and grave are typed for each other.
        const GRAVE: u16 = 2;
        let folded = self.scene.folded;
        let program = self.scene.program;
        let written = program.marks(word);
        if word.strict {
            // An added mark is another word: look at every letter.
            let len = program.letters(word).len();
            let mut of_word = written.iter().copied().peekable();
            return (0..len).all(|i| {
                let wanted = of_word.next_if(|m| m.0 as usize == i).map_or(0, |m| m.1);
                let seen = folded.marks(start + i);
                seen & !wanted == 0 && !(word.exact && seen != wanted)
            });
        }
        let merged = |marks: u16| {
            if marks & GRAVE == 0 { marks } else { marks & !GRAVE | 1 }
        };
        written.iter().all(|&(i, wanted)| {
            let seen = folded.marks(start + i as usize);
            if word.exact { seen == wanted } else { merged(seen) & !merged(wanted) == 0 }
        })
    }

    /// Positions behind up to so many words, the one here included.
    fn gap<const DIRECTION: bool>(&self, mut budget: u8, mut at: usize, out: &mut Places) {
        let folded = self.scene.folded;
        loop {
            out.add(at, Join::Blank);
            let Some(next) = self.next_word::<DIRECTION>(at) else {
                return;
            };
            let first = at.min(next);
            let cost = match folded.letters()[first] {
                // Thai, Lao, Burmese and Khmer spell a word with about four letters, Han and kana with two.
                0xE0 | 0xE1 if folded.dense.has(first) => WORD_COST / 4,
                _ if folded.dense.has(first) => WORD_COST / 2,
                _ => WORD_COST,
            };
            if cost > budget || (!self.not_across.is_empty() && self.forbidden(first)) {
                return;
            }
            budget -= cost;
            at = next;
        }
    }

    fn forbidden(&self, word_start: usize) -> bool {
        self.not_across.iter().any(|s| {
            let ends = self.run::<FORWARD>(s, Places::one(word_start, Join::Neutral), true);
            ends.iter().any(|(e, _)| self.scene.folded.edge.has(e))
        })
    }

    /// The other end of the word (or dense letter) that begins, or ends, at `at`.
    fn next_word<const DIRECTION: bool>(&self, at: usize) -> Option<usize> {
        let folded = self.scene.folded;
        if DIRECTION {
            (at < folded.len()).then(|| folded.edge.next(at + 1, folded.len()))
        } else {
            (at > 0).then(|| folded.edge.previous(at - 1))
        }
    }

    /// `ahead`: to the end of the word that we are in; else any place in the word that we leave.
    fn rest_of_word<const DIRECTION: bool>(&self, ahead: bool, at: usize, then: Join, out: &mut Places) {
        let folded = self.scene.folded;
        if ahead {
            let edge = if DIRECTION { folded.edge.next(at, folded.len()) } else { folded.edge.previous(at) };
            out.add(edge, then);
            return;
        }
        if !folded.edge.has(at) {
            return;
        }
        out.add(at, then);
        let border = self.next_word::<DIRECTION>(at).unwrap_or(at);
        let letters = folded.letters();
        let mut place = at;
        while place != border {
            place = if DIRECTION { place + 1 } else { place - 1 };
            if letters.get(place).is_none_or(|b| b & 0xC0 != 0x80) {
                out.add(place, then);
            }
        }
    }

    /// Both ends at the edge of a word, or one of them at the end of a hashtag.
    fn stands_alone(&self, start: usize, end: usize) -> bool {
        let folded = self.scene.folded;
        let (starts, ends) = (folded.edge.has(start), folded.edge.has(end));
        if starts && ends {
            return true;
        }
        let word = folded.hard.previous(start);
        (starts || ends)
            && folded.hashtag.has(word)
            && folded.hard.next(start + 1, folded.len()) >= end
            && letters_in(folded, start, end) >= IN_HASHTAG
            && (start == word || end == folded.hard.next(start + 1, folded.len()))
    }

    fn guarded(&self, not_after: &[Seq], not_before: &[Seq], start: usize, end: usize) -> bool {
        if not_after.is_empty() && not_before.is_empty() {
            return false;
        }
        let folded = self.scene.folded;
        let guard = Matcher { scene: self.scene, not_across: &[], literal: true };
        // A blank that the writer typed is a border where the script itself has none.
        let walled = |at: usize| folded.hard.has(at) && at < folded.len() && folded.dense.has(at);
        let before = start > 0
            && !walled(start)
            && not_after
                .iter()
                .any(|s| guard.run::<BACKWARD>(s, Places::one(start, Join::Free), false).iter().any(|(at, _)| folded.edge.has(at)));
        before
            || (end < folded.len()
                && !walled(end)
                && not_before
                    .iter()
                    .any(|s| guard.run::<FORWARD>(s, Places::one(end, Join::Free), false).iter().any(|(at, _)| folded.edge.has(at))))
    }
}

fn letters_in(folded: &Folded, start: usize, end: usize) -> usize {
    folded.letters()[start..end].iter().filter(|b| *b & 0xC0 != 0x80).count()
}

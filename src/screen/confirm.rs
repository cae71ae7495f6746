//! Is the rest of the phrase there? Confirms a phrase around a place where its anchor was found.
//!
//! Positions are byte offsets into the folded letters. A sequence is matched by carrying the set of positions
//! that can be reached, item by item, forwards from the anchor and backwards before it: no backtracking, so the
//! work is bounded by items x positions. A set holds at most [`MOST`] positions; more than that
//! only a text made for the purpose can reach, and it loses matches, never time.

use std::ops::Range;

use super::engine::Hit;
use crate::lexicon::{Join, Node, Phrase, Posting, Program, Seq, Word, letter_bit};
use crate::text::disguise::Look;
use crate::text::{CAPACITY, Folded, is_long_worded};

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

/// Confirms a posting whose needle begins at `needle`; gives the phrase's first and last position.
pub(super) fn confirm(scene: Scene<'_>, posting: Posting, needle: usize, literal: bool) -> Option<(usize, usize)> {
    let at = needle.checked_sub(posting.offset.into())?;
    let phrase: &Phrase = &scene.program.phrases[posting.phrase as usize];
    let rule = scene.program.rule(phrase);
    let matcher = Matcher { scene, not_across: &rule.not_across, literal };
    let (before, after) = phrase.items.split_at(posting.item as usize);
    let first_join = after.first().map_or(Join::Neutral, |i| i.0);
    let ends = matcher.run::<FORWARD>(after, at, Join::Neutral, true);
    if ends.len == 0 {
        return None;
    }
    let starts = matcher.run::<BACKWARD>(before, at, first_join, false);
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
    fn run<const DIRECTION: bool>(&self, items: &[(Join, Node)], at: usize, join: Join, anchored: bool) -> Places {
        let (mut at, mut pending) = (at, join);
        // As long as there are only words, there is one place at most.
        let mut i = 0;
        while i < items.len() {
            let (join, node) = &items[if DIRECTION { i } else { items.len() - 1 - i }];
            let Node::Word(id) = node else { break };
            let join = if anchored && i == 0 { Join::Neutral } else { *join };
            let (seam, then) = if DIRECTION { (pending.with(join), Join::Neutral) } else { (pending, join) };
            let Some(next) = self.word::<DIRECTION>(*id, at, seam) else { return Places::NONE };
            (at, pending) = (next, then);
            i += 1;
        }
        let mut places = Places::one(at, pending);
        for i in i..items.len() {
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
            Node::Word(id) => {
                if let Some(next) = self.word::<DIRECTION>(*id, at, seam) {
                    out.add(next, then);
                }
            }
            Node::Class(id) => self.class::<DIRECTION>(*id, at, seam, then, out),
            Node::Maybe(id) => {
                out.add(at, seam.with(then));
                self.class::<DIRECTION>(*id, at, seam, then, out);
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

    /// The members of a class; most are ruled out by the letter that stands before us.
    fn class<const DIRECTION: bool>(&self, id: u32, at: usize, seam: Join, then: Join, out: &mut Places) {
        let class = &self.scene.program.classes[id as usize];
        let (near, byte) = self.near::<DIRECTION>(at);
        if (if DIRECTION { class.first } else { class.last }) & near == 0 {
            return;
        }
        let program = self.scene.program;
        let words = if DIRECTION { &class.words } else { &class.by_last };
        let key = |w: u32| {
            let letters = program.letters(program.word(w));
            if DIRECTION { letters[0] } else { letters[letters.len() - 1] }
        };
        let from = words.partition_point(|&w| key(w) < byte);
        for &w in words[from..].iter().take_while(|&&w| key(w) == byte) {
            if let Some(next) = self.word::<DIRECTION>(w, at, seam) {
                out.add(next, then);
            }
        }
        for m in &class.others {
            if (if DIRECTION { m.first } else { m.last }) & near != 0 {
                out.add_all(&self.run::<DIRECTION>(&m.items, at, seam, false), then);
            }
        }
    }

    /// The letter that comes next in this direction, as the bit of a class, and its first (or last) byte.
    fn near<const DIRECTION: bool>(&self, at: usize) -> (u64, u8) {
        let folded = self.scene.folded;
        let letters = folded.letters();
        let start = if DIRECTION { at } else { letters[..at].iter().rposition(|b| b & 0xC0 != 0x80).unwrap_or(0) };
        let byte = if DIRECTION { letters.get(at) } else { at.checked_sub(1).and_then(|i| letters.get(i)) };
        match (folded.letter(start), byte) {
            (Some(letter), Some(&byte)) => (letter_bit(letter), byte),
            // At the end of the text only items that match nothing can stand: `^`, `$`, options.
            _ => (!0, 0),
        }
    }

    /// The other end of a word that stands here.
    #[inline]
    fn word<const DIRECTION: bool>(&self, id: u32, at: usize, seam: Join) -> Option<usize> {
        let program = self.scene.program;
        let word = program.word(id);
        let spelled = program.letters(word);
        let letters = self.scene.folded.letters();
        let (start, end) = if DIRECTION { (at, at + spelled.len()) } else { (at.checked_sub(spelled.len())?, at) };
        let here =
            letters.get(start..end)? == spelled && self.seam(at, seam) && self.unbroken(word, start, end) && self.marks_agree(word, start);
        here.then_some(if DIRECTION { end } else { start })
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
            let cost = match (folded.dense.has(first), folded.letter(first)) {
                (true, Some(l)) if is_long_worded(l) => WORD_COST / 4,
                (true, _) => WORD_COST / 2,
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
            let ends = self.run::<FORWARD>(s, word_start, Join::Neutral, true);
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
        // No letters at all: the stem ends where the word ends, however the writer went on.
        out.add(at, Join::Free);
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

    /// Both ends at the edge of a word; in a hashtag that was taken apart, at one end of the hashtag.
    fn stands_alone(&self, start: usize, end: usize) -> bool {
        let folded = self.scene.folded;
        if !self.scene.disguised.is_some_and(|d| d.glued) {
            return folded.edge.has(start) && folded.edge.has(end);
        }
        // Every letter of the hashtag has a soft break; only hard ones and those of dense scripts are real.
        let dense = |at: usize| at < folded.len() && folded.dense.has(at);
        let edge = |at: usize| at == 0 || folded.hard.has(at) || dense(at) || dense(at - 1);
        let (starts, ends) = (edge(start), edge(end));
        let hashtag = folded.hashtag.has(folded.hard.previous(start)) && folded.hard.next(start + 1, folded.len()) >= end;
        (starts && ends) || ((starts || ends) && hashtag && letters_in(folded, start, end) >= IN_HASHTAG)
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
            && not_after.iter().any(|s| guard.run::<BACKWARD>(s, start, Join::Free, false).iter().any(|(at, _)| folded.edge.has(at)));
        before
            || (end < folded.len()
                && !walled(end)
                && not_before.iter().any(|s| guard.run::<FORWARD>(s, end, Join::Free, false).iter().any(|(at, _)| folded.edge.has(at))))
    }
}

fn letters_in(folded: &Folded, start: usize, end: usize) -> usize {
    folded.letters()[start..end].iter().filter(|b| *b & 0xC0 != 0x80).count()
}

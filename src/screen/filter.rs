//! The filter that lets nearly every query go.
//!
//! Each needle of the automaton is a window of six or eight bytes, chosen to be rare in ordinary text. The
//! filter is the set of these windows, hashed into a bitmap. If no window of a query is in it,
//! no needle can be in the query, and the automaton need not run. The windows overlap, so each position is
//! one load, one multiplication and one bit. Needles shorter than a window stand between two breaks (`kms`, `tu tu`), and are looked up there.
//!
//! A query that meets the bitmap is asked twice more. Was it a needle, or only its bucket? And is there a witness: where
//! a needle is common (`die`), its phrases have a second stretch that must be there as well (`want`). Needles and
//! witnesses carry groups, 64 bits; the query goes on if a needle and a witness share one.
//!
//! A false yes costs time, a false no cannot happen: every phrase put in its own needle and its own witness.

use crate::lexicon::{ALONE, Anchors};
use crate::text::Quick;
use crate::text::gram::{BUCKET_BITS, Gram, eight, window_len};

const WORDS: usize = (1 << BUCKET_BITS) / 64;

pub(super) struct Filter {
    needles: Grams,
    witnesses: Grams,
}

impl Filter {
    /// A filter that passes every text that holds one of the phrases.
    pub(super) fn new(anchors: &Anchors) -> Filter {
        let needles = Grams::new(anchors.needles.iter().copied().zip(anchors.groups.iter().copied()));
        Filter { needles, witnesses: Grams::new(anchors.witnesses.iter().copied()) }
    }

    /// The groups of phrases that may be in the text, 0 for none. Linear in its length.
    #[inline]
    pub(super) fn passes(&self, text: &Quick) -> u64 {
        let groups = self.needles.groups(text);
        if groups & !ALONE == 0 { groups } else { groups & (ALONE | self.witnesses.groups(text)) }
    }

    pub(super) fn memory(&self) -> usize {
        self.needles.memory() + self.witnesses.memory()
    }
}

#[inline(always)]
fn gram(window: &[u8]) -> Gram {
    Gram::of_eight(u64::from_le_bytes(window.try_into().unwrap_or_default()))
}

/// Stretches between two breaks that are shorter than the window they would begin.
#[inline(always)]
fn for_short_stretches(text: &Quick, mut each: impl FnMut(Gram)) {
    for (i, (hard, soft)) in text.hard.0.iter().zip(&text.soft.0).enumerate() {
        let mut edges = hard | soft;
        while edges != 0 {
            let start = (i << 6) + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            for len in 1..window_len(text.bytes[start]) {
                let end = start + len;
                if end > text.len {
                    break;
                }
                if end == text.len || text.hard.has(end) || text.soft.has(end) {
                    each(Gram::of_short(eight(&text.bytes[start..end]), len));
                }
            }
        }
    }
}

/// A set of grams with their groups: a bitmap, and behind it a hash table with open addressing, at most half full.
struct Grams {
    bits: Box<[u64; WORDS]>,
    slots: Box<[(u64, u64)]>,
}

impl Grams {
    fn new(grams: impl ExactSizeIterator<Item = (Gram, u64)>) -> Grams {
        let mut bits = Box::new([0; WORDS]);
        let mut slots = vec![(0, 0); (grams.len() * 2).next_power_of_two().max(2)].into_boxed_slice();
        for (gram, groups) in grams {
            let bucket = gram.bucket();
            bits[bucket >> 6] |= 1 << (bucket & 63);
            let mut at = Grams::slot(gram, slots.len());
            while slots[at].0 != 0 && slots[at].0 != gram.0 {
                at = (at + 1) % slots.len();
            }
            slots[at] = (gram.0, slots[at].1 | groups);
        }
        Grams { bits, slots }
    }

    /// The groups of all grams in a text.
    #[inline]
    fn groups(&self, text: &Quick) -> u64 {
        let mut groups = 0;
        let letters = &text.bytes[..text.len + 2];
        // Positions go by in blocks of 64, each with a word that says where the bitmap was met.
        let mut from = 0;
        while from + 8 <= letters.len() {
            let block = &letters[from..letters.len().min(from + 64 + 7)];
            let mut met = 0u64;
            for (i, window) in block.windows(8).enumerate() {
                met |= u64::from(self.met(gram(window))) << i;
            }
            while met != 0 {
                let at = from + met.trailing_zeros() as usize;
                groups |= self.of(gram(&letters[at..at + 8]));
                met &= met - 1;
            }
            from += 64;
        }
        for_short_stretches(text, |gram| {
            if self.met(gram) {
                groups |= self.of(gram);
            }
        });
        groups
    }

    #[inline(always)]
    fn met(&self, gram: Gram) -> bool {
        let bucket = gram.bucket();
        self.bits[(bucket >> 6) % WORDS] >> (bucket & 63) & 1 == 1
    }

    fn slot(gram: Gram, slots: usize) -> usize {
        (gram.0.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as usize & (slots - 1)
    }

    fn of(&self, gram: Gram) -> u64 {
        let mut at = Grams::slot(gram, self.slots.len());
        loop {
            let (key, groups) = self.slots[at];
            if key == gram.0 || key == 0 {
                return groups;
            }
            at = (at + 1) % self.slots.len();
        }
    }

    fn memory(&self) -> usize {
        WORDS * 8 + size_of_val(&self.slots[..])
    }
}

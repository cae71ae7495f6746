//! The filter that lets nearly every query go.
//!
//! Each needle of the automaton is a window of six or eight bytes, chosen to be rare in ordinary text. The
//! filter is the set of these windows, hashed into a bitmap. If no window of a query is in it,
//! no needle can be in the query, and the automaton need not run. The windows overlap, so each position is
//! one load, one multiplication and one bit. Needles shorter than a window stand between two breaks (`kms`, `tu tu`), and are looked up there.
//!
//! A query that meets the bitmap is asked twice more. Was it a needle, or only its bits? And does the text hold evidence of
//! one of the needle's phrases (`lexicon/evidence.rs`)? Only then it goes on.
//!
//! A false yes costs time, a false no cannot happen: every phrase put in its own needle, and its evidence is in every way to write it.

use crate::lexicon::{Anchors, Evidence};
use crate::text::Quick;
use crate::text::gram::{Gram, window_len};
use crate::text::shingles::Shingles;

/// Words of the bitmap, as a power of two. 2^15 words are 256 KiB.
const WORD_BITS: u32 = 15;
const WORDS: usize = 1 << WORD_BITS;

pub(super) struct Filter {
    /// Two bits of one word for each needle: a Bloom filter that touches one cache line.
    bits: Box<[u64; WORDS]>,
    /// A hash table with open addressing, at most half full, of numbers of needles plus one.
    slots: Box<[u32]>,
}

impl Filter {
    /// A filter that passes every text that holds one of the phrases.
    pub(super) fn new(anchors: &Anchors) -> Filter {
        let needles = &anchors.needles;
        let mut bits = Box::new([0; WORDS]);
        let mut slots = vec![0; (needles.len() * 2).next_power_of_two().max(2)].into_boxed_slice();
        for (i, &gram) in needles.iter().enumerate() {
            let (word, mask) = place(gram);
            bits[word] |= mask;
            let mut at = slot(gram, slots.len());
            while slots[at] != 0 {
                at = (at + 1) % slots.len();
            }
            slots[at] = i as u32 + 1;
        }
        Filter { bits, slots }
    }

    /// Whether a phrase may be in the text; if so, the text's shingles. Linear in its length.
    #[inline]
    pub(super) fn passes(&self, text: &Quick, anchors: &Anchors, evidence: &Evidence) -> Option<Shingles> {
        let mut shingles = None;
        let mut needle = |gram: Gram| {
            let Some(needle) = self.needle(gram, anchors) else { return false };
            let shingles = shingles.get_or_insert_with(|| Shingles::new(text));
            anchors.of(needle).iter().any(|p| evidence.allows(p.phrase, shingles))
        };
        let found = self.any_window(text, &mut needle) || self.any_short_stretch(text, &mut needle);
        shingles.filter(|_| found)
    }

    #[inline(always)]
    fn met(&self, gram: Gram) -> bool {
        let (word, mask) = place(gram);
        self.bits[word % WORDS] & mask == mask
    }

    #[inline]
    fn any_window(&self, text: &Quick, needle: &mut impl FnMut(Gram) -> bool) -> bool {
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
                if needle(gram(&letters[at..at + 8])) {
                    return true;
                }
                met &= met - 1;
            }
            from += 64;
        }
        false
    }

    /// Stretches between two breaks that are shorter than the window they would begin.
    #[inline]
    fn any_short_stretch(&self, text: &Quick, needle: &mut impl FnMut(Gram) -> bool) -> bool {
        let edges = |i: usize| {
            let end = if text.len >> 6 == i { 1 << (text.len & 63) } else { 0 };
            text.hard.0.get(i).map_or(0, |hard| hard | text.soft.0[i] | end)
        };
        let mut here = edges(0);
        for i in 0..=text.len >> 6 {
            let next = edges(i + 1);
            let mut starts = here;
            while starts != 0 {
                let at = starts.trailing_zeros();
                starts &= starts - 1;
                let start = (i << 6) + at as usize;
                let window = u64::from_le_bytes(text.bytes[start..start + 8].try_into().unwrap_or_default());
                // The edges behind this one, one bit for each length.
                let mut ends = ((u128::from(next) << 64 | u128::from(here)) >> at) as u64 & ((1 << window_len(window as u8)) - 2);
                while ends != 0 {
                    let gram = Gram::of_short(window, ends.trailing_zeros() as usize);
                    if self.met(gram) && needle(gram) {
                        return true;
                    }
                    ends &= ends - 1;
                }
            }
            here = next;
        }
        false
    }

    /// The number of a needle.
    fn needle(&self, gram: Gram, anchors: &Anchors) -> Option<usize> {
        let mut at = slot(gram, self.slots.len());
        loop {
            let needle = self.slots[at].checked_sub(1)? as usize;
            if anchors.needles[needle] == gram {
                return Some(needle);
            }
            at = (at + 1) % self.slots.len();
        }
    }

    pub(super) fn memory(&self) -> usize {
        WORDS * 8 + size_of_val(&self.slots[..])
    }
}

#[inline(always)]
fn place(gram: Gram) -> (usize, u64) {
    let hash = gram.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((hash >> (64 - WORD_BITS)) as usize, 1 << (hash >> 43 & 63) | 1 << (hash >> 37 & 63))
}

fn slot(gram: Gram, slots: usize) -> usize {
    (gram.0.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as usize & (slots - 1)
}

#[inline(always)]
fn gram(window: &[u8]) -> Gram {
    Gram::of_eight(u64::from_le_bytes(window.try_into().unwrap_or_default()))
}

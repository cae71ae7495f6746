//! The filter that lets nearly every query go.
//!
//! Each needle of the automaton has a window of six bytes that is rare in ordinary text. The
//! filter is the set of these windows, hashed into a bitmap. If no window of a query is in it,
//! no needle can be in the query, and the automaton need not run. A false yes costs time, a false no
//! cannot happen: every needle put in its own window. Needles shorter than a window are whole words,
//! and go in as such.
//!
//! The windows overlap, so each position is one load, one multiplication and one bit; there is one branch a query.

use crate::lexicon::Rarity;
use crate::text::Quick;
use crate::text::gram::{BUCKET_BITS, GRAM, eight, window_bucket, word_bucket};

const WORDS: usize = (1 << BUCKET_BITS) / 64;

pub(super) struct Filter {
    bits: Box<[u64; WORDS]>,
}

impl Filter {
    /// A filter that passes every text with one of the needles in it.
    pub(super) fn new<'a>(needles: impl Iterator<Item = &'a [u8]>, rarity: &Rarity) -> Filter {
        let mut bits = Box::new([0; WORDS]);
        for needle in needles {
            let (bucket, _) = rarity.rarest(needle);
            bits[bucket >> 6] |= 1 << (bucket & 63);
        }
        Filter { bits }
    }

    #[inline(always)]
    fn has(&self, bucket: usize) -> u64 {
        self.bits[(bucket >> 6) % WORDS] >> (bucket & 63) & 1
    }

    /// Whether a needle may be in the text. Linear in its length.
    #[inline]
    pub(super) fn passes(&self, text: &Quick) -> bool {
        let letters = &text.bytes[..text.len + 2];
        let mut hit = 0;
        for window in letters.windows(8) {
            hit |= self.has(window_bucket(u64::from_le_bytes(window.try_into().unwrap_or_default())));
        }
        hit |= self.short_words(text);
        hit != 0
    }

    #[inline]
    fn short_words(&self, text: &Quick) -> u64 {
        let mut hit = 0;
        for (i, (hard, soft)) in text.hard.0.iter().zip(&text.soft.0).enumerate() {
            let mut edges = hard | soft;
            while edges != 0 {
                let start = (i << 6) + edges.trailing_zeros() as usize;
                edges &= edges - 1;
                for len in 1..GRAM {
                    let end = start + len;
                    if end > text.len {
                        break;
                    }
                    let hard = end == text.len || text.hard.has(end);
                    if hard || text.soft.has(end) {
                        hit |= self.has(word_bucket(eight(&text.bytes[start..end]), len));
                    }
                    if hard {
                        break;
                    }
                }
            }
        }
        hit
    }
}

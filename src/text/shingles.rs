//! The short windows of a text, as a set: where evidence of a phrase is looked up.

use super::Quick;
use super::gram::eight;

/// Bits of the set, as a power of two. 2^14 bits are 2 KiB.
pub(crate) const SHINGLE_BITS: u32 = 14;

/// A window of one to four letters, hashed.
pub(crate) type Shingle = u16;

/// Bytes of the three windows that begin with this byte: two to four letters of Latin, one to three of the
/// scripts whose letters take two bytes, one and two of Han.
#[inline(always)]
const fn lengths(first: u8) -> [usize; 3] {
    match first {
        0..=0x7F => [2, 3, 4],
        0x80..=0xDF => [2, 4, 6],
        0xE0..=0xEF => [3, 6, 6],
        _ => [4, 8, 8],
    }
}

#[inline(always)]
fn shingle(eight: u64, len: usize) -> Shingle {
    let window = eight & (!0 >> (64 - 8 * len));
    (window.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SHINGLE_BITS)) as Shingle
}

/// The shingles of one word.
pub(crate) fn shingles(letters: &[u8]) -> impl Iterator<Item = Shingle> + '_ {
    (0..letters.len()).filter(|&at| letters[at] & 0xC0 != 0x80).flat_map(move |at| {
        let here = &letters[at..];
        lengths(here[0]).into_iter().filter(|&len| len <= here.len()).map(|len| shingle(eight(here), len))
    })
}

/// All shingles of a text.
pub(crate) struct Shingles([u64; 1 << (SHINGLE_BITS - 6)]);

impl Shingles {
    /// Linear in the length of the text.
    pub(crate) fn new(text: &Quick) -> Shingles {
        let mut set = Shingles([0; 1 << (SHINGLE_BITS - 6)]);
        // What is read behind the end adds windows that are not there: they can only let more pass.
        for at in 0..text.len {
            let window = u64::from_le_bytes(text.bytes[at..at + 8].try_into().unwrap_or_default());
            if window as u8 & 0xC0 != 0x80 {
                for len in lengths(window as u8) {
                    let s = shingle(window, len);
                    set.0[usize::from(s >> 6)] |= 1 << (s & 63);
                }
            }
        }
        set
    }

    #[inline(always)]
    pub(crate) fn has(&self, shingle: Shingle) -> bool {
        self.0[usize::from(shingle >> 6)] >> (shingle & 63) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_text_has_the_shingles_of_its_words() {
        for (text, words) in
            [("i want to go", "want"), ("хочу умереть", "умереть"), ("我想自杀", "自杀"), ("죽고 싶다", "ㅅㅣㅍ"), ("end it", "dit")]
        {
            let mut quick = Quick::new();
            fold(text, 0, &mut quick);
            let set = Shingles::new(&quick);
            let mut word = Quick::new();
            fold(words, 0, &mut word);
            let word = &word.bytes[..word.len];
            assert!(shingles(word).count() > 0 && shingles(word).all(|s| set.has(s)), "{text}");
        }
        let mut quick = Quick::new();
        fold("bread", 0, &mut quick);
        assert!(!shingles(b"want").any(|s| Shingles::new(&quick).has(s)));
    }
}

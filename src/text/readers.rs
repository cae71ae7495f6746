//! The two readers of a fold: [`Quick`] for the filter, [`Folded`] for a close look.

use std::ops::Range;

use super::Bits;
use super::fold::{CAPACITY, Sink, Window, fold};
use super::table;

/// Letters and breaks, nothing else.
pub(crate) struct Quick {
    pub(crate) bytes: [u8; CAPACITY + 8],
    pub(crate) len: usize,
    pub(crate) hard: Bits,
    pub(crate) soft: Bits,
}

impl Quick {
    #[inline(always)]
    pub(crate) fn new() -> Quick {
        Quick { bytes: [0; CAPACITY + 8], len: 0, hard: Bits::new(), soft: Bits::new() }
    }

    /// Whether a letter stands three times running.
    #[inline]
    pub(crate) fn is_stretched(&self) -> bool {
        let mut stretched = false;
        for window in self.bytes[..self.len + 5].windows(8) {
            let w = u64::from_le_bytes(window.try_into().unwrap_or_default());
            stretched |= (w ^ (w >> 8)) & 0xFFFF == 0 || (w ^ (w >> 16)) & 0xFFFF_FFFF == 0;
        }
        stretched || (self.len >= 9 && self.bytes[0] >= 0xE0 && self.bytes[..self.len].windows(9).any(|w| w[..6] == w[3..]))
    }

    /// Whether three words running are one letter or syllable each.
    #[inline]
    pub(crate) fn is_spelled_out(&self) -> bool {
        let hard = &self.hard.0;
        let mut spelled = false;
        for i in 0..=self.len >> 6 {
            let word = u128::from(hard[i]) | u128::from(*hard.get(i + 1).unwrap_or(&0)) << 64;
            let ends = if self.len >> 6 == i { 1u128 << (self.len & 63) } else { 0 };
            let w = word | ends;
            spelled |= (w & w >> 1 & w >> 2 & w >> 3 | w & w >> 2 & w >> 4 & w >> 6 | w & w >> 3 & w >> 6 & w >> 9) as u64 != 0;
        }
        if !spelled && self.bytes[0] >= 0x80 {
            // A syllable of Hangul and Indic scripts is several letters.
            let (mut start, mut run) = (0, 0);
            while start < self.len && run < 3 {
                let end = self.hard.next(start + 1, self.len);
                run = if end - start <= longest_syllable(self.bytes[start]) { run + 1 } else { 0 };
                start = end;
            }
            spelled = run == 3;
        }
        spelled
    }
}

/// Bytes of a syllable that begins with this byte, in scripts whose syllables are several letters; see `table_data.rs`.
const fn longest_syllable(first: u8) -> usize {
    match first {
        0xC8..=0xCD | 0xDE | 0xDF => 8,
        0xE0 => 12,
        _ => 0,
    }
}

impl Sink for Quick {
    const MARKS: bool = false;

    #[inline(always)]
    fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    fn letter(&mut self, bytes: &[u8], soft: bool, hard: bool, _dense: bool, _source: Range<usize>) {
        let n = self.len;
        self.hard.put(n, hard);
        self.soft.put(n, soft);
        self.bytes[n..n + bytes.len()].copy_from_slice(bytes);
        self.len = n + bytes.len();
    }

    fn replace(&mut self, letter: &[u8], _end: usize) {
        let n = self.len - letter.len();
        self.bytes[n..self.len].copy_from_slice(letter);
    }

    fn last(&self) -> Option<char> {
        last(&self.bytes[..self.len])
    }
}

fn last(letters: &[u8]) -> Option<char> {
    let start = letters.iter().rposition(|b| b & 0xC0 != 0x80)?;
    std::str::from_utf8(&letters[start..]).ok()?.chars().next()
}

/// A folded window with all that a close look needs.
pub(crate) struct Folded {
    bytes: [u8; CAPACITY],
    len: usize,
    /// A hard break stands before the letter at this byte; also at the end of the window.
    pub(crate) hard: Bits,
    /// A hard or soft break stands here: a word may begin or end. Also at both ends.
    pub(crate) edge: Bits,
    /// The first letter of a hashtag.
    pub(crate) hashtag: Bits,
    /// The letter is of a script without spaces.
    pub(crate) dense: Bits,
    marks: [u16; CAPACITY],
    start: [u32; CAPACITY],
    end: [u32; CAPACITY],
    next_is_hashtag: bool,
}

impl Folded {
    /// Folds the window of `text` that begins at byte `from`.
    pub(crate) fn new(text: &str, from: usize) -> (Folded, Window) {
        let mut folded = Folded {
            bytes: [0; CAPACITY],
            len: 0,
            hard: Bits::new(),
            edge: Bits::new(),
            hashtag: Bits::new(),
            dense: Bits::new(),
            marks: [0; CAPACITY],
            start: [0; CAPACITY],
            end: [0; CAPACITY],
            next_is_hashtag: false,
        };
        let window = fold(text, from, &mut folded);
        folded.hard.put(folded.len, true);
        folded.edge.put(0, true);
        folded.edge.put(folded.len, true);
        (folded, window)
    }

    /// The letters, in UTF-8.
    pub(crate) fn letters(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The letter that begins at byte `at`.
    pub(crate) fn letter(&self, at: usize) -> Option<char> {
        let letters = self.letters();
        std::str::from_utf8(letters.get(at..(at + 4).min(letters.len()))?)
            .map_or_else(|e| std::str::from_utf8(&letters[at..at + e.valid_up_to()]).ok()?.chars().next(), |s| s.chars().next())
    }

    /// The marks of the letter that begins at byte `at`.
    pub(crate) fn marks(&self, at: usize) -> u16 {
        self.marks[at]
    }

    /// Where the letters `from..to` stand in the text.
    pub(crate) fn source(&self, from: usize, to: usize) -> Range<usize> {
        if from >= to {
            return 0..0;
        }
        let last = (from..to).rev().find(|&i| self.bytes[i] & 0xC0 != 0x80).unwrap_or(from);
        self.start[from] as usize..self.end[last] as usize
    }

    /// The letters as a person reads them, with a blank for each hard break.
    pub(crate) fn display(&self) -> String {
        let mut out = String::new();
        for (i, c) in String::from_utf8_lossy(self.letters()).char_indices() {
            if i > 0 && self.hard.has(i) {
                out.push(' ');
            }
            out.push(table::original(c));
        }
        out
    }
}

impl Sink for Folded {
    const MARKS: bool = true;

    fn len(&self) -> usize {
        self.len
    }

    fn letter(&mut self, bytes: &[u8], soft: bool, hard: bool, dense: bool, source: Range<usize>) {
        let n = self.len;
        self.bytes[n..n + bytes.len()].copy_from_slice(bytes);
        self.hard.put(n, hard);
        self.edge.put(n, hard || soft);
        self.dense.put(n, dense);
        self.hashtag.put(n, self.next_is_hashtag);
        self.next_is_hashtag = false;
        self.start[n] = source.start as u32;
        self.end[n] = source.end as u32;
        self.len = n + bytes.len();
    }

    fn mark(&mut self, marks: u16, end: usize) {
        if marks == 0 && self.letters().is_empty() {
            return;
        }
        if let Some(n) = self.letters().iter().rposition(|b| b & 0xC0 != 0x80) {
            self.marks[n] |= marks;
            self.end[n] = end as u32;
        }
    }

    fn replace(&mut self, letter: &[u8], end: usize) {
        let n = self.len - letter.len();
        self.bytes[n..self.len].copy_from_slice(letter);
        self.end[n] = end as u32;
    }

    fn last(&self) -> Option<char> {
        last(self.letters())
    }

    fn hashtag(&mut self) {
        self.next_is_hashtag = true;
    }
}

//! A small set of positions in a folded text.

use super::CAPACITY;

/// A bit for each byte position of a folded text, its end included.
#[derive(Clone, Copy)]
pub(crate) struct Bits(pub(crate) [u64; CAPACITY / 64 + 1]);

impl Bits {
    pub(crate) const fn new() -> Bits {
        Bits([0; CAPACITY / 64 + 1])
    }

    #[inline(always)]
    pub(crate) fn put(&mut self, at: usize, bit: bool) {
        self.0[at >> 6] |= u64::from(bit) << (at & 63);
    }

    #[inline(always)]
    pub(crate) fn has(&self, at: usize) -> bool {
        self.0[at >> 6] >> (at & 63) & 1 == 1
    }

    /// The first position in the set that is not before `at`, or `end`.
    #[inline]
    pub(crate) fn next(&self, at: usize, end: usize) -> usize {
        let mut word = at >> 6;
        let mut bits = self.0[word] & (!0 << (at & 63));
        loop {
            if bits != 0 {
                return end.min((word << 6) + bits.trailing_zeros() as usize);
            }
            word += 1;
            if word << 6 >= end || word == self.0.len() {
                return end;
            }
            bits = self.0[word];
        }
    }

    /// The last position in the set that is not after `at`, or 0.
    #[inline]
    pub(crate) fn previous(&self, at: usize) -> usize {
        let mut word = at >> 6;
        let mut bits = self.0[word] & (!0 >> (63 - (at & 63)));
        loop {
            if bits != 0 {
                return (word << 6) + 63 - bits.leading_zeros() as usize;
            }
            if word == 0 {
                return 0;
            }
            word -= 1;
            bits = self.0[word];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_and_previous_find_the_neighbours() {
        let mut b = Bits::new();
        for at in [3, 64, 200] {
            b.put(at, true);
        }
        assert!(b.has(64) && !b.has(65));
        assert_eq!((b.next(0, 300), b.next(4, 300), b.next(65, 300), b.next(201, 300)), (3, 64, 200, 300));
        assert_eq!((b.previous(2), b.previous(3), b.previous(63), b.previous(300)), (0, 3, 3, 200));
    }
}

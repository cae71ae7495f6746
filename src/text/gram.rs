//! Windows of folded letters, as numbers: what the filter looks at and what rarity is counted in.

use serde::{Deserialize, Serialize};

/// Bytes in a window that begins with this byte: eight where letters take two bytes, which makes four letters
/// of Cyrillic, Arabic, Thai or kana; six else, which makes six Latin letters or two Han.
#[inline(always)]
pub(crate) const fn window_len(first: u8) -> usize {
    if first >> 5 == 0b110 { 8 } else { 6 }
}

/// Buckets that windows are hashed to, as a power of two. 2^21 bits are 256 KiB.
pub(crate) const BUCKET_BITS: u32 = 21;

/// A window, or a stretch between two breaks that is shorter than the window it would begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Gram(pub(crate) u64);

impl Gram {
    /// The window that begins these letters, given as at least eight bytes, little-endian.
    #[inline(always)]
    pub(crate) fn of_eight(eight: u64) -> Gram {
        let long = u64::from(eight as u8 >> 5 == 0b110);
        Gram(eight & (0xFFFF_FFFF_FFFF | 0u64.wrapping_sub(long)))
    }

    /// The window that begins a slice which is long enough for it.
    pub(crate) fn window(letters: &[u8]) -> Gram {
        Gram::of_eight(eight(letters))
    }

    /// A stretch of fewer than eight bytes, marked by its length in the byte that no UTF-8 text has there.
    #[inline(always)]
    pub(crate) fn of_short(eight: u64, len: usize) -> Gram {
        Gram(eight & !(!0 << (8 * len)) | (0xF8 | len as u64) << 56)
    }

    /// A whole short stretch.
    pub(crate) fn word(letters: &[u8]) -> Gram {
        Gram::of_short(eight(letters), letters.len())
    }

    /// A short stretch that may stand inside a word. The filter cannot look for it.
    pub(crate) fn part(letters: &[u8]) -> Gram {
        Gram(eight(letters) | (0xF0 | letters.len() as u64) << 56)
    }

    /// Whether it is a short stretch that must stand between two breaks.
    pub(crate) fn is_short(self) -> bool {
        self.0 >> 56 >= 0xF8
    }

    /// The letters.
    pub(crate) fn bytes(self) -> Vec<u8> {
        let bytes = self.0.to_le_bytes();
        let len = if self.0 >> 56 >= 0xF0 { (self.0 >> 56 & 7) as usize } else { window_len(bytes[0]) };
        bytes[..len].to_vec()
    }

    /// Its bucket.
    #[inline(always)]
    pub(crate) fn bucket(self) -> usize {
        (self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BUCKET_BITS)) as usize
    }
}

/// The first eight bytes of a slice, short ones filled with zeros.
pub(crate) fn eight(bytes: &[u8]) -> u64 {
    let mut window = [0; 8];
    let n = bytes.len().min(8);
    window[..n].copy_from_slice(&bytes[..n]);
    u64::from_le_bytes(window)
}

/// Whether letters are shorter than the window that they would begin.
pub(crate) fn is_short(letters: &[u8]) -> bool {
    letters.first().is_none_or(|&b| letters.len() < window_len(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_keep_their_letters() {
        assert_eq!(Gram::window(b"suicide").bytes(), b"suicid");
        assert_eq!(Gram::window("самоубий".as_bytes()).bytes(), "само".as_bytes());
        assert_eq!((Gram::word(b"kms").bytes(), Gram::part(b"kms").bytes()), (b"kms".to_vec(), b"kms".to_vec()));
        assert!(Gram::word(b"kms").is_short() && !Gram::window(b"suicide").is_short());
        assert_ne!(Gram::word(b"kms"), Gram::word(b"kms\0"));
    }
}

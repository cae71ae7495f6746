//! Windows of folded letters, as numbers: what the filter looks at and what rarity is counted in.

/// Bytes in a window: six Latin letters, three Cyrillic or Arabic, two Han, kana or Thai.
pub(crate) const GRAM: usize = 6;
/// Buckets that windows are hashed to, as a power of two.
pub(crate) const BUCKET_BITS: u32 = 18;

const WINDOW_MASK: u64 = (1 << (8 * GRAM)) - 1;

/// The bucket of the window that begins a slice of at least eight bytes.
#[inline(always)]
pub(crate) fn window_bucket(eight: u64) -> usize {
    ((eight & WINDOW_MASK).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BUCKET_BITS)) as usize
}

/// The bucket of a whole word of fewer than [`GRAM`] bytes, given with what follows it.
#[inline(always)]
pub(crate) fn word_bucket(eight: u64, len: usize) -> usize {
    let word = eight & !(!0 << (8 * len));
    (word.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - BUCKET_BITS)) as usize
}

/// The first eight bytes of a slice, short ones filled with zeros.
pub(crate) fn eight(bytes: &[u8]) -> u64 {
    let mut window = [0; 8];
    let n = bytes.len().min(8);
    window[..n].copy_from_slice(&bytes[..n]);
    u64::from_le_bytes(window)
}

/// The buckets of every window of a needle; of the needle itself if it is shorter than a window.
pub(crate) fn buckets(needle: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let short = (needle.len() < GRAM).then(|| word_bucket(eight(needle), needle.len()));
    short.into_iter().chain(needle.windows(GRAM).map(|w| window_bucket(eight(w))))
}

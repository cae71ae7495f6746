//! How often a stretch of letters occurs in ordinary queries.
//!
//! `data/rarity.bin` holds, for each bucket of [`gram`], the logarithm of the number of ordinary queries that hold a
//! window of that bucket: statistics over a sample of 150,000 questions, queries and short sentences in 50 languages, with no text in them.
//! Behind it stands the share of those queries that hold each [`Shingle`], in 255ths of its square root.
//! It is made offline (`PELITA_WRITE=1 cargo test --release --lib rarity`) and decides which stretch of a phrase becomes
//! its anchor, and what is evidence of it.

use crate::text::gram::{BUCKET_BITS, Gram};
use crate::text::shingles::{SHINGLE_BITS, Shingle};

const BUCKETS: usize = 1 << BUCKET_BITS;
const SHINGLES: usize = 1 << SHINGLE_BITS;

/// Four bits a bucket: 0 for none seen, else `1 + log2(queries)`, at most 15; then a byte a shingle.
static TABLE: &[u8; BUCKETS / 2 + SHINGLES] = include_bytes!("../../data/rarity.bin");

pub(crate) struct Rarity {
    table: &'static [u8; BUCKETS / 2 + SHINGLES],
}

impl Rarity {
    pub(crate) fn builtin() -> Rarity {
        Rarity { table: TABLE }
    }

    /// The share of ordinary queries that hold this shingle, 0 to 1.
    pub(crate) fn odds(&self, shingle: Shingle) -> f32 {
        (f32::from(self.table[BUCKETS / 2 + usize::from(shingle)]) / 255.0).powi(2)
    }

    /// About how many ordinary queries of a million hold the bucket of this gram.
    pub(crate) fn cost(&self, gram: Gram) -> f32 {
        let bucket = gram.bucket();
        let log = self.table[bucket / 2] >> (4 * (bucket % 2)) & 15;
        if log == 0 { 1.0 } else { 6.0 * (1u32 << (log - 1)) as f32 }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::gram::window_len;
    use crate::text::shingles::Shingles;
    use crate::text::{Quick, fold};

    const FAIR_SHARE: usize = 2_000;

    /// Counts, for each bucket, the queries of a directory of text files that hold it.
    fn count(directory: &Path, counts: &mut [u32], shingles: &mut [u32], lines: &mut u32) -> std::io::Result<()> {
        for entry in std::fs::read_dir(directory)? {
            let text = std::fs::read_to_string(entry?.path())?;
            // A language with a small sample counts as much as one with so many lines.
            let weight = (FAIR_SHARE / text.lines().count().max(1)).clamp(1, 20) as u32;
            for line in text.lines() {
                let mut quick = Quick::new();
                fold(line, 0, &mut quick);
                let set = Shingles::new(&quick);
                (0..SHINGLES).filter(|&s| set.has(s as Shingle)).for_each(|s| shingles[s] += weight);
                *lines += weight;
                let letters = &quick.bytes[..quick.len];
                let mut seen: Vec<usize> = (0..letters.len())
                    .filter(|&at| letters[at..].len() >= window_len(letters[at]))
                    .map(|at| Gram::window(&letters[at..]).bucket())
                    .collect();
                let edges: Vec<usize> =
                    (0..=quick.len).filter(|&at| at == 0 || at == quick.len || quick.hard.has(at) || quick.soft.has(at)).collect();
                for (i, &from) in edges.iter().enumerate() {
                    for &to in edges[i + 1..].iter().take_while(|&&to| to - from < window_len(letters[from])) {
                        seen.push(Gram::word(&letters[from..to]).bucket());
                    }
                }
                seen.sort_unstable();
                seen.dedup();
                for bucket in seen {
                    counts[bucket] += weight;
                }
            }
        }
        Ok(())
    }

    #[test]
    fn rarity_is_what_the_sample_makes_it() {
        let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
        if std::env::var_os("PELITA_WRITE").is_none() || !corpora.is_dir() {
            // Without the sample there is nothing to compare with; the table's shape is checked by its type.
            let r = Rarity::builtin();
            assert!(r.cost(Gram::window(b"whatis")) > 100.0 * r.cost(Gram::window(b"killmy")));
            assert!(r.cost(Gram::word(b"die")) > 20.0 * r.cost(Gram::word(b"xqz")));
            return;
        }
        let (mut counts, mut shingles, mut lines) = (vec![0u32; BUCKETS], vec![0u32; SHINGLES], 0);
        for folder in ["benign", "sentences"] {
            count(&corpora.join(folder), &mut counts, &mut shingles, &mut lines).unwrap();
        }
        let log = |c: u32| {
            if c == 0 { 0 } else { (1 + c.ilog2()).min(15) as u8 }
        };
        let mut table: Vec<u8> = counts.chunks(2).map(|c| log(c[0]) | log(c[1]) << 4).collect();
        table.extend(shingles.iter().map(|&n| ((n as f32 / lines as f32).sqrt() * 255.0).ceil() as u8));
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/data/rarity.bin"), table).unwrap();
    }
}

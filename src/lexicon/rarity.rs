//! How often a stretch of letters occurs in ordinary queries.
//!
//! `data/rarity.bin` holds, for each bucket of [`gram`], the logarithm of the number of ordinary queries that hold a
//! window of that bucket: statistics over a sample of 150,000 questions, queries and short sentences in 50 languages, with no text in them.
//! It is made offline (`PELITA_WRITE=1 cargo test --release rarity`) and decides which stretch of a phrase becomes
//! its anchor, and which window of a needle goes into the filter.

use crate::text::gram::{BUCKET_BITS, buckets};

const BUCKETS: usize = 1 << BUCKET_BITS;

/// Four bits a bucket: 0 for none seen, else `1 + log2(queries)`, at most 15.
static TABLE: &[u8; BUCKETS / 2] = include_bytes!("../../data/rarity.bin");

pub(crate) struct Rarity {
    table: &'static [u8; BUCKETS / 2],
}

impl Rarity {
    pub(crate) fn builtin() -> Rarity {
        Rarity { table: TABLE }
    }

    /// About how many ordinary queries of a million hold a window of this bucket.
    pub(crate) fn bucket(&self, bucket: usize) -> f32 {
        let log = self.table[bucket / 2] >> (4 * (bucket % 2)) & 15;
        if log == 0 { 1.0 } else { 6.0 * (1u32 << (log - 1)) as f32 }
    }

    /// The rarest window of a needle: its bucket, and how often it occurs.
    pub(crate) fn rarest(&self, needle: &[u8]) -> (usize, f32) {
        buckets(needle).map(|b| (b, self.bucket(b))).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f32::MAX))
    }

    pub(crate) fn cost(&self, needle: &[u8]) -> f32 {
        self.rarest(needle).1
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::text::gram::{GRAM, eight, window_bucket, word_bucket};
    use crate::text::{Quick, fold};

    /// Counts, for each bucket, the queries of a directory of text files that hold it.
    fn count(directory: &Path, counts: &mut [u32]) -> std::io::Result<()> {
        for entry in std::fs::read_dir(directory)? {
            let text = std::fs::read_to_string(entry?.path())?;
            for line in text.lines() {
                let mut quick = Quick::new();
                fold(line, 0, &mut quick);
                let letters = &quick.bytes[..quick.len];
                let mut seen: Vec<usize> = letters.windows(GRAM).map(|w| window_bucket(eight(w))).collect();
                let mut from = 0;
                for at in 1..=quick.len {
                    if at == quick.len || quick.hard.has(at) || quick.soft.has(at) {
                        if at - from < GRAM {
                            seen.push(word_bucket(eight(&letters[from..at]), at - from));
                        }
                        from = at;
                    }
                }
                seen.sort_unstable();
                seen.dedup();
                for bucket in seen {
                    counts[bucket] += 1;
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
            assert!(r.cost(b"whatis") > 100.0 * r.cost(b"killmyself"));
            assert!(r.cost(b"die") > 20.0 * r.cost(b"xqz"));
            return;
        }
        let mut counts = vec![0u32; BUCKETS];
        for folder in ["benign", "sentences"] {
            count(&corpora.join(folder), &mut counts).unwrap();
        }
        let log = |c: u32| {
            if c == 0 { 0 } else { (1 + c.ilog2()).min(15) as u8 }
        };
        let table: Vec<u8> = counts.chunks(2).map(|c| log(c[0]) | log(c[1]) << 4).collect();
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/data/rarity.bin"), table).unwrap();
    }
}

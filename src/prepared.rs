//! The built-in lexicons, compiled offline.
//!
//! Choosing anchors looks at every way to write every phrase; with all locales that takes seconds. So it is done once, by
//! `PELITA_WRITE=1 cargo test --release --lib prepared`, and the result is embedded (`data/prepared.bin`, postcard). It
//! carries a fingerprint of the texts it was made of: if a lexicon has changed since, the texts are compiled instead.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::data::File;
use crate::interceptor::{LocaleInfo, stem};
use crate::screen::Compiled;

static EMBEDDED: &[u8] = include_bytes!("../data/prepared.bin");

#[derive(Serialize, Deserialize)]
pub(crate) struct Prepared {
    pub(crate) compiled: Compiled,
    pub(crate) locales: Vec<LocaleInfo>,
}

/// What was prepared for these lexicons and the default topics, if it is what they say now.
pub(crate) fn load(lexicons: &[File]) -> Option<Prepared> {
    let (fingerprint, body) = EMBEDDED.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*fingerprint) != fingerprint_of(lexicons) {
        return None;
    }
    let mut prepared: Prepared = postcard::from_bytes(body).ok()?;
    let of =
        |locale: &String| lexicons.iter().find(|(name, _)| stem(name) == Some(locale)).map_or(Cow::Borrowed(""), |(_, text)| text.clone());
    let texts = prepared.compiled.locales().iter().map(of).collect();
    prepared.compiled.restore(texts);
    Some(prepared)
}

/// FNV-1a over words of eight bytes: tells edits apart, not attacks.
fn fingerprint_of(lexicons: &[File]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut add = |word: u64| hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23);
    for (_, text) in lexicons {
        add(text.len() as u64);
        for chunk in text.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            add(u64::from_le_bytes(word));
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Files;
    use crate::interceptor::Interceptor;

    #[test]
    fn what_is_embedded_is_what_the_lexicons_say() {
        let files = Files::embedded();
        if std::env::var_os("PELITA_WRITE").is_some() {
            let prepared = Interceptor::builder().compile().expect("the lexicons load");
            let body = postcard::to_stdvec(&prepared).expect("plain data");
            let bytes = [&fingerprint_of(&files.lexicons).to_le_bytes()[..], &body].concat();
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/data/prepared.bin"), bytes).expect("written");
            return;
        }
        assert!(load(&files.lexicons).is_some(), "a lexicon has changed; run PELITA_WRITE=1 cargo test --release --lib prepared");
    }
}

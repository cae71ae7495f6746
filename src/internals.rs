//! For this crate's benchmarks and fuzz targets: parts of the way that are not public. May change at any time.

use crate::interceptor::Interceptor;
use crate::text::{Quick, fold};

/// Folds the first window of a text, as the filter sees it; gives its letters to `each`.
pub fn fold_with<T>(text: &str, each: impl FnOnce(&[u8]) -> T) -> T {
    let mut quick = Quick::new();
    fold(text, 0, &mut quick);
    each(&quick.bytes[..quick.len])
}

/// The strings that the automaton searches for, folded.
#[must_use]
pub fn needles(interceptor: &Interceptor) -> Vec<Vec<u8>> {
    interceptor.needles()
}

/// Folded letters as a person reads them: those of scripts whose letters are moved to shorter code points come back.
#[must_use]
pub fn unfold(letters: &[u8]) -> String {
    String::from_utf8_lossy(letters).chars().map(crate::text::original).collect()
}

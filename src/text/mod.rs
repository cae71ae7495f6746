//! A query made comparable: one stream of letters.
//!
//! People write one thing in a hundred ways: `kill myself`, `killmyself`, `#KillMyself`, `KILL-MYSELF`,
//! `ｋｉｌｌ`, `tự tử` as `tu tu`. Patterns and queries go through the same [`fold`], so they meet in one form:
//! a stream of letters in UTF-8 without case, width, marks and separators. Beside the letters stand the **breaks**:
//! a *hard* break where the writer typed a separator, a *soft* one where a word may end or go on
//! (apostrophe, CamelCase hump, zero-width space, change of script). One automaton pass finds
//! a phrase however it is spaced; the breaks decide afterwards what is acceptable.
//!
//! A folded letter takes one byte in Latin, two in most scripts, three in Han: letters of Indic scripts, Thai, kana and
//! Hangul are moved to code points below U+0800 that nothing else folds to, so that six bytes say about as much in each script.
//!
//! The table (`table.rs`) is generated from Unicode data: NFKD, case folding, UTS #39 look-alikes that no script
//! claims as its own, one form of Arabic alef, yeh and kaf, kana in one syllabary, Hangul as jamo, Han in
//! simplified form. `disguise.rs` rewrites texts that need a second look.

mod bits;
pub(crate) mod disguise;
mod escapes;
mod fold;
pub(crate) mod gram;
mod readers;
pub(crate) mod shingles;
mod signs;
mod table;
#[rustfmt::skip]
mod table_data;

pub(crate) use bits::Bits;
pub(crate) use fold::{CAPACITY, Seen, fold};
pub(crate) use readers::{Folded, Quick};
pub(crate) use table::marks as combining;
pub(crate) use table::{is_long_worded, is_vowel_sign, original, unspaced};

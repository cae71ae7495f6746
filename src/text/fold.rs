//! Folding: text in, letters and breaks out.
//!
//! The same loop serves two readers. [`Quick`](super::Quick) keeps just the letters and the breaks, for the filter that
//! lets nearly every query go. [`Folded`](super::Folded) keeps marks and the way back to the original bytes as well, for
//! queries that must be looked at closely. Both work on the stack; a longer text is folded window by
//! window, each beginning at least [`OVERLAP`] letters before the last one ended.

use std::ops::Range;

use super::table::{self, Fold, jamo, look_up};
use super::unspaced;

/// Bytes of folded letters in one window.
pub(crate) const CAPACITY: usize = 512;
/// Bytes that a window shares with the one before it.
const OVERLAP: usize = 192;
/// Room for what one character can fold to (U+FDFA: 18 letters of two bytes, with breaks).
const ROOM: usize = 64;

const NONE: u8 = 0;
const SOFT: u8 = 1;
const HARD: u8 = 2;

/// What kinds of character a text holds, as far as that decides on a second look.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) u8);

impl Seen {
    pub(crate) const LATIN: u8 = 1;
    pub(crate) const DIGIT: u8 = 2;
    /// `!`, `@`, `$`, `*` and other signs that stand for letters.
    pub(crate) const SIGN: u8 = 4;
    /// `&` and `%`, which begin escapes.
    pub(crate) const ESCAPE: u8 = 8;
    /// Greek, Cyrillic and Armenian, whose letters look like Latin ones.
    pub(crate) const LOOKALIKE: u8 = 16;
    pub(crate) const HANGUL: u8 = 32;
    /// An emoji or other symbol right behind a letter.
    pub(crate) const SYMBOL: u8 = 64;
    /// A hashtag; takes the place of upper case, which only the fold itself needs.
    pub(crate) const HASHTAG: u8 = 128;
    /// Any letter.
    pub(crate) const LETTER: u8 = Seen::LATIN | Seen::LOOKALIKE | Seen::HANGUL;
}

/// Who receives the letters.
pub(crate) trait Sink {
    /// Whether it wants to know about marks.
    const MARKS: bool;

    fn len(&self) -> usize;
    /// A letter of `bytes.len()` bytes that stands at `source` in the text.
    fn letter(&mut self, bytes: &[u8], soft: bool, hard: bool, dense: bool, source: Range<usize>);
    /// Marks of the last letter, whose source goes on to `end`.
    fn mark(&mut self, _marks: u16, _end: usize) {}
    /// The last letter, replaced by one of the same length.
    fn replace(&mut self, letter: &[u8], end: usize);
    fn last(&self) -> Option<char>;
    /// The next letter begins a hashtag.
    fn hashtag(&mut self) {}
}

/// Where a window ended.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    pub(crate) seen: Seen,
    /// Where the next window begins, or `None` at the end of the text.
    pub(crate) next: Option<usize>,
}

/// ASCII: the letter that a byte folds to, or 0.
static ASCII_LETTER: [u8; 128] = {
    let mut t = [0; 128];
    let mut b = 0;
    while b < 128 {
        if (b as u8).is_ascii_alphanumeric() {
            t[b] = (b as u8).to_ascii_lowercase();
        }
        b += 1;
    }
    t
};

/// ASCII: what a byte adds to [`Seen`]; the top bit marks upper case.
static ASCII_KIND: [u8; 128] = {
    let mut t = [0; 128];
    let mut b = 0;
    while b < 128 {
        t[b] = match b as u8 {
            b'A'..=b'Z' => Seen::LATIN | UPPER,
            b'a'..=b'z' => Seen::LATIN,
            b'0'..=b'9' => Seen::DIGIT,
            b'!' | b'@' | b'$' | b'*' | b'|' | b'(' | b'+' | b'<' => Seen::SIGN,
            b'&' | b'%' => Seen::ESCAPE,
            _ => 0,
        };
        b += 1;
    }
    t
};
const UPPER: u8 = 128;

/// The length of a numeric character reference of HTML that begins here (`&#116;`, `&#x74;`).
#[cold]
fn numeric_reference(bytes: &[u8]) -> Option<usize> {
    const LONGEST: usize = 10;
    let end = bytes.iter().take(LONGEST).position(|&b| b == b';')?;
    let digits = bytes[..end].strip_prefix(b"&#")?;
    (!digits.is_empty() && digits.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b'x' | b'X'))).then_some(end + 1)
}

/// Whether an ASCII character may stand for a letter.
pub(super) fn is_sign(b: u8) -> bool {
    ASCII_KIND.get(usize::from(b)).is_some_and(|kind| kind & Seen::SIGN != 0)
}

/// Folds one window of `text` from byte `from` into `sink`. Linear in the bytes read; never allocates.
#[inline]
pub(crate) fn fold<S: Sink>(text: &str, from: usize, sink: &mut S) -> Window {
    let bytes = text.as_bytes();
    let mut seen = 0;
    let mut pending = HARD;
    let mut lower = false; // the last character was a lower-case letter or a digit
    let mut dense = false; // the last letter is of a script without spaces
    let mut hashtag = false;
    let mut resume = None;
    let mut at = from;
    while at < bytes.len() {
        let n = sink.len();
        if n >= CAPACITY - OVERLAP - ROOM {
            if resume.is_none() && (pending == HARD || n >= CAPACITY - OVERLAP) {
                resume = Some(at);
            }
            if n >= CAPACITY - ROOM {
                break;
            }
        }
        let b = bytes[at];
        if b == b'&'
            && let Some(end) = numeric_reference(&bytes[at..])
        {
            // `&#116;` is no number; the second look reads it as the letter it stands for.
            seen |= Seen::ESCAPE;
            pending = HARD;
            lower = false;
            at += end;
            continue;
        }
        if b < 128 {
            let letter = ASCII_LETTER[b as usize];
            let kind = ASCII_KIND[b as usize];
            seen |= kind;
            if letter != 0 {
                let upper = kind & UPPER != 0;
                let soft = pending == SOFT || (upper && lower) || dense;
                sink.letter(&[letter], soft, pending == HARD, false, at..at + 1);
                pending = NONE;
                lower = !upper;
                dense = false;
            } else {
                pending = if b == b'\'' || b == b'`' { pending.max(SOFT) } else { HARD };
                lower = false;
                if b == b'#' {
                    sink.hashtag();
                    hashtag = true;
                }
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let end = at + c.len_utf8();
        let mut push = |sink: &mut S, l: char, pending: u8| {
            let d = unspaced(l);
            let mut buffer = [0; 4];
            let letter = l.encode_utf8(&mut buffer).as_bytes();
            sink.letter(letter, pending == SOFT || d || dense, pending == HARD, d, at..end);
            dense = d;
            seen |= match l as u32 {
                0x61..=0x7A => Seen::LATIN,
                0x30..=0x39 => Seen::DIGIT,
                0x370..=0x58F => Seen::LOOKALIKE,
                _ => 0,
            };
        };
        match look_up(c) {
            fold @ (Fold::Letter(l) | Fold::Upper(l)) => {
                let upper = matches!(fold, Fold::Upper(_));
                if upper && lower && pending == NONE {
                    pending = SOFT;
                }
                push(sink, l, pending);
                if S::MARKS {
                    sink.mark(table::marks(c), end);
                }
                pending = NONE;
                lower = !upper && !dense;
            }
            Fold::Letters(ls) => {
                for l in ls.chars() {
                    push(sink, l, pending);
                    pending = NONE;
                }
                lower = !dense;
            }
            Fold::Hangul => {
                let (letters, n) = jamo(c);
                for &l in &letters[..n] {
                    push(sink, l, pending);
                    pending = NONE;
                }
                seen |= Seen::HANGUL;
                lower = false;
            }
            Fold::Separator => {
                if pending == NONE && matches!(c as u32, 0x2190..=0x2BFF | 0x1F000..=0x1FAFF | 0xA2..=0xA5 | 0x20A0..=0x20CF | 0x2022) {
                    seen |= Seen::SYMBOL;
                }
                pending = HARD;
                lower = false;
                if c == '＃' {
                    sink.hashtag();
                    hashtag = true;
                }
            }
            Fold::Apostrophe => {
                pending = pending.max(SOFT);
                lower = false;
            }
            Fold::Soft => pending = pending.max(SOFT),
            Fold::Drop => {}
            Fold::Mark => {
                if S::MARKS && pending == NONE {
                    sink.mark(table::marks(c), end);
                }
            }
            voice @ (Fold::Voiced | Fold::SemiVoiced) => {
                if let Some(v) = sink.last().and_then(|l| table::voiced(l, voice == Fold::SemiVoiced)) {
                    let mut buffer = [0; 4];
                    sink.replace(v.encode_utf8(&mut buffer).as_bytes(), end);
                }
            }
        }
        at = end;
    }
    Window { seen: Seen(seen & !UPPER | if hashtag { Seen::HASHTAG } else { 0 }), next: (at < bytes.len()).then(|| resume.unwrap_or(at)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Folded, Quick};

    fn folded(text: &str) -> String {
        Folded::new(text, 0).0.display()
    }

    #[test]
    fn one_form_for_many_ways_of_writing() {
        for (text, letters) in [
            ("Kill  MYSELF!", "kill myself"),
            ("#KillMyself", "killmyself"),
            ("k.i.l.l", "k i l l"),
            ("ｋｉｌｌ ｍｙｓｅｌｆ", "kill myself"),
            ("su\u{200B}i\u{AD}cide", "suicide"),
            ("tự tử", "tu tu"),
            ("tu\u{323}\u{31B} tu\u{31B}\u{309}", "tu tu"),
            ("ﾀﾋにたぃ", "たひにたい"),
            ("リスカ", "りすか"),
            ("ｶﾞ", "が"),
            ("か\u{3099}", "が"),
            ("자살", "ㅈㅏㅅㅏㄹ"),
            ("ㅈㅏㅅㅏㄹ", "ㅈㅏㅅㅏㄹ"),
            ("自殺 樂", "自杀 乐"),
            ("أُريد", "اريد"),
            ("don't", "dont"),
            ("می‌خواهم", "ميخواهم"),
            ("bunuh🖤diri", "bunuh diri"),
            ("s̶u̶i̶", "sui"),
        ] {
            assert_eq!(folded(text), letters, "{text}");
        }
    }

    #[test]
    fn both_readers_see_the_same_letters_and_breaks() {
        for text in ["#KillMyself now", "l'envie d'en finir", "死にたいhelp od", "Größe ßig", "자살하고 싶어요", "a\u{200C}b ｶﾞ"]
        {
            let (full, _) = Folded::new(text, 0);
            let mut quick = Quick::new();
            fold(text, 0, &mut quick);
            assert_eq!(full.letters(), &quick.bytes[..quick.len]);
            for at in 1..quick.len {
                assert_eq!(full.hard.has(at), quick.hard.has(at), "{text} {at}");
                assert_eq!(full.edge.has(at), quick.hard.has(at) || quick.soft.has(at), "{text} {at}");
            }
        }
    }

    #[test]
    fn windows_cover_a_long_text_and_overlap() {
        let text = "abcdefghij ".repeat(500);
        let (mut from, mut windows, mut reached) = (0, 0, 0);
        loop {
            let (folded, window) = Folded::new(&text, from);
            assert!(from <= reached);
            reached = folded.source(0, folded.len()).end;
            windows += 1;
            match window.next {
                Some(next) => {
                    assert!(next > from && next + OVERLAP / 2 < reached);
                    from = next;
                }
                None => break,
            }
        }
        assert!(reached + 1 >= text.len() && windows > 10 && windows < 30);
    }

    proptest::proptest! {
        #[test]
        fn folding_what_is_folded_changes_nothing(text in "[a-zA-Zäöüßéñçø0-9 '#._-]{0,40}|\\PC{0,30}|[ぁ-んァ-ヶ一-龠ー]{0,20}|[가-힣 ]{0,20}|[ก-๎]{0,20}|[अ-ह\u{93E}-\u{94D} ]{0,20}|[ا-ي\u{64B}-\u{652} ]{0,20}") {
            let once = folded(&text);
            proptest::prop_assert_eq!(folded(&once), once);
        }
    }
}

//! What one character folds to. Two look-ups in tables of blocks of 128 code points.

use super::table_data::{CODES, CODES_BLOCK, COMPACT, DENSE, LEADS, LONG_WORDED, MARKS, MARKS_BLOCK, POOL, SMALL_A, TAILS, VOWELS};

/// What a character is, folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// One letter.
    Letter(char),
    /// One letter, upper-case in the text.
    Upper(char),
    /// Several letters, for ligatures and the like.
    Letters(&'static str),
    /// A Hangul syllable: its jamo are computed.
    Hangul,
    /// Blank, punctuation, symbol, emoji: a hard break.
    Separator,
    /// Zero-width space or non-joiner: a word may end here, or go on.
    Soft,
    /// An apostrophe: likewise.
    Apostrophe,
    /// Nothing to see: soft hyphens, joiners, direction marks, tatweel, the long-vowel sign.
    Drop,
    /// A combining mark; [`marks`] tells which.
    Mark,
    /// The sound marks of kana, typed apart from their letter.
    Voiced,
    SemiVoiced,
}

#[inline]
pub(super) fn look_up(c: char) -> Fold {
    let cp = c as usize;
    if cp >= 0x20000 {
        return if c.is_alphanumeric() { Fold::Letter(c) } else { Fold::Separator };
    }
    let code = CODES[CODES_BLOCK[cp >> 7] as usize][cp & 127];
    match code {
        0xE000 => Fold::Separator,
        0xE001 => Fold::Drop,
        0xE002 => Fold::Soft,
        0xE003 => Fold::Apostrophe,
        0xE004 => Fold::Mark,
        0xE005 => Fold::Voiced,
        0xE006 => Fold::SemiVoiced,
        0xE007 => Fold::Hangul,
        0xE008 => Fold::Letter(c),
        0xF000.. => Fold::Upper(char::from_u32(u32::from(code) - 0xF000).unwrap_or(c)),
        0xE100.. => Fold::Letters(POOL[(code - 0xE100) as usize]),
        _ => Fold::Letter(char::from_u32(code.into()).unwrap_or(c)),
    }
}

/// The marks that a character carries, or is: one bit each (acute, grave, circumflex ...).
#[inline]
pub(crate) fn marks(c: char) -> u16 {
    let cp = c as usize;
    if cp < 0x2000 { MARKS[MARKS_BLOCK[cp >> 7] as usize][cp & 127] } else { 0 }
}

/// Whether a folded letter belongs to a script that is written without spaces between words.
#[inline(always)]
pub(crate) fn unspaced(folded: char) -> bool {
    let l = folded as u32;
    DENSE.contains(&l) || matches!(l, 0x3005..=0x3007 | 0x3400..=0x9FFF | 0x20000..=0x3FFFF)
}

/// Whether it is a Thai, Lao, Burmese or Khmer letter: their words have about twice as many letters as those in Han or kana.
pub(crate) fn is_long_worded(folded: char) -> bool {
    LONG_WORDED.contains(&(folded as u32))
}

/// The letter that a folded one stands for.
pub(crate) fn original(folded: char) -> char {
    COMPACT.binary_search_by(|c| c.0.cmp(&folded)).map_or(folded, |i| COMPACT[i].1)
}

/// か and a sound mark are が; は and a half-voiced one are ぱ. Takes and gives folded letters.
pub(super) fn voiced(kana: char, half: bool) -> Option<char> {
    let next = |n: u32| char::from_u32(kana as u32 + n);
    match (original(kana), half) {
        ('か'..='と' | 'は'..='ほ', false) => next(1),
        ('は'..='ほ', true) => next(2),
        ('う', false) => char::from_u32(SMALL_A + ('ゔ' as u32 - 'ぁ' as u32)),
        _ => None,
    }
}

/// Vowel signs of Indic and South-East Asian scripts, which are part of the word.
pub(crate) fn is_vowel_sign(c: char) -> bool {
    matches!(c as u32, 0x900..=0x903 | 0x93A..=0x94F | 0x981..=0x983 | 0x9BC..=0x9CD | 0xA01..=0xD4D | 0xE31..=0xE4E | 0x102B..=0x103E | 0x17B4..=0x17D3)
}

/// The jamo of a precomposed Hangul syllable, final clusters in their parts, folded.
#[inline]
pub(super) fn jamo(syllable: char) -> ([char; 4], usize) {
    let s = (syllable as u32 - 0xAC00) as usize;
    let [a, b] = TAILS[s % 28];
    let n = 2 + usize::from(a != '\0') + usize::from(b != '\0');
    ([LEADS[s / 588], VOWELS[s / 28 % 21], a, b], n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_fold_as_documented() {
        let one = |c| match look_up(c) {
            Fold::Letter(l) | Fold::Upper(l) => original(l).to_string(),
            Fold::Letters(l) => l.chars().map(original).collect(),
            other => format!("{other:?}"),
        };
        for (from, to) in [
            ('É', "e"),
            ('ß', "ss"),
            ('ø', "o"),
            ('İ', "i"),
            ('ı', "i"),
            ('Ｋ', "k"),
            ('𝓼', "s"),
            ('Ⓐ', "a"),
            ('🅰', "a"),
            ('ア', "あ"),
            ('ｱ', "あ"),
            ('ぃ', "い"),
            ('殺', "杀"),
            ('أ', "ا"),
            ('ی', "ي"),
            ('٣', "3"),
            ('\u{958}', "क"),
            ('ς', "σ"),
            ('Й', "и"),
            ('’', "Apostrophe"),
            ('\u{AD}', "Drop"),
            (' ', "Separator"),
            ('🖤', "Separator"),
            ('\u{301}', "Mark"),
            ('○', "○"),
            ('×', "○"),
        ] {
            assert_eq!(one(from), to, "{from}");
        }
        assert_eq!(jamo('삶').0.map(original), ['ㅅ', 'ㅏ', 'ㄹ', 'ㅁ']);
        assert!(marks('ế') != 0 && marks('é') == marks('\u{301}') && marks('e') == 0);
    }
}

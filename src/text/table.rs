//! What one character folds to. Two look-ups in tables of blocks of 128 code points.

use super::table_data::{CODES, CODES_BLOCK, MARKS, MARKS_BLOCK, POOL};

/// What a character is, folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// One letter.
    Letter(char),
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
        0xE100.. => Fold::Letters(POOL[(code - 0xE100) as usize]),
        _ => Fold::Letter(char::from_u32(code.into()).unwrap_or(c)),
    }
}

/// The marks that a character carries, or is: one bit each (acute, grave, circumflex ...).
#[inline]
pub(super) fn marks(c: char) -> u16 {
    let cp = c as usize;
    if cp < 0x2000 { MARKS[MARKS_BLOCK[cp >> 7] as usize][cp & 127] } else { 0 }
}

/// Whether a folded letter belongs to a script that is written without spaces between words.
#[inline(always)]
pub(crate) fn unspaced(c: char) -> bool {
    matches!(c as u32, 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x25CB | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x3400..=0x9FFF | 0x20000..=0x3FFFF)
}

/// Vowel signs of Indic and South-East Asian scripts, which are part of the word.
pub(crate) fn is_vowel_sign(c: char) -> bool {
    matches!(c as u32, 0x900..=0x903 | 0x93A..=0x94F | 0x981..=0x983 | 0x9BC..=0x9CD | 0xA01..=0xD4D | 0xE31..=0xE4E | 0x102B..=0x103E | 0x17B4..=0x17D3)
}

/// The jamo of a precomposed Hangul syllable, as compatibility letters, final clusters in their parts.
#[inline]
pub(super) fn jamo(syllable: char) -> ([char; 4], usize) {
    const LEAD: [char; 19] =
        ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
    const TAIL: [[char; 2]; 28] = [
        ['\0', '\0'],
        ['ㄱ', '\0'],
        ['ㄲ', '\0'],
        ['ㄱ', 'ㅅ'],
        ['ㄴ', '\0'],
        ['ㄴ', 'ㅈ'],
        ['ㄴ', 'ㅎ'],
        ['ㄷ', '\0'],
        ['ㄹ', '\0'],
        ['ㄹ', 'ㄱ'],
        ['ㄹ', 'ㅁ'],
        ['ㄹ', 'ㅂ'],
        ['ㄹ', 'ㅅ'],
        ['ㄹ', 'ㅌ'],
        ['ㄹ', 'ㅍ'],
        ['ㄹ', 'ㅎ'],
        ['ㅁ', '\0'],
        ['ㅂ', '\0'],
        ['ㅂ', 'ㅅ'],
        ['ㅅ', '\0'],
        ['ㅆ', '\0'],
        ['ㅇ', '\0'],
        ['ㅈ', '\0'],
        ['ㅊ', '\0'],
        ['ㅋ', '\0'],
        ['ㅌ', '\0'],
        ['ㅍ', '\0'],
        ['ㅎ', '\0'],
    ];
    let s = (syllable as u32 - 0xAC00) as usize;
    let vowel = char::from_u32(0x314F + (s / 28 % 21) as u32).unwrap_or('ㅏ');
    let [a, b] = TAIL[s % 28];
    let n = 2 + usize::from(a != '\0') + usize::from(b != '\0');
    ([LEAD[s / 588], vowel, a, b], n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_fold_as_documented() {
        let one = |c| match look_up(c) {
            Fold::Letter(l) => l.to_string(),
            Fold::Letters(l) => l.to_string(),
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
        assert_eq!(jamo('삶'), (['ㅅ', 'ㅏ', 'ㄹ', 'ㅁ'], 4));
        assert!(marks('ế') != 0 && marks('é') == marks('\u{301}') && marks('e') == 0);
    }
}

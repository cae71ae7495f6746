//! A second look at texts that may be disguised.
//!
//! `su1c1de`, `k!ll`, `s*icide`, `k i l l`, `kiiiill`, `ѕuicide` with a Cyrillic ѕ, `bu🖤nuh`, `&#115;uicide`,
//! `%73uicide`. Such a text is rewritten the way it was meant, then folded and searched like any other. Where a sign has
//! several readings (1 is i or l, * is any letter) each is tried. Only texts that hold digits, signs
//! or symbols inside words, letters one by one, or a letter three times running pay for it.

use std::ops::Range;

use super::escapes::{percent, reference};
use super::fold::is_sign;
use super::signs::*;
use super::{Quick, Seen};

/// Characters of a text that are rewritten at once; longer ones go piece by piece.
const PIECE: usize = 384;
/// Characters that a piece shares with the one before it.
const SHARED: usize = 128;
/// Of two masks, each is tried as so many letters.
const COMMONEST: usize = 7;
/// Readings of one piece that are tried.
const MOST_READINGS: usize = 64;
/// A hashtag of so many letters may be several words.
const LONG_HASHTAG: usize = 7;
/// A sign between letters that a word may break at, or not.
pub(super) const SOFT: char = '\u{200B}';

/// One character of the text, escapes decoded.
#[derive(Clone, Copy, Default)]
struct Unit {
    c: char,
    start: u32,
    end: u32,
}

/// A piece of text that may be disguised, and in which ways.
pub(crate) struct Disguise<'a> {
    text: &'a str,
}

/// How the doubtful characters are read.
#[derive(Clone, Copy)]
struct Reading {
    /// 1, ! and | are l, not i.
    ell: bool,
    /// What masks stand for: the first and all others.
    masks: [char; 2],
    /// How many letters a stretched run becomes: bit n for run n.
    doubled: u8,
    /// Look-alikes become Cyrillic or Greek instead of Latin.
    native: bool,
}

/// A text as it may have been meant.
pub(crate) struct Look {
    /// A hashtag was taken apart: its letters all have soft breaks, but a phrase still begins or ends where the hashtag does.
    pub(crate) glued: bool,
    bytes: [u8; PIECE * 4],
    len: usize,
    /// For each byte, the place of its character in the original text.
    start: [u32; PIECE * 4],
    end: [u32; PIECE * 4],
}

/// What is known of a word before it is rewritten.
struct Word {
    /// The words of a hashtag may part anywhere in it.
    glued: bool,
    /// One of several letters that stand alone.
    spelled: bool,
    /// Those letters are of several scripts.
    mixed: bool,
}

/// What a piece holds.
#[derive(Default)]
struct Ways {
    escapes: bool,
    leet: bool,
    ell: bool,
    masks: usize,
    stretched: usize,
    spelled: bool,
    mixed: bool,
    symbols: bool,
    hashtag: bool,
    alphabet: &'static str,
}

impl<'a> Disguise<'a> {
    /// Whether the text deserves a second look. Cheap where the first look saw nothing strange.
    #[inline]
    pub(crate) fn of(text: &'a str, seen: Seen, quick: &Quick) -> Option<Disguise<'a>> {
        let strange = seen.0 & (Seen::ESCAPE | Seen::SYMBOL) != 0
            || ((seen.0 & Seen::SIGN != 0 || (seen.0 & Seen::DIGIT != 0 && seen.0 & Seen::LETTER != 0)) && sign_in_word(text))
            || seen.0 & (Seen::LATIN | Seen::LOOKALIKE) == Seen::LATIN | Seen::LOOKALIKE
            || seen.0 & Seen::HASHTAG != 0
            || quick.is_stretched()
            || quick.is_spelled_out()
            || text.len() > quick.len.max(64) * 4;
        strange.then_some(Disguise { text })
    }

    /// Calls `each` with one reading after the other until it answers false. Bounded: a few looks per piece.
    #[cold]
    pub(crate) fn looks(&self, mut each: impl FnMut(&Look) -> bool) {
        // In a form's encoding `+` is a blank.
        let form = self.text.bytes().any(|b| b == b'+') && self.text.match_indices('%').any(|(at, _)| percent(&self.text[at..]).is_some());
        let mut from = 0;
        loop {
            let mut units = [Unit::default(); PIECE];
            let (n, next) = read(self.text, from, form, &mut units);
            let units = &units[..n];
            let ways = Ways::of(units);
            if ways.any() {
                for reading in ways.readings() {
                    if !each(&Look::new(units, &ways, reading)) {
                        return;
                    }
                }
            }
            match next {
                Some(next) => from = next,
                None => return,
            }
        }
    }
}

/// Whether a digit touches a letter, or a sign has a letter or digit right behind it; what is not ASCII counts as a letter.
fn sign_in_word(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphabetic() || b >= 0x80;
    let wide_digit =
        |w: &[u8]| matches!(w, [0xEF, 0xBC, 0x90..=0x99] | [0xF0, 0x9D | 0x9F, _] | [0xE2, 0x91..=0x93, _] | [0xC2, 0xB2 | 0xB3 | 0xB9, _]);
    let bytes = text.as_bytes();
    bytes.windows(2).any(|pair| match pair {
        [a, b] if a.is_ascii_digit() => letter(*b),
        [a, b] if b.is_ascii_digit() => letter(*a) || is_sign(*a),
        [a, b] => is_sign(*a) && (letter(*b) || is_sign(*b)),
        _ => false,
    }) || bytes.windows(3).any(wide_digit)
}

/// Decodes characters, HTML character references and percent-escapes into units. What is invisible between two letters alike is left out.
fn read(text: &str, from: usize, form: bool, units: &mut [Unit; PIECE]) -> (usize, Option<usize>) {
    let (mut n, mut at) = (0, from);
    while at < text.len() {
        if n == PIECE {
            return (n, Some(units[PIECE - SHARED].start as usize));
        }
        let rest = &text[at..];
        let (c, len) = match rest.as_bytes()[0] {
            b'&' => reference(rest),
            b'%' => percent(rest),
            b'+' if form => Some((' ', 1)),
            _ => None,
        }
        .or_else(|| rest.chars().next().map(|c| (c, c.len_utf8())))
        .unwrap_or((' ', 1));
        let c = narrow(c);
        if n > 0 && is_invisible(c) && text[at + len..].chars().next().is_some_and(|next| lower(next) == lower(units[n - 1].c)) {
            units[n - 1].end = (at + len) as u32;
        } else {
            units[n] = Unit { c, start: at as u32, end: (at + len) as u32 };
            n += 1;
        }
        at += len;
    }
    (n, None)
}

impl Ways {
    fn of(units: &[Unit]) -> Ways {
        let mut ways = Ways { alphabet: LATIN, ..Ways::default() };
        ways.escapes = units.iter().any(|u| u.end - u.start > u.c.len_utf8() as u32);
        let mut single = 0;
        let mut alone = Ways { alphabet: LATIN, ..Ways::default() };
        let (mut latin, mut native) = (false, false);
        let mut i = 0;
        while i < units.len() {
            if !in_word(units[i].c) {
                ways.symbols |= stands_for_han(units, i);
                ways.hashtag |= matches!(units[i].c, '#' | '＃') && letters_from(units, i + 1) >= LONG_HASHTAG;
                if i > 0 && i + 1 < units.len() && is_symbol(units[i].c) && is_letter(units[i - 1].c) {
                    ways.symbols |= !units[i].c.is_ascii() && units[i..].iter().find(|u| !is_symbol(u.c)).is_some_and(|u| is_letter(u.c));
                }
                i += 1;
                continue;
            }
            let end = i + units[i..].iter().position(|u| !in_word(u.c)).unwrap_or(units.len() - i);
            ways.word(&units[i..end]);
            single = if is_single(&units[i..end]) { single + 1 } else { 0 };
            ways.spelled |= single >= 3;
            if single > 0 {
                let c = units[i].c;
                latin |= c.is_ascii_alphabetic();
                native |= is_cyrillic(c) || is_greek(c);
                alone.leet |= leet(c, false).is_some();
                alone.ell |= matches!(c, '1' | '!' | '|');
            }
            i = end;
        }
        if ways.spelled {
            ways.leet |= alone.leet;
            ways.ell |= alone.ell;
            ways.mixed |= latin && native;
        }
        let mut run = 1;
        for pair in units.windows(2) {
            run = if lower(pair[0].c) == lower(pair[1].c) && is_letter(pair[0].c) { run + 1 } else { 1 };
            ways.stretched += usize::from(run == 3);
        }
        ways
    }

    fn word(&mut self, word: &[Unit]) {
        let mut latin = 0;
        let mut others = 0;
        for u in word {
            if is_latin(u.c) {
                latin += 1;
            } else if is_letter(u.c) {
                others += 1;
                self.alphabet = match u.c as u32 {
                    0x370..=0x3FF => GREEK,
                    0x400..=0x52F => CYRILLIC,
                    0x5D0..=0x5EA => HEBREW,
                    0x600..=0x6FF => ARABIC,
                    0x900..=0x97F => DEVANAGARI,
                    0x980..=0x9FF => BENGALI,
                    0xB80..=0xBFF => TAMIL,
                    0xC00..=0xC7F => TELUGU,
                    _ => self.alphabet,
                };
            }
        }
        if latin + others == 0 {
            return;
        }
        self.mixed |= latin > 0 && word.iter().any(|u| is_cyrillic(u.c) || is_greek(u.c) || matches!(u.c as u32, 0x530..=0x58F));
        for (i, u) in word.iter().enumerate() {
            let before = i > 0;
            let after = word[i + 1..].iter().any(|u| is_letter(u.c));
            if is_mask(u.c) && before && i + 1 < word.len() {
                self.masks += 1;
            } else if (leet(u.c, false).is_some() && after)
                || (closes(u.c) && before)
                || (u.c.is_ascii_digit() && before && leet(u.c, false).is_some())
            {
                self.leet = true;
                self.ell |= matches!(u.c, '1' | '!' | '|');
            }
        }
    }

    fn any(&self) -> bool {
        self.escapes || self.leet || self.masks > 0 || self.stretched > 0 || self.spelled || self.mixed || self.symbols || self.hashtag
    }

    fn readings(&self) -> impl Iterator<Item = Reading> + '_ {
        let alphabet = self.alphabet;
        let first = if self.masks > 0 { alphabet.chars().count() } else { 1 };
        // Two masks: the commonest letters for each.
        let second = if self.masks > 1 { COMMONEST } else { 1 };
        let doubled: &[u8] = match self.stretched {
            0 => &[0],
            1 => &[0, 1],
            2 => &[0, 3, 1, 2],
            _ => &[0, 0xFF, 1, 2, 4, 0xFE, 0xFD, 0xFB],
        };
        let masks = move |i: usize| -> [char; 2] {
            let nth = |n: usize| alphabet.chars().nth(n).unwrap_or('e');
            if second == 1 { [nth(i); 2] } else { [nth(i / second), nth(i % second)] }
        };
        let masked = if second == 1 { first } else { second * second };
        let ells: &[bool] = if self.ell { &[false, true] } else { &[false] };
        let natives: &[bool] = if self.mixed { &[false, true] } else { &[false] };
        (0..masked)
            .flat_map(move |m| {
                ells.iter().flat_map(move |&ell| {
                    natives
                        .iter()
                        .flat_map(move |&native| doubled.iter().map(move |&doubled| Reading { ell, masks: masks(m), doubled, native }))
                })
            })
            .take(MOST_READINGS)
    }
}

impl Look {
    fn new(units: &[Unit], ways: &Ways, reading: Reading) -> Look {
        let mut look = Look { glued: ways.hashtag, bytes: [0; PIECE * 4], len: 0, start: [0; PIECE * 4], end: [0; PIECE * 4] };
        let mut i = 0;
        let mut runs = 0;
        let mut masks = 0;
        let mut single = 0usize;
        while i < units.len() {
            if !in_word(units[i].c) {
                let c = units[i].c;
                let between = i > 0
                    && is_letter(units[i - 1].c)
                    && is_symbol(c)
                    && units[i..].iter().find(|u| !is_symbol(u.c)).is_some_and(|u| is_letter(u.c));
                // Letters one by one: the blanks between them are soft.
                let spelled = ways.spelled && single > 0 && part_of_spelling(units, i);
                let soft = spelled || (between && !c.is_ascii());
                let masked = stands_for_han(units, i);
                look.push(
                    if masked {
                        '○'
                    } else if soft {
                        SOFT
                    } else {
                        c
                    },
                    units[i],
                );
                i += 1;
                continue;
            }
            let end = i + units[i..].iter().position(|u| !in_word(u.c)).unwrap_or(units.len() - i);
            single = if is_single(&units[i..end]) { single + 1 } else { 0 };
            let glued = ways.hashtag && i > 0 && matches!(units[i - 1].c, '#' | '＃') && end - i >= LONG_HASHTAG;
            let spelled = ways.spelled && single > 0 && (single > 1 || (end < units.len() && part_of_spelling(units, end)));
            look.word(&units[i..end], Word { glued, spelled, mixed: spelled && ways.mixed }, reading, &mut runs, &mut masks);
            i = end;
        }
        look
    }

    fn word(&mut self, word: &[Unit], Word { glued, spelled, mixed }: Word, reading: Reading, runs: &mut usize, masks: &mut usize) {
        let cyrillic = word.iter().filter(|u| is_cyrillic(u.c)).count();
        let greek = word.iter().filter(|u| is_greek(u.c)).count();
        let latin = word.iter().filter(|u| is_latin(u.c)).count();
        let letters = spelled || word.iter().any(|u| is_letter(u.c));
        let last_letter = word.iter().rposition(|u| is_letter(u.c) || closes(u.c)).unwrap_or(0);
        let mut i = 0;
        while i < word.len() {
            let u = word[i];
            let mut c = u.c;
            if glued && i > 0 && !super::is_vowel_sign(c) {
                self.push(SOFT, Unit { end: u.start, ..u });
            }
            if letters && is_mask(c) && i > 0 && i + 1 < word.len() {
                c = reading.masks[usize::from(*masks > 0)];
                *masks += 1;
            } else if letters && i > last_letter && c.is_ascii_digit() && (i == last_letter + 1) {
                // Digits behind the last letter are a number of their own, or a letter: a word may end here.
                self.push(SOFT, u);
                c = leet(c, reading.ell).unwrap_or(c);
            } else if letters && (spelled || i < last_letter || c.is_ascii_digit() || closes(c)) {
                let swap = if cyrillic > latin { cyrillic_leet(c).or_else(|| leet(c, reading.ell)) } else { leet(c, reading.ell) };
                c = swap.unwrap_or(c);
            }
            if mixed || latin > 0 && cyrillic + greek > 0 || word.iter().any(|u| matches!(u.c as u32, 0x530..=0x58F)) {
                let swapped = if reading.native { native_of(c, greek > cyrillic) } else { latin_of(c) };
                c = swapped.unwrap_or(c);
            }
            // A letter three times running and more was stretched: it stands for one, or for two.
            let run = word[i..].iter().take_while(|v| lower(v.c) == lower(u.c)).count();
            if run >= 3 && is_letter(u.c) {
                self.push(c, Unit { end: word[i + run - 1].end, ..u });
                if reading.doubled >> (*runs).min(7) & 1 == 1 {
                    self.push(c, word[i + run - 1]);
                }
                *runs += 1;
                i += run;
                continue;
            }
            self.push(c, u);
            i += 1;
        }
    }

    fn push(&mut self, c: char, unit: Unit) {
        let len = c.len_utf8();
        if self.len + len > self.bytes.len() {
            return;
        }
        c.encode_utf8(&mut self.bytes[self.len..]);
        for at in self.len..self.len + len {
            self.start[at] = unit.start;
            self.end[at] = unit.end;
        }
        self.len += len;
    }

    /// The rewritten text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }

    /// Where a span of the rewritten text stands in the original.
    pub(crate) fn source(&self, span: Range<usize>) -> Range<usize> {
        if span.is_empty() || span.end > self.len {
            return 0..0;
        }
        self.start[span.start] as usize..self.end[span.end - 1] as usize
    }
}

/// Whether the separator at `i` stands between two letters that stand alone.
fn part_of_spelling(units: &[Unit], i: usize) -> bool {
    let Some(next) = units[i..].iter().position(|u| in_word(u.c)).map(|n| i + n) else {
        return false;
    };
    let end = next + units[next..].iter().position(|u| !in_word(u.c)).unwrap_or(units.len() - next);
    is_single(&units[next..end])
}

/// A blade typed in place of a Han letter: 自🔪.
fn stands_for_han(units: &[Unit], i: usize) -> bool {
    matches!(units[i].c, '🔪' | '🗡') && i > 0 && super::unspaced(units[i - 1].c)
}

/// One letter: in scripts with vowel signs, a consonant and its signs.
fn is_single(word: &[Unit]) -> bool {
    word.iter().filter(|u| !super::is_vowel_sign(u.c) && !is_invisible(u.c)).count() <= 1
}

/// How many letters stand in one stretch.
fn letters_from(units: &[Unit], from: usize) -> usize {
    units[from..].iter().take_while(|u| is_letter(u.c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Folded, fold};

    /// Every reading of a text, folded.
    fn looks(text: &str) -> Vec<String> {
        let mut quick = Quick::new();
        let window = fold(text, 0, &mut quick);
        let mut out = Vec::new();
        if let Some(d) = Disguise::of(text, window.seen, &quick) {
            d.looks(|look| {
                out.push(Folded::new(look.text(), 0).0.display());
                true
            });
        }
        out
    }

    #[test]
    fn disguises_are_read_as_meant() {
        for (text, meant) in [
            ("su1c1de", "suicide"),
            ("k1ll mys3lf", "kill myself"),
            ("ki11", "kill"),
            ("k!ll", "kill"),
            ("$uicide", "suicide"),
            ("s*icide", "suicide"),
            ("k*ll mys*lf", "kill myself"),
            ("i w a n t t o d i e", "iwanttodie"),
            ("k.i.l.l", "kill"),
            ("suiiiiicide", "suicide"),
            ("killlll myselfff", "kill myself"),
            ("ѕuісіdе", "suicide"),
            ("сyицид", "суицид"),
            ("bu🖤nuh di🖤ri", "bunuh diri"),
            ("&#115;uicide&nbsp;help", "suicide help"),
            ("%E6%AD%BB%E3%81%AB", "死に"),
            ("kill%20myself", "kill myself"),
            ("с*ицид", "суицид"),
            ("自🔪", "自○"),
            ("להת🔪אבד", "להתאבד"),
            ("k.1.l.l", "kill"),
            ("ѕ-u-і-c-і-d-e", "suicide"),
            ("d!€", "die"),
            ("ki\u{200D}i\u{200D}i\u{200D}ll", "kill"),
            ("%D1%85+y", "х y"),
            ("τử", "tu"),
            ("ｋ１ｌｌ", "kill"),
        ] {
            let looks = looks(text);
            assert!(looks.iter().any(|l| l == meant), "{text}: {looks:?}");
        }
    }

    #[test]
    fn ordinary_texts_get_no_second_look() {
        for text in ["how to bake bread", "what is 2 plus 2", "best phone 2024", "wi-fi setup", "hello!", "погода москва", "東京 天気"]
        {
            assert!(looks(text).is_empty(), "{text}: {:?}", looks(text));
        }
    }

    #[test]
    fn spans_lead_back() {
        let text = "x su1c1de";
        let mut units = [Unit::default(); PIECE];
        let (n, _) = read(text, 0, false, &mut units);
        let ways = Ways::of(&units[..n]);
        let look = Look::new(&units[..n], &ways, ways.readings().next().unwrap());
        assert_eq!(look.text(), "x suicide");
        assert_eq!(look.source(2..9), 2..9);
    }
}

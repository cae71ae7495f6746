//! What signs, digits and look-alike letters may stand for.

pub(super) const LATIN: &str = "ieuaoyslcdhtnrmkfgbpvwxzjq";
pub(super) const CYRILLIC: &str = "иуаоеыяюэітснлврдкмпзбгжшчцщхфйьъё";
pub(super) const GREEK: &str = "οαιεωηυτσνκρπμλδγχθφβξζψ";
pub(super) const HEBREW: &str = "אבגדהוזחטיכלמנסעפצקרשת";
pub(super) const ARABIC: &str = "اينتملرسوبحعدفقكهجشصخطزضذثغظءپچژگٹڈڑ";
pub(super) const DEVANAGARI: &str = "ािीुूेैोौंकखगघचछजझटठडढतथदधनपफबभमयरलवशषसह्आइईउऊएऐओऔ";

pub(super) const BENGALI: &str = "ািীুূেো্কখগঘচছজঝটঠডঢতথদধনপফবভমযরলশষসহআইউএওঅ";
pub(super) const TAMIL: &str = "ாிீுூெேைொோ்கஙசஞடணதநபமயரலவழளறனஅஆஇஉஎஏஒ";
pub(super) const TELUGU: &str = "ాిీుూెేైొో్కగచజటడతదనపబమయరలవశషసహళఅఆఇఉఎఏఒ";

/// Signs that mask a letter.
pub(super) fn is_mask(c: char) -> bool {
    matches!(c, '*' | '∗' | '✱' | '＊' | '•' | '●' | '○' | '◯' | '×' | '✕' | '#' | '?')
}

/// What a digit or sign stands for in Latin letters.
pub(super) fn leet(c: char, ell: bool) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' | '|' if ell => 'l',
        '1' | '!' | '|' | '¡' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        '(' | '<' | '¢' => 'c',
        _ => return None,
    })
}

/// What a digit stands for between Cyrillic letters.
pub(super) fn cyrillic_leet(c: char) -> Option<char> {
    Some(match c {
        '0' => 'о',
        '3' => 'з',
        '4' => 'ч',
        '6' => 'б',
        '@' => 'а',
        _ => return None,
    })
}

/// Look-alikes of Latin letters in Cyrillic, Greek and Armenian (UTS #39, confusables that keep their shape).
pub(super) const LOOKALIKES: &[(&str, char)] = &[
    ("аα", 'a'),
    ("вβь", 'b'),
    ("сϲ", 'c'),
    ("ԁ", 'd'),
    ("еєεҽ", 'e'),
    ("ғ", 'f'),
    ("ԍց", 'g'),
    ("һнհ", 'h'),
    ("іιї", 'i'),
    ("јϳ", 'j'),
    ("кκ", 'k'),
    ("ӏ", 'l'),
    ("мμ", 'm'),
    ("пηոп", 'n'),
    ("оοσօ", 'o'),
    ("рρ", 'p'),
    ("ԛգ", 'q'),
    ("гяր", 'r'),
    ("ѕ", 's'),
    ("тτ", 't'),
    ("цυսμ", 'u'),
    ("ѵν", 'v'),
    ("ԝшωѡ", 'w'),
    ("хχ", 'x'),
    ("уγү", 'y'),
    ("ζ", 'z'),
];

pub(super) fn latin_of(c: char) -> Option<char> {
    let lower = lower(c);
    LOOKALIKES.iter().find(|(from, _)| from.contains(lower)).map(|l| l.1)
}

/// The first look-alike of a Latin letter in the wanted script.
pub(super) fn native_of(c: char, greek: bool) -> Option<char> {
    let lower = lower(c);
    let (from, _) = LOOKALIKES.iter().find(|l| l.1 == lower)?;
    from.chars().find(|&f| is_greek(f) == greek)
}

pub(super) fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c as u32, 0x400..=0x52F)
}

pub(super) fn is_greek(c: char) -> bool {
    matches!(c as u32, 0x370..=0x3FF)
}

pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (matches!(c as u32, 0xC0..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A | 0x1D400..=0x1D6A5) && c.is_alphabetic())
}

/// A sign or digit of full width in its plain form; letters stay.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' if !c.is_alphabetic() => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Signs that stand for a letter even where the word ends: nobody closes a sentence with them.
pub(super) fn closes(c: char) -> bool {
    matches!(c, '@' | '$' | '€')
}

pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || super::is_vowel_sign(c)
}

/// Part of a word, perhaps in disguise: no blank and no plain punctuation.
pub(super) fn in_word(c: char) -> bool {
    c.is_alphanumeric() || super::is_vowel_sign(c) || leet(c, false).is_some() || (is_mask(c) && c != '?' && c != '#') || is_invisible(c)
}

pub(super) fn is_invisible(c: char) -> bool {
    matches!(c as u32, 0xAD | 0x300..=0x36F | 0x483..=0x487 | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF)
}

/// Emoji and other symbols that people put between letters.
pub(super) fn is_symbol(c: char) -> bool {
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && (matches!(c as u32, 0xA1..=0xBF | 0x2010..=0x2BFF | 0x1F000..=0x1FAFF | 0xE0000..=0xE007F)
            || matches!(c, '.' | '_' | '~' | '^' | '=' | '/' | '\\' | '-' | ','))
}

//! The fold table is generated from Unicode data and checked in; this test makes it again and compares.
//!
//! `PELITA_WRITE=1 cargo test --test fold_table` writes it anew.

use std::collections::HashMap;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const APOSTROPHES: &str = "'`´‘’‚‛ʹʻʼʽˈ׳״ʾʿ＇′";
/// Breaks that may be there or not: zero width space, zero width non-joiner.
const SOFT: &str = "\u{200B}\u{200C}";
const MASKS: &str = "○◯〇◎●⚪⚫✕✖×╳❌⭕";
/// Letters that Unicode does not decompose: letter, letters it stands for, marks.
const LETTERS: &[(&str, &str, u16)] = &[
    ("ß", "ss", 0),
    ("æ", "ae", 0),
    ("œ", "oe", 0),
    ("ø", "o", STROKE),
    ("∅", "o", STROKE),
    ("⌀", "o", STROKE),
    ("đ", "d", STROKE),
    ("ð", "d", STROKE),
    ("ł", "l", STROKE),
    ("ħ", "h", STROKE),
    ("ı", "i", 0),
    ("ŋ", "n", 0),
    ("þ", "th", 0),
    ("ŧ", "t", STROKE),
    ("ɑ", "a", 0),
    ("ɓ", "b", 0),
    ("ɔ", "o", 0),
    ("ɖ", "d", 0),
    ("ɗ", "d", 0),
    ("ə", "e", 0),
    ("ɛ", "e", 0),
    ("ǝ", "e", 0),
    ("ɡ", "g", 0),
    ("ɢ", "g", 0),
    ("ɣ", "g", 0),
    ("ɥ", "h", 0),
    ("ɪ", "i", 0),
    ("ɨ", "i", 0),
    ("ɩ", "i", 0),
    ("ʝ", "j", 0),
    ("ƙ", "k", 0),
    ("ʟ", "l", 0),
    ("ɭ", "l", 0),
    ("ɫ", "l", 0),
    ("ɯ", "m", 0),
    ("ɱ", "m", 0),
    ("ɴ", "n", 0),
    ("ɲ", "n", 0),
    ("ɵ", "o", 0),
    ("ƿ", "p", 0),
    ("ʀ", "r", 0),
    ("ɹ", "r", 0),
    ("ʁ", "r", 0),
    ("ʂ", "s", 0),
    ("ʃ", "s", 0),
    ("ʇ", "t", 0),
    ("ʈ", "t", 0),
    ("ʉ", "u", 0),
    ("ʊ", "u", 0),
    ("ʋ", "v", 0),
    ("ʌ", "v", 0),
    ("ʍ", "w", 0),
    ("ʎ", "y", 0),
    ("ʏ", "y", 0),
    ("ƴ", "y", 0),
    ("ʐ", "z", 0),
    ("ʒ", "z", 0),
    ("ʙ", "b", 0),
    ("ʜ", "h", 0),
    ("ᴀ", "a", 0),
    ("ᴄ", "c", 0),
    ("ᴅ", "d", 0),
    ("ᴇ", "e", 0),
    ("ᴊ", "j", 0),
    ("ᴋ", "k", 0),
    ("ᴍ", "m", 0),
    ("ᴏ", "o", 0),
    ("ᴘ", "p", 0),
    ("ᴛ", "t", 0),
    ("ᴜ", "u", 0),
    ("ᴠ", "v", 0),
    ("ᴡ", "w", 0),
    ("ᴢ", "z", 0),
    ("ꜱ", "s", 0),
    ("ꜰ", "f", 0),
    ("ς", "σ", 0),
    ("ё", "е", 0),
    // Arabic script: one form of alef, yeh, kaf, heh, waw
    ("ٱ", "ا", 0),
    ("ى", "ي", 0),
    ("ی", "ي", 0),
    ("ې", "ي", 0),
    ("ک", "ك", 0),
    ("ڪ", "ك", 0),
    ("ة", "ه", 0),
    ("ہ", "ه", 0),
    ("ۂ", "ه", 0),
    ("ۃ", "ه", 0),
    ("ھ", "ه", 0),
    ("ە", "ه", 0),
    ("ۀ", "ه", 0),
    ("ٲ", "ا", 0),
    ("ٳ", "ا", 0),
    ("ں", "ن", 0),
    ("گ", "گ", 0),
    // Ethiopic: letters that sound alike in Amharic and are typed for each other, each in the order that follows the first one
    ("ሃ", "ሀ", 0),
    ("ሐ", "ሀ", 0),
    ("ሑ", "ሁ", 0),
    ("ሒ", "ሂ", 0),
    ("ሓ", "ሀ", 0),
    ("ሔ", "ሄ", 0),
    ("ሕ", "ህ", 0),
    ("ሖ", "ሆ", 0),
    ("ኀ", "ሀ", 0),
    ("ኁ", "ሁ", 0),
    ("ኂ", "ሂ", 0),
    ("ኃ", "ሀ", 0),
    ("ኄ", "ሄ", 0),
    ("ኅ", "ህ", 0),
    ("ኆ", "ሆ", 0),
    ("ሠ", "ሰ", 0),
    ("ሡ", "ሱ", 0),
    ("ሢ", "ሲ", 0),
    ("ሣ", "ሳ", 0),
    ("ሤ", "ሴ", 0),
    ("ሥ", "ስ", 0),
    ("ሦ", "ሶ", 0),
    ("ኣ", "አ", 0),
    ("ዐ", "አ", 0),
    ("ዑ", "ኡ", 0),
    ("ዒ", "ኢ", 0),
    ("ዓ", "አ", 0),
    ("ዔ", "ኤ", 0),
    ("ዕ", "እ", 0),
    ("ዖ", "ኦ", 0),
    ("ፀ", "ጸ", 0),
    ("ፁ", "ጹ", 0),
    ("ፂ", "ጺ", 0),
    ("ፃ", "ጻ", 0),
    ("ፄ", "ጼ", 0),
    ("ፅ", "ጽ", 0),
    ("ፆ", "ጾ", 0),
    // Hebrew final forms
    ("ך", "כ", 0),
    ("ם", "מ", 0),
    ("ן", "נ", 0),
    ("ף", "פ", 0),
    ("ץ", "צ", 0),
    // Indic: candrabindu is typed for anusvara and the other way round
    ("ँ", "ं", 0),
    ("ঁ", "ং", 0),
    ("ఁ", "ం", 0),
    ("ૐ", "ૐ", 0),
    // kana: small for large
    ("ぁ", "あ", 0),
    ("ぃ", "い", 0),
    ("ぅ", "う", 0),
    ("ぇ", "え", 0),
    ("ぉ", "お", 0),
    ("っ", "つ", 0),
    ("ゃ", "や", 0),
    ("ゅ", "ゆ", 0),
    ("ょ", "よ", 0),
    ("ゎ", "わ", 0),
    ("ゕ", "か", 0),
    ("ゖ", "け", 0),
];
/// Squared and circled letters that NFKC leaves alone.
const ENCLOSED: &[(u32, char)] = &[(0x1F150, 'a'), (0x1F170, 'a')];

const ACUTE: u16 = 1;
const STROKE: u16 = 1 << 13;
const OTHER: u16 = 1 << 14;

/// Marks that make another letter of a Latin, Greek or Cyrillic one; all others are dropped.
fn mark(c: char) -> Option<u16> {
    Some(match c as u32 {
        0x301 | 0x341 | 0x384 => ACUTE,
        0x300 | 0x340 => 1 << 1,
        0x302 => 1 << 2,
        0x303 => 1 << 3,
        0x308 | 0x30B => 1 << 4,
        0x30A => 1 << 5,
        0x306 | 0x30C => 1 << 6,
        0x328 => 1 << 7,
        0x327 | 0x326 => 1 << 8,
        0x307 => 1 << 9,
        0x323 => 1 << 10,
        0x309 => 1 << 11,
        0x31B => 1 << 12,
        0x304 => OTHER,
        // Anusvara and candrabindu of Devanagari, Gujarati and Gurmukhi, candrabindu of Bengali: often left out, and typed for each other.
        0x901 | 0x902 | 0x981 | 0xA01 | 0xA02 | 0xA70 | 0xA81 | 0xA82 => OTHER,
        _ => return None,
    })
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Fold {
    Separator,
    Drop,
    Soft,
    Apostrophe,
    Mark,
    Voiced,
    SemiVoiced,
    Hangul,
    /// The letter itself, beyond what a table entry holds.
    Itself,
    Letters(String),
}

fn default_ignorable(c: char) -> bool {
    matches!(c as u32, 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200D..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1D173..=0x1D17A)
}

/// Signs of Indic and South-East Asian scripts that are part of the word, though Unicode calls some of them marks.
fn sign(c: char) -> bool {
    let cp = c as u32;
    let script =
        matches!(cp, 0x900..=0xDFF | 0xE00..=0xEFF | 0xF00..=0xFFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1CD0..=0x1CFF | 0xA8E0..=0xA8FF);
    script && !matches!(cp, 0x93C | 0x9BC | 0xA3C | 0xABC | 0xB3C | 0xCBC | 0x951..=0x954)
}

struct Maker {
    han: HashMap<char, char>,
    jamo: HashMap<char, String>,
}

impl Maker {
    fn new() -> Maker {
        let han = include_str!("../data/fold/han.txt").lines().filter(|l| !l.starts_with('#')).map(|l| {
            let mut c = l.chars();
            (c.next().unwrap(), c.nth(1).unwrap())
        });
        // NFKD takes compatibility jamo to conjoining ones; go the way back, clusters to their parts.
        let mut jamo = HashMap::new();
        for cp in 0x3131..=0x3163u32 {
            let compat = char::from_u32(cp).unwrap();
            for c in compat.nfkd() {
                jamo.insert(c, compat.to_string());
            }
        }
        let finals = "ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ";
        for (i, f) in finals.split(',').enumerate() {
            jamo.insert(char::from_u32(0x11A8 + i as u32).unwrap(), f.to_string());
        }
        Maker { han: han.collect(), jamo }
    }

    fn fold(&self, c: char) -> (Fold, u16) {
        let cp = c as u32;
        let none = |f| (f, 0);
        if APOSTROPHES.contains(c) {
            return none(Fold::Apostrophe);
        }
        if SOFT.contains(c) {
            return none(Fold::Soft);
        }
        if MASKS.contains(c) {
            return none(Fold::Letters("○".into()));
        }
        // The Armenian marks of stress, exclamation and question stand inside the word.
        if default_ignorable(c) || matches!(c, 'ー' | 'ｰ' | 'ـ' | '՛' | '՜' | '՞') {
            return none(Fold::Drop);
        }
        match cp {
            0x3099 | 0xFF9E | 0x309B => return none(Fold::Voiced),
            0x309A | 0xFF9F | 0x309C => return none(Fold::SemiVoiced),
            0xAC00..=0xD7A3 => return none(Fold::Hangul),
            0x30A0 | 0x30FB => return none(Fold::Separator),
            _ => {}
        }
        for &(base, first) in ENCLOSED {
            if (base..base + 26).contains(&cp) {
                return none(Fold::Letters(char::from_u32(first as u32 + cp - base).unwrap().to_string()));
            }
        }
        let kana = matches!(cp, 0x3041..=0x30FF | 0xFF66..=0xFF9D);
        // Turkish İ is i, not i with a mark of its own.
        let lower: String = if c == 'İ' { "i".into() } else { c.to_lowercase().collect() };
        let parts: Vec<char> = if kana { lower.nfkc().collect() } else { lower.nfkd().flat_map(char::to_lowercase).collect() };
        let mut letters = String::new();
        let mut marks = 0;
        let mut only_marks = true;
        for p in parts {
            if let Some(m) = mark(p) {
                marks |= m;
                continue;
            }
            if is_combining_mark(p) && !sign(p) {
                continue;
            }
            only_marks = false;
            let (more, m) = self.letter(p);
            letters.push_str(&more);
            marks |= m;
        }
        if letters.is_empty() {
            return if only_marks { (Fold::Mark, marks) } else { none(Fold::Separator) };
        }
        if letters.chars().all(|l| (l as u32) >= 0xE000) {
            return none(Fold::Itself);
        }
        (Fold::Letters(letters), marks)
    }

    fn letter(&self, p: char) -> (String, u16) {
        for (from, to, marks) in LETTERS {
            if from.starts_with(p) {
                return ((*to).to_string(), *marks);
            }
        }
        if let Some(j) = self.jamo.get(&p) {
            return (j.clone(), 0);
        }
        if let Some(&s) = self.han.get(&p) {
            return (s.to_string(), 0);
        }
        let cp = p as u32;
        if (0x30A1..=0x30F6).contains(&cp) {
            return self.letter(char::from_u32(cp - 0x60).unwrap());
        }
        if let Some(d) = digit(p) {
            return (d.to_string(), 0);
        }
        if p.is_alphanumeric() || sign(p) { (p.to_string(), 0) } else { (String::new(), 0) }
    }
}

/// Decimal digits of other scripts.
fn digit(c: char) -> Option<char> {
    const ZEROS: &[u32] =
        &[0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0];
    let cp = c as u32;
    ZEROS.iter().find(|&&z| (z..z + 10).contains(&cp)).map(|z| char::from_u32(0x30 + cp - z).unwrap())
}

/// Letters of three UTF-8 bytes whose scripts spell a word with many of them get a place below U+0800, among
/// the code points that nothing folds to: two bytes, so that a window of the filter holds three of them.
/// Scripts without spaces come first, in one range.
const COMPACT: &[(u32, u32)] = &[
    (0x3041, 0x3096), // kana: all of the block, so that が is か + 1
    (0xE01, 0xE4E),   // Thai
    (0xE81, 0xECD),   // Lao
    (0x1000, 0x104F), // Burmese
    (0x1780, 0x17D3), // Khmer
    (0x25CB, 0x25CB), // ○
    // scripts with spaces
    (0x3131, 0x3163), // Hangul letters
    (0x900, 0x963),   // Devanagari
    (0x980, 0x9E3),   // Bengali
    (0xB82, 0xBCD),   // Tamil
    (0xC00, 0xC4D),   // Telugu
    (0xA80, 0xACD),   // Gujarati
    (0xA01, 0xA4D),   // Gurmukhi
    (0xC80, 0xCCD),   // Kannada
    (0xD00, 0xD4D),   // Malayalam
    (0xD81, 0xDDF),   // Sinhala
    (0x10D0, 0x10FA), // Georgian
];
const DENSE_RANGES: usize = 6;
/// Where they go: Latin letters beyond ASCII, phonetic letters and combining marks, then NKo.
const ROOM: &[(u32, u32)] = &[(0x80, 0x36F), (0x700, 0x7FF)];

/// The places given: original letter, compact one.
fn compact(maker: &Maker) -> Vec<(char, char)> {
    let mut letters: Vec<(char, bool)> = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    for c in (0..0x20000).filter_map(char::from_u32) {
        if let (Fold::Letters(s), _) = maker.fold(c) {
            taken.extend(s.chars().map(|l| l as u32).filter(|l| *l < 0x800));
            letters.extend(s.chars().map(|l| (l, false)));
        }
    }
    let used: std::collections::BTreeSet<char> = letters.into_iter().map(|l| l.0).collect();
    let mut places = ROOM.iter().flat_map(|&(a, b)| a..=b).filter(|p| !taken.contains(p));
    let mut out = Vec::new();
    for &(first, last) in COMPACT {
        let whole = first == 0x3041;
        for c in (first..=last).filter_map(char::from_u32).filter(|c| whole || used.contains(c)) {
            // The last scripts of the list keep their three bytes if the room is full.
            if let Some(place) = places.next().and_then(char::from_u32) {
                out.push((c, place));
            }
        }
    }
    out
}

/// Two-stage tables over blocks of 128 code points, as Rust source.
fn generate() -> String {
    let maker = Maker::new();
    let compact = compact(&maker);
    let place: HashMap<char, char> = compact.iter().copied().collect();
    let to_compact = |c: char| *place.get(&c).unwrap_or(&c);
    let mut pool: Vec<String> = Vec::new();
    let mut codes = Vec::with_capacity(0x20000);
    let mut marks = Vec::new();
    for cp in 0..0x20000u32 {
        let (fold, m) = char::from_u32(cp).map_or((Fold::Separator, 0), |c| maker.fold(c));
        codes.push(match fold {
            Fold::Separator => 0xE000,
            Fold::Drop => 0xE001,
            Fold::Soft => 0xE002,
            Fold::Apostrophe => 0xE003,
            Fold::Mark => 0xE004,
            Fold::Voiced => 0xE005,
            Fold::SemiVoiced => 0xE006,
            Fold::Hangul => 0xE007,
            Fold::Itself => 0xE008,
            Fold::Letters(s) => {
                let s: String = s.chars().map(to_compact).collect();
                let mut c = s.chars();
                match (c.next().unwrap(), c.next()) {
                    (one, None) if (one as u32) < 0x800 && char::from_u32(cp).is_some_and(char::is_uppercase) => 0xF000 + one as u16,
                    (one, None) if (one as u32) < 0xE000 => one as u16,
                    _ => {
                        let at = pool.iter().position(|p| *p == s).unwrap_or_else(|| {
                            pool.push(s);
                            pool.len() - 1
                        });
                        0xE100 + u16::try_from(at).unwrap()
                    }
                }
            }
        });
        if cp < 0x2000 {
            marks.push(m);
        }
    }
    let mut out = String::from("//! Generated from Unicode data by `PELITA_WRITE=1 cargo test --test fold_table`; do not edit.\n\n");
    stages(&mut out, "CODES", "What each code point folds to.", &codes);
    stages(&mut out, "MARKS", "The marks that a code point carries, below U+2000.", &marks);
    writeln!(
        out,
        "/// Code points that fold to several letters.\n#[rustfmt::skip]\npub(super) static POOL: [&str; {}] = {pool:?};",
        pool.len()
    )
    .unwrap();
    let original: Vec<(char, char)> = compact.iter().map(|&(c, p)| (p, c)).collect();
    writeln!(out, "\n/// Compact letters and what they stand for, sorted.\n#[rustfmt::skip]\npub(super) static COMPACT: [(char, char); {}] = {original:?};", original.len()).unwrap();
    let dense = |ranges: &[(u32, u32)]| {
        let of: Vec<u32> =
            compact.iter().filter(|(c, _)| ranges.iter().any(|r| (r.0..=r.1).contains(&(*c as u32)))).map(|(_, p)| *p as u32).collect();
        (*of.iter().min().unwrap(), *of.iter().max().unwrap())
    };
    let (first, last) = dense(&COMPACT[..DENSE_RANGES]);
    let (sea_first, sea_last) = dense(&COMPACT[1..DENSE_RANGES - 1]);
    writeln!(out, "\n/// Compact letters of scripts without spaces; those that spell a word with many letters; the place of ぁ.").unwrap();
    writeln!(out, "pub(super) const DENSE: std::ops::RangeInclusive<u32> = {first:#X}..={last:#X};").unwrap();
    writeln!(out, "pub(super) const LONG_WORDED: std::ops::RangeInclusive<u32> = {sea_first:#X}..={sea_last:#X};").unwrap();
    writeln!(out, "pub(super) const SMALL_A: u32 = {:#X};", to_compact('ぁ') as u32).unwrap();
    let lead: Vec<char> = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".chars().map(to_compact).collect();
    let vowels: Vec<char> = (0x314F..=0x3163).filter_map(char::from_u32).map(to_compact).collect();
    let tails: Vec<[char; 2]> = [
        "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ",
        "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
    ]
    .iter()
    .map(|t| {
        let mut c = t.chars().map(to_compact);
        [c.next().unwrap_or('\0'), c.next().unwrap_or('\0')]
    })
    .collect();
    writeln!(out, "\n/// The letters of Hangul syllables: leads, vowels, tails.").unwrap();
    writeln!(out, "#[rustfmt::skip]\npub(super) static LEADS: [char; 19] = {lead:?};").unwrap();
    writeln!(out, "#[rustfmt::skip]\npub(super) static VOWELS: [char; 21] = {vowels:?};").unwrap();
    writeln!(out, "#[rustfmt::skip]\npub(super) static TAILS: [[char; 2]; 28] = {tails:?};").unwrap();
    out
}

fn stages(out: &mut String, name: &str, doc: &str, values: &[u16]) {
    let mut blocks: Vec<&[u16]> = Vec::new();
    let index: Vec<u16> = values
        .chunks(128)
        .map(|chunk| match blocks.iter().position(|b| *b == chunk) {
            Some(i) => i as u16,
            None => {
                blocks.push(chunk);
                blocks.len() as u16 - 1
            }
        })
        .collect();
    writeln!(out, "/// {doc} First stage: the block of a code point's upper bits.").unwrap();
    writeln!(out, "#[rustfmt::skip]\npub(super) static {name}_BLOCK: [u16; {}] = {index:?};", index.len()).unwrap();
    writeln!(out, "/// {doc} Second stage.").unwrap();
    writeln!(out, "#[rustfmt::skip]\npub(super) static {name}: [[u16; 128]; {}] = [", blocks.len()).unwrap();
    for b in blocks {
        writeln!(out, "{b:?},").unwrap();
    }
    writeln!(out, "];\n").unwrap();
}

#[test]
fn the_fold_table_is_what_unicode_data_makes_it() {
    let made = generate();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/table_data.rs");
    if std::env::var_os("PELITA_WRITE").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(stored == made, "src/text/table_data.rs is not what the generator makes; run PELITA_WRITE=1 cargo test --test fold_table");
}

//! The matrix of disguises: every kind, in many languages and scripts, alone and in pairs; on ordinary phrases too.
//!
//! `cargo test --test disguises -- --nocapture` prints the tables of what is heard. Where a kind has a choice (which letter is dropped), every
//! choice is tried, so a cell may be a share. The floors are what holds today; raise them, never lower them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pelita::Interceptor;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Script, language, phrases that are heard as they stand, ordinary phrases.
struct Line {
    script: &'static str,
    language: &'static str,
    cries: &'static [&'static str],
    ordinary: &'static [&'static str],
}

const fn line(script: &'static str, language: &'static str, cries: &'static [&'static str], ordinary: &'static [&'static str]) -> Line {
    Line { script, language, cries, ordinary }
}

const LINES: &[Line] = &[
    line(
        "English",
        "en",
        &["i want to kill myself", "i want to die", "suicide hotline", "kill myself", "i feel suicidal", "suicide"],
        &["best pizza near me", "weather tomorrow", "cheap flights to london", "learn guitar at home", "school holidays", "cat videos"],
    ),
    line("Latin", "id", &["pengen mati aja", "cara bunuh diri"], &["resep rendang", "harga beras hari ini", "lagu anak anak"]),
    line("Latin", "es", &["quiero suicidarme", "quiero morir"], &["receta de paella", "clima de mañana", "zapatos baratos"]),
    line("Latin", "de", &["ich will sterben", "ich will mich umbringen"], &["wetter morgen", "rezept für apfelkuchen", "günstige schuhe"]),
    line("Latin", "fr", &["je veux mourir", "envie de me suicider"], &["recette de crêpes", "météo demain", "chaussures de sport"]),
    line("Latin", "vi", &["muốn tự tử", "tôi muốn chết"], &["cách nấu phở", "thời tiết hôm nay", "giá vàng"]),
    line("Latin", "tr", &["ölmek istiyorum", "intihar etmek istiyorum"], &["hava durumu", "kolay yemek tarifleri", "ucuz uçak bileti"]),
    line("Cyrillic", "ru", &["хочу умереть", "хочу покончить с собой"], &["погода завтра", "рецепт борща", "купить телефон"]),
    line("Cyrillic", "uk", &["хочу померти", "не хочу жити"], &["погода на завтра", "рецепт вареників", "купити квитки"]),
    line("Greek", "el", &["θέλω να πεθάνω", "θέλω να αυτοκτονήσω"], &["καιρός αύριο", "συνταγή για μουσακά", "φθηνά παπούτσια"]),
    line("Arabic", "ar", &["أريد أن أموت", "اريد الانتحار"], &["طقس الغد", "وصفة الكبسة", "أحذية رخيصة"]),
    line("Arabic", "fa", &["میخوام بمیرم", "میخوام خودکشی کنم"], &["آب و هوای فردا", "دستور پخت قورمه سبزی", "قیمت گوشی"]),
    line("Hebrew", "he", &["אני רוצה למות", "רוצה להתאבד"], &["מזג האוויר מחר", "מתכון לעוגה", "נעליים בזול"]),
    line("Devanagari", "hi", &["मैं मरना चाहता हूं", "आत्महत्या करना चाहता हूं"], &["कल का मौसम", "पनीर की रेसिपी", "सस्ते जूते"]),
    line("Bengali", "bn", &["আমি মরতে চাই", "আত্মহত্যা করতে চাই"], &["আগামীকালের আবহাওয়া", "ইলিশ রান্না", "সস্তা জুতা"]),
    line("Tamil", "ta", &["சாக வேண்டும்", "தற்கொலை செய்ய வேண்டும்"], &["நாளை வானிலை", "சாம்பார் செய்முறை", "மலிவான காலணிகள்"]),
    line("Telugu", "te", &["చావాలని ఉంది", "ఆత్మహత్య చేసుకోవాలని ఉంది"], &["రేపటి వాతావరణం", "బిర్యానీ రెసిపీ", "చౌక బూట్లు"]),
    line("Thai", "th", &["อยากตาย", "อยากฆ่าตัวตาย"], &["สภาพอากาศพรุ่งนี้", "สูตรต้มยำกุ้ง", "รองเท้าราคาถูก"]),
    line("Japanese", "ja", &["死にたい", "自殺したい"], &["明日の天気", "カレーの作り方", "安い靴"]),
    line("Korean", "ko", &["자살하고 싶다", "죽고 싶어"], &["내일 날씨", "김치찌개 레시피", "운동화 추천"]),
    line("Chinese", "zh", &["我想自杀", "想死"], &["明天天气", "红烧肉做法", "便宜的鞋"]),
];

/// The kinds, in the order in which two of them are put on: first letters, then case and shape, then what stands between, then escapes.
const KINDS: &[(&str, Kind)] = &[
    ("dropped letter", dropped),
    ("swapped letters", swapped),
    ("neighbouring key", neighbouring),
    ("doubled letter", doubled),
    ("missing marks", bare),
    ("leet digits", digits),
    ("leet symbols", signs),
    ("asterisk for a letter", masked),
    ("stretched", stretched),
    ("CamelCase", camel),
    ("upper case", upper),
    ("look-alikes", lookalikes),
    ("full width", wide),
    ("mathematical letters", mathematical),
    ("added marks", marked),
    ("strike-through", struck),
    ("zero-width", zero_width),
    ("soft hyphen", soft_hyphen),
    ("right-to-left marks", directed),
    ("hashtag", hashtag),
    ("spaced", spaced),
    ("dotted", dotted),
    ("dashed", dashed),
    ("emoji between", emoji),
    ("HTML references", html),
    ("percent-encoding", percent),
];

/// Where not everything is heard: the share in percent that is heard today. A typing slip is only heard where a lexicon writes it or lets a word slip (`~`).
const BELOW: &[(&str, &str, u32)] = &[
    ("dropped letter", "English", 95),
    ("dropped letter", "Latin", 76),
    ("dropped letter", "Arabic", 57),
    ("dropped letter", "Hebrew", 50),
    ("swapped letters", "English", 78),
    ("swapped letters", "Latin", 79),
    ("swapped letters", "Arabic", 27),
    ("swapped letters", "Hebrew", 0),
    ("neighbouring key", "English", 79),
    ("doubled letter", "English", 58),
    ("doubled letter", "Latin", 67),
    ("doubled letter", "Arabic", 35),
    ("doubled letter", "Hebrew", 0),
    ("leet digits", "English", 96),
    ("leet digits", "Latin", 92),
    ("leet symbols", "Latin", 84),
    ("asterisk for a letter", "Devanagari", 50),
    ("asterisk for a letter", "Tamil", 0),
    ("stretched", "Latin", 88),
    ("look-alikes", "English", 98),
    ("look-alikes", "Latin", 92),
    ("look-alikes", "Greek", 90),
    ("added marks", "Latin", 75),
    ("strike-through", "Latin", 91),
    ("strike-through", "Greek", 87),
];

/// Of two disguises at once, the share that is heard today.
const PAIRS_FLOOR: u32 = 88;

/// All ways to put a disguise on; none where it makes no sense.
type Kind = fn(&str, &Line) -> Vec<String>;

fn is_alphabetic_script(line: &Line) -> bool {
    matches!(line.script, "English" | "Latin" | "Cyrillic" | "Greek" | "Arabic" | "Hebrew")
}

fn has_case(line: &Line) -> bool {
    matches!(line.script, "English" | "Latin" | "Cyrillic" | "Greek")
}

fn is_latin(line: &Line) -> bool {
    matches!(line.script, "English" | "Latin")
}

/// The longest word: where it begins, and its clusters.
fn longest(text: &str) -> (usize, Vec<&str>) {
    let mut best = (0, Vec::new());
    let mut at = 0;
    for word in text.split(' ') {
        let clusters: Vec<&str> = word.graphemes(true).collect();
        if clusters.len() > best.1.len() {
            best = (at, clusters);
        }
        at += word.len() + 1;
    }
    best
}

/// The text with the longest word rewritten, at each place of `places` (counted in its clusters).
fn at_each(text: &str, places: std::ops::Range<usize>, rewrite: impl Fn(&[&str], usize) -> Option<String>) -> Vec<String> {
    let (at, word) = longest(text);
    let len: usize = word.iter().map(|c| c.len()).sum();
    places.filter_map(|i| Some(format!("{}{}{}", &text[..at], rewrite(&word, i)?, &text[at + len..]))).filter(|t| t != text).collect()
}

/// Letters inside the longest word, but for words that are too short to bear it.
fn inside(text: &str, least: usize) -> std::ops::Range<usize> {
    let n = longest(text).1.len();
    if n < least { 0..0 } else { 1..n - 1 }
}

/// One way, unless it leaves the text as it was.
fn one(text: &str, made: String) -> Vec<String> {
    if made == text { Vec::new() } else { vec![made] }
}

fn each(text: &str, f: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c == ' ' { " ".into() } else { f(c) }).collect()
}

fn dropped(text: &str, line: &Line) -> Vec<String> {
    if !is_alphabetic_script(line) {
        return Vec::new();
    }
    at_each(text, inside(text, 6), |w, i| Some([&w[..i].concat(), &w[i + 1..].concat()].map(String::as_str).concat()))
}

fn swapped(text: &str, line: &Line) -> Vec<String> {
    if !is_alphabetic_script(line) {
        return Vec::new();
    }
    let places = inside(text, 6);
    at_each(text, places.start..places.end.saturating_sub(1), |w, i| {
        let mut w = w.to_vec();
        w.swap(i, i + 1);
        Some(w.concat())
    })
}

fn neighbouring(text: &str, line: &Line) -> Vec<String> {
    let rows: &[&str] = match line.script {
        "English" => &["qwertyuiop", "asdfghjkl", "zxcvbnm"],
        "Cyrillic" => &["йцукенгшщзх", "фывапролджэ", "ячсмитьбю"],
        _ => return Vec::new(),
    };
    at_each(text, inside(text, 6), |w, i| {
        let c = w[i].chars().next()?;
        let row: Vec<char> = rows.iter().find(|r| r.contains(c))?.chars().collect();
        let at = row.iter().position(|&k| k == c)?;
        let key = *row.get(at + 1).or_else(|| row.get(at.checked_sub(1)?))?;
        Some(format!("{}{key}{}", w[..i].concat(), w[i + 1..].concat()))
    })
}

fn doubled(text: &str, line: &Line) -> Vec<String> {
    if !is_alphabetic_script(line) {
        return Vec::new();
    }
    at_each(text, inside(text, 5), |w, i| Some(format!("{}{}{}", w[..=i].concat(), w[i], w[i + 1..].concat())))
}

fn bare(text: &str, line: &Line) -> Vec<String> {
    if !is_alphabetic_script(line) {
        return Vec::new();
    }
    let plain: String = text.nfd().filter(|&c| !is_combining_mark(c)).nfc().collect();
    one(text, plain.replace('đ', "d").replace('ı', "i"))
}

fn swaps(text: &str, pairs: &[(char, char)]) -> Vec<String> {
    let mut all = text.to_string();
    let mut made = Vec::new();
    for &(from, to) in pairs {
        all = all.replace(from, &to.to_string());
        made.extend(one(text, text.replace(from, &to.to_string())));
    }
    if made.len() > 1 {
        made.push(all);
    }
    made
}

fn digits(text: &str, line: &Line) -> Vec<String> {
    match line.script {
        "English" | "Latin" => swaps(text, &[('i', '1'), ('e', '3'), ('a', '4'), ('s', '5'), ('o', '0'), ('t', '7')]),
        "Cyrillic" => swaps(text, &[('о', '0'), ('з', '3'), ('ч', '4')]),
        _ => Vec::new(),
    }
}

fn signs(text: &str, line: &Line) -> Vec<String> {
    if !is_latin(line) {
        return Vec::new();
    }
    swaps(text, &[('a', '@'), ('s', '$'), ('i', '!'), ('e', '€'), ('t', '+')])
}

fn masked(text: &str, line: &Line) -> Vec<String> {
    if matches!(line.script, "Japanese" | "Chinese" | "Korean" | "Thai") {
        return Vec::new();
    }
    at_each(text, inside(text, 4), |w, i| Some(format!("{}*{}", w[..i].concat(), w[i + 1..].concat())))
}

fn stretched(text: &str, line: &Line) -> Vec<String> {
    if matches!(line.script, "Devanagari" | "Bengali" | "Tamil" | "Telugu" | "Thai" | "Japanese" | "Korean" | "Chinese") {
        let last = text.chars().last().map(|c| c.to_string()).unwrap_or_default();
        return vec![format!("{text}{}", last.repeat(4))];
    }
    let n = longest(text).1.len();
    at_each(text, 1..n, |w, i| Some(format!("{}{}{}", w[..i].concat(), w[i].repeat(5), w[i + 1..].concat())))
}

fn camel_case(text: &str) -> String {
    text.split(' ')
        .map(|w| {
            let mut letters = w.chars();
            letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default() + letters.as_str()
        })
        .collect()
}

fn camel(text: &str, line: &Line) -> Vec<String> {
    if !has_case(line) || !text.contains(' ') { Vec::new() } else { one(text, camel_case(text)) }
}

fn upper(text: &str, line: &Line) -> Vec<String> {
    let mut made = one(text, text.to_uppercase());
    if line.language == "tr" {
        made.push(text.replace('i', "İ").to_uppercase());
    }
    made
}

fn lookalikes(text: &str, line: &Line) -> Vec<String> {
    const CYRILLIC: &[(char, char)] = &[
        ('a', 'а'),
        ('c', 'с'),
        ('e', 'е'),
        ('i', 'і'),
        ('o', 'о'),
        ('p', 'р'),
        ('s', 'ѕ'),
        ('y', 'у'),
        ('h', 'һ'),
        ('j', 'ј'),
        ('x', 'х'),
    ];
    const GREEK: &[(char, char)] = &[('a', 'α'), ('i', 'ι'), ('o', 'ο'), ('u', 'υ'), ('v', 'ν'), ('k', 'κ'), ('t', 'τ')];
    let back = |pairs: &[(char, char)]| pairs.iter().map(|&(a, b)| (b, a)).collect::<Vec<_>>();
    match line.script {
        "English" | "Latin" => [swaps(text, CYRILLIC), swaps(text, GREEK)].concat(),
        "Cyrillic" => swaps(text, &back(CYRILLIC)),
        "Greek" => swaps(text, &back(GREEK)),
        _ => Vec::new(),
    }
}

fn wide(text: &str, line: &Line) -> Vec<String> {
    if !is_latin(line) {
        return Vec::new();
    }
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
    let all: String = text.chars().map(wide).collect();
    vec![all.clone(), all.replace(' ', "\u{3000}")]
}

fn mathematical(text: &str, line: &Line) -> Vec<String> {
    if !is_latin(line) {
        return Vec::new();
    }
    // Bold, bold italic, bold script, double-struck, sans-serif, monospace; circled letters.
    [0x1D41A, 0x1D482, 0x1D4EA, 0x1D552, 0x1D5BA, 0x1D68A, 0x24D0]
        .into_iter()
        .flat_map(|base| {
            let letter = |c: char| if c.is_ascii_lowercase() { char::from_u32(c as u32 - 'a' as u32 + base).unwrap_or(c) } else { c };
            one(text, text.chars().map(letter).collect())
        })
        .collect()
}

fn marked(text: &str, line: &Line) -> Vec<String> {
    let (on, mark) = match line.script {
        "English" | "Latin" => ("aeiou", '\u{301}'),
        "Cyrillic" => ("аеиоуыюяі", '\u{301}'),
        "Greek" => ("αειουηω", '\u{308}'),
        "Arabic" => ("ابتدرسلمنوير", '\u{64E}'),
        "Hebrew" => ("אבדהולמנרצת", '\u{5B7}'),
        _ => return Vec::new(),
    };
    let put = |c: char| if on.contains(c) { format!("{c}{mark}") } else { c.to_string() };
    one(text, each(text, put))
}

fn struck(text: &str, _: &Line) -> Vec<String> {
    ["\u{336}", "\u{335}", "\u{332}", "\u{30A}\u{32D}\u{303}"].map(|m| each(text, |c| format!("{c}{m}"))).to_vec()
}

fn zero_width(text: &str, _: &Line) -> Vec<String> {
    ["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}"].map(|m| each(text, |c| format!("{c}{m}"))).to_vec()
}

fn soft_hyphen(text: &str, _: &Line) -> Vec<String> {
    vec![each(text, |c| format!("{c}\u{AD}"))]
}

fn directed(text: &str, _: &Line) -> Vec<String> {
    vec![
        format!("\u{202E}{text}\u{202C}"),
        format!("\u{200F}{}\u{200F}", text.replace(' ', " \u{200F}")),
        each(text, |c| format!("\u{200E}{c}")),
        format!("\u{2067}{text}\u{2069}"),
    ]
}

fn hashtag(text: &str, line: &Line) -> Vec<String> {
    let mut made = vec![format!("#{}", text.replace(' ', "")), format!("#{}", text.replace(' ', "_"))];
    if has_case(line) {
        made.push(format!("#{}", camel_case(text)));
    }
    made.dedup();
    made
}

fn between(text: &str, sign: &str, blank: &str) -> String {
    text.split(' ').map(|w| w.graphemes(true).collect::<Vec<_>>().join(sign)).collect::<Vec<_>>().join(blank)
}

fn spaced(text: &str, _: &Line) -> Vec<String> {
    let mut made = vec![between(text, " ", " "), between(text, " ", "  "), between(text, "  ", "   ")];
    made.dedup();
    made
}

fn dotted(text: &str, _: &Line) -> Vec<String> {
    let mut made = vec![between(text, ".", " "), between(text, ".", ".")];
    made.dedup();
    made
}

fn dashed(text: &str, _: &Line) -> Vec<String> {
    let mut made = vec![between(text, "-", " "), between(text, "-", "-"), between(text, "_", " ")];
    made.dedup();
    made
}

fn emoji(text: &str, _: &Line) -> Vec<String> {
    let mut made: Vec<String> = ["🖤", "🥺", "✨", "❤\u{FE0F}"].iter().map(|e| between(text, e, " ")).collect();
    made.extend(at_each(text, inside(text, 3), |w, i| Some(format!("{}🖤{}", w[..i].concat(), w[i..].concat()))));
    made
}

fn html(text: &str, _: &Line) -> Vec<String> {
    let decimal = |c: char| format!("&#{};", c as u32);
    let hexadecimal = |c: char| format!("&#x{:X};", c as u32);
    vec![each(text, decimal), each(text, hexadecimal), text.chars().map(decimal).collect(), each(text, decimal).replace(' ', "&nbsp;")]
}

fn percent(text: &str, _: &Line) -> Vec<String> {
    let byte = |b: u8| format!("%{b:02X}");
    let url = |blank: &str| {
        text.chars()
            .map(|c| {
                if c == ' ' {
                    blank.to_string()
                } else if c.is_ascii_alphanumeric() {
                    c.to_string()
                } else {
                    c.to_string().bytes().map(byte).collect()
                }
            })
            .collect::<String>()
    };
    let mut made = vec![text.bytes().map(byte).collect(), url("%20"), url("+")];
    made.retain(|m| m != text);
    made.dedup();
    made
}

fn shown(text: &str) -> bool {
    let pelita = Interceptor::builtin();
    pelita.is_shown(&pelita.screen(text))
}

/// Heard, tried.
type Cell = (u32, u32);

fn percent_of((heard, tried): Cell) -> u32 {
    heard * 100 / tried.max(1)
}

fn add(cell: &mut Cell, heard: bool) {
    cell.0 += u32::from(heard);
    cell.1 += 1;
}

fn scripts() -> Vec<&'static str> {
    let mut all: Vec<&str> = LINES.iter().map(|l| l.script).collect();
    all.dedup();
    all
}

#[test]
fn every_kind_is_heard_in_every_script_where_it_makes_sense() {
    for line in LINES {
        for cry in line.cries {
            assert!(shown(cry), "{}: heard as it stands: {cry}", line.language);
        }
    }
    let mut cells: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    let mut missed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in LINES {
        for &(name, kind) in KINDS {
            for text in line.cries.iter().flat_map(|c| kind(c, line)) {
                let heard = shown(&text);
                add(cells.entry((name, line.script)).or_default(), heard);
                if !heard {
                    missed.entry(name).or_default().push(text);
                }
            }
        }
    }
    let scripts = scripts();
    let mut table = format!("| disguise | {} |\n|---|{}\n", scripts.join(" | "), "---|".repeat(scripts.len()));
    for &(name, _) in KINDS {
        let row: Vec<String> = scripts
            .iter()
            .map(|&s| match cells.get(&(name, s)) {
                None => "·".to_string(),
                Some(&(h, t)) if h == t => "all".to_string(),
                Some(&(h, t)) => format!("{h}/{t}"),
            })
            .collect();
        let _ = writeln!(table, "| {name} | {} |", row.join(" | "));
    }
    let sum = cells.values().fold((0, 0), |a, c| (a.0 + c.0, a.1 + c.1));
    let whole = cells.values().filter(|c| c.0 == c.1).count();
    println!("\n{table}\n{} of {} texts are heard; {whole} of {} cells wholly", sum.0, sum.1, cells.len());
    for (name, texts) in &missed {
        println!("missed, {name}: {}", texts.join(" | "));
    }
    for (&(name, script), &cell) in &cells {
        let floor = BELOW.iter().find(|b| (b.0, b.1) == (name, script)).map_or(100, |b| b.2);
        assert!(percent_of(cell) >= floor, "{name}, {script}: {}/{} heard, the floor is {floor} %", cell.0, cell.1);
    }
}

/// Of each kind one way, the middle one, under another.
#[test]
fn pairs_of_kinds_are_heard() {
    let mut cells: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    let mut by_script: BTreeMap<&str, Cell> = BTreeMap::new();
    for line in LINES {
        for (i, &(first, put)) in KINDS.iter().enumerate() {
            for &(second, over) in &KINDS[i + 1..] {
                for cry in line.cries {
                    let Some(under) = middle(put(cry, line)) else { continue };
                    let Some(text) = middle(over(&under, line)) else { continue };
                    let heard = shown(&text);
                    add(cells.entry((first, second)).or_default(), heard);
                    add(by_script.entry(line.script).or_default(), heard);
                }
            }
        }
    }
    let sum = by_script.values().fold((0, 0), |a, c| (a.0 + c.0, a.1 + c.1));
    let row = |f: &dyn Fn(&str) -> String| scripts().into_iter().map(f).collect::<Vec<_>>().join(" | ");
    println!("\n| | {} |\n|---|{}", row(&|s| s.to_string()), "---|".repeat(scripts().len()));
    println!("| pairs heard | {} |", row(&|s| by_script.get(s).map_or("·".into(), |&c| format!("{} %", percent_of(c)))));
    println!("{} of {} texts in two disguises are heard ({} pairs of kinds)", sum.0, sum.1, cells.len());
    let mut weak: Vec<_> = cells.iter().filter(|c| percent_of(*c.1) < 50).collect();
    weak.sort_by_key(|c| percent_of(*c.1));
    for ((first, second), cell) in weak {
        println!("weak: {first} + {second}: {}/{}", cell.0, cell.1);
    }
    assert!(percent_of(sum) >= PAIRS_FLOOR, "{} of {} pairs heard", sum.0, sum.1);
}

fn middle(mut made: Vec<String>) -> Option<String> {
    (!made.is_empty()).then(|| made.swap_remove(made.len() / 2))
}

/// Phrases and kinds in which something is invented today: to be mended, not to be added to. The numbers of `&#116;&#111;` ("to") are heard as the
/// helpline 116 111, and letters one by one let a phrase of four letters begin and end anywhere (`s h a r`, of the Danish lexicon).
const KNOWN_INVENTED: &[(&str, &str)] = &[("harga beras hari ini", "")];

#[test]
fn disguises_on_ordinary_phrases_invent_nothing() {
    let mut tried = 0;
    let mut invented: Vec<(&str, String)> = Vec::new();
    for line in LINES {
        for phrase in line.ordinary {
            assert!(!shown(phrase), "{phrase}");
            for (i, &(name, kind)) in KINDS.iter().enumerate() {
                for text in kind(phrase, line) {
                    tried += 1;
                    if shown(&text) {
                        invented.push((phrase, format!("{name}: {text}")));
                    }
                }
                for &(second, over) in &KINDS[i + 1..] {
                    let Some(text) = middle(kind(phrase, line)).and_then(|t| middle(over(&t, line))) else { continue };
                    tried += 1;
                    if shown(&text) {
                        invented.push((phrase, format!("{name} + {second}: {text}")));
                    }
                }
            }
        }
    }
    let all = invented.len();
    invented.retain(|(phrase, text)| !KNOWN_INVENTED.iter().any(|(p, kind)| p == phrase && text.contains(kind)));
    println!("{tried} disguised ordinary texts, {all} shown, of which {} are known", all - invented.len());
    assert!(invented.is_empty(), "{invented:#?}");
}

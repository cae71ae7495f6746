//! What holds for every text.

use std::time::{Duration, Instant};

use pelita::{Interceptor, Screening, Searcher};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Strong cries in several scripts, each heard as it stands. (A contextual one, such as a bare noun, a word like `usb` may quiet.)
const CRIES: &[&str] = &[
    "i want to kill myself",
    "pengen mati aja",
    "quiero suicidarme",
    "хочу умереть",
    "死にたい",
    "자살하고 싶다",
    "میخوام خودکشی کنم",
    "मैं मरना चाहता हूं",
    "muốn tự tử",
];

fn pelita() -> &'static Interceptor {
    Interceptor::builtin()
}

fn shown(query: &str) -> bool {
    pelita().is_shown(&pelita().screen(query))
}

/// Another way to encode a text.
type Form = fn(&str) -> String;

/// Makes a text of a given size.
type Maker = fn(usize) -> String;

fn of_size(part: &str, size: usize) -> String {
    part.repeat(size / part.len() + 1)
}

/// Texts that have cost others quadratic time.
const STORMS: &[(&str, Maker)] = &[
    ("one letter", |n| of_size("a", n)),
    ("one Han letter", |n| of_size("死", n)),
    ("combining marks", |n| format!("i{}", of_size("\u{301}\u{336}\u{323}", n))),
    ("marks on every letter", |n| of_size("k\u{336}\u{301}\u{30A}\u{327}", n)),
    ("hashtags", |n| of_size("#killme ", n)),
    ("one long hashtag", |n| format!("#{}", of_size("killmyself", n))),
    ("signs of hashtags", |n| of_size("#", n)),
    ("joiners", |n| of_size("👩\u{200D}❤\u{FE0F}\u{200D}👨\u{200D}", n)),
    ("zero-width", |n| of_size("a\u{200B}\u{200D}\u{2060}\u{FEFF}", n)),
    ("invisible only", |n| of_size("\u{200D}\u{AD}", n)),
    ("digits in words", |n| of_size("k1ll 4nd d13 ", n)),
    ("signs in words", |n| of_size("k!ll@$+|(<", n)),
    ("masks", |n| of_size("s*ic*de ", n)),
    ("masks alone", |n| of_size("a*", n)),
    ("letters one by one", |n| of_size("k i l l ", n)),
    ("dots between", |n| of_size("k.1.", n)),
    ("stretched", |n| of_size("kiiilll mmyyyselffff ", n)),
    ("percent escapes", |n| of_size("%E6%AD%BB+", n)),
    ("escapes that break off", |n| of_size("%E6%&#", n)),
    ("references", |n| of_size("&#115;&#x75;&amp;", n)),
    ("references without end", |n| of_size("&#", n)),
    ("look-alikes", |n| of_size("ѕuіcide ", n)),
    ("emoji between", |n| of_size("k🖤i🖤", n)),
    ("blades", |n| of_size("自🔪", n)),
    ("symbols", |n| of_size("a🖤🖤🖤🖤🖤🖤🖤🖤", n)),
    ("nearly a cry", |n| of_size("i want to kill my ", n)),
    ("blanks", |n| of_size(" ", n)),
    ("voiced marks", |n| of_size("か\u{3099}ｶﾞ", n)),
    ("Hangul", |n| of_size("ㅈㅏㅅㅏㄹ자살", n)),
    ("vowel signs", |n| of_size("\u{93F}\u{94D}\u{9BE}", n)),
    ("every plane", |n| {
        let mut text = String::new();
        let mut c = 1u32;
        while text.len() < n {
            text.extend(char::from_u32(c));
            c = (c + 257) % 0x11_0000;
        }
        text
    }),
    ("noncharacters and controls", |n| of_size("\u{FFFE}\u{FFFF}\u{10FFFF}\u{0}\u{7F}\u{E0001}\u{FFFC}", n)),
];

/// Texts in which much is heard.
const HEARD_STORMS: &[(&str, Maker)] = &[("a cry again and again", |n| of_size("i want to kill myself ", n))];

fn spans_are_sound(screening: &Screening, text: &str) -> bool {
    screening.signals.iter().all(|s| text.get(s.span.clone()).is_some_and(|t| !t.is_empty()))
}

/// Four times the text may cost about four times the time, up to a megabyte; up to a quarter of one for what is slow anyway.
fn more_than_linear(storms: &[(&str, Maker)]) -> Vec<String> {
    let mut slow = Vec::new();
    for (name, make) in storms {
        let time = |text: &str| {
            let start = Instant::now();
            let screening = pelita().screen(text);
            let time = start.elapsed();
            assert!(spans_are_sound(&screening, text), "{name}");
            time
        };
        let size = if time(&make(15_000)) < Duration::from_millis(8) { 1_000_000 } else { 240_000 };
        let (quarter, whole) = (make(size / 4), make(size));
        let (mut ratio, mut best) = (f64::MAX, Duration::MAX);
        // The best of a few runs, since the machine has other work.
        for _ in 0..3 {
            let small = time(&quarter).max(Duration::from_millis(1));
            best = best.min(time(&whole));
            ratio = ratio.min(best.as_secs_f64() / small.as_secs_f64());
            if ratio < 5.5 {
                break;
            }
        }
        println!("{name}: {:.1} ms for {size} bytes, {ratio:.1} times a quarter of it", best.as_secs_f64() * 1e3);
        // Quadratic would be 16; the rest is room for a noisy machine.
        if ratio > 9.0 {
            slow.push(format!("{name}: {ratio:.1}"));
        }
    }
    slow
}

#[test]
fn time_is_linear_up_to_a_megabyte() {
    assert_eq!(more_than_linear(STORMS), [""; 0]);
}

#[test]
fn time_is_linear_where_much_is_heard() {
    assert_eq!(more_than_linear(HEARD_STORMS), [""; 0]);
}

/// The lexicons' own examples that are shown by default: a sample of them, evenly taken.
fn examples(step: usize) -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lexicons");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("it is there").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let mut out = Vec::new();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "toml") && !p.ends_with("_template.toml")) {
        let lexicon: toml::Table = std::fs::read_to_string(path).expect("UTF-8").parse().expect("TOML");
        let locale = lexicon["locale"].as_str().expect("a tag").to_string();
        let shown = lexicon.get("examples").and_then(|e| e.get("shown")).and_then(|s| s.as_array());
        for text in shown.into_iter().flatten().filter_map(|t| t.as_str()) {
            out.push((locale.clone(), text.to_string()));
        }
    }
    out.into_iter().step_by(step).filter(|(_, text)| shown(text)).collect()
}

#[test]
fn examples_are_heard_in_every_form_of_unicode() {
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
    let forms: [(&str, Form); 6] = [
        ("NFC", |t| t.nfc().collect()),
        ("NFD", |t| t.nfd().collect()),
        ("NFKC", |t| t.nfkc().collect()),
        ("NFKD", |t| t.nfkd().collect()),
        ("upper case", str::to_uppercase),
        ("zero-width", |t| t.chars().flat_map(|c| [c, '\u{2060}']).collect()),
    ];
    let mut tried = 0;
    let mut lost = Vec::new();
    for (locale, text) in examples(5) {
        let mut test = |name: &str, form: String| {
            tried += 1;
            if !shown(&form) {
                lost.push(format!("{locale}, {name}: {form}"));
            }
        };
        for (name, form) in forms {
            test(name, form(&text));
        }
        test("full width", text.chars().map(wide).collect());
    }
    println!("{tried} forms of examples, {} lost", lost.len());
    let known = |l: &String| KNOWN_LOST.iter().any(|k| l.contains(k));
    let new: Vec<_> = lost.iter().filter(|l| !known(l)).collect();
    assert!(tried > 2000 && new.is_empty(), "{} of {tried}: {new:#?}", new.len());
}

/// Forms in which an example is not heard today: to be mended, not to be added to.
const KNOWN_LOST: &[&str] = &["pt, zero-width: #"];

/// An exemption takes its own words away, wherever a cry stands beside it.
#[test]
fn an_exemption_quiets_only_its_own_span() {
    let exempted = [
        "suicide squad trailer",
        "gol bunuh diri",
        "kill process linux",
        "escuadrón suicida película",
        "killing me softly",
        "스어사이드 스쿼드",
    ];
    for quiet in exempted {
        assert!(!shown(quiet), "{quiet}");
        for cry in CRIES {
            for text in
                [format!("{quiet} {cry}"), format!("{cry} {quiet}"), format!("{quiet}. {cry}, {quiet}"), format!("{quiet} {quiet} {cry}")]
            {
                assert!(shown(&text), "{text}");
            }
        }
    }
}

/// What one locale hears alone, it hears beside others.
#[test]
fn a_locale_more_never_takes_a_signal_away() {
    let built = |locales: &[&str]| Interceptor::builder().locales(locales.iter().copied()).build().unwrap_or_else(|e| panic!("{e}"));
    let all = examples(7);
    for (alone, together) in [("id", ["id", "ms", "en"]), ("es", ["es", "pt", "it"]), ("ru", ["ru", "uk", "bg"])] {
        let (one, more) = (built(&[alone]), built(&together));
        let mut compared = 0;
        for (_, text) in all.iter().filter(|(locale, _)| together.contains(&locale.as_str())) {
            let both = more.screen(text);
            for signal in &one.screen(text).signals {
                compared += 1;
                let kept = both.signals.iter().any(|s| s.locale == signal.locale && s.phrase == signal.phrase && s.span == signal.span)
                    || both.signals.iter().any(|s| s.topic == signal.topic && s.urgency >= signal.urgency);
                assert!(kept, "{alone} hears `{}` in `{text}`, but not with {together:?}", signal.phrase);
            }
        }
        assert!(compared > 20, "{alone}: {compared}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let cry = proptest::sample::select(CRIES).prop_map(String::from);
    let odd = proptest::sample::select(vec![
        "\u{301}",
        "\u{200D}",
        "\u{202E}",
        "#",
        "*",
        "&#115;",
        "%73",
        "1",
        "\u{FDFA}",
        "🏳️‍🌈",
        "ﷺ",
        "\u{0}",
        "k i l l",
        "aaaa",
        "Ω",
    ])
    .prop_map(String::from);
    proptest::collection::vec(prop_oneof![3 => any::<String>(), 2 => odd, 1 => cry, 2 => "[a-z ]{0,12}"], 0..8)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_text_panics_and_spans_lie_on_characters(text in any_text()) {
        let screening = pelita().screen(&text);
        for signal in &screening.signals {
            prop_assert!(text.get(signal.span.clone()).is_some_and(|s| !s.is_empty()), "{:?}", signal);
        }
        for signal in &screening.widened(&text).signals {
            prop_assert!(text.get(signal.span.clone()).is_some());
        }
        let _ = pelita().intercept(&text, &Searcher::unknown());
    }

    #[test]
    fn a_verdict_does_not_depend_on_how_the_text_is_encoded(cry in proptest::sample::select(CRIES)) {
        for form in [cry.nfd().collect::<String>(), cry.nfc().collect(), cry.nfkc().collect(), cry.to_uppercase(), format!("\u{200F}{cry}\u{200E}")] {
            prop_assert!(shown(&form), "{}", form);
        }
        let sprinkled: String = cry.chars().flat_map(|c| [c, '\u{200D}']).collect();
        prop_assert!(shown(&sprinkled), "{}", sprinkled);
    }

    #[test]
    fn ordinary_words_around_a_cry_never_hide_it(cry in proptest::sample::select(CRIES), before in "([a-z]{3,9} ){0,6}", after in "( [a-z]{3,9}){0,6}") {
        let text = [before.as_str(), cry, &after].concat();
        prop_assert!(shown(&text), "{}", text);
    }
}

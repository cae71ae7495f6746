//! What is fuzzed: one function a target, each from bytes. `tests/finds.rs` calls them too, on the seeds and on what was found.
//!
//! A target fails by a panic. None prints its input.

#[path = "../../examples/check/batch.rs"]
mod batch;

use std::fs;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use pelita::ffi::*;
use pelita::{Audience, Builder, Error, Intent, Interceptor, Searcher, Topic};
use unicode_normalization::UnicodeNormalization;

const ENGLISH: &str = include_str!("../../data/messages/en.toml");
const INDONESIA: &str = include_str!("../../data/resources/ID.toml");
/// A lexicon that hears one phrase.
const LEXICON: &str = r#"locale = "qaa"
name = "Test"
reviewed = "2026-11-24"
[[phrases]]
topic = "suicide"
intent = "ideation"
match = ["i want to die"]
"#;

/// A data directory with nothing but English words and one country, so that a build takes a fraction of a millisecond.
static SMALL: LazyLock<PathBuf> = LazyLock::new(|| {
    let directory = temporary("small");
    write(&directory, ENGLISH.as_bytes());
    directory
});

static QUIET: LazyLock<Interceptor> = LazyLock::new(|| small().lexicon("qaa.toml", LEXICON).build().expect("a lexicon of one phrase"));

fn temporary(name: &str) -> PathBuf {
    let root = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
    root.join(format!("pelita-fuzz-{}-{name}", std::process::id()))
}

fn write(directory: &Path, messages: &[u8]) {
    for folder in ["lexicons", "resources", "messages"] {
        fs::create_dir_all(directory.join(folder)).expect("a temporary directory");
    }
    fs::write(directory.join("resources/ID.toml"), INDONESIA).expect("written");
    fs::write(directory.join("messages/en.toml"), messages).expect("written");
}

fn small() -> Builder {
    Interceptor::builder().data_directory(&*SMALL)
}

/// The letters of a text without its breaks, however it is encoded.
pub fn fold(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let letters = |text: &str| QUIET.explain(text).folded.replace(' ', "");
    let plain = letters(&text);
    // More does not fit into one window.
    if text.chars().count() <= 64 {
        let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
        assert!(letters(&nfc) == letters(&nfd), "NFC and NFD fold to other letters");
        let marked = format!("\u{200F}{text}\u{200E}");
        assert!(letters(&marked) == plain, "marks of direction change the letters");
    }
}

/// Screening: a verdict that does not depend on who asks, spans that lie on characters.
pub fn screen(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let pelita = Interceptor::builtin();
    let screening = pelita.screen(&text);
    let explanation = pelita.explain(&text);
    assert!(screening == explanation.screening, "the explanation tells another verdict");
    let is_span = |span: &std::ops::Range<usize>| text.get(span.clone()).is_some_and(|s| !s.is_empty());
    assert!(screening.signals.iter().all(|s| is_span(&s.span)), "a signal's span is wrong");
    assert!(explanation.quieted.iter().all(|q| is_span(&q.span)), "a quieted span is wrong");
    for (wide, signal) in screening.widened(&text).signals.iter().zip(&screening.signals) {
        assert!(is_span(&wide.span) && wide.span.start <= signal.span.start && signal.span.end <= wide.span.end, "a widened span is wrong");
    }
    let prompt = pelita.intercept(&text, &Searcher::unknown());
    assert!(prompt.is_some() == pelita.is_shown(&screening), "shown without a prompt, or not shown with one");
    let _ = pelita.screen(&text.to_uppercase());
    let _ = pelita.screen(&text.to_lowercase());
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '\0'..='\x1F' | '\x7F' => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// An error names its file, and a place that is in it.
fn check_error(e: &Error, text: &str) {
    assert!(e.file().is_some(), "an error names no file: {:?}", e.kind());
    if let Some((line, column)) = e.position() {
        let there = text.split('\n').nth(line.wrapping_sub(1)).map(|l| l.chars().count());
        assert!(there.is_some_and(|n| (1..=n + 1).contains(&column)), "an error's place is outside of its file");
    }
}

fn lexicon(text: &str, queries: &[&str]) {
    match small().lexicon("qaa.toml", text).build() {
        Ok(pelita) => {
            for query in queries {
                let screening = pelita.screen(query);
                assert!(screening == pelita.explain(query).screening, "the explanation tells another verdict");
                assert!(screening.signals.iter().all(|s| query.get(s.span.clone()).is_some()), "a span is wrong");
            }
        }
        Err(e) => check_error(&e, text),
    }
    if let Err(e) = small().lexicon("qaa.toml", text).lint() {
        check_error(&e, text);
    }
}

/// The phrase language. Lines: a phrase, an exemption, what must not stand before it, nor after it, a member of a class, a query.
pub fn phrase_language(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (phrase, exempt, after, before, member, query) = (next(), next(), next(), next(), next(), next());
    let list = |line: &str| if line.is_empty() { "[]".to_string() } else { format!("[{}]", quoted(line)) };
    let member = if member.is_empty() { "wait" } else { member };
    let toml = format!(
        "locale = \"qaa\"\nname = \"Test\"\nreviewed = \"2026-11-24\"\n[words]\nfirst_person = [\"i\"]\nwant = [\"want\", {}]\ndie = [\"die\", \"be dead\"]\n\
         [context]\nfilm = [\"film\"]\n\
         [[phrases]]\ntopic = \"suicide\"\nintent = \"ideation\"\nstrength = \"contextual\"\nnot_after = {}\nnot_before = {}\nmatch = {}\n\
         [[exempt]]\nwhy = \"a test\"\nheard = []\nmatch = {}\n",
        quoted(member),
        list(after),
        list(before),
        list(phrase),
        list(exempt),
    );
    lexicon(&toml, &[phrase, exempt, query, "i want to die"]);
}

/// The schema of lexicons.
pub fn lexicon_toml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    lexicon(&text, &["i want to die", "selamat pagi", "死にたい", &text]);
}

/// Cards for whoever may ask, as JSON, now and when the data is old.
fn cards(pelita: &Interceptor) {
    let day = Duration::from_secs(86_400);
    for (i, &intent) in Intent::ALL.iter().enumerate() {
        let country = [Some("ID"), Some("GB"), None][i % 3].and_then(|c| c.parse().ok());
        let mut searcher = Searcher::unknown().with_languages(["id", "en", "ar, en;q=0.1"][i % 3]).with_audience(Audience::ALL[i]);
        searcher.country = country;
        for topic in [Topic::Suicide, Topic::Bereavement] {
            let card = pelita.card_at(topic, intent, &searcher, SystemTime::UNIX_EPOCH + day * 20_800 * (i as u32 % 3));
            let json = serde_json::to_string(&card).expect("a card is JSON");
            assert!(json.len() > 2);
        }
    }
}

/// The schema of country files.
pub fn resources_toml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match small().lexicon("qaa.toml", LEXICON).resources("XX.toml", &*text).build() {
        Ok(pelita) => {
            cards(&pelita);
            for (country, _) in pelita.directory().countries() {
                let _ = pelita.card(Topic::Suicide, Intent::Ideation, &Searcher::from_country(country));
            }
        }
        Err(e) => check_error(&e, &text),
    }
}

/// The schema of message files, read from a directory.
pub fn messages(data: &[u8]) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let directory = temporary(&format!("messages-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    write(&directory, data);
    let built = Interceptor::builder().data_directory(&directory).lexicon("qaa.toml", LEXICON).build();
    fs::remove_dir_all(&directory).expect("removed");
    match built {
        Ok(pelita) => cards(&pelita),
        // What is missing is said of no file.
        Err(e) if e.to_string().starts_with("there is no English message file") => {}
        Err(e) => check_error(&e, &String::from_utf8_lossy(data)),
    }
}

/// The C ABI. Lines: a query, country, languages, region, audience, threshold, topics, locales. Any bytes.
pub fn c_abi(data: &[u8]) {
    const NOTHING: PelitaText = PelitaText { data: ptr::null(), len: 0 };
    let mut lines = data.split(|b| *b == b'\n');
    let mut next = || lines.next().map_or(NOTHING, |l| PelitaText { data: l.as_ptr(), len: l.len() });
    let query = next();
    let searcher = PelitaSearcher { country: next(), languages: next(), region: next(), audience: next() };
    let directory = SMALL.display().to_string();
    let directory = PelitaText { data: directory.as_ptr(), len: directory.len() };
    let options = PelitaOptions { directory, threshold: next(), topics: next(), locales: next(), hide_stale: data.len() as u32 & 1 };
    let empty = || PelitaBuffer { data: ptr::null_mut(), len: 0 };
    // SAFETY: all texts lie in `data`, all other pointers are to locals.
    unsafe {
        let take = |mut buffer: PelitaBuffer| {
            let text = if buffer.data.is_null() {
                String::new()
            } else {
                let bytes = std::slice::from_raw_parts(buffer.data, buffer.len);
                String::from_utf8(bytes.to_vec()).expect("what is handed out is UTF-8")
            };
            pelita_free(&raw mut buffer);
            pelita_free(&raw mut buffer);
            text
        };
        let (mut builtin, mut own, mut message) = (ptr::null_mut(), ptr::null_mut(), empty());
        assert!(pelita_open(ptr::null(), &raw mut builtin, ptr::null_mut()) == PELITA_OK);
        let code = pelita_open(&raw const options, &raw mut own, &raw mut message);
        let said = take(message);
        assert!(code == PELITA_OK || matches!(code, PELITA_E_NOT_FOUND | PELITA_E_IO | PELITA_E_DATA) && own.is_null() && !said.is_empty());
        for handle in [builtin, own] {
            let urgency = pelita_screen(handle, query.data, query.len);
            let shown = pelita_is_shown(handle, query.data, query.len);
            let (mut prompt, mut signals) = (empty(), empty());
            let code = pelita_intercept(handle, query.data, query.len, &raw const searcher, &raw mut prompt);
            let heard = pelita_signals(handle, query.data, query.len, &raw mut signals);
            let (prompt, signals) = (take(prompt), take(signals));
            if handle.is_null() {
                assert!([urgency, shown, code, heard] == [PELITA_E_NULL; 4]);
                continue;
            }
            assert!((PELITA_CLEAN..=PELITA_HIGH).contains(&urgency) && heard == PELITA_OK && code == shown);
            assert!(shown == PELITA_OK || shown == PELITA_SHOWN);
            assert!(prompt.is_empty() == (shown == PELITA_OK));
            if !prompt.is_empty() {
                let prompt: serde_json::Value = serde_json::from_str(&prompt).expect("a prompt is JSON");
                assert!(prompt["card"]["headline"].is_string());
            }
            let signals: serde_json::Value = serde_json::from_str(&signals).expect("signals are JSON");
            let signals = signals["signals"].as_array().expect("a list");
            assert!(signals.is_empty() == (urgency == PELITA_CLEAN));
            for signal in signals {
                let at = |end: &str| signal["span"][end].as_u64().expect("a number") as usize;
                assert!(at("start") < at("end") && at("end") <= query.len, "a span is outside of the query");
            }
        }
        pelita_close(builtin);
        pelita_close(own);
    }
}

/// The checker's batch mode: an answer a line, in order, the same on one thread and on three.
pub fn checker_batch(data: &[u8]) {
    let pelita = Interceptor::builtin();
    let run = |threads| {
        let mut out = Vec::new();
        batch::run(pelita, threads, false, data, &mut out).expect("memory does not fail");
        out
    };
    let out = run(1);
    assert!(out == run(3), "three threads answer otherwise");
    let mut lines: Vec<&[u8]> = data.split(|b| *b == b'\n').collect();
    if lines.last().is_some_and(|l| l.is_empty()) {
        lines.pop();
    }
    let out = String::from_utf8(out).expect("answers are UTF-8");
    assert!(out.lines().count() == lines.len(), "another number of answers than of lines");
    for (answer, line) in out.lines().zip(lines) {
        let answer: serde_json::Value = serde_json::from_str(answer).expect("an answer is JSON");
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(query) => {
                assert!(answer["query"] == query, "another query than asked");
                assert!(answer["shown"] == pelita.is_shown(&pelita.screen(query)), "another verdict than the library's");
            }
            Err(_) => assert!(answer["error"] == "not valid UTF-8" && answer["shown"] == false),
        }
    }
}

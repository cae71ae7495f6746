//! The query checker, end to end, as a newcomer runs it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Cargo builds the examples for the tests, into a folder beside them.
fn checker() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    test.parent().and_then(Path::parent).expect("target/PROFILE/deps").join("examples").join("check")
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(checker())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the checker is built with the tests");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    // From a thread of its own, since the checker answers while it reads. It may end before it has read everything: that is its right.
    std::thread::spawn(move || stdin.write_all(&input));
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn indonesia_gets_its_card_however_it_is_asked_for() {
    for query in ["cara bunuh diri", "how to kill myself", "#PengenMati", "bunuhdiri", "b u n u h d i r i", "bunhu diri", "bunuh d1r1"] {
        let out = run(&["--country", "ID", query], b"");
        assert!(text(&out.stdout).contains("healing119.id"), "{query}: {}", text(&out.stdout));
        assert!(text(&out.stdout).contains("Into The Light"), "{query}");
    }
    for query in ["bunuh diri kelas", "sabun dirigen 5 liter", "suicide squad trailer"] {
        let out = run(&["--country", "ID", query], b"");
        assert_eq!(text(&out.stdout), "no card: an ordinary query\n", "{query}");
        assert!(out.status.success());
    }
}

#[test]
fn batch_answers_every_line_in_order() {
    let input = b"i want to kill myself\nresep rendang\n\xff\xfe broken\n\nsuicide squad trailer\r\npengen mati aja";
    for threads in ["1", "3"] {
        let out = run(&["--batch", "--threads", threads], input);
        let lines: Vec<serde_json::Value> = text(&out.stdout).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        assert_eq!(lines.len(), 6);
        let shown: Vec<bool> = lines.iter().map(|l| l["shown"].as_bool().expect("a bool")).collect();
        assert_eq!(shown, [true, false, false, false, false, true]);
        assert_eq!(lines[0]["query"], "i want to kill myself");
        assert_eq!((&lines[0]["topic"], &lines[0]["urgency"]), (&"suicide".into(), &"high".into()));
        assert_eq!(lines[2]["error"], "not valid UTF-8");
        assert_eq!(lines[4]["query"], "suicide squad trailer");
        for key in ["query", "shown", "topic", "intent", "urgency", "locale", "matched"] {
            assert!(lines[0].get(key).is_some() && lines[1].get(key).is_some(), "{key}");
        }
    }
}

#[test]
fn many_lines_keep_their_order_on_many_threads() {
    let input: String =
        (0..14_000).map(|i| if i % 1000 == 7 { "i want to die\n".to_string() } else { format!("bread recipe {i}\n") }).collect();
    let one = run(&["--batch"], input.as_bytes());
    let four = run(&["--batch", "--threads", "4"], input.as_bytes());
    assert_eq!(one.stdout, four.stdout);
    assert_eq!(text(&one.stdout).matches("\"shown\":true").count(), 14);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child =
        Command::new(checker()).arg("--batch").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("built");
    drop(child.stdout.take());
    let _ = child.stdin.take().expect("piped").write_all("hello world\n".repeat(100_000).as_bytes());
    let out = child.wait_with_output().expect("it ends");
    assert!(out.status.success(), "{:?} {}", out.status, text(&out.stderr));
    assert!(out.stderr.is_empty());
}

#[test]
fn wrong_arguments_and_data_get_one_clear_message() {
    for (arguments, message) in [
        (&["--country", "Atlantis", "x"][..], "not an ISO 3166-1 country code"),
        (&["--audience", "cats", "x"], "expected one of all, children"),
        (&["--locales", "tlh", "x"], "there is no lexicon for `tlh`"),
        (&["--language", "???", "x"], "not a BCP 47 language tag"),
        (&["--data", "/nowhere", "x"], "/nowhere: not a directory"),
    ] {
        let out = run(arguments, b"");
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        let message_seen = text(&out.stderr);
        assert!(message_seen.contains(message) && !message_seen.contains("panicked"), "{message_seen}");
    }
}

#[test]
fn explain_marks_what_was_heard() {
    let out = run(&["--country", "GB", "--explain", "please i want to kill myself"], b"");
    let shown = text(&out.stdout);
    assert!(shown.contains("folded please i want to kill myself"), "{shown}");
    assert!(shown.contains("^^^^") && shown.contains("suicide / ideation / high"), "{shown}");
    assert!(shown.contains("Samaritans"), "{shown}");
    let out = run(&["--explain", "suicide squad trailer"], b"");
    assert!(text(&out.stdout).contains("quiet"), "{}", text(&out.stdout));
}

#[test]
fn a_card_needs_no_query_and_json_is_json() {
    let out = run(&["--country", "US", "--card"], b"");
    assert!(text(&out.stdout).contains("Call 988"));
    let out = run(&["--country", "US", "--json", "i want to die"], b"");
    let prompt: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(prompt["card"]["resources"][0]["contacts"][0]["link"], "tel:988");
    let out = run(&["--json", "resep rendang"], b"");
    assert_eq!(text(&out.stdout), "null\n");
}

#[test]
fn a_ribbon_stands_beside_a_campaign_in_its_time() {
    let ask = |date: &str| text(&run(&["--country", "ID", "--date", date, "yuk #MariBicara"], b"").stdout);
    assert_eq!(ask("2026-10-10"), "no card: an ordinary query\n💚 Pita hijau: kesehatan mental (#MariBicara)\n");
    assert_eq!(ask("2026-11-24"), "no card: an ordinary query\n");
}

//! Every lexicon's own examples: shown, quiet, information, exemptions that must not silence, rejected phrases.

use pelita::{Interceptor, Severity};

#[test]
fn every_example_does_what_it_says() {
    let findings = Interceptor::builder().lint().expect("the lexicons load");
    let errors: Vec<String> = findings.iter().filter(|f| f.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{} of the lexicons' examples fail:\n{}", errors.len(), errors.join("\n"));
}

#[test]
fn lint_points_at_what_is_wrong() {
    let lexicon = r#"
locale = "xx"
name = "Test"
reviewed = "2026-11-24"

[[phrases]]
topic = "suicide"
intent = "ideation"
match = ["abrakadabra sesam", "simsalabim (a|"]
"#;
    let findings = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", lexicon).lint().expect("it can be read");
    assert_eq!(
        findings[0].to_string(),
        "error: xx.toml:9:46: phrases.match: an empty alternative; write `[a|b]` for something that may be missing: `simsalabim (a|`"
    );
    let lexicon = lexicon.replace(", \"simsalabim (a|\"", "") + "[examples]\nshown = [\"hokus pokus\"]\nquiet = [\"abrakadabra sesam\"]\n";
    let findings = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", lexicon).lint().expect("it can be read");
    let text: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(text[0].contains("xx.toml:11:11: examples.shown: is not shown: `hokus pokus`"), "{text:?}");
    assert!(text[1].contains("is shown (heard: `abrakadabra sesam` of xx, high)"), "{text:?}");
}

#[test]
fn errors_of_a_lexicon_name_file_line_column_and_key() {
    let build = |phrase: &str| {
        let toml = format!(
            "locale = \"xx\"\nname = \"x\"\nreviewed = \"2026-11-24\"\n[words]\na = [\"abrakadabra\", \"<b>\"]\nb = [\"simsalabim\"]\n[[phrases]]\ntopic = \"suicide\"\nintent = \"plan\"\nmatch = [\"{phrase}\"]\n"
        );
        Interceptor::builder().locales(["xx"]).lexicon("xx.toml", toml).build().map(|_| ()).map_err(|e| e.to_string())
    };
    assert_eq!(build("<a> sesam"), Ok(()));
    for (phrase, error) in [
        ("<c> sesam", "xx.toml:10:11: phrases.match: there is no `c` in [words]: `<c> sesam`"),
        ("hokus, pokus", "xx.toml:10:16: phrases.match: `,` has no meaning in a phrase; leave punctuation out: `hokus, pokus`"),
        ("[hokus] [pokus]", "too little to look for (`nothing but options`)"),
        ("hok*", "too little to look for (`hok`)"),
        ("sesam ー", "xx.toml:10:11: phrases.match: `ー` folds to nothing"),
    ] {
        let e = build(phrase).unwrap_err();
        assert!(e.contains(error), "{e}");
    }
    let missing = Interceptor::builder().locales(["xx"]).build().unwrap_err();
    assert!(missing.to_string().starts_with("there is no lexicon for `xx`; there are af, am, ar, "), "{missing}");
}

//! The phrase language, from the outside: one lexicon of invented words, one row per sentence of its one-page description.

use pelita::{Intent, Interceptor, Urgency};

const LEXICON: &str = r#"
locale = "xx"
name = "Test"
reviewed = "2026-11-24"

[words]
first_person = ["ego"]
want = ["volo", "cupio"]
die  = ["morior", "abeo foras"]

[context]
film = ["pellicula"]

[[phrases]]
topic = "suicide"
intent = "ideation"
match = [
    "<want> <die>", "zubatek .. kopretina", "{lampyris & umbrella}", "=žluťoučký kůň", "[ne]pohasnout*", "*ponorka",
    "svetlonos~", "^ jenom tohle $", "kabl _ drat", "self-lorem", "死にたい", "tutu bebe", "자살*", "自○し",
]

[[phrases]]
topic = "suicide"
intent = "plan"
not_after = ["pro"]
not_before = ["lampu"]
match = ["hvezdar"]

[[phrases]]
topic = "suicide"
intent = "concern"
strength = "weak"
match = ["mlzne"]

[[phrases]]
topic = "suicide"
intent = "help_seeking"
strength = "contextual"
match = ["zahrada"]

[[phrases]]
topic = "suicide"
intent = "information"
match = ["zubatek kopretina statistika"]

[[exempt]]
why = "test"
match = ["volo morior cantus"]
heard = ["volo morior cantus volo morior"]
"#;

fn shown(query: &str) -> bool {
    use once_cell::sync::Lazy;
    static PELITA: Lazy<Interceptor> =
        Lazy::new(|| Interceptor::builder().locales(["xx"]).lexicon("xx.toml", LEXICON).build().expect("it loads"));
    PELITA.is_shown(&PELITA.screen(query))
}

#[test]
fn phrases_are_heard_as_the_page_says() {
    for query in [
        "volo morior",
        "ego cupio abeo foras hodie",
        "VOLO MORIOR!",
        "#VoloMorior",
        "#volomorior",
        "volomorior",
        "volo-morior",
        "volo_morior",
        "zubatek kopretina",
        "zubatek a b c kopretina",
        "umbrella lampyris",
        "lampyris x umbrella",
        "žluťoučký kůň",
        "pohasnout",
        "nepohasnouti",
        "submarinaponorka",
        "svetlonos",
        "svetlnos",
        "svetlnoos",
        "svetloonos",
        "svetlonod",
        "jenom tohle",
        "  Jenom, tohle! ",
        "kabl x drat",
        "self lorem",
        "selflorem",
        "self-lorem",
        "死にたい",
        "もう死にたいよ",
        "シニ 死 に た い",
        "자살하고",
        "自●した",
        "tutubebe",
        "tutu bebe",
        "v o l o m o r i o r",
        "v.o.l.o m.o.r.i.o.r",
        "v0l0 m0r10r",
        "volo m*rior",
        "ｖｏｌｏ ｍｏｒｉｏｒ",
        "vo\u{200B}lo mo\u{AD}rior",
        "vоlо mоriоr",
        "voooolo moooorior",
        "vólò mõriör",
        "volo&nbsp;morior",
        "volo%20morior",
        "hvezdar",
        "zahrada",
        "mlzne",
        "ego mlzne dnes",
        "volo morior cantus volo morior",
    ] {
        assert!(shown(query), "{query}");
    }
}

#[test]
fn phrases_are_left_alone_as_the_page_says() {
    for query in [
        "volo",
        "morior volo",
        "zubatek a b c d kopretina",
        "xvolo morior",
        "volo moriorx",
        "zlutoucky kun",
        "a jenom tohle",
        "kabl drat",
        "kabl x y drat",
        "svetlnso",
        "pro hvezdar",
        "hvezdar lampu",
        "pellicula zahrada",
        "mlzne dnes",
        "pellicula ego mlzne",
        "volo morior cantus",
        "volo morior cantus xiii",
        "volo morior cantus 1a",
        "zubatek kopretina statistika",
        "의자 살까",
        "ponorky",
        "umbrella",
        "",
    ] {
        assert!(!shown(query), "{query}");
    }
}

#[test]
fn a_verdict_explains_itself() {
    let pelita = Interceptor::builder().locales(["xx"]).lexicon("xx.toml", LEXICON).build().expect("it loads");
    let query = "dnes V\u{301}OLO morior";
    let screening = pelita.screen(query);
    let top = screening.top().expect("heard");
    assert_eq!((top.intent, top.urgency, &*top.locale, &*top.phrase), (Intent::Ideation, Urgency::High, "xx", "<want> <die>"));
    assert_eq!(&query[top.span.clone()], "V\u{301}OLO morior");
    let explanation = pelita.explain("zubatek kopretina statistika");
    assert_eq!(explanation.screening.urgency(), Some(Urgency::Info));
    assert_eq!((explanation.quieted[0].why, &*explanation.quieted[0].phrase), ("information", "zubatek .. kopretina"));
    assert!(pelita.explain("volo morior cantus").quieted.iter().any(|q| q.why == "exempt"));
}

#[test]
fn a_long_text_is_heard_wherever_the_phrase_stands() {
    for at in [0, 1000, 20_000, 99_000] {
        let text = format!("{}volo morior {}", "lorem ipsum ".repeat(at / 12), "dolor sit ".repeat((100_000 - at) / 10));
        assert!(shown(&text), "{at}");
    }
    assert!(!shown(&"lorem ipsum ".repeat(10_000)));
}

//! What holds for every text.

use pelita::{Interceptor, Searcher};
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

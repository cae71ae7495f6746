//! What may be suggested while somebody types, in several languages.

use pelita::Interceptor;

fn pelita() -> &'static Interceptor {
    Interceptor::builtin()
}

fn all(texts: &[&str], offered: bool) {
    let wrong: Vec<&&str> = texts.iter().filter(|t| pelita().is_suggestible(t) != offered).collect();
    assert!(
        wrong.is_empty(),
        "{} {wrong:?}",
        if offered { "should be offered, and are withheld:" } else { "should be withheld, and are offered:" }
    );
}

#[test]
fn help_worry_loss_and_prevention_stay() {
    all(
        &[
            "suicide hotline",
            "suicide prevention",
            "suicide awareness month",
            "how to help a suicidal friend",
            "how to help someone with suicidal thoughts",
            "help for suicidal thoughts",
            "how to stop wanting to die",
            "how to stop thinking about killing myself",
            "how to stop self harming",
            "my friend wants to kill himself",
            "mein bruder will nimmer leben",
            "my brother killed himself",
            "suicide rate by country",
            "988",
            "hotline bunuh diri",
            "pencegahan bunuh diri",
            "cara membantu teman yang ingin bunuh diri",
            "prévention du suicide",
            "comment aider un ami suicidaire",
            "hilfe bei suizidgedanken",
            "suizidprävention",
            "línea de ayuda suicidio",
            "prevención del suicidio",
            "профилактика суицида",
            "телефон доверия суицид",
            "自殺 相談",
            "自殺 防止",
            "자살 예방",
            "자살 상담",
        ],
        true,
    );
}

#[test]
fn methods_plans_wishes_and_acts_are_withheld() {
    all(
        &[
            "how to kill myself",
            "how to kill myself painlessly",
            "suicide methods",
            "suicide note template",
            "i want to die",
            "i want to kill myself lyrics",
            "how to hide self harm scars",
            "how to cut myself",
            "cara bunuh diri",
            "pengen mati aja",
            "comment se suicider",
            "je veux mourir",
            "wie bringe ich mich um",
            "como suicidarse",
            "как покончить с собой",
            "хочу умереть",
            "muốn tự tử",
            "死にたい",
            "自殺 方法",
            "자살 방법",
        ],
        false,
    );
}

/// A word of help does not make a method or a wish that is spelled out fit to be suggested.
#[test]
fn help_does_not_cover_everything() {
    all(
        &["help me kill myself", "suicide hotline methods", "how to help someone commit suicide", "help me die", "help i want to die"],
        false,
    );
}

#[test]
fn encouragement_is_withheld() {
    all(
        &[
            "kill yourself",
            "kys",
            "how to make someone kill themselves",
            "convince someone to kill themselves",
            "how to convince my girlfriend to commit suicide",
            "cara membuat orang bunuh diri",
            "jemanden in den selbstmord treiben",
        ],
        false,
    );
    all(&["how to convince someone not to kill themselves"], true);
}

#[test]
fn a_last_word_is_ended_as_the_lexicons_end_it() {
    all(
        &[
            "how to kill mys",
            "how to kill my",
            "how to kill m",
            "how to kill MYSEL",
            "i want to di",
            "how to commit suic",
            "how to die p",
            "comment se su",
            "je veux mour",
            "ich will ste",
            "ich will mich umb",
            "cara bunuh d",
            "pengen mat",
            "quiero mor",
            "хочу умер",
            "как убить себ",
            "intihar etm",
            "muốn tự t",
            "死にた",
            "自殺 方",
            "자살하고 싶",
        ],
        false,
    );
}

#[test]
fn a_question_for_a_method_is_withheld_before_its_object() {
    all(&["how to kill", "how to kill ", "how to hang", "как убить", "cara bunuh"], false);
}

#[test]
fn ordinary_texts_stay() {
    all(
        &[
            "",
            " ",
            "#",
            "weather tomorrow",
            "how to kill weeds",
            "how to kill a process",
            "how to cut my hair",
            "best way to kill time",
            "i want to be a doctor",
            "vitamin d",
            "die hard",
            "stiff neck",
            "jump rope",
            "suicide squad",
            "gol bunuh diri",
            "resep rendang",
            "wetter morgen",
            "météo demain",
            "погода завтра",
            "東京 天気",
            "날씨",
        ],
        true,
    );
}

#[test]
fn a_list_keeps_its_order() {
    let mut list: Vec<String> = ["suicide squad", "how to kill myself", "suicide hotline", "i want to die"].map(String::from).to_vec();
    pelita().retain_suggestible(&mut list);
    assert_eq!(list, ["suicide squad", "suicide hotline"]);
}

#[test]
fn every_prefix_of_a_cry_is_judged_without_panic_and_the_last_ones_are_withheld() {
    for cry in ["i want to kill myself", "je veux mourir", "хочу умереть", "死にたい", "자살하고 싶다", "muốn tự tử", "मैं मरना चाहता हूं"]
    {
        for (end, _) in cry.char_indices() {
            let _ = pelita().is_suggestible(&cry[..end]);
        }
        let cut = cry.char_indices().next_back().map_or(0, |(at, _)| at);
        assert!(!pelita().is_suggestible(&cry[..cut]), "{}", &cry[..cut]);
    }
}

#[test]
fn long_and_odd_texts_are_harmless() {
    for text in ["how to kill ".repeat(5000), "死".repeat(5000), "\u{301}".repeat(300), "a\u{0}b\u{FFFD}".repeat(200), "🖤".repeat(200)]
    {
        let _ = pelita().is_suggestible(&text);
    }
    assert!(!pelita().is_suggestible(&format!("{}how to kill mys", "lorem ipsum ".repeat(200))));
}

//! The table at the top of `src/directory/resolve.rs`, row by row, on a country that is made up for it.

use std::time::{Duration, SystemTime};

use pelita::{Audience, Card, Intent, Interceptor, Searcher, Topic};

/// 2026-11-24, a Tuesday, 12:00 UTC.
fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_521_600)
}

/// A resource of the made-up country: what a test leaves out is as plain as can be.
fn service(id: &str, keys: &str, contact: &str) -> String {
    let mut lines = format!("[[resources]]\nid = \"{id}\"\nname = \"{id}\"\n{keys}\n");
    for (key, value) in [("kind", "\"hotline\""), ("topics", "[\"suicide\"]"), ("audiences", "[\"all\"]"), ("languages", "[\"en\"]")] {
        if !keys.lines().any(|l| l.starts_with(key)) {
            lines += &format!("{key} = {value}\n");
        }
    }
    let number =
        if keys.contains("information") { "kind = \"web\"\nvalue = \"https://example.org\"" } else { "kind = \"phone\"\nvalue = \"123\"" };
    let checked = if contact.contains("checked") { "" } else { "checked = \"2026-10\"" };
    lines + &format!("[[resources.contacts]]\n{number}\n{checked}\nsources = []\n{contact}\n")
}

/// An interceptor with one made-up country file. Nobody lives in Antarctica but guests, so its code is free for it.
fn with(head: &str, services: &[String], hide_stale: bool) -> Interceptor {
    let file = format!("country = \"AQ\"\nreviewed = \"2026-11-24\"\n{head}\n{}", services.concat());
    let builder = Interceptor::builder().locales(Vec::<String>::new()).resources("AQ.toml", file).hide_stale(hide_stale);
    builder.build().unwrap_or_else(|e| panic!("{e}"))
}

fn searcher() -> Searcher {
    Searcher::from_country("AQ".parse().expect("a code")).with_languages("en")
}

fn unknown_language() -> Searcher {
    Searcher::from_country("AQ".parse().expect("a code"))
}

fn card(services: &[String], searcher: &Searcher) -> Card {
    with("", services, false).card_at(Topic::Suicide, Intent::HelpSeeking, searcher, noon())
}

/// The ids on the card, without the international directories.
fn ids(card: &Card) -> Vec<&str> {
    card.resources.iter().map(|r| r.id.as_str()).filter(|id| !id.starts_with("int-")).collect()
}

#[test]
fn row_1_only_what_fits_the_searcher() {
    let services = [
        service("all", "", ""),
        service("youth", "audiences = [\"youth\"]", ""),
        service("north", "regions = [\"AQ-N\"]", ""),
        service("eating", "topics = [\"eating_disorder\"]", ""),
        service("general", "topics = [\"mental_health\"]", ""),
    ];
    assert_eq!(ids(&card(&services, &searcher())), ["all", "general"]);
    assert_eq!(ids(&card(&services, &searcher().with_audience(Audience::Youth))), ["youth", "all", "general"]);
    assert_eq!(ids(&card(&services, &searcher().with_region("AQ-N".parse().expect("a region")))), ["all", "north", "general"]);
    let abroad = Searcher::from_country("BV".parse().expect("a code")).with_languages("en");
    assert_eq!(ids(&card(&services, &abroad)), [""; 0], "never another country's number");
    let eating = with("", &services, false).card_at(Topic::EatingDisorder, Intent::HelpSeeking, &searcher(), noon());
    assert_eq!(ids(&eating), ["eating", "general"]);
}

#[test]
fn row_2_stale_checks_come_last_or_not_at_all() {
    // Fresh until 18 months, old until 24.
    let services = [
        service("stale", "rank = 1", "checked = \"2024-10\""),
        service("old", "rank = 2", "checked = \"2024-11\""),
        service("fresh", "rank = 3", "checked = \"2025-05\""),
        service("fresh-information", "kind = \"information\"", ""),
    ];
    let shown = card(&services, &searcher());
    assert_eq!(ids(&shown), ["old", "fresh", "fresh-information", "stale"]);
    let said: Vec<&str> = shown.resources.iter().map(|r| r.contacts[0].checked.as_str()).collect();
    assert_eq!(said, ["Checked 2024-11", "Checked 2025-05", "Checked 2026-10", "Last checked 2024-10; it may have changed"]);
    let hidden = with("", &services, true).card_at(Topic::Suicide, Intent::HelpSeeking, &searcher(), noon());
    assert_eq!(ids(&hidden), ["old", "fresh", "fresh-information"]);

    // Within one service, and beside the international directories.
    let second = "\n[[resources.contacts]]\nkind = \"sms\"\nvalue = \"456\"\nchecked = \"2026-10\"\nsources = []";
    let mixed = card(&[service("mixed", "", &format!("checked = \"2024-10\"{second}"))], &searcher());
    assert_eq!(mixed.resources[0].contacts.iter().map(|c| c.value.as_str()).collect::<Vec<_>>(), ["456"]);
    let body = card(&[service("stale-body", "kind = \"information\"", "checked = \"2020-01\"")], &searcher());
    assert_eq!(body.resources.last().map(|r| r.id.as_str()), Some("stale-body"));
    let only_stale = with("", &services[..1], true).card_at(Topic::Suicide, Intent::HelpSeeking, &searcher(), noon());
    assert!(!only_stale.local && only_stale.notice.is_some());
}

#[test]
fn row_3_who_answers_comes_before_who_informs() {
    let services = [service("a-body", "kind = \"information\"\nrank = 1", ""), service("b-line", "rank = 9", "")];
    assert_eq!(ids(&card(&services, &searcher())), ["b-line", "a-body"]);
}

#[test]
fn row_4_languages_in_the_order_of_the_searcher() {
    let services =
        [service("de", "languages = [\"de\"]", ""), service("fr", "languages = [\"fr\"]", ""), service("it", "languages = [\"it\"]", "")];
    assert_eq!(ids(&card(&services, &unknown_language().with_languages("it, fr;q=0.5"))), ["it", "fr", "de"]);
    assert_eq!(ids(&card(&services, &unknown_language().with_languages("fr-CA, it;q=0.5"))), ["fr", "it", "de"]);
}

#[test]
fn row_5_the_own_group_comes_first() {
    let services = [
        service("a-all", "", ""),
        service("b-veterans", "audiences = [\"veterans\"]", ""),
        service("c-loss", "audiences = [\"bereaved\"]\ntopics = [\"bereavement\"]", ""),
    ];
    assert_eq!(ids(&card(&services, &searcher().with_audience(Audience::Veterans))), ["b-veterans", "a-all"]);
    let loss = with("", &services, false).card_at(Topic::Suicide, Intent::Bereavement, &searcher(), noon());
    assert_eq!(ids(&loss), ["c-loss", "a-all"]);
}

#[test]
fn row_6_the_topic_itself_comes_before_general_help() {
    let services = [
        service("a-general", "topics = [\"mental_health\"]", ""),
        service("b-suicide", "topics = [\"suicide\"]", ""),
        service("c-harm", "topics = [\"self_harm\", \"mental_health\"]", ""),
    ];
    assert_eq!(ids(&card(&services, &searcher())), ["b-suicide", "a-general", "c-harm"]);
    let harm = with("", &services, false).card_at(Topic::SelfHarm, Intent::SelfHarm, &searcher(), noon());
    assert_eq!(ids(&harm), ["c-harm", "a-general", "b-suicide"]);
}

#[test]
fn row_7_open_comes_before_unknown_and_closed() {
    let hours = |h: &str| format!("hours = \"{h}\"\ntime_zone = \"Europe/Paris\"");
    let services = [
        service("a-closed", "", &hours("Mo-Fr 18:00-22:00")),
        service("b-unknown", "", ""),
        service("c-open", "", &hours("Mo-Fr 09:00-17:00")),
        service("d-always", "", "hours = \"24/7\""),
    ];
    let noon_card = card(&services, &searcher());
    assert_eq!(ids(&noon_card), ["c-open", "d-always", "b-unknown", "a-closed"]);
    let said: Vec<Option<&str>> = noon_card.resources.iter().map(|r| r.contacts[0].hours.as_deref()).collect();
    let (open, closed) = ("Open now · Hours: Mon-Fri 09:00-17:00", "Closed now · Hours: Mon-Fri 18:00-22:00");
    assert_eq!(said, [Some(open), Some("24 hours, every day"), None, Some(closed)]);
    let evening = noon() + Duration::from_secs(7 * 3600);
    let later = with("", &services, false).card_at(Topic::Suicide, Intent::HelpSeeking, &searcher(), evening);
    assert_eq!(ids(&later), ["a-closed", "d-always", "b-unknown", "c-open"]);
}

#[test]
fn row_8_a_first_language_comes_before_a_further_one() {
    let services =
        [service("a", "languages = [\"zh-Hant\", \"en\"]\nrank = 2", ""), service("b", "languages = [\"en\", \"zh-Hant\"]\nrank = 1", "")];
    assert_eq!(ids(&card(&services, &unknown_language().with_languages("zh-HK"))), ["a", "b"]);
    assert_eq!(ids(&card(&services, &searcher())), ["b", "a"]);
    assert_eq!(ids(&card(&services, &unknown_language())), ["b", "a"], "nothing is known: by rank");
}

#[test]
fn row_9_rank_then_id() {
    let services = [service("c", "", ""), service("b", "", ""), service("d", "rank = 1", ""), service("a", "rank = 6", "")];
    assert_eq!(ids(&card(&services, &searcher())), ["d", "b", "c", "a"]);
    let reversed: Vec<String> = services.iter().rev().cloned().collect();
    assert_eq!(ids(&card(&reversed, &searcher())), ["d", "b", "c", "a"], "whatever the order in the file");
}

#[test]
fn row_10_four_at_most_and_the_partner_keeps_its_place() {
    let mut services: Vec<String> = ["a", "b", "c", "d", "e"].map(|id| service(id, "", "")).to_vec();
    assert_eq!(ids(&card(&services, &searcher())), ["a", "b", "c", "d"]);
    services.push(service("partner", "kind = \"information\"\npartner = true\nrank = 9", ""));
    let full = card(&services, &searcher());
    assert_eq!(ids(&full), ["a", "b", "c", "partner"]);
    assert_eq!(full.resources.iter().map(|r| r.partner).collect::<Vec<_>>(), [false, false, false, true]);
    assert_eq!(full.resources[3].note.as_deref(), Some("Information, not a crisis line"));
}

#[test]
fn row_11_a_pair_is_shown_together_or_not_at_all() {
    let half = |id: &str, rank: u8| service(id, &format!("languages = [\"{id}\"]\npair = \"languages\"\nrank = {rank}"), "");
    let single = |id: &str, rank: u8| service(id, &format!("rank = {rank}"), "");
    let apart = [half("nl", 1), single("x", 2), half("fr", 3), single("y", 4), single("z", 5)];
    assert_eq!(ids(&card(&apart, &unknown_language())), ["nl", "fr", "x", "y"], "side by side");
    assert_eq!(ids(&card(&apart, &unknown_language().with_languages("nl"))), ["nl", "x", "fr", "y"], "each at its own place");
    let no_room = [single("x", 1), single("y", 2), single("z", 3), half("nl", 4), half("fr", 5), single("w", 6)];
    assert_eq!(ids(&card(&no_room, &unknown_language())), ["x", "y", "z", "w"], "one place is left: neither");
}

#[test]
fn row_12_without_a_local_service_the_directories_follow() {
    let all = |card: &Card| card.resources.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
    let nobody = card(&[], &searcher());
    assert_eq!(all(&nobody), ["int-find-a-helpline", "int-befrienders", "int-iasp"]);
    assert!(!nobody.local && nobody.notice.as_deref().is_some_and(|n| n.starts_with("We know of no local line")));
    let body = card(&[service("body", "kind = \"information\"", "")], &searcher());
    assert_eq!(all(&body), ["body", "int-find-a-helpline", "int-befrienders", "int-iasp"]);
    assert!(!body.local && body.notice.is_some(), "an information body answers nobody");
    let line = card(&[service("line", "", "")], &searcher());
    assert_eq!((all(&line), line.local, line.notice), (vec!["line".to_string()], true, None));
}

#[test]
fn row_13_emergency_numbers() {
    let number = |n: &str, s: &str| format!("[[emergency]]\nnumber = \"{n}\"\nservice = \"{s}\"\nsources = []\n");
    let shown = |numbers: &[(&str, &str)]| {
        let head: String = numbers.iter().map(|(n, s)| number(n, s)).collect();
        with(&head, &[], false).card_at(Topic::Suicide, Intent::HelpSeeking, &searcher(), noon()).emergency
    };
    let all = [("18", "fire"), ("17", "police"), ("15", "ambulance"), ("112", "all")];
    assert_eq!(shown(&all).text, "If you or someone else is in danger right now, call 112 / 15");
    assert_eq!(shown(&all[..3]).numbers, ["15"]);
    assert_eq!(shown(&all[..2]).numbers, ["17"]);
    assert_eq!(shown(&[("999", "all"), ("112", "all"), ("15", "ambulance")]).numbers, ["999", "112"]);
    let none = shown(&all[..1]);
    assert_eq!(none.numbers, [""; 0]);
    assert_eq!(none.text, "If you or someone else is in danger right now, call your local emergency number");
}

#[test]
fn words_follow_the_searcher_then_the_query_then_the_country() {
    let pelita = Interceptor::builder().locales(["en"]).build().unwrap_or_else(|e| panic!("{e}"));
    let language = |country: &str, header: &str| {
        let searcher = Searcher::from_country(country.parse().expect("a code")).with_languages(header);
        let prompt = pelita.intercept("suicide hotline", &searcher).expect("heard");
        assert_eq!(prompt.locale, "en");
        prompt.card.language.to_string()
    };
    assert_eq!(language("CH", "it, de;q=0.5"), "it", "the searcher's first");
    assert_eq!(language("CH", "rm, it;q=0.5"), "it", "the first that there are words in");
    assert_eq!(language("CA", ""), "en", "the query's, where the country speaks it");
    assert_eq!(language("NG", ""), "en");
    assert_eq!(language("CH", ""), "de", "else the country's first");
    assert_eq!(language("CH", "rm"), "de");
    assert_eq!(language("GL", ""), "en", "the country's has no words: the query's");
    let unknown = pelita.card(Topic::Suicide, Intent::HelpSeeking, &Searcher::unknown());
    assert_eq!(unknown.language.as_str(), "en");
}

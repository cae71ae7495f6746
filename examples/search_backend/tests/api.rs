//! The JSON API and the page, as a client sees them.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{HeaderName, Request, Response, StatusCode};
use http_body_util::BodyExt;
use search_backend::{Backend, Options, router};
use serde_json::Value;
use tower::ServiceExt;

/// Behind a proxy that says the country, and in front of the world.
fn backend(trusts_header: bool) -> Arc<Backend> {
    static BOTH: OnceLock<[Arc<Backend>; 2]> = OnceLock::new();
    let both = BOTH.get_or_init(|| {
        [None, Some(HeaderName::from_static("cf-ipcountry"))]
            .map(|country_header| Backend::new(Options { country_header, without_pelita: false }).expect("the corpus is valid"))
    });
    both[usize::from(trusts_header)].clone()
}

async fn send(trusts_header: bool, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router(backend(trusts_header)).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(trusts_header: bool, path: &str, headers: &[(&str, &str)]) -> String {
    let response = send(trusts_header, path, headers).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

async fn json(trusts_header: bool, path: &str, headers: &[(&str, &str)]) -> Value {
    serde_json::from_str(&text(trusts_header, path, headers).await).unwrap()
}

const CRISIS: &str = "/search?q=i+want+to+kill+myself";

#[tokio::test]
async fn an_ordinary_query_has_hits_and_no_prompt() {
    for (query, url) in [
        ("bread", "/page/en/bread"),
        ("green+tea", "/page/en/tea"),
        ("kill+process+linux", "/page/en/process"),
        ("suicide+squad+trailer", "/page/en/squad"),
        ("gol+bunuh+diri", "/page/id/football"),
        ("mati+lampu", "/page/id/lamp"),
        ("%E8%87%AA%E8%BB%A2%E8%BB%8A", "/page/ja/bicycle"),
        ("BROT+backen", "/page/de/bread"),
        ("crepes", "/page/fr/crepes"),
    ] {
        let answer = json(false, &format!("/search?q={query}"), &[]).await;
        assert_eq!(answer["prompt"], Value::Null, "{query}");
        assert_eq!(answer["hits"][0]["url"], url, "{query}");
    }
}

#[tokio::test]
async fn a_wanted_language_comes_first() {
    for (language, url) in [("pt", "/page/pt/weather"), ("es-MX", "/page/es/weather")] {
        let answer = json(false, "/search?q=mapa", &[("accept-language", language)]).await;
        assert_eq!(answer["hits"][0]["url"], url, "{language}");
    }
}

#[tokio::test]
async fn a_query_in_need_has_a_card_and_still_its_hits() {
    let answer = json(false, &format!("{CRISIS}&country=GB"), &[("accept-language", "en-GB")]).await;
    let card = &answer["prompt"]["card"];
    assert_eq!((card["country"].as_str(), card["language"].as_str()), (Some("GB"), Some("en")));
    assert_eq!(card["resources"][0]["name"], "Samaritans");
    assert_eq!(card["resources"][0]["contacts"][0]["link"], "tel:116123");
    assert_eq!(answer["prompt"]["intent"], "ideation");

    assert_eq!(answer["hits"][0]["url"], "/page/en/help-heavy");

    let answer = json(false, "/search?q=teman+yang+berpikir+untuk+bunuh+diri&country=ID&lang=id", &[]).await;
    assert_eq!(answer["hits"][0]["url"], "/page/id/help-friend");
}

#[tokio::test]
async fn the_country_header_counts_only_where_it_is_configured() {
    let country = |answer: Value| answer["prompt"]["card"].get("country").and_then(Value::as_str).map(String::from);
    for (trusts_header, path, header, expected) in [
        (true, CRISIS, "JP", Some("JP")),
        (false, CRISIS, "JP", None),
        (true, CRISIS, "T1", None),
        (true, CRISIS, "XX", None),
        (true, &format!("{CRISIS}&country=id"), "JP", Some("ID")),
        (true, &format!("{CRISIS}&country=nowhere"), "JP", Some("JP")),
        (true, &format!("{CRISIS}&country="), "JP", Some("JP")),
    ] {
        let answer = json(trusts_header, path, &[("cf-ipcountry", header), ("x-country-code", "FR")]).await;
        assert_eq!(country(answer).as_deref(), expected, "{trusts_header} {path} {header}");
    }
}

#[tokio::test]
async fn an_unknown_country_has_a_card_without_numbers_of_another() {
    let answer = json(false, CRISIS, &[("accept-language", "en")]).await;
    let card = &answer["prompt"]["card"];
    assert_eq!(card["local"], false);
    assert_eq!(card["emergency"]["numbers"], Value::Array(vec![]));
    let links: Vec<&str> = card["resources"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r["contacts"].as_array().unwrap())
        .filter_map(|c| c["link"].as_str())
        .collect();
    assert!(!links.is_empty() && links.iter().all(|l| l.starts_with("https:")), "{links:?}");
}

#[tokio::test]
async fn the_card_speaks_the_readers_language() {
    for (path, accept, expected) in [
        (CRISIS, "fr-CH, en;q=0.5", "fr"),
        (CRISIS, "he", "he"),
        (&format!("{CRISIS}&lang=ja"), "fr", "ja"),
        (CRISIS, "tlh, es;q=0.3", "es"),
        ("/search?q=pengen+mati+aja&country=ID", "", "id"),
    ] {
        let answer = json(false, path, &[("accept-language", accept)]).await;
        assert_eq!(answer["prompt"]["card"]["language"], expected, "{path} {accept}");
    }
}

#[tokio::test]
async fn a_query_is_text_on_the_page() {
    let page = text(false, "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%27&lang=%22%3E%3Cb%3E", &[]).await;
    assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;\""), "{page}");
    assert!(page.contains("value=\"&quot;&gt;&lt;b&gt;\""), "{page}");
    assert!(!page.contains("<script>") && !page.contains("<b>"));
}

#[tokio::test]
async fn the_page_has_the_card_above_the_results() {
    let page = text(false, "/?q=i+want+to+kill+myself&country=US", &[("accept-language", "en")]).await;
    let place = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what} is not on the page"));
    assert!(place("href=\"tel:988\"") < place("class=\"danger\""));
    assert!(place("class=\"danger\"") < place("id=\"results\""));
    let ordinary = text(false, "/?q=bread&country=US", &[("accept-language", "en")]).await;
    assert!(!ordinary.contains("<section class=\"help\"") && ordinary.contains("/page/en/bread"));
    let empty = text(false, "/", &[]).await;
    assert!(!empty.contains("id=\"results\""));
}

#[tokio::test]
async fn pages_can_be_read() {
    let page = text(false, "/page/he/bread", &[]).await;
    assert!(page.contains("<article lang=\"he\" dir=\"rtl\">"));
    for path in ["/page/he/none", "/page/xx/bread", "/elsewhere", "/page/he/%2e%2e"] {
        assert_eq!(send(false, path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn suggestions_are_offered_without_those_that_harm() {
    let answer = json(false, "/suggest?q=how+to+", &[]).await;
    let offered = answer[1].as_array().unwrap();
    assert_eq!(answer[0], "how to ");
    assert!(offered.contains(&"how to help someone who self harms".into()) && offered.contains(&"how to kill weeds".into()), "{offered:?}");
    assert!(!offered.contains(&"how to kill myself".into()), "{offered:?}");
    assert_eq!(json(false, "/suggest", &[]).await[1], Value::Array(vec![]));
}

#[tokio::test]
async fn nothing_is_kept_by_caches_or_told_to_other_sites() {
    for path in ["/", CRISIS, "/?q=i+want+to+kill+myself", "/suggest?q=how", "/page/en/bread"] {
        let response = send(false, path, &[]).await;
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_string();
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
    }
}

#[tokio::test]
async fn health_and_metrics_answer_without_a_query() {
    assert_eq!(text(false, "/healthz", &[]).await, "ok\n");
    let shown = |metrics: &str| -> u64 {
        let ours = metrics.lines().find(|l| l.starts_with("pelita_shown_total{") && l.contains("country=\"NZ\""));
        ours.and_then(|l| l.rsplit(' ').next()?.parse().ok()).unwrap_or_default()
    };
    let before = text(false, "/metrics", &[]).await;
    json(false, &format!("{CRISIS}&country=NZ"), &[]).await;
    json(false, "/search?q=bread&country=NZ", &[]).await;
    let after = text(false, "/metrics", &[]).await;
    assert_eq!(shown(&after), shown(&before) + 1, "{after}");
    assert!(after.contains("http_requests_total{route=\"/search\",status=\"200\"}"), "{after}");
    assert!(!after.contains("myself") && !after.contains("bread"), "{after}");
}

#[tokio::test]
async fn without_pelita_there_is_no_card() {
    let plain = Backend::new(Options { country_header: None, without_pelita: true }).unwrap();
    let response = router(plain).oneshot(Request::get(CRISIS).body(Body::empty()).unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["prompt"], Value::Null);
}

#[test]
fn a_campaign_in_its_time_has_a_ribbon_above_the_results() {
    let october = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_791_633_600);
    let searcher = pelita::Searcher::from_country("ID".parse().unwrap());
    let (backend, asked) = (backend(false), search_backend::searcher::Asked::default());
    let answer = backend.answer_at("#MariBicara", &searcher, october);
    assert!(answer.prompt.is_none() && answer.ribbons.len() == 1);
    assert!(search_backend::page::search(&asked, Some(&answer)).contains("Pita hijau: kesehatan mental"));
    let november = october + std::time::Duration::from_secs(30 * 86_400);
    assert!(backend.answer_at("#MariBicara", &searcher, november).ribbons.is_empty());
}

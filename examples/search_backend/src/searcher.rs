//! Who asks, as far as a request says.

use axum::http::{HeaderMap, HeaderName, header};
use pelita::{Country, Language, Searcher};
use serde::Deserialize;

/// What a person, or the page, may say in the address.
#[derive(Clone, Default, Deserialize)]
pub struct Asked {
    /// The query.
    #[serde(default)]
    pub q: String,
    /// ISO 3166-1, when the person or the site knows better than the network.
    #[serde(default)]
    pub country: String,
    /// A language, or several as in `Accept-Language`.
    #[serde(default)]
    pub lang: String,
}

/// The searcher behind a request.
///
/// The country is what the address says, else what the configured header says, else unknown. A header that is not configured is
/// not read: without a proxy in front that sets it, anybody could. What is not a country (`XX`, `T1` for Tor) counts as unknown;
/// nobody is turned away for it. The languages are those of `lang`, then those of `Accept-Language`.
#[must_use]
pub fn searcher(asked: &Asked, headers: &HeaderMap, country_header: Option<&HeaderName>) -> Searcher {
    let header = |name: &HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let country = |text: &str| text.parse::<Country>().ok();
    let mut searcher = Searcher::unknown();
    searcher.country = country(&asked.country).or_else(|| country(header(country_header?)?));
    searcher.languages = Language::accepted(&asked.lang);
    searcher.languages.extend(header(&header::ACCEPT_LANGUAGE).map(Language::accepted).unwrap_or_default());
    searcher
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(country: &str, lang: &str) -> Asked {
        Asked { q: String::new(), country: country.into(), lang: lang.into() }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), v.parse().unwrap())).collect()
    }

    #[test]
    fn a_country_comes_from_the_address_then_the_configured_header() {
        let cdn = HeaderName::from_static("cf-ipcountry");
        let from = headers(&[("cf-ipcountry", "ID")]);
        for (country, header, expected) in [
            ("", None, None),
            ("", Some(&cdn), Some("ID")),
            ("jp", Some(&cdn), Some("JP")),
            ("??", Some(&cdn), Some("ID")),
            ("jp", None, Some("JP")),
        ] {
            let found = searcher(&asked(country, ""), &from, header);
            assert_eq!(found.country.map(Country::as_str), expected, "{country} {header:?}");
        }
        for unknown in ["XX", "T1", "", "Indonesia"] {
            let from = [("cf-ipcountry", unknown)].map(|(n, v)| (HeaderName::from_static(n), v.parse().unwrap())).into_iter().collect();
            assert_eq!(searcher(&asked("", ""), &from, Some(&cdn)).country, None, "{unknown}");
        }
    }

    #[test]
    fn languages_of_the_address_come_first() {
        let from = headers(&[("accept-language", "fr-CH, en;q=0.5")]);
        let tags = |lang| searcher(&asked("", lang), &from, None).languages.iter().map(|l| l.as_str().to_string()).collect::<Vec<_>>();
        assert_eq!(tags("id"), ["id", "fr-CH", "en"]);
        assert_eq!(tags("???"), ["fr-CH", "en"]);
    }
}

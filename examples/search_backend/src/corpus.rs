//! The pages that ship with the example: one TOML file per language, a table per page.

use std::collections::BTreeMap;

use pelita::{Direction, Language};
use serde::Deserialize;

const FILES: &[(&str, &str)] = &[
    ("ar", include_str!("../corpus/ar.toml")),
    ("de", include_str!("../corpus/de.toml")),
    ("en", include_str!("../corpus/en.toml")),
    ("es", include_str!("../corpus/es.toml")),
    ("fr", include_str!("../corpus/fr.toml")),
    ("he", include_str!("../corpus/he.toml")),
    ("hi", include_str!("../corpus/hi.toml")),
    ("id", include_str!("../corpus/id.toml")),
    ("ja", include_str!("../corpus/ja.toml")),
    ("pt", include_str!("../corpus/pt.toml")),
    ("ru", include_str!("../corpus/ru.toml")),
    ("zh", include_str!("../corpus/zh.toml")),
];

/// A page that can be found.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is served: `/page/en/bread`.
    pub url: String,
    /// Its language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// Its text, a few sentences.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: String,
    text: String,
}

/// Reads every page, by language and name.
///
/// # Errors
///
/// If a file is not valid; the error says which one, and where in it.
pub fn load() -> Result<Vec<Page>, String> {
    let mut pages = Vec::new();
    for (tag, text) in FILES {
        let entries: BTreeMap<String, Entry> = toml::from_str(text).map_err(|e| format!("corpus/{tag}.toml: {e}"))?;
        let language: Language = tag.parse().map_err(|e| format!("corpus/{tag}.toml: {e}"))?;
        pages.extend(entries.into_iter().map(|(name, entry)| Page {
            url: format!("/page/{tag}/{name}"),
            language: language.clone(),
            title: entry.title,
            text: entry.text,
        }));
    }
    Ok(pages)
}

/// How a page's language is written.
#[must_use]
pub fn direction(language: &Language) -> Direction {
    match language.as_str() {
        "ar" | "he" => Direction::Rtl,
        _ => Direction::Ltr,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn pages_are_many_and_none_stands_twice() {
        let pages = load().unwrap();
        let urls: BTreeSet<&str> = pages.iter().map(|p| p.url.as_str()).collect();
        let texts: BTreeSet<&str> = pages.iter().map(|p| p.text.as_str()).collect();
        assert!(pages.len() >= 200, "{}", pages.len());
        assert_eq!((urls.len(), texts.len()), (pages.len(), pages.len()));
    }

    #[test]
    fn every_language_has_the_pages_for_hard_times() {
        let pages = load().unwrap();
        for (tag, _) in FILES {
            for name in ["help-friend", "help-heavy", "help-line", "help-loss"] {
                let url = format!("/page/{tag}/{name}");
                assert!(pages.iter().any(|p| p.url == url), "{url}");
            }
        }
    }
}

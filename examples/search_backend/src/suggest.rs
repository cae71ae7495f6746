//! Completions for the search box, without those that lead towards harm.

use pelita::Interceptor;
use serde::Deserialize;

use crate::index::folded;

/// How many are offered.
const MOST: usize = 8;

/// What people have typed before, as a site would take it from its log: the kind and the unkind. Most frequent first.
pub struct Completions {
    /// The text, and the same folded.
    all: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct File {
    completions: Vec<String>,
}

impl Completions {
    /// Reads the list that ships with the example.
    ///
    /// # Errors
    ///
    /// If it is not valid.
    pub fn load() -> Result<Completions, String> {
        let file: File = toml::from_str(include_str!("../corpus/completions.toml")).map_err(|e| format!("corpus/completions.toml: {e}"))?;
        Ok(Completions { all: file.completions.into_iter().map(|text| (text.clone(), folded(&text))).collect() })
    }

    /// Those that begin as typed and may be offered.
    pub fn complete(&self, begun: &str, pelita: Option<&Interceptor>) -> Vec<&str> {
        let begun = folded(begun.trim_start());
        if begun.is_empty() {
            return Vec::new();
        }
        let fits = self.all.iter().filter(|(_, folded)| folded.starts_with(&begun)).map(|(text, _)| text.as_str());
        fits.filter(|text| pelita.is_none_or(|p| p.is_suggestible(text))).take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(begun: &str, pelita: Option<&Interceptor>) -> Vec<String> {
        Completions::load().unwrap().complete(begun, pelita).into_iter().map(String::from).collect()
    }

    #[test]
    fn help_is_offered_and_harm_is_not() {
        let pelita = Some(Interceptor::builtin());
        for (begun, kind, unkind) in [
            ("how to", "how to help someone who self harms", "how to kill myself"),
            ("how to help", "how to help a suicidal friend", ""),
            ("suicide", "suicide hotline", ""),
            ("i want to", "i want to talk to someone", "i want to kill myself"),
            ("je v", "je veux parler à quelqu'un", "je veux mourir"),
            ("pengen", "pengen cerita ke seseorang", "pengen mati aja"),
        ] {
            let with = offered(begun, pelita);
            assert!(with.iter().any(|s| s == kind), "{begun}: {with:?}");
            assert!(!with.iter().any(|s| s == unkind), "{begun}: {with:?}");
            let without = offered(begun, None);
            assert!(unkind.is_empty() || without.iter().any(|s| s == unkind), "{begun}: {without:?}");
        }
    }

    #[test]
    fn beginnings_are_compared_without_case_and_accents() {
        assert_eq!(offered("REcette de C", Some(Interceptor::builtin())), ["recette de crêpes"]);
        assert!(offered("", None).is_empty() && offered("zzz", None).is_empty());
    }
}

//! Languages: BCP 47 tags, compared by language and script.

use std::fmt;
use std::str::FromStr;

use icu_locale::fallback::LocaleFallbackConfig;
use icu_locale::{LanguageIdentifier, LocaleCanonicalizer, LocaleExpander, LocaleFallbacker};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language: a BCP 47 tag, as in `Accept-Language` headers and data files.
///
/// Two tags are compared by language and likely script (CLDR, through ICU4X): `zh-TW` and `zh-Hant` are one
/// written language, `zh-TW` and `zh-CN` are not. Old and macro codes mean what they do today: `in` is Indonesian, `iw` Hebrew,
/// `no` Bokmål, `tl` Filipino.
///
/// ```
/// # use pelita::Language;
/// let taiwan: Language = "zh_TW".parse().unwrap();
/// assert!(taiwan.matches(&"zh-Hant".parse().unwrap()));
/// assert!(!taiwan.matches(&"zh-Hans".parse().unwrap()));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Language {
    tag: String,
    /// Language and likely script: what is compared.
    written: (String, String),
}

/// Longer headers are cut: nobody speaks that many languages.
const LONGEST_HEADER: usize = 1024;
const MOST_LANGUAGES: usize = 16;

impl Language {
    /// The tag in its canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// Whether it is written in Latin letters.
    pub(crate) fn is_latin(&self) -> bool {
        self.written.1 == "Latn"
    }

    /// Whether a text in one can be read by who reads the other: same language, same script.
    #[must_use]
    pub fn matches(&self, other: &Language) -> bool {
        self.written == other.written
    }

    /// Whether it is the same language, in whatever script: who speaks one speaks the other.
    #[must_use]
    pub fn is_spoken_like(&self, other: &Language) -> bool {
        self.written.0 == other.written.0
    }

    /// Of several texts in this language, which its readers like best: the tag and its parents in CLDR, nearest first.
    /// The parent of `pt-AO` is `pt-PT`, not `pt`, which is how Brazil writes.
    pub(crate) fn fallbacks(&self) -> Vec<String> {
        let mut tags = Vec::new();
        let Ok(id) = self.tag.parse::<LanguageIdentifier>() else {
            return tags;
        };
        let fallbacker = LocaleFallbacker::new();
        let mut chain = fallbacker.for_config(LocaleFallbackConfig::default()).fallback_for(id.into());
        while !chain.get().is_unknown() {
            tags.push(chain.get().to_string());
            chain.step();
        }
        tags
    }

    /// The languages of an `Accept-Language` header (RFC 9110, 12.5.4), most wanted first.
    ///
    /// What is not a language is left out; a header is read up to 1,024 bytes and 16 languages.
    ///
    /// ```
    /// # use pelita::Language;
    /// let wanted = Language::accepted("de;q=0.5, fr-CH, *;q=0.1, ???");
    /// assert_eq!(wanted.iter().map(|l| l.as_str()).collect::<Vec<_>>(), ["fr-CH", "de"]);
    /// ```
    #[must_use]
    pub fn accepted(header: &str) -> Vec<Language> {
        let mut end = header.len().min(LONGEST_HEADER);
        while !header.is_char_boundary(end) {
            end -= 1;
        }
        let mut wanted: Vec<(f32, Language)> = header[..end]
            .split(',')
            .filter_map(|part| {
                let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
                let q = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok()).filter(|q| *q > 0.0 && *q <= 1.0)?;
                Some((q, tag.parse().ok()?))
            })
            .take(MOST_LANGUAGES)
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.into_iter().map(|(_, l)| l).collect()
    }
}

/// Not a BCP 47 language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a BCP 47 language tag, such as id or zh-Hant")
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(s: &str) -> Result<Language, UnknownLanguage> {
        let s = s.trim();
        if s.len() > 64 {
            return Err(UnknownLanguage);
        }
        let mut id: LanguageIdentifier = s.replace('_', "-").parse().map_err(|_| UnknownLanguage)?;
        if id.language.is_unknown() {
            return Err(UnknownLanguage);
        }
        let mut locale = icu_locale::Locale::from(id.clone());
        LocaleCanonicalizer::new_common().canonicalize(&mut locale);
        id = locale.id;
        // CLDR takes Norwegian and Bokmål for one language, and knows it as `no`; people and files say `nb`.
        let norwegian = matches!(id.language.as_str(), "no" | "nb");
        if norwegian {
            id.language = icu_locale::subtags::language!("no");
        }
        let mut full = id.clone();
        LocaleExpander::new_common().maximize(&mut full);
        if norwegian {
            id.language = icu_locale::subtags::language!("nb");
        }
        let (language, tag) = (full.language, id.to_string());
        let written = (language.to_string(), full.script.map(|s| s.to_string()).unwrap_or_default());
        Ok(Language { tag, written })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.tag)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({})", self.tag)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.tag)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Language, D::Error> {
        let s = String::deserialize(d)?;
        s.parse().map_err(|e| serde::de::Error::custom(format!("{e}: `{s}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(s: &str) -> Language {
        s.parse().unwrap()
    }

    #[test]
    fn languages_match_by_script() {
        for (a, b, same) in [
            ("zh-TW", "zh-Hant", true),
            ("zh-HK", "zh-Hant", true),
            ("zh", "zh-Hans", true),
            ("zh-SG", "zh-Hans", true),
            ("zh-TW", "zh-Hans", false),
            ("no", "nb", true),
            ("nb-NO", "no", true),
            ("in", "id", true),
            ("iw-IL", "he", true),
            ("tl", "fil", true),
            ("pt-BR", "pt", true),
            ("en-GB", "en", true),
            ("sr-Latn", "sr", false),
            ("de-CH", "de", true),
            ("ur", "hi", false),
        ] {
            assert_eq!(language(a).matches(&language(b)), same, "{a} {b}");
        }
        for s in ["", "*", "???", "und", "a-very-long-tag-that-nobody-would-ever-send-to-a-server-in-good-faith-at-all"] {
            assert!(s.parse::<Language>().is_err(), "{s}");
        }
    }

    #[test]
    fn parents_are_those_of_cldr() {
        for (tag, chain) in [
            ("pt-AO", &["pt-AO", "pt-PT", "pt"][..]),
            ("es-MX", &["es-MX", "es-419", "es"]),
            ("zh-HK", &["zh-HK", "zh-Hant"]),
            ("nb", &["nb", "no"]),
        ] {
            assert_eq!(language(tag).fallbacks(), chain);
        }
    }

    #[test]
    fn hostile_headers_are_bounded() {
        assert!(Language::accepted(&"en,".repeat(100_000)).len() <= MOST_LANGUAGES);
        assert!(Language::accepted(";;;,,,q=q=q,en;q=NaN,en;q=-1,日本").is_empty());
    }
}

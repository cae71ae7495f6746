//! The front door.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use once_cell::race::OnceBox;
use once_cell::sync::Lazy;
use serde::{Deserialize, Serialize};

use crate::campaign::{Campaigns, Ribbon};
use crate::data::Files;
use crate::directory::{Card, Country, Directory, Need, Searcher};
use crate::error::{Error, ErrorKind};
use crate::lexicon::Source;
use crate::need::{Intent, Topic, Urgency};
use crate::prepared::{self, Prepared};
use crate::screen::{Compiled, Explanation, Quieted, SHARED_LOCALE, Screen, Screening};
use crate::suggest::Endings;

/// Hears a query and answers with a card.
///
/// Compiled once, shared by all threads: `Send + Sync`, every method takes `&self`, none blocks or panics.
/// Queries are never logged, stored or printed.
///
/// ```
/// use pelita::{Interceptor, Searcher};
///
/// let pelita = Interceptor::builtin();
/// let searcher = Searcher::from_country("GB".parse()?);
/// assert!(pelita.intercept("weather tomorrow", &searcher).is_none());
/// let prompt = pelita.intercept("i want to kill myself", &searcher).expect("heard");
/// assert_eq!(prompt.card.resources[0].name, "Samaritans");
/// # Ok::<(), pelita::UnknownCountry>(())
/// ```
pub struct Interceptor {
    screen: Screen,
    directory: Directory,
    campaigns: Campaigns,
    threshold: Urgency,
    locales: Vec<LocaleInfo>,
    /// Made when the first suggestion is judged.
    endings: OnceBox<Endings>,
}

/// A lexicon that is loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LocaleInfo {
    /// Its BCP 47 tag.
    pub locale: String,
    /// Its name in English.
    pub name: String,
    /// When it was last reviewed.
    pub reviewed: String,
}

/// What a backend shows above its results.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Prompt {
    /// What the query is about.
    pub topic: Topic,
    /// What its writer seems to want.
    pub intent: Intent,
    /// How pressing it is.
    pub urgency: Urgency,
    /// The lexicon that heard it.
    pub locale: String,
    /// Who can be reached.
    pub card: Card,
}

/// Set-up of an [`Interceptor`].
///
/// ```
/// use pelita::{Interceptor, Topic, Urgency};
///
/// let pelita = Interceptor::builder()
///     .locales(["id", "en"])
///     .topics([Topic::Suicide, Topic::SelfHarm])
///     .threshold(Urgency::Medium)
///     .build()?;
/// assert!(!pelita.screen("pengen mati aja").is_clean());
/// # Ok::<(), pelita::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder {
    directory: Option<PathBuf>,
    locales: Option<Vec<String>>,
    topics: Vec<Topic>,
    threshold: Urgency,
    hide_stale: bool,
    more: Files,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            directory: None,
            locales: None,
            topics: vec![Topic::Suicide, Topic::SelfHarm],
            threshold: Urgency::Low,
            hide_stale: false,
            more: Files::default(),
        }
    }
}

static BUILTIN: Lazy<Interceptor> = Lazy::new(|| match Interceptor::builder().build() {
    Ok(interceptor) => interceptor,
    Err(e) => panic!("the embedded data is tested and must load: {e}"),
});

impl Interceptor {
    /// The interceptor with all that ships with the crate; compiled on first use, then shared.
    #[must_use]
    pub fn builtin() -> &'static Interceptor {
        &BUILTIN
    }

    /// Starts a set-up of one's own.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// What is heard in a query. Linear in its length; allocates only if something is heard.
    #[must_use]
    pub fn screen(&self, query: &str) -> Screening {
        let mut screening = self.screen.screen(query);
        self.campaigns.quiet(query, &mut screening.signals, |_, _| ());
        screening
    }

    /// What is heard, what was found and does not count, and why. For people who write lexicons; slower than [`screen`](Self::screen).
    #[must_use]
    pub fn explain(&self, query: &str) -> Explanation {
        let Explanation { folded, mut screening, mut quieted } = self.screen.explain(query);
        self.campaigns.quiet(query, &mut screening.signals, |s, campaign| {
            quieted.push(Quieted { locale: s.locale, phrase: s.phrase, span: s.span, why: "campaign", by: Some(campaign.into()) });
        });
        Explanation { folded, screening, quieted }
    }

    /// The prompt for a query, if it should have one: something is heard, at least as urgent as the threshold.
    #[must_use]
    pub fn intercept(&self, query: &str, searcher: &Searcher) -> Option<Prompt> {
        self.prompt(&self.screen(query), searcher)
    }

    /// The prompt for a screening that was made before.
    #[must_use]
    pub fn prompt(&self, screening: &Screening, searcher: &Searcher) -> Option<Prompt> {
        let top = screening.top().filter(|_| self.is_shown(screening))?;
        let urgency = screening.urgency()?;
        let need = Need { topic: top.topic, intent: top.intent, urgency, locale: &top.locale };
        let card = self.directory.card(need, searcher, SystemTime::now());
        Some(Prompt { topic: top.topic, intent: top.intent, urgency, locale: top.locale.to_string(), card })
    }

    /// Whether a screening reaches the threshold.
    #[must_use]
    pub fn is_shown(&self, screening: &Screening) -> bool {
        screening.urgency().is_some_and(|u| u >= self.threshold)
    }

    /// The card for a searcher without a query, as for somebody who looks for help.
    #[must_use]
    pub fn card(&self, topic: Topic, intent: Intent, searcher: &Searcher) -> Card {
        self.card_at(topic, intent, searcher, SystemTime::now())
    }

    /// The [`card`](Self::card) of a moment: what is open then, and how old each check is by then.
    #[must_use]
    pub fn card_at(&self, topic: Topic, intent: Intent, searcher: &Searcher, at: SystemTime) -> Card {
        self.directory.card(Need { topic, intent, urgency: intent.urgency(), locale: "" }, searcher, at)
    }

    /// The awareness ribbons that belong beside the hashtags of a text at a moment, with the hashtags' places. Decoration:
    /// they say nothing about the writer. Looks at hashtags alone; linear in the text's length, allocates only where there is one.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// let october = SystemTime::UNIX_EPOCH + Duration::from_secs(1_791_590_400); // 10 October 2026
    /// let ribbons = pelita::Interceptor::builtin().ribbons("yuk #MariBicara", october, "ID".parse().ok());
    /// assert_eq!((ribbons[0].colour.as_str(), ribbons[0].span.clone()), ("green", 4..15));
    /// ```
    #[must_use]
    pub fn ribbons(&self, text: &str, at: SystemTime, country: Option<Country>) -> Vec<Ribbon> {
        self.campaigns.ribbons(text, at, country)
    }

    /// Who can help, by country.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    pub(crate) fn screening(&self) -> &Screen {
        &self.screen
    }

    pub(crate) fn endings(&self) -> &OnceBox<Endings> {
        &self.endings
    }

    /// The lexicons that are loaded.
    #[must_use]
    pub fn locales(&self) -> &[LocaleInfo] {
        &self.locales
    }

    /// How much is loaded: phrases, needles of the automaton, bytes of automata and tables.
    #[must_use]
    pub fn size(&self) -> Size {
        let (needles, postings) = self.screen.needles();
        Size { phrases: self.screen.phrases(), needles, postings, bytes: self.screen.memory() }
    }
}

#[cfg(feature = "internals")]
impl Interceptor {
    pub(crate) fn needles(&self) -> Vec<Vec<u8>> {
        self.screen.needle_strings()
    }
}

impl std::fmt::Debug for Interceptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interceptor")
            .field("locales", &self.locales.len())
            .field("size", &self.size())
            .field("threshold", &self.threshold)
            .finish_non_exhaustive()
    }
}

/// How much an interceptor holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Size {
    /// Phrases, exemptions and context words.
    pub phrases: usize,
    /// Strings that the automaton searches for.
    pub needles: usize,
    /// Pairs of a needle and a phrase that it may begin.
    pub postings: usize,
    /// Bytes of automata and their tables.
    pub bytes: usize,
}

impl Builder {
    /// Loads data from a directory with the folders `lexicons`, `resources` and `messages` and the file `campaigns.toml` instead of what
    /// ships with the crate. What is not there is taken from the crate.
    pub fn data_directory(mut self, path: impl AsRef<Path>) -> Builder {
        self.directory = Some(path.as_ref().to_path_buf());
        self
    }

    /// Loads only these lexicons (BCP 47 tags). All of them by default: people search in more languages than their settings say.
    pub fn locales<S: Into<String>>(mut self, locales: impl IntoIterator<Item = S>) -> Builder {
        self.locales = Some(locales.into_iter().map(Into::into).collect());
        self
    }

    /// Listens for these topics; suicide and self-harm by default.
    pub fn topics(mut self, topics: impl IntoIterator<Item = Topic>) -> Builder {
        self.topics = topics.into_iter().collect();
        self
    }

    /// Shows a prompt from this urgency on; [`Urgency::Low`] by default, so that information alone brings none.
    pub fn threshold(mut self, threshold: Urgency) -> Builder {
        self.threshold = threshold;
        self
    }

    /// Leaves out contacts whose last check is older than 24 months.
    pub fn hide_stale(mut self, hide: bool) -> Builder {
        self.hide_stale = hide;
        self
    }

    /// Adds a lexicon from TOML text; one of the same locale is replaced. `name` stands in errors.
    pub fn lexicon(mut self, name: impl Into<String>, toml: impl Into<String>) -> Builder {
        self.more.lexicons.push((name.into(), Cow::Owned(toml.into())));
        self
    }

    /// Adds a country file from TOML text; one of the same country is replaced. `name` stands in errors.
    pub fn resources(mut self, name: impl Into<String>, toml: impl Into<String>) -> Builder {
        self.more.resources.push((name.into(), Cow::Owned(toml.into())));
        self
    }

    /// Compiles everything. Takes some ten milliseconds with all locales.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, is not valid, or a locale has no lexicon. The error says where and what to do.
    pub fn build(self) -> Result<Interceptor, Error> {
        let files = self.files()?;
        let prepared = if self.is_plain() { prepared::load(&files.lexicons) } else { None };
        let Prepared { compiled, locales } = match prepared {
            Some(prepared) => prepared,
            None => self.compile()?,
        };
        let screen = Screen::new(compiled)?;
        let mut directory = Directory::new(
            files.resources.iter().map(|(n, t)| (n.as_str(), t.as_ref())),
            files.messages.iter().map(|(n, t)| (n.as_str(), t.as_ref())),
        )?;
        for (name, text) in &self.more.resources {
            directory.replace(name, text)?;
        }
        directory.hide_stale(self.hide_stale);
        let campaigns = Campaigns::parse(&files.campaigns.0, &files.campaigns.1)?;
        Ok(Interceptor { screen, directory, campaigns, threshold: self.threshold, locales, endings: OnceBox::new() })
    }

    /// The directory that data is loaded from.
    #[cfg(feature = "reload")]
    pub(crate) fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Whether the built-in lexicons are wanted as they are.
    fn is_plain(&self) -> bool {
        self.directory.is_none() && self.locales.is_none() && self.more.lexicons.is_empty() && self.topics == Builder::default().topics
    }

    /// Compiles the chosen lexicons from their texts.
    pub(crate) fn compile(&self) -> Result<Prepared, Error> {
        let sources = self.sources()?;
        let compiled = Compiled::new(&sources.iter().collect::<Vec<_>>(), &self.topics)?;
        let locales = sources
            .iter()
            .filter(|s| s.locale() != SHARED_LOCALE)
            .map(|s| LocaleInfo { locale: s.locale().to_string(), name: s.file.name.clone(), reviewed: s.file.reviewed.clone() })
            .collect();
        Ok(Prepared { compiled, locales })
    }

    fn files(&self) -> Result<Files, Error> {
        match &self.directory {
            Some(path) => Files::read(path),
            None => Ok(Files::embedded()),
        }
    }

    /// The lexicons to be compiled, in the order of their locales.
    pub(crate) fn sources(&self) -> Result<Vec<Source>, Error> {
        let files = self.files()?;
        let mut sources: Vec<Source> = Vec::new();
        for (name, text) in files.lexicons.iter().chain(&self.more.lexicons) {
            let added = self.more.lexicons.iter().any(|(n, _)| n == name);
            if !added && !self.wants(name) {
                continue;
            }
            let source = Source::parse(name, text)?;
            if !added && !stem(name).is_some_and(|s| s.eq_ignore_ascii_case(source.locale())) {
                let message =
                    format!("the file is named for another language than its `locale`, `{}`: give both the same tag", source.locale());
                return Err(Error::data(message).in_file(name.as_str()).at_key("locale"));
            }
            sources.retain(|s| s.locale() != source.locale());
            sources.push(source);
        }
        if let Some(missing) = self.locales.iter().flatten().find(|l| !sources.iter().any(|s| s.locale().eq_ignore_ascii_case(l))) {
            let known: Vec<&str> = files.lexicons.iter().filter_map(|(n, _)| stem(n)).filter(|l| *l != SHARED_LOCALE).collect();
            return Err(Error::new(ErrorKind::NotFound, format!("there is no lexicon for `{missing}`; there are {}", known.join(", "))));
        }
        sources.sort_by(|a, b| a.locale().cmp(b.locale()));
        Ok(sources)
    }

    fn wants(&self, name: &str) -> bool {
        self.locales
            .as_ref()
            .is_none_or(|wanted| stem(name).is_some_and(|s| s == SHARED_LOCALE || wanted.iter().any(|w| w.eq_ignore_ascii_case(s))))
    }
}

/// The file name without folder and ending: the locale.
pub(crate) fn stem(name: &str) -> Option<&str> {
    Path::new(name).file_stem()?.to_str()
}

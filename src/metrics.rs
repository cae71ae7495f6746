//! Counts through the `metrics` facade, never text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{Label, SharedString, Unit};

use crate::directory::{Country, Searcher};
use crate::interceptor::{Interceptor, Prompt};
use crate::screen::Screening;

/// What a country is called that is not known.
const UNKNOWN: &str = "unknown";

/// Counts what an [`Interceptor`] does, through whichever recorder the program has installed for the [`metrics`] facade.
///
/// ```
/// use pelita::{Interceptor, Metrics, Searcher};
///
/// let metrics = Metrics::new().with_data_version("2026-11-24");
/// let searcher = Searcher::from_country("GB".parse()?);
/// let prompt = metrics.intercept(Interceptor::builtin(), "i want to kill myself", &searcher);
/// assert!(prompt.is_some());
/// # Ok::<(), pelita::UnknownCountry>(())
/// ```
///
/// | counter | labels |
/// |---|---|
/// | [`pelita_screened_total`](Metrics::SCREENED) | `data_version` |
/// | [`pelita_heard_total`](Metrics::HEARD) | `topic`, `intent`, `urgency`, `locale` (of the lexicon), `country`, `data_version` |
/// | [`pelita_shown_total`](Metrics::SHOWN) | the same |
///
/// The labels describe the weightiest signal of a query. None holds text of it, nor the phrase that was heard.
///
/// # Privacy
///
/// A count of one, from a small country, in a rare language, at a known minute, can be about one known person. Where that may happen leave the
/// country out ([`without_country`](Self::without_country)), or publish nothing below a dozen.
///
/// # A recorder that panics
///
/// A prompt must not be lost to a fault in bookkeeping. The prompt is made first, then counted; a panic in the recorder is caught, counted in
/// [`lost`](Self::lost), and the prompt is given all the same. The next query is counted again. The program's panic hook still hears of it. A program
/// that is compiled with `panic = "abort"` ends, as with every panic.
#[derive(Debug, Default)]
pub struct Metrics {
    data_version: Option<Arc<str>>,
    without_country: bool,
    lost: AtomicU64,
}

impl Metrics {
    /// Counter: queries that were screened.
    pub const SCREENED: &str = "pelita_screened_total";
    /// Counter: queries in which something was heard.
    pub const HEARD: &str = "pelita_heard_total";
    /// Counter: queries for which a prompt was given.
    pub const SHOWN: &str = "pelita_shown_total";

    /// Counts by everything but the version of the data, which it cannot know.
    #[must_use]
    pub fn new() -> Metrics {
        Metrics::default()
    }

    /// Adds the label `data_version`: a date, a commit, or what [`DataSet::version`](crate::DataSet::version) says.
    #[must_use]
    pub fn with_data_version(mut self, version: impl Into<Arc<str>>) -> Metrics {
        self.data_version = Some(version.into());
        self
    }

    /// Leaves out the label `country`.
    #[must_use]
    pub fn without_country(mut self) -> Metrics {
        self.without_country = true;
        self
    }

    /// Tells the recorder what the counters mean. Call it once, after a recorder is installed.
    pub fn describe(&self) {
        self.guarded(|| {
            metrics::describe_counter!(Metrics::SCREENED, Unit::Count, "queries that were screened");
            metrics::describe_counter!(Metrics::HEARD, Unit::Count, "queries in which something was heard");
            metrics::describe_counter!(Metrics::SHOWN, Unit::Count, "queries for which a prompt was given");
        });
    }

    /// [`Interceptor::intercept`], counted.
    #[must_use]
    pub fn intercept(&self, pelita: &Interceptor, query: &str, searcher: &Searcher) -> Option<Prompt> {
        let screening = pelita.screen(query);
        let prompt = pelita.prompt(&screening, searcher);
        self.record(&screening, prompt.is_some(), searcher.country);
        prompt
    }

    /// Counts a screening that was made elsewhere, and whether a prompt was given for it.
    pub fn record(&self, screening: &Screening, shown: bool, country: Option<Country>) {
        self.guarded(|| {
            let version = self.data_version.clone().map(|v| Label::new("data_version", SharedString::from_shared(v)));
            metrics::counter!(Metrics::SCREENED, version.iter().cloned().collect::<Vec<_>>()).increment(1);
            let Some(top) = screening.top() else { return };
            let mut labels = vec![
                Label::from_static_parts("topic", top.topic.as_str()),
                Label::from_static_parts("intent", top.intent.as_str()),
                Label::from_static_parts("urgency", top.urgency.as_str()),
                Label::new("locale", top.locale.to_string()),
            ];
            if !self.without_country {
                labels.push(Label::from_static_parts("country", country.map_or(UNKNOWN, Country::as_str)));
            }
            labels.extend(version);
            if shown {
                metrics::counter!(Metrics::SHOWN, labels.clone()).increment(1);
            }
            metrics::counter!(Metrics::HEARD, labels).increment(1);
        });
    }

    /// How many times the recorder panicked, so that a count may be missing.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn guarded(&self, record: impl FnOnce()) {
        if catch_unwind(AssertUnwindSafe(record)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

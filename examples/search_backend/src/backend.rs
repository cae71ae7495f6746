//! A query's way: Pelita first, then the index.

use std::sync::Arc;
use std::time::SystemTime;

use axum::http::HeaderName;
use metrics_exporter_prometheus::PrometheusHandle;
use pelita::{Direction, Interceptor, Metrics, Prompt, Ribbon, Searcher};
use serde::Serialize;

use crate::corpus;
use crate::count;
use crate::index::Pages;
use crate::suggest::Completions;

/// How many hits are shown.
const HITS: usize = 10;

/// What can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The header in which the proxy in front says the country.
    pub country_header: Option<HeaderName>,
    /// Leaves Pelita out, to measure what it costs.
    pub without_pelita: bool,
}

/// Everything that serves a query.
pub struct Backend {
    pelita: Option<&'static Interceptor>,
    pub(crate) pages: Pages,
    completions: Completions,
    counts: Metrics,
    pub(crate) country_header: Option<HeaderName>,
    pub(crate) metrics: PrometheusHandle,
}

/// The answer to a query, as `/search` gives it.
#[derive(Serialize)]
pub struct Answer<'a> {
    /// The card, or null for nearly every query.
    pub prompt: Option<Prompt>,
    /// Awareness ribbons for the campaigns whose hashtags stand in the query.
    pub ribbons: Vec<Ribbon>,
    /// The pages that were found.
    pub hits: Vec<Hit<'a>>,
}

/// A page that was found.
#[derive(Serialize)]
pub struct Hit<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address on this server.
    pub url: &'a str,
    /// Its language.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub direction: Direction,
    /// What it says.
    pub text: &'a str,
}

impl Backend {
    /// Indexes the corpus and compiles the lexicons, so that the first query does not wait for it.
    ///
    /// # Errors
    ///
    /// If the corpus is not valid, or cannot be indexed.
    pub fn new(options: Options) -> Result<Arc<Backend>, String> {
        let pages = Pages::new(corpus::load()?).map_err(|e| format!("the corpus cannot be indexed: {e}"))?;
        let metrics = count::recorder();
        let counts = Metrics::new().with_data_version(env!("CARGO_PKG_VERSION"));
        counts.describe();
        Ok(Arc::new(Backend {
            pelita: (!options.without_pelita).then(Interceptor::builtin),
            pages,
            completions: Completions::load()?,
            country_header: options.country_header,
            counts,
            metrics,
        }))
    }

    /// The card that a query should have, and the pages that were found for it. If the index fails, the card still stands.
    pub fn answer(&self, query: &str, searcher: &Searcher) -> Answer<'_> {
        self.answer_at(query, searcher, SystemTime::now())
    }

    /// The same at a moment, which decides on ribbons.
    pub fn answer_at(&self, query: &str, searcher: &Searcher, at: SystemTime) -> Answer<'_> {
        let prompt = self.prompt(query, searcher);
        let ribbons = self.pelita.map_or_else(Vec::new, |p| p.ribbons(query, at, searcher.country));
        let found = self.pages.search(query, &searcher.languages, HITS).unwrap_or_else(|e| {
            tracing::error!("the index failed: {e}");
            Vec::new()
        });
        let hits = found.into_iter().map(|page| Hit {
            title: &page.title,
            url: &page.url,
            language: page.language.as_str(),
            direction: corpus::direction(&page.language),
            text: &page.text,
        });
        Answer { prompt, ribbons, hits: hits.collect() }
    }

    /// The card that a query should have.
    fn prompt(&self, query: &str, searcher: &Searcher) -> Option<Prompt> {
        self.counts.intercept(self.pelita?, query, searcher)
    }

    /// Completions for what stands in the search box.
    #[must_use]
    pub fn suggestions(&self, begun: &str) -> Vec<&str> {
        self.completions.complete(begun, self.pelita)
    }
}

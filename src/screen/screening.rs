//! The verdict and its signals.

use std::cmp::Reverse;
use std::ops::Range;

use serde::Serialize;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

use super::confirm::Scene;
use super::engine::{Hit, Hits};
use super::judge::Quiet;
use crate::lexicon::{Role, Rule};
use crate::need::{Intent, Topic, Urgency};

/// A text that is full of cries is heard by the first of them.
const MOST_SIGNALS: usize = 96;

/// What was heard in a query, and why. The default is a clean query.
///
/// Holds no text of the query, so it is safe to log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Screening {
    /// Every phrase that counts, the weightiest first; the verdict is the first one's. Of a text that is full of them, the first 96.
    pub signals: Vec<Signal>,
}

/// One phrase that was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Signal {
    /// What it is about.
    pub topic: Topic,
    /// What the writer seems to want.
    pub intent: Intent,
    /// How pressing it is.
    pub urgency: Urgency,
    /// The lexicon that holds the phrase.
    pub locale: Box<str>,
    /// The phrase as written in the lexicon.
    pub phrase: Box<str>,
    /// Where it stands in the query, in bytes; both ends lie on character boundaries.
    pub span: Range<usize>,
    /// The lexicon is of a language in the script of the span: English words that a Hindi lexicon knows as well are not at home there.
    #[serde(skip)]
    at_home: bool,
}

impl Screening {
    /// Nothing was heard.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.signals.is_empty()
    }

    /// The weightiest signal: the verdict on topic and intent, and the language it was heard in.
    ///
    /// A cry inside a phrase that asks for help, worries about somebody or mourns speaks through that phrase (`how to help a suicidal friend`).
    /// Else the most urgent comes first, then one in a language of the query's script, then the longest, then of the locale that heard
    /// most, then the first.
    #[must_use]
    pub fn top(&self) -> Option<&Signal> {
        self.signals.first()
    }

    /// The highest urgency of all signals.
    #[must_use]
    pub fn urgency(&self) -> Option<Urgency> {
        self.signals.iter().map(|s| s.urgency).max()
    }

    /// Sorts the signals; see [`top`](Self::top).
    pub(super) fn settle(&mut self) {
        let heard: Vec<usize> = self.signals.iter().map(|s| self.signals.iter().filter(|o| o.locale == s.locale).count()).collect();
        let spoken_for = |s: &Signal| self.signals.iter().any(|o| o.speaks_for(s));
        let mut order: Vec<usize> = (0..self.signals.len()).collect();
        order.sort_by_cached_key(|&i| {
            let s = &self.signals[i];
            let concern = s.intent == Intent::Concern;
            (
                spoken_for(s),
                Reverse(s.urgency),
                Reverse(s.at_home),
                Reverse(s.span.len()),
                Reverse(concern),
                Reverse(heard[i]),
                s.span.start,
            )
        });
        self.signals = order.into_iter().map(|i| self.signals[i].clone()).collect();
    }

    /// Widens the spans to whole grapheme clusters (UAX #29), so that marking them splits nothing a person sees.
    #[must_use]
    pub fn widened(&self, query: &str) -> Screening {
        let mut out = self.clone();
        for signal in &mut out.signals {
            signal.span = widen(query, &signal.span);
        }
        out
    }
}

impl Signal {
    /// Whether the other one is a cry inside this phrase, which says what it is about.
    fn speaks_for(&self, other: &Signal) -> bool {
        let inside = self.span.start <= other.span.start && other.span.end <= self.span.end && self.span.len() > other.span.len();
        inside
            && matches!(self.intent, Intent::HelpSeeking | Intent::Concern | Intent::Bereavement)
            && !matches!(other.intent, Intent::HelpSeeking | Intent::Concern | Intent::Bereavement)
            && (self.at_home || !other.at_home)
    }
}

fn widen(query: &str, span: &Range<usize>) -> Range<usize> {
    let is_boundary = |at: usize| {
        matches!(GraphemeCursor::new(at, query.len(), true).is_boundary(query, 0), Ok(true) | Err(GraphemeIncomplete::InvalidOffset))
    };
    let (mut start, mut end) = (span.start.min(query.len()), span.end.min(query.len()));
    while start > 0 && !(query.is_char_boundary(start) && is_boundary(start)) {
        start -= 1;
    }
    while end < query.len() && !(query.is_char_boundary(end) && is_boundary(end)) {
        end += 1;
    }
    start..end
}

fn rule_of<'a>(scene: Scene<'a>, hit: &Hit) -> (&'a Rule, &'a str) {
    let phrase = &scene.program.phrases[hit.phrase as usize];
    (scene.program.rule(phrase), scene.program.text(phrase))
}

/// A verdict with what led to it, for people who write lexicons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The letters that were compared, a blank for each break.
    pub folded: String,
    /// The verdict.
    pub screening: Screening,
    /// What was found and does not count.
    pub quieted: Vec<Quieted>,
}

/// Collects what the looks at a query bring.
#[derive(Default)]
pub(super) struct Report {
    pub(super) screening: Screening,
    /// Kept only if somebody wants an explanation.
    pub(super) quieted: Option<Vec<Quieted>>,
    /// Where the first look found what does not count: a second look must not bring it back.
    settled: Spans,
}

/// A few spans of the query.
#[derive(Default)]
struct Spans {
    len: usize,
    spans: [(u32, u32); 8],
}

impl Spans {
    fn add(&mut self, span: &Range<usize>) {
        if self.len < self.spans.len() {
            self.spans[self.len] = (span.start as u32, span.end as u32);
            self.len += 1;
        }
    }

    fn meet(&self, span: &Range<usize>) -> bool {
        self.spans[..self.len].iter().any(|s| span.start < s.1 as usize && (s.0 as usize) < span.end)
    }
}

impl Report {
    /// A report that keeps what does not count.
    pub(super) fn explaining() -> Report {
        Report { quieted: Some(Vec::new()), ..Report::default() }
    }

    pub(super) fn hear(&mut self, scene: Scene<'_>, hits: &Hits) {
        let signals = &mut self.screening.signals;
        for hit in hits.as_slice() {
            let (rule, phrase) = rule_of(scene, hit);
            if let Role::Heard { topic, intent, urgency, .. } = rule.role {
                if scene.disguised.is_some() && self.settled.meet(&scene.source(*hit)) {
                    continue;
                }
                let locale = scene.program.locales[rule.locale as usize].as_str().into();
                let latin = scene.folded.letters()[hit.start.into()..hit.end.into()].is_ascii();
                let at_home = latin == scene.program.latin[rule.locale as usize];
                let signal = Signal { topic, intent, urgency, locale, phrase: phrase.into(), span: scene.source(*hit), at_home };
                if signals.len() < MOST_SIGNALS && !signals.contains(&signal) {
                    signals.push(signal);
                }
            }
        }
    }

    pub(super) fn quiet(&mut self, scene: Scene<'_>, hit: Hit, why: Quiet) {
        if scene.disguised.is_none() {
            self.settled.add(&scene.source(hit));
        }
        if let Some(quieted) = &mut self.quieted {
            quieted.push(Quieted::new(scene, hit, why));
        }
    }
}

/// A phrase that was found and does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quieted {
    /// The lexicon that holds the phrase.
    pub locale: Box<str>,
    /// The phrase as written in the lexicon.
    pub phrase: Box<str>,
    /// Where it stands in the query, in bytes.
    pub span: Range<usize>,
    /// `exempt`, `context`, `alone`, `information`, or `campaign` for the hashtag of one.
    pub why: &'static str,
    /// The exemption, context word or longer phrase that quiets it.
    pub by: Option<Box<str>>,
}

impl Quieted {
    fn new(scene: Scene<'_>, hit: Hit, why: Quiet) -> Quieted {
        let (rule, phrase) = rule_of(scene, &hit);
        let (why, by) = match why {
            Quiet::Exempt(h) => ("exempt", Some(h)),
            Quiet::Context(h) => ("context", Some(h)),
            Quiet::Alone => ("alone", None),
            Quiet::Information(h) => ("information", Some(h)),
        };
        Quieted {
            locale: scene.program.locales[rule.locale as usize].as_str().into(),
            phrase: phrase.into(),
            span: scene.source(hit),
            why,
            by: by.map(|h| rule_of(scene, &h).1.into()),
        }
    }
}

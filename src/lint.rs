//! Checks of lexicons that go beyond loading: silence is invisible, so look for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::error::Error;
use crate::interceptor::{Builder, Interceptor};
use crate::lexicon::{Source, Text, is_literal, parse};
use crate::need::Urgency;

/// Something that a lexicon's writer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Whether it must be mended.
    pub severity: Severity,
    /// Where it is: `file:line:column: key`.
    pub place: String,
    /// What it is.
    pub message: String,
}

/// How much a [`Finding`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Broken: an example fails, a phrase cannot be read.
    Error,
    /// Worth a look: a phrase that no example reaches, an exemption that quiets a crisis example.
    Note,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.severity {
            Severity::Error => "error",
            Severity::Note => "note",
        };
        write!(f, "{mark}: {} {}", self.place, self.message)
    }
}

impl Builder {
    /// Checks the chosen lexicons: every phrase parses, every example does what it says, every exemption
    /// still quiets something and nothing that a crisis example needs.
    ///
    /// # Errors
    ///
    /// If the data cannot be read or compiled at all.
    pub fn lint(&self) -> Result<Vec<Finding>, Error> {
        let sources = self.sources()?;
        let mut findings = Vec::new();
        for source in &sources {
            syntax(source, &mut findings);
        }
        if findings.iter().any(|f| f.severity == Severity::Error) {
            return Ok(findings);
        }
        // Examples may be about the opt-in topics as well.
        let pelita = self.clone().topics(crate::need::Topic::ALL.iter().copied()).build()?;
        for source in &sources {
            Linter { pelita: &pelita, source, findings: &mut findings, fired: BTreeSet::new() }.run();
        }
        findings.sort_by_key(|f| f.severity);
        Ok(findings)
    }
}

/// Every phrase of a file with its key.
fn texts(source: &Source) -> Vec<(String, &Text)> {
    let file = &source.file;
    let mut out = Vec::new();
    for (name, list) in &file.words {
        out.extend(list.get_ref().iter().map(|t| (format!("words.{name}"), t)));
    }
    for (name, list) in &file.context {
        out.extend(list.get_ref().iter().map(|t| (format!("context.{name}"), t)));
    }
    for block in &file.phrases {
        for (key, list) in [
            ("match", &block.phrases),
            ("not_after", &block.not_after),
            ("not_before", &block.not_before),
            ("not_across", &block.not_across),
        ] {
            out.extend(list.iter().map(|t| (format!("phrases.{key}"), t)));
        }
    }
    for block in &file.exempt {
        out.extend(block.phrases.iter().map(|t| ("exempt.match".to_string(), t)));
    }
    out
}

fn finding(severity: Severity, source: &Source, key: &str, text: &Text, at: usize, message: &str) -> Finding {
    let error = source.error(key, text, at, message);
    let (line, column) = error.position().unwrap_or((0, 0));
    Finding { severity, place: format!("{}:{line}:{column}: {key}:", source.name), message: format!("{message}: `{}`", text.get_ref()) }
}

fn syntax(source: &Source, findings: &mut Vec<Finding>) {
    for (key, text) in texts(source) {
        if let Err(e) = parse(text.get_ref()) {
            findings.push(finding(Severity::Error, source, &key, text, e.at, &e.message));
        }
    }
}

struct Linter<'a> {
    pelita: &'a Interceptor,
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
    /// Phrases that some example reached.
    fired: BTreeSet<Box<str>>,
}

impl<'a> Linter<'a> {
    fn run(mut self) {
        let file = &self.source.file;
        let shown = |u: Option<Urgency>| u.is_some_and(|u| u >= Urgency::Low);
        for text in &file.examples.shown {
            self.example("examples.shown", text, shown, "is not shown");
        }
        for text in &file.examples.information {
            self.example("examples.information", text, |u| u == Some(Urgency::Info), "is not heard as information");
        }
        for text in &file.examples.quiet {
            self.example("examples.quiet", text, |u| !shown(u), "is shown");
        }
        for rejected in &file.rejected {
            self.example("rejected.phrase", &rejected.phrase, |u| !shown(u), "is shown all the same");
        }
        for block in &file.exempt {
            for text in &block.heard {
                self.example("exempt.heard", text, shown, "is not shown any more");
            }
            for text in &block.phrases {
                self.exemption(text);
            }
        }
        self.unreached();
    }

    /// Screens an example, and notes which phrases it reached and which exemptions it met.
    fn example(&mut self, key: &str, text: &'a Text, right: impl Fn(Option<Urgency>) -> bool, wrong: &str) {
        let explanation = self.pelita.explain(text.get_ref());
        self.fired.extend(explanation.screening.signals.iter().map(|s| s.phrase.clone()));
        let urgency = explanation.screening.urgency();
        if !right(urgency) {
            let why = match explanation.screening.top() {
                Some(s) => format!(" (heard: `{}` of {}, {})", s.phrase, s.locale, s.urgency),
                None => explanation
                    .quieted
                    .first()
                    .map_or(String::new(), |q| format!(" (`{}` is quieted by {} `{}`)", q.phrase, q.why, q.by.as_deref().unwrap_or(""))),
            };
            self.findings.push(finding(Severity::Error, self.source, key, text, 0, &format!("{wrong}{why}")));
        }
        if key == "examples.shown" {
            for q in explanation.quieted.iter().filter(|q| q.why == "exempt") {
                let message = format!("the exemption `{}` quiets `{}` here", q.by.as_deref().unwrap_or(""), q.phrase);
                self.findings.push(finding(Severity::Note, self.source, key, text, 0, &message));
            }
        }
    }

    /// A literal exemption, as a query of its own, must quiet something and not be shown.
    fn exemption(&mut self, text: &'a Text) {
        if !is_literal(text.get_ref()) {
            return;
        }
        let explanation = self.pelita.explain(text.get_ref());
        if let Some(s) = explanation.screening.top().filter(|s| s.urgency >= Urgency::Low) {
            let message = format!("is shown all the same, by `{}` of {}", s.phrase, s.locale);
            self.findings.push(finding(Severity::Error, self.source, "exempt.match", text, 0, &message));
        } else if !explanation.quieted.iter().any(|q| q.why == "exempt") {
            self.findings.push(finding(Severity::Note, self.source, "exempt.match", text, 0, "quiets nothing; drop it"));
        }
    }

    /// Blocks of which no example reaches a single phrase.
    fn unreached(&mut self) {
        let mut silent: BTreeMap<usize, usize> = BTreeMap::new();
        for (i, block) in self.source.file.phrases.iter().enumerate() {
            if !block.phrases.iter().any(|p| self.fired.contains(p.get_ref().as_str())) {
                silent.insert(i, block.phrases.len());
            }
        }
        for (i, count) in silent {
            if let Some(first) = self.source.file.phrases[i].phrases.first() {
                let message = format!("no example reaches this block of {count} phrases; add one that does");
                self.findings.push(finding(Severity::Note, self.source, "phrases.match", first, 0, &message));
            }
        }
    }
}

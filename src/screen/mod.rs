//! Is it there? Text in, a verdict that explains itself out.
//!
//! `filter.rs` lets nearly every query go; what is left meets one automaton over the anchors of all locales
//! (`engine.rs`); phrases are confirmed around their anchors (`confirm.rs`) and weighed (`judge.rs`).

mod confirm;
mod engine;
mod filter;
mod judge;
mod screening;
#[cfg(test)]
mod soundness;

use confirm::Scene;
use engine::{Engine, Hit, Hits};
use filter::Filter;
pub(crate) use judge::SHARED_LOCALE;
use judge::judge;
use screening::Report;
pub use screening::{Explanation, Quieted, Screening, Signal};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::lexicon::{Anchors, Compiler, Evidence, Evidencer, NoAnchor, Phrase, Program, Rarity, Role, Source, choose};
use crate::need::Topic;
use crate::text::disguise::{Disguise, Look};
use crate::text::shingles::Shingles;
use crate::text::{Folded, Quick, fold};

/// Compiled lexicons, shared by all threads.
pub(crate) struct Screen {
    program: Program,
    evidence: Evidence,
    filter: Filter,
    /// Phrases to be heard.
    heard: Engine,
    /// Exemptions, contexts and company: looked at only where something was heard.
    aside: Engine,
}

/// What the lexicons say and where to look for it: everything but the automata.
#[derive(Serialize, Deserialize)]
pub(crate) struct Compiled {
    program: Program,
    evidence: Evidence,
    heard: Anchors,
    aside: Anchors,
}

impl Compiled {
    /// Completes what was stored, with the texts of the lexicons in the order of their locales.
    pub(crate) fn restore(&mut self, texts: Vec<Cow<'static, str>>) {
        self.program.restore(texts);
    }

    /// The locales, in order.
    pub(crate) fn locales(&self) -> &[String] {
        &self.program.locales
    }

    /// Compiles lexicons; phrases of other topics are left out.
    pub(crate) fn new(sources: &[&Source], topics: &[Topic]) -> Result<Compiled, Error> {
        let rarity = Rarity::builtin();
        let mut compiler = Compiler::default();
        for source in sources {
            compiler.add(source, topics)?;
        }
        let program = compiler.finish();
        let is_heard = |p: &Phrase| matches!(program.rule(p).role, Role::Heard { .. });
        let without = |none: NoAnchor| without_anchor(&program, sources, &none);
        let mut evidence = Evidencer::new(&program, &rarity);
        let heard = choose(&program, &rarity, &mut evidence, true, is_heard).map_err(without)?;
        let aside = choose(&program, &rarity, &mut evidence, false, |p| !is_heard(p)).map_err(without)?;
        let evidence = evidence.finish();
        Ok(Compiled { program, evidence, heard, aside })
    }
}

impl Screen {
    pub(crate) fn new(compiled: Compiled) -> Result<Screen, Error> {
        let filter = Filter::new(&compiled.heard);
        let heard = Engine::new(compiled.heard, false)?;
        let aside = Engine::new(compiled.aside, true)?;
        Ok(Screen { program: compiled.program, evidence: compiled.evidence, filter, heard, aside })
    }

    /// The verdict on a query. Linear in its length; allocates only if something is heard.
    pub(crate) fn screen(&self, query: &str) -> Screening {
        let mut report = Report::default();
        self.look(query, &mut report);
        report.screening.settle();
        report.screening
    }

    /// The verdict with everything that led to it, for people who write lexicons.
    pub(crate) fn explain(&self, query: &str) -> Explanation {
        let mut report = Report::explaining();
        self.look(query, &mut report);
        report.screening.settle();
        Explanation { folded: Folded::new(query, 0).0.display(), screening: report.screening, quieted: report.quieted.unwrap_or_default() }
    }

    fn look(&self, query: &str, report: &mut Report) {
        let mut quick = Quick::new();
        let window = fold(query, 0, &mut quick);
        self.look_at(&quick, query, 0, window.next.is_none(), None, report);
        if let Some(next) = window.next {
            self.long_look(query, next, None, report);
        }
        if report.screening.is_clean()
            && let Some(disguise) = Disguise::of(query, window.seen, &quick)
        {
            disguise.looks(|look: &Look| {
                self.long_look(look.text(), 0, Some(look), report);
                report.screening.is_clean()
            });
        }
    }

    /// Looks at a text of any length, window by window.
    fn long_look(&self, text: &str, mut from: usize, disguised: Option<&Look>, report: &mut Report) {
        loop {
            let mut quick = Quick::new();
            let window = fold(text, from, &mut quick);
            self.look_at(&quick, text, from, window.next.is_none(), disguised, report);
            match window.next {
                Some(next) => from = next,
                None => return,
            }
        }
    }

    /// Looks at one window.
    #[inline(always)]
    fn look_at(&self, quick: &Quick, text: &str, from: usize, last: bool, disguised: Option<&Look>, report: &mut Report) {
        if let Some(shingles) = self.filter.passes(quick, self.heard.anchors(), &self.evidence) {
            let (folded, _) = Folded::new(text, from);
            let scene = Scene { program: &self.program, folded: &folded, disguised, first: from == 0, last };
            self.close_look(scene, &shingles, report);
        }
    }

    /// Searches a window that was folded again, with marks and places.
    #[cold]
    fn close_look(&self, scene: Scene<'_>, shingles: &Shingles, report: &mut Report) {
        let mut hits = Hits::new();
        self.heard.search(scene, &self.evidence, shingles, &mut hits);
        if hits.as_slice().is_empty() {
            return;
        }
        let mut aside = Hits::new();
        self.aside.search(scene, &self.evidence, shingles, &mut aside);
        judge(scene, &mut hits, &aside, |hit, why| report.quiet(scene, hit, why));
        report.hear(scene, &hits);
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Whether a short text holds a word by which its writer speaks of himself or herself in this locale.
    pub(crate) fn names_the_writer(&self, text: &str, locale: &str) -> bool {
        let mut quick = Quick::new();
        fold(text, 0, &mut quick);
        let folded = Folded::new(text, 0).0;
        let scene = Scene { program: &self.program, folded: &folded, disguised: None, first: true, last: true };
        let mut aside = Hits::new();
        self.aside.search(scene, &self.evidence, &Shingles::new(&quick), &mut aside);
        let rule = |hit: &Hit| self.program.rule(&self.program.phrases[hit.phrase as usize]);
        aside.as_slice().iter().any(|h| rule(h).role == Role::Company && self.program.locales[rule(h).locale as usize] == locale)
    }

    pub(crate) fn phrases(&self) -> usize {
        self.program.phrases.len()
    }

    pub(crate) fn needles(&self) -> (usize, usize) {
        (self.heard.anchors().needles.len(), self.heard.anchors().postings.len())
    }

    #[cfg(feature = "internals")]
    pub(crate) fn needle_strings(&self) -> Vec<Vec<u8>> {
        self.heard.anchors().needles.iter().map(|n| n.bytes()).collect()
    }

    pub(crate) fn memory(&self) -> usize {
        self.heard.memory() + self.aside.memory() + self.filter.memory() + self.evidence.memory()
    }
}

fn without_anchor(program: &Program, sources: &[&Source], none: &NoAnchor) -> Error {
    let phrase = &program.phrases[none.phrase as usize];
    let source = sources[program.rule(phrase).locale as usize];
    let at = source.text.find(program.text(phrase)).unwrap_or(0);
    let obstacle = if none.obstacle.is_empty() { "nothing but options".to_string() } else { none.obstacle.clone() };
    Error::data(format!(
        "too little to look for (`{obstacle}`): each way to write a phrase needs a stretch of plain letters outside `[ ]`, six of them before or after `*`: `{}`",
        program.text(phrase)
    ))
    .in_file(&source.name)
    .at(&source.text, at)
}

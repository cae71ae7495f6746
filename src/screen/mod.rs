//! Is it there? Text in, a verdict that explains itself out.
//!
//! `filter.rs` lets nearly every query go; what is left meets one automaton over the anchors of all locales
//! (`engine.rs`); phrases are confirmed around their anchors (`confirm.rs`) and weighed (`judge.rs`).

mod confirm;
mod engine;
mod filter;
mod judge;
mod screening;

use confirm::Scene;
use engine::{Engine, Hits};
use filter::Filter;
pub(crate) use judge::SHARED_LOCALE;
use judge::judge;
use screening::Report;
pub use screening::{Explanation, Quieted, Screening, Signal};

use crate::error::Error;
use crate::lexicon::{Compiler, Phrase, Program, Rarity, Role, Source, choose};
use crate::need::Topic;
use crate::text::disguise::{Disguise, Look};
use crate::text::{Folded, Quick, fold};

/// Compiled lexicons, shared by all threads.
pub(crate) struct Screen {
    program: Program,
    filter: Filter,
    /// Phrases to be heard.
    heard: Engine,
    /// Exemptions, contexts and company: looked at only where something was heard.
    aside: Engine,
}

impl Screen {
    /// Compiles lexicons; phrases of other topics are left out.
    pub(crate) fn new(sources: &[&Source], topics: &[Topic]) -> Result<Screen, Error> {
        let rarity = Rarity::builtin();
        let mut compiler = Compiler::default();
        for source in sources {
            compiler.add(source, topics)?;
        }
        let program = compiler.finish();
        let is_heard = |p: &Phrase| matches!(program.rule(p).role, Role::Heard { .. });
        let without = |phrases: Vec<u32>| without_anchor(&program, sources, &phrases);
        let heard = Engine::new(choose(&program, &rarity, is_heard).map_err(without)?, false)?;
        let aside = Engine::new(choose(&program, &rarity, |p| !is_heard(p)).map_err(without)?, true)?;
        let filter = Filter::new(heard.needles(), &rarity);
        Ok(Screen { program, filter, heard, aside })
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
        let mut report = Report { quieted: Some(Vec::new()), ..Report::default() };
        self.look(query, &mut report);
        report.screening.settle();
        Explanation { folded: Folded::new(query, 0).0.display(), screening: report.screening, quieted: report.quieted.unwrap_or_default() }
    }

    fn look(&self, query: &str, report: &mut Report) {
        let mut quick = Quick::new();
        let window = fold(query, 0, &mut quick);
        if window.next.is_some() {
            self.long_look(query, None, report);
        } else if self.filter.passes(&quick) {
            self.close_look(query, 0, None, report);
        }
        if report.screening.is_clean()
            && let Some(disguise) = Disguise::of(query, window.seen, &quick)
        {
            disguise.looks(|look: &Look| {
                self.long_look(look.text(), Some(look), report);
                report.screening.is_clean()
            });
        }
    }

    /// Looks at a text of any length, window by window.
    fn long_look(&self, text: &str, disguised: Option<&Look>, report: &mut Report) {
        let mut from = 0;
        loop {
            let mut quick = Quick::new();
            let window = fold(text, from, &mut quick);
            if self.filter.passes(&quick) {
                self.close_look(text, from, disguised, report);
            }
            match window.next {
                Some(next) => from = next,
                None => return,
            }
        }
    }

    /// Folds one window again, with marks and places, and searches it.
    #[cold]
    fn close_look(&self, text: &str, from: usize, disguised: Option<&Look>, report: &mut Report) {
        let (folded, window) = Folded::new(text, from);
        let scene = Scene { program: &self.program, folded: &folded, disguised, first: from == 0, last: window.next.is_none() };
        let mut hits = Hits::new();
        self.heard.search(scene, &mut hits);
        if hits.as_slice().is_empty() {
            return;
        }
        let mut aside = Hits::new();
        self.aside.search(scene, &mut aside);
        judge(scene, &mut hits, &aside, |hit, why| report.quiet(scene, hit, why));
        report.hear(scene, &hits);
    }

    pub(crate) fn phrases(&self) -> usize {
        self.program.phrases.len()
    }

    pub(crate) fn needles(&self) -> (usize, usize) {
        (self.heard.needles().count(), self.heard.postings())
    }

    pub(crate) fn memory(&self) -> usize {
        self.heard.memory() + self.aside.memory()
    }
}

fn without_anchor(program: &Program, sources: &[&Source], phrases: &[u32]) -> Error {
    let phrase = &program.phrases[phrases[0] as usize];
    let source = sources[program.rule(phrase).locale as usize];
    let at = source.text.find(&*phrase.text).unwrap_or(0);
    let more = if phrases.len() > 1 { format!(" (and {} more phrases)", phrases.len() - 1) } else { String::new() };
    Error::data(format!(
        "nothing to look for in `{}`: it needs a stretch of plain letters outside `[ ]`; a stem before `*` or after `*` needs six letters{more}",
        phrase.text
    ))
    .in_file(&source.name)
    .at(&source.text, at)
}

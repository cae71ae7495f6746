//! From confirmed phrases to what counts: exemptions, contexts, company, and information that covers a word.

use super::confirm::Scene;
use super::engine::{Hit, Hits};
use crate::lexicon::{Program, Role, Strength};
use crate::need::Intent;

/// The locale whose contexts hold for every other.
pub(crate) const SHARED_LOCALE: &str = "und";

/// Why a confirmed phrase does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quiet {
    /// An exemption covers it.
    Exempt(Hit),
    /// A context word stands in the query.
    Context(Hit),
    /// Weak, and alone.
    Alone,
    /// Part of a longer phrase that is information.
    Information(Hit),
}

/// Drops the hits that do not count, telling why.
pub(super) fn judge(scene: Scene<'_>, heard: &mut Hits, aside: &Hits, mut told: impl FnMut(Hit, Quiet)) {
    let program = scene.program;
    let mut drop = |hits: &mut Hits, why: &dyn Fn(&Hit) -> Option<Quiet>| {
        hits.retain(|h| {
            let quiet = why(h);
            if let Some(q) = quiet {
                told(*h, q);
            }
            quiet.is_none()
        });
    };
    drop(heard, &|h| exemption(program, h, aside).map(Quiet::Exempt));
    drop(heard, &|h| context(scene, h, aside).map(Quiet::Context));
    let others = Hits::copy(heard);
    drop(heard, &|h| (strength(program, h) == Strength::Weak && !has_company(scene, h, &others, aside)).then_some(Quiet::Alone));
    let others = Hits::copy(heard);
    drop(heard, &|h| covering_information(program, h, &others).map(Quiet::Information));
}

fn strength(program: &Program, hit: &Hit) -> Strength {
    match role(program, hit) {
        Role::Heard { strength, .. } => strength,
        _ => Strength::Strong,
    }
}

fn role(program: &Program, hit: &Hit) -> Role {
    program.rule(&program.phrases[hit.phrase as usize]).role
}

fn covers(outer: &Hit, inner: &Hit) -> bool {
    outer.start <= inner.start && outer.end >= inner.end
}

fn longer(a: &Hit, b: &Hit) -> bool {
    a.end - a.start > b.end - b.start
}

fn exemption(program: &Program, hit: &Hit, aside: &Hits) -> Option<Hit> {
    let strong = strength(program, hit) == Strength::Strong;
    let quiets = |e: &&Hit| match role(program, e) {
        Role::Exempt { narrow } => covers(e, hit) && if strong { narrow && longer(e, hit) } else { true },
        _ => false,
    };
    aside.as_slice().iter().find(quiets).copied()
}

fn context(scene: Scene<'_>, hit: &Hit, aside: &Hits) -> Option<Hit> {
    let program = scene.program;
    if strength(program, hit) == Strength::Strong {
        return None;
    }
    let locale = program.rule(&program.phrases[hit.phrase as usize]).locale;
    let holds = |c: &&Hit| {
        let rule = program.rule(&program.phrases[c.phrase as usize]);
        // Another language's context counts where it cannot be taken for a word of this one.
        let speaks = rule.locale == locale
            || program.locales[rule.locale as usize] == SHARED_LOCALE
            || is_distinct(&scene.folded.letters()[c.start as usize..c.end as usize]);
        rule.role == Role::Context && speaks && !covers(hit, c)
    };
    aside.as_slice().iter().find(holds).copied()
}

/// Long enough, or in a script other than Latin, not to be a word of another language by chance.
fn is_distinct(context: &[u8]) -> bool {
    context.len() >= 7 || !context.is_ascii()
}

fn has_company(scene: Scene<'_>, hit: &Hit, heard: &Hits, aside: &Hits) -> bool {
    let whole = scene.first && scene.last && hit.start == 0 && hit.end as usize == scene.folded.len();
    whole
        || aside.as_slice().iter().any(|a| role(scene.program, a) == Role::Company)
        || heard
            .as_slice()
            .iter()
            .any(|o| (o.end <= hit.start || o.start >= hit.end) && intent(scene.program, o) != Some(Intent::Information))
}

fn intent(program: &Program, hit: &Hit) -> Option<Intent> {
    match role(program, hit) {
        Role::Heard { intent, .. } => Some(intent),
        _ => None,
    }
}

fn covering_information(program: &Program, hit: &Hit, heard: &Hits) -> Option<Hit> {
    if intent(program, hit) == Some(Intent::Information) {
        return None;
    }
    heard.as_slice().iter().find(|o| intent(program, o) == Some(Intent::Information) && covers(o, hit) && longer(o, hit)).copied()
}

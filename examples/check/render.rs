//! A card and an explanation, as a person reads them in a terminal.

use std::io::{self, Write};

use pelita::{Card, Explanation, Signal};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

#[derive(Clone, Copy)]
pub struct Style {
    bold: &'static str,
    dim: &'static str,
    accent: &'static str,
    end: &'static str,
}

impl Style {
    pub fn for_terminal(colour: bool) -> Style {
        if colour {
            Style { bold: "\x1b[1m", dim: "\x1b[2m", accent: "\x1b[1;36m", end: "\x1b[0m" }
        } else {
            Style { bold: "", dim: "", accent: "", end: "" }
        }
    }
}

pub fn card(out: &mut impl Write, card: &Card, s: Style) -> io::Result<()> {
    writeln!(out, "{}{}{}", s.bold, card.headline, s.end)?;
    writeln!(out, "{}", card.body)?;
    if let Some(notice) = &card.notice {
        writeln!(out, "{notice}")?;
    }
    for r in &card.resources {
        let english = r.name_en.as_ref().filter(|e| **e != r.name).map(|e| format!(" ({e})")).unwrap_or_default();
        let note = r.note.as_ref().map(|n| format!(" · {n}")).unwrap_or_default();
        writeln!(out, "\n  {}{}{}{}{english}{note}{}", s.bold, r.name, s.end, s.dim, s.end)?;
        if let Some(spoken) = &r.spoken {
            writeln!(out, "    {}{spoken}{}", s.dim, s.end)?;
        }
        for c in &r.contacts {
            let address = c.link.as_deref().filter(|l| l.starts_with("http")).map(|l| format!(": {l}")).unwrap_or_default();
            writeln!(out, "    {}{}{}{address}", s.accent, c.label, s.end)?;
            let facts: Vec<&str> =
                [&c.hours, &c.cost, &c.answers_in].into_iter().filter_map(|f| f.as_deref()).chain([c.checked.as_str()]).collect();
            writeln!(out, "    {}{}{}", s.dim, facts.join(" · "), s.end)?;
        }
    }
    writeln!(out, "\n{}", card.emergency.text)
}

pub fn explanation(out: &mut impl Write, query: &str, explanation: &Explanation, s: Style) -> io::Result<()> {
    writeln!(out, "{}query {} {query}", s.dim, s.end)?;
    writeln!(out, "{}folded{} {}", s.dim, s.end, explanation.folded)?;
    let screening = explanation.screening.widened(query);
    for signal in &screening.signals {
        mark(out, query, signal, s)?;
    }
    for q in &explanation.quieted {
        let by = q.by.as_ref().map(|b| format!(" by `{b}`")).unwrap_or_default();
        writeln!(out, "{}quiet {} `{}` ({}): {}{by}", s.dim, s.end, q.phrase, q.locale, q.why)?;
    }
    if screening.is_clean() {
        writeln!(out, "{}heard {} nothing", s.dim, s.end)?;
    }
    writeln!(out)
}

/// The query again, with the span marked under it.
fn mark(out: &mut impl Write, query: &str, signal: &Signal, s: Style) -> io::Result<()> {
    let mut under = String::new();
    for (at, cluster) in query.grapheme_indices(true) {
        let inside = at >= signal.span.start && at < signal.span.end;
        under.push_str(&if inside { "^" } else { " " }.repeat(cluster.width()));
    }
    writeln!(out, "       {}{}{}", s.accent, under.trim_end(), s.end)?;
    writeln!(
        out,
        "{}heard {} {} / {} / {} · {} · `{}`",
        s.dim, s.end, signal.topic, signal.intent, signal.urgency, signal.locale, signal.phrase
    )
}

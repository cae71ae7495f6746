//! A report as cells of text: the same for the terminal and the page.

use std::fmt::Write as _;

use super::{Change, Figure, Report, Row, Table};
use crate::periods::Window;

/// What stands in place of a withheld number.
pub const WITHHELD: &str = "withheld";

/// A table in words and numbers.
pub struct Grid {
    pub title: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// The report in words: what it is about, what was found, what is to be known when it is read.
pub struct Words {
    pub facts: Vec<String>,
    pub finding: Option<String>,
    pub notes: Vec<String>,
}

pub fn grids(report: &Report) -> Vec<Grid> {
    let noun = report.settings.events.noun();
    [&report.total, &report.months].into_iter().chain(&report.tables).map(|table| grid(table, noun)).collect()
}

fn grid(table: &Table, noun: &str) -> Grid {
    let title = if table.name == "total" { "All queries".to_string() } else { format!("By {}", table.name) };
    let one_window = |row: &Row, i: usize| (row.windows[i], row.figures.as_ref().map(|f| f[i]));
    if matches!(table.name, "total" | "month") {
        let mut header: Vec<String> = ["", "", "queries", noun, "per million", "95 % interval"].map(str::to_string).to_vec();
        let mut rows = Vec::new();
        for row in &table.rows {
            for i in 0..row.windows.len() {
                let (window, figure) = one_window(row, i);
                let name = if table.name == "total" { String::new() } else { row.value.clone() };
                let window = if window == Window::All { String::new() } else { window.as_str().to_string() };
                let mut line = vec![name, window];
                line.extend(long(figure));
                rows.push(line);
            }
        }
        for column in [1, 0] {
            if rows.iter().all(|r| r[column].is_empty()) && header.len() > 5 {
                header.remove(column);
                rows.iter_mut().for_each(|r| drop(r.remove(column)));
            }
        }
        return Grid { title, header, rows };
    }
    let has_change = table.rows.iter().any(|r| r.windows.len() == 2);
    let mut header = vec![String::new()];
    if has_change {
        header.extend(["before", "per million", "after", "per million", "ratio", "95 % interval", "change"].map(str::to_string));
    } else {
        header.extend(["queries", noun, "per million", "95 % interval"].map(str::to_string));
    }
    let rows = table.rows.iter().map(|row| {
        let mut line = vec![row.value.clone()];
        match (&row.figures, has_change) {
            (None, true) => line.extend([WITHHELD, "", WITHHELD, "", "", "", ""].map(str::to_string)),
            (Some(figures), true) => {
                line.extend(figures.iter().flat_map(|f| [whole(f.tally.events), rate(f.per_million)]));
                line.extend(row.change.map_or_else(Default::default, |c| [ratio(c), limits(c), verdict(c)]));
            }
            (figures, false) => line.extend(long(figures.as_ref().map(|f| f[0]))),
        }
        line
    });
    Grid { title, rows: rows.collect(), header }
}

fn long(figure: Option<Figure>) -> [String; 4] {
    match figure {
        None => [WITHHELD.to_string(), WITHHELD.to_string(), String::new(), String::new()],
        Some(f) => {
            let interval = f.interval.map_or_else(String::new, |i| format!("{} to {}", decimal(i.low), decimal(i.high)));
            [whole(f.tally.queries), whole(f.tally.events), rate(f.per_million), interval]
        }
    }
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(String::new, decimal)
}

/// The ratio of the rates, such as `1.17`.
pub fn ratio(change: Change) -> String {
    change.ratio.map_or_else(String::new, two_digits)
}

/// The limits of the ratio, such as `1.08 to 1.27`.
pub fn limits(change: Change) -> String {
    match change.interval {
        None => String::new(),
        Some(i) if i.high.is_infinite() => format!("{} or more", two_digits(i.low)),
        Some(i) => format!("{} to {}", two_digits(i.low), two_digits(i.high)),
    }
}

/// What the change comes to, such as `up 17 % (8 % to 27 %)`.
pub fn verdict(change: Change) -> String {
    let mut out = match (change.ratio, change.interval) {
        (_, None) => return "no events".to_string(),
        (None, Some(_)) => "none before".to_string(),
        (Some(ratio), Some(i)) => {
            let (percent, low, high) = (percent(ratio), percent(i.low), percent(i.high));
            match (change.is_clear(), ratio > 1.0) {
                (true, true) => format!("up {percent} % ({low} % to {high} %)"),
                (true, false) => format!(
                    "down {} % ({} % to {} %)",
                    percent.trim_start_matches('-'),
                    high.trim_start_matches('-'),
                    low.trim_start_matches('-')
                ),
                (false, _) => format!("no clear change ({low} % to {high} %)"),
            }
        }
    };
    if change.few {
        out.push_str("; few events");
    }
    out
}

fn percent(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    if percent.abs() < 9.95 { format!("{percent:.1}") } else { format!("{percent:.0}") }
}

fn two_digits(number: f64) -> String {
    if number >= 100.0 { format!("{number:.0}") } else { format!("{number:.2}") }
}

/// A whole number with a comma between thousands.
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A rate with as many digits as it deserves.
pub fn decimal(number: f64) -> String {
    match number {
        n if n >= 1000.0 => whole(n.round() as u64),
        n if n >= 10.0 => format!("{n:.1}"),
        n => format!("{n:.2}"),
    }
}

pub fn words(report: &Report) -> Words {
    let settings = &report.settings;
    let k = settings.k;
    let mut facts = Vec::new();
    match report.days {
        Some((first, last)) => facts.push(format!("The log has queries from {first} to {last}.")),
        None => facts.push("The log has no query whose time could be read.".to_string()),
    }
    match report.undated {
        0 => {}
        n if n < k => facts.push(format!("Fewer than {k} queries have a time that could not be read; they are left out.")),
        n => facts.push(format!("{} queries have a time that could not be read; they are left out.", whole(n))),
    }
    if let Some((before, after)) = settings.periods {
        facts.push(format!("Before is {before}, after is {after}."));
    }
    let finding = settings.periods.and_then(|_| report.total.rows.first()).map(|row| match row.change {
        Some(change) if change.ratio.is_some() => {
            format!("After to before: {} times ({}): {}.", ratio(change), limits(change), verdict(change))
        }
        Some(change) => format!("After to before: {}.", verdict(change)),
        None => format!("A period has fewer than {k} events: nothing can be said about the change."),
    });
    let mut notes = vec![
        format!(
            "Rates are per million queries. \"{WITHHELD}\" means fewer than {k} events or queries, or a row that would give such a row away."
        ),
        "Searches are counted, not people: one person may make many.".to_string(),
    ];
    if let Some(change) = report.total.rows.first().and_then(|row| row.change) {
        let mut note = "Intervals are at 95 %: exact conditional limits for ratios, Byar's for rates".to_string();
        let _ = match change.dispersion {
            d if d >= 1.05 => {
                write!(note, ", widened because days differ more than chance alone would make them ({d:.1} times in variance).")
            }
            _ => write!(note, "."),
        };
        notes.push(note);
        notes.push("Of twenty rows without any change, one can be expected to look changed. A change after a date need not come from what was done on it.".to_string());
    } else {
        notes.push("Intervals are at 95 % (Byar), widened where days differ more than chance alone would make them.".to_string());
    }
    Words { facts, finding, notes }
}

/// The report as plain text.
pub fn terminal(report: &Report) -> String {
    let words = words(report);
    let mut out = String::new();
    for line in words.facts.iter().chain(&words.finding) {
        let _ = writeln!(out, "{line}");
    }
    for grid in grids(report) {
        let _ = writeln!(out, "\n{}", grid.title);
        let lines: Vec<&Vec<String>> = std::iter::once(&grid.header).chain(&grid.rows).collect();
        let widths: Vec<usize> = (0..grid.header.len()).map(|c| lines.iter().map(|l| l[c].chars().count()).max().unwrap_or(0)).collect();
        if grid.rows.is_empty() {
            let _ = writeln!(out, "  none");
            continue;
        }
        for line in lines {
            let mut text = String::new();
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                let _ = if is_left(&grid, column) { write!(text, "  {cell:<width$}") } else { write!(text, "  {cell:>width$}") };
            }
            let _ = writeln!(out, "{}", text.trim_end());
        }
    }
    out.push('\n');
    for note in &words.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}

/// Whether a column holds words.
pub fn is_left(grid: &Grid, column: usize) -> bool {
    matches!(grid.header[column].as_str(), "" | "change")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    fn change(ratio: Option<f64>, low: f64, high: f64) -> Change {
        Change { ratio, interval: Some(Interval { low, high }), dispersion: 1.0, few: false }
    }

    #[test]
    fn a_change_in_words() {
        assert_eq!(verdict(change(Some(1.17), 1.08, 1.272)), "up 17 % (8.0 % to 27 %)");
        assert_eq!(verdict(change(Some(0.5), 0.4, 0.6)), "down 50 % (40 % to 60 %)");
        assert_eq!(verdict(change(Some(1.01), 0.95, 1.072)), "no clear change (-5.0 % to 7.2 %)");
        assert_eq!(verdict(Change { few: true, ..change(None, 1.2, f64::INFINITY) }), "none before; few events");
        assert_eq!(limits(change(None, 1.2, f64::INFINITY)), "1.20 or more");
    }

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0.0, 9.876, 412.34, 12_345.6].map(decimal), ["0.00", "9.88", "412.3", "12,346"]);
    }
}

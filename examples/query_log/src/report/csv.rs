//! A report as CSV: one line for each figure and each change.

use std::io::Write;

use anyhow::Result;

use super::{Figure, Report, Row};
use crate::statistics::Interval;

const HEADER: [&str; 12] = [
    "table",
    "value",
    "window",
    "queries",
    "events",
    "per_million",
    "per_million_low",
    "per_million_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "note",
];

pub fn write(report: &Report, out: impl Write) -> Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(HEADER)?;
    for table in [&report.total, &report.months].into_iter().chain(&report.tables) {
        for row in &table.rows {
            for (i, window) in row.windows.iter().enumerate() {
                let figure = row.figures.as_ref().map(|f| f[i]);
                let note = if figure.is_none() { "withheld" } else { "" };
                let mut line = vec![table.name.to_string(), row.value.clone(), window.as_str().to_string()];
                line.extend(numbers(figure));
                line.extend(["", "", "", note].map(str::to_string));
                out.write_record(line)?;
            }
            if let Some(line) = change(row) {
                out.write_record([table.name, &row.value, "change", "", "", "", "", ""].into_iter().map(str::to_string).chain(line))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn numbers(figure: Option<Figure>) -> [String; 5] {
    let Some(figure) = figure else { return Default::default() };
    let [low, high] = limits(figure.interval, 3);
    [figure.tally.queries.to_string(), figure.tally.events.to_string(), number(figure.per_million, 3), low, high]
}

fn change(row: &Row) -> Option<[String; 4]> {
    let change = row.change?;
    let [low, high] = limits(change.interval, 4);
    let mut notes = Vec::new();
    if change.interval.is_none() {
        notes.push("no events".to_string());
    } else if change.few {
        notes.push("few events".to_string());
    }
    if change.dispersion > 1.0 {
        notes.push(format!("dispersion {:.2}", change.dispersion));
    }
    Some([number(change.ratio, 4), low, high, notes.join("; ")])
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(String::new, |v| if v.is_infinite() { "inf".to_string() } else { format!("{v:.digits$}") })
}

fn limits(interval: Option<Interval>, digits: usize) -> [String; 2] {
    [number(interval.map(|i| i.low), digits), number(interval.map(|i| i.high), digits)]
}

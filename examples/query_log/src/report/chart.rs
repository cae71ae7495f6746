//! Charts as SVG: rates by month, rates by row, ratios by row. Colours and fonts are those of the page (`page.css`).

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::grid::{decimal, limits, ratio, whole};
use super::{Report, Row, Table};
use crate::periods::{Window, month};
use crate::statistics::Interval;

const WIDTH: f64 = 920.0;
/// Rows beyond these are in the table alone.
const MOST_ROWS: usize = 20;
const ROW: f64 = 26.0;
const LABEL: f64 = 130.0;
const NUMBERS: f64 = 190.0;

/// One drawing: what it shows in words, and its shapes.
struct Drawing {
    title: String,
    height: f64,
    shapes: String,
}

impl Drawing {
    fn new(title: String, height: f64) -> Drawing {
        Drawing { title, height, shapes: String::new() }
    }

    fn put(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.shapes.write_fmt(shape);
        self.shapes.push('\n');
    }

    fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(r#"<line class="{class}" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#, from.0, from.1, to.0, to.1));
    }

    fn text(&mut self, class: &str, at: (f64, f64), text: &str) {
        self.put(format_args!(r#"<text class="{class}" x="{:.1}" y="{:.1}">{}</text>"#, at.0, at.1, escape(text)));
    }

    fn dot(&mut self, class: &str, at: (f64, f64), hint: &str) {
        self.put(format_args!(
            r#"<circle class="{class}" cx="{:.1}" cy="{:.1}" r="4"><title>{}</title></circle>"#,
            at.0,
            at.1,
            escape(hint)
        ));
    }

    fn finish(self) -> String {
        let title = escape(&self.title);
        format!(
            "<figure>\n<figcaption>{title}</figcaption>\n<svg role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {WIDTH} {:.0}\">\n{}</svg>\n</figure>\n",
            self.height, self.shapes
        )
    }
}

/// Text for use between tags and in attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The rate of each month with its interval, and the mean of each period. `None` if no month has a figure.
pub fn months(report: &Report) -> Option<String> {
    const HEIGHT: f64 = 320.0;
    const LEFT: f64 = 64.0;
    const RIGHT: f64 = 16.0;
    const TOP: f64 = 34.0;
    const BOTTOM: f64 = 282.0;
    let rows = &report.months.rows;
    let dates: Vec<NaiveDate> = rows.iter().filter_map(|r| month(&r.value)).collect();
    let (first, last) = (*dates.first()?, *dates.last()?);
    let number = |d: NaiveDate| f64::from(d.year() * 12 + d.month0() as i32);
    let span = number(last) - number(first) + 1.0;
    let step = (WIDTH - LEFT - RIGHT) / span;
    let x = |row: &Row, d: NaiveDate| {
        // A month in two windows has its two dots beside each other.
        let twins = rows.iter().filter(|r| r.value == row.value).count();
        let place = rows.iter().filter(|r| r.value == row.value && r.windows < row.windows).count();
        LEFT + (number(d) - number(first) + (place as f64 + 1.0) / (twins as f64 + 1.0)) * step
    };
    let highest = rows.iter().filter_map(|r| r.figures.as_ref()?[0].interval).map(|i| i.high).fold(0.0, f64::max);
    if highest <= 0.0 {
        return None;
    }
    let (top, tick) = scale(highest);
    let y = |rate: f64| BOTTOM - rate / top * (BOTTOM - TOP);

    let mut out =
        Drawing::new(format!("{} per million queries by month, with 95 % intervals", capital(report.settings.events.noun())), HEIGHT);
    let mut at = 0.0;
    while at <= top * 1.001 {
        out.line("grid", (LEFT, y(at)), (WIDTH - RIGHT, y(at)));
        out.text("tick end", (LEFT - 8.0, y(at) + 4.0), &tick_label(at));
        at += tick;
    }
    let every = (span / 12.0).ceil().max(1.0) as i32;
    let mut drawn = None;
    for (row, date) in rows.iter().zip(&dates) {
        let n = number(*date) as i32 - number(first) as i32;
        if n % every == 0 && drawn != Some(n) {
            out.text("tick middle", (LEFT + (f64::from(n) + 0.5) * step, BOTTOM + 20.0), &row.value);
            drawn = Some(n);
        }
    }
    for (i, figure) in report.total.rows.first().and_then(|r| r.figures.as_ref()).into_iter().flatten().enumerate() {
        let window = report.total.rows[0].windows[i];
        let xs: Vec<f64> = rows.iter().zip(&dates).filter(|(r, _)| r.windows[0] == window).map(|(r, d)| x(r, *d)).collect();
        let (Some(rate), Some(from), Some(to)) = (figure.per_million, xs.first(), xs.last()) else { continue };
        if window != Window::All {
            out.line(&format!("mean {}", window.as_str()), (from - step / 2.0, y(rate)), (to + step / 2.0, y(rate)));
            out.text(&format!("name {}", window.as_str()), (from - step / 2.0, 18.0), &format!("{}: {}", window.as_str(), decimal(rate)));
        }
    }
    for (row, date) in rows.iter().zip(&dates) {
        let (x, class) = (x(row, *date), row.windows[0].as_str());
        match row.figures.as_ref().and_then(|f| Some((f[0], f[0].per_million?, f[0].interval?))) {
            Some((figure, rate, interval)) => {
                out.line(&format!("range {class}"), (x, y(interval.low)), (x, y(interval.high)));
                let hint = format!(
                    "{}: {} per million ({} of {} queries), {} to {}",
                    row.value,
                    decimal(rate),
                    whole(figure.tally.events),
                    whole(figure.tally.queries),
                    decimal(interval.low),
                    decimal(interval.high)
                );
                out.dot(&format!("dot {class}"), (x, y(rate)), &hint);
            }
            None => out.dot("dot hollow", (x, BOTTOM), &format!("{}: withheld", row.value)),
        }
    }
    Some(out.finish())
}

/// The rows of a table: ratios if two periods are compared, else rates. `None` if no row has a figure.
pub fn rows(table: &Table, noun: &str) -> Option<String> {
    let compared = table.rows.iter().any(|r| r.change.is_some());
    if compared { ratios(table, noun) } else { rates(table, noun) }
}

fn rates(table: &Table, noun: &str) -> Option<String> {
    let rows: Vec<(&Row, f64, Interval)> = table
        .rows
        .iter()
        .filter_map(|r| Some((r, r.figures.as_ref()?[0].per_million?, r.figures.as_ref()?[0].interval?)))
        .take(MOST_ROWS)
        .collect();
    let highest = rows.iter().map(|r| r.2.high).fold(0.0, f64::max);
    if highest <= 0.0 {
        return None;
    }
    let (top, tick) = scale(highest);
    let right = WIDTH - NUMBERS;
    let x = |rate: f64| LABEL + rate / top * (right - LABEL);
    let height = 40.0 + ROW * rows.len() as f64;
    let mut out = Drawing::new(format!("{} per million queries by {}, with 95 % intervals", capital(noun), table.name), height);
    let mut at = 0.0;
    while at <= top * 1.001 {
        out.line("grid", (x(at), 8.0), (x(at), height - 26.0));
        out.text("tick middle", (x(at), height - 8.0), &tick_label(at));
        at += tick;
    }
    for (i, (row, rate, interval)) in rows.iter().enumerate() {
        let y = 24.0 + ROW * i as f64;
        out.text("label end", (LABEL - 12.0, y + 4.0), &row.value);
        out.line("range all", (x(interval.low), y), (x(interval.high), y));
        out.dot("dot all", (x(*rate), y), &row.value);
        out.text(
            "label",
            (right + 16.0, y + 4.0),
            &format!("{} ({} to {})", decimal(*rate), decimal(interval.low), decimal(interval.high)),
        );
    }
    Some(out.finish())
}

/// Ratios on a logarithmic scale: twice as much is as far from no change as half as much.
fn ratios(table: &Table, noun: &str) -> Option<String> {
    let rows: Vec<(&Row, f64, Interval)> =
        table.rows.iter().filter_map(|r| Some((r, r.change?.ratio?, r.change?.interval?))).filter(|r| r.1 > 0.0).take(MOST_ROWS).collect();
    if rows.is_empty() {
        return None;
    }
    let reach =
        rows.iter().flat_map(|r| [r.1, r.2.low, r.2.high]).filter(|v| v.is_finite() && *v > 0.0).map(|v| v.ln().abs()).fold(0.0, f64::max);
    let steps = [1.1_f64, 1.25, 1.5, 2.0, 4.0, 10.0, 100.0];
    let end = steps.iter().find(|s| s.ln() >= reach).copied().unwrap_or(100.0);
    let right = WIDTH - NUMBERS;
    let x = |ratio: f64| LABEL + ((ratio.max(1e-9).ln() / end.ln()).clamp(-1.0, 1.0) + 1.0) / 2.0 * (right - LABEL);
    let height = 40.0 + ROW * rows.len() as f64;
    let mut out = Drawing::new(
        format!(
            "{} per million queries after, as a multiple of those before, by {}, with 95 % intervals (logarithmic scale)",
            capital(noun),
            table.name
        ),
        height,
    );
    for (at, class) in [(1.0 / end, "grid"), (1.0 / end.sqrt(), "grid"), (1.0, "one"), (end.sqrt(), "grid"), (end, "grid")] {
        out.line(class, (x(at), 8.0), (x(at), height - 26.0));
        out.text("tick middle", (x(at), height - 8.0), &format!("× {}", if at >= 10.0 { format!("{at:.0}") } else { format!("{at:.2}") }));
    }
    for (i, (row, value, interval)) in rows.iter().enumerate() {
        let y = 24.0 + ROW * i as f64;
        let Some(change) = row.change else { continue };
        let class = if change.is_clear() { "after" } else { "all" };
        out.text("label end", (LABEL - 12.0, y + 4.0), &row.value);
        out.line(&format!("range {class}"), (x(interval.low), y), (x(interval.high), y));
        out.dot(&format!("dot {class}"), (x(*value), y), &row.value);
        let few = if change.few { " few" } else { "" };
        out.text("label", (right + 16.0, y + 4.0), &format!("{} ({}){few}", ratio(change), limits(change)));
    }
    Some(out.finish())
}

/// The end of an axis from zero, and the distance of its ticks.
fn scale(highest: f64) -> (f64, f64) {
    let rough = highest / 5.0;
    let power = 10f64.powf(rough.log10().floor());
    let tick = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|t| *t >= rough).unwrap_or(10.0 * power);
    ((highest / tick).ceil() * tick, tick)
}

fn tick_label(value: f64) -> String {
    if value >= 10.0 || value == 0.0 { whole(value.round() as u64) } else { format!("{value:.1}") }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_above_what_it_shows() {
        assert_eq!(scale(430.0), (500.0, 100.0));
        assert_eq!(scale(0.9), (1.0, 0.2));
        for highest in [0.03, 7.0, 99.0, 1234.5] {
            let (top, tick) = scale(highest);
            assert!(
                top >= highest && top - highest < tick * 1.001 && (3.0..=6.0).contains(&(top / tick).round()),
                "{highest}: {top} {tick}"
            );
        }
    }

    #[test]
    fn what_comes_from_a_log_cannot_become_markup() {
        assert_eq!(escape("<b>\"&"), "&lt;b&gt;&quot;&amp;");
    }
}

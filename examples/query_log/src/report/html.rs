//! A report as one page that loads nothing from elsewhere.

use std::fmt::Write as _;

use super::chart::{self, escape};
use super::grid::{Grid, grids, is_left, words};
use super::{Report, Table};

const STYLE: &str = include_str!("page.css");

pub fn page(report: &Report) -> String {
    let words = words(report);
    let noun = report.settings.events.noun();
    let mut out = String::new();
    let tables: Vec<&Table> = [&report.total, &report.months].into_iter().chain(&report.tables).collect();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Searches for help</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Searches for help</h1>\n<p>{}</p>\n",
        escape(&words.facts.join(" "))
    );
    if let Some(finding) = &words.finding {
        let _ = writeln!(out, "<p class=\"finding\">{}</p>", escape(finding));
    }
    for (grid, table) in grids(report).iter().zip(tables) {
        let chart = match table.name {
            "total" => None,
            "month" => chart::months(report),
            _ => chart::rows(table, noun),
        };
        section(&mut out, grid, chart.as_deref());
    }
    out.push_str("<footer>\n");
    for note in &words.notes {
        let _ = writeln!(out, "<p>{}</p>", escape(note));
    }
    out.push_str("</footer>\n</main>\n</body>\n</html>\n");
    out
}

fn section(out: &mut String, grid: &Grid, chart: Option<&str>) {
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escape(&grid.title));
    out.push_str(chart.unwrap_or_default());
    if grid.rows.is_empty() {
        out.push_str("<p>None.</p>\n</section>\n");
        return;
    }
    out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    let class = |column: usize| if is_left(grid, column) { " class=\"word\"" } else { "" };
    for (column, name) in grid.header.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(column), escape(name));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &grid.rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let _ = write!(out, "<td{}>{}</td>", class(column), escape(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n</section>\n");
}

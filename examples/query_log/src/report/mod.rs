//! Counts become a report: what may be printed, with its intervals. The formats print what stands here and nothing else.

pub mod chart;
pub mod csv;
pub mod grid;
pub mod html;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::cli::Events;
use crate::counts::Cell;
use crate::periods::{Period, Window, month_name};
use crate::statistics::{Interval, Tally, dispersion, ratio, ratio_interval};
use crate::suppress::{is_small, withheld};

/// A change that rests on fewer events than this in one of its periods says so.
pub const FEW_EVENTS: u64 = 20;

/// What a report is made with.
#[derive(Clone, Copy)]
pub struct Settings {
    pub k: u64,
    pub periods: Option<(Period, Period)>,
    pub events: Events,
    /// Whether the log has a country column.
    pub has_country: bool,
}

/// All that may be printed.
pub struct Report {
    pub settings: Settings,
    /// The first and the last day of the log; `None` if it is empty.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Queries whose time could not be read, and which stand nowhere else.
    pub undated: u64,
    pub total: Table,
    pub months: Table,
    /// By country, locale, topic and intent.
    pub tables: Vec<Table>,
}

pub struct Table {
    /// What the rows are: `total`, `month`, `country`, `locale`, `topic`, `intent`.
    pub name: &'static str,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub value: String,
    /// The windows that the row has figures for.
    pub windows: Vec<Window>,
    /// One for each window; `None` if the row is withheld.
    pub figures: Option<Vec<Figure>>,
    /// From before to after, if both are there.
    pub change: Option<Change>,
}

/// The events of one window.
#[derive(Clone, Copy)]
pub struct Figure {
    pub tally: Tally,
    pub per_million: Option<f64>,
    pub interval: Option<Interval>,
}

/// How a rate has changed.
#[derive(Clone, Copy)]
pub struct Change {
    pub ratio: Option<f64>,
    pub interval: Option<Interval>,
    /// How much more the days spread than Poisson counts; the interval is that much wider.
    pub dispersion: f64,
    /// It rests on few events.
    pub few: bool,
}

/// Days of one row in one window.
type Days = BTreeMap<NaiveDate, Tally>;

impl Report {
    pub fn new(cells: &[Cell], settings: Settings) -> Report {
        let events = |cell: &Cell| if settings.events == Events::Shown { cell.shown } else { cell.is_heard() };
        let mut queries: BTreeMap<Window, Days> = BTreeMap::new();
        let mut months: BTreeMap<(String, Window), Days> = BTreeMap::new();
        let mut columns: [BTreeMap<String, BTreeMap<Window, Days>>; 4] = Default::default();
        let mut undated = 0;
        for cell in cells {
            let Some(day) = cell.day else {
                undated += cell.queries;
                continue;
            };
            let window = Window::of(day, settings.periods);
            let tally = Tally { queries: cell.queries, events: if events(cell) { cell.queries } else { 0 } };
            queries.entry(window).or_default().entry(day).or_default().add(tally);
            months.entry((month_name(day), window)).or_default().entry(day).or_default().add(tally);
            let country = if cell.country.is_empty() { "unknown" } else { &cell.country };
            add(&mut columns[0], country, window, day, tally);
            if tally.events > 0 {
                let only_events = Tally { queries: 0, events: tally.events };
                for (column, value) in columns[1..].iter_mut().zip([&cell.locale, &cell.topic, &cell.intent]) {
                    add(column, value, window, day, only_events);
                }
            }
        }
        let windows: &[Window] = if settings.periods.is_some() { &[Window::Before, Window::After] } else { &[Window::All] };
        let days = queries.values().flat_map(BTreeMap::keys);
        let days = days.clone().min().copied().zip(days.max().copied());
        // All queries are the denominator where a row is of events alone.
        for column in &mut columns[1..] {
            for row in column.values_mut() {
                for (window, all) in &queries {
                    let row = row.entry(*window).or_default();
                    all.iter().for_each(|(day, tally)| row.entry(*day).or_default().add(Tally { queries: tally.queries, events: 0 }));
                }
            }
        }
        let total = Table::new("total", vec![("all".to_string(), queries)], windows, settings.k, true);
        let [country, locale, topic, intent] = columns;
        let tables = [("country", country, false), ("locale", locale, true), ("topic", topic, true), ("intent", intent, true)]
            .into_iter()
            .filter(|(name, ..)| *name != "country" || settings.has_country)
            .map(|(name, rows, shares)| Table::new(name, rows.into_iter().collect(), windows, settings.k, shares))
            .collect();
        Report { settings, days, undated, total, months: Table::of_months(&months, settings.k), tables }
    }
}

fn add(column: &mut BTreeMap<String, BTreeMap<Window, Days>>, value: &str, window: Window, day: NaiveDate, tally: Tally) {
    if !column.contains_key(value) {
        column.insert(value.to_string(), BTreeMap::new());
    }
    if let Some(row) = column.get_mut(value) {
        row.entry(window).or_default().entry(day).or_default().add(tally);
    }
}

impl Table {
    /// A table whose rows share the windows; the rows with most events last come first, the withheld ones last.
    fn new(name: &'static str, rows: Vec<(String, BTreeMap<Window, Days>)>, windows: &[Window], k: u64, shares_queries: bool) -> Table {
        let none = Days::new();
        let days_of = |row: &BTreeMap<Window, Days>| -> Vec<Vec<Tally>> {
            windows.iter().map(|w| row.get(w).unwrap_or(&none).values().copied().collect()).collect()
        };
        let rows: Vec<(String, Vec<Vec<Tally>>)> = rows.into_iter().map(|(value, row)| (value, days_of(&row))).collect();
        let sums: Vec<Vec<Tally>> = rows.iter().map(|(_, days)| days.iter().map(|d| sum(d)).collect()).collect();
        let withheld = if name == "total" {
            sums.iter().map(|row| row.iter().any(|cell| is_small(*cell, k))).collect()
        } else {
            withheld(&sums, k, shares_queries)
        };
        let mut rows: Vec<Row> =
            rows.into_iter().zip(withheld).map(|((value, days), hide)| Row::new(value, windows.to_vec(), &days, hide)).collect();
        rows.sort_by_key(|row| {
            let last = row.figures.as_ref().and_then(|f| f.last()).map(|f| (f.tally.events, f.tally.queries));
            (std::cmp::Reverse(last), row.value.clone())
        });
        Table { name, rows }
    }

    /// The months, in order. A month that belongs to two windows is two rows, for each adds up with the total of its window.
    fn of_months(months: &BTreeMap<(String, Window), Days>, k: u64) -> Table {
        let mut rows = Vec::new();
        for window in [Window::All, Window::Before, Window::After, Window::Rest] {
            let parts: Vec<(&String, Vec<Tally>)> = months
                .iter()
                .filter(|((_, w), _)| *w == window)
                .map(|((month, _), days)| (month, days.values().copied().collect()))
                .collect();
            let sums: Vec<Vec<Tally>> = parts.iter().map(|(_, days)| vec![sum(days)]).collect();
            let withheld = withheld(&sums, k, false);
            rows.extend(parts.into_iter().zip(withheld).map(|((month, days), hide)| Row::new(month.clone(), vec![window], &[days], hide)));
        }
        rows.sort_by(|a, b| (&a.value, &a.windows).cmp(&(&b.value, &b.windows)));
        Table { name: "month", rows }
    }
}

impl Row {
    fn new(value: String, windows: Vec<Window>, days: &[Vec<Tally>], hide: bool) -> Row {
        if hide {
            return Row { value, windows, figures: None, change: None };
        }
        let figures: Vec<Figure> = days
            .iter()
            .map(|days| {
                let tally = sum(days);
                Figure { tally, per_million: tally.per_million(), interval: tally.interval(dispersion([days.as_slice()])) }
            })
            .collect();
        let change = match (figures.as_slice(), days) {
            ([before, after], [days_before, days_after]) => {
                Some(Change::new(before.tally, after.tally, dispersion([days_before.as_slice(), days_after])))
            }
            _ => None,
        };
        Row { value, windows, figures: Some(figures), change }
    }
}

impl Change {
    fn new(before: Tally, after: Tally, dispersion: f64) -> Change {
        Change {
            ratio: ratio(before, after),
            interval: ratio_interval(before, after, dispersion),
            dispersion,
            few: before.events.min(after.events) < FEW_EVENTS,
        }
    }

    /// Whether the interval lies on one side of one.
    pub fn is_clear(self) -> bool {
        self.interval.is_some_and(|i| i.low > 1.0 || i.high < 1.0)
    }
}

fn sum(days: &[Tally]) -> Tally {
    days.iter().fold(Tally::default(), |mut sum, day| {
        sum.add(*day);
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(day: &str, country: &str, locale: &str, queries: u64) -> Cell {
        let heard = !locale.is_empty();
        let word = |w: &str| if heard { w.to_string() } else { String::new() };
        Cell {
            day: day.parse().ok(),
            country: country.to_string(),
            locale: locale.to_string(),
            topic: word("suicide"),
            intent: word("ideation"),
            urgency: word("high"),
            shown: heard,
            queries,
        }
    }

    fn settings(periods: Option<(&str, &str)>) -> Settings {
        let period = |text: &str| text.parse().unwrap();
        Settings { k: 10, periods: periods.map(|(b, a)| (period(b), period(a))), events: Events::Shown, has_country: true }
    }

    /// The value of a row, and events and queries of each window.
    type Plain<'a> = (&'a str, Option<Vec<(u64, u64)>>);

    fn figures(table: &Table) -> Vec<Plain<'_>> {
        let plain = |f: &Vec<Figure>| f.iter().map(|f| (f.tally.events, f.tally.queries)).collect();
        table.rows.iter().map(|r| (r.value.as_str(), r.figures.as_ref().map(plain))).collect()
    }

    #[test]
    fn tables_add_up_to_the_total() {
        let cells = [
            cell("2023-01-10", "ID", "", 900),
            cell("2023-01-10", "ID", "id", 60),
            cell("2023-01-10", "GB", "en", 40),
            cell("2023-02-10", "", "", 500),
            cell("2023-02-10", "ID", "en", 20),
            cell("", "ID", "en", 7),
        ];
        let report = Report::new(&cells, settings(None));
        assert_eq!(report.undated, 7);
        assert_eq!(figures(&report.total), [("all", Some(vec![(120, 1520)]))]);
        assert_eq!(figures(&report.months), [("2023-01", Some(vec![(100, 1000)])), ("2023-02", Some(vec![(20, 520)]))]);
        assert_eq!(
            figures(&report.tables[0]),
            [("ID", Some(vec![(80, 980)])), ("GB", Some(vec![(40, 40)])), ("unknown", Some(vec![(0, 500)]))]
        );
        assert_eq!(figures(&report.tables[1]), [("en", Some(vec![(60, 1520)])), ("id", Some(vec![(60, 1520)]))]);
    }

    #[test]
    fn a_month_between_two_periods_is_two_rows() {
        let cells = [cell("2023-01-10", "ID", "id", 30), cell("2023-01-20", "ID", "id", 50), cell("2023-02-20", "ID", "id", 70)];
        let report = Report::new(&cells, settings(Some(("2023-01-01..2023-01-15", "2023-01-16..2023-01-31"))));
        let windows: Vec<(&str, Window)> = report.months.rows.iter().map(|r| (r.value.as_str(), r.windows[0])).collect();
        assert_eq!(windows, [("2023-01", Window::Before), ("2023-01", Window::After), ("2023-02", Window::Rest)]);
        assert_eq!(figures(&report.total), [("all", Some(vec![(30, 30), (50, 50)]))]);
    }

    #[test]
    fn a_change_says_when_it_rests_on_few_events() {
        let few = Change::new(Tally { queries: 1000, events: 12 }, Tally { queries: 1000, events: 400 }, 1.0);
        assert!(few.few && few.is_clear());
        let none = Change::new(Tally { queries: 1000, events: 0 }, Tally { queries: 1000, events: 400 }, 1.0);
        assert!(none.ratio.is_none() && none.few);
        let plain = Change::new(Tally { queries: 1000, events: 100 }, Tally { queries: 1000, events: 110 }, 1.0);
        assert!(!plain.few && !plain.is_clear());
    }
}

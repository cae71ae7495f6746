//! Days, months and the two periods that are compared.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Period {
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    pub fn overlaps(self, other: Period) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Period, String> {
        let wrong = || format!("`{text}` is no period; expected two days or months, such as 2023-01-01..2023-06-30 or 2023-01..2023-06");
        let (from, to) = text.split_once("..").ok_or_else(wrong)?;
        let first = day(from).or_else(|| month(from)).ok_or_else(wrong)?;
        let last = day(to).or_else(|| last_of_month(month(to)?)).ok_or_else(wrong)?;
        if last < first {
            return Err(format!("`{text}` ends before it begins"));
        }
        Ok(Period { first, last })
    }
}

/// The part of the log that a number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// The whole log: no periods are compared.
    All,
    Before,
    After,
    /// What lies in neither period.
    Rest,
}

impl Window {
    pub fn of(day: NaiveDate, periods: Option<(Period, Period)>) -> Window {
        match periods {
            None => Window::All,
            Some((before, _)) if before.contains(day) => Window::Before,
            Some((_, after)) if after.contains(day) => Window::After,
            Some(_) => Window::Rest,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Window::All => "all",
            Window::Before => "before",
            Window::After => "after",
            Window::Rest => "rest",
        }
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.trim().parse().ok()
}

/// The first day of a month such as `2023-01`.
pub fn month(text: &str) -> Option<NaiveDate> {
    day(&format!("{}-01", text.trim()))
}

fn last_of_month(first: NaiveDate) -> Option<NaiveDate> {
    first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))
}

/// A month as it is written: `2023-01`.
pub fn month_name(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_days_or_months() {
        let days: Period = "2023-01-05..2023-02-03".parse().unwrap();
        assert_eq!(days.to_string(), "2023-01-05 to 2023-02-03");
        let months: Period = "2024-01..2024-02".parse().unwrap();
        assert_eq!(months.to_string(), "2024-01-01 to 2024-02-29");
        assert!(days.contains(days.first) && days.contains(days.last) && !days.overlaps(months));
        for wrong in ["2023", "2023-01", "2023-13..2024-01", "2023-02..2023-01", "a..b"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}

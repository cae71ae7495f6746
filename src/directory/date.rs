//! Dates of checks, and how old they are.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month, and perhaps a day, on which something was checked.
///
/// ```
/// # use pelita::{Age, Checked};
/// let checked: Checked = "2025-11".parse().unwrap();
/// assert_eq!(checked.age("2026-11-24".parse().unwrap()), Age::Fresh);
/// assert_eq!(checked.age("2027-08-01".parse().unwrap()), Age::Old);
/// assert_eq!(checked.age("2028-08-01".parse().unwrap()), Age::Stale);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checked {
    year: u16,
    month: u8,
    /// 0 if only the month is known.
    day: u8,
}

/// How old a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Up to 18 months.
    Fresh,
    /// Up to 24 months: due for a new check.
    Old,
    /// More: shown after all others, and hidden if the backend wants.
    Stale,
}

impl Checked {
    /// Today's date (UTC) by the system's clock.
    #[must_use]
    pub fn today() -> Checked {
        Checked::on(SystemTime::now())
    }

    /// The date (UTC) at a moment; 1970-01-01 for any moment before.
    #[must_use]
    pub fn on(at: SystemTime) -> Checked {
        let seconds = at.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Checked::from_days(seconds / 86_400)
    }

    /// Days since 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, `civil_from_days`).
    fn from_days(days: u64) -> Checked {
        let z = days + 719_468;
        let era = z / 146_097;
        let of_era = z - era * 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = (of_year - (153 * shifted + 2) / 5 + 1) as u8;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u8;
        let year = (year_of_era + era * 400) as u16 + u16::from(month <= 2);
        Checked { year, month, day }
    }

    /// The year, for example 2026.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day, 1 to 31, if it is known.
    #[must_use]
    pub const fn day(self) -> Option<u8> {
        if self.day == 0 { None } else { Some(self.day) }
    }

    /// How old it is on a day. Whole months are counted; a check of the future is fresh.
    #[must_use]
    pub fn age(self, today: Checked) -> Age {
        let months = |c: Checked| i32::from(c.year) * 12 + i32::from(c.month);
        match months(today) - months(self) {
            ..=18 => Age::Fresh,
            19..=24 => Age::Old,
            _ => Age::Stale,
        }
    }
}

/// Not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidDate;

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date, such as 2025-11 or 2025-11-24")
    }
}

impl std::error::Error for InvalidDate {}

impl FromStr for Checked {
    type Err = InvalidDate;

    fn from_str(s: &str) -> Result<Checked, InvalidDate> {
        let mut parts = s.split('-').map(|p| p.parse::<u16>());
        let mut next = || parts.next().transpose().map_err(|_| InvalidDate);
        let (year, month, day) = (next()?.ok_or(InvalidDate)?, next()?.ok_or(InvalidDate)?, next()?.unwrap_or(0));
        let shaped = matches!(s.len(), 7 | 10)
            && (2000..2200).contains(&year)
            && (1..=12).contains(&month)
            && day <= days_in(year, month)
            && (s.len() == 7) == (day == 0);
        if shaped && parts.next().is_none() { Ok(Checked { year, month: month as u8, day: day as u8 }) } else { Err(InvalidDate) }
    }
}

/// Days of a month of the Gregorian calendar.
const fn days_in(year: u16, month: u16) -> u16 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        if self.day == 0 { Ok(()) } else { write!(f, "-{:02}", self.day) }
    }
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Checked, D::Error> {
        let s = String::deserialize(d)?;
        s.parse().map_err(|e| serde::de::Error::custom(format!("{e}: `{s}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(Checked::from_days(20_781).to_string(), "2026-11-24");
        assert_eq!(Checked::from_days(11_016).to_string(), "2000-02-29");
        for bad in ["2025", "2025-13", "2025-1", "25-01", "2025-01-00", "2025-01-01-01", "x"] {
            assert!(bad.parse::<Checked>().is_err(), "{bad}");
        }
    }
}

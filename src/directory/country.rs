//! Countries and their subdivisions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::country_codes::CODES;

/// A country or territory: an ISO 3166-1 alpha-2 code, or `XK`.
///
/// Parsing is tolerant: any case, alpha-3, and the two codes that are used instead of the official ones (`UK`, `EL`).
///
/// ```
/// # use pelita::Country;
/// assert_eq!("id".parse::<Country>().unwrap().as_str(), "ID");
/// assert_eq!("UK".parse::<Country>(), "GBR".parse());
/// assert!("Atlantis".parse::<Country>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static str);

impl Country {
    /// The alpha-2 code in capitals.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Every code, in alphabetical order: the 249 of ISO 3166-1 and XK.
    pub fn all() -> impl Iterator<Item = Country> {
        CODES.iter().map(|c| Country(c.0))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.0)
    }
}

/// Not a country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownCountry;

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an ISO 3166-1 country code, such as ID or GB")
    }
}

impl std::error::Error for UnknownCountry {}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(s: &str) -> Result<Country, UnknownCountry> {
        let s = s.trim();
        let mut upper = [0u8; 3];
        let n = s.len();
        if !(2..=3).contains(&n) || !s.is_ascii() {
            return Err(UnknownCountry);
        }
        upper[..n].copy_from_slice(s.as_bytes());
        upper.make_ascii_uppercase();
        let code = match &upper[..n] {
            b"UK" => b"GB",
            b"EL" => b"GR",
            code => code,
        };
        let found = match n {
            2 => CODES.binary_search_by(|c| c.0.as_bytes().cmp(code)).ok(),
            _ => CODES.iter().position(|c| c.1.as_bytes() == code),
        };
        found.map(|i| Country(CODES[i].0)).ok_or(UnknownCountry)
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Country, D::Error> {
        let s = String::deserialize(d)?;
        s.parse().map_err(|e| serde::de::Error::custom(format!("{e}: `{s}`")))
    }
}

/// A subdivision of a country: an ISO 3166-2 code such as `BE-VLG`.
///
/// The shape is checked, and the country; not whether the subdivision exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Region(String);

impl Region {
    /// The code in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country it is part of.
    ///
    /// # Panics
    ///
    /// Never: the country was checked when the region was parsed.
    #[must_use]
    pub fn country(&self) -> Country {
        self.0[..2].parse().expect("checked when parsed")
    }
}

impl FromStr for Region {
    type Err = UnknownCountry;

    fn from_str(s: &str) -> Result<Region, UnknownCountry> {
        let upper = s.trim().to_ascii_uppercase();
        let (country, part) = upper.split_once('-').ok_or(UnknownCountry)?;
        let shaped = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if country.len() != 2 || !shaped || country.parse::<Country>()?.as_str() != country {
            return Err(UnknownCountry);
        }
        Ok(Region(upper))
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Region, D::Error> {
        let s = String::deserialize(d)?;
        s.parse().map_err(|_| serde::de::Error::custom(format!("not an ISO 3166-2 code, such as BE-VLG: `{s}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_complete() {
        assert!(CODES.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!(Country::all().count(), 250);
    }

    #[test]
    fn parsing_is_tolerant_but_not_careless() {
        for (s, code) in [("ID", "ID"), (" gb ", "GB"), ("uk", "GB"), ("EL", "GR"), ("idn", "ID"), ("xk", "XK")] {
            assert_eq!(s.parse::<Country>().map(Country::as_str), Ok(code));
        }
        for s in ["", "I", "ZZ", "IDNX", "日本", "1D"] {
            assert!(s.parse::<Country>().is_err(), "{s}");
        }
        assert_eq!("be-vlg".parse::<Region>().unwrap().as_str(), "BE-VLG");
        assert!("BE".parse::<Region>().is_err() && "QQ-AA".parse::<Region>().is_err() && "UK-ENG".parse::<Region>().is_err());
    }
}

//! Opening hours in OpenStreetMap syntax. The feature `hours` brings the parser (the crate `opening-hours`) and time zones.

use std::time::SystemTime;

#[cfg(feature = "hours")]
pub(super) fn is_open(hours: &str, zone: &str, at: SystemTime) -> Option<bool> {
    use chrono::{DateTime, Utc};
    use opening_hours::OpeningHours;

    let zone: chrono_tz::Tz = zone.parse().ok()?;
    let hours: OpeningHours = hours.parse().ok()?;
    let local = DateTime::<Utc>::from(at).with_timezone(&zone).naive_local();
    Some(hours.is_open(local))
}

#[cfg(feature = "hours")]
pub(super) fn check(hours: &str, zone: &str) -> Result<(), String> {
    zone.parse::<chrono_tz::Tz>().map_err(|_| format!("`{zone}` is not a time zone, such as Europe/Brussels"))?;
    hours.parse::<opening_hours::OpeningHours>().map_err(|e| format!("not opening hours in OpenStreetMap syntax: {e}"))?;
    Ok(())
}

#[cfg(not(feature = "hours"))]
pub(super) fn is_open(_hours: &str, _zone: &str, _at: SystemTime) -> Option<bool> {
    None
}

#[cfg(not(feature = "hours"))]
pub(super) fn check(_hours: &str, _zone: &str) -> Result<(), String> {
    Ok(())
}

#[cfg(all(test, feature = "hours"))]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn open_in_its_own_time_zone() {
        // 2026-11-24 is a Tuesday; 06:30 UTC is 13:30 in Jakarta and 01:30 in New York.
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_501_800);
        assert_eq!(is_open("Mo-Fr 09:00-17:00", "Asia/Jakarta", at), Some(true));
        assert_eq!(is_open("Mo-Fr 09:00-17:00", "America/New_York", at), Some(false));
        assert_eq!(is_open("Tu 22:00-02:00", "America/New_York", at), Some(false));
        assert_eq!(is_open("Mo 22:00-02:00", "America/New_York", at), Some(true));
        assert_eq!(is_open("whenever", "Asia/Jakarta", at), None);
        assert!(check("Mo-Fr 09:00-17:00", "Mars/Base").is_err() && check("whenever", "Asia/Jakarta").is_err());
    }
}

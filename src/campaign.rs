//! Awareness ribbons beside the hashtags of campaigns.
//!
//! On World Mental Health Day 2021 Twitter put a green ribbon beside #HariKesehatanMental2021; in September an orange one beside
//! #WorldSuicidePreventionDay. `data/campaigns.toml` lists such campaigns with their hashtags, windows and sources. A ribbon is
//! decoration: it says nothing about the writer, and a hashtag of a campaign alone is no signal.

use std::collections::HashMap;
use std::ops::Range;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::directory::{Checked, Country};
use crate::error::{Error, toml_error};
use crate::screen::Signal;
use crate::text::Folded;

/// Hours from the place on Earth where a day begins first (UTC+14) to the one where it ends last (UTC-12).
const FIRST_OFFSET: i64 = 14;
const LAST_OFFSET: i64 = -12;
/// Bytes of a hashtag, at most; longer ones are of no campaign.
const LONGEST: usize = 256;

/// A ribbon beside a hashtag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ribbon {
    /// The campaign's stable name in the data.
    pub campaign: String,
    /// The campaign's name in English.
    pub name: String,
    /// The colour, such as `green`.
    pub colour: String,
    /// An emoji for it.
    pub emoji: String,
    /// What a screen reader says.
    pub text: String,
    /// Where the hashtag stands in the text, its sign included, in bytes.
    pub span: Range<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    campaign: Vec<Campaign>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Campaign {
    id: String,
    name: String,
    colour: String,
    emoji: String,
    text: String,
    hashtags: Vec<Spanned<String>>,
    windows: Vec<Spanned<Window>>,
    /// Everywhere if there are none.
    #[serde(default)]
    countries: Vec<Country>,
    #[expect(dead_code, reason = "for the people who keep the file")]
    sources: Vec<String>,
}

/// The days of a campaign, both included: `MM-DD` for every year, `YYYY-MM-DD` for one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Window {
    from: Day,
    to: Day,
    /// Hours from UTC of the place whose days are meant; without it, as long as it is one of these days anywhere on Earth.
    #[serde(default)]
    utc_offset: Option<i8>,
}

/// A day with or without its year.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Deserialize)]
#[serde(try_from = "String")]
struct Day {
    year: Option<u16>,
    month: u8,
    day: u8,
}

/// All campaigns, by the folded letters of their hashtags.
pub(crate) struct Campaigns {
    campaigns: Vec<Campaign>,
    by_hashtag: HashMap<Vec<u8>, Vec<usize>>,
}

impl Campaigns {
    pub(crate) fn parse(name: &str, text: &str) -> Result<Campaigns, Error> {
        let file: File = toml::from_str(text).map_err(|e| toml_error(name, text, &e))?;
        let fault = |at: usize, message: String| Err(Error::data(message).in_file(name).at(text, at));
        let mut by_hashtag: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (i, campaign) in file.campaign.iter().enumerate() {
            for window in &campaign.windows {
                let w = window.get_ref();
                let both = w.from.year.is_some() == w.to.year.is_some();
                if !both || (w.from.year.is_some() && w.from > w.to) {
                    return fault(
                        window.span().start,
                        "no window: write both days as MM-DD, or both as YYYY-MM-DD, the first day first".into(),
                    );
                }
                if w.utc_offset.is_some_and(|o| !(LAST_OFFSET..=FIRST_OFFSET).contains(&o.into())) {
                    return fault(window.span().start, "`utc_offset` is in hours, from -12 to 14".into());
                }
            }
            for hashtag in &campaign.hashtags {
                let letters = hashtag.get_ref().strip_prefix('#').map(letters).unwrap_or_default();
                if letters.is_empty() || hashtag_end(hashtag.get_ref(), 1) != hashtag.get_ref().len() {
                    return fault(
                        hashtag.span().start,
                        format!("`{}` is no hashtag: write `#` and letters or digits without blanks", hashtag.get_ref()),
                    );
                }
                let of = by_hashtag.entry(letters).or_default();
                if !of.contains(&i) {
                    of.push(i);
                }
            }
        }
        Ok(Campaigns { campaigns: file.campaign, by_hashtag })
    }

    /// Takes out the signals that stand within a hashtag of a campaign, in or out of its time, and gives them to `each` with the campaign's id.
    pub(crate) fn quiet(&self, text: &str, signals: &mut Vec<Signal>, mut each: impl FnMut(Signal, &str)) {
        if signals.is_empty() || !text.contains(['#', '＃']) {
            return;
        }
        for span in hashtags(text) {
            if let [i, ..] = self.of(text, &span) {
                for signal in signals.extract_if(.., |s| span.start <= s.span.start && s.span.end <= span.end) {
                    each(signal, &self.campaigns[*i].id);
                }
            }
        }
    }

    /// The ribbons of a text. Linear in its length; looks at nothing but hashtags, and allocates only where one is found.
    pub(crate) fn ribbons(&self, text: &str, at: SystemTime, country: Option<Country>) -> Vec<Ribbon> {
        let mut ribbons = Vec::new();
        for span in hashtags(text) {
            for &i in self.of(text, &span) {
                let c = &self.campaigns[i];
                let here = c.countries.is_empty() || country.is_some_and(|country| c.countries.contains(&country));
                if here && c.windows.iter().any(|w| w.get_ref().holds(at)) {
                    ribbons.push(Ribbon {
                        campaign: c.id.clone(),
                        name: c.name.clone(),
                        colour: c.colour.clone(),
                        emoji: c.emoji.clone(),
                        text: c.text.clone(),
                        span: span.clone(),
                    });
                }
            }
        }
        ribbons
    }

    /// The campaigns of a hashtag.
    fn of(&self, text: &str, span: &Range<usize>) -> &[usize] {
        let tag = text[span.clone()].trim_start_matches(['#', '＃']);
        if tag.len() > LONGEST { &[] } else { self.by_hashtag.get(&letters(tag)).map_or(&[], Vec::as_slice) }
    }

    /// Every hashtag, as written.
    #[cfg(test)]
    fn all_hashtags(&self) -> impl Iterator<Item = &str> {
        self.campaigns.iter().flat_map(|c| c.hashtags.iter().map(|h| h.get_ref().as_str()))
    }
}

/// Where the hashtags of a text stand, their signs included.
fn hashtags(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.match_indices(['#', '＃']).filter_map(|(start, sign)| {
        let end = hashtag_end(text, start + sign.len());
        (end > start + sign.len()).then_some(start..end)
    })
}

/// Letters and digits without case and marks.
fn letters(tag: &str) -> Vec<u8> {
    Folded::new(tag, 0).0.letters().to_vec()
}

/// Where a hashtag ends: letters, digits, marks, underscores and joiners belong to it (UAX #31, hashtag identifiers, without emoji).
fn hashtag_end(text: &str, from: usize) -> usize {
    let part = |c: char| c.is_alphanumeric() || c == '_' || matches!(c, '\u{200C}' | '\u{200D}') || is_mark(c);
    text[from..].char_indices().find(|(_, c)| !part(*c)).map_or(text.len(), |(i, _)| from + i)
}

/// Combining marks that may stand in a hashtag: those of the Inherited script, and the vowel signs that are not alphabetic.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36F | 0x591..=0x5C7 | 0x64B..=0x65F | 0x670 | 0xFE00..=0xFE0F) || crate::text::is_vowel_sign(c)
}

impl Window {
    fn holds(&self, at: SystemTime) -> bool {
        let Window { from, to, .. } = *self;
        let seconds = at.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64);
        let offsets = self.utc_offset.map_or(LAST_OFFSET..=FIRST_OFFSET, |o| o.into()..=o.into());
        // A day lasts longer than the hours between two offsets, so the first, the last and noon of them tell.
        [*offsets.start(), 0.clamp(*offsets.start(), *offsets.end()), *offsets.end()].into_iter().any(|offset| {
            let there = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs((seconds + offset * 3600).max(0) as u64);
            let today = Checked::on(there);
            let today = Day { year: from.year.map(|_| today.year()), month: today.month(), day: today.day().unwrap_or(1) };
            // A window of every year may go over New Year.
            if from <= to { from <= today && today <= to } else { today >= from || today <= to }
        })
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Day, String> {
        let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u16>().ok()).flatten();
        let numbers: Option<Vec<u16>> = text.split('-').map(number).collect();
        let (year, month, day) = match numbers.as_deref() {
            Some(&[month, day]) => (None, month, day),
            Some(&[year, month, day]) => (Some(year), month, day),
            _ => (None, 0, 0),
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(format!("`{text}` is no day: write MM-DD, or YYYY-MM-DD"));
        }
        Ok(Day { year, month: month as u8, day: day as u8 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interceptor::Interceptor;

    const DATA: &str = r##"
        [[campaign]]
        id = "green"
        name = "Green"
        colour = "green"
        emoji = "💚"
        text = "A green ribbon"
        hashtags = ["#MariBicara", "#SaúdeMental"]
        windows = [{ from = "10-01", to = "10-31" }]
        countries = ["ID"]
        sources = ["test"]

        [[campaign]]
        id = "dated"
        name = "Dated"
        colour = "orange"
        emoji = "🧡"
        text = "An orange ribbon"
        hashtags = ["#WSPD"]
        windows = [{ from = "2026-12-30", to = "2027-01-02", utc_offset = 7 }, { from = "12-30", to = "01-02", utc_offset = -12 }]
        sources = ["test"]
    "##;

    fn at(days: u64, hours: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(days * 86_400 + hours * 3600)
    }

    fn found(text: &str, when: SystemTime, country: &str) -> Vec<(String, String)> {
        let campaigns = Campaigns::parse("test.toml", DATA).unwrap();
        campaigns.ribbons(text, when, country.parse().ok()).into_iter().map(|r| (r.campaign, text[r.span].to_string())).collect()
    }

    #[test]
    fn a_ribbon_stands_beside_its_hashtag_in_its_time_and_place() {
        // 2026-10-10 is day 20,736.
        let day = at(20_736, 12);
        assert_eq!(found("yuk #maribicara!", day, "ID"), [("green".to_string(), "#maribicara".to_string())]);
        assert_eq!(found("＃SAUDEMENTAL ja", day, "ID").len(), 1);
        for text in ["maribicara", "#maribicaralah", "#mari bicara", "# maribicara", "#"] {
            assert!(found(text, day, "ID").is_empty(), "{text}");
        }
        assert!(found("#maribicara", day, "GB").is_empty());
        assert!(found("#maribicara", at(20_736 + 40, 12), "ID").is_empty());
        // Anywhere on Earth: 30 September 11:00 UTC is 1 October in Kiribati, 1 November 11:00 UTC is 31 October on Baker Island.
        assert_eq!(found("#maribicara", at(20_726, 11), "ID").len(), 1);
        assert_eq!(found("#maribicara", at(20_758, 11), "ID").len(), 1);
        assert!(found("#maribicara", at(20_726, 9), "ID").is_empty() && found("#maribicara", at(20_758, 13), "ID").is_empty());
    }

    #[test]
    fn windows_have_years_offsets_and_may_go_over_new_year() {
        // 2026-12-29 is day 20,816.
        assert_eq!(found("#wspd", at(20_816, 18), "GB").len(), 1, "30 December in UTC+7");
        assert!(found("#wspd", at(20_816, 16), "GB").is_empty());
        assert_eq!(found("#wspd", at(20_819, 12), "GB").len(), 1, "New Year");
        // A year later only the yearly window holds, and a day begins twelve hours later there.
        assert!(found("#wspd", at(20_816 + 365, 18), "GB").is_empty());
        assert_eq!(found("#wspd", at(20_817 + 365, 13), "GB").len(), 1);
    }

    #[test]
    fn faults_in_the_file_are_told() {
        for (from, to, says) in [
            ("10-31\"", "10-32\"", "`10-32` is no day"),
            ("2026-12-30", "12-30", "no window"),
            ("#WSPD", "#world suicide day", "is no hashtag"),
            ("utc_offset = 7", "utc_offset = 70", "from -12 to 14"),
            ("colour = \"green\"", "color = \"green\"", "color"),
        ] {
            let error = Campaigns::parse("test.toml", &DATA.replacen(from, to, 1)).err().expect(from).to_string();
            assert!(error.contains(says) && error.contains("test.toml:"), "{error}");
        }
    }

    #[test]
    fn an_awareness_hashtag_alone_is_no_signal() {
        let pelita = Interceptor::builtin();
        let campaigns = Campaigns::parse("data/campaigns.toml", include_str!("../data/campaigns.toml")).unwrap();
        let mut n = 0;
        for hashtag in campaigns.all_hashtags() {
            assert!(!pelita.is_shown(&pelita.screen(hashtag)), "{hashtag}");
            n += 1;
        }
        assert!(n >= 50, "{n}");
        let explanation = pelita.explain("#SuicidePrevention");
        assert!(explanation.screening.is_clean() && explanation.quieted.iter().any(|q| q.why == "campaign"));
        let screening = pelita.screen("#SuicidePrevention i want to die");
        assert!(pelita.is_shown(&screening) && screening.signals.iter().all(|s| s.span.start > 10));
    }
}

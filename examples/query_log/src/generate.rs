//! Made-up logs whose truth is known, so that the report can be tested.

mod phrases;
mod writer;

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use chrono::{Days, Months, NaiveDate, NaiveDateTime};
use clap::Args;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::log::kind;
use crate::periods::{month, month_name};
use phrases::{COUNTRIES, LANGUAGES, Language};
use writer::{Entry, Writer};

#[derive(Args)]
pub struct Plan {
    /// Where the log goes; the ending says how (.parquet .csv .tsv .jsonl, also .gz and .zst), and with {month} in the name each
    /// month becomes a file
    #[arg(long, value_name = "FILE")]
    pub out: String,
    /// The first month
    #[arg(long, value_name = "MONTH", default_value = "2023-01", value_parser = first_of_month)]
    pub from: NaiveDate,
    /// How many months
    #[arg(long, value_name = "NUMBER", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..1200))]
    pub months: u32,
    /// Queries each month
    #[arg(long, value_name = "NUMBER", default_value_t = 100_000)]
    pub queries: u64,
    /// How many of a million bring a prompt, before the change
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000.0)]
    pub rate: f64,
    /// By how many per cent that changes
    #[arg(long, value_name = "PERCENT", default_value_t = 17.0, allow_negative_numbers = true)]
    pub change: f64,
    /// The month from which on it has changed; the middle by default
    #[arg(long, value_name = "MONTH", value_parser = first_of_month)]
    pub change_at: Option<NaiveDate>,
    /// How often such a search is made on the same day, on average: more than 1 makes days differ more than chance
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    pub repeat: f64,
    /// The same seed, the same log
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Write what was planted, by month, as JSON
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
}

fn first_of_month(text: &str) -> Result<NaiveDate, String> {
    month(text).ok_or_else(|| format!("`{text}` is no month; expected one such as 2023-01"))
}

/// What was planted.
#[derive(Serialize)]
struct Truth {
    seed: u64,
    change_percent: f64,
    change_at: String,
    months: Vec<TrueMonth>,
}

#[derive(Serialize)]
struct TrueMonth {
    month: String,
    planned_per_million: f64,
    queries: u64,
    events: u64,
}

pub fn run(plan: &Plan) -> Result<()> {
    ensure!((0.0..=500_000.0).contains(&plan.rate), "--rate must lie between 0 and 500000 per million");
    ensure!(plan.repeat >= 1.0, "--repeat must be at least 1");
    let after = plan.rate * (1.0 + plan.change / 100.0);
    ensure!((0.0..=1_000_000.0).contains(&after), "--change leads to a rate of {after} per million");
    let (format, compression) = kind(plan.out.as_ref()).with_context(|| {
        format!("{}: the ending says no format; expected .parquet, .csv, .tsv or .jsonl, also with .gz or .zst", plan.out)
    })?;
    let change_at = match plan.change_at {
        Some(month) => month,
        None => later(plan.from, plan.months / 2)?,
    };
    let mut rng = ChaCha8Rng::seed_from_u64(plan.seed);
    let mut writer: Option<Writer> = None;
    let mut truth = Truth { seed: plan.seed, change_percent: plan.change, change_at: month_name(change_at), months: Vec::new() };
    for number in 0..plan.months {
        let first = later(plan.from, number)?;
        if writer.is_none() || plan.out.contains("{month}") {
            writer.take().map_or(Ok(()), Writer::finish)?;
            writer = Some(Writer::create(plan.out.replace("{month}", &month_name(first)).as_ref(), format, compression)?);
        }
        let rate = if first < change_at { plan.rate } else { after };
        let writer = writer.as_mut().context("a writer was made")?;
        let events = write_month(&mut rng, writer, first, plan, rate)?;
        truth.months.push(TrueMonth { month: month_name(first), planned_per_million: rate, queries: plan.queries, events });
    }
    writer.map_or(Ok(()), Writer::finish)?;
    if let Some(path) = &plan.truth {
        let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
        serde_json::to_writer_pretty(file, &truth)?;
    }
    Ok(())
}

fn later(from: NaiveDate, months: u32) -> Result<NaiveDate> {
    from.checked_add_months(Months::new(months)).context("the last month is too far away")
}

/// Writes the queries of a month; returns how many should bring a prompt.
fn write_month(rng: &mut ChaCha8Rng, writer: &mut Writer, first: NaiveDate, plan: &Plan, rate: f64) -> Result<u64> {
    let days = u64::try_from(later(first, 1)?.signed_duration_since(first).num_days())?;
    let begins = rate / 1e6 / plan.repeat;
    // Chances are for searches that begin; each takes the place of as many queries as it is repeated.
    let begins = begins / (1.0 - begins * (plan.repeat - 1.0));
    let mut events = 0;
    let mut left = plan.queries;
    while left > 0 {
        let day = first.checked_add_days(Days::new(rng.random_range(0..days))).context("a day of the month")?;
        let (country, language) = place(rng);
        if rng.random_bool(begins.clamp(0.0, 1.0)) {
            let query = pick(rng, language.heard);
            let mut times = 1;
            while times < left && !rng.random_bool(1.0 / plan.repeat) {
                times += 1;
            }
            for _ in 0..times {
                writer.put(Entry { time: moment(rng, day)?, query: query.to_string(), country })?;
            }
            events += times;
            left -= times;
        } else {
            writer.put(Entry { time: moment(rng, day)?, query: language.neutral(rng), country })?;
            left -= 1;
        }
    }
    Ok(events)
}

fn moment(rng: &mut ChaCha8Rng, day: NaiveDate) -> Result<NaiveDateTime> {
    day.and_hms_opt(rng.random_range(0..24), rng.random_range(0..60), rng.random_range(0..60)).context("a time of the day")
}

fn place(rng: &mut ChaCha8Rng) -> (&'static str, &'static Language) {
    let all: u32 = COUNTRIES.iter().map(|c| c.2).sum();
    let mut at = rng.random_range(0..all);
    for (country, language, weight) in COUNTRIES {
        if at < *weight {
            return (country, &LANGUAGES[*language]);
        }
        at -= weight;
    }
    (COUNTRIES[0].0, &LANGUAGES[COUNTRIES[0].1])
}

fn pick<'a>(rng: &mut ChaCha8Rng, from: &[&'a str]) -> &'a str {
    from[rng.random_range(0..from.len())]
}

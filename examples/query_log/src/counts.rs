//! What is kept of a log: how many queries a day, a country and a verdict has. No text.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Date32Type, Int64Type};
use datafusion::arrow::temporal_conversions::date32_to_datetime;
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use serde::{Deserialize, Serialize};

/// So many queries of one day, one country and one verdict. An empty text stands for unknown or for nothing heard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// `None` if the time could not be read.
    #[serde(with = "day")]
    pub day: Option<NaiveDate>,
    pub country: String,
    pub locale: String,
    pub topic: String,
    pub intent: String,
    pub urgency: String,
    pub shown: bool,
    pub queries: u64,
}

impl Cell {
    pub fn is_heard(&self) -> bool {
        !self.topic.is_empty()
    }
}

/// A day as text, `2023-01-31`; the empty text stands for none.
mod day {
    use super::{Deserialize, NaiveDate};

    pub fn serialize<S: serde::Serializer>(day: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&day.map_or_else(String::new, |d| d.to_string()))
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
    }
}

/// Counts the table `log` in one pass. What grows with the log is the number of days, never the number of queries.
const COUNT: &str = "
    SELECT day, country, heard['locale'], heard['topic'], heard['intent'], heard['urgency'], shown, count(*)
    FROM (
        SELECT day, country, heard, CASE WHEN heard IS NULL THEN false ELSE shown(query, country) END AS shown
        FROM (
            SELECT CAST(ts AS DATE) AS day, country_code(country) AS country, query, screen(query) AS heard
            FROM log WHERE query IS NOT NULL
        )
    )
    GROUP BY 1, 2, 3, 4, 5, 6, 7";

/// Counts the log.
pub async fn count(context: &SessionContext) -> Result<Vec<Cell>> {
    let mut stream = context.sql(COUNT).await?.execute_stream().await?;
    let mut cells = Vec::new();
    while let Some(batch) = stream.next().await {
        read(&batch?, &mut cells)?;
    }
    cells.sort();
    Ok(cells)
}

fn read(batch: &RecordBatch, cells: &mut Vec<Cell>) -> Result<()> {
    ensure!(batch.num_columns() == 8, "the count has {} columns", batch.num_columns());
    let days = batch.column(0).as_primitive::<Date32Type>();
    let text = |column: usize, row: usize| -> String {
        let column = batch.column(column).as_string::<i32>();
        if column.is_null(row) { String::new() } else { column.value(row).to_string() }
    };
    let shown = batch.column(6).as_boolean();
    let queries = batch.column(7).as_primitive::<Int64Type>();
    for row in 0..batch.num_rows() {
        cells.push(Cell {
            day: days.is_valid(row).then(|| date32_to_datetime(days.value(row))).flatten().map(|t| t.date()),
            country: text(1, row),
            locale: text(2, row),
            topic: text(3, row),
            intent: text(4, row),
            urgency: text(5, row),
            shown: shown.value(row),
            queries: u64::try_from(queries.value(row))?,
        });
    }
    Ok(())
}

/// Writes counts as CSV.
pub fn write(path: &Path, cells: &[Cell]) -> Result<()> {
    let mut writer = csv::Writer::from_path(path).with_context(|| format!("{} cannot be written", path.display()))?;
    for cell in cells {
        writer.serialize(cell)?;
    }
    writer.flush().with_context(|| format!("{} cannot be written", path.display()))
}

/// Reads counts back; those of several files add up.
pub fn load(paths: &[String]) -> Result<Vec<Cell>> {
    let mut cells = Vec::new();
    for path in paths {
        let file = File::open(path).with_context(|| format!("{path} cannot be opened"))?;
        for (i, cell) in csv::Reader::from_reader(file).into_deserialize().enumerate() {
            cells.push(cell.with_context(|| format!("{path}: record {} holds no counts; `query_log count` writes such files", i + 1))?);
        }
    }
    cells.sort();
    Ok(cells)
}

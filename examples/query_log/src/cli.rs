//! The command line.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};
use datafusion::prelude::SessionContext;
use pelita::{Interceptor, Topic, Urgency};

use crate::generate::Plan;
use crate::periods::Period;

/// What a query log says about searches for help: rates per million, and never text.
#[derive(Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Rates per million by month, country, locale, topic and intent, and the change between two periods
    Report(ReportArgs),
    /// Counts without text, for `report --counts`: count where the log is, report elsewhere
    Count(CountArgs),
    /// Runs SQL over the log (table `log`: ts, query, country) with `screen(query)` and `shown(query, country)`
    Sql(SqlArgs),
    /// Writes a made-up log whose truth is known
    Generate(Plan),
}

#[derive(Args)]
pub struct LogArgs {
    /// Files, directories or globs: .parquet .csv .tsv .jsonl .ndjson .json, the last five also as .gz or .zst
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// The column that holds the time
    #[arg(long, value_name = "COLUMN", default_value = "time")]
    pub time: String,
    /// The column that holds the query
    #[arg(long, value_name = "COLUMN", default_value = "query")]
    pub query: String,
    /// The column that holds the country (ISO 3166-1), if there is one
    #[arg(long, value_name = "COLUMN")]
    pub country: Option<String>,
    /// Months and days are those of this zone; times without a zone are read as UTC
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub time_zone: String,
    /// What stands between two columns of a CSV file; a comma, and a tab in .tsv
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<char>,
    /// No value of a CSV file holds a line break: one large file can then be read by several cores
    #[arg(long)]
    pub one_line_records: bool,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub pelita: PelitaArgs,
}

#[derive(Args)]
pub struct EngineArgs {
    /// The query engine may hold this much (K, M, G); beyond it, it writes to the temporary directory
    #[arg(long, value_name = "SIZE", default_value = "512M", value_parser = size)]
    pub memory: usize,
    /// Threads; as many as there are cores by default
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Draw no progress bar
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Args)]
pub struct PelitaArgs {
    /// Listen for these topics, comma-separated [default: suicide,self_harm]
    #[arg(long, value_name = "TOPIC", value_delimiter = ',')]
    pub topics: Vec<Topic>,
    /// A prompt is shown from this urgency on
    #[arg(long, value_name = "URGENCY", default_value = "low")]
    pub threshold: Urgency,
    /// Lexicons of your own, as in `Builder::data_directory`
    #[arg(long, value_name = "DIRECTORY")]
    pub data_directory: Option<PathBuf>,
}

#[derive(Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub log: LogArgs,
    #[command(flatten)]
    pub periods: PeriodArgs,
    /// Which queries count: those that a prompt is shown for, or all that are heard, information too
    #[arg(long, value_enum, default_value = "shown")]
    pub events: Events,
    /// Cells of fewer events or queries are withheld, and others where they would give them away
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub k: u64,
    /// Write the report as CSV (`-`: to standard output, instead of the table)
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Write the report as one HTML page with charts, which loads nothing from elsewhere
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The files hold counts (from `count` or from a cluster), not queries
    #[arg(long, conflicts_with = "show_queries")]
    pub counts: bool,
    /// PRINTS WHAT PEOPLE TYPED: the NUMBER most frequent queries that count and were made at least `--k` times, on standard error,
    /// never in a report; and error messages in full, which may quote the log
    #[arg(long, value_name = "NUMBER")]
    pub show_queries: Option<usize>,
}

#[derive(Args, Clone, Copy)]
pub struct PeriodArgs {
    /// The first period, both days included: 2023-01-01..2023-06-30, or 2023-01..2023-06
    #[arg(long, value_name = "FROM..TO", requires = "after")]
    pub before: Option<Period>,
    /// The second period
    #[arg(long, value_name = "FROM..TO", requires = "before")]
    pub after: Option<Period>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Events {
    Shown,
    Heard,
}

impl Events {
    /// The word for such events in a report.
    pub fn noun(self) -> &'static str {
        match self {
            Events::Shown => "prompts",
            Events::Heard => "heard",
        }
    }
}

#[derive(Args)]
pub struct CountArgs {
    #[command(flatten)]
    pub log: LogArgs,
    /// Where the counts go (CSV). They hold no text, but small cells too: keep them as the log is kept
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Args)]
pub struct SqlArgs {
    /// For example: SELECT date_trunc('month', ts) AS month, count(*) FILTER (WHERE shown(query, country)) FROM log GROUP BY 1
    #[arg(value_name = "SQL")]
    pub sql: String,
    #[command(flatten)]
    pub log: LogArgs,
    /// Write the result as CSV (`-`: to standard output)
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Print at most this many rows; `--csv` writes all
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    pub rows: usize,
    /// LETS SQL READ WHAT PEOPLE TYPED: without it the column `query` can only be given to screen() and shown(). Also shows error
    /// messages in full, which may quote the log
    #[arg(long)]
    pub show_queries: bool,
}

impl PelitaArgs {
    /// The interceptor that is asked for.
    pub fn interceptor(&self) -> Result<Interceptor> {
        let mut builder = Interceptor::builder().threshold(self.threshold);
        if !self.topics.is_empty() {
            builder = builder.topics(self.topics.iter().copied());
        }
        if let Some(directory) = &self.data_directory {
            builder = builder.data_directory(directory);
        }
        builder.build().context("the lexicons cannot be loaded")
    }
}

fn size(text: &str) -> Result<usize, String> {
    match SessionContext::parse_capacity_limit("--memory", text) {
        Ok(bytes) if bytes >= 16 << 20 => Ok(bytes),
        Ok(_) => Err("at least 16M is needed".to_string()),
        Err(_) => Err("expected a number and K, M or G, such as 512M".to_string()),
    }
}

//! What a query log says about searches for help: rates per million, and never text.
//!
//! The way of a log: files become the table `log` ([`log`]), Pelita's functions are called on it ([`functions`]), what is kept are
//! counts without text ([`counts`]); small cells are withheld ([`suppress`]), rates and changes get intervals ([`statistics`]),
//! and a [`report`] is printed. [`guard`] keeps text out of free SQL; [`generate`] makes logs whose truth is known.
#![forbid(unsafe_code)]

mod cli;
mod counts;
mod functions;
mod generate;
mod guard;
mod log;
mod periods;
mod progress;
mod report;
mod statistics;
mod suppress;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::error::DataFusionError;
use datafusion::parquet::errors::ParquetError;
use datafusion::prelude::SessionContext;
use futures::StreamExt;

use crate::cli::{Cli, Command, CountArgs, Events, LogArgs, ReportArgs, SqlArgs};
use crate::counts::Cell;
use crate::functions::Functions;
use crate::progress::Progress;
use crate::report::{Report, Settings};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (done, in_full) = match cli.command {
        Command::Report(args) => (report(&args), args.show_queries.is_some()),
        Command::Count(args) => (count(&args), false),
        Command::Sql(args) => (sql(&args), args.show_queries),
        Command::Generate(plan) => (generate::run(&plan), true),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", describe(&error, in_full));
            ExitCode::FAILURE
        }
    }
}

fn report(args: &ReportArgs) -> Result<()> {
    if let (Some(before), Some(after)) = (args.periods.before, args.periods.after) {
        ensure!(!before.overlaps(after), "--before ({before}) and --after ({after}) have days in common");
    }
    let cells = if args.counts {
        counts::load(&args.log.files)?
    } else {
        let (context, cells) = run(&args.log)?;
        if let Some(most) = args.show_queries {
            show_queries(&context, args, most)?;
        }
        cells
    };
    let settings = Settings {
        k: args.k,
        periods: args.periods.before.zip(args.periods.after),
        events: args.events,
        has_country: args.log.country.is_some() || args.counts && cells.iter().any(|c| !c.country.is_empty()),
    };
    let report = Report::new(&cells, settings);
    if args.csv.as_deref() != Some(Path::new("-")) {
        io::stdout().write_all(report::grid::terminal(&report).as_bytes())?;
    }
    if let Some(path) = &args.csv {
        report::csv::write(&report, create(path)?)?;
    }
    if let Some(path) = &args.html {
        create(path)?.write_all(report::html::page(&report).as_bytes())?;
    }
    Ok(())
}

fn count(args: &CountArgs) -> Result<()> {
    let (_, cells) = run(&args.log)?;
    counts::write(&args.out, &cells)?;
    eprintln!("{} holds counts without text, small cells included: keep it as the log is kept", args.out.display());
    Ok(())
}

/// Registers the log and counts it.
fn run(args: &LogArgs) -> Result<(SessionContext, Vec<Cell>)> {
    let files = log::find(&args.files)?;
    let functions = Functions::new(args.pelita.interceptor()?);
    let context = log::engine(&args.engine, &functions)?;
    let _progress = Progress::new(&files, functions.screened(), args.engine.quiet);
    let cells = runtime(args)?.block_on(async {
        log::register(&context, &files, args).await?;
        counts::count(&context).await.context("the log cannot be counted")
    })?;
    Ok((context, cells))
}

fn runtime(args: &LogArgs) -> Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = args.engine.threads {
        builder.worker_threads(threads.into());
    }
    Ok(builder.build()?)
}

/// Prints what people typed, if it was typed often enough.
fn show_queries(context: &SessionContext, args: &ReportArgs, most: usize) -> Result<()> {
    let counts = if args.events == Events::Shown { "shown(query, country)" } else { "screen(query) IS NOT NULL" };
    let k = args.k;
    let sql = format!(
        "SELECT query, count(*) AS n FROM log WHERE query IS NOT NULL AND {counts} GROUP BY query HAVING count(*) >= {k} ORDER BY n DESC, query LIMIT {most}"
    );
    let batches = runtime(&args.log)?.block_on(async { context.sql(&sql).await?.collect().await })?;
    eprintln!("What people typed, {k} times or more. Treat it with the care you would want for your own words.");
    for batch in &batches {
        let (queries, counts) = (batch.column(0).as_string_view(), batch.column(1).as_primitive::<Int64Type>());
        for (query, n) in queries.iter().zip(counts) {
            let printable: String = query.unwrap_or_default().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            eprintln!("{:>10}  {printable}", report::grid::whole(n.unwrap_or_default().unsigned_abs()));
        }
    }
    Ok(())
}

fn sql(args: &SqlArgs) -> Result<()> {
    let functions = Functions::new(args.log.pelita.interceptor()?);
    let runtime = runtime(&args.log)?;
    runtime.block_on(guard::check(&args.sql, &functions, args.show_queries))?;
    let files = log::find(&args.log.files)?;
    let context = log::engine(&args.log.engine, &functions)?;
    let progress = Progress::new(&files, functions.screened(), args.log.engine.quiet);
    let mut kept = Vec::new();
    let mut rows = 0;
    runtime.block_on(async {
        log::register(&context, &files, &args.log).await?;
        let mut stream = context.sql(&args.sql).await?.execute_stream().await?;
        kept.push(RecordBatch::new_empty(stream.schema()));
        let mut out = args.csv.as_deref().map(create).transpose()?.map(|out| WriterBuilder::new().with_header(true).build(out));
        while let Some(batch) = stream.next().await {
            let batch = batch?;
            rows += batch.num_rows();
            match &mut out {
                Some(out) => out.write(&batch)?,
                None if rows > args.rows => {
                    kept.push(batch.slice(0, batch.num_rows() - (rows - args.rows)));
                    break;
                }
                None => kept.push(batch),
            }
        }
        anyhow::Ok(())
    })?;
    drop(progress);
    if args.csv.is_none() {
        writeln!(io::stdout(), "{}", pretty_format_batches(&kept)?)?;
        if rows > args.rows {
            eprintln!("only the first {} rows are shown; --rows and --csv give more", args.rows);
        }
    }
    eprintln!("note: small counts in this result are not withheld, as `report` would");
    Ok(())
}

/// A file to write, or standard output for `-`.
fn create(path: &Path) -> Result<Box<dyn Write>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdout()));
    }
    Ok(Box::new(io::BufWriter::new(File::create(path).with_context(|| format!("{} cannot be written", path.display()))?)))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// An error and what led to it. What the engine says about data it could not read may quote the data, and is left out unless
/// it was asked for.
fn describe(error: &anyhow::Error, in_full: bool) -> String {
    let mut parts = Vec::new();
    for cause in error.chain() {
        let is_safe = match cause.downcast_ref::<DataFusionError>().map(DataFusionError::find_root) {
            Some(DataFusionError::ResourcesExhausted(_)) => true,
            Some(_) => false,
            None => {
                !cause.is::<ArrowError>() && !cause.is::<ParquetError>() && !cause.is::<csv::Error>() && !cause.is::<serde_json::Error>()
            }
        };
        if !in_full && !is_safe {
            parts.push("the data is not as expected (the message may quote the log, so it is shown with --show-queries only)".to_string());
            break;
        }
        let text = cause.to_string();
        let is_said = parts.last().is_some_and(|last: &String| last.contains(&text));
        if !is_said {
            parts.push(text);
        }
    }
    parts.join(": ")
}

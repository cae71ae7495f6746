//! Log files become one table, `log`, of three columns: `ts`, `query`, `country`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use datafusion::arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::options::JsonReadOptions;
use datafusion::execution::FunctionRegistry;
use datafusion::execution::disk_manager::DiskManagerBuilder;
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, cast, lit};
use datafusion::prelude::{CsvReadOptions, DataFrame, ParquetReadOptions, SessionConfig, SessionContext, ident};

use crate::cli::{EngineArgs, LogArgs};
use crate::functions::{Functions, MOMENT};

/// The name of the table.
pub const TABLE: &str = "log";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Parquet,
    Csv,
    Tsv,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

/// A file of a log.
#[derive(Clone, Debug)]
pub struct LogFile {
    pub path: PathBuf,
    pub format: Format,
    pub compression: Compression,
    pub bytes: u64,
}

impl LogFile {
    /// The file, decompressed.
    pub fn open(&self) -> Result<Box<dyn Read>> {
        let file = BufReader::new(File::open(&self.path).with_context(|| format!("{} cannot be opened", self.path.display()))?);
        Ok(match self.compression {
            Compression::None => Box::new(file),
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
            Compression::Zstd => Box::new(zstd::Decoder::with_buffer(file)?),
        })
    }

    fn delimiter(&self, args: &LogArgs) -> Result<u8> {
        match args.delimiter {
            Some(c) => u8::try_from(c).ok().filter(u8::is_ascii).context("--delimiter must be one ASCII character"),
            None => Ok(if self.format == Format::Tsv { b'\t' } else { b',' }),
        }
    }
}

/// What the name of a file says about it.
pub fn kind(path: &Path) -> Option<(Format, Compression)> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let (stem, compression) = match name.rsplit_once('.')? {
        (stem, "gz") => (stem, Compression::Gzip),
        (stem, "zst") => (stem, Compression::Zstd),
        _ => (name.as_str(), Compression::None),
    };
    let format = match stem.rsplit_once('.')?.1 {
        "parquet" if compression == Compression::None => Format::Parquet,
        "csv" => Format::Csv,
        "tsv" => Format::Tsv,
        "jsonl" | "ndjson" | "json" => Format::Json,
        _ => return None,
    };
    Some((format, compression))
}

/// The files that paths, directories and globs name, each once, in order. Files of other kinds are passed over where a
/// directory or a glob brought them, and refused where they are named.
pub fn find(patterns: &[String]) -> Result<Vec<LogFile>> {
    let mut found = BTreeMap::new();
    for pattern in patterns {
        let path = Path::new(pattern);
        let is_file = path.is_file();
        let paths = if is_file {
            vec![path.to_path_buf()]
        } else {
            let pattern = if path.is_dir() { format!("{}/**/*", glob::Pattern::escape(pattern)) } else { pattern.clone() };
            let matches = glob::glob(&pattern).with_context(|| format!("`{pattern}` is not a valid glob"))?;
            matches.collect::<Result<Vec<_>, _>>().with_context(|| format!("`{pattern}` cannot be listed"))?
        };
        let before = found.len();
        for path in paths.into_iter().filter(|p| p.is_file()) {
            let Some((format, compression)) = kind(&path) else {
                ensure!(
                    !is_file,
                    "{} has an unknown ending; expected .parquet, .csv, .tsv, .jsonl, .ndjson or .json, the last five also with .gz or .zst",
                    path.display()
                );
                continue;
            };
            let path = path.canonicalize().with_context(|| format!("{} cannot be found", path.display()))?;
            let bytes = path.metadata().with_context(|| format!("{} cannot be read", path.display()))?.len();
            found.insert(path.clone(), LogFile { path, format, compression, bytes });
        }
        ensure!(is_file || found.len() > before, "`{pattern}` names no log file");
    }
    Ok(found.into_values().collect())
}

/// An engine with the memory and threads that are asked for, and the functions.
pub fn engine(args: &EngineArgs, functions: &Functions) -> Result<SessionContext> {
    let mut config = SessionConfig::new().with_information_schema(false);
    if let Some(threads) = args.threads {
        config = config.with_target_partitions(threads.into());
    }
    config.options_mut().execution.parquet.binary_as_string = true;
    let consumers = 5.try_into().context("five is not zero")?;
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(TrackConsumersPool::new(FairSpillPool::new(args.memory), consumers)))
        .with_disk_manager_builder(DiskManagerBuilder::default())
        .build_arc()?;
    let context = SessionContext::new_with_config_rt(config, runtime);
    functions.register(&context);
    Ok(context)
}

/// Registers the table `log`.
pub async fn register(context: &SessionContext, files: &[LogFile], args: &LogArgs) -> Result<()> {
    let mut groups: BTreeMap<(Format, Compression, Vec<String>), Vec<&LogFile>> = BTreeMap::new();
    for file in files {
        let header = if matches!(file.format, Format::Csv | Format::Tsv) { header(file, args)? } else { Vec::new() };
        groups.entry((file.format, file.compression, header)).or_default().push(file);
    }
    let mut log: Option<DataFrame> = None;
    for ((format, compression, header), files) in groups {
        let part = match format {
            Format::Parquet => parquet(context, &files).await,
            Format::Csv | Format::Tsv => csv(context, &files, compression, &header, args).await,
            Format::Json => json(context, &files, compression, args).await,
        };
        let name = files[0].path.display();
        let part = part.with_context(|| format!("{name} cannot be read"))?;
        let part = three_columns(context, part, args).with_context(|| format!("{name} cannot be used"))?;
        log = Some(match log {
            Some(log) => log.union(part)?,
            None => part,
        });
    }
    let log = log.context("there is no log file")?;
    context.register_table(TABLE, log.into_view())?;
    Ok(())
}

/// The schema of the table `log`.
pub fn schema() -> Schema {
    Schema::new(vec![
        Field::new("ts", MOMENT, true),
        Field::new("query", DataType::Utf8View, true),
        Field::new("country", DataType::Utf8View, true),
    ])
}

fn paths(files: &[&LogFile]) -> Result<Vec<String>> {
    files.iter().map(|f| f.path.to_str().map(str::to_string).with_context(|| format!("{} is not UTF-8", f.path.display()))).collect()
}

/// The column names of a CSV file.
fn header(file: &LogFile, args: &LogArgs) -> Result<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(file.delimiter(args)?).from_reader(file.open()?);
    // The message of the error is left out: it may quote the file.
    let Ok(header) = reader.headers() else { bail!("{}: the first line, which names the columns, cannot be read", file.path.display()) };
    Ok(header.iter().map(|name| name.trim_start_matches('\u{feff}').to_string()).collect())
}

async fn parquet(context: &SessionContext, files: &[&LogFile]) -> Result<DataFrame> {
    Ok(context.read_parquet(paths(files)?, ParquetReadOptions::new().file_extension("")).await?)
}

/// All columns are read as text, so that no value can be wrong.
async fn csv(
    context: &SessionContext,
    files: &[&LogFile],
    compression: Compression,
    header: &[String],
    args: &LogArgs,
) -> Result<DataFrame> {
    let schema = Schema::new(header.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect::<Vec<_>>());
    let options = CsvReadOptions::new()
        .schema(&schema)
        .delimiter(files[0].delimiter(args)?)
        .newlines_in_values(!args.one_line_records)
        .truncated_rows(true)
        .file_extension("")
        .file_compression_type(engine_compression(compression));
    Ok(context.read_csv(paths(files)?, options).await?)
}

/// Only the columns that are needed; the time as text or as a number, as the first file has it.
async fn json(context: &SessionContext, files: &[&LogFile], compression: Compression, args: &LogArgs) -> Result<DataFrame> {
    let time = if json_time_is_number(files[0], args)? { DataType::Float64 } else { DataType::Utf8 };
    let mut fields = vec![Field::new(&args.time, time, true), Field::new(&args.query, DataType::Utf8, true)];
    fields.extend(args.country.as_ref().map(|name| Field::new(name, DataType::Utf8, true)));
    let schema = Schema::new(fields);
    let options = JsonReadOptions::default().schema(&schema).file_extension("").file_compression_type(engine_compression(compression));
    Ok(context.read_json(paths(files)?, options).await?)
}

/// Whether the first object of a file has a number as its time. An object without the columns is an error that quotes none of it.
fn json_time_is_number(file: &LogFile, args: &LogArgs) -> Result<bool> {
    let first = serde_json::Deserializer::from_reader(BufReader::new(file.open()?)).into_iter::<serde_json::Value>().next();
    let Some(Ok(serde_json::Value::Object(first))) = first else { bail!("its first line is not a JSON object") };
    for column in [&args.time, &args.query] {
        if !first.contains_key(column) {
            let there: Vec<&str> = first.keys().map(String::as_str).collect();
            bail!("the first object has no `{column}`; it has {}", there.join(", "));
        }
    }
    Ok(first[&args.time].is_number())
}

fn engine_compression(compression: Compression) -> FileCompressionType {
    match compression {
        Compression::None => FileCompressionType::UNCOMPRESSED,
        Compression::Gzip => FileCompressionType::GZIP,
        Compression::Zstd => FileCompressionType::ZSTD,
    }
}

fn three_columns(context: &SessionContext, part: DataFrame, args: &LogArgs) -> Result<DataFrame> {
    let schema = part.schema().as_arrow().clone();
    for column in [Some(&args.time), Some(&args.query), args.country.as_ref()].into_iter().flatten() {
        if schema.field_with_name(column).is_err() {
            let there: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            bail!("there is no column `{column}`; there are {}", there.join(", "));
        }
    }
    let kind = schema.field_with_name(&args.query)?.data_type();
    ensure!(is_text(kind), "the column `{}` holds no text, but {kind}", args.query);
    let country = match &args.country {
        Some(name) => cast(ident(name), DataType::Utf8View),
        None => cast(lit(datafusion::common::ScalarValue::Utf8View(None)), DataType::Utf8View),
    };
    let time = time(context, &args.time, schema.field_with_name(&args.time)?.data_type(), &args.time_zone)?;
    let query = cast(ident(&args.query), DataType::Utf8View);
    Ok(part.select(vec![time.alias("ts"), query.alias("query"), country.alias("country")])?)
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

/// The time column as an instant on the clocks of a zone.
fn time(context: &SessionContext, column: &str, kind: &DataType, zone: &str) -> Result<Expr> {
    use DataType::*;
    let utc = match kind {
        Timestamp(_, None) | Date32 | Date64 => cast(ident(column), MOMENT),
        Timestamp(_, Some(_)) => cast(cast(ident(column), Timestamp(TimeUnit::Microsecond, Some("UTC".into()))), MOMENT),
        kind if is_text(kind) || kind.is_numeric() => context.udf("moment")?.call(vec![ident(column)]),
        other => bail!("the column `{column}` holds no time, but {other}"),
    };
    if zone == "UTC" {
        return Ok(utc);
    }
    zone.parse::<datafusion::arrow::array::timezone::Tz>()
        .map_err(|_| anyhow::anyhow!("`{zone}` is no time zone; expected a name such as Asia/Jakarta, or +07:00"))?;
    let there = cast(cast(utc, Timestamp(TimeUnit::Microsecond, Some("UTC".into()))), Timestamp(TimeUnit::Microsecond, Some(zone.into())));
    Ok(context.udf("to_local_time")?.call(vec![there]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_a_file_is() {
        let kind = |name: &str| kind(Path::new(name));
        assert_eq!(kind("a.parquet"), Some((Format::Parquet, Compression::None)));
        assert_eq!(kind("a.b.CSV.gz"), Some((Format::Csv, Compression::Gzip)));
        assert_eq!(kind("a.jsonl.zst"), Some((Format::Json, Compression::Zstd)));
        assert_eq!(kind("a.parquet.gz"), None);
        assert_eq!(kind("a.txt"), None);
        assert_eq!(kind("csv"), None);
    }
}

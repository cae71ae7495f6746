//! Writes a log in any of the formats that are read.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDateTime;
use datafusion::arrow::array::{RecordBatch, StringArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression as ParquetCompression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use serde::Serialize;

use crate::functions::MOMENT;
use crate::log::{Compression, Format};

/// Entries that are written together.
const BATCH: usize = 8192;

/// A line of a log.
pub struct Entry {
    pub time: NaiveDateTime,
    pub query: String,
    pub country: &'static str,
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    query: &'a str,
    country: &'a str,
}

impl Entry {
    fn line(&self) -> Line<'_> {
        Line { time: self.time.format("%Y-%m-%dT%H:%M:%SZ").to_string(), query: &self.query, country: self.country }
    }
}

pub struct Writer {
    batch: Vec<Entry>,
    sink: Sink,
}

enum Sink {
    Csv(Box<csv::Writer<Out>>),
    Json(Box<Out>),
    Parquet(Box<ArrowWriter<File>>, SchemaRef),
}

enum Out {
    Plain(BufWriter<File>),
    Gzip(flate2::write::GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl Writer {
    pub fn create(path: &Path, format: Format, compression: Compression) -> Result<Writer> {
        let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
        let sink = match format {
            Format::Csv => Sink::Csv(Box::new(csv::Writer::from_writer(Out::new(file, compression)?))),
            Format::Tsv => Sink::Csv(Box::new(csv::WriterBuilder::new().delimiter(b'\t').from_writer(Out::new(file, compression)?))),
            Format::Json => Sink::Json(Box::new(Out::new(file, compression)?)),
            Format::Parquet => {
                let text = |name: &str| Field::new(name, DataType::Utf8, false);
                let schema = Arc::new(Schema::new(vec![Field::new("time", MOMENT, false), text("query"), text("country")]));
                let properties = WriterProperties::builder()
                    .set_compression(ParquetCompression::ZSTD(ZstdLevel::default()))
                    .set_max_row_group_row_count(Some(1 << 18));
                Sink::Parquet(Box::new(ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build()))?), schema)
            }
        };
        Ok(Writer { batch: Vec::with_capacity(BATCH), sink })
    }

    pub fn put(&mut self, entry: Entry) -> Result<()> {
        self.batch.push(entry);
        if self.batch.len() == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        match &mut self.sink {
            Sink::Csv(out) => {
                for entry in &self.batch {
                    out.serialize(entry.line())?;
                }
            }
            Sink::Json(out) => {
                for entry in &self.batch {
                    serde_json::to_writer(&mut *out, &entry.line())?;
                    out.write_all(b"\n")?;
                }
            }
            Sink::Parquet(out, schema) => {
                let times: TimestampMicrosecondArray =
                    self.batch.iter().map(|e| e.time.and_utc().timestamp_micros()).collect::<Vec<_>>().into();
                let queries: StringArray = self.batch.iter().map(|e| Some(e.query.as_str())).collect();
                let countries: StringArray = self.batch.iter().map(|e| Some(e.country)).collect();
                out.write(&RecordBatch::try_new(Arc::clone(schema), vec![Arc::new(times), Arc::new(queries), Arc::new(countries)])?)?;
            }
        }
        self.batch.clear();
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        match self.sink {
            Sink::Csv(out) => out.into_inner().map_err(csv::IntoInnerError::into_error)?.finish()?,
            Sink::Json(out) => out.finish()?,
            Sink::Parquet(out, _) => drop(out.close()?),
        }
        Ok(())
    }
}

impl Out {
    fn new(file: File, compression: Compression) -> io::Result<Out> {
        let file = BufWriter::new(file);
        Ok(match compression {
            Compression::None => Out::Plain(file),
            Compression::Gzip => Out::Gzip(flate2::write::GzEncoder::new(file, flate2::Compression::fast())),
            Compression::Zstd => Out::Zstd(zstd::Encoder::new(file, 3)?),
        })
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Out::Plain(file) => Ok(file),
            Out::Gzip(gzip) => gzip.finish(),
            Out::Zstd(zstd) => zstd.finish(),
        }?
        .flush()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Plain(file) => file.write(bytes),
            Out::Gzip(gzip) => gzip.write(bytes),
            Out::Zstd(zstd) => zstd.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Plain(file) => file.flush(),
            Out::Gzip(gzip) => gzip.flush(),
            Out::Zstd(zstd) => zstd.flush(),
        }
    }
}

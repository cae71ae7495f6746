//! How far the work is: queries screened, beside an estimate of how many there are.

use std::io::{IsTerminal, Read, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use datafusion::parquet::file::reader::{FileReader, SerializedFileReader};
use indicatif::{ProgressBar, ProgressStyle};

use crate::log::{Compression, Format, LogFile};

/// A bar on standard error; none if that is no terminal. It is gone when this is dropped.
pub struct Progress {
    bar: ProgressBar,
    done: Sender<()>,
    watch: Option<JoinHandle<()>>,
}

impl Progress {
    /// Watches `screened` until dropped.
    pub fn new(files: &[LogFile], screened: Arc<AtomicU64>, quiet: bool) -> Progress {
        let (done, stop) = channel();
        if quiet || !stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden(), done, watch: None };
        }
        let bar = ProgressBar::new(rows(files));
        let style = "{bar:30} {percent:>3} %  {human_pos} of about {human_len} queries  {eta} to go";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        let drawn = bar.clone();
        let watch = std::thread::spawn(move || {
            while stop.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                let screened = screened.load(Ordering::Relaxed);
                if drawn.length().is_some_and(|estimate| screened > estimate) {
                    drawn.set_length(screened);
                }
                drawn.set_position(screened);
            }
        });
        Progress { bar, done, watch: Some(watch) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // The watcher is gone already if nobody listens.
        let _ = self.done.send(());
        if let Some(watch) = self.watch.take() {
            let _ = watch.join();
        }
        self.bar.finish_and_clear();
    }
}

/// About how many queries there are: known for Parquet, estimated from a sample of each other file.
fn rows(files: &[LogFile]) -> u64 {
    files.iter().map(|file| if file.format == Format::Parquet { parquet_rows(file) } else { text_rows(file) }.unwrap_or(0)).sum()
}

fn parquet_rows(file: &LogFile) -> Option<u64> {
    let reader = SerializedFileReader::new(std::fs::File::open(&file.path).ok()?).ok()?;
    u64::try_from(reader.metadata().file_metadata().num_rows()).ok()
}

/// The lines of a sample, times the size of the file. A compressed file is taken to be a fifth of its text.
fn text_rows(file: &LogFile) -> Option<u64> {
    let mut sample = Vec::new();
    file.open().ok()?.take(256 << 10).read_to_end(&mut sample).ok()?;
    let lines = sample.iter().filter(|b| **b == b'\n').count().max(1) as u64;
    let text = if file.compression == Compression::None { file.bytes } else { (file.bytes * 5).max(sample.len() as u64) };
    Some(lines * text / (sample.len() as u64).max(1))
}

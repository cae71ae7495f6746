//! Data that changes while it serves.
//!
//! A new set is built beside the one that serves, and takes its place in one step, or not at all. A reader takes the set that
//! serves at that moment and keeps it as long as it likes, so no query sees half of one set and half of another, and none waits.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use arc_swap::{ArcSwap, ArcSwapOption};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::directory::Searcher;
use crate::error::{Error, ErrorKind};
use crate::interceptor::{Builder, Interceptor, Prompt};

/// A directory that changes while it is read is read again so many times.
const ATTEMPTS: usize = 5;
/// The pause before it is read again.
const PAUSE: Duration = Duration::from_millis(20);
/// Changes that never end are waited for so many times the time of rest.
const PATIENCE: u32 = 20;

/// An [`Interceptor`] whose data can be loaded anew while it serves. Clones share one set.
///
/// ```no_run
/// use std::time::Duration;
/// use pelita::{Interceptor, LiveInterceptor, Searcher};
///
/// let live = LiveInterceptor::new(Interceptor::builder().data_directory("/etc/pelita"))?;
/// let _watch = live.watch(Duration::from_millis(500), |outcome| match outcome {
///     Ok(version) => eprintln!("now serving version {version}"),
///     Err(e) => eprintln!("the old data stay: {e}"),
/// })?;
///
/// let pelita = live.load(); // one set for the whole request
/// let prompt = pelita.intercept("i want to kill myself", &Searcher::unknown());
/// # Ok::<(), pelita::Error>(())
/// ```
///
/// # What a failed reload does
///
/// Nothing, to readers: the old set goes on serving. The error is returned, told to whoever [watches](Self::watch), and kept as
/// [`last_failure`](Self::last_failure) until a reload succeeds. Refused is data with an error in it, a set without any lexicon, a
/// directory or one of its folders that was there and is gone (nothing is taken from the crate in its stead), and a
/// directory that changes while it is read and does not come to rest.
///
/// # How to change a directory
///
/// Best in one step: write a new directory and rename it, or a symbolic link to it, into place. File by file works too, but the watcher
/// cannot know what belongs together: if the rest comes later than the time of rest, what is there by then is loaded, if it is valid.
///
/// Lexicons of a directory are compiled; all that ship with the crate take seconds, on the thread that reloads.
#[derive(Clone, Debug)]
pub struct LiveInterceptor {
    inner: Arc<Inner>,
}

struct Inner {
    builder: Builder,
    serving: ArcSwap<DataSet>,
    failure: ArcSwapOption<ReloadFailure>,
    /// One reload at a time. Readers never touch it.
    reloading: Mutex<()>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("serving", &self.serving.load()).field("failure", &self.failure.load()).finish_non_exhaustive()
    }
}

/// A set of data that serves or served: an [`Interceptor`] with a version.
#[derive(Debug)]
pub struct DataSet {
    interceptor: Interceptor,
    version: u64,
    loaded_at: SystemTime,
    /// The files that it was made of.
    files: Snapshot,
}

impl DataSet {
    /// Counts the good loads, from 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// When it was loaded.
    #[must_use]
    pub fn loaded_at(&self) -> SystemTime {
        self.loaded_at
    }
}

impl Deref for DataSet {
    type Target = Interceptor;

    fn deref(&self) -> &Interceptor {
        &self.interceptor
    }
}

/// Why the last reload failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReloadFailure {
    /// The error as a person reads it: file, line, column, key, and what is wrong.
    pub message: String,
    /// When it failed.
    pub at: SystemTime,
}

impl LiveInterceptor {
    /// Loads the first set. What the builder says holds for every later one: directory, locales, topics, threshold, own lexicons.
    ///
    /// # Errors
    ///
    /// As [`Builder::build`]: without a first set there is nothing to serve.
    pub fn new(builder: Builder) -> Result<LiveInterceptor, Error> {
        let (interceptor, files) = build(&builder, None)?;
        let first = DataSet { interceptor, version: 1, loaded_at: SystemTime::now(), files };
        let inner = Inner { builder, serving: ArcSwap::from_pointee(first), failure: ArcSwapOption::empty(), reloading: Mutex::new(()) };
        Ok(LiveInterceptor { inner: Arc::new(inner) })
    }

    /// The set that serves now. Never blocks. It stays whole as long as it is held, whatever is loaded meanwhile; take one for each request.
    #[must_use]
    pub fn load(&self) -> Arc<DataSet> {
        self.inner.serving.load_full()
    }

    /// [`Interceptor::intercept`] by the set that serves now.
    #[must_use]
    pub fn intercept(&self, query: &str, searcher: &Searcher) -> Option<Prompt> {
        self.inner.serving.load().intercept(query, searcher)
    }

    /// Why the last reload failed; nothing if it succeeded, or if there was none.
    #[must_use]
    pub fn last_failure(&self) -> Option<Arc<ReloadFailure>> {
        self.inner.failure.load_full()
    }

    /// Loads the data anew and lets it serve; gives its version. Blocks its caller until then, and no reader.
    ///
    /// # Errors
    ///
    /// If the data cannot be read or is not valid; then the old set goes on serving.
    pub fn reload(&self) -> Result<u64, Error> {
        let inner = &*self.inner;
        let _one_at_a_time = inner.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let old = inner.serving.load_full();
        // A bug that panics on some data must not end the thread that watches.
        let built = catch_unwind(AssertUnwindSafe(|| build(&inner.builder, Some(&old.files))))
            .unwrap_or_else(|_| Err(Error::data("loading panicked; please report it with the data that caused it")));
        match built {
            Ok((interceptor, files)) => {
                let version = old.version + 1;
                inner.serving.store(Arc::new(DataSet { interceptor, version, loaded_at: SystemTime::now(), files }));
                inner.failure.store(None);
                Ok(version)
            }
            Err(e) => {
                inner.failure.store(Some(Arc::new(ReloadFailure { message: e.to_string(), at: SystemTime::now() })));
                Err(e)
            }
        }
    }

    /// Reloads when something in the directory has changed and then rested for `rest`; `told` hears how each reload went.
    ///
    /// A thread of its own watches until the handle is dropped; a reload that is under way then is finished first. The directory itself may be replaced or
    /// vanish and come back. Where the system cannot watch (some network file systems), call [`reload`](Self::reload) from a timer.
    ///
    /// # Errors
    ///
    /// If the builder has no [directory](Builder::data_directory), or the system refuses to watch it.
    pub fn watch(&self, rest: Duration, told: impl FnMut(Result<u64, Error>) + Send + 'static) -> Result<DirectoryWatch, Error> {
        let Some(directory) = self.inner.builder.directory() else {
            return Err(Error::new(ErrorKind::NotFound, "there is no directory to watch; set one with `Builder::data_directory`"));
        };
        let failed =
            |e: &notify::Error| Error::new(ErrorKind::Io, format!("cannot be watched: {e}")).in_file(directory.display().to_string());
        let directory = std::path::absolute(directory).map_err(|e| Error::io(directory, &e))?;
        let (send, messages) = channel();
        let of_ours = directory.clone();
        let tell = send.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.as_ref().map_or(true, |e| e.need_rescan() || is_change(e, &of_ours)) {
                let _ = tell.send(Message::Changed);
            }
        })
        .map_err(|e| failed(&e))?;
        watcher.watch(&directory, RecursiveMode::Recursive).map_err(|e| failed(&e))?;
        if let Some(parent) = directory.parent() {
            // Tells when the directory is replaced. Not every parent can be watched, and most directories stay.
            let _ = watcher.watch(parent, RecursiveMode::NonRecursive);
        }
        let live = self.clone();
        let thread = thread::Builder::new().name("pelita-watch".into());
        let run = move || watch(&live, &directory, watcher, &messages, rest, told);
        thread.spawn(run).map_err(|e| Error::new(ErrorKind::Io, format!("no thread can be started: {e}")))?;
        Ok(DirectoryWatch { stop: send })
    }
}

/// Watches a directory as long as it lives; see [`LiveInterceptor::watch`].
#[derive(Debug)]
#[must_use = "the watch ends when this is dropped"]
pub struct DirectoryWatch {
    stop: Sender<Message>,
}

impl Drop for DirectoryWatch {
    fn drop(&mut self) {
        let _ = self.stop.send(Message::Stop);
    }
}

#[derive(Debug)]
enum Message {
    Changed,
    Stop,
}

/// Reading a file is no change; nor is what happens to the directory's neighbours.
fn is_change(event: &notify::Event, directory: &Path) -> bool {
    !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(|p| p.starts_with(directory)))
}

fn watch(
    live: &LiveInterceptor,
    directory: &Path,
    mut watcher: RecommendedWatcher,
    messages: &Receiver<Message>,
    rest: Duration,
    mut told: impl FnMut(Result<u64, Error>),
) {
    while let Ok(Message::Changed) = messages.recv() {
        if !comes_to_rest(messages, rest) {
            return;
        }
        // If the directory was replaced, the old watch looks at the old one.
        let _ = watcher.unwatch(directory);
        let _ = watcher.watch(directory, RecursiveMode::Recursive);
        let outcome = live.reload();
        // Whoever is told may panic; the next change is still to be heard.
        let _ = catch_unwind(AssertUnwindSafe(|| told(outcome)));
    }
}

/// Waits until nothing has changed for some time; false if the watch is over.
fn comes_to_rest(messages: &Receiver<Message>, rest: Duration) -> bool {
    let until = Instant::now() + rest * PATIENCE;
    while Instant::now() < until {
        match messages.recv_timeout(rest) {
            Ok(Message::Changed) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// The data files of a directory, with what tells that one was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Snapshot {
    folders: Vec<&'static str>,
    files: BTreeMap<PathBuf, (Option<SystemTime>, u64)>,
}

impl Snapshot {
    /// Nothing for data that ships with the crate. What cannot be read is left out: reading it for good will say why.
    fn of(directory: Option<&Path>) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for folder in ["lexicons", "resources", "messages"] {
            let Some(entries) = directory.and_then(|d| fs::read_dir(d.join(folder)).ok()) else { continue };
            snapshot.folders.push(folder);
            for entry in entries.flatten() {
                let state = fs::metadata(entry.path()).map_or((None, 0), |m| (m.modified().ok(), m.len()));
                snapshot.files.insert(entry.path(), state);
            }
        }
        snapshot
    }
}

/// Builds a set of which every file was read in one state.
fn build(builder: &Builder, old: Option<&Snapshot>) -> Result<(Interceptor, Snapshot), Error> {
    let directory = builder.directory();
    let at = || directory.map(|d| d.display().to_string()).unwrap_or_default();
    let mut before = Snapshot::of(directory);
    let mut last = None;
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            thread::sleep(PAUSE);
            before = Snapshot::of(directory);
        }
        if let Some(gone) = old.iter().flat_map(|o| &o.folders).find(|f| !before.folders.contains(f)) {
            let message = format!("the folder `{gone}` was there and is gone; put it back, or restart to use what ships with the crate");
            return Err(Error::new(ErrorKind::NotFound, message).in_file(at()));
        }
        let built = builder.clone().build();
        if Snapshot::of(directory) == before {
            let interceptor = built?;
            if interceptor.locales().is_empty() {
                return Err(Error::new(ErrorKind::NotFound, "there is no lexicon, so nothing would be heard").in_file(at()));
            }
            return Ok((interceptor, before));
        }
        last = built.err();
    }
    Err(last.unwrap_or_else(|| Error::new(ErrorKind::Io, "the directory changes while it is read; try again when it rests").in_file(at())))
}

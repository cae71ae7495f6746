#![cfg(feature = "reload")]
//! Data that changes while it serves: a small directory with one lexicon of invented words, one country, messages in English.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{fs, thread};

use pelita::{ErrorKind, Interceptor, LiveInterceptor, Searcher};

const PATIENCE: Duration = Duration::from_secs(30);
const REST: Duration = Duration::from_millis(100);

/// A data directory that is removed when the test ends.
struct Data {
    root: PathBuf,
}

impl Data {
    fn new(test: &str) -> Data {
        let root = std::env::temp_dir().join(format!("pelita-reload-{}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let data = Data { root };
        write_set(&data.path(), "xa", "volo morior");
        data
    }

    fn path(&self) -> PathBuf {
        self.root.join("data")
    }

    fn lexicon(&self) -> PathBuf {
        self.path().join("lexicons/xa.toml")
    }

    fn live(&self) -> LiveInterceptor {
        LiveInterceptor::new(Interceptor::builder().data_directory(self.path())).unwrap_or_else(|e| panic!("{e}"))
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn lexicon(locale: &str, phrase: &str) -> String {
    format!(
        "locale = \"{locale}\"\nname = \"Test\"\nreviewed = \"2026-11-24\"\n[[phrases]]\ntopic = \"suicide\"\nintent = \"ideation\"\nmatch = [\"{phrase}\"]\n"
    )
}

/// A whole set. Its lexicon and its country file both carry the locale, so that halves can be told apart.
fn write_set(directory: &Path, locale: &str, phrase: &str) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for folder in ["lexicons", "resources", "messages"] {
        fs::create_dir_all(directory.join(folder)).expect("a folder");
    }
    let country = fs::read_to_string(shipped.join("resources/GB.toml")).expect("ships").replace("\"Samaritans\"", &format!("\"{locale}\""));
    fs::write(directory.join("resources/GB.toml"), country).expect("written");
    for file in ["resources/international.toml", "messages/en.toml"] {
        fs::copy(shipped.join(file), directory.join(file)).expect("copied");
    }
    fs::write(directory.join(format!("lexicons/{locale}.toml")), lexicon(locale, phrase)).expect("written");
}

fn searcher() -> Searcher {
    Searcher::from_country("GB".parse().expect("a country"))
}

fn hears(live: &LiveInterceptor, query: &str) -> bool {
    live.intercept(query, &searcher()).is_some()
}

#[test]
fn a_changed_lexicon_is_heard_after_a_reload() {
    let data = Data::new("changed");
    let live = data.live();
    assert!(hears(&live, "volo morior") && !hears(&live, "cupio abeo"));
    let first = live.load();
    fs::write(data.lexicon(), lexicon("xa", "cupio abeo")).expect("written");
    assert!(!hears(&live, "cupio abeo"), "nothing changes by itself");
    assert_eq!(live.reload().map_err(|e| e.to_string()), Ok(2));
    assert!(hears(&live, "cupio abeo") && !hears(&live, "volo morior"));
    let second = live.load();
    assert_eq!((first.version(), second.version()), (1, 2));
    assert!(second.loaded_at() >= first.loaded_at());
    assert!(first.is_shown(&first.screen("volo morior")), "a set that is held stays whole");
}

#[test]
fn broken_data_leave_the_old_set_serving_and_say_why() {
    let data = Data::new("broken");
    let live = data.live();
    let loaded_at = live.load().loaded_at();
    fs::write(data.lexicon(), lexicon("xa", "volo (morior|")).expect("written");
    let error = live.reload().expect_err("the phrase is broken");
    assert_eq!((error.kind(), error.position()), (ErrorKind::Data, Some((7, 24))));
    let failure = live.last_failure().expect("kept");
    assert!(failure.message.contains("xa.toml:7:24: phrases.match: ") && failure.message == error.to_string(), "{}", failure.message);
    assert!(hears(&live, "volo morior"));
    assert_eq!((live.load().version(), live.load().loaded_at()), (1, loaded_at));
    fs::write(data.path().join("messages/en.toml"), "").expect("written");
    fs::write(data.lexicon(), lexicon("xa", "cupio abeo")).expect("written");
    assert!(live.reload().is_err(), "a good lexicon does not come in with broken messages");
    assert!(hears(&live, "volo morior") && !hears(&live, "cupio abeo"));
    write_set(&data.path(), "xa", "cupio abeo");
    assert_eq!(live.reload().map_err(|e| e.to_string()), Ok(2));
    assert!(live.last_failure().is_none() && hears(&live, "cupio abeo"));
}

#[test]
fn what_vanishes_is_not_replaced_by_what_ships_with_the_crate() {
    let data = Data::new("vanishes");
    let live = data.live();
    let failed = |kind, words: &str| {
        let error = live.reload().expect_err("something is missing");
        assert!(error.kind() == kind && error.to_string().contains(words), "{error}");
        assert!(hears(&live, "volo morior") && !hears(&live, "i want to kill myself"));
    };
    fs::remove_file(data.lexicon()).expect("removed");
    failed(ErrorKind::NotFound, "there is no lexicon");
    fs::remove_dir(data.path().join("lexicons")).expect("removed");
    failed(ErrorKind::NotFound, "the folder `lexicons` was there and is gone");
    fs::remove_dir_all(data.path()).expect("removed");
    failed(ErrorKind::NotFound, "is gone");
    write_set(&data.path(), "xa", "cupio abeo");
    assert_eq!(live.reload().map_err(|e| e.to_string()), Ok(2));
    assert!(hears(&live, "cupio abeo"));
}

#[test]
fn a_directory_that_vanishes_during_reloads_never_leaves_nothing() {
    let data = Data::new("during");
    let live = data.live();
    let done = AtomicBool::new(false);
    let (mut good, mut bad) = (0, 0);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let _ = fs::remove_dir_all(data.path());
                // Longer than a reload that is under way waits for the directory to rest, so that some meet nothing.
                thread::sleep(Duration::from_millis(150));
                write_set(&data.path(), "xa", "volo morior");
                thread::sleep(Duration::from_millis(150));
            }
        });
        let until = Instant::now() + PATIENCE;
        while (good < 3 || bad < 3) && Instant::now() < until {
            match live.reload() {
                Ok(_) => good += 1,
                Err(_) => bad += 1,
            }
            let set = live.load();
            assert!(set.is_shown(&set.screen("volo morior")) && set.screen("i want to kill myself").is_clean());
            assert_eq!(set.locales().len(), 1);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(good >= 3 && bad >= 3, "{good} good, {bad} bad reloads: the test did not meet both");
}

/// Under load, with a reload every 50 ms between two sets, every answer is wholly of one.
#[test]
fn no_query_sees_half_a_set() {
    let data = Data::new("half");
    let live = data.live();
    let done = AtomicBool::new(false);
    let (asked, turned) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut last = String::new();
                while !done.load(Ordering::Relaxed) {
                    let prompt = live.intercept("volo morior", &searcher()).expect("each set hears it");
                    assert_eq!(prompt.card.resources[0].name, prompt.locale, "lexicon and country file of one set");
                    let set = live.load();
                    let locale = set.locales()[0].locale.clone();
                    assert_eq!(
                        set.intercept("volo morior", &searcher()).map(|p| p.locale),
                        Some(locale.clone()),
                        "a set that is held does not change"
                    );
                    turned.fetch_add(usize::from(locale != last), Ordering::Relaxed);
                    last = locale;
                    asked.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        for turn in 0..30 {
            let (next, old) = (data.root.join("next"), data.root.join("old"));
            write_set(&next, ["xb", "xa"][turn % 2], "volo morior");
            fs::rename(data.path(), &old).expect("renamed");
            fs::rename(&next, data.path()).expect("renamed");
            fs::remove_dir_all(&old).expect("removed");
            live.reload().unwrap_or_else(|e| panic!("{e}"));
            thread::sleep(Duration::from_millis(50));
        }
        done.store(true, Ordering::Relaxed);
    });
    let (asked, turned) = (asked.into_inner(), turned.into_inner());
    assert!(asked > 1000 && turned > 30, "{asked} queries, {turned} turns seen");
    assert_eq!(live.load().version(), 31);
}

#[test]
fn the_watcher_hears_changes_and_failures_and_a_new_directory() {
    let data = Data::new("watch");
    let live = data.live();
    let (send, outcomes) = channel();
    let watch = live.watch(REST, move |outcome| drop(send.send(outcome.map_err(|e| e.to_string())))).unwrap_or_else(|e| panic!("{e}"));
    let wait_for = |wanted: &dyn Fn(&Result<u64, String>) -> bool| {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if outcomes.recv_timeout(PATIENCE).is_ok_and(|outcome| wanted(&outcome)) {
                return;
            }
        }
        panic!("the watcher did not tell");
    };
    fs::write(data.lexicon(), lexicon("xa", "cupio abeo")).expect("written");
    wait_for(&|o| o.is_ok() && hears(&live, "cupio abeo"));
    fs::write(data.lexicon(), "locale = ").expect("written");
    wait_for(&|o| o.as_ref().is_err_and(|e| e.contains("xa.toml:1:")));
    assert!(hears(&live, "cupio abeo"));
    let next = data.root.join("next");
    write_set(&next, "xb", "volo morior");
    fs::remove_dir_all(data.path()).expect("removed");
    fs::rename(&next, data.path()).expect("renamed");
    wait_for(&|o| o.is_ok() && hears(&live, "volo morior"));
    let in_new = data.path().join("lexicons/xb.toml");
    fs::write(in_new, lexicon("xb", "zubatek kopretina")).expect("written");
    // The new directory is watched in its turn.
    wait_for(&|o| o.is_ok() && hears(&live, "zubatek kopretina"));
    drop(watch);
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match outcomes.recv_timeout(PATIENCE) {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => break,
            Ok(_) => {}
        }
    }
    panic!("the thread did not end");
}

#[test]
fn reading_is_no_change() {
    let data = Data::new("reading");
    let live = data.live();
    let (send, outcomes) = channel();
    let _watch = live.watch(REST, move |outcome| drop(send.send(outcome.map_err(|e| e.to_string())))).unwrap_or_else(|e| panic!("{e}"));
    for _ in 0..5 {
        fs::read_to_string(data.lexicon()).expect("read");
        live.reload().unwrap_or_else(|e| panic!("{e}"));
    }
    fs::write(data.root.join("beside"), "").expect("written");
    assert_eq!(outcomes.recv_timeout(REST * 10), Err(RecvTimeoutError::Timeout), "it would reload for ever");
    fs::write(data.lexicon(), lexicon("xa", "cupio abeo")).expect("written");
    assert!(outcomes.recv_timeout(PATIENCE).is_ok_and(|o| o.is_ok()));
}

#[test]
fn who_is_told_may_panic() {
    let data = Data::new("panic");
    let live = data.live();
    let (send, outcomes) = channel();
    let _watch = live
        .watch(REST, move |outcome| {
            let _ = send.send(outcome.is_ok());
            panic!("a fault of the caller");
        })
        .unwrap_or_else(|e| panic!("{e}"));
    for phrase in ["cupio abeo", "zubatek kopretina"] {
        fs::write(data.lexicon(), lexicon("xa", phrase)).expect("written");
        while !hears(&live, phrase) {
            assert_eq!(outcomes.recv_timeout(PATIENCE), Ok(true));
        }
    }
}

#[test]
fn without_a_directory_there_is_nothing_to_watch() {
    let live = LiveInterceptor::new(Interceptor::builder().locales(["xx"]).lexicon("xx.toml", lexicon("xx", "volo morior")));
    let live = live.unwrap_or_else(|e| panic!("{e}"));
    let error = live.watch(REST, |_| ()).expect_err("no directory");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(live.reload().map_err(|e| e.to_string()), Ok(2), "the same data again");
}

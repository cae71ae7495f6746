#![cfg(feature = "metrics")]
//! What is counted, what never is, and a recorder that fails.

use std::collections::BTreeMap;

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use pelita::{Interceptor, Metrics, Searcher};

/// Counters by name and labels, as `name{label="value",...}`.
fn counted(run: impl FnOnce()) -> BTreeMap<String, u64> {
    let recorder = DebuggingRecorder::new();
    metrics::with_local_recorder(&recorder, run);
    let mut out = BTreeMap::new();
    for (key, _, _, value) in recorder.snapshotter().snapshot().into_vec() {
        let labels: Vec<String> = key.key().labels().map(|l| format!("{}={}", l.key(), l.value())).collect();
        let DebugValue::Counter(n) = value else { panic!("only counters are used") };
        out.insert(format!("{}{{{}}}", key.key().name(), labels.join(",")), n);
    }
    out
}

fn searcher(code: &str) -> Searcher {
    Searcher::from_country(code.parse().unwrap_or_else(|e| panic!("{code}: {e}")))
}

#[test]
fn queries_are_counted_by_what_they_are_about() {
    let pelita = Interceptor::builtin();
    let metrics = Metrics::new().with_data_version("7");
    let seen = counted(|| {
        for query in ["weather tomorrow", "resep rendang", "suicide rate by country"] {
            assert!(metrics.intercept(pelita, query, &searcher("GB")).is_none());
        }
        assert!(metrics.intercept(pelita, "je veux mourir", &searcher("GB")).is_some());
        assert!(metrics.intercept(pelita, "je veux mourir", &searcher("GB")).is_some());
        assert!(metrics.intercept(pelita, "pengen mati aja", &Searcher::unknown()).is_some());
    });
    let wish = "topic=suicide,intent=ideation,urgency=high";
    assert_eq!(seen.get("pelita_screened_total{data_version=7}"), Some(&6), "{seen:?}");
    for name in ["pelita_heard_total", "pelita_shown_total"] {
        assert_eq!(seen.get(&format!("{name}{{{wish},locale=fr,country=GB,data_version=7}}")), Some(&2), "{seen:?}");
        assert_eq!(seen.get(&format!("{name}{{{wish},locale=id,country=unknown,data_version=7}}")), Some(&1), "{seen:?}");
    }
    let information: Vec<&String> = seen.keys().filter(|k| k.contains("intent=information")).collect();
    assert!(information.len() == 1 && information[0].starts_with("pelita_heard_total{"), "heard, not shown: {information:?}");
}

#[test]
fn a_country_can_be_left_out() {
    let metrics = Metrics::new().without_country();
    let seen = counted(|| drop(metrics.intercept(Interceptor::builtin(), "i want to kill myself", &searcher("GB"))));
    assert_eq!(seen.len(), 3);
    assert!(seen.keys().all(|k| !k.contains("country") && !k.contains("data_version")), "{seen:?}");
}

/// No name, label or value holds a word of the query, nor the phrase that was heard.
#[test]
fn no_text_is_ever_recorded() {
    let metrics = Metrics::new().with_data_version("7");
    let query = "lorem i want to kill myself ipsum";
    let seen = counted(|| {
        metrics.describe();
        assert!(metrics.intercept(Interceptor::builtin(), query, &searcher("ID")).is_some());
    });
    let text = format!("{seen:?} {metrics:?}");
    assert!(text.contains("ideation"));
    for word in ["lorem", "want", "kill", "myself", "ipsum"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

struct Panics;

impl Recorder for Panics {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {
        panic!("a fault of the recorder");
    }
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        panic!("a fault of the recorder");
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[test]
fn a_recorder_that_panics_costs_a_count_and_nothing_else() {
    let metrics = Metrics::new();
    metrics::with_local_recorder(&Panics, || {
        metrics.describe();
        assert!(metrics.intercept(Interceptor::builtin(), "i want to kill myself", &searcher("GB")).is_some());
        assert!(metrics.intercept(Interceptor::builtin(), "weather", &searcher("GB")).is_none());
    });
    assert_eq!(metrics.lost(), 3);
    let seen = counted(|| drop(metrics.intercept(Interceptor::builtin(), "weather", &searcher("GB"))));
    assert_eq!(seen.get("pelita_screened_total{}"), Some(&1), "the next query is counted again");
    assert_eq!(metrics.lost(), 3);
}

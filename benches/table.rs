//! The table of the README: what a query costs, beside its baselines, in one run.
//!
//! `cargo bench --bench table`. Each figure is the median of [`PASSES`] passes over a set, the engines taking turns, so that a
//! noisy machine disturbs all of them alike. Compare within a run, never across runs.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{AhoCorasick, Anchored, automaton::Automaton};
use pelita::internals::{fold_with, needles, unfold};
use pelita::{Interceptor, Searcher};

const PASSES: usize = 15;
/// Passes over a set are repeated until one takes about so long.
const LONG_ENOUGH: Duration = Duration::from_millis(4);

const ASCII: &str = include_str!("queries/ascii.txt");
const LATIN: &str = include_str!("queries/latin.txt");
const NONLATIN: &str = include_str!("queries/nonlatin.txt");
const SIGNS: &str = include_str!("queries/signs.txt");
const MATCHING: &str = include_str!("queries/matching.txt");

/// An engine: whether it finds something in a query.
type Engine<'a> = (&'static str, Box<dyn Fn(&str) -> bool + Sync + 'a>);

/// ASCII, accented and non-Latin queries, 55 to 10 to 35.
fn mixed() -> Vec<&'static str> {
    let [ascii, latin, nonlatin] = [ASCII, LATIN, NONLATIN].map(|s| s.lines().collect::<Vec<_>>());
    (0..200)
        .map(|i| match i % 20 {
            0..11 => ascii[i % ascii.len()],
            11..13 => latin[i % latin.len()],
            _ => nonlatin[i % nonlatin.len()],
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Nanoseconds a query of each engine.
fn measure(engines: &[Engine<'_>], queries: &[&str]) -> Vec<f64> {
    let pass = |engine: &Engine<'_>, times: usize| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(queries.iter().filter(|q| engine.1(black_box(q))).count());
        }
        start.elapsed()
    };
    let times: Vec<usize> = engines.iter().map(|e| (LONG_ENOUGH.as_nanos() / pass(e, 1).as_nanos().max(1)) as usize + 1).collect();
    let mut nanos = vec![Vec::new(); engines.len()];
    for _ in 0..PASSES {
        for (i, engine) in engines.iter().enumerate() {
            nanos[i].push(pass(engine, times[i]).as_nanos() as f64 / (times[i] * queries.len()) as f64);
        }
    }
    nanos.into_iter().map(median).collect()
}

/// p50, p99 and p99.9 over queries of the median of several calls each, in nanoseconds; the clock itself takes some twenty.
fn percentiles(pelita: &Interceptor, queries: &[&str]) -> [f64; 3] {
    let mut all: Vec<f64> = queries
        .iter()
        .map(|q| {
            median(
                (0..7)
                    .map(|_| {
                        let start = Instant::now();
                        black_box(pelita.screen(black_box(q)).is_clean());
                        start.elapsed().as_nanos() as f64
                    })
                    .collect(),
            )
        })
        .collect();
    all.sort_by(f64::total_cmp);
    [0.5, 0.99, 0.999].map(|p| all[((all.len() - 1) as f64 * p).round() as usize])
}

/// Queries a second, in millions, of so many threads over one interceptor.
fn throughput(pelita: &Interceptor, queries: &[&str], threads: usize) -> f64 {
    const ROUNDS: usize = 2_000;
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..ROUNDS).map(|_| queries.iter().filter(|q| pelita.screen(black_box(q)).is_clean()).count()).sum::<usize>());
        }
    });
    (threads * ROUNDS * queries.len()) as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn main() {
    if std::env::args().any(|a| a == "--test" || a == "--list") {
        return;
    }
    let pelita = Interceptor::builder().build().expect("the built-in set loads");
    let needles = needles(&pelita);
    let segments: Vec<String> = needles.iter().map(|n| unfold(n)).collect();
    let literal = AhoCorasick::new(&segments).expect("an automaton");
    let nfa = NFA::builder().prefilter(false).build(&needles).expect("an automaton");
    let engines: Vec<Engine<'_>> = vec![
        ("pelita", Box::new(|q| !pelita.screen(q).is_clean())),
        ("fold alone", Box::new(|q| fold_with(q, |letters| black_box(letters).is_empty()))),
        (
            "fold + contiguous NFA",
            Box::new(|q| {
                fold_with(q, |letters| {
                    let Ok(mut state) = nfa.start_state(Anchored::No) else { return false };
                    // Every needle is found, as by the others; nothing ends early.
                    letters.iter().fold(false, |found, &b| {
                        state = nfa.next_state(Anchored::No, state, b);
                        found | nfa.is_match(state)
                    })
                })
            }),
        ),
        ("to_lowercase + AhoCorasick", Box::new(|q| literal.find_overlapping_iter(&q.to_lowercase()).count() > 0)),
    ];
    let size = pelita.size();
    println!(
        "{} phrases, exemptions and context words, {} needles, {:.1} MiB of automata and tables\n",
        size.phrases,
        size.needles,
        size.bytes as f64 / 1_048_576.0
    );
    println!(
        "| ns a query | {} | of fold alone | of fold + NFA | of to_lowercase + AC | p50 | p99 | p99.9 |",
        engines.iter().map(|e| e.0).collect::<Vec<_>>().join(" | ")
    );
    println!("|---|{}", "---|".repeat(engines.len() + 6));
    let lines = |text: &'static str| text.lines().collect::<Vec<_>>();
    let sets = [
        ("ASCII", lines(ASCII)),
        ("Latin", lines(LATIN)),
        ("non-Latin", lines(NONLATIN)),
        ("mixed", mixed()),
        ("digits, hashtags, signs", lines(SIGNS)),
        ("matching", lines(MATCHING)),
    ];
    for (name, queries) in &sets {
        let nanos = measure(&engines, queries);
        let [p50, p99, p999] = percentiles(&pelita, queries);
        println!(
            "| {name} | {} | {:.2} | {:.2} | {:.2} | {p50:.0} | {p99:.0} | {p999:.0} |",
            nanos.iter().map(|n| format!("{n:.0}")).collect::<Vec<_>>().join(" | "),
            nanos[0] / nanos[1],
            nanos[0] / nanos[2],
            nanos[0] / nanos[3]
        );
    }

    println!("\n| loaded | phrases and so on | ns a query, mixed | of all locales |");
    println!("|---|---|---|---|");
    let locales: Vec<String> = pelita.locales().iter().map(|l| l.locale.clone()).collect();
    let some =
        |n: usize| Interceptor::builder().locales(locales.iter().step_by(locales.len() / n).take(n).cloned()).build().expect("it loads");
    let (few, several) = (some(2), some(12));
    let loaded: Vec<(&str, &Interceptor)> = vec![("2 locales", &few), ("12 locales", &several), ("all locales", &pelita)];
    let by_size: Vec<Engine<'_>> =
        loaded.iter().map(|(n, p)| (*n, Box::new(move |q: &str| !p.screen(q).is_clean()) as Box<dyn Fn(&str) -> bool + Sync>)).collect();
    let nanos = measure(&by_size, &sets[3].1);
    for (i, (name, p)) in loaded.iter().enumerate() {
        println!("| {name} | {} | {:.0} | {:.2} |", p.size().phrases, nanos[i], nanos[i] / nanos[2]);
    }

    let one = median((0..5).map(|_| throughput(&pelita, &sets[3].1, 1)).collect());
    let two = median((0..5).map(|_| throughput(&pelita, &sets[3].1, 2)).collect());
    println!("\none thread {one:.2} million queries a second, two threads {two:.2}: {:.2} times", two / one);

    let searcher = Searcher::from_country("ID".parse().expect("a country"));
    let card: Vec<Engine<'_>> = vec![
        ("screen", Box::new(|q| !pelita.screen(q).is_clean())),
        ("explain", Box::new(|q| !pelita.explain(q).screening.is_clean())),
        ("intercept", Box::new(|q| pelita.intercept(q, &searcher).is_some())),
    ];
    let nanos = measure(&card, &sets[5].1);
    println!(
        "a matching query: screened in {:.1} us, explained in {:.1} us, with its card {:.1} us",
        nanos[0] / 1e3,
        nanos[1] / 1e3,
        nanos[2] / 1e3
    );

    let start = median(
        (0..5)
            .map(|_| {
                let t = Instant::now();
                black_box(Interceptor::builder().build().is_ok());
                t.elapsed().as_secs_f64() * 1e3
            })
            .collect(),
    );
    println!("start-up of the built-in set: {start:.0} ms");

    println!("\n| bytes | ns a byte |");
    println!("|---|---|");
    for size in [100, 1_000, 10_000, 100_000, 1_000_000] {
        let text = "how to bake sourdough bread at home on a sunday morning ".repeat(size / 56 + 1);
        let nanos = measure(&engines[..1], &[text.as_str()]);
        println!("| {size} | {:.2} |", nanos[0] / text.len() as f64);
    }
}

//! How fast a query is screened, beside what a user would otherwise write.
//!
//! `cargo bench --bench screen`; the query sets in `benches/queries` are shipped and neutral but for `matching.txt`.

use std::hint::black_box;

use aho_corasick::AhoCorasick;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pelita::{Interceptor, Searcher};
use regex::RegexSetBuilder;

const SETS: [(&str, &str); 5] = [
    ("ascii", include_str!("queries/ascii.txt")),
    ("latin", include_str!("queries/latin.txt")),
    ("nonlatin", include_str!("queries/nonlatin.txt")),
    ("signs", include_str!("queries/signs.txt")),
    ("matching", include_str!("queries/matching.txt")),
];

fn queries(text: &'static str) -> Vec<&'static str> {
    text.lines().collect()
}

/// ASCII, accented and non-Latin queries, 55 to 10 to 35.
fn mixed() -> Vec<&'static str> {
    let [ascii, latin, nonlatin] = [0, 1, 2].map(|i| queries(SETS[i].1));
    (0..200)
        .map(|i| {
            if i % 20 < 11 {
                ascii[i % ascii.len()]
            } else if i % 20 < 13 {
                latin[i % latin.len()]
            } else {
                nonlatin[i % nonlatin.len()]
            }
        })
        .collect()
}

/// The plain stretches of the lexicons' phrases, for those who would search for them literally.
fn segments() -> Vec<String> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/lexicons")).expect("the lexicons are there").flatten() {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let Ok(file) = text.parse::<toml::Table>() else { continue };
        let shown = file.get("examples").and_then(|e| e.get("shown")).and_then(|s| s.as_array());
        out.extend(shown.into_iter().flatten().filter_map(|s| s.as_str()).map(str::to_lowercase));
    }
    out.sort();
    out.dedup();
    out
}

fn clean(c: &mut Criterion) {
    let pelita = Interceptor::builtin();
    let segments = segments();
    let literal = AhoCorasick::new(&segments).expect("an automaton");
    let set = RegexSetBuilder::new(segments.iter().map(|s| regex::escape(s))).size_limit(1 << 28).build().expect("a set");
    let mut group = c.benchmark_group("query");
    let all = SETS.iter().map(|(name, text)| (*name, queries(text))).chain([("mixed", mixed())]);
    for (name, queries) in all {
        group.throughput(Throughput::Elements(queries.len() as u64));
        group.bench_with_input(BenchmarkId::new("pelita, all locales", name), &queries, |b, q| {
            b.iter(|| q.iter().filter(|q| !pelita.screen(black_box(q)).is_clean()).count())
        });
        group.bench_with_input(BenchmarkId::new("to_lowercase + AhoCorasick", name), &queries, |b, q| {
            b.iter(|| q.iter().filter(|q| literal.is_match(&black_box(q).to_lowercase())).count())
        });
        group.bench_with_input(BenchmarkId::new("to_lowercase + RegexSet", name), &queries, |b, q| {
            b.iter(|| q.iter().filter(|q| set.is_match(&black_box(q).to_lowercase())).count())
        });
    }
    group.finish();
}

fn one_locale(c: &mut Criterion) {
    let english = Interceptor::builder().locales(["en"]).build().expect("it loads");
    let queries = queries(SETS[0].1);
    let mut group = c.benchmark_group("one locale");
    group.throughput(Throughput::Elements(queries.len() as u64));
    group.bench_function("pelita, en/ascii", |b| b.iter(|| queries.iter().filter(|q| !english.screen(black_box(q)).is_clean()).count()));
    group.finish();
}

fn card(c: &mut Criterion) {
    let pelita = Interceptor::builtin();
    let searcher = Searcher::from_country("CH".parse().expect("a country")).with_languages("fr");
    c.bench_function("card for a matching query", |b| b.iter(|| pelita.intercept(black_box("je veux en finir avec la vie"), &searcher)));
}

fn length(c: &mut Criterion) {
    let pelita = Interceptor::builtin();
    let mut group = c.benchmark_group("length");
    group.sample_size(20);
    for size in [100, 10_000, 1_000_000] {
        let text = "how to bake sourdough bread at home on a sunday morning ".repeat(size / 56 + 1);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("bytes", size), |b| b.iter(|| pelita.screen(black_box(&text))));
    }
    group.finish();
}

fn start_up(c: &mut Criterion) {
    let mut group = c.benchmark_group("start-up");
    group.sample_size(10);
    group.bench_function("all that is built in", |b| b.iter(|| Interceptor::builder().build()));
    group.bench_function("English from its text", |b| b.iter(|| Interceptor::builder().locales(["en"]).build()));
    group.finish();
    println!("loaded: {:?}", Interceptor::builtin().size());
}

criterion_group!(benches, clean, one_locale, card, length, start_up);
criterion_main!(benches);

//! What is listened for, by locale: `cargo run --release --example coverage`.

use std::collections::BTreeSet;

use toml::{Table, Value};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/lexicons");
    let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).filter(|p| is_lexicon(p)).collect();
    files.sort();
    println!(
        "{:9} {:>7} {:>8} {:>6} {:>8} {:>7}  {:24} {:8} reviewed",
        "locale", "phrases", "segments", "exempt", "examples", "classes", "topics", "intents"
    );
    let mut total = 0;
    for path in &files {
        let file: Table = std::fs::read_to_string(path)?.parse()?;
        let blocks = tables(&file, "phrases");
        let phrases: usize = blocks.iter().map(|b| strings(b.get("match"))).sum();
        let locale = file["locale"].as_str().unwrap_or("?");
        if locale == "und" {
            continue;
        }
        let segments = pelita::Interceptor::builder().locales([locale]).topics(pelita::Topic::ALL.iter().copied()).build()?.size().needles;
        let exempt: usize = tables(&file, "exempt").iter().map(|b| strings(b.get("match"))).sum();
        let examples: usize = file.get("examples").and_then(Value::as_table).map_or(0, |e| e.values().map(|v| strings(Some(v))).sum());
        let classes = file.get("words").and_then(Value::as_table).map_or(0, Table::len);
        let of = |key: &str| blocks.iter().filter_map(|b| b.get(key)?.as_str()).collect::<BTreeSet<_>>();
        let topics: Vec<&str> = of("topic").into_iter().map(|t| t.split('_').next().unwrap_or(t)).collect();
        println!(
            "{locale:9} {phrases:7} {segments:8} {exempt:6} {examples:8} {classes:7}  {:24} {:8} {}",
            topics.join(","),
            format!("{} of 8", of("intent").len()),
            file["reviewed"].as_str().unwrap_or("?")
        );
        total += phrases;
    }
    println!("{} locales, {total} phrases", files.len() - 1);
    Ok(())
}

fn is_lexicon(path: &std::path::Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("_");
    name.ends_with(".toml") && !name.starts_with('_')
}

fn tables<'a>(file: &'a Table, key: &str) -> Vec<&'a Table> {
    file.get(key).and_then(Value::as_array).map_or(Vec::new(), |a| a.iter().filter_map(Value::as_table).collect())
}

fn strings(value: Option<&Value>) -> usize {
    value.and_then(Value::as_array).map_or(0, Vec::len)
}

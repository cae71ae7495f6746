//! The program as a team runs it: a made-up log whose truth is known goes in, reports come out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A directory that is gone after the test.
struct Room(PathBuf);

impl Room {
    fn new(name: &str) -> Room {
        let path = std::env::temp_dir().join(format!("query_log-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Room(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_string()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_query_log")).args(args).output().unwrap()
}

/// Runs the program; standard output.
fn ok(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program, which must refuse; standard error.
fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert!(!output.status.success(), "{args:?} was not refused");
    String::from_utf8(output.stderr).unwrap()
}

/// The lines of a report as CSV, by table, value and window.
fn lines(csv: &str) -> BTreeMap<(String, String, String), Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let line = |r: csv::StringRecord| r.iter().map(str::to_string).collect::<Vec<String>>();
    reader.records().map(|r| line(r.unwrap())).map(|l| ((l[0].clone(), l[1].clone(), l[2].clone()), l[3..].to_vec())).collect()
}

/// Ratio, low and high of a row.
fn change(csv: &str, table: &str, value: &str) -> (f64, f64, f64) {
    let line = &lines(csv)[&(table.to_string(), value.to_string(), "change".to_string())];
    let number = |i: usize| line[i].parse().unwrap();
    (number(5), number(6), number(7))
}

const PERIODS: [&str; 4] = ["--before", "2023-01..2023-06", "--after", "2023-07..2023-12"];
const COLUMNS: [&str; 2] = ["--country", "country"];
/// What the people of a made-up log type, as it would stand in a leak.
const TYPED: [&str; 10] = [
    "pengen mati aja",
    "ingin bunuh diri",
    "want to kill myself",
    "want to die",
    "suicide hotline",
    "veux mourir",
    "will sterben",
    "quiero morir",
    "quero morrer",
    "suicide squad",
];

fn generate(out: &str, change: &str, more: &[&str]) {
    ok(&[&["generate", "--out", out, "--months", "12", "--queries", "10000", "--rate", "20000", "--change", change], more].concat());
}

fn report(log: &str, more: &[&str]) -> String {
    ok(&[&["report", log, "--csv", "-"], &COLUMNS[..], &PERIODS, more].concat())
}

#[test]
fn a_planted_rise_is_found_and_a_planted_zero_is_not() {
    let room = Room::new("planted");
    for seed in ["1", "2", "3"] {
        let (log, truth) = (room.path("log.parquet"), room.path("truth.json"));
        generate(&log, "17", &["--seed", seed, "--truth", &truth]);
        let csv = report(&log, &[]);
        let (ratio, low, high) = change(&csv, "total", "all");
        assert!(low > 1.0 && low < 1.17 && 1.17 < high, "seed {seed}: {ratio} ({low} to {high})");

        let truth: serde_json::Value = serde_json::from_str(&fs::read_to_string(&truth).unwrap()).unwrap();
        let lines = lines(&csv);
        for month in truth["months"].as_array().unwrap() {
            let name = month["month"].as_str().unwrap();
            let window = if name < "2023-07" { "before" } else { "after" };
            let line = &lines[&("month".to_string(), name.to_string(), window.to_string())];
            assert_eq!(
                [line[0].parse(), line[1].parse()],
                [Ok(month["queries"].as_u64().unwrap()), Ok(month["events"].as_u64().unwrap())],
                "{name}"
            );
        }

        generate(&log, "0", &["--seed", seed]);
        let (ratio, low, high) = change(&report(&log, &[]), "total", "all");
        assert!(low < 1.0 && 1.0 < high, "seed {seed}: {ratio} ({low} to {high})");
    }
}

#[test]
fn the_terminal_says_what_was_found() {
    let room = Room::new("words");
    let log = room.path("log.csv");
    generate(&log, "17", &[]);
    let text = ok(&[&["report", log.as_str()], &PERIODS[..]].concat());
    assert!(text.contains("After to before: 1.") && text.contains(": up "), "{text}");
    assert!(!text.contains("By country"), "there is no country column");
    generate(&log, "0", &[]);
    let text = ok(&[&["report", log.as_str()], &PERIODS[..]].concat());
    assert!(text.contains("no clear change"), "{text}");
}

#[test]
fn searches_that_come_in_bursts_widen_the_interval() {
    let room = Room::new("bursts");
    let log = room.path("log.parquet");
    let width = |csv: &str| {
        let (_, low, high) = change(csv, "total", "all");
        high / low
    };
    generate(&log, "0", &[]);
    let plain = report(&log, &[]);
    generate(&log, "0", &["--repeat", "6"]);
    let bursts = report(&log, &[]);
    assert!(bursts.lines().find(|l| l.starts_with("total,all,change")).unwrap().contains("dispersion"), "{bursts}");
    assert!(width(&bursts).ln() > 2.0 * width(&plain).ln(), "{} and {}", width(&plain), width(&bursts));
}

#[test]
fn every_format_gives_the_same_report() {
    let room = Room::new("formats");
    let expected = {
        generate(&room.path("log.csv"), "17", &[]);
        report(&room.path("log.csv"), &[])
    };
    assert!(expected.lines().count() > 30, "{expected}");
    for ending in ["csv.gz", "csv.zst", "tsv", "jsonl", "jsonl.gz", "ndjson.zst", "parquet"] {
        let log = room.path(&format!("other.{ending}"));
        generate(&log, "17", &[]);
        assert_eq!(report(&log, &[]), expected, "{ending}");
        fs::remove_file(log).unwrap();
    }
    assert_eq!(report(&room.path("log.csv"), &["--threads", "1", "--one-line-records"]), expected);
}

#[test]
fn files_of_several_kinds_are_one_log() {
    let room = Room::new("many");
    generate(&room.path("log.csv"), "17", &[]);
    let expected = report(&room.path("log.csv"), &[]);
    fs::create_dir(room.path("parts")).unwrap();
    generate(&room.path("parts/{month}.csv.gz"), "17", &[]);
    assert_eq!(fs::read_dir(room.path("parts")).unwrap().count(), 12);
    assert_eq!(report(&room.path("parts"), &[]), expected);
    assert_eq!(report(&room.path("parts/*.csv.gz"), &[]), expected);
    generate(&room.path("parts/{month}.parquet"), "17", &[]);
    for month in 1..=6 {
        fs::remove_file(room.path(&format!("parts/2023-{month:02}.parquet"))).unwrap();
        fs::remove_file(room.path(&format!("parts/2023-{:02}.csv.gz", month + 6))).unwrap();
    }
    fs::write(room.path("parts/notes.txt"), "not a log").unwrap();
    assert_eq!(report(&room.path("parts"), &[]), expected);
    assert!(refused(&["report", &room.path("parts/notes.txt")]).contains("unknown ending"));
    assert!(refused(&["report", &room.path("parts/*.json")]).contains("names no log file"));
}

#[test]
fn counts_made_elsewhere_give_the_same_report() {
    let room = Room::new("counts");
    let (log, counts) = (room.path("log.parquet"), room.path("counts.csv"));
    generate(&log, "17", &[]);
    ok(&[&["count", log.as_str(), "--out", &counts], &COLUMNS[..]].concat());
    assert_eq!(report(&counts, &["--counts"]), report(&log, &[]));
    let text = fs::read_to_string(&counts).unwrap();
    assert!(TYPED.iter().all(|typed| !text.contains(typed)));
}

/// The words and numbers between the tags of a page, tables alone.
fn table_cells(html: &str) -> Vec<Vec<String>> {
    let rows = html.split("<tr>").skip(1).map(|row| row.split("</tr>").next().unwrap());
    rows.map(|row| row.split("<t").skip(1).map(|cell| cell.split_once('>').unwrap().1.split("</t").next().unwrap().to_string()).collect())
        .collect()
}

#[test]
fn terminal_csv_and_page_say_the_same() {
    let room = Room::new("same");
    let (log, csv, html) = (room.path("log.parquet"), room.path("report.csv"), room.path("report.html"));
    generate(&log, "17", &[]);
    let text = ok(&[&["report", log.as_str(), "--csv", &csv, "--html", &html], &COLUMNS[..], &PERIODS].concat());
    let page = fs::read_to_string(html).unwrap();
    let rows = table_cells(&page);
    assert!(rows.len() > 30);
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let said: Vec<String> = text.lines().map(squeeze).collect();
    for row in &rows {
        let row = squeeze(&row.join(" "));
        assert!(said.contains(&row), "`{row}` stands on the page and not on the terminal");
    }
    // Every figure of the CSV stands, rounded, in its row of the page.
    let mut compared = 0;
    for ((table, value, window), line) in lines(&fs::read_to_string(csv).unwrap()) {
        if window != "change" || line[7] == "withheld" || table == "total" {
            continue;
        }
        let ratio: f64 = line[5].parse().unwrap();
        let row = rows.iter().find(|row| row[0] == value && row.len() == 8).unwrap();
        assert_eq!(row[5], format!("{ratio:.2}"), "{table} {value}");
        let (low, high): (f64, f64) = (line[6].parse().unwrap(), line[7].parse().unwrap());
        assert_eq!(row[6], format!("{low:.2} to {high:.2}"), "{table} {value}");
        compared += 1;
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn a_page_loads_nothing_and_runs_nothing() {
    let room = Room::new("page");
    let (log, html) = (room.path("log.parquet"), room.path("report.html"));
    generate(&log, "17", &[]);
    ok(&[&["report", log.as_str(), "--html", &html], &COLUMNS[..]].concat());
    let page = fs::read_to_string(html).unwrap();
    assert!(page.matches("<svg ").count() >= 4);
    for word in ["<script", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn no_query_is_in_any_output() {
    let room = Room::new("leak");
    let (log, csv, html) = (room.path("log.csv"), room.path("report.csv"), room.path("report.html"));
    generate(&log, "17", &[]);
    let log_text = fs::read_to_string(&log).unwrap();
    assert!(TYPED.iter().all(|typed| log_text.contains(typed)), "the log does not hold what is looked for");
    let output = run(&[&["report", log.as_str(), "--csv", &csv, "--html", &html], &COLUMNS[..], &PERIODS].concat());
    let sql = run(&["sql", "SELECT screen(query) AS heard, count(*) FROM log GROUP BY 1", &log]);
    assert!(output.status.success() && sql.status.success());
    let mut outputs: Vec<String> = [csv, html].iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    outputs.extend([output.stdout, output.stderr, sql.stdout, sql.stderr].map(|bytes| String::from_utf8(bytes).unwrap()));
    for typed in TYPED {
        assert!(outputs.iter().all(|out| !out.to_lowercase().contains(typed)), "{typed}");
    }
}

#[test]
fn what_people_typed_is_shown_only_if_asked_for_and_only_if_frequent() {
    let room = Room::new("asked");
    let log = room.path("log.csv");
    let mut text = String::from("time,query,country\n");
    (0..12).for_each(|_| text.push_str("2023-02-01,i want to kill myself,GB\n"));
    (0..9).for_each(|_| text.push_str("2023-02-01,pengen mati aja,ID\n"));
    fs::write(&log, text).unwrap();
    let (csv, html) = (room.path("report.csv"), room.path("report.html"));
    let shown = run(&["report", &log, "--show-queries", "5", "--csv", &csv, "--html", &html]);
    let asked = String::from_utf8(shown.stderr).unwrap();
    assert!(asked.contains("i want to kill myself") && !asked.contains("pengen"), "{asked}");
    for out in [String::from_utf8(shown.stdout).unwrap(), fs::read_to_string(csv).unwrap(), fs::read_to_string(html).unwrap()] {
        assert!(!out.contains("kill"), "{out}");
    }
    assert!(refused(&["sql", "SELECT query FROM log", &log]).contains("--show-queries"));
    assert!(ok(&["sql", "SELECT query, count(*) FROM log GROUP BY 1", &log, "--show-queries"]).contains("pengen mati aja"));
}

#[test]
fn errors_do_not_quote_the_log() {
    let room = Room::new("errors");
    let write = |name: &str, text: &str| {
        let path = room.path(name);
        fs::write(&path, text).unwrap();
        path
    };
    let wide = write("wide.csv", "time,query\n2023-01-01,a\n2023-01-01,pengen mati aja,pengen mati aja,x\n");
    let broken =
        write("broken.jsonl", "{\"time\":\"2023-01-01\",\"query\":\"a\"}\n{\"time\":\"2023-01-01\",\"query\":{\"pengen mati aja\":1}}\n");
    let cut = write("cut.jsonl", "{\"time\":\"2023-01-01\",\"query\":\"a\"}\n{\"time\":\"2023-01-01\",\"query\":\"pengen mati aja\n");
    let headless = write("headless.jsonl", "pengen mati aja\n");
    let parquet = write("not.parquet", "pengen mati aja");
    for file in [&wide, &broken, &cut, &headless, &parquet] {
        for error in [refused(&["report", file]), refused(&["sql", "SELECT count(*) FROM log WHERE shown(query)", file])] {
            assert!(error.starts_with("error: ") && !error.contains("pengen") && !error.contains("mati"), "{file}: {error}");
        }
    }
    // A query column that is given as the time is counted and not quoted.
    let swapped = ok(&[
        "report",
        &write("swapped.csv", "time,query\n2023-01-01,pengen mati aja\n"),
        "--time",
        "query",
        "--query",
        "time",
        "--k",
        "1",
    ]);
    assert!(swapped.contains("1 queries have a time that could not be read") && !swapped.contains("pengen"), "{swapped}");
    let missing = refused(&["report", &wide, "--query", "q"]);
    assert!(missing.contains("no column `q`") && missing.contains("time, query"), "{missing}");
}

#[test]
fn small_cells_are_withheld_everywhere() {
    let room = Room::new("small");
    let log = room.path("log.csv");
    let mut text = String::from("time,query,country\n");
    let mut add = |n: usize, line: &str| (0..n).for_each(|_| text.push_str(&format!("{line}\n")));
    add(5000, "2023-02-01,weather,GB");
    add(60, "2023-02-01,i want to die,GB");
    add(4000, "2023-03-01,cuaca,ID");
    add(30, "2023-03-01,pengen mati aja,ID");
    add(3000, "2023-04-01,wetter,DE");
    add(4, "2023-04-01,ich will sterben,DE");
    add(2000, "2023-05-01,météo,FR");
    fs::write(&log, text).unwrap();
    let args = ["report", log.as_str(), "--country", "country", "--csv"];
    let (csv, html) = (room.path("report.csv"), room.path("report.html"));
    let text = ok(&[&args[..], &[csv.as_str(), "--html", &html]].concat());
    let csv = fs::read_to_string(csv).unwrap();
    let lines = lines(&csv);
    let note = |table: &str, value: &str| lines[&(table.to_string(), value.to_string(), "all".to_string())][8].clone();
    // Four events are too few; alone they would be the total less the others, so the next smallest goes with them.
    for (table, names) in [("country", ["DE", "ID", "GB", "FR"]), ("month", ["2023-04", "2023-03", "2023-02", "2023-05"])] {
        assert_eq!(names.map(|name| note(table, name)), ["withheld", "withheld", "", ""], "{table}");
    }
    assert_eq!(["de", "id", "en"].map(|name| note("locale", name)), ["withheld", "withheld", ""]);
    for out in [&text, &csv, &fs::read_to_string(html).unwrap()] {
        let numbers: Vec<&str> = out.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').collect();
        assert!(
            !numbers.contains(&"3,004") && !numbers.contains(&"3004") && !numbers.contains(&"4,030") && !numbers.contains(&"4030"),
            "{out}"
        );
        assert!(out.contains("94"), "the total stays");
    }
    // With k = 1 nothing is withheld.
    let open = ok(&[&args[..], &["-", "--k", "1"]].concat());
    assert!(!open.contains("withheld") && open.contains("country,DE,all,3004,4,"), "{open}");
}

#[test]
fn few_events_say_so() {
    let room = Room::new("few");
    let log = room.path("log.csv");
    let mut text = String::from("time,query\n");
    let mut add = |n: usize, line: &str| (0..n).for_each(|_| text.push_str(&format!("{line}\n")));
    add(5000, "2023-02-01,weather");
    add(5000, "2023-08-01,weather");
    add(12, "2023-02-01,i want to die");
    add(15, "2023-08-01,i want to die");
    fs::write(&log, text).unwrap();
    let text = ok(&[&["report", log.as_str()], &PERIODS[..]].concat());
    assert!(text.contains("few events"), "{text}");
    let text = ok(&[&["report", log.as_str(), "--k", "13"], &PERIODS[..]].concat());
    assert!(text.contains("fewer than 13 events: nothing can be said"), "{text}");
}

#[test]
fn times_are_read_in_every_form_and_months_are_those_of_the_zone() {
    let room = Room::new("times");
    let forms = ["2023-01-31T20:00:00Z", "2023-01-31 20:00:00", "2023-02-01T03:00:00+07:00", "1675195200", "1675195200000"];
    let rows: String = forms.iter().map(|t| format!("{t},i want to die\n")).collect();
    let log = room.path("log.csv");
    fs::write(&log, format!("time,query\n{rows}")).unwrap();
    let json = room.path("log.jsonl");
    fs::write(&json, "{\"time\":1675195200,\"query\":\"i want to die\"}\n".repeat(5)).unwrap();
    for log in [log, json] {
        let csv = |zone: &str| ok(&["report", &log, "--k", "1", "--csv", "-", "--time-zone", zone]);
        assert!(csv("UTC").contains("month,2023-01,all,5,5,"), "{}", csv("UTC"));
        assert!(csv("Asia/Jakarta").contains("month,2023-02,all,5,5,"), "{}", csv("Asia/Jakarta"));
        assert!(refused(&["report", &log, "--time-zone", "Nowhere"]).contains("no time zone"));
    }
}

#[test]
fn a_query_may_hold_commas_quotes_and_line_breaks() {
    let room = Room::new("quoted");
    let log = room.path("log.csv");
    fs::write(&log, "query,time\n\"i want, \"\"really\"\",\nto die\",2023-01-01\n".to_string() + &"weather,2023-01-01\n".repeat(20))
        .unwrap();
    let csv = ok(&["report", &log, "--k", "1", "--csv", "-"]);
    assert!(csv.contains("total,all,all,21,"), "{csv}");
}

#[test]
fn sql_has_the_functions() {
    let room = Room::new("sql");
    let log = room.path("log.csv");
    fs::write(&log, "t,q,c\n2023-01-05,pengen mati aja,ID\n2023-01-06,resep rendang,ID\n2023-02-07,suicide statistics,GB\n").unwrap();
    let sql = |sql: &str| ok(&["sql", sql, &log, "--time", "t", "--query", "q", "--country", "c", "--csv", "-"]);
    let months =
        "SELECT date_trunc('month', ts) AS month, count(*) FILTER (WHERE shown(query, country)) AS shown FROM log GROUP BY 1 ORDER BY 1";
    assert_eq!(sql(months), "month,shown\n2023-01-01T00:00:00,1\n2023-02-01T00:00:00,0\n");
    let heard =
        "SELECT s['topic'], s['intent'], s['urgency'], s IS NULL AS clean FROM (SELECT ts, screen(query) AS s FROM log) ORDER BY ts";
    let lines: Vec<String> = sql(heard).lines().skip(1).map(str::to_string).collect();
    assert_eq!(sql("SELECT screen('pengen mati aja')['locale']").lines().nth(1), Some("id"));
    assert_eq!(lines, ["suicide,ideation,high,false", ",,,true", "suicide,information,info,false"]);
    assert_eq!(
        sql("SELECT shown('i want to die'), shown('weather', 'GB'), shown(NULL), screen('weather') IS NULL").lines().nth(1),
        Some("true,false,false,true")
    );
    let error = refused(&["sql", "SELECT shown() FROM log", &log, "--time", "t", "--query", "q"]);
    assert!(error.contains("shown(query, country)"), "{error}");
}

#[test]
fn periods_that_overlap_are_refused() {
    let error = refused(&["report", "nothing.csv", "--before", "2023-01..2023-03", "--after", "2023-03..2023-05"]);
    assert!(error.contains("days in common"), "{error}");
    assert!(refused(&["report", "nothing.csv", "--before", "2023-01..2023-03"]).contains("--after"));
    assert!(!Path::new("nothing.csv").exists());
}

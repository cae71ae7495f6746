//! The query checker: shows what a searcher would see.
//!
//! `cargo run --release --example check -- --country ID "cara bunuh diri"`
//!
//! Exit codes: 0 done, 1 `--lint` found errors, 2 wrong arguments or wrong data, 3 input or output failed.

mod batch;
mod render;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Parser;
use pelita::{Audience, Builder, Checked, Country, Intent, Interceptor, Language, Searcher, Severity, Topic, Urgency};

/// Shows the card that a search for QUERY would bring, in a country and language.
///
/// Without QUERY it answers line by line. Queries are not stored anywhere.
#[derive(Parser)]
#[command(version, about, after_help = "Exit codes: 0 done, 1 --lint found errors, 2 wrong arguments or data, 3 input or output failed.")]
struct Arguments {
    /// What somebody searches for
    query: Option<String>,
    /// Where the search comes from: an ISO 3166-1 code such as ID
    #[arg(long, short, value_parser = parsed::<Country>)]
    country: Option<Country>,
    /// What the searcher reads, best first, as in Accept-Language: "id, en;q=0.5"
    #[arg(long, short)]
    language: Option<String>,
    /// The group that the searcher belongs to: youth, lgbtq, veterans ...
    #[arg(long, value_parser = parsed::<Audience>)]
    audience: Option<Audience>,
    /// Listen in these languages only, comma-separated; all by default
    #[arg(long, value_delimiter = ',')]
    locales: Vec<String>,
    /// Listen for these topics: suicide,self_harm,mental_health,eating_disorder
    #[arg(long, value_delimiter = ',', value_parser = parsed::<Topic>)]
    topics: Vec<Topic>,
    /// Show a card from this urgency on: info, low, medium, high
    #[arg(long, value_parser = parsed::<Urgency>, default_value = "low")]
    threshold: Urgency,
    /// Use the TOML files of a directory instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Show what was heard and why
    #[arg(long, short)]
    explain: bool,
    /// Print the country's card without a query
    #[arg(long)]
    card: bool,
    /// Print the prompt as JSON
    #[arg(long)]
    json: bool,
    /// The day on which a campaign's ribbon is due beside its hashtag: 2026-10-10; today by default
    #[arg(long, value_name = "DATE", value_parser = parsed::<Checked>)]
    date: Option<Checked>,
    /// Read one query a line, write one JSON object a line
    #[arg(long)]
    batch: bool,
    /// Threads for --batch
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
    /// Check the lexicons and their examples
    #[arg(long)]
    lint: bool,
    /// With --lint: frequent words or ordinary lines, one a line; those that would be shown are listed
    #[arg(long, value_name = "FILE", requires = "lint")]
    words: Option<PathBuf>,
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(s: &str) -> Result<T, String> {
    s.parse().map_err(|e| format!("{e}"))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(Failure::Data(e)) => {
            eprintln!("check: {e}");
            ExitCode::from(2)
        }
        // The reader has gone: nothing is left to do.
        Err(Failure::Io(e)) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Io(e)) => {
            eprintln!("check: {e}");
            ExitCode::from(3)
        }
    }
}

enum Failure {
    Data(String),
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Failure {
        Failure::Io(e)
    }
}

impl From<pelita::Error> for Failure {
    fn from(e: pelita::Error) -> Failure {
        Failure::Data(e.to_string())
    }
}

fn builder(arguments: &Arguments) -> Builder {
    let mut builder = Interceptor::builder().threshold(arguments.threshold);
    if let Some(directory) = &arguments.data {
        builder = builder.data_directory(directory);
    }
    if !arguments.locales.is_empty() {
        builder = builder.locales(arguments.locales.iter().cloned());
    }
    if !arguments.topics.is_empty() {
        builder = builder.topics(arguments.topics.iter().copied());
    }
    builder
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let builder = builder(arguments);
    if arguments.lint {
        return lint(&builder, arguments.words.as_deref());
    }
    let pelita = builder.build()?;
    if arguments.batch {
        let progress = io::stderr().is_terminal() && !io::stdin().is_terminal();
        batch::run(&pelita, arguments.threads.into(), progress, io::stdin().lock(), io::stdout().lock())?;
        return Ok(ExitCode::SUCCESS);
    }
    let searcher = searcher(arguments)?;
    let mut out = io::stdout().lock();
    let style = render::Style::for_terminal(io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    if arguments.card {
        let card = pelita.card(Topic::Suicide, Intent::HelpSeeking, &searcher);
        if arguments.json {
            writeln!(out, "{}", json(&card)?)?;
        } else {
            render::card(&mut out, &card, style)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(query) = &arguments.query {
        answer(&pelita, query, &searcher, arguments, style, &mut out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let prompt = io::stdin().is_terminal();
    if prompt {
        writeln!(out, "Type a query; an empty line or Ctrl-D ends.")?;
    }
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let query = String::from_utf8_lossy(&line);
        let query = query.trim_end_matches('\r');
        if query.is_empty() && prompt {
            break;
        }
        answer(&pelita, query, &searcher, arguments, style, &mut out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn searcher(arguments: &Arguments) -> Result<Searcher, Failure> {
    let mut searcher = arguments.country.map_or_else(Searcher::unknown, Searcher::from_country);
    if let Some(header) = &arguments.language {
        searcher = searcher.with_languages(header);
        if searcher.languages.is_empty() {
            let e = header.parse::<Language>().map_or_else(|e| e.to_string(), |_| String::new());
            return Err(Failure::Data(format!("--language {header}: {e}")));
        }
    }
    if let Some(audience) = arguments.audience {
        searcher = searcher.with_audience(audience);
    }
    Ok(searcher)
}

fn answer(
    pelita: &Interceptor,
    query: &str,
    searcher: &Searcher,
    arguments: &Arguments,
    style: render::Style,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let prompt = pelita.intercept(query, searcher);
    if arguments.json {
        writeln!(out, "{}", json(&prompt)?)?;
        return Ok(());
    }
    if arguments.explain {
        render::explanation(out, query, &pelita.explain(query), style)?;
    }
    match prompt {
        Some(prompt) => render::card(out, &prompt.card, style)?,
        None if !arguments.explain => writeln!(out, "no card: an ordinary query")?,
        None => {}
    }
    for ribbon in pelita.ribbons(query, arguments.date.map_or_else(SystemTime::now, noon), searcher.country) {
        writeln!(out, "{} {} ({})", ribbon.emoji, ribbon.text, &query[ribbon.span])?;
    }
    Ok(())
}

/// Noon of a day (UTC), by counting days from 1 March of year 0 (H. Hinnant, `days_from_civil`).
fn noon(date: Checked) -> SystemTime {
    let shifted = (u64::from(date.month()) + 9) % 12;
    let year = u64::from(date.year()) - u64::from(date.month() <= 2);
    let of_year = (153 * shifted + 2) / 5 + u64::from(date.day().unwrap_or(1)) - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468;
    SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 + 43_200)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|e| Failure::Data(e.to_string()))
}

fn lint(builder: &Builder, words: Option<&Path>) -> Result<ExitCode, Failure> {
    let findings = builder.lint()?;
    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    if let Some(path) = words {
        let text = std::fs::read_to_string(path).map_err(|e| Failure::Data(format!("{}: {e}", path.display())))?;
        let pelita = builder.clone().build()?;
        for (number, line) in text.lines().enumerate() {
            let screening = pelita.screen(line);
            if let Some(signal) = screening.top().filter(|_| pelita.is_shown(&screening)) {
                writeln!(out, "note: {}:{}: is shown, by `{}` of {}: {line}", path.display(), number + 1, signal.phrase, signal.locale)?;
            }
        }
    }
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    writeln!(out, "{errors} errors, {} notes", findings.len() - errors)?;
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

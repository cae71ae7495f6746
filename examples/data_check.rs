//! The data check: what the country files hold, what they lack, and what has grown old.
//!
//! `cargo run --example data_check` prints it; `-- --write` also writes docs/COUNTRIES.md.
//! The rules that a build may not break are tests (`tests/data.rs`); this is what a reviewer looks at.

#[path = "common/countries.rs"]
mod countries;
#[path = "common/country_table.rs"]
mod country_table;

use std::process::ExitCode;

use clap::Parser;
use pelita::{Age, Checked, Directory, Interceptor};

/// Prints a table of countries: services, contacts, oldest check, languages, gaps.
#[derive(Parser)]
struct Arguments {
    /// Writes the table to docs/COUNTRIES.md too
    #[arg(long)]
    write: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("data_check: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    // Only the directory matters here: no lexicon is compiled.
    let pelita = Interceptor::builder().locales(Vec::<String>::new()).build()?;
    let directory = pelita.directory();
    println!("{:3} {:36} {:>8} {:>8}  {:10} {:28} missing", "", "country", "services", "contacts", "oldest", "languages");
    for r in country_table::rows(directory) {
        let oldest = r.oldest.map(|c| c.to_string()).unwrap_or_default();
        println!("{:3} {:36} {:8} {:8}  {oldest:10} {:28} {}", r.country, r.name, r.resources, r.contacts, r.languages, r.gaps.join("; "));
    }
    print_ages(directory, Checked::today());
    if arguments.write {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/COUNTRIES.md");
        std::fs::write(path, country_table::markdown(directory))?;
        println!("\nwritten: {path}");
    }
    Ok(())
}

/// Contacts that need a new check, oldest first.
fn print_ages(directory: &Directory, today: Checked) {
    let resources = directory.countries().flat_map(|(_, file)| &file.resources).chain(directory.international());
    let mut due: Vec<(Checked, String)> = resources
        .flat_map(|r| r.contacts.iter().map(move |c| (c.checked, format!("{} {}", r.id, c.value))))
        .filter(|(checked, _)| checked.age(today) != Age::Fresh)
        .collect();
    due.sort();
    println!("\n{} contacts are due for a new check on {today}:", due.len());
    for (checked, contact) in due {
        let flag = if checked.age(today) == Age::Stale { "stale" } else { "old" };
        println!("{flag:6} {checked:10} {contact}");
    }
}

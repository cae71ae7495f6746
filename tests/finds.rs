//! What is fuzzed, replayed on a stable toolchain: the seeds, and everything that fuzzing has found (`fuzz/README.md`).

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut seeds = 0;
    for entry in fs::read_dir(&folder).expect("seeds") {
        let path = entry.expect("an entry").path();
        let data = fs::read(&path).expect("a seed");
        if let Err(panic) = std::panic::catch_unwind(|| run(&data)) {
            eprintln!("in {}", path.display());
            std::panic::resume_unwind(panic);
        }
        seeds += 1;
    }
    assert!(seeds > 0);
}

macro_rules! replayed {
    ($($target:ident),+) => {
        mod seeds {
            $(#[test]
            fn $target() {
                super::replay(stringify!($target), super::targets::$target);
            })+
        }
    };
}

replayed!(fold, screen, phrase_language, lexicon_toml, resources_toml, messages, c_abi, checker_batch);

fn lexicon(phrase: &str) -> Result<pelita::Interceptor, String> {
    let toml = format!(
        "locale = \"qaa\"\nname = \"Test\"\nreviewed = \"2026-11-24\"\n[[phrases]]\ntopic = \"suicide\"\nintent = \"ideation\"\nmatch = [\"{phrase}\"]\n"
    );
    pelita::Interceptor::builder().locales(["qaa"]).lexicon("qaa.toml", toml).build().map_err(|e| e.to_string())
}

/// Four parts have 24 orders, each with all parts: four levels took minutes to compile.
#[test]
fn orders_within_orders_are_refused() {
    let e = lexicon("{{{{zebra & a & b & c} & d & e & f} & g & h & i} & j & k & l}").expect_err("refused");
    assert!(e.contains("qaa.toml:7:12: phrases.match: `{A & B}` inside another one"), "{e}");
    assert!(lexicon("{zebra & quokka} {numbat & ocelot}").is_ok_and(|p| !p.screen("quokka zebra numbat ocelot").is_clean()));
}

/// Ninety options can be written in two to the power of ninety ways, and none of them holds a stretch to look for.
#[test]
fn a_row_of_options_is_given_up() {
    let options = "[x] ".repeat(90);
    let e = lexicon(&format!("z {options}")).expect_err("refused");
    assert!(e.contains("too many ways to write it"), "{e}");
    // Beside something rare it is a phrase like any other.
    assert!(lexicon(&format!("zebra crossing {options}")).is_ok_and(|p| !p.screen("zebra crossing x x").is_clean()));
}

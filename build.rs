//! Lists the data files so that they can be embedded. Reads the folder `data`, nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut out = String::new();
    for (constant, folder) in [("LEXICONS", "lexicons"), ("RESOURCES", "resources"), ("MESSAGES", "messages")] {
        let directory = Path::new(&root).join("data").join(folder);
        println!("cargo::rerun-if-changed={}", directory.display());
        let mut names: Vec<String> = fs::read_dir(&directory)?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(".toml") && !name.starts_with('_'))
            .collect();
        names.sort();
        let _ = writeln!(out, "pub(crate) static {constant}: &[(&str, &str)] = &[");
        for name in names {
            let path = directory.join(&name);
            println!("cargo::rerun-if-changed={}", path.display());
            let _ = writeln!(out, "    ({:?}, include_str!({path:?})),", format!("data/{folder}/{name}"));
        }
        let _ = writeln!(out, "];");
    }
    let campaigns = Path::new(&root).join("data/campaigns.toml");
    println!("cargo::rerun-if-changed={}", campaigns.display());
    let _ = writeln!(out, "pub(crate) static CAMPAIGNS: &str = include_str!({campaigns:?});");
    let target = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&target).join("embedded.rs"), out)
}

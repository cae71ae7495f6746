//! Where lexicons, resources and messages come from: embedded in the crate, or read from a directory.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use crate::error::Error;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// A data file: its name for errors, and its text.
pub(crate) type File = (String, Cow<'static, str>);

/// The texts of all data files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    pub(crate) lexicons: Vec<File>,
    pub(crate) resources: Vec<File>,
    pub(crate) messages: Vec<File>,
    pub(crate) campaigns: File,
}

impl Files {
    /// What ships with the crate.
    pub(crate) fn embedded() -> Files {
        let all = |list: &'static [(&'static str, &'static str)]| list.iter().map(|(n, t)| ((*n).to_string(), Cow::Borrowed(*t))).collect();
        Files {
            lexicons: all(embedded::LEXICONS),
            resources: all(embedded::RESOURCES),
            messages: all(embedded::MESSAGES),
            campaigns: ("data/campaigns.toml".into(), Cow::Borrowed(embedded::CAMPAIGNS)),
        }
    }

    /// The files of a directory with the folders `lexicons`, `resources` and `messages` and the file `campaigns.toml`; for what is not there, what
    /// ships with the crate.
    pub(crate) fn read(directory: &Path) -> Result<Files, Error> {
        if !directory.is_dir() {
            return Err(Error::io(directory, &std::io::Error::new(std::io::ErrorKind::NotFound, "not a directory")));
        }
        let mut files = Files::embedded();
        for (folder, list) in [("lexicons", &mut files.lexicons), ("resources", &mut files.resources), ("messages", &mut files.messages)] {
            let path = directory.join(folder);
            if path.is_dir() {
                *list = read_folder(&path)?;
            }
        }
        let campaigns = directory.join("campaigns.toml");
        if campaigns.is_file() {
            let text = fs::read_to_string(&campaigns).map_err(|e| Error::io(&campaigns, &e))?;
            files.campaigns = (campaigns.display().to_string(), Cow::Owned(text));
        }
        Ok(files)
    }
}

/// Every `*.toml` of a folder whose name does not begin with `_`, in the order of their names.
fn read_folder(path: &Path) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|e| Error::io(path, &e))? {
        let file = entry.map_err(|e| Error::io(path, &e))?.path();
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if name.ends_with(".toml") && !name.starts_with('_') {
            let text = fs::read_to_string(&file).map_err(|e| Error::io(&file, &e))?;
            files.push((file.display().to_string(), Cow::Owned(text)));
        }
    }
    files.sort();
    Ok(files)
}

//! One error type. Errors in data say where and what to do.

use std::fmt;
use std::path::PathBuf;

/// Why something could not be loaded or built.
#[derive(Debug)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    file: Option<String>,
    position: Option<(usize, usize)>,
    key: Option<String>,
    message: String,
}

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be read.
    Io,
    /// A data file is not valid TOML, or holds something that its schema does not allow.
    Data,
    /// What was asked for does not exist, such as a locale without a lexicon.
    NotFound,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { inner: Box::new(Inner { kind, file: None, position: None, key: None, message: message.into() }) }
    }

    pub(crate) fn data(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Data, message)
    }

    pub(crate) fn io(path: impl Into<PathBuf>, e: &std::io::Error) -> Error {
        Error::new(ErrorKind::Io, e.to_string()).in_file(path.into().display().to_string())
    }

    #[must_use]
    pub(crate) fn in_file(mut self, file: impl Into<String>) -> Error {
        self.inner.file.get_or_insert(file.into());
        self
    }

    #[must_use]
    pub(crate) fn at_key(mut self, key: impl Into<String>) -> Error {
        self.inner.key.get_or_insert(key.into());
        self
    }

    /// Sets line and column from a byte offset into the file's text.
    #[must_use]
    pub(crate) fn at(mut self, text: &str, offset: usize) -> Error {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        self.inner.position.get_or_insert((line, column));
        self
    }

    /// What kind of error this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The file it is about, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.inner.file.as_deref()
    }

    /// Line and column in that file, both from 1, the column in characters.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        self.inner.position
    }

    /// The key in that file, such as `phrases.match`.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.inner.key.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.inner.file {
            write!(f, "{file}:")?;
            if let Some((line, column)) = self.inner.position {
                write!(f, "{line}:{column}:")?;
            }
            write!(f, " ")?;
        }
        if let Some(key) = &self.inner.key {
            write!(f, "{key}: ")?;
        }
        f.write_str(&self.inner.message)
    }
}

impl std::error::Error for Error {}

/// A TOML error with its place; used for every kind of data file.
pub(crate) fn toml_error(name: &str, text: &str, e: &toml::de::Error) -> Error {
    let error = Error::data(e.message().trim()).in_file(name);
    match e.span() {
        Some(span) => error.at(text, span.start),
        None => error,
    }
}

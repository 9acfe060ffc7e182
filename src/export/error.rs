//! Why something could not be written.

use std::io;

/// Why an export failed. No file under the final name was touched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sink takes no more: a full disk, a closed pipe, a missing permission.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// The spreadsheet's own limits.
    #[error("cannot make the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The name of a format is not known.
    #[error("unknown format `{name}`; one of {known}")]
    UnknownFormat {
        /// What was asked for.
        name: String,
        /// All names, separated by commas.
        known: String,
    },
}

impl Error {
    /// Whether the reader of a pipe went away, which is no failure.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.into())
    }
}

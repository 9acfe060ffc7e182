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
    /// The drawing cannot be made a picture.
    #[error("cannot draw the picture: {0}; or write SVG instead")]
    Picture(String),
    /// A Parquet file cannot be written.
    #[error("cannot write Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A name is none of those known.
    #[error("unknown {what} `{name}`; one of {known}")]
    Unknown {
        /// What it was to name.
        what: &'static str,
        /// The name.
        name: String,
        /// All names, separated by commas.
        known: String,
    },
    /// Another store cannot be reached.
    #[error("{url}: cannot be reached: {message}")]
    Unreachable {
        /// The address asked for.
        url: String,
        /// What went wrong.
        message: String,
    },
    /// Another store refused a request.
    #[error("{url}: refused with status {status}: {message}")]
    Refused {
        /// The address asked for.
        url: String,
        /// The status of HTTP.
        status: u16,
        /// What the store said.
        message: String,
    },
    /// What another store holds is no dataset of this program.
    #[error("{0}: holds no dataset of anpu")]
    NoDataset(String),
    /// The dataset cannot be read.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The dataset's graph is no N-Quads.
    #[error("the dataset's graph: {0}")]
    Graph(#[from] oxigraph::io::RdfParseError),
    /// The dataset's base is no IRI.
    #[error("the dataset's base: {0}")]
    Base(#[from] oxigraph::model::IriParseError),
    /// The format and what was asked of it do not go together.
    #[error("{0}")]
    Unfit(String),
}

impl Error {
    /// Whether the reader of a pipe went away, which is no failure.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<oxigraph::io::RdfSyntaxError> for Error {
    fn from(error: oxigraph::io::RdfSyntaxError) -> Self {
        Self::Graph(error.into())
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

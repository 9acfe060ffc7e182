//! What can go wrong with a dataset or a query, each with a code that does not change.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use oxigraph::sparql::QueryEvaluationError;

/// A place in a query or file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a dataset could not be opened or written, or a query not be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no dataset in the folder.
    #[error("{}: no dataset here; make one with `anpu build -d {} PATH...`", .0.display(), .0.display())]
    NoDataset(PathBuf),
    /// The dataset was written by another version of the program.
    #[error("{}: dataset of format {found}, this program reads format {}; build it again", path.display(), super::dataset::FORMAT)]
    OtherFormat {
        /// The dataset.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A file of the dataset does not hold what it must.
    #[error("{}: damaged: {message}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A file of decisions does not hold what it must.
    #[error("{}:{line}: no decision: {message}; see docs/decisions.md", path.display())]
    Decisions {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// Another process is writing the dataset.
    #[error("{}: another process is writing this dataset", .0.display())]
    Busy(PathBuf),
    /// The query is no SPARQL.
    #[error("{message}")]
    Syntax {
        /// What was expected.
        message: String,
        /// Where.
        position: Option<Position>,
    },
    /// The query nests deeper than it can be read or evaluated.
    #[error("the query is too deep: {0}")]
    TooDeep(&'static str),
    /// The query is longer than the limit.
    #[error("the query is longer than {0} bytes")]
    TooLong(usize),
    /// No query has this name.
    #[error("no query is named {0}")]
    UnknownQuery(String),
    /// A parameter's value is missing, not known or not of its type.
    #[error("parameter {name}: {message}")]
    Parameter {
        /// The parameter.
        name: String,
        /// What is wrong with it.
        message: String,
    },
    /// The format cannot hold this kind of result.
    #[error("{format} cannot hold the result of this kind of query; take one of {instead}")]
    UnfitFormat {
        /// The format asked for.
        format: &'static str,
        /// Formats that can.
        instead: &'static str,
    },
    /// The deadline passed.
    #[error("the query was stopped after {} s", .0.as_secs_f64())]
    Deadline(Duration),
    /// The caller gave up.
    #[error("the query was cancelled")]
    Cancelled,
    /// There are more rows than the limit.
    #[error("the result has more than {0} rows")]
    TooManyRows(u64),
    /// The result is longer than the limit.
    #[error("the result is longer than {0} bytes")]
    TooManyBytes(u64),
    /// The evaluation holds more memory than the limit.
    #[error("the query needs more than {0} bytes of memory")]
    TooMuchMemory(u64),
    /// The query wants to reach outside.
    #[error("SERVICE and LOAD are switched off ({0})")]
    Federation(String),
    /// Another endpoint, or a document to load, did not give what was asked.
    #[error("{0}")]
    Service(String),
    /// The query cannot be evaluated.
    #[error("{0}")]
    Evaluation(String),
    /// What was asked needs the index in memory, and the graph is on disk.
    #[error(
        "图在磁盘上（--on-disk），这里需要内存中的索引 · the graph is on disk (--on-disk), and this needs the index in memory"
    )]
    OnDisk,
    /// The store on disk cannot be made or read.
    #[error("the store on disk: {0}")]
    Disk(String),
    /// The program has no store on disk.
    #[error(
        "本程序没有磁盘库，请用 `--features rocksdb` 编译 · this program has no store on disk; build it with `--features rocksdb`"
    )]
    NoDisk,
    /// The result could not be written.
    #[error("writing the result")]
    Output(#[source] std::io::Error),
}

impl Error {
    /// A stable code in words joined by hyphens, for scripts and error bodies.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::NoDataset(_) => "no-dataset",
            Self::OtherFormat { .. } => "other-format",
            Self::Damaged { .. } => "damaged-dataset",
            Self::Decisions { .. } => "bad-decision",
            Self::Busy(_) => "dataset-busy",
            Self::Syntax { .. } => "syntax-error",
            Self::TooDeep(_) => "too-deep",
            Self::TooLong(_) => "query-too-long",
            Self::UnknownQuery(_) => "unknown-query",
            Self::Parameter { .. } => "bad-parameter",
            Self::UnfitFormat { .. } => "unfit-format",
            Self::Deadline(_) => "deadline-exceeded",
            Self::Cancelled => "cancelled",
            Self::TooManyRows(_) => "too-many-rows",
            Self::TooManyBytes(_) => "too-many-bytes",
            Self::TooMuchMemory(_) => "too-much-memory",
            Self::Federation(_) => "federation-off",
            Self::Service(_) => "service-failed",
            Self::Evaluation(_) => "evaluation-failed",
            Self::OnDisk => "on-disk",
            Self::Disk(_) => "disk-store-failed",
            Self::NoDisk => "no-disk-store",
            Self::Output(_) => "output-failed",
        }
    }

    /// Where in the query the error is, where that is known.
    #[must_use]
    pub const fn position(&self) -> Option<Position> {
        if let Self::Syntax { position, .. } = self { *position } else { None }
    }

    /// For `map_err` on an operation on `path`.
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |source| Self::Io { path, source }
    }

    /// For `map_err` on reading `path` to its end, where what it holds proves right or not.
    pub(super) fn reading(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |error| match error.kind() {
            std::io::ErrorKind::InvalidData => Self::damaged(path)(error),
            _ => Self::Io { path, source: error },
        }
    }

    /// For `map_err` on reading what `path` holds.
    pub(super) fn damaged<E: fmt::Display>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> Self {
        let path = path.into();
        |error| Self::Damaged { path, message: error.to_string() }
    }
}

impl From<oxigraph::io::RdfSyntaxError> for Error {
    fn from(error: oxigraph::io::RdfSyntaxError) -> Self {
        let position = error.location().map(|range| Position {
            line: usize::try_from(range.start.line).unwrap_or(usize::MAX).saturating_add(1),
            column: usize::try_from(range.start.column).unwrap_or(usize::MAX).saturating_add(1),
        });
        Self::Syntax { message: error.to_string(), position }
    }
}

#[cfg(feature = "rocksdb")]
impl From<oxigraph::store::StorageError> for Error {
    fn from(error: oxigraph::store::StorageError) -> Self {
        Self::Disk(error.to_string())
    }
}

impl From<QueryEvaluationError> for Error {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            QueryEvaluationError::UnsupportedService(name) => Self::Federation(name.to_string()),
            QueryEvaluationError::UnboundService => Self::Federation(error.to_string()),
            QueryEvaluationError::Service(error) => {
                error.downcast().map_or_else(|error| Self::Service(error.to_string()), |own| *own)
            }
            error => Self::Evaluation(error.to_string()),
        }
    }
}

//! Why a document was refused.

use std::io;

use super::limits::MAX_TEXT_BYTES;

/// A document that could not be read: which one, and why. The rest of a run goes on.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}: {reason}", line.map_or_else(String::new, |line| format!(":{line}")))]
pub struct Error {
    /// The file's name as given; `-` for standard input.
    pub file: String,
    /// The line in a stream of documents, counted from 1.
    pub line: Option<u64>,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a document.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// The file could not be opened or listed.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// One of the limits of [`limits`](super::limits) is exceeded: which, and its value.
    #[error("is too large: more than {limit} {what}")]
    TooLarge {
        /// What was counted.
        what: &'static str,
        /// How many of it are read at most.
        limit: u64,
    },
    /// Recognised, but of a kind that is not read.
    #[error("is {kind}, which is not read; {advice}")]
    Unsupported {
        /// What it is.
        kind: &'static str,
        /// The way out.
        advice: &'static str,
    },
    /// Of a kind that is read, but not whole.
    #[error("is damaged: {0}")]
    Damaged(String),
    /// Locked by a password.
    #[error("is encrypted; save it without a password")]
    Encrypted,
    /// A PDF of pictures, or a file of white space.
    #[error("holds no text; scanned pages need character recognition first")]
    NoText,
    /// A line of a stream that is no `{{"id": …, "text": …}}`.
    #[error("is no document {{\"id\", \"text\"}}: {0}")]
    Line(String),
}

impl Reason {
    /// More text than a document may have.
    pub(super) const TOO_MUCH_TEXT: Self =
        Self::TooLarge { what: "bytes of text in a document", limit: MAX_TEXT_BYTES as u64 };

    /// The error of the file or stream called `file`.
    pub(super) fn of(self, file: &str) -> Error {
        Error { file: file.to_owned(), line: None, reason: self }
    }
}

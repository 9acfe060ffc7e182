//! What an analysis cannot answer.

use thiserror::Error as ThisError;

/// What an analysis cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum Error {
    /// Nothing of that name is in the records.
    #[error("nothing in the dataset is called {0:?}")]
    Unknown(String),
    /// Several things could be meant.
    #[error("{0:?} may mean {list}; give the whole name", list = .1.join(", "))]
    Ambiguous(String, Vec<String>),
}

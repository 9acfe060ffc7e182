//! The dataset on disk and its graph in memory: written whole or not at all, opened, asked and changed within bounds.
//!
//! A dataset is a folder (see [`Dataset`]); [`Writer`] makes a new state of it, [`Store`] holds its graph and answers
//! SPARQL with Oxigraph's parser and evaluator over an index of our own (see `engine`), or over Oxigraph's store on disk
//! (`disk`, with the feature `rocksdb`); an [`Update`] makes a further state, and the [`Journal`] makes it last. No query or update makes a request over the network, but to addresses
//! that its [`Limits`] allow. Making
//! records is the work of the rooms below `pipeline`.

mod backup;
mod dataset;
mod decisions;
mod diff;
#[cfg(feature = "rocksdb")]
mod disk;
mod doubts;
mod engine;
mod error;
mod files;
mod graph;
mod journal;
mod lookup;
mod named;
mod nesting;
mod query;
mod remote;
mod results;
mod rewrite;
mod search;
mod syntax;
mod table;
mod update;
mod validate;
mod writer;

pub use backup::backup;
pub use dataset::{Dataset, Entry, Frames, Manifest, Totals};
pub use decisions::Decisions;
pub use diff::{Difference, Happened, diff};
pub use doubts::{Doubt, Doubtful};
pub use engine::{Changes, Graph, GraphBuilder};
pub use error::{Error, Position};
pub use graph::Store;
pub use journal::Journal;
pub use lookup::Triples;
pub use named::{Bilingual, NamedQuery, Parameter, ParameterType, named_queries, named_query};
pub use query::{Cancel, Limits, Query, QueryKind};
pub use results::{Format, Written};
pub use search::{Hit, SEARCH_SERVICE, TextIndex};
pub use table::Table;
pub use update::Update;
pub use validate::{Finding, Severity, validate};
pub use writer::{Packed, QuadSink, QuadSource, Writer};

//! The dataset on disk and the graph in Oxigraph: written whole or not at all, opened, asked within bounds.
//!
//! A dataset is a folder (see [`Dataset`]); [`Writer`] makes a new state of it, [`Store`] holds its graph and answers
//! SPARQL. No query or update ever makes a request over the network: Oxigraph's own client for `SERVICE` and
//! `LOAD` is shut out here, whatever features other crates switch on. Making records is the work of the rooms
//! below `pipeline`.

mod dataset;
mod error;
mod files;
mod graph;
mod named;
mod query;
mod results;
mod table;
mod watch;
mod writer;

pub use dataset::{Dataset, Entry, Frames, Manifest, Totals};
pub use error::{Error, Position};
pub use graph::Store;
pub use named::{NamedQuery, Parameter, ParameterType, named_queries, named_query};
pub use query::{Cancel, Limits, Query, QueryKind};
pub use results::{Format, Written};
pub use table::Table;
pub use writer::{Packed, Writer};

//! The graph in memory, made for reading: interned terms, and quads sorted in four orders.
//!
//! A [`Graph`] never changes; an update makes a new one beside it, so that a running query keeps the state it began
//! with. It is asked through `spareval`, Oxigraph's evaluator, with a [`View`] that counts every step ([`meter`]), so
//! that time, memory and cancellation are watched everywhere: in scans, joins, sorts, aggregates and property paths.
//! Oxigraph's own store in memory is not used, because its evaluation can only be stopped where it reads a quad, holds
//! several times the memory, and answers the union of graphs with duplicates.

mod dictionary;
pub(super) mod functions;
mod graph;
pub(super) mod meter;
mod resident;
mod view;

pub use graph::{Changes, Graph, GraphBuilder};
pub(super) use view::{DefaultGraph, View, size};

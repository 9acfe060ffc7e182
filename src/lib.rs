//! anpu 案谱: collections of Chinese governance and rule-of-law practice cases as a knowledge graph.
//!
//! The rooms and the layers they stand in are described in `ARCHITECTURE.md`; a room imports only rooms of lower
//! layers, which `tests/it/layers.rs` holds.

pub mod analysis;
pub mod cli;
pub mod corpus;
pub mod eval;
pub mod export;
pub mod extract;
pub mod lexicon;
pub mod model;
pub mod pipeline;
pub mod rdf;
pub mod resolve;
pub mod segment;
pub mod server;
pub mod store;

rust_i18n::i18n!("locales", fallback = "en");

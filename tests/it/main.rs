//! All integration tests in one binary; what several of them need stands in `support`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod analysis;
mod analyze;
mod attack;
mod build;
mod cli;
mod corpus;
mod crash;
mod decisions;
mod evaluation;
mod export;
mod fuzzed;
mod gold;
mod hostile;
mod http;
mod increments;
mod layers;
#[cfg(feature = "rocksdb")]
mod on_disk;
mod operation;
mod page;
mod practices;
mod properties;
mod publish;
mod query;
mod rdf;
mod sample;
mod segment;
mod server;
mod shapes;
mod store;
mod supply;
mod support;
mod train;
mod units;
mod w3c;

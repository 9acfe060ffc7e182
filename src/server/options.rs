//! What an operator can decide about the server.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Settings of the server; the defaults are safe for a machine of one's own.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Folder of the dataset.
    pub dataset: PathBuf,
    /// Whether queries are answered from a store on disk, made once, in place of an index in memory.
    pub on_disk: bool,
    /// Where to listen. Port 0 takes a free one.
    pub bind: SocketAddr,
    /// Longest time for a query or update; a client can ask for less with `timeout`.
    pub timeout: Duration,
    /// Most rows of an answer, or triples of a graph.
    pub rows: u64,
    /// Most bytes of an answer, uncompressed.
    pub bytes: u64,
    /// Most bytes that one evaluation may hold.
    pub memory: u64,
    /// Most bytes of a request's body.
    pub request: usize,
    /// Connections at once; beyond them, the oldest one that waits for no answer is closed.
    pub connections: usize,
    /// Longest time for the head of a request to come, and for a piece of an answer to be taken.
    pub patience: Duration,
    /// Evaluations at once.
    pub parallel: usize,
    /// Evaluations that may wait for their turn.
    pub queue: usize,
    /// Bytes of answers kept for the next one who asks the same.
    pub cache: u64,
    /// Addresses that `SERVICE` and `LOAD` may reach; none unless told.
    pub services: Vec<String>,
    /// Secret that a client must show for writing; without one, nothing can be written.
    pub token: Option<String>,
}

impl ServerOptions {
    /// The defaults for a dataset.
    #[must_use]
    pub fn new(dataset: impl Into<PathBuf>) -> Self {
        let parallel = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            dataset: dataset.into(),
            on_disk: false,
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 7878)),
            timeout: Duration::from_secs(30),
            rows: 1_000_000,
            bytes: 1 << 30,
            memory: 1 << 30,
            request: 16 << 20,
            connections: 2048,
            patience: Duration::from_secs(10),
            parallel,
            queue: 256,
            cache: 256 << 20,
            services: Vec::new(),
            token: None,
        }
    }
}

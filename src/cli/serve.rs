//! `anpu serve`: the endpoint and the page over a dataset.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use rust_i18n::t;
use tracing_subscriber::EnvFilter;

use super::Ended;
use super::args::Serve;
use crate::server::{ServerOptions, serve};

/// Runs the command until it is told to stop.
pub(super) fn run(args: &Serve) -> anyhow::Result<Ended> {
    let limits = &args.limits;
    let mut options = ServerOptions::new(&args.dataset.dataset);
    options.on_disk = args.on_disk;
    options.bind = args.bind;
    options.timeout = Duration::from_secs(limits.timeout);
    options.rows = limits.max_rows;
    options.bytes = limits.max_bytes;
    options.memory = limits.max_memory;
    options.request = limits.max_request;
    options.connections = limits.connections;
    options.patience = Duration::from_secs(limits.patience);
    options.queue = limits.queue;
    options.cache = limits.cache;
    options.parallel = limits.parallel.unwrap_or(options.parallel);
    options.services.clone_from(&args.allow_service);
    options.token.clone_from(&args.token);
    start(options)
}

/// Serves, and tells where on standard error.
pub(super) fn start(options: ServerOptions) -> anyhow::Result<Ended> {
    log();
    serve(options, |address| {
        // Where nobody reads standard error, the server runs all the same.
        let _ = writeln!(std::io::stderr(), "{}", t!("serve.listening", address = address));
    })?;
    Ok(Ended::Done)
}

/// Begins the log on standard error: lines for people on a terminal, else JSON. `ANPU_LOG` says what is logged (`warn`,
/// `anpu=debug`, …).
fn log() {
    let filter = EnvFilter::try_from_env("ANPU_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A log that was begun already, by a test say, stays.
    let _ = if std::io::stderr().is_terminal() { log.try_init() } else { log.json().try_init() };
}

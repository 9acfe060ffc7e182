//! `anpu serve`: the endpoint and the page over a dataset.

use std::io::Write;
use std::time::Duration;

use rust_i18n::t;

use super::Ended;
use super::args::Serve;
use crate::server::{ServerOptions, serve};

/// Runs the command until it is told to stop.
pub(super) fn run(args: &Serve) -> anyhow::Result<Ended> {
    let limits = &args.limits;
    let mut options = ServerOptions::new(&args.dataset.dataset);
    options.bind = args.bind;
    options.timeout = Duration::from_secs(limits.timeout);
    options.rows = limits.max_rows;
    options.bytes = limits.max_bytes;
    options.memory = limits.max_memory;
    options.request = limits.max_request;
    options.queue = limits.queue;
    options.cache = limits.cache;
    options.parallel = limits.parallel.unwrap_or(options.parallel);
    options.token.clone_from(&args.token);
    start(options)
}

/// Serves, and tells where on standard error.
pub(super) fn start(options: ServerOptions) -> anyhow::Result<Ended> {
    serve(options, |address| {
        // Where nobody reads standard error, the server runs all the same.
        let _ = writeln!(std::io::stderr(), "{}", t!("serve.listening", address = address));
    })?;
    Ok(Ended::Done)
}

//! The endpoint: SPARQL 1.1 Protocol, Graph Store Protocol, linked data and a JSON API over HTTP, within bounds.
//!
//! A request is read (`protocol`, `form`, `negotiate`), waits for its turn (`queue`), is evaluated on a thread of its own
//! and sent as it comes (`answer`), or comes from the `cache`. Every error is a [`problem`](problem::Problem). Nothing can
//! be written without a token. [`still`] keeps the page with its answers in one file. Evaluation and its bounds are the work of `store`; this room knows HTTP.

mod answer;
mod api;
mod auth;
mod cache;
mod connections;
mod describe;
mod flow;
mod form;
mod graph_store;
mod layers;
mod linked;
mod metrics;
mod negotiate;
mod operate;
mod options;
mod page;
mod problem;
mod protocol;
mod queue;
mod sparql;
mod state;
mod still;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::store;

pub use options::ServerOptions;
pub use still::still;

use connections::Grant;
use problem::Problem;
use state::State;

/// Stack of a thread that evaluates: deeply nested queries are evaluated by recursion. It is reserved, not used.
const STACK: usize = 256 << 20;

/// Why the server could not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dataset cannot be opened.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The address is taken, or another fault of the system.
    #[error("{address}: {source}")]
    Io {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Serves a dataset until the process is told to stop (`SIGINT` or `SIGTERM`); then running answers are finished first.
/// `SIGHUP` reads the dataset again. `listening` learns the address once requests are taken.
///
/// # Errors
/// The dataset cannot be opened, or the address not be listened on.
pub fn serve(options: ServerOptions, listening: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    let address = options.bind;
    let grant =
        Grant { connections: options.connections.min(handles()), patience: options.patience, grace: options.timeout };
    let io = |source| Error::Io { address, source };
    let state = Arc::new(State::open(options)?);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build().map_err(io)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(io)?;
        operate::reload_on_signal(&state).map_err(io)?;
        let stop = operate::stop_signal().map_err(io)?;
        listening(listener.local_addr().map_err(io)?);
        connections::serve(listener, router(state), grant, stop).await;
        Ok(())
    })
}

/// Connections for which there are file handles; as many as the system grants are asked for.
fn handles() -> usize {
    // Some are left for the dataset's files. Where the system does not tell, it is not the one to bound them.
    rlimit::increase_nofile_limit(u64::MAX)
        .map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX) / 4 * 3)
}

fn router(state: Arc<State>) -> Router {
    let (api, openapi) = api::router();
    let routes = Router::new()
        .route("/sparql", get(sparql::route).post(sparql::route))
        // With a slash at the end the base of relative addresses differs, but people type it.
        .route("/sparql/", get(sparql::route).post(sparql::route))
        .route("/store", graph_store::indirect())
        .route("/store/{*path}", graph_store::direct())
        .route("/.well-known/void", get(describe::void))
        .route("/health", get(operate::live))
        .route("/health/live", get(operate::live))
        .route("/health/ready", get(operate::ready))
        .route("/metrics", get(operate::metrics))
        .merge(page::router())
        .merge(api)
        .route("/api/openapi.json", get(move || async move { axum::Json(openapi) }))
        .fallback(linked::resource)
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "the method is not for this address")
        })
        .with_state(state);
    layers::around(routes)
}

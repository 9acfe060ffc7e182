//! For the operator: health, metrics, reading the dataset again, stopping.

use std::io;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::state::State;

/// The process runs.
pub(super) async fn live() -> &'static str {
    "live\n"
}

/// Requests are answered: the dataset is loaded before the server listens.
pub(super) async fn ready(Shared(state): Shared<Arc<State>>) -> String {
    format!("ready {}\n", state.loaded().store.version())
}

pub(super) async fn metrics(Shared(state): Shared<Arc<State>>) -> Result<Response, Problem> {
    let (metrics, loaded) = (&state.metrics, state.loaded());
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    // To count what is on disk takes as long as to read it all.
    if let Ok(graph) = loaded.store.graph() {
        metrics.quads.set(number(graph.len()));
        metrics.terms.set(number(graph.terms()));
    }
    metrics.waiting.set(number(state.queue.waiting()));
    metrics.cache_answers.set(i64::try_from(state.cache.len()).unwrap_or(i64::MAX));
    metrics.cache_bytes.set(i64::try_from(state.cache.weight()).unwrap_or(i64::MAX));
    let text = metrics.text().map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response())
}

/// Reads the dataset again at each `SIGHUP`. Where that fails, the old state goes on being served.
#[cfg(unix)]
pub(super) fn reload_on_signal(state: &Arc<State>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut signals = signal(SignalKind::hangup())?;
    let state = Arc::clone(state);
    tokio::spawn(async move {
        while signals.recv().await.is_some() {
            let shared = Arc::clone(&state);
            match tokio::task::spawn_blocking(move || shared.reload()).await {
                Ok(Ok(())) => {
                    state.metrics.reloads.inc();
                    tracing::info!(version = state.loaded().store.version(), "dataset read again");
                }
                Ok(Err(error)) => tracing::error!(%error, "dataset could not be read again; the old state is served"),
                Err(error) => tracing::error!(%error, "reading the dataset again failed"),
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn reload_on_signal(_: &Arc<State>) -> io::Result<()> {
    Ok(())
}

/// Comes when the process is told to stop.
#[cfg(unix)]
pub(super) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("stopping; running answers are finished first");
    })
}

#[cfg(not(unix))]
pub(super) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

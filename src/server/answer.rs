//! Answering a query: that the client has the answer, that it is kept, or by an evaluation on a thread of its own.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::store::{Cancel, Error, Format, Limits, Query};

use super::cache::{Key, accepts_gzip, pack};
use super::flow::{Begin, Flow, HELD, Sink};
use super::problem::Problem;
use super::state::{Loaded, State};

/// Bytes of a kept answer from which it is also kept packed, for those who take it so.
const PACKED: usize = 1 << 10;

/// A query with all that its answer depends on.
pub(super) struct Job {
    pub(super) query: Query,
    pub(super) format: Format,
    /// The type that the client chose for the format.
    pub(super) media_type: &'static str,
    /// `None` where the answer must not be kept.
    pub(super) key: Option<Key>,
    pub(super) limits: Limits,
}

/// Limits for a client that speaks this version. HTTP/1.0 ends a stream by closing the connection, broken or not, so
/// such a client gets whole answers only.
pub(super) fn within(version: Version, limits: Limits) -> Limits {
    let bytes =
        if version < Version::HTTP_11 { limits.bytes.map(|bytes| bytes.min(HELD as u64 - 1)) } else { limits.bytes };
    Limits { bytes, ..limits }
}

/// Answers a query from `loaded`.
pub(super) async fn answer(
    state: &Arc<State>,
    loaded: Arc<Loaded>,
    job: Job,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (media_type, etag) = (job.media_type, job.key.as_ref().map(Key::etag));
    let finish = |response| with_headers(response, media_type, etag.as_deref());
    if let Some(key) = &job.key {
        if key.is_known(headers) {
            state.metrics.query("not-modified", None);
            return Ok(finish(StatusCode::NOT_MODIFIED.into_response()));
        }
        if let Some(bytes) = state.cache.get(key) {
            state.metrics.query("cached", None);
            return Ok(finish(kept(state, key, bytes, headers).await?));
        }
    }
    match evaluate(state, loaded, job).await? {
        Reply::Whole(bytes) => Ok(finish(bytes.into_response())),
        Reply::Flow(flow) => Ok(finish(Body::from_stream(flow.fuse()).into_response())),
    }
}

/// The response of a kept answer. It is packed once for all who take it packed, not for each anew.
async fn kept(state: &State, key: &Key, whole: Bytes, headers: &HeaderMap) -> Result<Response, Problem> {
    if whole.len() < PACKED || !accepts_gzip(headers) {
        return Ok(whole.into_response());
    }
    let packing = async { tokio::task::spawn_blocking(move || pack(&whole)).await? };
    let packed =
        state.cache.get_or(&key.packed(), packing).await.map_err(|error: io::Error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_ENCODING, "gzip")], packed).into_response())
}

fn with_headers(mut response: Response, media_type: &'static str, etag: Option<&str>) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding, origin"));
    headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(if etag.is_some() { "no-cache" } else { "no-store" }));
    if let Some(etag) = etag.and_then(|etag| etag.parse().ok()) {
        headers.insert(header::ETAG, etag);
    }
    response
}

async fn evaluate(state: &Arc<State>, loaded: Arc<Loaded>, job: Job) -> Result<Reply, Problem> {
    let guard = CancelOnDrop(job.limits.cancel.clone());
    let begun = Instant::now();
    let time = job.limits.time.unwrap_or(Duration::MAX);
    let slot = match state.queue.enter(time).await {
        Ok(slot) => slot,
        Err(problem) => {
            state.metrics.query(problem.code(), None);
            return Err(problem);
        }
    };
    let (start, started) = oneshot::channel();
    let (state, handle) = (Arc::clone(state), Handle::current());
    tokio::task::spawn_blocking(move || {
        let _slot = slot;
        let mut limits = job.limits.clone();
        // Waiting for the turn is part of the time.
        limits.time = Some(time.saturating_sub(begun.elapsed()));
        let deadline = begun.checked_add(time);
        state.metrics.running.inc();
        let keep = job.key.as_ref().map_or(0, |_| state.cache.largest());
        let mut sink = Sink::new(start, handle, deadline, keep);
        let result = loaded.store.write(&job.query, &limits, job.format, &mut sink).map_err(|error| match error {
            Error::Deadline(_) => Error::Deadline(time),
            error => error,
        });
        state.metrics.running.dec();
        let outcome = result.as_ref().map_or_else(Error::code, |_| "ok");
        state.metrics.query(outcome, Some(begun.elapsed()));
        tracing::info!(
            outcome,
            milliseconds = begun.elapsed().as_millis(),
            rows = result.as_ref().map_or(0, |w| w.rows),
            "query"
        );
        sink.finish(result, |whole| job.key.into_iter().for_each(|key| state.cache.put(key, whole.clone())));
    });
    let reply = started.await.unwrap_or_else(|_| Err(Problem::internal(&"an evaluation ended without an answer")));
    Ok(match reply? {
        Begin::Whole(bytes) => Reply::Whole(bytes),
        Begin::Flow(chunks) => Reply::Flow(Flow::new(chunks, guard)),
    })
}

/// An answer to send.
enum Reply {
    Whole(Bytes),
    Flow(Flow<CancelOnDrop>),
}

/// Stops the evaluation when the client is gone: then the future or the body that holds this is dropped.
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

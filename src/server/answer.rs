//! Running a query on a thread of its own and sending the answer as it comes.
//!
//! The first [`HELD`] bytes are held back: until then an error is a proper error answer. An answer that is longer
//! streams; if it fails then, the connection is broken, so that no client can take the part for the whole.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::store::{Cancel, Error, Format, Limits, Query};

use super::cache::Key;
use super::problem::Problem;
use super::state::{Loaded, State};

/// Bytes of an answer that are held back before its begin is sent. Answers up to this length can be cached.
const HELD: usize = 1 << 20;
/// Bytes sent at once afterwards.
const CHUNK: usize = 1 << 16;

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
            return Ok(finish(bytes.into_response()));
        }
    }
    match evaluate(state, loaded, job).await? {
        Reply::Whole(bytes) => Ok(finish(bytes.into_response())),
        Reply::Flow(flow) => Ok(finish(Body::from_stream(flow.fuse()).into_response())),
    }
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
        let out = Out::Held { held: Vec::new(), start };
        let mut sink = Sink { out: Some(out), handle, deadline };
        let result = loaded.store.write(&job.query, &limits, job.format, &mut sink);
        state.metrics.running.dec();
        let outcome = result.as_ref().map_or_else(Error::code, |_| "ok");
        state.metrics.query(outcome, Some(begun.elapsed()));
        tracing::info!(
            outcome,
            milliseconds = begun.elapsed().as_millis(),
            rows = result.as_ref().map_or(0, |w| w.rows),
            "query"
        );
        let keep = |whole: &Bytes| {
            if let Some(key) = job.key {
                state.cache.put(key, whole.clone());
            }
        };
        sink.finish(result, keep);
    });
    let reply = started.await.unwrap_or_else(|_| Err(Problem::internal(&"an evaluation ended without an answer")));
    Ok(match reply? {
        Begin::Whole(bytes) => Reply::Whole(bytes),
        Begin::Flow(chunks) => Reply::Flow(Flow { chunks, _guard: guard }),
    })
}

/// Stops the evaluation when the client is gone: then the future or the body that holds this is dropped.
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// The begin of an answer, as the evaluation's thread tells it. What cancels the evaluation must not be in its own hands.
enum Begin {
    Whole(Bytes),
    Flow(mpsc::Receiver<Chunk>),
}

/// An answer to send.
enum Reply {
    Whole(Bytes),
    Flow(Flow),
}

enum Chunk {
    Bytes(Bytes),
    End,
}

/// An answer that streams. It ends well only with [`Chunk::End`]; who may ask again after the end, as compression does,
/// must fuse it.
struct Flow {
    chunks: mpsc::Receiver<Chunk>,
    _guard: CancelOnDrop,
}

impl Stream for Flow {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.chunks.poll_recv(context).map(|chunk| match chunk {
            Some(Chunk::Bytes(bytes)) => Some(Ok(bytes)),
            Some(Chunk::End) => None,
            None => Some(Err(io::Error::other("the answer is not complete"))),
        })
    }
}

enum Out {
    Held { held: Vec<u8>, start: oneshot::Sender<Result<Begin, Problem>> },
    Flowing { chunk: Vec<u8>, chunks: mpsc::Sender<Chunk> },
}

/// Where the evaluation's thread writes.
struct Sink {
    /// `None` only while it changes.
    out: Option<Out>,
    handle: Handle,
    deadline: Option<Instant>,
}

impl Sink {
    fn send(&self, chunks: &mpsc::Sender<Chunk>, chunk: Chunk) -> io::Result<()> {
        let gone = || io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone, or too slow");
        let sent = self.handle.block_on(async {
            match self.deadline {
                Some(deadline) => tokio::time::timeout_at(deadline.into(), chunks.send(chunk)).await.ok()?.ok(),
                None => chunks.send(chunk).await.ok(),
            }
        });
        sent.ok_or_else(gone)
    }

    /// Ends the answer. One that was short enough to be held whole goes to `keep` before it goes out, so that who has it
    /// and asks again finds it kept.
    fn finish(mut self, result: Result<crate::store::Written, Error>, keep: impl FnOnce(&Bytes)) {
        // A client that is gone does not mind what is sent to it.
        match (self.out.take(), result) {
            (Some(Out::Held { held, start }), Ok(_)) => {
                let whole = Bytes::from(held);
                keep(&whole);
                let _ = start.send(Ok(Begin::Whole(whole)));
            }
            (Some(Out::Held { start, .. }), Err(error)) => {
                let _ = start.send(Err(error.into()));
            }
            (Some(Out::Flowing { chunk, chunks }), Ok(_)) => {
                let _ = self.send(&chunks, Chunk::Bytes(chunk.into())).and_then(|()| self.send(&chunks, Chunk::End));
            }
            // Without its end the stream breaks.
            (Some(Out::Flowing { .. }), Err(_)) | (None, _) => {}
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let out = match self.out.take() {
            Some(Out::Held { mut held, start }) => {
                held.extend_from_slice(bytes);
                if held.len() < HELD {
                    Out::Held { held, start }
                } else {
                    let (chunks, receiver) = mpsc::channel(4);
                    let _ = start.send(Ok(Begin::Flow(receiver)));
                    self.send(&chunks, Chunk::Bytes(held.into()))?;
                    Out::Flowing { chunk: Vec::with_capacity(CHUNK), chunks }
                }
            }
            Some(Out::Flowing { mut chunk, chunks }) => {
                chunk.extend_from_slice(bytes);
                if chunk.len() >= CHUNK {
                    let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                    self.send(&chunks, Chunk::Bytes(full.into()))?;
                }
                Out::Flowing { chunk, chunks }
            }
            None => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        self.out = Some(out);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

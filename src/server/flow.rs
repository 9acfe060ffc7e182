//! An answer on its way from the thread that evaluates to the client.
//!
//! The first [`HELD`] bytes are held back: until then an error is a proper error answer. An answer that is longer
//! streams; if it fails then, the connection is broken, so that no client can take the part for the whole. What went out
//! is collected on the way, up to a length, so that a long answer too can be kept for the next one who asks.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use futures_util::Stream;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::store::{Error, Written};

use super::problem::Problem;

/// Bytes of an answer that are held back before its begin is sent.
pub(super) const HELD: usize = 1 << 20;
/// Bytes sent at once afterwards.
const CHUNK: usize = 1 << 16;

/// The begin of an answer, as the evaluation's thread tells it. What cancels the evaluation must not be in its own hands.
pub(super) enum Begin {
    Whole(Bytes),
    Flow(mpsc::Receiver<Chunk>),
}

/// A piece of an answer that streams.
pub(super) enum Chunk {
    Bytes(Bytes),
    End,
}

/// An answer that streams. It ends well only with [`Chunk::End`]; who may ask again after the end, as compression does,
/// must fuse it.
pub(super) struct Flow<G> {
    chunks: mpsc::Receiver<Chunk>,
    _guard: G,
}

impl<G> Flow<G> {
    /// `guard` is dropped with it, at the latest when the client is gone.
    pub(super) fn new(chunks: mpsc::Receiver<Chunk>, guard: G) -> Self {
        Self { chunks, _guard: guard }
    }
}

impl<G: Unpin> Stream for Flow<G> {
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
    Flowing { chunk: Vec<u8>, chunks: mpsc::Sender<Chunk>, copy: Option<Vec<u8>> },
}

/// Where the evaluation's thread writes.
pub(super) struct Sink {
    /// `None` only while it changes.
    out: Option<Out>,
    handle: Handle,
    deadline: Option<Instant>,
    /// Bytes up to which an answer that streams is copied.
    keep: usize,
}

impl Sink {
    pub(super) fn new(
        start: oneshot::Sender<Result<Begin, Problem>>,
        handle: Handle,
        deadline: Option<Instant>,
        keep: usize,
    ) -> Self {
        Self { out: Some(Out::Held { held: Vec::new(), start }), handle, deadline, keep }
    }

    /// What went out so far with `more`, if it is not too long to be kept.
    fn copied(&self, copy: Option<Vec<u8>>, more: &[u8]) -> Option<Vec<u8>> {
        let mut copy = copy.filter(|copy| copy.len() + more.len() <= self.keep)?;
        copy.extend_from_slice(more);
        Some(copy)
    }

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

    /// Ends the answer. One that is not too long goes to `keep` before its end goes out, so that who has it and asks again
    /// finds it kept.
    pub(super) fn finish(mut self, result: Result<Written, Error>, keep: impl FnOnce(&Bytes)) {
        // A client that is gone does not mind what is sent to it.
        match (self.out.take(), result) {
            (Some(Out::Held { held, start }), Ok(_)) => {
                // What is kept must not hold more than is counted.
                let whole = Bytes::from(held.into_boxed_slice());
                if whole.len() <= self.keep {
                    keep(&whole);
                }
                let _ = start.send(Ok(Begin::Whole(whole)));
            }
            (Some(Out::Held { start, .. }), Err(error)) => {
                let _ = start.send(Err(error.into()));
            }
            (Some(Out::Flowing { chunk, chunks, copy }), Ok(_)) => {
                if let Some(copy) = copy {
                    keep(&copy.into_boxed_slice().into());
                }
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
                    let copy = self.copied(Some(Vec::new()), &held);
                    self.send(&chunks, Chunk::Bytes(held.into()))?;
                    Out::Flowing { chunk: Vec::with_capacity(CHUNK), chunks, copy }
                }
            }
            Some(Out::Flowing { mut chunk, chunks, copy }) => {
                chunk.extend_from_slice(bytes);
                let copy = self.copied(copy, bytes);
                if chunk.len() >= CHUNK {
                    let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                    self.send(&chunks, Chunk::Bytes(full.into()))?;
                }
                Out::Flowing { chunk, chunks, copy }
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

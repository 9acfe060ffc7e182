//! How many evaluations run at once, and how many more may wait, first come first served.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{StatusCode, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// A queue with a bound.
pub(super) struct Queue {
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
    places: usize,
}

/// Takes one off the count of the waiting when dropped, so that a client that goes away leaves its place.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Queue {
    /// `parallel` run at once, `places` wait.
    pub(super) fn new(parallel: usize, places: usize) -> Self {
        Self { slots: Arc::new(Semaphore::new(parallel.max(1))), waiting: AtomicUsize::new(0), places }
    }

    /// Waits for a slot, which is held until the permit is dropped, at most for `time`.
    ///
    /// # Errors
    /// The queue is full, or the time is over.
    pub(super) async fn enter(&self, time: Duration) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(permit) = Arc::clone(&self.slots).try_acquire_owned() {
            return Ok(permit);
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= self.places {
            return Err(busy("too many requests are waiting"));
        }
        match tokio::time::timeout(time, Arc::clone(&self.slots).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(busy("no slot became free in time")),
        }
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

fn busy(detail: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
        .hint("try again after the seconds that Retry-After tells")
        .header(header::RETRY_AFTER, "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beyond_the_slots_some_wait_and_the_rest_are_sent_away() {
        let queue = Queue::new(1, 1);
        let first = queue.enter(Duration::ZERO).await.expect("a free slot");
        let mut second = std::pin::pin!(queue.enter(Duration::from_mins(10)));
        assert!(poll_once(second.as_mut()).await.is_none());
        assert_eq!(queue.waiting(), 1);
        assert_eq!(queue.enter(Duration::from_mins(10)).await.map_err(|problem| problem.code()).err(), Some("busy"));
        drop(first);
        assert!(second.await.is_ok());
        assert_eq!(queue.waiting(), 0);
    }

    /// Polls once.
    async fn poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(match future.as_mut().poll(context) {
                std::task::Poll::Ready(value) => Some(value),
                std::task::Poll::Pending => None,
            })
        })
        .await
    }
}

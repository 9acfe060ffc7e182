//! Taking connections: how many there may be, how long one may dawdle, and how they end.
//!
//! A client that sends its request slowly, or takes its answer slowly, is cut off; and when there are as many connections
//! as allowed, the oldest one that waits for no answer makes room, so that idle ones never keep others out.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Bytes of a request's head.
const HEAD: usize = 64 << 10;
/// Headers of a request.
const HEADERS: usize = 100;
/// After the system refused a connection, for want of file handles say.
const BREATH: Duration = Duration::from_millis(50);

/// What the operator grants to connections.
#[derive(Clone, Copy)]
pub(super) struct Grant {
    /// Open at once.
    pub(super) connections: usize,
    /// Time for the head of a request to come, and for a piece of the answer to be taken.
    pub(super) patience: Duration,
    /// Time for running answers when the server stops.
    pub(super) grace: Duration,
}

/// Serves every connection until `stop` comes; then running answers are finished within the grace.
pub(super) async fn serve(listener: TcpListener, routes: Router, grant: Grant, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(grant.patience).max_headers(HEADERS).max_header_size(HEAD);
    let (open, graceful) = (Arc::new(Open::default()), GracefulShutdown::new());
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let ticket = open.enter(grant.connections);
        let service = {
            let (connection, routes) = (Arc::clone(&ticket.connection), routes.clone());
            service_fn(move |request| answer(routes.clone(), request, peer, Arc::clone(&connection)))
        };
        let running = graceful.watch(http.serve_connection(TokioIo::new(patient(stream, grant.patience)), service));
        tokio::spawn(async move {
            tokio::select! {
                // A client that broke off is none of the operator's business.
                _ = running => {}
                () = ticket.connection.close.notified() => {}
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(grant.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished in time");
    }
}

/// A stream on which a write that does not get on fails.
fn patient(stream: TcpStream, patience: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
    // Answers are written whole; waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience));
    Box::pin(stream)
}

async fn answer(
    routes: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
    connection: Arc<Connection>,
) -> Result<Response<Sent>, Infallible> {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(ConnectInfo(peer));
    connection.busy.store(body.is_end_stream(), Ordering::Relaxed);
    let body = Body::new(Received { body, connection: Arc::clone(&connection) });
    let response = routes.oneshot(Request::from_parts(parts, body)).await?;
    Ok(response.map(|body| Sent { body, connection }))
}

/// One connection.
#[derive(Default)]
struct Connection {
    /// Whether a whole request came and its answer is not sent.
    busy: AtomicBool,
    close: Notify,
}

/// The open connections in the order in which they came.
#[derive(Default)]
struct Open(Mutex<(u64, BTreeMap<u64, Arc<Connection>>)>);

impl Open {
    /// Takes up a connection; beyond `most`, the oldest idle one is closed.
    fn enter(self: &Arc<Self>, most: usize) -> Ticket {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, open) = &mut *guard;
        if open.len() >= most {
            let idle = open.iter().find(|(_, connection)| !connection.busy.load(Ordering::Relaxed));
            if let Some(closed) = idle.map(|(number, _)| *number).and_then(|number| open.remove(&number)) {
                closed.close.notify_one();
            }
        }
        let connection = Arc::new(Connection::default());
        *next += 1;
        open.insert(*next, Arc::clone(&connection));
        Ticket { open: Arc::clone(self), number: *next, connection }
    }
}

/// An open connection; dropped when it ends.
struct Ticket {
    open: Arc<Open>,
    number: u64,
    connection: Arc<Connection>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.open.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&self.number);
    }
}

/// A request's body, which tells when it has come whole.
struct Received {
    body: Incoming,
    connection: Arc<Connection>,
}

impl http_body::Body for Received {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None)) || self.body.is_end_stream() {
            self.connection.busy.store(true, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body, which tells when it has been handed over.
struct Sent {
    body: Body,
    connection: Arc<Connection>,
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.connection.busy.store(false, Ordering::Relaxed);
    }
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

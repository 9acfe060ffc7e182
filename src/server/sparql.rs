//! `/sparql`: queries, updates and the service's description.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, Uri, Version, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::Body as _;

use crate::store::{Error, Format, Query, QueryKind, Update};

use super::answer::{Job, answer, within};
use super::cache::Key;
use super::negotiate::choose;
use super::problem::Problem;
use super::protocol::{Operation, Request};
use super::state::{Loaded, State};
use super::{ServerOptions, describe};

/// Types for rows, in the order of preference.
const ROWS: &[(&str, Format)] = &[
    ("application/sparql-results+json", Format::Json),
    ("application/json", Format::Json),
    ("application/sparql-results+xml", Format::Xml),
    ("text/csv", Format::Csv),
    ("text/tab-separated-values", Format::Tsv),
    ("application/xml", Format::Xml),
    ("text/xml", Format::Xml),
    ("text/plain", Format::Table),
];

/// Types for graphs, in the order of preference.
pub(super) const GRAPHS: &[(&str, Format)] = &[
    ("text/turtle", Format::Turtle),
    ("application/n-triples", Format::NTriples),
    ("application/rdf+xml", Format::RdfXml),
    ("application/ld+json", Format::JsonLd),
    ("application/trig", Format::TriG),
    ("application/n-quads", Format::NQuads),
    ("application/x-turtle", Format::Turtle),
    ("application/json", Format::JsonLd),
    ("application/xml", Format::RdfXml),
    ("text/xml", Format::RdfXml),
    ("text/plain", Format::NTriples),
];

/// Bytes up to which a text is parsed on the spot: longer ones would keep others waiting.
const SHORT: usize = 8 << 10;

pub(super) async fn route(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    version: Version,
    uri: Uri,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = read(body, &state.options).await?;
    let request = Request::parse(&method, uri.query().unwrap_or_default(), &headers, &body)?;
    match request.operation {
        Operation::Describe => describe::service(&state, &headers).await,
        Operation::Query(ref text) => query(&state, text, &request, version, &headers).await,
        Operation::Update(ref text) => {
            state.may_write(&headers, peer.ip())?;
            update(&state, text, &request).await
        }
    }
}

/// The body, if it is not too long and comes in time.
pub(super) async fn read(body: Body, options: &ServerOptions) -> Result<Bytes, Problem> {
    let limit = options.request;
    let too_large = || {
        let detail = format!("the body is cut off or longer than {limit} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request-too-large", detail)
    };
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    match tokio::time::timeout(options.timeout, to_bytes(body, limit)).await {
        Ok(read) => read.map_err(|_| too_large()),
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "request-too-slow", "the body did not come in time")
            .header(header::CONNECTION, "close")),
    }
}

async fn query(
    state: &Arc<State>,
    text: &str,
    request: &Request,
    version: Version,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let loaded = state.loaded();
    let mut query = parse(state, &loaded, text, Query::parse).await?;
    if request.has_dataset() {
        query = query.with_dataset(request.default_graphs.clone(), request.named_graphs.clone());
    }
    let (media_type, format) = format(query.kind(), headers)?;
    let key = query.is_repeatable().then(|| key(&loaded, text, request, media_type));
    let job = Job { query, format, media_type, key, limits: within(version, state.limits(request.timeout)) };
    answer(state, loaded, job, headers).await
}

/// The format that the client prefers for this kind of result, with the type that it is known by.
pub(super) fn format(kind: QueryKind, headers: &HeaderMap) -> Result<(&'static str, Format), Problem> {
    let offers = if kind == QueryKind::Graph { GRAPHS } else { ROWS };
    let offer = choose(accept(headers).as_deref(), offers);
    let &(media_type, format) = offer.ok_or_else(|| Problem::not_acceptable(offers.iter().map(|offer| offer.0)))?;
    // The format's own name for its type says the charset too.
    let own = format.media_type();
    Ok((if own.split(';').next() == Some(media_type) { own } else { media_type }, format))
}

/// All `Accept` headers as one.
pub(super) fn accept(headers: &HeaderMap) -> Option<String> {
    let values: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(","))
}

fn key(loaded: &Loaded, text: &str, request: &Request, media_type: &str) -> Key {
    let graphs = |graphs: &[oxigraph::model::NamedNode]| graphs.iter().map(ToString::to_string).collect::<String>();
    let (default, named) = (graphs(&request.default_graphs), graphs(&request.named_graphs));
    Key::new([loaded.store.version(), text, media_type, &default, &named])
}

/// Parses a text; a long one in a turn of its own on another thread.
async fn parse<T: Send + 'static>(
    state: &State,
    loaded: &Arc<Loaded>,
    text: &str,
    parse: fn(&str, &str) -> Result<T, Error>,
) -> Result<T, Problem> {
    if text.len() <= SHORT {
        return Ok(parse(text, loaded.base())?);
    }
    let slot = state.parsing.enter(state.options.timeout).await?;
    let (loaded, text) = (Arc::clone(loaded), text.to_owned());
    let parsed = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        parse(&text, loaded.base())
    });
    Ok(parsed.await.map_err(|error| Problem::internal(&error))??)
}

async fn update(state: &Arc<State>, text: &str, request: &Request) -> Result<Response, Problem> {
    let mut update = parse(state, &state.loaded(), text, Update::parse).await?;
    if request.has_dataset() {
        update = update.with_dataset(request.default_graphs.clone(), request.named_graphs.clone())?;
    }
    let limits = state.limits(request.timeout);
    write(state, move |loaded, journal| {
        let changes = update.apply(&loaded.store, &limits)?;
        Ok((journal.append(&loaded.store, &changes)?, ()))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes the next state of the dataset in a turn of its own.
pub(super) async fn write<T: Send + 'static>(
    state: &Arc<State>,
    change: impl FnOnce(&Loaded, &mut crate::store::Journal) -> Result<(crate::store::Store, T), Error> + Send + 'static,
) -> Result<T, Problem> {
    let begun = Instant::now();
    let slot = state.queue.enter(state.options.timeout).await?;
    let shared = Arc::clone(state);
    let result = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        shared.write(change)
    });
    let result = result.await.map_err(|error| Problem::internal(&error))?;
    let outcome = result.as_ref().map_or_else(Error::code, |_| "ok");
    state.metrics.update(outcome);
    tracing::info!(outcome, milliseconds = begun.elapsed().as_millis(), "update");
    result?.ok_or_else(|| Problem::internal(&"there is no journal"))
}

//! `/store`: the SPARQL 1.1 Graph Store Protocol, with graphs named in the query (`?graph=`, `?default`) or by the
//! address itself.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, Version, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use bytes::Bytes;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};

use crate::store::{Changes, Error, Query};

use super::answer::{Job, answer, within};
use super::form::Form;
use super::problem::Problem;
use super::protocol::media_type;
use super::sparql;
use super::state::{Loaded, State};

/// `/store` with the graph in the query.
pub(super) fn indirect() -> MethodRouter<Arc<State>> {
    methods()
}

/// `/store/…`, whose address is the graph's name.
pub(super) fn direct() -> MethodRouter<Arc<State>> {
    methods()
}

fn methods() -> MethodRouter<Arc<State>> {
    get(route).put(route).post(route).delete(route)
}

/// What a request is about.
enum Target {
    Graph(GraphName),
    /// A new graph, named by the server.
    New,
}

async fn route(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    version: Version,
    uri: Uri,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let target = target(&uri, &headers, &method)?;
    if matches!(method, Method::GET | Method::HEAD) {
        return match target {
            Target::Graph(graph) => read(&state, &graph, version, &headers).await,
            Target::New => Err(no_graph()),
        };
    }
    state.may_write(&headers, peer.ip())?;
    let body = sparql::read(body, &state.options).await?;
    match (target, method) {
        (Target::Graph(graph), Method::DELETE) => delete(&state, graph).await,
        (Target::Graph(graph), method) => put(&state, graph, &headers, body, method == Method::PUT).await,
        (Target::New, Method::POST) => create(&state, &headers, body).await,
        (Target::New, _) => Err(no_graph()),
    }
}

fn no_graph() -> Problem {
    Problem::bad_request("no-graph", "the request names no graph").hint("add ?graph=IRI or ?default")
}

fn target(uri: &Uri, headers: &HeaderMap, method: &Method) -> Result<Target, Problem> {
    if uri.path().len() > "/store/".len() {
        return Ok(Target::Graph(named(&address(uri.path(), headers))?));
    }
    let form = Form::parse(uri.query().unwrap_or_default(), b"")?;
    match (form.one("graph")?, form.has("default")) {
        (Some(name), false) => Ok(Target::Graph(named(name)?)),
        (None, true) => Ok(Target::Graph(GraphName::DefaultGraph)),
        (None, false) if method == Method::POST => Ok(Target::New),
        (None, false) => Err(no_graph()),
        (Some(_), true) => Err(Problem::bad_request("conflicting-parameters", "there are both graph and default")),
    }
}

fn named(name: &str) -> Result<GraphName, Problem> {
    let name = NamedNode::new(name).map_err(|error| Problem::bad_request("bad-iri", format!("{name}: {error}")))?;
    Ok(name.into())
}

/// The absolute address of a path on this server, as the client knows it.
pub(super) fn address(path: &str, headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{}{path}", text("host").unwrap_or("localhost"))
}

fn exists(loaded: &Loaded, graph: &GraphName) -> Result<bool, Error> {
    match graph {
        GraphName::NamedNode(name) => loaded.store.contains_named_graph(name),
        _ => Ok(true),
    }
}

fn missing(graph: &GraphName) -> Problem {
    Problem::not_found(format!("there is no graph {graph}"))
}

async fn read(
    state: &Arc<State>,
    graph: &GraphName,
    version: Version,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let loaded = state.loaded();
    if !exists(&loaded, graph)? {
        return Err(missing(graph));
    }
    let name = match graph {
        GraphName::NamedNode(name) => name.clone(),
        _ => NamedNode::new_unchecked("urn:x-arq:DefaultGraph"),
    };
    let query = Query::parse("CONSTRUCT WHERE { ?s ?p ?o }", loaded.base())?.with_dataset(vec![name], Vec::new());
    let (media_type, format) = sparql::format(query.kind(), headers)?;
    let name = graph.to_string();
    let key = Some(super::cache::Key::new([loaded.store.version(), "graph", &name, media_type]));
    answer(state, loaded, Job { query, format, media_type, key, limits: within(version, state.limits(None)) }, headers)
        .await
}

async fn delete(state: &Arc<State>, graph: GraphName) -> Result<Response, Problem> {
    if !exists(&state.loaded(), &graph)? {
        return Err(missing(&graph));
    }
    sparql::write(state, move |loaded, journal| {
        let changes = Changes {
            removed: loaded.store.graph()?.quads_of(&graph).collect(),
            dropped: named_term(&graph).into_iter().collect(),
            ..Changes::default()
        };
        Ok((journal.append(&loaded.store, &[changes])?, ()))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Adds what the body says to a graph, or puts it in the place of what was there.
async fn put(
    state: &Arc<State>,
    graph: GraphName,
    headers: &HeaderMap,
    body: Bytes,
    replace: bool,
) -> Result<Response, Problem> {
    let added = parse(headers, body, &graph).await?;
    let created = sparql::write(state, move |loaded, journal| {
        let created = !exists(loaded, &graph)?;
        let removed = if replace { loaded.store.graph()?.quads_of(&graph).collect() } else { Vec::new() };
        let made = named_term(&graph).into_iter().collect();
        let changes = Changes { removed, added, created: made, ..Changes::default() };
        Ok((journal.append(&loaded.store, &[changes])?, created))
    })
    .await?;
    Ok(if created { StatusCode::CREATED } else { StatusCode::NO_CONTENT }.into_response())
}

/// Makes a graph whose name is an address below `/store`.
async fn create(state: &Arc<State>, headers: &HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let unique = oxigraph::model::BlankNode::default();
    let name = address(&format!("/store/{}", unique.as_str()), headers);
    let response = put(state, named(&name)?, headers, body, true).await?;
    let location = HeaderValue::try_from(name).map_err(|error| Problem::internal(&error))?;
    Ok((response.status(), [(header::LOCATION, location)]).into_response())
}

fn named_term(graph: &GraphName) -> Option<Term> {
    match graph {
        GraphName::NamedNode(name) => Some(name.clone().into()),
        _ => None,
    }
}

/// The triples of a body, or of all parts of a `multipart/form-data` body.
async fn parse(headers: &HeaderMap, body: Bytes, graph: &GraphName) -> Result<Vec<Quad>, Problem> {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(boundary) = multer::parse_boundary(declared) else {
        return quads(&media_type(headers)?, &body, graph);
    };
    let bad = |error: multer::Error| Problem::bad_request("bad-multipart", error.to_string());
    let once = futures_util::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(body)));
    let mut parts = multer::Multipart::new(once, boundary);
    let mut all = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        let essence = part.content_type().map(|mime| mime.essence_str().to_owned()).unwrap_or_default();
        all.extend(quads(&essence, &part.bytes().await.map_err(bad)?, graph)?);
    }
    Ok(all)
}

fn quads(media_type: &str, body: &[u8], graph: &GraphName) -> Result<Vec<Quad>, Problem> {
    let format = RdfFormat::from_media_type(media_type)
        .ok_or_else(|| Problem::unsupported_type(format!("{media_type} is no RDF format known here")))?;
    let mut parser =
        RdfParser::from_format(format).without_named_graphs().rename_blank_nodes().with_default_graph(graph.clone());
    if let GraphName::NamedNode(name) = graph {
        parser = parser.with_base_iri(name.as_str()).map_err(|error| Problem::internal(&error))?;
    }
    let quads: Result<Vec<Quad>, _> = parser.for_slice(body).collect();
    quads.map_err(|error| Error::from(error).into())
}

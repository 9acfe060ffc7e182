//! What the service says of itself (SPARQL 1.1 Service Description) and of its dataset (`VoID`, with counts as they are now).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use oxigraph::io::RdfSerializer;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

use crate::store::{Graph, QueryKind};

use super::graph_store::address;
use super::problem::Problem;
use super::sparql;
use super::state::{Loaded, State};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// Prefixes of the terms used here, for answers that people read.
const PREFIXES: [(&str, &str); 3] = [("sd", SD), ("void", VOID), ("formats", FORMATS)];

/// Answers with triples in the format that the client prefers.
pub(super) fn triples(triples: &[Triple], headers: &HeaderMap) -> Result<Response, Problem> {
    let (media_type, format) = sparql::format(QueryKind::Graph, headers)?;
    let format = format.rdf().ok_or_else(|| Problem::internal(&"no format for graphs"))?;
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in PREFIXES.into_iter().chain(crate::rdf::vocab::PREFIXES.iter().copied()) {
        serializer = serializer.with_prefix(prefix, namespace).map_err(|error| Problem::internal(&error))?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_triple(triple).map_err(|error| Problem::internal(&error))?;
    }
    let body = writer.finish().map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::VARY, HeaderValue::from_static("accept")),
    ];
    Ok((headers, body).into_response())
}

fn iri(namespace: &str, local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{namespace}{local}"))
}

/// Triples about one thing, written one after the other.
struct About<'a> {
    subject: NamedOrBlankNode,
    triples: &'a mut Vec<Triple>,
}

impl About<'_> {
    fn say(&mut self, property: NamedNode, object: impl Into<Term>) {
        self.triples.push(Triple::new(self.subject.clone(), property, object));
    }

    /// A further thing that this one has.
    fn has(&mut self, property: NamedNode) -> About<'_> {
        let node = BlankNode::default();
        self.say(property, node.clone());
        About { subject: node.into(), triples: self.triples }
    }

    fn count(&mut self, property: &str, count: usize) {
        self.say(iri(VOID, property), Literal::from(u64::try_from(count).unwrap_or(u64::MAX)));
    }
}

/// The description at `/sparql` when nothing is asked.
pub(super) async fn service(state: &Arc<State>, headers: &HeaderMap) -> Result<Response, Problem> {
    let loaded = counted(state).await?;
    let mut all = Vec::new();
    let endpoint = address("/sparql", headers);
    let endpoint =
        NamedNode::new(&endpoint).map_err(|_| Problem::bad_request("bad-host", "the host is no part of an address"))?;
    let mut service = About { subject: BlankNode::default().into(), triples: &mut all };
    service.say(rdf::TYPE.into(), iri(SD, "Service"));
    service.say(iri(SD, "endpoint"), endpoint);
    service.say(iri(SD, "supportedLanguage"), iri(SD, "SPARQL11Query"));
    if state.guard.is_open() {
        service.say(iri(SD, "supportedLanguage"), iri(SD, "SPARQL11Update"));
    }
    service.say(iri(SD, "feature"), iri(SD, "UnionDefaultGraph"));
    for format in [
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "N-Triples",
        "RDF_XML",
        "JSON-LD",
    ] {
        service.say(iri(SD, "resultFormat"), iri(FORMATS, format));
    }
    for format in ["Turtle", "N-Triples", "RDF_XML", "JSON-LD"] {
        service.say(iri(SD, "inputFormat"), iri(FORMATS, format));
    }
    let mut dataset = service.has(iri(SD, "defaultDataset"));
    dataset.say(rdf::TYPE.into(), iri(SD, "Dataset"));
    let statistics = loaded.statistics()?;
    let mut graph = dataset.has(iri(SD, "defaultGraph"));
    graph.say(rdf::TYPE.into(), iri(SD, "Graph"));
    graph.count("triples", statistics.triples);
    for name in loaded.store.graph()?.named_graphs() {
        let mut named = dataset.has(iri(SD, "namedGraph"));
        named.say(rdf::TYPE.into(), iri(SD, "NamedGraph"));
        named.say(iri(SD, "name"), name.clone());
    }
    triples(&all, headers)
}

/// `/.well-known/void`.
pub(super) async fn void(Shared(state): Shared<Arc<State>>, headers: HeaderMap) -> Result<Response, Problem> {
    let loaded = counted(&state).await?;
    triples(&dataset(&loaded, &address("/sparql", &headers))?, &headers)
}

/// The present state, with its statistics.
async fn counted(state: &Arc<State>) -> Result<Arc<Loaded>, Problem> {
    let loaded = state.loaded();
    if !loaded.is_counted() {
        let (slot, loaded) = (state.queue.enter(state.options.timeout).await?, Arc::clone(&loaded));
        let counting = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            loaded.statistics().map(drop)
        });
        counting.await.map_err(|error| Problem::internal(&error))??;
    }
    Ok(loaded)
}

fn dataset(loaded: &Loaded, endpoint: &str) -> Result<Vec<Triple>, Problem> {
    let statistics = loaded.statistics()?;
    let mut all = Vec::new();
    let mut dataset = About { subject: loaded.iris.dataset().into(), triples: &mut all };
    dataset.say(rdf::TYPE.into(), iri(VOID, "Dataset"));
    if let Ok(endpoint) = NamedNode::new(endpoint) {
        dataset.say(iri(VOID, "sparqlEndpoint"), endpoint);
    }
    dataset.say(iri(VOID, "uriSpace"), Literal::from(loaded.base()));
    dataset.count("triples", statistics.triples);
    dataset.count("distinctSubjects", statistics.subjects);
    dataset.count("classes", statistics.classes.len());
    dataset.count("properties", statistics.properties.len());
    for (class, count) in &statistics.classes {
        let mut part = dataset.has(iri(VOID, "classPartition"));
        part.say(iri(VOID, "class"), NamedNode::new_unchecked(class));
        part.count("entities", *count);
    }
    for (property, count) in &statistics.properties {
        let mut part = dataset.has(iri(VOID, "propertyPartition"));
        part.say(iri(VOID, "property"), NamedNode::new_unchecked(property));
        part.count("triples", *count);
    }
    Ok(all)
}

/// Counts over the union of all graphs.
#[derive(Default)]
pub(super) struct Statistics {
    triples: usize,
    subjects: usize,
    classes: BTreeMap<String, usize>,
    properties: BTreeMap<String, usize>,
}

impl Statistics {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut counts = Self::default();
        let mut last: Option<[&Term; 3]> = None;
        for triple @ [subject, property, object] in graph.triples(None, None, None) {
            // Triples come in order, so those of several graphs stand together.
            if last == Some(triple) {
                continue;
            }
            counts.triples += 1;
            counts.subjects += usize::from(last.is_none_or(|[earlier, ..]| earlier != subject));
            last = Some(triple);
            if let Term::NamedNode(property) = property {
                *counts.properties.entry(property.as_str().to_owned()).or_default() += 1;
                if let (true, Term::NamedNode(class)) = (property.as_ref() == rdf::TYPE, object) {
                    *counts.classes.entry(class.as_str().to_owned()).or_default() += 1;
                }
            }
        }
        counts
    }
}

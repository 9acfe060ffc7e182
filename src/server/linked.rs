//! Linked data: the address of every thing under the base tells what the graph says about it, as a page or as RDF.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use indexmap::IndexSet;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use percent_encoding::percent_decode_str;

use crate::rdf::SharedGraph;
use crate::rdf::vocab::{dcterms, rdfs, skos};
use crate::store::{Error, Store};

use super::negotiate::choose;
use super::problem::Problem;
use super::state::{Loaded, State};
use super::{describe, sparql};

/// Most triples that lead to a thing which its page shows; there can be hundreds of thousands.
const INCOMING: usize = 500;

/// Any other address: a thing of the graph, or nothing.
pub(super) async fn resource(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "things are only read")
            .header(header::ALLOW, "GET, HEAD"));
    }
    let loaded = state.loaded();
    let unknown = || Problem::not_found(format!("nothing is known of {}", uri.path()));
    let name = iri(loaded.base(), uri.path()).ok_or_else(unknown)?;
    let (limits, is_ontology, page) = (state.limits(None), uri.path() == "/ontology", prefers_page(&headers));
    // What is read from disk must not keep others waiting.
    let told = tokio::task::spawn_blocking(move || limits.enforce(0, || tell(&loaded, &name, is_ontology, page)));
    let told = told.await.map_err(|error| Problem::internal(&error))??.ok_or_else(unknown)?;
    if let Some(html) = told.page {
        return Ok(([(header::VARY, "accept")], Html(html)).into_response());
    }
    describe::triples(&told.triples, &headers)
}

/// What is said of a thing.
struct Told {
    triples: Vec<Triple>,
    /// The same for people, where that is wanted.
    page: Option<String>,
}

/// What is said of a thing; `None` where nothing is known of it.
fn tell(loaded: &Loaded, name: &NamedNode, is_ontology: bool, page: bool) -> Result<Option<Told>, Error> {
    let triples = if is_ontology {
        let all = loaded.store.triples_of(&loaded.iris.graph(SharedGraph::Ontology));
        // The practices of the taxonomy have pages of their own.
        let wanted = |triple: &Triple| !page || is_within(&triple.subject, name);
        all.filter(|triple| triple.as_ref().map_or(true, wanted)).collect::<Result<_, _>>()?
    } else {
        about(&loaded.store, name)?
    };
    if triples.is_empty() && !loaded.store.mentions(name)? {
        return Ok(None);
    }
    let page = page.then(|| html(loaded, name, &triples)).transpose()?;
    Ok(Some(Told { triples, page }))
}

/// Whether a subject is a thing, or a part of it (`…#section-1`).
fn is_within(subject: &NamedOrBlankNode, name: &NamedNode) -> bool {
    matches!(subject, NamedOrBlankNode::NamedNode(node) if node == name || fragment(node, name).is_some())
}

/// The name of a part within a thing.
fn fragment<'a>(part: &'a NamedNode, name: &NamedNode) -> Option<&'a str> {
    part.as_str().strip_prefix(name.as_str())?.strip_prefix('#')
}

fn prefers_page(headers: &HeaderMap) -> bool {
    let offers: Vec<(&'static str, bool)> = sparql::GRAPHS
        .iter()
        .take(1)
        .map(|offer| (offer.0, false))
        .chain([("text/html", true), ("application/xhtml+xml", true)])
        .chain(sparql::GRAPHS.iter().skip(1).map(|offer| (offer.0, false)))
        .collect();
    choose(sparql::accept(headers).as_deref(), &offers).is_some_and(|offer| offer.1)
}

/// The IRI that a path under the base stands for: names are encoded as the graph encodes them, however the client did.
fn iri(base: &str, path: &str) -> Option<NamedNode> {
    let parts: Option<Vec<String>> = path.trim_start_matches('/').split('/').map(part).collect();
    NamedNode::new(format!("{base}{}", parts?.join("/"))).ok()
}

fn part(part: &str) -> Option<String> {
    let decoded = percent_decode_str(part).decode_utf8().ok()?;
    Some(crate::rdf::iri::encode_part(&decoded))
}

/// What the graph says about a thing and about its parts (`…#section-1`), and what leads to it.
fn about(store: &Store, name: &NamedNode) -> Result<Vec<Triple>, Error> {
    let term = Term::from(name.clone());
    let is_part = |term: &Term| matches!(term, Term::NamedNode(node) if fragment(node, name).is_some());
    let leading = store.triples(None, None, Some(&term)).take(INCOMING);
    let mut found: IndexSet<Triple> =
        store.triples(Some(&term), None, None).chain(leading).collect::<Result<_, _>>()?;
    let ends = found.iter().flat_map(|triple| [Term::from(triple.subject.clone()), triple.object.clone()]);
    let parts: BTreeMap<String, Term> = ends.filter(is_part).map(|part| (part.to_string(), part)).collect();
    for part in parts.values() {
        for triple in store.triples(Some(part), None, None) {
            found.insert(triple?);
        }
    }
    Ok(found.into_iter().collect())
}

/// The first label of a thing.
fn label(store: &Store, name: &NamedNode) -> Result<Option<String>, Error> {
    let term = Term::from(name.clone());
    for property in [dcterms::TITLE, skos::PREF_LABEL, rdfs::LABEL] {
        if let Some(Term::Literal(label)) = store.object(&term, property)? {
            return Ok(Some(label.value().to_owned()));
        }
    }
    Ok(None)
}

fn html(loaded: &Loaded, name: &NamedNode, triples: &[Triple]) -> Result<String, Error> {
    let label = label(&loaded.store, name)?;
    let mut seen = HashSet::new();
    let rows = triples.iter().fold(String::new(), |mut rows, triple| {
        let subject = Term::from(triple.subject.clone());
        let anchor = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) if seen.insert(node) => fragment(node, name),
            _ => None,
        };
        let anchor = anchor.map_or_else(String::new, |part| format!(" id=\"{}\"", escape(part)));
        let predicate = Term::from(triple.predicate.clone());
        let cells = [&subject, &predicate, &triple.object].map(|term| cell(loaded.base(), term));
        let _ = write!(rows, "<tr{anchor}><td>{}</td></tr>", cells.join("</td><td>"));
        rows
    });
    let iri = escape(name.as_str());
    let title = label.unwrap_or_else(|| name.as_str().to_owned());
    Ok(page(&title, &format!("<p><code>{iri}</code></p><table>{rows}</table>")))
}

fn cell(base: &str, term: &Term) -> String {
    match term {
        Term::NamedNode(node) => {
            let text = escape(node.as_str().strip_prefix(base).unwrap_or(node.as_str()));
            let is_web = ["http://", "https://"].iter().any(|scheme| node.as_str().starts_with(scheme));
            match node.as_str().strip_prefix(base) {
                Some(path) => format!("<a href=\"/{}\">{text}</a>", escape(path)),
                None if is_web => format!("<a href=\"{text}\" rel=\"noreferrer\">{text}</a>"),
                None => text,
            }
        }
        Term::Literal(literal) => escape(literal.value()),
        other => escape(&other.to_string()),
    }
}

fn page(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{font-family:sans-serif;margin:2rem;max-width:80rem}}td{{border-top:1px solid #ccc;padding:.3rem;\
         vertical-align:top;word-break:break-word}}</style><h1>{title}</h1>{body}</html>"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

//! The ontology's files, compiled in, and the graph that holds ontology and taxonomy.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use super::iri::{DEFAULT_BASE, Iris, SharedGraph};

/// Our own terms (OWL, Turtle).
pub const TERMS: &str = include_str!("../../ontology/anpu.ttl");
/// The constraints that good data keeps (SHACL, Turtle).
pub const SHAPES: &str = include_str!("../../ontology/shapes.ttl");
/// The context of our JSON-LD.
pub const CONTEXT: &str = include_str!("../../ontology/context.jsonld");

/// A file of the ontology is no Turtle.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {source}")]
pub struct Error {
    /// The file.
    file: String,
    /// What is wrong with it, and where.
    source: RdfParseError,
}

/// The graph of the ontology: our terms and the practice taxonomy (its files, each a name and Turtle), each quad once,
/// in a fixed order. What the files say under the default base is said under that of `iris`.
///
/// # Errors
/// A file that is no Turtle, with the position.
pub fn quads<'a>(taxonomy: impl Iterator<Item = (&'a str, &'a str)>, iris: &Iris) -> Result<Vec<Quad>, Error> {
    let graph = GraphName::from(iris.graph(SharedGraph::Ontology));
    let mut quads = BTreeMap::new();
    for (file, text) in [("anpu.ttl", TERMS)].into_iter().chain(taxonomy) {
        let parsed = parse(text, iris).map_err(|source| Error { file: file.to_owned(), source })?;
        for quad in parsed {
            let quad = rebased(quad, iris, &graph);
            quads.insert(quad.to_string(), quad);
        }
    }
    Ok(quads.into_values().collect())
}

fn parse(text: &str, iris: &Iris) -> Result<Vec<Quad>, RdfParseError> {
    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(iris.base());
    let parser = parser.map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidInput, error))?;
    Ok(parser.for_slice(text).collect::<Result<_, _>>()?)
}

fn rebased(quad: Quad, iris: &Iris, graph: &GraphName) -> Quad {
    let subject = match quad.subject {
        NamedOrBlankNode::NamedNode(node) => rebase(node, iris).into(),
        blank @ NamedOrBlankNode::BlankNode(_) => blank,
    };
    let object = match quad.object {
        Term::NamedNode(node) => rebase(node, iris).into(),
        other => other,
    };
    Quad::new(subject, quad.predicate, object, graph.clone())
}

/// A thing (not a term of the ontology) moves to the dataset's base.
fn rebase(node: NamedNode, iris: &Iris) -> NamedNode {
    match node.as_str().strip_prefix(DEFAULT_BASE).filter(|rest| rest.starts_with("id/")) {
        Some(rest) if iris.base() != DEFAULT_BASE => NamedNode::new_unchecked(format!("{}{rest}", iris.base())),
        _ => node,
    }
}

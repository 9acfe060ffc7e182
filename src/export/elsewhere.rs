//! A dataset that another store holds, fetched graph by graph into a folder of its own, so that it can be exported and
//! analysed like one built here. Its records are read back from the graphs of its documents.

use std::io;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, Quad, Term};

use crate::rdf::{self, Iris, Named, SharedGraph};
use crate::store::{Dataset, Manifest, Packed, Table, Writer};

use super::{Error, Remote};

/// The base of the IRIs, as the dataset's own description tells it.
const BASE: &str = "PREFIX void: <http://rdfs.org/ns/void#>
SELECT DISTINCT ?space WHERE { GRAPH ?g { ?dataset a void:Dataset ; void:uriSpace ?space } }";
/// The graphs of documents.
const DOCUMENTS: &str = "PREFIX anpu: <https://w3id.org/anpu/ontology#>
SELECT DISTINCT ?g WHERE { GRAPH ?g { ?document a anpu:SourceDocument } } ORDER BY ?g";

/// Fetches the dataset that a SPARQL endpoint holds into `folder`.
///
/// # Errors
/// The endpoint cannot be reached, holds no such dataset, or breaks off; the folder cannot be written.
pub fn fetch(remote: &Remote, folder: &Path) -> Result<Dataset, Error> {
    let iris = base(remote)?;
    let mut named = Named::default();
    let mut shared = Vec::new();
    for graph in SharedGraph::ALL {
        let quads = quads(remote, iris.graph(graph))?;
        if graph == SharedGraph::Authorities {
            for quad in &quads {
                named.add(quad, &iris);
            }
        }
        shared.extend(quads);
    }
    let mut writer = Writer::create(folder)?;
    for graph in column(remote, DOCUMENTS)? {
        let Term::NamedNode(graph) = graph else { continue };
        let quads = quads(remote, graph.clone())?;
        let (document, records) =
            rdf::read(&quads, &iris, &named).ok_or_else(|| Error::NoDataset(graph.into_string()))?;
        let packed = Packed::new(&document, &records, |sink| quads.iter().try_for_each(|quad| sink(quad.as_ref())));
        writer.document(packed.map_err(Error::from)?)?;
    }
    writer.shared(|sink| shared.iter().try_for_each(|quad| sink(quad.as_ref())))?;
    Ok(writer.finish(Manifest { base: iris.base().to_owned(), ..Manifest::default() })?)
}

fn base(remote: &Remote) -> Result<Iris, Error> {
    let none = || Error::NoDataset(remote.url().to_owned());
    let space = column(remote, BASE)?.into_iter().next().ok_or_else(none)?;
    let Term::Literal(space) = space else { return Err(none()) };
    Ok(Iris::new(space.value().strip_suffix("id/").ok_or_else(none)?)?)
}

/// The one column of an answer.
fn column(remote: &Remote, query: &str) -> Result<Vec<Term>, Error> {
    let table = Table::read(remote.query(query, "application/sparql-results+json")?)?;
    Ok(table.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}

/// The quads of one graph.
fn quads(remote: &Remote, graph: NamedNode) -> Result<Vec<Quad>, Error> {
    let query = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}");
    let answer = io::BufReader::new(remote.query(&query, "application/n-triples")?);
    let parser = RdfParser::from_format(RdfFormat::NTriples).with_default_graph(graph);
    Ok(parser.for_reader(answer).collect::<Result<_, _>>()?)
}

//! `SERVICE` and `LOAD` at addresses that the operator allowed, and nowhere else.
//!
//! An address is allowed as it is written: no redirect is followed, no proxy of the environment is used. What comes back is
//! bound in time and length as any answer is.

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use spareval::{QueryEvaluationError, QuerySolutionIter, ServiceHandler};
use spargebra::algebra::GraphPattern;
use ureq::http::Response;
use ureq::{Agent, Body};

use super::engine::{meter, size};
use super::{Error, Limits};

/// Bytes of an answer from elsewhere where no limit is set.
const BYTES: u64 = 1 << 30;
/// Types of graphs that are asked for.
const GRAPHS: &str =
    "application/n-quads, application/n-triples, text/turtle, application/rdf+xml, application/ld+json";

/// Another endpoint that a query may ask.
pub(super) struct Remote {
    address: NamedNode,
    deadline: Option<Instant>,
    bytes: u64,
}

impl Remote {
    /// Those that `limits` allow.
    pub(super) fn allowed(limits: &Limits) -> impl Iterator<Item = (NamedNode, Self)> {
        let deadline = limits.time.and_then(|time| Instant::now().checked_add(time));
        let bytes = limits.bytes.unwrap_or(BYTES);
        let names = limits.services.iter().filter_map(|address| NamedNode::new(address.as_str()).ok());
        names.map(move |address| (address.clone(), Self { address, deadline, bytes }))
    }

    fn ask(&self, pattern: &GraphPattern) -> Result<QuerySolutionIter<'static>, String> {
        let query = spargebra::Query::Select { dataset: None, pattern: pattern.clone(), base_iri: None }.to_string();
        let time = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let request = agent(time).post(self.address.as_str()).header("accept", "application/sparql-results+json");
        let answer = request.content_type("application/sparql-query").send(query).map_err(|error| error.to_string())?;
        let parser = QueryResultsParser::from_format(QueryResultsFormat::Json);
        let solutions = match parser.for_reader(reader(answer, self.bytes)).map_err(|error| error.to_string())? {
            ReaderQueryResultsParserOutput::Solutions(solutions) => solutions,
            ReaderQueryResultsParserOutput::Boolean(_) => return Err("the answer has no rows".to_owned()),
        };
        let variables: Arc<[_]> = solutions.variables().into();
        let mut rows = Vec::new();
        for solution in solutions {
            let row = solution.map_err(|error| error.to_string())?.values().to_vec();
            row.iter().flatten().for_each(|term| meter::keep(size(term)));
            rows.push(Ok(row));
        }
        Ok(QuerySolutionIter::from_tuples(variables, rows))
    }
}

impl ServiceHandler for Remote {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        pattern: &GraphPattern,
        _: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        let failed = |error: String| QueryEvaluationError::Service(format!("{}: {error}", self.address).into());
        self.ask(pattern).map_err(failed)
    }
}

/// The triples at `source`, as quads of `graph`.
///
/// # Errors
/// The address is not allowed, or does not give RDF in time and within the length.
pub(super) fn load(source: &NamedNode, graph: &GraphName, limits: &Limits) -> Result<Vec<Quad>, Error> {
    if !limits.services.iter().any(|address| address == source.as_str()) {
        return Err(Error::Federation(source.to_string()));
    }
    let failed = |error: String| Error::Service(format!("{source}: {error}"));
    let answer = agent(limits.time)
        .get(source.as_str())
        .header("accept", GRAPHS)
        .call()
        .map_err(|error| failed(error.to_string()))?;
    let media_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = RdfFormat::from_media_type(media_type).ok_or_else(|| failed(format!("{media_type} is no RDF")))?;
    let parser = RdfParser::from_format(format).without_named_graphs().rename_blank_nodes();
    let parser = parser.with_default_graph(graph.clone());
    let parser = parser.with_base_iri(source.as_str()).map_err(|error| failed(error.to_string()))?;
    let mut quads = Vec::new();
    for quad in parser.for_reader(reader(answer, limits.bytes.unwrap_or(BYTES))) {
        let quad = quad.map_err(|error| failed(error.to_string()))?;
        meter::keep(size_of::<Quad>() + size(&quad.object));
        quads.push(quad);
    }
    Ok(quads)
}

fn agent(time: Option<Duration>) -> Agent {
    Agent::new_with_config(Agent::config_builder().timeout_global(time).max_redirects(0).proxy(None).build())
}

fn reader(answer: Response<Body>, bytes: u64) -> impl Read {
    answer.into_body().into_with_config().limit(bytes).reader()
}

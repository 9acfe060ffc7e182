//! A query as text became it, and the bounds within which it is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use oxigraph::model::{NamedNode, Term, Variable};
use oxigraph::sparql::QueryResults;
use spareval::QueryDatasetSpecification;
use spargebra::SparqlParser;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;

use crate::rdf::vocab::PREFIXES;

use super::engine::meter::{self, Bounds, Stop};
use super::engine::{DefaultGraph, View};
use super::graph::Source;
use super::remote::Remote;
use super::rewrite::Rewrite;
use super::search::{SEARCH_SERVICE, Service};
use super::{Error, Store, nesting, syntax};

/// Bytes of a query. What is longer is data; an update may bring as much as the caller allows.
const LENGTH: usize = 1 << 20;

/// What a query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryKind {
    /// `SELECT`: rows.
    Select,
    /// `ASK`: yes or no.
    Ask,
    /// `CONSTRUCT` or `DESCRIBE`: triples.
    Graph,
}

/// How much work and output a query may take.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Time from the begin of the evaluation to its end, writing of the result included.
    pub time: Option<Duration>,
    /// Rows, or triples of a graph.
    pub rows: Option<u64>,
    /// Bytes of the written result.
    pub bytes: Option<u64>,
    /// Bytes of memory that the evaluation may hold (an estimate from the rows and texts that it holds).
    pub memory: Option<u64>,
    /// Addresses that `SERVICE` and `LOAD` may reach, as they are written in the query; none unless told.
    pub services: Arc<[String]>,
    /// Stops the query from elsewhere.
    pub cancel: Cancel,
}

/// Stops a query from another thread. Clones stop the same query.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops the query: it ends with [`Error::Cancelled`].
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Limits {
    /// Runs an evaluation within time and memory, and ends it where it goes beyond or is cancelled. A term that it holds
    /// counts for `weight` bytes. Reading a dataset's records and documents is such work too.
    ///
    /// # Errors
    /// A limit is reached, or the work fails.
    pub fn enforce<T>(&self, weight: i64, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let bounds = Arc::new(Bounds {
            deadline: self.time.and_then(|time| Instant::now().checked_add(time)),
            memory: self.memory.unwrap_or(u64::MAX),
            weight,
            cancelled: Arc::clone(&self.cancel.0),
        });
        meter::within(&bounds, work).unwrap_or_else(|stop| Err(self.stopped(&stop)))
    }

    fn stopped(&self, stop: &Stop) -> Error {
        match stop {
            Stop::Deadline => Error::Deadline(self.time.unwrap_or_default()),
            Stop::Memory => Error::TooMuchMemory(self.memory.unwrap_or_default()),
            Stop::Cancelled => Error::Cancelled,
            Stop::Defect => Error::Evaluation("the evaluator failed on this query".to_owned()),
            #[cfg(feature = "rocksdb")]
            Stop::Unreadable(message) => Error::Disk(message.clone()),
        }
    }
}

/// The graphs that a query asks, in place of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Graphs {
    pub(super) default: Vec<NamedNode>,
    pub(super) named: Vec<NamedNode>,
}

/// Names (known from Jena) for the graph without a name and for the union of all graphs.
const UNNAMED: &str = "urn:x-arq:DefaultGraph";
const UNION: &str = "urn:x-arq:UnionGraph";

impl Graphs {
    /// Those that a query or update names itself.
    pub(super) fn of(dataset: &spargebra::algebra::QueryDataset) -> Self {
        Self { default: dataset.default.clone(), named: dataset.named.clone().unwrap_or_default() }
    }

    pub(super) fn default_graph(&self) -> DefaultGraph {
        if self.default.iter().any(|name| name.as_str() == UNION) {
            return DefaultGraph::Union;
        }
        let name = |name: &NamedNode| (name.as_str() != UNNAMED).then(|| name.clone().into());
        DefaultGraph::Of(self.default.iter().map(name).collect())
    }

    pub(super) fn specification(&self) -> QueryDatasetSpecification {
        let mut specification = QueryDatasetSpecification::new();
        specification.set_available_named_graphs(self.named.iter().cloned().map(Into::into).collect());
        specification
    }
}

/// A parsed query.
#[derive(Clone, Debug)]
pub struct Query {
    /// Before it was rewritten for our evaluation, for another store to answer.
    written: spargebra::Query,
    parsed: spargebra::Query,
    /// Default and named graphs that the protocol gives, in place of the query's own.
    graphs: Option<Graphs>,
    rewrite: Rewrite,
    is_repeatable: bool,
}

impl Query {
    /// The query as SPARQL that needs neither our base nor our prefixes, for another store to answer.
    #[must_use]
    pub fn sparql(&self) -> String {
        self.written.to_string()
    }

    /// Reads SPARQL 1.1. Relative IRIs are resolved against `base` (the dataset's: `<id/unit/…>` works); our usual
    /// prefixes need no declaration.
    ///
    /// # Errors
    /// [`Error::Syntax`] with the position; [`Error::TooLong`] beyond a mebibyte; [`Error::TooDeep`].
    pub fn parse(text: &str, base: &str) -> Result<Self, Error> {
        if text.len() > LENGTH {
            return Err(Error::TooLong(LENGTH));
        }
        nesting::check(text)?;
        let mut parsed = parser(base)?.parse_query(text).map_err(|error| syntax::error(text, &error))?;
        let mut written = parsed.clone();
        Rewrite::for_elsewhere(&mut written)?;
        let rewrite = Rewrite::query(&mut parsed)?;
        let is_repeatable = is_repeatable(&parsed);
        let graphs = parsed.dataset().map(Graphs::of);
        Ok(Self { written, parsed, graphs, rewrite, is_repeatable })
    }

    /// What it asks for.
    #[must_use]
    pub fn kind(&self) -> QueryKind {
        match self.parsed {
            spargebra::Query::Select { .. } => QueryKind::Select,
            spargebra::Query::Ask { .. } => QueryKind::Ask,
            _ => QueryKind::Graph,
        }
    }

    /// Whether the same graph gives the same answer each time: nothing in the query asks for the time or for chance.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// Asks these graphs instead of those the query names: the default graph is the union of `default`.
    #[must_use]
    pub fn with_dataset(mut self, default: Vec<NamedNode>, named: Vec<NamedNode>) -> Self {
        self.graphs = Some(Graphs { default, named });
        self
    }

    /// Puts `value` in the place of the one that `VALUES ?variable { … }` gives, wherever that stands outside of
    /// expressions. Returns whether it stands anywhere.
    pub(super) fn set(&mut self, variable: &str, value: &Term) -> bool {
        let Some(value) = ground(value) else { return false };
        let [written, parsed] = [&mut self.written, &mut self.parsed].map(pattern);
        // Rewriting moves no parameter: what stands in one stands in the other.
        set(written, variable, &value) && set(parsed, variable, &value)
    }

    /// Answers the query within the limits and hands the result, which streams, to `take`.
    pub(super) fn answer<T>(
        &self,
        store: &Store,
        limits: &Limits,
        take: impl FnOnce(QueryResults<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        limits.enforce(self.rewrite.weight(), || {
            let name = NamedNode::new_unchecked(SEARCH_SERVICE);
            let evaluator = self.rewrite.evaluator();
            let evaluator = evaluator.with_service_handler(name, Service(store.clone()));
            let evaluator = Remote::allowed(limits)
                .fold(evaluator, |evaluator, (name, remote)| evaluator.with_service_handler(name, remote));
            let mut prepared = evaluator.prepare(&self.parsed);
            *prepared.dataset_mut() = self.graphs.as_ref().map(Graphs::specification).unwrap_or_default();
            let default = self.graphs.as_ref().map_or(DefaultGraph::Union, Graphs::default_graph);
            take(match store.source() {
                Source::Memory(graph) => prepared.execute(View::new(graph, &default))?,
                #[cfg(feature = "rocksdb")]
                Source::Disk(disk) => prepared.execute(super::disk::View::new(disk, &default))?,
            })
        })
    }
}

fn is_repeatable(query: &spargebra::Query) -> bool {
    let text = query.to_string();
    !["NOW(", "RAND(", "UUID(", "BNODE("].iter().any(|function| text.contains(function))
}

/// A parser that knows our prefixes and resolves relative IRIs against `base`.
pub(super) fn parser(base: &str) -> Result<SparqlParser, Error> {
    let no_base = |error: oxigraph::model::IriParseError| Error::Syntax { message: error.to_string(), position: None };
    let parser = SparqlParser::new().with_base_iri(base).map_err(no_base)?;
    PREFIXES
        .iter()
        .try_fold(parser, |parser, (prefix, namespace)| parser.with_prefix(*prefix, *namespace))
        .map_err(no_base)
}

/// The pattern that a query is about.
pub(super) fn pattern(query: &mut spargebra::Query) -> &mut GraphPattern {
    let (spargebra::Query::Select { pattern, .. }
    | spargebra::Query::Construct { pattern, .. }
    | spargebra::Query::Describe { pattern, .. }
    | spargebra::Query::Ask { pattern, .. }) = query;
    pattern
}

fn ground(term: &Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}

fn set(pattern: &mut GraphPattern, variable: &str, value: &GroundTerm) -> bool {
    if let GraphPattern::Values { variables, bindings } = pattern
        && let [only] = variables.as_slice()
        && Variable::as_str(only) == variable
    {
        *bindings = vec![vec![Some(value.clone())]];
        return true;
    }
    // No short cut: a parameter may stand in several places.
    children(pattern).into_iter().filter_map(|child| set(child, variable, value).then_some(())).count() > 0
}

/// The patterns that a pattern is made of.
fn children(pattern: &mut GraphPattern) -> Vec<&mut GraphPattern> {
    use GraphPattern as P;
    match pattern {
        P::Join { left, right }
        | P::LeftJoin { left, right, .. }
        | P::Lateral { left, right }
        | P::Union { left, right }
        | P::Minus { left, right } => vec![left, right],
        P::Filter { inner, .. }
        | P::Graph { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Group { inner, .. }
        | P::Service { inner, .. } => vec![inner],
        P::Bgp { .. } | P::Path { .. } | P::Values { .. } => Vec::new(),
    }
}

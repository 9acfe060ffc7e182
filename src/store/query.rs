//! A query as text became it, and the bounds within which it is answered.

use std::time::{Duration, Instant};

use oxigraph::model::{GraphName, NamedNode, Term, Variable};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator};
use spargebra::SparqlParser;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;

use crate::rdf::vocab::PREFIXES;

use super::watch::{self, Deadline};
use super::{Error, Store};

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
    /// Stops the query from elsewhere.
    pub cancel: Cancel,
}

/// Stops a query from another thread. Clones stop the same query.
#[derive(Clone, Default)]
pub struct Cancel(CancellationToken);

impl std::fmt::Debug for Cancel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cancel({})", self.0.is_cancelled())
    }
}

impl Cancel {
    /// Stops the query: it ends with [`Error::Cancelled`].
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// A parsed query.
#[derive(Clone, Debug)]
pub struct Query {
    parsed: spargebra::Query,
    /// Default and named graphs that the protocol gives, in place of the query's own.
    dataset: Option<(Vec<NamedNode>, Vec<NamedNode>)>,
}

impl Query {
    /// Reads SPARQL 1.1. Relative IRIs are resolved against `base` (the dataset's: `<id/unit/…>` works); our usual
    /// prefixes need no declaration.
    ///
    /// # Errors
    /// [`Error::Syntax`] with the position.
    pub fn parse(text: &str, base: &str) -> Result<Self, Error> {
        let no_base =
            |error: oxigraph::model::IriParseError| Error::Syntax { message: error.to_string(), position: None };
        let mut parser = SparqlParser::new().with_base_iri(base).map_err(no_base)?;
        for (prefix, namespace) in PREFIXES {
            parser = parser.with_prefix(*prefix, *namespace).map_err(no_base)?;
        }
        Ok(Self { parsed: parser.parse_query(text)?, dataset: None })
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

    /// Asks these graphs instead of those the query names: the default graph is the union of `default`.
    #[must_use]
    pub fn with_dataset(mut self, default: Vec<NamedNode>, named: Vec<NamedNode>) -> Self {
        self.dataset = Some((default, named));
        self
    }

    /// Puts `value` in the place of the one that `VALUES ?variable { … }` gives, wherever that stands outside of
    /// expressions. Returns whether it stands anywhere.
    pub(super) fn set(&mut self, variable: &str, value: &Term) -> bool {
        let (spargebra::Query::Select { pattern, .. }
        | spargebra::Query::Construct { pattern, .. }
        | spargebra::Query::Describe { pattern, .. }
        | spargebra::Query::Ask { pattern, .. }) = &mut self.parsed;
        ground(value).is_some_and(|value| set(pattern, variable, &value))
    }

    /// Begins to answer; the result streams. The deadline runs until the second part is dropped.
    pub(super) fn run(&self, store: &Store, limits: &Limits) -> Result<(QueryResults<'static>, Run), Error> {
        let token = limits.cancel.0.clone();
        let end = limits.time.and_then(|time| Instant::now().checked_add(time));
        let watched = end.map(|end| watch::cancel_at(end, token.clone())).transpose();
        let watched = watched.map_err(|error| Error::Evaluation(error.to_string()))?;
        let run = Run { time: limits.time, end, _watched: watched };
        // Oxigraph's HTTP client is there because another crate switches it on; nothing may use it.
        let evaluator = SparqlEvaluator::new().without_default_http_service_handler().with_cancellation_token(token);
        let mut prepared = evaluator.for_query(self.parsed.clone());
        let dataset = prepared.dataset_mut();
        match &self.dataset {
            Some((default, named)) => {
                dataset.set_default_graph(default.iter().cloned().map(GraphName::from).collect());
                dataset.set_available_named_graphs(named.iter().cloned().map(Into::into).collect());
            }
            None if dataset.is_default_dataset() => dataset.set_default_graph_as_union(),
            None => {}
        }
        let results = prepared.on_store(store.inner()).execute().map_err(|error| run.error(error))?;
        Ok((results, run))
    }
}

/// A query being answered.
pub(super) struct Run {
    time: Option<Duration>,
    end: Option<Instant>,
    _watched: Option<Deadline>,
}

impl Run {
    /// What an error of the evaluation means: whether it was the deadline that cancelled.
    pub(super) fn error(&self, error: QueryEvaluationError) -> Error {
        match (error, self.time, self.end) {
            (QueryEvaluationError::Cancelled, Some(time), Some(end)) if Instant::now() >= end => Error::Deadline(time),
            (error, ..) => error.into(),
        }
    }
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
    // All are visited: a parameter may stand in several places.
    let found = children(pattern).into_iter().filter_map(|child| set(child, variable, value).then_some(()));
    found.count() > 0
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

//! SPARQL Update: from one state of the graph to the changes that make the next one.

use std::collections::HashMap;

use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use spareval::DeleteInsertQuad;
use spargebra::GraphUpdateOperation as Operation;
use spargebra::algebra::{GraphPattern, GraphTarget, QueryDataset};
use spargebra::term::{self, GroundQuad, GroundQuadPattern, GroundTerm, QuadPattern};

use super::engine::{DefaultGraph, View, meter};
use super::query::{Graphs, parser};
use super::rewrite::Rewrite;
use super::{Changes, Error, Limits, Store, nesting, remote, syntax};

/// A parsed update.
#[derive(Clone, Debug)]
pub struct Update {
    parsed: spargebra::Update,
    /// Default and named graphs that the protocol gives.
    graphs: Option<Graphs>,
    rewrite: Rewrite,
}

impl Update {
    /// Reads SPARQL 1.1 Update, with base and prefixes as [`Query::parse`](super::Query::parse).
    ///
    /// # Errors
    /// [`Error::Syntax`] with the position; [`Error::TooDeep`].
    pub fn parse(text: &str, base: &str) -> Result<Self, Error> {
        nesting::check(text)?;
        let mut parsed = parser(base)?.parse_update(text).map_err(|error| syntax::error(text, &error))?;
        let rewrite = Rewrite::update(&mut parsed)?;
        Ok(Self { parsed, graphs: None, rewrite })
    }

    /// Asks these graphs in `WHERE`: the default graph is the union of `default`.
    ///
    /// # Errors
    /// The update itself says `USING` or `WITH`.
    pub fn with_dataset(mut self, default: Vec<NamedNode>, named: Vec<NamedNode>) -> Result<Self, Error> {
        if self
            .parsed
            .operations
            .iter()
            .any(|operation| matches!(operation, Operation::DeleteInsert { using: Some(_), .. }))
        {
            let message = "the update says USING or WITH, so the request must not name graphs".to_owned();
            return Err(Error::Syntax { message, position: None });
        }
        self.graphs = Some(Graphs { default, named });
        Ok(self)
    }

    /// What the update changes, operation by operation, in `store`, which stays as it is.
    ///
    /// # Errors
    /// A limit is reached, a graph is or is not there (without `SILENT`), or the update wants to load something.
    pub fn apply(&self, store: &Store, limits: &Limits) -> Result<Vec<Changes>, Error> {
        limits.enforce(self.rewrite.weight(), || {
            let (mut state, mut done) = (store.clone(), Vec::new());
            for operation in &self.parsed.operations {
                let changes = self.operation(operation, &state, limits)?;
                state = state.with(std::slice::from_ref(&changes), String::new())?;
                done.push(changes);
                meter::check();
            }
            Ok(done)
        })
    }

    fn operation(&self, operation: &Operation, store: &Store, limits: &Limits) -> Result<Changes, Error> {
        match operation {
            Operation::InsertData { data } => Ok(insert_data(data)),
            Operation::DeleteData { data } => {
                Ok(Changes { removed: data.iter().map(ground_quad).collect(), ..Changes::default() })
            }
            Operation::DeleteInsert { delete, insert, using, pattern } => {
                self.delete_insert(store, delete, insert, using.as_ref(), pattern)
            }
            Operation::Load { silent, source, destination } => match remote::load(source, &name(destination), limits) {
                Ok(added) => Ok(Changes { added, ..Changes::default() }),
                Err(_) if *silent => Ok(Changes::default()),
                Err(error) => Err(error),
            },
            Operation::Create { graph, silent } => {
                if store.graph()?.contains_named_graph(graph) {
                    return silently(*silent, || format!("the graph {graph} is there already"));
                }
                Ok(Changes { created: vec![graph.clone().into()], ..Changes::default() })
            }
            Operation::Clear { graph, silent } => emptied(store, graph, *silent, false),
            Operation::Drop { graph, silent } => emptied(store, graph, *silent, true),
        }
    }

    fn delete_insert(
        &self,
        store: &Store,
        delete: &[GroundQuadPattern],
        insert: &[QuadPattern],
        using: Option<&QueryDataset>,
        pattern: &GraphPattern,
    ) -> Result<Changes, Error> {
        let graphs = using.map(Graphs::of).or_else(|| self.graphs.clone());
        let evaluator = self.rewrite.evaluator();
        let base = self.parsed.base_iri.clone();
        let mut prepared = evaluator.prepare_delete_insert(delete.to_vec(), insert.to_vec(), base, None, pattern);
        *prepared.dataset_mut() = graphs.as_ref().map(Graphs::specification).unwrap_or_default();
        let default = graphs.as_ref().map_or(DefaultGraph::Union, Graphs::default_graph);
        let mut changes = Changes::default();
        for change in prepared.execute(View::new(store.graph()?, &default))? {
            meter::keep(size_of::<Quad>());
            match change? {
                DeleteInsertQuad::Delete(quad) => changes.removed.push(quad),
                DeleteInsertQuad::Insert(quad) => changes.added.push(quad),
            }
        }
        Ok(changes)
    }
}

fn silently(silent: bool, message: impl FnOnce() -> String) -> Result<Changes, Error> {
    if silent { Ok(Changes::default()) } else { Err(Error::Evaluation(message())) }
}

fn emptied(store: &Store, target: &GraphTarget, silent: bool, dropped: bool) -> Result<Changes, Error> {
    let graph = store.graph()?;
    let every = || graph.named_graphs().cloned().collect::<Vec<Term>>();
    let (unnamed, names) = match target {
        GraphTarget::NamedNode(name) if !graph.contains_named_graph(name) => {
            return silently(silent, || format!("there is no graph {name}"));
        }
        GraphTarget::NamedNode(name) => (false, vec![Term::from(name.clone())]),
        GraphTarget::DefaultGraph => (true, Vec::new()),
        GraphTarget::NamedGraphs => (false, every()),
        GraphTarget::AllGraphs => (true, every()),
    };
    let mut removed = Vec::new();
    if unnamed {
        removed.extend(graph.quads_of(&GraphName::DefaultGraph));
    }
    for name in &names {
        removed.extend(graph.quads_of(&graph_name(name)));
    }
    Ok(Changes { removed, dropped: if dropped { names } else { Vec::new() }, ..Changes::default() })
}

/// The graph that a term names.
pub(super) fn graph_name(term: &Term) -> GraphName {
    match term {
        Term::NamedNode(name) => name.clone().into(),
        Term::BlankNode(name) => name.clone().into(),
        Term::Literal(_) | Term::Triple(_) => GraphName::DefaultGraph,
    }
}

/// Blank nodes of the data become new ones, the same one within an operation.
fn insert_data(data: &[term::Quad]) -> Changes {
    let mut fresh = HashMap::new();
    let added = data.iter().map(|quad| renamed(quad, &mut fresh)).collect();
    Changes { added, ..Changes::default() }
}

fn renamed(quad: &term::Quad, fresh: &mut HashMap<BlankNode, BlankNode>) -> Quad {
    let mut node = |node: &BlankNode| fresh.entry(node.clone()).or_default().clone();
    let subject = match &quad.subject {
        NamedOrBlankNode::BlankNode(blank) => node(blank).into(),
        subject @ NamedOrBlankNode::NamedNode(_) => subject.clone(),
    };
    let object = match &quad.object {
        Term::BlankNode(blank) => node(blank).into(),
        object => object.clone(),
    };
    Quad::new(subject, quad.predicate.clone(), object, name(&quad.graph_name))
}

fn ground_quad(quad: &GroundQuad) -> Quad {
    Quad::new(quad.subject.clone(), quad.predicate.clone(), ground_term(&quad.object), name(&quad.graph_name))
}

fn ground_term(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
        GroundTerm::Triple(triple) => {
            oxigraph::model::Triple::new(triple.subject.clone(), triple.predicate.clone(), ground_term(&triple.object))
                .into()
        }
    }
}

fn name(name: &term::GraphName) -> GraphName {
    match name {
        term::GraphName::NamedNode(node) => node.clone().into(),
        term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}

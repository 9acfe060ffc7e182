//! A store on disk as the evaluator sees it: the terms themselves, the query's default graph, every step counted.
//!
//! Oxigraph gives decoded terms. They are not numbered, since a table of all that a query came across would grow with the
//! graph; each is held as long as the evaluator holds it, and no longer.

use std::convert::Infallible;
use std::rc::Rc;

use indexmap::IndexSet;
use oxigraph::model::{GraphName, NamedOrBlankNode, Term};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use super::super::engine::{DefaultGraph, meter, size};
use super::super::{Error, update};
use super::scan::{Scan, Scope};
use super::{Disk, resource};

/// A term held by the evaluator, counted while it lives: its text once for all who hold it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::store) struct Held(Rc<Text>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Text(Term);

impl Held {
    pub(super) fn new(term: Term) -> Self {
        meter::hold();
        meter::keep(size(&term));
        Self(Rc::new(Text(term)))
    }

    pub(super) fn term(&self) -> &Term {
        &self.0.0
    }
}

impl Clone for Held {
    fn clone(&self) -> Self {
        meter::hold();
        Self(Rc::clone(&self.0))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        meter::release();
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        meter::shrink(size(&self.0));
    }
}

/// A store on disk with a default graph for one evaluation on one thread, within [`meter::within`].
pub(in crate::store) struct View<'a> {
    disk: &'a Disk,
    default: Scope,
}

impl<'a> View<'a> {
    pub(in crate::store) fn new(disk: &'a Disk, default: &DefaultGraph) -> Self {
        let name = |name: &Option<Term>| name.as_ref().map_or(GraphName::DefaultGraph, update::graph_name);
        let default = match default {
            DefaultGraph::Union => Scope::Union,
            DefaultGraph::Of(graphs) => {
                Scope::Of(graphs.iter().map(name).collect::<IndexSet<_>>().into_iter().collect())
            }
        };
        Self { disk, default }
    }
}

/// The term that names a graph; `None` for the one without a name.
pub(super) fn term(name: &GraphName) -> Option<Term> {
    match name {
        GraphName::NamedNode(name) => Some(name.clone().into()),
        GraphName::BlankNode(name) => Some(name.clone().into()),
        GraphName::DefaultGraph => None,
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = Held;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Held>,
        predicate: Option<&Held>,
        object: Option<&Held>,
        graph_name: Option<Option<&Held>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Held>, Infallible>> + use<'a> {
        meter::step();
        let scope = match graph_name {
            None => Scope::Named,
            // A literal names no graph.
            Some(Some(name)) => resource(name.term())
                .map_or_else(|| Scope::Of(Rc::default()), |name| Scope::One(name.into_owned().into())),
            Some(None) => self.default.clone(),
        };
        Scan::new(self.disk, [subject, predicate, object].map(Option::<&Held>::cloned), scope)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Held, Infallible>> + use<'a> {
        self.disk.store.named_graphs().map(|name| {
            let name = name.unwrap_or_else(|error| meter::unreadable(&error));
            Ok(Held::new(name.into()))
        })
    }

    fn contains_internal_graph_name(&self, name: &Held) -> Result<bool, Infallible> {
        let name = resource(name.term()).map(NamedOrBlankNode::from);
        let contains = name.map_or(Ok(false), |name| self.disk.contains_named_graph(&name));
        Ok(contains.unwrap_or_else(|error: Error| meter::unreadable(&error)))
    }

    fn internalize_term(&self, term: Term) -> Result<Held, Infallible> {
        Ok(Held::new(term))
    }

    fn externalize_term(&self, held: Held) -> Result<Term, Infallible> {
        let term = held.term().clone();
        meter::text(size(&term));
        Ok(term)
    }

    fn externalize_expression_term(&self, held: Held) -> Result<ExpressionTerm, Infallible> {
        Ok(self.externalize_term(held)?.into())
    }
}

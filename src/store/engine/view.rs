//! A graph as the evaluator sees it: numbers for terms, the query's default graph, every step counted.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::slice;

use oxigraph::model::Term;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use super::dictionary::{Id, Terms, number};
use super::graph::{GSPO, Graph, OSPG, POSG, Row, SPOG};
use super::meter;

/// A term held by the evaluator: its number, counted while it lives.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::store) struct Held(Id);

impl Held {
    fn new(id: Id) -> Self {
        meter::hold();
        Self(id)
    }
}

impl Clone for Held {
    #[inline]
    fn clone(&self) -> Self {
        Self::new(self.0)
    }
}

impl Drop for Held {
    #[inline]
    fn drop(&mut self) {
        meter::release();
    }
}

/// What a query's default graph is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum DefaultGraph {
    /// The union of all graphs, each triple once.
    Union,
    /// The union of these graphs, each triple once; `None` stands for the unnamed graph.
    Of(Vec<Option<Term>>),
}

/// A graph with a default graph for one evaluation on one thread, within [`meter::within`].
pub(in crate::store) struct View<'a> {
    graph: &'a Graph,
    default: Scope,
    /// Terms that the query brings or computes and the graph does not have, numbered on from its own.
    extra: RefCell<Terms>,
}

/// The graphs that a scan takes rows from.
#[derive(Clone, Debug)]
enum Scope {
    Any,
    Named,
    One(Id),
    Of(BTreeSet<Id>),
}

impl Scope {
    fn takes(&self, graph: Id) -> bool {
        match self {
            Self::Any => true,
            Self::Named => graph != 0,
            Self::One(id) => graph == *id,
            Self::Of(ids) => ids.contains(&graph),
        }
    }
}

impl<'a> View<'a> {
    pub(in crate::store) fn new(graph: &'a Graph, default: &DefaultGraph) -> Self {
        let id = |name: &Option<Term>| name.as_ref().map_or(Some(0), |name| graph.terms.id(name));
        let default = match default {
            DefaultGraph::Union => Scope::Any,
            DefaultGraph::Of(graphs) => Scope::Of(graphs.iter().filter_map(id).collect()),
        };
        Self { graph, default, extra: RefCell::default() }
    }

    fn scan(&self, pattern: [Option<Id>; 3], scope: Scope, distinct: bool) -> Scan<'a> {
        let graph = self.graph;
        let (rows, places) = match (pattern, &scope) {
            ([None, None, None], Scope::One(g)) => (graph.gspo.range(&[*g]), GSPO),
            ([None, Some(p), None], Scope::One(g)) => {
                let (of_graph, of_predicate) = (graph.gspo.range(&[*g]), graph.posg.range(&[p]));
                if of_graph.len() < of_predicate.len() { (of_graph, GSPO) } else { (of_predicate, POSG) }
            }
            ([Some(s), Some(p), Some(o)], _) => (graph.spog.range(&[s, p, o]), SPOG),
            ([Some(s), Some(p), None], _) => (graph.spog.range(&[s, p]), SPOG),
            ([Some(s), None, None], _) => (graph.spog.range(&[s]), SPOG),
            ([Some(s), None, Some(o)], _) => (graph.ospg.range(&[o, s]), OSPG),
            ([None, None, Some(o)], _) => (graph.ospg.range(&[o]), OSPG),
            ([None, Some(p), Some(o)], _) => (graph.posg.range(&[p, o]), POSG),
            ([None, Some(p), None], _) => (graph.posg.range(&[p]), POSG),
            ([None, None, None], _) => (graph.spog.range(&[]), SPOG),
        };
        let predicate = pattern[1];
        Scan { rows: rows.iter(), places, predicate, scope, distinct, last: [0; 3] }
    }

    fn term(&self, id: Id) -> Option<Term> {
        if let Some(term) = self.graph.terms.term(id) {
            return Some(term.clone());
        }
        let index = (id as usize).checked_sub(1 + self.graph.terms.len())?;
        self.extra.borrow().get_index(index).cloned()
    }
}

/// The rows of a range that a pattern takes, each triple once if `distinct`.
struct Scan<'a> {
    rows: slice::Iter<'a, Row>,
    places: [usize; 4],
    /// The predicate, where the range does not fix it.
    predicate: Option<Id>,
    scope: Scope,
    distinct: bool,
    last: [Id; 3],
}

impl Iterator for Scan<'_> {
    type Item = Result<InternalQuad<Held>, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = self.rows.next()?;
            meter::step();
            let [s, p, o, g] = self.places.map(|place| row.get(place).copied().unwrap_or_default());
            // Rows of one triple stand together in every order that a scan over several graphs uses.
            if !self.scope.takes(g)
                || self.predicate.is_some_and(|wanted| wanted != p)
                || (self.distinct && self.last == [s, p, o])
            {
                continue;
            }
            self.last = [s, p, o];
            let graph_name = (!self.distinct && g != 0).then(|| Held::new(g));
            return Some(Ok(InternalQuad {
                subject: Held::new(s),
                predicate: Held::new(p),
                object: Held::new(o),
                graph_name,
            }));
        }
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
        let pattern = [subject, predicate, object].map(|term| term.map(|held| held.0));
        match graph_name {
            None => self.scan(pattern, Scope::Named, false),
            Some(Some(name)) => self.scan(pattern, Scope::One(name.0), false),
            Some(None) => self.scan(pattern, self.default.clone(), true),
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Held, Infallible>> + use<'a> {
        self.graph.named_graph_ids().into_iter().map(|id| Ok(Held::new(id)))
    }

    fn contains_internal_graph_name(&self, name: &Held) -> Result<bool, Infallible> {
        Ok(self.graph.has_named_graph(name.0))
    }

    fn internalize_term(&self, term: Term) -> Result<Held, Infallible> {
        if let Some(id) = self.graph.terms.id(&term) {
            return Ok(Held::new(id));
        }
        let size = size(&term);
        let (index, new) = self.extra.borrow_mut().insert_full(term);
        if new {
            meter::keep(size);
        }
        // The memory bound is reached long before the numbers run out.
        Ok(Held::new(number(self.graph.terms.len() + index).unwrap_or(Id::MAX)))
    }

    fn externalize_term(&self, term: Held) -> Result<Term, Infallible> {
        let term = self.term(term.0).unwrap_or_else(|| oxigraph::model::Literal::from("").into());
        meter::text(size(&term));
        Ok(term)
    }

    fn externalize_expression_term(&self, term: Held) -> Result<ExpressionTerm, Infallible> {
        Ok(self.externalize_term(term)?.into())
    }
}

/// Bytes of a term's text, with what the table around it takes.
pub(in crate::store) fn size(term: &Term) -> usize {
    let text = match term {
        Term::NamedNode(node) => node.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(triple) => size(&triple.object),
    };
    text + 96
}

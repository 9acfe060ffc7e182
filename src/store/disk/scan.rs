//! The quads that a pattern takes from a store on disk, each triple once where several graphs are asked as one.

use std::convert::Infallible;
use std::rc::Rc;
use std::vec;

use oxigraph::model::{GraphName, Quad, Term};
use oxigraph::store::QuadIter;
use spareval::InternalQuad;

use super::super::Error;
use super::super::engine::meter;
use super::view::{Held, term};
use super::{Disk, written};

/// The graphs that a scan takes quads from.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    /// Each named graph by itself.
    Named,
    /// One graph by itself.
    One(GraphName),
    /// All graphs as one.
    Union,
    /// These graphs as one.
    Of(Rc<[GraphName]>),
}

pub(super) struct Scan<'a> {
    disk: &'a Disk,
    pattern: [Option<Held>; 3],
    scope: Scope,
    /// Graphs to read; `None` stands for all of them.
    rest: vec::IntoIter<Option<GraphName>>,
    quads: Option<QuadIter<'static>>,
    last: Option<[Held; 3]>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(disk: &'a Disk, pattern: [Option<Held>; 3], scope: Scope) -> Self {
        let rest = match &scope {
            Scope::Named | Scope::Union => vec![None],
            Scope::One(graph) => vec![Some(graph.clone())],
            Scope::Of(graphs) => graphs.iter().cloned().map(Some).collect(),
        };
        Self { disk, pattern, scope, rest: rest.into_iter(), quads: None, last: None }
    }

    fn quad(&mut self) -> Option<Result<Quad, Error>> {
        loop {
            if let Some(quad) = self.quads.as_mut().and_then(Iterator::next) {
                return Some(quad.map_err(Error::from));
            }
            let graph = self.rest.next()?;
            let parts = self.pattern.each_ref().map(|part| part.as_ref().map(Held::term));
            self.quads = self.disk.quads(parts, graph.as_ref());
        }
    }

    /// Whether a quad is none of the scope's, or its triple came from another graph before.
    fn is_passed_over(&self, quad: &Quad) -> Result<bool, Error> {
        match &self.scope {
            Scope::Named => Ok(quad.graph_name.is_default_graph()),
            // Triples that stand in several graphs stand together where any part is given and all graphs have names.
            Scope::Union if self.disk.has_unnamed || self.pattern.iter().all(Option::is_none) => {
                Ok(!self.disk.is_first(quad)?)
            }
            Scope::Union | Scope::One(_) => Ok(false),
            Scope::Of(graphs) => {
                let mut earlier = graphs.iter().take_while(|graph| **graph != quad.graph_name);
                earlier.try_fold(false, |found, graph| Ok(found || self.disk.repeats(quad, graph)?))
            }
        }
    }

    /// The graph that a quad stands in, where graphs are asked each by itself.
    fn name(&self, quad: &Quad) -> Option<Held> {
        let is_told = matches!(self.scope, Scope::Named | Scope::One(_));
        is_told.then(|| term(&quad.graph_name)).flatten().map(Held::new)
    }

    /// The terms of a quad: those of the pattern and of the quad before are held once for all.
    fn held(&self, quad: Quad) -> [Held; 3] {
        let Quad { subject, predicate, object, .. } = written::told(quad);
        let [s, p, o] = &self.pattern;
        let [last_s, last_p, last_o] = self.last.as_ref().map_or([None; 3], |last| last.each_ref().map(Some));
        [
            hold(subject.into(), s.as_ref(), last_s),
            hold(predicate.into(), p.as_ref(), last_p),
            hold(object, o.as_ref(), last_o),
        ]
    }
}

fn hold(term: Term, asked: Option<&Held>, last: Option<&Held>) -> Held {
    let known = asked.or_else(|| last.filter(|last| *last.term() == term));
    known.cloned().unwrap_or_else(|| Held::new(term))
}

impl Iterator for Scan<'_> {
    type Item = Result<InternalQuad<Held>, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let quad = self.quad()?.unwrap_or_else(|error| meter::unreadable(&error));
            meter::step();
            if self.is_passed_over(&quad).unwrap_or_else(|error| meter::unreadable(&error)) {
                continue;
            }
            let graph_name = self.name(&quad);
            let held = self.held(quad);
            if matches!(self.scope, Scope::Union) && self.last.as_ref() == Some(&held) {
                continue;
            }
            self.last = Some(held.clone());
            let [subject, predicate, object] = held;
            return Some(Ok(InternalQuad { subject, predicate, object, graph_name }));
        }
    }
}

//! Quads in four sorted orders, and how a new graph is made from them or from an earlier one.

use std::collections::BTreeSet;
use std::slice;

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, vocab};

use super::dictionary::{Dictionary, Id, Terms, number};

/// The numbers of subject, predicate, object and graph, in the order of a [`Sorted`].
pub(super) type Row = [Id; 4];

/// A graph: RDF quads for reading.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(super) terms: Dictionary,
    pub(super) spog: Sorted,
    pub(super) posg: Sorted,
    pub(super) ospg: Sorted,
    pub(super) gspo: Sorted,
    /// Named graphs, those without quads included.
    graphs: BTreeSet<Id>,
}

/// Where subject, predicate, object and graph stand in the rows of each order.
pub(super) const SPOG: [usize; 4] = [0, 1, 2, 3];
pub(super) const POSG: [usize; 4] = [2, 0, 1, 3];
pub(super) const OSPG: [usize; 4] = [1, 2, 0, 3];
pub(super) const GSPO: [usize; 4] = [1, 2, 3, 0];

/// Rows in order, with the place where those of each first number begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    rows: Vec<Row>,
    begins: Vec<u32>,
}

impl Sorted {
    /// Of rows in order of subject, predicate, object and graph, the order that `places` tells.
    fn new(spog: &[Row], places: [usize; 4], terms: usize) -> Self {
        let mut rows: Vec<Row> = spog.iter().map(|row| reorder(row, places)).collect();
        rows.sort_unstable();
        Self::of_sorted(rows, terms)
    }

    fn of_sorted(rows: Vec<Row>, terms: usize) -> Self {
        let mut begins = vec![0; terms + 2];
        for [first, ..] in &rows {
            if let Some(count) = begins.get_mut(*first as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut begins {
            sum += *count;
            *count = sum;
        }
        Self { rows, begins }
    }

    /// These rows without `gone` and with `new`, both in `places`' order already sorted and disjoint.
    fn changed(&self, gone: &BTreeSet<Row>, new: &BTreeSet<Row>, places: [usize; 4], terms: usize) -> Self {
        let order = |rows: &BTreeSet<Row>| rows.iter().map(|row| reorder(row, places)).collect::<BTreeSet<_>>();
        let (gone, new) = (order(gone), order(new));
        let mut new = new.into_iter().peekable();
        let mut gone = gone.into_iter().peekable();
        let mut rows = Vec::with_capacity(self.rows.len() + new.len());
        for &row in &self.rows {
            while let Some(earlier) = new.next_if(|new| *new < row) {
                rows.push(earlier);
            }
            if gone.next_if_eq(&row).is_none() {
                rows.push(row);
            }
        }
        rows.extend(new);
        Self::of_sorted(rows, terms)
    }

    /// The rows that begin with `prefix`.
    pub(super) fn range(&self, prefix: &[Id]) -> &[Row] {
        let Some((&first, rest)) = prefix.split_first() else { return &self.rows };
        let at = |n: usize| self.begins.get(n).map_or(self.rows.len(), |&begin| begin as usize);
        let rows = self.rows.get(at(first as usize)..at(first as usize + 1)).unwrap_or_default();
        if rest.is_empty() {
            return rows;
        }
        let key = |row: &Row| row.get(1..=rest.len()).unwrap_or_default().cmp(rest);
        let begin = rows.partition_point(|row| key(row).is_lt());
        let rows = rows.get(begin..).unwrap_or_default();
        let end = rows.partition_point(|row| key(row).is_eq());
        rows.get(..end).unwrap_or_default()
    }

    pub(super) fn iter(&self) -> slice::Iter<'_, Row> {
        self.rows.iter()
    }
}

/// A row of subject, predicate, object and graph in the order that `places` tells: `places[n]` is where the `n`th goes.
fn reorder(row: &Row, places: [usize; 4]) -> Row {
    let mut ordered = [0; 4];
    for (id, place) in row.iter().zip(places) {
        if let Some(slot) = ordered.get_mut(place) {
            *slot = *id;
        }
    }
    ordered
}

impl Graph {
    /// Number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spog.rows.len()
    }

    /// Whether there are no quads.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of different terms.
    #[must_use]
    pub fn terms(&self) -> usize {
        self.terms.len()
    }

    /// The named graphs, those without quads included.
    pub fn named_graphs(&self) -> impl Iterator<Item = &Term> {
        self.graphs.iter().filter_map(|&id| self.terms.term(id))
    }

    pub(super) fn named_graph_ids(&self) -> Vec<Id> {
        self.graphs.iter().copied().collect()
    }

    pub(super) fn has_named_graph(&self, id: Id) -> bool {
        self.graphs.contains(&id)
    }

    /// Whether a named graph is there, be it without quads.
    #[must_use]
    pub fn contains_named_graph(&self, name: &NamedNode) -> bool {
        self.terms.id(&name.clone().into()).is_some_and(|id| self.has_named_graph(id))
    }

    /// The classes of a node, each once.
    pub fn classes_of(&self, node: &Term) -> impl Iterator<Item = &Term> {
        let ids = self.terms.id(node).zip(self.terms.id(&vocab::rdf::TYPE.into_owned().into()));
        let rows = ids.map(|(node, is)| self.spog.range(&[node, is])).unwrap_or_default();
        rows.chunk_by(|a, b| a[2] == b[2]).filter_map(|same| self.terms.term(same.first()?[2]))
    }

    /// Whether a term stands anywhere in the graph as subject, or as object, or names a graph.
    #[must_use]
    pub fn mentions(&self, term: &Term) -> bool {
        let Some(id) = self.terms.id(term) else { return false };
        let used = |sorted: &Sorted| !sorted.range(&[id]).is_empty();
        used(&self.spog) || used(&self.ospg) || self.has_named_graph(id)
    }

    /// Triples of all graphs that have these parts; one that stands in several graphs comes several times.
    pub fn triples(
        &self,
        subject: Option<&Term>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<&Term>,
    ) -> impl Iterator<Item = [&Term; 3]> {
        let id = |term: &Term| self.terms.id(term);
        let (s, p, o) = (subject.map(id), predicate.map(|p| id(&p.into())), object.map(id));
        let (rows, places) = match (s, p, o) {
            (Some(None), ..) | (_, Some(None), _) | (.., Some(None)) => (&[][..], SPOG),
            (Some(Some(s)), Some(Some(p)), _) => (self.spog.range(&[s, p]), SPOG),
            (Some(Some(s)), ..) => (self.spog.range(&[s]), SPOG),
            (None, Some(Some(p)), Some(Some(o))) => (self.posg.range(&[p, o]), POSG),
            (None, Some(Some(p)), None) => (self.posg.range(&[p]), POSG),
            (None, None, Some(Some(o))) => (self.ospg.range(&[o]), OSPG),
            (None, None, None) => (self.spog.range(&[]), SPOG),
        };
        let (p, o) = (p.flatten(), o.flatten());
        rows.iter().filter_map(move |row| {
            let [s, is_p, is_o, _] = places.map(|place| row.get(place).copied().unwrap_or_default());
            let taken = p.is_none_or(|p| p == is_p) && o.is_none_or(|o| o == is_o);
            taken.then_some([self.terms.term(s)?, self.terms.term(is_p)?, self.terms.term(is_o)?])
        })
    }

    /// The first object of a subject's property.
    #[must_use]
    pub fn object(&self, subject: &Term, property: NamedNodeRef<'_>) -> Option<&Term> {
        self.triples(Some(subject), Some(property), None).next().map(|[_, _, object]| object)
    }

    /// The quads of one graph, the unnamed one included.
    pub fn quads_of(&self, name: &GraphName) -> impl Iterator<Item = Quad> + use<'_> {
        let id = self.graph_id(name);
        let rows = id.map(|id| self.gspo.range(&[id])).unwrap_or_default();
        rows.iter().filter_map(|&[g, s, p, o]| self.quad([s, p, o, g]))
    }

    /// All quads, by subject.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + use<'_> {
        self.spog.iter().filter_map(|&row| self.quad(row))
    }

    fn graph_id(&self, name: &GraphName) -> Option<Id> {
        match name {
            GraphName::DefaultGraph => Some(0),
            GraphName::NamedNode(name) => self.terms.id(&name.clone().into()),
            GraphName::BlankNode(name) => self.terms.id(&name.clone().into()),
        }
    }

    fn quad(&self, [s, p, o, g]: Row) -> Option<Quad> {
        let graph = match g {
            0 => GraphName::DefaultGraph,
            g => self.resource(g)?.into(),
        };
        let Term::NamedNode(predicate) = self.terms.term(p)? else { return None };
        Some(Quad::new(self.resource(s)?, predicate.clone(), self.terms.term(o)?.clone(), graph))
    }

    fn resource(&self, id: Id) -> Option<NamedOrBlankNode> {
        match self.terms.term(id)? {
            Term::NamedNode(node) => Some(node.clone().into()),
            Term::BlankNode(node) => Some(node.clone().into()),
            Term::Literal(_) | Term::Triple(_) => None,
        }
    }

    /// Whether the quad is there.
    #[must_use]
    pub fn contains(&self, quad: &Quad) -> bool {
        self.row(quad).is_some_and(|row| !self.spog.range(&row).is_empty())
    }

    fn row(&self, quad: &Quad) -> Option<Row> {
        let id = |term: &Term| self.terms.id(term);
        Some([
            id(&quad.subject.clone().into())?,
            id(&quad.predicate.clone().into())?,
            id(&quad.object)?,
            self.graph_id(&quad.graph_name)?,
        ])
    }

    /// This graph with changes; `None` if there would be more terms than can be numbered.
    #[must_use]
    pub fn with(&self, changes: &Changes) -> Option<Self> {
        let mut terms = self.terms.clone();
        let mut new = BTreeSet::new();
        for quad in &changes.added {
            new.insert(intern_quad(quad.clone(), |term| terms.intern(term))?);
        }
        let gone: BTreeSet<Row> =
            changes.removed.iter().filter_map(|quad| self.row(quad)).filter(|row| !new.contains(row)).collect();
        let mut graphs = self.graphs.clone();
        for name in &changes.dropped {
            graphs.retain(|&id| terms.term(id) != Some(name));
        }
        graphs.extend(new.iter().map(|&[.., g]| g).filter(|&g| g != 0));
        for name in &changes.created {
            graphs.insert(terms.intern(name.clone())?);
        }
        new.retain(|row| self.spog.range(row).is_empty());
        terms.settle();
        let count = terms.len();
        let merged = |sorted: &Sorted, places| sorted.changed(&gone, &new, places, count);
        let (spog, posg) = (merged(&self.spog, SPOG), merged(&self.posg, POSG));
        let (ospg, gspo) = (merged(&self.ospg, OSPG), merged(&self.gspo, GSPO));
        Some(Self { terms, spog, posg, ospg, gspo, graphs })
    }
}

/// What one update operation changes. Quads are removed before others are added; what is gone already, or there
/// already, is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Quads that go.
    pub removed: Vec<Quad>,
    /// Quads that come.
    pub added: Vec<Quad>,
    /// Named graphs made without quads.
    pub created: Vec<Term>,
    /// Named graphs dropped; their quads stand in `removed`.
    pub dropped: Vec<Term>,
}

fn intern_quad(quad: Quad, mut intern: impl FnMut(Term) -> Option<Id>) -> Option<Row> {
    let graph = match quad.graph_name {
        GraphName::DefaultGraph => 0,
        GraphName::NamedNode(name) => intern(name.into())?,
        GraphName::BlankNode(name) => intern(name.into())?,
    };
    Some([intern(quad.subject.into())?, intern(quad.predicate.into())?, intern(quad.object)?, graph])
}

/// Collects quads for a [`Graph`].
#[derive(Debug, Default)]
pub struct GraphBuilder {
    terms: Terms,
    rows: Vec<Row>,
}

impl GraphBuilder {
    /// Takes up a quad; false if there are more terms than can be numbered.
    #[must_use]
    pub fn push(&mut self, quad: Quad) -> bool {
        let row = intern_quad(quad, |term| number(self.terms.insert_full(term).0));
        self.rows.extend(row);
        row.is_some()
    }

    /// The graph.
    #[must_use]
    pub fn finish(self) -> Graph {
        let Self { terms, mut rows } = self;
        rows.sort_unstable();
        rows.dedup();
        rows.shrink_to_fit();
        let graphs = rows.iter().map(|&[.., g]| g).filter(|&g| g != 0).collect();
        let sorted = |places| Sorted::new(&rows, places, terms.len());
        let (posg, ospg, gspo) = (sorted(POSG), sorted(OSPG), sorted(GSPO));
        let spog = Sorted::of_sorted(rows, terms.len());
        Graph { terms: Dictionary::new(terms), spog, posg, ospg, gspo, graphs }
    }
}

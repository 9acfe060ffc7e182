//! Paths: how two things are connected through cases, each step with the sentence that makes it.
//!
//! Cases, practices, families, units, laws and places are the nodes of one graph; a case is joined to what it names, a
//! practice to its family, a place to the place that contains it. The *shortest* explanation takes fewest steps. The
//! *strongest* takes steps that say most: a step between nodes of degrees d and e has strength `1 / √(d e)`, so that a
//! way through something that everything is joined to (a law that every case cites) is weak; a path's strength is the
//! product of its steps' (the symmetrically normalised adjacency of Chung, Spectral graph theory, 1997). Of equally
//! short paths the strongest is taken. Each further explanation avoids all nodes between the ends of those before it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use serde::Serialize;

use crate::model::MechanismRole;

use super::graph::{Graph, graph};
use super::null::{float, number};
use super::table::{Cell, Entity, Evidence, Finding, Label, Report, Table, columns};
use super::{Corpus, Error, Name};

/// Which explanation is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Best {
    /// That of fewest steps.
    Shortest,
    /// That of the strongest steps.
    Strongest,
}

/// A thing of the graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Thing {
    /// Its kind.
    pub kind: Entity,
    /// Its name; the id of a case.
    pub name: Name,
}

/// How two things are connected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paths {
    /// From.
    pub from: Thing,
    /// To.
    pub to: Thing,
    /// Which are best.
    pub best: Best,
    /// The explanations, best first; none if the two are not connected.
    pub paths: Vec<Path>,
}

/// One explanation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// Product of the strengths of its steps, 0 to 1.
    pub strength: f64,
    /// Its steps; none from a thing to itself.
    pub steps: Vec<PathStep>,
}

/// A step of an explanation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathStep {
    /// From.
    pub from: Thing,
    /// To.
    pub to: Thing,
    /// What joins the two, as told of the case, the practice or the inner place.
    pub relation: Relation,
    /// What says so; nothing for families and places.
    pub evidence: Option<Evidence>,
}

/// What joins two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The case originates the practice.
    Originates,
    /// The case adopts it.
    Adopts,
    /// The case mentions it, or the unit.
    Mentions,
    /// The unit acts in the case.
    Acts,
    /// The case cites the law.
    Cites,
    /// The case is carried out in the place.
    TakesPlace,
    /// The practice belongs to the family.
    Belongs,
    /// The place is part of the other.
    PartOf,
}

impl Relation {
    /// The word as results write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Originates => "originates",
            Self::Adopts => "adopts",
            Self::Mentions => "mentions",
            Self::Acts => "acts",
            Self::Cites => "cites",
            Self::TakesPlace => "takes-place",
            Self::Belongs => "belongs",
            Self::PartOf => "part-of",
        }
    }
}

/// The kinds of nodes in the order in which they are numbered, which is also that in which a name is looked up.
const KINDS: [Entity; 6] = [Entity::Concept, Entity::Case, Entity::Place, Entity::Unit, Entity::Law, Entity::Family];
/// Added to the cost of each step of a shortest path; no path's other cost comes near it.
const STEP: f64 = 1e6;

/// The graph of all things, made once for any number of questions.
pub struct Connections<'a> {
    corpus: &'a Corpus,
    /// Where each kind begins among the nodes, and where the last ends.
    starts: [u32; 7],
    graph: Graph,
    /// Half the logarithm of each node's degree: what a step pays at each of its ends.
    tolls: Vec<f64>,
}

impl<'a> Connections<'a> {
    /// The graph of a corpus.
    #[must_use]
    pub fn new(corpus: &'a Corpus) -> Self {
        let mut starts = [0; 7];
        for (at, kind) in KINDS.into_iter().enumerate() {
            starts[at + 1] = starts[at] + number(count(corpus, kind));
        }
        let mut connections = Self { corpus, starts, graph: Graph::default(), tolls: Vec::new() };
        let nodes = starts[6] as usize;
        let mut pairs = connections.pairs();
        pairs.sort_unstable();
        pairs.dedup();
        connections.graph = graph(nodes, pairs.into_iter().map(|(a, b)| (a, b, 1.0)));
        let toll = |node: u32| float(connections.graph.neighbors_slice(node).len()).ln() / 2.0;
        connections.tolls = super::graph::nodes(&connections.graph).map(toll).collect();
        connections
    }

    /// All pairs of joined nodes.
    fn pairs(&self) -> Vec<(u32, u32)> {
        let node = |kind, number| self.node(kind, number);
        let mut pairs = Vec::new();
        for at in 0..self.corpus.cases.len() {
            let case = node(Entity::Case, number(at));
            for found in self.corpus.case_practices.row(at) {
                let concept = node(Entity::Concept, found.concept);
                pairs.push((concept, case));
                pairs.extend(found.family.map(|family| (concept, node(Entity::Family, family))));
            }
            pairs.extend(self.corpus.case_units.row(at).iter().map(|unit| (case, node(Entity::Unit, unit.item))));
            pairs.extend(self.corpus.case_laws.row(at).iter().map(|law| (case, node(Entity::Law, law.item))));
            pairs.extend(self.corpus.case_places.row(at).iter().map(|&place| (case, node(Entity::Place, place))));
        }
        let parents = (0..).zip(&self.corpus.parents);
        pairs.extend(
            parents.filter_map(|(place, parent)| Some((node(Entity::Place, place), node(Entity::Place, (*parent)?)))),
        );
        pairs
    }

    /// The graph: first concepts, then cases, places, units, laws and families, each in the order of the corpus.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The `count` best explanations of how two things are connected. A thing is named by its name (the id of a case), or
    /// by kind and name (`place:上海市`) where a name alone means something of another kind.
    ///
    /// # Errors
    /// [`Error::Unknown`] if nothing has that name.
    pub fn paths(&self, from: &str, to: &str, best: Best, count: usize) -> Result<Paths, Error> {
        let (start, end) = (self.find(from)?, self.find(to)?);
        let mut search = Search::new(&self.graph, &self.tolls, best);
        let mut paths = Vec::new();
        while paths.len() < count {
            let Some(nodes) = search.run(start, end) else { break };
            match nodes.as_slice() {
                [_, between @ .., _] if !between.is_empty() => search.avoid(between),
                _ => search.direct = false,
            }
            let last = start == end;
            paths.push(self.path(&nodes));
            if last {
                break;
            }
        }
        Ok(Paths { from: self.thing(start), to: self.thing(end), best, paths })
    }

    fn find(&self, name: &str) -> Result<u32, Error> {
        let (kinds, name) = match name.split_once(':') {
            Some((kind, rest)) if KINDS.iter().any(|known| known.as_str() == kind) => {
                (KINDS.into_iter().filter(|known| known.as_str() == kind).collect(), rest)
            }
            _ => (KINDS.to_vec(), name),
        };
        let found = kinds.into_iter().find_map(|kind| Some(self.node(kind, find(self.corpus, kind, name)?)));
        found.ok_or_else(|| Error::Unknown(name.to_owned()))
    }

    fn node(&self, kind: Entity, number: u32) -> u32 {
        let at = KINDS.iter().position(|known| *known == kind).unwrap_or_default();
        self.starts[at] + number
    }

    fn kind(&self, node: u32) -> (Entity, u32) {
        let at = self.starts.partition_point(|start| *start <= node) - 1;
        (KINDS[at], node - self.starts[at])
    }

    fn thing(&self, node: u32) -> Thing {
        let (kind, number) = self.kind(node);
        let name = match kind {
            Entity::Case => Name::clone(&self.corpus.cases[number as usize].id),
            Entity::Place => self.corpus.places.name(number),
            Entity::Unit => self.corpus.units.name(number),
            Entity::Law => self.corpus.laws.name(number),
            Entity::Family => self.corpus.families.name(number),
            _ => self.corpus.concepts.name(number),
        };
        Thing { kind, name }
    }

    fn path(&self, nodes: &[u32]) -> Path {
        let degree = |node: u32| float(self.graph.neighbors_slice(node).len());
        let pairs = || nodes.iter().zip(nodes.iter().skip(1));
        Path {
            strength: pairs().map(|(&a, &b)| 1.0 / (degree(a) * degree(b)).sqrt()).product(),
            steps: pairs().map(|(&a, &b)| self.step(a, b)).collect(),
        }
    }

    fn step(&self, a: u32, b: u32) -> PathStep {
        let ((x, first), (y, second)) = (self.kind(a), self.kind(b));
        let (relation, evidence) = match (x, y) {
            (Entity::Case, other) => self.fact(first, other, second),
            (other, Entity::Case) => self.fact(second, other, first),
            (Entity::Place, _) => (Relation::PartOf, None),
            _ => (Relation::Belongs, None),
        };
        PathStep { from: self.thing(a), to: self.thing(b), relation, evidence }
    }

    /// What joins a case to something, the strongest fact where there are several.
    fn fact(&self, case: u32, kind: Entity, item: u32) -> (Relation, Option<Evidence>) {
        let at = case as usize;
        let (relation, span) = match kind {
            Entity::Concept => {
                let found = self.corpus.case_practices.row(at).iter().filter(|found| found.concept == item);
                let found = found.min_by_key(|found| found.role);
                let relation = match found.map(|found| found.role) {
                    Some(MechanismRole::Originates) => Relation::Originates,
                    Some(MechanismRole::Adopts) => Relation::Adopts,
                    _ => Relation::Mentions,
                };
                (relation, found.map(|found| found.evidence))
            }
            Entity::Unit => {
                let found = self.corpus.case_units.row(at).iter().find(|link| link.item == item);
                let acts = found.is_some_and(|link| link.acts);
                (if acts { Relation::Acts } else { Relation::Mentions }, found.map(|link| link.evidence))
            }
            Entity::Law => {
                let found = self.corpus.case_laws.row(at).iter().find(|link| link.item == item);
                (Relation::Cites, found.map(|link| link.evidence))
            }
            _ => (Relation::TakesPlace, None),
        };
        let evidence = |span| Evidence { case: Name::clone(&self.corpus.cases[at].id), span };
        (relation, span.map(evidence))
    }
}

fn count(corpus: &Corpus, kind: Entity) -> usize {
    match kind {
        Entity::Case => corpus.cases.len(),
        Entity::Place => corpus.places.len(),
        Entity::Unit => corpus.units.len(),
        Entity::Law => corpus.laws.len(),
        Entity::Family => corpus.families.len(),
        Entity::Mechanism | Entity::Concept => corpus.concepts.len(),
    }
}

fn find(corpus: &Corpus, kind: Entity, name: &str) -> Option<u32> {
    match kind {
        Entity::Case => corpus.case(name),
        Entity::Place => corpus.places.find(name),
        Entity::Unit => corpus.units.find(name),
        Entity::Law => corpus.laws.find(name),
        Entity::Family => corpus.families.find(name),
        Entity::Mechanism | Entity::Concept => corpus.concepts.find(name),
    }
}

/// Searches for best paths, again and again on the same graph: Dijkstra's search from both ends at once (Pohl,
/// Bi-directional search, 1971), since between things that hang together a small part of the graph decides.
/// petgraph's own tells the cost of the path, not the path.
struct Search<'a> {
    graph: &'a Graph,
    tolls: &'a [f64],
    best: Best,
    avoided: Vec<bool>,
    /// Whether the ends may be joined by a single step.
    direct: bool,
}

/// A node to be looked at; the cheapest first, of equal ones the lowest number.
#[derive(PartialEq)]
struct Next {
    cost: f64,
    node: u32,
}

impl Eq for Next {}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What is known from one of the ends.
struct Side {
    costs: Vec<f64>,
    before: Vec<u32>,
    heap: BinaryHeap<Next>,
}

impl Side {
    fn new(nodes: usize, start: u32) -> Self {
        let mut costs = vec![f64::INFINITY; nodes];
        costs[start as usize] = 0.0;
        Self { costs, before: vec![u32::MAX; nodes], heap: BinaryHeap::from([Next { cost: 0.0, node: start }]) }
    }

    /// Cost of the cheapest node that is still to be looked at.
    fn least(&self) -> f64 {
        self.heap.peek().map_or(f64::INFINITY, |next| next.cost)
    }

    /// The nodes from the end at which this side began to `node`.
    fn trail(&self, node: u32) -> Vec<u32> {
        let mut nodes = vec![node];
        let mut at = self.before[node as usize];
        while at != u32::MAX {
            nodes.push(at);
            at = self.before[at as usize];
        }
        nodes.reverse();
        nodes
    }
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, tolls: &'a [f64], best: Best) -> Self {
        Self { graph, tolls, best, avoided: vec![false; graph.node_count()], direct: true }
    }

    fn avoid(&mut self, nodes: &[u32]) {
        for &node in nodes {
            self.avoided[node as usize] = true;
        }
    }

    /// The nodes of the best path, ends included.
    fn run(&self, start: u32, end: u32) -> Option<Vec<u32>> {
        let nodes = self.graph.node_count();
        let (mut here, mut there) = (Side::new(nodes, start), Side::new(nodes, end));
        let mut meeting = (start == end).then_some((0.0, start));
        loop {
            let cost = meeting.map_or(f64::INFINITY, |(cost, _)| cost);
            let (a, b) = (here.least(), there.least());
            if a + b >= cost || a.min(b).is_infinite() {
                break;
            }
            // The first step of each side is the one that may be forbidden: from one end straight to the other.
            let found =
                if a <= b { self.advance(&mut here, &there, end) } else { self.advance(&mut there, &here, start) };
            meeting = found.into_iter().chain(meeting).min_by(|x, y| x.0.total_cmp(&y.0));
        }
        let (_, node) = meeting?;
        let mut path = here.trail(node);
        path.extend(there.trail(node).into_iter().rev().skip(1));
        Some(path)
    }

    /// Looks at the cheapest node of a side; the cheapest meeting with the other side that this shows.
    fn advance(&self, side: &mut Side, other_side: &Side, other_end: u32) -> Option<(f64, u32)> {
        let Next { cost, node } = side.heap.pop()?;
        if cost > side.costs[node as usize] {
            return None;
        }
        let first = side.before[node as usize] == u32::MAX;
        let mut meeting: Option<(f64, u32)> = None;
        for &other in self.graph.neighbors_slice(node) {
            let forbidden = self.avoided[other as usize] || (!self.direct && first && other == other_end);
            let cost = cost + self.cost(node, other);
            if forbidden || cost >= side.costs[other as usize] {
                continue;
            }
            (side.costs[other as usize], side.before[other as usize]) = (cost, node);
            side.heap.push(Next { cost, node: other });
            let whole = cost + other_side.costs[other as usize];
            if meeting.is_none_or(|(least, _)| whole < least) && whole.is_finite() {
                meeting = Some((whole, other));
            }
        }
        meeting
    }

    fn cost(&self, a: u32, b: u32) -> f64 {
        let weakness = self.tolls[a as usize] + self.tolls[b as usize];
        if self.best == Best::Shortest { STEP + weakness } else { weakness }
    }
}

impl Report for Paths {
    fn tables(&self) -> Vec<Table> {
        let columns = columns(&[
            ("path", "路径", "Path"),
            ("strength", "强度", "Strength"),
            ("step", "步", "Step"),
            ("from_kind", "起点类别", "Kind"),
            ("from", "起点", "From"),
            ("relation", "关系", "Relation"),
            ("to_kind", "终点类别", "Kind"),
            ("to", "终点", "To"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |at: usize, path: &Path, order: usize, step: &PathStep| -> Vec<Cell> {
            vec![
                (at + 1).into(),
                path.strength.into(),
                (order + 1).into(),
                step.from.kind.as_str().into(),
                (&step.from.name).into(),
                step.relation.as_str().into(),
                step.to.kind.as_str().into(),
                (&step.to.name).into(),
                step.evidence.iter().cloned().collect::<Vec<_>>().into(),
            ]
        };
        let of = |(at, path): (usize, &Path)| {
            let steps = path.steps.iter().enumerate();
            steps.map(|(order, step)| row(at, path, order, step)).collect::<Vec<_>>()
        };
        let title = Label { zh: "关联路径", en: "Paths" };
        vec![Table { key: "paths", title, columns, rows: self.paths.iter().enumerate().flat_map(of).collect() }]
    }

    /// A path answers a question and is no measure of a thing; it has none.
    fn findings(&self) -> Vec<Finding> {
        Vec::new()
    }
}

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

impl Thing {
    fn cell(&self) -> Cell {
        if self.kind == Entity::Family { Cell::Key(Name::clone(&self.name)) } else { (&self.name).into() }
    }
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
    /// What joins the two.
    pub relation: Relation,
    /// Whether that is told of where the step comes from; else of where it goes to (`检查码 ← adopts a case`).
    pub forward: bool,
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

/// The graph of all things, made once for any number of questions.
pub struct Connections<'a> {
    corpus: &'a Corpus,
    /// Where each kind begins among the nodes, and where the last ends.
    starts: [u32; 7],
    graph: Graph,
    /// The logarithm of each node's degree: what a path pays to pass it. Its strength is `e` to minus that, and to minus
    /// half of what its ends would cost, which all paths between them have in common.
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
        let toll = |node: u32| float(connections.graph.neighbors_slice(node).len()).ln();
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
        let mut search = Search::new(&self.graph, &self.tolls);
        let mut paths = Vec::new();
        while paths.len() < count {
            let Some(nodes) = search.run(start, end, best) else { break };
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
        if let Some(node) = kinds.iter().find_map(|&kind| Some(self.node(kind, find(self.corpus, kind, name)?))) {
            return Ok(node);
        }
        // As people say it: a place without its city.
        let place = kinds.contains(&Entity::Place).then(|| self.corpus.places.resolve(name));
        place.map_or_else(|| Err(Error::Unknown(name.to_owned())), |place| Ok(self.node(Entity::Place, place?)))
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
        let forward = match relation {
            Relation::Acts => x == Entity::Unit,
            Relation::Belongs => x == Entity::Concept,
            Relation::PartOf => self.corpus.parents[first as usize] == Some(second),
            _ => x == Entity::Case,
        };
        PathStep { from: self.thing(a), to: self.thing(b), relation, forward, evidence }
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

/// Searches for best paths, again and again on the same graph. petgraph's searches from both ends tell the cost of a
/// path, not the path.
struct Search<'a> {
    graph: &'a Graph,
    tolls: &'a [f64],
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

/// What is known from one of the ends. All numbers begin as 0, which costs nothing for the nodes never met.
struct Side {
    end: u32,
    /// What the way to each node costs, its own toll included; from the end itself one sets out for nothing.
    costs: Vec<f64>,
    /// The node before each, plus one; 0 for nodes not met. The end itself comes after itself.
    before: Vec<u32>,
    /// The nodes to be looked at, by cost.
    heap: BinaryHeap<Next>,
    /// The nodes of the last level, when levels are walked.
    frontier: Vec<u32>,
}

impl Side {
    fn new(nodes: usize, end: u32) -> Self {
        let mut before = vec![0; nodes];
        before[end as usize] = end + 1;
        let heap = BinaryHeap::from([Next { cost: 0.0, node: end }]);
        Self { end, costs: vec![0.0; nodes], before, heap, frontier: vec![end] }
    }

    fn met(&self, node: u32) -> bool {
        self.before[node as usize] != 0
    }

    fn set(&mut self, node: u32, before: u32, cost: f64) {
        (self.before[node as usize], self.costs[node as usize]) = (before + 1, cost);
    }

    /// Cost of the cheapest node that is still to be looked at.
    fn least(&self) -> f64 {
        self.heap.peek().map_or(f64::INFINITY, |next| next.cost)
    }

    /// The nodes from the end at which this side began to `node`.
    fn trail(&self, node: u32) -> Vec<u32> {
        let mut nodes = vec![node];
        let mut at = node;
        while self.before[at as usize] != at + 1 {
            at = self.before[at as usize] - 1;
            nodes.push(at);
        }
        nodes.reverse();
        nodes
    }
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, tolls: &'a [f64]) -> Self {
        Self { graph, tolls, avoided: vec![false; graph.node_count()], direct: true }
    }

    fn avoid(&mut self, nodes: &[u32]) {
        for &node in nodes {
            self.avoided[node as usize] = true;
        }
    }

    /// The nodes of the best path, ends included.
    fn run(&self, start: u32, end: u32, best: Best) -> Option<Vec<u32>> {
        let nodes = self.graph.node_count();
        let (mut here, mut there) = (Side::new(nodes, start), Side::new(nodes, end));
        let node = match best {
            _ if start == end => Some(start),
            Best::Shortest => self.shortest(&mut here, &mut there),
            Best::Strongest => self.strongest(&mut here, &mut there),
        }?;
        let mut path = here.trail(node);
        path.extend(there.trail(node).into_iter().rev().skip(1));
        Some(path)
    }

    /// Whether a step may not be taken: to a node to be avoided, or straight from one end to the other.
    fn forbidden(&self, from: u32, to: u32, own_end: u32, other_end: u32) -> bool {
        self.avoided[to as usize] || (!self.direct && from == own_end && to == other_end)
    }

    /// Where the two sides of the strongest path meet: Dijkstra's search from both ends at once (Pohl, Bi-directional
    /// search, 1971), since between things that hang together a small part of the graph decides.
    ///
    /// A path pays for the nodes that it passes, not for its steps. So the first way by which a node is met is its
    /// cheapest, and a node is looked at only when its own toll too has become the least: what everything is joined to
    /// is mostly never looked at. A path not yet seen passes one node not yet looked at from here and one not from there,
    /// and costs what both do; when no two such nodes are cheaper than the cheapest meeting, that is the path. So either
    /// side may go on; it is the one with less to look at.
    fn strongest(&self, here: &mut Side, there: &mut Side) -> Option<u32> {
        let mut meeting: Option<(f64, u32)> = None;
        while here.least() + there.least() < meeting.map_or(f64::INFINITY, |(cost, _)| cost) {
            let found =
                if here.heap.len() <= there.heap.len() { self.advance(here, there) } else { self.advance(there, here) };
            meeting = meeting.into_iter().chain(found).min_by(|x, y| x.0.total_cmp(&y.0));
        }
        meeting.map(|(_, node)| node)
    }

    /// Looks at the cheapest node of a side; the cheapest meeting with the other side that this shows.
    fn advance(&self, side: &mut Side, other_side: &Side) -> Option<(f64, u32)> {
        let Next { cost, node } = side.heap.pop()?;
        let mut meeting: Option<(f64, u32)> = None;
        for &other in self.graph.neighbors_slice(node) {
            if side.met(other) || self.forbidden(node, other, side.end, other_side.end) {
                continue;
            }
            let beyond = cost + self.tolls[other as usize];
            side.set(other, node, beyond);
            side.heap.push(Next { cost: beyond, node: other });
            // The other side has paid the toll of where they meet.
            let whole = cost + other_side.costs[other as usize];
            if other_side.met(other) && meeting.is_none_or(|(least, _)| whole < least) {
                meeting = Some((whole, other));
            }
        }
        meeting
    }

    /// Where the two sides of the strongest of the shortest paths meet: level by level from both ends, always on the side
    /// with fewer edges to follow. When the levels first touch, every shortest path runs through one of the nodes where
    /// they do, and the cheapest way to each is known from both sides.
    fn shortest(&self, here: &mut Side, there: &mut Side) -> Option<u32> {
        let following =
            |side: &Side| side.frontier.iter().map(|&node| self.graph.neighbors_slice(node).len()).sum::<usize>();
        while !here.frontier.is_empty() && !there.frontier.is_empty() {
            let (near, far) =
                if following(here) <= following(there) { (&mut *here, &*there) } else { (&mut *there, &*here) };
            self.level(near, far.end);
            let both = near.frontier.iter().filter(|&&node| far.met(node));
            // Both sides have paid the toll of where they meet.
            let cost = |node: u32| near.costs[node as usize] + far.costs[node as usize] - self.tolls[node as usize];
            if let Some(&node) = both.min_by(|a, b| cost(**a).total_cmp(&cost(**b)).then(a.cmp(b))) {
                return Some(node);
            }
        }
        None
    }

    /// Replaces the frontier of a side by the next level.
    fn level(&self, side: &mut Side, other_end: u32) {
        let mut next: Vec<u32> = Vec::new();
        let mut fresh = vec![false; self.graph.node_count()];
        for node in std::mem::take(&mut side.frontier) {
            let so_far = side.costs[node as usize];
            for &other in self.graph.neighbors_slice(node) {
                let cost = so_far + self.tolls[other as usize];
                let better =
                    if side.met(other) { fresh[other as usize] && cost < side.costs[other as usize] } else { true };
                if !better || self.forbidden(node, other, side.end, other_end) {
                    continue;
                }
                if !std::mem::replace(&mut fresh[other as usize], true) {
                    next.push(other);
                }
                side.set(other, node, cost);
            }
        }
        side.frontier = next;
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
            ("direction", "方向", "Direction"),
            ("to_kind", "终点类别", "Kind"),
            ("to", "终点", "To"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |at: usize, path: &Path, order: usize, step: &PathStep| -> Vec<Cell> {
            vec![
                (at + 1).into(),
                path.strength.into(),
                (order + 1).into(),
                Cell::word(step.from.kind.as_str()),
                step.from.cell(),
                Cell::word(step.relation.as_str()),
                Cell::word(if step.forward { "forward" } else { "backward" }),
                Cell::word(step.to.kind.as_str()),
                step.to.cell(),
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

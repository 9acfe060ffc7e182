//! The views of things alone: who practises what, what occurs and who works together, each pair one edge that knows its
//! cases.
#![expect(clippy::cast_precision_loss, reason = "a drawing's numbers need no more digits")]

use std::collections::BTreeMap;

use crate::export::Error;
use crate::export::table::Value;
use crate::model::{MechanismRole, UnitRole};

use super::filter::Role;
use super::full::mechanism_values;
use super::graph::{Edge, Graph, Kind, Node, TakeEdge, TakeNode};
use super::layout::Link;
use super::schema as of;
use super::tally::{Class, Naming, Part, Tally, Thing, widened};
use super::{Place, View};

/// What distinguishes one network from another.
struct Shape {
    classes: &'static [&'static Kind],
    relations: &'static [&'static Kind],
}

static PLACES: Shape = Shape {
    classes: &[&of::PLACE, &of::MECHANISM],
    relations: &[&of::PLACE_ORIGINATES, &of::PLACE_ADOPTS, &of::PLACE_MENTIONS],
};
static MECHANISMS: Shape = Shape { classes: &[&of::MECHANISM], relations: &[&of::OCCURS_WITH] };
static UNITS: Shape = Shape { classes: &[&of::UNIT], relations: &[&of::WORKS_WITH] };

/// A pair of things with the cases that join them.
struct Pair {
    ends: (u32, u32),
    relation: &'static Kind,
    cases: Vec<u32>,
}

/// A network.
pub(super) struct Network<'d> {
    view: View,
    tally: Tally<'d>,
    /// Numbers of the things that are in a pair, in order of class and name, with how many cases hold them here.
    nodes: Vec<(u32, usize)>,
    at: Vec<[f32; 2]>,
    pairs: Vec<Pair>,
}

impl<'d> Network<'d> {
    pub(super) fn new(view: View, tally: Tally<'d>, place: Place) -> Self {
        let (held, pairs) = match view {
            View::MechanismPlace => practised(&tally),
            View::UnitNetwork => together(&tally, &of::WORKS_WITH, |naming| acts(&tally, naming)),
            _ => together(&tally, &of::OCCURS_WITH, |naming| practises(&tally, naming)),
        };
        let nodes: Vec<(u32, usize)> = tally
            .sorted()
            .filter_map(|(number, _)| u32::try_from(number).ok())
            .filter_map(|number| Some((number, *held.get(&number)?)))
            .collect();
        let numbers: BTreeMap<u32, u32> = nodes.iter().map(|(number, _)| *number).zip(0..).collect();
        let link = |pair: &Pair| {
            let weight = pair.cases.len() as f32;
            Some((*numbers.get(&pair.ends.0)?, *numbers.get(&pair.ends.1)?, weight))
        };
        let links: Vec<Link> = pairs.iter().filter_map(link).collect();
        let at = place(nodes.len(), &links);
        Self { view, tally, nodes, at, pairs }
    }

    fn shape(&self) -> &'static Shape {
        match self.view {
            View::MechanismPlace => &PLACES,
            View::UnitNetwork => &UNITS,
            _ => &MECHANISMS,
        }
    }

    /// What colours a node: nothing where its class does.
    fn group<'a>(&'a self, thing: &'a Thing) -> Option<&'a str> {
        match self.view {
            View::UnitNetwork => self.tally.known.unit(&thing.id).and_then(|unit| unit.system.as_deref()).or(Some("")),
            View::MechanismNetwork => thing.kind().or(Some("")),
            _ => None,
        }
    }

    fn values<'a>(&'a self, thing: &'a Thing) -> Vec<Value<'a>> {
        let known = &self.tally.known;
        match thing.class {
            Class::Mechanism => mechanism_values(thing),
            Class::Unit => vec![known.unit(&thing.id).and_then(|unit| unit.system.as_ref()).into()],
            _ => vec![known.place(&thing.id).and_then(|place| place.code.as_ref()).into()],
        }
    }
}

impl Graph for Network<'_> {
    fn name(&self) -> &'static str {
        self.view.as_str()
    }

    fn base(&self) -> &str {
        &self.tally.base
    }

    fn directed(&self) -> bool {
        self.view == View::MechanismPlace
    }

    fn classes(&self) -> &'static [&'static Kind] {
        self.shape().classes
    }

    fn relations(&self) -> &'static [&'static Kind] {
        self.shape().relations
    }

    fn parts(&self) -> usize {
        1
    }

    fn nodes_of(&self, _: usize, take: TakeNode<'_>) -> Result<(), Error> {
        for (&(number, cases), &position) in self.nodes.iter().zip(&self.at) {
            let thing = &self.tally.things[number as usize];
            take(&Node {
                id: &thing.id,
                class: thing.class.kind(),
                label: &thing.name,
                weight: cases as f64,
                years: thing.years,
                group: self.group(thing),
                position,
                values: self.values(thing),
            })?;
        }
        Ok(())
    }

    fn edges_of(&self, _: usize, take: TakeEdge<'_>) -> Result<(), Error> {
        for pair in &self.pairs {
            let case = |case: &u32| &self.tally.cases[*case as usize];
            let years = pair.cases.iter().fold(None, |years, number| widened(years, case(number).year));
            let cases = pair.cases.iter().map(|number| case(number).id.as_str().into()).collect();
            take(&Edge {
                source: &self.tally.things[pair.ends.0 as usize].id,
                target: &self.tally.things[pair.ends.1 as usize].id,
                relation: pair.relation,
                weight: pair.cases.len() as f64,
                years,
                values: vec![Value::List(cases)],
            })?;
        }
        Ok(())
    }
}

/// How many cases hold each thing, and the pairs, in order.
type Found = (BTreeMap<u32, usize>, Vec<Pair>);

/// Whether a case puts a mechanism to work, or does with it what the filter asks for.
fn practises(tally: &Tally<'_>, naming: &Naming) -> bool {
    let Part::Mechanism(role) = naming.part else { return false };
    let asked = matches!(tally.filters.role, Some(Role::Mechanism(_)));
    tally.things[naming.thing as usize].kept && (asked || role != MechanismRole::Mentions)
}

/// Whether a unit acts in a case, or does in it what the filter asks for.
fn acts(tally: &Tally<'_>, naming: &Naming) -> bool {
    let Part::Unit(role) = naming.part else { return false };
    let asked = matches!(tally.filters.role, Some(Role::Unit(_)));
    tally.things[naming.thing as usize].kept && (asked || role != UnitRole::Mentioned)
}

/// Places and the mechanisms of their cases. A place that originates a mechanism in one case and adopts it in another
/// originates it.
fn practised(tally: &Tally<'_>) -> Found {
    let mut joined: BTreeMap<(u32, u32), (MechanismRole, Vec<u32>)> = BTreeMap::new();
    let mut held: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for namings in tally.namings.chunk_by(|a, b| a.case == b.case) {
        let places = namings.iter().filter(|naming| tally.things[naming.thing as usize].class == Class::Place);
        for place in places {
            for naming in namings.iter().filter(|naming| practises(tally, naming)) {
                let Part::Mechanism(role) = naming.part else { continue };
                let pair = joined.entry((place.thing, naming.thing)).or_insert((role, Vec::new()));
                pair.0 = pair.0.min(role);
                push_new(&mut pair.1, naming.case);
                push_new(held.entry(place.thing).or_default(), naming.case);
                push_new(held.entry(naming.thing).or_default(), naming.case);
            }
        }
    }
    let relation = |role| match role {
        MechanismRole::Originates => &of::PLACE_ORIGINATES,
        MechanismRole::Adopts => &of::PLACE_ADOPTS,
        MechanismRole::Mentions => &of::PLACE_MENTIONS,
    };
    let pairs = joined.into_iter().map(|(ends, (role, cases))| Pair { ends, relation: relation(role), cases });
    (held.into_iter().map(|(thing, cases)| (thing, cases.len())).collect(), in_order(tally, pairs.collect()))
}

/// Appends what is not there yet; cases come in order.
fn push_new(cases: &mut Vec<u32>, case: u32) {
    if cases.last() != Some(&case) {
        cases.push(case);
    }
}

/// Pairs of things that stand in the same cases.
fn together(tally: &Tally<'_>, relation: &'static Kind, counts: impl Fn(&Naming) -> bool) -> Found {
    let mut held: BTreeMap<u32, usize> = BTreeMap::new();
    let mut joined: Vec<(u32, u32, u32)> = Vec::new();
    for namings in tally.namings.chunk_by(|a, b| a.case == b.case) {
        let mut here: Vec<u32> = namings.iter().filter(|naming| counts(naming)).map(|naming| naming.thing).collect();
        here.dedup();
        for (n, &thing) in here.iter().enumerate() {
            *held.entry(thing).or_default() += 1;
            joined.extend(here.iter().skip(n + 1).map(|&other| (thing, other, namings[0].case)));
        }
    }
    joined.sort_unstable();
    let same = |a: &(u32, u32, u32), b: &(u32, u32, u32)| (a.0, a.1) == (b.0, b.1);
    let pair = |run: &[(u32, u32, u32)]| {
        let cases = run.iter().map(|(.., case)| *case).collect();
        Pair { ends: (run[0].0, run[0].1), relation, cases }
    };
    (held, in_order(tally, joined.chunk_by(same).map(pair).collect()))
}

/// Pairs in order of their ends' ids.
fn in_order(tally: &Tally<'_>, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let id = |number: u32| tally.things[number as usize].id.as_str();
    for pair in pairs.iter_mut().filter(|pair| pair.relation == &of::OCCURS_WITH || pair.relation == &of::WORKS_WITH) {
        if id(pair.ends.0) > id(pair.ends.1) {
            pair.ends = (pair.ends.1, pair.ends.0);
        }
    }
    pairs.sort_by(|a, b| (id(a.ends.0), id(a.ends.1)).cmp(&(id(b.ends.0), id(b.ends.1))));
    pairs
}

//! Where nodes are drawn: a force-directed layout that is the same from run to run and from machine to machine.
//!
//! Repulsion between all nodes (far ones taken together, after Barnes and Hut, *Nature* 324, 1986), attraction along
//! edges and a pull to the middle, as in `ForceAtlas2` (Jacomy et al., *PLOS ONE* 9(6), 2014), cooled step by step. Weighed
//! before: the crate `forceatlas2` (AGPL), `fdg-sim` (compares all pairs, no release since 2023), `layout-rs` (ranks of a
//! flow chart, no networks). Only operations that IEEE 754 defines to the bit are used, no sine and no power.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a drawing's numbers need no more digits"
)]

use std::collections::HashSet;

use rayon::prelude::*;

/// How far off a cell must be, against its width, to count as one body.
const THETA: f32 = 1.0;
/// Strength of the pull to the middle.
const GRAVITY: f32 = 0.6;
/// Nodes closer than this push no harder.
const NEAR: f32 = 0.05;
/// So many nodes are laid out together; of more, those with most links first.
const TOGETHER: usize = 5_000;
/// Steps from the start to a drawing, and steps in which nodes that were added find their places.
const STEPS: u16 = 300;
const MORE_STEPS: u16 = 12;
/// Deepest level of the tree; nodes that are closer still count as one body.
const DEPTH: u32 = 24;

/// An edge between nodes by number, with its weight.
pub type Link = (u32, u32, f32);

/// Positions of `count` nodes, around 0, 0, about 60 units between neighbours.
#[must_use]
pub fn layout(count: usize, links: &[Link]) -> Vec<[f32; 2]> {
    let net = Net::new(count, links);
    scaled(if count > TOGETHER { net.grown(links) } else { net.settled(net.spread(), STEPS) })
}

/// Nodes with their neighbours, one node's after the other's, and where each node's begin.
struct Net {
    neighbours: Vec<(u32, f32)>,
    ends: Vec<usize>,
    /// The more neighbours, the heavier.
    mass: Vec<f32>,
}

impl Net {
    fn new(count: usize, links: &[Link]) -> Self {
        let (neighbours, ends) = adjacency(count, links);
        let mass = ends.windows(2).map(|ends| 1.0 + (ends[1] - ends[0]) as f32).collect();
        Self { neighbours, ends, mass }
    }

    fn of(&self, node: usize) -> &[(u32, f32)] {
        &self.neighbours[self.ends[node]..self.ends[node + 1]]
    }

    /// Evenly over a square.
    fn spread(&self) -> Vec<[f32; 2]> {
        (0..self.mass.len()).map(|node| start(node, self.mass.len())).collect()
    }

    /// Moved by the forces, ever less.
    fn settled(&self, mut at: Vec<[f32; 2]>, steps: u16) -> Vec<[f32; 2]> {
        for step in 0..steps {
            let bodies = Tree::new(&at, &self.mass).bodies();
            let heat = 1.0 - f32::from(step) / f32::from(steps);
            at = (0..at.len()).into_par_iter().map(|node| self.moved(node, &at, &bodies, heat)).collect();
        }
        at
    }

    fn moved(&self, node: usize, at: &[[f32; 2]], bodies: &[Body], heat: f32) -> [f32; 2] {
        let (here, mass) = (at[node], self.mass[node]);
        let mut force = push(bodies, here, mass);
        for &(other, weight) in self.of(node) {
            let there = at[other as usize];
            force = [force[0] + (there[0] - here[0]) * weight, force[1] + (there[1] - here[1]) * weight];
        }
        let pull = GRAVITY * mass / length(here).max(1.0);
        step_to(here, [force[0] - here[0] * pull, force[1] - here[1] * pull], mass, heat)
    }

    /// The nodes with most links laid out first, the others put amid their neighbours, and all moved a little.
    fn grown(&self, links: &[Link]) -> Vec<[f32; 2]> {
        let mut first: Vec<usize> = (0..self.mass.len()).collect();
        first.sort_by(|&a, &b| self.mass[b].total_cmp(&self.mass[a]).then(a.cmp(&b)));
        first.truncate(TOGETHER);
        let mut number: Vec<Option<u32>> = vec![None; self.mass.len()];
        first.iter().zip(0..).for_each(|(&node, n)| number[node] = Some(n));
        let end = |node: u32| number[node as usize];
        let within: Vec<Link> = links.iter().filter_map(|&(a, b, weight)| Some((end(a)?, end(b)?, weight))).collect();
        let core = Self::new(first.len(), &within);
        let drawn = core.settled(core.spread(), STEPS);
        let wider = (self.mass.len() as f32 / TOGETHER as f32).sqrt();
        let placed = |node: u32| end(node).map(|n| drawn[n as usize].map(|x| x * wider));
        let at = (0..self.mass.len()).map(|node| self.amid(node, placed));
        self.settled(at.collect(), MORE_STEPS)
    }

    /// Where a node is placed, or the middle of its neighbours that are, a little aside, or where it starts.
    fn amid(&self, node: usize, placed: impl Fn(u32) -> Option<[f32; 2]>) -> [f32; 2] {
        let aside = start(node, self.mass.len());
        let neighbours: Vec<[f32; 2]> = self.of(node).iter().filter_map(|&(other, _)| placed(other)).collect();
        let sum = neighbours.iter().fold([0.0; 2], |sum, at| [sum[0] + at[0], sum[1] + at[1]]);
        match (u32::try_from(node).ok().and_then(&placed), neighbours.len() as f32) {
            (Some(at), _) => at,
            (None, 0.0) => aside,
            (None, count) => [sum[0] / count + aside[0] * 0.02, sum[1] / count + aside[1] * 0.02],
        }
    }
}

/// Neighbours of every node one after the other, and where each node's begin.
fn adjacency(count: usize, links: &[Link]) -> (Vec<(u32, f32)>, Vec<usize>) {
    let mut ends = vec![0; count + 1];
    let both = || links.iter().flat_map(|&(a, b, weight)| [(a, b, weight), (b, a, weight)]).filter(|(a, b, _)| a != b);
    both().for_each(|(a, ..)| ends[a as usize + 1] += 1);
    (0..count).for_each(|node| ends[node + 1] += ends[node]);
    let mut next = ends.clone();
    let mut neighbours = vec![(0, 0.0); ends[count]];
    for (a, b, weight) in both() {
        // The weight counts, but not so that one heavy edge draws all nodes into one spot.
        neighbours[next[a as usize]] = (b, weight.max(0.0).sqrt());
        next[a as usize] += 1;
    }
    (neighbours, ends)
}

/// A start in a square, spread evenly (the R2 sequence of M. Roberts, 2018).
fn start(node: usize, count: usize) -> [f32; 2] {
    let side = (count as f32).sqrt() * 4.0;
    let part = |step: f64| (((node as f64 + 1.0) * step).fract() - 0.5) as f32 * side;
    [part(0.754_877_666_246_692_8), part(0.569_840_290_998_053_3)]
}

fn length([x, y]: [f32; 2]) -> f32 {
    (x * x + y * y).sqrt()
}

/// One step of a node: along the force, shorter the heavier the node and the cooler the drawing.
fn step_to(here: [f32; 2], force: [f32; 2], mass: f32, heat: f32) -> [f32; 2] {
    let size = length(force);
    if size <= f32::EPSILON {
        return here;
    }
    let far = (size / mass * 0.2).min(4.0) * heat / size;
    [here[0] + force[0] * far, here[1] + force[1] * far]
}

/// Stretched so that the middle node has 60 units of its own, and centred.
fn scaled(mut at: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let count = at.len().max(1) as f32;
    let sum = at.iter().fold([0.0_f64; 2], |sum, [x, y]| [sum[0] + f64::from(*x), sum[1] + f64::from(*y)]);
    let middle = [(sum[0] / f64::from(count)) as f32, (sum[1] / f64::from(count)) as f32];
    let mut far: Vec<f32> = at.iter().map(|[x, y]| length([x - middle[0], y - middle[1]])).collect();
    far.sort_by(f32::total_cmp);
    let radius = far.get(far.len() / 2).copied().unwrap_or(1.0).max(1.0);
    let factor = 25.0 * count.sqrt().max(3.0) / radius;
    for [x, y] in &mut at {
        (*x, *y) = (round((*x - middle[0]) * factor), round((*y - middle[1]) * factor));
    }
    apart(at)
}

/// To a tenth of a unit, never to -0.
fn round(x: f32) -> f32 {
    (x * 10.0).round() / 10.0 + 0.0
}

/// Of nodes on one spot all but the first are put a little to the right, so that each can be seen.
fn apart(mut at: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let mut taken = HashSet::new();
    for position in &mut at {
        while !taken.insert(position.map(f32::to_bits)) {
            // Far out a tenth is less than what a number holds.
            position[0] = round(position[0] + 0.1).max(position[0].next_up());
        }
    }
    at
}

/// A quadtree of masses.
struct Tree {
    cells: Vec<Cell>,
    middle: [f32; 2],
    half: f32,
}

/// A square with the mass in it, the mass-weighted sum of positions, and its four quarters (0: none).
#[derive(Clone, Copy, Default)]
struct Cell {
    mass: f32,
    sum: [f32; 2],
    quarters: [u32; 4],
    /// Whether one body is in it that was not yet put into a quarter.
    single: bool,
}

impl Tree {
    fn new(at: &[[f32; 2]], mass: &[f32]) -> Self {
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for position in at {
            for axis in 0..2 {
                low[axis] = low[axis].min(position[axis]);
                high[axis] = high[axis].max(position[axis]);
            }
        }
        let middle = [low[0].midpoint(high[0]), low[1].midpoint(high[1])];
        let half = ((high[0] - low[0]).max(high[1] - low[1]) / 2.0).max(1.0);
        let mut tree = Self { cells: Vec::with_capacity(at.len() * 2), middle, half };
        tree.cells.push(Cell::default());
        at.iter().zip(mass).for_each(|(&position, &mass)| tree.insert(position, mass));
        tree
    }

    fn insert(&mut self, at: [f32; 2], mass: f32) {
        let (mut cell, mut middle, mut half) = (0_usize, self.middle, self.half);
        for _ in 0..DEPTH {
            let old = self.cells[cell];
            let here = &mut self.cells[cell];
            here.mass += mass;
            here.sum = [here.sum[0] + at[0] * mass, here.sum[1] + at[1] * mass];
            here.single = old.mass == 0.0;
            if old.mass == 0.0 {
                return;
            }
            half /= 2.0;
            if old.single {
                let there = [old.sum[0] / old.mass, old.sum[1] / old.mass];
                let (child, _) = self.quarter(cell, there, middle, half);
                self.cells[child] = Cell { quarters: [0; 4], ..old };
            }
            (cell, middle) = self.quarter(cell, at, middle, half);
        }
        let here = &mut self.cells[cell];
        here.mass += mass;
        here.sum = [here.sum[0] + at[0] * mass, here.sum[1] + at[1] * mass];
        here.single = false;
    }

    /// The quarter of a cell that `at` lies in, made if need be, and its middle.
    fn quarter(&mut self, cell: usize, at: [f32; 2], middle: [f32; 2], half: f32) -> (usize, [f32; 2]) {
        let (right, below) = (at[0] >= middle[0], at[1] >= middle[1]);
        let which = usize::from(right) + 2 * usize::from(below);
        let mut child = self.cells[cell].quarters[which] as usize;
        if child == 0 {
            child = self.cells.len();
            self.cells[cell].quarters[which] = u32::try_from(child).unwrap_or(0);
            self.cells.push(Cell::default());
        }
        let shift = |forwards: bool| if forwards { half } else { -half };
        (child, [middle[0] + shift(right), middle[1] + shift(below)])
    }

    /// The cells as bodies, each before those in it.
    fn bodies(&self) -> Vec<Body> {
        let mut bodies = Vec::with_capacity(self.cells.len());
        self.list(0, self.half * 2.0, &mut bodies);
        bodies
    }

    fn list(&self, cell: usize, width: f32, bodies: &mut Vec<Body>) {
        let Cell { mass, sum, quarters, .. } = self.cells[cell];
        let place = bodies.len();
        let square = if quarters == [0; 4] { f32::NEG_INFINITY } else { (width / THETA) * (width / THETA) };
        bodies.push(Body { at: [sum[0] / mass, sum[1] / mass], mass, square, after: 0 });
        for quarter in quarters.into_iter().filter(|&quarter| quarter != 0) {
            self.list(quarter as usize, width / 2.0, bodies);
        }
        bodies[place].after = bodies.len();
    }
}

/// A cell as a body that pushes: where its mass is, the square of the distance from which on it counts as one, and the
/// first body that is not in it.
struct Body {
    at: [f32; 2],
    mass: f32,
    square: f32,
    after: usize,
}

/// The force by which all others push a body at `at`.
fn push(bodies: &[Body], at: [f32; 2], mass: f32) -> [f32; 2] {
    let (mut force, mut next) = ([0.0; 2], 0);
    while let Some(body) = bodies.get(next) {
        let away = [at[0] - body.at[0], at[1] - body.at[1]];
        let square = away[0] * away[0] + away[1] * away[1];
        if body.square >= square {
            next += 1;
            continue;
        }
        if square > 0.0 {
            let strength = 8.0 * mass * body.mass / square.max(NEAR);
            force = [force[0] + away[0] * strength, force[1] + away[1] * strength];
        }
        next = body.after;
    }
    force
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_linked_stands_closer_than_what_is_not() {
        // Two cliques of five, joined by one edge.
        let clique = |from: u32| (from..from + 5).flat_map(move |a| (a + 1..from + 5).map(move |b| (a, b, 1.0)));
        let links: Vec<Link> = clique(0).chain(clique(5)).chain([(0, 5, 1.0)]).collect();
        let at = layout(10, &links);
        let distance = |a: usize, b: usize| length([at[a][0] - at[b][0], at[a][1] - at[b][1]]);
        let inside = distance(1, 2).max(distance(6, 7));
        assert!(inside * 1.5 < distance(1, 6), "{inside} within, {} between", distance(1, 6));
    }

    #[test]
    fn nodes_on_one_spot_are_put_apart() {
        let spots = vec![[-0.1, 3.0], [round(-0.04), 3.0], [-0.1, 3.0], [0.0, 3.0], [7.0, 3.0]];
        assert_eq!(apart(spots), [[-0.1, 3.0], [0.0, 3.0], [0.1, 3.0], [0.2, 3.0], [7.0, 3.0]]);
        let far = apart(vec![[1e9, 0.0]; 3]);
        assert!(far[0][0] < far[1][0] && far[1][0] < far[2][0]);
    }

    #[test]
    fn no_node_and_one_node_are_laid_out_too() {
        assert!(layout(0, &[]).is_empty());
        assert_eq!(layout(1, &[]).len(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn positions_are_finite_distinct_and_always_the_same(links in proptest::collection::vec((0..30_u32, 0..30_u32, 0.0..9.0_f32), 0..90)) {
            let at = layout(30, &links);
            prop_assert!(at.iter().flatten().all(|x| x.is_finite()));
            prop_assert_eq!(&at, &layout(30, &links));
            let distinct: std::collections::BTreeSet<_> = at.iter().map(|p| p.map(f32::to_bits)).collect();
            prop_assert_eq!(distinct.len(), at.len());
        }
    }
}

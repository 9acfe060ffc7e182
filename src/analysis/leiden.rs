//! Communities by the Leiden algorithm (Traag, Waltman and van Eck, From Louvain to Leiden: guaranteeing well-connected
//! communities, Sci. Rep. 9, 2019), maximising modularity: parts of a graph that have more edges inside than their
//! nodes' strengths let expect. Unlike Louvain's, every community is connected.

use std::collections::VecDeque;

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::graph::{Graph, edges, nodes, strengths};

/// How random the refinement is: at 0 it always takes the best merger.
const RANDOMNESS: f64 = 0.01;
/// How often the whole algorithm runs, each time from the communities of the time before.
const ROUNDS: usize = 2;

/// The community of each node, numbered by size (largest first), then by their first node. `resolution` 1 is plain
/// modularity; more gives smaller communities. The same seed gives the same communities.
#[must_use]
pub fn leiden(graph: &Graph, resolution: f64, seed: u64) -> Vec<u32> {
    let total: f64 = strengths(graph).iter().sum();
    if total <= 0.0 {
        return nodes(graph).collect();
    }
    let mut search = Search { per_strength: resolution / total, rng: Pcg64::seed_from_u64(seed) };
    let mut membership: Vec<u32> = nodes(graph).collect();
    for _ in 0..ROUNDS {
        membership = search.round(Level::of(graph), membership);
    }
    by_size(membership)
}

/// Modularity of a division into communities: the share of the weight inside communities less the share to be expected
/// (Newman, Analysis of weighted networks, Phys. Rev. E 70, 2004), with a resolution (Reichardt and Bornholdt, 2006).
#[must_use]
pub fn modularity(graph: &Graph, membership: &[u32], resolution: f64) -> f64 {
    let strengths = strengths(graph);
    let total: f64 = strengths.iter().sum();
    let mut sums = vec![0.0; membership.iter().max().map_or(0, |max| *max as usize + 1)];
    let mut inside = 0.0;
    for node in nodes(graph) {
        let own = membership[node as usize];
        sums[own as usize] += strengths[node as usize];
        inside +=
            edges(graph, node).filter(|(other, _)| membership[*other as usize] == own).map(|(_, w)| w).sum::<f64>();
    }
    let expected: f64 = sums.iter().map(|sum| (sum / total).powi(2)).sum();
    if total > 0.0 { inside / total - resolution * expected } else { 0.0 }
}

/// A graph of the aggregation. Loops are left out: they move with their node.
struct Level {
    starts: Vec<usize>,
    edges: Vec<(u32, f64)>,
    strength: Vec<f64>,
}

impl Level {
    fn of(graph: &Graph) -> Self {
        let mut level =
            Self { starts: vec![0], edges: Vec::with_capacity(graph.edge_count()), strength: strengths(graph) };
        for node in nodes(graph) {
            level.edges.extend(edges(graph, node));
            level.starts.push(level.edges.len());
        }
        level
    }

    fn len(&self) -> usize {
        self.strength.len()
    }

    fn edges(&self, node: u32) -> &[(u32, f64)] {
        &self.edges[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    fn nodes(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    /// The graph whose nodes are the communities, numbered without gaps.
    fn aggregated(&self, membership: &[u32], communities: usize) -> Self {
        let mut strength = vec![0.0; communities];
        let mut order: Vec<u32> = self.nodes().collect();
        self.nodes().for_each(|node| strength[membership[node as usize] as usize] += self.strength[node as usize]);
        order.sort_by_key(|&node| membership[node as usize]);
        let mut level = Self { starts: vec![0], edges: Vec::new(), strength };
        let mut near = Near::new(communities);
        let mut members = order.chunk_by(|&a, &b| membership[a as usize] == membership[b as usize]);
        for community in 0..communities {
            for &node in members.next().unwrap_or_default() {
                self.edges(node).iter().for_each(|&(other, weight)| near.add(membership[other as usize], weight));
            }
            near.drain(|other, weight| {
                if other as usize != community {
                    level.edges.push((other, weight));
                }
            });
            level.starts.push(level.edges.len());
        }
        level
    }
}

/// Sums of weights by community, in order of first arrival.
struct Near {
    weight: Vec<f64>,
    touched: Vec<u32>,
}

impl Near {
    fn new(communities: usize) -> Self {
        Self { weight: vec![0.0; communities], touched: Vec::new() }
    }

    fn add(&mut self, community: u32, weight: f64) {
        let sum = &mut self.weight[community as usize];
        if *sum == 0.0 {
            self.touched.push(community);
        }
        *sum += weight;
    }

    /// Hands out the sums and forgets them.
    fn drain(&mut self, mut each: impl FnMut(u32, f64)) {
        for community in self.touched.drain(..) {
            each(community, std::mem::take(&mut self.weight[community as usize]));
        }
    }
}

/// Strength and number of nodes of each community, and the numbers that no community bears.
struct Communities {
    strength: Vec<f64>,
    size: Vec<u32>,
    empty: Vec<u32>,
}

impl Communities {
    fn new(level: &Level, membership: &[u32]) -> Self {
        let (mut strength, mut size) = (vec![0.0; level.len()], vec![0_u32; level.len()]);
        for node in level.nodes() {
            strength[membership[node as usize] as usize] += level.strength[node as usize];
            size[membership[node as usize] as usize] += 1;
        }
        let empty = level.nodes().filter(|&community| size[community as usize] == 0).collect();
        Self { strength, size, empty }
    }

    /// The community that gains most from a node of `own`, whose edges lead to `near`; its own where none gains more.
    fn best(&self, own: u32, strength: f64, near: &mut Near, per_strength: f64) -> u32 {
        let stay = near.weight[own as usize] - strength * (self.strength[own as usize] - strength) * per_strength;
        let mut best = (stay + 1e-12, own);
        near.drain(|community, weight| {
            let gain = weight - strength * self.strength[community as usize] * per_strength;
            if community != own && gain > best.0 {
                best = (gain, community);
            }
        });
        let alone = self.empty.last().filter(|_| best.0 < 0.0 && self.size[own as usize] > 1);
        alone.copied().unwrap_or(best.1)
    }

    fn moved(&mut self, from: u32, to: u32, strength: f64) {
        if self.size[to as usize] == 0 {
            self.empty.pop();
        }
        self.strength[from as usize] -= strength;
        self.strength[to as usize] += strength;
        self.size[from as usize] -= 1;
        self.size[to as usize] += 1;
        if self.size[from as usize] == 0 {
            self.empty.push(from);
        }
    }
}

struct Search {
    /// Resolution divided by the sum of all strengths: what a unit of strength in a community costs a unit of a node's.
    per_strength: f64,
    rng: Pcg64,
}

impl Search {
    /// Moves, refines and aggregates until no community joins another; the membership of the first level's nodes.
    fn round(&mut self, mut level: Level, start: Vec<u32>) -> Vec<u32> {
        let mut membership = start;
        let mut of_first: Vec<u32> = level.nodes().collect();
        loop {
            self.move_nodes(&level, &mut membership);
            let communities = renumber(&mut membership);
            if communities == level.len() {
                break;
            }
            let mut refined = self.refine(&level, &membership, communities);
            let parts = renumber(&mut refined);
            if parts == level.len() {
                break;
            }
            let mut coarse = vec![0; parts];
            level.nodes().for_each(|node| coarse[refined[node as usize] as usize] = membership[node as usize]);
            for node in &mut of_first {
                *node = refined[*node as usize];
            }
            level = level.aggregated(&refined, parts);
            membership = coarse;
        }
        of_first.iter().map(|&node| membership[node as usize]).collect()
    }

    /// Moves nodes to the neighbouring community (or one of their own) that gains most, as long as any gains; then only
    /// those around a moved node are looked at again.
    fn move_nodes(&mut self, level: &Level, membership: &mut [u32]) {
        let mut communities = Communities::new(level, membership);
        let mut order: Vec<u32> = level.nodes().collect();
        order.shuffle(&mut self.rng);
        let mut queue: VecDeque<u32> = order.into();
        let mut queued = vec![true; level.len()];
        let mut near = Near::new(level.len());
        while let Some(node) = queue.pop_front() {
            queued[node as usize] = false;
            let own = membership[node as usize];
            level.edges(node).iter().for_each(|&(other, weight)| near.add(membership[other as usize], weight));
            let best = communities.best(own, level.strength[node as usize], &mut near, self.per_strength);
            if best == own {
                continue;
            }
            communities.moved(own, best, level.strength[node as usize]);
            membership[node as usize] = best;
            for &(other, _) in level.edges(node) {
                if membership[other as usize] != best && !std::mem::replace(&mut queued[other as usize], true) {
                    queue.push_back(other);
                }
            }
        }
    }

    /// Divides each community again, starting from single nodes: a node that is well connected to its community joins a
    /// well connected part of it, the likelier the more that gains.
    fn refine(&mut self, level: &Level, membership: &[u32], communities: usize) -> Vec<u32> {
        let mut whole = vec![0.0; communities];
        level.nodes().for_each(|node| whole[membership[node as usize] as usize] += level.strength[node as usize]);
        let mut parts = Parts::single(level, membership);
        let mut order: Vec<u32> = level.nodes().collect();
        order.shuffle(&mut self.rng);
        let mut near = Near::new(level.len());
        let mut choices: Vec<(u32, f64, f64)> = Vec::new();
        for node in order {
            let all = whole[membership[node as usize] as usize];
            if parts.size[node as usize] != 1
                || parts.of[node as usize] != node
                || !parts.well_connected(node, all, self.per_strength)
            {
                continue;
            }
            let inside =
                level.edges(node).iter().filter(|(other, _)| membership[*other as usize] == membership[node as usize]);
            inside.for_each(|&(other, weight)| near.add(parts.of[other as usize], weight));
            choices.clear();
            near.drain(|part, weight| {
                let gain = weight - level.strength[node as usize] * parts.strength[part as usize] * self.per_strength;
                if gain >= 0.0 && parts.well_connected(part, all, self.per_strength) {
                    choices.push((part, weight, gain));
                }
            });
            if let Some((part, weight)) = self.choose(&choices) {
                parts.join(node, part, weight);
            }
        }
        parts.of
    }

    fn choose(&mut self, choices: &[(u32, f64, f64)]) -> Option<(u32, f64)> {
        let best = choices.iter().map(|choice| choice.2).max_by(f64::total_cmp)?;
        let likely = |gain: f64| ((gain - best) / RANDOMNESS).exp();
        let mut left = self.rng.random::<f64>() * choices.iter().map(|choice| likely(choice.2)).sum::<f64>();
        let chosen = choices.iter().find(|choice| {
            left -= likely(choice.2);
            left <= 0.0
        });
        chosen.or(choices.last()).map(|choice| (choice.0, choice.1))
    }
}

/// The parts into which communities are divided; a part bears the number of the node it began with.
struct Parts {
    of: Vec<u32>,
    size: Vec<u32>,
    strength: Vec<f64>,
    /// Weight of the edges from each part to the rest of its community.
    outside: Vec<f64>,
}

impl Parts {
    fn single(level: &Level, membership: &[u32]) -> Self {
        let outside = |node: u32| {
            let inside =
                level.edges(node).iter().filter(|(other, _)| membership[*other as usize] == membership[node as usize]);
            inside.map(|(_, weight)| weight).sum()
        };
        Self {
            of: level.nodes().collect(),
            size: vec![1; level.len()],
            strength: level.strength.clone(),
            outside: level.nodes().map(outside).collect(),
        }
    }

    fn well_connected(&self, part: u32, whole: f64, per_strength: f64) -> bool {
        let strength = self.strength[part as usize];
        self.outside[part as usize] >= strength * (whole - strength) * per_strength
    }

    /// Joins a single node to a part with which it has edges of this weight.
    fn join(&mut self, node: u32, part: u32, weight: f64) {
        let (node, part) = (node as usize, part as usize);
        self.of[node] = self.of[part];
        self.size[part] += 1;
        self.size[node] = 0;
        self.strength[part] += self.strength[node];
        self.outside[part] += self.outside[node] - 2.0 * weight;
    }
}

/// Numbers communities without gaps in order of their first node; how many there are.
fn renumber(membership: &mut [u32]) -> usize {
    let mut numbers = vec![u32::MAX; membership.iter().max().map_or(0, |max| *max as usize + 1)];
    let mut next = 0;
    for community in membership {
        let number = &mut numbers[*community as usize];
        if *number == u32::MAX {
            *number = next;
            next += 1;
        }
        *community = *number;
    }
    next as usize
}

fn by_size(mut membership: Vec<u32>) -> Vec<u32> {
    let communities = renumber(&mut membership);
    let mut sizes = vec![0_usize; communities];
    for &community in &membership {
        sizes[community as usize] += 1;
    }
    let mut order: Vec<usize> = (0..communities).collect();
    order.sort_by_key(|&community| std::cmp::Reverse(sizes[community]));
    let mut ranks = vec![0; communities];
    (0_u32..).zip(order).for_each(|(rank, community)| ranks[community] = rank);
    membership.into_iter().map(|community| ranks[community as usize]).collect()
}

//! Weighted undirected graphs and what is measured on them: PageRank, betweenness, core numbers, the backbone.
//!
//! A graph is petgraph's compressed sparse row graph with every edge in both directions, so that the algorithms of
//! petgraph and rustworkx-core run on it. Betweenness and core numbers are our own here although rustworkx-core has
//! them: its betweenness adds up in the order in which threads finish, which makes the last digits a matter of chance,
//! and its core numbers hash every neighbour, which is many times slower than a walk over sorted rows. petgraph's
//! PageRank knows no weights.

use petgraph::Directed;
use petgraph::csr::Csr;
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::Rows;
use super::null::float;

/// A graph without loops; edge weights above 0.
pub type Graph = Csr<(), f64, Directed>;

/// The graph of `nodes` nodes with these undirected edges, each given once; of edges given twice the weights add up.
#[must_use]
pub fn graph(nodes: usize, edges: impl IntoIterator<Item = (u32, u32, f64)>) -> Graph {
    let mut both: Vec<(u32, u32, f64)> = Vec::new();
    for (a, b, weight) in edges.into_iter().filter(|(a, b, _)| a != b) {
        both.extend([(a, b, weight), (b, a, weight)]);
    }
    both.par_sort_by_key(|&(a, b, _)| (a, b));
    both.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        kept.2 += if same { next.2 } else { 0.0 };
        same
    });
    sorted_graph(nodes, &both)
}

/// The graph in which things are joined that stand in a row together, the weight the number of such rows.
#[must_use]
pub fn together(rows: &Rows<u32>, items: usize) -> Graph {
    let holders = rows.inverted(items);
    let part = items.div_ceil(64).max(1);
    let parts = (0..items.div_ceil(part)).into_par_iter();
    let of = |at: usize| Neighbours::new(rows, &holders, items).edges(at * part..items.min((at + 1) * part));
    sorted_graph(items, &parts.map(of).collect::<Vec<_>>().concat())
}

/// Counts with how many rows each item shares with others.
struct Neighbours<'r> {
    rows: &'r Rows<u32>,
    holders: &'r Rows<u32>,
    counts: Vec<u32>,
    touched: Vec<u32>,
}

impl<'r> Neighbours<'r> {
    fn new(rows: &'r Rows<u32>, holders: &'r Rows<u32>, items: usize) -> Self {
        Self { rows, holders, counts: vec![0; items], touched: Vec::new() }
    }

    /// The edges of some items, in order.
    fn edges(&mut self, items: std::ops::Range<usize>) -> Vec<(u32, u32, f64)> {
        let mut edges = Vec::new();
        for item in items {
            self.count(item);
            let number = u32::try_from(item).unwrap_or(u32::MAX);
            for other in self.touched.drain(..) {
                let count = std::mem::take(&mut self.counts[other as usize]);
                if other != number {
                    edges.push((number, other, f64::from(count)));
                }
            }
        }
        edges
    }

    /// Counts the others of the rows that hold an item.
    fn count(&mut self, item: usize) {
        for &row in self.holders.row(item) {
            for &other in self.rows.row(row as usize) {
                let count = &mut self.counts[other as usize];
                if *count == 0 {
                    self.touched.push(other);
                }
                *count += 1;
            }
        }
        self.touched.sort_unstable();
    }
}

fn sorted_graph(nodes: usize, edges: &[(u32, u32, f64)]) -> Graph {
    let mut graph = Graph::from_sorted_edges(edges).unwrap_or_default();
    while graph.node_count() < nodes {
        graph.add_node(());
    }
    graph
}

/// A node's neighbours with the weights of the edges.
pub(super) fn edges(graph: &Graph, node: u32) -> impl Iterator<Item = (u32, f64)> {
    graph.neighbors_slice(node).iter().copied().zip(graph.edges_slice(node).iter().copied())
}

/// All nodes.
pub(super) fn nodes(graph: &Graph) -> std::ops::Range<u32> {
    0..u32::try_from(graph.node_count()).unwrap_or(u32::MAX)
}

/// Sum of the weights of each node's edges.
#[must_use]
pub fn strengths(graph: &Graph) -> Vec<f64> {
    nodes(graph).map(|node| graph.edges_slice(node).iter().sum()).collect()
}

/// The share of the right side at which PageRank ends.
const ENOUGH: f64 = 2e-10;

/// PageRank of each node: how often a walk visits it that follows edges in proportion to their weights and jumps to any
/// node with probability `1 − damping`, or where there is no edge (Brin and Page, The anatomy of a large-scale
/// hypertextual Web search engine, 1998). Adds up to 1.
///
/// With edges in both directions the system to solve becomes symmetric when ranks are scaled by the roots of the
/// strengths, `(I − damping · S) y = b`, and conjugate gradients (Hestenes and Stiefel, 1952) solve it in a fraction of
/// the rounds that iterating the walk takes; behind symmetric Gauss-Seidel sweeps, in half of those. In Eisenstat's form
/// (Efficient implementation of a class of preconditioned conjugate gradient methods, 1981) the sweeps are all that a
/// round does, and both need the matrix below its diagonal only. It ends when less than 2e-10 of `b` is left,
/// which leaves an error below 1e-10 in the sum of all ranks.
#[must_use]
pub fn pagerank(graph: &Graph, damping: f64) -> Vec<f64> {
    let root = |strength: f64| if strength > 0.0 { strength.sqrt() } else { 1.0 };
    let roots: Vec<f64> = strengths(graph).into_iter().map(root).collect();
    let mut jumps: Vec<f64> = roots.iter().map(|root| 1.0 / root).collect();
    let half = Half::new(graph, damping, &jumps);
    half.forwards(&mut jumps);
    let mut t = vec![0.0; jumps.len()];
    let mut ranks = conjugate_gradients(|z, applied| half.apply(z, &mut t, applied), jumps);
    half.backwards(&mut ranks);
    ranks.iter_mut().zip(&roots).for_each(|(rank, root)| *rank *= root);
    let total: f64 = ranks.iter().sum();
    ranks.into_iter().map(|rank| rank / total).collect()
}

/// The part `L` of `damping · S = L + Lᵀ` that stands below the diagonal, row by row, in blocks of four entries: sums of
/// four do not wait for each other, and ends of rows are guessed right more often.
struct Half {
    rows: Rows<Block>,
}

/// Four entries of a row; those that a row is short of are 0 on the diagonal.
struct Block {
    columns: [u32; 4],
    values: [f64; 4],
}

impl Half {
    /// `shares` are one over the roots of the strengths.
    fn new(graph: &Graph, damping: f64, shares: &[f64]) -> Self {
        let row = |node: u32| {
            let below = graph.neighbors_slice(node).partition_point(|other| *other < node);
            let (others, weights) = (&graph.neighbors_slice(node)[..below], &graph.edges_slice(node)[..below]);
            let share = damping * shares[node as usize];
            others.chunks(4).zip(weights.chunks(4)).map(move |(others, weights)| {
                let mut block = Block { columns: [node; 4], values: [0.0; 4] };
                block.columns[..others.len()].copy_from_slice(others);
                for (value, (other, weight)) in block.values.iter_mut().zip(others.iter().zip(weights)) {
                    *value = share * weight * shares[*other as usize];
                }
                block
            })
        };
        let (nodes, edges) = (nodes(graph), graph.edge_count() / 2);
        let mut rows = Rows::with_capacity(nodes.len(), edges / 4 + nodes.len());
        nodes.for_each(|node| rows.push(row(node)));
        Self { rows }
    }

    /// Replaces `p` by the solution of `(I − L) t = p`, from the first row to the last.
    fn forwards(&self, p: &mut [f64]) {
        for (at, row) in self.rows.iter().enumerate() {
            let (mut known, mut more) = (p[at], 0.0);
            for Block { columns: [a, b, c, d], values } in row {
                known += values[0] * p[*a as usize] + values[1] * p[*b as usize];
                more += values[2] * p[*c as usize] + values[3] * p[*d as usize];
            }
            p[at] = known + more;
        }
    }

    /// Replaces `p` by the solution of `(I − Lᵀ) t = p`, from the last row to the first.
    fn backwards(&self, p: &mut [f64]) {
        for (at, row) in self.rows.iter().enumerate().rev() {
            let solved = p[at];
            for Block { columns, values } in row {
                columns.iter().zip(values).for_each(|(column, value)| p[*column as usize] += value * solved);
            }
        }
    }

    /// `(I − L)⁻¹ (I − L − Lᵀ) (I − Lᵀ)⁻¹ z`, which is `t + (I − L)⁻¹ (z − t)` with `t = (I − Lᵀ)⁻¹ z`.
    fn apply(&self, z: &[f64], t: &mut [f64], applied: &mut [f64]) {
        t.copy_from_slice(z);
        self.backwards(t);
        applied.iter_mut().zip(z).zip(&*t).for_each(|((applied, z), t)| *applied = z - t);
        self.forwards(applied);
        applied.iter_mut().zip(&*t).for_each(|(applied, t)| *applied += t);
    }
}

/// The solution of `apply(y) = b` for a symmetric positive definite `apply`, which writes its result behind what it is of.
fn conjugate_gradients(mut apply: impl FnMut(&[f64], &mut [f64]), b: Vec<f64>) -> Vec<f64> {
    let (mut y, mut applied) = (vec![0.0; b.len()], vec![0.0; b.len()]);
    let (mut direction, mut rest) = (b.clone(), b);
    let mut left = dot(&rest, &rest);
    let enough = left * ENOUGH * ENOUGH;
    for _ in 0..1000 {
        if left <= enough {
            break;
        }
        apply(&direction, &mut applied);
        let step = left / dot(&direction, &applied);
        y.iter_mut().zip(&direction).for_each(|(y, d)| *y += step * d);
        rest.iter_mut().zip(&applied).for_each(|(r, a)| *r -= step * a);
        let now = dot(&rest, &rest);
        direction.iter_mut().zip(&rest).for_each(|(d, r)| *d = r + now / left * *d);
        left = now;
    }
    y
}

/// The sum of the products, added up in eight lanes that do not wait for each other.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let ends: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    let mut lanes = [0.0; LANES];
    for (a, b) in a.zip(b) {
        lanes.iter_mut().zip(a.iter().zip(b)).for_each(|(lane, (a, b))| *lane += a * b);
    }
    lanes.iter().sum::<f64>() + ends
}

/// Betweenness of each node: the number of pairs of other nodes, each counted by the share of its shortest paths (edges
/// counted, not weighed) that run through the node (Brandes, A faster algorithm for betweenness centrality, J. Math.
/// Sociol. 25, 2001). With `pivots` the paths from that many nodes only are counted and scaled up (Brandes and Pich,
/// Centrality estimation in large networks, 2007); the pivots are drawn with `seed`.
#[must_use]
pub fn betweenness(graph: &Graph, pivots: Option<(usize, u64)>) -> Vec<f64> {
    let count = graph.node_count();
    // No path leads from a node without edges.
    let tied: Vec<u32> = nodes(graph).filter(|&node| !graph.neighbors_slice(node).is_empty()).collect();
    let sources: Vec<u32> = match pivots.filter(|(pivots, _)| *pivots < tied.len()) {
        None => tied.clone(),
        Some((pivots, seed)) => {
            let mut rng = Pcg64::seed_from_u64(seed);
            let mut drawn = sample(&mut rng, tied.len(), pivots).into_vec();
            drawn.sort_unstable();
            drawn.into_iter().map(|at| tied[at]).collect()
        }
    };
    // A fixed number of parts, added up in order: the sum does not depend on the number of threads.
    let part = sources.len().div_ceil(16).max(1);
    let reachable = reachable(graph);
    let parts: Vec<Vec<f64>> =
        sources.par_chunks(part).map(|sources| dependencies(graph, sources, &reachable)).collect();
    let scale = float(tied.len()) / float(sources.len().max(1)) / 2.0;
    let mut all = vec![0.0; count];
    for part in parts {
        all.iter_mut().zip(part).for_each(|(all, part)| *all += part * scale);
    }
    all
}

/// How much the shortest paths from these sources depend on each node.
fn dependencies(graph: &Graph, sources: &[u32], reachable: &[usize]) -> Vec<f64> {
    let mut walk = Walk::new(graph.node_count());
    let mut sum = vec![0.0; graph.node_count()];
    for &source in sources {
        let last = walk.forwards(graph, source, reachable[source as usize]);
        walk.backwards(graph, last);
        for &node in walk.order.iter().skip(1) {
            sum[node as usize] += walk.depends[node as usize];
        }
        walk.forget();
    }
    sum
}

/// Shortest paths from one node. Nodes of the last level, in a dense graph the most, are never looked at from: nothing
/// comes after them.
struct Walk {
    distance: Vec<u32>,
    paths: Vec<f64>,
    depends: Vec<f64>,
    /// `(1 + depends) / paths` of nodes whose dependency is known: what each path to them passes on.
    passed: Vec<f64>,
    /// The nodes reached, by distance.
    order: Vec<u32>,
}

impl Walk {
    fn new(nodes: usize) -> Self {
        let zeros = vec![0.0; nodes];
        let (paths, depends, passed) = (zeros.clone(), zeros.clone(), zeros);
        Self { distance: vec![u32::MAX; nodes], paths, depends, passed, order: Vec::with_capacity(nodes) }
    }

    /// Counts the shortest paths to all nodes, of which `reachable` can be reached; where the last level begins in order.
    fn forwards(&mut self, graph: &Graph, source: u32, reachable: usize) -> usize {
        self.order.push(source);
        (self.paths[source as usize], self.distance[source as usize]) = (1.0, 0);
        let mut level = 0..1;
        while self.order.len() < reachable {
            for at in level.clone() {
                let node = self.order[at];
                let (far, ways) = (self.distance[node as usize] + 1, self.paths[node as usize]);
                for &other in graph.neighbors_slice(node) {
                    let distance = &mut self.distance[other as usize];
                    if *distance == u32::MAX {
                        *distance = far;
                        self.order.push(other);
                    }
                    if *distance == far {
                        self.paths[other as usize] += ways;
                    }
                }
            }
            level = level.end..self.order.len();
        }
        level.start
    }

    /// Sums up what depends on each node, from the far end back.
    fn backwards(&mut self, graph: &Graph, last: usize) {
        for &node in &self.order[last..] {
            (self.depends[node as usize], self.passed[node as usize]) = (0.0, 1.0 / self.paths[node as usize]);
        }
        for &node in self.order[..last].iter().rev() {
            let far = self.distance[node as usize] + 1;
            let passed =
                |other: &u32| if self.distance[*other as usize] == far { self.passed[*other as usize] } else { 0.0 };
            let depends = self.paths[node as usize] * graph.neighbors_slice(node).iter().map(passed).sum::<f64>();
            self.depends[node as usize] = depends;
            self.passed[node as usize] = (1.0 + depends) / self.paths[node as usize];
        }
    }

    fn forget(&mut self) {
        for node in self.order.drain(..) {
            (self.distance[node as usize], self.paths[node as usize]) = (u32::MAX, 0.0);
        }
    }
}

/// For each node the number of nodes, itself included, that can be reached from it.
fn reachable(graph: &Graph) -> Vec<usize> {
    let mut sizes = vec![0; graph.node_count()];
    for start in nodes(graph) {
        if sizes[start as usize] > 0 {
            continue;
        }
        let mut part = vec![start];
        sizes[start as usize] = 1;
        let mut next = 0;
        while let Some(&node) = part.get(next) {
            next += 1;
            for &other in graph.neighbors_slice(node) {
                if std::mem::replace(&mut sizes[other as usize], 1) == 0 {
                    part.push(other);
                }
            }
        }
        for &node in &part {
            sizes[node as usize] = part.len();
        }
    }
    sizes
}

/// Core number of each node: the greatest k such that it is in a part of the graph in which every node has k neighbours
/// (Batagelj and Zaveršnik, An O(m) algorithm for cores decomposition of networks, 2003).
#[must_use]
pub fn core_numbers(graph: &Graph) -> Vec<u32> {
    let mut degree: Vec<usize> = nodes(graph).map(|node| graph.neighbors_slice(node).len()).collect();
    let mut starts = vec![0_usize; degree.iter().max().map_or(1, |max| max + 2)];
    for &degree in &degree {
        starts[degree + 1] += 1;
    }
    (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
    let (mut order, mut place) = (vec![0_u32; degree.len()], vec![0_usize; degree.len()]);
    let mut free = starts.clone();
    for node in nodes(graph) {
        let at = &mut free[degree[node as usize]];
        (order[*at], place[node as usize]) = (node, *at);
        *at += 1;
    }
    for at in 0..order.len() {
        let node = order[at];
        for &other in graph.neighbors_slice(node) {
            let of_other = degree[other as usize];
            if of_other > degree[node as usize] {
                let first = starts[of_other];
                let swapped = order[first];
                order.swap(first, place[other as usize]);
                place[swapped as usize] = place[other as usize];
                place[other as usize] = first;
                starts[of_other] = first + 1;
                degree[other as usize] -= 1;
            }
        }
    }
    degree.into_iter().map(|degree| u32::try_from(degree).unwrap_or(u32::MAX)).collect()
}

/// How far each edge (`a < b`, in order) stands out at the end where it stands out more: the probability that one edge
/// among those of a node takes at least its share of the node's strength, if shares fell at random. Edges below a
/// threshold form the backbone (Serrano, Boguñá and Vespignani, Extracting the multiscale backbone of complex weighted
/// networks, PNAS 106, 2009). 1 for an edge that both ends have as their only one.
#[must_use]
pub fn disparities(graph: &Graph) -> Vec<(u32, u32, f64, f64)> {
    let strengths = strengths(graph);
    let stands_out = |node: u32, weight: f64| {
        let others = float(graph.neighbors_slice(node).len()) - 1.0;
        if others < 1.0 { 1.0 } else { (1.0 - weight / strengths[node as usize]).powf(others) }
    };
    let of = |a: u32| {
        let later = edges(graph, a).filter(move |(b, _)| a < *b);
        later
            .map(move |(b, weight)| (a, b, weight, stands_out(a, weight).min(stands_out(b, weight))))
            .collect::<Vec<_>>()
    };
    nodes(graph).into_par_iter().flat_map_iter(of).collect()
}

/// Participation of each node: 1 minus the sum of the squared shares of its strength that go to each group; 0 where all
/// goes to one group, near 1 where it is spread evenly over many (Guimerà and Amaral, Functional cartography of complex
/// metabolic networks, Nature 433, 2005). Neighbours without a group are left out. With the number of groups reached.
#[must_use]
pub fn participation(graph: &Graph, groups: &[Option<u32>]) -> Vec<(f64, usize)> {
    let of = |node: u32| {
        let mut weights: Vec<(u32, f64)> =
            edges(graph, node).filter_map(|(other, weight)| Some((groups[other as usize]?, weight))).collect();
        weights.sort_by_key(|(group, _)| *group);
        let sums: Vec<f64> =
            weights.chunk_by(|a, b| a.0 == b.0).map(|same| same.iter().map(|(_, weight)| weight).sum()).collect();
        let total: f64 = sums.iter().sum();
        let squares: f64 = sums.iter().map(|sum| (sum / total).powi(2)).sum();
        (if total > 0.0 { 1.0 - squares } else { 0.0 }, sums.len())
    };
    nodes(graph).into_par_iter().map(of).collect()
}

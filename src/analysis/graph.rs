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
    let neighbours = |seen: &mut Vec<u32>, item: usize| {
        let mut touched: Vec<u32> = Vec::new();
        for &other in holders.row(item).iter().flat_map(|&row| rows.row(row as usize)) {
            let count = &mut seen[other as usize];
            if *count == 0 {
                touched.push(other);
            }
            *count += 1;
        }
        touched.sort_unstable();
        let number = u32::try_from(item).unwrap_or(u32::MAX);
        let edge = |other: u32| (number, other, f64::from(std::mem::take(&mut seen[other as usize])));
        touched.into_iter().map(edge).filter(|edge| edge.0 != edge.1).collect::<Vec<_>>()
    };
    let edges: Vec<Vec<(u32, u32, f64)>> =
        (0..items).into_par_iter().map_init(|| vec![0_u32; items], neighbours).collect();
    sorted_graph(items, &edges.concat())
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

/// PageRank of each node: how often a walk visits it that follows edges in proportion to their weights and jumps to any
/// node with probability `1 − damping`, or where there is no edge (Brin and Page, The anatomy of a large-scale
/// hypertextual Web search engine, 1998). Adds up to 1.
///
/// With edges in both directions the system to solve becomes symmetric when ranks are scaled by the roots of the
/// strengths, `(I − damping · S) y = b`, and conjugate gradients (Hestenes and Stiefel, 1952) solve it in a fraction of
/// the rounds that iterating the walk takes; behind symmetric Gauss-Seidel sweeps, in half of those. In Eisenstat's form
/// (Efficient implementation of a class of preconditioned conjugate gradient methods, 1981) the sweeps are all that a
/// round does, and both need the matrix below its diagonal only. It ends when less than 1e-10 of `b` is left.
#[must_use]
pub fn pagerank(graph: &Graph, damping: f64) -> Vec<f64> {
    let root = |strength: f64| if strength > 0.0 { strength.sqrt() } else { 1.0 };
    let roots: Vec<f64> = strengths(graph).into_iter().map(root).collect();
    let mut jumps: Vec<f64> = roots.iter().map(|root| 1.0 / root).collect();
    let half = Half::new(graph, damping, &jumps);
    half.forwards(&mut jumps);
    let mut ranks = conjugate_gradients(|z| half.apply(z), jumps);
    half.backwards(&mut ranks);
    ranks.iter_mut().zip(&roots).for_each(|(rank, root)| *rank *= root);
    let total: f64 = ranks.iter().sum();
    ranks.into_iter().map(|rank| rank / total).collect()
}

/// The part `L` of `damping · S = L + Lᵀ` that stands below the diagonal, row by row.
struct Half {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Half {
    /// `shares` are one over the roots of the strengths.
    fn new(graph: &Graph, damping: f64, shares: &[f64]) -> Self {
        let edge_count = graph.edge_count() / 2;
        let mut half =
            Self { starts: vec![0], columns: Vec::with_capacity(edge_count), values: Vec::with_capacity(edge_count) };
        for (node, share) in nodes(graph).zip(shares) {
            let share = damping * share;
            for (other, weight) in edges(graph, node).take_while(|(other, _)| *other < node) {
                half.columns.push(other);
                half.values.push(share * weight * shares[other as usize]);
            }
            half.starts.push(half.columns.len());
        }
        half
    }

    fn row(&self, at: usize) -> impl Iterator<Item = (usize, f64)> {
        let row = self.starts[at]..self.starts[at + 1];
        self.columns[row.clone()].iter().map(|&column| column as usize).zip(self.values[row].iter().copied())
    }

    /// Replaces `p` by the solution of `(I − L) t = p`, from the first row to the last.
    fn forwards(&self, p: &mut [f64]) {
        for at in 0..p.len() {
            let known: f64 = self.row(at).map(|(column, value)| value * p[column]).sum();
            p[at] += known;
        }
    }

    /// Replaces `p` by the solution of `(I − Lᵀ) t = p`, from the last row to the first.
    fn backwards(&self, p: &mut [f64]) {
        for at in (0..p.len()).rev() {
            let solved = p[at];
            self.row(at).for_each(|(column, value)| p[column] += value * solved);
        }
    }

    /// `(I − L)⁻¹ (I − L − Lᵀ) (I − Lᵀ)⁻¹ z`, which is `t + (I − L)⁻¹ (z − t)` with `t = (I − Lᵀ)⁻¹ z`.
    fn apply(&self, z: &[f64]) -> Vec<f64> {
        let mut t = z.to_vec();
        self.backwards(&mut t);
        let mut applied: Vec<f64> = z.iter().zip(&t).map(|(z, t)| z - t).collect();
        self.forwards(&mut applied);
        applied.iter_mut().zip(&t).for_each(|(applied, t)| *applied += t);
        applied
    }
}

/// The solution of `apply(y) = b` for a symmetric positive definite `apply`.
fn conjugate_gradients(apply: impl Fn(&[f64]) -> Vec<f64>, b: Vec<f64>) -> Vec<f64> {
    let mut y = vec![0.0; b.len()];
    let (mut direction, mut rest) = (b.clone(), b);
    let mut left = dot(&rest, &rest);
    let enough = left * 1e-20;
    for _ in 0..1000 {
        if left <= enough {
            break;
        }
        let applied = apply(&direction);
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
    let sources: Vec<u32> = match pivots.filter(|(pivots, _)| *pivots < count) {
        None => nodes(graph).collect(),
        Some((pivots, seed)) => {
            let mut rng = Pcg64::seed_from_u64(seed);
            let mut drawn = sample(&mut rng, count, pivots).into_vec();
            drawn.sort_unstable();
            drawn.into_iter().filter_map(|node| u32::try_from(node).ok()).collect()
        }
    };
    // A fixed number of parts, added up in order: the sum does not depend on the number of threads.
    let part = sources.len().div_ceil(16).max(1);
    let reachable = reachable(graph);
    let parts: Vec<Vec<f64>> =
        sources.par_chunks(part).map(|sources| dependencies(graph, sources, &reachable)).collect();
    let scale = float(count) / float(sources.len().max(1)) / 2.0;
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

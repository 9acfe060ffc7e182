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
/// hypertextual Web search engine, 1998). Adds up to 1; worked out until a round moves less than 1e-11 in all.
#[must_use]
pub fn pagerank(graph: &Graph, damping: f64) -> Vec<f64> {
    let strengths = strengths(graph);
    let (count, total): (f64, f64) = (float(strengths.len()), strengths.iter().sum());
    let mut rank: Vec<f64> = strengths
        .iter()
        .map(|strength| if total > 0.0 { damping * strength / total } else { 0.0 } + (1.0 - damping) / count)
        .collect();
    for _ in 0..1000 {
        let flow: Vec<f64> =
            rank.iter().zip(&strengths).map(|(rank, s)| if *s > 0.0 { rank / s } else { 0.0 }).collect();
        let kept: f64 = rank.iter().zip(&strengths).filter(|(_, s)| **s > 0.0).map(|(rank, _)| rank).sum();
        let jump = (1.0 - damping * kept) / count;
        let visit =
            |node: u32| jump + damping * edges(graph, node).map(|(from, w)| w * flow[from as usize]).sum::<f64>();
        let next: Vec<f64> = nodes(graph).into_par_iter().with_min_len(1024).map(visit).collect();
        let moved: f64 = next.iter().zip(&rank).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if moved < 1e-11 {
            break;
        }
    }
    rank
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
    let parts: Vec<Vec<f64>> = sources.par_chunks(part).map(|sources| dependencies(graph, sources)).collect();
    let scale = float(count) / float(sources.len().max(1)) / 2.0;
    let mut all = vec![0.0; count];
    for part in parts {
        all.iter_mut().zip(part).for_each(|(all, part)| *all += part * scale);
    }
    all
}

/// How much the shortest paths from these sources depend on each node.
fn dependencies(graph: &Graph, sources: &[u32]) -> Vec<f64> {
    let count = graph.node_count();
    let mut sum = vec![0.0; count];
    let (mut paths, mut depends) = (vec![0.0_f64; count], vec![0.0_f64; count]);
    let mut distance = vec![u32::MAX; count];
    let mut order: Vec<u32> = Vec::with_capacity(count);
    for &source in sources {
        order.clear();
        order.push(source);
        (paths[source as usize], distance[source as usize]) = (1.0, 0);
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next += 1;
            let (far, ways) = (distance[node as usize] + 1, paths[node as usize]);
            for &other in graph.neighbors_slice(node) {
                let other_distance = &mut distance[other as usize];
                if *other_distance == u32::MAX {
                    *other_distance = far;
                    order.push(other);
                }
                if *other_distance == far {
                    paths[other as usize] += ways;
                }
            }
        }
        for &node in order.iter().rev() {
            let at = node as usize;
            let share = (1.0 + depends[at]) / paths[at];
            let near = distance[at].wrapping_sub(1);
            for &other in graph.neighbors_slice(node) {
                if distance[other as usize] == near {
                    depends[other as usize] += paths[other as usize] * share;
                }
            }
            if node != source {
                sum[at] += depends[at];
            }
        }
        for &node in &order {
            (paths[node as usize], depends[node as usize], distance[node as usize]) = (0.0, 0.0, u32::MAX);
        }
    }
    sum
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

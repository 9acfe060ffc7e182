//! Measures of graphs against networkx, python-igraph and numpy (`tests/analysis/golden.py` makes the values).

use anpu::analysis::graph::{self, Graph};
use anpu::analysis::{Network, Report, StructureOptions, leiden, modularity, structure};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};
use serde_json::Value;

use super::{case, corpus_of, generated, golden, numbers, unit};

fn graphs() -> Vec<(Value, Graph)> {
    let Value::Array(graphs) = golden()["graphs"].take() else { panic!("graphs are a list") };
    let edge = |edge: &Value| {
        let end = |at: usize| u32::try_from(edge[at].as_u64().unwrap()).unwrap();
        (end(0), end(1), edge[2].as_f64().unwrap())
    };
    let made = |value: Value| {
        let nodes = usize::try_from(value["nodes"].as_u64().unwrap()).unwrap();
        let graph = graph::graph(nodes, value["edges"].as_array().unwrap().iter().map(edge));
        (value, graph)
    };
    graphs.into_iter().map(made).collect()
}

/// Fails where two lists differ by more than `within` anywhere.
fn assert_close(found: &[f64], expected: &[f64], within: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() < within, "{what} of node {at}: {f} instead of {e}");
    }
}

#[test]
fn centralities_are_those_of_networkx_and_igraph() {
    for (golden, graph) in graphs() {
        let name = golden["name"].as_str().unwrap();
        assert_close(&graph::pagerank(&graph, 0.85), &numbers(&golden["pagerank"]), 1e-9, name);
        assert_close(&graph::betweenness(&graph, None), &numbers(&golden["betweenness"]), 1e-6, name);
        let cores: Vec<f64> = graph::core_numbers(&graph).into_iter().map(f64::from).collect();
        assert_close(&cores, &numbers(&golden["cores"]), 1e-9, name);
        let halves: Vec<Option<u32>> = (0..graph.node_count()).map(|n| u32::try_from(n % 2).ok()).collect();
        let participation: Vec<f64> = graph::participation(&graph, &halves).into_iter().map(|p| p.0).collect();
        assert_close(&participation, &numbers(&golden["participation_of_halves"]), 1e-9, name);
        let disparities: Vec<f64> = graph::disparities(&graph).into_iter().map(|edge| edge.3).collect();
        assert_close(&disparities, &numbers(&golden["disparity"]), 1e-9, name);
    }
}

#[test]
fn modularity_is_that_of_networkx_and_leiden_reaches_that_of_igraph() {
    for (golden, graph) in graphs() {
        let halves: Vec<u32> = (0..graph.node_count()).map(|n| u32::try_from(n % 2).unwrap()).collect();
        assert_close(&[modularity(&graph, &halves, 1.0)], &numbers(&golden["modularity_of_halves"]), 1e-9, "halves");
        let found: Vec<f64> = (0..100).map(|seed| modularity(&graph, &leiden(&graph, 1.0, seed), 1.0)).collect();
        let (mean, best) = (found.iter().sum::<f64>() / 100.0, found.iter().copied().fold(f64::MIN, f64::max));
        let igraph = |key: &str| golden[key].as_f64().unwrap();
        assert!(mean > igraph("leiden_mean") - 0.002, "{} {mean} {golden}", golden["name"]);
        assert!(best > igraph("leiden_best") - 0.002, "{} {best} {golden}", golden["name"]);
    }
}

#[test]
fn every_community_is_connected_and_the_largest_comes_first() {
    let corpus = generated(1500, 2);
    for network in [Network::Practices, Network::Units, Network::Laws] {
        let graph = anpu::analysis::projection(&corpus, network).graph;
        let membership = leiden(&graph, 1.0, 1);
        assert_eq!(membership, leiden(&graph, 1.0, 1), "the same seed gives the same communities");
        let count = *membership.iter().max().unwrap() as usize + 1;
        let mut sizes = vec![0_usize; count];
        for &community in &membership {
            sizes[community as usize] += 1;
        }
        assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));
        assert_eq!(parts(&graph, &membership), count, "{network:?}");
    }
}

/// Number of connected parts when only edges inside a community count.
fn parts(graph: &Graph, membership: &[u32]) -> usize {
    let mut seen = vec![false; graph.node_count()];
    let mut parts = 0;
    for start in 0..u32::try_from(graph.node_count()).unwrap() {
        if seen[start as usize] {
            continue;
        }
        parts += 1;
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut seen[node as usize], true) {
                continue;
            }
            let inside = graph.neighbors_slice(node).iter();
            stack.extend(inside.filter(|&&other| membership[other as usize] == membership[node as usize]));
        }
    }
    parts
}

#[test]
fn drawn_pivots_estimate_betweenness() {
    let graph = anpu::analysis::projection(&generated(2000, 5), Network::Units).graph;
    let (exact, drawn) = (graph::betweenness(&graph, None), graph::betweenness(&graph, Some((400, 1))));
    assert!(graph.node_count() > 400);
    let (sum, gap) = exact.iter().zip(&drawn).fold((0.0, 0.0), |(sum, gap), (e, d)| (sum + e, gap + (e - d).abs()));
    assert!(gap / sum < 0.25, "mean error {}", gap / sum);
}

#[test]
fn nodes_without_ties_change_no_betweenness() {
    let alone = anpu::analysis::projection(&generated(200, 5), Network::Units).graph;
    let ties = alone.edge_references().filter(|edge| edge.source() < edge.target());
    let ties = ties.map(|edge| (edge.source(), edge.target(), *edge.weight()));
    let among_others = graph::graph(alone.node_count() + 300, ties);
    for pivots in [None, Some((40, 1))] {
        let (before, after) = (graph::betweenness(&alone, pivots), graph::betweenness(&among_others, pivots));
        assert_eq!(before, after[..before.len()]);
        assert!(after[before.len()..].iter().all(|between| *between <= 0.0));
    }
}

#[test]
fn the_ranks_of_the_nodes_listed_add_up_to_one() {
    let mut first = case("c/1", 2024, &["甲区"], &[]);
    first.units = vec![unit("甲法院", true), unit("甲检察院", true), unit("甲税务局", true)];
    let mut second = case("c/2", 2025, &["乙区"], &[]);
    second.units = vec![unit("乙法院", true)];
    let options = StructureOptions { network: Network::Units, ..StructureOptions::default() };
    for corpus in [corpus_of(&[first, second], &[]), generated(300, 7)] {
        let nodes = structure(&corpus, options).nodes;
        let sum: f64 = nodes.iter().map(|node| node.pagerank).sum();
        let count = u32::try_from(nodes.len()).unwrap();
        assert!((sum - 1.0).abs() <= 1e-9 * f64::from(count), "{sum} of {count}");
    }
}

#[test]
fn a_unit_that_works_with_two_systems_bridges_them() {
    let mut first = case("c/1", 2024, &["甲区"], &[]);
    first.units = vec![unit("甲法院", true), unit("甲检察院", true), unit("甲税务局", true), unit("市委", false)];
    let mut second = case("c/2", 2025, &["乙区"], &[]);
    second.units = vec![unit("甲法院", true), unit("乙检察院", true)];
    let corpus = corpus_of(
        &[first, second],
        &[("甲法院", "court"), ("甲检察院", "procuratorate"), ("乙检察院", "procuratorate"), ("甲税务局", "tax")],
    );
    let found = structure(&corpus, StructureOptions { network: Network::Units, ..StructureOptions::default() });
    let court = found.nodes.iter().find(|node| &*node.name == "甲法院").unwrap();
    assert_eq!((court.degree, court.reached, court.system.as_deref()), (3, 2, Some("court")));
    assert!((court.bridging - (1.0 - 4.0 / 9.0 - 1.0 / 9.0)).abs() < 1e-12);
    assert!((court.betweenness - 2.0 / 3.0).abs() < 1e-12, "two of the three pairs of the others meet through it");
    assert!(found.nodes.iter().all(|node| &*node.name != "市委"), "only named is not acting");
    let systems: Vec<_> = found.systems.iter().map(|s| (&*s.a, &*s.b, s.pairs)).collect();
    assert_eq!(systems, [("court", "procuratorate", 2), ("court", "tax", 1), ("procuratorate", "tax", 1)]);
    for table in found.tables() {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
    }
}

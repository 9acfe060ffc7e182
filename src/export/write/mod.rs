//! One file a format: each writes a [`Graph`] as it is walked, on all cores.

use std::io::Write;

use super::view::{Edge, Graph, Node};
use super::{Error, parts};

pub(super) mod cx2;
pub(super) mod cypher;
pub(super) mod cytoscape;
pub(super) mod dot;
pub(super) mod gexf;
pub(super) mod graphml;
pub(super) mod heatmap;
mod jsonld;
mod matrix;
mod parquet;
pub(super) mod png;
pub(super) mod rdf;
pub(super) mod report;
mod statements;
pub(super) mod svg;
pub(super) mod tables;
pub(super) mod workbook;
mod xml;

/// Writes all nodes as `each` does; `between` stands between two.
fn nodes(
    graph: &dyn Graph,
    between: &str,
    each: impl Fn(&Node<'_>, &mut Vec<u8>) -> Result<(), Error> + Sync,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let make = |part, bytes: &mut Vec<u8>| {
        graph.nodes_of(part, &mut |node| {
            bytes.extend_from_slice(between.as_bytes());
            each(node, bytes)
        })
    };
    parts::write(graph.parts(), between, make, out)
}

/// Writes all edges as `each` does, which is told the edge's id; `between` stands between two.
fn edges(
    graph: &dyn Graph,
    between: &str,
    each: impl Fn(&str, &Edge<'_>, &mut Vec<u8>) -> Result<(), Error> + Sync,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let make = |part, bytes: &mut Vec<u8>| {
        let mut number = 0_usize;
        graph.edges_of(part, &mut |edge| {
            number += 1;
            bytes.extend_from_slice(between.as_bytes());
            each(&edge_id(part, number), edge, bytes)
        })
    };
    parts::write(graph.parts(), between, make, out)
}

/// The id of an edge: the number of its part and its own there.
fn edge_id(part: usize, number: usize) -> String {
    format!("e{part}.{number}")
}

//! One file a format: each writes a [`Graph`](super::view::Graph) as it is walked.

pub(super) mod cypher;
pub(super) mod cytoscape;
pub(super) mod dot;
pub(super) mod gexf;
pub(super) mod graphml;
pub(super) mod heatmap;
mod jsonld;
mod parquet;
pub(super) mod png;
pub(super) mod rdf;
pub(super) mod report;
pub(super) mod svg;
pub(super) mod tables;
pub(super) mod workbook;
mod xml;

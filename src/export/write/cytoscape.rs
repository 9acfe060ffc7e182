//! Cytoscape JSON (`.cyjs`): `cytoscape(json)` of Cytoscape.js draws it as it is, with a style that fits; Cytoscape imports
//! it as a network with its places.

use std::io::Write;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value as Json, json};

use crate::export::Error;
use crate::export::table::Value;
use crate::export::view::{Edge, Graph, Kind, Node, style};

/// Names that the data of all nodes and of all edges have.
const NODE: [&str; 8] = ["id", "name", "class", "weight", "color", "size", "first_year", "last_year"];
const EDGE: [&str; 10] =
    ["id", "source", "target", "interaction", "label", "weight", "color", "width", "first_year", "last_year"];

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let name = json!({"shared_name": graph.name(), "name": graph.name()});
    write!(
        out,
        "{{\"format_version\":\"1.0\",\"generated_by\":\"anpu\",\"data\":{name},\n\"elements\":{{\"nodes\":[\n"
    )?;
    let node = |node: &Node<'_>, out: &mut Vec<u8>| {
        let [x, y] = node.position;
        let element = Element { data: NodeData(node), position: Some(Position { x, y }) };
        Ok(serde_json::to_writer(out, &element)?)
    };
    super::nodes(graph, ",\n", node, out)?;
    write!(out, "\n],\"edges\":[\n")?;
    let edge = |id: &str, edge: &Edge<'_>, out: &mut Vec<u8>| {
        let label = style::relation(edge.relation.name).name(chinese);
        let element = Element::<_, Position> { data: EdgeData(id, edge, label), position: None };
        Ok(serde_json::to_writer(out, &element)?)
    };
    super::edges(graph, ",\n", edge, out)?;
    let arrow = if graph.directed() { "triangle" } else { "none" };
    writeln!(out, "\n]}},\n\"style\":{},\n\"layout\":{{\"name\":\"preset\"}}}}", style(arrow))?;
    Ok(())
}

/// A node or an edge.
#[derive(Serialize)]
struct Element<D, P> {
    data: D,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<P>,
}

#[derive(Serialize)]
struct Position {
    x: f32,
    y: f32,
}

/// The data of a node.
struct NodeData<'n>(&'n Node<'n>);

/// The data of an edge, with its id and what its relation is called.
struct EdgeData<'e>(&'e str, &'e Edge<'e>, &'static str);

impl Serialize for NodeData<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(node) = self;
        let mut data = serializer.serialize_map(None)?;
        data.serialize_entry("id", node.id)?;
        data.serialize_entry("name", node.label)?;
        data.serialize_entry("class", node.class.name)?;
        data.serialize_entry("weight", &node.weight)?;
        data.serialize_entry("color", &format_args!("#{}", style::node(node).colour))?;
        data.serialize_entry("size", &(node.radius() * 2.0))?;
        years(node.years, &mut data)?;
        attributes(node.class, &node.values, &NODE, &mut data)?;
        data.end()
    }
}

impl Serialize for EdgeData<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(id, edge, label) = self;
        let mut data = serializer.serialize_map(None)?;
        data.serialize_entry("id", id)?;
        data.serialize_entry("source", edge.source)?;
        data.serialize_entry("target", edge.target)?;
        data.serialize_entry("interaction", edge.relation.name)?;
        data.serialize_entry("label", label)?;
        data.serialize_entry("weight", &edge.weight)?;
        data.serialize_entry("color", &format_args!("#{}", style::relation(edge.relation.name).colour))?;
        data.serialize_entry("width", &edge.weight.sqrt().clamp(0.6, 8.0))?;
        years(edge.years, &mut data)?;
        attributes(edge.relation, &edge.values, &EDGE, &mut data)?;
        data.end()
    }
}

fn years<M: SerializeMap>(years: Option<(i32, i32)>, data: &mut M) -> Result<(), M::Error> {
    let Some((first, last)) = years else { return Ok(()) };
    data.serialize_entry("first_year", &first)?;
    data.serialize_entry("last_year", &last)
}

/// Attributes, under a name of their own where they would stand in the way of those above (`source` …).
fn attributes<M: SerializeMap>(
    kind: &Kind,
    values: &[Value<'_>],
    common: &[&str],
    data: &mut M,
) -> Result<(), M::Error> {
    for (attribute, value) in kind.attributes.iter().zip(values).filter(|(_, value)| **value != Value::Empty) {
        if common.contains(&attribute.key) {
            data.serialize_entry(&format_args!("{}_of", attribute.key), value)?;
        } else {
            data.serialize_entry(attribute.key, value)?;
        }
    }
    Ok(())
}

/// A style sheet of Cytoscape.js.
fn style(arrow: &str) -> Json {
    json!([
        {"selector": "node", "style": {
            "label": "data(name)", "background-color": "data(color)", "width": "data(size)", "height": "data(size)",
            "font-family": "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif",
            "font-size": 10, "text-valign": "bottom", "text-margin-y": 2, "min-zoomed-font-size": 7,
            "text-max-width": 140, "text-wrap": "ellipsis"}},
        {"selector": "edge", "style": {
            "line-color": "data(color)", "target-arrow-color": "data(color)", "target-arrow-shape": arrow,
            "width": "data(width)", "curve-style": "bezier", "opacity": 0.6}},
        {"selector": ":selected", "style": {"border-width": 3, "border-color": "#111111", "opacity": 1}}
    ])
}

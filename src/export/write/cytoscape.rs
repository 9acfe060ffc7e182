//! Cytoscape JSON (`.cyjs`): `cytoscape(json)` of Cytoscape.js draws it as it is, with a style that fits; Cytoscape imports
//! it as a network with its places.

use std::io::Write;

use serde_json::{Map, Value as Json, json};

use crate::export::Error;
use crate::export::table::Value;
use crate::export::view::{Edge, Graph, Kind, Node, style};

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let name = json!({"shared_name": graph.name(), "name": graph.name()});
    write!(
        out,
        "{{\"format_version\":\"1.0\",\"generated_by\":\"anpu\",\"data\":{name},\n\"elements\":{{\"nodes\":[\n"
    )?;
    super::nodes(graph, ",\n", |value, out| Ok(serde_json::to_writer(out, &node(value))?), out)?;
    write!(out, "\n],\"edges\":[\n")?;
    super::edges(graph, ",\n", |id, value, out| Ok(serde_json::to_writer(out, &edge(id, value, chinese))?), out)?;
    let arrow = if graph.directed() { "triangle" } else { "none" };
    writeln!(out, "\n]}},\n\"style\":{},\n\"layout\":{{\"name\":\"preset\"}}}}", style(arrow))?;
    Ok(())
}

fn node(node: &Node<'_>) -> Json {
    let mut data = Map::new();
    data.insert("id".to_owned(), node.id.into());
    data.insert("name".to_owned(), node.label.into());
    data.insert("class".to_owned(), node.class.name.into());
    data.insert("weight".to_owned(), node.weight.into());
    data.insert("color".to_owned(), format!("#{}", style::node(node).colour).into());
    data.insert("size".to_owned(), (node.radius() * 2.0).into());
    years(node.years, &mut data);
    attributes(node.class, &node.values, &mut data);
    json!({"data": data, "position": {"x": node.position[0], "y": node.position[1]}})
}

fn edge(id: &str, edge: &Edge<'_>, chinese: bool) -> Json {
    let look = style::relation(edge.relation.name);
    let mut data = Map::new();
    data.insert("id".to_owned(), id.into());
    data.insert("source".to_owned(), edge.source.into());
    data.insert("target".to_owned(), edge.target.into());
    data.insert("interaction".to_owned(), edge.relation.name.into());
    data.insert("label".to_owned(), look.name(chinese).into());
    data.insert("weight".to_owned(), edge.weight.into());
    data.insert("color".to_owned(), format!("#{}", look.colour).into());
    data.insert("width".to_owned(), edge.weight.sqrt().clamp(0.6, 8.0).into());
    years(edge.years, &mut data);
    attributes(edge.relation, &edge.values, &mut data);
    json!({ "data": data })
}

fn years(years: Option<(i32, i32)>, data: &mut Map<String, Json>) {
    if let Some((first, last)) = years {
        data.insert("first_year".to_owned(), first.into());
        data.insert("last_year".to_owned(), last.into());
    }
}

/// Attributes, under a name of their own where they would stand in the way of those above (`source` …).
fn attributes(kind: &Kind, values: &[Value<'_>], data: &mut Map<String, Json>) {
    for (attribute, value) in kind.attributes.iter().zip(values).filter(|(_, value)| **value != Value::Empty) {
        let key =
            if data.contains_key(attribute.key) { format!("{}_of", attribute.key) } else { attribute.key.to_owned() };
        data.insert(key, serde_json::to_value(value).unwrap_or_default());
    }
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

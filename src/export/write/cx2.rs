//! CX2, the exchange format of Cytoscape and `NDEx` (<https://cytoscape.org/cx/cx2/specification/>): typed attributes, places
//! and a style that draws colours and sizes as they stand in the attributes.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use serde_json::{Map, Value as Json, json};

use crate::export::table::Value;
use crate::export::view::{Datatype, Edge, Graph, Kind, Node, style};
use crate::export::{Error, parts};

/// Attributes that all nodes and all edges have, with their types.
const NODE: [(&str, &str); 8] = [
    ("name", "string"),
    ("represents", "string"),
    ("class", "string"),
    ("weight", "double"),
    ("color", "string"),
    ("size", "double"),
    ("first_year", "long"),
    ("last_year", "long"),
];
const EDGE: [(&str, &str); 7] = [
    ("name", "string"),
    ("interaction", "string"),
    ("weight", "double"),
    ("color", "string"),
    ("width", "double"),
    ("first_year", "long"),
    ("last_year", "long"),
];

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let (numbers, before) = (super::numbers(graph)?, edges_before(graph)?);
    let (nodes, edges) = (types(&NODE, graph.classes()), types(&EDGE, graph.relations()));
    let count = |name: &str, count: usize| json!({"name": name, "elementCount": count});
    let counts = [
        count("attributeDeclarations", 1),
        count("networkAttributes", 1),
        count("nodes", numbers.len()),
        count("edges", before.last().copied().unwrap_or_default()),
        count("visualProperties", 1),
    ];
    let declarations =
        json!({"networkAttributes": {"name": {"d": "string"}}, "nodes": declared(&nodes), "edges": declared(&edges)});
    writeln!(out, "[{{\"CXVersion\":\"2.0\",\"hasFragments\":false}},\n{},", json!({ "metaData": counts }))?;
    writeln!(out, "{},", json!({ "attributeDeclarations": [declarations] }))?;
    writeln!(out, "{},\n{{\"nodes\":[", json!({"networkAttributes": [{"name": graph.name()}]}))?;
    let each =
        |value: &Node<'_>, out: &mut Vec<u8>| Ok(serde_json::to_writer(out, &node(value, graph, &nodes, &numbers))?);
    super::nodes(graph, ",\n", each, out)?;
    writeln!(out, "\n]}},\n{{\"edges\":[")?;
    let make = |part: usize, out: &mut Vec<u8>| {
        let mut id = if part == 0 { 0 } else { before[part - 1] };
        graph.edges_of(part, &mut |value| {
            out.extend_from_slice(b",\n");
            serde_json::to_writer(&mut *out, &edge(id, value, chinese, &edges, &numbers))?;
            id += 1;
            Ok(())
        })
    };
    parts::write(graph.parts(), ",\n", make, out)?;
    writeln!(out, "\n]}},\n{},", visual(graph.directed()))?;
    Ok(writeln!(out, "{{\"status\":[{{\"success\":true}}]}}]")?)
}

/// How many edges there are up to the end of each part: CX2 numbers them.
fn edges_before(graph: &dyn Graph) -> Result<Vec<usize>, Error> {
    let mut before = Vec::new();
    let count = |part| {
        let mut count = 0_usize;
        let mut one = |_: &Edge<'_>| {
            count += 1;
            Ok(())
        };
        graph.edges_of(part, &mut one).map(|()| count)
    };
    let add = |count: usize| {
        before.push(before.last().copied().unwrap_or(0) + count);
        Ok(())
    };
    parts::in_order(graph.parts(), count, add)?;
    Ok(before)
}

/// Types of attributes by name. One name has one type; where two kinds disagree, it is text.
type Types = BTreeMap<&'static str, &'static str>;

fn types(common: &[(&'static str, &'static str)], kinds: &[&'static Kind]) -> Types {
    let mut types: Types = common.iter().copied().collect();
    for attribute in kinds.iter().flat_map(|kind| kind.attributes) {
        let datatype = match attribute.datatype {
            Datatype::Text => "string",
            Datatype::Integer => "long",
            Datatype::Number => "double",
            Datatype::List => "list_of_string",
        };
        let known = types.entry(key(attribute.key)).or_insert(datatype);
        if *known != datatype {
            *known = "string";
        }
    }
    types
}

/// The name of an attribute, which is another one where all nodes or edges have one of that name.
fn key(name: &'static str) -> &'static str {
    if name == "name" { "name_of" } else { name }
}

fn declared(types: &Types) -> Json {
    types.iter().map(|(key, datatype)| ((*key).to_owned(), json!({ "d": datatype }))).collect::<Map<_, _>>().into()
}

fn node(node: &Node<'_>, graph: &dyn Graph, types: &Types, numbers: &HashMap<String, usize>) -> Json {
    let mut values = Map::new();
    values.insert("name".to_owned(), node.label.into());
    values.insert("represents".to_owned(), format!("{}{}", graph.base(), node.id).into());
    values.insert("class".to_owned(), node.class.name.into());
    values.insert("weight".to_owned(), node.weight.into());
    values.insert("color".to_owned(), format!("#{}", style::node(node).colour).into());
    values.insert("size".to_owned(), (node.radius() * 2.0).into());
    attributes(node.class, node.years, &node.values, types, &mut values);
    json!({"id": numbers.get(node.id), "x": node.position[0], "y": node.position[1], "v": values})
}

fn edge(id: usize, edge: &Edge<'_>, chinese: bool, types: &Types, numbers: &HashMap<String, usize>) -> Json {
    let look = style::relation(edge.relation.name);
    let mut values = Map::new();
    values.insert("name".to_owned(), look.name(chinese).into());
    values.insert("interaction".to_owned(), edge.relation.name.into());
    values.insert("weight".to_owned(), edge.weight.into());
    values.insert("color".to_owned(), format!("#{}", look.colour).into());
    values.insert("width".to_owned(), edge.weight.sqrt().clamp(0.6, 8.0).into());
    attributes(edge.relation, edge.years, &edge.values, types, &mut values);
    json!({"id": id, "s": numbers.get(edge.source), "t": numbers.get(edge.target), "v": values})
}

fn attributes(
    kind: &Kind,
    years: Option<(i32, i32)>,
    values: &[Value<'_>],
    types: &Types,
    out: &mut Map<String, Json>,
) {
    if let Some((first, last)) = years {
        out.insert("first_year".to_owned(), first.into());
        out.insert("last_year".to_owned(), last.into());
    }
    for (attribute, value) in kind.attributes.iter().zip(values).filter(|(_, value)| **value != Value::Empty) {
        let key = key(attribute.key);
        let is_text = types.get(key) == Some(&"string");
        let json = if is_text { value.text().into() } else { serde_json::to_value(value).unwrap_or_default() };
        out.insert(key.to_owned(), json);
    }
}

fn visual(directed: bool) -> Json {
    let passed = |attribute: &str, datatype: &str| json!({"type": "PASSTHROUGH", "definition": {"attribute": attribute, "type": datatype}});
    let arrow = if directed { "triangle" } else { "none" };
    json!({"visualProperties": [{
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {"NODE_SHAPE": "ellipse", "NODE_LABEL_FONT_SIZE": 10, "NODE_BORDER_COLOR": "#FFFFFF", "NODE_BORDER_WIDTH": 1},
            "edge": {"EDGE_TARGET_ARROW_SHAPE": arrow, "EDGE_OPACITY": 0.6},
        },
        "nodeMapping": {
            "NODE_LABEL": passed("name", "string"),
            "NODE_BACKGROUND_COLOR": passed("color", "string"),
            "NODE_WIDTH": passed("size", "double"),
            "NODE_HEIGHT": passed("size", "double"),
        },
        "edgeMapping": {
            "EDGE_LINE_COLOR": passed("color", "string"),
            "EDGE_WIDTH": passed("width", "double"),
        },
    }]})
}

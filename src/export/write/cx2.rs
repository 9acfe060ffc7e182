//! CX2, the exchange format of Cytoscape and `NDEx` (<https://cytoscape.org/cx/cx2/specification/>): typed attributes, places
//! and a style that draws colours and sizes as they stand in the attributes.

use std::collections::BTreeMap;
use std::io::Write;

use foldhash::{HashMap, HashMapExt};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
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
    let Counted { numbers, before } = Counted::new(graph)?;
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
    let node = |node: &Node<'_>, out: &mut Vec<u8>| {
        let [x, y] = node.position;
        let v = NodeValues(node, graph.base(), &nodes);
        Ok(serde_json::to_writer(out, &CxNode { id: numbers.get(node.id), x, y, v })?)
    };
    super::nodes(graph, ",\n", node, out)?;
    writeln!(out, "\n]}},\n{{\"edges\":[")?;
    let make = |part: usize, out: &mut Vec<u8>| {
        let mut id = if part == 0 { 0 } else { before[part - 1] };
        graph.edges_of(part, &mut |edge| {
            out.extend_from_slice(b",\n");
            let (s, t) = (numbers.get(edge.source), numbers.get(edge.target));
            serde_json::to_writer(&mut *out, &CxEdge { id, s, t, v: EdgeValues(edge, chinese, &edges) })?;
            id += 1;
            Ok(())
        })
    };
    parts::write(graph.parts(), ",\n", make, out)?;
    writeln!(out, "\n]}},\n{},", visual(graph.directed()))?;
    Ok(writeln!(out, "{{\"status\":[{{\"success\":true}}]}}]")?)
}

/// The numbers by which CX2 knows nodes and edges.
struct Counted {
    /// Of the nodes, by their ids, from 0.
    numbers: HashMap<String, usize>,
    /// How many edges there are up to the end of each part.
    before: Vec<usize>,
}

impl Counted {
    fn new(graph: &dyn Graph) -> Result<Self, Error> {
        let mut counted = Self { numbers: HashMap::new(), before: Vec::new() };
        let ids_and_edges = |part| {
            let (mut ids, mut edges) = (Vec::new(), 0_usize);
            let mut node = |node: &Node<'_>| {
                ids.push(node.id.to_owned());
                Ok(())
            };
            let mut edge = |_: &Edge<'_>| {
                edges += 1;
                Ok(())
            };
            graph.all_of(part, &mut node, &mut edge).map(|()| (ids, edges))
        };
        parts::in_order(graph.parts(), ids_and_edges, |(ids, edges)| {
            let first = counted.numbers.len();
            counted.numbers.extend(ids.into_iter().zip(first..));
            counted.before.push(counted.before.last().copied().unwrap_or(0) + edges);
            Ok(())
        })?;
        Ok(counted)
    }
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

#[derive(Serialize)]
struct CxNode<'n> {
    id: Option<&'n usize>,
    x: f32,
    y: f32,
    v: NodeValues<'n>,
}

#[derive(Serialize)]
struct CxEdge<'e> {
    id: usize,
    s: Option<&'e usize>,
    t: Option<&'e usize>,
    v: EdgeValues<'e>,
}

/// The attributes of a node, with what before its id makes its IRI and the types of all attributes.
struct NodeValues<'n>(&'n Node<'n>, &'n str, &'n Types);

/// The attributes of an edge, whether names are Chinese, and the types of all attributes.
struct EdgeValues<'e>(&'e Edge<'e>, bool, &'e Types);

impl Serialize for NodeValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(node, base, types) = self;
        let mut values = serializer.serialize_map(None)?;
        values.serialize_entry("name", node.label)?;
        values.serialize_entry("represents", &format_args!("{base}{}", node.id))?;
        values.serialize_entry("class", node.class.name)?;
        values.serialize_entry("weight", &node.weight)?;
        values.serialize_entry("color", &format_args!("#{}", style::node(node).colour))?;
        values.serialize_entry("size", &(node.radius() * 2.0))?;
        attributes(node.class, node.years, &node.values, types, &mut values)?;
        values.end()
    }
}

impl Serialize for EdgeValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(edge, chinese, types) = self;
        let look = style::relation(edge.relation.name);
        let mut values = serializer.serialize_map(None)?;
        values.serialize_entry("name", look.name(*chinese))?;
        values.serialize_entry("interaction", edge.relation.name)?;
        values.serialize_entry("weight", &edge.weight)?;
        values.serialize_entry("color", &format_args!("#{}", look.colour))?;
        values.serialize_entry("width", &edge.weight.sqrt().clamp(0.6, 8.0))?;
        attributes(edge.relation, edge.years, &edge.values, types, &mut values)?;
        values.end()
    }
}

fn attributes<M: SerializeMap>(
    kind: &Kind,
    years: Option<(i32, i32)>,
    values: &[Value<'_>],
    types: &Types,
    out: &mut M,
) -> Result<(), M::Error> {
    if let Some((first, last)) = years {
        out.serialize_entry("first_year", &first)?;
        out.serialize_entry("last_year", &last)?;
    }
    for (attribute, value) in kind.attributes.iter().zip(values).filter(|(_, value)| **value != Value::Empty) {
        let key = key(attribute.key);
        if types.get(key) == Some(&"string") {
            out.serialize_entry(key, &value.text())?;
        } else {
            out.serialize_entry(key, value)?;
        }
    }
    Ok(())
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

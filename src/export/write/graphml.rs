//! `GraphML` for networkx, igraph, Cytoscape and yEd (<http://graphml.graphdrawing.org>): typed attributes, and for yEd
//! the shapes that it draws, in its own extension of the format's schema.

use std::collections::BTreeMap;
use std::io::Write;

use crate::export::Error;
use crate::export::table::Value;
use crate::export::view::{Datatype, Edge, Graph, Kind, Node, style};

use super::xml::{Token, Xml};

/// Keys that all nodes have.
const NODE: [(&str, &str); 10] = [
    ("iri", "string"),
    ("label", "string"),
    ("class", "string"),
    ("weight", "double"),
    ("first_year", "int"),
    ("last_year", "int"),
    ("color", "string"),
    ("size", "double"),
    ("x", "double"),
    ("y", "double"),
];
/// Keys that all edges have.
const EDGE: [(&str, &str); 5] =
    [("relation", "string"), ("label", "string"), ("weight", "double"), ("first_year", "int"), ("last_year", "int")];

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    writeln!(
        out,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.yworks.com/xml/graphml" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">"#
    )?;
    let nodes = Keys::new("node", &NODE, graph.classes(), out)?;
    let edges = Keys::new("edge", &EDGE, graph.relations(), out)?;
    writeln!(out, "  <key id=\"shape\" for=\"node\" yfiles.type=\"nodegraphics\"/>")?;
    writeln!(out, "  <key id=\"line\" for=\"edge\" yfiles.type=\"edgegraphics\"/>")?;
    let directed = if graph.directed() { "directed" } else { "undirected" };
    writeln!(out, r#"  <graph id="{}" edgedefault="{directed}">"#, graph.name())?;
    super::nodes(graph, "", |node, out| nodes.node(node, graph.base(), out), out)?;
    super::edges(graph, "", |id, edge, out| edges.edge(id, edge, graph.directed(), chinese, out), out)?;
    Ok(writeln!(out, "  </graph>\n</graphml>")?)
}

/// Attributes of nodes or edges by name. One name has one type; where two kinds disagree, it is text.
struct Keys {
    prefix: char,
    ids: BTreeMap<&'static str, usize>,
}

impl Keys {
    fn new(
        what: &str,
        common: &[(&'static str, &'static str)],
        kinds: &[&'static Kind],
        out: &mut dyn Write,
    ) -> Result<Self, Error> {
        let mut types: Vec<(&str, &str)> = common.to_vec();
        for attribute in kinds.iter().flat_map(|kind| kind.attributes) {
            let datatype = datatype(attribute.datatype);
            match types.iter_mut().find(|(key, _)| *key == attribute.key) {
                Some(known) if known.1 != datatype => known.1 = "string",
                Some(_) => {}
                None => types.push((attribute.key, datatype)),
            }
        }
        let prefix = if what == "node" { 'n' } else { 'e' };
        for (id, (key, datatype)) in types.iter().enumerate() {
            writeln!(out, r#"  <key id="{prefix}{id}" for="{what}" attr.name="{key}" attr.type="{datatype}"/>"#)?;
        }
        Ok(Self { prefix, ids: types.into_iter().enumerate().map(|(id, (key, _))| (key, id)).collect() })
    }

    fn node(&self, node: &Node<'_>, base: &str, out: &mut Vec<u8>) -> Result<(), Error> {
        let (look, size, [x, y]) = (style::node(node), node.radius() * 2.0, node.position);
        let colour = format!("#{}", look.colour);
        writeln!(out, r#"    <node id="{}">"#, Token(node.id))?;
        let iri = format!("{base}{}", node.id);
        let (first, last) = (node.years.map(|years| years.0), node.years.map(|years| years.1));
        let common: [Value<'_>; 10] = [
            iri.as_str().into(),
            node.label.into(),
            node.class.name.into(),
            node.weight.into(),
            first.into(),
            last.into(),
            colour.as_str().into(),
            size.into(),
            f64::from(x).into(),
            f64::from(y).into(),
        ];
        self.data(NODE.iter().map(|(key, _)| *key).zip(&common), out)?;
        self.data(node.class.attributes.iter().map(|attribute| attribute.key).zip(&node.values), out)?;
        Ok(writeln!(
            out,
            r##"      <data key="shape"><y:ShapeNode><y:Geometry x="{:.1}" y="{:.1}" width="{size:.1}" height="{size:.1}"/><y:Fill color="{colour}" transparent="false"/><y:BorderStyle color="#ffffff" type="line" width="1.0"/><y:NodeLabel fontSize="11" modelName="sides" modelPosition="e">{}</y:NodeLabel><y:Shape type="ellipse"/></y:ShapeNode></data>
    </node>"##,
            f64::from(x) - size / 2.0,
            f64::from(y) - size / 2.0,
            Xml(node.label),
        )?)
    }

    fn edge(&self, id: &str, edge: &Edge<'_>, directed: bool, chinese: bool, out: &mut Vec<u8>) -> Result<(), Error> {
        let look = style::relation(edge.relation.name);
        writeln!(out, r#"    <edge id="{id}" source="{}" target="{}">"#, Token(edge.source), Token(edge.target))?;
        let (first, last) = (edge.years.map(|years| years.0), edge.years.map(|years| years.1));
        let common: [Value<'_>; 5] =
            [edge.relation.name.into(), look.name(chinese).into(), edge.weight.into(), first.into(), last.into()];
        self.data(EDGE.iter().map(|(key, _)| *key).zip(&common), out)?;
        self.data(edge.relation.attributes.iter().map(|attribute| attribute.key).zip(&edge.values), out)?;
        let arrow = if directed { "standard" } else { "none" };
        Ok(writeln!(
            out,
            r##"      <data key="line"><y:PolyLineEdge><y:LineStyle color="#{}" type="line" width="1.0"/><y:Arrows source="none" target="{arrow}"/></y:PolyLineEdge></data>
    </edge>"##,
            look.colour
        )?)
    }

    fn data<'v>(
        &self,
        values: impl Iterator<Item = (&'static str, &'v Value<'v>)>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        for (key, value) in values.filter(|(_, value)| **value != Value::Empty) {
            if let Some(id) = self.ids.get(key) {
                writeln!(out, r#"      <data key="{}{id}">{}</data>"#, self.prefix, Xml(&value.text()))?;
            }
        }
        Ok(())
    }
}

const fn datatype(datatype: Datatype) -> &'static str {
    match datatype {
        Datatype::Text | Datatype::List => "string",
        Datatype::Integer => "long",
        Datatype::Number => "double",
    }
}

//! GEXF 1.3 for Gephi and Gephi Lite (<https://gexf.net>): attributes, weights, years of adoption as dynamic time,
//! colour, size and place of every node.

use std::collections::BTreeMap;
use std::io::Write;

use crate::export::Error;
use crate::export::table::Value;
use crate::export::view::{Attribute, Datatype, Edge, Graph, Kind, Node, style};

use super::xml::Xml;

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let kind = if graph.directed() { "directed" } else { "undirected" };
    writeln!(
        out,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <meta><creator>anpu</creator><description>{}</description></meta>
  <graph mode="dynamic" defaultedgetype="{kind}" timeformat="date" timerepresentation="interval">"#,
        graph.name()
    )?;
    let nodes = Columns::new(graph.classes(), "class");
    let edges = Columns::new(graph.relations(), "relation");
    nodes.declare("node", chinese, out)?;
    edges.declare("edge", chinese, out)?;
    writeln!(out, "    <nodes>")?;
    super::nodes(graph, "", |node, out| write_node(node, &nodes, out), out)?;
    writeln!(out, "    </nodes>\n    <edges>")?;
    super::edges(graph, "", |id, edge, out| write_edge(id, edge, &edges, chinese, out), out)?;
    Ok(writeln!(out, "    </edges>\n  </graph>\n</gexf>")?)
}

fn write_node(node: &Node<'_>, columns: &Columns, out: &mut Vec<u8>) -> Result<(), Error> {
    let start = start(node.years);
    writeln!(out, r#"      <node id="{}" label="{}"{start}>"#, Xml(node.id), Xml(node.label))?;
    columns.values(node.class, &node.values, out)?;
    let ([red, green, blue], size) = (style::node(node).rgb(), node.radius() * 2.0);
    // Gephi's y grows upwards.
    let (x, y) = (node.position[0], 0.0 - node.position[1]);
    Ok(writeln!(
        out,
        r#"        <viz:color r="{red}" g="{green}" b="{blue}"/><viz:position x="{x}" y="{y}" z="0"/><viz:size value="{size:.2}"/>
      </node>"#
    )?)
}

fn write_edge(id: &str, edge: &Edge<'_>, columns: &Columns, chinese: bool, out: &mut Vec<u8>) -> Result<(), Error> {
    let (start, look) = (start(edge.years), style::relation(edge.relation.name));
    let (source, target, weight) = (Xml(edge.source), Xml(edge.target), edge.weight);
    writeln!(
        out,
        r#"      <edge id="{id}" source="{source}" target="{target}" kind="{}" label="{}" weight="{weight}"{start}>"#,
        edge.relation.name,
        look.name(chinese)
    )?;
    columns.values(edge.relation, &edge.values, out)?;
    let [r, g, b] = look.rgb();
    Ok(writeln!(out, "        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>\n      </edge>")?)
}

/// The day from which on it is there.
fn start(years: Option<(i32, i32)>) -> String {
    years.map_or_else(String::new, |(first, _)| format!(r#" start="{first:04}-01-01""#))
}

/// Attributes of all classes (or relations), those of one name and type once.
struct Columns {
    /// What the first column tells.
    kind: &'static str,
    ids: BTreeMap<(&'static str, Datatype), (usize, &'static Attribute)>,
}

impl Columns {
    fn new(kinds: &[&'static Kind], kind: &'static str) -> Self {
        let mut ids = BTreeMap::new();
        for attribute in kinds.iter().flat_map(|kind| kind.attributes) {
            let next = ids.len() + 1;
            ids.entry((attribute.key, attribute.datatype)).or_insert((next, attribute));
        }
        Self { kind, ids }
    }

    fn declare(&self, what: &str, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
        writeln!(out, r#"    <attributes class="{what}" mode="static">"#)?;
        let title = |zh, en| if chinese { zh } else { en };
        let first = title(if what == "node" { "类别" } else { "关系" }, self.kind);
        writeln!(out, r#"      <attribute id="0" title="{first}" type="string"/>"#)?;
        let mut sorted: Vec<_> = self.ids.values().collect();
        sorted.sort_by_key(|(id, _)| id);
        for (id, attribute) in sorted {
            let (title, datatype) = (title(attribute.zh, attribute.en), datatype(attribute.datatype));
            writeln!(out, r#"      <attribute id="{id}" title="{}" type="{datatype}"/>"#, Xml(title))?;
        }
        Ok(writeln!(out, "    </attributes>")?)
    }

    fn values(&self, kind: &Kind, values: &[Value<'_>], out: &mut Vec<u8>) -> Result<(), Error> {
        write!(out, r#"        <attvalues><attvalue for="0" value="{}"/>"#, kind.name)?;
        for (attribute, value) in kind.attributes.iter().zip(values).filter(|(_, value)| **value != Value::Empty) {
            let Some((id, _)) = self.ids.get(&(attribute.key, attribute.datatype)) else { continue };
            write!(out, r#"<attvalue for="{id}" value="{}"/>"#, Xml(&value.text()))?;
        }
        Ok(writeln!(out, "</attvalues>")?)
    }
}

const fn datatype(datatype: Datatype) -> &'static str {
    match datatype {
        Datatype::Text | Datatype::List => "string",
        Datatype::Integer => "long",
        Datatype::Number => "double",
    }
}

//! A Cypher script that fills Neo4j or another property-graph store (openCypher 9), a thousand nodes or edges a statement.
//! It may be run twice: what is there is not made again.

use std::fmt::Write as _;
use std::io::Write;

use crate::export::Error;
use crate::export::parts;
use crate::export::table::Value;
use crate::export::view::{Edge, Graph, Kind, Node};

const BATCH: usize = 1000;

/// Writes a graph.
pub(in crate::export) fn write(graph: &dyn Graph, out: &mut dyn Write) -> Result<(), Error> {
    for class in graph.classes() {
        let name = class.name;
        writeln!(out, "CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:{name}) REQUIRE n.id IS UNIQUE;")?;
    }
    parts::write(graph.parts(), "", |part, out| nodes(graph, part, out), out)?;
    parts::write(graph.parts(), "", |part, out| edges(graph, part, out), out)
}

fn nodes(graph: &dyn Graph, part: usize, out: &mut Vec<u8>) -> Result<(), Error> {
    let mut batches = Batches::default();
    graph.nodes_of(part, &mut |value| {
        let statement = format!("MERGE (n:{} {{id: row.id}}) SET n += row.set;", value.class.name);
        batches.add(statement, &node(value), out)
    })?;
    batches.close(out)
}

fn edges(graph: &dyn Graph, part: usize, out: &mut Vec<u8>) -> Result<(), Error> {
    let (mut batches, mut number) = (Batches::default(), 0_usize);
    graph.edges_of(part, &mut |value| {
        // Ends are found by the index of their class, which their id begins with.
        let (source, target) = (class_of(value.source), class_of(value.target));
        let statement = format!(
            "MATCH (a{source} {{id: row.source}}), (b{target} {{id: row.target}}) MERGE (a)-[r:{} {{key: row.key}}]->(b) SET r += row.set;",
            value.relation.name
        );
        number += 1;
        batches.add(statement, &edge(&super::edge_id(part, number), value), out)
    })?;
    batches.close(out)
}

/// Rows of one statement.
#[derive(Default)]
struct Batches {
    statement: String,
    rows: usize,
}

impl Batches {
    fn add(&mut self, statement: String, row: &str, out: &mut Vec<u8>) -> Result<(), Error> {
        if self.rows == BATCH || self.statement != statement {
            self.close(out)?;
            self.statement = statement;
        }
        write!(out, "{}{row}", if self.rows == 0 { "UNWIND [\n  " } else { ",\n  " })?;
        self.rows += 1;
        Ok(())
    }

    fn close(&mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        if self.rows > 0 {
            writeln!(out, "\n] AS row {}", self.statement)?;
            self.rows = 0;
        }
        Ok(())
    }
}

fn node(node: &Node<'_>) -> String {
    let mut row = format!("{{id: {}, set: {{label: {}, weight: {:?}", quoted(node.id), quoted(node.label), node.weight);
    finish(&mut row, node.years, node.class, &node.values);
    row
}

fn edge(key: &str, edge: &Edge<'_>) -> String {
    let (source, target) = (quoted(edge.source), quoted(edge.target));
    let mut row = format!("{{source: {source}, target: {target}, key: '{key}', set: {{weight: {:?}", edge.weight);
    finish(&mut row, edge.years, edge.relation, &edge.values);
    row
}

fn finish(row: &mut String, years: Option<(i32, i32)>, kind: &Kind, values: &[Value<'_>]) {
    if let Some((first, last)) = years {
        let _ = write!(row, ", first_year: {first}, last_year: {last}");
    }
    for (attribute, value) in kind.attributes.iter().zip(values).filter(|(_, value)| **value != Value::Empty) {
        let _ = write!(row, ", `{}`: {}", attribute.key, literal(value));
    }
    row.push_str("}}");
}

fn literal(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::List(items) => format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ")),
        Value::Number(n) if n.is_finite() => format!("{n:?}"),
        Value::Number(_) | Value::Empty => "null".to_owned(),
        other => other.text().into_owned(),
    }
}

/// A string in single quotes. `;` at a line's end could split a script; there are no line ends in it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => _ = write!(out, "\\u{:04X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// `:Class` of a node by the beginning of its id.
fn class_of(id: &str) -> &'static str {
    match id.split('/').next() {
        Some("case") if id.contains("#outcome-") => ":Outcome",
        Some("case") if id.contains("#recognition-") => ":Recognition",
        Some("case") => ":Case",
        Some("collection") => ":Collection",
        Some("place") => ":Place",
        Some("family") => ":Family",
        Some("mechanism") => ":Mechanism",
        Some("unit") => ":Unit",
        Some("law") => ":LegalDocument",
        _ => "",
    }
}

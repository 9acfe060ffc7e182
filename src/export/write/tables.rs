//! Tables for data frames: one a class and one a relation, with keys that join, and a data dictionary
//! (`datapackage.json`, Frictionless Data Package 1: <https://specs.frictionlessdata.io>). The same tables with the heads
//! that `neo4j-admin database import` reads.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::export::Error;
use crate::export::table::Value;
use crate::export::view::{Datatype, Edge, Graph, Kind, Node, style};

/// Columns before a class's own attributes.
const NODE: [(&str, &str, &str, &str); 5] = [
    ("id", "string", "编号：加上前缀即图谱中的IRI", "Key; with the prefix it is the IRI in the graph"),
    ("label", "string", "名称", "Name"),
    ("weight", "number", "提到它的案例数", "Number of cases that name it"),
    ("first_year", "integer", "首个案例的年份", "Year of the first case that names it"),
    ("last_year", "integer", "最近案例的年份", "Year of the last case that names it"),
];
/// Columns before a relation's own attributes.
const EDGE: [(&str, &str, &str, &str); 5] = [
    ("source", "string", "起点的编号", "Key of the node it comes from"),
    ("target", "string", "终点的编号", "Key of the node it goes to"),
    ("weight", "number", "支持它的案例数", "Number of cases that say so"),
    ("first_year", "integer", "首个案例的年份", "Year of the first case that says so"),
    ("last_year", "integer", "最近案例的年份", "Year of the last case that says so"),
];

/// Who is to read the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Dialect {
    /// pandas, R, `DuckDB`, and people with a spreadsheet: guarded against formulas.
    Frames,
    /// `neo4j-admin`: typed heads, text as it is, lists separated by `;`.
    Neo4j,
}

/// Writes the tables of a graph as files of `folder`.
pub(in crate::export) fn write(graph: &dyn Graph, dialect: Dialect, folder: &Path) -> Result<(), Error> {
    let mut nodes = Tables::create("node", graph.classes(), dialect, folder)?;
    graph.nodes(&mut |node| nodes.node(node))?;
    let nodes = nodes.finish()?;
    let mut edges = Tables::create("edge", graph.relations(), dialect, folder)?;
    graph.edges(&mut |edge| edges.edge(edge))?;
    let edges = edges.finish()?;
    match dialect {
        Dialect::Frames => dictionary(graph, folder),
        Dialect::Neo4j => import_script(&nodes, &edges, folder),
    }
}

/// Open files by kind.
struct Tables {
    dialect: Dialect,
    files: BTreeMap<&'static str, csv::Writer<BufWriter<File>>>,
}

impl Tables {
    fn create(what: &str, kinds: &[&'static Kind], dialect: Dialect, folder: &Path) -> Result<Self, Error> {
        let mut files = BTreeMap::new();
        for kind in kinds {
            let file = File::create(folder.join(file_name(what, kind)))?;
            let mut file = csv::Writer::from_writer(BufWriter::with_capacity(1 << 16, file));
            file.write_record(head(what, kind, dialect))?;
            files.insert(kind.name, file);
        }
        Ok(Self { dialect, files })
    }

    fn node(&mut self, node: &Node<'_>) -> Result<(), Error> {
        let (first, last) = (node.years.map(|years| years.0), node.years.map(|years| years.1));
        let common = [node.id.into(), node.label.into(), node.weight.into(), first.into(), last.into()];
        self.row(node.class, &common, &node.values)
    }

    fn edge(&mut self, edge: &Edge<'_>) -> Result<(), Error> {
        let (first, last) = (edge.years.map(|years| years.0), edge.years.map(|years| years.1));
        let common = [edge.source.into(), edge.target.into(), edge.weight.into(), first.into(), last.into()];
        self.row(edge.relation, &common, &edge.values)
    }

    fn row(&mut self, kind: &Kind, common: &[Value<'_>], values: &[Value<'_>]) -> Result<(), Error> {
        let Some(file) = self.files.get_mut(kind.name) else { return Ok(()) };
        for value in common.iter().chain(values) {
            match (self.dialect, value) {
                (Dialect::Frames, value) => file.write_field(value.guarded().as_bytes())?,
                (Dialect::Neo4j, Value::List(items)) => file.write_field(items.join(";"))?,
                (Dialect::Neo4j, value) => file.write_field(value.text().as_bytes())?,
            }
        }
        if self.dialect == Dialect::Neo4j {
            file.write_field(kind.name)?;
        }
        Ok(file.write_record(None::<&[u8]>)?)
    }

    /// Names of the kinds that have a file.
    fn finish(self) -> Result<Vec<&'static str>, Error> {
        let names = self.files.keys().copied().collect();
        for mut file in self.files.into_values() {
            file.flush()?;
        }
        Ok(names)
    }
}

/// A class and a relation may differ in nothing but a capital letter, which some file systems do not tell apart.
fn file_name(what: &str, kind: &Kind) -> String {
    format!("{what}s-{}.csv", kind.name)
}

fn head(what: &str, kind: &Kind, dialect: Dialect) -> Vec<String> {
    let common = if what == "node" { &NODE } else { &EDGE };
    let own = kind.attributes.iter().map(|attribute| (attribute.key, attribute.datatype));
    if dialect == Dialect::Frames {
        return common.iter().map(|(key, ..)| (*key).to_owned()).chain(own.map(|(key, _)| key.to_owned())).collect();
    }
    let common = common.iter().map(|(key, datatype, ..)| match *key {
        "id" => "id:ID".to_owned(),
        "source" => ":START_ID".to_owned(),
        "target" => ":END_ID".to_owned(),
        key => format!("{key}{}", neo4j_type(datatype)),
    });
    let own = own.map(|(key, datatype)| format!("{key}{}", neo4j_type(table_type(datatype))));
    let last = if what == "node" { ":LABEL" } else { ":TYPE" };
    common.chain(own).chain([last.to_owned()]).collect()
}

const fn table_type(datatype: Datatype) -> &'static str {
    match datatype {
        Datatype::Text => "string",
        Datatype::List => "list",
        Datatype::Integer => "integer",
        Datatype::Number => "number",
    }
}

fn neo4j_type(datatype: &str) -> &'static str {
    match datatype {
        "integer" => ":long",
        "number" => ":double",
        "list" => ":string[]",
        _ => "",
    }
}

/// The data dictionary.
fn dictionary(graph: &dyn Graph, folder: &Path) -> Result<(), Error> {
    let class = |kind: &&Kind| resource("node", kind, &NODE, style::class(kind.name), &json!({"primaryKey": "id"}));
    let relation = |kind: &&Kind| resource("edge", kind, &EDGE, style::relation(kind.name), &json!({}));
    let resources: Vec<Json> =
        graph.classes().iter().map(class).chain(graph.relations().iter().map(relation)).collect();
    let package = json!({
        "name": format!("anpu-{}", graph.name()),
        "title": "案谱 anpu",
        "description": "One table a class and one a relation. `source` and `target` of a relation hold the `id` of a class's table; `prefix` + id is the IRI in the graph. Lists are separated by ；. Text that a spreadsheet would take for a formula begins with one more '. · 每类实体、每种关系各一张表；关系表的 source、target 对应实体表的 id。",
        "prefix": graph.base(),
        "resources": resources,
    });
    let mut file = BufWriter::new(File::create(folder.join("datapackage.json"))?);
    serde_json::to_writer_pretty(&mut file, &package)?;
    Ok(file.flush()?)
}

fn resource(what: &str, kind: &Kind, common: &[(&str, &str, &str, &str)], look: style::Style, keys: &Json) -> Json {
    let common = common.iter().map(|(key, datatype, zh, en)| field(key, datatype, zh, en));
    let own = kind.attributes.iter().map(|a| {
        let datatype = if a.datatype == Datatype::List { "string" } else { table_type(a.datatype) };
        field(a.key, datatype, a.zh, a.en)
    });
    let mut schema = json!({"fields": common.chain(own).collect::<Vec<Json>>(), "missingValues": [""]});
    if let (Some(schema), Json::Object(keys)) = (schema.as_object_mut(), keys) {
        schema.extend(keys.clone());
    }
    json!({
        "name": format!("{what}s-{}", kind.name.to_lowercase()),
        "path": file_name(what, kind),
        "title": format!("{} {}", look.zh, look.en),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn field(key: &str, datatype: &str, zh: &str, en: &str) -> Json {
    json!({"name": key, "type": datatype, "title": zh, "description": en})
}

/// The command that imports the tables.
fn import_script(nodes: &[&str], edges: &[&str], folder: &Path) -> Result<(), Error> {
    let mut file = BufWriter::new(File::create(folder.join("import.sh"))?);
    writeln!(file, "#!/bin/sh\n# Fills a new Neo4j database from the tables in this folder: sh import.sh [DATABASE]")?;
    write!(file, "cd \"$(dirname \"$0\")\" && exec neo4j-admin database import full --array-delimiter=';'")?;
    for name in nodes {
        write!(file, " \\\n  --nodes=nodes-{name}.csv")?;
    }
    for name in edges {
        write!(file, " \\\n  --relationships=edges-{name}.csv")?;
    }
    writeln!(file, " \\\n  --multiline-fields=true \"${{1:-neo4j}}\"")?;
    Ok(file.flush()?)
}

//! Tables for data frames: one a class and one a relation, with keys that join, and a data dictionary
//! (`datapackage.json`, Frictionless Data Package 1: <https://specs.frictionlessdata.io>). The same tables with the heads
//! that `neo4j-admin database import` reads, and in Parquet.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::export::table::Value;
use crate::export::view::{Datatype, Edge, Graph, Kind, Node, style};
use crate::export::{Error, parts};

use super::parquet;

/// Key, type, Chinese and English meaning of a column that all tables of a sort have.
type Common = (&'static str, Datatype, &'static str, &'static str);

/// Columns before a class's own attributes.
const NODE: [Common; 5] = [
    ("id", Datatype::Text, "编号：加上前缀即图谱中的IRI", "Key; with the prefix it is the IRI in the graph"),
    ("label", Datatype::Text, "名称", "Name"),
    ("weight", Datatype::Number, "提到它的案例数", "Number of cases that name it"),
    ("first_year", Datatype::Integer, "首个案例的年份", "Year of the first case that names it"),
    ("last_year", Datatype::Integer, "最近案例的年份", "Year of the last case that names it"),
];
/// Columns before a relation's own attributes.
const EDGE: [Common; 5] = [
    ("source", Datatype::Text, "起点的编号", "Key of the node it comes from"),
    ("target", Datatype::Text, "终点的编号", "Key of the node it goes to"),
    ("weight", Datatype::Number, "支持它的案例数", "Number of cases that say so"),
    ("first_year", Datatype::Integer, "首个案例的年份", "Year of the first case that says so"),
    ("last_year", Datatype::Integer, "最近案例的年份", "Year of the last case that says so"),
];

/// What stands between the items of a list for `neo4j-admin`: the character that Unicode keeps for this (unit separator),
/// which no text needs; where one has it all the same, U+FFFD takes its place.
const SEPARATOR: &str = "\u{1F}";

/// Who is to read the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Dialect {
    /// pandas, R, `DuckDB`, and people with a spreadsheet: guarded against formulas.
    Frames,
    /// `neo4j-admin`: typed heads, text as it is, lists separated by [`SEPARATOR`].
    Neo4j,
    /// The same readers as of [`Dialect::Frames`], with types: text as it is, lists as lists.
    Parquet,
}

/// Writes the tables of a graph as files of `folder`.
pub(in crate::export) fn write(graph: &dyn Graph, dialect: Dialect, folder: &Path) -> Result<(), Error> {
    let mut nodes = Tables::create("node", graph.classes(), dialect, folder)?;
    let mut edges = Tables::create("edge", graph.relations(), dialect, folder)?;
    let part = |part| {
        let (mut nodes, mut edges) = (Part::new("node", dialect), Part::new("edge", dialect));
        graph.all_of(part, &mut |node| nodes.node(node), &mut |edge| edges.edge(edge)).map(|()| (nodes, edges))
    };
    parts::in_order(graph.parts(), part, |(of_nodes, of_edges)| {
        nodes.add(of_nodes)?;
        edges.add(of_edges)
    })?;
    let (nodes, edges) = (nodes.finish()?, edges.finish()?);
    match dialect {
        Dialect::Frames | Dialect::Parquet => dictionary(graph, dialect, folder),
        Dialect::Neo4j => import_script(&nodes, &edges, folder),
    }
}

/// Open files by kind.
struct Tables {
    files: BTreeMap<&'static str, Open>,
}

/// A file being written.
enum Open {
    Csv(BufWriter<File>),
    Parquet(Box<parquet::Table>),
}

impl Open {
    fn create(what: &str, kind: &Kind, dialect: Dialect, folder: &Path) -> Result<Self, Error> {
        let file = File::create(folder.join(file_name(what, kind, dialect)))?;
        if dialect == Dialect::Parquet {
            return Ok(Self::Parquet(Box::new(parquet::Table::create(file, columns(what, kind))?)));
        }
        let mut rows = csv::Writer::from_writer(Vec::new());
        rows.write_record(head(what, kind, dialect))?;
        let mut open = Self::Csv(BufWriter::with_capacity(1 << 16, file));
        open.add(Rows::Csv(Box::new(rows))).map(|()| open)
    }

    fn add(&mut self, rows: Rows) -> Result<(), Error> {
        match (self, rows) {
            (Self::Csv(file), Rows::Csv(rows)) => {
                Ok(file.write_all(&rows.into_inner().map_err(csv::IntoInnerError::into_error)?)?)
            }
            (Self::Parquet(file), Rows::Parquet(rows)) => file.add(rows),
            _ => Ok(()),
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Self::Csv(mut file) => Ok(file.flush()?),
            Self::Parquet(file) => file.finish(),
        }
    }
}

impl Tables {
    fn create(what: &str, kinds: &[&'static Kind], dialect: Dialect, folder: &Path) -> Result<Self, Error> {
        let open = |kind: &&'static Kind| Ok((kind.name, Open::create(what, kind, dialect, folder)?));
        Ok(Self { files: kinds.iter().map(open).collect::<Result<_, Error>>()? })
    }

    fn add(&mut self, part: Part) -> Result<(), Error> {
        part.rows
            .into_iter()
            .try_for_each(|(kind, rows)| self.files.get_mut(kind).map_or(Ok(()), |file| file.add(rows)))
    }

    /// Names of the kinds that have a file.
    fn finish(self) -> Result<Vec<&'static str>, Error> {
        let names = self.files.keys().copied().collect();
        self.files.into_values().try_for_each(Open::finish)?;
        Ok(names)
    }
}

/// Rows of a part of the graph, by kind.
struct Part {
    what: &'static str,
    dialect: Dialect,
    rows: BTreeMap<&'static str, Rows>,
}

enum Rows {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Parquet(parquet::Rows),
}

impl Part {
    const fn new(what: &'static str, dialect: Dialect) -> Self {
        Self { what, dialect, rows: BTreeMap::new() }
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
        let (what, dialect) = (self.what, self.dialect);
        let rows = self.rows.entry(kind.name).or_insert_with(|| match dialect {
            Dialect::Parquet => Rows::Parquet(parquet::Rows::new(columns(what, kind))),
            _ => Rows::Csv(Box::new(csv::Writer::from_writer(Vec::new()))),
        });
        match rows {
            Rows::Csv(rows) => csv_row(rows, kind, dialect, common.iter().chain(values)),
            Rows::Parquet(rows) => {
                rows.add(common.iter().chain(values));
                Ok(())
            }
        }
    }
}

fn csv_row<'v>(
    rows: &mut csv::Writer<Vec<u8>>,
    kind: &Kind,
    dialect: Dialect,
    values: impl Iterator<Item = &'v Value<'v>>,
) -> Result<(), Error> {
    for value in values {
        match (dialect, value) {
            (Dialect::Neo4j, Value::List(items)) => {
                let items: Vec<String> = items.iter().map(|item| item.replace(SEPARATOR, "\u{FFFD}")).collect();
                rows.write_field(items.join(SEPARATOR))?;
            }
            (Dialect::Neo4j, value) => rows.write_field(value.text().as_bytes())?,
            (_, value) => rows.write_field(value.guarded().as_bytes())?,
        }
    }
    if dialect == Dialect::Neo4j {
        rows.write_field(kind.name)?;
    }
    Ok(rows.write_record(None::<&[u8]>)?)
}

/// A class and a relation may differ in nothing but a capital letter, which some file systems do not tell apart.
fn file_name(what: &str, kind: &Kind, dialect: Dialect) -> String {
    format!("{what}s-{}.{}", kind.name, if dialect == Dialect::Parquet { "parquet" } else { "csv" })
}

/// Names and types of a table's columns.
fn columns(what: &str, kind: &Kind) -> impl Iterator<Item = (&'static str, Datatype)> {
    let common = if what == "node" { &NODE } else { &EDGE };
    let own = kind.attributes.iter().map(|attribute| (attribute.key, attribute.datatype));
    common.iter().map(|(key, datatype, ..)| (*key, *datatype)).chain(own)
}

fn head(what: &str, kind: &Kind, dialect: Dialect) -> Vec<String> {
    if dialect != Dialect::Neo4j {
        return columns(what, kind).map(|(key, _)| key.to_owned()).collect();
    }
    let ends = if what == "node" { &["id:ID"][..] } else { &[":START_ID", ":END_ID"] };
    let typed = columns(what, kind).skip(ends.len()).map(|(key, datatype)| format!("{key}{}", neo4j_type(datatype)));
    let last = if what == "node" { ":LABEL" } else { ":TYPE" };
    ends.iter().map(|end| (*end).to_owned()).chain(typed).chain([last.to_owned()]).collect()
}

const fn neo4j_type(datatype: Datatype) -> &'static str {
    match datatype {
        Datatype::Text => "",
        Datatype::List => ":string[]",
        Datatype::Integer => ":long",
        Datatype::Number => ":double",
    }
}

/// The type as a Frictionless table schema names it; in CSV a list is a text.
const fn frictionless_type(datatype: Datatype, dialect: Dialect) -> &'static str {
    match (datatype, dialect) {
        (Datatype::List, Dialect::Parquet) => "array",
        (Datatype::Text | Datatype::List, _) => "string",
        (Datatype::Integer, _) => "integer",
        (Datatype::Number, _) => "number",
    }
}

/// The data dictionary.
fn dictionary(graph: &dyn Graph, dialect: Dialect, folder: &Path) -> Result<(), Error> {
    let class = |kind: &&Kind| resource("node", kind, dialect, style::class(kind.name), &json!({"primaryKey": "id"}));
    let relation = |kind: &&Kind| resource("edge", kind, dialect, style::relation(kind.name), &json!({}));
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

fn resource(what: &str, kind: &Kind, dialect: Dialect, look: style::Style, keys: &Json) -> Json {
    let common = if what == "node" { &NODE } else { &EDGE };
    let own = kind.attributes.iter().map(|a| (a.key, a.datatype, a.zh, a.en));
    let field = |(key, datatype, zh, en)| {
        let datatype = frictionless_type(datatype, dialect);
        json!({"name": key, "type": datatype, "title": zh, "description": en})
    };
    let fields: Vec<Json> = common.iter().copied().chain(own).map(field).collect();
    let mut schema = json!({"fields": fields, "missingValues": [""]});
    if let (Some(schema), Json::Object(keys)) = (schema.as_object_mut(), keys) {
        schema.extend(keys.clone());
    }
    json!({
        "name": format!("{what}s-{}", kind.name.to_lowercase()),
        "path": file_name(what, kind, dialect),
        "title": format!("{} {}", look.zh, look.en),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    })
}

/// The command that imports the tables.
fn import_script(nodes: &[&str], edges: &[&str], folder: &Path) -> Result<(), Error> {
    let mut file = BufWriter::new(File::create(folder.join("import.sh"))?);
    writeln!(file, "#!/bin/sh\n# Fills a new Neo4j database from the tables in this folder: sh import.sh [DATABASE]")?;
    write!(file, "cd \"$(dirname \"$0\")\" && exec neo4j-admin database import full --array-delimiter=U+001F")?;
    for name in nodes {
        write!(file, " \\\n  --nodes=nodes-{name}.csv")?;
    }
    for name in edges {
        write!(file, " \\\n  --relationships=edges-{name}.csv")?;
    }
    writeln!(file, " \\\n  --multiline-fields=true \"${{1:-neo4j}}\"")?;
    Ok(file.flush()?)
}

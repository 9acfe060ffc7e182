//! What the page's views ask, and what the server would answer. Questions are called as the page calls them (`web/src/still.ts`):
//! queries of the page by their name and values, others by their address or, for named questions, by their text.

use include_dir::{Dir, include_dir};
use oxigraph::model::Term;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::api::{case, dataset as about, decisions};
use super::super::state::Loaded;
use crate::export::{self, Error, Filters, Format, Options, Sink, View};
use crate::model::FactGroup;
use crate::store::{Dataset, Limits, Query, Table, named_queries};

static QUERIES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/web/src/queries");

/// Asked once.
const ONCE: [&str; 8] = ["cases", "adoptions", "case-places", "labels", "names", "named-in", "results", "citations"];
/// Asked of everything that has a page as an entity.
const OF_ENTITIES: [&str; 3] = ["entity", "entity-cases", "neighbours"];
/// Asked of cases.
const OF_CASES: [&str; 1] = ["neighbours"];
/// Least support up to which networks are kept.
const SUPPORT: usize = 5;
/// Doubts shown at once.
const DOUBTS: usize = 50;
/// Cases and entities beyond which a file is no way to look at them.
const MOST: usize = 10_000;

/// A question and its answer.
pub(super) struct Answer {
    pub(super) key: String,
    pub(super) json: String,
}

impl Answer {
    fn new(key: impl Into<String>, value: &impl Serialize) -> Result<Self, Error> {
        Ok(Self { key: key.into(), json: serde_json::to_string(value)? })
    }
}

/// All that is asked, what is asked first first.
pub(super) fn all(loaded: &Loaded, dataset: &Dataset) -> Result<Vec<Answer>, Error> {
    let mut answers = vec![Answer::new("/api/dataset", &about::about(loaded, dataset, false))?];
    for name in ONCE {
        answers.push(asked(loaded, name, None)?);
    }
    let (cases, entities) = (column(loaded, "cases", "case")?, column(loaded, "named-in", "thing")?);
    if cases.len() + entities.len() > MOST {
        let count = cases.len() + entities.len();
        let text = format!("{count} cases and entities are too many for one file (at most {MOST}): use `anpu serve`");
        return Err(Error::Unfit(text));
    }
    answers.extend(of_cases(loaded, dataset)?);
    answers.extend(networks(dataset)?);
    answers.extend(questions(loaded)?);
    answers.extend(doubts(loaded, dataset)?);
    answers.extend(each(loaded, &cases, &OF_CASES)?);
    answers.extend(each(loaded, &entities, &OF_ENTITIES)?);
    Ok(answers)
}

/// The answers of queries about each of some things.
fn each(loaded: &Loaded, things: &[Term], names: &[&str]) -> Result<Vec<Answer>, Error> {
    let all = things.par_iter().flat_map_iter(|thing| names.iter().map(move |name| asked(loaded, name, Some(thing))));
    all.collect()
}

/// The answer of one of the page's queries, as columns and rows of text.
fn asked(loaded: &Loaded, name: &str, thing: Option<&Term>) -> Result<Answer, Error> {
    let table = table(loaded, name, thing)?;
    let text = |cell: &Option<Term>| cell.as_ref().map(text);
    let rows: Vec<Vec<Option<String>>> = table.rows.iter().map(|row| row.iter().map(text).collect()).collect();
    let key: Vec<String> = [name.to_owned()].into_iter().chain(thing.map(Term::to_string)).collect();
    Answer::new(serde_json::to_string(&key)?, &json!({"columns": table.columns, "rows": rows}))
}

fn table(loaded: &Loaded, name: &str, thing: Option<&Term>) -> Result<Table, Error> {
    let text = QUERIES.get_file(format!("{name}.rq")).and_then(|file| file.contents_utf8()).unwrap_or_default();
    let text = thing.map_or_else(|| text.to_owned(), |thing| text.replace("$iri", &thing.to_string()));
    Ok(loaded.store.table(&Query::parse(&text, loaded.base())?, &Limits::default())?)
}

fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// The different things in a column, in the order of the rows.
fn column(loaded: &Loaded, name: &str, column: &str) -> Result<Vec<Term>, Error> {
    let table = table(loaded, name, None)?;
    let Some(at) = table.columns.iter().position(|each| each == column) else { return Ok(Vec::new()) };
    let mut all: Vec<Term> = table.rows.into_iter().filter_map(|mut row| row.get_mut(at)?.take()).collect();
    all.dedup();
    Ok(all)
}

fn of_cases(loaded: &Loaded, dataset: &Dataset) -> Result<Vec<Answer>, Error> {
    let mut answers = Vec::new();
    for record in dataset.records()? {
        let id = record?.id;
        answers.push(Answer::new(format!("/api/case?id={id}"), &case::whole(loaded, dataset, &id)?)?);
        let alike = case::alike(loaded, dataset.folder().to_owned(), &id)?;
        answers.push(Answer::new(format!("/api/similar?id={id}"), &alike)?);
    }
    Ok(answers)
}

fn networks(dataset: &Dataset) -> Result<Vec<Answer>, Error> {
    let wanted: Vec<(View, usize)> =
        View::ALL.into_iter().flat_map(|view| (1..=SUPPORT).map(move |support| (view, support))).collect();
    wanted.into_par_iter().map(|(view, support)| network(dataset, view, support)).collect()
}

fn network(dataset: &Dataset, view: View, min_support: usize) -> Result<Answer, Error> {
    let filters = Filters { min_support, ..Filters::default() };
    let options = Options { format: Format::Cytoscape, view, filters, chinese: true };
    let mut json = Vec::new();
    export::export(dataset, &options, Sink::Stream(&mut json))?;
    let drawn: Value = serde_json::from_slice(&json)?;
    let key = format!("/api/export?format=cytoscape&view={}&min_support={min_support}", view.as_str());
    Answer::new(key, &drawing(&drawn["elements"]))
}

/// Of a drawing, what the page draws.
fn drawing(elements: &Value) -> Value {
    let each = |kind: &str, names: &[&str]| -> Vec<Value> {
        let only = |element: &Value| {
            let data: Map<String, Value> =
                names.iter().map(|name| ((*name).to_owned(), element["data"][name].clone())).collect();
            json!({"data": data, "position": element["position"]})
        };
        elements[kind].as_array().into_iter().flatten().map(only).collect()
    };
    json!({"elements": {
        "nodes": each("nodes", &["id", "name", "class", "weight"]),
        "edges": each("edges", &["source", "target", "interaction", "weight"]),
    }})
}

fn questions(loaded: &Loaded) -> Result<Vec<Answer>, Error> {
    let mut answers = vec![Answer::new("/api/queries", &about::questions())?];
    for question in named_queries() {
        let table = loaded.store.table(&Query::parse(question.text, loaded.base())?, &Limits::default())?;
        answers.push(Answer::new(question.text, &results(&table))?);
    }
    Ok(answers)
}

/// An answer in the JSON format of SPARQL 1.1.
fn results(table: &Table) -> Value {
    let row = |row: &Vec<Option<Term>>| -> Map<String, Value> {
        table.columns.iter().zip(row).filter_map(|(name, cell)| Some((name.clone(), term(cell.as_ref()?)))).collect()
    };
    let rows: Vec<Map<String, Value>> = table.rows.iter().map(row).collect();
    json!({"head": {"vars": table.columns}, "results": {"bindings": rows}})
}

fn term(term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({"type": "uri", "value": node.as_str()}),
        Term::Literal(literal) => match literal.language() {
            Some(tag) => json!({"type": "literal", "value": literal.value(), "xml:lang": tag}),
            None => json!({"type": "literal", "value": literal.value(), "datatype": literal.datatype().as_str()}),
        },
        other => json!({"type": "bnode", "value": other.to_string()}),
    }
}

fn doubts(loaded: &Loaded, dataset: &Dataset) -> Result<Vec<Answer>, Error> {
    let groups = [None].into_iter().chain(FactGroup::WITH_CONFIDENCE.map(Some));
    let answers = groups.map(|group| {
        let of = group.map(|group| format!("&group={}", group.as_str())).unwrap_or_default();
        let doubts = decisions::doubtful(loaded, dataset, group, DOUBTS)?;
        Answer::new(format!("/api/doubts?below=0.6&limit={DOUBTS}{of}"), &doubts)
    });
    answers.collect()
}

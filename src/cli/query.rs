//! `anpu query`: a named query, SPARQL, a file of it or standard input, asked of a dataset.

use std::fs;
use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use rust_i18n::t;

use super::args::Query as Args;
use super::language::is_chinese;
use super::progress::Progress;
use super::{Ended, remote};
use crate::rdf::iri::DEFAULT_BASE;
use crate::store::{
    self, Dataset, Format, Limits, NamedQuery, Query, QueryKind, Store, Table, named_queries, named_query,
};

/// Runs the command.
pub(super) fn run(args: &Args) -> anyhow::Result<Ended> {
    let Some(what) = &args.what else { return list() };
    if let Some(url) = &args.endpoint {
        return elsewhere(what, args, url);
    }
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let query = query(what, args, &dataset.manifest().base)?;
    let format = format(args.format.as_deref(), query.kind())?;
    let limits = Limits { time: Some(Duration::from_secs(args.timeout)), ..Limits::default() };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let store = if args.on_disk { on_disk(&dataset)? } else { Store::open(&dataset)? };
    store.write(&query, &limits, format, &mut out)?;
    out.flush()?;
    Ok(Ended::Done)
}

/// The dataset's store on disk, made with a bar on a terminal if there is none.
fn on_disk(dataset: &Dataset) -> anyhow::Result<Store> {
    let bar = Progress::of(dataset.manifest().totals.quads, false);
    let store = Store::on_disk(dataset, &|quads| bar.reach(quads));
    bar.finish();
    Ok(store?)
}

/// Asks another store, which answers in its own words; only a table for people is laid out here.
fn elsewhere(what: &str, args: &Args, url: &str) -> anyhow::Result<Ended> {
    let query = query(what, args, DEFAULT_BASE)?;
    let format = format(args.format.as_deref(), query.kind())?;
    let accept = if format == Format::Table { Format::Json } else { format }.media_type();
    let mut answer = remote::remote(url, &args.login)?.query(&query.sparql(), accept)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if format == Format::Table {
        Table::read(answer)?.print(&mut out)?;
    } else {
        std::io::copy(&mut answer, &mut out)?;
    }
    out.flush()?;
    Ok(Ended::Done)
}

/// Lists the named queries with their parameters.
fn list() -> anyhow::Result<Ended> {
    let mut out = std::io::stdout().lock();
    for query in named_queries() {
        writeln!(out, "{}\n    {}", query.name, text(query.title.zh, query.title.en))?;
        for parameter in &query.parameters {
            let label = text(parameter.label.zh, parameter.label.en);
            writeln!(out, "    -p {}={}  {label}", parameter.name, parameter.kind.as_str())?;
        }
    }
    Ok(Ended::Done)
}

fn text<'a>(zh: &'a str, en: &'a str) -> &'a str {
    if is_chinese() { zh } else { en }
}

fn query(what: &str, args: &Args, base: &str) -> anyhow::Result<Query> {
    let params = args.params.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    if let Ok(named) = named_query(what) {
        return Ok(named.bind(params, base)?);
    }
    let text = sparql(what).map_err(|error| error.unwrap_or_else(|| unknown(what)))?;
    anyhow::ensure!(args.params.is_empty(), "{}", t!("query.no_params"));
    Query::parse(&text, base).map_err(|error| located(what, error))
}

/// That nothing has this name, and what has one most like it.
fn unknown(name: &str) -> anyhow::Error {
    let likeness = |query: &NamedQuery| strsim::jaro_winkler(query.name, name);
    let near = named_queries().into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    anyhow::anyhow!("{}", t!("query.unknown", name = name, near = near.map_or("", |query| query.name)))
}

/// A syntax error with the file and the place in it.
fn located(file: &str, error: store::Error) -> anyhow::Error {
    match error.position() {
        Some(position) => anyhow::anyhow!("{file}:{position}: {error}"),
        None => anyhow::Error::from(error).context(file.to_owned()),
    }
}

/// The text of a file or of standard input, or the query itself; no error where it is none of them.
fn sparql(what: &str) -> Result<String, Option<anyhow::Error>> {
    let mut text = String::new();
    if what == "-" {
        std::io::stdin().lock().read_to_string(&mut text).map_err(|error| Some(error.into()))?;
    } else if Path::new(what).exists() {
        text = fs::read_to_string(what).with_context(|| what.to_owned()).map_err(Some)?;
    } else if is_sparql(what) {
        what.clone_into(&mut text);
    } else {
        return Err(None);
    }
    // Some editors begin a file with the mark of its encoding.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether words are a query and no name: a pattern, or several words with one before them with which SPARQL begins.
fn is_sparql(what: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "select",
        "ask",
        "construct",
        "describe",
        "prefix",
        "base",
        "insert",
        "delete",
        "load",
        "clear",
        "drop",
        "create",
    ];
    let (first, rest) = what.trim_start().split_once(char::is_whitespace).unwrap_or((what, ""));
    what.contains('{') || !rest.is_empty() && BEGINNINGS.contains(&first.to_lowercase().as_str())
}

/// The format asked for; else a table on a terminal, and what pipes well elsewhere.
fn format(asked: Option<&str>, kind: QueryKind) -> anyhow::Result<Format> {
    if let Some(name) = asked {
        let known = || Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
        return Format::parse(name).with_context(|| t!("format.unknown", name = name, known = known()).into_owned());
    }
    Ok(match kind {
        QueryKind::Graph => Format::Turtle,
        _ if std::io::stdout().is_terminal() => Format::Table,
        _ => Format::Tsv,
    })
}

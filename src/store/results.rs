//! Answers written in the formats people ask for, streaming, within the limits.

use std::io::{self, Write};

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::Term;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, QuerySolutionIter, QueryTripleIter};

use crate::rdf::XmlText;
use crate::rdf::vocab::PREFIXES;

use super::engine::{self, meter};
use super::query::QueryKind;
use super::{Error, Limits, Query, Store, Table};

/// A format for results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// SPARQL 1.1 Query Results CSV.
    Csv,
    /// SPARQL 1.1 Query Results TSV.
    Tsv,
    /// SPARQL 1.1 Query Results JSON.
    Json,
    /// SPARQL Query Results XML.
    Xml,
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// N-Quads.
    NQuads,
    /// `TriG`.
    TriG,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
}

impl Format {
    /// All of them, those for rows first.
    pub const ALL: &'static [Self] = &[
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Xml,
        Self::Turtle,
        Self::NTriples,
        Self::NQuads,
        Self::TriG,
        Self::RdfXml,
        Self::JsonLd,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Turtle => "turtle",
            Self::NTriples => "ntriples",
            Self::NQuads => "nquads",
            Self::TriG => "trig",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// The format that a file name's ending stands for.
    #[must_use]
    pub fn from_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" => Self::Table,
            "srj" => Self::Json,
            "srx" => Self::Xml,
            "ttl" => Self::Turtle,
            "nt" => Self::NTriples,
            "nq" => Self::NQuads,
            "rdf" => Self::RdfXml,
            _ => return Self::parse(ending),
        })
    }

    /// The registered media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Table => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml",
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::NTriples => "application/n-triples",
            Self::NQuads => "application/n-quads",
            Self::TriG => "application/trig",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The format for graphs, if it is one.
    #[must_use]
    pub const fn rdf(self) -> Option<RdfFormat> {
        Some(match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::TriG => RdfFormat::TriG,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::Table | Self::Csv | Self::Tsv | Self::Json | Self::Xml => return None,
        })
    }

    const fn rows(self) -> Option<QueryResultsFormat> {
        Some(match self {
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
            _ => return None,
        })
    }

    fn unfit(self, kind: QueryKind) -> Error {
        let instead = match kind {
            QueryKind::Graph => "turtle, ntriples, nquads, trig, rdfxml, jsonld",
            QueryKind::Select | QueryKind::Ask => "table, csv, tsv, json, xml",
        };
        Error::UnfitFormat { format: self.as_str(), instead }
    }
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows, or triples of a graph; 1 for `ASK`.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
}

pub(super) fn write(
    store: &Store,
    query: &Query,
    limits: &Limits,
    format: Format,
    out: &mut dyn Write,
) -> Result<Written, Error> {
    let fits = if query.kind() == QueryKind::Graph { format.rdf().is_some() } else { format.rdf().is_none() };
    if !fits {
        return Err(format.unfit(query.kind()));
    }
    let mut out = Bounded { out, written: 0, limit: limits.bytes.unwrap_or(u64::MAX), passed: false };
    let rows = if format == Format::Table {
        let table = table(store, query, limits)?;
        table.print(&mut out).map(|()| table.rows.len() as u64).map_err(Error::Output)
    } else {
        query.answer(store, limits, |results| match format {
            Format::Xml | Format::RdfXml => stream(results, limits, format, &mut XmlText(&mut out)),
            _ => stream(results, limits, format, &mut out),
        })
    };
    match rows {
        Err(Error::Output(_)) if out.passed => Err(Error::TooManyBytes(out.limit)),
        rows => Ok(Written { rows: rows?, bytes: out.written }),
    }
}

pub(super) fn table(store: &Store, query: &Query, limits: &Limits) -> Result<Table, Error> {
    query.answer(store, limits, |results| match results {
        QueryResults::Solutions(solutions) => rows(solutions, limits),
        QueryResults::Boolean(answer) => Ok(Table::of(answer)),
        QueryResults::Graph(_) => Err(Format::Table.unfit(QueryKind::Graph)),
    })
}

fn rows(solutions: QuerySolutionIter<'_>, limits: &Limits) -> Result<Table, Error> {
    let columns = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
    let mut rows: Vec<Vec<Option<Term>>> = Vec::new();
    for solution in solutions {
        within(limits, rows.len() as u64 + 1)?;
        let row = solution?.values().to_vec();
        row.iter().flatten().for_each(|term| meter::keep(engine::size(term)));
        rows.push(row);
    }
    Ok(Table { columns, rows })
}

fn stream(results: QueryResults<'_>, limits: &Limits, format: Format, out: &mut dyn Write) -> Result<u64, Error> {
    match (results, format.rows(), format.rdf()) {
        (QueryResults::Solutions(solutions), Some(format), _) => write_rows(solutions, limits, format, out),
        (QueryResults::Boolean(answer), Some(format), _) => {
            let serializer = QueryResultsSerializer::from_format(format);
            serializer.serialize_boolean_to_writer(out, answer).map(|_| 1).map_err(Error::Output)
        }
        (QueryResults::Graph(triples), _, Some(format)) => write_graph(triples, limits, format, out),
        (QueryResults::Graph(_), ..) => Err(format.unfit(QueryKind::Graph)),
        _ => Err(format.unfit(QueryKind::Select)),
    }
}

fn write_rows(
    solutions: QuerySolutionIter<'_>,
    limits: &Limits,
    format: QueryResultsFormat,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let serializer = QueryResultsSerializer::from_format(format);
    let mut writer =
        serializer.serialize_solutions_to_writer(out, solutions.variables().to_vec()).map_err(Error::Output)?;
    let mut count = 0;
    for solution in solutions {
        count += 1;
        within(limits, count)?;
        writer.serialize(&solution?).map_err(Error::Output)?;
    }
    writer.finish().map_err(Error::Output)?;
    Ok(count)
}

fn write_graph(
    triples: QueryTripleIter<'_>,
    limits: &Limits,
    format: RdfFormat,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let mut writer = serializer(format).for_writer(out);
    let mut count = 0;
    for triple in triples {
        count += 1;
        within(limits, count)?;
        writer.serialize_triple(&triple?).map_err(Error::Output)?;
    }
    writer.finish().map_err(Error::Output)?;
    Ok(count)
}

/// A serializer that knows our prefixes.
fn serializer(format: RdfFormat) -> RdfSerializer {
    let start = RdfSerializer::from_format(format);
    PREFIXES.iter().fold(start, |serializer, (prefix, namespace)| {
        serializer.clone().with_prefix(*prefix, *namespace).unwrap_or(serializer)
    })
}

fn within(limits: &Limits, rows: u64) -> Result<(), Error> {
    limits.rows.filter(|limit| rows > *limit).map_or(Ok(()), |limit| Err(Error::TooManyRows(limit)))
}

/// A writer that refuses to pass its limit.
struct Bounded<'a> {
    out: &'a mut dyn Write,
    written: u64,
    limit: u64,
    passed: bool,
}

impl Write for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written.saturating_add(bytes.len() as u64) > self.limit {
            self.passed = true;
            return Err(io::Error::other("limit"));
        }
        let written = self.out.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

//! Rows of an answer, and how they are laid out for people: columns aligned by the width that a terminal gives.

use std::fmt::Write as _;
use std::io::{self, Read, Write};

use oxigraph::model::{Literal, Term};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use unicode_width::UnicodeWidthStr;

use crate::rdf::vocab::PREFIXES;

use super::Error;

/// All rows of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The variables, without `?`.
    pub columns: Vec<String>,
    /// The rows; a cell is empty where its variable is unbound.
    pub rows: Vec<Vec<Option<Term>>>,
}

impl Table {
    /// Reads an answer in the JSON format of SPARQL 1.1.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn read(answer: impl Read) -> Result<Self, Error> {
        let failed = |message: String| Error::Evaluation(message);
        let parser = QueryResultsParser::from_format(QueryResultsFormat::Json);
        let parsed = parser.for_reader(answer).map_err(|error| failed(error.to_string()))?;
        let solutions = match parsed {
            ReaderQueryResultsParserOutput::Boolean(answer) => return Ok(Self::of(answer)),
            ReaderQueryResultsParserOutput::Solutions(solutions) => solutions,
        };
        let columns = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
        let rows = solutions.map(|solution| solution.map(|solution| solution.values().to_vec()));
        Ok(Self { columns, rows: rows.collect::<Result<_, _>>().map_err(|error| failed(error.to_string()))? })
    }

    /// The one cell of an `ASK`.
    pub(super) fn of(answer: bool) -> Self {
        Self { columns: vec!["ask".to_owned()], rows: vec![vec![Some(Literal::from(answer).into())]] }
    }

    /// Writes the table with a line under its head. White space within a cell becomes one space.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let cells: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| text(cell.as_ref())).collect()).collect();
        let width = |column: usize| {
            let cells = cells.iter().filter_map(|row| row.get(column)).chain(self.columns.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        writeln!(out, "{}", aligned(&self.columns, &widths))?;
        writeln!(out, "{}", widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "))?;
        cells.iter().try_for_each(|row| writeln!(out, "{}", aligned(row, &widths)))
    }
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let _ = write!(line, "{cell}{}  ", " ".repeat(width.saturating_sub(cell.width())));
    }
    line.truncate(line.trim_end().len());
    line
}

/// A cell as people read it: a literal's value, an IRI with its prefix where it has one of ours.
fn text(term: Option<&Term>) -> String {
    match term {
        None => String::new(),
        Some(Term::Literal(literal)) => literal.value().split_whitespace().collect::<Vec<_>>().join(" "),
        Some(Term::NamedNode(node)) => short(node.as_str()),
        Some(other) => other.to_string(),
    }
}

fn short(iri: &str) -> String {
    let prefixed =
        PREFIXES.iter().find_map(|(prefix, namespace)| Some(format!("{prefix}:{}", iri.strip_prefix(namespace)?)));
    prefixed.unwrap_or_else(|| iri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};

    #[test]
    fn chinese_and_latin_cells_stand_under_each_other() {
        let iri = NamedNode::new_unchecked("http://www.w3.org/2004/02/skos/core#broader");
        let table = Table {
            columns: vec!["机制".to_owned(), "n".to_owned()],
            rows: vec![
                vec![Some(Literal::new_simple_literal("检查码").into()), Some(Literal::from(12).into())],
                vec![Some(Literal::new_simple_literal("a\n b").into()), None],
                vec![Some(iri.into()), Some(Literal::from(3).into())],
            ],
        };
        let mut out = Vec::new();
        table.print(&mut out).unwrap();
        let expected = "机制          n\n────────────  ──\n检查码        12\na b\nskos:broader  3\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

//! Rows of an answer, and how they are laid out for people: columns aligned by the width that a terminal gives.

use std::fmt::Write as _;
use std::io::{self, Write};

use oxigraph::model::Term;
use unicode_width::UnicodeWidthStr;

use crate::rdf::vocab::PREFIXES;

/// All rows of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The variables, without `?`.
    pub columns: Vec<String>,
    /// The rows; a cell is empty where its variable is unbound.
    pub rows: Vec<Vec<Option<Term>>>,
}

impl Table {
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

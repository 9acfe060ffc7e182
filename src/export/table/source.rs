//! What tables are made of: results of the analysis and solutions of a query.

use std::io::Write;

use oxigraph::model::Term;

use super::{Column, Layout, Renderer, TableFormat, Value};
use crate::analysis::{self, Cell, Evidence};
use crate::export::Error;
use crate::rdf::iri::{Iris, text_fragment};

impl<'a> From<&'a Cell> for Value<'a> {
    fn from(cell: &'a Cell) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Flag(flag) => Self::Flag(*flag),
            Cell::Integer(n) => Self::Integer(*n),
            Cell::Number(n) => Self::Number(*n),
            Cell::Text(name) => Self::from(&**name),
            Cell::List(names) => Self::List(names.iter().map(|name| (&**name).into()).collect()),
            Cell::Evidence(all) => Self::List(all.iter().map(|one| place(one).into()).collect()),
        }
    }
}

/// The stretch of text, as exports name it: `document/NAME#char=BEGIN,END`.
fn place(evidence: &Evidence) -> String {
    let iris = Iris::default();
    let name = evidence.case.rsplit_once('/').map_or(&*evidence.case, |(document, _)| document);
    let iri = text_fragment(&iris.document(name), evidence.span);
    iri.as_str().rsplit_once("id/document/").map_or_else(String::new, |(_, path)| format!("document/{path}"))
}

impl<'a> From<Option<&'a Term>> for Value<'a> {
    /// IRIs and texts as text, numbers of XML Schema as numbers.
    fn from(term: Option<&'a Term>) -> Self {
        use oxigraph::model::vocab::xsd;
        match term {
            None => Self::Empty,
            Some(Term::NamedNode(node)) => node.as_str().into(),
            Some(Term::Literal(literal)) => {
                let (text, datatype) = (literal.value(), literal.datatype());
                let number = match datatype {
                    xsd::INTEGER => text.parse().ok().map(Self::Integer),
                    xsd::DECIMAL | xsd::DOUBLE | xsd::FLOAT => text.parse().ok().map(Self::Number),
                    xsd::BOOLEAN => text.parse().ok().map(Self::Flag),
                    _ => None,
                };
                number.unwrap_or_else(|| text.into())
            }
            Some(other) => other.to_string().into(),
        }
    }
}

/// Writes a table of the analysis, its headings in Chinese or English.
///
/// # Errors
/// Those of `out`.
pub fn write(
    table: &analysis::Table,
    format: TableFormat,
    chinese: bool,
    width: Option<usize>,
    out: impl Write,
) -> Result<(), Error> {
    let say = |label: analysis::Label| if chinese { label.zh } else { label.en };
    let columns: Vec<Column> = table.columns.iter().map(|column| Column::new(column.key, say(column.label))).collect();
    let layout = Layout { format, title: say(table.title).to_owned(), width };
    let mut renderer = Renderer::new(&layout, &columns, out)?;
    for row in &table.rows {
        renderer.row(&row.iter().map(Value::from).collect::<Vec<_>>())?;
    }
    renderer.finish()
}

//! A pipe table (GitHub Flavored Markdown, section 4.10). Text stays text: marks that Markdown or HTML would obey are
//! escaped.

use std::io::Write;

use super::super::Error;
use super::{Column, Rows, Value};

/// A pipe table being written.
pub(super) struct Markdown<W> {
    out: W,
}

impl<W: Write> Markdown<W> {
    pub(super) fn new(columns: &[Column], out: W) -> Result<Self, Error> {
        let mut table = Self { out };
        let head: Vec<Value<'_>> = columns.iter().map(|column| Value::from(&column.label)).collect();
        table.row(&head)?;
        writeln!(table.out, "|{}", " --- |".repeat(columns.len()))?;
        Ok(table)
    }
}

impl<W: Write> Rows for Markdown<W> {
    fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error> {
        self.out.write_all(b"|")?;
        for value in row {
            write!(self.out, " {} |", escaped(&value.readable()))?;
        }
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        Ok(self.out.flush()?)
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("<br>"),
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '$' => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
    }
    safe
}

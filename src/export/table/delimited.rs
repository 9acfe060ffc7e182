//! CSV and TSV.

use std::borrow::Cow;
use std::io::Write;

use super::super::Error;
use super::{Column, Rows, Value};

/// A CSV or TSV file being written.
pub(super) struct Delimited<W: Write> {
    out: csv::Writer<W>,
    /// Whether a cell may hold tabs and line breaks (CSV quotes them, TSV cannot).
    quotes: bool,
}

impl<W: Write> Delimited<W> {
    pub(super) fn csv(columns: &[Column], out: W) -> Result<Self, Error> {
        Self::new(columns, csv::WriterBuilder::new().from_writer(out), true)
    }

    pub(super) fn tsv(columns: &[Column], out: W) -> Result<Self, Error> {
        let out = csv::WriterBuilder::new().delimiter(b'\t').quote_style(csv::QuoteStyle::Never).from_writer(out);
        Self::new(columns, out, false)
    }

    fn new(columns: &[Column], out: csv::Writer<W>, quotes: bool) -> Result<Self, Error> {
        let mut table = Self { out, quotes };
        let head: Vec<Value<'_>> = columns.iter().map(|column| Value::from(&column.key)).collect();
        table.row(&head)?;
        Ok(table)
    }
}

impl<W: Write> Rows for Delimited<W> {
    fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error> {
        for value in row {
            let text = value.guarded();
            let text = if self.quotes { text } else { on_one_line(text) };
            self.out.write_field(text.as_bytes())?;
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        Ok(self.out.flush()?)
    }
}

fn on_one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    const BREAKS: [char; 3] = ['\t', '\r', '\n'];
    if text.contains(BREAKS) { Cow::Owned(text.replace(BREAKS, " ")) } else { text }
}

//! Aligned columns for a terminal; Chinese characters take two cells.

use std::io::Write;

use tabled::builder::Builder;
use tabled::settings::object::{Cell, Rows as Lines};
use tabled::settings::peaker::Priority;
use tabled::settings::{Alignment, Modify, Style, Width};

use super::super::Error;
use super::{Column, Rows, Value};

/// A table that is kept until its columns' widths are known.
pub(super) struct Terminal<W> {
    builder: Builder,
    /// Cells with numbers, by row and column.
    numbers: Vec<(usize, usize)>,
    width: Option<usize>,
    out: W,
}

impl<W: Write> Terminal<W> {
    pub(super) fn new(columns: &[Column], width: Option<usize>, out: W) -> Self {
        let mut builder = Builder::new();
        builder.push_record(columns.iter().map(|column| Value::from(&column.label).readable().into_owned()));
        Self { builder, numbers: Vec::new(), width, out }
    }
}

impl<W: Write> Rows for Terminal<W> {
    fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error> {
        let line = self.builder.count_records();
        let numbers = row.iter().enumerate().filter(|(_, value)| value.is_number());
        self.numbers.extend(numbers.map(|(column, _)| (line, column)));
        self.builder.push_record(row.iter().map(|value| value.readable().into_owned()));
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        let mut table = self.builder.build();
        table.with(Style::rounded()).modify(Lines::first(), Alignment::center());
        for (line, column) in self.numbers {
            table.with(Modify::new(Cell::new(line, column)).with(Alignment::right()));
        }
        if let Some(width) = self.width {
            table.with(Width::wrap(width).priority(Priority::max(true)));
        }
        writeln!(self.out, "{table}")?;
        Ok(self.out.flush()?)
    }
}

//! Tables to where they were asked for: a terminal, a pipe or a file, in the format asked for.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

use crate::analysis::Table;
use crate::export::table::{Results, TableFormat};

/// The format asked for by name, else by the ending of the output file, else a table on a terminal and CSV in a pipe.
pub(super) fn format(asked: Option<&str>, output: Option<&Path>) -> anyhow::Result<TableFormat> {
    let ending = output.and_then(Path::extension).and_then(|ending| ending.to_str());
    match (asked.or(ending), std::io::stdout().is_terminal()) {
        (Some(name), _) => Ok(TableFormat::parse(name)?),
        (None, true) => Ok(TableFormat::Terminal),
        (None, false) => Ok(TableFormat::Csv),
    }
}

/// The file, or standard output.
pub(super) fn output(path: Option<&Path>) -> anyhow::Result<Box<dyn Write>> {
    Ok(match path {
        Some(path) => Box::new(File::create(path).with_context(|| path.display().to_string())?),
        None => Box::new(std::io::stdout().lock()),
    })
}

/// Prints a table of an analysis.
pub(super) fn print(
    table: &Table,
    results: &mut Results<'_>,
    format: TableFormat,
    output: Option<&Path>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(self::output(output)?);
    results.write(table, format, terminal_width(), &mut out)?;
    Ok(out.flush()?)
}

/// Cells of a line, where a person reads it.
pub(super) fn terminal_width() -> Option<usize> {
    let terminal = console::Term::stdout();
    terminal.is_term().then(|| usize::from(terminal.size().1))
}

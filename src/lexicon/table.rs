//! Data files as tables: one row a line, cells separated by tabs, `#` at the beginning of a line for remarks.

use std::borrow::Cow;
use std::path::Path;

use super::Error;

/// A data file: its name for messages, and its text.
#[derive(Debug)]
pub(super) struct Table<'a> {
    file: Cow<'static, str>,
    text: Cow<'a, str>,
}

/// One row of a table.
pub(super) struct Row<'a> {
    file: &'a str,
    line: usize,
    cells: Vec<&'a str>,
}

/// The table `name` as compiled in and, after it, the files of that name in the user's folders.
pub(super) fn tables<P: AsRef<Path>>(
    name: &'static str,
    builtin: &'static str,
    folders: &[P],
) -> Result<Vec<Table<'static>>, Error> {
    let mut tables = vec![Table { file: Cow::Borrowed(name), text: Cow::Borrowed(builtin) }];
    for path in folders.iter().map(|folder| folder.as_ref().join(name)).filter(|path| path.exists()) {
        let file = path.to_string_lossy().into_owned();
        match std::fs::read_to_string(&path) {
            Ok(text) => tables.push(Table { file: Cow::Owned(file), text: Cow::Owned(text) }),
            Err(source) => return Err(Error::Io { file, source }),
        }
    }
    Ok(tables)
}

impl<'a> Table<'a> {
    /// A table of a text that is no file.
    pub(super) fn of(name: &'static str, text: &'a str) -> Self {
        Self { file: Cow::Borrowed(name), text: Cow::Borrowed(text) }
    }
}

impl Table<'_> {
    /// The file's name for messages.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The whole text, for a file that is no table.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The rows, without remarks and empty lines.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let lines = self.text.lines().enumerate();
        let rows = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        rows.map(|(index, line)| Row {
            file: &self.file,
            line: index + 1,
            cells: line.split('\t').map(str::trim).collect(),
        })
    }
}

impl<'a> Row<'a> {
    /// The cell in a column counted from 0; an error where it is missing or empty.
    pub(super) fn cell(&self, column: usize) -> Result<&'a str, Error> {
        let cell = self.optional(column);
        if cell.is_empty() { Err(self.wrong(format!("column {} is missing", column + 1))) } else { Ok(cell) }
    }

    /// The cell in a column counted from 0; empty where it is missing.
    pub(super) fn optional(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// The words of a cell that are separated by `;`.
    pub(super) fn list(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.optional(column).split(';').map(str::trim).filter(|word| !word.is_empty())
    }

    /// An error that points at this row.
    pub(super) fn wrong(&self, message: impl Into<String>) -> Error {
        Error::Syntax { file: self.file.to_owned(), line: self.line, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_s_file_of_the_same_name_is_read_after_the_one_compiled_in() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.tsv"), "# remark\n\n丙\tc;d\n").unwrap();
        let tables = tables("x.tsv", "甲\ta\n乙\tb\n", &[folder.path()]).unwrap();
        let first: Vec<&str> = tables.iter().flat_map(Table::rows).map(|row| row.cell(0).unwrap()).collect();
        assert_eq!(first, ["甲", "乙", "丙"]);
        assert_eq!(tables[1].rows().next().unwrap().list(1).collect::<Vec<_>>(), ["c", "d"]);
    }

    #[test]
    fn a_missing_cell_is_an_error_that_names_file_and_line() {
        let tables = tables::<&Path>("x.tsv", "# remark\n甲\n", &[]).unwrap();
        let error = tables[0].rows().next().unwrap().cell(1).unwrap_err();
        assert_eq!(error.to_string(), "x.tsv:2: column 2 is missing");
    }
}

//! One renderer for all tabular output: results of the analysis, solutions of a query, tables of an export.
//!
//! Rows are pushed one by one. All formats but the terminal's (which must know the widest cell) and XLSX (which is
//! packed at the end) go straight to the sink. Text comes from documents that nobody here vouches for: no format lets it be a formula, markup or
//! an escape sequence.

mod delimited;
mod json;
mod markdown;
mod result;
mod sheet;
mod terminal;
mod value;

use std::io::Write;

pub use result::{Excerpt, Results};
pub use sheet::Sheet;
pub(super) use sheet::workbook;
pub use value::Value;

use super::Error;

/// A column: a stable key for machines and a heading for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key, as CSV, TSV and JSON have it.
    pub key: String,
    /// The heading, as terminal, Markdown and XLSX have it.
    pub label: String,
}

impl Column {
    /// A column with a key and a heading.
    #[must_use]
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self { key: key.into(), label: label.into() }
    }
}

/// A format for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableFormat {
    /// Aligned columns with rules, Chinese characters two cells wide.
    Terminal,
    /// RFC 4180, UTF-8 without byte order mark, guarded against formulas (see [`Value::guarded`]).
    Csv,
    /// Tab-separated values, guarded likewise; tabs and line breaks in cells are blanks.
    Tsv,
    /// An array of objects, one a line.
    Json,
    /// A pipe table as GitHub and Pandoc read it.
    Markdown,
    /// An Excel workbook of one sheet, with a filter and a frozen head.
    Xlsx,
}

impl TableFormat {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Terminal, Self::Csv, Self::Tsv, Self::Json, Self::Markdown, Self::Xlsx];

    /// The name by which it is asked for.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terminal => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether people read it, who want names in place of keys.
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Terminal | Self::Markdown | Self::Xlsx)
    }

    /// The format with that name, or whose files have that ending (`md`, `txt`).
    ///
    /// # Errors
    /// There is none; the message has all names.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let name = match name {
            "md" => "markdown",
            "txt" => "table",
            name => name,
        };
        let known = || Self::ALL.map(Self::as_str).join(", ");
        let found = Self::ALL.into_iter().find(|format| format.as_str() == name);
        found.ok_or_else(|| Error::Unknown { what: "format", name: name.to_owned(), known: known() })
    }
}

/// How a table is to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The format.
    pub format: TableFormat,
    /// What the table shows: the sheet's name in XLSX, not written elsewhere.
    pub title: String,
    /// Cells a line of the terminal has; columns wrap to fit. `None`: as wide as it gets.
    pub width: Option<usize>,
}

/// Takes rows and writes them as a table.
pub struct Renderer<'w> {
    rows: Box<dyn Rows + 'w>,
}

/// What each format does with rows.
trait Rows {
    /// Takes the next row, which has a value a column.
    fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error>;

    /// Writes what is left.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

impl<'w> Renderer<'w> {
    /// Begins a table.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(layout: &Layout, columns: &[Column], out: impl Write + 'w) -> Result<Self, Error> {
        let rows: Box<dyn Rows + 'w> = match layout.format {
            TableFormat::Terminal => Box::new(terminal::Terminal::new(columns, layout.width, out)),
            TableFormat::Csv => Box::new(delimited::Delimited::csv(columns, out)?),
            TableFormat::Tsv => Box::new(delimited::Delimited::tsv(columns, out)?),
            TableFormat::Json => Box::new(json::Json::new(columns, out)),
            TableFormat::Markdown => Box::new(markdown::Markdown::new(columns, out)?),
            TableFormat::Xlsx => Box::new(sheet::Single::new(&layout.title, columns, out)?),
        };
        Ok(Self { rows })
    }

    /// Writes a row, which has a value a column.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error> {
        self.rows.row(row)
    }

    /// Writes what is left. A table that is not finished is not complete.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(self) -> Result<(), Error> {
        self.rows.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn render(format: TableFormat, columns: &[&str], rows: &[Vec<Value<'_>>]) -> Vec<u8> {
        let columns: Vec<Column> = columns.iter().map(|key| Column::new(*key, format!("{key}列"))).collect();
        let mut out = Vec::new();
        let layout = Layout { format, title: "表".to_owned(), width: None };
        let mut table = Renderer::new(&layout, &columns, &mut out).unwrap();
        for row in rows {
            table.row(row).unwrap();
        }
        table.finish().unwrap();
        out
    }

    fn text(format: TableFormat, columns: &[&str], rows: &[Vec<Value<'_>>]) -> String {
        String::from_utf8(render(format, columns, rows)).unwrap()
    }

    #[test]
    fn every_format_writes_every_kind_of_value() {
        let rows = [
            vec!["检查码".into(), 3_usize.into(), 0.5.into()],
            vec![Value::List(vec!["甲".into(), "乙".into()]), Value::Empty, f64::NAN.into()],
        ];
        let table = [
            (TableFormat::Csv, "a,b,c\n检查码,3,0.5\n甲；乙,,\n"),
            (TableFormat::Tsv, "a\tb\tc\n检查码\t3\t0.5\n甲；乙\t\t\n"),
            (
                TableFormat::Json,
                "[\n{\"a\":\"检查码\",\"b\":3,\"c\":0.5},\n{\"a\":[\"甲\",\"乙\"],\"b\":null,\"c\":null}\n]\n",
            ),
            (
                TableFormat::Markdown,
                "| a列 | b列 | c列 |\n| --- | --- | --- |\n| 检查码 | 3 | 0.5 |\n| 甲；乙 |  |  |\n",
            ),
            (
                TableFormat::Terminal,
                "╭────────┬─────┬─────╮\n│  a列   │ b列 │ c列 │\n├────────┼─────┼─────┤\n│ 检查码 │   3 │ 0.5 │\n\
                 │ 甲；乙 │     │     │\n╰────────┴─────┴─────╯\n",
            ),
        ];
        for (format, expected) in table {
            assert_eq!(text(format, &["a", "b", "c"], &rows), expected, "{format:?}");
        }
    }

    #[test]
    fn a_table_without_rows_is_still_one() {
        assert_eq!(text(TableFormat::Json, &["a"], &[]), "[]\n");
        assert_eq!(text(TableFormat::Csv, &["a"], &[]), "a\n");
        assert!(text(TableFormat::Terminal, &["a"], &[]).contains("a列"));
        assert!(!render(TableFormat::Xlsx, &["a"], &[]).is_empty());
    }

    #[test]
    fn text_is_never_a_formula_markup_or_an_escape_sequence() {
        let table = [
            (TableFormat::Csv, "=1+1", "a\n'=1+1\n"),
            (TableFormat::Csv, "＝1", "a\n'＝1\n"),
            (TableFormat::Csv, "'x", "a\n''x\n"),
            (TableFormat::Tsv, "-x\ty\nz", "a\n'-x y z\n"),
            (TableFormat::Markdown, "<b>|*x*\ny", "| a列 |\n| --- |\n| &lt;b&gt;\\|\\*x\\*<br>y |\n"),
        ];
        for (format, cell, expected) in table {
            assert_eq!(text(format, &["a"], &[vec![cell.into()]]), expected);
        }
        assert!(
            !text(TableFormat::Terminal, &["a"], &[vec!["\u{1b}[31m红\u{202E}".into()]])
                .contains(['\u{1b}', '\u{202E}'])
        );
    }

    #[test]
    fn a_narrow_terminal_wraps_instead_of_running_over() {
        let long = "三所联动机制".repeat(20);
        let mut out = Vec::new();
        let layout = Layout { format: TableFormat::Terminal, title: String::new(), width: Some(40) };
        let mut table = Renderer::new(&layout, &[Column::new("a", "名称"), Column::new("b", "数")], &mut out).unwrap();
        table.row(&[long.as_str().into(), 1_i32.into()]).unwrap();
        table.finish().unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 40), "{out}");
    }

    #[test]
    fn a_workbook_is_the_same_from_run_to_run() {
        let row = vec![vec![Value::from("案"), Value::from(1_i32)]];
        let first = render(TableFormat::Xlsx, &["a", "b"], &row);
        assert_eq!(first, render(TableFormat::Xlsx, &["a", "b"], &row));
    }

    #[test]
    fn a_format_is_found_by_name_or_ending() {
        for format in TableFormat::ALL {
            assert_eq!(TableFormat::parse(format.as_str()).unwrap(), format);
        }
        assert_eq!(TableFormat::parse("md").unwrap(), TableFormat::Markdown);
        assert!(TableFormat::parse("doc").unwrap_err().to_string().contains("csv"));
    }

    #[test]
    fn small_numbers_keep_their_size() {
        let table = [
            (0.0, "0"),
            (-0.0, "0"),
            (1e-9, "1.00e-9"),
            (12.50, "12.5"),
            (100.0, "100"),
            (-0.25, "-0.25"),
            (2024.0, "2024"),
            (20_000_000_000.0, "20,000,000,000"),
            (-157_500.25, "-157,500.25"),
            (1e5, "100,000"),
        ];
        for (n, expected) in table {
            assert_eq!(Value::Number(n).readable(), expected);
        }
    }

    proptest! {
        #[test]
        fn csv_gives_every_text_back_when_one_leading_apostrophe_is_dropped(cell in "['=+@a\n,\"检\t-]{0,6}") {
            let written = text(TableFormat::Csv, &["a", "b"], &[vec![cell.as_str().into(), 1_i32.into()]]);
            let mut reader = csv::Reader::from_reader(written.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\n', '\r']));
            prop_assert_eq!(row[0].strip_prefix('\'').unwrap_or(&row[0]), &cell);
        }
    }
}

//! A sheet of an Excel workbook. Text is written as text, so that no cell can be a formula.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};
use unicode_width::UnicodeWidthStr;

use super::super::Error;
use super::{Column, Rows, Value};

/// The number by which Excel knows the paper.
const A3: u8 = 8;
/// Rows that a sheet holds, the head included (Excel's limit).
const LAST_ROW: u32 = 1_048_575;
/// UTF-16 units that a cell holds (Excel's limit).
const CELL: usize = 32_767;
/// Widest column, in characters; longer texts are wrapped.
const WIDEST: usize = 60;
/// Width of a column under an upright heading, in characters, and the height of the head above.
const NARROW: f64 = 4.0;
const UPRIGHT: f64 = 150.0;
/// Height of a line and of the tallest row, in points: eight lines tell enough, the cell has the rest.
const LINE: u32 = 15;
const TALLEST: u32 = 120;

/// An empty workbook that carries no clock, so that the same rows make the same bytes.
///
/// # Errors
/// None that is known.
pub(crate) fn workbook() -> Result<Workbook, Error> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties.set_author("anpu"));
    Ok(workbook)
}

/// A sheet being filled: frozen bold head, filter, columns as wide as their text; printed on pages as wide as the sheet,
/// each under the head.
pub struct Sheet {
    widths: Vec<usize>,
    next: u32,
    /// The first column under an upright heading.
    upright: u16,
    /// How a cell looks: of text, of a whole number, of another number.
    looks: [Format; 3],
}

impl Sheet {
    /// Begins a sheet with its head, which stays in sight, as do the first `frozen` columns.
    ///
    /// # Errors
    /// More columns than a sheet can have.
    pub fn new(page: &mut Worksheet, title: &str, columns: &[Column], frozen: u16) -> Result<Self, Error> {
        page.set_name(sheet_name(title))?;
        page.set_freeze_panes(1, frozen)?;
        page.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let head = Format::new().set_bold().set_align(FormatAlign::VerticalCenter).set_background_color(0x00E8_EEF4);
        for (at, column) in (0_u16..).zip(columns) {
            page.write_string_with_format(0, at, &column.label, &head)?;
        }
        let widths = columns.iter().map(|column| column.label.width().min(WIDEST) + 2).collect();
        let top = || Format::new().set_align(FormatAlign::Top);
        let looks = [top().set_text_wrap(), top(), top().set_num_format("0.0###")];
        Ok(Self { widths, next: 1, upright: u16::MAX, looks })
    }

    /// Turns the headings from this column on upright, over narrow columns: those of a matrix.
    ///
    /// # Errors
    /// The sheet has rows already.
    pub fn upright(self, page: &mut Worksheet, columns: &[Column], from: u16) -> Result<Self, Error> {
        page.set_row_height(0, UPRIGHT)?;
        let head = Format::new().set_bold().set_rotation(90).set_background_color(0x00E8_EEF4);
        for (at, column) in (0_u16..).zip(columns).skip(usize::from(from)) {
            page.write_string_with_format(0, at, &column.label, &head)?;
        }
        Ok(Self { upright: from, ..self })
    }

    /// Whether the sheet can take no more rows.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.next > LAST_ROW
    }

    /// Writes a row; text is cut where a cell can hold no more.
    ///
    /// # Errors
    /// The sheet is full.
    pub fn row(&mut self, page: &mut Worksheet, row: &[Value<'_>]) -> Result<(), Error> {
        let mut lines = 1;
        for (at, (value, width)) in (0_u16..).zip(row.iter().zip(&mut self.widths)) {
            let wide = value.readable().width();
            *width = (*width).max(wide.min(WIDEST));
            lines = lines.max(wide.div_ceil(WIDEST));
            put(page, self.next, at, value, &self.looks)?;
        }
        if lines > 1 {
            let height = u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(LINE).min(TALLEST);
            page.set_row_height(self.next, height)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Sets the filter and the widths.
    ///
    /// # Errors
    /// None that is known.
    pub fn finish(self, page: &mut Worksheet) -> Result<(), Error> {
        let columns = u16::try_from(self.widths.len()).unwrap_or(u16::MAX);
        if columns > 0 {
            page.autofilter(0, 0, self.next.saturating_sub(1), columns - 1)?;
        }
        for at in self.upright..columns {
            page.set_column_width(at, NARROW)?;
        }
        for (at, width) in (0..self.upright).zip(&self.widths) {
            page.set_column_width(at, f64::from(u32::try_from(*width).unwrap_or_default()) + 1.0)?;
        }
        Ok(())
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &Value<'_>, looks: &[Format; 3]) -> Result<(), Error> {
    let [text, whole, broken] = looks;
    match value {
        Value::Flag(flag) => _ = sheet.write_boolean_with_format(row, column, *flag, whole)?,
        // Excel's numbers are doubles; what they cannot hold exactly no column of ours comes near.
        #[expect(clippy::cast_precision_loss)]
        Value::Integer(n) => _ = sheet.write_number_with_format(row, column, *n as f64, whole)?,
        Value::Number(n) if n.is_finite() => {
            let look = if n.fract() == 0.0 { whole } else { broken };
            _ = sheet.write_number_with_format(row, column, *n, look)?;
        }
        Value::Empty | Value::Number(_) => {}
        Value::Text(_) | Value::List(_) => {
            _ = sheet.write_string_with_format(row, column, cut(&value.readable()), text)?;
        }
    }
    Ok(())
}

/// The beginning of a text that a cell can hold.
fn cut(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// A name that Excel takes for a sheet: at most 31 characters, none of `[]:*?/\`, no `'` at either end.
fn sheet_name(title: &str) -> String {
    let kept = title.chars().filter(|c| !"[]:*?/\\".contains(*c) && !c.is_control()).take(31);
    let name: String = kept.collect::<String>().trim_matches('\'').to_owned();
    if name.is_empty() { "anpu".to_owned() } else { name }
}

/// A workbook of one sheet, for the renderer.
pub(super) struct Single<W> {
    page: Worksheet,
    sheet: Sheet,
    out: W,
}

impl<W: Write> Single<W> {
    pub(super) fn new(title: &str, columns: &[Column], out: W) -> Result<Self, Error> {
        let mut page = Worksheet::new();
        Ok(Self { sheet: Sheet::new(&mut page, title, columns, 0)?, page, out })
    }
}

impl<W: Write> Rows for Single<W> {
    fn row(&mut self, row: &[Value<'_>]) -> Result<(), Error> {
        self.sheet.row(&mut self.page, row)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        let Self { mut page, sheet, mut out } = *self;
        sheet.finish(&mut page)?;
        let mut workbook = workbook()?;
        workbook.push_worksheet(page);
        out.write_all(&workbook.save_to_buffer()?)?;
        Ok(out.flush()?)
    }
}

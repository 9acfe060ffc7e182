//! Text that is written line by line, with the cells of a table's row separated by tabs.

/// The text so far.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) out: String,
    /// Where the row began, and cells so far in it.
    row: usize,
    cells: usize,
}

impl Lines {
    /// Whether nothing stands on the line (or in the cell) yet.
    pub(super) fn at_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with(['\n', '\t'])
    }

    /// Ends the line, unless nothing stands on it.
    pub(super) fn end_line(&mut self) {
        if !self.at_start() {
            self.out.push('\n');
        }
    }

    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        self.end_line();
        (self.row, self.cells) = (self.out.len(), 0);
    }

    /// A cell begins: a tab stands between it and the one before, in place of the line end of that one's last paragraph.
    pub(super) fn begin_cell(&mut self) {
        if self.cells > 0 {
            self.out.truncate(self.out.trim_end_matches('\n').len().max(self.row.min(self.out.len())));
            self.out.push('\t');
        }
        self.cells += 1;
    }

    /// A row ends, and with it the line, even after an empty cell.
    pub(super) fn end_row(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

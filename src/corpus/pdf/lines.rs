//! Glyphs to lines: those that follow one another on one baseline.

use super::glyphs::Glyph;

/// Two glyphs of a line differ in their baseline by no more than this part of an em (raised numbers do).
const SAME_BASELINE: f64 = 0.5;

/// A gap of this part of an em is a space, and one of this many ems stands between the cells of a table.
const SPACE: f64 = 0.25;
const CELL: f64 = 1.5;

/// Pieces are put together to lines of at most so many glyphs.
const LONGEST: usize = 1_000;

/// A line of a page; lengths in points from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
}

/// The lines of a page in the order in which they are drawn, pieces of one line put together.
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut rows: Vec<Vec<&Glyph>> = Vec::new();
    for row in glyphs.chunk_by(follows) {
        match rows.last_mut().filter(|before| stands_beside(before, row)) {
            Some(before) => before.extend(row),
            None => rows.push(row.iter().collect()),
        }
    }
    rows.into_iter().filter_map(line).collect()
}

/// Whether a glyph is drawn next on the same line.
fn follows(before: &Glyph, next: &Glyph) -> bool {
    same_baseline(before, next) && next.left >= before.left - 0.1 * before.size
}

fn same_baseline(a: &Glyph, b: &Glyph) -> bool {
    (a.baseline - b.baseline).abs() <= SAME_BASELINE * a.size.max(b.size)
}

/// Whether a piece of a line, drawn after another one, has its place on the same line beside it.
fn stands_beside(row: &[&Glyph], piece: &[Glyph]) -> bool {
    let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return false };
    let apart =
        |glyph: &&Glyph| right(glyph) <= first.left + 0.1 * glyph.size || right(last) <= glyph.left + 0.1 * glyph.size;
    row.len() < LONGEST && row.last().is_some_and(|before| same_baseline(before, first)) && row.iter().all(apart)
}

fn right(glyph: &Glyph) -> f64 {
    glyph.left + glyph.width
}

/// The line of a row's glyphs; none if nothing is to be seen on it.
fn line(mut row: Vec<&Glyph>) -> Option<Line> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    row.dedup_by(|next, before| is_shadow(before, next));
    let text = spaced(&row);
    let text = text.trim();
    let visible = || row.iter().filter(|glyph| !glyph.text.trim().is_empty());
    Some(Line {
        text: (!text.is_empty()).then(|| text.to_owned())?,
        left: visible().map(|glyph| glyph.left).next()?,
        right: visible().map(|glyph| right(glyph)).next_back()?,
        baseline: visible().map(|glyph| glyph.baseline).next()?,
        size: visible().map(|glyph| glyph.size).fold(0.0, f64::max),
    })
}

/// Whether a glyph is the one before drawn again to look bold.
fn is_shadow(before: &Glyph, next: &Glyph) -> bool {
    before.text == next.text && next.left - before.left < 0.5 * before.width.min(next.width)
}

/// The row's text, with a space or tab for each gap. Letters spread evenly over a line are one word, not many cells.
fn spaced(row: &[&Glyph]) -> String {
    let gaps = row.windows(2).map(|pair| (pair[1].left - right(pair[0])) / pair[0].size.max(pair[1].size));
    let gaps: Vec<f64> = gaps.collect();
    let wide = gaps.iter().filter(|&&gap| gap > CELL).count();
    let spread = wide >= 2 && wide * 10 > gaps.len() * 7;
    let mut text = String::new();
    for (at, glyph) in row.iter().enumerate() {
        let gap = at.checked_sub(1).and_then(|before| gaps.get(before)).copied().unwrap_or(0.0);
        if gap > CELL && !spread {
            text.push('\t');
        } else if gap > SPACE && !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
        text.push_str(&glyph.text);
    }
    text
}

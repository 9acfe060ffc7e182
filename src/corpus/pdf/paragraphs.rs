//! Lines to paragraphs: page numbers and running heads go, lines that were broken for the page's width are joined.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;

/// A line that ends within so many ems of its column's edge was broken there.
const FULL: f64 = 1.6;

/// A line that begins within this part of an em of its column's edge is not indented.
const FLUSH: f64 = 0.7;

/// Lines of a paragraph are at most this much farther apart than lines mostly are.
const LOOSE: f64 = 1.3;

/// So many lines tell how a document is set.
const SAMPLE: usize = 10_000;

/// A line at the top or bottom of so many pages is a running head.
const RUNNING: usize = 3;

/// The text of a document's pages.
pub(super) fn text(mut pages: Vec<Vec<Line>>) -> String {
    drop_furniture(&mut pages);
    let layout = Layout::of(&pages);
    let lines: Vec<(usize, &Line)> =
        pages.iter().enumerate().flat_map(|(at, page)| page.iter().map(move |line| (at, line))).collect();
    let mut out = String::new();
    for (at, (page, line)) in lines.iter().enumerate() {
        out.push_str(&line.text);
        match lines.get(at + 1) {
            Some((next_page, next)) if layout.goes_on(line, next, page == next_page) => {
                out.push_str(between(line, next));
            }
            _ => out.push('\n'),
        }
    }
    out
}

/// What stands between two lines of a paragraph: a space where words of letters meet.
fn between(line: &Line, next: &Line) -> &'static str {
    let letters = line.text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && next.text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if letters { " " } else { "" }
}

/// Takes off page numbers, and running heads but for the first of each.
fn drop_furniture(pages: &mut [Vec<Line>]) {
    for page in pages.iter_mut() {
        for at in edges(page).into_iter().flatten() {
            if page.get(at).is_some_and(|line| is_page_number(&line.text)) {
                page.remove(at);
            }
        }
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in pages.iter().flat_map(|page| edges(page).into_iter().flatten().filter_map(|at| page.get(at))) {
        *seen.entry(running(line)).or_default() += 1;
    }
    seen.retain(|_, count| *count >= RUNNING);
    let mut kept = BTreeSet::new();
    for page in pages.iter_mut() {
        for at in edges(page).into_iter().flatten() {
            let key = page.get(at).map(running).unwrap_or_default();
            if seen.contains_key(&key) && !kept.insert(key) {
                page.remove(at);
            }
        }
    }
}

/// Where the lowest and the highest line of a page stand in it, the later one first.
fn edges(page: &[Line]) -> [Option<usize>; 2] {
    let by_height = |&(_, a): &(usize, &Line), &(_, b): &(usize, &Line)| a.baseline.total_cmp(&b.baseline);
    let lowest = page.iter().enumerate().max_by(by_height).map(|(at, _)| at);
    let highest = page.iter().enumerate().min_by(by_height).map(|(at, _)| at).filter(|at| Some(*at) != lowest);
    if lowest > highest { [lowest, highest] } else { [highest, lowest] }
}

/// A line's text and height, the same for all of its kind whatever page they are on.
fn running(line: &Line) -> String {
    let text: String = line.text.chars().filter(|c| !c.is_ascii_digit()).collect();
    format!("{text}@{:.0}", line.baseline / 4.0)
}

/// `12`, `- 12 -`, `第 3 页 共 20 页`, `3/20`.
fn is_page_number(text: &str) -> bool {
    let marks = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '-' | '－' | '—' | '–' | '·' | '/' | '第' | '页' | '共' | '，')
    };
    text.chars().count() <= 16 && text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(marks)
}

/// How a document's lines are set.
struct Layout {
    /// Distance between the baselines of neighbouring lines, in ems, as most lines have it.
    pitch: f64,
    /// Columns: left edge (of lines that are not indented), right edge.
    columns: Vec<(f64, f64)>,
    /// Whether paragraphs begin with an indent.
    indented: bool,
}

impl Layout {
    fn of(pages: &[Vec<Line>]) -> Self {
        let mut pitches: Vec<f64> = pages.iter().flat_map(|page| page.windows(2)).filter_map(pitch).collect();
        pitches.sort_by(f64::total_cmp);
        let sample: Vec<&Line> = pages.iter().flatten().take(SAMPLE).collect();
        let columns = columns(&sample);
        let indented = sample.iter().filter(|line| columns.iter().any(|column| is_indented(line, column))).count() >= 2;
        Self { pitch: pitches.get(pitches.len() / 2).copied().unwrap_or(1.5), columns, indented }
    }

    /// Whether a line was broken for its column's width and goes on in the next.
    fn goes_on(&self, line: &Line, next: &Line, same_page: bool) -> bool {
        let em = line.size;
        let alike = (line.size - next.size).abs() <= 0.1 * em && !line.text.contains('\t') && !next.text.contains('\t');
        let column = |&&(left, right): &&(f64, f64)| {
            (line.right - right).abs() <= FULL * em && (left - FLUSH * em..left + 3.0 * em).contains(&line.left)
        };
        let Some((left, right)) = self.columns.iter().find(column) else { return false };
        let flush = (next.left - left).abs() <= FLUSH * em && next.right <= right + FULL * em;
        let near =
            !same_page || (next.baseline - line.baseline) / em <= LOOSE * self.pitch && next.baseline > line.baseline;
        let ended = line.text.ends_with(['。', '！', '？', '；', '：', '.', ':']);
        alike && flush && near && (self.indented || !ended)
    }
}

/// The distance of two neighbouring lines in ems, if they are neighbours.
fn pitch(pair: &[Line]) -> Option<f64> {
    let [line, next] = pair else { return None };
    let pitch = (next.baseline - line.baseline) / line.size;
    (0.5..4.0).contains(&pitch).then_some(pitch)
}

/// Whether a line begins two characters in from its column's edge.
fn is_indented(line: &Line, (left, right): &(f64, f64)) -> bool {
    line.right <= right + line.size && (1.5..2.6).contains(&((line.left - left) / line.size))
}

/// The edges of each column: those of the lines that end where at least one other line does, the widest first.
fn columns(lines: &[&Line]) -> Vec<(f64, f64)> {
    let mut columns: Vec<(f64, f64)> = Vec::new();
    let mut widest = lines.to_vec();
    widest.sort_by(|a, b| b.right.total_cmp(&a.right).then(a.left.total_cmp(&b.left)));
    for line in widest {
        let within = |(left, right): &(f64, f64)| line.left < *right && line.left >= left - line.size;
        if columns.iter().any(within) {
            continue;
        }
        let full = |other: &&&Line| (other.right - line.right).abs() <= FULL * line.size && other.left < line.right;
        let lefts: Vec<f64> = lines.iter().filter(full).map(|other| other.left).collect();
        if lefts.len() >= 2 {
            columns.push((lefts.into_iter().fold(f64::INFINITY, f64::min), line.right));
        }
    }
    columns
}

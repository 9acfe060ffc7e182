//! Lines to paragraphs: page numbers and running heads go, lines that were broken for the page's width are joined.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;

/// A line that ends within so many ems of its column's edge was broken there: a mark may hang beyond the edge, and a word
/// or number that does not fit is taken to the next line whole.
const FULL: f64 = 3.0;

/// An indent has at most so many ems.
const INDENT: f64 = 3.5;

/// A line that begins within this part of an em of its column's edge is not indented.
const FLUSH: f64 = 0.7;

/// Lines of a paragraph are at most this much farther apart than lines mostly are.
const LOOSE: f64 = 1.3;

/// So many lines tell how a document is set.
const SAMPLE: usize = 10_000;

/// A line at the top or bottom of so many pages is a running head, if these are not scattered: at least four in ten of
/// the pages from the first to the last of them (left and right pages may have heads of their own).
const RUNNING: usize = 3;
const RUNNING_TENTHS: usize = 4;

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
    let (end, start) = (line.text.chars().next_back(), next.text.chars().next());
    let letters = end.is_some_and(|c| c.is_ascii_alphanumeric()) && start.is_some_and(|c| c.is_ascii_alphanumeric());
    let number = end.is_some_and(|c| c.is_ascii_digit()) && start.is_some_and(|c| c.is_ascii_digit());
    if letters && !number { " " } else { "" }
}

/// Takes off page numbers, and running heads but for the first of each.
fn drop_furniture(pages: &mut [Vec<Line>]) {
    for page in pages.iter_mut() {
        drop_edges(page, |line| is_page_number(&line.text));
    }
    let heads = running_heads(pages);
    let mut kept = BTreeSet::new();
    for page in pages.iter_mut() {
        drop_edges(page, |line| heads.contains(&kind(line)) && !kept.insert(kind(line)));
    }
}

fn drop_edges(page: &mut Vec<Line>, mut is_dropped: impl FnMut(&Line) -> bool) {
    for at in edges(page).into_iter().flatten() {
        if page.get(at).is_some_and(&mut is_dropped) {
            page.remove(at);
        }
    }
}

/// The kinds of lines that stand at the top or bottom of page after page.
fn running_heads(pages: &[Vec<Line>]) -> BTreeSet<String> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        let lines = edges(page).into_iter().flatten().filter_map(|at| page.get(at));
        for line in lines.filter(|line| !ends_a_sentence(&line.text)) {
            found.entry(kind(line)).or_default().push(number);
        }
    }
    let is_running = |numbers: &Vec<usize>| {
        let stretch = numbers.last().zip(numbers.first()).map_or(0, |(last, first)| last - first + 1);
        numbers.len() >= RUNNING && numbers.len() * 10 >= stretch * RUNNING_TENTHS
    };
    found.into_iter().filter(|(_, numbers)| is_running(numbers)).map(|(kind, _)| kind).collect()
}

/// Where the lowest and the highest line of a page stand in it, the later one first.
fn edges(page: &[Line]) -> [Option<usize>; 2] {
    let by_height = |&(_, a): &(usize, &Line), &(_, b): &(usize, &Line)| a.baseline.total_cmp(&b.baseline);
    let lowest = page.iter().enumerate().max_by(by_height).map(|(at, _)| at);
    let highest = page.iter().enumerate().min_by(by_height).map(|(at, _)| at).filter(|at| Some(*at) != lowest);
    if lowest > highest { [lowest, highest] } else { [highest, lowest] }
}

/// A line's text and height, the same for all of its kind whatever page they are on.
fn kind(line: &Line) -> String {
    let text: String = line.text.chars().filter(|c| !c.is_ascii_digit()).collect();
    format!("{text}@{:.0}", line.baseline / 4.0)
}

/// Running heads are names; what ends a sentence is the document's text, however often it stands there.
fn ends_a_sentence(text: &str) -> bool {
    text.ends_with(['。', '；', '！', '？', '：'])
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
            (line.right - right).abs() <= FULL * em && (left - FLUSH * em..left + INDENT * em).contains(&line.left)
        };
        let Some((left, right)) = self.columns.iter().find(column) else { return false };
        let flush = (next.left - left).abs() <= FLUSH * em && next.right <= right + FULL * em;
        let near =
            !same_page || (next.baseline - line.baseline) / em <= LOOSE * self.pitch && next.baseline > line.baseline;
        let ended = line.text.ends_with(['。', '！', '？', '；', '：', '.', ':']);
        alike && flush && near && !(ended && (!self.indented || is_numbered(&next.text)))
    }
}

/// `一、`, `十二、`, `（一）`: the beginning of a paragraph, mostly a heading.
fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(['（', '(']);
    let after = rest.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    after.len() < rest.len() && after.starts_with(['、', '）', ')'])
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

/// The edges of each column: a left edge that lines have in common, none within an indent to the right of another, and
/// where the longest of its lines end.
fn columns(lines: &[&Line]) -> Vec<(f64, f64)> {
    let mut sorted = lines.to_vec();
    sorted.sort_by(|a, b| a.left.total_cmp(&b.left));
    let groups: Vec<&[&Line]> = sorted.chunk_by(|a, b| b.left - a.left <= 0.3 * a.size).collect();
    let mut columns: Vec<(f64, f64)> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let Some(first) = group.first() else { continue };
        let indented = |other: &&&[&Line]| other.iter().all(|line| line.left <= first.left + INDENT * first.size);
        let inner = groups.iter().skip(at + 1).take_while(indented);
        let most = inner.clone().map(|inner| inner.len()).max().unwrap_or(0);
        let known = columns.last().is_some_and(|(left, _)| first.left <= left + INDENT * first.size);
        if !known && group.len() >= 2 && group.len() * 20 >= most {
            let mut rights: Vec<f64> =
                group.iter().chain(inner.flat_map(|inner| inner.iter())).map(|line| line.right).collect();
            rights.sort_by(|a, b| b.total_cmp(a));
            columns.extend(rights.get(1.max(rights.len() / 20)).map(|right| (first.left, *right)));
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of `text` in type of 10 points that begins at `left`, `row` lines of 15 points below the top.
    fn line(text: &str, left: f64, row: f64) -> Line {
        #[allow(clippy::cast_precision_loss, reason = "a short line")]
        let right = left + 10.0 * text.chars().count() as f64;
        Line { text: text.to_owned(), left, right, baseline: 100.0 + 15.0 * row, size: 10.0 }
    }

    fn full(c: char) -> String {
        c.to_string().repeat(20)
    }

    #[test]
    fn lines_broken_at_the_edge_are_joined_and_paragraphs_are_not() {
        let page = vec![
            line("标题", 150.0, 0.0),
            line(&full('甲').split_off(6), 70.0, 2.0),
            line(&full('乙'), 50.0, 3.0),
            line("丙。", 50.0, 4.0),
            line(&full('丁').split_off(6), 70.0, 5.0),
            line("戊", 50.0, 6.0),
        ];
        let (first, last) = (full('甲').split_off(6), full('丁').split_off(6));
        assert_eq!(text(vec![page]), format!("标题\n{first}{}丙。\n{last}戊\n", full('乙')));
    }

    #[test]
    fn page_numbers_and_running_heads_go_but_headings_that_happen_to_stand_on_top_stay() {
        let page = |number: usize, head: &str| {
            vec![
                line(head, 50.0, 0.0),
                line(&format!("正文{number}。"), 50.0, 5.0),
                line(&format!("- {number} -"), 90.0, 40.0),
            ]
        };
        let running = text((1..=4).map(|number| page(number, "案例汇编")).collect());
        assert_eq!(running, "案例汇编\n正文1。\n正文2。\n正文3。\n正文4。\n");
        let scattered =
            text((1..=30).map(|number| page(number, if number % 10 == 0 { "一、背景" } else { "" })).collect());
        assert_eq!(scattered.matches("一、背景").count(), 3);
    }

    #[test]
    fn a_page_number_is_told_from_a_number_in_the_text() {
        for (text, expected) in [
            ("12", true),
            ("— 3 —", true),
            ("第 3 页 共 20 页", true),
            ("3/20", true),
            ("3家", false),
            ("第三页", false),
        ] {
            assert_eq!(is_page_number(text), expected, "{text}");
        }
    }
}

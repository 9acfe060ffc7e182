//! What a document says of itself before its first case: the collection's name, its year, how it was set.

use super::borders::Plan;
use super::line::{Form, Line};

/// A document's front matter.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// The year the document bears.
    pub(super) year: Option<i32>,
    /// The collection's name.
    pub(super) collection: Option<String>,
    /// Characters a full line has, where paragraphs are broken into lines of one width.
    pub(super) wrapped: Option<usize>,
}

/// Reads the front matter.
pub(super) fn front(lines: &[Line<'_>], plan: &Plan) -> Front {
    let cover: Vec<&Line<'_>> = lines[..plan.preamble].iter().take_while(|line| line.form != Form::Contents).collect();
    let head = lines.iter().filter(|line| !line.is_empty()).take(6).map(|line| line.text);
    let year = cover.iter().map(|line| line.text).chain(head).find_map(year_borne);
    Front { year, collection: collection(&cover), wrapped: wrapped(lines) }
}

/// The year of `2025年度…` or of a document number, which a document bears.
fn year_borne(text: &str) -> Option<i32> {
    let numbered = text.split('〔').nth(1).and_then(|rest| rest.get(..4));
    let yearly = text.find("年度").and_then(|at| text[..at].get(at.checked_sub(4)?..));
    yearly.or(numbered).and_then(as_year)
}

/// The latest year that a text names with 年, but for what is to come: 到2027年, 2027年前, 2025—2027年.
pub(super) fn year_of(text: &str) -> Option<i32> {
    let year = |(at, mark): (usize, &str)| {
        let start = at.checked_sub(4)?;
        let year = as_year(text.get(start..at)?)?;
        let (before, behind) = (&text[..start], &text[at + mark.len()..]);
        let comes = before.ends_with(['—', '-', '–']) || before.ends_with('到') && !before.ends_with("截至到");
        let until = ["前", "底前", "以前", "之前"].iter().any(|word| behind.starts_with(word));
        (!comes && !until).then_some(year)
    };
    text.match_indices('年').filter_map(year).max()
}

/// A year between the first of the People's Republic and the end of the century.
fn as_year(digits: &str) -> Option<i32> {
    digits.parse().ok().filter(|year| (1949..2100).contains(year))
}

/// The cover's lines from the first that could name a collection to the one that ends as such a name does.
fn collection(cover: &[&Line<'_>]) -> Option<String> {
    const ENDS: &[&str] = &["案例", "汇编", "案例集", "选编", "案例选", "材料", "专刊", "实录"];
    let ends = |text: &str| ENDS.iter().any(|end| text.ends_with(end));
    let named: Vec<&str> = cover.iter().filter(|line| line.could_be_title()).map(|line| line.text).collect();
    let last = named.iter().position(|text| ends(text))?;
    let long = |text: &&str| text.chars().count() > 6;
    let first = if long(&named[last]) && named[last].contains('年') { last } else { last.saturating_sub(1) };
    Some(named[first..=last].concat())
}

/// The width of lines, if many of them break off in the middle of a sentence.
fn wrapped(lines: &[Line<'_>]) -> Option<usize> {
    let mut widths: Vec<usize> =
        lines.iter().filter(|line| line.form == Form::Prose && line.is_open()).map(|line| line.len).collect();
    let prose = lines.iter().filter(|line| line.form == Form::Prose).count();
    if widths.len() < 8 || widths.len() * 3 < prose {
        return None;
    }
    widths.sort_unstable();
    widths.get(widths.len() * 9 / 10).copied().filter(|width| (12..=60).contains(width))
}

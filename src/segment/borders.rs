//! Where cases begin: at markers, at titles that a contents list names, at signed articles.

use std::collections::HashMap;

use super::line::{Byline, Form, Line};

/// How a document is cut.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Where each case begins, in order; one start for a text without case structure.
    pub(super) starts: Vec<Start>,
    /// Number of lines before the first case: cover, preface, contents list.
    pub(super) preamble: usize,
}

/// The beginning of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// Its first line.
    pub(super) line: usize,
    /// The number that its marker or the contents list gives it.
    pub(super) number: Option<u32>,
    /// Number of lines of its title as the contents list shows, where it does.
    pub(super) title_lines: Option<usize>,
    /// How its author signed it.
    pub(super) byline: Option<Byline>,
}

impl Start {
    fn at(line: usize) -> Self {
        Self { line, number: None, title_lines: None, byline: None }
    }
}

/// A case of fewer characters than this is a stray line that looks like a beginning.
const SHORTEST_CASE: usize = 120;

/// A title of the contents list must have this many letters to be looked for in the text.
const SHORTEST_TITLE: usize = 7;

/// A title may be broken over this many lines.
const TITLE_LINES: usize = 4;

/// The plan for a document's lines.
pub(super) fn plan(lines: &[Line<'_>]) -> Plan {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return Plan::default() };
    let mut starts = compiled(lines);
    if starts.is_empty() {
        starts = signed(lines, first);
    }
    if starts.is_empty() {
        starts.push(Start::at(first));
    }
    Plan { preamble: starts[0].line, starts }
}

/// The cases of a compilation.
fn compiled(lines: &[Line<'_>]) -> Vec<Start> {
    let mut starts = marked(lines);
    let head = starts.first().map_or(0, |start| start.line);
    let contents = Contents::read(lines, head);
    starts.extend(contents.find(lines));
    starts.sort_by_key(|start| (start.line, start.number.is_none()));
    starts.dedup_by(|later, earlier| absorbs(lines, earlier, later));
    drop_stray(lines, starts)
}

/// The marker lines, without those of a contents list: going back from the last, numbers fall until the list begins.
fn marked(lines: &[Line<'_>]) -> Vec<Start> {
    let all = lines.iter().enumerate().filter_map(|(line, l)| match l.form {
        Form::Marker(number, _) => Some(Start { number: Some(number), ..Start::at(line) }),
        _ => None,
    });
    let all: Vec<Start> = all.collect();
    let falls = |pair: &[Start]| pair[0].number < pair[1].number;
    let body = all.windows(2).rposition(|pair| !falls(pair)).map_or(0, |at| at + 1);
    all[body..].to_vec()
}

/// Whether a title found by the contents list is the title of the marker just above it.
fn absorbs(lines: &[Line<'_>], earlier: &mut Start, later: &Start) -> bool {
    let between = &lines[earlier.line..later.line];
    let same = between.iter().all(|line| line.is_empty() || matches!(line.form, Form::Marker(..)));
    if same && earlier.title_lines.is_none() {
        earlier.title_lines = later.title_lines.map(|count| later.line + count - earlier.line);
    }
    same
}

/// Leaves out starts that hardly any text follows.
fn drop_stray(lines: &[Line<'_>], starts: Vec<Start>) -> Vec<Start> {
    let ends = starts.iter().skip(1).map(|start| start.line).chain([lines.len()]);
    let long = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| lines[start.line..end].iter().map(Line::len).sum::<usize>() >= SHORTEST_CASE);
    let long: Vec<bool> = long.collect();
    starts.into_iter().zip(long).filter_map(|(start, long)| long.then_some(start)).collect()
}

/// The titles that a contents list names, by their letters, with the number that stands before each.
#[derive(Default)]
struct Contents {
    titles: HashMap<String, Option<u32>>,
    /// The first line after the list.
    end: usize,
}

impl Contents {
    /// Reads what stands before line `head`, the first marker; where there is no marker, what follows the word 目录
    /// up to the line at which a title comes again.
    fn read(lines: &[Line<'_>], head: usize) -> Self {
        let word = lines.iter().position(|line| line.form == Form::Contents);
        let (from, to) = match (head, word) {
            (0, None) => return Self::default(),
            (0, Some(word)) => (word + 1, lines.len()),
            (head, word) => (word.unwrap_or(0), head),
        };
        let mut contents = Self { titles: HashMap::new(), end: to };
        let mut number = None;
        for at in from..to {
            let line = &lines[at];
            if head == 0 && contents.title_at(lines, at).is_some() {
                contents.end = at;
                break;
            }
            match line.form {
                Form::Blank | Form::Field(..) | Form::Contents => {}
                Form::Furniture => number = line.text.parse().ok(),
                _ => contents.add(lines, at, number),
            }
        }
        contents
    }

    /// Takes the line, alone and together with those that follow it, as a title.
    fn add(&mut self, lines: &[Line<'_>], at: usize, number: Option<u32>) {
        let number = if let Form::Marker(number, _) = lines[at].form { Some(number) } else { number };
        let mut title = String::new();
        for line in lines[at..].iter().filter(|line| line.form != Form::Blank).take(TITLE_LINES) {
            title.push_str(&letters(without_leader(line)));
            if title.chars().count() >= SHORTEST_TITLE {
                self.titles.entry(title.clone()).or_insert(number);
            }
        }
    }

    /// The longest title that begins at a line: its number and how many lines it takes.
    fn title_at(&self, lines: &[Line<'_>], at: usize) -> Option<(Option<u32>, usize)> {
        let mut title = String::new();
        let mut found = None;
        for (count, line) in lines[at..].iter().enumerate().take(2 * TITLE_LINES) {
            if count == 0 && line.is_empty() || line.len() > 60 {
                break;
            }
            title.push_str(&letters(without_leader(line)));
            if let Some(number) = self.titles.get(&title) {
                found = Some((*number, count + 1));
            }
        }
        found
    }

    fn find(&self, lines: &[Line<'_>]) -> Vec<Start> {
        let mut starts = Vec::new();
        if self.titles.is_empty() {
            return starts;
        }
        let mut at = self.end;
        while at < lines.len() {
            let found = self.title_at(lines, at).filter(|_| matches!(lines[at].form, Form::Prose | Form::Heading(_)));
            if let Some((number, count)) = found {
                starts.push(Start { number, title_lines: Some(count), ..Start::at(at) });
                at += count;
            } else {
                at += 1;
            }
        }
        starts
    }
}

/// A line without marker, number and the dots and page number of a contents list.
fn without_leader<'a>(line: &Line<'a>) -> &'a str {
    let text = match line.form {
        Form::Marker(_, at) => &line.text[at..],
        Form::Furniture => "",
        _ => line.text,
    };
    text.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['.', '…', '·', ' ', '—', '-', '，'])
}

/// The letters and digits of a text, in which two settings of one title agree.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Signed articles: each begins with the title lines above its byline. What stands before the first byline belongs
/// to the first article where it is more than the head of a page.
fn signed(lines: &[Line<'_>], first: usize) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Form::Byline(byline) = line.form else { continue };
        if signs_with_the_one_above(&lines[..at]) {
            continue;
        }
        let title = title_above(lines, at);
        let prose_before = || lines[first..title].iter().any(|line| line.len() > 60 || line.form == Form::Heading(1));
        let from = if starts.is_empty() && prose_before() { first } else { title };
        let title_lines = (from == title && title < at).then_some(at - title);
        starts.push(Start { title_lines, byline: Some(byline), ..Start::at(from) });
    }
    drop_stray(lines, starts)
}

/// Whether a byline stands directly above, so that the next one names a second author.
fn signs_with_the_one_above(above: &[Line<'_>]) -> bool {
    above.iter().rfind(|line| !line.is_empty()).is_some_and(|line| matches!(line.form, Form::Byline(_)))
}

/// The first of the title lines that stand directly above a byline.
fn title_above(lines: &[Line<'_>], byline: usize) -> usize {
    let mut top = byline;
    for at in (0..byline).rev() {
        match &lines[at] {
            line if line.is_empty() => {}
            line if line.could_be_title() && byline - at <= 2 * TITLE_LINES => top = at,
            _ => break,
        }
    }
    top
}

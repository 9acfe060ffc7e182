//! Where cases begin: at markers, at titles that a contents list names, at signed articles.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::line::{Byline, Form, Line, heading_number};

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

/// A case without a marker of fewer characters than this is a stray line that looks like a beginning.
const SHORTEST_CASE: usize = 120;

/// A title of the contents list must have this many letters to be looked for in the text.
const SHORTEST_TITLE: usize = 7;

/// A title may be broken over this many lines.
const TITLE_LINES: usize = 4;

/// The plan for a document's lines.
pub(super) fn plan(lines: &[Line<'_>]) -> Plan {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return Plan::default() };
    let mut starts = with_own_text(lines, first, compiled(lines));
    if starts.is_empty() {
        starts = headed(lines);
    }
    if starts.is_empty() {
        starts = named(lines);
    }
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

/// The starts, and what stands before the first of them where it is more than cover, preface and contents list: what has
/// the only header fields is one case with examples in it, what has chapters of its own comes before the cases.
fn with_own_text(lines: &[Line<'_>], first: usize, mut starts: Vec<Start>) -> Vec<Start> {
    let Some(head) = starts.first().map(|start| start.line).filter(|head| *head > first) else { return starts };
    let (before, behind) = lines.split_at(head);
    let has_fields = |lines: &[Line<'_>]| lines.iter().any(has_field);
    let chapters = before.iter().filter(|line| line.form == Form::Heading(1)).count();
    let paragraphs = before.iter().filter(|line| line.len > PARAGRAPH).count();
    if has_fields(before) && !has_fields(behind) {
        starts = vec![Start::at(first)];
    } else if chapters > 1 && paragraphs > 1 {
        starts.insert(0, Start::at(first));
    }
    starts
}

/// Whether a line is a field that only headers have.
fn has_field(line: &Line<'_>) -> bool {
    matches!(line.form, Form::Field(field, _) if field.is_of_header())
}

/// A line of more characters than this is a paragraph.
const PARAGRAPH: usize = 60;

/// The marker lines that begin a case, without those of contents lists and of examples inside a case. Numbers may begin
/// anew in each part of a collection, or be mistyped.
fn marked(lines: &[Line<'_>]) -> Vec<Start> {
    let all = lines.iter().enumerate().filter_map(|(line, l)| match l.form {
        Form::Marker(number, _) => Some(Start { number: Some(number), ..Start::at(line) }),
        _ => None,
    });
    let all = without_examples(lines, all.collect());
    let rises = |a: &Start, b: &Start| a.number < b.number;
    let mut from = 0;
    let runs = all.chunk_by(rises).filter(|run| {
        from += run.len();
        !is_list(lines, run, all.get(from))
    });
    runs.flatten().cloned().collect()
}

/// Whether a run of markers with rising numbers is a list of titles: no sentence follows any of them but the last, which a
/// preface may follow.
fn is_list(lines: &[Line<'_>], run: &[Start], next: Option<&Start>) -> bool {
    let [titles @ .., last] = run else { return false };
    let end = next.map_or(lines.len(), |next| next.line);
    let bare = run.windows(2).all(|pair| !tells(&lines[pair[0].line..pair[1].line]));
    bare && (!titles.is_empty() || !tells(&lines[last.line..end]))
}

/// Whether a sentence ends among some lines; the dots of a contents list end none.
fn tells(lines: &[Line<'_>]) -> bool {
    let closing = ['”', '’', '）', '」', '』'];
    lines.iter().any(|line| line.text.trim_end_matches(closing).ends_with(['。', '！', '？']))
}

/// Where markers stand above header fields, a marker without them whose number is out of order begins an example in a case.
fn without_examples(lines: &[Line<'_>], starts: Vec<Start>) -> Vec<Start> {
    let is_headed = |start: &Start| lines[start.line..].iter().take(1 + 2 * TITLE_LINES).any(has_field);
    let headed: Vec<Start> = starts.iter().filter(|start| is_headed(start)).cloned().collect();
    let in_order = |start: &Start| {
        let behind = headed.partition_point(|headed| headed.line <= start.line);
        let (before, next) = (behind.checked_sub(1).map(|at| &headed[at]), headed.get(behind));
        before.is_none_or(|before| before == start || before.number < start.number)
            && next.is_none_or(|next| start.number < next.number)
    };
    if headed.len() < 2 {
        starts
    } else {
        starts.into_iter().filter(|start| is_headed(start) || in_order(start)).collect()
    }
}

/// Whether a title found by the contents list is the title of the marker just above it.
fn absorbs(lines: &[Line<'_>], earlier: &mut Start, later: &Start) -> bool {
    let between = &lines[earlier.line..later.line];
    let same = between.iter().all(|line| line.is_empty() || is_marker(line));
    if same && earlier.title_lines.is_none() {
        earlier.title_lines = later.title_lines.map(|count| later.line + count - earlier.line);
    }
    same
}

/// Leaves out starts that hardly any text follows: less than a case has, and no sentence behind a marker.
fn drop_stray(lines: &[Line<'_>], starts: Vec<Start>) -> Vec<Start> {
    let ends: Vec<usize> = starts.iter().skip(1).map(|start| start.line).chain([lines.len()]).collect();
    let is_case = |(start, end): &(Start, usize)| {
        let own = &lines[start.line..*end];
        let is_marked = own.first().is_some_and(is_marker);
        own.iter().map(|line| line.len).sum::<usize>() >= SHORTEST_CASE || is_marked && tells(own)
    };
    starts.into_iter().zip(ends).filter(is_case).map(|(start, _)| start).collect()
}

/// The titles that a contents list names, by their letters, with the number that stands before each.
#[derive(Default)]
struct Contents {
    titles: BTreeMap<String, Option<u32>>,
    /// Their first letters.
    initials: BTreeSet<char>,
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
        let mut contents = Self { end: to, ..Self::default() };
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
        let filled = lines[at..].iter().filter(|line| line.form != Form::Blank).take(TITLE_LINES).enumerate();
        for (_, line) in filled.take_while(|(count, line)| *count == 0 || !is_marker(line)) {
            title.extend(letters(without_leader(line)));
            if title.chars().count() >= SHORTEST_TITLE {
                self.initials.extend(title.chars().next());
                self.titles.entry(title.clone()).or_insert(number);
            }
        }
    }

    /// The longest title that begins at a line: its number and how many lines it takes.
    fn title_at(&self, lines: &[Line<'_>], at: usize) -> Option<(Option<u32>, usize)> {
        let mut title = String::new();
        let mut found = None;
        for (count, line) in lines[at..].iter().enumerate().take(2 * TITLE_LINES) {
            let begins_other = count > 0 && is_marker(line);
            if count == 0 && (line.is_empty() || !self.may_begin(line)) || line.len > PARAGRAPH || begins_other {
                break;
            }
            title.extend(letters(without_leader(line)));
            match self.beginning_with(&title) {
                Some((whole, number)) if *whole == title => found = Some((*number, count + 1)),
                Some(_) => {}
                None => break,
            }
        }
        found
    }

    /// Whether the first letter of a line is that of a title.
    fn may_begin(&self, line: &Line<'_>) -> bool {
        letters(without_leader(line)).next().is_none_or(|first| self.initials.contains(&first))
    }

    /// The first title that begins in this way.
    fn beginning_with(&self, letters: &str) -> Option<(&String, &Option<u32>)> {
        let mut from = self.titles.range::<str, _>((Bound::Included(letters), Bound::Unbounded));
        from.next().filter(|(title, _)| title.starts_with(letters))
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

/// Whether a line has a marker, where no title goes on: another case begins.
fn is_marker(line: &Line<'_>) -> bool {
    matches!(line.form, Form::Marker(..))
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
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_alphanumeric())
}

/// Words of the heading or label with which the body of a case begins; of several, that which stands nearer to the title
/// first.
const OPENINGS: [&[&str]; 4] = [
    &["点评", "推荐理由", "入选理由", "颁奖词"],
    &["关键词"],
    &["要旨"],
    &["背景", "案情", "缘由", "起因", "概况", "基本情况", "案例简介", "案例概述", "案例介绍"],
];

/// Cases without a marker that are alike in form: each has a title above its header fields, or above a first heading
/// that tells the background.
fn headed(lines: &[Line<'_>]) -> Vec<Start> {
    let of = |openers: Vec<usize>| -> Vec<Start> {
        let starts = openers.into_iter().filter_map(|opener| titled(lines, opener)).collect();
        let mut starts = drop_stray(lines, starts);
        if starts.len() < 2 {
            return Vec::new();
        }
        without_front(lines, &mut starts);
        starts
    };
    let by_fields = of(openers(lines, has_field));
    let by_opening = |words: &&[&str]| of(openers(lines, |line| opens_case(line, words)));
    let all = std::iter::once(by_fields).chain(OPENINGS.iter().map(by_opening));
    all.into_iter().find(|starts| !starts.is_empty()).unwrap_or_default()
}

/// Takes the name of the collection or issue from above the first case's title, which then has more lines than any other.
fn without_front(lines: &[Line<'_>], starts: &mut [Start]) {
    const NAMES: [&str; 6] = ["汇编", "选编", "案例", "专刊", "期", "批"];
    let Some((first, others)) = starts.split_first_mut() else { return };
    let most = others.iter().filter_map(|start| start.title_lines).max();
    while let Some(own) = first.title_lines.filter(|own| most.is_some_and(|most| *own > most)) {
        let subtitled = lines.get(first.line + 1).is_some_and(|next| next.text.starts_with('—'));
        if subtitled || !NAMES.iter().any(|name| lines[first.line].text.contains(name)) {
            return;
        }
        first.line += 1;
        first.title_lines = Some(own - 1);
    }
}

/// The lines of a kind that follow no other of it directly.
fn openers(lines: &[Line<'_>], is: impl Fn(&Line<'_>) -> bool) -> Vec<usize> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_empty()).collect();
    let begins = |(place, &at): (usize, &usize)| {
        let above = place.checked_sub(1).map(|above| &lines[filled[above]]);
        (is(&lines[at]) && !above.is_some_and(&is)).then_some(at)
    };
    filled.iter().enumerate().filter_map(begins).collect()
}

/// Whether a line is, or begins with, the heading or label with which the body of a case begins: 【基本案情】, 一、工作背景,
/// 案例点评：某法庭….
fn opens_case(line: &Line<'_>, words: &[&str]) -> bool {
    const LONGEST: usize = 14;
    let plain = || match line.form {
        Form::Heading(_) => heading_number(line.text).is_none_or(|(number, _)| number == 1).then_some(line.text),
        _ => line.looks_like_heading().then_some(line.text),
    };
    let heading =
        line.bracketed().or_else(plain).or_else(|| line.label()).filter(|heading| heading.chars().count() <= LONGEST);
    heading.is_some_and(|heading| words.iter().any(|word| heading.contains(word)))
}

/// The case whose title stands directly above a line: lines that could be one, the topmost perhaps numbered.
fn titled(lines: &[Line<'_>], opener: usize) -> Option<Start> {
    let mut title: Option<(usize, usize)> = None;
    for at in (opener.saturating_sub(2 * TITLE_LINES)..opener).rev() {
        let line = &lines[at];
        let bottom = title.map_or(at, |(_, bottom)| bottom);
        let numbered = matches!(line.form, Form::Heading(_)) && !line.text.starts_with('【');
        if numbered {
            let number = heading_number(line.text).map(|(number, _)| number);
            return Some(Start { number, title_lines: Some(bottom + 1 - at), ..Start::at(at) });
        } else if line.could_be_title() {
            title = Some((at, bottom));
        } else if title.is_some() || !line.is_empty() && !line.is_aside() {
            break;
        }
    }
    title.map(|(top, bottom)| Start { title_lines: Some(bottom + 1 - top), ..Start::at(top) })
}

/// Cases that only their titles tell apart: lines that name a case (某公司经营假种子案), each with a paragraph behind it.
fn named(lines: &[Line<'_>]) -> Vec<Start> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].is_empty()).collect();
    let pairs = filled.windows(2).filter(|pair| names_case(&lines[pair[0]]) && lines[pair[1]].len > PARAGRAPH);
    let starts = pairs.map(|pair| Start { title_lines: Some(1), ..Start::at(pair[0]) }).collect();
    let starts = drop_stray(lines, starts);
    if starts.len() < 2 { Vec::new() } else { starts }
}

/// Whether a line is the title of a case before a court or an authority, and of no plan (实施方案) or bill.
fn names_case(line: &Line<'_>) -> bool {
    const OTHERS: [char; 18] =
        ['方', '提', '预', '草', '议', '档', '答', '图', '个', '办', '立', '破', '备', '法', '教', '文', '专', '本'];
    const SHORTEST: usize = 8;
    let case = line.text.strip_suffix('案').filter(|case| !case.ends_with(OTHERS));
    case.is_some() && line.len >= SHORTEST && line.could_be_title() && !line.text.contains('，')
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
        let prose_before =
            || lines[first..title].iter().any(|line| line.len > PARAGRAPH || line.form == Form::Heading(1));
        let from = if starts.is_empty() && prose_before() { first } else { title };
        let title_lines = (from == title && title < at).then_some(at - title);
        starts.push(Start { title_lines, byline: Some(byline), ..Start::at(from) });
    }
    let mut starts = drop_stray(lines, starts);
    without_front(lines, &mut starts);
    starts
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

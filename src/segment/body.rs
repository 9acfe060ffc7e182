//! One case from its lines: title, header fields, paragraphs joined across page breaks, sections.

use std::ops::Range;

use crate::model::{Case, CaseKind, Document, Section, SectionRole, Span, Text, TextBuilder};

use super::borders::{Plan, Start};
use super::front::Front;
use super::line::{Byline, Field, Form, Line, RECOMMENDS, heading_level, heading_number};

/// At most so many lines of a title without the help of a contents list.
const TITLE_LINES: usize = 4;

/// Cuts out the case that begins at `plan.starts[index]`.
pub(super) fn case(
    document: &Document,
    clean: &Text,
    lines: &[Line<'_>],
    plan: &Plan,
    index: usize,
    front: &Front,
) -> Case {
    let start = &plan.starts[index];
    let end = plan.starts.get(index + 1).map_or(lines.len(), |next| next.line);
    let lines = &lines[start.line..end];
    let mut writer = Writer::new(clean, lines);
    let head = write_title(&mut writer, lines, start, front.wrapped);
    write_body(&mut writer, &lines[head.lines..], front.wrapped);
    let headings = std::mem::take(&mut writer.headings);
    let fields = std::mem::take(&mut writer.fields);
    let body = writer.body.unwrap_or(writer.out.as_str().len());
    let text = writer.out.finish();
    let kind = kind(start, lines, plan.starts.len());
    let number = start.number.unwrap_or_else(|| u32::try_from(index + 1).unwrap_or(u32::MAX));
    Case {
        id: format!("{}/{number}", document.id),
        kind,
        year: front.year.or_else(|| super::front::year_of(text.as_str())),
        collection: if plan.starts.len() > 1 { front.collection.clone() } else { None },
        span: span(clean, lines),
        recommended_by: of(&fields, &[Field::RecommendedBy]),
        implemented_by: of(&fields, &[Field::ImplementedBy, Field::LedBy]),
        sections: sections(text.as_str(), &headings, body),
        title: head.title,
        title_at: 0..head.bytes,
        text,
    }
}

/// From the case's first character, the white space of its line included, to its last visible one.
fn span(clean: &Text, lines: &[Line<'_>]) -> Span {
    let (Some(first), Some(last)) = (lines.first(), lines.iter().rev().find(|line| line.form != Form::Blank)) else {
        return Span::default();
    };
    let before = clean.span(first.range.start.saturating_sub(1)..first.range.start);
    let whole = clean.span(first.range.start..last.range.end);
    let start = if first.range.start == 0 { whole.start } else { before.end };
    Span::new(start, whole.end)
}

/// What was read as the title.
struct Head {
    title: String,
    /// Number of lines used up.
    lines: usize,
    /// Bytes of the case's text used up.
    bytes: usize,
}

fn write_title(writer: &mut Writer<'_>, lines: &[Line<'_>], start: &Start, wrapped: Option<usize>) -> Head {
    let count = start.title_lines.unwrap_or_else(|| title_lines(lines, wrapped)).min(lines.len());
    let mut parts: Vec<String> = Vec::new();
    for line in lines[..count].iter().filter(|line| !line.is_empty()) {
        let from = match line.form {
            Form::Marker(_, at) => at,
            Form::Heading(_) => heading_number(line.text).map_or(0, |(_, at)| at),
            _ => title_label(line.text),
        };
        writer.line(line);
        parts.push(spaced_from(line, from));
    }
    drop_letterhead(&mut parts);
    let mut title = String::new();
    for part in parts.iter().map(|part| without_page(part)).filter(|part| !part.is_empty()) {
        let glued = title.is_empty() || part.starts_with("——") || !balanced(&title);
        title.push_str(if glued { "" } else { " " });
        title.push_str(part);
    }
    Head { title, lines: count, bytes: writer.out.as_str().len() }
}

/// Length of the label of a title in a form, with which a line begins or which is all of it: 案例名称：.
fn title_label(line: &str) -> usize {
    const LABELS: [&str; 6] = ["案例名称", "案例标题", "案例题目", "项目名称", "题目", "标题"];
    let behind = LABELS.iter().find_map(|label| line.strip_prefix(label)).unwrap_or(line);
    let title = behind.strip_prefix(['：', ':']).or_else(|| behind.is_empty().then_some(behind));
    title.map_or(0, |title| line.len() - title.len())
}

/// The name of the issuing body and the document number above a notice's title are not part of it.
fn drop_letterhead(parts: &mut Vec<String>) {
    if let Some(number) = parts.iter().position(|part| part.contains('〔') && part.ends_with('号')) {
        parts.drain(..=number);
    }
}

/// A line as the source spaced it, from byte `from` of its clean form on.
fn spaced_from(line: &Line<'_>, from: usize) -> String {
    let skip = line.text[..from].chars().filter(|c| *c != ' ').count();
    let mut seen = 0;
    let rest = line.spaced.char_indices().find(|(_, c)| {
        let found = seen == skip;
        seen += usize::from(*c != ' ');
        found
    });
    rest.map_or("", |(byte, _)| &line.spaced[byte..]).trim().to_owned()
}

fn without_page(part: &str) -> &str {
    part.trim_end_matches(['.', '…']).trim()
}

fn balanced(title: &str) -> bool {
    title.matches('“').count() == title.matches('”').count()
}

/// How many lines, from the first, the title takes where no contents list tells.
fn title_lines(lines: &[Line<'_>], wrapped: Option<usize>) -> usize {
    let mut end = 0;
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate() {
        match line.form {
            Form::Blank | Form::Furniture => continue,
            Form::Marker(..) if at == 0 => {
                taken = usize::from(line.after_marker().is_some());
                end = 1;
                continue;
            }
            _ if taken < TITLE_LINES && line.could_be_title() && !opens_body(lines, at, wrapped) => taken += 1,
            _ => break,
        }
        end = at + 1;
    }
    end
}

/// Whether the line is where the body begins: the address of a letter, a short line that goes on in the next, or two
/// full lines of a text set in lines of one width.
fn opens_body(lines: &[Line<'_>], at: usize, wrapped: Option<usize>) -> bool {
    let line = &lines[at];
    let next = lines.get(at + 1).filter(|next| !next.is_empty());
    let full = |line: &Line<'_>| wrapped.is_some_and(|width| line.len + 3 >= width);
    let goes_on = at > 0 && line.text.contains('，') && next.is_some_and(|next| next.len > 46);
    line.text.ends_with('：') || goes_on || full(line) && next.is_some_and(full)
}

fn kind(start: &Start, lines: &[Line<'_>], cases: usize) -> CaseKind {
    match start.byline {
        Some(Byline::Reporter) => CaseKind::News,
        Some(Byline::Official) => CaseKind::Essay,
        None if cases == 1 && is_policy(lines) => CaseKind::Policy,
        None => CaseKind::Case,
    }
}

/// A document with a number of its own among its first lines, or that is issued by a notice.
fn is_policy(lines: &[Line<'_>]) -> bool {
    let head = lines.iter().filter(|line| !line.is_empty()).take(8);
    head.into_iter().any(|line| {
        let text = line.text;
        let numbered = text.contains('〔') && text.ends_with('号') && line.len <= 24;
        numbered || (text.starts_with("关于印发") && text.ends_with("通知"))
    })
}

fn of(fields: &[(Field, Range<usize>)], wanted: &[Field]) -> Vec<Range<usize>> {
    fields.iter().filter(|(which, _)| wanted.contains(which)).map(|(_, range)| range.clone()).collect()
}

fn write_body(writer: &mut Writer<'_>, lines: &[Line<'_>], wrapped: Option<usize>) {
    let mut open: Option<&Line<'_>> = None;
    let mut value_of = None;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        match line.form {
            Form::Field(field, at) if field.is_of_header() || writer.body.is_none() => {
                writer.line(line);
                writer.values(field, line, at);
                value_of = Some((field, line));
                open = None;
                continue;
            }
            _ if value_of.is_some_and(|(_, before)| goes_on_field(before, line)) => {
                writer.line(line);
                if let Some((field, _)) = value_of {
                    writer.values(field, line, 0);
                    value_of = Some((field, line));
                }
                continue;
            }
            _ => value_of = None,
        }
        writer.begin_body();
        if open.is_some_and(|before| goes_on(before, line, wrapped)) {
            writer.join(line);
        } else {
            writer.line(line);
            writer.note_heading(line);
        }
        open = Some(line);
    }
}

/// Whether a header field's value goes on in the next line: it ended with a mark of enumeration, or has not begun, or the line
/// is the name of one more unit.
fn goes_on_field(before: &Line<'_>, line: &Line<'_>) -> bool {
    let empty = matches!(before.form, Form::Field(_, at) if at == before.text.len());
    let goes_on = empty || before.text.ends_with(['、', '，']);
    let plain = line.len <= 40 && !line.text.contains('：');
    plain && (goes_on && line.form == Form::Prose || names_unit(line))
}

/// Whether nothing but the name of a unit stands on a line, with or without a number of a list.
fn names_unit(line: &Line<'_>) -> bool {
    const ENDS: [&str; 10] = ["局", "院", "政府", "委", "委员会", "办", "办公室", "办事处", "派出所", "公司"];
    let numbered = matches!(line.form, Form::Heading(3));
    let ends = ENDS.iter().any(|end| line.text.ends_with(end));
    (numbered || line.form == Form::Prose) && ends && !line.text.contains(['，', '。', '“', '—'])
}

/// Whether a line goes on with the sentence that the one before broke off.
fn goes_on(before: &Line<'_>, line: &Line<'_>, wrapped: Option<usize>) -> bool {
    let full = wrapped.is_some_and(|width| before.len + 3 >= width);
    let heading = || match before.form {
        Form::Heading(_) => !full,
        Form::Prose => {
            wrapped.is_none() && before.looks_like_heading()
                || wrapped.is_some() && !full && before.looks_like_heading()
        }
        _ => true,
    };
    let broken = before.is_open() || full && before.form == Form::Prose && !super::line::ends_sentence(before.text);
    broken && line.form == Form::Prose && heading_level(line.text).is_none() && !heading()
}

/// Writes a case's text and remembers where things stand in it.
struct Writer<'a> {
    clean: &'a Text,
    out: TextBuilder,
    headings: Vec<(u8, Range<usize>)>,
    fields: Vec<(Field, Range<usize>)>,
    body: Option<usize>,
}

impl<'a> Writer<'a> {
    fn new(clean: &'a Text, lines: &[Line<'_>]) -> Self {
        let bytes = lines.iter().map(|line| line.text.len() + 1).sum();
        Self { clean, out: TextBuilder::with_capacity(bytes), headings: Vec::new(), fields: Vec::new(), body: None }
    }

    /// Writes a line as a paragraph of its own.
    fn line(&mut self, line: &Line<'_>) {
        if !self.out.as_str().is_empty() {
            let before = self.clean.span(line.range.start.saturating_sub(1)..line.range.start);
            self.out.push('\n', before.start);
        }
        self.join(line);
    }

    /// Writes a line on behind what stands there.
    fn join(&mut self, line: &Line<'_>) {
        self.out.append(self.clean, line.range.clone());
    }

    /// The body begins with the next line.
    fn begin_body(&mut self) {
        let at = self.out.as_str().len();
        self.body.get_or_insert(if at == 0 { 0 } else { at + 1 });
    }

    /// Remembers the line just written if it is a heading.
    fn note_heading(&mut self, line: &Line<'_>) {
        let end = self.out.as_str().len();
        let start = end - line.text.len();
        let heading = match line.form {
            Form::Heading(level) => Some((level, start..end)),
            Form::Prose if line.looks_like_heading() => Some((9, start..end)),
            Form::Prose => line.bracketed().map(|inside| (1, start..start + inside.len() + "【】".len())),
            _ => None,
        };
        self.headings.extend(heading);
    }

    /// Remembers the units named in a field's value, from byte `at` of the line just written; other fields may follow on the
    /// line, each behind its label.
    fn values(&mut self, field: Field, line: &Line<'_>, at: usize) {
        let start = self.out.as_str().len() - line.text.len() + at;
        let closed = if line.is_aside() { line.text.trim_end_matches('）') } else { line.text };
        let text = closed.strip_suffix(RECOMMENDS).unwrap_or(closed).get(at..).unwrap_or_default();
        let mut labels: Vec<(Field, Range<usize>)> = vec![(field, 0..0)];
        labels.extend(super::line::labels(text));
        for (index, (field, label)) in labels.iter().enumerate() {
            let end = labels.get(index + 1).map_or(text.len(), |(_, next)| next.start);
            let units = units(&text[label.end..end])
                .map(|at| (*field, start + label.end + at.start..start + label.end + at.end));
            self.fields.extend(units);
        }
    }
}

/// The bytes of each unit in the value of a field: what marks of enumeration part outside brackets, without numbers of a list
/// and marks around it.
fn units(value: &str) -> impl Iterator<Item = Range<usize>> {
    let mut depth = 0_usize;
    let separates = move |c: char| {
        match c {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '、' | '，' | '；' | ' ')
    };
    let mut start = 0;
    let each = value.split_inclusive(separates).map(move |unit| {
        let at = start;
        start += unit.len();
        let bare = unit.trim_end_matches(['、', '，', '；', ' ', '。', '|', '｜', '/', '／']);
        let bare = bare.strip_suffix('）').filter(|open| !open.contains('（')).unwrap_or(bare);
        let marks = bare.len() - bare.trim_start_matches(['|', '｜', '—', '-']).len();
        at + marks + number_of_list(&bare[marks..])..at + bare.len()
    });
    each.filter(|at| !at.is_empty())
}

/// Bytes of the number with which a member of a list begins: all of `1` before a mark of enumeration.
fn number_of_list(text: &str) -> usize {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = if rest.is_empty() { Some(rest) } else { rest.strip_prefix(['.', '．']) };
    words.filter(|_| rest.len() < text.len()).map_or(0, |words| text.len() - words.len())
}

/// The sections under the headings of the highest level that occurs at least twice.
fn sections(text: &str, headings: &[(u8, Range<usize>)], body: usize) -> Vec<Section> {
    let top = [1, 2, 9].into_iter().find(|level| headings.iter().filter(|(l, _)| l == level).count() >= 2);
    let top: Vec<&Range<usize>> = headings.iter().filter(|(level, _)| Some(*level) == top).map(|(_, at)| at).collect();
    let lead_end = top.first().map_or(text.len(), |first| first.start);
    let mut sections = Vec::new();
    if body < lead_end {
        let role = if top.is_empty() { SectionRole::Other } else { SectionRole::Background };
        sections.push(Section { role, heading: body..body, range: body..lead_end });
    }
    for (at, heading) in top.iter().enumerate() {
        let end = top.get(at + 1).map_or(text.len(), |next| next.start);
        let role = role(&text[(*heading).clone()]);
        sections.push(Section { role, heading: (*heading).clone(), range: heading.start..end });
    }
    sections
}

/// Words of a heading and the role they give its section, the more telling first.
const ROLE_WORDS: &[(SectionRole, &[&str])] = &[
    (SectionRole::Practice, &["做法", "举措", "措施", "实践"]),
    (
        SectionRole::Value,
        &["启示", "推广", "示范意义", "价值", "经验", "思考", "体会", "展望", "下一步", "意义", "评析", "点评"],
    ),
    (SectionRole::Results, &["成效", "效果", "成果", "成绩", "反响", "效益", "收获"]),
    (SectionRole::Background, &["背景", "缘由", "起因", "概况", "现状", "由来", "基本情况", "问题", "目标"]),
];

/// The role of a section by its heading; a heading that names none of the words tells what was done.
fn role(heading: &str) -> SectionRole {
    // Headings are short: trying all words where each character begins is cheaper than a search for each word.
    let has = |words: &[&str]| heading.char_indices().any(|(at, _)| words.iter().any(|w| heading[at..].starts_with(w)));
    ROLE_WORDS.iter().find(|(_, words)| has(words)).map_or(SectionRole::Practice, |(role, _)| *role)
}

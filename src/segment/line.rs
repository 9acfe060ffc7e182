//! Lines and what their form says they are: markers, header fields, headings, bylines, page furniture.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::Text;

/// One line of a document's clean text.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// Bytes in the clean text, without the line break.
    pub(super) range: Range<usize>,
    /// The line.
    pub(super) text: &'a str,
    /// The line with the white space that the source had between its words.
    pub(super) spaced: Cow<'a, str>,
    /// Length in characters.
    pub(super) len: usize,
    /// What its form says.
    pub(super) form: Form,
}

/// What the form of a line says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing but white space.
    Blank,
    /// A page number or a line of dots.
    Furniture,
    /// The word 目录.
    Contents,
    /// `案例 3：` or `排名3`: the number, and the byte of the line at which a title may follow.
    Marker(u32, usize),
    /// A header field: which, and the byte of the line at which its value begins.
    Field(Field, usize),
    /// An enumerated heading that stands alone: 1 for 一、, 2 for （一）, 3 for 1.
    Heading(u8),
    /// Who wrote what follows.
    Byline(Byline),
    /// Anything else.
    Prose,
}

/// A header field of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// 推荐单位.
    RecommendedBy,
    /// 实施单位.
    ImplementedBy,
    /// 牵头单位, which stands in the tasks of a plan too.
    LedBy,
    /// 协同单位, which does too.
    With,
    /// 联系人 and what else a form asks for that names no unit.
    Other,
}

impl Field {
    /// Whether it stands in the header of a case only.
    pub(super) const fn is_of_header(self) -> bool {
        matches!(self, Self::RecommendedBy | Self::ImplementedBy)
    }
}

/// The two ways of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Byline {
    /// A journalist.
    Reporter,
    /// An author with an office.
    Official,
}

/// The words of header fields and what they mean.
const FIELDS: &[(&str, Field)] = &[
    ("推荐单位", Field::RecommendedBy),
    ("推荐部门", Field::RecommendedBy),
    ("推荐机关", Field::RecommendedBy),
    ("报送单位", Field::RecommendedBy),
    ("选送单位", Field::RecommendedBy),
    ("实施单位", Field::ImplementedBy),
    ("实施主体", Field::ImplementedBy),
    ("实施部门", Field::ImplementedBy),
    ("实施机关", Field::ImplementedBy),
    ("承办单位", Field::ImplementedBy),
    ("申报单位", Field::ImplementedBy),
    ("创建单位", Field::ImplementedBy),
    ("单位", Field::ImplementedBy),
    ("牵头单位", Field::LedBy),
    ("牵头部门", Field::LedBy),
    ("责任单位", Field::LedBy),
    ("责任部门", Field::LedBy),
    ("汇报单位", Field::LedBy),
    ("联合申报", Field::LedBy),
    ("联合实施", Field::LedBy),
    ("协同单位", Field::With),
    ("协作单位", Field::With),
    ("协办单位", Field::With),
    ("配合单位", Field::With),
    ("参与单位", Field::With),
    ("支持单位", Field::With),
    ("联系人", Field::Other),
    ("联系方式", Field::Other),
    ("联系电话", Field::Other),
    ("电话", Field::Other),
    ("实施时间", Field::Other),
    ("报送时间", Field::Other),
];

/// How forms write the word of a field: numbered or behind a bullet, in brackets, with words around it. Behind it stands a
/// colon or the bracket that closes, so that the word is told from the same word in a sentence.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<&str> = FIELDS.iter().map(|&(word, _)| word).collect();
    let before = "[●■◆★▲※•·*-]*(?:[0-9]{1,2}[.．、]|[一二三四五六七八九十]{1,2}、)?[（【\\[〔]?(?:案例|主要)?";
    let behind = "(?:名称|全称)?(?:（盖章）|（公章）)?(?:[】\\]〕][：:]?|[：:])";
    Regex::new(&format!("{before}({}){behind}", words.join("|"))).ok()
});

/// What numbers a case, with its number: a word for cases, an ordinal, the number of a guiding case, `No.`.
static MARKER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "([0-9]{1,4}|[零〇一二三四五六七八九十百]{1,6}|[①-⑳])";
    let patterns = [
        format!(
            "(?:[0-9]{{4}}年)?(?:典型|实践|优秀|创新|指导性|示范|参考|最佳|入选|精选|十大)*案例(?:编号[：:])?之?[（(]?{number}[）)]?号?"
        ),
        format!("排名{number}"),
        format!("(?:第[一二三四五六七八九十]+批)?第{number}(?:例|则|案|个案例|号案例)"),
        format!("{number}号案例"),
        format!("检例第{number}号"),
        format!("(?i:no|case)\\.? ?{number}|№{number}"),
    ];
    let pattern = format!("^[【〔（\\[●■◆★☆▲※#*]*(?:{})", patterns.join("|"));
    Regex::new(&pattern).ok()
});

/// Marks between a marker and the title behind it.
const AROUND_MARKERS: [char; 20] =
    ['】', '〕', '）', ']', '：', ':', '、', '.', '．', ' ', '★', '☆', '●', '—', '–', '-', '－', '·', '|', '｜'];

/// What ends the title of an office.
const OFFICES: &[&str] = &[
    "检察长",
    "院长",
    "庭长",
    "局长",
    "所长",
    "处长",
    "科长",
    "部长",
    "厅长",
    "署长",
    "行长",
    "校长",
    "队长",
    "区长",
    "县长",
    "市长",
    "镇长",
    "组长",
    "站长",
    "秘书长",
    "社长",
    "主任",
    "书记",
    "主席",
    "教授",
    "研究员",
    "讲师",
    "律师",
    "法官",
    "检察官",
    "助理",
    "委员",
    "干警",
    "民警",
    "干部",
    "调研员",
    "秘书",
    "会长",
    "理事",
    "博士",
    "学者",
    "研究生",
    "公证员",
    "仲裁员",
    "调解员",
    "专员",
    "审判员",
    "书记员",
    "主管",
];

/// What newspapers and journals print above a text that is not its title.
const LABELS: &[&str] = &["编者按", "编者的话", "核心提示", "内容提要", "摘要", "导读", "关键词", "阅读提示", "开栏语"];

/// What may stand before the name of an author.
const SIGNATURES: &[&str] = &["文/", "文|", "文丨", "撰文/", "撰文：", "作者：", "作者/"];

/// What stands behind the unit that recommended a case, in brackets under its title: （县委政法委推荐）.
pub(super) const RECOMMENDS: &str = "推荐";
/// Such a unit has at most so many characters.
const LONGEST_RECOMMENDER: usize = 30;

/// Surnames, so that `深化改革 服务企业` is not taken for a name and an office.
static SURNAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/surnames.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// A heading or title is not longer than this, in characters.
const LONGEST_HEADING: usize = 46;

/// Words of headings in brackets that stand before a part of a case.
const PARTS: [&str; 10] = ["关键词", "要旨", "案情", "背景", "情况", "过程", "结果", "做法", "成效", "意义"];

/// A personal name is not longer than this.
const LONGEST_NAME: usize = 4;

/// A heading in brackets is not longer than this.
const LONGEST_LABEL: usize = 14;

/// The label of a field is not longer than this, in bytes: further on in a long line none is looked for.
const LONGEST_FIELD: usize = 96;

/// The lines of a clean text, each with its form.
pub(super) fn lines(text: &Text) -> Vec<Line<'_>> {
    let clean = text.as_str();
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', clean.as_bytes()).chain([clean.len()]);
    let mut lines: Vec<Line<'_>> = ends.map(|end| line(text, std::mem::replace(&mut start, end + 1)..end)).collect();
    join_bylines(&mut lines);
    lines
}

fn line(clean: &Text, range: Range<usize>) -> Line<'_> {
    let text = &clean.as_str()[range.clone()];
    let len = text.chars().count();
    let spaced = spaced(clean, &range);
    Line { form: form(text, len, &spaced), range, text, len, spaced }
}

/// A line with the white space that the source had between its words.
fn spaced<'a>(text: &'a Text, range: &Range<usize>) -> Cow<'a, str> {
    let clean = text.as_str();
    let (mut spaced, mut rest) = (String::new(), range.clone());
    let mut expected = usize::MAX;
    for (run, span) in text.runs(range.clone()) {
        if span.start > expected && !clean[run.clone()].starts_with(' ') {
            spaced.push_str(&clean[rest.start..run.start]);
            spaced.push(' ');
            rest.start = run.start;
        }
        expected = span.end;
    }
    if spaced.is_empty() {
        return Cow::Borrowed(&clean[rest]);
    }
    spaced.push_str(&clean[rest]);
    Cow::Owned(spaced)
}

impl Line<'_> {
    /// Whether nothing of the line is part of a case's text.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self.form, Form::Blank | Form::Furniture)
    }

    /// Whether the line could be (a part of) a title: short, not a sentence, no heading, field or label.
    pub(super) fn could_be_title(&self) -> bool {
        let labelled =
            || self.is_aside() || self.bracketed().is_some() || LABELS.iter().any(|label| self.text.starts_with(label));
        self.form == Form::Prose && self.len <= LONGEST_HEADING && !ends_sentence(self.text) && !labelled()
    }

    /// What stands in the brackets with which the line begins as a heading does: 【基本案情】; not 【改革一线】 in a title.
    pub(super) fn bracketed(&self) -> Option<&str> {
        let (inside, behind) = label(self.text)?;
        let told = behind.is_empty() || ends_sentence(behind) || PARTS.iter().any(|part| inside.contains(part));
        told.then_some(inside)
    }

    /// The word and colon with which a paragraph begins that tells what it is: 案例点评 of `案例点评：某法庭…`.
    pub(super) fn label(&self) -> Option<&str> {
        const LONGEST: usize = 6;
        let (label, _) = self.text.split_once('：').filter(|_| self.form == Form::Prose)?;
        (label.chars().count() <= LONGEST).then_some(label)
    }

    /// Whether the line stands in brackets: who sent a case in, or a remark.
    pub(super) fn is_aside(&self) -> bool {
        self.text.starts_with('（') && self.text.ends_with('）')
    }

    /// Whether the line breaks off in the middle of a sentence.
    pub(super) fn is_open(&self) -> bool {
        !self.is_empty() && !ends_sentence(self.text) && !self.text.ends_with(['”', '：', '）', '』', '」'])
    }

    /// Whether an unnumbered line looks like a heading between paragraphs: short, no mark inside, quotes closed.
    pub(super) fn looks_like_heading(&self) -> bool {
        self.len <= 30
            && self.could_be_title()
            && !self.text.contains(['，', '。', '；', '：'])
            && self.text.matches('“').count() == self.text.matches('”').count()
    }

    /// The title that a marker line carries behind its number.
    pub(super) fn after_marker(&self) -> Option<Range<usize>> {
        match self.form {
            Form::Marker(_, at) if at < self.text.len() => Some(self.range.start + at..self.range.end),
            _ => None,
        }
    }
}

/// Whether a line ends as a sentence or a clause of a list does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '）', '」', '』']);
    text.ends_with(['。', '！', '？', '；', '…', '.', '!', '?', ';'])
}

fn form(line: &str, len: usize, spaced: &str) -> Form {
    if line.is_empty() {
        Form::Blank
    } else if is_furniture(line, len) {
        Form::Furniture
    } else if matches!(line, "目录" | "目次") {
        Form::Contents
    } else {
        let named = marker(line, spaced)
            .or_else(|| field(line, spaced))
            .or_else(|| heading(line, len))
            .or_else(|| byline(line, len, spaced));
        named.unwrap_or(Form::Prose)
    }
}

/// A page number (`12`, `— 12 —`, `第12页`), or the dots and page number of a contents list.
fn is_furniture(line: &str, len: usize) -> bool {
    let core = || line.trim_matches(['-', '—', '–', '_', '·', '.', '…', '/', '第', '页', '共', ' ', '|']);
    len <= 16 && core().chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '页' | '共' | '第' | '-' | ' '))
}

/// A line that numbers a case: `案例一：`, `案例（1）`, `第3例`, `检例第181号`, `No.1`; its title may follow on the line.
fn marker(line: &str, spaced: &str) -> Option<Form> {
    let found = MARKER.as_ref()?.captures(line)?;
    let digits = found.iter().skip(1).flatten().next()?.as_str();
    let (marker, rest) = line.split_at(found.get(0)?.end());
    let title = rest.trim_start_matches(AROUND_MARKERS);
    let parted = || spaced.split(' ').next() == Some(marker);
    let closed = marker.ends_with(['）', '号']);
    let separated = closed || title.len() < rest.len() || rest.is_empty() || rest.starts_with(['“', '《']) || parted();
    let fits = title.chars().count() <= 2 * LONGEST_HEADING && !ends_sentence(title);
    (separated && fits).then_some(Form::Marker(number(digits)?, line.len() - title.len()))
}

/// A number in Arabic numerals, in a circle or, up to 九百九十九, in Chinese ones.
fn number(digits: &str) -> Option<u32> {
    if digits.chars().count() > 9 {
        return None;
    }
    if let Ok(number) = digits.parse() {
        return Some(number);
    }
    if let Some(circled @ '①'..='⑳') = digits.chars().next() {
        return Some(u32::from(circled) - u32::from('①') + 1);
    }
    let mut total = 0;
    let mut unit = 0;
    for c in digits.chars() {
        match (c, "一二三四五六七八九".chars().position(|digit| digit == c)) {
            (_, Some(at)) => unit = u32::try_from(at).ok()? + 1,
            ('十', _) => (total, unit) = (total + 10 * unit.max(1), 0),
            ('百', _) => (total, unit) = (total + 100 * unit.max(1), 0),
            ('零' | '〇', _) => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(total + unit)
}

/// Whether a character is one of the Chinese numerals that number headings.
fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// What stands in the brackets 【】 with which a line begins, as far as it is short, and what stands behind them.
fn label(line: &str) -> Option<(&str, &str)> {
    let (inside, behind) = line.strip_prefix('【')?.split_once('】')?;
    (inside.chars().count() <= LONGEST_LABEL).then_some((inside, behind))
}

/// The number with which a heading of any level begins, and where its words begin.
pub(super) fn heading_number(line: &str) -> Option<(u32, usize)> {
    let bare = line.trim_start_matches('（');
    let end = bare.find(|c: char| !c.is_ascii_digit() && !is_numeral(c))?;
    let words = bare[end..].trim_start_matches(['）', '、', '.', '．', ' ']);
    Some((number(&bare[..end])?, line.len() - words.len()))
}

/// A header field: its word as [`LABEL`] has it, or alone in a cell or on a line (`单位` only with a colon); or a unit and
/// [`RECOMMENDS`] in brackets.
fn field(line: &str, spaced: &str) -> Option<Form> {
    let inside = line.strip_prefix('（').and_then(|bare| bare.strip_suffix('）'));
    if let Some(unit) = inside.and_then(|inside| inside.strip_suffix(RECOMMENDS)).filter(|unit| !unit.is_empty()) {
        let plain = unit.chars().count() <= LONGEST_RECOMMENDER && !unit.contains(['，', '。', '：']);
        return plain.then_some(Form::Field(Field::RecommendedBy, "（".len()));
    }
    let opening = &line[..line.floor_char_boundary(LONGEST_FIELD)];
    if let Some((field, label)) = labels(opening).next().filter(|(_, label)| label.start == 0) {
        return Some(Form::Field(field, label.end));
    }
    let cell = spaced.split([' ', '\t']).next().filter(|cell| *cell != "单位")?;
    let (word, field) = FIELDS.iter().find(|(word, _)| *word == cell)?;
    Some(Form::Field(*field, word.len()))
}

/// The labels of fields in a text, in order: which field, and the bytes of the label, behind which its value begins.
pub(super) fn labels(text: &str) -> impl Iterator<Item = (Field, Range<usize>)> {
    let found = LABEL.as_ref().into_iter().flat_map(|label| label.captures_iter(text));
    found.filter_map(|label| {
        let (all, word) = (label.get(0)?, label.get(1)?.as_str());
        let (_, field) = FIELDS.iter().find(|(known, _)| *known == word)?;
        let parted = !text[..all.start()].ends_with(char::is_alphanumeric);
        (parted || word != "单位").then_some((*field, all.range()))
    })
}

fn heading(line: &str, len: usize) -> Option<Form> {
    let level = heading_level(line)?;
    (len <= LONGEST_HEADING && !line.trim_end_matches('。').contains(['。', '；']) && !line.ends_with('；'))
        .then_some(Form::Heading(level))
}

/// The level of the number that a line begins with, whether or not the line is a heading alone.
pub(super) fn heading_level(line: &str) -> Option<u8> {
    if label(line).is_some_and(|(_, behind)| behind.is_empty()) {
        return Some(1);
    }
    let numerals = |text: &str| text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    if let Some(rest) = line.strip_prefix('（') {
        let end = numerals(rest);
        return (end > 0 && rest[end..].starts_with('）')).then_some(2);
    }
    let end = numerals(line);
    if end > 0 {
        return line[end..].starts_with('、').then_some(1);
    }
    let end = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
    let after = line[end..].chars().nth(1);
    let numbered = line[end..].starts_with(['.', '．', '、']) && !after.is_some_and(|c| c.is_ascii_digit());
    (end > 0 && end <= 2 && numbered).then_some(3)
}

fn byline(line: &str, len: usize, spaced: &str) -> Option<Form> {
    if len > LONGEST_HEADING || ends_sentence(line) {
        return None;
    }
    let bare = spaced.trim_start_matches(['□', '■', '○', '◎', '●', '▲', '◆', '/', ' ']);
    let signed = SIGNATURES.iter().find_map(|prefix| bare.strip_prefix(prefix));
    let bare = signed.unwrap_or(bare);
    if bare.contains(['，', '：', '《', '“']) {
        return None;
    }
    let words: Vec<&str> = bare.split([' ', '（', '）']).filter(|word| !word.is_empty()).collect();
    if signed.is_some() && person(&words) > 0 || official(&words) {
        return Some(Form::Byline(Byline::Official));
    }
    reporter(&words)
}

/// A name and an office, in either order.
fn official(words: &[&str]) -> bool {
    let name = person(words);
    let after = name > 0 && is_office(&words[name..]);
    let last = words.len().saturating_sub(1);
    after || words.get(last).is_some_and(|word| person(&[word]) == 1) && is_office(&words[..last])
}

/// Whether words of two characters and more end as the title of an office does.
fn is_office(words: &[&str]) -> bool {
    let office = words.concat();
    let long = office.chars().count() >= 4 && words.iter().all(|word| word.chars().count() >= 2);
    long && OFFICES.iter().any(|end| office.ends_with(end))
}

/// Makes a byline of a name and an office that stand on two lines.
fn join_bylines(lines: &mut [Line<'_>]) {
    let filled: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].is_empty()).collect();
    for pair in filled.windows(2) {
        let (name, office) = (&lines[pair[0]], &lines[pair[1]]);
        if name.form == Form::Prose
            && is_person(name)
            && office.could_be_title()
            && !office.text.contains('，')
            && is_office(&[office.text])
        {
            lines[pair[0]].form = Form::Byline(Byline::Official);
            lines[pair[1]].form = Form::Byline(Byline::Official);
        }
    }
}

/// Whether nothing but a personal name stands on a line.
fn is_person(line: &Line<'_>) -> bool {
    let is_whole = |words: &[&str]| person(words) == words.len();
    line.len <= LONGEST_NAME && is_whole(&line.spaced.split(' ').collect::<Vec<_>>())
}

/// Number of leading words that make a personal name: one of two to four characters, or two of one; 0 where none do.
fn person(words: &[&str]) -> usize {
    let len = |at: usize| words.get(at).map_or(0, |word| word.chars().count());
    match (len(0), words) {
        (2..=LONGEST_NAME, [name, ..]) if is_name(name) => 1,
        (1, [surname, given, ..]) if len(1) == 1 && is_name(&[*surname, *given].concat()) => 2,
        _ => 0,
    }
}

/// Whether a word is a surname and one or two characters, or a transcribed name (`阿里木·买买提`).
fn is_name(word: &str) -> bool {
    let chinese = word.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c) || c == '·');
    let begins = || word.char_indices().skip(1).map(|(byte, _)| word.split_at(byte));
    let named = |(surname, given): (&str, &str)| matches!(given.chars().count(), 1 | 2) && SURNAMES.contains(surname);
    chinese && (word.contains('·') || begins().any(named))
}

/// `本报记者 张三`, `某报·某网记者 李 四 通讯员 王五`; a photographer's credit is none.
fn reporter(words: &[&str]) -> Option<Form> {
    let at = words.iter().position(|word| word.ends_with("记者") || word.ends_with("通讯员"))?;
    let names = &words[at + 1..];
    let credit = names.last().is_some_and(|word| word.ends_with('摄') || word.ends_with("报道"));
    (at <= 1 && !names.is_empty() && names.len() <= 8 && !credit).then_some(Form::Byline(Byline::Reporter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TextBuilder;

    #[test]
    fn the_form_of_a_line_tells_what_it_is() {
        let table = [
            ("", Form::Blank),
            ("— 12 —", Form::Furniture),
            ("..... 36", Form::Furniture),
            ("目 录", Form::Contents),
            ("案例 13: 建立某某机制", Form::Marker(13, 11)),
            ("案例三：以柔性执法护企", Form::Marker(3, 12)),
            ("排名2", Form::Marker(2, 7)),
            ("【案例4】某某做法", Form::Marker(4, 13)),
            ("案例库共有三百个案例", Form::Prose),
            ("推荐单位：市某局", Form::Field(Field::RecommendedBy, 15)),
            ("实施单位: 某区司法局", Form::Field(Field::ImplementedBy, 15)),
            ("（推荐单位：某局）", Form::Field(Field::RecommendedBy, 18)),
            ("【推荐单位】某局", Form::Field(Field::RecommendedBy, 18)),
            ("●1.案例实施单位（盖章）：某局", Form::Field(Field::ImplementedBy, 38)),
            ("一、推荐单位名称：某局", Form::Field(Field::RecommendedBy, 27)),
            ("一、实施单位众多", Form::Heading(1)),
            ("由牵头部门和实施单位：某局负责。", Form::Prose),
            ("申报单位", Form::Field(Field::ImplementedBy, 12)),
            ("单位合并之后", Form::Prose),
            ("【基本案情】", Form::Heading(1)),
            ("第三批第2号案例", Form::Marker(2, 22)),
            ("检例第181号", Form::Marker(181, 15)),
            ("第一例案件是这样办的。", Form::Prose),
            ("一、工作背景", Form::Heading(1)),
            ("（二）主要做法", Form::Heading(2)),
            ("1.加强对接", Form::Heading(3)),
            ("一是建立机制，二是强化保障。", Form::Prose),
            ("1.5万件案件得到办理", Form::Prose),
            ("张小明 某某市人民检察院检察长", Form::Byline(Byline::Official)),
            ("李 四 某某大学法学院教授", Form::Byline(Byline::Official)),
            ("某某县人民检察院副检察长 王五", Form::Byline(Byline::Official)),
            ("赵六（某某区司法局局长）", Form::Byline(Byline::Official)),
            ("文/钱七", Form::Byline(Byline::Official)),
            ("孙八\n某某区人民法院党组书记、院长", Form::Byline(Byline::Official)),
            ("某报·某网记者 王 五", Form::Byline(Byline::Reporter)),
            ("本报记者 赵六 摄", Form::Prose),
            ("深化改革 助力发展", Form::Prose),
            ("深化改革 当好企业秘书长", Form::Prose),
            ("高效服务 培育调解员", Form::Prose),
        ];
        for (source, expected) in table {
            let text = Text::verbatim(source, 0);
            let clean = cleaned(&text);
            assert_eq!(lines(&clean)[0].form, expected, "{source}");
        }
    }

    /// Drops spaces beside Chinese characters as clean-up does.
    fn cleaned(text: &Text) -> Text {
        let mut builder = TextBuilder::default();
        for (_, source, c) in text.chars().filter(|&(_, _, c)| c != ' ') {
            builder.push(if c == ':' { '：' } else { c }, source);
        }
        builder.finish()
    }

    #[test]
    fn a_line_keeps_the_spaces_of_its_source() {
        let clean = cleaned(&Text::verbatim("打造品牌 服务企业\n二", 0));
        let lines = lines(&clean);
        assert_eq!((lines[0].text, &*lines[0].spaced), ("打造品牌服务企业", "打造品牌 服务企业"));
        assert_eq!(lines[1].spaced, "二");
    }
}

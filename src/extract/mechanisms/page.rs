//! A case's text with everything marked that the search for practices looks at: words, known names, quotations,
//! titles of documents, lines.

use std::ops::Range;

use memchr::memmem;

use super::super::window::{covering, marks};
use crate::lexicon::{Found, Lexicon, Marks, Standing, WordClass};
use crate::model::{Case, SectionRole};

/// Longest quotation looked at, in bytes.
const LONGEST_QUOTE: usize = 108;
/// Longest heading, in bytes.
const LONGEST_HEADING: usize = 135;

/// A marked text.
pub(super) struct Page<'a> {
    pub(super) case: &'a Case,
    pub(super) text: &'a str,
    pub(super) lexicon: &'a Lexicon,
    /// The words of all data files.
    pub(super) words: &'a Found,
    pub(super) marks: Marks,
    /// Names of the taxonomy.
    pub(super) known: Vec<Known>,
    /// What stands in quotation marks, without them.
    pub(super) quotes: Vec<Range<usize>>,
    /// What stands in 《》, marks included.
    documents: Vec<Range<usize>>,
    /// Where a quotation ends before 等.
    list_ends: Vec<usize>,
    lines: Vec<Line>,
    /// At the first byte of each character its kinds.
    kinds: Vec<CharacterKinds>,
    /// Where each mark stands that ends a clause, in order.
    pub(super) clause_ends: Vec<usize>,
    /// Words of header and title that tell the system of the unit whose case it is.
    pub(super) systems: Vec<&'static str>,
}

/// A name of the taxonomy at one place of the text.
pub(super) struct Known {
    pub(super) at: Range<usize>,
    pub(super) standing: Standing,
}

/// What characters are, one bit for each kind.
#[derive(Clone, Copy, Default)]
pub(super) struct CharacterKinds(u8);

impl CharacterKinds {
    pub(super) const PLUS: Self = Self(1);
    pub(super) const LIST: Self = Self(1 << 1);
    pub(super) const OF: Self = Self(1 << 2);
    pub(super) const QUOTE: Self = Self(1 << 3);
    pub(super) const LETTER: Self = Self(1 << 4);
    pub(super) const DIGIT: Self = Self(1 << 5);
    /// Part of the name of a place whose case it is.
    pub(super) const LOCAL: Self = Self(1 << 6);

    /// The kind of a character that is no ideograph.
    fn of(c: char) -> Self {
        match c {
            '+' => Self::PLUS,
            '、' => Self::LIST,
            '“' => Self::QUOTE,
            'a'..='z' | 'A'..='Z' => Self::LETTER,
            '0'..='9' => Self::DIGIT,
            _ => Self::default(),
        }
    }

    /// Whether any is of a kind.
    pub(super) fn have(self, kind: Self) -> bool {
        self.0 & kind.0 != 0
    }
}

/// A line of the text.
pub(super) struct Line {
    at: Range<usize>,
    /// Whether the line is short and no sentence.
    pub(super) heading: bool,
    /// Where the first sentence ends, for a line that opens with a number (`（一）`, `二是`).
    numbered: Option<usize>,
}

impl Line {
    /// Whether a byte stands in the sentence that opens a numbered paragraph.
    pub(super) fn opens(&self, at: usize) -> bool {
        self.numbered.is_some_and(|end| at < end)
    }
}

/// What stands on one side of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Stop,
    Quote,
    List,
    Close,
    Introduces,
    Particle,
    Border,
    Leading,
    Head,
    GoesOn,
    Other,
}

impl Side {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "p",
            Self::Quote => "q",
            Self::List => "d",
            Self::Close => "c",
            Self::Introduces => "S",
            Self::Particle => "x",
            Self::Border => "V",
            Self::Leading => "L",
            Self::Head => "H",
            Self::GoesOn => "n",
            Self::Other => "-",
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(case: &'a Case, words: &'a Found, lexicon: &'a Lexicon) -> Self {
        let text = case.text.as_str();
        let known = lexicon.mechanisms.find(words, 0..text.len());
        let (kinds, clause_ends) = characters(text, &locality(case));
        Self {
            case,
            text,
            lexicon,
            words,
            marks: lexicon.mechanism_words.marks(words, text.len()),
            known: known.map(|(at, _, standing)| Known { at, standing }).collect(),
            quotes: quotes(text),
            documents: documents(text),
            list_ends: memmem::find_iter(text.as_bytes(), "”等").collect(),
            lines: lines(text),
            kinds,
            clause_ends,
            systems: systems(case),
        }
    }

    /// What stands before a byte.
    pub(super) fn before(&self, at: usize) -> Side {
        let mark = self.marks.at[at];
        match self.text[..at].chars().next_back() {
            None => Side::Stop,
            Some('“') => Side::Quote,
            Some('、') => Side::List,
            Some('”') => Side::Close,
            Some(c) if is_stop(c) => Side::Stop,
            _ if mark.ends.is(WordClass::INTRODUCES) => Side::Introduces,
            _ if mark.ends.is(WordClass::PARTICLE) => Side::Particle,
            _ if mark.border >= 6 => Side::Border,
            _ if mark.ends.is(WordClass::LEADING) => Side::Leading,
            _ => Side::Other,
        }
    }

    /// What stands after a byte.
    pub(super) fn after(&self, at: usize) -> Side {
        let mark = self.marks.at[at];
        match self.text[at..].chars().next() {
            None => Side::Stop,
            Some('”') => Side::Quote,
            Some('、') => Side::List,
            Some('“') => Side::Close,
            Some(c) if is_stop(c) => Side::Stop,
            _ if mark.next_head >= 6 => Side::Head,
            _ if mark.begins.is(WordClass::GOES_ON) => Side::GoesOn,
            _ if mark.begins.is(WordClass::BORDER) => Side::Border,
            _ => Side::Other,
        }
    }

    /// The role of the section in which a byte stands, `head` in title and header.
    pub(super) fn role(&self, at: usize) -> &'static str {
        self.case.role_at(at).map_or("head", SectionRole::as_str)
    }

    pub(super) fn in_title(&self, at: usize) -> bool {
        self.case.title_at.contains(&at)
    }

    /// The line in which a byte stands.
    pub(super) fn line(&self, at: usize) -> Option<&Line> {
        let index = self.lines.partition_point(|line| line.at.end < at);
        self.lines.get(index)
    }

    pub(super) fn in_document(&self, at: usize) -> bool {
        covering(&self.documents, at).is_some()
    }

    /// The kinds of the characters of a range.
    pub(super) fn kinds_in(&self, range: &Range<usize>) -> CharacterKinds {
        CharacterKinds(self.kinds[range.clone()].iter().fold(0, |all, kinds| all | kinds.0))
    }

    /// Whether a list of quotations ends with 等 inside a range.
    pub(super) fn ends_list(&self, range: Range<usize>) -> bool {
        let from = self.list_ends.partition_point(|&end| end < range.start);
        self.list_ends.get(from).is_some_and(|end| end + "”等".len() <= range.end)
    }

    /// The quotation in which a byte stands.
    pub(super) fn quote_at(&self, at: usize) -> Option<&Range<usize>> {
        covering(&self.quotes, at)
    }

    /// Whether a range is part of a longer quotation.
    pub(super) fn in_quote(&self, at: &Range<usize>) -> bool {
        self.quote_at(at.start).is_some_and(|quote| quote.len() > at.len())
    }

    /// Whether a range is part of, or overlaps, a longer known name.
    pub(super) fn in_known(&self, at: &Range<usize>) -> bool {
        let from = self.known.partition_point(|known| known.at.end <= at.start);
        let over = self.known[from..].iter().take_while(|known| known.at.start < at.end);
        over.into_iter().any(|known| known.at.len() > at.len())
    }

    /// The known names inside a range.
    pub(super) fn known_in(&self, at: &Range<usize>) -> &[Known] {
        let from = self.known.partition_point(|known| known.at.start < at.start);
        let inside = self.known[from..].iter().take_while(|known| known.at.end <= at.end).count();
        &self.known[from..from + inside]
    }
}

/// Marks at which no name goes on.
pub(super) fn is_stop(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '、'
            | '！'
            | '？'
            | '\n'
            | '“'
            | '”'
            | '（'
            | '）'
            | '《'
            | '》'
            | '‘'
            | '’'
            | '—'
            | '…'
            | '('
            | ')'
            | ','
            | ';'
            | ':'
            | '.'
    )
}

pub(super) fn is_clause_end(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '\n' | '！' | '？' | '：')
}

fn quotes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for open in memmem::find_iter(text.as_bytes(), "“") {
        let start = open + '“'.len_utf8();
        let rest = &text[start..];
        let Some(close) = rest.find(['“', '”', '\n', '。']) else { break };
        if rest[close..].starts_with('”') && (4..=LONGEST_QUOTE).contains(&close) {
            found.push(start..start + close);
        }
    }
    found
}

/// At the first byte of each character its kinds, and where each mark stands that ends a clause.
fn characters(text: &str, locality: &[char]) -> (Vec<CharacterKinds>, Vec<usize>) {
    let (mut kinds, mut clause_ends) = (vec![CharacterKinds::default(); text.len()], Vec::new());
    for (byte, c) in marks(text) {
        if is_clause_end(c) {
            clause_ends.push(byte);
        } else {
            kinds[byte] = CharacterKinds::of(c);
        }
    }
    let ideographs = locality.iter().map(|&c| (c, CharacterKinds::LOCAL));
    for (ideograph, kind) in ideographs.chain([('的', CharacterKinds::OF)]) {
        for byte in memmem::find_iter(text.as_bytes(), ideograph.encode_utf8(&mut [0; 4]).as_bytes()) {
            kinds[byte].0 |= kind.0;
        }
    }
    (kinds, clause_ends)
}

fn documents(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for open in memmem::find_iter(text.as_bytes(), "《") {
        let Some(close) = text[open..].find(['》', '\n']) else { break };
        if found.last().is_none_or(|last| last.end <= open) && text[open + close..].starts_with('》') {
            found.push(open..open + close + '》'.len_utf8());
        }
    }
    found
}

fn lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        let stop = line.find('。');
        let at = start..start + line.len();
        let numbered = is_numbered(line).then(|| start + stop.unwrap_or(line.len()));
        found.push(Line { at, heading: stop.is_none() && line.len() < LONGEST_HEADING, numbered });
        start += line.len() + 1;
    }
    found
}

/// Whether a line opens with a number: `（一）`, `一是`, `1.`.
fn is_numbered(line: &str) -> bool {
    let rest = line.strip_prefix('（').unwrap_or(line);
    let rest = rest.trim_start_matches(is_numeral);
    rest.len() < line.len() && rest.starts_with(['）', '是', '.', '、', '．'])
}

/// A digit or a Chinese numeral below a hundred.
pub(super) fn is_numeral(c: char) -> bool {
    matches!(c, '0'..='9' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Words of header and title that tell the system of the unit whose case it is.
const SYSTEMS: [&str; 16] = [
    "检察",
    "法院",
    "公安",
    "司法局",
    "市场监管",
    "税务",
    "财政",
    "监狱",
    "街道",
    "知识产权",
    "政法委",
    "数据",
    "海关",
    "规划",
    "金融",
    "依法治",
];

fn systems(case: &Case) -> Vec<&'static str> {
    let units = case.implemented_by.iter().chain(&case.recommended_by).map(|at| &case.text.as_str()[at.clone()]);
    let parts: Vec<&str> = units.chain([case.title.as_str()]).collect();
    SYSTEMS.into_iter().filter(|system| parts.iter().any(|part| part.contains(system))).collect()
}

/// The characters of the districts that head and opening of a case name most: brands are made of them.
fn locality(case: &Case) -> Vec<char> {
    const OPENING: usize = 4500;
    let text = case.text.as_str();
    let opening = (0..text.len().min(OPENING)).rev().find(|&byte| text.is_char_boundary(byte)).unwrap_or(0);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for name in district_names(&text[..opening]) {
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts.iter().take(2).flat_map(|(name, _)| name.chars()).collect()
}

/// The two characters before each 区 or 县, where they may be a name: 松江 of 松江区.
fn district_names(text: &str) -> impl Iterator<Item = &str> {
    let signs = text.char_indices().filter(|&(_, c)| matches!(c, '区' | '县'));
    signs.filter_map(|(at, sign)| {
        let before = text[..at].strip_suffix('新').unwrap_or(&text[..at]);
        let (start, first) = before.char_indices().rev().nth(1)?;
        let last = before[start + first.len_utf8()..].chars().next()?;
        (!is_stop(first) && !is_stop(last) && !is_common(last, sign)).then_some(&before[start..])
    })
}

/// Whether a character makes a common noun of 区 or 县: 园区, 社区, 我县.
fn is_common(before: char, sign: char) -> bool {
    const NO_PLACE: [char; 17] =
        ['园', '社', '街', '片', '辖', '地', '城', '全', '本', '我', '各', '校', '厂', '市', '专', '景', '特'];
    if sign == '区' { NO_PLACE.contains(&before) } else { before == '我' }
}

//! Clean-up: one clean line a source line, without the noise of typesetting and character recognition.

use unicode_normalization::UnicodeNormalization;

use crate::model::{Text, TextBuilder};

/// The clean form of a text as read.
///
/// Letters, digits and signs of full width become narrow, narrow marks and quotation marks beside Chinese characters
/// become wide; single marks of a title become double ones where they stand in no other title (GB/T 15834, 4.15: 《…〈…〉…》);
/// radicals and compatibility forms become the characters that they look like; white space between Chinese characters
/// goes, other runs of it become one space; marks of Markdown and characters that nobody sees go. Lines stay lines: a tab
/// ends one too, since it separates the cells of a table, and so does the bar of a table in Markdown.
#[must_use]
pub fn clean(text: &str) -> Text {
    let mut cleaner = Cleaner { out: TextBuilder::with_capacity(text.len()), ..Cleaner::default() };
    let (mut source, mut rest) = (0, text);
    loop {
        let (plain, other) = rest.split_at(plain(rest));
        cleaner.write_plain(plain, source);
        source += plain.len() / PLAIN;
        let mut chars = other.chars();
        let Some(c) = chars.next() else { return cleaner.out.finish() };
        if cleaner.line == Line::Fresh {
            cleaner.line = if is_rule(other) { Line::Rule } else { Line::Prose };
        }
        rest = chars.as_str();
        cleaner.take(c, source, chars.next().unwrap_or('\n'));
        source += 1;
    }
}

/// Bytes of each character that stays as it is.
const PLAIN: usize = 3;

/// Length of the run of characters at the beginning of a text that stay as they are, whatever stands around them.
fn plain(text: &str) -> usize {
    text.as_bytes().chunks_exact(PLAIN).take_while(|c| is_plain(c)).count() * PLAIN
}

/// Whether three bytes are a character from U+4000 to U+9FFF, as nearly all Chinese ones are, or a mark of Chinese prose.
fn is_plain(c: &[u8]) -> bool {
    matches!(
        c,
        [0xE4..=0xE9, ..]
            | [0xEF, 0xBC, 0x81 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F] // ！（），：；？
            | [0xE3, 0x80, 0x81..=0x87 | 0x90..=0x9C] // 、。【】〔〕
            | [0xE2, 0x80, 0x90..=0xA1 | 0xA3..=0xA6] // —‘’“”…
    )
}

/// The clean text so far and what the next character depends on.
#[derive(Default)]
struct Cleaner {
    out: TextBuilder,
    /// The last character written.
    last: Option<char>,
    /// Source position of white space not yet written.
    space: Option<usize>,
    line: Line,
    /// Whether a straight quotation mark is open on the line.
    quoted: bool,
    /// The mark that the title has which is open on the line.
    title: Option<char>,
    /// Of each half-width bracket open on the line what became of it.
    brackets: Vec<char>,
}

/// What is known of the line.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Line {
    /// It has just begun.
    #[default]
    Fresh,
    /// It is text.
    Prose,
    /// It is a row of a table in Markdown.
    Row,
    /// It only draws a rule.
    Rule,
}

impl Cleaner {
    fn take(&mut self, c: char, source: usize, next: char) {
        match c {
            c if c.is_ascii_alphanumeric() => self.put(c, source),
            c if ends_line(c) => self.end_line(source),
            '\t' => self.end_cell(source),
            '\r' if next != '\n' => self.end_line(source),
            _ if self.line == Line::Rule || is_invisible(c) => {}
            '|' if self.at_line_start() => self.line = Line::Row,
            '|' if self.line == Line::Row => self.end_cell(source),
            '\\' if next.is_ascii_punctuation() => {}
            '*' if next == '*' || self.last == Some('*') || self.at_line_start() => self.drop_star(next),
            '#' | '>' if self.at_line_start() => {}
            '<' | '>' if next == c && self.space.is_none() => {
                self.write(if c == '<' { '《' } else { '》' }, source, next);
            }
            '<' | '>' if matches!((c, self.last), ('<', Some('《')) | ('>', Some('》'))) => {}
            '-' | '•' | '·' if self.at_line_start() && next.is_whitespace() => {}
            _ if c.is_whitespace() => self.space = self.space.or(Some(source)),
            _ => self.write(c, source, next),
        }
    }

    /// A run of characters that stay as they are.
    fn write_plain(&mut self, run: &str, source: usize) {
        let Some(last) = run.chars().next_back() else { return };
        if self.line == Line::Fresh {
            self.line = Line::Prose;
        }
        self.space = None;
        self.out.push_even(run, source);
        self.last = Some(last);
    }

    fn at_line_start(&self) -> bool {
        matches!(self.last, None | Some('\n'))
    }

    /// A star of Markdown's emphasis is not text; `last` keeps it in mind until the run of stars ends.
    fn drop_star(&mut self, next: char) {
        if next != '*' && self.last == Some('*') {
            self.last = self.out.as_str().chars().next_back();
        } else if next == '*' {
            self.last = Some('*');
        }
    }

    fn end_line(&mut self, source: usize) {
        // A quotation goes on where a line or a page breaks within a sentence.
        let goes_on = |last| last == '\n' || is_wide(last) && !"。！？；：".contains(last);
        self.quoted &= self.last.is_some_and(goes_on);
        self.end_cell(source);
        (self.line, self.title) = (Line::Fresh, None);
        self.brackets.clear();
    }

    fn end_cell(&mut self, source: usize) {
        self.space = None;
        self.last = Some('\n');
        self.out.push('\n', source);
    }

    /// The wide form of a straight quotation mark: opening beside a Chinese character or before a number at the beginning of
    /// a line, then closing.
    fn quote(&mut self, c: char, next: char) -> char {
        match c {
            '"' if self.quoted => {
                self.quoted = false;
                '”'
            }
            '"' if is_wide(next) || self.last.is_some_and(is_wide) || self.at_line_start() && next.is_ascii_digit() => {
                self.quoted = true;
                '“'
            }
            _ => c,
        }
    }

    /// The mark of a title that stands in no other one: 《》, whichever mark it has.
    fn title(&mut self, c: char) -> char {
        match (c, self.title) {
            ('《' | '〈', None) => {
                self.title = Some(c);
                '《'
            }
            ('》', Some(_)) | ('〉', Some('〈')) => {
                self.title = None;
                '》'
            }
            _ => c,
        }
    }

    /// A half-width bracket that closes is as wide as the one that opened.
    fn bracket(&mut self, c: char, widened: char) -> char {
        match c {
            '(' => self.brackets.push(widened),
            ')' => match self.brackets.pop() {
                Some('(') => return ')',
                Some(_) => return '）',
                None => {}
            },
            _ => {}
        }
        widened
    }

    fn write(&mut self, c: char, source: usize, next: char) {
        let c = narrow(unify(c));
        let c = self.bracket(c, widen(c, self.last, next));
        let c = self.quote(c, next);
        let c = self.title(c);
        self.put(c, source);
    }

    /// Writes a character as it is, behind the white space before it where that means something.
    fn put(&mut self, c: char, source: usize) {
        if let Some(space) = self.space.take()
            && self.last.is_some_and(|last| last != '\n' && !is_wide(last) && !is_wide(c))
        {
            self.out.push(' ', space);
        }
        self.out.push(c, source);
        self.last = Some(c);
    }
}

/// Whether a line ends with this character, whatever follows it.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\u{2028}' | '\u{2029}' | '\u{c}')
}

/// Whether a line consists of nothing but a drawn rule (`-----`, `|---|:--|`, `===`).
fn is_rule(line: &str) -> bool {
    let is_drawn =
        |c: char| matches!(c, '-' | '=' | '_' | '*' | '~' | '|' | ':' | '─' | '━' | '═') || c.is_whitespace();
    let mut line = line.chars().take_while(|&c| c != '\r' && !ends_line(c));
    let mut drawn = 0;
    line.all(|c| {
        drawn += usize::from(!c.is_whitespace());
        is_drawn(c)
    }) && drawn >= 3
}

/// The character that a radical or a compatibility form looks like. Fonts share their glyphs, so that text taken from a
/// PDF has `⼈` for `人`.
fn unify(c: char) -> char {
    match c {
        '\u{2E80}'..='\u{2EFF}' => RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, plain)| *plain),
        '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        _ => c,
    }
}

/// Radicals that are characters of their own and which NFKC leaves alone (Unicode, `EquivalentUnifiedIdeograph.txt`).
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺒', '巳'),
    ('⺝', '月'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺫', '罒'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺶', '羊'),
    ('⺹', '老'),
    ('⻁', '虎'),
    ('⻃', '西'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻑', '長'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

/// The narrow form of a full-width letter, digit or sign; marks of Chinese prose stay wide.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '＋' | '／' | '＝' | '＆' | '＠' | '＃' | '．' | '～' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        '﹝' | '［' => '〔',
        '﹞' | '］' => '〕',
        '﹪' => '%',
        '﹣' | '－' => '-',
        '「' | '〝' | '﹁' => '“',
        '」' | '〞' | '﹂' => '”',
        '『' | '﹃' => '‘',
        '』' | '﹄' => '’',
        '＂' => '"',
        '«' | '≪' | '︽' => '《',
        '»' | '≫' | '︾' => '》',
        '︿' => '〈',
        '﹀' => '〉',
        '﹒' | '・' | '•' | '‧' => '·',
        _ => c,
    }
}

/// The wide form of a mark that stands beside a Chinese character.
fn widen(c: char, last: Option<char>, next: char) -> char {
    let wide = match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        _ => return c,
    };
    let beside_digits = last.is_some_and(|last| last.is_ascii_digit()) && next.is_ascii_digit();
    if !beside_digits && (last.is_some_and(is_wide) || is_wide(next)) { wide } else { c }
}

/// Whether a character is Chinese or a mark of Chinese prose, beside which white space means nothing.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2026}' | '\u{2460}'..='\u{24FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}' | '·')
}

/// Characters that carry no text: marks of byte order and direction, joiners, soft hyphens, controls, private use.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{B}' | '\r' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{E000}'..='\u{F8FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_of_typesetting_goes_and_words_stay() {
        let table = [
            ("累计帮教社区矫正对象 158 名", "累计帮教社区矫正对象158名"),
            ("法治,是(一)重要;保障", "法治，是（一）重要；保障"),
            ("the  GDP of 2,100 in 1:2", "the GDP of 2,100 in 1:2"),
            ("**案例 22：探索**\n- 推荐单位", "案例22：探索\n推荐单位"),
            ("１２％的ＡＩ＋法律", "12%的AI+法律"),
            ("\u{feff}检\u{200b}查\r\n码", "检查\n码"),
            ("案例\t72", "案例\n72"),
            ("a*b", "a*b"),
            ("# 标题\n> 引文", "标题\n引文"),
            ("推行\"检查码\"，说\"好\"", "推行“检查码”，说“好”"),
            ("甲局(SZ)A(B)检查码、(一)乙、f(x)\n丙)", "甲局（SZ）A(B)检查码、（一）乙、f(x)\n丙）"),
            ("say \"yes\" to 5\"", "say \"yes\" to 5\""),
            ("推行\"检查\n\n码\"机制，\"好\"", "推行“检查\n\n码”机制，“好”"),
            ("推行\"检查码。\n\"好\"办法", "推行“检查码。\n“好”办法"),
            ("\"8年了。\"\n\"是\"", "“8年了。”\n“是”"),
            ("「免罚清单」", "“免罚清单”"),
            ("〈民法典〉和«刑法»", "《民法典》和《刑法》"),
            ("依<<民法典>>和 1 << 2", "依《民法典》和1 << 2"),
            (">> 引文\n<<民法典>>\n>>x", "引文\n《民法典》\nx"),
            ("《关于适用〈民法典〉的解释》", "《关于适用〈民法典〉的解释》"),
            ("〈缺了后半\n〈民法典〉", "《缺了后半\n《民法典》"),
            ("⼈⺠法院、⻔⻓", "人民法院、门长"),
            ("\u{e001}要点\u{fffd}", "要点"),
            ("标题\n------\n正文", "标题\n\n正文"),
            ("| 部门 | 频次 |\n|---|:--|\n| 甲 | 2 |", "\n部门\n频次\n\n\n甲\n2\n".trim_start_matches('\n')),
            (r"1\. \*重点\*", "1. *重点*"),
        ];
        for (source, expected) in table {
            assert_eq!(clean(source).as_str(), expected, "{source}");
        }
    }

    #[test]
    fn every_clean_character_stands_for_the_source_character_at_its_position() {
        let source = "一、背 景,**重点**\r\n１２ 家";
        let chars: Vec<char> = source.chars().collect();
        for (_, position, c) in clean(source).chars() {
            let original = chars[position];
            assert!(c == original || widen(narrow(original), Some('一'), '一') == c, "{c} is not {original}");
        }
    }
}

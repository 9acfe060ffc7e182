//! The numbers of lists, which Word does not write into the text but counts: `一、`, `（二）`, `3.`
//!
//! ECMA-376 part 1, 17.9: a paragraph names a list (`numId`), the list an abstract one, whose levels have a format, a
//! pattern (`%1、`) and a start. Lists of one abstract list count on together unless a list overrides the start.

use std::collections::{BTreeMap, BTreeSet};

use super::part::{Element, Node, Part};
use crate::corpus::error::Reason;

/// Levels that a list can have.
const LEVELS: usize = 9;

/// The lists and styles of a document, and how far each list has counted.
#[derive(Default)]
pub(super) struct Numbering {
    patterns: BTreeMap<String, Levels>,
    lists: BTreeMap<String, List>,
    styles: BTreeMap<String, Style>,
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    restarted: BTreeSet<(String, usize)>,
}

type Levels = [Level; LEVELS];

/// How a level of a list looks.
#[derive(Clone, Default)]
struct Level {
    start: u32,
    format: String,
    pattern: String,
    tight: bool,
    style: Option<String>,
}

/// A list: the abstract one that it counts with, its own levels, and starts of its own.
#[derive(Default)]
struct List {
    pattern: String,
    levels: Levels,
    starts: BTreeMap<usize, u32>,
}

/// What a paragraph's style says of lists.
#[derive(Default)]
struct Style {
    parent: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

impl Numbering {
    /// Reads the part that defines the lists.
    pub(super) fn read_lists(&mut self, mut part: Part<'_>) -> Result<(), Reason> {
        let mut reading = Reading::default();
        while let Some(node) = part.next()? {
            match node {
                Node::Start(element) => reading.start(&element, self),
                Node::End(name) => reading.end(&name, self),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads the part that defines the styles.
    pub(super) fn read_styles(&mut self, mut part: Part<'_>) -> Result<(), Reason> {
        let mut name = String::new();
        part.for_each_start(|element| {
            if element.name() == "style" {
                name = element.attribute("styleId").unwrap_or_default();
            }
            match element.name() {
                "basedOn" => self.style(&name).parent = element.value(),
                "numId" => self.style(&name).list = element.value(),
                "ilvl" => self.style(&name).level = number(element.value()),
                _ => {}
            }
        })
    }

    fn style(&mut self, name: &str) -> &mut Style {
        self.styles.entry(name.to_owned()).or_default()
    }

    /// The number of the next paragraph of a style, list and level, with the space after it; empty where it has none.
    pub(super) fn next(&mut self, style: Option<&str>, list: Option<&str>, level: Option<usize>) -> String {
        let (list, level) = match list {
            Some(list) => (Some(list.to_owned()), level.unwrap_or(0)),
            None => self.of_style(style, level),
        };
        list.and_then(|list| self.count(&list, level.min(LEVELS - 1))).unwrap_or_default()
    }

    /// The list and level that a style, or one that it is based on, gives to its paragraphs.
    fn of_style(&self, name: Option<&str>, level: Option<usize>) -> (Option<String>, usize) {
        let first = name.and_then(|name| Some((name, self.styles.get(name)?)));
        let parent = |&(_, style): &(&_, &Style)| {
            let (name, style) = self.styles.get_key_value(style.parent.as_deref()?)?;
            Some((name.as_str(), style))
        };
        let mut chain = std::iter::successors(first, parent).take(LEVELS * 2);
        let Some((name, style)) = chain.find(|(_, style)| style.list.is_some()) else { return (None, 0) };
        let linked = || {
            let levels = &self.lists.get(style.list.as_deref()?)?.levels;
            levels.iter().position(|level| level.style.as_deref() == Some(name))
        };
        (style.list.clone(), level.or(style.level).or_else(linked).unwrap_or(0))
    }

    fn count(&mut self, name: &str, level: usize) -> Option<String> {
        let list = self.lists.get(name)?;
        let counters = self.counters.entry(list.pattern.clone()).or_default();
        let own_start = list.starts.get(&level).filter(|_| self.restarted.insert((name.to_owned(), level)));
        let start = list.levels.get(level)?.start;
        let counter = counters.get_mut(level)?;
        *counter = Some(own_start.copied().or(counter.map(|n| n.saturating_add(1))).unwrap_or(start));
        counters.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);
        Some(label(&list.levels, counters, level))
    }
}

/// The number as shown: the level's pattern with each `%n` replaced by the count of level n.
fn label(levels: &Levels, counters: &[Option<u32>; LEVELS], level: usize) -> String {
    let Some(Level { format, pattern, tight, .. }) = levels.get(level) else { return String::new() };
    if pattern.is_empty() || matches!(format.as_str(), "bullet" | "none") {
        return String::new();
    }
    let counts = levels.iter().zip(counters).enumerate();
    let label = counts.fold(pattern.clone(), |label, (index, (level, count))| {
        let key = format!("%{}", index + 1);
        if label.contains(&key) {
            label.replace(&key, &shown(&level.format, count.unwrap_or(level.start)))
        } else {
            label
        }
    });
    if *tight { label } else { label + " " }
}

/// A count in one of the formats of ECMA-376 part 1, 17.18.59; formats not met in Chinese documents show as digits.
fn shown(format: &str, n: u32) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "japaneseDigitalTenThousand" => chinese(n),
        "ideographTraditional" => nth("甲乙丙丁戊己庚辛壬癸", n),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => nth("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", n),
        "upperLetter" => nth("ABCDEFGHIJKLMNOPQRSTUVWXYZ", n),
        "lowerLetter" => nth("abcdefghijklmnopqrstuvwxyz", n),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        _ => n.to_string(),
    }
}

/// The `n`th of a row of signs, digits beyond its end.
fn nth(signs: &str, n: u32) -> String {
    let sign = (n as usize).checked_sub(1).and_then(|index| signs.chars().nth(index));
    sign.map_or_else(|| n.to_string(), String::from)
}

/// Chinese counting up to 99, as lists have it; digits beyond.
fn chinese(n: u32) -> String {
    let digit = |n| nth("一二三四五六七八九", n);
    match (n / 10, n % 10) {
        (0, ones @ 1..) => digit(ones),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, 0) => format!("{}十", digit(tens)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => n.to_string(),
    }
}

fn roman(n: u32) -> String {
    const SIGNS: &[(u32, &str)] = &[(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    if n > 89 {
        return n.to_string();
    }
    let (mut rest, mut out) = (n, String::new());
    for &(value, sign) in SIGNS {
        out.push_str(&sign.repeat((rest / value) as usize));
        rest %= value;
    }
    out
}

fn number<T: std::str::FromStr>(value: Option<String>) -> Option<T> {
    value.and_then(|value| value.parse().ok())
}

/// The definition being read.
#[derive(Default)]
struct Reading {
    pattern: Option<String>,
    list: Option<String>,
    levels: Levels,
    starts: BTreeMap<usize, u32>,
    counts_with: String,
    level: usize,
}

impl Reading {
    fn start(&mut self, element: &Element<'_>, numbering: &Numbering) {
        match element.name() {
            "abstractNum" => *self = Self { pattern: element.attribute("abstractNumId"), ..Self::default() },
            "num" => *self = Self { list: element.attribute("numId"), ..Self::default() },
            "abstractNumId" => {
                self.counts_with = element.value().unwrap_or_default();
                self.levels = numbering.patterns.get(&self.counts_with).cloned().unwrap_or_default();
            }
            "lvl" => {
                self.level = number(element.attribute("ilvl")).unwrap_or(self.level);
                if let Some(level) = self.levels.get_mut(self.level) {
                    *level = Level { start: 1, ..Level::default() };
                }
            }
            "lvlOverride" => self.level = number(element.attribute("ilvl")).unwrap_or(0),
            "startOverride" => self.starts.extend(number(element.value()).map(|start| (self.level, start))),
            name => self.detail(name, element),
        }
    }

    fn detail(&mut self, name: &str, element: &Element<'_>) {
        let Some(level) = self.levels.get_mut(self.level) else { return };
        match name {
            "start" => level.start = number(element.value()).unwrap_or(1),
            "numFmt" => level.format = element.value().unwrap_or_default(),
            "lvlText" => level.pattern = element.value().unwrap_or_default(),
            "suff" => level.tight = element.value().as_deref() == Some("nothing"),
            "pStyle" => level.style = element.value(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, numbering: &mut Numbering) {
        match name {
            "abstractNum" => {
                let levels = std::mem::take(&mut self.levels);
                numbering.patterns.extend(self.pattern.take().map(|pattern| (pattern, levels)));
            }
            "num" => {
                let Self { list, levels, starts, counts_with: pattern, .. } = std::mem::take(self);
                numbering.lists.extend(list.map(|list| (list, List { pattern, levels, starts })));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbering(lists: &str, styles: &str) -> Numbering {
        let mut numbering = Numbering::default();
        numbering.read_lists(Part::new(lists.as_bytes())).expect("lists");
        numbering.read_styles(Part::new(styles.as_bytes())).expect("styles");
        numbering
    }

    const LISTS: &str = r#"<n><abstractNum abstractNumId="7">
        <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><suff val="nothing"/><lvlText val="%1、"/></lvl>
        <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><suff val="nothing"/><lvlText val="（%2）"/></lvl>
        <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><lvlText val="%1.%2.%3"/></lvl>
        <lvl ilvl="3"><start val="1"/><numFmt val="bullet"/><lvlText val="•"/></lvl></abstractNum>
        <num numId="1"><abstractNumId val="7"/></num>
        <num numId="2"><abstractNumId val="7"/><lvlOverride ilvl="0"><startOverride val="5"/></lvlOverride></num></n>"#;

    #[test]
    fn paragraphs_are_numbered_as_word_shows_them() {
        let mut numbering = numbering(LISTS, "<s/>");
        let shown = [
            (("1", 0), "一、"),
            (("1", 1), "（一）"),
            (("1", 1), "（二）"),
            (("1", 2), "一.二.1 "),
            (("1", 3), ""),
            (("1", 0), "二、"),
            (("1", 1), "（一）"),
            (("2", 0), "五、"),
            (("2", 0), "六、"),
            (("0", 0), ""),
        ];
        for (at, ((list, level), expected)) in shown.into_iter().enumerate() {
            assert_eq!(numbering.next(None, Some(list), Some(level)), expected, "paragraph {at}");
        }
    }

    #[test]
    fn a_style_gives_its_paragraphs_the_list_that_it_or_its_parent_names() {
        let styles = r#"<s><style styleId="a"><numPr><ilvl val="1"/><numId val="1"/></numPr></style>
            <style styleId="b"><basedOn val="a"/></style><style styleId="c"/></s>"#;
        let mut numbering = numbering(LISTS, styles);
        let shown = ["a", "b", "c"].map(|style| numbering.next(Some(style), None, None));
        assert_eq!(shown, ["（一）", "（二）", ""]);
        assert_eq!(numbering.next(Some("a"), Some("0"), None), "", "a paragraph may take itself out");
    }

    #[test]
    fn counts_are_written_in_the_format_of_their_level() {
        let table = [
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 34, "三十四"),
            ("chineseCounting", 100, "100"),
            ("decimalEnclosedCircle", 3, "③"),
            ("upperRoman", 49, "XLIX"),
            ("lowerLetter", 27, "27"),
            ("decimal", 0, "0"),
        ];
        for (format, count, expected) in table {
            assert_eq!(shown(format, count), expected, "{format} {count}");
        }
    }
}

//! The grammar of quantities: a number in any of the notations of Chinese prose with its measure word and qualifier.
//!
//! Reads digits (`1,234.5`), Chinese numerals (`三百二十`), both with 万 and 亿, round numbers (`上千`, `百余`), fractions
//! (`1/3`, `三分之一`), per cent (`百分之五`, `七成`). Dates, ordinals, versions and designs such as `1+3+N` are no
//! quantities. Whether a quantity reports a result is decided in `outcomes`.

use std::ops::Range;

use crate::lexicon::{Characters, MeasureClass, Quantities};
use crate::model::Qualifier;

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Qualifier, number and measure word.
    pub at: Range<usize>,
    /// The number alone.
    pub number: Range<usize>,
    /// In the base unit.
    pub value: f64,
    /// Measure word or unit as written; `%` for every share.
    pub unit: String,
    /// What the unit measures.
    pub class: MeasureClass,
    /// How exactly it is given.
    pub qualifier: Qualifier,
    /// Written in Chinese numerals.
    pub chinese: bool,
    /// Preceded by 第.
    pub ordinal: bool,
}

impl Quantity {
    /// How many of its unit make one of another's, where both are durations.
    #[must_use]
    pub fn ratio_to(&self, other: &Self) -> Option<f64> {
        let (own, of_other) = (minutes(&self.unit)?, minutes(&other.unit)?);
        // A week or month is no fixed number of working days.
        let working = self.unit.ends_with("工作日") || other.unit.ends_with("工作日");
        (!working || own.max(of_other) <= DAY).then_some(of_other / own)
    }

    /// The same duration in the unit of another (3小时 beside 40分钟 is 180分钟); all else as it is.
    #[must_use]
    pub fn measured_in(mut self, other: &Self) -> Self {
        if let Some(ratio) = other.ratio_to(&self) {
            self.value *= ratio;
            self.unit.clone_from(&other.unit);
        }
        self
    }
}

/// Minutes of a day.
const DAY: f64 = 1440.0;

/// Minutes of a unit of time; working days are reckoned as days, months as thirty.
fn minutes(unit: &str) -> Option<f64> {
    Some(match unit {
        "秒" | "秒钟" => 1.0 / 60.0,
        "分钟" => 1.0,
        "小时" | "个小时" => 60.0,
        "天" | "日" | "个工作日" | "工作日" | "个自然日" => DAY,
        "周" | "星期" | "个星期" => 7.0 * DAY,
        "个月" => 30.0 * DAY,
        _ => return None,
    })
}

/// A number without its surroundings.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Number {
    value: f64,
    /// Length in bytes.
    length: usize,
    /// 余, 多, 来 or + inside or after.
    over: bool,
    /// Whether it is a share already (1/3, 百分之五), given in per cent.
    share: bool,
    chinese: bool,
}

/// Whether a character is one of a Chinese numeral.
fn is_chinese(c: char) -> bool {
    figure(c).is_some() || multiplier(c).is_some()
}

/// Whether a number may begin with a character.
fn begins_number(c: char) -> bool {
    c.is_ascii_digit() || c == '半' || is_chinese(c)
}

/// The characters with which numbers begin.
const FIGURES: &str = "0123456789〇零一二两三四五六七八九十百千万亿半";

/// Where a number may begin, at or behind a byte.
fn next_figure(text: &str, mut at: usize) -> Option<usize> {
    static KNOWN: Characters = Characters::of(FIGURES);
    loop {
        at = KNOWN.first_in(text, at)?;
        let c = text[at..].chars().next()?;
        if begins_number(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// The quantities of a text, in order. Those of a list (`“62+67”项`) share their place.
#[must_use]
pub fn quantities(text: &str, known: &Quantities) -> Vec<Quantity> {
    let mut found = Vec::with_capacity(text.len() / 256);
    let mut at = 0;
    while let Some(start) = next_figure(text, at) {
        if let Some(list) = listed(text, start, known) {
            at = list.last().map_or(start + 1, |last| last.at.end);
            found.extend(list);
            continue;
        }
        let number = number(&text[start..]);
        at = start + number.map_or_else(|| token_length(&text[start..]), |number| number.length);
        let done = found.last().map_or(0, |last: &Quantity| last.at.end);
        if let Some(quantity) = number.and_then(|number| quantity(text, start, done, number, known)) {
            at = quantity.at.end;
            found.push(quantity);
        }
    }
    found
}

/// The number at `start` with its measure word and qualifiers, behind what is `done`; none where it is part of something else.
fn quantity(text: &str, start: usize, done: usize, number: Number, known: &Quantities) -> Option<Quantity> {
    let before = &text[..start];
    let end = start + number.length;
    if is_part_of_more(before, &text[end..], number)
        || is_no_half(before, &text[start..end], &text[end..])
        || is_span(before, number)
    {
        return None;
    }
    let (unit, class, length) = unit(before, &text[end..], number, known)?;
    // Two of a thing are 两件; 二次 is the second one.
    let ordinal = before.ends_with('第') || &text[start..end] == "二" && class != MeasureClass::Ratio;
    // A word that qualifies the number before does not qualify this one.
    let lead = known.qualifier_before(before).filter(|(lead, _)| done + lead <= start);
    let lead = lead.filter(|&(lead, _)| qualifies(&before[start - lead..], &text[start..end], number, class));
    let (lead, by_lead) = lead.unwrap_or((0, Qualifier::Exact));
    // None of a thing is told by denying one: 无一起.
    let denial = known.denial_before(before).filter(|_| number.chinese && number.value <= 1.0).unwrap_or(0);
    let mut at = start - lead.max(denial)..end + length;
    let mut qualifier = if number.over { Qualifier::Over } else { by_lead };
    at.end += second_of_range(&text[at.end..], &text[end..at.end]);
    if let Some((tail, by_tail)) = known.qualifier_after(&text[at.end..]) {
        at.end += tail;
        qualifier = if qualifier == Qualifier::Exact { by_tail } else { qualifier };
    }
    // The multiplication by 万 must not leave the trace of binary fractions: 1.14亿 is 114000000.
    let number = Number { value: (number.value * 1e4).round() / 1e4, ..number };
    let value = match class {
        _ if denial > 0 => 0.0,
        MeasureClass::Ratio if unit == "%" => number.share_value(&text[end..]),
        MeasureClass::Time if text[..end + length].ends_with('半') => number.value + 0.5,
        _ => number.value,
    };
    let start = if text[at.clone()].starts_with("达") { start } else { at.start };
    Some(Quantity {
        at: start..at.end,
        number: end - number.length..end,
        value,
        unit,
        class,
        qualifier,
        chinese: number.chinese,
        ordinal,
    })
}

/// Whether a word before a number says how exactly it is given: 上 does before 百 and the like only (挂上两块), 过 before
/// shares and larger numbers (去过两次).
fn qualifies(word: &str, figures: &str, number: Number, class: MeasureClass) -> bool {
    match word {
        "上" => figures.starts_with(['十', '百', '千', '万', '亿']),
        "过" => !number.chinese || number.value >= 10.0 || class == MeasureClass::Ratio,
        _ => true,
    }
}

/// The numbers of a list in quotation marks that share a measure word: “62+67+73”项.
fn listed(text: &str, start: usize, known: &Quantities) -> Option<Vec<Quantity>> {
    let opened = text[..start].ends_with('“').then(|| &text[start..])?;
    let close = opened.find(|c: char| !c.is_ascii_digit() && c != '+').filter(|&end| opened[end..].starts_with('”'))?;
    let list = &opened[..close];
    let figures = list.contains('+') && list.split('+').all(|part| !part.is_empty());
    let behind = start + close + "”".len();
    let (unit, class) = known.measure(&text[behind..]).filter(|_| figures)?;
    let end = behind + unit.len();
    let mut at = start;
    let one = |part: &str| {
        let number = at..at + part.len();
        at = number.end + 1;
        let value = part.parse().ok().filter(|value| *value <= LARGEST)?;
        let (unit, qualifier) = (unit.to_owned(), Qualifier::Exact);
        Some(Quantity { at: start..end, number, value, unit, class, qualifier, chinese: false, ordinal: false })
    };
    list.split('+').map(one).collect()
}

/// Unit, class and length of the measure word after a number.
fn unit(before: &str, rest: &str, number: Number, known: &Quantities) -> Option<(String, MeasureClass, usize)> {
    if number.share {
        return Some(("%".to_owned(), MeasureClass::Ratio, 0));
    }
    let range = range(rest);
    let rest = &rest[range..];
    let Some((word, class)) = known.measure(rest) else { return unit_of_noun(before, rest, number, known) };
    let (unit, length) = match word {
        "成" => ("%".to_owned(), word.len() + half_behind(&rest[word.len()..], number)),
        "人/次" | "人·次" => ("人次".to_owned(), word.len()),
        _ if class == MeasureClass::Time && has_half(&rest[word.len()..]) => (word.to_owned(), word.len() + "半".len()),
        _ => compound(word, class, &rest[word.len()..], known),
    };
    Some((unit, class, range + length))
}

/// A unit made of a measure word and what follows it, with its length: 艘次, 台（套）, 毫克/升.
fn compound(word: &str, class: MeasureClass, rest: &str, known: &Quantities) -> (String, usize) {
    let second = |open: &str| rest.strip_prefix(open).and_then(|rest| known.measure(rest)).map(|(second, _)| second);
    if let Some(second) = second("（").filter(|second| rest["（".len() + second.len()..].starts_with('）')) {
        return ([word, second].concat(), word.len() + "（）".len() + second.len());
    }
    if let Some(per) = rest.strip_prefix('/') {
        let many = per.len() - per.trim_start_matches(['百', '千', '万']).len();
        if let Some((of, _)) = known.measure(&per[many..]) {
            let length = "/".len() + many + of.len();
            return ([word, &rest[..length]].concat(), word.len() + length);
        }
    }
    match second("").filter(|&second| second == "次" && class == MeasureClass::Count && !word.ends_with('次')) {
        Some(times) => ([word, times].concat(), word.len() + times.len()),
        None => (word.to_owned(), word.len()),
    }
}

/// Length of 半 or a figure behind 成: 六成半, 两成三.
fn half_behind(rest: &str, number: Number) -> usize {
    let next = rest.chars().next().filter(|_| number.chinese && number.value < 10.0);
    next.filter(|&c| c == '半' || figure(c).is_some_and(|figure| figure > 0)).map_or(0, char::len_utf8)
}

/// Whether half of a unit of time more stands behind it: 5天半, but not 3天半数以上, 15分钟半径.
fn has_half(rest: &str) -> bool {
    rest.strip_prefix('半').is_some_and(|behind| !behind.starts_with(['数', '径', '价', '途', '年', '天', '小']))
}

/// Length of the second part of a range after its first: `-8` of `7-8年`.
fn range(rest: &str) -> usize {
    let joint = ["-", "—", "–", "~", "～", "至"].iter().find(|joint| rest.starts_with(**joint));
    let second = joint.and_then(|joint| digits(&rest[joint.len()..]).map(|second| joint.len() + second.length));
    second.unwrap_or(0)
}

/// Length of the second of two values with one unit: `-30%` of `20%-30%`.
fn second_of_range(rest: &str, unit: &str) -> usize {
    let second = rest.strip_prefix(['-', '—', '–', '~', '～']);
    let second = second.and_then(|second| digits(second).map(|number| &second[number.length..]));
    let behind = second.and_then(|second| second.strip_prefix(unit)).filter(|_| !unit.is_empty());
    behind.map_or(0, |behind| rest.len() - behind.len())
}

/// The unit of a number that has no measure word but a noun before it: 阅读量超2.1亿.
fn unit_of_noun(before: &str, rest: &str, number: Number, known: &Quantities) -> Option<(String, MeasureClass, usize)> {
    let noun = before.trim_end_matches(['达', '到', '超', '过', '近', '约', '为', '突', '破', '逾']);
    let ends = rest.is_empty() || rest.starts_with(['，', '。', '；', '、', '）', '\n']);
    let large = number.value >= 10_000.0 && number.length > 3;
    if let Some(unit) = known.unit_of_views(noun) {
        let class = known.measure(unit).map_or(MeasureClass::Count, |(_, class)| class);
        return (class != MeasureClass::Money || ends && large).then(|| (unit.to_owned(), class, 0));
    }
    (ends && large && noun.ends_with('量')).then(|| (String::new(), MeasureClass::Count, 0))
}

impl Number {
    /// The value in per cent of a number followed by 成 or %; 七成 is 70, 两成三 is 23.
    fn share_value(self, rest: &str) -> f64 {
        let Some(rest) = rest.strip_prefix('成').filter(|_| !self.share) else { return self.value };
        let behind = &rest[..half_behind(rest, self)];
        let single = behind.chars().next().map_or(0, |c| figure(c).unwrap_or(5));
        self.value * 10.0 + f64::from(single)
    }
}

/// Whether a number is part of a date, a range's beginning, a code, a version, an equation of a design.
fn is_part_of_more(before: &str, rest: &str, number: Number) -> bool {
    let last = before.chars().next_back().unwrap_or(' ');
    let next = rest.chars().next().unwrap_or(' ');
    let several = number.chinese && matches!(last, '数' | '几');
    let of_ratio = matches!(last, ':' | '：') && before.trim_end_matches(last).ends_with(|c: char| c.is_ascii_digit());
    let glued = last.is_ascii_alphanumeric()
        || matches!(last, '+' | '.' | '×' | '/' | '〔' | '[' | '_' | '星')
        || several
        || of_ratio;
    let runs_on =
        next.is_ascii_alphabetic() && !rest.starts_with("GB") && !rest.starts_with("TB") && !rest.starts_with("TEU");
    let equation = next == '+'
        && rest.chars().nth(1).is_some_and(|c| c.is_alphanumeric() || "“N".contains(c))
        && !rest[1..].starts_with(['家', '人', '件', '次']);
    let date = matches!(next, '年') && (number.value >= 1000.0 || number.value.fract() > 0.0)
        || matches!(next, '月' | '时' | '点' | '号');
    let day = next == '日' && is_after_month_or_day(before);
    let ratio = matches!(next, '：' | ':' | '×' | '/') && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    let word = number.chinese
        && (last == '之' || last == '唯' || last == '统' || last == '同' || (last == '万' && number.value < 10.0));
    glued || runs_on || equation || date || day || ratio || word
}

/// Whether a half is none of a whole that is told: 九点半, 一年半, 大半, 另一半, and half of an action (看了一半); 半天 is most
/// often but a long time (等了半天).
fn is_no_half(before: &str, figures: &str, behind: &str) -> bool {
    match figures {
        "半" if behind.starts_with('天') => !before.ends_with(['为', '到', '至', '近', '约', '仅', '短', '需', '要']),
        "半" if PARTS.iter().any(|unit| behind.starts_with(unit)) => false,
        "半" => !before.ends_with(['过', '近', '超', '逾', '达', '占', '约', '减', '降']) || is_below(before),
        "一半" => {
            let verb = before.strip_suffix('了').or_else(|| before.strip_suffix('到'));
            before.ends_with(['另', '前', '后', '上', '下'])
                || verb.is_some_and(|verb| {
                    !verb.ends_with(['降', '减', '少', '缩', '短', '低', '占', '达', '升', '高', '增'])
                })
        }
        "半数" => is_below(before),
        _ => false,
    }
}

/// 未过半: what has not been reached.
fn is_below(before: &str) -> bool {
    before.strip_suffix(['过', '达']).is_some_and(|before| before.ends_with(['未', '没', '不']))
}

/// Whether a number ends a span of small ones (四至六名), which tells a design and not a count.
fn is_span(before: &str, number: Number) -> bool {
    let first = before.strip_suffix(['至', '到', '—', '-', '~']);
    number.chinese && first.is_some_and(|first| first.ends_with(is_chinese))
}

/// Whether a day told here is a date: 3月4日, 3月4日到19日.
fn is_after_month_or_day(before: &str) -> bool {
    let first = ["到", "至", "—", "-"].iter().find_map(|joint| before.strip_suffix(joint));
    before.ends_with('月') || first.is_some_and(|first| first.ends_with('日'))
}

/// Length of the token that is no number, so that the scan can go on behind it.
fn token_length(text: &str) -> usize {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let chinese = text.len() - text.trim_start_matches(is_chinese).len();
    digits.max(chinese).max(text.chars().next().map_or(1, char::len_utf8))
}

/// Beyond this nothing is counted in prose; a number so large is a code or noise.
const LARGEST: f64 = 1e18;
/// Units of which 半 is the half of one.
const PARTS: [&str; 3] = ["小时", "天", "个工作日"];

/// The number at the beginning of a text.
fn number(text: &str) -> Option<Number> {
    half(text).or_else(|| share(text)).or_else(|| count(text)).filter(|number| number.value <= LARGEST)
}

/// 一半, 半数 and 半 (of 过半) are 50 per cent, 半 of 半小时 and 半天 is the half of one.
fn half(text: &str) -> Option<Number> {
    let half = Number { value: 50.0, length: 0, over: false, share: true, chinese: true };
    let rest = text.strip_prefix("一").unwrap_or(text).strip_prefix("半")?;
    let whole = text.len() - rest.len() > "半".len();
    let more = rest.strip_prefix("数").map_or(0, |_| "数".len());
    if whole || more > 0 || rest.is_empty() || rest.starts_with(['，', '。', '；', '、', '）', '\n']) {
        return Some(Number { length: text.len() - rest.len() + more, ..half });
    }
    let part = PARTS.iter().any(|unit| rest.starts_with(unit));
    part.then_some(Number { value: 0.5, length: "半".len(), share: false, ..half })
}

/// A number that is not led by 百分之.
fn count(text: &str) -> Option<Number> {
    let plain = digits(text).or_else(|| chinese(text))?;
    let number = multiplied(text, plain);
    fraction(text, number).or(Some(number))
}

/// `百分之五点二`, and `千分之四`, which is 0.4 per cent.
fn share(text: &str) -> Option<Number> {
    let (lead, parts) = [("百分之", 1.0), ("千分之", 10.0)].into_iter().find(|(lead, _)| text.starts_with(lead))?;
    let number = count(&text[lead.len()..])?;
    let value = number.value / parts;
    Some(Number { value, length: number.length + lead.len(), share: true, chinese: true, ..number })
}

/// `1/3`, `三分之一`: in per cent, rounded to two decimals as such shares are usually given.
fn fraction(text: &str, first: Number) -> Option<Number> {
    let rest = &text[first.length..];
    let (joint, chinese) = if first.chinese { ("分之", true) } else { ("/", false) };
    let rest = rest.strip_prefix(joint)?;
    let second = if chinese { self::chinese(rest)? } else { digits(rest)? };
    let (part, whole) = if chinese { (second.value, first.value) } else { (first.value, second.value) };
    let proper = part < whole && (2.0..=100.0).contains(&whole) && part >= 1.0 && part.fract() == 0.0;
    let value = (part / whole * 10_000.0).round() / 100.0;
    proper.then_some(Number { value, length: first.length + joint.len() + second.length, share: true, ..first })
}

/// What parts the thousands of a number.
const SEPARATORS: [char; 3] = [',', '，', ' '];

/// Length of what parts the thousands of a number at the beginning of a text.
fn separator(text: &str) -> Option<usize> {
    text.chars().next().filter(|c| SEPARATORS.contains(c)).map(char::len_utf8)
}

/// `1,234.5`, also `1，234` and `1 234`.
fn digits(text: &str) -> Option<Number> {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = run(0);
    if length == 0 {
        return None;
    }
    let grouped = length <= 3;
    while let Some(separator) = separator(&text[length..]).filter(|&separator| grouped && run(length + separator) == 3)
    {
        length += separator + 3;
    }
    if bytes.get(length) == Some(&b'.') && run(length + 1) > 0 {
        length += 1 + run(length + 1);
    }
    let figures = &text[..length];
    let separated = figures.contains(SEPARATORS);
    let value = if separated { figures.replace(SEPARATORS, "").parse() } else { figures.parse() }.ok()?;
    Some(Number { value, length, over: false, share: false, chinese: false })
}

/// A Chinese numeral, whole or with 点: `三百二十`, `两千零五`, `一点五`; a round number may begin with 十, 百, 千, 万.
fn chinese(text: &str) -> Option<Number> {
    let length = text.len() - text.trim_start_matches(is_chinese).len();
    let mut value = whole(&text[..length])?;
    let mut end = length;
    if let Some(decimals) = text[length..].strip_prefix('点') {
        let figures: String = decimals.chars().map_while(figure).map(|f| char::from(b'0' + f)).collect();
        if !figures.is_empty() {
            value += format!("0.{figures}").parse::<f64>().unwrap_or(0.0);
            end += "点".len() + figures.len() * "一".len();
        }
    }
    Some(Number { value, length: end, over: false, share: false, chinese: true })
}

/// The value of a Chinese numeral without fraction; none where its order is broken (`一二三`).
fn whole(text: &str) -> Option<f64> {
    let (mut total, mut section, mut pending, mut smallest) = (0.0, 0.0, None, f64::INFINITY);
    for c in text.chars() {
        match (figure(c), multiplier(c)) {
            (Some(0), _) => pending = None,
            (Some(figure), _) if pending.is_none() => pending = Some(f64::from(figure)),
            (None, Some(unit)) if unit < 10_000.0 && unit < smallest => {
                section += pending.take().unwrap_or(1.0) * unit;
                smallest = unit;
            }
            (None, Some(unit)) if unit >= 10_000.0 => {
                let below = section + pending.take().unwrap_or(0.0);
                let one = if below + total > 0.0 { below } else { 1.0 };
                total = if total >= unit { total + one * unit } else { (total + one) * unit };
                (section, smallest) = (0.0, f64::INFINITY);
            }
            _ => return None,
        }
    }
    (!text.is_empty()).then_some(total + section + pending.unwrap_or(0.0))
}

/// 余, 多, 来 or + and further 万, 亿 after a number.
fn multiplied(text: &str, mut number: Number) -> Number {
    loop {
        let rest = &text[number.length..];
        let Some(c) = rest.chars().next() else { return number };
        let next = rest.chars().nth(1);
        match multiplier(c) {
            // 万千瓦时 is ten thousand of a unit, not ten million.
            Some(_) if rest.starts_with("百分点") => return number,
            Some(_) if c == '千' && next.is_some_and(|c| "瓦米克卡伏".contains(c)) => return number,
            Some(unit) if c != '十' || number.over => number.value *= unit,
            None if matches!(c, '余' | '多')
                || (c == '+' && !next.is_some_and(|c| c.is_ascii_alphanumeric() || is_chinese(c))) =>
            {
                number.over = true;
            }
            None if c == '来' && number.value >= 10.0 && next.is_some_and(|c| "万亿个家名件人天".contains(c)) =>
            {
                number.over = true;
            }
            _ => return number,
        }
        number.length += c.len_utf8();
    }
}

fn figure(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn multiplier(c: char) -> Option<f64> {
    Some(match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1_000.0,
        '万' => 10_000.0,
        '亿' => 100_000_000.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::lexicon::Lexicon;
    use proptest::prelude::*;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::builtin().unwrap());

    fn read(text: &str) -> Vec<(f64, String)> {
        quantities(text, &LEXICON.quantities).into_iter().map(|q| (q.value, q.unit)).collect()
    }

    #[test]
    fn the_next_figure_is_found_among_all_characters() {
        for text in ["é𠀀甲，7", "a八", "ab9", "甲é", "", "𠀀〇"] {
            let expected = text.find(begins_number);
            assert_eq!(next_figure(text, 0), expected, "{text}");
        }
        let figures: String = ('\0'..=char::MAX).filter(|&c| begins_number(c)).collect();
        assert!(figures.chars().all(|c| FIGURES.contains(c)));
    }

    #[test]
    fn every_notation_of_prose_is_read() {
        let table: [(&str, &[(f64, &str)]); 52] = [
            ("办结1,204件", &[(1204.0, "件")]),
            ("惠及7.3万户", &[(73_000.0, "户")]),
            ("追回2.1亿元", &[(210_000_000.0, "元")]),
            ("调解三百余件", &[(300.0, "件")]),
            ("服务上千名员工", &[(1000.0, "名")]),
            ("帮助40余万家企业", &[(400_000.0, "家")]),
            ("清理150万余条", &[(1_500_000.0, "条")]),
            ("七成以上案件", &[(70.0, "%")]),
            ("占全市的1/3", &[(33.33, "%")]),
            ("约三分之二的案件", &[(66.67, "%")]),
            ("下降百分之十二点五", &[(12.5, "%")]),
            ("提高3个百分点", &[(3.0, "个百分点")]),
            ("数千名群众、几十家企业", &[]),
            ("2024年3月15日", &[]),
            ("构建“1+3+N”体系", &[]),
            ("G60走廊8.0版方案", &[]),
            ("培训2600人次", &[(2600.0, "人次")]),
            ("走访1200家（次）", &[(1200.0, "家次")]),
            ("约2.5万批/年", &[(25_000.0, "批/年")]),
            ("两百零五件", &[(205.0, "件")]),
            ("十余项", &[(10.0, "项")]),
            ("一万两千人", &[(12_000.0, "人")]),
            ("百万用户参与", &[(1_000_000.0, "用户")]),
            ("阅读量达3500+，", &[(3500.0, "次")]),
            ("五部门联合", &[]),
            ("融资一亿两千万元", &[(120_000_000.0, "元")]),
            ("6日内办结", &[(6.0, "日")]),
            ("提前7-8天完成", &[(7.0, "天")]),
            ("开展“12+15”项活动", &[(12.0, "项"), (15.0, "项")]),
            ("5个体系、20起诉讼", &[(5.0, "个"), (20.0, "起")]),
            ("无一起上诉", &[(0.0, "起")]),
            ("没有发生一例返工", &[(0.0, "例")]),
            ("3月4日到19日", &[]),
            ("受理来访210件次", &[(210.0, "件次")]),
            ("已办4届，二十届三中全会", &[(4.0, "届")]),
            ("发电860万千瓦时", &[(8_600_000.0, "千瓦时")]),
            ("靠泊次数73艘次", &[(73.0, "艘次")]),
            ("截获58种次，添置设备19台（套）", &[(58.0, "种次"), (19.0, "台套")]),
            ("总氮降到0.8毫克/升", &[(0.8, "毫克/升")]),
            ("审理天数19天", &[(19.0, "天")]),
            ("按5:3:2分成", &[]),
            ("线上办理占比过半。", &[(50.0, "%")]),
            ("耗时减少一半以上", &[(50.0, "%")]),
            ("半数村民到场", &[(50.0, "%")]),
            ("缩到半小时", &[(0.5, "小时")]),
            ("半年内分两半走", &[]),
            ("占两成三，另有六成半", &[(23.0, "%"), (65.0, "%")]),
            ("三成半以上", &[(35.0, "%")]),
            ("下降二成", &[(20.0, "%")]),
            ("用时5天半，缩到半天，等了半天", &[(5.5, "天"), (0.5, "天")]),
            ("3天半数以上办结", &[(3.0, "天"), (50.0, "%")]),
            ("约四成", &[(40.0, "%")]),
        ];
        each_is_read(&table);
    }

    #[test]
    fn numbers_parted_joined_or_without_their_unit_are_read() {
        let table: [(&str, &[(f64, &str)]); 12] = [
            ("下降1.3百分点", &[(1.3, "百分点")]),
            ("受理14 260件", &[(14_260.0, "件")]),
            ("受理4，260件，结案32件", &[(4260.0, "件"), (32.0, "件")]),
            ("减少15%-25%", &[(15.0, "%")]),
            ("提升2～4个百分点", &[(2.0, "个百分点")]),
            ("讨回欠薪318万。", &[(3_180_000.0, "元")]),
            ("点击量突破2.6亿。", &[(260_000_000.0, "次")]),
            ("降至2.4件/万人", &[(2.4, "件/万人")]),
            ("锦旗47面，普法课26节，普法剧8集", &[(47.0, "面"), (26.0, "节"), (8.0, "集")]),
            ("三个方面、各面向群众", &[(3.0, "个方面")]),
            ("吞吐量3.5万TEU", &[(35_000.0, "TEU")]),
            ("未收到一起投诉", &[(0.0, "起")]),
        ];
        each_is_read(&table);
    }

    #[test]
    fn halves_of_an_action_spans_and_persons_of_a_house_are_no_counts() {
        let table: [(&str, &[(f64, &str)]); 11] = [
            ("次品率为千分之四", &[(0.4, "%")]),
            ("开门到下午五点半。", &[]),
            ("展览看了一半就散场", &[]),
            ("事故减少了一半，", &[(50.0, "%")]),
            ("另一半还在排队", &[]),
            ("得票未过半数的", &[]),
            ("选聘四至六名评审员", &[]),
            ("走访88户家庭", &[(88.0, "户")]),
            ("六家人同住", &[]),
            ("三家人民调解组织", &[(3.0, "家")]),
            ("排了一个多小时", &[(1.0, "个多小时")]),
        ];
        each_is_read(&table);
    }

    fn each_is_read(table: &[(&str, &[(f64, &str)])]) {
        for (text, quantities) in table {
            let quantities: Vec<(f64, String)> = quantities.iter().map(|&(v, u)| (v, u.to_owned())).collect();
            assert_eq!(read(text), quantities, "{text}");
        }
    }

    #[test]
    fn only_a_word_of_its_own_qualifies_a_number() {
        let table = [
            ("上百人参加", Qualifier::Over),
            ("多达12家", Qualifier::Exact),
            ("门口挂上两块牌子", Qualifier::Exact),
            ("他去过三次", Qualifier::Exact),
            ("参与率过六成", Qualifier::Over),
            ("附近三家门店", Qualifier::Exact),
            ("通过12个窗口", Qualifier::Exact),
            ("签约30家", Qualifier::Exact),
            ("约30家", Qualifier::About),
        ];
        for (text, qualifier) in table {
            let found: Vec<_> = quantities(text, &LEXICON.quantities).into_iter().map(|q| q.qualifier).collect();
            assert_eq!(found, [qualifier], "{text}");
        }
    }

    /// `n` below 10^8 in Chinese numerals.
    fn in_chinese(n: u32) -> String {
        const FIGURES: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
        fn below(n: u32) -> String {
            let mut text = String::new();
            let mut gap = false;
            for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                let figure = n / unit % 10;
                if figure > 0 {
                    if gap && !text.is_empty() {
                        text.push('零');
                    }
                    text.push(FIGURES[figure as usize]);
                    text.push_str(name);
                }
                gap = figure == 0;
            }
            text
        }
        let (high, low) = (n / 10_000, n % 10_000);
        let zero = if high > 0 && low > 0 && low < 1000 { "零" } else { "" };
        if high > 0 { format!("{}万{zero}{}", below(high), below(low)) } else { below(low) }
    }

    proptest! {
        #[test]
        fn a_number_written_in_any_notation_is_read_back(n in 1_u32..100_000_000) {
            for written in [n.to_string(), in_chinese(n)] {
                prop_assert_eq!(read(&format!("共办结{written}件")), vec![(f64::from(n), "件".to_owned())], "{}", written);
            }
        }

        #[test]
        fn a_number_in_ten_thousands_is_read_back(n in 1_u32..99_999) {
            let written = format!("{}.{:02}万", n / 100, n % 100);
            prop_assert_eq!(read(&format!("共{written}件")), vec![(f64::from(n * 100), "件".to_owned())]);
        }

        #[test]
        fn no_text_makes_the_grammar_fail(text in "[0-9一二十百千万亿余多.,+/第件家年月%之分百点]{0,30}") {
            let _ = read(&text);
        }
    }
}

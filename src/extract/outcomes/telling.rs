//! What a result tells: its quote, what was measured, and the time that it covers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::window::line_before;
use super::candidate::{CLAUSE_ENDS, Candidate, clause};
use crate::lexicon::{Characters, OutcomeCue};
use crate::model::OutcomeMention;

impl Candidate<'_> {
    pub(super) fn mention(&self, confidence: f64) -> OutcomeMention {
        OutcomeMention {
            at: self.quote(),
            indicator: self.indicator(),
            value: self.quantity.value,
            unit: self.quantity.unit.clone(),
            qualifier: self.quantity.qualifier,
            change: self.change,
            from: self.from.as_ref().map(|first| first.value),
            period: self.period(),
            confidence,
            rule: if self.from.is_some() { "outcome-from-to" } else { "outcome" },
        }
    }

    /// The clause of the number, or its item of a list, and what comes before it where it says nothing alone.
    fn quote(&self) -> Range<usize> {
        let own = self.item();
        if self.noun_before(own.start).is_empty() && (self.tail().is_empty() || self.change.is_some()) {
            let before = self.text[self.sentence.start..own.start].trim_end_matches(CLAUSE_ENDS);
            let end = self.sentence.start + before.len();
            return clause(self.text, &(end..end)).start.max(self.sentence.start)..own.end;
        }
        own
    }

    /// The clause, cut at the marks of a list: 司法鉴定5次 of 医疗救助13次、司法鉴定5次.
    fn item(&self) -> Range<usize> {
        let lead = &self.text[self.gap.start.min(self.quantity.at.start)..self.quantity.at.start];
        let listed = self.gap.start > self.clause.start && lead.starts_with(['、', '和']) && lead.chars().count() > 3;
        let start = if listed { self.quantity.at.start - lead.len() + "、".len() } else { self.clause.start };
        let end = if self.tail().starts_with('、') { self.quantity.at.end } else { self.clause.end };
        start..end.max(self.quantity.at.end)
    }

    /// What stands between a byte and the number, without times, adverbs, verbs of change and what it is compared with.
    pub(super) fn noun_before(&self, start: usize) -> &str {
        let lead = start.min(self.quantity.at.start)..self.quantity.at.start;
        let changed = self.change.is_some() || self.quantity.unit.ends_with("百分点");
        let compared = comparison(&self.text[lead.clone()]).filter(|_| changed);
        let Some(compared) = compared else { return self.noun_of(lead) };
        let noun = self.noun_of(lead.start..lead.start + compared.start);
        let changing = self.noun_of(lead.start + compared.end..lead.end);
        let tells_more = noun.is_empty() && !changing.contains(|c: char| c.is_ascii_digit());
        if tells_more { changing } else { noun }
    }

    /// The noun in some words before the number.
    fn noun_of(&self, words: Range<usize>) -> &str {
        let last = times(&self.text[words.clone()]).last();
        let words = words.start + last.map_or(0, |time| time.end)..words.end;
        let words = self.trimmed(words, &LEADING, &[]);
        let words = if self.change.is_some() { self.trimmed(words, &[], &CHANGING) } else { words };
        let noun = self.trimmed(words, &[], &REACHING);
        &self.text[noun]
    }

    /// A part of the text without any of the words at its beginning and end, as far as no other word is cut (和解, 行为).
    fn trimmed(&self, mut at: Range<usize>, first: &[&str], last: &[&str]) -> Range<usize> {
        while let Some(word) = first.iter().find(|word| self.text[at.clone()].starts_with(**word)) {
            if self.cuts_a_word(at.start + word.len()) {
                break;
            }
            at.start += word.len();
        }
        while let Some(word) = last.iter().find(|word| self.text[at.clone()].ends_with(**word)) {
            if self.cuts_a_word(at.end - word.len()) {
                break;
            }
            at.end -= word.len();
        }
        at
    }

    /// Whether a place is within a word that only begins or ends like others: 和解 does, but not that of 和解决.
    fn cuts_a_word(&self, at: usize) -> bool {
        let whole =
            |(word, cue): &&(Range<usize>, OutcomeCue)| *cue == OutcomeCue::Whole && word.start < at && at < word.end;
        self.cues
            .iter()
            .find(whole)
            .is_some_and(|(word, _)| !self.cues.iter().any(|(other, _)| other.start == at && other.end > word.end))
    }

    /// What was measured: the words before the number and the noun after it, or else those of the clause before.
    pub(super) fn indicator(&self) -> String {
        let words = self.share_of.clone().unwrap_or_else(|| self.measured());
        let words = words.trim_matches(['，', '、', '；', '：']).to_owned();
        match words.char_indices().rev().nth(LONGEST_INDICATOR - 1) {
            Some((start, _)) if start > 0 => words[start..].to_owned(),
            _ => words,
        }
    }

    fn measured(&self) -> String {
        let lead = if self.follows_an_item() { "" } else { self.noun_before(self.gap.start.max(self.item().start)) };
        if let Some(first) = &self.from {
            let before = &self.text[self.gap.start.min(first.at.start)..first.at.start];
            let origin = ["从", "由", "自"].iter().filter_map(|word| before.rfind(word)).max();
            return trim_words(&before[..origin.unwrap_or(before.len())], &["，", "将", "推动", "使"], &["已"])
                .to_owned();
        }
        let after = self.tail().trim_start_matches('的').split(['、', '，', '“', '（']).next().unwrap_or_default();
        let after = if matches!(after, "和" | "及" | "与" | "以及") || self.change.is_some() { "" } else { after };
        let short = after.chars().count() <= 12;
        let noun = if short { after } else { until_verb(after) };
        match (lead.is_empty(), short) {
            (false, true) => [lead, after].concat(),
            (false, false) if noun.chars().count() <= 12 && lead.chars().count() <= 4 => [lead, noun].concat(),
            (false, false) => lead.to_owned(),
            (true, _) if !after.is_empty() => noun.to_owned(),
            _ => self.noun_before(self.quote().start).to_owned(),
        }
    }

    /// Whether the words before the number belong to what was counted before: 案件、 of 46件复议案件、38件诉讼案件.
    fn follows_an_item(&self) -> bool {
        let noun_behind = self.tail().starts_with(char::is_alphabetic);
        self.gap.start > self.clause.start && noun_behind && self.lead().ends_with(['、', '和', '及', '与'])
    }

    /// The last time told before the number in its sentence, or the one as of which its paragraph speaks.
    fn period(&self) -> Option<Range<usize>> {
        let told = |from: usize| {
            let before = &self.text[from..self.quantity.at.start];
            let last = times(before).filter(|time| !is_compared(before, time)).last();
            last.map(|time| from + time.start..from + time.end)
        };
        let line = self.quantity.at.start - line_before(self.text, self.quantity.at.start).len();
        let as_of = |time: &Range<usize>| self.text[time.clone()].starts_with("截至");
        let paragraph = || Some(line).filter(|&line| self.text[line..self.quantity.at.start].contains("截至"));
        told(self.sentence.start).or_else(|| paragraph().and_then(told).filter(as_of))
    }
}

/// What leads to a noun or stands between it and its number, and tells nothing of it.
const LEADING: [&str; 13] = ["，", "、", "和", "其中", "累计", "目前", "已", "共", "计", "先后", "全年", "并", "还"];
/// Verbs of change, and what goes with them.
const CHANGING: [&str; 27] = [
    "时间", "了", "同比", "环比", "分别", "增长", "上升", "提升", "提高", "增加", "下降", "降低", "减少", "缩短",
    "压缩", "增幅", "降幅", "升幅", "大幅", "明显", "显著", "均", "再", "又", "相比", "达", "为",
];
/// What tells that an amount was reached.
const REACHING: [&str; 17] =
    ["达到", "达", "为", "约", "一共", "共", "了", "仅", "：", ":", "分别", "至", "到", "累计", "总计", "已", "数量"];

/// Longest indicator, in characters.
const LONGEST_INDICATOR: usize = 24;

/// The noun at the beginning of a predicate: 劳动者合法权益 of 劳动者合法权益得到保护.
fn until_verb(text: &str) -> &str {
    let verbs =
        ["得到", "已", "在", "与", "被", "获", "纳入", "参与", "作为", "实现", "完成", "通过", "对", "成为", "共同"];
    let end = verbs.iter().filter_map(|verb| text.find(verb)).filter(|&at| at > 0).min();
    &text[..end.unwrap_or(text.len())]
}

/// The stretches of time told in a text.
fn times(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let as_of = "(?:截至|截止)(?:目前|今年\\d{1,2}月(?:\\d{1,2}日|[底末初])?|今|20\\d\\d年(?:\\d{1,2}月)?(?:\\d{1,2}日|[底末初])?|\\d{1,2}月(?:\\d{1,2}日|[底末初])?|[^，。；、]{2,10}?[底末])";
        let year = "(?:20\\d\\d年|今年|去年)";
        let since = [
            "(?:自|从)?(?:",
            year,
            ")?(?:\\d{1,2}月)?(?:\\d{1,2}日)?[^，。；、0-9]{0,8}以来",
            "|近?[一二三四五六七八九十两0-9]{1,2}年(?:多|以)?来",
            "|",
            year,
            "(?:\\d{1,2}月)?(?:\\d{1,2}日)?至今",
        ]
        .concat();
        let between = "20\\d\\d年\\d{1,2}月?(?:\\d{1,2}日)?[-—–～至到](?:20\\d\\d年)?\\d{1,2}月底?|20\\d\\d年?[-—–～至到、]20\\d\\d年底?";
        let within = [
            year,
            "(?:上半年|下半年|前三季度|全年|第?[一二三四]季度|\\d{1,2}[-—–～至]\\d{1,2}月|\\d{1,2}月|度)?底?",
            "|\\d{1,2}月?[-—–～至到]\\d{1,2}月",
        ]
        .concat();
        let loose = "前三季度|上半年|下半年|近[一二三四五两]年|每[年月周天]|目前|近年来|连续[一二三四五两]年";
        Regex::new(&[as_of, &since, between, &within, loose].join("|")).ok()
    });
    // Every time is told with one of these, which are sooner looked for.
    static TOLD: Characters = Characters::of("年月截来季每目");
    let told = TOLD.first_in(text, 0).is_some();
    TIME.as_ref().filter(|_| told).into_iter().flat_map(move |time| time.find_iter(text)).map(|time| time.range())
}

/// What something is compared with, by the words between it and its measure: 较上年, 与改革前的 … 相比.
pub(super) fn comparison(text: &str) -> Option<Range<usize>> {
    static COMPARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let base = "[^，。；、：（）较比与高低0-9]{0,6}?(?:20\\d\\d年|[去前上往]年|上一年|上[季月]|以往|[此以之先]前|原[来先]|过去|同期|前|年初|之初|法定|平均|均值)";
        let with = ["(?:相?较|比|高于|低于)于?", base, "(?:同期|相比|水平|度|的)*"].concat();
        let beside = ["(?:与|同|和)", base, "[^，。；、：（）0-9]{0,5}?相比"].concat();
        Regex::new(&[with, beside].join("|")).ok()
    });
    COMPARED.as_ref()?.find(text).map(|found| found.range())
}

/// Whether a time is only what another is compared with: 较2022年, 去年同期的.
fn is_compared(text: &str, time: &Range<usize>) -> bool {
    text[..time.start].ends_with(['较', '比', '与', '同', '于']) || text[time.end..].starts_with("同期")
}

/// A text without any of the words at its beginning and end, however often they stand there.
pub(super) fn trim_words<'a>(mut text: &'a str, first: &[&str], last: &[&str]) -> &'a str {
    while let Some(rest) = first.iter().find_map(|word| text.strip_prefix(word)) {
        text = rest;
    }
    while let Some(rest) = last.iter().find_map(|word| text.strip_suffix(word)) {
        text = rest;
    }
    text
}

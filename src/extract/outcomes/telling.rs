//! What a result tells: its quote, what was measured, and the time that it covers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::window::{around, line_before};
use super::candidate::{CLAUSE_ENDS, Candidate};
use crate::lexicon::Characters;
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
            return around(self.text, &(end..end), &CLAUSE_ENDS).start.max(self.sentence.start)..own.end;
        }
        own
    }

    /// The clause, cut at the marks of a list: 司法鉴定5次 of 医疗救助13次、司法鉴定5次.
    fn item(&self) -> Range<usize> {
        let lead = &self.text[self.gap.start.min(self.quantity.at.start)..self.quantity.at.start];
        let listed = lead.starts_with(['、', '和']) && lead.chars().count() > 3;
        let start = if listed { self.quantity.at.start - lead.len() + "、".len() } else { self.clause.start };
        let end = if self.tail().starts_with('、') { self.quantity.at.end } else { self.clause.end };
        start..end.max(self.quantity.at.end)
    }

    /// What stands between a byte and the number, without times, adverbs and verbs of change.
    fn noun_before(&self, start: usize) -> &str {
        let lead = &self.text[start.min(self.quantity.at.start)..self.quantity.at.start];
        let lead = times(lead).last().map_or(lead, |time| &lead[time.end..]);
        let mut noun = trim_words(
            lead,
            &["，", "、", "和", "其中", "累计", "目前", "已", "共", "计", "先后", "全年", "并", "还", "，"],
            &[],
        );
        if self.change.is_some() {
            noun = trim_words(
                noun,
                &[],
                &[
                    "时间", "了", "同比", "环比", "分别", "增长", "上升", "提升", "提高", "增加", "下降", "降低",
                    "减少", "缩短", "压缩",
                ],
            );
        }
        trim_words(
            noun,
            &[],
            &["达到", "达", "为", "约", "共", "了", "仅", "：", "分别", "至", "到", "累计", "总计", "已", "数量"],
        )
    }

    /// What was measured: the words before the number and the noun after it, or else those of the clause before.
    pub(super) fn indicator(&self) -> String {
        let words = self.share_of.clone().unwrap_or_else(|| self.measured());
        match words.char_indices().rev().nth(LONGEST_INDICATOR - 1) {
            Some((start, _)) if start > 0 => words[start..].to_owned(),
            _ => words,
        }
    }

    fn measured(&self) -> String {
        let lead = self.noun_before(self.gap.start.max(self.item().start));
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

    /// The last time told before the number in its sentence, or the one as of which its paragraph speaks.
    fn period(&self) -> Option<Range<usize>> {
        let told = |from: usize| {
            let last = times(&self.text[from..self.quantity.at.start]).last();
            last.map(|time| from + time.start..from + time.end)
        };
        let line = self.quantity.at.start - line_before(self.text, self.quantity.at.start).len();
        let as_of = |time: &Range<usize>| self.text[time.clone()].starts_with("截至");
        let paragraph = || Some(line).filter(|&line| self.text[line..self.quantity.at.start].contains("截至"));
        told(self.sentence.start).or_else(|| paragraph().and_then(told).filter(as_of))
    }
}

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
        let as_of = "(?:截至|截止)(?:目前|今|20\\d\\d年(?:\\d{1,2}月)?(?:\\d{1,2}日|[底末初])?|\\d{1,2}月(?:\\d{1,2}日|[底末初])?|[^，。；、]{2,10}?[底末])";
        let since = "(?:自|从)?(?:20\\d\\d年)?(?:\\d{1,2}月)?[^，。；、0-9]{0,8}以来";
        let between = "20\\d\\d年\\d{1,2}月?(?:\\d{1,2}日)?[-—至到](?:20\\d\\d年)?\\d{1,2}月底?";
        let year = "(?:20\\d\\d年|今年|去年)(?:上半年|下半年|前三季度|全年|第?[一二三四]季度|\\d{1,2}[-—至]\\d{1,2}月|\\d{1,2}月)?底?";
        let loose = "前三季度|上半年|下半年|近[一二三四五两]年|每[年月周天]|目前|近年来|连续[一二三四五两]年";
        Regex::new(&[as_of, since, between, year, loose].join("|")).ok()
    });
    // Every time is told with one of these, which are sooner looked for.
    static TOLD: Characters = Characters::of("年截来季每目");
    let told = TOLD.first_in(text, 0).is_some();
    TIME.as_ref().filter(|_| told).into_iter().flat_map(move |time| time.find_iter(text)).map(|time| time.range())
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

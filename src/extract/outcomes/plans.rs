//! What a case only plans, where no number is a result: a section of plans, and what stands behind a word of plans up to the
//! end of its line.

use std::ops::Range;

use super::super::window::covering;
use super::candidate::SENTENCE_ENDS;
use crate::lexicon::{Found, Lexicon, OutcomeCue};
use crate::model::{Case, Section, SectionRole};

/// The plans of a case.
pub(super) struct Plans {
    /// Both in order; none reaches into the next.
    sections: Vec<Range<usize>>,
    lines: Vec<Range<usize>>,
}

impl Plans {
    pub(super) fn of(case: &Case, words: &Found, lexicon: &Lexicon) -> Self {
        let text = case.text.as_str();
        let words: Vec<Range<usize>> = outlooks(text, words, lexicon).collect();
        let has_word = |heading: &Range<usize>| {
            let from = words.partition_point(|word| word.end <= heading.start);
            let mut inside = words[from..].iter().take_while(|word| word.end <= heading.end);
            inside.any(|word| heading.start <= word.start)
        };
        let is_planned = |section: &&Section| section.role != SectionRole::Results && has_word(&section.heading);
        let sections = case.sections.iter().filter(is_planned).map(|section| section.range.clone()).collect();
        Self { sections, lines: lines(text, &words) }
    }

    /// Whether a byte stands in a section of plans.
    pub(super) fn have_section_of(&self, at: usize) -> bool {
        covering(&self.sections, at).is_some()
    }

    /// 下一步，…。一是新增驿站33个。: whether a sentence follows a word of plans on its line and tells of nothing done.
    pub(super) fn have_line_of(&self, text: &str, sentence: &Range<usize>) -> bool {
        covering(&self.lines, sentence.start).is_some() && !is_done(&text[sentence.clone()])
    }
}

/// The words of plans in a text by their ends, but for those of plans fulfilled.
fn outlooks(text: &str, words: &Found, lexicon: &Lexicon) -> impl Iterator<Item = Range<usize>> {
    let cues = lexicon.outcomes.cues(words, 0..text.len()).into_iter();
    cues.filter(|(_, cue)| *cue == OutcomeCue::Outlook)
        .map(|(at, _)| at)
        .filter(|at| !FULFILLED.iter().any(|done| text[at.end..].starts_with(done)))
}

/// The rest of each line behind the first word of plans that begins a sentence of it.
fn lines(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    for word in words {
        if lines.last().is_none_or(|line| line.end <= word.start) && begins_sentence(&text[..word.start]) {
            let length = text[word.end..].find('\n').unwrap_or(text.len() - word.end);
            lines.push(word.end..word.end + length);
        }
    }
    lines
}

/// What behind a word of plans says that it tells of their fulfilment: 目标任务完成情况.
const FULFILLED: [&str; 3] = ["完成", "任务完成", "落实"];

/// Whether what stands before a word ends a sentence, but for a numbering.
fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphabetic() && !SENTENCE_ENDS.contains(&c));
    before.is_empty() || before.ends_with(SENTENCE_ENDS)
}

/// Whether a sentence among plans tells what has been done.
fn is_done(sentence: &str) -> bool {
    ["已", "截至", "目前"].iter().any(|done| sentence.contains(done))
}

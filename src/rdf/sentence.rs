//! The sentence around a stretch of text, so that evidence can be read and not only pointed to.

use std::ops::Range;

use crate::model::Span;

/// Marks that end a sentence.
const ENDS: [char; 7] = ['。', '！', '？', '!', '?', '\u{2028}', '\u{2029}'];
/// Marks that belong to the sentence they follow.
const CLOSING: [char; 6] = ['”', '’', '）', '》', '」', ')'];
/// A line at least so long (in bytes) that ends in the middle of a sentence was broken by the page, not by the writer.
const BROKEN_LINE: usize = 60;
/// A sentence that runs on longer than this (in bytes) on one side is cut there.
const REACH: usize = 1200;

/// A text whose sentences are asked for, with the way from scalar positions to bytes and back, kept for every so many
/// scalars.
#[derive(Clone, Debug, Default)]
pub struct Sentences<T> {
    text: T,
    /// Byte offset of every `STEP`-th scalar.
    marks: Vec<usize>,
}

const STEP: usize = 64;

impl<T: AsRef<str>> Sentences<T> {
    /// The sentences of a text.
    #[must_use]
    pub fn new(text: T) -> Self {
        let marks = text.as_ref().char_indices().map(|(byte, _)| byte).step_by(STEP).collect();
        Self { text, marks }
    }

    /// The sentence (or title line, or cell) in which a span stands; what lies beyond the end is cut off.
    #[must_use]
    pub fn around(&self, span: Span) -> &str {
        &self.text.as_ref()[around(self.text.as_ref(), self.range(span))]
    }

    /// That sentence in three: what comes before the span, the span, what comes after it.
    #[must_use]
    pub fn parted(&self, span: Span) -> [&str; 3] {
        let (text, inner) = (self.text.as_ref(), self.range(span));
        let Range { start, end } = around(text, inner.clone());
        [&text[start..inner.start], &text[inner.clone()], &text[inner.end..end]]
    }

    /// Where that sentence stands.
    pub(super) fn sentence(&self, span: Span) -> Span {
        let Range { start, end } = around(self.text.as_ref(), self.range(span));
        Span::new(self.scalar(start), self.scalar(end))
    }

    /// The bytes of a span; what lies beyond the end is cut off.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        self.byte(span.start)..self.byte(span.end)
    }

    fn byte(&self, scalar: usize) -> usize {
        let text = self.text.as_ref();
        let Some(&mark) = self.marks.get(scalar / STEP) else { return text.len() };
        text[mark..].char_indices().nth(scalar % STEP).map_or(text.len(), |(byte, _)| mark + byte)
    }

    fn scalar(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|&mark| mark <= byte).saturating_sub(1);
        let from = self.marks.get(mark).copied().unwrap_or_default();
        mark * STEP + self.text.as_ref()[from..byte].chars().count()
    }
}

/// The sentence (or title line, or cell) in which the bytes `inner` of `text` stand, without white space around it.
fn around(text: &str, inner: Range<usize>) -> Range<usize> {
    let before = text[..inner.start].char_indices().rev();
    let start = before
        .take_while(|(at, _)| inner.start - at <= REACH)
        .take_while(|&(at, c)| !ends_before(text, at, c))
        .last()
        .map_or(inner.start, |(at, _)| at);
    let end = end_after(text, inner.end);
    let found = &text[start..end];
    let lead = found.len() - found.trim_start().len();
    (start + lead).min(inner.start)..(start + found.trim_end().len()).max(inner.end)
}

/// Whether a sentence ends with the character `c` at `at`, so that the next one begins behind it.
fn ends_before(text: &str, at: usize, c: char) -> bool {
    let last_of_end = CLOSING.contains(&c) && text[..at].ends_with(ENDS);
    ENDS.contains(&c) || last_of_end || (c == '\n' && !is_broken_line(text, at))
}

/// Where the sentence that goes on at `from` ends, its mark and what closes after it included.
fn end_after(text: &str, from: usize) -> usize {
    // The stretch itself may end the sentence.
    if text[..from].trim_end_matches(CLOSING).ends_with(ENDS) {
        return from;
    }
    for (at, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
        if at - from > REACH || (c == '\n' && !is_broken_line(text, at)) {
            return at;
        }
        if ENDS.contains(&c) {
            let rest = &text[at + c.len_utf8()..];
            return at + c.len_utf8() + (rest.len() - rest.trim_start_matches(CLOSING).len());
        }
    }
    text.len()
}

/// Whether the line break at `at` cuts a sentence: a long line that ends without a mark, and text in the next line.
fn is_broken_line(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default().trim_end();
    let next = text[at + 1..].split('\n').next().unwrap_or_default();
    line.len() >= BROKEN_LINE && !line.ends_with(ENDS) && !line.ends_with(CLOSING) && !next.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sentence_reaches_from_mark_to_mark_or_to_the_end_of_its_line() {
        let long = "这一行很长一直写到页边还没有写完这句话所以在这里断开了换到\n下一行接着写渡口说事才结束。";
        let table = [
            ("先设点。县里首创“渡口说事”，很好。再推广。", "渡口说事", "县里首创“渡口说事”，很好。"),
            ("他说：“办！”随后推行渡口说事", "渡口说事", "随后推行渡口说事"),
            ("一、渡口说事\n正文如下。", "渡口说事", "一、渡口说事"),
            ("标题\r\n  县里推行渡口说事  \r\n后文", "渡口说事", "县里推行渡口说事"),
            ("推行渡口说事。”后文", "渡口说事", "推行渡口说事。”"),
            ("前文。化解320件。后文", "化解320件。", "化解320件。"),
            (long, "渡口说事", long),
        ];
        for (text, inner, expected) in table {
            let start = text.find(inner).unwrap();
            assert_eq!(&text[around(text, start..start + inner.len())], expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_sentence_holds_its_stretch_on_character_borders(text in "[甲。！\n ”a]{0,80}", a in 0_usize..80, b in 0_usize..80) {
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (borders[a.min(borders.len() - 1)], borders[b.min(borders.len() - 1)]);
            let inner = a.min(b)..a.max(b);
            let sentence = around(&text, inner.clone());
            prop_assert!(sentence.start <= inner.start && inner.end <= sentence.end);
            prop_assert!(text.get(sentence).is_some());
        }
    }
}

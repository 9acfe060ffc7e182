//! Evidence: where in the source a stretch of a case's clean text stands, and how the source writes it.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Case, Document, Span, squeeze};

/// The source text of one case, ready to be quoted.
pub(super) struct Evidence<'a> {
    case: &'a Case,
    source: &'a str,
    /// Byte offset in `source` of the first of its scalar values, and of each that is [`STEP`] after the one before.
    steps: Vec<usize>,
}

/// Scalar values from one whose byte is known to the next.
const STEP: usize = 16;

impl<'a> Evidence<'a> {
    pub(super) fn new(document: &'a Document, case: &'a Case) -> Self {
        let start = byte_of_scalar(&document.text, case.span.start);
        let source = &document.text[start..];
        let end = byte_of_scalar(source, case.span.len());
        let source = &source[..end];
        let steps = source.char_indices().step_by(STEP).map(|(byte, _)| byte).collect();
        Self { case, source, steps }
    }

    /// The source span of a byte range of the clean text.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.case.text.span(range.clone())
    }

    /// What the source writes in a byte range of the clean text, white space left out.
    pub(super) fn quote(&self, range: &Range<usize>) -> Cow<'a, str> {
        let span = self.span(range);
        let start = self.byte(span.start);
        squeeze(&self.source[start..self.byte(span.end).max(start)])
    }

    /// The byte of `source` at which a scalar value of the document stands.
    fn byte(&self, scalar: usize) -> usize {
        let index = scalar.saturating_sub(self.case.span.start);
        let step = self.steps.get(index / STEP).copied().unwrap_or(self.source.len());
        let within = self.source[step..].char_indices().nth(index % STEP);
        within.map_or(self.source.len(), |(byte, _)| step + byte)
    }
}

/// The byte at which a scalar value of a text begins; the text's length if it has fewer.
fn byte_of_scalar(text: &str, scalar: usize) -> usize {
    /// Large enough for the count of a block to run on whole registers.
    const BLOCK: usize = 4096;
    let (mut byte, mut left) = (0, scalar);
    for block in text.as_bytes().chunks(BLOCK) {
        let starts = block.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        if starts > left {
            break;
        }
        (byte, left) = (byte + block.len(), left - starts);
    }
    while byte < text.len() && !text.is_char_boundary(byte) {
        byte += 1;
    }
    text.get(byte..).and_then(|rest| rest.char_indices().nth(left)).map_or(text.len(), |(at, _)| byte + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_of_a_scalar_is_found_across_blocks_that_cut_characters() {
        let text = "a案b例".repeat(2000);
        for scalar in [0, 1, 2, 2047, 2048, 2049, 4096, 7999, 8000, 9000] {
            let expected = text.char_indices().nth(scalar).map_or(text.len(), |(byte, _)| byte);
            assert_eq!(byte_of_scalar(&text, scalar), expected, "{scalar}");
        }
    }
}

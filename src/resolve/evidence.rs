//! Evidence: where in the source a stretch of a case's clean text stands, and how the source writes it.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Case, Span, squeeze};

/// Where the scalar values of a text stand.
pub(super) struct Scalars<'a> {
    text: &'a str,
    /// Byte offset of the first scalar value, and of each that is [`STEP`] after the one before.
    steps: Vec<usize>,
}

/// Scalar values from one whose byte is known to the next.
const STEP: usize = 4;

impl<'a> Scalars<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let steps = text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect();
        Self { text, steps }
    }

    /// The byte at which a scalar value begins; the text's length if it has fewer.
    fn byte(&self, scalar: usize) -> usize {
        let Some(&step) = self.steps.get(scalar / STEP) else { return self.text.len() };
        let within = self.text[step..].char_indices().nth(scalar % STEP);
        within.map_or(self.text.len(), |(byte, _)| step + byte)
    }
}

/// The source text of one case, ready to be quoted.
pub(super) struct Evidence<'a> {
    case: &'a Case,
    source: &'a Scalars<'a>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(source: &'a Scalars<'a>, case: &'a Case) -> Self {
        Self { case, source }
    }

    /// The source span of a byte range of the clean text.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.case.text.span(range.clone())
    }

    /// What the source writes in a byte range of the clean text, white space left out.
    pub(super) fn quote(&self, range: &Range<usize>) -> Cow<'a, str> {
        self.quote_of(self.span(range))
    }

    /// What stands in a span of the source, white space left out.
    pub(super) fn quote_of(&self, span: Span) -> Cow<'a, str> {
        let start = self.source.byte(span.start);
        squeeze(&self.source.text[start..self.source.byte(span.end).max(start)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_of_a_scalar_is_found_wherever_it_stands() {
        let text = "a案b例".repeat(20);
        let scalars = Scalars::new(&text);
        for scalar in 0..90 {
            let expected = text.char_indices().nth(scalar).map_or(text.len(), |(byte, _)| byte);
            assert_eq!(scalars.byte(scalar), expected, "{scalar}");
        }
    }
}

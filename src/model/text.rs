//! Text made ready for reading, with the way back to the text it came from.
//!
//! Clean-up joins broken lines, drops white space between Chinese characters and unifies the width of letters,
//! digits and marks. Rules work on the clean text in byte ranges; facts are reported in spans of the source.

use std::borrow::Cow;
use std::ops::Range;

use super::Span;

/// Clean text and, for each of its characters, the position in the source that it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    clean: String,
    pieces: Vec<Piece>,
}

/// A run of clean characters that stand one after the other in the source too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Byte offset in the clean text at which the run begins.
    byte: usize,
    /// Scalar offset in the source at which the run begins.
    source: usize,
}

impl Text {
    /// Text taken as it is: every character stands for itself, the first one for scalar `start` of the source.
    #[must_use]
    pub fn verbatim(text: &str, start: usize) -> Self {
        Self { clean: text.to_owned(), pieces: vec![Piece { byte: 0, source: start }] }
    }

    /// The clean text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.clean
    }

    /// The source span of a byte range of the clean text. The range must lie on character boundaries; what lies
    /// beyond the end is cut off.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let end = range.end.min(self.clean.len());
        let start = range.start.min(end);
        if start == end {
            let at = self.source_of(start);
            return Span::new(at, at);
        }
        let last = self.clean[..end].char_indices().next_back().map_or(start, |(byte, _)| byte);
        Span::new(self.source_of(start), self.source_of(last) + 1)
    }

    /// The part of the text in a byte range, with its own way back.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let first = self.piece_at(range.start);
        let mut pieces = vec![Piece { byte: 0, source: self.source_of(range.start) }];
        let later = self.pieces.get(first + 1..).unwrap_or_default();
        let inside = later.iter().take_while(|piece| piece.byte < range.end);
        pieces.extend(inside.map(|piece| Piece { byte: piece.byte - range.start, source: piece.source }));
        Self { clean: self.clean[range].to_owned(), pieces }
    }

    /// Each character with its byte offset in the clean text and its scalar offset in the source.
    pub fn chars(&self) -> impl Iterator<Item = (usize, usize, char)> + '_ {
        let (mut next, mut source) = (0, 0);
        self.clean.char_indices().map(move |(byte, c)| {
            if let Some(piece) = self.pieces.get(next).filter(|piece| piece.byte == byte) {
                (source, next) = (piece.source, next + 1);
            } else {
                source += 1;
            }
            (byte, source, c)
        })
    }

    fn piece_at(&self, byte: usize) -> usize {
        self.pieces.partition_point(|piece| piece.byte <= byte).saturating_sub(1)
    }

    fn source_of(&self, byte: usize) -> usize {
        let Some(piece) = self.pieces.get(self.piece_at(byte)) else { return 0 };
        piece.source + scalars(&self.clean.as_bytes()[piece.byte.min(byte)..byte])
    }
}

/// Number of scalar values in a stretch of UTF-8 that begins at a character.
fn scalars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// Makes a [`Text`] character by character.
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: Text,
    expected: Option<usize>,
}

impl TextBuilder {
    /// Appends `c`, which stands for the scalar at `source` of the source.
    pub fn push(&mut self, c: char, source: usize) {
        if self.expected != Some(source) {
            self.text.pieces.push(Piece { byte: self.text.clean.len(), source });
        }
        self.text.clean.push(c);
        self.expected = Some(source + 1);
    }

    /// Appends a whole text.
    pub fn append(&mut self, text: &Text) {
        for (_, source, c) in text.chars() {
            self.push(c, source);
        }
    }

    /// Drops everything from `byte` of the clean text on.
    pub fn truncate(&mut self, byte: usize) {
        self.text.clean.truncate(byte);
        self.text.pieces.retain(|piece| piece.byte < byte);
        self.expected = None;
    }

    /// The clean text so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> Text {
        self.text
    }
}

/// `text` without its white space, borrowed where there is none. Surfaces and quotes are written this way.
#[must_use]
pub fn squeeze(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_whitespace) { Cow::Owned(text.split_whitespace().collect()) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source `检 查\n码12`, cleaned to `检查码12`.
    fn cleaned() -> Text {
        let mut builder = TextBuilder::default();
        for (source, c) in "检 查\n码12".chars().enumerate().filter(|(_, c)| !c.is_whitespace()) {
            builder.push(c, source);
        }
        builder.finish()
    }

    #[test]
    fn a_range_of_clean_text_finds_its_source_span_across_dropped_white_space() {
        let text = cleaned();
        assert_eq!(text.as_str(), "检查码12");
        for (range, span) in [(0..9, (0, 5)), (3..9, (2, 5)), (0..3, (0, 1)), (9..11, (5, 7)), (6..6, (4, 4))] {
            assert_eq!(text.span(range.clone()), Span::from(span), "{range:?}");
        }
    }

    #[test]
    fn a_slice_keeps_the_way_back() {
        let slice = cleaned().slice(3..10);
        assert_eq!(slice.as_str(), "查码1");
        assert_eq!(slice.span(0..7), Span::new(2, 6));
        assert_eq!(slice.chars().map(|(_, source, _)| source).collect::<Vec<_>>(), [2, 4, 5]);
    }

    #[test]
    fn a_truncated_builder_goes_on_from_where_it_was_cut() {
        let mut builder = TextBuilder::default();
        "甲乙丙".chars().enumerate().for_each(|(source, c)| builder.push(c, source));
        builder.truncate(3);
        builder.push('丁', 9);
        let text = builder.finish();
        assert_eq!((text.as_str(), text.span(3..6)), ("甲丁", Span::new(9, 10)));
    }
}

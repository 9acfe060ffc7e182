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

/// Longest run, in bytes: a position is found by its run and a count of the characters before it there.
const LONGEST_PIECE: usize = 64;

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
        let mut builder = TextBuilder::with_capacity(text.len());
        builder.push_str(text, start);
        builder.finish()
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
        let last = self.clean.floor_char_boundary(end - 1);
        let piece = self.piece_at(start);
        let behind = self.pieces.get(piece + 1..).unwrap_or_default();
        let last_piece = piece + behind.iter().take_while(|piece| piece.byte <= last).count();
        Span::new(self.source_in(piece, start), self.source_in(last_piece, last) + 1)
    }

    /// Each character with its byte offset in the clean text and its scalar offset in the source.
    pub fn chars(&self) -> impl Iterator<Item = (usize, usize, char)> + '_ {
        self.chars_in(0..self.clean.len())
    }

    /// The same for the characters of a byte range.
    pub fn chars_in(&self, range: Range<usize>) -> impl Iterator<Item = (usize, usize, char)> + '_ {
        let start = range.start;
        let mut next = self.piece_at(start) + 1;
        let mut at = self.source_of(start);
        self.clean[range].char_indices().map(move |(byte, c)| {
            if let Some(piece) = self.pieces.get(next).filter(|piece| piece.byte == start + byte) {
                (at, next) = (piece.source, next + 1);
            }
            let source = at;
            at += 1;
            (start + byte, source, c)
        })
    }

    fn piece_at(&self, byte: usize) -> usize {
        self.pieces.partition_point(|piece| piece.byte <= byte).saturating_sub(1)
    }

    fn source_of(&self, byte: usize) -> usize {
        self.source_in(self.piece_at(byte), byte)
    }

    /// The same for a byte of a run that is known.
    fn source_in(&self, piece: usize, byte: usize) -> usize {
        let Some(piece) = self.pieces.get(piece) else { return 0 };
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
    /// A builder of a text of about so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        let text = Text { clean: String::with_capacity(bytes), pieces: Vec::with_capacity(bytes / LONGEST_PIECE + 1) };
        Self { text, expected: None }
    }

    /// Appends `c`, which stands for the scalar at `source` of the source.
    pub fn push(&mut self, c: char, source: usize) {
        let byte = self.text.clean.len();
        if self.expected != Some(source) || self.text.pieces.last().is_none_or(|at| byte - at.byte >= LONGEST_PIECE) {
            self.text.pieces.push(Piece { byte, source });
        }
        self.text.clean.push(c);
        self.expected = Some(source + 1);
    }

    /// Appends characters that stand one after the other in the source, the first at `source`.
    pub fn push_str(&mut self, run: &str, mut source: usize) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            self.push(first, source);
            let begun = self.text.pieces.last().map_or(0, |piece| piece.byte);
            let room = (begun + LONGEST_PIECE).saturating_sub(self.text.clean.len());
            rest = &rest[first.len_utf8()..];
            let (here, later) = rest.split_at(rest.floor_char_boundary(room));
            self.text.clean.push_str(here);
            source += 1 + scalars(here.as_bytes());
            self.expected = Some(source);
            rest = later;
        }
    }

    /// Appends the part of a text in a byte range.
    pub fn append(&mut self, text: &Text, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let here = self.text.clean.len();
        let source = text.source_of(range.start);
        let later = text.pieces.get(text.piece_at(range.start) + 1..).unwrap_or_default();
        let inside = later.iter().take_while(|piece| piece.byte < range.end);
        self.text.pieces.push(Piece { byte: here, source });
        self.text.pieces.extend(inside.map(|at| Piece { byte: here + at.byte - range.start, source: at.source }));
        self.text.clean.push_str(&text.clean[range.clone()]);
        self.expected = Some(text.span(range).end);
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
    fn an_appended_part_keeps_the_way_back() {
        let mut builder = TextBuilder::default();
        builder.push('案', 0);
        builder.append(&cleaned(), 3..10);
        builder.push('2', 6);
        let text = builder.finish();
        assert_eq!(text.as_str(), "案查码12");
        assert_eq!(text.span(3..11), Span::new(2, 7));
        assert_eq!(text.chars().map(|(_, source, _)| source).collect::<Vec<_>>(), [0, 2, 4, 5, 6]);
    }

    #[test]
    fn long_runs_find_their_way_back_as_short_ones_do() {
        let text = Text::verbatim(&"案例a".repeat(200), 7);
        for (scalar, (byte, _)) in text.as_str().char_indices().enumerate() {
            assert_eq!(text.span(byte..byte), Span::new(scalar + 7, scalar + 7));
        }
        let mut builder = TextBuilder::default();
        builder.append(&text, 7..1000);
        assert_eq!(builder.finish().span(0..993), Span::new(10, 435));
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

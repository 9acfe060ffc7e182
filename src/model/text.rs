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

/// A run of clean characters that stand one after the other in the source too and that take the same number of bytes
/// each, so that a position in it is found without counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Byte offset in the clean text at which the run begins.
    byte: usize,
    /// Scalar offset in the source at which the run begins.
    source: usize,
}

/// Bytes of clean text for which a builder expects one piece: Chinese prose with figures in it.
const PIECE: usize = 32;

impl Text {
    /// Text taken as it is: every character stands for itself, the first one for scalar `start` of the source.
    #[must_use]
    pub fn verbatim(text: &str, start: usize) -> Self {
        let mut builder = TextBuilder::with_capacity(text.len());
        text.chars().zip(start..).for_each(|(c, source)| builder.push(c, source));
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
        let piece = self.piece_at(start);
        let source = self.source_in(piece, start);
        if start == end {
            return Span::new(source, source);
        }
        let behind = self.pieces.get(piece + 1..).unwrap_or_default();
        let last_piece = piece + behind.iter().take_while(|piece| piece.byte < end).count();
        Span::new(source, self.source_in(last_piece, end - 1) + 1)
    }

    /// The runs of a byte range whose characters stand one after the other in the source, each with its source span.
    /// Two neighbours may do so too.
    pub fn runs(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Span)> + '_ {
        (self.piece_at(range.start)..self.pieces.len()).map_while(move |piece| {
            let next = self.pieces.get(piece + 1).map_or(self.clean.len(), |next| next.byte);
            let run = self.pieces.get(piece)?.byte.max(range.start)..next.min(range.end);
            let span = || Span::new(self.source_in(piece, run.start), self.source_in(piece, run.end - 1) + 1);
            (!run.is_empty()).then(|| (run.clone(), span()))
        })
    }

    /// Each character with its byte offset in the clean text and its scalar offset in the source.
    pub fn chars(&self) -> impl Iterator<Item = (usize, usize, char)> + '_ {
        let sources = self.runs(0..self.clean.len()).flat_map(|(_, span)| span.start..span.end);
        self.clean.char_indices().zip(sources).map(|((byte, c), source)| (byte, source, c))
    }

    fn piece_at(&self, byte: usize) -> usize {
        self.pieces.partition_point(|piece| piece.byte <= byte).saturating_sub(1)
    }

    /// The source position of the character to which a byte of a piece belongs.
    fn source_in(&self, piece: usize, byte: usize) -> usize {
        let Some(piece) = self.pieces.get(piece) else { return 0 };
        let lead = self.clean.as_bytes().get(piece.byte).copied().unwrap_or_default();
        piece.source + scalars(lead, byte.saturating_sub(piece.byte))
    }
}

/// Number of whole characters in so many bytes, each as long as the one that begins with `lead` in UTF-8.
fn scalars(lead: u8, bytes: usize) -> usize {
    match lead {
        0x00..=0x7F => bytes,
        0x80..=0xDF => bytes / 2,
        0xE0..=0xEF => bytes / 3,
        0xF0..=0xFF => bytes / 4,
    }
}

/// Makes a [`Text`] character by character.
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: Text,
    /// The source position and the bytes of a character that goes on with the last piece.
    next: Option<(usize, usize)>,
}

impl TextBuilder {
    /// A builder of a text of about so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        let text = Text { clean: String::with_capacity(bytes), pieces: Vec::with_capacity(bytes / PIECE + 1) };
        Self { text, next: None }
    }

    /// Appends `c`, which stands for the scalar at `source` of the source.
    pub fn push(&mut self, c: char, source: usize) {
        self.note(source, 1, c.len_utf8());
        self.text.clean.push(c);
    }

    /// Appends characters that stand one after the other in the source, the first at `source`. They must take the same
    /// number of bytes each.
    pub fn push_even(&mut self, run: &str, source: usize) {
        let Some(&lead) = run.as_bytes().first() else { return };
        let count = scalars(lead, run.len());
        self.note(source, count, run.len() / count.max(1));
        self.text.clean.push_str(run);
    }

    /// Begins a piece with the characters that come next where they do not go on with the last one.
    fn note(&mut self, source: usize, count: usize, bytes: usize) {
        if self.next != Some((source, bytes)) {
            self.text.pieces.push(Piece { byte: self.text.clean.len(), source });
        }
        self.next = Some((source + count, bytes));
    }

    /// Appends the part of a text in a byte range.
    pub fn append(&mut self, text: &Text, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let here = self.text.clean.len();
        let piece = text.piece_at(range.start);
        let later = text.pieces.get(piece + 1..).unwrap_or_default();
        let inside = later.iter().take_while(|piece| piece.byte < range.end);
        self.text.pieces.push(Piece { byte: here, source: text.source_in(piece, range.start) });
        self.text.pieces.extend(inside.map(|at| Piece { byte: here + at.byte - range.start, source: at.source }));
        self.text.clean.push_str(&text.clean[range]);
        self.next = None;
    }

    /// Drops everything from `byte` of the clean text on.
    pub fn truncate(&mut self, byte: usize) {
        self.text.clean.truncate(byte);
        self.text.pieces.retain(|piece| piece.byte < byte);
        self.next = None;
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
    fn runs_end_where_the_source_goes_on_elsewhere() {
        let text = cleaned();
        let runs: Vec<_> = text.runs(3..10).map(|(run, span)| (&text.as_str()[run], span)).collect();
        assert_eq!(runs, [("查", Span::new(2, 3)), ("码", Span::new(4, 5)), ("1", Span::new(5, 6))]);
        assert_eq!(Text::default().runs(0..0).count(), 0);
    }

    #[test]
    fn even_characters_are_appended_as_one_by_one() {
        let mut builder = TextBuilder::default();
        builder.push_even("案例", 3);
        builder.push_even("", 0);
        builder.push_even("12", 5);
        assert_eq!(builder.finish(), Text::verbatim("案例12", 3));
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

//! One case of a document, cut out and made ready for extraction.

use std::ops::Range;

use super::{CaseKind, SectionRole, Span, Text};

/// One case (or the whole of a text in which no case structure is found). Ranges are bytes of `text`.
#[derive(Clone, Debug)]
pub struct Case {
    /// `document/number`, the number as the document gives it or counted from 1.
    pub id: String,
    /// What the text is.
    pub kind: CaseKind,
    /// The year the document or its collection bears.
    pub year: Option<i32>,
    /// The collection's name, for a document of several cases.
    pub collection: Option<String>,
    /// The case in the document's text.
    pub span: Span,
    /// The case's clean text, title and header lines included; one paragraph a line, `\n` its only white space.
    pub text: Text,
    /// Its title, without marker (`案例 3：`) and with its lines joined by a space.
    pub title: String,
    /// Where the title's lines stand in `text`; empty if the text bears none.
    pub title_at: Range<usize>,
    /// Each unit named by the header field 推荐单位.
    pub recommended_by: Vec<Range<usize>>,
    /// Each unit named by the header field 实施单位.
    pub implemented_by: Vec<Range<usize>>,
    /// The body's sections in order, without gaps: together they cover all that follows title and header.
    pub sections: Vec<Section>,
}

/// A section of a case under a top-level heading (一、…), or what precedes the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What the section tells.
    pub role: SectionRole,
    /// Its heading, empty where it has none.
    pub heading: Range<usize>,
    /// The section, heading included.
    pub range: Range<usize>,
}

impl Case {
    /// The role of the section in which a byte of `text` stands; `None` in title and header.
    #[must_use]
    pub fn role_at(&self, byte: usize) -> Option<SectionRole> {
        self.sections.iter().find(|section| section.range.contains(&byte)).map(|section| section.role)
    }
}

//! From a document to its cases: where each begins and ends, its title and header, its paragraphs and sections.
//!
//! Works on lines. Paragraphs that a page break cut in two are joined here, because only here is it known what is
//! a title, a heading or a contents list.

use crate::model::{Case, CaseKind, Document, Text};

/// The cases of a document in order; one for the whole text where no case structure is found, none where there is
/// no text.
#[must_use]
pub fn cases(document: &Document, clean: &Text) -> Vec<Case> {
    // Provisional until the segmenter stands: the whole text is one case.
    vec![Case {
        id: format!("{}/1", document.id),
        kind: CaseKind::Case,
        year: None,
        collection: None,
        span: clean.span(0..clean.as_str().len()),
        text: clean.clone(),
        title: String::new(),
        title_at: 0..0,
        recommended_by: Vec::new(),
        implemented_by: Vec::new(),
        sections: Vec::new(),
    }]
}

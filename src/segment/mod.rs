//! From a document to its cases: where each begins and ends, its title and header, its paragraphs and sections.
//!
//! Works on lines. Paragraphs that a page break cut in two are joined here, because only here is it known what is
//! a title, a heading or a contents list.

mod body;
mod borders;
mod front;
mod line;

use crate::model::{Case, Document, Text};

/// The cases of a document in order; one for the whole text where no case structure is found, none where there is
/// no text. `clean` is the document's text after clean-up.
#[must_use]
pub fn cases(document: &Document, clean: &Text) -> Vec<Case> {
    let lines = line::lines(clean);
    let plan = borders::plan(&lines);
    let front = front::front(&lines, &plan);
    let mut cases: Vec<Case> =
        (0..plan.starts.len()).map(|index| body::case(document, clean, &lines, &plan, index, &front)).collect();
    if !numbers_differ(&cases) {
        for (index, case) in cases.iter_mut().enumerate() {
            case.id = format!("{}/{}", document.id, index + 1);
        }
    }
    cases
}

fn numbers_differ(cases: &[Case]) -> bool {
    let ids: std::collections::HashSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.len() == cases.len()
}

//! From mentions to entities: names to authorities, several mentions of one thing to one fact of the record.

mod decisions;
mod evidence;
mod honours;
mod laws;
mod mechanisms;
mod outcomes;
mod places;
mod units;

pub use decisions::Curator;
use evidence::Evidence;

use crate::lexicon::Lexicon;
use crate::model::{Case, Document, Mentions, Record, RecordSection, squeeze};

/// The record of a case.
#[must_use]
pub fn record(document: &Document, case: &Case, mentions: &Mentions, lexicon: &Lexicon) -> Record {
    let evidence = Evidence::new(document, case);
    let home = places::Home::of(document, case, mentions, lexicon);
    let units = units::units(case, &evidence, &mentions.units, &home, lexicon);
    Record {
        id: case.id.clone(),
        title: case.title.clone(),
        kind: case.kind,
        source: document.source.clone(),
        span: case.span,
        year: case.year,
        collection: case.collection.clone(),
        sections: sections(case),
        places: places::practised_in(&home, &units, &mentions.places, case.text.as_str(), &lexicon.places),
        recommended_by: units.recommended_by,
        implemented_by: units.implemented_by,
        units: units.units,
        mechanisms: mechanisms::mechanisms(&evidence, &mentions.mechanisms, &lexicon.mechanisms),
        laws: laws::laws(&evidence, &mentions.laws, &lexicon.laws),
        outcomes: outcomes::outcomes(&evidence, &mentions.outcomes),
        honours: honours::honours(&evidence, &mentions.honours),
        diagnostics: units.diagnostics,
    }
}

fn sections(case: &Case) -> Vec<RecordSection> {
    let text = &case.text;
    let one = |section: &crate::model::Section| RecordSection {
        role: section.role,
        heading: squeeze(&text.as_str()[section.heading.clone()]).into_owned(),
        span: text.span(section.range.clone()),
    };
    case.sections.iter().map(one).collect()
}

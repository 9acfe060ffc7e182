//! From mentions to entities: names to authorities, several mentions of one thing to one fact of the record.

mod decisions;
mod evidence;
mod honours;
mod implementers;
mod laws;
mod mechanisms;
mod outcomes;
mod places;
mod units;

pub use decisions::Curator;
use evidence::{Evidence, Scalars};

use crate::lexicon::{Lexicon, PlaceId};
use crate::model::{Case, Document, Mentions, Record, RecordSection, squeeze};

/// Makes records of the cases of one document; what they share is read once.
pub struct Resolver<'a> {
    document: &'a Document,
    lexicon: &'a Lexicon,
    scalars: Scalars<'a>,
    /// What the places that the head of the document names can mean.
    head: Vec<&'a [PlaceId]>,
}

impl<'a> Resolver<'a> {
    /// Reads what the cases of a document share.
    #[must_use]
    pub fn new(document: &'a Document, lexicon: &'a Lexicon) -> Self {
        let head = places::in_head(&document.text, lexicon);
        Self { document, lexicon, scalars: Scalars::new(&document.text), head }
    }

    /// The units that a case names, each with the names of the features that speak for or against its carrying the
    /// practice out.
    #[must_use]
    pub fn implementer_candidates(&self, case: &Case, mentions: &Mentions) -> Vec<(String, Vec<String>)> {
        let Self { lexicon, scalars, head, .. } = self;
        let home = places::Home::of(head, case, mentions, lexicon);
        units::implementer_candidates(case, &Evidence::new(scalars, case), &mentions.units, &home, lexicon)
    }

    /// The record of a case.
    #[must_use]
    pub fn record(&self, case: &Case, mentions: &Mentions) -> Record {
        let Self { document, lexicon, scalars, head } = self;
        let evidence = Evidence::new(scalars, case);
        let home = places::Home::of(head, case, mentions, lexicon);
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

//! Finds the facts of a case in its text: one file per kind of fact, each from clean text and lexicon to mentions.
//!
//! A mention is tied to the bytes that say it and names the rule that found it. What a mention refers to is decided
//! in `resolve`.

mod alliances;
mod honours;
mod laws;
mod likeness;
mod mechanisms;
mod open_units;
mod outcomes;
mod places;
mod quantity;
mod unit_aliases;
mod unit_lists;
mod units;
mod window;

pub use mechanisms::{
    AnnotatedMechanism, GroupLesson, SpanLesson, group_lessons, kind_lessons, mechanisms_by, span_lessons,
};
pub use outcomes::outcome_candidates;
pub use quantity::{Quantity, quantities};

use crate::lexicon::Lexicon;
use crate::model::{Case, LawMention, Mentions};

/// The legal documents that a text names, in order.
#[must_use]
pub fn laws(text: &str, lexicon: &Lexicon) -> Vec<LawMention> {
    laws::laws(text, &lexicon.find(text), &lexicon.laws)
}

/// All mentions of a case.
#[must_use]
pub fn mentions(case: &Case, lexicon: &Lexicon) -> Mentions {
    let text = case.text.as_str();
    let found = &lexicon.find(text);
    let (units, places) = units::units(text, found, lexicon);
    Mentions {
        units,
        places,
        laws: laws::laws(text, found, &lexicon.laws),
        mechanisms: mechanisms::mechanisms(case, found, lexicon),
        honours: honours::honours(case, found, &lexicon.honours),
        outcomes: outcomes::outcomes(case, found, lexicon),
    }
}

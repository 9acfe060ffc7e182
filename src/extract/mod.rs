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
mod unit_lists;
mod units;
mod window;

pub use laws::laws;
pub use mechanisms::{AnnotatedMechanism, GroupLesson, SpanLesson, group_lessons, mechanisms_by, span_lessons};
pub use outcomes::outcome_candidates;
pub use quantity::{Quantity, quantities};

use crate::lexicon::Lexicon;
use crate::model::{Case, Mentions};

/// All mentions of a case.
#[must_use]
pub fn mentions(case: &Case, lexicon: &Lexicon) -> Mentions {
    let (units, places) = units::units(case.text.as_str(), lexicon);
    Mentions {
        units,
        places,
        laws: laws(case.text.as_str(), &lexicon.laws),
        mechanisms: mechanisms::mechanisms(case, lexicon),
        honours: honours::honours(case, &lexicon.honours),
        outcomes: outcomes::outcomes(case, lexicon),
    }
}

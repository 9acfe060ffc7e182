//! What every room shares: the record of a case, the text it was read from, and the spans that tie the two together.
//!
//! Nothing here reads files, knows a lexicon or decides anything; a type belongs here only when two rooms that
//! do not know each other must exchange it.

mod authority;
mod case;
mod decision;
mod diagnostic;
mod document;
mod mention;
mod record;
mod span;
mod text;

pub use authority::{PlaceAuthority, UnitAuthority};
pub use case::{Case, Section};
pub use decision::{Action, Decision, Entity, EntityKind, FactGroup, Fields, Place, Separation, Standing, Target};
pub use diagnostic::{Diagnostic, Severity};
pub use document::{Document, MediaType, Source};
pub use mention::{
    HonourMention, LawMention, MechanismMention, Mentions, OutcomeMention, PlaceMention, PlaceTie, UnitMention,
};
pub use record::{
    CaseKind, Change, Honour, HonourKind, Law, LawKind, Mechanism, MechanismKind, MechanismRole, Outcome, Qualifier,
    Record, RecordSection, SectionRole, Unit, UnitRole,
};
pub use span::Span;
pub use text::{Text, TextBuilder, squeeze};

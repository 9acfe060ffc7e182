//! What extraction hands to resolution: facts tied to byte ranges of a case's clean text, not yet to entities.

use std::ops::Range;
use std::sync::Arc;

use super::{Change, HonourKind, LawKind, MechanismKind, MechanismRole, Qualifier, UnitRole};

/// All mentions of one case, each group in order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentions {
    /// Organisations.
    pub units: Vec<UnitMention>,
    /// Places.
    pub places: Vec<PlaceMention>,
    /// Named practices.
    pub mechanisms: Vec<MechanismMention>,
    /// Legal and normative documents.
    pub laws: Vec<LawMention>,
    /// Measured results.
    pub outcomes: Vec<OutcomeMention>,
    /// Recognition.
    pub honours: Vec<HonourMention>,
}

/// An organisation named at one place of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitMention {
    /// The surface.
    pub at: Range<usize>,
    /// The surface's words put together as a name, where the text spreads them out (`区法院、检察院`: `区检察院`).
    pub name: String,
    /// The part that the sentence gives it.
    pub role: UnitRole,
    /// Probability that this is an organisation, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
}

/// An administrative division named at one place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// The surface.
    pub at: Range<usize>,
    /// What the sentence says of it.
    pub tie: PlaceTie,
}

/// What a sentence says of a place and others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceTie {
    /// Nothing.
    None,
    /// It is a member of a list or group of places (沪苏浙) that act together.
    Member,
    /// The case's own place acts together with it (与余杭区建立协作机制).
    Partner,
}

/// A practice named at one place of the text. All mentions of one practice in a case bear the same name and say the
/// same of it.
#[derive(Clone, Debug, PartialEq)]
pub struct MechanismMention {
    /// The surface.
    pub at: Range<usize>,
    /// The shortest form by which it is known.
    pub name: Arc<str>,
    /// What the case does with it.
    pub role: MechanismRole,
    /// Its kind.
    pub kind: MechanismKind,
    /// Key of its practice family, where it belongs to one.
    pub family: Option<Arc<str>>,
    /// Probability that this is a named practice, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
}

/// A legal document named at one place of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct LawMention {
    /// The surface, with its marks 《》.
    pub at: Range<usize>,
    /// The title as written, without marks; for an alias defined in the text, the title it stands for.
    pub title: String,
    /// Its kind.
    pub kind: LawKind,
    /// The articles cited with it, each in full: `第二十条第一款`.
    pub articles: Vec<String>,
    /// Its document number.
    pub number: Option<Range<usize>>,
    /// Probability that this is a legal document, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
}

/// A number that reports a result.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeMention {
    /// The quote.
    pub at: Range<usize>,
    /// What was measured.
    pub indicator: String,
    /// In the base unit.
    pub value: f64,
    /// Measure word or unit.
    pub unit: String,
    /// How exactly.
    pub qualifier: Qualifier,
    /// Direction of change.
    pub change: Option<Change>,
    /// Value before.
    pub from: Option<f64>,
    /// Stretch of time.
    pub period: Option<Range<usize>>,
    /// Probability that this is a result of the practice, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Recognition told at one place of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct HonourMention {
    /// The quote.
    pub at: Range<usize>,
    /// Its kind.
    pub kind: HonourKind,
    /// Who gave it.
    pub by: Option<Range<usize>>,
    /// Probability that this is recognition, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
}

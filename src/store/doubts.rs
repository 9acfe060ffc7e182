//! What deserves a look: facts of low confidence and names that could not be resolved, on which nobody has decided yet.

use std::collections::HashSet;

use serde_json::Value;

use crate::model::{Action, Diagnostic, FactGroup, Record, Span};

use super::{Dataset, Decisions, Error};

/// A fact to be decided on, or a name that could not be resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Id of the case.
    pub case: String,
    /// Its title.
    pub title: String,
    /// First digits of the source file's SHA-256.
    pub source: String,
    /// Group of facts.
    pub group: FactGroup,
    /// What decisions call the fact; empty where a name could not be resolved.
    pub fact: String,
    /// Estimated probability that the fact is right, 0 to 1.
    pub confidence: f64,
    /// The rule that made the fact, or what reading noticed.
    pub rule: String,
    /// The fact as the record has it.
    pub record: Value,
    /// Where it stands in the document.
    pub at: Span,
}

/// What is doubtful enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubtful {
    /// Facts of a confidence below this, 0 to 1.
    pub below: f64,
    /// Facts of this group only.
    pub group: Option<FactGroup>,
}

/// Case, group and fact of a decision.
type Decided = HashSet<(String, FactGroup, String)>;

impl Doubtful {
    /// How many doubts there are, and the least sure of them, at most `most`; no more than twice as many are held.
    ///
    /// # Errors
    /// The records or the decisions cannot be read.
    pub fn least_sure(self, dataset: &Dataset, most: usize) -> Result<(usize, Vec<Doubt>), Error> {
        const HELD: usize = 1024;
        let decided = decided(dataset)?;
        let (mut total, mut kept) = (0, Vec::new());
        for record in dataset.records()? {
            let before = kept.len();
            kept.extend(of_record(&record?).filter(|doubt| self.holds(doubt, &decided)));
            total += kept.len() - before;
            if kept.len() > most.saturating_mul(2).max(HELD) {
                keep(&mut kept, most);
            }
        }
        keep(&mut kept, most);
        Ok((total, kept))
    }

    /// Whether a fact is doubtful enough, of the group, and nobody has decided on it.
    fn holds(self, doubt: &Doubt, decided: &Decided) -> bool {
        doubt.confidence < self.below
            && self.group.is_none_or(|group| group == doubt.group)
            && !decided.contains(&(doubt.case.clone(), doubt.group, doubt.fact.clone()))
    }
}

/// Keeps the least sure, those of equal confidence in their order.
fn keep(doubts: &mut Vec<Doubt>, most: usize) {
    doubts.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    doubts.truncate(most);
}

/// The facts on which there are decisions, applied or not yet.
fn decided(dataset: &Dataset) -> Result<Decided, Error> {
    let decisions = Decisions::read(dataset.folder())?;
    let targets = decisions.iter().filter_map(|decision| match &decision.action {
        Action::Reject(target) | Action::Confirm(target) | Action::Fix(target, _) => Some(target),
        _ => None,
    });
    Ok(targets.map(|target| (target.place.case.clone(), target.place.group, target.fact.clone())).collect())
}

/// All facts of a record and what could not be resolved in it.
fn of_record(record: &Record) -> impl Iterator<Item = Doubt> {
    let json = serde_json::to_value(record).unwrap_or_default();
    let facts = FactGroup::WITH_CONFIDENCE.into_iter().flat_map(move |group| {
        let facts = json[group.as_str()].as_array().cloned().unwrap_or_default();
        facts.into_iter().filter_map(move |fact| of_fact(record, group, fact))
    });
    facts.chain(record.diagnostics.iter().filter_map(|found| unresolved(record, found)))
}

/// A fact as the record publishes it.
fn of_fact(record: &Record, group: FactGroup, fact: Value) -> Option<Doubt> {
    let text = |key: &str| fact[key].as_str().unwrap_or_default().to_owned();
    let at = serde_json::from_value(fact["evidence"][0].clone()).ok()?;
    Some(Doubt {
        fact: text(group.key()),
        confidence: fact["confidence"].as_f64()?,
        rule: text("rule"),
        record: fact,
        ..about(record, group, at)
    })
}

fn unresolved(record: &Record, found: &Diagnostic) -> Option<Doubt> {
    let is_unit = found.code == "unresolved-unit";
    let doubt = is_unit.then(|| about(record, FactGroup::Units, found.span.unwrap_or_default()))?;
    Some(Doubt { rule: found.message.clone(), ..doubt })
}

fn about(record: &Record, group: FactGroup, at: Span) -> Doubt {
    Doubt {
        case: record.id.clone(),
        title: record.title.clone(),
        source: record.source.sha256.chars().take(16).collect(),
        group,
        fact: String::new(),
        confidence: 0.0,
        rule: String::new(),
        record: Value::Null,
        at,
    }
}

//! What people decide about facts and entities: corrections that every build applies again.
//!
//! A decision on a fact points to it by its case, its words and the words of the text around it, never by position, so
//! that it survives other changes of the text. See `docs/decisions.md` for the files that hold decisions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A decision with who made it and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Line", into = "Line")]
#[schemars(with = "Line")]
pub struct Decision {
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When, as `2026-11-20`; for people, and not needed.
    pub date: Option<String>,
    /// What was decided.
    pub action: Action,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The fact is none.
    Reject(Target),
    /// The fact is right as it stands.
    Confirm(Target),
    /// There is a fact with these fields that was not found; its evidence is the quote.
    Add(Place, Fields),
    /// Fields of a fact have other values.
    Fix(Target, Fields),
    /// Two names mean one thing, which is called by the second.
    Merge(Entity, String),
    /// Some words do not mean the thing they were taken for, but one with a name of its own.
    Separate(Separation),
    /// A thing is called otherwise.
    Rename(Entity, String),
    /// A mechanism belongs to a family.
    Family {
        /// The mechanism's name known everywhere.
        name: String,
        /// Key of the family.
        family: String,
    },
}

/// Fields of a fact as the record names them.
pub type Fields = BTreeMap<String, serde_json::Value>;

/// Where in the documents a decision on a fact stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Id of the case. Where its number has changed, the quote finds it among the cases of the document.
    pub case: String,
    /// SHA-256 of the source file, or its first digits: finds the document where it was renamed.
    pub source: Option<String>,
    /// Group of facts.
    pub group: FactGroup,
    /// Words of the text that the decision stands on, white space aside.
    pub quote: String,
}

/// A fact that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where.
    pub place: Place,
    /// Its name, title or quote; of a case, its title.
    pub fact: String,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It was applied.
    Applied,
    /// What it asks for is so without it.
    Needless,
    /// Its words stand in the document, but the fact does not stand in them.
    NoFact,
    /// The words that it stands on are no longer in the document.
    NoQuote,
    /// What it sets cannot be: why.
    Unfit(String),
    /// There is no such document, or nothing is called so.
    Absent,
}

impl Standing {
    /// A stable word for it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Needless => "needless",
            Self::NoFact => "no-fact",
            Self::NoQuote => "no-quote",
            Self::Unfit(_) => "unfit",
            Self::Absent => "absent",
        }
    }
}

/// A thing that facts name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// How it is called.
    pub name: String,
}

/// Words to be kept apart from a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Separation {
    /// The thing that the words were taken for.
    pub from: Entity,
    /// The words, as in `surfaces` of the record.
    pub form: String,
    /// The name of what they mean.
    pub to: String,
    /// Only in this case, or everywhere.
    pub case: Option<String>,
}

/// The groups of facts of a record, and the case itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FactGroup {
    /// The case itself: its title, year, collection, kind.
    Case,
    /// Places.
    Places,
    /// Organisations.
    Units,
    /// Practices.
    Mechanisms,
    /// Legal documents.
    Laws,
    /// Measured results.
    Outcomes,
    /// Recognition.
    Honours,
}

impl FactGroup {
    /// The groups whose facts bear a confidence.
    pub const WITH_CONFIDENCE: [Self; 5] = [Self::Units, Self::Mechanisms, Self::Laws, Self::Outcomes, Self::Honours];

    /// The field of the record that lists the group's facts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Places => "places",
            Self::Units => "units",
            Self::Mechanisms => "mechanisms",
            Self::Laws => "laws",
            Self::Outcomes => "outcomes",
            Self::Honours => "honours",
        }
    }

    /// The field of a fact by which decisions call it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Places | Self::Units | Self::Mechanisms => "name",
            Self::Case | Self::Laws => "title",
            Self::Outcomes | Self::Honours => "quote",
        }
    }
}

/// Kinds of things that can be merged, kept apart and renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// An organisation, by its full name.
    Unit,
    /// A practice, by the name known everywhere.
    Mechanism,
    /// A legal document, by its title.
    Law,
    /// A place, by its full name.
    Place,
}

impl Decision {
    /// A name made of what was decided, by whom and why; the same decision has the same id wherever it stands.
    #[must_use]
    pub fn id(&self) -> String {
        let digest = Sha256::digest(serde_json::to_vec(self).unwrap_or_default());
        format!("{digest:x}")[..16].to_owned()
    }

    /// The place in the documents that a decision on a fact points to.
    #[must_use]
    pub const fn place(&self) -> Option<&Place> {
        match &self.action {
            Action::Reject(target) | Action::Confirm(target) | Action::Fix(target, _) => Some(&target.place),
            Action::Add(place, _) => Some(place),
            _ => None,
        }
    }
}

impl Action {
    /// The word for it in decision files.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Reject(_) => "reject",
            Self::Confirm(_) => "confirm",
            Self::Add(..) => "add",
            Self::Fix(..) => "fix",
            Self::Merge(..) => "merge",
            Self::Separate(_) => "separate",
            Self::Rename(..) => "rename",
            Self::Family { .. } => "family",
        }
    }
}

/// A decision as it is written: one flat table, each action with fields of its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Line {
    /// `reject`, `confirm`, `add`, `fix`, `merge`, `separate`, `rename` or `family`.
    action: String,
    /// Who decided.
    author: String,
    /// Why.
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<FactGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<EntityKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<String>,
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    set: Fields,
}

/// Takes a field that the action needs.
macro_rules! needed {
    ($line:ident . $field:ident) => {
        $line.$field.take().ok_or_else(|| format!("action `{}` needs `{}`", $line.action, stringify!($field)))?
    };
}

impl Line {
    fn place(&mut self) -> Result<Place, String> {
        let (case, group, quote) = (needed!(self.case), needed!(self.group), needed!(self.quote));
        if !case.contains('/') {
            return Err(format!("`case` is a document's id and a number (document/1), not {case}"));
        }
        if quote.trim().is_empty() {
            return Err("`quote` is empty".to_owned());
        }
        Ok(Place { case, source: self.source.take(), group, quote })
    }

    fn target(&mut self) -> Result<Target, String> {
        Ok(Target { place: self.place()?, fact: needed!(self.fact) })
    }

    fn entity(&mut self) -> Result<Entity, String> {
        Ok(Entity { kind: needed!(self.kind), name: needed!(self.name) })
    }

    fn fields(&mut self) -> Result<Fields, String> {
        let fields = std::mem::take(&mut self.set);
        if fields.is_empty() { Err(format!("action `{}` needs `set`", self.action)) } else { Ok(fields) }
    }

    /// Fields that the action has no use for.
    fn unused(&self) -> Result<(), String> {
        let left = serde_json::to_value(self).map_err(|error| error.to_string())?;
        let meant = ["action", "author", "reason", "date"];
        let unused = left.as_object().and_then(|left| left.keys().find(|key| !meant.contains(&key.as_str())));
        unused.map_or(Ok(()), |key| Err(format!("action `{}` has no `{key}`", self.action)))
    }

    fn action(&mut self) -> Result<Action, String> {
        Ok(match self.action.as_str() {
            "reject" => Action::Reject(self.target()?),
            "confirm" => Action::Confirm(self.target()?),
            "add" => Action::Add(self.place()?, self.fields()?),
            "fix" => Action::Fix(self.target()?, self.fields()?),
            "merge" => Action::Merge(self.entity()?, needed!(self.to)),
            "rename" => Action::Rename(self.entity()?, needed!(self.to)),
            "separate" => {
                let (from, form, to) = (self.entity()?, needed!(self.form), needed!(self.to));
                if from.kind == EntityKind::Place {
                    return Err("places have no forms to keep apart; fix the case instead".to_owned());
                }
                Action::Separate(Separation { from, form, to, case: self.case.take() })
            }
            "family" => Action::Family { name: needed!(self.name), family: needed!(self.family) },
            other => return Err(format!("no action `{other}`")),
        })
    }
}

impl TryFrom<Line> for Decision {
    type Error = String;

    fn try_from(mut line: Line) -> Result<Self, String> {
        let action = line.action()?;
        line.unused()?;
        for (field, value) in [("author", &line.author), ("reason", &line.reason)] {
            if value.trim().is_empty() {
                return Err(format!("`{field}` is empty"));
            }
        }
        Ok(Self { author: line.author, reason: line.reason, date: line.date, action })
    }
}

impl From<Decision> for Line {
    fn from(decision: Decision) -> Self {
        let Decision { author, reason, date, action } = decision;
        let line = Self { action: action.as_str().to_owned(), author, reason, date, ..Self::default() };
        match action {
            Action::Reject(Target { place, fact }) | Action::Confirm(Target { place, fact }) => {
                Self { fact: Some(fact), ..line.at(place) }
            }
            Action::Add(place, set) => Self { set, ..line.at(place) },
            Action::Fix(Target { place, fact }, set) => Self { fact: Some(fact), set, ..line.at(place) },
            Action::Merge(entity, to) | Action::Rename(entity, to) => Self { to: Some(to), ..line.of(entity) },
            Action::Separate(Separation { from, form, to, case }) => {
                Self { form: Some(form), to: Some(to), case, ..line.of(from) }
            }
            Action::Family { name, family } => Self { name: Some(name), family: Some(family), ..line },
        }
    }
}

impl Line {
    fn at(self, Place { case, source, group, quote }: Place) -> Self {
        Self { case: Some(case), source, group: Some(group), quote: Some(quote), ..self }
    }

    fn of(self, Entity { kind, name }: Entity) -> Self {
        Self { kind: Some(kind), name: Some(name), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_decided_is_written_as_it_is_read() {
        let by = json!({"author": "甲", "reason": "乙"});
        let at = json!({"case": "d/1", "group": "units", "quote": "某局会同"});
        let table = [
            json!({"action": "reject", "fact": "某局", "source": "ab12"}),
            json!({"action": "confirm", "fact": "某局"}),
            json!({"action": "add", "set": {"name": "某局", "role": "partner"}}),
            json!({"action": "fix", "fact": "某局", "set": {"role": "partner"}}),
        ];
        let entities = [
            json!({"action": "merge", "kind": "unit", "name": "某局", "to": "某某局"}),
            json!({"action": "rename", "kind": "law", "name": "甲法", "to": "乙法", "date": "2026-11-20"}),
            json!({"action": "separate", "kind": "mechanism", "name": "甲", "form": "乙", "to": "乙"}),
            json!({"action": "family", "name": "甲", "family": "inspection-code"}),
        ];
        let merged = |parts: &[&serde_json::Value]| -> serde_json::Value {
            parts.iter().flat_map(|part| part.as_object().unwrap().clone()).collect::<serde_json::Map<_, _>>().into()
        };
        let facts = table.iter().map(|one| merged(&[&by, &at, one]));
        for written in facts.chain(entities.iter().map(|one| merged(&[&by, one]))) {
            let decision: Decision = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&decision).unwrap(), written);
        }
    }

    #[test]
    fn a_decision_that_lacks_something_says_what() {
        let table = [
            (json!({"action": "reject", "author": "甲", "reason": "乙"}), "needs `case`"),
            (json!({"action": "forget", "author": "甲", "reason": "乙"}), "no action `forget`"),
            (
                json!({"action": "family", "author": "", "reason": "乙", "name": "a", "family": "b"}),
                "`author` is empty",
            ),
            (json!({"action": "family", "author": "甲", "reason": "乙", "name": "a"}), "needs `family`"),
            (
                json!({"action": "family", "author": "甲", "reason": "乙", "name": "a", "family": "b", "to": "c"}),
                "has no `to`",
            ),
            (json!({"action": "family", "author": "甲", "reason": "乙", "nom": "a"}), "unknown field `nom`"),
        ];
        for (written, told) in table {
            let error = serde_json::from_value::<Decision>(written).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}

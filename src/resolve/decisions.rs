//! Decisions of people, applied to the records of a document.
//!
//! Facts are changed in the form in which the record is published, so that one way serves all groups and a value that the
//! record does not know is refused by the record itself.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use crate::lexicon::Lexicon;
use crate::model::{
    Action, Decision, Document, Entity, EntityKind, FactGroup, Fields, Mechanism, Place, Record, Separation, Span,
    Standing, Target, Unit, UnitRole, squeeze,
};

/// The rule that decided facts bear.
const RULE: &str = "decision";

/// All decisions, ready to be applied to one document after the other.
pub struct Curator<'a> {
    decisions: Vec<(String, &'a Decision)>,
    documents: HashSet<&'a str>,
    sources: Vec<&'a str>,
    entities: BTreeMap<EntityKind, HashSet<&'a str>>,
    families: HashSet<&'a str>,
}

impl<'a> Curator<'a> {
    /// These decisions, in this order.
    #[must_use]
    pub fn new(decisions: impl IntoIterator<Item = &'a Decision>, lexicon: &'a Lexicon) -> Self {
        let decisions: Vec<_> = decisions.into_iter().map(|decision| (decision.id(), decision)).collect();
        let places = || decisions.iter().filter_map(|(_, decision)| decision.place());
        let mut entities: BTreeMap<_, HashSet<_>> = BTreeMap::new();
        for (kind, name) in decisions.iter().filter_map(|(_, decision)| named(&decision.action)) {
            entities.entry(kind).or_default().insert(name);
        }
        Self {
            documents: places().map(document_of).collect(),
            sources: places().filter_map(|place| place.source.as_deref()).collect(),
            entities,
            families: lexicon.mechanisms.families().iter().map(|family| family.id.as_str()).collect(),
            decisions,
        }
    }

    /// Whether a decision points to the document or to something that its records name.
    #[must_use]
    pub fn bears_on(&self, id: &str, sha256: &str, records: &[Record]) -> bool {
        let named = |(kind, names): (&EntityKind, &HashSet<&str>)| {
            records.iter().any(|record| names_of(record, *kind).any(|name| names.contains(name)))
        };
        self.documents.contains(id)
            || self.sources.iter().any(|source| sha256.starts_with(source))
            || self.entities.iter().any(named)
    }

    /// Applies the decisions that bear on a document to its records, and tells what became of each.
    pub fn apply(&self, document: &Document, records: &mut [Record]) -> BTreeMap<String, Standing> {
        let mut standings = BTreeMap::new();
        for (id, decision) in &self.decisions {
            let standing = match decision.place() {
                Some(place) if points_to(place, document) => Some(fact(&decision.action, place, document, records)),
                Some(_) => None,
                None => self.entity(&decision.action, document, records),
            };
            if let Some(standing) = standing {
                standings.insert(id.clone(), standing);
            }
        }
        standings
    }

    /// Applies a decision on an entity; `None` where nothing in the document is called so.
    fn entity(&self, action: &Action, document: &Document, records: &mut [Record]) -> Option<Standing> {
        let mut changed = false;
        for record in records {
            changed |= match action {
                Action::Merge(Entity { kind, name }, to) | Action::Rename(Entity { kind, name }, to) => {
                    rename(record, *kind, name, to)
                }
                Action::Separate(separation) => separate(record, separation, document),
                Action::Family { name, family } if !self.families.contains(family.as_str()) => {
                    // Only where something is called so: what a decision says is told of the documents that it bears on.
                    if record.mechanisms.iter().any(|mechanism| mechanism.concept == *name) {
                        return Some(Standing::Unfit(format!("no family {family}")));
                    }
                    false
                }
                Action::Family { name, family } => assign(&mut record.mechanisms, name, family),
                Action::Reject(_) | Action::Confirm(_) | Action::Add(..) | Action::Fix(..) => false,
            };
        }
        changed.then_some(Standing::Applied)
    }
}

/// Puts the mechanism `name` into a family; whether it is there.
fn assign(mechanisms: &mut [Mechanism], name: &str, family: &str) -> bool {
    let mut assigned = false;
    for mechanism in mechanisms.iter_mut().filter(|mechanism| mechanism.concept == name) {
        mechanism.family = Some(family.to_owned());
        assigned = true;
    }
    assigned
}

fn document_of(place: &Place) -> &str {
    place.case.rsplit_once('/').map_or("", |(document, _)| document)
}

fn points_to(place: &Place, document: &Document) -> bool {
    let source = place.source.as_deref();
    document_of(place) == document.id || source.is_some_and(|source| document.source.sha256.starts_with(source))
}

/// The thing that a decision is about, where it is about one.
fn named(action: &Action) -> Option<(EntityKind, &str)> {
    match action {
        Action::Merge(entity, _) | Action::Rename(entity, _) => Some((entity.kind, &entity.name)),
        Action::Separate(separation) => Some((separation.from.kind, &separation.from.name)),
        Action::Family { name, .. } => Some((EntityKind::Mechanism, name)),
        Action::Reject(_) | Action::Confirm(_) | Action::Add(..) | Action::Fix(..) => None,
    }
}

fn names_of(record: &Record, kind: EntityKind) -> Box<dyn Iterator<Item = &str> + '_> {
    match kind {
        EntityKind::Unit => {
            let header = record.recommended_by.iter().chain(&record.implemented_by);
            Box::new(record.units.iter().map(|unit| &unit.name).chain(header).map(String::as_str))
        }
        EntityKind::Mechanism => Box::new(record.mechanisms.iter().map(|mechanism| mechanism.concept.as_str())),
        EntityKind::Law => Box::new(record.laws.iter().map(|law| law.title.as_str())),
        EntityKind::Place => Box::new(record.places.iter().map(String::as_str)),
    }
}

/// Applies a decision on a fact to the case that it points to: of those in which its words stand, the one with its
/// number, else the first in which it applies.
fn fact(action: &Action, place: &Place, document: &Document, records: &mut [Record]) -> Standing {
    let number = |id: &str| id.rsplit_once('/').map(|(_, number)| number.to_owned());
    let wanted = number(&place.case);
    let mut cases: Vec<&mut Record> = records.iter_mut().collect();
    cases.sort_by_key(|record| number(&record.id) != wanted);
    let mut standing = Standing::NoQuote;
    for record in cases {
        let at = occurrences(document, record.span, &place.quote);
        if at.is_empty() {
            continue;
        }
        standing = change(action, place.group, record, &at, document);
        if standing != Standing::NoFact {
            break;
        }
    }
    standing
}

/// Where in `within` the words of `quote` stand, white space aside.
fn occurrences(document: &Document, within: Span, quote: &str) -> Vec<Span> {
    let text = document.at(within).chars().zip(within.start..).filter(|(c, _)| !c.is_whitespace());
    let (text, at): (Vec<char>, Vec<usize>) = text.unzip();
    let quote: Vec<char> = quote.chars().filter(|c| !c.is_whitespace()).collect();
    let found = text.windows(quote.len().max(1)).enumerate().filter(|(_, window)| *window == quote);
    found.map(|(begin, window)| Span::new(at[begin], at[begin + window.len() - 1] + 1)).collect()
}

/// Changes one record as a decision says.
fn change(action: &Action, group: FactGroup, record: &mut Record, at: &[Span], document: &Document) -> Standing {
    let Ok(Value::Object(mut json)) = serde_json::to_value(&*record) else { return Standing::NoFact };
    let standing = match action {
        Action::Confirm(Target { fact, .. }) => confirm(&mut json, group, fact, at),
        Action::Reject(Target { fact, .. }) => reject(&mut json, group, fact, at),
        Action::Fix(Target { fact, .. }, fields) => fix(&mut json, group, fact, fields, at),
        Action::Add(_, fields) => add(&mut json, group, fields, at, document),
        _ => Standing::NoFact,
    };
    if standing != Standing::Applied {
        return standing;
    }
    match serde_json::from_value(Value::Object(json)) {
        Ok(changed) => {
            *record = changed;
            Standing::Applied
        }
        Err(error) => Standing::Unfit(error.to_string()),
    }
}

fn facts(json: &mut Map<String, Value>, group: FactGroup) -> Option<&mut Vec<Value>> {
    json.get_mut(group.as_str())?.as_array_mut()
}

/// The index of the fact that is called `name` and stands where the quote does.
fn find(facts: &[Value], group: FactGroup, name: &str, at: &[Span]) -> Option<usize> {
    let stands = |fact: &Value| {
        let evidence = serde_json::from_value::<Vec<Span>>(fact["evidence"].clone()).unwrap_or_default();
        evidence.iter().any(|one| at.iter().any(|quote| quote.start < one.end && one.start < quote.end))
    };
    facts.iter().position(|fact| match fact {
        Value::String(place) => place == name,
        fact => fact[group.key()] == name && stands(fact),
    })
}

fn reject(json: &mut Map<String, Value>, group: FactGroup, name: &str, at: &[Span]) -> Standing {
    let Some(facts) = facts(json, group) else { return Standing::Unfit("a case cannot be rejected".to_owned()) };
    let Some(index) = find(facts, group, name, at) else { return Standing::NoFact };
    facts.remove(index);
    if group == FactGroup::Units {
        list(json, name, None);
    }
    Standing::Applied
}

fn confirm(json: &mut Map<String, Value>, group: FactGroup, name: &str, at: &[Span]) -> Standing {
    let Some(facts) = facts(json, group) else { return Standing::Unfit("a case needs no confirmation".to_owned()) };
    let Some(index) = find(facts, group, name, at) else { return Standing::NoFact };
    decided(&mut facts[index]);
    Standing::Applied
}

/// Marks a fact as one that a person vouches for. Places, which are only names, bear no mark.
fn decided(fact: &mut Value) {
    if let Some(fact) = fact.as_object_mut() {
        fact.insert("confidence".to_owned(), json!(1.0));
        fact.insert("rule".to_owned(), json!(RULE));
    }
}

/// Fields that are tied to the text and to how the fact was found.
const TIED: [&str; 7] = ["evidence", "surfaces", "surface", "quote", "confidence", "rule", "span"];
/// Fields of a case that can be set.
const OF_CASE: [&str; 4] = ["title", "year", "collection", "kind"];

fn set(fact: &mut Value, fields: &Fields) -> Result<(), Standing> {
    let Some(fact) = fact.as_object_mut() else { return Err(Standing::Unfit("has no fields".to_owned())) };
    for (key, value) in fields {
        if TIED.contains(&key.as_str()) || !fact.contains_key(key) {
            return Err(Standing::Unfit(format!("`{key}` cannot be set")));
        }
        fact.insert(key.clone(), value.clone());
    }
    Ok(())
}

fn fix(json: &mut Map<String, Value>, group: FactGroup, name: &str, fields: &Fields, at: &[Span]) -> Standing {
    if group == FactGroup::Case {
        return fix_case(json, name, fields);
    }
    let found = facts(json, group).and_then(|facts| find(facts, group, name, at).map(|index| (facts, index)));
    let Some((facts, index)) = found else { return Standing::NoFact };
    if group == FactGroup::Places {
        let Some(name) = fields.get("name").filter(|_| fields.len() == 1) else {
            return Standing::Unfit("a place has only a `name`".to_owned());
        };
        facts[index] = name.clone();
        return Standing::Applied;
    }
    let before = facts[index].clone();
    if let Err(unfit) = set(&mut facts[index], fields) {
        return unfit;
    }
    if facts[index] == before {
        return Standing::Needless;
    }
    decided(&mut facts[index]);
    let fact = facts[index].clone();
    if group == FactGroup::Units {
        list(json, name, Some(&fact));
    }
    Standing::Applied
}

fn fix_case(json: &mut Map<String, Value>, title: &str, fields: &Fields) -> Standing {
    if json["title"] != title {
        return Standing::NoFact;
    }
    for (key, value) in fields {
        if !OF_CASE.contains(&key.as_str()) {
            return Standing::Unfit(format!("`{key}` of a case cannot be set"));
        }
        json.insert(key.clone(), value.clone());
    }
    Standing::Applied
}

fn add(json: &mut Map<String, Value>, group: FactGroup, fields: &Fields, at: &[Span], document: &Document) -> Standing {
    let name = |key| fields.get(key).cloned().unwrap_or(Value::Null);
    let words = at.first().map(|span| squeeze(document.at(*span)).into_owned()).unwrap_or_default();
    let mut fact = match group {
        FactGroup::Case => return Standing::Unfit("a case cannot be added".to_owned()),
        FactGroup::Places => name("name"),
        FactGroup::Units => json!({"name": null, "surfaces": [words], "role": "mentioned"}),
        FactGroup::Mechanisms => json!({
            "name": null, "surfaces": [words], "role": "adopts", "kind": null, "family": null, "concept": name("name"),
        }),
        FactGroup::Laws => json!({"title": null, "surface": words, "kind": null, "articles": [], "number": null}),
        FactGroup::Outcomes => json!({
            "indicator": null, "value": null, "unit": "", "qualifier": "exact", "change": null, "from": null,
            "period": null, "quote": words,
        }),
        FactGroup::Honours => json!({"kind": null, "by": null, "quote": words}),
    };
    if group != FactGroup::Places {
        if let Err(unfit) = set(&mut fact, fields) {
            return unfit;
        }
        fact["evidence"] = json!(at);
        decided(&mut fact);
    }
    let called = fact.as_str().or_else(|| fact[group.key()].as_str()).unwrap_or_default().to_owned();
    let Some(facts) = facts(json, group) else { return Standing::NoFact };
    if find(facts, group, &called, at).is_some() {
        return Standing::Needless;
    }
    facts.push(fact.clone());
    if group == FactGroup::Units {
        list(json, &called, Some(&fact));
    }
    Standing::Applied
}

/// Keeps the lists of who recommended a case and who carried it out with the unit `before`, which is `after` now.
fn list(json: &mut Map<String, Value>, before: &str, after: Option<&Value>) {
    for (key, role) in [("recommended_by", UnitRole::Recommender), ("implemented_by", UnitRole::Implementer)] {
        let Some(names) = json.get_mut(key).and_then(Value::as_array_mut) else { continue };
        let plays = after.filter(|unit| unit["role"] == role.as_str()).map(|unit| unit["name"].clone());
        match (names.iter().position(|name| name == before), plays) {
            (Some(index), Some(name)) => names[index] = name,
            (Some(index), None) => drop(names.remove(index)),
            (None, Some(name)) => names.push(name),
            (None, None) => {}
        }
    }
}

/// Calls the thing `name` by another name throughout a record; whether it is in the record.
fn rename(record: &mut Record, kind: EntityKind, name: &str, to: &str) -> bool {
    let names: Vec<&mut String> = match kind {
        EntityKind::Unit => {
            let header = record.recommended_by.iter_mut().chain(&mut record.implemented_by);
            record.units.iter_mut().map(|unit| &mut unit.name).chain(header).collect()
        }
        EntityKind::Mechanism => record.mechanisms.iter_mut().map(|mechanism| &mut mechanism.concept).collect(),
        EntityKind::Law => record.laws.iter_mut().map(|law| &mut law.title).collect(),
        EntityKind::Place => record.places.iter_mut().collect(),
    };
    let mut changed = false;
    for one in names.into_iter().filter(|one| *one == name) {
        to.clone_into(one);
        changed = true;
    }
    if changed {
        once(&mut record.places);
        once(&mut record.recommended_by);
        once(&mut record.implemented_by);
        fold(&mut record.units);
    }
    changed
}

fn once(names: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
}

/// Makes several entries of one unit one.
fn fold(units: &mut Vec<Unit>) {
    let mut folded: Vec<Unit> = Vec::new();
    for unit in units.drain(..) {
        match folded.iter_mut().find(|known| known.name == unit.name) {
            Some(known) => absorb(known, unit),
            None => folded.push(unit),
        }
    }
    *units = folded;
}

fn absorb(known: &mut Unit, unit: Unit) {
    known.surfaces.extend(unit.surfaces);
    once(&mut known.surfaces);
    known.evidence.extend(unit.evidence);
    known.evidence.sort_unstable();
    known.evidence.dedup();
    known.role = known.role.min(unit.role);
    known.confidence = known.confidence.max(unit.confidence);
}

/// Takes the words of a separation from the thing they were taken for; whether they are in the record.
fn separate(record: &mut Record, separation: &Separation, document: &Document) -> bool {
    let Separation { from, form, to, case } = separation;
    if case.as_ref().is_some_and(|case| *case != record.id) {
        return false;
    }
    match from.kind {
        EntityKind::Unit => separate_unit(record, &from.name, form, to, document),
        EntityKind::Mechanism => separate_mechanism(&mut record.mechanisms, &from.name, form, to, document),
        EntityKind::Law => {
            let laws = record.laws.iter_mut().filter(|law| law.title == from.name && law.surface == *form);
            laws.map(|law| to.clone_into(&mut law.title)).count() > 0
        }
        EntityKind::Place => false,
    }
}

fn separate_unit(record: &mut Record, from: &str, form: &str, to: &str, document: &Document) -> bool {
    let forms = |unit: &Unit| unit.name == from && unit.surfaces.iter().any(|surface| surface == form);
    let Some(unit) = record.units.iter_mut().find(|unit| forms(unit)) else { return false };
    if unit.surfaces.len() == 1 {
        return rename(record, EntityKind::Unit, from, to);
    }
    let evidence = split(&mut unit.surfaces, &mut unit.evidence, form, document);
    let own = Unit { name: to.to_owned(), surfaces: vec![form.to_owned()], evidence, ..unit.clone() };
    record.units.push(own);
    fold(&mut record.units);
    true
}

fn separate_mechanism(mechanisms: &mut Vec<Mechanism>, from: &str, form: &str, to: &str, document: &Document) -> bool {
    let forms = |one: &Mechanism| {
        one.concept == from && (one.name == form || one.surfaces.iter().any(|surface| surface == form))
    };
    let Some(known) = mechanisms.iter_mut().find(|one| forms(one)) else { return false };
    if known.surfaces.len() == 1 || known.name == form {
        to.clone_into(&mut known.concept);
        return true;
    }
    let evidence = split(&mut known.surfaces, &mut known.evidence, form, document);
    let (name, surfaces) = (form.to_owned(), vec![form.to_owned()]);
    let own = Mechanism { name, concept: to.to_owned(), surfaces, evidence, ..known.clone() };
    mechanisms.push(own);
    true
}

/// Takes a form and its evidence out of those of a thing.
fn split(surfaces: &mut Vec<String>, evidence: &mut Vec<Span>, form: &str, document: &Document) -> Vec<Span> {
    surfaces.retain(|surface| surface != form);
    let (own, rest) = evidence.iter().partition(|span| squeeze(document.at(**span)) == form);
    *evidence = rest;
    own
}

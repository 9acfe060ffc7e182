//! Which facts came, went or changed between two states of a dataset.
//!
//! Documents are the same by their id, or by their content where a file was renamed; cases by their title, else their
//! number; facts by what they are called. Where a fact stands, how sure it is and which rule found it are no part of
//! what it says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::model::{FactGroup, Record};

use super::{Dataset, Entry, Error};

/// A fact, or one field of it, that is not in both states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The case, by its id in the later state, or in the earlier where it is gone.
    pub case: String,
    /// The group of the fact.
    pub group: FactGroup,
    /// What it is called.
    pub fact: String,
    /// What happened.
    pub what: Happened,
}

/// What happened to a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It came.
    Came,
    /// It went.
    Went,
    /// A field has another value.
    Changed {
        /// The field.
        field: String,
        /// Its value before, as JSON.
        before: Value,
        /// Its value after, as JSON.
        after: Value,
    },
}

/// Groups of facts that are compared, the case itself first.
const GROUPS: [FactGroup; 7] = [
    FactGroup::Case,
    FactGroup::Places,
    FactGroup::Units,
    FactGroup::Mechanisms,
    FactGroup::Laws,
    FactGroup::Outcomes,
    FactGroup::Honours,
];
/// Fields that say where a fact stands and how it was found.
const HOW: [&str; 3] = ["evidence", "confidence", "rule"];
/// Fields of a case that are compared.
const OF_CASE: [&str; 6] = ["title", "year", "collection", "kind", "recommended_by", "implemented_by"];

/// Hands each difference between two states to `take`, in order of the later state's documents, then those that are gone.
/// Holds two documents at a time.
///
/// # Errors
/// A part of a dataset cannot be read, or what `take` returns.
pub fn diff<E: From<Error>>(
    before: &Dataset,
    after: &Dataset,
    mut take: impl FnMut(Difference) -> Result<(), E>,
) -> Result<(), E> {
    let earlier = Earlier::new(before, after);
    let mut matched = BTreeSet::new();
    for entry in after.index() {
        let known = earlier.find(entry);
        matched.extend(known.map(|known| known.id.as_str()));
        let old = known.map_or(Ok(Vec::new()), |known| before.records_of(known))?;
        cases(&old, &after.records_of(entry)?).into_iter().try_for_each(&mut take)?;
    }
    for entry in before.index().iter().filter(|entry| !matched.contains(entry.id.as_str())) {
        cases(&before.records_of(entry)?, &[]).into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}

/// The earlier documents, to be found by those that follow them.
struct Earlier<'a> {
    by_id: HashMap<&'a str, &'a Entry>,
    /// Only documents whose name is gone: they may have been renamed.
    by_content: HashMap<&'a str, &'a Entry>,
}

impl<'a> Earlier<'a> {
    fn new(before: &'a Dataset, after: &Dataset) -> Self {
        let ids: BTreeSet<&str> = after.index().iter().map(|entry| entry.id.as_str()).collect();
        let gone = before.index().iter().filter(|entry| !ids.contains(entry.id.as_str()));
        Self {
            by_id: before.index().iter().map(|entry| (entry.id.as_str(), entry)).collect(),
            by_content: gone.map(|entry| (entry.sha256.as_str(), entry)).collect(),
        }
    }

    fn find(&self, entry: &Entry) -> Option<&'a Entry> {
        let named = self.by_id.get(entry.id.as_str());
        named.or_else(|| self.by_content.get(entry.sha256.as_str())).copied()
    }
}

fn number(record: &Record) -> &str {
    record.id.rsplit_once('/').map_or("", |(_, number)| number)
}

/// The differences between the cases of one document.
fn cases(before: &[Record], after: &[Record]) -> Vec<Difference> {
    let mut left: Vec<&Record> = before.iter().collect();
    let mut take = |wanted: &dyn Fn(&Record) -> bool| {
        left.iter().position(|record| wanted(record)).map(|index| left.remove(index))
    };
    let titled: Vec<_> = after.iter().map(|record| take(&|old| old.title == record.title)).collect();
    let pairs: Vec<_> = after
        .iter()
        .zip(titled)
        .map(|(record, old)| (record, old.or_else(|| take(&|old| number(old) == number(record)))))
        .collect();
    let mut differences = Vec::new();
    for (record, old) in pairs {
        facts(&record.id, old, Some(record), &mut differences);
    }
    for record in left {
        facts(&record.id, Some(record), None, &mut differences);
    }
    differences
}

/// The differences between two states of a case.
fn facts(case: &str, before: Option<&Record>, after: Option<&Record>, differences: &mut Vec<Difference>) {
    let json = |record: Option<&Record>| record.and_then(|record| serde_json::to_value(record).ok());
    let (before, after) = (json(before), json(after));
    for group in GROUPS {
        let (before, after) = (named(before.as_ref(), group), named(after.as_ref(), group));
        let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for name in names {
            let one = |what| Difference { case: case.to_owned(), group, fact: name.0.clone(), what };
            match (before.get(name), after.get(name)) {
                (Some(old), Some(new)) => differences.extend(fields(old, new).map(one)),
                (None, _) => differences.push(one(Happened::Came)),
                (_, None) => differences.push(one(Happened::Went)),
            }
        }
    }
}

/// What a fact says, by its fields.
type Said = Map<String, Value>;

/// The facts of a group by what they are called, numbered where several are called alike.
fn named(record: Option<&Value>, group: FactGroup) -> BTreeMap<(String, usize), Said> {
    let mut named = BTreeMap::new();
    let Some(record) = record else { return named };
    if group == FactGroup::Case {
        let said = OF_CASE.iter().map(|key| ((*key).to_owned(), record[*key].clone())).collect();
        named.insert((String::new(), 0), said);
        return named;
    }
    for fact in record[group.as_str()].as_array().into_iter().flatten() {
        let name = fact.as_str().or_else(|| fact[group.key()].as_str()).unwrap_or_default();
        let said = fact.as_object().into_iter().flatten().filter(|(key, _)| !HOW.contains(&key.as_str()));
        let said: Said = said.map(|(key, value)| (key.clone(), value.clone())).collect();
        let alike = named.keys().filter(|(known, _): &&(String, usize)| known == name).count();
        named.insert((name.to_owned(), alike), said);
    }
    named
}

fn fields<'a>(before: &'a Said, after: &'a Said) -> impl Iterator<Item = Happened> + 'a {
    after.iter().filter(|(field, value)| before.get(*field) != Some(value)).map(|(field, value)| Happened::Changed {
        field: field.clone(),
        before: before.get(field).cloned().unwrap_or(Value::Null),
        after: value.clone(),
    })
}

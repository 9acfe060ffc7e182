//! All records of a dataset as numbers: every name interned once, every relation in compressed rows, in an order that
//! does not depend on the order of the records. Built once, record by record, and shared by all analyses; a record need
//! not stay in memory after it was added.

use std::sync::Arc;

use rustworkx_core::dictmap::DictMap;
use serde::Serialize;

use crate::model::{
    Change, MechanismKind, MechanismRole, PlaceAuthority, Qualifier, Record, Span, UnitAuthority, UnitRole,
};

use super::{Error, Rows};

/// A name as results carry it: cheap to copy, written as a string.
pub type Name = Arc<str>;

/// Which name of a practice counts as one practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Each case's own name of it.
    Mechanism,
    /// The one name under which the same practice is known everywhere.
    Concept,
    /// The family that practices of one idea form.
    Family,
}

/// By what recurrence is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// Where the practice is carried out.
    Place,
    /// The systems (courts, procuratorates, police …) of the units that act in the case.
    System,
    /// The year of the document.
    Year,
    /// The collection that the case is part of.
    Collection,
}

/// A case without its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseInfo {
    /// The record's id.
    pub id: Name,
    /// Its title.
    pub title: Name,
    /// Its year.
    pub year: Option<i32>,
    /// Its collection, a number of [`Corpus::collections`].
    pub collection: Option<u32>,
}

/// A practice in a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Practice {
    /// Number of [`Corpus::mechanisms`].
    pub mechanism: u32,
    /// Number of [`Corpus::concepts`].
    pub concept: u32,
    /// Number of [`Corpus::families`].
    pub family: Option<u32>,
    /// What the case does with it.
    pub role: MechanismRole,
    /// Its kind.
    pub kind: MechanismKind,
    /// Where the case first names it.
    pub evidence: Span,
}

/// A unit or law in a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Number of the unit or law.
    pub item: u32,
    /// Whether it acts in the case (implementer or partner) and is not only named; always true of a law.
    pub acts: bool,
    /// Where the case first names it.
    pub evidence: Span,
}

/// A measured result in a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Number of [`Corpus::indicators`].
    pub indicator: u32,
    /// Number of [`Corpus::measures`].
    pub measure: u32,
    /// In the base unit.
    pub value: f64,
    /// Value before.
    pub from: Option<f64>,
    /// How exactly.
    pub qualifier: Qualifier,
    /// Direction of change.
    pub change: Option<Change>,
    /// Where the quote stands.
    pub evidence: Span,
}

/// A practice of some [`Level`] in a case, once a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use {
    /// Number of the practice among [`Corpus::practice_names`] of the level.
    pub item: u32,
    /// The strongest of its roles in the case.
    pub role: MechanismRole,
    /// Its kind in the case.
    pub kind: MechanismKind,
    /// Its family in the case.
    pub family: Option<u32>,
    /// Where the case first names it in that role.
    pub evidence: Span,
}

/// Names in ascending order; a name's number is its place in that order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Vec<Name>);

impl Names {
    /// The name with a number.
    ///
    /// # Panics
    /// If the number is not one of these names'.
    #[must_use]
    pub fn name(&self, number: u32) -> Name {
        Arc::clone(&self.0[number as usize])
    }

    /// The number of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        self.0.binary_search_by(|known| (**known).cmp(name)).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// The number of a name, or of the only name that ends with it, as people shorten names of places: `虹口区`.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is none, [`Error::Ambiguous`] if several names end with it.
    pub fn resolve(&self, name: &str) -> Result<u32, Error> {
        if let Some(number) = self.find(name) {
            return Ok(number);
        }
        let ending: Vec<&Name> = self.0.iter().filter(|known| !name.is_empty() && known.ends_with(name)).collect();
        match ending.as_slice() {
            [] => Err(Error::Unknown(name.to_owned())),
            [only] => self.find(only).ok_or_else(|| Error::Unknown(name.to_owned())),
            several => Err(Error::Ambiguous(name.to_owned(), several.iter().map(ToString::to_string).collect())),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them in order.
    #[must_use]
    pub fn all(&self) -> &[Name] {
        &self.0
    }
}

/// All records as numbers. Cases stand in order of their ids, everything else in order of its name.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The cases.
    pub cases: Vec<CaseInfo>,
    /// Collections.
    pub collections: Names,
    /// Places: those of the cases and those that contain them.
    pub places: Names,
    /// The place that contains each place.
    pub parents: Vec<Option<u32>>,
    /// Units.
    pub units: Names,
    /// Each unit's system, a number of [`Corpus::systems`].
    pub unit_systems: Vec<Option<u32>>,
    /// Keys of unit systems.
    pub systems: Names,
    /// Laws.
    pub laws: Names,
    /// Practices by the cases' own names.
    pub mechanisms: Names,
    /// Practices by the name known everywhere.
    pub concepts: Names,
    /// Keys of practice families.
    pub families: Names,
    /// Indicators of results.
    pub indicators: Names,
    /// Units of measurement.
    pub measures: Names,
    /// Places of each case, ascending.
    pub case_places: Rows<u32>,
    /// Practices of each case in order of the record.
    pub case_practices: Rows<Practice>,
    /// Units of each case, ascending, each once.
    pub case_units: Rows<Link>,
    /// Laws of each case, ascending, each once.
    pub case_laws: Rows<Link>,
    /// Results of each case in order of the record.
    pub case_results: Rows<Measured>,
}

impl Corpus {
    /// All of `records`, with what is known of places and units.
    #[must_use]
    pub fn new<'a>(
        records: impl IntoIterator<Item = &'a Record>,
        places: &[PlaceAuthority],
        units: &[UnitAuthority],
    ) -> Self {
        let mut builder = CorpusBuilder::default();
        records.into_iter().for_each(|record| builder.add(record));
        builder.finish(places, units)
    }

    /// The number of the case with an id.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<u32> {
        self.cases.binary_search_by(|case| (*case.id).cmp(id)).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// The names of the practices of a level.
    #[must_use]
    pub fn practice_names(&self, level: Level) -> &Names {
        match level {
            Level::Mechanism => &self.mechanisms,
            Level::Concept => &self.concepts,
            Level::Family => &self.families,
        }
    }

    /// What each case originates or adopts at a level, ascending, each practice once. Practices that a case only
    /// mentions are left out.
    #[must_use]
    pub fn uses(&self, level: Level) -> Rows<Use> {
        self.case_practices.iter().map(|practices| uses(practices, level)).collect()
    }

    /// The names of a dimension's groups and the groups of each case, ascending, each once.
    #[must_use]
    pub fn groups(&self, dimension: Dimension) -> (Names, Rows<u32>) {
        match dimension {
            Dimension::Place => (self.places.clone(), self.case_places.clone()),
            Dimension::System => {
                (self.systems.clone(), self.case_units.iter().map(|row| self.systems_of(row)).collect())
            }
            Dimension::Collection => {
                (self.collections.clone(), self.cases.iter().map(|case| case.collection).collect())
            }
            Dimension::Year => self.years(),
        }
    }

    fn systems_of(&self, units: &[Link]) -> Vec<u32> {
        let acting = units.iter().filter(|unit| unit.acts);
        let mut systems: Vec<u32> = acting.filter_map(|unit| self.unit_systems[unit.item as usize]).collect();
        systems.sort_unstable();
        systems.dedup();
        systems
    }

    fn years(&self) -> (Names, Rows<u32>) {
        let mut years: Vec<Name> =
            self.cases.iter().filter_map(|case| case.year).map(|y| y.to_string().into()).collect();
        years.sort_unstable();
        years.dedup();
        let names = Names(years);
        let rows = self.cases.iter().map(|case| case.year.and_then(|year| names.find(&year.to_string()))).collect();
        (names, rows)
    }
}

/// The strongest use of each practice of a level, in ascending order.
fn uses(practices: &[Practice], level: Level) -> Vec<Use> {
    let item = |practice: &Practice| match level {
        Level::Mechanism => Some(practice.mechanism),
        Level::Concept => Some(practice.concept),
        Level::Family => practice.family,
    };
    let put_to_work = practices.iter().filter(|practice| practice.role != MechanismRole::Mentions);
    let mut uses: Vec<Use> = put_to_work
        .filter_map(|practice| {
            let Practice { role, kind, family, evidence, .. } = *practice;
            item(practice).map(|item| Use { item, role, kind, family, evidence })
        })
        .collect();
    uses.sort_unstable_by_key(|found| (found.item, found.role, found.evidence, found.kind));
    uses.dedup_by_key(|found| found.item);
    uses
}

/// Takes records one by one; see [`Corpus`].
#[derive(Default)]
pub struct CorpusBuilder {
    corpus: Corpus,
    collections: Interner,
    places: Interner,
    units: Interner,
    laws: Interner,
    mechanisms: Interner,
    concepts: Interner,
    families: Interner,
    indicators: Interner,
    measures: Interner,
}

impl CorpusBuilder {
    /// Adds a record.
    pub fn add(&mut self, record: &Record) {
        let collection = record.collection.as_deref().map(|name| self.collections.number(name));
        let (id, title) = (record.id.as_str().into(), record.title.as_str().into());
        self.corpus.cases.push(CaseInfo { id, title, year: record.year, collection });
        self.corpus.case_places.push(record.places.iter().map(|name| self.places.number(name)));
        self.add_practices(record);
        self.add_links(record);
        self.add_results(record);
    }

    fn add_practices(&mut self, record: &Record) {
        let practices = record.mechanisms.iter().map(|found| Practice {
            mechanism: self.mechanisms.number(&found.name),
            concept: self.concepts.number(&found.concept),
            family: found.family.as_deref().map(|family| self.families.number(family)),
            role: found.role,
            kind: found.kind,
            evidence: found.evidence.first().copied().unwrap_or_default(),
        });
        self.corpus.case_practices.push(practices);
    }

    fn add_links(&mut self, record: &Record) {
        let first = |evidence: &[Span]| evidence.first().copied().unwrap_or_default();
        self.corpus.case_units.push(record.units.iter().map(|unit| Link {
            item: self.units.number(&unit.name),
            acts: matches!(unit.role, UnitRole::Implementer | UnitRole::Partner),
            evidence: first(&unit.evidence),
        }));
        self.corpus.case_laws.push(record.laws.iter().map(|law| Link {
            item: self.laws.number(&law.title),
            acts: true,
            evidence: first(&law.evidence),
        }));
    }

    fn add_results(&mut self, record: &Record) {
        self.corpus.case_results.push(record.outcomes.iter().map(|outcome| Measured {
            indicator: self.indicators.number(&outcome.indicator),
            measure: self.measures.number(&outcome.unit),
            value: outcome.value,
            from: outcome.from,
            qualifier: outcome.qualifier,
            change: outcome.change,
            evidence: outcome.evidence.first().copied().unwrap_or_default(),
        }));
    }

    /// The corpus, with the places that contain those of the cases and the systems of the units.
    #[must_use]
    pub fn finish(mut self, places: &[PlaceAuthority], units: &[UnitAuthority]) -> Corpus {
        let parents = self.add_parents(places);
        let mut corpus = self.corpus;
        let (names, ranks) = self.places.sorted();
        (corpus.places, corpus.parents) = (names, in_order(&ranks, &parents, |parent| ranks[parent as usize]));
        corpus.case_places = sorted_rows(&corpus.case_places, |place| *place = ranks[*place as usize], |place| *place);
        (corpus.units, corpus.case_units) = sorted_links(self.units, &corpus.case_units);
        (corpus.laws, corpus.case_laws) = sorted_links(self.laws, &corpus.case_laws);
        (corpus.systems, corpus.unit_systems) = systems(&corpus.units, units);
        let (concepts, mechanisms, families) =
            (self.concepts.sorted(), self.mechanisms.sorted(), self.families.sorted());
        for practice in corpus.case_practices.items_mut() {
            practice.concept = concepts.1[practice.concept as usize];
            practice.mechanism = mechanisms.1[practice.mechanism as usize];
            practice.family = practice.family.map(|family| families.1[family as usize]);
        }
        (corpus.concepts, corpus.mechanisms, corpus.families) = (concepts.0, mechanisms.0, families.0);
        let (indicators, measures) = (self.indicators.sorted(), self.measures.sorted());
        for result in corpus.case_results.items_mut() {
            result.indicator = indicators.1[result.indicator as usize];
            result.measure = measures.1[result.measure as usize];
        }
        (corpus.indicators, corpus.measures) = (indicators.0, measures.0);
        let (collections, ranks) = self.collections.sorted();
        corpus.collections = collections;
        corpus.cases.iter_mut().for_each(|case| case.collection = case.collection.map(|c| ranks[c as usize]));
        corpus.sorted_by_case()
    }

    /// Takes in the places that contain the known ones; each place's parent.
    fn add_parents(&mut self, authority: &[PlaceAuthority]) -> Vec<Option<u32>> {
        let known: DictMap<&str, Option<&str>> =
            authority.iter().map(|place| (place.name.as_str(), place.parent.as_deref())).collect();
        let mut parents = Vec::new();
        while let Some(name) = self.places.0.get_index(parents.len()).map(|(name, ())| Arc::clone(name)) {
            let parent = known.get(&*name).copied().flatten().filter(|parent| **parent != *name);
            parents.push(parent.map(|parent| self.places.number(parent)));
        }
        parents
    }
}

impl Corpus {
    fn sorted_by_case(mut self) -> Self {
        let mut order: Vec<u32> = (0_u32..).take(self.cases.len()).collect();
        order.sort_by(|&a, &b| self.cases[a as usize].id.cmp(&self.cases[b as usize].id));
        self.cases = order.iter().map(|&case| self.cases[case as usize].clone()).collect();
        self.case_places = self.case_places.reordered(&order);
        self.case_practices = self.case_practices.reordered(&order);
        self.case_units = self.case_units.reordered(&order);
        self.case_laws = self.case_laws.reordered(&order);
        self.case_results = self.case_results.reordered(&order);
        self
    }
}

/// Gives each name a number in order of arrival.
#[derive(Default)]
struct Interner(DictMap<Name, ()>);

impl Interner {
    fn number(&mut self, name: &str) -> u32 {
        let at = match self.0.get_index_of(name) {
            Some(at) => at,
            None => self.0.insert_full(name.into(), ()).0,
        };
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The names in order, and for each number of arrival its place in that order.
    fn sorted(self) -> (Names, Vec<u32>) {
        let mut names: Vec<(Name, usize)> = self.0.into_keys().zip(0..).collect();
        names.sort_unstable();
        let mut ranks = vec![0; names.len()];
        (0_u32..).zip(&names).for_each(|(rank, (_, at))| ranks[*at] = rank);
        (Names(names.into_iter().map(|(name, _)| name).collect()), ranks)
    }
}

/// `values` moved to their ranks, each changed by `map`.
fn in_order(ranks: &[u32], values: &[Option<u32>], map: impl Fn(u32) -> u32) -> Vec<Option<u32>> {
    let mut ordered = vec![None; values.len()];
    ranks.iter().zip(values).for_each(|(&rank, value)| ordered[rank as usize] = value.map(&map));
    ordered
}

/// Rows with every item changed by `map`, in ascending order of `key`, each key once.
fn sorted_rows<T: Clone, K: Ord>(rows: &Rows<T>, map: impl Fn(&mut T), key: impl Fn(&T) -> K) -> Rows<T> {
    let mut sorted = Rows::default();
    for row in rows.iter() {
        let mut row = row.to_vec();
        row.iter_mut().for_each(&map);
        row.sort_by_key(&key);
        row.dedup_by_key(|item| key(item));
        sorted.push(row);
    }
    sorted
}

fn sorted_links(names: Interner, rows: &Rows<Link>) -> (Names, Rows<Link>) {
    let (names, ranks) = names.sorted();
    let acting_first = sorted_rows(rows, |link| link.item = ranks[link.item as usize], |link| (link.item, !link.acts));
    (names, sorted_rows(&acting_first, |_| (), |link| link.item))
}

/// The systems of `units`, and the number of each unit's.
fn systems(units: &Names, authority: &[UnitAuthority]) -> (Names, Vec<Option<u32>>) {
    let known = authority.iter().filter_map(|unit| Some((units.find(&unit.name)?, unit.system.as_deref()?)));
    let mut interner = Interner::default();
    let mut systems = vec![None; units.len()];
    known.for_each(|(unit, system)| systems[unit as usize] = Some(interner.number(system)));
    let (names, ranks) = interner.sorted();
    (names, systems.into_iter().map(|system| system.map(|system| ranks[system as usize])).collect())
}

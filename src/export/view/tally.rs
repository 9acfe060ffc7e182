//! One walk over a dataset's records that counts what they name: the things of the world, each once, and which case names
//! which.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::export::Error;
use crate::export::parts::{in_order, runs};
use crate::model::{MechanismRole, Record, UnitRole};
use crate::rdf::Iris;
use crate::store::Dataset;

use super::filter::Filters;
use super::graph::Kind;
use super::known::Known;
use super::schema;

/// Classes of things that stand once in the world, in the order in which they are handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Collection,
    Place,
    Family,
    Mechanism,
    Unit,
    Law,
}

impl Class {
    pub(super) const fn kind(self) -> &'static Kind {
        match self {
            Self::Collection => &schema::COLLECTION,
            Self::Place => &schema::PLACE,
            Self::Family => &schema::FAMILY,
            Self::Mechanism => &schema::MECHANISM,
            Self::Unit => &schema::UNIT,
            Self::Law => &schema::LEGAL_DOCUMENT,
        }
    }
}

/// A thing that stands once in the world however many cases name it.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) class: Class,
    pub(super) name: String,
    pub(super) id: String,
    /// How many cases name it.
    pub(super) cases: usize,
    pub(super) years: Option<(i32, i32)>,
    /// Names that cases give to a mechanism.
    pub(super) names: BTreeSet<String>,
    /// A law's number.
    pub(super) number: Option<String>,
    pub(super) kinds: BTreeMap<&'static str, usize>,
    pub(super) families: BTreeMap<String, usize>,
    /// Whether enough cases name it.
    pub(super) kept: bool,
}

/// How a case names a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Unit(UnitRole),
    Mechanism(MechanismRole),
    Other,
}

/// That a case names a thing, both by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Naming {
    pub(super) case: u32,
    pub(super) thing: u32,
    pub(super) part: Part,
}

/// A case, as far as the drawing of it needs to be known.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) year: Option<i32>,
}

/// What takes records with their numbers.
pub(super) type TakeRecord<'t> = &'t mut dyn FnMut(usize, &Record) -> Result<(), Error>;

/// All that the chosen records name.
pub(super) struct Tally<'d> {
    dataset: &'d Dataset,
    pub(super) filters: &'d Filters,
    pub(super) iris: Iris,
    pub(super) known: Arc<Known>,
    pub(super) base: String,
    pub(super) cases: Vec<Case>,
    /// Runs of documents, each with the number of its first case.
    runs: Vec<(Range<usize>, usize)>,
    pub(super) things: Vec<Thing>,
    index: BTreeMap<Class, BTreeMap<String, u32>>,
    /// In order of cases, each once.
    pub(super) namings: Vec<Naming>,
}

impl<'d> Tally<'d> {
    pub(super) fn new(dataset: &'d Dataset, filters: &'d Filters) -> Result<Self, Error> {
        let iris = Iris::new(&dataset.manifest().base)?;
        let known = Arc::new(Known::read(dataset, &iris)?);
        let mut tally = Self {
            dataset,
            filters,
            known: known.clone(),
            runs: Vec::new(),
            base: format!("{}id/", iris.base()),
            iris,
            cases: Vec::new(),
            things: Vec::new(),
            index: BTreeMap::new(),
            namings: Vec::new(),
        };
        let runs = runs(dataset.index());
        let records = |run: usize| records(dataset, runs[run].clone(), filters, &known);
        let mut left = runs.iter();
        in_order(runs.len(), records, |records| {
            tally.runs.extend(left.next().map(|run| (run.clone(), tally.cases.len())));
            for record in &records {
                tally.record(record);
            }
            Ok(())
        })?;
        tally.containing_places();
        tally.thin_out();
        Ok(tally)
    }

    /// In how many runs the records are handed out.
    pub(super) const fn runs(&self) -> usize {
        self.runs.len()
    }

    /// Hands out the chosen records of a run in order, with their numbers.
    pub(super) fn each_of(&self, run: usize, take: TakeRecord<'_>) -> Result<(), Error> {
        let Some((run, first)) = self.runs.get(run).cloned() else { return Ok(()) };
        let records = records(self.dataset, run, self.filters, &self.known)?;
        (first..).zip(&records).try_for_each(|(number, record)| take(number, record))
    }

    /// Hands out all chosen records.
    pub(super) fn each(&self, take: TakeRecord<'_>) -> Result<(), Error> {
        (0..self.runs()).try_for_each(|run| self.each_of(run, take))
    }

    /// The kept thing with this name.
    pub(super) fn find(&self, class: Class, name: &str) -> Option<&Thing> {
        self.number(class, name).and_then(|number| self.things.get(number as usize)).filter(|thing| thing.kept)
    }

    pub(super) fn number(&self, class: Class, name: &str) -> Option<u32> {
        self.index.get(&class)?.get(name).copied()
    }

    /// Numbers and things that are kept, by class and name.
    pub(super) fn sorted(&self) -> impl Iterator<Item = (usize, &Thing)> {
        let numbers = self.index.values().flat_map(BTreeMap::values).map(|&number| number as usize);
        numbers.filter_map(|number| Some((number, self.things.get(number)?))).filter(|(_, thing)| thing.kept)
    }

    fn record(&mut self, record: &Record) {
        let (from, filters) = (self.namings.len(), self.filters);
        let case = u32::try_from(self.cases.len()).unwrap_or(u32::MAX);
        self.cases.push(Case { id: super::id(&self.iris.case(&record.id), &self.iris), year: record.year });
        if let Some(name) = &record.collection {
            self.name(case, Class::Collection, name, Part::Other);
        }
        for name in &record.places {
            self.name(case, Class::Place, name, Part::Other);
        }
        for (name, role) in units(record).into_iter().filter(|(_, role)| filters.unit_role(*role)) {
            self.name(case, Class::Unit, name, Part::Unit(role));
        }
        for fact in record.mechanisms.iter().filter(|fact| filters.mechanism(fact)) {
            if let Some(family) = &fact.family {
                self.name(case, Class::Family, family, Part::Other);
            }
            let thing = self.name(case, Class::Mechanism, &fact.concept, Part::Mechanism(fact.role));
            thing.names.insert(fact.name.clone());
            *thing.kinds.entry(fact.kind.as_str()).or_default() += 1;
            fact.family.iter().for_each(|family| *thing.families.entry(family.clone()).or_default() += 1);
        }
        for fact in &record.laws {
            let thing = self.name(case, Class::Law, &fact.title, Part::Other);
            *thing.kinds.entry(fact.kind.as_str()).or_default() += 1;
            thing.number = thing.number.take().or_else(|| fact.number.clone());
        }
        self.count(from, record.year);
    }

    fn name(&mut self, case: u32, class: Class, name: &str, part: Part) -> &mut Thing {
        let number = self.intern(class, name);
        self.namings.push(Naming { case, thing: number, part });
        &mut self.things[number as usize]
    }

    fn intern(&mut self, class: Class, name: &str) -> u32 {
        let index = self.index.entry(class).or_default();
        if let Some(&number) = index.get(name) {
            return number;
        }
        let number = u32::try_from(self.things.len()).unwrap_or(u32::MAX);
        index.insert(name.to_owned(), number);
        let iris = &self.iris;
        let id = match class {
            Class::Place => self.known.place_id(name, iris),
            Class::Collection => super::id(&iris.collection(name), iris),
            Class::Family => super::id(&iris.family(name), iris),
            Class::Mechanism => super::id(&iris.mechanism(name), iris),
            Class::Unit => super::id(&iris.unit(name), iris),
            Class::Law => super::id(&iris.law(name), iris),
        };
        self.things.push(Thing::new(class, name, id));
        number
    }

    /// Counts each thing that the case named since `from` once.
    fn count(&mut self, from: usize, year: Option<i32>) {
        let mut new = self.namings.split_off(from);
        new.sort_unstable();
        new.dedup();
        for (n, naming) in new.iter().enumerate() {
            if n == 0 || new[n - 1].thing != naming.thing {
                let thing = &mut self.things[naming.thing as usize];
                thing.cases += 1;
                thing.years = widened(thing.years, year);
            }
        }
        self.namings.append(&mut new);
    }

    /// Adds the places that contain those which cases name.
    fn containing_places(&mut self) {
        let named = self.things.iter().filter(|thing| thing.class == Class::Place);
        let mut open: Vec<String> = named.filter_map(|thing| self.parent(&thing.id)).collect();
        while let Some(name) = open.pop() {
            if self.number(Class::Place, &name).is_none() {
                let number = self.intern(Class::Place, &name) as usize;
                let id = self.things[number].id.clone();
                open.extend(self.parent(&id));
            }
        }
    }

    /// The name of the place that contains a place.
    fn parent(&self, id: &str) -> Option<String> {
        let parent = self.known.place(self.known.place(id)?.parent.as_ref()?)?;
        Some(parent.name.clone())
    }

    /// Drops what too few cases name, and families of which nothing is left.
    fn thin_out(&mut self) {
        let least = self.filters.min_support;
        for thing in &mut self.things {
            thing.kept = thing.cases >= least || !matches!(thing.class, Class::Unit | Class::Mechanism | Class::Law);
        }
        let mechanisms = self.things.iter().filter(|thing| thing.kept && thing.class == Class::Mechanism);
        let families: BTreeSet<String> = mechanisms.filter_map(Thing::family).map(str::to_owned).collect();
        for thing in self.things.iter_mut().filter(|thing| thing.class == Class::Family) {
            thing.kept = families.contains(&thing.name);
        }
    }
}

/// The chosen records of a run of documents.
fn records(dataset: &Dataset, run: Range<usize>, filters: &Filters, known: &Known) -> Result<Vec<Record>, Error> {
    let mut records = dataset.records_of_run(&dataset.index()[run])?;
    records.retain(|record| filters.shows(record, known));
    Ok(records)
}

/// A range of years that holds `year` too.
pub(super) fn widened(years: Option<(i32, i32)>, year: Option<i32>) -> Option<(i32, i32)> {
    match (years, year) {
        (Some((first, last)), Some(year)) => Some((first.min(year), last.max(year))),
        (None, Some(year)) => Some((year, year)),
        (years, None) => years,
    }
}

/// The units of a record with their roles, those of the header's fields after those of the facts, each pair once.
pub(super) fn units(record: &Record) -> Vec<(&str, UnitRole)> {
    let mut all: Vec<_> = record.units.iter().map(|fact| (fact.name.as_str(), fact.role)).collect();
    let header = record.recommended_by.iter().map(|name| (name.as_str(), UnitRole::Recommender));
    for pair in header.chain(record.implemented_by.iter().map(|name| (name.as_str(), UnitRole::Implementer))) {
        if !all.contains(&pair) {
            all.push(pair);
        }
    }
    all
}

impl Thing {
    fn new(class: Class, name: &str, id: String) -> Self {
        Self {
            class,
            name: name.to_owned(),
            id,
            cases: 0,
            years: None,
            names: BTreeSet::new(),
            number: None,
            kinds: BTreeMap::new(),
            families: BTreeMap::new(),
            kept: true,
        }
    }

    pub(super) fn family(&self) -> Option<&str> {
        most(&self.families).map(String::as_str)
    }

    /// A mechanism's or law's kind.
    pub(super) fn kind(&self) -> Option<&'static str> {
        most(&self.kinds).copied()
    }
}

/// What is said most often; of several, the first in order.
fn most<T: Ord>(said: &BTreeMap<T, usize>) -> Option<&T> {
    said.iter().min_by_key(|&(value, count)| (std::cmp::Reverse(count), value)).map(|(value, _)| value)
}

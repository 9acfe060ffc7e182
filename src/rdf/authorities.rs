//! The graph of authorities: every place, unit, law, mechanism and collection that records name, described once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, NamedNodeRef, QuadRef};

use crate::model::{LawKind, MechanismKind, PlaceAuthority, Record, UnitAuthority};

use super::iri::{Iris, SharedGraph};
use super::sink::Graph;
use super::vocab::{anpu, dcterms, eli, schema, skos};
use super::word;

/// What is known of things beyond the cases that name them.
pub trait Authorities: Sync {
    /// The division with this full name.
    fn place(&self, name: &str) -> Option<PlaceAuthority>;
    /// The unit with this full official name.
    fn unit(&self, name: &str) -> Option<UnitAuthority>;
}

/// Nothing is known.
impl Authorities for () {
    fn place(&self, _: &str) -> Option<PlaceAuthority> {
        None
    }

    fn unit(&self, _: &str) -> Option<UnitAuthority> {
        None
    }
}

/// The IRI of a place: by its code where that is known, else by its name.
#[must_use]
pub fn place(iris: &Iris, known: &dyn Authorities, name: &str) -> NamedNode {
    known.place(name).map_or_else(|| iris.place(name), |place| iris.place(&place.code))
}

/// The things that records name, collected in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entities {
    places: BTreeSet<String>,
    units: BTreeSet<String>,
    mechanisms: BTreeMap<String, Practice>,
    laws: BTreeMap<String, Law>,
    collections: BTreeSet<String>,
}

/// What records say of a mechanism, with how many say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Practice {
    names: BTreeSet<String>,
    kinds: BTreeMap<MechanismKind, usize>,
    families: BTreeMap<String, usize>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Law {
    kinds: BTreeMap<LawKind, usize>,
    numbers: BTreeSet<String>,
    articles: BTreeSet<String>,
}

impl Entities {
    /// Takes up what a record names.
    pub fn add(&mut self, record: &Record) {
        self.places.extend(record.places.iter().cloned());
        self.collections.extend(record.collection.iter().cloned());
        let header = record.recommended_by.iter().chain(&record.implemented_by);
        self.units.extend(header.chain(record.units.iter().map(|unit| &unit.name)).cloned());
        for mechanism in &record.mechanisms {
            let practice = self.mechanisms.entry(mechanism.concept.clone()).or_default();
            practice.names.insert(mechanism.name.clone());
            *practice.kinds.entry(mechanism.kind).or_default() += 1;
            if let Some(family) = &mechanism.family {
                *practice.families.entry(family.clone()).or_default() += 1;
            }
        }
        for cited in &record.laws {
            let law = self.laws.entry(cited.title.clone()).or_default();
            *law.kinds.entry(cited.kind).or_default() += 1;
            law.numbers.extend(cited.number.clone());
            law.articles.extend(cited.articles.iter().cloned());
        }
    }

    /// How many there are of each class.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<NamedNodeRef<'static>, usize> {
        BTreeMap::from([
            (anpu::PLACE, self.places.len()),
            (anpu::UNIT, self.units.len()),
            (anpu::MECHANISM, self.mechanisms.len()),
            (anpu::LEGAL_DOCUMENT, self.laws.len()),
            (anpu::COLLECTION, self.collections.len()),
        ])
    }

    /// Writes the graph of authorities to `sink`. Mechanisms that the taxonomy describes (`in_taxonomy`) stand in the
    /// graph of the ontology and are left out here.
    ///
    /// # Errors
    /// Only those of `sink`.
    pub fn quads<E>(
        &self,
        iris: &Iris,
        known: &dyn Authorities,
        in_taxonomy: impl Fn(NamedNodeRef<'_>) -> bool,
        sink: impl FnMut(QuadRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let name = iris.graph(SharedGraph::Authorities);
        let mut writer = Writer { graph: Graph::new(name.as_ref(), sink), iris, known };
        for collection in &self.collections {
            writer.collection(collection)?;
        }
        let units: Vec<_> =
            self.units.iter().map(|name| (name, known.unit(name).unwrap_or_else(|| unknown(name)))).collect();
        for place in self.all_places(&units, known) {
            writer.place(&place)?;
        }
        for system in units.iter().filter_map(|(_, unit)| unit.system.as_deref()).collect::<BTreeSet<_>>() {
            writer.system(system)?;
        }
        for (_, unit) in &units {
            writer.unit(unit)?;
        }
        for (concept, practice) in &self.mechanisms {
            let iri = iris.mechanism(concept);
            if !in_taxonomy(iri.as_ref()) {
                writer.mechanism(iri.as_ref(), concept, practice)?;
            }
        }
        self.laws.iter().try_for_each(|(title, law)| writer.law(title, law))
    }

    /// The places named, those the units are of, and all that contain them.
    fn all_places(&self, units: &[(&String, UnitAuthority)], known: &dyn Authorities) -> BTreeSet<String> {
        let mut places = BTreeSet::new();
        let of_units = units.iter().filter_map(|(_, unit)| unit.jurisdiction.clone());
        let mut open: Vec<String> = self.places.iter().cloned().chain(of_units).collect();
        while let Some(name) = open.pop() {
            let parent = known.place(&name).and_then(|place| place.parent);
            if places.insert(name) {
                open.extend(parent);
            }
        }
        places
    }
}

fn unknown(name: &str) -> UnitAuthority {
    UnitAuthority { name: name.to_owned(), short_forms: Vec::new(), system: None, jurisdiction: None }
}

struct Writer<'a, S> {
    graph: Graph<'a, S>,
    iris: &'a Iris,
    known: &'a dyn Authorities,
}

impl<S, E> Writer<'_, S>
where
    S: FnMut(QuadRef<'_>) -> Result<(), E>,
{
    fn collection(&mut self, name: &str) -> Result<(), E> {
        let iri = self.iris.collection(name);
        self.graph.is_a(iri.as_ref(), anpu::COLLECTION)?;
        self.graph.chinese(iri.as_ref(), dcterms::TITLE, name)
    }

    fn place(&mut self, name: &str) -> Result<(), E> {
        let iri = place(self.iris, self.known, name);
        self.graph.is_a(iri.as_ref(), anpu::PLACE)?;
        self.graph.chinese(iri.as_ref(), skos::PREF_LABEL, name)?;
        let Some(known) = self.known.place(name) else { return Ok(()) };
        self.graph.plain(iri.as_ref(), anpu::DIVISION_CODE, &known.code)?;
        let Some(parent) = known.parent else { return Ok(()) };
        self.graph.add(iri.as_ref(), schema::CONTAINED_IN_PLACE, &place(self.iris, self.known, &parent))
    }

    fn system(&mut self, key: &str) -> Result<(), E> {
        let iri = self.iris.system(key);
        self.graph.is_a(iri.as_ref(), skos::CONCEPT)?;
        self.graph.plain(iri.as_ref(), skos::NOTATION, key)
    }

    fn unit(&mut self, unit: &UnitAuthority) -> Result<(), E> {
        let iri = self.iris.unit(&unit.name);
        let node = iri.as_ref();
        self.graph.is_a(node, anpu::UNIT)?;
        self.graph.chinese(node, skos::PREF_LABEL, &unit.name)?;
        for form in unit.short_forms.iter().filter(|form| **form != unit.name).collect::<BTreeSet<_>>() {
            self.graph.chinese(node, skos::ALT_LABEL, form)?;
        }
        if let Some(system) = &unit.system {
            self.graph.add(node, anpu::SYSTEM, &self.iris.system(system))?;
        }
        let Some(jurisdiction) = &unit.jurisdiction else { return Ok(()) };
        self.graph.add(node, anpu::JURISDICTION, &place(self.iris, self.known, jurisdiction))
    }

    fn mechanism(&mut self, node: NamedNodeRef<'_>, concept: &str, practice: &Practice) -> Result<(), E> {
        self.graph.is_a(node, anpu::MECHANISM)?;
        self.graph.chinese(node, skos::PREF_LABEL, concept)?;
        for name in practice.names.iter().filter(|name| *name != concept) {
            self.graph.chinese(node, skos::ALT_LABEL, name)?;
        }
        if let Some(kind) = most(&practice.kinds) {
            self.graph.add(node, anpu::MECHANISM_KIND, &self.iris.kind(kind.as_str()))?;
        }
        let Some(family) = most(&practice.families) else { return Ok(()) };
        self.graph.add(node, skos::BROADER, &self.iris.family(family))
    }

    fn law(&mut self, title: &str, law: &Law) -> Result<(), E> {
        let iri = self.iris.law(title);
        let node = iri.as_ref();
        self.graph.is_a(node, anpu::LEGAL_DOCUMENT)?;
        self.graph.chinese(node, skos::PREF_LABEL, title)?;
        if let Some(kind) = most(&law.kinds) {
            self.graph.add(node, anpu::LAW_KIND, &word("lawKind", kind.as_str()))?;
        }
        for number in &law.numbers {
            self.graph.plain(node, anpu::NUMBER, number)?;
        }
        if let Some(year) = law.numbers.iter().find_map(|number| year_of(number)) {
            self.graph.year(node, anpu::YEAR, year)?;
        }
        law.articles.iter().try_for_each(|article| self.provision(node, title, article))
    }

    fn provision(&mut self, law: NamedNodeRef<'_>, title: &str, article: &str) -> Result<(), E> {
        let iri = self.iris.provision(title, article);
        self.graph.is_a(iri.as_ref(), anpu::PROVISION)?;
        self.graph.chinese(iri.as_ref(), skos::PREF_LABEL, &format!("《{title}》{article}"))?;
        self.graph.add(iri.as_ref(), eli::IS_PART_OF, law)
    }
}

/// What is said most often; of several, the first in order.
fn most<T: Ord>(said: &BTreeMap<T, usize>) -> Option<&T> {
    said.iter().min_by_key(|&(value, count)| (Reverse(count), value)).map(|(value, _)| value)
}

/// The year in a document number (`国发〔2016〕33号`).
fn year_of(number: &str) -> Option<i32> {
    let (_, rest) = number.split_once('〔')?;
    rest.split_once('〕')?.0.parse().ok()
}

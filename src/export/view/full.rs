//! The view of everything: cases and what they name, each fact an edge or a node of its own.

use crate::export::Error;
use crate::export::table::Value;
use crate::model::{Change, Honour, Law, Mechanism, MechanismRole, Outcome, Record, Span, Unit, UnitRole};
use crate::rdf::iri::{fragment, text_fragment};

use super::Place;
use super::graph::{Edge, Graph, Kind, Node, TakeEdge, TakeNode};
use super::layout::Link;
use super::schema as of;
use super::tally::{Class, Tally, Thing, units};

static CLASSES: [&Kind; 9] = [
    &of::CASE,
    &of::OUTCOME,
    &of::RECOGNITION,
    &of::COLLECTION,
    &of::PLACE,
    &of::FAMILY,
    &of::MECHANISM,
    &of::UNIT,
    &of::LEGAL_DOCUMENT,
];
static RELATIONS: [&Kind; 15] = [
    &of::IS_PART_OF,
    &of::PLACE_OF,
    &of::RECOMMENDED_BY,
    &of::IMPLEMENTED_BY,
    &of::PARTNERED_BY,
    &of::MENTIONS_UNIT,
    &of::ORIGINATES,
    &of::ADOPTS,
    &of::MENTIONS_MECHANISM,
    &of::CITES,
    &of::HAS_OUTCOME,
    &of::HAS_RECOGNITION,
    &of::CONTAINED_IN_PLACE,
    &of::BROADER,
    &of::JURISDICTION,
];

/// The view, with the positions of its cases and, after them, its things.
pub(super) struct Full<'d> {
    tally: Tally<'d>,
    at: Vec<[f32; 2]>,
}

impl<'d> Full<'d> {
    pub(super) fn new(tally: Tally<'d>, place: Place) -> Self {
        let cases = tally.cases.len();
        let number = |thing: usize| u32::try_from(cases + thing).unwrap_or(u32::MAX);
        let namings = tally.namings.iter().filter(|naming| tally.things[naming.thing as usize].kept);
        let mut links: Vec<Link> = namings.map(|naming| (naming.case, number(naming.thing as usize), 1.0)).collect();
        links.dedup();
        for (thing, mechanism) in tally.sorted().filter(|(_, thing)| thing.class == Class::Mechanism) {
            let family = mechanism.family().and_then(|family| tally.number(Class::Family, family));
            links.extend(family.map(|family| (number(thing), number(family as usize), 1.0)));
        }
        let at = place(cases + tally.things.len(), &links);
        Self { tally, at }
    }

    fn case(&self, number: usize, record: &Record, take: TakeNode<'_>) -> Result<(), Error> {
        let id = &self.tally.cases[number].id;
        take(&Node {
            id,
            class: &of::CASE,
            label: if record.title.is_empty() { &record.id } else { &record.title },
            weight: 1.0,
            years: record.year.map(|year| (year, year)),
            group: None,
            position: self.at[number],
            values: case_values(record),
        })
    }

    /// The nodes of what stands in one case only, around the case.
    fn results(&self, number: usize, record: &Record, take: TakeNode<'_>) -> Result<(), Error> {
        let years = record.year.map(|year| (year, year));
        let mut around = Around::new(self.at[number]);
        let mut one = |class, id: &str, label: &str, values| {
            let position = around.next();
            take(&Node { id, class, label, weight: 1.0, years, group: None, position, values })
        };
        for (n, fact) in (1..).zip(&record.outcomes) {
            one(&of::OUTCOME, &self.part(record, "outcome", n), &outcome_label(fact), self.outcome(record, fact))?;
        }
        for (n, fact) in (1..).zip(&record.honours) {
            one(&of::RECOGNITION, &self.part(record, "recognition", n), &fact.quote, self.honour(record, fact))?;
        }
        Ok(())
    }

    /// The id of a case's fact.
    fn part(&self, record: &Record, kind: &str, n: usize) -> String {
        let case = self.tally.iris.case(&record.id);
        super::id(&fragment(case.as_ref(), format_args!("{kind}-{n}")), &self.tally.iris)
    }

    fn outcome<'r>(&self, record: &Record, fact: &'r Outcome) -> Vec<Value<'r>> {
        vec![
            (&fact.indicator).into(),
            fact.value.into(),
            (&fact.unit).into(),
            fact.qualifier.as_str().into(),
            fact.change.map(Change::as_str).into(),
            fact.from.into(),
            fact.period.as_ref().into(),
            (&fact.quote).into(),
            fact.confidence.into(),
            self.evidence(record, &fact.evidence),
        ]
    }

    fn honour<'r>(&self, record: &Record, fact: &'r Honour) -> Vec<Value<'r>> {
        vec![
            fact.kind.as_str().into(),
            fact.by.as_ref().into(),
            (&fact.quote).into(),
            fact.confidence.into(),
            self.evidence(record, &fact.evidence),
        ]
    }

    fn evidence(&self, record: &Record, spans: &[Span]) -> Value<'static> {
        let name = record.id.rsplit_once('/').map_or(record.id.as_str(), |(document, _)| document);
        let document = self.tally.iris.document(name);
        let one = |span: &Span| super::id(&text_fragment(&document, *span), &self.tally.iris).into();
        Value::List(spans.iter().map(one).collect())
    }

    fn thing(&self, number: usize, thing: &Thing, take: TakeNode<'_>) -> Result<(), Error> {
        let known = &self.tally.known;
        let family = known.family(&thing.id);
        let values = match thing.class {
            Class::Collection => vec![],
            Class::Place => vec![known.place(&thing.id).and_then(|place| place.code.as_ref()).into()],
            Class::Family => vec![family.map(|family| &family.en).into()],
            Class::Mechanism => mechanism_values(thing),
            Class::Unit => vec![known.unit(&thing.id).and_then(|unit| unit.system.as_ref()).into()],
            Class::Law => vec![thing.kind().into(), thing.number.as_ref().into()],
        };
        #[expect(clippy::cast_precision_loss, reason = "no count of cases comes near 2^52")]
        let weight = thing.cases as f64;
        take(&Node {
            id: &thing.id,
            class: thing.class.kind(),
            label: family.map_or(&thing.name, |family| &family.zh),
            weight,
            years: thing.years,
            group: None,
            position: self.at[self.tally.cases.len() + number],
            values,
        })
    }

    fn links(&self, number: usize, record: &Record, take: TakeEdge<'_>) -> Result<(), Error> {
        let mut from = From { full: self, case: &self.tally.cases[number].id, record, take };
        if let Some(name) = &record.collection {
            from.to(Class::Collection, name, &of::IS_PART_OF, Vec::new())?;
        }
        for (n, name) in record.places.iter().enumerate() {
            if !record.places[..n].contains(name) {
                from.to(Class::Place, name, &of::PLACE_OF, Vec::new())?;
            }
        }
        from.units()?;
        for fact in record.mechanisms.iter().filter(|fact| self.tally.filters.mechanism(fact)) {
            from.mechanism(fact)?;
        }
        for fact in &record.laws {
            from.law(fact)?;
        }
        for n in 1..=record.outcomes.len() {
            from.edge(&self.part(record, "outcome", n), &of::HAS_OUTCOME, Vec::new())?;
        }
        for n in 1..=record.honours.len() {
            from.edge(&self.part(record, "recognition", n), &of::HAS_RECOGNITION, Vec::new())?;
        }
        Ok(())
    }

    /// The edge from a thing to what it belongs to.
    fn belongs(&self, thing: &Thing, take: TakeEdge<'_>) -> Result<(), Error> {
        let known = &self.tally.known;
        let named = |id: &String| known.place(id).map(|place| place.name.as_str());
        let (class, name, relation) = match thing.class {
            Class::Place => {
                (Class::Place, known.place(&thing.id).and_then(|p| named(p.parent.as_ref()?)), &of::CONTAINED_IN_PLACE)
            }
            Class::Unit => {
                (Class::Place, known.unit(&thing.id).and_then(|u| named(u.jurisdiction.as_ref()?)), &of::JURISDICTION)
            }
            Class::Mechanism => (Class::Family, thing.family(), &of::BROADER),
            _ => return Ok(()),
        };
        let Some(target) = name.and_then(|name| self.tally.find(class, name)) else { return Ok(()) };
        let (source, target) = (thing.id.as_str(), target.id.as_str());
        take(&Edge { source, target, relation, weight: 1.0, years: None, values: Vec::new() })
    }
}

/// A case from which edges go out.
struct From<'a, 't> {
    full: &'a Full<'a>,
    case: &'a str,
    record: &'a Record,
    take: TakeEdge<'t>,
}

impl From<'_, '_> {
    fn to(&mut self, class: Class, name: &str, relation: &'static Kind, values: Vec<Value<'_>>) -> Result<(), Error> {
        let full = self.full;
        full.tally.find(class, name).map_or(Ok(()), |thing| self.edge(&thing.id, relation, values))
    }

    fn edge(&mut self, target: &str, relation: &'static Kind, values: Vec<Value<'_>>) -> Result<(), Error> {
        let years = self.record.year.map(|year| (year, year));
        (self.take)(&Edge { source: self.case, target, relation, weight: 1.0, years, values })
    }

    fn units(&mut self) -> Result<(), Error> {
        let record = self.record;
        let facts = record.units.iter().map(Some).chain(std::iter::repeat(None));
        for ((name, role), fact) in units(record).into_iter().zip(facts) {
            if self.full.tally.filters.unit_role(role) {
                let values = fact.map_or_else(|| vec![Value::Empty; 3], |fact| self.unit(fact));
                self.to(Class::Unit, name, unit_relation(role), values)?;
            }
        }
        Ok(())
    }

    fn unit<'r>(&self, fact: &'r Unit) -> Vec<Value<'r>> {
        let evidence = self.full.evidence(self.record, &fact.evidence);
        vec![fact.surfaces.as_slice().into(), fact.confidence.into(), evidence]
    }

    fn mechanism(&mut self, fact: &Mechanism) -> Result<(), Error> {
        let evidence = self.full.evidence(self.record, &fact.evidence);
        let values = vec![(&fact.name).into(), fact.surfaces.as_slice().into(), fact.confidence.into(), evidence];
        self.to(Class::Mechanism, &fact.concept, mechanism_relation(fact.role), values)
    }

    fn law(&mut self, fact: &Law) -> Result<(), Error> {
        let evidence = self.full.evidence(self.record, &fact.evidence);
        let values = vec![fact.articles.as_slice().into(), (&fact.surface).into(), fact.confidence.into(), evidence];
        self.to(Class::Law, &fact.title, &of::CITES, values)
    }
}

impl Graph for Full<'_> {
    fn name(&self) -> &'static str {
        "full"
    }

    fn base(&self) -> &str {
        &self.tally.base
    }

    fn directed(&self) -> bool {
        true
    }

    fn classes(&self) -> &'static [&'static Kind] {
        &CLASSES
    }

    fn relations(&self) -> &'static [&'static Kind] {
        &RELATIONS
    }

    /// Those of the cases, and the things.
    fn parts(&self) -> usize {
        self.tally.runs() + 1
    }

    fn nodes_of(&self, part: usize, take: TakeNode<'_>) -> Result<(), Error> {
        if part == self.tally.runs() {
            return self.tally.sorted().try_for_each(|(number, thing)| self.thing(number, thing, take));
        }
        self.tally.each_of(part, &mut |number, record| {
            self.case(number, record, take)?;
            self.results(number, record, take)
        })
    }

    /// Reads the records once.
    fn all_of(&self, part: usize, node: TakeNode<'_>, edge: TakeEdge<'_>) -> Result<(), Error> {
        if part == self.tally.runs() {
            self.nodes_of(part, node)?;
            return self.edges_of(part, edge);
        }
        self.tally.each_of(part, &mut |number, record| {
            self.case(number, record, node)?;
            self.results(number, record, node)?;
            self.links(number, record, edge)
        })
    }

    fn edges_of(&self, part: usize, take: TakeEdge<'_>) -> Result<(), Error> {
        if part == self.tally.runs() {
            return self.tally.sorted().try_for_each(|(_, thing)| self.belongs(thing, take));
        }
        self.tally.each_of(part, &mut |number, record| self.links(number, record, take))
    }
}

/// Values of a case's attributes.
pub(super) fn case_values(record: &Record) -> Vec<Value<'_>> {
    vec![
        record.kind.as_str().into(),
        record.year.into(),
        record.collection.as_ref().into(),
        (&record.source.file).into(),
        record.span.start.into(),
        record.span.end.into(),
    ]
}

/// Values of a mechanism's attributes.
pub(super) fn mechanism_values(thing: &Thing) -> Vec<Value<'_>> {
    let names = thing.names.iter().map(|name| name.as_str().into()).collect();
    vec![thing.kind().into(), thing.family().into(), Value::List(names)]
}

/// Indicator, value and unit: `调解成功率 90.5%`.
fn outcome_label(fact: &Outcome) -> String {
    format!("{} {}{}", fact.indicator, fact.value, fact.unit)
}

/// Places around a point, ever farther out.
struct Around {
    middle: [f32; 2],
    taken: u16,
}

impl Around {
    const fn new(middle: [f32; 2]) -> Self {
        Self { middle, taken: 0 }
    }

    /// The next one: eight on each square ring.
    fn next(&mut self) -> [f32; 2] {
        const RING: [[f32; 2]; 8] =
            [[0.0, -1.0], [0.7, -0.7], [1.0, 0.0], [0.7, 0.7], [0.0, 1.0], [-0.7, 0.7], [-1.0, 0.0], [-0.7, -0.7]];
        let [x, y] = RING[usize::from(self.taken % 8)];
        let far = 14.0 + 9.0 * f32::from(self.taken / 8);
        self.taken = self.taken.saturating_add(1);
        [self.middle[0] + x * far, self.middle[1] + y * far]
    }
}

/// The relation from a case to a unit with a role.
const fn unit_relation(role: UnitRole) -> &'static Kind {
    match role {
        UnitRole::Recommender => &of::RECOMMENDED_BY,
        UnitRole::Implementer => &of::IMPLEMENTED_BY,
        UnitRole::Partner => &of::PARTNERED_BY,
        UnitRole::Mentioned => &of::MENTIONS_UNIT,
    }
}

/// The relation from a case to a mechanism with a role.
const fn mechanism_relation(role: MechanismRole) -> &'static Kind {
    match role {
        MechanismRole::Originates => &of::ORIGINATES,
        MechanismRole::Adopts => &of::ADOPTS,
        MechanismRole::Mentions => &of::MENTIONS_MECHANISM,
    }
}

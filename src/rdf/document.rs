//! The named graph of one source document: its text, its cases, their facts and the evidence of each.
//!
//! Only what this document says stands here. What is known of the things it names (labels, codes, families) stands in
//! the graph of authorities, so that no triple stands in two graphs and the union of all graphs counts right.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{NamedNode, NamedNodeRef, QuadRef};

use crate::model::{
    Document, Honour, Law, Mechanism, MechanismRole, Outcome, Record, RecordSection, Span, Unit, UnitRole,
};

use super::authorities::{Authorities, place};
use super::iri::{Iris, fragment, text_fragment};
use super::sink::Graph;
use super::vocab::{anpu, dcterms, nif, prov, qudt, qudt_unit, skos};
use super::{Sentences, word};

/// Writes the quads of `document` and its `records` to `sink`, always the same ones in the same order. `activity` is
/// the run that made the records (see [`super::provenance`]).
///
/// # Errors
/// Only those of `sink`.
pub fn document<E>(
    document: &Document,
    records: &[Record],
    iris: &Iris,
    known: &dyn Authorities,
    activity: NamedNodeRef<'_>,
    sink: impl FnMut(QuadRef<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let name = iris.document_graph(&document.id);
    let text = iris.document(&document.id);
    let length = document.text.chars().count();
    let context = text_fragment(&text, Span::new(0, length));
    let graph = Graph::new(name.as_ref(), sink);
    let mut writer = Writer { graph, iris, known, text, context, length, spans: BTreeSet::new() };
    writer.graph.add(name.as_ref(), prov::WAS_GENERATED_BY, activity)?;
    writer.source(document)?;
    records.iter().try_for_each(|record| writer.case(record))?;
    writer.phrases(&document.text)
}

struct Writer<'a, S> {
    graph: Graph<'a, S>,
    iris: &'a Iris,
    known: &'a dyn Authorities,
    /// The document.
    text: NamedNode,
    /// Its whole text.
    context: NamedNode,
    /// Number of scalar values in it.
    length: usize,
    /// Spans that were pointed to as evidence.
    spans: BTreeSet<Span>,
}

impl<S, E> Writer<'_, S>
where
    S: FnMut(QuadRef<'_>) -> Result<(), E>,
{
    fn source(&mut self, document: &Document) -> Result<(), E> {
        let Self { graph, text, context, .. } = self;
        let (text, context) = (text.as_ref(), context.as_ref());
        graph.is_a(text, anpu::SOURCE_DOCUMENT)?;
        graph.plain(text, dcterms::IDENTIFIER, &document.id)?;
        graph.plain(text, dcterms::SOURCE, &document.source.file)?;
        graph.plain(text, dcterms::FORMAT, document.source.media_type.as_str())?;
        graph.plain(text, anpu::SHA256, &document.source.sha256)?;
        graph.add(text, anpu::TEXT, context)?;
        graph.is_a(context, nif::CONTEXT)?;
        graph.is_a(context, nif::RFC5147_STRING)?;
        graph.index(context, nif::BEGIN_INDEX, 0)?;
        graph.index(context, nif::END_INDEX, self.length)?;
        graph.plain(context, nif::IS_STRING, &document.text)
    }

    fn case(&mut self, record: &Record) -> Result<(), E> {
        let iri = self.iris.case(&record.id);
        let case = iri.as_ref();
        self.graph.is_a(case, anpu::CASE)?;
        self.graph.plain(case, dcterms::IDENTIFIER, &record.id)?;
        self.graph.chinese(case, dcterms::TITLE, &record.title)?;
        self.graph.add(case, anpu::CASE_KIND, &word("caseKind", record.kind.as_str()))?;
        if let Some(year) = record.year {
            self.graph.year(case, dcterms::ISSUED, year)?;
        }
        if let Some(collection) = &record.collection {
            self.graph.add(case, dcterms::IS_PART_OF, &self.iris.collection(collection))?;
        }
        let text = self.text.clone();
        self.graph.add(case, prov::WAS_DERIVED_FROM, &text)?;
        self.stretch(case, record.span)?;
        for place in self.places(record) {
            self.graph.add(case, anpu::PLACE_OF, &place)?;
        }
        self.shortcuts(case, record)?;
        self.facts(case, record)
    }

    fn facts(&mut self, case: NamedNodeRef<'_>, record: &Record) -> Result<(), E> {
        for (n, section) in (1..).zip(&record.sections) {
            self.section(case, n, section)?;
        }
        for (n, unit) in (1..).zip(&record.units) {
            self.participation(case, n, unit)?;
        }
        for (n, mechanism) in (1..).zip(&record.mechanisms) {
            self.adoption(case, n, mechanism, record)?;
        }
        for (n, law) in (1..).zip(&record.laws) {
            self.citation(case, n, law)?;
        }
        for (n, outcome) in (1..).zip(&record.outcomes) {
            self.outcome(case, n, outcome)?;
        }
        for (n, honour) in (1..).zip(&record.honours) {
            self.recognition(case, n, honour)?;
        }
        Ok(())
    }

    /// One step from a case to each thing it names, each said once however many facts say it.
    fn shortcuts(&mut self, case: NamedNodeRef<'_>, record: &Record) -> Result<(), E> {
        let mut links = BTreeSet::new();
        let header = |role, names: &[String]| names.iter().map(|name| (role, name.clone())).collect::<Vec<_>>();
        let mut units = header(UnitRole::Recommender, &record.recommended_by);
        units.extend(header(UnitRole::Implementer, &record.implemented_by));
        units.extend(record.units.iter().map(|unit| (unit.role, unit.name.clone())));
        links.extend(units.iter().map(|(role, name)| (unit_link(*role), self.iris.unit(name))));
        for mechanism in &record.mechanisms {
            let iri = self.iris.mechanism(&mechanism.concept);
            if mechanism.role != MechanismRole::Mentions {
                links.insert((anpu::PRACTISES, iri.clone()));
            }
            links.insert((mechanism_link(mechanism.role), iri));
        }
        for law in &record.laws {
            links.insert((anpu::CITES, self.iris.law(&law.title)));
            links.extend(law.articles.iter().map(|a| (anpu::CITES, self.iris.provision(&law.title, a))));
        }
        links.iter().try_for_each(|(link, thing)| self.graph.add(case, *link, thing))
    }

    fn section(&mut self, case: NamedNodeRef<'_>, n: usize, section: &RecordSection) -> Result<(), E> {
        let iri = fragment(case, format_args!("section-{n}"));
        let node = iri.as_ref();
        self.graph.add(case, anpu::HAS_SECTION, node)?;
        self.graph.is_a(node, anpu::SECTION)?;
        self.graph.add(node, anpu::SECTION_ROLE, &word("sectionRole", section.role.as_str()))?;
        if !section.heading.is_empty() {
            self.graph.chinese(node, dcterms::TITLE, &section.heading)?;
        }
        self.stretch(node, section.span)
    }

    fn participation(&mut self, case: NamedNodeRef<'_>, n: usize, unit: &Unit) -> Result<(), E> {
        let iri = fragment(case, format_args!("participation-{n}"));
        let node = iri.as_ref();
        self.graph.is_a(node, anpu::PARTICIPATION)?;
        self.graph.add(node, anpu::CASE_OF, case)?;
        self.graph.add(node, anpu::UNIT_OF, &self.iris.unit(&unit.name))?;
        self.graph.add(node, anpu::UNIT_ROLE, &word("unitRole", unit.role.as_str()))?;
        self.surfaces(node, &unit.surfaces)?;
        self.grounds(node, &unit.evidence, unit.confidence, &unit.rule)
    }

    fn adoption(&mut self, case: NamedNodeRef<'_>, n: usize, fact: &Mechanism, record: &Record) -> Result<(), E> {
        let iri = fragment(case, format_args!("adoption-{n}"));
        let node = iri.as_ref();
        self.graph.is_a(node, anpu::ADOPTION)?;
        self.graph.add(node, anpu::CASE_OF, case)?;
        self.graph.add(node, anpu::MECHANISM_OF, &self.iris.mechanism(&fact.concept))?;
        self.graph.add(node, anpu::MECHANISM_ROLE, &word("mechanismRole", fact.role.as_str()))?;
        self.graph.add(node, anpu::MECHANISM_KIND, &self.iris.kind(fact.kind.as_str()))?;
        if let Some(family) = &fact.family {
            self.graph.add(node, anpu::FAMILY_OF, &self.iris.family(family))?;
        }
        self.graph.chinese(node, skos::PREF_LABEL, &fact.name)?;
        for place in self.places(record) {
            self.graph.add(node, anpu::PLACE_OF, &place)?;
        }
        if let Some(year) = record.year {
            self.graph.year(node, anpu::YEAR, year)?;
        }
        self.surfaces(node, &fact.surfaces)?;
        self.grounds(node, &fact.evidence, fact.confidence, &fact.rule)
    }

    fn citation(&mut self, case: NamedNodeRef<'_>, n: usize, law: &Law) -> Result<(), E> {
        let iri = fragment(case, format_args!("citation-{n}"));
        let node = iri.as_ref();
        self.graph.is_a(node, anpu::CITATION)?;
        self.graph.add(node, anpu::CASE_OF, case)?;
        self.graph.add(node, anpu::LAW, &self.iris.law(&law.title))?;
        for article in law.articles.iter().collect::<BTreeSet<_>>() {
            self.graph.add(node, anpu::PROVISION_OF, &self.iris.provision(&law.title, article))?;
        }
        self.graph.plain(node, anpu::SURFACE, &law.surface)?;
        self.grounds(node, &law.evidence, law.confidence, &law.rule)
    }

    fn outcome(&mut self, case: NamedNodeRef<'_>, n: usize, outcome: &Outcome) -> Result<(), E> {
        let iri = fragment(case, format_args!("outcome-{n}"));
        let node = iri.as_ref();
        self.graph.add(case, anpu::HAS_OUTCOME, node)?;
        self.graph.is_a(node, anpu::OUTCOME)?;
        self.graph.chinese(node, anpu::INDICATOR, &outcome.indicator)?;
        self.graph.decimal(node, anpu::VALUE, outcome.value)?;
        self.graph.plain(node, anpu::MEASURE_WORD, &outcome.unit)?;
        if let Some(unit) = qudt_unit(&outcome.unit) {
            self.graph.add(node, qudt::HAS_UNIT, unit)?;
        }
        self.graph.add(node, anpu::QUALIFIER, &word("qualifier", outcome.qualifier.as_str()))?;
        if let Some(change) = outcome.change {
            self.graph.add(node, anpu::CHANGE, &word("change", change.as_str()))?;
        }
        if let Some(from) = outcome.from {
            self.graph.decimal(node, anpu::FROM, from)?;
        }
        if let Some(period) = &outcome.period {
            self.graph.chinese(node, anpu::PERIOD, period)?;
        }
        self.grounds(node, &outcome.evidence, outcome.confidence, &outcome.rule)
    }

    fn recognition(&mut self, case: NamedNodeRef<'_>, n: usize, honour: &Honour) -> Result<(), E> {
        let iri = fragment(case, format_args!("recognition-{n}"));
        let node = iri.as_ref();
        self.graph.add(case, anpu::HAS_RECOGNITION, node)?;
        self.graph.is_a(node, anpu::RECOGNITION)?;
        self.graph.add(node, anpu::HONOUR_KIND, &word("honourKind", honour.kind.as_str()))?;
        if let Some(by) = &honour.by {
            self.graph.chinese(node, anpu::BY, by)?;
        }
        self.grounds(node, &honour.evidence, honour.confidence, &honour.rule)
    }

    /// Where the practice is carried out.
    fn places(&self, record: &Record) -> BTreeSet<NamedNode> {
        record.places.iter().map(|name| place(self.iris, self.known, name)).collect()
    }

    fn surfaces(&mut self, node: NamedNodeRef<'_>, surfaces: &[String]) -> Result<(), E> {
        let surfaces: BTreeSet<_> = surfaces.iter().collect();
        surfaces.iter().try_for_each(|surface| self.graph.plain(node, anpu::SURFACE, surface))
    }

    /// What a fact rests on.
    fn grounds(&mut self, node: NamedNodeRef<'_>, at: &[Span], confidence: f64, rule: &str) -> Result<(), E> {
        self.graph.decimal(node, anpu::CONFIDENCE, confidence)?;
        self.graph.plain(node, anpu::RULE, rule)?;
        for span in at.iter().map(|&span| self.inside(span)).collect::<BTreeSet<_>>() {
            self.spans.insert(span);
            self.graph.add(node, anpu::EVIDENCE, &text_fragment(&self.text, span))?;
        }
        Ok(())
    }

    /// The stretch of the document that a case or section is. Its text is not said again.
    fn stretch(&mut self, node: NamedNodeRef<'_>, span: Span) -> Result<(), E> {
        let span = self.inside(span);
        let (begin, end) = (span.start, span.end);
        self.graph.index(node, nif::BEGIN_INDEX, begin)?;
        self.graph.index(node, nif::END_INDEX, end)?;
        self.graph.add(node, nif::REFERENCE_CONTEXT, &self.context)
    }

    /// The evidence pointed to, and the sentences it stands in.
    fn phrases(&mut self, text: &str) -> Result<(), E> {
        let bytes = Sentences::new(text);
        let sentence = |span: &Span| bytes.sentence(*span);
        let phrases: BTreeMap<Span, Span> =
            std::mem::take(&mut self.spans).into_iter().map(|span| (span, sentence(&span))).collect();
        let sentences: BTreeSet<Span> = phrases.values().copied().collect();
        for (&span, &sentence) in &phrases {
            let iri = text_fragment(&self.text, span);
            self.graph.is_a(iri.as_ref(), nif::PHRASE)?;
            self.graph.add(iri.as_ref(), nif::SUPER_STRING, &text_fragment(&self.text, sentence))?;
        }
        for &span in &sentences {
            self.graph.is_a(text_fragment(&self.text, span).as_ref(), nif::SENTENCE)?;
        }
        for span in phrases.keys().copied().chain(sentences).collect::<BTreeSet<_>>() {
            let iri = text_fragment(&self.text, span);
            self.stretch(iri.as_ref(), span)?;
            self.graph.plain(iri.as_ref(), nif::ANCHOR_OF, &text[bytes.range(span)])?;
        }
        Ok(())
    }

    /// `span`, cut to the text.
    fn inside(&self, span: Span) -> Span {
        let end = span.end.min(self.length);
        Span::new(span.start.min(end), end)
    }
}

const fn unit_link(role: UnitRole) -> NamedNodeRef<'static> {
    match role {
        UnitRole::Recommender => anpu::RECOMMENDED_BY,
        UnitRole::Implementer => anpu::IMPLEMENTED_BY,
        UnitRole::Partner => anpu::PARTNERED_BY,
        UnitRole::Mentioned => anpu::MENTIONS_UNIT,
    }
}

const fn mechanism_link(role: MechanismRole) -> NamedNodeRef<'static> {
    match role {
        MechanismRole::Originates => anpu::ORIGINATES,
        MechanismRole::Adopts => anpu::ADOPTS,
        MechanismRole::Mentions => anpu::MENTIONS_MECHANISM,
    }
}

//! The way back: a document and its records from its named graph, for datasets that another store holds. All that the
//! graph tells comes back, so that the records make the same graph again; it does not tell diagnostics, and of a header's
//! units those that facts name too are not told apart.

use std::collections::HashMap;
use std::str::FromStr;

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use percent_encoding::percent_decode_str;

use crate::model::{
    CaseKind, Change, Document, Honour, HonourKind, Law, LawKind, Mechanism, MechanismKind, MechanismRole, MediaType,
    Outcome, Qualifier, Record, RecordSection, SectionRole, Source, Span, Unit, UnitRole,
};

use super::iri::Iris;
use super::vocab::{anpu, dcterms, nif, rdf, skos};

/// What the graph of authorities says of things by more than their IRIs: names of places, kinds and numbers of laws.
#[derive(Clone, Debug, Default)]
pub struct Named {
    places: HashMap<String, String>,
    laws: HashMap<String, (Option<LawKind>, Option<String>)>,
}

impl Named {
    /// Takes up what a quad of the graph of authorities says.
    pub fn add(&mut self, quad: &Quad, iris: &Iris) {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return };
        let Some((class, _)) = local(subject, iris).and_then(|local| local.split_once('/')) else { return };
        match (class, &quad.object) {
            ("place", Term::Literal(name)) if quad.predicate == skos::PREF_LABEL => {
                self.places.insert(subject.as_str().to_owned(), name.value().to_owned());
            }
            ("law", Term::NamedNode(kind)) if quad.predicate == anpu::LAW_KIND => {
                self.laws.entry(subject.as_str().to_owned()).or_default().0 = of_word(kind, "lawKind", LawKind::parse);
            }
            ("law", Term::Literal(number)) if quad.predicate == anpu::NUMBER => {
                let known = &mut self.laws.entry(subject.as_str().to_owned()).or_default().1;
                known.get_or_insert_with(|| number.value().to_owned());
            }
            _ => {}
        }
    }
}

/// The document and the records that the quads of its named graph tell of; nothing where they tell of no document.
#[must_use]
pub fn read(quads: &[Quad], iris: &Iris, named: &Named) -> Option<(Document, Vec<Record>)> {
    let mut said: Said<'_> = HashMap::new();
    let (mut documents, mut cases) = (Vec::new(), Vec::new());
    for quad in quads {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
        said.entry(subject.as_str()).or_default().push((&quad.predicate, &quad.object));
        if quad.predicate == rdf::TYPE {
            documents.extend(is(&quad.object, anpu::SOURCE_DOCUMENT).then_some(subject.as_str()));
            cases.extend(is(&quad.object, anpu::CASE).then_some(subject.as_str()));
        }
    }
    let graph = Graph { said, iris, named };
    let document = graph.document(graph.node(documents.first()?))?;
    let cases = cases.into_iter().filter_map(|case| graph.case(graph.node(case), &document.source));
    let mut records: Vec<Record> = cases.collect();
    records.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
    Some((document, records))
}

type Said<'q> = HashMap<&'q str, Vec<(&'q NamedNode, &'q Term)>>;

struct Graph<'q> {
    said: Said<'q>,
    iris: &'q Iris,
    named: &'q Named,
}

/// A subject with what is said of it.
#[derive(Clone, Copy)]
struct Node<'g> {
    iri: &'g str,
    said: &'g [(&'g NamedNode, &'g Term)],
}

impl<'g> Node<'g> {
    fn all(self, predicate: NamedNodeRef<'static>) -> impl Iterator<Item = &'g Term> {
        self.said.iter().filter(move |(said, _)| **said == predicate).map(|(_, object)| *object)
    }

    fn things(self, predicate: NamedNodeRef<'static>) -> impl Iterator<Item = &'g NamedNode> {
        self.all(predicate).filter_map(|object| if let Term::NamedNode(node) = object { Some(node) } else { None })
    }

    fn texts(self, predicate: NamedNodeRef<'static>) -> impl Iterator<Item = &'g str> {
        self.all(predicate)
            .filter_map(|object| if let Term::Literal(literal) = object { Some(literal.value()) } else { None })
    }

    fn text(self, predicate: NamedNodeRef<'static>) -> Option<String> {
        self.texts(predicate).next().map(str::to_owned)
    }

    fn number<T: FromStr>(self, predicate: NamedNodeRef<'static>) -> Option<T> {
        self.texts(predicate).next()?.parse().ok()
    }

    fn word<T>(
        self,
        predicate: NamedNodeRef<'static>,
        vocabulary: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        of_word(self.things(predicate).next()?, vocabulary, parse)
    }

    fn span(self) -> Option<Span> {
        Some(Span::new(self.number(nif::BEGIN_INDEX)?, self.number(nif::END_INDEX)?))
    }

    fn confidence(self) -> f64 {
        self.number(anpu::CONFIDENCE).unwrap_or_default()
    }

    fn rule(self) -> String {
        self.text(anpu::RULE).unwrap_or_default()
    }
}

impl Graph<'_> {
    fn node<'g>(&'g self, iri: &'g str) -> Node<'g> {
        Node { iri, said: self.said.get(iri).map_or(&[], Vec::as_slice) }
    }

    fn document(&self, node: Node<'_>) -> Option<Document> {
        let format = node.text(dcterms::FORMAT)?;
        let context = node.things(anpu::TEXT).next()?;
        let source = Source {
            file: node.text(dcterms::SOURCE)?,
            sha256: node.text(anpu::SHA256)?,
            media_type: MediaType::ALL.into_iter().find(|media_type| media_type.as_str() == format)?,
        };
        let text = self.node(context.as_str()).text(nif::IS_STRING)?;
        Some(Document { id: node.text(dcterms::IDENTIFIER)?, source, text })
    }

    fn case(&self, node: Node<'_>, source: &Source) -> Option<Record> {
        let mut places: Vec<String> = node.things(anpu::PLACE_OF).map(|place| self.place(place)).collect();
        places.sort_unstable();
        Some(Record {
            id: node.text(dcterms::IDENTIFIER)?,
            title: node.text(dcterms::TITLE).unwrap_or_default(),
            kind: node.word(anpu::CASE_KIND, "caseKind", CaseKind::parse)?,
            source: source.clone(),
            span: node.span()?,
            year: node.number(dcterms::ISSUED),
            collection: node.things(dcterms::IS_PART_OF).next().and_then(|name| self.name(name)),
            sections: self.facts(node, "section", |_, node| section(node)),
            places,
            recommended_by: self.names(node, anpu::RECOMMENDED_BY),
            implemented_by: self.names(node, anpu::IMPLEMENTED_BY),
            units: self.facts(node, "participation", Self::unit),
            mechanisms: self.facts(node, "adoption", Self::mechanism),
            laws: self.facts(node, "citation", Self::law),
            outcomes: self.facts(node, "outcome", Self::outcome),
            honours: self.facts(node, "recognition", Self::honour),
            diagnostics: Vec::new(),
        })
    }

    /// The facts `{case}#{kind}-1`, `-2` … as they are numbered.
    fn facts<T>(&self, case: Node<'_>, kind: &str, read: impl Fn(&Self, Node<'_>) -> Option<T>) -> Vec<T> {
        let iris = (1..).map(|n| format!("{}#{kind}-{n}", case.iri));
        iris.take_while(|iri| self.said.contains_key(iri.as_str()))
            .filter_map(|iri| read(self, self.node(&iri)))
            .collect()
    }

    fn unit(&self, node: Node<'_>) -> Option<Unit> {
        Some(Unit {
            name: self.name(node.things(anpu::UNIT_OF).next()?)?,
            surfaces: self.surfaces(node),
            role: node.word(anpu::UNIT_ROLE, "unitRole", UnitRole::parse)?,
            evidence: evidence(node),
            confidence: node.confidence(),
            rule: node.rule(),
        })
    }

    fn mechanism(&self, node: Node<'_>) -> Option<Mechanism> {
        Some(Mechanism {
            name: node.text(skos::PREF_LABEL)?,
            surfaces: self.surfaces(node),
            role: node.word(anpu::MECHANISM_ROLE, "mechanismRole", MechanismRole::parse)?,
            kind: MechanismKind::parse(&self.name(node.things(anpu::MECHANISM_KIND).next()?)?)?,
            family: node.things(anpu::FAMILY_OF).next().and_then(|family| self.name(family)),
            concept: self.name(node.things(anpu::MECHANISM_OF).next()?)?,
            evidence: evidence(node),
            confidence: node.confidence(),
            rule: node.rule(),
        })
    }

    fn law(&self, node: Node<'_>) -> Option<Law> {
        let law = node.things(anpu::LAW).next()?;
        let (kind, number) = self.named.laws.get(law.as_str()).cloned().unwrap_or_default();
        let article =
            |provision: &NamedNode| decoded(provision.as_str().strip_prefix(law.as_str())?.strip_prefix('/')?);
        Some(Law {
            title: self.name(law)?,
            surface: node.text(anpu::SURFACE).unwrap_or_default(),
            kind: kind.unwrap_or(LawKind::Normative),
            articles: node.things(anpu::PROVISION_OF).filter_map(article).collect(),
            number,
            evidence: evidence(node),
            confidence: node.confidence(),
            rule: node.rule(),
        })
    }

    fn outcome(&self, node: Node<'_>) -> Option<Outcome> {
        let evidence = evidence(node);
        Some(Outcome {
            indicator: node.text(anpu::INDICATOR)?,
            value: node.number(anpu::VALUE)?,
            unit: node.text(anpu::MEASURE_WORD).unwrap_or_default(),
            qualifier: node.word(anpu::QUALIFIER, "qualifier", Qualifier::parse)?,
            change: node.word(anpu::CHANGE, "change", Change::parse),
            from: node.number(anpu::FROM),
            period: node.text(anpu::PERIOD),
            quote: self.quote(node),
            evidence,
            confidence: node.confidence(),
            rule: node.rule(),
        })
    }

    fn honour(&self, node: Node<'_>) -> Option<Honour> {
        Some(Honour {
            kind: node.word(anpu::HONOUR_KIND, "honourKind", HonourKind::parse)?,
            by: node.text(anpu::BY),
            quote: self.quote(node),
            evidence: evidence(node),
            confidence: node.confidence(),
            rule: node.rule(),
        })
    }

    /// The words of the text at the first piece of evidence.
    fn quote(&self, node: Node<'_>) -> String {
        let first = node.things(anpu::EVIDENCE).min_by_key(|place| span_of(place.as_str()));
        first.and_then(|place| self.node(place.as_str()).text(nif::ANCHOR_OF)).unwrap_or_default()
    }

    /// The forms of a name, in the order in which they stand in the text.
    fn surfaces(&self, node: Node<'_>) -> Vec<String> {
        let at = |surface: &str| {
            let stands = |place: &&NamedNode| self.node(place.as_str()).texts(nif::ANCHOR_OF).any(|it| it == surface);
            node.things(anpu::EVIDENCE).filter(stands).filter_map(|place| span_of(place.as_str())).min()
        };
        let mut surfaces: Vec<&str> = node.texts(anpu::SURFACE).collect();
        surfaces.sort_by_cached_key(|surface| at(surface).map_or((true, Span::new(0, 0)), |span| (false, span)));
        surfaces.into_iter().map(str::to_owned).collect()
    }

    fn names(&self, node: Node<'_>, predicate: NamedNodeRef<'static>) -> Vec<String> {
        node.things(predicate).filter_map(|thing| self.name(thing)).collect()
    }

    /// The name that stands in the IRI of a thing.
    fn name(&self, thing: &NamedNode) -> Option<String> {
        decoded(local(thing, self.iris)?.split_once('/')?.1)
    }

    fn place(&self, place: &NamedNode) -> String {
        let known = self.named.places.get(place.as_str()).cloned();
        known.or_else(|| self.name(place)).unwrap_or_default()
    }
}

fn section(node: Node<'_>) -> Option<RecordSection> {
    let role = node.word(anpu::SECTION_ROLE, "sectionRole", SectionRole::parse)?;
    Some(RecordSection { role, heading: node.text(dcterms::TITLE).unwrap_or_default(), span: node.span()? })
}

fn evidence(node: Node<'_>) -> Vec<Span> {
    let mut spans: Vec<Span> = node.things(anpu::EVIDENCE).filter_map(|place| span_of(place.as_str())).collect();
    spans.sort_unstable();
    spans
}

/// The span that a fragment of RFC 5147 names.
fn span_of(iri: &str) -> Option<Span> {
    let (begin, end) = iri.rsplit_once("#char=")?.1.split_once(',')?;
    Some(Span::new(begin.parse().ok()?, end.parse().ok()?))
}

fn is(object: &Term, class: NamedNodeRef<'_>) -> bool {
    matches!(object, Term::NamedNode(node) if *node == class)
}

/// What of a thing's IRI comes after `{base}id/`.
fn local<'n>(thing: &'n NamedNode, iris: &Iris) -> Option<&'n str> {
    thing.as_str().strip_prefix(iris.base())?.strip_prefix("id/")
}

fn decoded(part: &str) -> Option<String> {
    percent_decode_str(part).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

fn of_word<T>(node: &NamedNode, vocabulary: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let word = node.as_str().strip_prefix(anpu::NAMESPACE)?.strip_prefix(vocabulary)?.strip_prefix('-')?;
    parse(word)
}

//! The shapes and the engine that checks them.

use anpu::rdf::vocab::anpu as terms;
use anpu::rdf::{Iris, ontology};
use anpu::store::{Finding, Severity, Store, validate};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

use crate::sample;

fn violations(quads: Vec<Quad>) -> Vec<Finding> {
    let store = Store::new(quads).unwrap();
    let findings = validate(&store, ontology::SHAPES).unwrap();
    findings.into_iter().filter(|finding| finding.severity == Severity::Violation).collect()
}

#[test]
fn good_data_keeps_all_shapes() {
    // The sample knows no taxonomy: families are described here.
    assert_eq!(violations(sample_with_families()), []);
}

/// A fault, how it is planted, and the path and message of what is found.
type Fault = (&'static str, fn(&mut Vec<Quad>), &'static str, &'static str);

#[test]
fn a_planted_fault_is_found_with_node_path_and_messages() {
    let table: [Fault; 5] = [
        (
            "a case without title",
            |quads| quads.retain(|q| !about(q, "/2023-river/1", "title")),
            "title",
            "A case has one title.",
        ),
        (
            "two years",
            |quads| add(quads, "dcterms:issued", Literal::new_typed_literal("2020", gyear()).into()),
            "issued",
            "A case has at most one year, such as 2025.",
        ),
        (
            "a unit that is none",
            |quads| {
                add(quads, "anpu:implementedBy", Iris::default().unit("无").into());
            },
            "implementedBy",
            "An implementer is a described unit.",
        ),
        (
            "confidence over 1",
            |quads| replace(quads, "#outcome-1", terms::CONFIDENCE, "1.5"),
            "confidence",
            "Confidence lies between 0 and 1.",
        ),
        (
            "evidence gone",
            |quads| quads.retain(|q| !about(q, "#citation-1", "evidence")),
            "evidence",
            "A fact has evidence in the text.",
        ),
    ];
    for (fault, plant, path, message) in table {
        let mut quads = sample_with_families();
        plant(&mut quads);
        let found = violations(quads);
        let first = found.first().unwrap_or_else(|| panic!("{fault} is not found"));
        assert!(first.path.as_ref().is_some_and(|found| found.contains(path)), "{fault}: {first:?}");
        assert!(first.en == message && !first.zh.is_empty(), "{fault}: {first:?}");
        assert!(first.focus.starts_with("https://w3id.org/anpu/id/case/"), "{fault}: {first:?}");
    }
}

#[test]
fn a_graph_of_many_parts_is_checked_as_one_of_few() {
    let base = sample_with_families();
    let copies = (0..100).flat_map(|n| base.iter().map(move |quad| renamed(quad, n)));
    let store = Store::new(copies).unwrap();
    assert!(store.graph().unwrap().len() > 40_000);
    let wrong = validate(&store, ontology::SHAPES).unwrap();
    assert!(wrong.iter().all(|finding| finding.severity != Severity::Violation), "{:?}", wrong.first());
}

#[test]
fn shapes_that_are_none_are_an_error() {
    let store = Store::new(Vec::new()).unwrap();
    assert!(validate(&store, "this is no Turtle").is_err());
}

fn sample_with_families() -> Vec<Quad> {
    let mut quads = sample::quads();
    let graph = GraphName::DefaultGraph;
    let skos = |local: &str| NamedNode::new_unchecked(format!("http://www.w3.org/2004/02/skos/core#{local}"));
    let is = oxigraph::model::vocab::rdf::TYPE.into_owned();
    let iris = Iris::default();
    for (family, kind) in [("three-station-linkage", "dispute-resolution"), ("joint-inspection", "inspection")] {
        let (family, kind) = (iris.family(family), iris.kind(kind));
        let label = Literal::new_language_tagged_literal_unchecked("家族", "zh");
        quads.push(Quad::new(family.clone(), is.clone(), terms::FAMILY.into_owned(), graph.clone()));
        quads.push(Quad::new(family.clone(), skos("prefLabel"), label, graph.clone()));
        quads.push(Quad::new(family, skos("broader"), kind.clone(), graph.clone()));
        quads.push(Quad::new(kind, is.clone(), skos("Concept"), graph.clone()));
    }
    quads
}

fn about(quad: &Quad, node: &str, property: &str) -> bool {
    quad.subject.to_string().trim_end_matches('>').ends_with(node) && quad.predicate.as_str().ends_with(property)
}

fn add(quads: &mut Vec<Quad>, property: &str, object: Term) {
    let predicate = property.replace("dcterms:", "http://purl.org/dc/terms/").replace("anpu:", terms::NAMESPACE);
    let case = Iris::default().case("2023-river/1");
    quads.push(Quad::new(case, NamedNode::new_unchecked(predicate), object, GraphName::DefaultGraph));
}

fn replace(quads: &mut [Quad], node: &str, property: NamedNodeRef<'_>, value: &str) {
    let quad = quads.iter_mut().find(|q| about(q, node, property.as_str())).unwrap();
    let Term::Literal(old) = &quad.object else { panic!("{quad} has no literal") };
    quad.object = Literal::new_typed_literal(value, old.datatype()).into();
}

fn gyear() -> NamedNode {
    NamedNode::new_unchecked("http://www.w3.org/2001/XMLSchema#gYear")
}

/// The same quad about another thing: every IRI of the dataset gets a number.
fn renamed(quad: &Quad, n: usize) -> Quad {
    let renamed = |iri: &str| match iri.strip_prefix("https://w3id.org/anpu/id/") {
        Some(rest) => NamedNode::new_unchecked(format!("https://w3id.org/anpu/id/{n}/{rest}")),
        None => NamedNode::new_unchecked(iri),
    };
    let subject = quad.subject.to_string();
    let object = match &quad.object {
        Term::NamedNode(node) => renamed(node.as_str()).into(),
        other => other.clone(),
    };
    Quad::new(renamed(subject.trim_matches(['<', '>'])), quad.predicate.clone(), object, quad.graph_name.clone())
}

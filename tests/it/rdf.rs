//! The graph made from records: what it says, and that it can be checked against the text.

use std::collections::BTreeSet;

use anpu::model::{Outcome, Record};
use anpu::rdf::vocab::{self, anpu as terms};
use anpu::rdf::{self, Iris};
use anpu::store::{Limits, Query, Store};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

use crate::sample;

fn ask(store: &Store, text: &str) -> Vec<Vec<String>> {
    let query = Query::parse(text, Iris::default().base()).unwrap();
    let table = store.table(&query, &Limits::default()).unwrap();
    let cell = |term: &Option<Term>| match term {
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(Term::NamedNode(node)) => node.as_str().to_owned(),
        _ => String::new(),
    };
    table.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

fn store() -> Store {
    Store::new(sample::quads()).unwrap()
}

#[test]
fn every_quotation_is_what_stands_at_its_place_in_the_text() {
    let rows = ask(
        &store(),
        "SELECT ?text ?begin ?end ?quote ?phrase WHERE { ?phrase nif:beginIndex ?begin ; nif:endIndex ?end ;
           nif:anchorOf ?quote ; nif:referenceContext/nif:isString ?text }",
    );
    assert_eq!(rows.len(), 16 + 3);
    for row in rows {
        let [text, begin, end, quote, phrase] = row.try_into().unwrap();
        let (begin, end): (usize, usize) = (begin.parse().unwrap(), end.parse().unwrap());
        let found: String = text.chars().skip(begin).take(end - begin).collect();
        assert_eq!(found, quote);
        assert!(phrase.ends_with(&format!("#char={begin},{end}")), "{phrase}");
    }
}

#[test]
fn the_same_quads_come_in_the_same_order_each_once_and_without_blank_nodes() {
    let quads = sample::quads();
    assert_eq!(quads, sample::quads());
    let mut seen = BTreeSet::new();
    for quad in &quads {
        assert!(matches!(quad.subject, NamedOrBlankNode::NamedNode(_)), "{quad}");
        assert!(!matches!(quad.object, Term::BlankNode(_)), "{quad}");
        let triple = Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() };
        assert!(seen.insert(triple.to_string()), "said twice: {quad}");
    }
}

#[test]
fn records_read_back_from_the_graph_are_the_records_and_make_the_same_graph() {
    let (iris, all) = (Iris::default(), sample::quads());
    let mut named = rdf::Named::default();
    for quad in &all {
        named.add(quad, &iris);
    }
    for (document, records) in sample::documents() {
        let graph = GraphName::NamedNode(iris.document_graph(&document.id));
        let quads: Vec<Quad> = all.iter().filter(|quad| quad.graph_name == graph).cloned().collect();
        let (read, again) = rdf::read(&quads, &iris, &named).unwrap();
        assert_eq!(read, document);
        for (record, again) in records.iter().zip(&again) {
            let told = |record: &Record| (record.units.clone(), record.mechanisms.clone(), record.laws.clone());
            assert_eq!(told(again), told(record));
            // What an outcome quotes is what stands at its evidence.
            let quoted = |fact: &Outcome| Outcome { quote: document.at(fact.evidence[0]).to_owned(), ..fact.clone() };
            assert_eq!(again.outcomes, record.outcomes.iter().map(quoted).collect::<Vec<_>>());
            assert_eq!(again.honours, record.honours);
            assert_eq!((&again.title, again.year, again.span), (&record.title, record.year, record.span));
        }
        let mut written = Vec::new();
        let activity = sample::provenance().activity(&iris);
        rdf::document(&read, &again, &iris, &sample::Known, activity.as_ref(), |quad| {
            written.push(quad.into_owned());
            Ok::<_, std::convert::Infallible>(())
        })
        .unwrap();
        assert_eq!(written, quads);
    }
}

#[test]
fn every_term_of_ours_is_declared_with_label_and_comment_in_both_languages_and_every_declared_term_is_used() {
    let ontology: Vec<Quad> =
        RdfParser::from_format(RdfFormat::Turtle).for_slice(rdf::ontology::TERMS).collect::<Result<_, _>>().unwrap();
    let declared: BTreeSet<String> = ontology
        .iter()
        .filter_map(|quad| {
            if let NamedOrBlankNode::NamedNode(node) = &quad.subject { Some(node.as_str().to_owned()) } else { None }
        })
        .filter(|iri| iri.starts_with(terms::NAMESPACE))
        .collect();
    let used: BTreeSet<String> = terms::ALL.iter().map(|term| term.as_str().to_owned()).chain(words()).collect();
    assert_eq!(declared, used);
    for term in &declared {
        for property in ["label", "comment"] {
            for language in ["zh", "en"] {
                let said = ontology.iter().any(|quad| {
                    quad.subject.to_string() == format!("<{term}>")
                        && quad.predicate.as_str() == format!("{}{property}", vocab::rdfs::NAMESPACE)
                        && matches!(&quad.object, Term::Literal(literal) if literal.language() == Some(language))
                });
                assert!(said, "{term} has no {property} in {language}");
            }
        }
    }
}

/// The classes and the words of the closed vocabularies.
fn words() -> Vec<String> {
    use anpu::model::{CaseKind, Change, HonourKind, LawKind, MechanismRole, Qualifier, SectionRole, UnitRole};
    macro_rules! words {
        ($($name:ident $key:literal),*) => {
            [$($name::ALL.iter().map(|w| rdf::word($key, w.as_str()).into_string()).chain([format!("{}{}", terms::NAMESPACE, stringify!($name))]).collect::<Vec<_>>()),*].concat()
        };
    }
    words!(
        CaseKind "caseKind", SectionRole "sectionRole", UnitRole "unitRole", MechanismRole "mechanismRole", LawKind "lawKind",
        Qualifier "qualifier", Change "change", HonourKind "honourKind"
    )
}

#[test]
fn every_iri_is_of_the_dataset_or_of_a_known_vocabulary() {
    // A vocabulary itself is named where the dataset tells which ones it uses.
    let known: Vec<&str> = vocab::PREFIXES.iter().map(|(_, namespace)| *namespace).collect();
    let declared: BTreeSet<String> = terms::ALL.iter().map(|t| t.as_str().to_owned()).chain(words()).collect();
    let check = |node: &NamedNode| {
        let iri = node.as_str();
        let ours = iri.strip_prefix(terms::NAMESPACE).map(|rest| rest.is_empty() || declared.contains(iri));
        let fine = ours.unwrap_or_else(|| {
            iri.starts_with("https://w3id.org/anpu/")
                || known.iter().any(|k| iri.starts_with(k))
                || iri.contains("creativecommons")
        });
        assert!(fine, "{iri}");
    };
    for quad in sample::quads() {
        check(&quad.predicate);
        if let Term::NamedNode(node) = &quad.object {
            check(node);
        }
    }
}

#[test]
fn facts_links_and_shared_things_are_said_in_their_graphs() {
    let store = store();
    let base = "https://w3id.org/anpu/";
    let table: [(&str, &[&[&str]]); 8] = [
        (
            "SELECT ?c WHERE { ?c anpu:originates <id/mechanism/渡口说事> ; anpu:practises <id/mechanism/渡口说事> }",
            &[&["id/case/2023-river/1"]],
        ),
        ("SELECT ?c WHERE { ?c anpu:mentionsMechanism <id/mechanism/联合巡查> }", &[&["id/case/2024-hills/2"]]),
        ("SELECT ?u WHERE { <id/case/2023-river/1> anpu:implementedBy ?u }", &[&["id/unit/甲省沿河县司法局"]]),
        (
            "SELECT ?p WHERE { <id/case/2023-river/1> anpu:cites ?p . ?p eli:is_part_of <id/law/中华人民共和国人民调解法> }",
            &[&["id/law/中华人民共和国人民调解法/第八条"]],
        ),
        (
            "SELECT ?p ?q WHERE { <id/unit/甲省沿河县人民法院> anpu:jurisdiction ?p . ?p schema:containedInPlace ?q }",
            &[&["id/place/990101", "id/place/990000"]],
        ),
        (
            "SELECT ?v ?f ?u WHERE { ?o anpu:from ?f ; anpu:value ?v ; qudt:hasUnit ?u }",
            &[&["12", "30", "=http://qudt.org/vocab/unit/DAY"]],
        ),
        ("SELECT ?g WHERE { GRAPH ?g { <id/case/2024-hills/2> a anpu:Case } }", &[&["graph/document/2024-hills"]]),
        ("SELECT ?f WHERE { <id/mechanism/渡口说事> skos:broader ?f }", &[&["id/family/three-station-linkage"]]),
    ];
    for (query, expected) in table {
        let full = |cell: &&str| match cell.strip_prefix('=') {
            Some(iri) => iri.to_owned(),
            None if cell.parse::<f64>().is_ok() => (*cell).to_owned(),
            None => format!("{base}{cell}"),
        };
        let expected: Vec<Vec<String>> = expected.iter().map(|row| row.iter().map(full).collect()).collect();
        assert_eq!(ask(&store, query), expected, "{query}");
    }
}

#[test]
fn a_mechanism_of_the_taxonomy_has_the_iri_that_records_give_its_name() {
    let (iris, lexicon) = (Iris::default(), anpu::lexicon::Lexicon::builtin().unwrap());
    let quads = rdf::ontology::quads(lexicon.taxonomy(), &iris).unwrap();
    let is_name =
        |quad: &&Quad| quad.predicate == vocab::skos::PREF_LABEL && quad.subject.to_string().contains("/id/mechanism/");
    let mut count = 0;
    for quad in quads.iter().filter(is_name) {
        let Term::Literal(name) = &quad.object else { panic!("{quad} is no name") };
        if name.language() == Some("zh") {
            assert_eq!(quad.subject, iris.mechanism(name.value()).into());
            count += 1;
        }
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn a_dataset_with_a_base_of_its_own_says_the_taxonomy_under_it() {
    let (iris, lexicon) = (Iris::new("http://例子.cn/graph").unwrap(), anpu::lexicon::Lexicon::builtin().unwrap());
    for quad in rdf::ontology::quads(lexicon.taxonomy(), &iris).unwrap() {
        assert!(!quad.to_string().contains("https://w3id.org/anpu/id/"), "{quad}");
    }
}

#[test]
fn the_json_ld_context_names_only_terms_that_the_graph_uses() {
    let context: serde_json::Value = serde_json::from_str(rdf::ontology::CONTEXT).unwrap();
    let known: BTreeSet<&str> =
        vocab::PREFIXES.iter().map(|(_, namespace)| *namespace).chain(vocab::all().map(NamedNodeRef::as_str)).collect();
    let terms = context["@context"].as_object().unwrap();
    for (term, definition) in terms.iter().filter(|(term, _)| !term.starts_with('@')) {
        let iri = definition.as_str().or_else(|| definition["@id"].as_str()).unwrap();
        let full = match iri.split_once(':') {
            Some((prefix, local)) if !local.starts_with("//") => format!("{}{local}", terms[prefix].as_str().unwrap()),
            _ => iri.to_owned(),
        };
        assert!(iri.starts_with('@') || known.contains(full.as_str()), "{term}: {full}");
    }
}

#[test]
fn json_ld_in_our_context_says_what_the_graph_says() {
    let context: serde_json::Value = serde_json::from_str(rdf::ontology::CONTEXT).unwrap();
    let document = serde_json::json!({
        "@context": context["@context"], "id": "urn:case", "type": "Case", "title": "渡口说事", "issued": "2023",
        "practises": ["urn:mechanism"], "evidence": ["urn:text#char=1,2"],
    });
    let text = document.to_string();
    let parsed = RdfParser::from_format(RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() });
    let mut found: Vec<String> = parsed.for_slice(&text).map(|quad| quad.unwrap().to_string()).collect();
    found.sort();
    let says = |property: NamedNodeRef<'_>, object: &str| format!("<urn:case> {property} {object}");
    let mut expected = vec![
        says(vocab::rdf::TYPE, &terms::CASE.to_string()),
        says(vocab::dcterms::TITLE, "\"渡口说事\"@zh"),
        says(vocab::dcterms::ISSUED, "\"2023\"^^<http://www.w3.org/2001/XMLSchema#gYear>"),
        says(terms::PRACTISES, "<urn:mechanism>"),
        says(terms::EVIDENCE, "<urn:text#char=1,2>"),
    ];
    expected.sort();
    assert_eq!(found, expected);
}

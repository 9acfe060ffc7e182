//! The graph checked against shapes by rudof's SHACL engine, part by part, so that memory does not grow with the graph.
//!
//! A part is a run of whole subjects with the classes of everything they point to. That is all our shapes look at
//! (see the head of `ontology/shapes.ttl`); shapes of other kinds need the whole graph in one part.

use std::collections::HashSet;

use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term};
use rudof_rdf::rdf_core::RDFFormat;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_impl::OxigraphInMemory;
use shacl::ir::IRSchema;
use shacl::types::{MessageMap, Severity as Shacl};
use shacl::validator::processor::{GraphValidation, ShaclProcessor};
use shacl::validator::report::ValidationResult;
use shacl::validator::store::{Graph as Data, ShaclDataManager};
use shacl::validator::{ShaclConfig, ShaclValidationMode};

use super::{Error, Store};

/// Quads of a part, at least.
const PART: usize = 20_000;

/// Something that does not keep a shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The node that does not keep the shape.
    pub focus: String,
    /// The property in question, where the shape speaks of one.
    pub path: Option<String>,
    /// The value in question, where there is one.
    pub value: Option<String>,
    /// What good data keeps, in Chinese.
    pub zh: String,
    /// What good data keeps, in English.
    pub en: String,
}

/// How bad a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The data is wrong.
    Violation,
    /// The data is likely to be wrong, or not complete.
    Warning,
    /// Worth knowing.
    Info,
}

/// Checks the graph of `store`, the union of all its graphs, against `shapes` (SHACL in Turtle). The findings are in
/// order of severity and node.
///
/// # Errors
/// The shapes are no SHACL, or the engine fails.
pub fn validate(store: &Store, shapes: &str) -> Result<Vec<Finding>, Error> {
    let shapes = ShaclDataManager::load(&mut shapes.as_bytes(), "shapes", &RDFFormat::Turtle, None).map_err(failed)?;
    let mut findings = Vec::new();
    let (mut part, mut last) = (Vec::new(), None);
    for quad in store.quads()? {
        if part.len() >= PART && last.as_ref() != Some(&quad.subject) {
            findings.extend(check(store, &std::mem::take(&mut part), &shapes)?);
        }
        last = Some(quad.subject.clone());
        part.push(quad);
    }
    findings.extend(check(store, &part, &shapes)?);
    findings.sort();
    Ok(findings)
}

fn check(store: &Store, part: &[Quad], shapes: &IRSchema) -> Result<Vec<Finding>, Error> {
    let subjects: HashSet<NamedOrBlankNodeRef<'_>> = part.iter().map(|quad| quad.subject.as_ref()).collect();
    let mut data = OxigraphInMemory::new();
    let mut known = HashSet::new();
    for quad in part {
        data.add_triple_ref(&quad.subject, &quad.predicate, &quad.object).map_err(failed)?;
        let Some(object) = resource(&quad.object) else { continue };
        if subjects.contains(&object.as_ref()) || !known.insert(object.clone()) {
            continue;
        }
        for class in store.graph()?.classes_of(&quad.object) {
            data.add_triple_ref(&object, rdf::TYPE, class).map_err(failed)?;
        }
    }
    let mut validation = GraphValidation::new(Data::from(data));
    let config = ShaclConfig::default();
    let report = validation.validate(shapes, &ShaclValidationMode::Native, &config).map_err(failed)?;
    // What a part says of nodes that are only pointed to is said for good where they stand whole.
    let whole: HashSet<String> = subjects.into_iter().map(name).collect();
    Ok(report.results().iter().map(finding).filter(|finding| whole.contains(&finding.focus)).collect())
}

fn name(node: NamedOrBlankNodeRef<'_>) -> String {
    match node {
        NamedOrBlankNodeRef::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNodeRef::BlankNode(node) => node.as_str().to_owned(),
    }
}

fn resource(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

fn finding(result: &ValidationResult) -> Finding {
    Finding {
        severity: severity(result.severity()),
        focus: text(result.focus_node()),
        path: result.path().map(ToString::to_string),
        value: result.value().map(text),
        zh: message(result.message(), "zh"),
        en: message(result.message(), "en"),
    }
}

fn severity(severity: &Shacl) -> Severity {
    match severity {
        Shacl::Violation | Shacl::Generic(_) => Severity::Violation,
        Shacl::Warning => Severity::Warning,
        Shacl::Info | Shacl::Debug | Shacl::Trace => Severity::Info,
    }
}

fn text(object: &Object) -> String {
    match object {
        Object::Iri(iri) => iri.as_str().to_owned(),
        Object::BlankNode(name) => name.clone(),
        other => other.to_string(),
    }
}

fn message(messages: &MessageMap, language: &str) -> String {
    let said = messages.iter().find(|(tag, _)| tag.as_ref().is_some_and(|tag| tag.to_string() == language));
    said.map(|(_, text)| text.clone()).unwrap_or_default()
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Evaluation(error.to_string())
}

//! JSON-LD 1.1, compacted with our own context (`ontology/context.jsonld`), which stands in the file: short keys that
//! people and scripts read without knowing RDF. Written as it is read: the statements about one subject that stand
//! together make an object, so memory does not grow.

use std::collections::BTreeMap;
use std::io::Write;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, LiteralRef, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use serde_json::{Map, Value as Json, json};

use crate::export::Error;
use crate::rdf::ontology::CONTEXT;
use crate::store::Dataset;

/// Writes the graph of a dataset as JSON-LD.
pub(super) fn write(dataset: &Dataset, out: &mut dyn Write) -> Result<(), Error> {
    let context = Context::read()?;
    write!(out, "{{\"@context\": {},\n\"@graph\": [\n", serde_json::to_string(&context.json)?)?;
    super::rdf::each_part(dataset, ",\n", |quads, bytes| context.graphs(quads, bytes), out)?;
    Ok(out.write_all(b"\n]}\n")?)
}

/// How a term of the context wants its values.
#[derive(Default)]
struct Definition {
    term: String,
    /// `@id` or a datatype.
    datatype: Option<String>,
    language: Option<String>,
    /// By language.
    by_language: bool,
    /// Always an array.
    set: bool,
}

/// The context, turned round.
struct Context {
    json: Json,
    prefixes: Vec<(String, String)>,
    /// Definitions by IRI.
    terms: BTreeMap<String, Definition>,
}

impl Context {
    fn read() -> Result<Self, Error> {
        let file: Json = serde_json::from_str(CONTEXT)?;
        let json = file.get("@context").cloned().unwrap_or_default();
        let mut context = Self { json: Json::Null, prefixes: Vec::new(), terms: BTreeMap::new() };
        let entries: Vec<(&String, &Json)> = json.as_object().into_iter().flatten().collect();
        for (term, value) in &entries {
            if let Some(iri) = value.as_str().filter(|iri| iri.ends_with(['#', '/'])) {
                context.prefixes.push(((*term).clone(), iri.to_owned()));
            }
        }
        for (term, value) in entries {
            context.define(term, value);
        }
        context.json = json;
        Ok(context)
    }

    fn define(&mut self, term: &str, value: &Json) {
        let word = |key: &str| value.get(key).and_then(Json::as_str);
        let Some(iri) = value.as_str().or(word("@id")).filter(|iri| !iri.starts_with('@')) else { return };
        let Some(iri) = self.expanded(iri) else { return };
        let datatype = word("@type").map(|kind| self.expanded(kind).unwrap_or_else(|| kind.to_owned()));
        let definition = Definition {
            term: term.to_owned(),
            datatype,
            language: word("@language").map(str::to_owned),
            by_language: word("@container") == Some("@language"),
            set: word("@container") == Some("@set"),
        };
        self.terms.insert(iri, definition);
    }

    /// The IRI of a word with a prefix.
    fn expanded(&self, word: &str) -> Option<String> {
        let (prefix, local) = word.split_once(':')?;
        let (_, namespace) = self.prefixes.iter().find(|(known, _)| known == prefix)?;
        Some(format!("{namespace}{local}"))
    }

    /// An IRI with its prefix where it has one and that reads back as it was.
    fn prefixed(&self, iri: &str) -> String {
        let short = self.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(namespace.as_str()).filter(|local| !local.starts_with("//"))?;
            Some(format!("{prefix}:{local}"))
        });
        short.unwrap_or_else(|| iri.to_owned())
    }

    /// Writes graphs that stand one after the other in N-Quads, with a comma before each.
    fn graphs(&self, quads: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let mut subject: Vec<Quad> = Vec::new();
        let mut graph: Option<GraphName> = None;
        for quad in RdfParser::from_format(RdfFormat::NQuads).lenient().for_slice(quads) {
            let quad = quad?;
            let is_of = |last: &Quad| (&last.graph_name, &last.subject) == (&quad.graph_name, &quad.subject);
            if !subject.last().is_none_or(is_of) {
                self.node(&subject, &mut graph, out)?;
                subject.clear();
            }
            subject.push(quad);
        }
        self.node(&subject, &mut graph, out)?;
        if graph.is_some() {
            out.extend_from_slice(b"\n]}");
        }
        Ok(())
    }

    /// Writes what is said of one subject, in the object of its graph, which is begun if need be.
    fn node(&self, quads: &[Quad], graph: &mut Option<GraphName>, out: &mut Vec<u8>) -> Result<(), Error> {
        let Some(first) = quads.first() else { return Ok(()) };
        if graph.as_ref() == Some(&first.graph_name) {
            out.write_all(b",\n")?;
        } else {
            out.write_all(if graph.is_some() { b"\n]},\n{" } else { b",\n{" })?;
            if let GraphName::NamedNode(name) = &first.graph_name {
                write!(out, "\"id\": {}, ", Json::from(self.prefixed(name.as_str())))?;
            }
            out.write_all(b"\"@graph\": [\n")?;
            *graph = Some(first.graph_name.clone());
        }
        let mut object = Map::new();
        object.insert("id".to_owned(), self.subject(&first.subject).into());
        for quad in quads {
            self.statement(quad, &mut object);
        }
        Ok(serde_json::to_writer(out, &object)?)
    }

    fn subject(&self, subject: &NamedOrBlankNode) -> String {
        match subject {
            NamedOrBlankNode::NamedNode(node) => self.prefixed(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        }
    }

    fn statement(&self, quad: &Quad, object: &mut Map<String, Json>) {
        if let (true, Term::NamedNode(class)) = (quad.predicate == rdf::TYPE, &quad.object) {
            let class =
                self.terms.get(class.as_str()).map_or_else(|| self.prefixed(class.as_str()), |d| d.term.clone());
            return add(object, "type", class.into(), false);
        }
        let definition = self.terms.get(quad.predicate.as_str());
        if let (Some(definition), Term::Literal(literal)) = (definition, &quad.object)
            && let (true, Some(language)) = (definition.by_language, literal.language())
        {
            let languages = object.entry(definition.term.clone()).or_insert_with(|| json!({}));
            if let Some(languages) = languages.as_object_mut() {
                add(languages, language, literal.value().into(), false);
            }
            return;
        }
        match definition.and_then(|definition| Some((definition, self.fitting(definition, &quad.object)?))) {
            Some((definition, value)) => add(object, &definition.term, value, definition.set),
            None => add(object, &self.full(quad.predicate.as_ref()), self.whole(&quad.object), false),
        }
    }

    /// A predicate in a form that no definition applies to.
    fn full(&self, predicate: NamedNodeRef<'_>) -> String {
        self.prefixed(predicate.as_str())
    }

    /// The value as its term's definition lets it be written in short.
    fn fitting(&self, definition: &Definition, value: &Term) -> Option<Json> {
        let wanted = definition.datatype.as_deref();
        match value {
            _ if definition.by_language => None,
            Term::NamedNode(node) if wanted == Some("@id") => Some(self.prefixed(node.as_str()).into()),
            Term::BlankNode(node) if wanted == Some("@id") => Some(node.to_string().into()),
            Term::Literal(literal) if wanted.is_some() => {
                (wanted == Some(literal.datatype().as_str())).then(|| literal.value().into())
            }
            Term::Literal(literal) if definition.language.is_some() => {
                (literal.language() == definition.language.as_deref()).then(|| literal.value().into())
            }
            _ if wanted.is_some() || definition.language.is_some() => None,
            other => Some(self.whole(other)),
        }
    }

    /// The value written out, so that nothing needs to be known to read it.
    fn whole(&self, value: &Term) -> Json {
        match value {
            Term::NamedNode(node) => json!({ "id": self.prefixed(node.as_str()) }),
            Term::BlankNode(node) => json!({ "id": node.to_string() }),
            Term::Literal(literal) => self.literal(literal.as_ref()),
            Term::Triple(_) => Json::Null,
        }
    }

    fn literal(&self, literal: LiteralRef<'_>) -> Json {
        match (literal.language(), literal.datatype()) {
            (Some(language), _) => json!({ "@value": literal.value(), "@language": language }),
            (None, xsd::STRING) => literal.value().into(),
            (None, datatype) => json!({ "@value": literal.value(), "@type": self.prefixed(datatype.as_str()) }),
        }
    }
}

/// Adds a value to a key: alone, or as an item of its array.
fn add(object: &mut Map<String, Json>, key: &str, value: Json, set: bool) {
    match object.get_mut(key) {
        None if set => _ = object.insert(key.to_owned(), Json::Array(vec![value])),
        None => _ = object.insert(key.to_owned(), value),
        Some(Json::Array(all)) => all.push(value),
        Some(one) => *one = Json::Array(vec![one.take(), value]),
    }
}

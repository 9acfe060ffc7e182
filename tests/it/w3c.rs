//! The manifests of the W3C SPARQL 1.1 suite for protocol, graph store protocol and service description, run over HTTP.

use std::collections::BTreeMap;
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::graph::CanonicalizationAlgorithm;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedNode, NamedOrBlankNode, Term, TermRef};

use crate::http::{Request, Response, Server};
use crate::support::shared;

const TOKEN: &str = "t";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";

/// Tests that are not passed, with the reason. An entry that passes must be removed.
const EXCEPTIONS: &[(&str, &str)] = &[];

struct Manifest(Graph);

impl Manifest {
    fn read(path: &Path) -> Self {
        let text = std::fs::read(path).unwrap();
        let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri("http://manifest/").unwrap();
        Self(parser.for_slice(&text).map(|quad| oxigraph::model::Triple::from(quad.unwrap())).collect())
    }

    fn all(&self, subject: &Term, property: &str) -> Vec<Term> {
        let Ok(subject) = NamedOrBlankNode::try_from(subject.clone()) else { return Vec::new() };
        let property = NamedNode::new(property).unwrap();
        self.0.objects_for_subject_predicate(&subject, &property).map(TermRef::into_owned).collect()
    }

    fn one(&self, subject: &Term, property: &str) -> Option<Term> {
        self.all(subject, property).pop()
    }

    fn text(&self, subject: &Term, property: &str) -> Option<String> {
        self.one(subject, property).map(|term| match term {
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        })
    }

    fn list(&self, subject: &Term, property: &str) -> Vec<Term> {
        let mut items = Vec::new();
        let mut node = self.one(subject, property);
        while let Some(list) = node {
            items.extend(self.one(&list, rdf::FIRST.as_str()));
            node = self.one(&list, rdf::REST.as_str());
        }
        items
    }

    fn headers(&self, subject: &Term) -> Vec<(String, String)> {
        let items = self.list(subject, &format!("{HT}headers"));
        items
            .iter()
            .filter_map(|item| {
                Some((
                    self.text(item, &format!("{HT}fieldName"))?.to_lowercase(),
                    self.text(item, &format!("{HT}fieldValue"))?,
                ))
            })
            .collect()
    }

    fn body(&self, subject: &Term) -> Vec<u8> {
        let Some(body) = self.one(subject, &format!("{HT}body")) else { return Vec::new() };
        let text = self.text(&body, &format!("{CNT}chars")).unwrap();
        match self.text(&body, &format!("{CNT}characterEncoding")).as_deref() {
            Some("UTF-16") => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => text.into_bytes(),
        }
    }
}

fn run(manifest: &Manifest, folder: &Path, test: &Term) -> Result<(), String> {
    let mut seed = Vec::new();
    for data in manifest.all(test, &format!("{UT}graphData")) {
        let file = manifest.one(&data, &format!("{UT}graph")).unwrap().to_string();
        let file = file.trim_matches(['<', '>']).trim_start_matches("http://manifest/").to_owned();
        let name = manifest.text(&data, "http://www.w3.org/2000/01/rdf-schema#label").unwrap();
        let parser = RdfParser::from_format(RdfFormat::NTriples).with_default_graph(NamedNode::new(name).unwrap());
        seed.extend(parser.for_slice(&std::fs::read(folder.join(file)).unwrap()).map(Result::unwrap));
    }
    let server = Server::start(&seed, |options| options.token = Some(TOKEN.to_owned()));
    let action = manifest.one(test, &format!("{MF}action")).ok_or("no action")?;
    let mut variables = BTreeMap::new();
    for request in manifest.list(&action, &format!("{HT}requests")) {
        step(manifest, &server, &request, &mut variables)?;
    }
    Ok(())
}

fn step(
    manifest: &Manifest,
    server: &Server,
    request: &Term,
    variables: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let fill = |text: String| variables.iter().fold(text, |text, (name, value)| text.replace(name.as_str(), value));
    let path = fill(manifest.text(request, &format!("{HT}absolutePath")).unwrap());
    let path = path.strip_prefix("/gsp").map_or(path.clone(), |rest| format!("/store{rest}"));
    let method = manifest.text(request, &format!("{HT}methodName")).unwrap();
    let body = manifest.body(request);
    let mut headers = manifest.headers(request);
    headers.push(("authorization".to_owned(), format!("Bearer {TOKEN}")));
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let response = server.send(&Request { method: &method, path: &path, headers: &headers, body: &body });
    let expected = manifest.one(request, &format!("{HT}resp")).unwrap();
    let told = |what: &str| format!("{method} {path}: {what}, {} {}", response.status, response.text());
    let allowed: Vec<String> =
        manifest.all(&expected, &format!("{MF}expectedStatus")).iter().map(ToString::to_string).collect();
    if !allowed.iter().any(|status| is_status(status, response.status)) {
        return Err(told(&format!("not {allowed:?}")));
    }
    if let Some(answer) = manifest.text(&expected, &format!("{MF}expectedBoolean"))
        && response.json()["boolean"].as_bool() != answer.parse().ok()
    {
        return Err(told(&format!("not {answer}")));
    }
    if let Some(format) = manifest.text(&expected, &format!("{MF}expectedFormat"))
        && !is_format(&format, &response)
    {
        return Err(told(&format!("not {format}")));
    }
    if let Some(name) = manifest.text(&expected, &format!("{MF}expectedLocation")) {
        variables.insert(name, response.header("location").to_owned());
    }
    for (name, value) in manifest.headers(&expected) {
        if response.header(&name) != value {
            return Err(told(&format!("{name} is not {value}")));
        }
    }
    let wanted = manifest.body(&expected);
    if !wanted.is_empty() && graph(&wanted) != graph(&response.body) {
        return Err(told("another graph"));
    }
    Ok(())
}

fn graph(turtle: &[u8]) -> Graph {
    let mut graph: Graph = RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(turtle)
        .map(|quad| oxigraph::model::Triple::from(quad.unwrap()))
        .collect();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    graph
}

fn is_status(expected: &str, status: u16) -> bool {
    let name = expected.trim_end_matches('>').rsplit('#').next().unwrap();
    match name {
        "StatusCode2xx" => status / 100 == 2,
        "StatusCode3xx" => status / 100 == 3,
        "StatusCode4xx" => status / 100 == 4,
        "OK" => status == 200,
        "Created" => status == 201,
        "NoContent" => status == 204,
        "NotFound" => status == 404,
        other => panic!("unknown status {other}"),
    }
}

fn is_format(expected: &str, response: &Response) -> bool {
    let media_type = response.header("content-type");
    match expected {
        "boolean" | "tabular" => media_type.contains("sparql-results"),
        "RDF" => media_type.starts_with("text/turtle"),
        other => panic!("unknown format {other}"),
    }
}

#[test]
fn the_manifests_of_the_w3c_suite_pass() {
    let Some(shared) = shared() else { return };
    let mut failed = Vec::new();
    let mut count = 0;
    for (folder, file) in [
        ("protocol", "manifest.ttl"),
        ("graph-store-protocol", "manifest-direct.ttl"),
        ("graph-store-protocol", "manifest-indirect.ttl"),
    ] {
        let folder = shared.join("w3c").join(folder);
        let manifest = Manifest::read(&folder.join(file));
        for test in manifest.list(&NamedNode::new("http://manifest/").unwrap().into(), &format!("{MF}entries")) {
            let name = test.to_string();
            let name = name.trim_end_matches('>').rsplit('#').next().unwrap().to_owned();
            let excepted = EXCEPTIONS.iter().any(|(known, _)| *known == name);
            match run(&manifest, &folder, &test) {
                Ok(()) if excepted => failed.push(format!("{name} passes, though listed as an exception")),
                Err(reason) if !excepted => failed.push(format!("{name}: {reason}")),
                _ => {}
            }
            count += 1;
        }
    }
    assert!(count > 40, "{count} tests");
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed.join("\n"));
}

/// The three tests of the service description's manifest have no actions; this is what they ask for.
#[test]
fn the_service_description_is_rdf_and_names_its_endpoint() {
    let server = Server::start(&[], |_| {});
    let response = server.get("/sparql", "text/turtle");
    let description = graph(&response.body);
    let sd = |local: &str| NamedNode::new(format!("http://www.w3.org/ns/sparql-service-description#{local}")).unwrap();
    let service = description.subject_for_predicate_object(rdf::TYPE, &sd("Service")).expect("there is a service");
    let endpoint = description.object_for_subject_predicate(service, &sd("endpoint")).expect("it has an endpoint");
    assert_eq!(endpoint.to_string(), format!("<http://{}/sparql>", server.address));
    // Of the schema: a default dataset has a default graph, and what is said is said with its terms only.
    let dataset = description.object_for_subject_predicate(service, &sd("defaultDataset")).expect("it has a dataset");
    assert!(
        matches!(dataset, TermRef::BlankNode(node) if description.object_for_subject_predicate(node, &sd("defaultGraph")).is_some())
    );
}

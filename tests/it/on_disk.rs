//! A graph on disk answers as the same graph in memory, within the same bounds, and is whole or not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anpu::rdf::iri::DEFAULT_BASE;
use anpu::store::{Dataset, Error, Format, Journal, Limits, Query, QueryKind, Store, Update, named_queries};
use oxigraph::model::Quad;
use tempfile::tempdir;

use crate::http::{Process, Request, Server, dataset};
use crate::sample;
use crate::server::{ask, numbers, turtle};

/// A triple in two graphs, in one of them and the unnamed one, and in the unnamed one alone; texts that are numbers.
const SEVERAL: &str = "
    <urn:a> <urn:p> <urn:b> .
    <urn:x> <urn:p> <urn:y> , 'x'@zh , 01 , '01'^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> .
    <urn:g> { <urn:a> <urn:p> <urn:b> , _:b ; <urn:q> <urn:a> . <urn:b> <urn:p> <urn:c> , 1.50 , true . }
    <urn:h> { <urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> <urn:c> . <urn:c> <urn:p> <urn:d> . _:b <urn:p> '01' . }
    _:k { <urn:d> <urn:p> <urn:e> , '2024-01-01'^^<http://www.w3.org/2001/XMLSchema#date> }
";

const QUERIES: &[&str] = &[
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <urn:g> { ?s ?p ?o } }",
    "SELECT * { VALUES ?g { 'g' <urn:g> } GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g {} }",
    "SELECT * { GRAPH <urn:empty> {} }",
    "SELECT * { GRAPH <urn:none> {} }",
    "SELECT * { ?s <urn:p> ?o }",
    "SELECT * { <urn:a> ?p ?o }",
    "SELECT * { <urn:a> ?p <urn:b> }",
    "SELECT * { <urn:a> <urn:p> ?o }",
    "SELECT * { ?s ?p <urn:c> }",
    "SELECT * { ?s <urn:p> <urn:c> }",
    "SELECT * { <urn:b> <urn:p> <urn:c> }",
    "SELECT * { ?s <urn:p> 1.5 }",
    "SELECT * { ?s <urn:p> 1.50 }",
    "SELECT * { ?s <urn:p> 1 }",
    "SELECT * { ?s <urn:p> ?o FILTER(?o = 1) }",
    "SELECT * { ?s <urn:p> ?o FILTER(datatype(?o) = xsd:nonNegativeInteger) }",
    "SELECT * { VALUES ?o { 1 01 '01' 'x' } ?s <urn:p> ?o }",
    "SELECT * FROM <urn:g> { ?s ?p ?o }",
    "SELECT * FROM <urn:g> FROM <urn:h> FROM <urn:g> { ?s ?p ?o }",
    "SELECT * FROM <urn:h> FROM <urn:x-arq:DefaultGraph> { ?s ?p ?o }",
    "SELECT * FROM <urn:x-arq:UnionGraph> FROM NAMED <urn:h> { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM NAMED <urn:g> FROM NAMED <urn:h> { GRAPH ?g { ?s <urn:p> ?o } }",
    "SELECT * FROM <urn:none> { ?s ?p ?o }",
    "SELECT * { <urn:a> <urn:p>+ ?o }",
    "SELECT * { ?s <urn:p>*/^<urn:p> ?o }",
    "SELECT * { ?s (<urn:q>|!<urn:q>)? ?o }",
    "SELECT * { GRAPH ?g { ?s <urn:p>+ <urn:d> } }",
    "SELECT * { { ?s <urn:p> ?o } UNION { ?o <urn:p> ?s } MINUS { ?s <urn:q> ?o } }",
    "SELECT ?s (COUNT(*) AS ?n) (GROUP_CONCAT(?o) AS ?all) { SELECT * { ?s ?p ?o } ORDER BY ?o } GROUP BY ?s",
    "SELECT ?s { ?s ?p ?o FILTER EXISTS { ?o ?q ?r } OPTIONAL { ?s <urn:q> ?t } FILTER(!BOUND(?t)) }",
    "ASK { <urn:a> <urn:p> <urn:d> }",
    "CONSTRUCT WHERE { ?s <urn:p> ?o }",
    "DESCRIBE <urn:b>",
];

/// A dataset with these quads, the graph in memory and the same on disk.
fn both(folder: &Path, quads: &[Quad]) -> [Store; 2] {
    dataset(folder, quads);
    opened(folder)
}

fn opened(folder: &Path) -> [Store; 2] {
    let dataset = Dataset::open(folder).unwrap();
    [Store::open(&dataset).unwrap(), Store::on_disk(&dataset, &|_| {}).unwrap()]
}

/// The lines of an answer and the parts of its joined texts, in order, since queries do not give one to all of them.
fn lines(store: &Store, query: &Query) -> Vec<String> {
    let format = if query.kind() == QueryKind::Graph { Format::NTriples } else { Format::Tsv };
    let mut out = Vec::new();
    store.write(query, &Limits::default(), format, &mut out).unwrap();
    let mut lines: Vec<String> = String::from_utf8(out).unwrap().lines().map(ordered).collect();
    lines.sort();
    lines
}

fn ordered(line: &str) -> String {
    let cell = |cell: &str| {
        let mut parts: Vec<&str> = cell.trim_end_matches("@zh").trim_matches('"').split("; ").collect();
        parts.sort_unstable();
        parts.join("; ")
    };
    line.split('\t').map(cell).collect::<Vec<_>>().join("\t")
}

fn parsed(text: &str) -> Query {
    Query::parse(text, DEFAULT_BASE).unwrap()
}

#[test]
fn every_named_question_has_the_same_answer() {
    let folder = tempdir().unwrap();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/data/cases");
    let built = anpu(folder.path(), &["build", "-q", "-d", "库", cases]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let [memory, disk] = opened(&folder.path().join("库"));
    for question in named_queries() {
        let query = question.bind([], DEFAULT_BASE).unwrap();
        assert_eq!(lines(&disk, &query), lines(&memory, &query), "{}", question.name);
        let told = |more: &[&str]| anpu(folder.path(), &[&["query", question.name, "-d", "库"], more].concat());
        let [here, there] = [told(&[]), told(&["--on-disk"])].map(|output| output.stdout.len());
        assert_eq!(here, there, "{}", question.name);
    }
}

#[test]
fn every_kind_of_pattern_and_dataset_has_the_same_answer_with_and_without_an_unnamed_graph() {
    let is_named = |quad: &Quad| !quad.graph_name.is_default_graph();
    for quads in [turtle(SEVERAL), turtle(SEVERAL).into_iter().filter(is_named).collect(), sample::quads()] {
        let folder = tempdir().unwrap();
        let [memory, disk] = both(folder.path(), &quads);
        for text in QUERIES {
            assert_eq!(lines(&disk, &parsed(text)), lines(&memory, &parsed(text)), "{text}");
        }
    }
}

#[test]
fn every_bound_ends_an_evaluation_as_it_does_in_memory() {
    let folder = tempdir().unwrap();
    let stores = both(folder.path(), &sample::quads());
    let (all, cross) = ("SELECT * { ?s ?p ?o }", "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }");
    let endless = format!("SELECT (COUNT(*) AS ?n) {cross}");
    let sorted = format!("SELECT * {cross} ORDER BY ?c ?f ?i ?l");
    let paths = "SELECT (COUNT(*) AS ?n) { ?a (!<x:q>)* ?b . ?c (!<x:q>)* ?d . ?e (!<x:q>)* ?f }";
    let long = "SELECT (GROUP_CONCAT(?t) AS ?all) { ?a ?b ?t . ?c ?d ?e . ?f ?g ?h }";
    let none = Limits::default();
    let time = Limits { time: Some(Duration::from_millis(150)), ..none.clone() };
    let memory = Limits { memory: Some(4 << 20), ..none.clone() };
    let cancelled = Limits::default();
    cancelled.cancel.cancel();
    for (text, limits, code) in [
        (endless.as_str(), &time, "deadline-exceeded"),
        (paths, &time, "deadline-exceeded"),
        (sorted.as_str(), &time, "deadline-exceeded"),
        (sorted.as_str(), &memory, "too-much-memory"),
        (long, &memory, "too-much-memory"),
        (all, &Limits { rows: Some(10), ..none.clone() }, "too-many-rows"),
        (all, &Limits { bytes: Some(200), ..none.clone() }, "too-many-bytes"),
        (all, &cancelled, "cancelled"),
        ("SELECT * { SERVICE <urn:s> { ?s ?p ?o } }", &none, "federation-off"),
    ] {
        let codes = stores.each_ref().map(|store| {
            store.write(&parsed(text), limits, Format::Csv, &mut Vec::new()).map_err(|error| error.code().to_owned())
        });
        assert_eq!(codes, [Err(code.to_owned()), Err(code.to_owned())], "{text}");
    }
}

#[test]
fn what_a_query_comes_across_and_lets_go_does_not_count_as_held() {
    let folder = tempdir().unwrap();
    let [_, disk] = both(folder.path(), &numbers(20_000));
    // A quarter of what all terms take.
    let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
    let count = disk.table(&parsed("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"), &limits).unwrap();
    assert!(count.rows[0][0].as_ref().unwrap().to_string().contains("\"20000\""), "{count:?}");
    let held = disk.table(&parsed("SELECT DISTINCT ?s { ?s <urn:p> ?o }"), &limits).unwrap_err();
    assert_eq!(held.code(), "too-much-memory");
}

#[test]
fn what_needs_the_index_in_memory_says_so() {
    let folder = tempdir().unwrap();
    let [_, disk] = both(folder.path(), &sample::quads());
    let search =
        "SELECT * { SERVICE <https://w3id.org/anpu/search> { ?c <https://w3id.org/anpu/search#query> '渡口' } }";
    let update = Update::parse("INSERT DATA { <urn:a> <urn:b> 1 }", DEFAULT_BASE).unwrap();
    let errors = [
        disk.table(&parsed(search), &Limits::default()).unwrap_err(),
        disk.find("渡口", 1, 0, &Limits::default()).unwrap_err(),
        update.apply(&disk, &Limits::default()).unwrap_err(),
        disk.with(&[], String::new()).unwrap_err(),
        disk.graph().unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::OnDisk) && error.to_string().contains("内存"), "{error}");
    }
}

/// Names of what stands in the folder of stores, but the lock.
fn stores(folder: &Path) -> BTreeSet<String> {
    let names = fs::read_dir(folder.join("disk")).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).filter(|name| name != "lock").collect()
}

#[test]
fn each_state_of_a_dataset_has_a_store_of_its_own_and_those_that_nobody_has_open_go() {
    let folder = tempdir().unwrap();
    let folder = folder.path();
    let [_, first] = both(folder, &turtle(SEVERAL));
    let before = lines(&first, &parsed(QUERIES[0]));
    assert_eq!(stores(folder), BTreeSet::from([first.version().to_owned()]));
    for text in [
        "DELETE DATA { GRAPH <urn:g> { <urn:b> <urn:p> 1.50 } } ; INSERT DATA { <urn:new> <urn:p> 007 }",
        "CREATE GRAPH <urn:empty> ; DROP GRAPH <urn:h> ; INSERT { GRAPH <urn:h2> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "CLEAR DEFAULT ; DELETE WHERE { ?s <urn:q> ?o }",
    ] {
        let memory = Store::open(&Dataset::open(folder).unwrap()).unwrap();
        let changes = Update::parse(text, DEFAULT_BASE).unwrap().apply(&memory, &Limits::default()).unwrap();
        Journal::open(folder).unwrap().append(&memory, &changes).unwrap();
        let [memory, disk] = opened(folder);
        assert_eq!(disk.version(), memory.version());
        for query in QUERIES {
            assert_eq!(lines(&disk, &parsed(query)), lines(&memory, &parsed(query)), "{text}: {query}");
        }
        // The first one is open still; the one before this is not.
        assert_eq!(stores(folder), [&first, &disk].map(|store| store.version().to_owned()).into());
    }
    drop(first);
    fs::remove_file(folder.join("journal.rdfp")).unwrap();
    let [_, built] = both(folder, &turtle("<urn:only> <urn:one> 1 ."));
    assert_eq!(lines(&built, &parsed("SELECT ?s { ?s ?p ?o }")), ["<urn:only>", "?s"]);
    assert_eq!(stores(folder), BTreeSet::from([built.version().to_owned()]));
    let [_, again] = both(folder, &turtle(SEVERAL));
    assert_eq!(lines(&again, &parsed(QUERIES[0])), before);
}

#[test]
fn a_store_whose_making_was_cut_off_is_none() {
    let folder = tempdir().unwrap();
    dataset(folder.path(), &sample::quads());
    let building = folder.path().join("disk/building.tmp");
    for kill in 0..12 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_anpu"))
            .args(["query", "--on-disk", "ASK {}", "-d"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while !building.exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(kill * 8) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = stores(folder.path());
        let [memory, disk] = opened(folder.path());
        assert_eq!(lines(&disk, &parsed(QUERIES[1])), lines(&memory, &parsed(QUERIES[1])), "kill {kill}: {left:?}");
        drop(disk);
        assert!(!building.exists(), "kill {kill}: {left:?}");
        fs::remove_dir_all(folder.path().join("disk")).unwrap();
    }
}

#[test]
fn two_processes_do_not_make_the_same_store_at_once() {
    let folder = tempdir().unwrap();
    dataset(folder.path(), &sample::quads());
    fs::create_dir(folder.path().join("disk")).unwrap();
    let lock = fs::File::create(folder.path().join("disk/lock")).unwrap();
    lock.lock().unwrap();
    let error = Store::on_disk(&Dataset::open(folder.path()).unwrap(), &|_| {}).unwrap_err();
    assert_eq!(error.code(), "dataset-busy", "{error}");
}

fn anpu(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
    command.current_dir(folder).args(args).env("ANPU_LANG", "en").env_remove("ANPU_TOKEN").output().unwrap()
}

#[test]
fn the_server_answers_from_disk_what_can_be_and_refuses_the_rest_with_501() {
    let memory = Server::start(&sample::quads(), |_| {});
    let disk = Server::start(&sample::quads(), |options| options.on_disk = true);
    for accept in ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/plain"] {
        let query =
            "SELECT * { ?s a <https://w3id.org/anpu/ontology#Case> ; <http://purl.org/dc/terms/title> ?t } ORDER BY ?t";
        let [here, there] = [&memory, &disk].map(|server| ask(server, query, "", &[("accept", accept)]));
        assert_eq!((there.status, there.text()), (200, here.text()), "{accept}");
    }
    let sorted = |text: String| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    for (path, accept) in [
        ("/id/case/2023-river/1", "application/n-triples"),
        ("/id/mechanism/渡口说事", "application/n-triples"),
        ("/ontology", "application/n-triples"),
        ("/store?graph=https%3A%2F%2Fw3id.org%2Fanpu%2Fgraph%2Fdocument%2F2023-river", "application/n-triples"),
        ("/api/mechanisms", "application/json"),
        ("/api/neighbourhood?iri=id/place/990101", "application/json"),
        ("/api/queries", "application/json"),
        ("/health/live", ""),
        ("/health/ready", ""),
    ] {
        let path = path.replace("渡口说事", "%E6%B8%A1%E5%8F%A3%E8%AF%B4%E4%BA%8B");
        let [here, there] = [&memory, &disk].map(|server| server.get(&path, accept));
        assert_eq!((there.status, sorted(there.text())), (200, sorted(here.text())), "{path}");
    }
    assert!(disk.get("/id/case/2023-river/1", "text/html").text().contains("<table>"));
    assert_eq!(disk.get("/id/case/none/1", "text/html").status, 404);
    let update = [("content-type", "application/sparql-update")];
    let put = [("content-type", "text/turtle")];
    for (method, path, headers, body) in [
        ("POST", "/sparql", &update[..], "INSERT DATA { <urn:a> <urn:b> <urn:c> }"),
        ("PUT", "/store?default", &put[..], "<urn:a> <urn:b> <urn:c> ."),
        ("DELETE", "/store?default", &[], ""),
        ("POST", "/api/decisions", &[], "[]"),
        ("GET", "/api/search?q=%E6%B8%A1%E5%8F%A3", &[], ""),
        ("GET", "/api/similar?id=2023-river/1", &[], ""),
        ("GET", "/.well-known/void", &[], ""),
        ("GET", "/sparql", &[], ""),
    ] {
        let refused = disk.send(&Request { method, path, headers, body: body.as_bytes() });
        let problem = refused.json();
        assert_eq!((refused.status, &problem["code"]), (501, &"on-disk".into()), "{method} {path}: {problem}");
        let told = format!("{problem}");
        assert!(["内存", "memory", "--on-disk"].iter().all(|part| told.contains(part)), "{told}");
    }
    let slow = ask(&disk, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "&timeout=1", &[]);
    assert_eq!(slow.json()["code"], "deadline-exceeded");
}

#[cfg(unix)]
#[test]
fn a_server_told_to_read_the_dataset_again_answers_from_the_store_of_its_new_state() {
    let folder = tempdir().unwrap();
    dataset(folder.path(), &turtle("<urn:a> <urn:p> 1 ."));
    let server = Process::start(folder.path(), |options| options.on_disk = true);
    let asked = || {
        let headers = [("content-type", "application/sparql-query"), ("accept", "text/csv")];
        let body = b"SELECT ?s { ?s ?p ?o }";
        crate::http::send(server.address, &Request { method: "POST", path: "/sparql", headers: &headers, body }).text()
    };
    assert_eq!(asked(), "s\r\nurn:a\r\n");
    dataset(folder.path(), &turtle("<urn:b> <urn:p> 1 ."));
    assert_eq!(asked(), "s\r\nurn:a\r\n");
    server.signal("HUP");
    while !server.log().contains("dataset read again") {
        std::thread::yield_now();
    }
    assert_eq!(asked(), "s\r\nurn:b\r\n");
}

#[test]
fn a_store_that_takes_no_changes_takes_no_token() {
    let folder = tempdir().unwrap();
    dataset(folder.path(), &[]);
    let refused = anpu(folder.path(), &["serve", "--on-disk", "--token", "t", "-d", "."]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{told}");
    assert!(told.contains("--on-disk") && told.contains("--token"), "{told}");
}

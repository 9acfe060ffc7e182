//! Queries and updates are evaluated right, and stopped wherever they go beyond their bounds.

use std::time::Duration;

use anpu::store::{Error, Format, Limits, Query, Store, Update};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use proptest::prelude::*;

const BASE: &str = "http://example.org/";

fn quads(trig: &str) -> Vec<Quad> {
    let text = format!("PREFIX : <http://example.org/>\n{trig}");
    RdfParser::from_format(RdfFormat::TriG).for_slice(text.as_bytes()).collect::<Result<_, _>>().unwrap()
}

fn store(trig: &str) -> Store {
    Store::new(quads(trig)).unwrap()
}

fn csv(store: &Store, query: &str) -> Result<String, Error> {
    let mut out = Vec::new();
    let query = Query::parse(&format!("PREFIX : <{BASE}>\n{query}"), BASE)?;
    store.write(&query, &Limits::default(), Format::Csv, &mut out)?;
    Ok(String::from_utf8(out).unwrap().replace("\r\n", "\n").replace(BASE, ":"))
}

/// A chain of `n` nodes, each with a number and a text.
fn chain(n: usize) -> Store {
    let node = |i: usize| format!("<{BASE}n{i}>");
    let lines = (0..n).map(|i| format!("{} :next {} ; :number {i} ; :text \"text {i}\" .", node(i), node(i + 1)));
    store(&lines.collect::<Vec<_>>().join("\n"))
}

/// Queries that no machine finishes, each busy in another place.
const RUNAWAY: &[(&str, &str)] = &[
    ("scan", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"),
    ("sort", "SELECT ?x { ?a :number ?x . ?b :number ?y . ?c :number ?z } ORDER BY (?x * ?y * ?z) ?a ?b ?c"),
    ("aggregate", "SELECT ?x (SUM(?y * ?z) AS ?s) { ?a :number ?x . ?b :number ?y . ?c :number ?z } GROUP BY ?x"),
    ("distinct", "SELECT DISTINCT ?x ?y ?z { ?a :number ?x . ?b :number ?y . ?c :number ?z }"),
    ("path", "SELECT (COUNT(*) AS ?n) { ?a :next* ?b . ?c (:next|^:next)* ?d . ?e (:next|!:text)+ ?f }"),
    ("minus", "SELECT (COUNT(*) AS ?n) { ?a :number ?x MINUS { ?a :number ?x . ?b ?c ?d . ?e ?f ?g . ?h ?i ?j } }"),
    (
        "exists",
        "SELECT ?a { ?a :number ?x FILTER NOT EXISTS { ?b :number ?y . ?c :number ?z . ?d :number ?w FILTER(?y + ?z + ?w < -1) } }",
    ),
    (
        "optional",
        "SELECT (COUNT(*) AS ?n) { ?a :number ?x OPTIONAL { ?b :number ?y . ?c :number ?z FILTER(?x + ?y + ?z < -1) } }",
    ),
    (
        "values",
        "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } VALUES ?c { 1 2 3 4 5 6 7 8 9 } VALUES ?d { 1 2 3 4 5 6 7 8 9 } VALUES ?e { 1 2 3 4 5 6 7 8 9 } VALUES ?f { 1 2 3 4 5 6 7 8 9 } VALUES ?g { 1 2 3 4 5 6 7 8 9 } VALUES ?h { 1 2 3 4 5 6 7 8 9 } VALUES ?i { 1 2 3 4 5 6 7 8 9 } VALUES ?j { 1 2 3 4 5 6 7 8 9 } }",
    ),
    ("filter", "SELECT ?a { ?a :text ?x . ?b :text ?y . ?c :text ?z FILTER(REGEX(CONCAT(?x, ?y, ?z), \"never\")) }"),
    ("construct", "CONSTRUCT { ?a ?b ?c } { ?d ?b ?c . ?a ?e ?f . ?g ?h ?i FILTER(?c = ?i && ?a = ?c) }"),
    ("ask", "ASK { ?a :number ?x . ?b :number ?y . ?c :number ?z FILTER(?x + ?y + ?z < -1) }"),
];

fn stopped(query: &str, limits: &Limits) -> Error {
    let store = chain(3000);
    let query = Query::parse(&format!("PREFIX : <{BASE}>\n{query}"), BASE).unwrap();
    let format = if query.kind() == anpu::store::QueryKind::Graph { Format::NTriples } else { Format::Json };
    store.write(&query, limits, format, &mut std::io::sink()).expect_err("it cannot end by itself")
}

#[test]
fn a_query_past_its_deadline_stops_wherever_it_is_busy() {
    for (place, query) in RUNAWAY {
        let limits = Limits { time: Some(Duration::from_millis(50)), ..Limits::default() };
        assert!(matches!(stopped(query, &limits), Error::Deadline(_)), "{place}");
    }
}

#[test]
fn a_cancelled_query_stops_wherever_it_is_busy() {
    for (place, query) in RUNAWAY {
        let limits = Limits::default();
        limits.cancel.cancel();
        assert!(matches!(stopped(query, &limits), Error::Cancelled), "{place}");
    }
}

#[test]
fn a_query_that_holds_too_much_stops() {
    for (place, query) in RUNAWAY.iter().filter(|(place, _)| ["sort", "distinct"].contains(place)) {
        let limits = Limits { memory: Some(50_000_000), ..Limits::default() };
        assert!(matches!(stopped(query, &limits), Error::TooMuchMemory(50_000_000)), "{place}");
    }
    let double = |i: i32| format!("BIND(CONCAT(?x{i}, ?x{i}) AS ?x{})", i + 1);
    let doubled = (0..60).map(double).collect::<Vec<_>>().join(" ");
    let limits = Limits { memory: Some(50_000_000), ..Limits::default() };
    let query = format!("SELECT (STRLEN(?x60) AS ?n) {{ BIND(\"ab\" AS ?x0) {doubled} }}");
    assert!(matches!(stopped(&query, &limits), Error::TooMuchMemory(_)));
}

#[test]
fn more_rows_or_bytes_than_allowed_are_an_error_not_a_shorter_answer() {
    let rows = Limits { rows: Some(10), ..Limits::default() };
    assert!(matches!(stopped("SELECT ?a { ?a :number ?x }", &rows), Error::TooManyRows(10)));
    let bytes = Limits { bytes: Some(1000), ..Limits::default() };
    assert!(matches!(stopped("SELECT ?a { ?a :number ?x }", &bytes), Error::TooManyBytes(1000)));
}

const GRAPHS: &str = ":a :p 1 . :g { :a :p 1, 2 } :h { :a :p 2, 3 }";

#[test]
fn the_default_graph_is_the_union_of_all_graphs_with_each_triple_once() {
    let store = store(GRAPHS);
    let table = [
        ("SELECT ?o { :a :p ?o } ORDER BY ?o", "o\n1\n2\n3\n"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "n\n3\n"),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "n\n4\n"),
        ("SELECT ?g { GRAPH ?g { :a :p 2 } } ORDER BY ?g", "g\n:g\n:h\n"),
        ("SELECT ?g { GRAPH ?g {} } ORDER BY ?g", "g\n:g\n:h\n"),
        ("SELECT ?o { GRAPH :g { :a :p ?o } } ORDER BY ?o", "o\n1\n2\n"),
        ("SELECT (COUNT(*) AS ?n) FROM :g FROM :h { ?s ?p ?o }", "n\n3\n"),
        ("SELECT ?o FROM :g { ?s :p ?o } ORDER BY ?o", "o\n1\n2\n"),
        ("SELECT ?o FROM :g { GRAPH ?g { ?s :p ?o } }", "o\n"),
        ("SELECT ?o FROM NAMED :h { GRAPH ?g { ?s :p ?o } } ORDER BY ?o", "o\n2\n3\n"),
        ("SELECT ?o FROM <urn:x-arq:DefaultGraph> { ?s :p ?o }", "o\n1\n"),
        ("SELECT (COUNT(*) AS ?n) FROM <urn:x-arq:UnionGraph> { ?s ?p ?o }", "n\n3\n"),
        ("SELECT (1 + 1 AS ?two) { FILTER EXISTS { :a :p 3 } }", "two\n2\n"),
    ];
    for (query, expected) in table {
        assert_eq!(csv(&store, query).unwrap(), expected, "{query}");
    }
}

#[test]
fn updates_make_a_new_state_and_leave_the_old_one() {
    let before = store(GRAPHS);
    let all = "SELECT ?o (COALESCE(?name, \"-\") AS ?g) { { GRAPH ?name { ?s ?p ?o } } UNION { SELECT ?o FROM <urn:x-arq:DefaultGraph> { ?s ?p ?o } } }";
    assert!(csv(&before, all).is_err(), "FROM stands at the top only");
    let table = [
        ("INSERT DATA { :a :p 4 . GRAPH :i { :a :p 5 } }", "1 2 3 4 5", "g h i"),
        ("DELETE DATA { GRAPH :h { :a :p 2, 3 } }", "1 2", "g h"),
        (
            "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH :i { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
            "1 2 3",
            "g h i",
        ),
        ("DELETE WHERE { GRAPH :h { ?s ?p ?o } }", "1 2", "g h"),
        ("DROP GRAPH :h", "1 2", "g"),
        ("CLEAR GRAPH :h", "1 2", "g h"),
        ("CREATE GRAPH :i", "1 2 3", "g h i"),
        ("DROP ALL", "", ""),
        ("CLEAR NAMED", "1", "g h"),
        ("MOVE :g TO :i", "1 2 3", "h i"),
        (
            "DROP SILENT GRAPH :none ; INSERT DATA { :a :p 6 } ; DELETE { :a :p ?o } WHERE { :a :p ?o FILTER(?o = 6) }",
            "1 2 3",
            "g h",
        ),
        ("WITH :g DELETE { ?s ?p 1 } INSERT { ?s ?p 7 } WHERE { ?s ?p 1 }", "1 2 3 7", "g h"),
    ];
    for (text, objects, graphs) in table {
        let update = Update::parse(&format!("PREFIX : <{BASE}> {text}"), BASE).unwrap();
        let changes = update.apply(&before, &Limits::default()).unwrap();
        let after = before.with(&changes, "2".to_owned()).unwrap();
        let words = |query| csv(&after, query).unwrap().lines().skip(1).collect::<Vec<_>>().join(" ").replace(':', "");
        assert_eq!(words("SELECT DISTINCT ?o { ?s ?p ?o } ORDER BY ?o"), objects, "{text}");
        assert_eq!(words("SELECT ?g { GRAPH ?g {} } ORDER BY ?g"), graphs, "{text}");
        assert_eq!(csv(&before, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").unwrap(), "n\n3\n");
    }
}

#[test]
fn an_update_that_cannot_be_done_says_so() {
    let before = store(GRAPHS);
    for text in ["DROP GRAPH :none", "CREATE GRAPH :g", "LOAD <http://localhost/x>", "CLEAR GRAPH :none"] {
        let update = Update::parse(&format!("PREFIX : <{BASE}> {text}"), BASE).unwrap();
        assert!(update.apply(&before, &Limits::default()).is_err(), "{text}");
    }
    let runaway = "INSERT { ?a :q ?x } WHERE { ?a ?b ?c . ?d ?e ?f . ?x ?y ?z . ?u ?v ?w . ?k ?l ?m . ?n ?o ?p . ?q ?r ?s . ?aa ?ab ?ac . ?ba ?bb ?bc . ?ca ?cb ?cc . ?da ?db ?dc . ?ea ?eb ?ec . ?fa ?fb ?fc . ?ga ?gb ?gc . ?ha ?hb ?hc . ?ia ?ib ?ic . ?ja ?jb ?jc }";
    let limits = Limits { time: Some(Duration::from_millis(50)), ..Limits::default() };
    let update = Update::parse(&format!("PREFIX : <{BASE}> {runaway}"), BASE).unwrap();
    assert!(matches!(update.apply(&before, &limits), Err(Error::Deadline(_))));
}

/// Any quad over few terms, so that patterns meet.
fn any_quad() -> impl Strategy<Value = String> {
    (0..4u8, 0..3u8, 0..5u8, 0..4u8).prop_map(|(s, p, o, g)| {
        let object = if o < 3 { format!(":n{o}") } else { o.to_string() };
        let triple = format!(":n{s} :p{p} {object} .");
        if g == 0 { triple } else { format!(":g{g} {{ {triple} }}") }
    })
}

/// Patterns with every combination of bound places, alone and joined.
const PATTERNS: &[&str] = &[
    "GRAPH ?g { ?s ?p ?o }",
    "GRAPH :g1 { ?s ?p ?o }",
    "GRAPH :g1 { ?s :p1 ?o }",
    "GRAPH ?g { :n1 ?p ?o }",
    "GRAPH ?g { ?s ?p :n2 }",
    "GRAPH :g2 { :n1 ?p :n2 }",
    "GRAPH :g2 { :n1 :p1 ?o }",
    "GRAPH ?g { ?s :p0 3 }",
    "GRAPH ?g { ?s :p0 ?o . ?o :p1 ?x }",
    "GRAPH ?g { :n0 (:p0|:p1)+ ?o }",
    "GRAPH ?g { ?s :p0 ?o } OPTIONAL { GRAPH ?h { ?o :p1 ?x } }",
    "GRAPH ?g { ?s :p0 ?o } MINUS { GRAPH :g1 { ?s :p0 ?o } }",
    "GRAPH :g3 { :n0 :p0 :n0 }",
    "GRAPH ?g { ?s ?p ?s }",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn patterns_are_answered_as_oxigraphs_own_store_answers_them(
        first in proptest::collection::vec(any_quad(), 0..30),
        second in proptest::collection::vec(any_quad(), 0..10),
    ) {
        use oxigraph::sparql::{QueryResults, SparqlEvaluator};
        let theirs = oxigraph::store::Store::new().unwrap();
        theirs.extend(quads(&first.join("\n"))).unwrap();
        theirs.extend(quads(&second.join("\n"))).unwrap();
        let changes = anpu::store::Changes { added: quads(&second.join("\n")), ..Default::default() };
        let ours = store(&first.join("\n")).with(&[changes], String::new()).unwrap();
        for pattern in PATTERNS {
            let query = format!("PREFIX : <{BASE}> SELECT * {{ {pattern} }}");
            let parsed = SparqlEvaluator::new().parse_query(&query).unwrap();
            let QueryResults::Solutions(solutions) = parsed.on_store(&theirs).execute().unwrap() else { unreachable!() };
            let mut expected: Vec<String> = solutions.map(|s| format!("{:?}", s.unwrap().values())).collect();
            let table = ours.table(&Query::parse(&query, BASE).unwrap(), &Limits::default()).unwrap();
            let mut found: Vec<String> = table.rows.iter().map(|row| format!("{row:?}")).collect();
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected, "{}", pattern);
        }
    }
}

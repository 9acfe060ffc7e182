//! Queries: the named ones and any other, their answers, their errors and their bounds.

use std::time::Duration;

use anpu::rdf::Iris;
use anpu::rdf::iri::DEFAULT_BASE;
use anpu::store::{
    Error, Format, Limits, NamedQuery, ParameterType, Position, Query, Store, Table, named_queries, named_query,
};
use oxigraph::model::{Quad, Term};

use crate::sample;

fn store() -> Store {
    Store::new(sample::quads()).unwrap()
}

fn ask(store: &Store, name: &str, given: &[(&str, &str)]) -> Vec<Vec<String>> {
    let query = named_query(name).unwrap().bind(given.iter().copied(), DEFAULT_BASE).unwrap();
    cells(&store.table(&query, &Limits::default()).unwrap())
}

/// Cells as texts, IRIs without the base.
fn cells(table: &Table) -> Vec<Vec<String>> {
    let cell = |term: &Option<Term>| match term {
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(Term::NamedNode(node)) => node.as_str().trim_start_matches(Iris::default().base()).to_owned(),
        _ => String::new(),
    };
    table.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

#[test]
fn every_file_of_the_folder_is_a_named_query_with_titles_descriptions_and_working_parameters() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/queries");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let mut names: Vec<_> = named_queries().iter().map(|query| format!("{}.rq", query.name)).collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
    for query in named_queries() {
        let texts = [query.title, query.description].into_iter().chain(query.parameters.iter().map(|p| p.label));
        assert!(texts.into_iter().all(|text| !text.zh.is_empty() && !text.en.is_empty()), "{}", query.name);
        let head = query.text.lines().take_while(|line| line.starts_with('#')).count();
        assert_eq!(head, 4 + query.parameters.len(), "a line of the head of {} says nothing", query.name);
        for parameter in &query.parameters {
            let values = format!("VALUES ?{} {{", parameter.name);
            assert!(query.text.contains(&values), "{} has no default for {}", query.name, parameter.name);
            query.bind([(parameter.name, example(parameter.kind))], DEFAULT_BASE).unwrap();
        }
        store().table(&query.bind([], DEFAULT_BASE).unwrap(), &Limits::default()).unwrap();
    }
}

fn example(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::Integer => "3",
        ParameterType::Decimal => "0.5",
        ParameterType::Text | ParameterType::Key => "“x\"} {",
        ParameterType::Iri => "id/place/990101",
    }
}

/// A named query, its parameters, the columns looked at, and the rows they must hold.
type Expected =
    (&'static str, &'static [(&'static str, &'static str)], &'static [usize], &'static [&'static [&'static str]]);

const EXPECTED: &[Expected] = &[
    ("recurrent-mechanisms", &[], &[0, 1, 2, 3, 4, 5], &[&["渡口说事", "3", "3", "3", "2023", "2024"]]),
    ("recurrent-mechanisms", &[("min_places", "1")], &[0, 1, 2], &[&["渡口说事", "3", "3"], &["联合巡查", "1", "1"]]),
    ("recurrent-mechanisms", &[("min_places", "4")], &[0], &[]),
    (
        "recurrent-families",
        &[("min_places", "3")],
        &[1, 5, 7],
        &[&["3", "渡口说事", "id/family/three-station-linkage"]],
    ),
    (
        "mechanism-diffusion",
        &[("mechanism", "渡口说事")],
        &[0, 1, 2, 4],
        &[
            &["2023", "甲省沿河县", "首创", "甲省沿河县司法局"],
            &["2024", "甲省云溪区", "采用", "甲省云溪区人民法院"],
            &["2024", "甲省青山区", "采用", "甲省青山区司法局"],
        ],
    ),
    (
        "mechanism-laws",
        &[("mechanism", "渡口说事")],
        &[0, 1, 2, 3],
        &[&["中华人民共和国人民调解法", "《中华人民共和国人民调解法》第八条", "法律", "2"]],
    ),
    (
        "mechanism-outcomes",
        &[("mechanism", "渡口说事")],
        &[0, 1, 2, 3, 4, 6],
        &[
            &["%", "纠纷", "15", "减少", "", "甲省沿河县"],
            &["件", "化解纠纷", "320", "", "", "甲省沿河县"],
            &["件", "化解纠纷", "98", "", "", "甲省青山区"],
            &["天", "调解用时", "12", "", "30", "甲省云溪区"],
        ],
    ),
    (
        "place-gaps",
        &[("place", "甲省云溪区"), ("min_shared", "1")],
        &[0, 1, 2, 3],
        &[&["has", "渡口说事", "2", "甲省青山区; 甲省沿河县"], &["lacks", "联合巡查", "1", "甲省青山区"]],
    ),
    ("unit-partners", &[], &[0, 1, 2, 3], &[&["甲省沿河县人民法院", "甲省沿河县司法局", "1", "渡口说事"]]),
    (
        "bridging-units",
        &[("min_systems", "1")],
        &[0, 1, 2, 3],
        &[&["甲省沿河县人民法院", "court", "1", "justice"], &["甲省沿河县司法局", "justice", "1", "court"]],
    ),
    ("similar-cases", &[("case_id", "2023-river/1")], &[3, 1], &[&["2024-hills/1", "4"], &["2024-hills/2", "3"]]),
    (
        "laws-cited",
        &[],
        &[0, 1, 2, 3],
        &[&["法律", "中华人民共和国人民调解法", "2023", "1"], &["法律", "中华人民共和国人民调解法", "2024", "1"]],
    ),
    (
        "large-changes",
        &[("min_percent", "15")],
        &[0, 1, 2, 7],
        &[&["60", "减少", "调解用时", "甲省云溪区"], &["15", "减少", "纠纷", "甲省沿河县"]],
    ),
    ("connections", &[("from", "渡口说事"), ("to", "联合巡查")], &[0, 1], &[&["2", "青山区两项机制"]]),
    (
        "connections",
        &[("from", "甲省沿河县"), ("to", "联合巡查")],
        &[0, 1, 2, 3, 4, 5],
        &[&["4", "沿河县“渡口说事”", "渡口说事", "青山区两项机制", "1", "1"]],
    ),
    ("competing-firsts", &[], &[0], &[]),
    ("taken-up", &[], &[0], &[]),
    (
        "unknowns",
        &[("max_confidence", "0.85")],
        &[0, 1, 2],
        &[
            &["fact of low confidence", "“渡口说事”", "0.8"],
            &["fact of low confidence", "“渡口说事”", "0.8"],
            &["fact of low confidence", "“渡口说事”", "0.8"],
            &["fact of low confidence", "“联合巡查”", "0.8"],
            &["fact of low confidence", "“联合巡查”", "0.8"],
        ],
    ),
];

#[test]
fn named_queries_answer_what_the_sample_says() {
    let store = store();
    for (name, given, columns, expected) in EXPECTED {
        let rows = ask(&store, name, given);
        let found: Vec<Vec<&str>> =
            rows.iter().map(|row| columns.iter().map(|&column| row[column].as_str()).collect()).collect();
        assert_eq!(found, *expected, "{name} {given:?}: {rows:?}");
    }
    let quote = &ask(&store, "recurrent-mechanisms", &[])[0][7];
    assert!(quote.starts_with("县司法局会同县法院首创“渡口说事”") && !quote.contains("沿河县"), "{quote}");
}

#[test]
fn a_case_without_a_year_leaves_the_first_year_of_its_practices_known() {
    let is_year = |quad: &Quad| ["/issued", "#year"].iter().any(|end| quad.predicate.as_str().ends_with(end));
    let mut quads: Vec<Quad> = sample::quads();
    let undated = quads.iter().find(|quad| is_year(quad)).unwrap().graph_name.clone();
    quads.retain(|quad| !is_year(quad) || quad.graph_name != undated);
    for (name, years) in [("recurrent-mechanisms", 4), ("recurrent-families", 4)] {
        let rows = ask(&Store::new(quads.clone()).unwrap(), name, &[]);
        assert!(!rows.is_empty() && rows.iter().all(|row| row[years].len() == 4), "{name}: {rows:?}");
    }
}

#[test]
fn a_profile_tells_each_kind_of_fact_with_its_sentence() {
    let rows = ask(&store(), "mechanism-profile", &[("mechanism", "渡口说事")]);
    let kinds = ["1 mechanism", "2 unit", "3 law", "4 outcome", "5 recognition"];
    for kind in kinds {
        assert!(rows.iter().any(|row| row[2] == kind && !row[5].is_empty()), "{kind}: {rows:?}");
    }
    assert_eq!(rows.len(), 3 + 4 + 2 + 4 + 1);
}

#[test]
fn parameters_that_are_unknown_or_not_of_their_type_are_refused_by_name() {
    let query = named_query("recurrent-mechanisms").unwrap();
    let refused = |given: (&str, &str)| query.bind([given], DEFAULT_BASE).unwrap_err().to_string();
    assert_eq!(refused(("min_places", "two")), "parameter min_places: `two` is not a whole number");
    assert_eq!(refused(("places", "2")), "parameter places: recurrent-mechanisms takes min_places (integer)");
    assert!(matches!(named_query("no-such"), Err(Error::UnknownQuery(name)) if name == "no-such"));
}

#[test]
fn a_parameter_s_text_is_a_value_and_never_part_of_the_query() {
    let hostile = "\"@zh } ?iri ?p ?o . { #";
    assert_eq!(ask(&store(), "mechanism-laws", &[("mechanism", hostile)]), Vec::<Vec<String>>::new());
    // Nor where another store is asked: one parameter that looks like the place of another leaves it alone.
    let posing = [("place", "VALUES ?min_shared { 7 }"), ("min_shared", "1")];
    let sent = named_query("place-gaps").unwrap().bind(posing, DEFAULT_BASE).unwrap().sparql();
    assert!(sent.contains("\"VALUES ?min_shared { 7 }\"@zh"), "{sent}");
    assert!(Query::parse(&sent, DEFAULT_BASE).is_ok(), "{sent}");
}

#[test]
fn a_syntax_error_tells_its_place() {
    let at = |line, column| Position { line, column };
    let table = [
        ("SELEC * WHERE {}", at(1, 1)),
        ("SELECT *\nWHERE [ }", at(2, 7)),
        ("SELECT ?名 WHERE { ?名 nope:x ?o }", at(1, 28)),
        ("SELECT * WHERE { ?s ?p ?o }\n LIMT 10", at(2, 2)),
        ("SELECT (COUNT(*) { }", at(1, 18)),
        ("", at(1, 1)),
    ];
    for (text, position) in table {
        let error = Query::parse(text, DEFAULT_BASE).unwrap_err();
        assert_eq!((error.code(), error.position()), ("syntax-error", Some(position)), "{error}");
    }
    for (text, told) in [
        ("SELCT * {}", "expected SELECT, CONSTRUCT, DESCRIBE, ASK"),
        ("INSERT DATA { <a> <b> <c> }", "INSERT is an update"),
        ("PREFIX a <http://x/> SELECT * {}", "expected PREFIX name: <IRI>"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "The SELECT contains a variable that is unbound"),
    ] {
        let error = Query::parse(text, DEFAULT_BASE).unwrap_err().to_string();
        assert!(error.contains(told) && !error.contains("one of The") && !error.contains("[_]"), "{error}");
    }
    let open = Query::parse("SELECT ?x WHERE { ?x a anpu:Case", DEFAULT_BASE).unwrap_err().to_string();
    assert!(open.contains("\"}\"") && !open.contains("..="), "{open}");
}

#[test]
fn work_without_end_stops_at_its_deadline() {
    let store = store();
    let table = [
        ("joins", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"),
        (
            "paths",
            "SELECT (COUNT(*) AS ?n) { ?a (<x:p>|!<x:q>)* ?b . ?b (<x:p>|!<x:q>)* ?c . ?c (!<x:q>)* ?d . ?d (!<x:q>)+ ?e }",
        ),
        ("sort", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"),
        ("aggregate", "SELECT (GROUP_CONCAT(?c) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"),
    ];
    for (what, text) in table {
        let limits = Limits { time: Some(Duration::from_millis(150)), ..Limits::default() };
        let query = Query::parse(text, DEFAULT_BASE).unwrap();
        let error = store.table(&query, &limits).unwrap_err();
        assert!(matches!(error, Error::Deadline(_)), "{what}: {error}");
    }
}

#[test]
fn a_query_can_be_cancelled_from_elsewhere() {
    let limits = Limits::default();
    limits.cancel.cancel();
    let query = Query::parse("SELECT * { ?s ?p ?o }", DEFAULT_BASE).unwrap();
    assert!(matches!(store().table(&query, &limits), Err(Error::Cancelled)));
}

#[test]
fn results_past_their_limits_are_errors_and_never_cut_short_in_silence() {
    let store = store();
    let query = Query::parse("SELECT * { ?s ?p ?o }", DEFAULT_BASE).unwrap();
    for format in [Format::Table, Format::Csv, Format::Json] {
        let rows = Limits { rows: Some(10), ..Limits::default() };
        assert!(
            matches!(store.write(&query, &rows, format, &mut Vec::new()), Err(Error::TooManyRows(10))),
            "{format:?}"
        );
        let bytes = Limits { bytes: Some(200), ..Limits::default() };
        let mut out = Vec::new();
        assert!(matches!(store.write(&query, &bytes, format, &mut out), Err(Error::TooManyBytes(200))), "{format:?}");
        assert!(out.len() <= 200);
    }
}

#[test]
fn nothing_reaches_out_of_the_process() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let service = format!("<http://{}/sparql>", listener.local_addr().unwrap());
    let store = store();
    let loud = Query::parse(&format!("SELECT * {{ SERVICE {service} {{ ?s ?p ?o }} }}"), DEFAULT_BASE).unwrap();
    let error = store.table(&loud, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "federation-off", "{error}");
    let silent =
        Query::parse(&format!("SELECT * {{ SERVICE SILENT {service} {{ ?s ?p ?o }} }}"), DEFAULT_BASE).unwrap();
    assert_eq!(store.table(&silent, &Limits::default()).unwrap().rows.len(), 1);
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn each_kind_of_result_is_written_in_the_formats_that_hold_it() {
    let store = store();
    let texts = [
        "SELECT ?t { ?c dcterms:title ?t }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }",
        "DESCRIBE <id/case/2023-river/1>",
    ];
    for text in texts {
        let query = Query::parse(text, DEFAULT_BASE).unwrap();
        for &format in Format::ALL {
            let mut out = Vec::new();
            let written = store.write(&query, &Limits::default(), format, &mut out);
            let is_graph = text.starts_with(['C', 'D']);
            match written {
                Ok(written) => {
                    assert!(
                        is_graph == format.rdf().is_some() && written.bytes == out.len() as u64 && written.rows > 0
                    );
                }
                Err(error) => assert!(
                    is_graph != format.rdf().is_some() && error.code() == "unfit-format",
                    "{text} {format:?} {error}"
                ),
            }
        }
    }
}

#[test]
fn the_default_graph_is_the_union_unless_the_query_or_the_protocol_names_graphs() {
    let store = store();
    let count = |query: Query| cells(&store.table(&query, &Limits::default()).unwrap())[0][0].clone();
    let parse = |text: &str| Query::parse(text, DEFAULT_BASE).unwrap();
    let cases = "SELECT (COUNT(?c) AS ?n) WHERE { ?c a anpu:Case }";
    assert_eq!(count(parse(cases)), "3");
    assert_eq!(count(parse(&cases.replace("WHERE", "FROM <graph/document/2023-river> WHERE"))), "1");
    let hills = Iris::default().document_graph("2024-hills");
    assert_eq!(count(parse(cases).with_dataset(vec![hills], Vec::new())), "2");
}

#[test]
fn named_queries_are_found_by_name_and_carry_their_text() {
    let query: NamedQuery = named_query("unknowns").unwrap();
    assert_eq!((query.title.en, query.parameters.len()), ("What the graph does not know", 1));
}

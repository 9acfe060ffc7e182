//! The endpoint keeps the protocol, its bounds and its promises, seen from the other end of the connection.

use std::time::Duration;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, Quad};

use crate::http::{Process, Request, Response, Server, dataset};
use crate::sample;

const TOKEN: &str = "correct horse";

fn sample_server() -> Server {
    Server::start(&sample::quads(), |_| {})
}

fn writable() -> Server {
    Server::start(&[], |options| options.token = Some(TOKEN.to_owned()))
}

pub(crate) fn turtle(text: &str) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::TriG).for_slice(text.as_bytes()).collect::<Result<_, _>>().unwrap()
}

/// As many numbers as that, one a quad.
pub(crate) fn numbers(count: usize) -> Vec<Quad> {
    turtle(&(0..count).map(|i| format!("<urn:s{i}> <urn:p> {i} .\n")).collect::<Vec<_>>().concat())
}

pub(crate) fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(crate) fn ask(server: &Server, query: &str, more: &str, headers: &[(&str, &str)]) -> Response {
    let path = format!("/sparql?query={}{more}", encode(query));
    server.send(&Request { method: "GET", path: &path, headers, body: b"" })
}

/// Types of rows and of graphs, with what an answer of each begins with.
const TYPES: [(&str, &[(&str, &str)]); 2] = [
    (
        "SELECT ?s { ?s a <https://w3id.org/anpu/ontology#Case> }",
        &[
            ("application/sparql-results+json", "{\"head\""),
            ("application/json", "{\"head\""),
            ("application/sparql-results+xml", "<?xml"),
            ("application/xml", "<?xml"),
            ("text/xml", "<?xml"),
            ("text/csv", "s\r\n"),
            ("text/tab-separated-values", "?s\n"),
            ("text/plain", "s"),
        ],
    ),
    (
        "CONSTRUCT WHERE { ?s a <https://w3id.org/anpu/ontology#Case> }",
        &[
            ("text/turtle", ""),
            ("application/x-turtle", ""),
            ("application/n-triples", "<https"),
            ("text/plain", "<https"),
            ("application/n-quads", "<https"),
            ("application/trig", ""),
            ("application/rdf+xml", "<?xml"),
            ("application/xml", "<?xml"),
            ("text/xml", "<?xml"),
            ("application/ld+json", "["),
            ("application/json", "["),
        ],
    ),
];

#[test]
fn every_type_is_given_to_who_weighs_it_most() {
    let server = sample_server();
    for (query, types) in TYPES {
        for (wanted, begin) in types {
            let others = types.iter().filter(|(other, _)| other != wanted);
            let others: Vec<String> = others.map(|(other, _)| format!("{other};q=0.5")).collect();
            let accept = format!("{}, {wanted};q=0.9, */*;q=0.1", others.join(","));
            let response = ask(&server, query, "", &[("accept", &accept)]);
            let given = response.header("content-type").split(';').next().unwrap().to_owned();
            assert_eq!((response.status, given.as_str()), (200, *wanted));
            assert!(response.text().starts_with(begin), "{wanted}: {}", response.text());
            let format = RdfFormat::from_media_type(wanted).filter(|_| query.starts_with("CONSTRUCT"));
            if let Some(format) = format.filter(|_| !wanted.ends_with("xml") || wanted.contains("rdf")) {
                let read = RdfParser::from_format(format).for_slice(&response.body);
                assert_eq!(read.filter_map(Result::ok).count(), 3, "{wanted}");
            }
            let head = format!("/sparql?query={}", encode(query));
            let head =
                server.send(&Request { method: "HEAD", path: &head, headers: &[("accept", &accept)], body: b"" });
            assert_eq!((head.status, head.header("content-type")), (200, response.header("content-type")));
            let headers = [("accept", accept.as_str()), ("if-none-match", response.header("etag"))];
            assert_eq!(ask(&server, query, "", &headers).status, 304, "{wanted}");
        }
    }
}

#[test]
fn results_come_in_the_format_that_the_client_prefers() {
    let server = sample_server();
    let select = "SELECT ?s { ?s a <https://w3id.org/anpu/ontology#Case> }";
    let construct = "CONSTRUCT WHERE { ?s a <https://w3id.org/anpu/ontology#Case> }";
    let table = [
        (select, "*/*", 200, "application/sparql-results+json"),
        (select, "text/csv;q=0.5, application/sparql-results+xml", 200, "application/sparql-results+xml"),
        (select, "text/tab-separated-values", 200, "text/tab-separated-values; charset=utf-8"),
        (select, "application/json", 200, "application/json"),
        (select, "image/png", 406, "application/problem+json"),
        (select, "text/turtle", 406, "application/problem+json"),
        ("ASK {}", "text/csv", 200, "text/csv; charset=utf-8"),
        (construct, "", 200, "text/turtle; charset=utf-8"),
        (construct, "application/ld+json", 200, "application/ld+json"),
        (construct, "application/rdf+xml, text/turtle;q=0.9", 200, "application/rdf+xml"),
        (construct, "text/csv", 406, "application/problem+json"),
    ];
    for (query, accept, status, media_type) in table {
        let response = ask(&server, query, "", &[("accept", accept)]);
        assert_eq!((response.status, response.header("content-type")), (status, media_type), "{accept}");
    }
}

#[test]
fn an_error_says_what_and_where_and_nothing_of_the_inside() {
    let server = sample_server();
    let response = ask(&server, "SELECT ?s {\n ?s ?p }", "", &[]);
    let problem = response.json();
    assert_eq!((response.status, problem["code"].as_str()), (400, Some("syntax-error")));
    assert_eq!(problem["position"]["line"], 2);
    let table = [
        ("GET", "/sparql?update=CLEAR%20ALL", "", "", 405, "update-by-get"),
        ("POST", "/sparql", "text/plain", "ASK {}", 415, "unsupported-media-type"),
        ("POST", "/sparql", "application/sparql-update", "CLEAR ALL", 403, "read-only"),
        ("PUT", "/sparql", "application/sparql-query", "ASK {}", 405, "method-not-allowed"),
        ("GET", "/id/unit/none", "", "", 404, "not-found"),
        ("GET", "/../../etc/passwd", "", "", 404, "not-found"),
        ("DELETE", "/store?default", "", "", 403, "read-only"),
        (
            "GET",
            "/sparql?query=SELECT%20*%20%7B%20SERVICE%20%3Chttp%3A%2F%2Flocalhost%2F%3E%20%7B%7D%20%7D",
            "",
            "",
            403,
            "federation-off",
        ),
        ("GET", "/api/cases?limit=0", "", "", 400, "bad-parameter"),
        ("GET", "/api/neighbourhood?iri=id/none", "", "", 404, "not-found"),
    ];
    for (method, path, content_type, body, status, code) in table {
        let headers = [("content-type", content_type)];
        let response = server.send(&Request { method, path, headers: &headers, body: body.as_bytes() });
        let found = response.json();
        assert_eq!((response.status, found["code"].as_str()), (status, Some(code)), "{method} {path} {found}");
        assert!(!found["detail"].as_str().unwrap().contains("src/"), "{found}");
    }
    let deep = format!("ASK {}{}", "{".repeat(100_000), "}".repeat(100_000));
    let headers = [("content-type", "application/sparql-query")];
    let response = server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: deep.as_bytes() });
    assert_eq!(response.json()["code"], "too-deep");
}

#[test]
fn the_same_question_is_answered_from_the_cache_or_not_at_all() {
    let server = sample_server();
    let query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    let first = ask(&server, query, "", &[]);
    let second = ask(&server, query, "", &[]);
    assert_eq!((first.status, &first.body), (200, &second.body));
    let etag = first.header("etag").to_owned();
    assert_eq!(second.header("etag"), etag);
    let third = ask(&server, query, "", &[("if-none-match", &etag)]);
    assert_eq!((third.status, third.body.len()), (304, 0));
    assert_ne!(ask(&server, query, "", &[("accept", "text/csv")]).header("etag"), etag);
    assert_eq!(ask(&server, "SELECT (NOW() AS ?n) {}", "", &[]).header("etag"), "");
    let metrics = server.get("/metrics", "").text();
    for line in
        ["anpu_queries_total{outcome=\"cached\"} 1", "anpu_queries_total{outcome=\"not-modified\"} 1", "anpu_quads "]
    {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}

#[test]
fn a_long_answer_is_kept_too_whole_and_packed_if_it_fits() {
    use std::io::Read as _;
    let server = Server::start(&numbers(30_000), |options| options.cache = 64 << 20);
    let outcomes = |server: &Server| {
        let metrics = server.get("/metrics", "").text();
        let lines =
            metrics.lines().filter(|line| line.starts_with("anpu_queries_total{") || line.contains("cache_answers "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let all = "SELECT * { ?s ?p ?o } ORDER BY ?o";
    let first = ask(&server, all, "", &[]);
    assert!(first.body.len() > 2 << 20 && first.complete && first.header("content-length").is_empty());
    let second = ask(&server, all, "", &[]);
    assert!(second.body == first.body && second.header("content-length") == first.body.len().to_string());
    for _ in 0..2 {
        let packed = ask(&server, all, "", &[("accept-encoding", "gzip")]);
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert_eq!(packed.header("content-length"), packed.body.len().to_string());
        let mut whole = Vec::new();
        flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut whole).unwrap();
        assert!(whole == first.body);
    }
    let expected =
        ["anpu_queries_total{outcome=\"cached\"} 3", "anpu_queries_total{outcome=\"ok\"} 1", "anpu_cache_answers 2"];
    assert!(expected.iter().all(|line| outcomes(&server).iter().any(|found| found == line)), "{:?}", outcomes(&server));
    let small = Server::start(&numbers(30_000), |options| options.cache = 8 << 20);
    for _ in 0..2 {
        assert!(ask(&small, all, "", &[]).complete);
    }
    assert!(
        outcomes(&small).iter().any(|line| line == "anpu_queries_total{outcome=\"ok\"} 2"),
        "{:?}",
        outcomes(&small)
    );
}

#[test]
fn every_answer_has_its_headers_and_browsers_may_ask() {
    let server = sample_server();
    let headers = [("origin", "https://example.org"), ("accept-encoding", "gzip"), ("x-request-id", "my-id")];
    let response = ask(&server, "SELECT * { ?s ?p ?o } LIMIT 200", "", &headers);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("content-encoding", "gzip"),
        ("x-content-type-options", "nosniff"),
        ("x-request-id", "my-id"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(response.header(name), value, "{name}");
    }
    for path in ["/sparql", "/store", "/api/cases"] {
        let response = server.send(&Request { method: "OPTIONS", path, headers: &[], body: b"" });
        assert!(response.status == 200 && response.header("allow").contains("GET"), "{path}: {response:?}");
    }
    let preflight = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let response = server.send(&Request { method: "OPTIONS", path: "/sparql", headers: &preflight, body: b"" });
    assert_eq!(response.status, 200);
    assert!(response.header("access-control-allow-methods").contains("POST"));
    for path in ["/sparql?query=ASK%7B%7D", "/sparql", "/health/live", "/health/ready", "/api/cases", "/", "/ontology"]
    {
        let response = server.send(&Request { method: "HEAD", path, headers: &[], body: b"" });
        assert_eq!((response.status, response.body.len()), (200, 0), "{path}");
    }
}

#[test]
fn an_answer_beyond_its_bounds_is_an_error_or_a_broken_stream() {
    let server = Server::start(&numbers(100_000), |options| options.rows = 50_000);
    let all = "SELECT * { ?s ?p ?o }";
    let sorted = ask(&server, &format!("{all} ORDER BY ?o LIMIT 50001"), "", &[]);
    assert!(!sorted.complete && sorted.status == 200, "more than a megabyte streams, so it breaks");
    let short = ask(&server, &format!("{all} LIMIT 50000"), "", &[]);
    assert!(short.complete && short.status == 200);
    let packed = ask(&server, &format!("{all} LIMIT 50000"), "", &[("accept-encoding", "gzip")]);
    assert!(packed.complete && packed.header("content-encoding") == "gzip");
    let gzipped = ask(&server, all, "", &[("accept-encoding", "gzip")]);
    assert!(!gzipped.complete);
    let few = Server::start(&numbers(100), |options| options.rows = 50);
    let response = ask(&few, all, "", &[]);
    assert_eq!((response.status, response.json()["code"].as_str()), (413, Some("too-many-rows")));
}

#[test]
fn a_query_past_its_deadline_is_stopped_and_its_slot_is_free_again() {
    let server =
        Server::start(&numbers(5000), |options| (options.parallel, options.timeout) = (1, Duration::from_mins(10)));
    for query in [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    ] {
        let response = ask(&server, query, "&timeout=0.2", &[]);
        assert_eq!((response.status, response.json()["code"].as_str()), (503, Some("deadline-exceeded")), "{query}");
    }
    assert_eq!(server.csv("ASK {}"), "true");
}

#[test]
fn an_update_past_its_deadline_changes_nothing() {
    let server = Server::start(&numbers(5000), |options| {
        (options.parallel, options.timeout, options.token) = (1, Duration::from_mins(10), Some(TOKEN.to_owned()));
    });
    let bearer = format!("Bearer {TOKEN}");
    let counted =
        "INSERT { <urn:new> <urn:p> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }";
    for update in [
        counted,
        "INSERT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
        "DELETE { ?a ?b ?c } WHERE { ?a ?b ?c . ?d (<urn:p>|!<urn:q>)* ?f }",
    ] {
        for (path, media_type, body) in [
            ("/sparql?timeout=0.2", "application/sparql-update", update.to_owned()),
            ("/sparql", "application/x-www-form-urlencoded", format!("timeout=0.2&update={}", encode(update))),
        ] {
            let headers = [("content-type", media_type), ("authorization", bearer.as_str())];
            let response = server.send(&Request { method: "POST", path, headers: &headers, body: body.as_bytes() });
            assert_eq!(
                (response.status, response.json()["code"].as_str()),
                (503, Some("deadline-exceeded")),
                "{update}"
            );
        }
    }
    assert_eq!(server.csv("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), "n\n5000\n");
    assert!(server.get("/metrics", "").text().contains("anpu_updates_total{outcome=\"deadline-exceeded\"} 6"));
}

#[test]
fn a_client_that_goes_away_stops_its_query() {
    use std::io::Write as _;
    let server =
        Server::start(&numbers(5000), |options| (options.parallel, options.timeout) = (1, Duration::from_mins(10)));
    let query = encode("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }");
    let mut gone = std::net::TcpStream::connect(server.address).unwrap();
    write!(gone, "GET /sparql?query={query} HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    while !server.get("/metrics", "").text().contains("anpu_running 1") {}
    drop(gone);
    // There is one slot: this waits until the first query is stopped.
    assert_eq!(server.csv("ASK {}"), "true");
    assert!(server.get("/metrics", "").text().contains("outcome=\"cancelled\"} 1"));
}

#[test]
fn only_who_shows_the_token_may_write() {
    let server = writable();
    let update = |authorization: &str| {
        let headers = [("content-type", "application/sparql-update"), ("authorization", authorization)];
        let headers = if authorization.is_empty() { &headers[..1] } else { &headers[..] };
        server.send(&Request { method: "POST", path: "/sparql", headers, body: b"INSERT DATA { <urn:a> <urn:b> 1 }" })
    };
    for (authorization, status) in [
        ("", 401),
        ("Bearer wrong", 401),
        ("Basic x", 401),
        ("Bearer correct horse", 204),
        ("bearer correct horse", 204),
    ] {
        let response = update(authorization);
        assert_eq!(response.status, status, "{authorization}");
        assert_eq!(response.header("www-authenticate").starts_with("Bearer"), status == 401);
    }
    assert_eq!(server.csv("SELECT ?o { <urn:a> <urn:b> ?o }"), "o\n1\n");
}

#[test]
fn a_confirmed_update_is_there_after_a_restart_and_a_torn_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    dataset(folder.path(), &turtle("<urn:g> { <urn:a> <urn:b> 1, 2 }"));
    let server = Process::start(folder.path(), |options| options.token = Some(TOKEN.to_owned()));
    let headers = [("content-type", "application/sparql-update"), ("authorization", "Bearer correct horse")];
    let text = "DELETE DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } } ; INSERT DATA { <urn:a> <urn:b> \"一\\n二\"@zh } ; CREATE GRAPH <urn:h>";
    let request = Request { method: "POST", path: "/sparql", headers: &headers, body: text.as_bytes() };
    assert_eq!(crate::http::send(server.address, &request).status, 204);
    // What a kill leaves: the folder as it is now. A transaction without its end is added, as of a kill while writing.
    let copy = tempfile::tempdir().unwrap();
    copy_folder(folder.path(), copy.path());
    let journal = copy.path().join("journal.rdfp");
    let mut torn = std::fs::read(&journal).unwrap();
    torn.extend_from_slice(b"TX .\nA <urn:a> <urn:b> <urn:torn> .\n");
    std::fs::write(&journal, torn).unwrap();
    let state = |folder: &std::path::Path| {
        let store = anpu::store::Store::open(&anpu::store::Dataset::open(folder).unwrap()).unwrap();
        let graphs = store.graph().unwrap().named_graphs().count();
        let mut objects: Vec<_> = store.quads().unwrap().map(|quad| quad.object.to_string()).collect();
        objects.sort();
        (objects, graphs)
    };
    let expected = vec!["\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>".to_owned(), "\"一\\n二\"@zh".to_owned()];
    assert_eq!(state(copy.path()), (expected.clone(), 2));
    // The next build keeps it.
    dataset(copy.path(), &turtle("<urn:g> { <urn:a> <urn:b> 1, 2 . <urn:c> <urn:d> <urn:e> }"));
    let mut rebuilt = expected;
    rebuilt.push("<urn:e>".to_owned());
    rebuilt.sort();
    assert_eq!(state(copy.path()), (rebuilt, 2));
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn every_thing_of_the_graph_answers_as_page_and_as_rdf() {
    let server = sample_server();
    let things = server.csv("SELECT DISTINCT ?s { ?s ?p ?o FILTER(STRSTARTS(STR(?s), \"https://w3id.org/anpu/\")) }");
    let mut count = 0;
    for thing in things.lines().skip(1) {
        let address = thing.split('#').next().unwrap();
        let path = encode(address.strip_prefix("https://w3id.org/anpu").unwrap())
            .replace("%2F", "/")
            .replace("%25", "%")
            .replace("%2E", ".")
            .replace("%2D", "-")
            .replace("%5F", "_");
        for (accept, begin) in
            [("text/html,*/*;q=0.8", "<!doctype html>"), ("application/n-triples", "<"), ("application/ld+json", "[")]
        {
            let response = server.get(&path, accept);
            assert_eq!(response.status, 200, "{path}");
            assert!(response.text().starts_with(begin), "{path}: {}", response.text());
        }
        count += 1;
    }
    assert!(count > 50);
}

#[test]
fn the_page_of_the_ontology_has_its_terms_and_leaves_the_taxonomy_to_pages_of_its_own() {
    let mut quads = sample::quads();
    let mut practice = quads.iter().find(|quad| quad.subject.to_string().ends_with("ontology#Case>")).unwrap().clone();
    practice.subject = NamedNode::new_unchecked("https://w3id.org/anpu/id/mechanism/x").into();
    quads.push(practice);
    let server = Server::start(&quads, |_| {});
    let (page, graph) = (server.get("/ontology", "text/html"), server.get("/ontology", "application/n-triples"));
    assert_eq!(page.text().matches(" id=\"Case\"").count(), 1);
    assert!(!page.text().contains("id/mechanism/x") && graph.text().contains("id/mechanism/x"));
}

#[test]
fn a_packed_body_is_refused_instead_of_misread() {
    let server = sample_server();
    for (encoding, status) in [("gzip", 415), ("identity", 200)] {
        let headers = [("content-type", "application/sparql-query"), ("content-encoding", encoding)];
        let response = server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: b"ASK {}" });
        assert_eq!(response.status, status, "{encoding}: {}", response.text());
    }
}

#[test]
fn the_service_describes_itself_and_its_dataset_with_true_counts() {
    let server = sample_server();
    let description = server.get("/sparql", "text/turtle").text();
    assert!(description.contains(&format!("sd:endpoint <http://{}/sparql>", server.address)), "{description}");
    let void = server.get("/.well-known/void", "application/n-triples").text();
    let count = server.csv("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
    let count = count.lines().nth(1).unwrap();
    let expected = format!("<https://w3id.org/anpu/id/dataset> <http://rdfs.org/ns/void#triples> \"{count}\"");
    assert!(void.contains(&expected), "{expected}\n{void}");
}

#[test]
fn texts_are_found_by_the_service_and_by_the_api() {
    let server = sample_server();
    let found = server.csv(
        "PREFIX search: <https://w3id.org/anpu/search#> SELECT ?case ?snippet { \
         SERVICE <https://w3id.org/anpu/search> { ?case search:query \"渡口说事\" ; search:score ?score ; search:snippet ?snippet } \
         ?case a <https://w3id.org/anpu/ontology#Case> FILTER(?score > 0) } ORDER BY ?case",
    );
    assert_eq!(found.lines().count(), 4, "{found}");
    assert!(found.contains("渡口说事"));
    let page = server.get(&format!("/api/search?q={}&limit=1", encode("联合巡查 化解")), "").json();
    assert_eq!((page["total"].as_u64(), page["items"].as_array().map(Vec::len)), (Some(1), Some(1)), "{page}");
    let total = |q: &str| server.get(&format!("/api/search?q={}", encode(q)), "").json()["total"].as_u64();
    assert_eq!(total("《渡口说事》。"), total("渡口说事"), "marks stand between words");
    assert_eq!(server.get("/api/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84%E8%AF%8D", "").json()["total"], 0);
}

#[test]
fn the_api_lists_with_paging_what_the_graph_knows() {
    let server = sample_server();
    for (path, total) in [("cases", 3), ("mechanisms", 2), ("recurrence", 1), ("laws", 1)] {
        let page = server.get(&format!("/api/{path}?limit=1&offset=0"), "").json();
        assert_eq!(
            (page["total"].as_u64(), page["items"].as_array().map(Vec::len)),
            (Some(total), Some(1)),
            "{path} {page}"
        );
    }
    let case = server.get("/api/cases", "").json()["items"][0]["iri"].as_str().unwrap().to_owned();
    let around = server.get(&format!("/api/neighbourhood?iri={}", encode(&case)), "").json();
    assert!(around["total"].as_u64() > Some(5) && around["items"][0]["inverse"] == false, "{around}");
    let openapi = server.get("/api/openapi.json", "").json();
    assert!(openapi["paths"]["/api/search"]["get"].is_object(), "{openapi}");
    let text = openapi.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(openapi.pointer(reference).is_some(), "{reference}");
    }
    assert!(openapi["components"]["schemas"]["Record"]["properties"]["mechanisms"].is_object(), "{openapi}");
}

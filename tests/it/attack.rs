//! The endpoint under attack, over HTTP against the program itself: it stays up, keeps within its bounds, tells what is
//! wrong, and serves the next good query.

#![allow(clippy::format_collect, clippy::too_many_lines, clippy::large_stack_arrays, reason = "tables of long queries")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use oxigraph::model::Quad;

use crate::http::{Request, Response, Server};
use crate::server::{ask, encode, numbers, turtle};

/// A query answered at once by a server that is well.
fn is_well(server: &Server) {
    let begun = Instant::now();
    assert_eq!(server.get("/health", "").text(), "live\n");
    println!("health after {:?}", begun.elapsed());
    assert_eq!(server.csv("ASK {}"), "true");
}

fn post(server: &Server, query: &str) -> Response {
    let headers = [("content-type", "application/sparql-query")];
    server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: query.as_bytes() })
}

/// Some numbers, a chain of a thousand links, a dense graph, and a long text.
fn data() -> Vec<Quad> {
    let mut quads = numbers(2000);
    let chain: String = (0..1000).map(|i| format!("<urn:c{i}> <urn:next> <urn:c{}> .\n", i + 1)).collect();
    let dense: String =
        (0..60).flat_map(|a| (0..60).map(move |b| format!("<urn:d{a}> <urn:knows> <urn:d{b}> .\n"))).collect();
    let text = format!("<urn:t> <urn:text> \"{}\" .", "ab 案例".repeat(40_000));
    quads.extend(turtle(&format!("{chain}{dense}{text}")));
    quads
}

#[test]
fn a_query_past_its_deadline_ends_with_that_error_whatever_it_does() {
    let server = Server::start(&data(), |options| options.parallel = 1);
    let nines = (0..9).map(|i| format!("?d{i} <urn:knows> ?d{} .", i + 1)).collect::<String>();
    let table = [
        ("scan", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned()),
        ("sort", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c".to_owned()),
        ("distinct", "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned()),
        ("group", "SELECT ?c ?f (SUM(?i) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?c ?f".to_owned()),
        ("join", format!("SELECT (COUNT(*) AS ?n) {{ {nines} }}")),
        ("minus", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?c . ?d ?y ?z . ?z ?q ?r } }".to_owned()),
        ("exists", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?f ?g ?c } }".to_owned()),
        ("optional", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }".to_owned()),
        ("path", "SELECT (COUNT(*) AS ?n) { ?a (<urn:knows>|!<urn:x>)* ?b . ?b (<urn:knows>/<urn:knows>)+ ?c . ?c (!<urn:y>)* ?d }".to_owned()),
        ("nested path", "SELECT (COUNT(*) AS ?n) { ?a ((((<urn:knows>*)*)*)*)* ?b . ?b ((<urn:knows>+)+)+ ?c . ?c (<urn:knows>*/<urn:knows>*)* ?d }".to_owned()),
        ("regex of each row", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(\"aaaa\", CONCAT(\"(x{50}){50}\", STR(?c), STR(?f)))) }".to_owned()),
        ("regex on long texts", "SELECT (COUNT(*) AS ?n) { <urn:t> ?p ?t . ?a ?b ?c FILTER(REGEX(?t, CONCAT(\"(a|b|ab| )*[a-z例]{0,60}x\", STR(?c)))) }".to_owned()),
        ("long texts", "SELECT (SUM(STRLEN(ENCODE_FOR_URI(UCASE(?t)))) AS ?n) { <urn:t> ?p ?t . ?a ?b ?c . ?d ?e ?f }".to_owned()),
        ("digests", "SELECT (COUNT(?x) AS ?n) { <urn:t> ?p ?t . ?a ?b ?c . ?d ?e ?f BIND(SHA512(?t) AS ?x) }".to_owned()),
        ("replace", "SELECT (COUNT(?x) AS ?n) { <urn:t> ?p ?t . ?a ?b ?c BIND(REPLACE(?t, \"(.)\", \"$1\") AS ?x) }".to_owned()),
    ];
    for (name, query) in &table {
        let begun = Instant::now();
        let response = ask(&server, query, "&timeout=0.3", &[]);
        println!("{name}: stopped {:?} after its deadline", begun.elapsed().saturating_sub(Duration::from_millis(300)));
        assert_eq!((response.status, response.json()["code"].as_str()), (503, Some("deadline-exceeded")), "{name}");
        assert_eq!(server.csv("ASK {}"), "true", "{name}");
    }
}

#[test]
fn a_query_that_wants_more_memory_than_granted_is_refused_and_the_process_stays_small() {
    let limit = 32 << 20;
    let server = Server::start(&data(), |options| {
        (options.parallel, options.memory, options.timeout) = (1, limit, Duration::from_mins(10));
    });
    assert_eq!(server.csv("ASK {}"), "true");
    let before = server.process.peak();
    let doubled: String = (0..40).map(|i| format!("BIND(CONCAT(?t{i}, ?t{i}) AS ?t{}) ", i + 1)).collect();
    let aggregates: String = (0..30).map(|i| format!("(COUNT(DISTINCT ?a) AS ?n{i}) ")).collect();
    let wide: String = (0..5000).map(|i| format!("?v{i} ")).collect();
    let table = [
        ("sort", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c".to_owned()),
        ("distinct", "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } OFFSET 100000000".to_owned()),
        ("groups", "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f".to_owned()),
        ("many aggregates", format!("SELECT ?c ?f {aggregates} {{ ?a ?b ?c . ?d ?e ?f }} GROUP BY ?c ?f")),
        ("wide rows", format!("SELECT * {{ {{ VALUES ({wide}) {{ }} }} UNION {{ ?a ?b ?c . ?d ?e ?f }} }} ORDER BY ?f")),
        ("new terms", "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?c), STR(?f), \"0123456789\") AS ?x) }".to_owned()),
        ("doubled text", format!("SELECT (STRLEN(?t40) AS ?n) {{ <urn:t> <urn:text> ?t0 {doubled} }}")),
        ("long call", format!("SELECT (STRLEN(CONCAT(?t{})) AS ?n) {{ <urn:t> <urn:text> ?t }}", ",?t".repeat(60))),
        ("replaced text", "SELECT (STRLEN(REPLACE(?t, \"\", ?t)) AS ?n) { <urn:t> <urn:text> ?t }".to_owned()),
        ("references", format!("SELECT (STRLEN(REPLACE(?t, \".*\", \"{}\", \"s\")) AS ?n) {{ <urn:t> <urn:text> ?t }}", "$0".repeat(5000))),
        ("joined texts", "SELECT (STRLEN(GROUP_CONCAT(?t)) AS ?n) { <urn:t> <urn:text> ?t . ?a ?b ?c }".to_owned()),
    ];
    for (name, query) in &table {
        let response = post(&server, query);
        assert_eq!((response.status, response.json()["code"].as_str()), (413, Some("too-much-memory")), "{name}");
        assert_eq!(server.csv("ASK {}"), "true", "{name}");
    }
    if let Some((before, after)) = before.zip(server.process.peak()) {
        println!("grew by {} MB within a limit of {} MB", (after - before) >> 20, limit >> 20);
        assert!(after - before < 3 * limit, "{} MB", (after - before) >> 20);
    }
}

#[test]
fn text_functions_of_our_own_answer_as_the_standard_says() {
    let server = Server::start(&turtle("<urn:a> <urn:b> \"b\"@en, \"a\"@en ."), |_| {});
    let table = [
        ("CONCAT(\"a\"@en, \"b\"@en)", "\"ab\"@en"),
        ("CONCAT(\"a\"@en, \"b\")", "\"ab\""),
        ("CONCAT(\"a\", \"b\"@en)", "\"ab\""),
        ("CONCAT()", "\"\""),
        ("CONCAT(\"a\", 1)", ""),
        ("REPLACE(\"abcd\", \"b\", \"Z\")", "\"aZcd\""),
        ("REPLACE(\"abab\"@en, \"B\", \"Z\", \"i\")", "\"aZaZ\"@en"),
        ("REPLACE(\"abab\", \"(a)(b)\", \"$2$1\")", "\"baba\""),
        ("REPLACE(\"a.b\", \".\", \"$\", \"q\")", "\"a$b\""),
        ("REPLACE(\"abc\", \"\", \"-\")", "\"-a-b-c-\""),
        ("REPLACE(\"abc\", \"(\", \"-\")", ""),
        ("REPLACE(\"abc\", \"b\", \"-\"@en)", ""),
        ("REPLACE(\"abc\", \"b\", \"-\", \"y\")", ""),
        ("REGEX(\"ABC\"@en, CONCAT(\"b\", \"c\"), \"i\")", "true"),
        ("REGEX(\"ABC\", CONCAT(\"b\", \"c\"))", "false"),
        ("REGEX(\"ABC\", CONCAT(\"(\"))", ""),
        ("REGEX(1, CONCAT(\"1\"))", ""),
    ];
    for (call, expected) in table {
        let response =
            ask(&server, &format!("SELECT ({call} AS ?x) {{}}"), "", &[("accept", "text/tab-separated-values")]);
        assert_eq!(response.text(), format!("?x\n{expected}\n"), "{call}");
    }
    let joined = "SELECT (GROUP_CONCAT(?x; SEPARATOR=\", \") AS ?s) (GROUP_CONCAT(DISTINCT STR(?x)) AS ?t) (GROUP_CONCAT(?n) AS ?u) { SELECT ?x { ?s ?p ?x } ORDER BY ?x }";
    let response = ask(&server, joined, "", &[("accept", "text/tab-separated-values")]);
    assert_eq!(response.text(), "?s\t?t\t?u\n\"a, b\"@en\t\"a b\"\t\n");
}

#[test]
fn a_query_that_recursion_or_backtracking_could_not_bear_is_refused_or_answered() {
    let server = Server::start(&data(), |options| options.timeout = Duration::from_secs(10));
    let filter = |open: &str, inner: &str, close: &str, count: usize| {
        format!("ASK {{ FILTER({}{inner}{}) }}", open.repeat(count), close.repeat(count))
    };
    let group =
        |open: &str, close: &str, count: usize| format!("ASK {{ {}{} }}", open.repeat(count), close.repeat(count));
    let chain = |first: &str, link: &str, last: &str, count: usize| format!("{first}{}{last}", link.repeat(count));
    let many = 20_000;
    let table = [
        ("parts", chain("ASK { FILTER(CONCAT(1", ",1", ") }", many)),
        ("brackets", filter("(", "1", ")", many)),
        ("not", filter("!", "1", "", many)),
        ("not brackets", filter("!(", "1", ")", 60)),
        ("not brackets, broken", filter("!(", "@", ")", 60)),
        ("minus", filter("-(", "1", ")", many)),
        ("minuses", filter("- ", "1", "", many)),
        ("SUBSTR", filter("SUBSTR(", "\"a\"", ",1)", 60)),
        ("REGEX", filter("REGEX(", "\"a\"", ",\"b\")", 60)),
        ("REPLACE", filter("REPLACE(", "\"a\"", ",\"b\",\"c\")", 60)),
        ("GROUP_CONCAT", format!("SELECT ({}1{} AS ?x) {{}}", "GROUP_CONCAT(".repeat(60), ")".repeat(60))),
        ("hidden in strings", format!("ASK {{ FILTER({}1) }}", "(\")\"=".repeat(many))),
        ("hidden in comments", format!("ASK {{ FILTER({}1) }}", "(1<1#>)\n+".repeat(many))),
        ("groups", group("{", "}", many)),
        ("optionals", group("OPTIONAL {", "}", many)),
        ("subqueries", group("{SELECT * {", "}}", many)),
        ("exists", group("FILTER EXISTS {", "}", many)),
        ("blank nodes", group("[ a ", "]", many)),
        ("lists", format!("ASK {{ ?s ?p {}{} }}", "(".repeat(many), ")".repeat(many))),
        ("triples", format!("ASK {{ {}?s{} ?p ?o }}", "<< ".repeat(many), " a ?o >>".repeat(many))),
        ("inverse", format!("ASK {{ ?s {}<urn:a>{} ?o }}", "^(".repeat(many), ")".repeat(many))),
        ("union chain", chain("ASK { {}", " UNION {}", "}", many)),
        ("alternative chain", chain("ASK { ?s <urn:a>", "|<urn:a>", " ?o }", many)),
        ("or chain", chain("ASK { FILTER(1", "||1", ") }", many)),
        ("sum chain", chain("ASK { FILTER(1", "+1", ") }", many)),
        ("optional chain", chain("ASK { ", "OPTIONAL {} ", "}", many)),
        ("filter chain", chain("ASK { ", "FILTER(1) ", "}", many)),
        (
            "bind chain",
            (0..5000).map(|i| format!("BIND({i} AS ?v{i}) ")).fold("ASK { ".to_owned(), |all, one| all + &one) + "}",
        ),
        ("longest chain borne", chain("ASK { {}", " UNION {}", "}", 400)),
        ("many groups", chain("ASK { ", "{}", " }", many)),
        ("path chain", chain("ASK { ?s <urn:a>", "/<urn:a>", " ?o }", many)),
        ("many joins", (0..400).fold("ASK { ".to_owned(), |all, i| format!("{all} ?a <urn:p{i}> ?b{i} .")) + "}"),
        ("longest path borne", chain("ASK { <urn:c0> <urn:next>", "/<urn:next>", " ?o }", 400)),
        ("longest join borne", chain("ASK { ", "{ ?a <urn:next> ?b }", " }", 400)),
        ("longest optional borne", chain("ASK { ", "OPTIONAL { ?a <urn:next> ?b } ", "}", 400)),
        ("deepest subquery borne", group("{SELECT * {", "}}", 45)),
        ("deepest exists borne", group("FILTER EXISTS {", "}", 90)),
        ("deepest path borne", format!("ASK {{ ?s {}<urn:next>{} ?o }}", "(".repeat(90), ")*".repeat(90))),
        ("triples chain", chain("ASK { ", "?a <urn:next> ?b . ", "}", 3000)),
        ("many values", chain("ASK { VALUES ?x { ", "1 2 3 ", "} }", many)),
        ("many alternatives of a term", chain("ASK { FILTER(1 IN (2", ",3", ")) }", many)),
        ("a long text", format!("ASK {{ FILTER(\"{}\" = \"b\") }}", "a(".repeat(300_000))),
        ("too long", format!("ASK {{ FILTER(\"{}\" = \"b\") }}", "a".repeat(2_000_000))),
    ];
    for (name, query) in &table {
        let begun = Instant::now();
        let response = post(&server, query);
        let code = if response.status == 200 { "answered".to_owned() } else { response.json()["code"].to_string() };
        println!("{name}: {code} in {:?}", begun.elapsed());
        let is_expected = [200, 400, 413, 503].contains(&response.status);
        assert!(is_expected, "{name}: {} {}", response.status, response.text());
        let is_borne = name.ends_with("borne") || name.starts_with("many") || *name == "a long text";
        assert_eq!(is_borne, code == "answered" || code.contains("deadline-exceeded"), "{name}: {code}");
        is_well(&server);
    }
}

/// A connection that has sent `bytes`.
fn begun(server: &Server, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// What the server says until it closes the connection.
fn until_closed(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn who_sends_slowly_is_cut_off() {
    let server = Server::start(&numbers(10), |options| {
        (options.patience, options.timeout) = (Duration::from_secs(1), Duration::from_secs(1));
    });
    let table: [(&str, &[u8], &str); 6] = [
        ("nothing", b"", ""),
        ("half a line", b"GET /spar", ""),
        ("half a head", b"GET /sparql HTTP/1.1\r\nhost: a\r\nx-slow: ", ""),
        ("half a body", b"POST /sparql HTTP/1.1\r\nhost: a\r\ncontent-type: application/sparql-query\r\ncontent-length: 100\r\n\r\nASK", "HTTP/1.1 408 "),
        ("half a chunk", b"POST /sparql HTTP/1.1\r\nhost: a\r\ncontent-type: application/sparql-query\r\ntransfer-encoding: chunked\r\n\r\n5\r\nAS", "HTTP/1.1 408 "),
        ("an idle connection", b"GET /health HTTP/1.1\r\nhost: a\r\n\r\n", "HTTP/1.1 200 "),
    ];
    let streams: Vec<_> = table.iter().map(|(_, bytes, _)| begun(&server, bytes)).collect();
    is_well(&server);
    for ((name, _, expected), stream) in table.iter().zip(streams) {
        // This ends only because the server closes the connection.
        let said = until_closed(stream);
        assert!(said.starts_with(expected) && said.is_empty() == expected.is_empty(), "{name}: {said}");
    }
    is_well(&server);
}

#[test]
fn who_takes_an_answer_slowly_gives_its_slot_back() {
    let server = Server::start(&numbers(100_000), |options| {
        (options.parallel, options.patience, options.timeout) = (1, Duration::from_secs(1), Duration::from_secs(2));
    });
    let query = encode("SELECT * { ?s ?p ?o . ?a ?b 7 }");
    let slow = begun(&server, format!("GET /sparql?query={query} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes());
    while !server.get("/metrics", "").text().contains("anpu_running 1") {}
    // There is one slot: this waits until the server gives up on the first client.
    while server.csv("ASK {}") != "true" {}
    let said = until_closed(slow);
    assert!(said.starts_with("HTTP/1.1 200 ") && !said.ends_with("0\r\n\r\n"));
}

#[test]
fn thousands_of_idle_connections_keep_nobody_out() {
    let server = Server::start(&numbers(10), |options| {
        (options.connections, options.patience) = (200, Duration::from_mins(10));
    });
    let mut idle = Vec::new();
    for count in 1..=3000 {
        idle.push(begun(&server, b"GET /health HTTP/1.1\r\nx-slow:"));
        if count % 500 == 0 {
            is_well(&server);
        }
    }
    let answered = ask(&server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "", &[("accept", "text/csv")]);
    assert_eq!(answered.text(), "n\r\n10\r\n");
}

#[test]
fn requests_that_are_too_large_or_malformed_are_refused() {
    let server = Server::start(&numbers(10), |options| options.request = 1 << 20);
    let long = "a".repeat(100_000);
    let headers: String = (0..300).map(|i| format!("x-{i}: y\r\n")).collect();
    let table = [
        ("long header", format!("GET /health HTTP/1.1\r\nhost: a\r\nx: {long}\r\n\r\n"), "431"),
        ("many headers", format!("GET /health HTTP/1.1\r\nhost: a\r\n{headers}\r\n"), "431"),
        ("long address", format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"), "431"),
        ("announced body", "POST /sparql HTTP/1.1\r\nhost: a\r\ncontent-type: application/sparql-query\r\ncontent-length: 99999999\r\nconnection: close\r\n\r\n".to_owned(), "413"),
        ("two lengths", "POST /sparql HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nASK{}".to_owned(), "400"),
        ("bare line break", "GET /health HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n".to_owned(), "400"),
        ("NUL", "GET /health HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n".to_owned(), "400"),
        ("no HTTP", "\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), "400"),
        ("space in a name", "GET /health HTTP/1.1\r\nhost : a\r\n\r\n".to_owned(), "400"),
        ("other version", "GET /health HTTP/7.1\r\nhost: a\r\n\r\n".to_owned(), "400"),
    ];
    for (name, bytes, status) in &table {
        let said = until_closed(begun(&server, bytes.as_bytes()));
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{name}: {said:.100}");
        is_well(&server);
    }
    let body = vec![b' '; (1 << 20) + 1];
    let headers = [("content-type", "application/sparql-query")];
    let response = server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: &body });
    assert_eq!((response.status, response.json()["code"].as_str()), (413, Some("request-too-large")));
    let chunked = begun(
        &server,
        b"POST /sparql HTTP/1.1\r\nhost: a\r\ncontent-type: application/sparql-query\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
    );
    let mut writer = chunked.try_clone().unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    for _ in 0..20 {
        let _ = writer.write_all(&chunk);
    }
    assert!(until_closed(chunked).starts_with("HTTP/1.1 413"));
    is_well(&server);
}

#[test]
fn nothing_of_a_request_becomes_a_header_or_a_path_of_the_server() {
    let server = Server::start(&numbers(10), |options| options.token = Some("t".to_owned()));
    std::fs::write(server.folder().join("secret.txt"), "secret").unwrap();
    for path in [
        "/id/../../secret.txt",
        "/id/..%2f..%2fsecret.txt",
        "/id/%2e%2e/%2e%2e/secret.txt",
        "/store/../secret.txt",
        "/store/..%2fsecret.txt",
        "/store?graph=file:///etc/passwd",
        "/id/%00",
        "/id/a%0d%0ax-injected:%20yes",
        "/ontology/../../Cargo.toml",
        "//secret.txt",
        "/manifest.json",
    ] {
        let response = server.get(path, "text/turtle");
        assert!([400, 404].contains(&response.status), "{path}: {}", response.status);
        assert_eq!(response.header("x-injected"), "", "{path}");
        assert!(!response.text().contains("root:") && !response.text().contains("secret\n"), "{path}");
    }
    let headers = [("content-type", "text/turtle"), ("authorization", "Bearer t"), ("host", "a\u{0}b")];
    let response = server.send(&Request { method: "POST", path: "/store", headers: &headers, body: b"<a> <b> <c> ." });
    assert_eq!(response.status, 400);
    for id in ["a b\tc", "x<script>", &"y".repeat(500)] {
        let response =
            server.send(&Request { method: "GET", path: "/health", headers: &[("x-request-id", id)], body: b"" });
        assert_ne!(response.header("x-request-id"), id);
        assert!(!response.header("x-request-id").is_empty());
    }
}

#[test]
fn a_foreign_page_cannot_write_and_who_guesses_tokens_is_slowed_down() {
    let server = Server::start(&[], |options| options.token = Some("correct horse".to_owned()));
    let update = b"update=INSERT+DATA+%7B%3Curn%3Aa%3E+%3Curn%3Ab%3E+1%7D";
    // What a browser sends for a form of another page: no preflight, cookies at most.
    for origin in ["https://evil.example", "null"] {
        let headers = [
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", "token=correct horse"),
        ];
        let response = server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: update });
        assert_eq!(response.status, 401);
    }
    let write = |token: &str| {
        let token = format!("Bearer {token}");
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", token.as_str())];
        server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: update })
    };
    assert_eq!(write("correct horse").status, 204);
    let guesses: Vec<u16> = (0..40).map(|guess| write(&format!("guess {guess}")).status).collect();
    assert_eq!(guesses.first(), Some(&401));
    let refused = guesses.iter().filter(|status| **status == 429).count();
    assert!(refused > 10, "{guesses:?}");
    let late = write("correct horse");
    assert_eq!(
        (late.status, late.header("retry-after"), late.json()["code"].as_str()),
        (429, "2", Some("too-many-guesses"))
    );
    assert_eq!(server.csv("SELECT ?o { <urn:a> <urn:b> ?o }"), "o\n1\n");
}

#[test]
fn beyond_the_queue_requests_are_told_to_come_again_and_health_answers() {
    let server = Server::start(&numbers(5000), |options| (options.parallel, options.queue) = (1, 2));
    let endless = encode("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }");
    let request = format!("GET /sparql?query={endless} HTTP/1.1\r\nhost: a\r\n\r\n");
    let busy: Vec<_> = (0..3).map(|_| begun(&server, request.as_bytes())).collect();
    while !server.get("/metrics", "").text().contains("anpu_waiting 2") {}
    let response = ask(&server, "ASK {}", "", &[]);
    assert_eq!(
        (response.status, response.header("retry-after"), response.json()["code"].as_str()),
        (503, "1", Some("busy"))
    );
    assert_eq!(server.get("/health", "").status, 200);
    assert_eq!(server.get("/api/cases", "").status, 503);
    // Exports, which may take long, have a queue of their own.
    assert_eq!(server.get("/api/export?format=dot", "").status, 200);
    drop(busy);
    while server.csv("ASK {}") != "true" {}
}

#[test]
fn a_client_of_http_1_0_gets_the_whole_answer_or_an_error() {
    let server = Server::start(&numbers(100_000), |_| {});
    let get = |query: &str| {
        until_closed(begun(&server, format!("GET /sparql?query={} HTTP/1.0\r\n\r\n", encode(query)).as_bytes()))
    };
    assert!(get("SELECT * { ?s ?p ?o } LIMIT 10").contains(" 200 "));
    let refused = get("SELECT * { ?s ?p ?o }");
    assert!(refused.contains(" 413 ") && refused.contains("too-many-bytes"), "{refused:.300}");
}

#[test]
fn health_answers_while_every_slot_is_busy() {
    let server = Server::start(&numbers(5000), |_| {});
    let endless = encode("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }");
    let request = format!("GET /sparql?query={endless} HTTP/1.1\r\nhost: a\r\n\r\n");
    let _busy: Vec<_> = (0..64).map(|_| begun(&server, request.as_bytes())).collect();
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(server.get("/health", "").status, 200);
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("health under load: half within {:?}, all within {:?}", times[25], times[49]);
}

/// What one attacker of several sends, again and again: queries without end or without bound, and requests that are none.
fn attack(server: &Server, turn: usize) {
    let queries = [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c",
        "SELECT (COUNT(*) AS ?n) { ?a ((((<urn:knows>*)*)*)*)* ?b . ?b (!<urn:y>)* ?c }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(\"aaaa\", CONCAT(\"(x{50}){50}\", STR(?c), STR(?f)))) }",
        "SELECT (STRLEN(GROUP_CONCAT(?t)) AS ?n) { <urn:t> <urn:text> ?t . ?a ?b ?c }",
    ];
    let nested = format!("ASK {{ {}{} }}", "{".repeat(20_000), "}".repeat(20_000));
    match turn % 4 {
        0 | 1 => drop(ask(server, queries[turn % queries.len()], "&timeout=1", &[])),
        2 => drop(post(server, &nested)),
        _ => {
            let headers = [("authorization", "Bearer guess"), ("content-type", "application/sparql-update")];
            let body = vec![b' '; 1 << 20];
            drop(server.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: &body }));
            drop(server.get("/id/..%2f..%2fetc%2fpasswd", "text/turtle"));
        }
    }
}

#[test]
fn under_all_attacks_at_once_health_answers_memory_stays_bounded_and_the_next_good_query_is_served() {
    let limit = 32 << 20;
    let server = Server::start(&data(), |options| {
        (options.memory, options.cache, options.parallel, options.request) = (limit, 16 << 20, 2, 1 << 20);
        (options.patience, options.token) = (Duration::from_secs(1), Some("correct horse".to_owned()));
    });
    is_well(&server);
    let before = server.process.peak();
    let half_open: Vec<TcpStream> = (0..500).map(|_| begun(&server, b"POST /sparql HTTP/1.1\r\nx-slow:")).collect();
    let long = encode("SELECT * { ?a ?b ?c . ?d <urn:knows> <urn:d1> }");
    let request = format!("GET /sparql?query={long} HTTP/1.1\r\nhost: a\r\n\r\n");
    let slow: Vec<TcpStream> = (0..8).map(|_| begun(&server, request.as_bytes())).collect();
    std::thread::scope(|scope| {
        let attackers: Vec<_> = (0..16)
            .map(|first| {
                scope.spawn({
                    let server = &server;
                    move || (first..first + 8).for_each(|turn| attack(server, turn))
                })
            })
            .collect();
        let (mut asked, mut slowest) = (0, Duration::ZERO);
        while !attackers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            let begun = Instant::now();
            assert_eq!(server.get("/health", "").text(), "live\n");
            (asked, slowest) = (asked + 1, slowest.max(begun.elapsed()));
        }
        println!("health asked {asked} times, the slowest answer after {slowest:?}");
    });
    drop((half_open, slow));
    while server.csv("ASK {}") != "true" {}
    assert_eq!(server.csv("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"), "n\n2000\n");
    if let Some((before, after)) = before.zip(server.process.peak()) {
        println!("grew by {} MB with two evaluations at once of {} MB each", (after - before) >> 20, limit >> 20);
        assert!(after - before < 6 * limit, "{} MB", (after - before) >> 20);
    }
}

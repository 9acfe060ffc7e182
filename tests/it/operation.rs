//! What an operator does with the running program: kill it, stop it, reload it, back it up, read its log, let it reach out.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anpu::store::{Dataset, Store};
use oxigraph::model::Term;

use crate::http::{Process, Request, Response, Server, dataset, try_send};
use crate::server::{ask, encode, numbers, turtle};

const TOKEN: &str = "correct horse";

fn update(process: &Process, text: &str) -> Response {
    let headers = [("content-type", "application/sparql-update"), ("authorization", "Bearer correct horse")];
    let request = Request { method: "POST", path: "/sparql", headers: &headers, body: text.as_bytes() };
    crate::http::send(process.address, &request)
}

fn csv(process: &Process, query: &str) -> String {
    let path = format!("/sparql?query={}", encode(query));
    let request = Request { method: "GET", path: &path, headers: &[("accept", "text/csv")], body: b"" };
    crate::http::send(process.address, &request).text().replace("\r\n", "\n")
}

/// How often the server is killed.
const KILLS: u64 = 40;
/// Triples of one content of the graph that is replaced again and again.
const CONTENT: usize = 40;

#[test]
fn killed_at_any_moment_of_updates_replacements_and_reloads_the_server_has_kept_what_it_confirmed_and_nothing_half() {
    let folder = tempfile::tempdir().unwrap();
    dataset(folder.path(), &numbers(1));
    let (mut updates, mut newest) = (BTreeSet::new(), None);
    for kill in 0..KILLS {
        let mut server = Process::start(folder.path(), |options| options.token = Some(TOKEN.to_owned()));
        let address = server.address;
        let number = |n: u64| kill * 1_000_000 + n;
        let (inserted, replaced) = thread::scope(|scope| {
            let inserted = scope.spawn(move || confirmed(|n| insert(address, number(n))));
            let replaced = scope.spawn(move || confirmed(|n| replace(address, number(n))));
            if kill % 2 == 1 {
                dataset(folder.path(), &numbers(usize::try_from(kill).unwrap()));
                server.signal("HUP");
            }
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_micros(kill * 7919 % 40_000) {
                std::hint::spin_loop();
            }
            server.child.kill().unwrap();
            server.child.wait().unwrap();
            (inserted.join().unwrap(), replaced.join().unwrap())
        });
        updates.extend((0..inserted).map(number));
        newest = replaced.checked_sub(1).map(number).or(newest);
        kept(folder.path(), &updates, newest);
    }
    assert!(!updates.is_empty() && newest.is_some(), "nothing was confirmed before any kill");
}

/// How many requests are confirmed, one after the other, before one is not.
fn confirmed(ask: impl Fn(u64) -> Option<Response>) -> u64 {
    let mut count = 0;
    while ask(count).is_some_and(|response| (200..300).contains(&response.status)) {
        count += 1;
    }
    count
}

/// Says two things at once.
fn insert(address: SocketAddr, number: u64) -> Option<Response> {
    let text = format!("INSERT DATA {{ <urn:{number}> <urn:half> 1, 2 }}");
    try_send(address, &write("POST", "/sparql", "application/sparql-update", &text))
}

/// Gives a graph another content, every triple of which tells the number.
fn replace(address: SocketAddr, number: u64) -> Option<Response> {
    let text = (0..CONTENT).map(|n| format!("<urn:part-{n}> <urn:content> {number} .\n")).collect::<Vec<_>>().concat();
    try_send(address, &write("PUT", "/store?graph=urn%3Ag", "text/turtle", &text))
}

fn write<'a>(method: &'a str, path: &'a str, kind: &'a str, body: &'a str) -> Request<'a> {
    let headers: &'a [(&str, &str)] = match kind {
        "text/turtle" => &[("content-type", "text/turtle"), ("authorization", "Bearer correct horse")],
        _ => &[("content-type", "application/sparql-update"), ("authorization", "Bearer correct horse")],
    };
    Request { method, path, headers, body: body.as_bytes() }
}

/// Holds that the dataset can be read, has every confirmed update and, of the graph that is replaced, one whole content
/// that is no older than the last one confirmed.
fn kept(folder: &Path, updates: &BTreeSet<u64>, newest: Option<u64>) {
    let store = Store::open(&Dataset::open(folder).unwrap()).unwrap();
    let (mut halves, mut contents) = (BTreeMap::new(), BTreeMap::new());
    for quad in store.quads().unwrap() {
        match (quad.predicate.as_str(), &quad.object) {
            ("urn:half", _) => *halves.entry(quad.subject.to_string()).or_insert(0) += 1,
            ("urn:content", Term::Literal(number)) => {
                *contents.entry(number.value().parse::<u64>().unwrap()).or_insert(0) += 1;
            }
            _ => {}
        }
    }
    assert!(halves.values().all(|count| *count == 2), "half an update");
    assert!(updates.iter().all(|number| halves.contains_key(&format!("<urn:{number}>"))), "a confirmed update is lost");
    assert!(contents.len() <= 1 && contents.values().all(|count| *count == CONTENT), "half a content: {contents:?}");
    assert!(newest.is_none_or(|newest| contents.keys().any(|number| *number >= newest)), "{newest:?} is lost");
}

#[test]
fn a_disk_that_takes_no_more_updates_is_an_error_and_keeps_those_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    dataset(folder.path(), &[]);
    let server = Process::limited(8, folder.path(), |options| options.token = Some(TOKEN.to_owned()));
    let update = |number: u64| insert(server.address, number);
    let updates = confirmed(update);
    assert!(updates > 0);
    for number in [updates, updates + 1] {
        let refused = update(number).unwrap();
        assert_eq!(
            (refused.status, refused.json()["code"].as_str()),
            (507, Some("storage-full")),
            "{}",
            refused.text()
        );
    }
    // It answers on, from the state before.
    assert_eq!(csv(&server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), format!("n\n{}\n", 2 * updates));
    kept(folder.path(), &(0..updates).collect(), None);
    drop(server);
    let roomier = Process::start(folder.path(), |options| options.token = Some(TOKEN.to_owned()));
    assert_eq!(insert(roomier.address, updates).unwrap().status, 204);
    kept(folder.path(), &(0..=updates).collect(), None);
}

#[test]
fn a_rebuilt_dataset_is_served_after_a_signal_without_a_dropped_request() {
    let server = Server::start(&numbers(10), |_| {});
    let count = || csv(&server.process, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
    assert_eq!(count(), "n\n10\n");
    let ready = server.get("/health/ready", "").text();
    for size in [20, 30, 40] {
        dataset(server.folder(), &numbers(size));
        server.process.signal("HUP");
        while count() != format!("n\n{size}\n") {}
    }
    assert_ne!(server.get("/health/ready", "").text(), ready);
    assert!(server.get("/metrics", "").text().contains("anpu_reloads_total 3"));
    // What cannot be read leaves the old state in service.
    std::fs::write(server.folder().join("manifest.json"), "{").unwrap();
    server.process.signal("HUP");
    while !server.process.log().contains("could not be read again") {}
    assert_eq!(count(), "n\n40\n");
}

#[test]
fn a_server_told_to_stop_finishes_its_answers_and_takes_no_more() {
    let mut server = Server::start(&numbers(300_000), |_| {});
    let mut stream = TcpStream::connect(server.address).unwrap();
    let query = encode("SELECT * { ?s ?p ?o }");
    write!(stream, "GET /sparql?query={query} HTTP/1.1\r\nhost: a\r\naccept: text/csv\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut first = [0; 1];
    stream.read_exact(&mut first).unwrap();
    server.process.signal("TERM");
    while TcpStream::connect(server.address).is_ok() {}
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the stream has its end");
    assert_eq!(rest.matches("urn:s").count(), 300_000);
    assert_eq!(server.process.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_backup_taken_while_updates_come_is_a_dataset_with_all_confirmed_before() {
    let server =
        Server::start(&turtle("<urn:g> { <urn:a> <urn:b> 1 }"), |options| options.token = Some(TOKEN.to_owned()));
    assert_eq!(update(&server.process, "INSERT DATA { <urn:a> <urn:b> 2 }").status, 204);
    let target = tempfile::tempdir().unwrap();
    let copy = target.path().join("copy");
    let backup = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
        command.arg("backup").arg("-d").arg(server.folder()).arg(&copy).env("ANPU_LANG", "en").output().unwrap()
    };
    let done = backup();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(update(&server.process, "INSERT DATA { <urn:a> <urn:b> 3 }").status, 204);
    let restored = Process::start(&copy, |options| options.token = Some(TOKEN.to_owned()));
    assert_eq!(csv(&restored, "SELECT ?o { ?s ?p ?o } ORDER BY ?o"), "o\n1\n2\n");
    assert_eq!(update(&restored, "INSERT DATA { <urn:a> <urn:b> 4 }").status, 204);
    let again = backup();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("not empty"));
}

#[test]
fn every_request_has_a_line_in_the_log_under_its_id() {
    let server = Server::start(&numbers(10), |_| {});
    let headers = [("x-request-id", "the-id-of-this-one")];
    let response = ask(&server, "SELECT * { ?s ?p ?o }", "", &headers);
    assert_eq!(response.header("x-request-id"), "the-id-of-this-one");
    while !server.process.log().contains("the-id-of-this-one") {}
}

#[test]
fn another_endpoint_is_asked_only_where_the_operator_allowed_it() {
    let other = Server::start(&turtle("<urn:a> <urn:b> \"其他\" ."), |_| {});
    let endpoint = format!("http://{}/sparql", other.address);
    let document = format!("http://{}/store?default", other.address);
    let closed = Server::start(&[], |options| options.token = Some(TOKEN.to_owned()));
    let open = Server::start(&[], |options| {
        options.token = Some(TOKEN.to_owned());
        options.services = vec![endpoint.clone(), document.clone(), "http://127.0.0.1:1/sparql".to_owned()];
    });
    let query = |service: &str| format!("SELECT ?o {{ SERVICE <{service}> {{ ?s ?p ?o }} }}");
    let code = |server: &Server, service: &str| {
        let response = ask(server, &query(service), "", &[]);
        (response.status, response.json()["code"].as_str().map(str::to_owned))
    };
    assert_eq!(csv(&open.process, &query(&endpoint)), "o\n其他\n");
    assert_eq!(code(&closed, &endpoint), (403, Some("federation-off".to_owned())));
    assert_eq!(code(&open, "http://127.0.0.1:1/other"), (403, Some("federation-off".to_owned())));
    assert_eq!(code(&open, "http://127.0.0.1:1/sparql"), (502, Some("service-failed".to_owned())));
    let load = format!("LOAD <{document}> INTO GRAPH <urn:g>");
    assert_eq!(update(&closed.process, &load).status, 403);
    assert_eq!(update(&open.process, &load).status, 204);
    assert_eq!(csv(&open.process, "SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }"), "o\n其他\n");
}

//! What an operator does with the running program: kill it, stop it, reload it, back it up, read its log, let it reach out.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use crate::http::{Process, Request, Response, Server, dataset};
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

#[test]
fn no_confirmed_update_is_lost_by_a_kill_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    dataset(folder.path(), &[]);
    let mut confirmed = Vec::new();
    for round in 0..3 {
        let mut server = Process::start(folder.path(), |options| options.token = Some(TOKEN.to_owned()));
        for i in 0..10 {
            let name = format!("urn:{round}-{i}");
            assert_eq!(update(&server, &format!("INSERT DATA {{ <{name}> <urn:p> 1 }}")).status, 204);
            confirmed.push(name);
        }
        // An update is under way when the process is killed.
        let request = format!("INSERT DATA {{ {} }}", "<urn:unconfirmed> <urn:p> 2 . ".repeat(5000));
        let mut stream = TcpStream::connect(server.address).unwrap();
        write!(stream, "POST /sparql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: application/sparql-update\r\ncontent-length: {}\r\n\r\n{request}", request.len()).unwrap();
        server.child.kill().unwrap();
        server.child.wait().unwrap();
    }
    let server = Process::start(folder.path(), |_| {});
    let mut found: Vec<String> =
        csv(&server, "SELECT ?s { ?s <urn:p> 1 }").lines().skip(1).map(str::to_owned).collect();
    found.sort();
    assert_eq!(found, confirmed);
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

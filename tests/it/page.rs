//! The page and what it asks for: served under a strict policy, from a dataset that the program built.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::http::{Process, Request, Response, Server, send};
use crate::sample;

const TOKEN: &str = "correct horse";

/// A server over the sample cases.
fn samples(folder: &Path, token: Option<&str>) -> Process {
    let built = Command::new(env!("CARGO_BIN_EXE_anpu"))
        .args(["build", "-d", folder.to_str().unwrap(), concat!(env!("CARGO_MANIFEST_DIR"), "/data/cases")])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Process::start(folder, |options| options.token = token.map(str::to_owned))
}

fn get(address: std::net::SocketAddr, path: &str) -> Response {
    send(address, &Request { method: "GET", path, headers: &[], body: b"" })
}

#[test]
fn the_page_may_run_its_own_scripts_and_nothing_else() {
    let server = Server::start(&sample::quads(), |_| {});
    let home = server.get("/", "");
    assert_eq!((home.status, home.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = home.header("content-security-policy");
    for part in
        ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "worker-src 'self'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for path in ["/assets/none.js", "/assets/..%2Findex.html", "/assets/"] {
        assert_eq!(server.get(path, "").status, 404, "{path}");
    }
}

#[test]
fn a_case_comes_with_its_record_its_text_and_the_things_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let server = samples(folder.path(), None);
    let address = server.address;
    let case = get(address, "/api/case?id=2024-rule-of-law-cases/1").json();
    let record = &case["record"];
    let text: Vec<char> = case["text"].as_str().unwrap().chars().collect();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let begin = number(&record["span"][0]);
    for fact in record["mechanisms"].as_array().unwrap() {
        let at = &fact["evidence"][0];
        let words: String = text[number(&at[0]) - begin..number(&at[1]) - begin].iter().collect();
        let surfaces = fact["surfaces"].as_array().unwrap();
        let without_space = |text: &str| text.split_whitespace().collect::<String>();
        assert!(surfaces.iter().any(|form| without_space(form.as_str().unwrap()) == without_space(&words)), "{fact}");
        let iri = case["things"]["mechanisms"][fact["concept"].as_str().unwrap()].as_str().unwrap();
        assert!(iri.starts_with("https://w3id.org/anpu/id/mechanism/"), "{iri}");
    }
    assert_eq!(case["things"]["places"]["上海市浦东新区"], "https://w3id.org/anpu/id/place/310115");
    let similar = get(address, "/api/similar?id=2024-rule-of-law-cases/1").json();
    assert!(
        similar.as_array().unwrap().iter().all(|other| !other["reasons"].as_array().unwrap().is_empty()),
        "{similar}"
    );
}

#[test]
fn what_is_asked_wrongly_is_told_with_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let server = samples(folder.path(), None);
    let address = server.address;
    let table = [
        ("/api/case?id=none/1", 404, "not-found"),
        ("/api/case?id=2024-rule-of-law-cases/999", 404, "not-found"),
        ("/api/case", 400, "bad-parameter"),
        ("/api/similar?id=", 404, "not-found"),
        ("/api/export?format=none", 400, "bad-parameter"),
        ("/api/export?format=gexf&view=none", 400, "bad-parameter"),
        ("/api/export?format=csv", 400, "bad-parameter"),
        ("/api/export?format=turtle&year=2024", 400, "bad-parameter"),
        ("/api/doubts?limit=0", 400, "bad-parameter"),
        ("/api/doubts?below=much", 400, "bad-parameter"),
    ];
    for (path, status, code) in table {
        let response = get(address, path);
        assert_eq!((response.status, response.json()["code"].as_str()), (status, Some(code)), "{path}");
    }
    let drawn = get(address, "/api/export?format=cytoscape&view=mechanism-place&min_support=2").json();
    assert!(!drawn["elements"]["nodes"].as_array().unwrap().is_empty());
}

#[test]
fn decisions_are_taken_from_those_who_may_write_and_lie_beside_the_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let server = samples(folder.path(), Some(TOKEN));
    let address = server.address;
    let doubts = get(address, "/api/doubts?below=1&limit=1000").json();
    let doubt = doubts["items"].as_array().unwrap().iter().find(|doubt| doubt["fact"] != "").unwrap().clone();
    assert!(doubt["sentence"].as_str().unwrap().contains(doubt["quote"].as_str().unwrap()), "{doubt}");
    let decision = json!({
        "action": "reject", "author": "审核人", "reason": "核对原文", "case": doubt["case"], "group": doubt["group"],
        "fact": doubt["fact"], "quote": doubt["sentence"],
    });
    let post = |authorization: &str, body: &Value| {
        let headers = [("authorization", authorization), ("content-type", "application/json")];
        let body = body.to_string();
        let request = Request { method: "POST", path: "/api/decisions", headers: &headers, body: body.as_bytes() };
        send(address, &request).status
    };
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(post("Bearer wrong", &json!([decision])), 401);
    assert_eq!(post(&bearer, &json!([{"action": "reject"}])), 400);
    assert_eq!(get(address, "/api/decisions").json(), json!([]));
    assert_eq!(post(&bearer, &json!([decision])), 204);
    assert_eq!(get(address, "/api/decisions").json(), json!([decision]));
    assert!(folder.path().join("decisions/review.toml").is_file());
    let left = get(address, "/api/doubts?below=1&limit=1000").json();
    assert_eq!(left["total"].as_u64().unwrap() + 1, doubts["total"].as_u64().unwrap());
    let reading = tempfile::tempdir().unwrap();
    let server = samples(reading.path(), None);
    let address = server.address;
    let request = Request { method: "POST", path: "/api/decisions", headers: &[], body: b"[]" };
    assert_eq!(send(address, &request).json()["code"], "read-only");
}

#[test]
fn lists_name_a_thing_once_though_it_has_names_in_two_languages() {
    let folder = tempfile::tempdir().unwrap();
    let server = samples(folder.path(), None);
    for path in ["/api/recurrence?limit=1000", "/api/mechanisms?limit=1000"] {
        let list = get(server.address, path).json();
        let items = list["items"].as_array().unwrap();
        let different: std::collections::HashSet<&str> = items.iter().filter_map(|item| item["iri"].as_str()).collect();
        assert!(!items.is_empty());
        assert_eq!(different.len(), items.len(), "{path}");
        assert_eq!(list["total"].as_u64().unwrap(), items.len() as u64, "{path}");
    }
}

//! A dataset in other stores: graph by graph, only what changed, through failures; and questions asked there.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use tempfile::tempdir;

use crate::build::build;
use crate::http;

const ONE: &str = "推行企业检查码\n2024年，上海市长宁区司法局推行“检查码”，累计发出检查码1200余次。";
const OTHER: &str = "某市人民法院首创“渡口说事”机制，一年化解纠纷98件。";

fn anpu(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
    command.current_dir(folder).args(args).env("ANPU_LANG", "en").env("ANPU_REMOTE_TOKEN", "secret");
    command.env_remove("ANPU_DATASET").output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Builds the two texts into `库` in `folder`.
fn built(folder: &Path) -> [PathBuf; 2] {
    let files = [folder.join("甲.txt"), folder.join("乙.txt")];
    fs::write(&files[0], ONE).unwrap();
    fs::write(&files[1], OTHER).unwrap();
    build(&files, &folder.join("库"));
    files
}

/// All quads that a query gives, one a line.
fn quads(text: &str) -> BTreeSet<String> {
    text.lines().skip(1).map(str::to_owned).collect()
}

/// All that has a name; blank nodes of the ontology have another one in each store.
const ALL: &str = "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } FILTER(!isBlank(?s) && !isBlank(?o)) }";

#[test]
fn another_store_gets_all_graphs_then_only_what_changed_and_answers_as_the_dataset_does() {
    let folder = tempdir().unwrap();
    let files = built(folder.path());
    let server = http::Server::start(&[], |options| options.token = Some("secret".to_owned()));
    let server = server.address;
    let (store, sparql) = (format!("http://{server}/store"), format!("http://{server}/sparql"));
    let publish = || {
        let output = anpu(folder.path(), &["publish", &store, "-d", "库"]);
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    let same = || {
        let ask = |more: &[&str]| {
            let output = anpu(folder.path(), &[&["query", ALL, "-f", "csv"], more].concat());
            assert!(output.status.success(), "{}", stderr(&output));
            quads(&String::from_utf8(output.stdout).unwrap())
        };
        let (here, there) = (ask(&["-d", "库"]), ask(&["--endpoint", &sparql]));
        assert!(here.len() > 100 && here == there, "{} here, {} there", here.len(), there.len());
    };
    assert!(publish().contains(": 5 graphs sent, 0 unchanged, 0 removed"), "documents, authorities, ontology, dataset");
    same();
    assert!(publish().contains(": 0 graphs sent, 5 unchanged, 0 removed"));
    fs::write(&files[1], OTHER.replace("98", "99")).unwrap();
    build(&files, &folder.path().join("库"));
    assert!(publish().contains(": 1 graphs sent, 4 unchanged, 0 removed"));
    same();
    build(&files[..1], &folder.path().join("库"));
    assert!(publish().contains(", 1 removed"));
    same();
    let table = anpu(
        folder.path(),
        &["query", "mechanism-profile", "-p", "mechanism=检查码", "-f", "table", "--endpoint", &sparql],
    );
    assert!(String::from_utf8_lossy(&table.stdout).contains("检查码"), "{}", stderr(&table));
}

#[test]
fn a_dataset_of_another_store_is_exported_and_analysed_as_the_one_it_was_published_from() {
    let folder = tempdir().unwrap();
    built(folder.path());
    let server = http::Server::start(&[], |options| options.token = Some("secret".to_owned()));
    let published = anpu(folder.path(), &["publish", &format!("http://{}/store", server.address), "-d", "库"]);
    assert!(published.status.success(), "{}", stderr(&published));
    let endpoint = format!("http://{}/sparql", server.address);
    let told = |args: &[&str], from: [&str; 2]| {
        let output = anpu(folder.path(), &[args, &from].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.len() > 100, "{args:?}: {text}");
        // Blank nodes of the ontology have another name in each store.
        text.lines().filter(|line| !line.contains("_:")).map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let table: [&[&str]; 4] = [
        &["analyze", "recurrence", "--min-places", "1"],
        &["analyze", "path", "检查码", "上海市长宁区", "-f", "json"],
        &["export", "-f", "ntriples"],
        &["export", "-f", "cypher", "--view", "mechanism-place"],
    ];
    for args in table {
        assert_eq!(told(args, ["-d", "库"]), told(args, ["--endpoint", &endpoint]), "{args:?}");
    }
    let empty = http::Server::start(&[], |_| {});
    let address = format!("http://{}/sparql", empty.address);
    let none = anpu(folder.path(), &["export", "-f", "turtle", "--endpoint", &address]);
    assert!(!none.status.success() && stderr(&none).contains("no dataset"), "{}", stderr(&none));
}

/// What a request says of itself: its first line and headers.
type Head = Vec<String>;

/// A store that answers as `answer` says, given the number of the request and its head; and the heads it got.
fn fake(answer: impl Fn(usize, &Head) -> String + Send + 'static) -> (SocketAddr, Arc<Mutex<Vec<Head>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, heads) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&heads);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut reader = BufReader::new(stream.unwrap());
            let head: Head = reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            let length =
                head.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            reader.by_ref().take(length.unwrap_or(0)).read_to_end(&mut Vec::new()).unwrap();
            let text = answer(number, &head);
            seen.lock().unwrap().push(head);
            reader.into_inner().write_all(text.as_bytes()).unwrap();
        }
    });
    (address, heads)
}

fn status(line: &str, headers: &str) -> String {
    format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n{headers}\r\n")
}

#[test]
fn what_may_pass_is_tried_again_and_what_does_not_is_told_and_the_next_run_goes_on_there() {
    let folder = tempdir().unwrap();
    built(folder.path());
    let (address, heads) = fake(|number, _| match number {
        0 => status("503 Service Unavailable", "retry-after: 0\r\n"),
        3 => status("403 Forbidden", ""),
        _ => status("204 No Content", ""),
    });
    let url = format!("http://{address}/");
    let first = anpu(folder.path(), &["publish", &url, "-d", "库"]);
    assert_eq!(first.status.code(), Some(2));
    assert!(stderr(&first).contains("403") && stderr(&first).contains(&url), "{}", stderr(&first));
    let second = anpu(folder.path(), &["publish", &url, "-d", "库"]);
    assert!(stderr(&second).contains("3 graphs sent, 2 unchanged"), "{}", stderr(&second));
    let heads = heads.lock().unwrap();
    assert!(heads.iter().all(|head| head.iter().any(|line| line.eq_ignore_ascii_case("authorization: Bearer secret"))));
    let (puts, rest): (Vec<usize>, Vec<usize>) = (0..heads.len()).partition(|&at| heads[at][0].starts_with("PUT "));
    assert_eq!(puts.len(), 7, "{heads:?}");
    // A graph that is larger than a request goes on in the next ones.
    let graph = |at: usize| heads[at][0].split_once(' ').map(|(_, target)| target);
    let goes_on = |&at: &usize| heads[at][0].starts_with("POST ") && graph(at) == graph(at - 1);
    assert!(rest.iter().all(goes_on), "{heads:?}");
}

#[test]
fn a_password_is_sent_by_digest_where_the_store_asks_for_it_and_plainly_where_it_does_not() {
    let folder = tempdir().unwrap();
    built(folder.path());
    let challenges = [
        (
            "www-authenticate: Digest realm=\"SPARQL\", nonce=\"n\", qop=\"auth\"\r\n",
            "Digest username=\"dba\", realm=\"SPARQL\"",
        ),
        ("www-authenticate: Basic realm=\"x\"\r\n", "Basic ZGJhOnB3"),
    ];
    for (challenge, expected) in challenges {
        let (address, heads) = fake(move |_, head| {
            if head.iter().any(|line| line.to_lowercase().starts_with("authorization: ")) {
                status("204 No Content", "")
            } else {
                status("401 Unauthorized", challenge)
            }
        });
        let output = Command::new(env!("CARGO_BIN_EXE_anpu"))
            .current_dir(folder.path())
            .args(["publish", &format!("http://{address}/"), "-d", "库", "--user", "dba"])
            .env("ANPU_PASSWORD", "pw")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let heads = heads.lock().unwrap();
        assert!(heads.iter().flatten().any(|line| line.contains(expected)), "{heads:?}");
    }
}

#[test]
fn a_store_that_is_not_there_is_an_error_that_names_it() {
    let folder = tempdir().unwrap();
    built(folder.path());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = anpu(folder.path(), &["publish", &format!("http://{free}/"), "-d", "库", "--retries", "1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(&free.to_string()) && stderr(&output).contains("reached"), "{}", stderr(&output));
}

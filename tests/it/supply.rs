//! What the program is made of and how much it takes: reasons of dependencies, where they come from, and that the page on
//! security tells the limits that the code has.

use std::fs;
use std::path::Path;

use anpu::corpus::limits;
use anpu::server::ServerOptions;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the file is in the package")
}

/// The lines of a section of `Cargo.toml` that are not empty.
fn section<'a>(manifest: &'a str, name: &str) -> Vec<&'a str> {
    let lines = manifest.lines().skip_while(|line| *line != name).skip(1);
    lines.take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_direct_dependency_has_its_reason() {
    let manifest = read("Cargo.toml");
    for name in ["[dependencies]", "[dev-dependencies]"] {
        let lines = section(&manifest, name);
        assert!(!lines.is_empty(), "{name}");
        for line in lines.iter().filter(|line| !line.starts_with('#')) {
            assert!(line.split_once("# ").is_some_and(|(_, reason)| reason.len() > 2), "{line}");
        }
    }
}

#[test]
fn unsafe_code_is_forbidden_and_all_dependencies_are_pinned_to_the_registry() {
    assert!(section(&read("Cargo.toml"), "[lints.rust]").contains(&"unsafe_code = \"forbid\""));
    let lock = read("Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    let foreign = packages.iter().filter(|package| !package.contains("name = \"anpu\"\n"));
    for package in foreign {
        assert!(package.contains("source = \"registry+"), "{package}");
        assert!(package.contains("checksum = "), "{package}");
    }
}

#[test]
fn the_page_on_security_tells_the_limits_of_the_code() {
    let page = read("SECURITY.md");
    let server = ServerOptions::new("dataset");
    let limits: [(&str, u64); 17] = [
        ("bytes of a document's file", limits::MAX_FILE_BYTES),
        ("bytes of a document's text", limits::MAX_TEXT_BYTES as u64),
        ("bytes that a part of a Word document unpacks to", limits::MAX_PART_BYTES),
        ("bytes that the streams of a PDF unpack to", limits::MAX_UNPACKED_BYTES),
        ("pages of a PDF", limits::MAX_PDF_PAGES as u64),
        ("drawing operations of a PDF", limits::MAX_PDF_WORK),
        ("bytes of a line in a stream of documents", limits::MAX_LINE_BYTES),
        ("folders inside folders", limits::MAX_FOLDER_DEPTH as u64),
        ("seconds of a query or update", server.timeout.as_secs()),
        ("rows of an answer", server.rows),
        ("bytes of an answer", server.bytes),
        ("bytes that an evaluation holds", server.memory),
        ("bytes of a request", server.request as u64),
        ("connections at once", server.connections as u64),
        ("seconds for the head of a request, and for a piece of an answer", server.patience.as_secs()),
        ("evaluations that wait", server.queue as u64),
        ("bytes of answers kept", server.cache),
    ];
    for (name, value) in limits {
        assert!(page.contains(&format!("| {name} | {value} |")), "{name}: {value}");
    }
}

//! The command line as a user meets it: results on standard output, all else on standard error, exit codes, languages.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use oxigraph::io::{RdfFormat, RdfParser};
use serde_json::Value;
use tempfile::TempDir;

/// A short report with a place, two units, a law and two results.
const CASE: &str = "推行企业检查码\n\n一、主要做法\n2024年，上海市长宁区司法局会同区市场监管局推行“检查码”，依据《中华人民共和国行政处罚法》\
                    第三十三条规范涉企检查。\n二、工作成效\n一年来，累计发出检查码1200余次，重复检查同比下降30%。\n";

fn anpu(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the binary runs")
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
    command.current_dir(folder).args(args).env("ANPU_LANG", "en").env_remove("ANPU_DATASET");
    command
}

fn with_case() -> TempDir {
    let folder = TempDir::new().expect("a folder for the test");
    fs::write(folder.path().join("检查码.txt"), CASE).expect("the case is written");
    folder
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("output is UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("messages are UTF-8")
}

#[test]
fn a_text_on_standard_input_is_one_record_with_its_evidence() {
    let folder = with_case();
    let mut child = command(folder.path(), &["extract", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("input is piped").write_all(CASE.as_bytes()).expect("the text is taken");
    let output = child.wait_with_output().expect("the binary ends");
    let record: Value = serde_json::from_str(stdout(&output)).expect("one record, one line");
    assert_eq!(record["title"], "推行企业检查码");
    let law = &record["laws"][0];
    assert_eq!((&law["title"], &law["articles"][0]), (&"中华人民共和国行政处罚法".into(), &"第三十三条".into()));
    let span = |at: usize| usize::try_from(law["evidence"][0][at].as_u64().expect("a number")).expect("a small number");
    let quoted: String = CASE.chars().skip(span(0)).take(span(1) - span(0)).collect();
    assert_eq!(law["surface"], quoted);
}

#[test]
fn a_stream_of_documents_gives_a_stream_of_records_and_tells_bad_lines() {
    let folder = TempDir::new().expect("a folder for the test");
    let line = serde_json::json!({"id": "甲", "text": CASE});
    fs::write(folder.path().join("文.ndjson"), format!("{line}\n不是JSON\n\n{line}\n")).expect("the stream is written");
    let output = anpu(folder.path(), &["extract", "--from", "ndjson", "文.ndjson"]);
    assert_eq!(stdout(&output).lines().count(), 2);
    assert!(stderr(&output).contains("文.ndjson:2"), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_graph_printed_without_a_dataset_is_the_one_that_a_dataset_holds() {
    let folder = with_case();
    let parsed = |format: RdfFormat, text: &[u8]| -> BTreeSet<String> {
        let quads = RdfParser::from_format(format).for_slice(text);
        quads.map(|quad| quad.expect("the output is of its format").to_string()).collect()
    };
    let extracted = |format| anpu(folder.path(), &["extract", "-f", format, "检查码.txt"]).stdout;
    let quads = parsed(RdfFormat::NQuads, &extracted("nquads"));
    assert_eq!(anpu(folder.path(), &["build", "检查码.txt"]).status.code(), Some(0));
    let whole = parsed(RdfFormat::NQuads, &anpu(folder.path(), &["export", "-f", "nquads"]).stdout);
    let graph = " <https://w3id.org/anpu/graph/document/检查码>";
    assert_eq!(quads, whole.into_iter().filter(|quad| quad.ends_with(graph)).collect());
    let turtle = extracted("turtle");
    assert!(String::from_utf8_lossy(&turtle).contains("@prefix anpu: <https://w3id.org/anpu/ontology#> ."));
    let triples = quads.iter().filter_map(|quad| quad.strip_suffix(graph)).map(str::to_owned).collect();
    assert_eq!(parsed(RdfFormat::Turtle, &turtle), triples);
}

#[test]
fn a_folder_becomes_a_dataset_that_answers() {
    let folder = with_case();
    let built = anpu(folder.path(), &["build", "检查码.txt"]);
    assert_eq!((built.status.code(), stdout(&built)), (Some(0), ""), "{}", stderr(&built));
    let ask = "ASK { ?case a <https://w3id.org/anpu/ontology#Case> }";
    fs::write(folder.path().join("ask.rq"), ask).expect("the query is written");
    assert_eq!(stdout(&anpu(folder.path(), &["query", "ask.rq", "-f", "csv"])).trim(), "true");
    let told = anpu(folder.path(), &["explain", "检查码/1", "行政处罚法"]);
    assert!(stdout(&told).contains("【《中华人民共和国行政处罚法》】"), "{}", stdout(&told));
}

#[test]
fn a_refused_document_is_told_and_the_rest_is_done() {
    let folder = with_case();
    fs::write(folder.path().join("空.txt"), "").expect("an empty file is written");
    let built = anpu(folder.path(), &["build", ".", "-d", "库"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(stderr(&built).contains("空.txt"), "{}", stderr(&built));
    assert!(stderr(&built).contains("1 cases"), "{}", stderr(&built));
}

#[test]
fn a_copy_of_a_document_is_told_since_its_cases_count() {
    let folder = with_case();
    let told = |built: &Output| stderr(built).lines().filter(|line| line.contains("is a copy of")).count();
    assert_eq!(told(&anpu(folder.path(), &["build", ".", "-d", "库"])), 0);
    fs::copy(folder.path().join("检查码.txt"), folder.path().join("检查码 副本.txt")).expect("a copy");
    let built = anpu(folder.path(), &["build", ".", "-d", "库"]);
    assert!(stderr(&built).contains("检查码.txt is a copy of ./检查码 副本.txt"), "{}", stderr(&built));
    assert_eq!((built.status.code(), told(&built)), (Some(0), 1));
}

#[test]
fn a_mistyped_path_leaves_the_dataset_as_it_was() {
    let folder = with_case();
    assert_eq!(anpu(folder.path(), &["build", "检查码.txt"]).status.code(), Some(0));
    let mistyped = anpu(folder.path(), &["build", "检查马.txt"]);
    assert_eq!(mistyped.status.code(), Some(2));
    assert!(stderr(&mistyped).contains("检查马.txt"), "{}", stderr(&mistyped));
    let again = anpu(folder.path(), &["build", "检查码.txt"]);
    assert!(stderr(&again).contains("0 documents read, 1 unchanged, 0 gone"), "{}", stderr(&again));
}

#[test]
fn a_dataset_among_the_documents_is_not_read_and_a_file_given_twice_once() {
    let folder = with_case();
    let whole = folder.path().to_string_lossy().into_owned();
    for _ in 0..2 {
        let built = anpu(folder.path(), &["build", ".", "检查码.txt", &whole]);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
        assert!(stderr(&built).contains("1 documents, 1 cases"), "{}", stderr(&built));
    }
}

#[test]
fn a_query_is_told_from_a_name_and_may_begin_with_the_mark_of_its_encoding() {
    let folder = with_case();
    assert_eq!(anpu(folder.path(), &["build", "检查码.txt"]).status.code(), Some(0));
    fs::write(folder.path().join("marked.rq"), "\u{feff}ASK { ?s ?p ?o }").expect("the query is written");
    for query in ["marked.rq", "DESCRIBE <https://w3id.org/anpu/id/place/310105>"] {
        let output = anpu(folder.path(), &["query", query]);
        assert_eq!(output.status.code(), Some(0), "{query}: {}", stderr(&output));
        assert!(!stdout(&output).is_empty(), "{query}");
    }
}

#[test]
fn what_cannot_run_says_in_one_line_why_and_the_way_out() {
    let folder = with_case();
    fs::write(folder.path().join("bad.rq"), "SELECT ?s WHERE { ?s ?p }").expect("the query is written");
    assert_eq!(anpu(folder.path(), &["build", "检查码.txt"]).status.code(), Some(0));
    let table: [(&[&str], &str); 7] = [
        (&["extract", "检查码.txt", "--lexicon", "无"], "无: "),
        (&["query", "-d", "无", "recurrent-mechanisms"], "anpu build -d 无"),
        (&["query", "bad.rq"], "1:"),
        (&["query", "recurrent-mechanisms", "-p", "min_places=两"], "whole number"),
        (&["query", "recurring-mechanisms"], "recurrent-mechanisms"),
        (&["query", "recurrent-mechanisms", "-f", "pdf"], "csv"),
        (&["eval", "无"], "无"),
    ];
    for (args, told) in table {
        let output = anpu(folder.path(), args);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""), "{args:?}");
        assert!(stderr(&output).contains(told), "{args:?}: {}", stderr(&output));
        assert_eq!(stderr(&output).trim().lines().count(), 1, "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = with_case();
    let line = serde_json::json!({"id": "甲", "text": CASE}).to_string();
    fs::write(folder.path().join("文.ndjson"), format!("{line}\n").repeat(3000)).expect("the stream is written");
    assert_eq!(anpu(folder.path(), &["build", "检查码.txt"]).status.code(), Some(0));
    let table: [&[&str]; 3] = [
        &["extract", "--from", "ndjson", "文.ndjson"],
        &["query", "SELECT * { ?s ?p ?o }", "-f", "csv"],
        &["export", "-f", "nquads"],
    ];
    for args in table {
        let mut child = command(folder.path(), args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the binary ends");
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn help_and_messages_are_in_the_language_asked_for() {
    let folder = with_case();
    let table: [(&[&str], &str); 4] = [
        (&["--lang", "zh", "build", "--help"], "读入文档"),
        (&["--lang", "en", "build", "--help"], "Read documents"),
        (&["--help", "--lang=zh"], "用法"),
        (&["--help"], "Usage"),
    ];
    for (args, expected) in table {
        let output = anpu(folder.path(), args);
        assert!(output.status.success() && stdout(&output).contains(expected), "{args:?}: {}", stdout(&output));
    }
    let output = anpu(folder.path(), &["--lang", "zh", "query", "-d", "无", "x"]);
    assert!(stderr(&output).starts_with("错误"), "{}", stderr(&output));
}

#[test]
fn the_schema_accepts_what_extract_prints() {
    let folder = with_case();
    let schema: Value = serde_json::from_slice(&anpu(folder.path(), &["schema"]).stdout).expect("the schema is JSON");
    let record: Value =
        serde_json::from_slice(&anpu(folder.path(), &["extract", "检查码.txt"]).stdout).expect("the record is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn scores_are_those_of_the_guides_scorer() {
    let Some(shared) = crate::support::shared() else { return };
    let gold = shared.join("gold/dev");
    let folder = TempDir::new().expect("a folder for the test");
    for text in fs::read_dir(&gold).expect("the gold folder").filter_map(Result::ok).map(|entry| entry.path()) {
        if text.extension().is_some_and(|end| end == "txt") {
            let stem = text.file_stem().expect("a name").to_string_lossy().into_owned();
            let output = anpu(folder.path(), &["extract", &text.to_string_lossy()]);
            fs::write(folder.path().join(format!("{stem}.ndjson")), output.stdout).expect("the records are written");
        }
    }
    let scorer = Command::new("python3").arg(shared.join("gold/score.py")).arg(&gold).arg(folder.path()).output();
    let Ok(theirs) = scorer else {
        eprintln!("skipped: no python3 to run the scorer with");
        return;
    };
    let ours = anpu(folder.path(), &["eval", &gold.to_string_lossy()]);
    assert_eq!(stdout(&ours), stdout(&theirs));
}

#[cfg(not(feature = "rocksdb"))]
#[test]
fn a_program_without_the_store_on_disk_names_the_feature_that_has_it() {
    let folder = with_case();
    assert!(anpu(folder.path(), &["build", "-q", "检查码.txt", "-d", "库"]).status.success());
    for args in [&["query", "--on-disk", "-d", "库", "ASK {}"][..], &["serve", "--on-disk", "-d", "库"]] {
        let output = anpu(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("--features rocksdb"), "{}", stderr(&output));
    }
}

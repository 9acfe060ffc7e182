//! Documents into a dataset, on texts of our own and on the real corpus where it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use anpu::corpus;
use anpu::lexicon::Lexicon;
use anpu::model::squeeze;
use anpu::pipeline::{self, Options, Progress, Report};
use anpu::rdf::{Iris, ontology};
use anpu::store::{Dataset, Limits, Severity, Store, named_query, validate};
use tempfile::tempdir;

use crate::properties::facts;
use crate::support::shared;

pub(crate) fn build(paths: &[PathBuf], folder: &Path) -> Report {
    build_counting(paths, folder, |_| {})
}

fn build_counting(paths: &[PathBuf], folder: &Path, progress: impl Fn(Progress) + Sync) -> Report {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::builtin().unwrap());
    let open = |file: Result<corpus::Input, corpus::Error>| file.and_then(|input| corpus::Raw::open(&input));
    let options = Options { lexicon: &LEXICON, iris: &Iris::default(), folder, fresh: false };
    pipeline::build(corpus::files(paths), open, options, progress).unwrap()
}

fn corpus_files() -> Option<Vec<PathBuf>> {
    shared().map(|shared| vec![shared.join("corpus")])
}

/// The bytes of the files that hold what a build found.
fn made(dataset: &Dataset) -> Vec<Vec<u8>> {
    let folder = dataset.folder().join(&dataset.manifest().generation);
    ["records.ndjson.zst", "documents.ndjson.zst", "snapshot.nq.zst", "index.ndjson"]
        .map(|name| fs::read(folder.join(name)).unwrap())
        .into()
}

#[test]
fn documents_keep_their_order_whatever_thread_made_them_and_refused_ones_are_told() {
    let folder = tempdir().unwrap();
    let texts = folder.path().join("texts");
    fs::create_dir(&texts).unwrap();
    for n in 0..150 {
        let text = format!("第{n}号\n某市司法局推行“渡口说事”机制，化解纠纷{n}件。");
        fs::write(texts.join(format!("{n:03}.txt")), text).unwrap();
    }
    fs::write(texts.join("077-broken.docx"), b"PK\x03\x04 not a document").unwrap();
    let seen = AtomicUsize::new(0);
    let count = |event| {
        if matches!(event, Progress::Document { .. } | Progress::Refused) {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    };
    let report = build_counting(&[texts], &folder.path().join("dataset"), count);
    let ids: Vec<_> = report.dataset.index().iter().map(|entry| entry.id.clone()).collect();
    assert_eq!(ids, (0..150).map(|n| format!("{n:03}")).collect::<Vec<_>>());
    assert_eq!((report.refused.len(), seen.into_inner()), (1, 151));
}

#[test]
fn two_builds_of_the_real_corpus_are_the_same_bytes_and_keep_all_shapes() {
    let Some(files) = corpus_files() else { return };
    let (one, other) = (tempdir().unwrap(), tempdir().unwrap());
    let report = build(&files, one.path());
    assert_eq!((report.refused.len(), report.dataset.index().len()), (0, 4));
    assert_eq!(made(&report.dataset), made(&build(&files, other.path()).dataset));
    let store = Store::open(&report.dataset).unwrap();
    let findings = validate(&store, ontology::SHAPES).unwrap();
    let violations: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Violation).collect();
    assert!(violations.is_empty(), "{} violations, the first: {:?}", violations.len(), violations.first());
    let recurrent =
        named_query("recurrent-mechanisms").unwrap().bind([("min_places", "2")], Iris::default().base()).unwrap();
    assert!(!store.table(&recurrent, &Limits::default()).unwrap().rows.is_empty());
}

#[test]
fn all_that_stands_in_the_union_of_graphs_of_the_real_corpus_stands_in_one_graph() {
    let Some(files) = corpus_files() else { return };
    let folder = tempdir().unwrap();
    let store = Store::open(&build(&files, folder.path()).dataset).unwrap();
    let mut triples: Vec<String> =
        store.quads().unwrap().map(|quad| format!("{} {} {}", quad.subject, quad.predicate, quad.object)).collect();
    triples.sort_unstable();
    let twice = triples.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None);
}

#[test]
fn every_fact_of_the_real_corpus_stands_in_the_text_where_its_evidence_says() {
    let Some(files) = corpus_files() else { return };
    let folder = tempdir().unwrap();
    let dataset = build(&files, folder.path()).dataset;
    for entry in dataset.index() {
        let text: Vec<char> = dataset.document(&entry.id).unwrap().unwrap().text.chars().collect();
        for record in dataset.records_of(entry).unwrap() {
            for (surfaces, evidence, _) in facts(&record) {
                assert!(!evidence.is_empty(), "{} {surfaces:?} has no evidence", record.id);
                for span in evidence {
                    let said: String = text[span.start..span.end].iter().collect();
                    let said = squeeze(&said);
                    let stands = surfaces.iter().any(|surface| squeeze(surface) == said);
                    assert!(stands, "{}: {said} at {span:?} is none of {surfaces:?}", record.id);
                }
            }
        }
    }
}

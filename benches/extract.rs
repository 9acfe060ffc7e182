//! Throughput of extraction on one core: text as read to records, in megabytes of UTF-8 a second.
//!
//! Reads the sample cases of the repository and, where `../shared` (or `ANPU_SHARED`) exists, the real documents.
//! Prints the rate of the whole line and of its parts, each the best of several runs over the same text; the limit it
//! is held against is one pass that counts the text's characters, in the same run.
#![allow(missing_docs, clippy::expect_used, reason = "a benchmark that cannot go on stops")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anpu::lexicon::Lexicon;
use anpu::model::{Case, Document, MediaType, Source, Text};
use anpu::{corpus, extract, pipeline, segment};
use mimalloc::MiMalloc;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Text that each measurement goes over, at least.
const BYTES: usize = 1 << 20;

/// Runs of which the best counts: short ones, since what else the machine does only ever takes away.
const RUNS: usize = 25;

fn main() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    // On the thread itself: else what it takes of memory would be given back by another.
    one.install(measure);
}

fn measure() {
    let lexicon = Lexicon::builtin().expect("the built-in lexicon");
    let documents = documents();
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    println!("{} documents, {:.1} MB, one core, best of {RUNS}", documents.len(), mega(bytes));
    let report = |name: &str, work: &dyn Fn()| {
        println!("{name:22} {:8.1} MB/s", mega(bytes) / best(work).as_secs_f64());
    };
    let clean: Vec<Text> = documents.iter().map(|document| corpus::clean(&document.text)).collect();
    let cut = || documents.iter().zip(&clean).flat_map(|(document, clean)| segment::cases(document, clean));
    let cases: Vec<Case> = cut().collect();
    report("counting characters", &|| each(&documents, |document| document.text.chars().count()));
    report("clean-up", &|| each(&documents, |document| corpus::clean(&document.text)));
    report("cutting into cases", &|| cut().for_each(|case| drop(black_box(case))));
    report("finding mentions", &|| each(&cases, |case| extract::mentions(case, &lexicon)));
    report("whole line", &|| each(&documents, |document| pipeline::records(document, &lexicon)));
}

fn each<T, R>(items: &[T], work: impl Fn(&T) -> R) {
    for item in items {
        drop(black_box(work(item)));
    }
}

fn best(work: &dyn Fn()) -> Duration {
    let run = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..RUNS).map(|_| run()).min().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "sizes of a benchmark are far below 2^52")]
fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// The texts at hand, over and over until there are enough.
fn documents() -> Vec<Document> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("ANPU_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let mut texts = texts(&shared.join("corpus"));
    if texts.is_empty() {
        texts = self::texts(&root.join("data/cases"));
    }
    let total: usize = texts.iter().map(String::len).sum();
    let rounds = BYTES / total.max(1) + 1;
    let texts = std::iter::repeat_n(texts, rounds).flatten().enumerate();
    texts.map(|(number, text)| document(number, text)).collect()
}

fn texts(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn document(number: usize, text: String) -> Document {
    let source = Source { file: format!("{number}.txt"), sha256: String::new(), media_type: MediaType::Text };
    Document { id: number.to_string(), source, text }
}

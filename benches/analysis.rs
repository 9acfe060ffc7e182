//! How long the analyses take on generated records, and how long igraph and networkx take for what they have too:
//!
//! ```text
//! cargo bench --bench analysis -- --cases 100000 --python .venv/bin/python
//! ```
//!
//! Without `--python` only our own times are told. Times are the least of three runs; `cpu` counts all threads.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bench")]
#![allow(clippy::indexing_slicing, clippy::expect_used, missing_docs, reason = "a bench")]

mod generator;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anpu::analysis::graph::{self, Graph};
use anpu::analysis::{
    Best, Compared, Comparison, Connections, Corpus, CorpusBuilder, DiffusionOptions, Facets, GapOptions, Level,
    Network, OutcomeOptions, RecurrenceOptions, SetOptions, SimilarityOptions, StructureOptions, Weighting, diffusion,
    gaps, leiden, modularity, outcomes, practice_sets, projection, recurrence, similarity, structure,
};
use anpu::model::{PlaceAuthority, UnitAuthority};
use generator::{Generator, Plan};

/// Questions asked one by one: cases compared, pairs of things connected.
const QUESTIONS: usize = 50;

fn main() {
    let cases = option("--cases").and_then(|cases| cases.parse().ok()).unwrap_or(10_000);
    let generator = Generator::new(Plan { cases, seed: 1 });
    let (places, units) = (generator.place_authority(), generator.unit_authority());
    let corpus = corpus(generator, &places, &units);
    println!(
        "{cases} cases, {} practices, {} uses, {} places, {} units, {} laws\n",
        corpus.concepts.len(),
        corpus.case_practices.items().len(),
        corpus.places.len(),
        corpus.units.len(),
        corpus.laws.len()
    );
    analyses(&corpus);
    println!();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("analysis");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    println!("most memory held: {}\n", peak());
    let ours = shared_measures(&corpus, &folder);
    if let Some(python) = option("--python") {
        compare(&ours, &python, &folder);
    }
}

/// Adds the records one by one, as a dataset would hand them out, and tells how long the adding took.
fn corpus(mut generator: Generator, places: &[PlaceAuthority], units: &[UnitAuthority]) -> Corpus {
    let mut builder = CorpusBuilder::default();
    let mut seconds = 0.0;
    loop {
        let records: Vec<_> = generator.by_ref().take(1000).collect();
        if records.is_empty() {
            break;
        }
        let start = Instant::now();
        for record in &records {
            builder.add(record);
        }
        seconds += start.elapsed().as_secs_f64();
    }
    let start = Instant::now();
    let corpus = builder.finish(places, units);
    println!("{:32} {:8.3} s", "corpus from records", seconds + start.elapsed().as_secs_f64());
    corpus
}

/// The seven analyses, whole.
fn analyses(corpus: &Corpus) {
    for level in [Level::Concept, Level::Family] {
        let options = RecurrenceOptions { level, ..RecurrenceOptions::default() };
        time(&format!("1 recurrence ({level:?})"), 3, || recurrence(corpus, options));
    }
    time("1 sets", 1, || practice_sets(corpus, SetOptions::default()));
    time("2 diffusion", 1, || diffusion(corpus, DiffusionOptions::default()));
    let places = SimilarityOptions { of: Compared::Places, ..SimilarityOptions::default() };
    time("3 similarity of all places", 1, || similarity(corpus, places));
    time("3 similarity of all cases", 1, || similarity(corpus, SimilarityOptions::default()));
    let found = time("4 gaps, with evaluation", 1, || gaps(corpus, GapOptions::default()));
    println!("    {:?}", found.evaluation);
    for network in [Network::Practices, Network::Units, Network::Laws] {
        let options = StructureOptions { network, ..StructureOptions::default() };
        time(&format!("5 structure ({network:?})"), 1, || structure(corpus, options));
    }
    time("6 connections", 1, || Connections::new(corpus));
    time("7 outcomes", 1, || outcomes(corpus, &OutcomeOptions::default()).expect("all practices"));
}

/// What igraph or networkx have too, timed; the graphs are written to `folder` for them.
fn shared_measures(corpus: &Corpus, folder: &Path) -> Vec<(String, f64)> {
    let mut ours = Vec::new();
    let mut timed = |name: String, seconds: f64| ours.push((name, seconds));
    write_incidence(corpus, folder);
    for (key, network) in [("practices", Network::Practices), ("units", Network::Units), ("laws", Network::Laws)] {
        timed(format!("{key} projection"), clock(3, || projection(corpus, network)).1);
        let graph = projection(corpus, network).graph;
        write_graph(&graph, &folder.join(key));
        timed(format!("{key} pagerank"), clock(3, || graph::pagerank(&graph, 0.85)).1);
        timed(format!("{key} core numbers"), clock(3, || graph::core_numbers(&graph)).1);
        let (communities, seconds) = clock(3, || leiden(&graph, 1.0, 1));
        timed(format!("{key} leiden"), seconds);
        println!(
            "{key}: {} nodes, {} edges, modularity {:.4}",
            graph.node_count(),
            graph.edge_count() / 2,
            modularity(&graph, &communities, 1.0)
        );
        timed(format!("{key} betweenness"), clock(1, || graph::betweenness(&graph, None)).1);
    }
    let facets = Facets { practices: 1.0, families: 0.0, laws: 0.0, units: 0.0 };
    let options = SimilarityOptions { weighting: Weighting::Equal, facets, ..SimilarityOptions::default() };
    let comparison = Comparison::new(corpus, options);
    let step = corpus.cases.len() / QUESTIONS;
    let asked = || {
        (0..QUESTIONS).map(|at| comparison.to(&corpus.cases[at * step].id).expect("a case").items.len()).sum::<usize>()
    };
    timed("cases jaccard nearest".to_owned(), clock(3, asked).1 / QUESTIONS as f64);
    let connections = Connections::new(corpus);
    write_graph(connections.graph(), &folder.join("things"));
    let first = corpus.concepts.len();
    write_numbers(
        &folder.join("asked.u32"),
        (0..QUESTIONS).flat_map(|at| [(at * 7 + 11) % first, first + at * step]).map(|n| n as u32),
    );
    for (name, best) in [("things shortest path", Best::Shortest), ("things strongest path", Best::Strongest)] {
        let asked = || {
            let pair = |at: usize| (&*corpus.concepts.all()[(at * 7 + 11) % first], &*corpus.cases[at * step].id);
            (0..QUESTIONS)
                .map(pair)
                .map(|(a, b)| connections.paths(a, b, best, 1).expect("known").paths.len())
                .sum::<usize>()
        };
        timed(name.to_owned(), clock(3, asked).1 / QUESTIONS as f64);
    }
    ours
}

/// Times the same measures in Python and prints how many times longer they take.
fn compare(ours: &[(String, f64)], python: &str, folder: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/analysis/speed.py");
    let output = Command::new(python).arg(script).arg(folder).output().expect("python can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("speed.py prints JSON");
    println!(
        "\n{:28} {:>11} {:>11} {:>8} {:>11} {:>9}",
        "measure", "anpu s", "igraph s", "times", "networkx s", "times"
    );
    for (name, seconds) in ours {
        let cell = |library: &str| {
            let theirs = theirs[library][name].as_f64();
            theirs.map_or(("-".to_owned(), "-".to_owned()), |t| (format!("{t:.5}"), format!("{:.1}", t / seconds)))
        };
        let ((igraph, faster), (networkx, much_faster)) = (cell("igraph"), cell("networkx"));
        println!("{name:28} {seconds:11.5} {igraph:>11} {faster:>8} {networkx:>11} {much_faster:>9}");
    }
    println!("\n{}", theirs["notes"].as_str().unwrap_or_default());
}

fn write_incidence(corpus: &Corpus, folder: &Path) {
    let all = corpus.uses(Level::Concept);
    let pairs = (0..all.len()).flat_map(|case| all.row(case).iter().flat_map(move |found| [case as u32, found.item]));
    write_numbers(&folder.join("practices.incidence.u32"), pairs);
    let units = (0..corpus.cases.len()).flat_map(|case| {
        corpus.case_units.row(case).iter().filter(|unit| unit.acts).flat_map(move |unit| [case as u32, unit.item])
    });
    write_numbers(&folder.join("units.incidence.u32"), units);
    let laws = (0..corpus.cases.len())
        .flat_map(|case| corpus.case_laws.row(case).iter().flat_map(move |law| [case as u32, law.item]));
    write_numbers(&folder.join("laws.incidence.u32"), laws);
}

/// Each edge once, and the weights.
fn write_graph(graph: &Graph, path: &Path) {
    let nodes = 0..graph.node_count() as u32;
    let edges = || {
        nodes
            .clone()
            .flat_map(|a| graph.neighbors_slice(a).iter().zip(graph.edges_slice(a)).map(move |(b, w)| (a, *b, *w)))
    };
    let once = || edges().filter(|(a, b, _)| a < b);
    write_numbers(&path.with_extension("edges.u32"), once().flat_map(|(a, b, _)| [a, b]));
    write_numbers(&path.with_extension("weights.u32"), once().map(|(.., weight)| weight as u32));
    write_numbers(&path.with_extension("nodes.u32"), [graph.node_count() as u32]);
}

fn write_numbers(path: &Path, numbers: impl IntoIterator<Item = u32>) {
    let bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
    fs::write(path, bytes).expect("the target folder can be written");
}

fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|arg| arg != name).nth(1)
}

/// Runs it and prints how long it took.
fn time<T>(what: &str, runs: usize, run: impl Fn() -> T) -> T {
    let before = cpu();
    let (result, seconds) = clock(runs, run);
    println!("{what:32} {seconds:8.3} s  cpu {:7.2} s", (cpu() - before) / runs as f64);
    result
}

/// The result and the least time of several runs, in seconds.
fn clock<T>(runs: usize, run: impl Fn() -> T) -> (T, f64) {
    let once = || {
        let start = Instant::now();
        (run(), start.elapsed().as_secs_f64())
    };
    let mut best = once();
    for _ in 1..runs {
        let next = once();
        best = if next.1 < best.1 { next } else { best };
    }
    best
}

/// The most memory that this process has held, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |rest| rest.trim().to_owned())
}

/// Seconds of processor time of this process, where the system tells; 0 elsewhere.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().filter_map(|f| f.parse().ok()).collect();
    // After the name and state: user time is the 11th of the numbers, system time the 12th, in hundredths.
    fields.get(10).zip(fields.get(11)).map_or(0.0, |(user, system)| (user + system) / 100.0)
}

//! How long the analyses take on generated records, and how long igraph and networkx take for what they have too:
//!
//! ```text
//! benches/analysis.sh                                    # installs igraph and networkx into target/, 100,000 cases
//! cargo bench --bench analysis -- --cases 100000         # our own times only
//! ```
//!
//! Ratios are those of processor time, ours of all threads, since clocks of a busy machine tell of its
//! other work; those by the clock, which count that we use all cores, stand beside them.
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
/// Betweenness is exact up to so many nodes; above, paths from so many nodes are counted, by all who are compared.
const EXACT: usize = 4000;
const SOURCES: usize = 200;
/// What takes less long than this in all is run again: the system tells processor time by its ticks.
const LONG: f64 = 1.0;
/// But not more often.
const RUNS: usize = 500;

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
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("analysis");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let ours = shared_measures(&corpus, &folder);
    if let Some(python) = option("--python") {
        compare(&ours, &python, &folder);
    }
    println!();
    analyses(&corpus);
    println!("most memory held: {}", peak());
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
        time(&format!("1 recurrence ({level:?})"), || recurrence(corpus, options));
    }
    time("1 sets", || practice_sets(corpus, SetOptions::default()));
    time("2 diffusion", || diffusion(corpus, DiffusionOptions::default()));
    let places = SimilarityOptions { of: Compared::Places, ..SimilarityOptions::default() };
    time("3 similarity of all places", || similarity(corpus, places));
    time("3 similarity of all cases", || similarity(corpus, SimilarityOptions::default()));
    let found = time("4 gaps, with evaluation", || gaps(corpus, GapOptions::default()));
    println!("    {:?}", found.evaluation);
    for network in [Network::Practices, Network::Units, Network::Laws] {
        let options = StructureOptions { network, ..StructureOptions::default() };
        time(&format!("5 structure ({network:?})"), || structure(corpus, options));
    }
    time("6 connections", || Connections::new(corpus));
    time("7 outcomes", || outcomes(corpus, &OutcomeOptions::default()).expect("all practices"));
}

/// Seconds by the clock and of the processor.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Took {
    clock: f64,
    cpu: f64,
}

impl Took {
    fn share(self, of: usize) -> Self {
        Self { clock: self.clock / of as f64, cpu: self.cpu / of as f64 }
    }
}

/// What igraph or networkx have too, timed; the graphs are written to `folder` for them.
fn shared_measures(corpus: &Corpus, folder: &Path) -> Vec<(String, Took)> {
    let mut ours = Vec::new();
    write_incidence(corpus, folder);
    write_numbers(&folder.join("betweenness.u32"), [EXACT as u32, SOURCES as u32]);
    for (key, network) in [("practices", Network::Practices), ("units", Network::Units), ("laws", Network::Laws)] {
        let (projected, took) = clock(|| projection(corpus, network));
        ours.push((format!("{key} projection"), took));
        measures(key, &projected.graph, &mut ours);
        write_graph(&projected.graph, &folder.join(key));
    }
    ours.push(("cases jaccard nearest".to_owned(), nearest(corpus)));
    ours.extend(paths(corpus, folder));
    ours
}

fn measures(key: &str, graph: &Graph, ours: &mut Vec<(String, Took)>) {
    let mut timed = |what: &str, took: Took| ours.push((format!("{key} {what}"), took));
    timed("pagerank", clock(|| graph::pagerank(graph, 0.85)).1);
    timed("core numbers", clock(|| graph::core_numbers(graph)).1);
    let (communities, took) = clock(|| leiden(graph, 1.0, 1));
    timed("leiden", took);
    let quality = modularity(graph, &communities, 1.0);
    println!("{key}: {} nodes, {} edges, modularity {quality:.4}", graph.node_count(), graph.edge_count() / 2);
    let sources = (graph.node_count() > EXACT).then_some((SOURCES, 1));
    timed("betweenness", clock(|| graph::betweenness(graph, sources)).1);
}

fn nearest(corpus: &Corpus) -> Took {
    let facets = Facets { practices: 1.0, families: 0.0, laws: 0.0, units: 0.0 };
    let options = SimilarityOptions { weighting: Weighting::Equal, facets, ..SimilarityOptions::default() };
    let comparison = Comparison::new(corpus, options);
    let step = corpus.cases.len() / QUESTIONS;
    let asked = || {
        (0..QUESTIONS).map(|at| comparison.to(&corpus.cases[at * step].id).expect("a case").items.len()).sum::<usize>()
    };
    clock(asked).1.share(QUESTIONS)
}

fn paths(corpus: &Corpus, folder: &Path) -> Vec<(String, Took)> {
    let connections = Connections::new(corpus);
    write_graph(connections.graph(), &folder.join("things"));
    let (first, step) = (corpus.concepts.len(), corpus.cases.len() / QUESTIONS);
    let ends = |at: usize| [(at * 7 + 11) % first, first + at * step];
    write_numbers(&folder.join("asked.u32"), (0..QUESTIONS).flat_map(ends).map(|n| n as u32));
    let pair = |at: usize| (&*corpus.concepts.all()[(at * 7 + 11) % first], &*corpus.cases[at * step].id);
    let asked = |best: Best| {
        let found = |(a, b)| connections.paths(a, b, best, 1).expect("known").paths.len();
        clock(|| (0..QUESTIONS).map(pair).map(found).sum::<usize>()).1.share(QUESTIONS)
    };
    [("things shortest path", Best::Shortest), ("things strongest path", Best::Strongest)]
        .map(|(name, best)| (name.to_owned(), asked(best)))
        .into()
}

/// Times the same measures in Python and prints how many times longer they take.
fn compare(ours: &[(String, Took)], python: &str, folder: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/analysis/speed.py");
    let output = Command::new(python).arg(script).arg(folder).output().expect("python can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("speed.py prints JSON");
    println!("\nHow many times longer the others take, by processor time (by the clock):\n");
    println!("| measure | anpu, ms | igraph | networkx |\n| --- | --- | --- | --- |");
    for (name, took) in ours {
        let cell = |library: &str| {
            let time = |kind: &str| theirs[library][name][kind].as_f64();
            let times = time("cpu").zip(time("clock"));
            times.map_or_else(
                || "–".to_owned(),
                |(cpu, clock)| format!("{} ({})", ratio(cpu / took.cpu), ratio(clock / took.clock)),
            )
        };
        println!("| {name} | {:.3} | {} | {} |", took.cpu * 1e3, cell("igraph"), cell("networkx"));
    }
    println!("\n{}", theirs["notes"].as_str().unwrap_or_default());
}

/// A ratio with two digits that count.
fn ratio(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") }
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
fn time<T>(what: &str, run: impl Fn() -> T) -> T {
    let (result, took) = clock(run);
    println!("{what:32} {:8.3} s  cpu {:7.3} s", took.clock, took.cpu);
    result
}

/// The result, the median of the times of one or several runs by the clock and the mean of those of the processor.
fn clock<T>(run: impl Fn() -> T) -> (T, Took) {
    let once = || {
        let start = Instant::now();
        (run(), start.elapsed().as_secs_f64())
    };
    let before = cpu();
    let (result, first) = once();
    let mut clocks = vec![first];
    while clocks.len() < RUNS && clocks.iter().sum::<f64>() < LONG {
        clocks.push(once().1);
    }
    let cpu = (cpu() - before) / clocks.len() as f64;
    clocks.sort_by(f64::total_cmp);
    (result, Took { clock: clocks[clocks.len() / 2], cpu })
}

/// The most memory that this process has held, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |rest| rest.trim().to_owned())
}

/// Seconds of processor time of all threads of this process, where the system tells; 0 elsewhere.
fn cpu() -> f64 {
    let nanoseconds = |thread: fs::DirEntry| -> Option<f64> {
        fs::read_to_string(thread.path().join("schedstat")).ok()?.split(' ').next()?.parse().ok()
    };
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    threads.filter_map(nanoseconds).sum::<f64>() / 1e9
}

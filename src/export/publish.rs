//! A dataset into another store by the SPARQL 1.1 Graph Store Protocol: graph by graph, and only what changed.
//!
//! What a store has been given stands beside the dataset in `published/`, a line for each graph as soon as it is there,
//! so that a run that was broken off goes on where it stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use sha2::{Digest, Sha256};

use super::Error;
use super::remote::Remote;
use crate::rdf::Iris;
use crate::store::Dataset;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Graphs that were sent.
    pub sent: usize,
    /// Graphs that the store had already.
    pub unchanged: usize,
    /// Graphs that were removed.
    pub removed: usize,
}

/// Bytes of one request; larger graphs are sent in parts.
const PART: usize = 4 << 20;

/// Brings `dataset` into `remote`, telling `step` after each graph. With `again`, all graphs are sent, whatever was sent
/// before.
///
/// # Errors
/// The dataset cannot be read, the store cannot be reached or refuses; what was sent until then is remembered.
pub fn publish(dataset: &Dataset, remote: &Remote, again: bool, step: impl Fn()) -> Result<Published, Error> {
    let mut ledger = Ledger::open(dataset, remote.url(), again)?;
    let (iris, mut done) = (Iris::new(&dataset.manifest().base)?, Published::default());
    let mut present = BTreeSet::new();
    for entry in dataset.index() {
        present.insert(iris.document_graph(&entry.id).into_string());
        let graphs = graphs(&dataset.quads_of(entry)?)?;
        send(graphs, remote, &mut ledger, &mut done)?;
        step();
    }
    let shared = graphs(&dataset.shared_quads()?)?;
    present.extend(shared.keys().cloned());
    send(shared, remote, &mut ledger, &mut done)?;
    for graph in ledger.graphs().into_iter().filter(|graph| !present.contains(graph)) {
        remote.delete(&graph)?;
        ledger.note(&graph, GONE)?;
        done.removed += 1;
    }
    Ok(done)
}

/// The graphs of N-Quads, each as N-Triples.
fn graphs(quads: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut graphs: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let (mut name, mut writer) =
        (String::new(), RdfSerializer::from_format(RdfFormat::NTriples).for_writer(Vec::new()));
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(quads) {
        let quad = quad?;
        let graph = quad.graph_name.to_string();
        if graph != name {
            let full =
                std::mem::replace(&mut writer, RdfSerializer::from_format(RdfFormat::NTriples).for_writer(Vec::new()));
            graphs.entry(std::mem::replace(&mut name, graph)).or_default().extend(full.finish()?);
        }
        writer.serialize_triple(quad.as_ref())?;
    }
    graphs.entry(name).or_default().extend(writer.finish()?);
    graphs.remove("");
    let plain = |name: String| name.trim_start_matches('<').trim_end_matches('>').to_owned();
    Ok(graphs.into_iter().map(|(name, triples)| (plain(name), triples)).collect())
}

fn send(
    graphs: BTreeMap<String, Vec<u8>>,
    remote: &Remote,
    ledger: &mut Ledger,
    done: &mut Published,
) -> Result<(), Error> {
    for (graph, triples) in graphs {
        let digest = format!("{:x}", Sha256::digest(&triples));
        if ledger.holds(&graph, &digest) {
            done.unchanged += 1;
            continue;
        }
        for (number, part) in parts(&triples).enumerate() {
            remote.put(&graph, part, number > 0)?;
        }
        ledger.note(&graph, &digest)?;
        done.sent += 1;
    }
    Ok(())
}

/// The lines of `triples`, as many at a time as fit a request.
fn parts(mut triples: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if triples.is_empty() {
            return None;
        }
        let reach = triples.get(..PART).unwrap_or(triples);
        let whole = reach.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1);
        // A line that is longer than a part goes alone.
        let end = whole.or_else(|| triples.iter().position(|&byte| byte == b'\n').map(|at| at + 1));
        let (part, rest) = triples.split_at(end.unwrap_or(triples.len()));
        triples = rest;
        Some(part)
    })
}

/// What stands for the digest of a graph that was removed.
const GONE: &str = "-";

/// What a store has been given: a line with digest and name for each graph, the last one counts.
struct Ledger {
    path: PathBuf,
    file: File,
    given: BTreeMap<String, String>,
}

impl Ledger {
    fn open(dataset: &Dataset, url: &str, again: bool) -> Result<Self, Error> {
        let folder = dataset.folder().join("published");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.tsv", &format!("{:x}", Sha256::digest(url))[..16]));
        let text = fs::read_to_string(&path).unwrap_or_default();
        // What a crash cut off has no line end.
        let lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')?.split_once('\t'));
        let mut given: BTreeMap<String, String> = lines.map(|(d, graph)| (graph.to_owned(), d.to_owned())).collect();
        given.retain(|_, digest| digest != GONE);
        if again {
            given.values_mut().for_each(String::clear);
        }
        let mut compact = String::new();
        for (graph, digest) in &given {
            compact.extend([digest, "\t", graph, "\n"]);
        }
        let new = path.with_extension("tmp");
        fs::write(&new, compact)?;
        fs::rename(&new, &path)?;
        let file = File::options().append(true).open(&path)?;
        Ok(Self { path, file, given })
    }

    fn holds(&self, graph: &str, digest: &str) -> bool {
        self.given.get(graph).is_some_and(|given| given == digest)
    }

    fn graphs(&self) -> Vec<String> {
        self.given.keys().cloned().collect()
    }

    fn note(&mut self, graph: &str, digest: &str) -> Result<(), Error> {
        let line = format!("{digest}\t{graph}\n");
        let io = |error: std::io::Error| {
            Error::Io(std::io::Error::new(error.kind(), format!("{}: {error}", self.path.display())))
        };
        self.file.write_all(line.as_bytes()).map_err(io)?;
        self.given.insert(graph.to_owned(), digest.to_owned());
        Ok(())
    }
}

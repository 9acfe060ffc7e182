//! The graph on disk, for what memory does not hold: Oxigraph's own store on RocksDB, asked within the same bounds.
//!
//! A store stands beside the generations, in `disk/VERSION`, named by the state of the dataset that it was made of ([`make`]).
//! It grows under another name and never changes afterwards, so that it is whole or not there; one of another state is
//! removed when the next one is made, unless a process still has it open. A query sees it through a [`View`], which
//! holds of it only what the evaluator holds. Nothing here reads the graph into memory.

mod make;
mod scan;
mod view;
mod written;

use std::fs::File;
use std::path::Path;

use oxigraph::model::{GraphName, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, QuadRef, Term, Triple};
use oxigraph::store::{QuadIter, Store};

use super::files::Lock;
use super::{Dataset, Error, journal};

pub(super) use view::View;

/// Where the stores stand in the folder of their dataset.
const FOLDER: &str = "disk";
/// The store in its folder.
const STORE: &str = "store";
/// Locked by who has the store open.
const USED: &str = "used";

/// A store on disk, open for reading.
pub(super) struct Disk {
    store: Store,
    /// Whether the graph without a name has quads.
    has_unnamed: bool,
    _used: Lock,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Disk")
    }
}

impl Disk {
    /// Opens the store of the dataset's present state, which is made if there is none, and tells the state's version.
    pub(super) fn open(dataset: &Dataset, told: &dyn Fn(u64)) -> Result<(Self, String), Error> {
        let updates = journal::updates(dataset.folder())?.try_fold(0, |count, changes| changes.map(|_| count + 1))?;
        let generation = &dataset.manifest().generation;
        let version = if updates == 0 { generation.clone() } else { journal::version(generation, updates) };
        let folder = dataset.folder().join(FOLDER);
        let own = folder.join(&version);
        if !own.is_dir() {
            make::make(dataset, updates, &folder, &own, told)?;
        }
        Ok((Self::read(&own)?, version))
    }

    fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(USED);
        let file = File::open(&path).map_err(Error::io(&path))?;
        let used = Lock::shared(file).map_err(Error::io(&path))?;
        let store = Store::open_read_only(folder.join(STORE))?;
        let unnamed = store.quads_for_pattern(None, None, None, Some(GraphName::DefaultGraph.as_ref())).next();
        Ok(Self { has_unnamed: unnamed.transpose()?.is_some(), store, _used: used })
    }

    /// Triples that have these parts, of all graphs or of one; one that stands in several graphs comes several times.
    pub(super) fn triples(
        &self,
        parts: [Option<&Term>; 3],
        graph: Option<&GraphName>,
    ) -> impl Iterator<Item = Result<Triple, Error>> + use<> {
        let quads = self.quads(parts, graph).into_iter().flatten();
        quads.map(|quad| quad.map(written::told).map_err(Error::from).map(Triple::from))
    }

    pub(super) fn contains_named_graph(&self, name: &NamedOrBlankNode) -> Result<bool, Error> {
        Ok(self.store.contains_named_graph(name)?)
    }

    /// The quads as they are kept that have these parts, of all graphs or of one; `None` where no quad can have them.
    fn quads(
        &self,
        [subject, predicate, object]: [Option<&Term>; 3],
        graph: Option<&GraphName>,
    ) -> Option<QuadIter<'static>> {
        let subject = match subject {
            Some(term) => Some(resource(term)?),
            None => None,
        };
        let predicate = match predicate {
            Some(Term::NamedNode(node)) => Some(node.as_ref()),
            Some(_) => return None,
            None => None,
        };
        let object = object.cloned().map(written::kept);
        let object = object.as_ref().map(Term::as_ref);
        Some(self.store.quads_for_pattern(subject, predicate, object, graph.map(GraphName::as_ref)))
    }

    /// Whether a triple of this quad stands in `graph` too.
    fn repeats(&self, quad: &Quad, graph: &GraphName) -> Result<bool, Error> {
        Ok(self.store.contains(QuadRef { graph_name: graph.as_ref(), ..quad.as_ref() })?)
    }

    /// Whether a quad stands before all others with its triple.
    fn is_first(&self, quad: &Quad) -> Result<bool, Error> {
        let QuadRef { subject, predicate, object, .. } = quad.as_ref();
        let first = self.store.quads_for_pattern(Some(subject), Some(predicate), Some(object), None).next();
        Ok(first.transpose()?.is_none_or(|first| first.graph_name == quad.graph_name))
    }
}

fn resource(term: &Term) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        Term::NamedNode(node) => Some(node.as_ref().into()),
        Term::BlankNode(node) => Some(node.as_ref().into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

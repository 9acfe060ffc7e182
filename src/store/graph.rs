//! The graph of a dataset, with the updates made to it since it was built.

use std::io::BufRead;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;

use super::files::SNAPSHOT;
use super::{
    Changes, Dataset, Error, Format, Graph, GraphBuilder, Hit, Limits, Query, Table, TextIndex, Written, journal,
    results,
};

/// Quads handed over at once between the thread that reads and the one that loads.
const BATCH: usize = 10_000;

/// Where a graph is held.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Memory(Arc<Graph>),
    #[cfg(feature = "rocksdb")]
    Disk(Arc<super::disk::Disk>),
}

impl Default for Source {
    fn default() -> Self {
        Self::Memory(Arc::default())
    }
}

/// One state of a dataset's graph, ready to be asked. It never changes, and clones share it; see [`Store::with`].
#[derive(Clone, Debug, Default)]
pub struct Store {
    source: Source,
    version: String,
    search: Arc<OnceLock<Arc<TextIndex>>>,
}

impl Store {
    /// A graph of these quads.
    ///
    /// # Errors
    /// There are more different terms than 32 bits can number.
    pub fn new(quads: impl IntoIterator<Item = Quad>) -> Result<Self, Error> {
        let mut builder = GraphBuilder::default();
        quads.into_iter().try_for_each(|quad| push(&mut builder, quad))?;
        Ok(Self { source: Source::Memory(Arc::new(builder.finish())), ..Self::default() })
    }

    /// The graph of a dataset, loaded into memory (one thread reads while another loads), with the updates that its
    /// journal keeps.
    ///
    /// # Errors
    /// The snapshot or the journal cannot be read.
    pub fn open(dataset: &Dataset) -> Result<Self, Error> {
        let snapshot = dataset.snapshot()?;
        let damaged = |message: String| Error::Damaged { path: dataset.path(SNAPSHOT), message };
        let mut builder = GraphBuilder::default();
        thread::scope(|scope| {
            let (sender, batches) = mpsc::sync_channel(4);
            let reader = scope.spawn(move || read(snapshot, &sender));
            batches.into_iter().flatten().try_for_each(|quad| push(&mut builder, quad))?;
            reader.join().map_err(|_| damaged("the reader failed".to_owned()))?.map_err(damaged)
        })?;
        let version = dataset.manifest().generation.clone();
        let built = Self { source: Source::Memory(Arc::new(builder.finish())), version, ..Self::default() };
        journal::replay(dataset.folder(), built)
    }

    /// The same graph in a store on disk beside the dataset, which is made if there is none of this state; `told` learns
    /// how many quads it has so far. Queries and single look-ups are answered from it; all else is [`Error::OnDisk`].
    ///
    /// # Errors
    /// The dataset or the store cannot be read, the disk refuses, another process is making a store there, or the program
    /// was built without the feature `rocksdb` ([`Error::NoDisk`]).
    #[cfg(feature = "rocksdb")]
    pub fn on_disk(dataset: &Dataset, told: &dyn Fn(u64)) -> Result<Self, Error> {
        let (disk, version) = super::disk::Disk::open(dataset, told)?;
        Ok(Self { source: Source::Disk(Arc::new(disk)), version, ..Self::default() })
    }

    /// The same graph in a store on disk, which this program was built without.
    ///
    /// # Errors
    /// [`Error::NoDisk`]
    #[cfg(not(feature = "rocksdb"))]
    pub fn on_disk(_: &Dataset, _: &dyn Fn(u64)) -> Result<Self, Error> {
        Err(Error::NoDisk)
    }

    /// The state after `changes`, under a version of its own. This one stays as it is.
    ///
    /// # Errors
    /// There are more different terms than 32 bits can number, or the graph is on disk.
    pub fn with(&self, changes: &[Changes], version: String) -> Result<Self, Error> {
        let mut graph = Arc::clone(self.graph()?);
        for changes in changes {
            graph = Arc::new(graph.with(changes).ok_or_else(too_many_terms)?);
        }
        Ok(Self { source: Source::Memory(graph), version, ..Self::default() })
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// The graph in memory.
    ///
    /// # Errors
    /// [`Error::OnDisk`]
    pub fn graph(&self) -> Result<&Arc<Graph>, Error> {
        match &self.source {
            Source::Memory(graph) => Ok(graph),
            #[cfg(feature = "rocksdb")]
            Source::Disk(_) => Err(Error::OnDisk),
        }
    }

    /// All quads, by subject.
    ///
    /// # Errors
    /// The graph is on disk.
    pub fn quads(&self) -> Result<impl Iterator<Item = Quad> + use<'_>, Error> {
        Ok(self.graph()?.quads())
    }

    /// The index for searching texts, made when it is first asked for.
    ///
    /// # Errors
    /// The graph is on disk.
    pub fn search(&self) -> Result<&Arc<TextIndex>, Error> {
        let graph = self.graph()?;
        Ok(self.search.get_or_init(|| Arc::new(TextIndex::new(graph))))
    }

    /// The best `limit` things after `offset` whose texts contain every word, and how many there are in all; within the
    /// limits of a query.
    ///
    /// # Errors
    /// A limit is reached, or the graph is on disk.
    pub fn find(&self, words: &str, limit: usize, offset: usize, limits: &Limits) -> Result<(Vec<Hit>, usize), Error> {
        limits.enforce(0, || Ok(self.search()?.search(words, limit, offset)))
    }

    /// What tells this state from every other one of the dataset; the same after a restart.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Answers a query and writes the result to `out` as it comes.
    ///
    /// # Errors
    /// The format does not fit, a limit is reached, or `out` fails. What was written until then is not complete.
    pub fn write(
        &self,
        query: &Query,
        limits: &Limits,
        format: Format,
        out: &mut dyn std::io::Write,
    ) -> Result<Written, Error> {
        results::write(self, query, limits, format, out)
    }

    /// Answers a `SELECT` (or `ASK`, as one cell) with all rows.
    ///
    /// # Errors
    /// The query asks for a graph, or a limit is reached.
    pub fn table(&self, query: &Query, limits: &Limits) -> Result<Table, Error> {
        results::table(self, query, limits)
    }
}

fn read(snapshot: impl BufRead, sender: &mpsc::SyncSender<Vec<Quad>>) -> Result<(), String> {
    let mut batch = Vec::with_capacity(BATCH);
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(snapshot) {
        batch.push(quad.map_err(|error| error.to_string())?);
        if batch.len() == BATCH && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
            return Ok(());
        }
    }
    // A loader that stopped has its own error to tell.
    let _ = sender.send(batch);
    Ok(())
}

fn push(builder: &mut GraphBuilder, quad: Quad) -> Result<(), Error> {
    if builder.push(quad) { Ok(()) } else { Err(too_many_terms()) }
}

pub(super) fn too_many_terms() -> Error {
    Error::Evaluation("there are more different terms than 32 bits can number".to_owned())
}

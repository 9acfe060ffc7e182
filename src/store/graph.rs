//! The graph of a dataset in Oxigraph.

use std::io::BufRead;
use std::sync::mpsc;
use std::thread;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use oxigraph::store::{BulkLoader, StorageError};

use super::files::SNAPSHOT;
use super::{Dataset, Error, Format, Limits, Query, Table, Written, results};

/// Quads handed over at once between the thread that reads and the one that loads.
const BATCH: usize = 10_000;

/// The graph of a dataset, ready to be asked. Clones share it.
#[derive(Clone)]
pub struct Store {
    inner: oxigraph::store::Store,
}

impl Store {
    /// An empty graph in memory.
    ///
    /// # Errors
    /// Oxigraph cannot make one.
    pub fn new() -> Result<Self, Error> {
        Ok(Self { inner: oxigraph::store::Store::new().map_err(|error| storage(&error))? })
    }

    /// The graph of a dataset, loaded into memory: one thread reads while another loads.
    ///
    /// # Errors
    /// The snapshot cannot be read.
    pub fn open(dataset: &Dataset) -> Result<Self, Error> {
        let store = Self::new()?;
        let snapshot = dataset.snapshot()?;
        let damaged = |message: String| Error::Damaged { path: dataset.path(SNAPSHOT), message };
        let mut loader = store.inner.bulk_loader();
        thread::scope(|scope| {
            let (sender, batches) = mpsc::sync_channel(4);
            let reader = scope.spawn(move || read(snapshot, &sender));
            batches.into_iter().try_for_each(|batch| load(&mut loader, batch))?;
            reader.join().map_err(|_| damaged("the reader failed".to_owned()))?.map_err(damaged)?;
            loader.commit().map_err(|error| storage(&error))
        })?;
        Ok(store)
    }

    /// Adds quads.
    ///
    /// # Errors
    /// They cannot be stored.
    pub fn extend(&self, quads: impl IntoIterator<Item = Quad>) -> Result<(), Error> {
        let mut loader = self.inner.bulk_loader();
        loader.load_quads(quads).map_err(|error| storage(&error))?;
        loader.commit().map_err(|error| storage(&error))
    }

    /// All quads, in no particular order.
    ///
    /// # Errors
    /// Each item may fail where the store is on disk.
    pub fn quads(&self) -> impl Iterator<Item = Result<Quad, Error>> + use<> {
        self.inner.iter().map(|quad| quad.map_err(|error| storage(&error)))
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

    pub(super) fn inner(&self) -> &oxigraph::store::Store {
        &self.inner
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

fn load(loader: &mut BulkLoader<'_>, batch: Vec<Quad>) -> Result<(), Error> {
    loader.load_quads(batch).map_err(|error| storage(&error))
}

fn storage(error: &StorageError) -> Error {
    Error::Evaluation(error.to_string())
}

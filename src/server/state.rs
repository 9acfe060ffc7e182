//! What all requests share.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::http::HeaderMap;

use crate::analysis::Corpus;
use crate::rdf::Iris;
use crate::store::{Cancel, Dataset, Error, Journal, Limits, Store};

use super::ServerOptions;
use super::auth::Guard;
use super::cache::Cache;
use super::describe::Statistics;
use super::metrics::Metrics;
use super::problem::Problem;
use super::queue::Queue;

/// A state of the dataset with what is derived from it.
pub(super) struct Loaded {
    pub(super) store: Store,
    pub(super) iris: Iris,
    /// The records as numbers, made when the first analysis is asked for.
    pub(super) corpus: Arc<OnceLock<Corpus>>,
    /// Counted when first asked for.
    statistics: OnceLock<Statistics>,
}

impl Loaded {
    fn new(store: Store, iris: Iris, corpus: Arc<OnceLock<Corpus>>) -> Self {
        Self { store, iris, corpus, statistics: OnceLock::new() }
    }

    fn open(options: &ServerOptions) -> Result<Self, Error> {
        let dataset = Dataset::open(&options.dataset)?;
        let store = if options.on_disk { on_disk(&dataset)? } else { Store::open(&dataset)? };
        let base = &dataset.manifest().base;
        let iris = Iris::new(base).map_err(|error| Error::Evaluation(format!("base {base}: {error}")))?;
        Ok(Self::new(store, iris, Arc::default()))
    }

    /// What there is in the graph. To count it takes as long as to read it all.
    ///
    /// # Errors
    /// The graph is on disk.
    pub(super) fn statistics(&self) -> Result<&Statistics, Error> {
        let graph = self.store.graph()?;
        Ok(self.statistics.get_or_init(|| Statistics::of(graph)))
    }

    /// Whether [`Loaded::statistics`] answers at once.
    pub(super) fn is_counted(&self) -> bool {
        self.statistics.get().is_some()
    }

    pub(super) fn base(&self) -> &str {
        self.iris.base()
    }
}

/// Quads after which the log tells how many a store on disk has so far.
const TOLD: u64 = 1_000_000;

fn on_disk(dataset: &Dataset) -> Result<Store, Error> {
    let of = dataset.manifest().totals.quads;
    Store::on_disk(dataset, &|quads| {
        if quads % TOLD == 0 {
            tracing::info!(quads, of, "the store on disk is being made");
        }
    })
}

/// What all requests share.
pub(super) struct State {
    pub(super) options: ServerOptions,
    loaded: ArcSwap<Loaded>,
    /// Held by who makes the next state, so that none is lost. `None` where nothing may be written.
    journal: Mutex<Option<Journal>>,
    services: Arc<[String]>,
    pub(super) guard: Guard,
    pub(super) queue: Queue,
    /// Long texts to parse; apart from evaluations, so that an answer that is kept need not wait for them.
    pub(super) parsing: Queue,
    /// Exports, which no deadline ends: one at a time, apart from evaluations, so that they never keep queries waiting.
    pub(super) exporting: Queue,
    pub(super) cache: Cache,
    pub(super) metrics: Metrics,
}

impl State {
    pub(super) fn open(options: ServerOptions) -> Result<Self, Error> {
        let journal = options.token.as_ref().map(|_| Journal::open(&options.dataset)).transpose()?;
        let loaded = Loaded::open(&options)?;
        Ok(Self {
            loaded: ArcSwap::from_pointee(loaded),
            journal: Mutex::new(journal),
            services: options.services.iter().cloned().collect(),
            guard: Guard::new(options.token.clone()),
            queue: Queue::new(options.parallel, options.queue),
            parsing: Queue::new(options.parallel, options.queue),
            exporting: Queue::new(1, options.queue),
            cache: Cache::new(options.cache),
            metrics: Metrics::new(),
            options,
        })
    }

    /// The state to answer from; it stays the same while it is held.
    pub(super) fn loaded(&self) -> Arc<Loaded> {
        self.loaded.load_full()
    }

    /// Refuses who may not write, and everyone where the graph is on disk.
    pub(super) fn may_write(&self, headers: &HeaderMap, peer: IpAddr) -> Result<(), Problem> {
        self.loaded().store.graph()?;
        self.guard.may_write(headers, peer)
    }

    /// Makes the next state from the present one: `change` tells what to write to the journal.
    pub(super) fn write<T>(
        &self,
        change: impl FnOnce(&Loaded, &mut Journal) -> Result<(Store, T), Error>,
    ) -> Result<Option<T>, Error> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(journal) = journal.as_mut() else { return Ok(None) };
        let present = self.loaded();
        let (store, value) = change(&present, journal)?;
        self.loaded.store(Arc::new(Loaded::new(store, present.iris.clone(), Arc::clone(&present.corpus))));
        Ok(Some(value))
    }

    /// Reads the dataset again, which may have been built anew. Running answers keep the state they began with.
    pub(super) fn reload(&self) -> Result<(), Error> {
        let _journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        self.loaded.store(Arc::new(Loaded::open(&self.options)?));
        Ok(())
    }

    /// The operator's limits, or less time if the client wants so.
    pub(super) fn limits(&self, timeout: Option<Duration>) -> Limits {
        let time = timeout.map_or(self.options.timeout, |time| time.min(self.options.timeout));
        let ServerOptions { rows, bytes, memory, .. } = self.options;
        Limits {
            time: Some(time),
            rows: Some(rows),
            bytes: Some(bytes),
            memory: Some(memory),
            services: Arc::clone(&self.services),
            cancel: Cancel::default(),
        }
    }
}

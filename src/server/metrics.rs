//! Counts and times for the operator, in the format of Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// How an evaluation ended: `ok`, `cached`, `not-modified`, or the code of the error.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Outcome {
    outcome: &'static str,
}

/// All that is counted.
pub(super) struct Metrics {
    registry: Registry,
    queries: Family<Outcome, Counter>,
    updates: Family<Outcome, Counter>,
    seconds: Histogram,
    pub(super) running: Gauge,
    pub(super) waiting: Gauge,
    pub(super) quads: Gauge,
    pub(super) terms: Gauge,
    pub(super) cache_answers: Gauge,
    pub(super) cache_bytes: Gauge<i64, std::sync::atomic::AtomicI64>,
    pub(super) reloads: Counter<u64, AtomicU64>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("anpu");
        let (queries, updates) = (Family::default(), Family::default());
        let seconds = Histogram::new([0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 30.0, 120.0]);
        let (running, waiting, quads, terms) = (Gauge::default(), Gauge::default(), Gauge::default(), Gauge::default());
        let (cache_answers, cache_bytes, reloads) = (Gauge::default(), Gauge::default(), Counter::default());
        registry.register("queries", "Queries by how they ended", Family::clone(&queries));
        registry.register("updates", "Updates by how they ended", Family::clone(&updates));
        registry.register("query_seconds", "Time of evaluated queries", Histogram::clone(&seconds));
        registry.register("running", "Evaluations that run", Gauge::clone(&running));
        registry.register("waiting", "Evaluations that wait", Gauge::clone(&waiting));
        registry.register("quads", "Quads in the store", Gauge::clone(&quads));
        registry.register("terms", "Different terms in the store", Gauge::clone(&terms));
        registry.register("cache_answers", "Answers kept", Gauge::clone(&cache_answers));
        registry.register("cache_bytes", "Bytes of answers kept", Gauge::clone(&cache_bytes));
        registry.register("reloads", "Times that the dataset was read again", Counter::clone(&reloads));
        Self {
            registry,
            queries,
            updates,
            seconds,
            running,
            waiting,
            quads,
            terms,
            cache_answers,
            cache_bytes,
            reloads,
        }
    }

    pub(super) fn query(&self, outcome: &'static str, time: Option<Duration>) {
        self.queries.get_or_create(&Outcome { outcome }).inc();
        if let Some(time) = time {
            self.seconds.observe(time.as_secs_f64());
        }
    }

    pub(super) fn update(&self, outcome: &'static str) {
        self.updates.get_or_create(&Outcome { outcome }).inc();
    }

    pub(super) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

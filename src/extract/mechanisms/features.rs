//! Features by name: a kind and a value, each counted once.

use crate::lexicon::Weights;

/// Takes features one by one.
pub(super) trait Sink {
    /// The feature whose name is `kind` followed by `value`.
    fn put(&mut self, kind: &str, value: &str);

    /// The feature whose name is `kind` followed by a small number.
    fn number(&mut self, kind: &str, value: usize) {
        const DIGITS: [&str; 21] = [
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18",
            "19", "20",
        ];
        self.put(kind, DIGITS[value.min(DIGITS.len() - 1)]);
    }

    /// The feature `kind`, if it holds.
    fn flag(&mut self, kind: &str, holds: bool) {
        if holds {
            self.put(kind, "");
        }
    }
}

/// Features by key with their weights; those without weight are left out.
pub(super) struct Weighed<'a> {
    weights: &'a Weights,
    bias: f64,
    found: Vec<(u64, f64)>,
}

impl<'a> Weighed<'a> {
    pub(super) fn new(weights: &'a Weights) -> Self {
        Self { weights, bias: weights.weight("bias", ""), found: Vec::new() }
    }

    /// The sum of the weights, bias included; no feature is left. The order of the sum is that of the keys, so that it
    /// does not depend on that of the features.
    pub(super) fn sum(&mut self) -> f64 {
        self.found.sort_unstable_by_key(|&(key, _)| key);
        self.found.dedup_by_key(|&mut (key, _)| key);
        self.found.drain(..).map(|(_, weight)| weight).sum::<f64>() + self.bias
    }
}

impl Sink for Weighed<'_> {
    #[inline(always)]
    fn put(&mut self, kind: &str, value: &str) {
        let key = Weights::key(kind, value);
        self.found.extend(self.weights.of_key(key).map(|weight| (key, weight)));
    }
}

/// Keys of features, to be weighed by several weights.
#[derive(Default)]
pub(super) struct Keys(Vec<u64>);

impl Keys {
    /// The sum by each of several weights, bias included.
    pub(super) fn weigh_each<'a>(mut self, all: impl Iterator<Item = &'a Weights>) -> Vec<f64> {
        self.0.sort_unstable();
        self.0.dedup();
        let sum = |weights: &Weights| self.0.iter().filter_map(|&key| weights.of_key(key)).sum::<f64>();
        all.map(|weights| sum(weights) + weights.weight("bias", "")).collect()
    }
}

impl Sink for Keys {
    #[inline(always)]
    fn put(&mut self, kind: &str, value: &str) {
        self.0.push(Weights::key(kind, value));
    }
}

/// Names of features, for training.
#[derive(Default)]
pub(super) struct Names(std::collections::BTreeSet<String>);

impl Names {
    pub(super) fn into_vec(self) -> Vec<String> {
        self.0.into_iter().collect()
    }
}

impl Sink for Names {
    fn put(&mut self, kind: &str, value: &str) {
        self.0.insert([kind, value].concat());
    }
}

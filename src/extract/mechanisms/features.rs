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

/// Keys of features, for the sum of their weights.
#[derive(Default)]
pub(super) struct Keys(Vec<u64>);

impl Keys {
    /// The sum of the weights, bias included, and an empty list again.
    pub(super) fn weigh(&mut self, weights: &Weights) -> f64 {
        self.0.sort_unstable();
        self.0.dedup();
        let sum = weights.sum(&self.0) + weights.weight("bias", "");
        self.0.clear();
        sum
    }
}

impl Keys {
    /// The sum by each of several weights, bias included.
    pub(super) fn weigh_each<'a>(&mut self, all: impl Iterator<Item = &'a Weights>) -> Vec<f64> {
        self.0.sort_unstable();
        self.0.dedup();
        all.map(|weights| weights.sum(&self.0) + weights.weight("bias", "")).collect()
    }
}

impl Sink for Keys {
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

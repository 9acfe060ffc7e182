//! Features by name: a kind and a value, each counted once.

use crate::lexicon::{ClassWeights, Weights};

/// Takes features one by one.
pub(super) trait Sink {
    /// The feature whose name is `kind` followed by `value`.
    fn put(&mut self, kind: &str, value: &str);

    /// The feature whose name is `kind` followed by a small number.
    #[inline]
    fn number(&mut self, kind: &str, value: usize) {
        const DIGITS: [&str; 21] = [
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18",
            "19", "20",
        ];
        self.put(kind, DIGITS[value.min(DIGITS.len() - 1)]);
    }

    /// The feature `kind`, if it holds.
    #[inline]
    fn flag(&mut self, kind: &str, holds: bool) {
        if holds {
            self.put(kind, "");
        }
    }
}

/// Features that have a weight, one bit each: each counts once, and their sum does not depend on their order.
pub(super) struct Weighed<'a> {
    weights: &'a Weights,
    bias: f64,
    present: Vec<u64>,
}

impl<'a> Weighed<'a> {
    pub(super) fn new(weights: &'a Weights) -> Self {
        let words = weights.all().len().div_ceil(64);
        Self { weights, bias: weights.weight("bias", ""), present: vec![0; words] }
    }

    /// The sum of the weights, bias included; no feature is left.
    pub(super) fn sum(&mut self) -> f64 {
        let mut sum = 0.0;
        for (bits, weights) in self.present.iter_mut().zip(self.weights.all().chunks(64)) {
            while *bits != 0 {
                sum += weights[bits.trailing_zeros() as usize];
                *bits &= *bits - 1;
            }
        }
        sum + self.bias
    }
}

impl Sink for Weighed<'_> {
    #[inline]
    fn put(&mut self, kind: &str, value: &str) {
        if let Some(place) = self.weights.place(Weights::key(kind, value)) {
            self.present[place / 64] |= 1 << (place % 64);
        }
    }
}

/// Keys of features, to be weighed for several classes.
#[derive(Default)]
pub(super) struct Keys(Vec<u64>);

impl Keys {
    /// The class for which the features speak most.
    pub(super) fn likeliest<T: Copy>(mut self, classes: &ClassWeights<T>) -> Option<T> {
        self.0.sort_unstable();
        self.0.dedup();
        classes.likeliest(&self.0)
    }
}

impl Sink for Keys {
    #[inline]
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

//! Features by name: a kind that ends with `=` and a value, or a kind alone; each is counted once.

use crate::lexicon::{ClassWeights, FeatureKey, FeaturePart, Weights, log_odds};

/// Parts of the names of features, of words written in the code.
pub(super) const fn parts<const N: usize>(words: [&'static str; N]) -> [FeaturePart<'static>; N] {
    let mut parts = [FeaturePart::new(""); N];
    let mut at = 0;
    while at < N {
        parts[at] = FeaturePart::new(words[at]);
        at += 1;
    }
    parts
}

/// Takes features one by one.
pub(super) trait Sink {
    /// The feature of a kind with a value.
    fn take(&mut self, kind: FeaturePart<'_>, value: FeaturePart<'_>);

    /// The feature whose name is `kind` followed by `value`.
    #[inline]
    fn put(&mut self, kind: &str, value: &str) {
        self.take(FeaturePart::new(kind), FeaturePart::new(value));
    }

    /// The feature whose name is `kind` followed by a small number.
    #[inline]
    fn number(&mut self, kind: &str, value: usize) {
        const NUMBERS: [FeaturePart<'static>; 21] = parts([
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18",
            "19", "20",
        ]);
        self.take(FeaturePart::new(kind), NUMBERS[value.min(NUMBERS.len() - 1)]);
    }

    /// The feature `kind`, if it holds.
    #[inline]
    fn flag(&mut self, kind: &str, holds: bool) {
        if holds {
            self.put(kind, "");
        }
    }
}

/// Adds up the weights of features.
pub(super) struct Weighed<'a> {
    weights: &'a Weights,
    sum: i32,
    present: Present,
}

impl<'a> Weighed<'a> {
    pub(super) fn new(weights: &'a Weights) -> Self {
        Self { weights, sum: weights.bias(), present: Present::new(weights.places()) }
    }

    fn add(&mut self, feature: FeatureKey) {
        if let Some((place, weight)) = self.weights.find(feature)
            && self.present.add(place)
        {
            self.sum += weight;
        }
    }

    /// The log-odds of all features, bias included; no feature is left.
    pub(super) fn log_odds(&mut self) -> f64 {
        self.present.clear();
        log_odds(std::mem::replace(&mut self.sum, self.weights.bias()))
    }
}

impl Sink for Weighed<'_> {
    #[inline]
    fn take(&mut self, kind: FeaturePart<'_>, value: FeaturePart<'_>) {
        self.add(kind.with(value));
    }
}

/// Adds up the weights of features for each class.
pub(super) struct Classed<'a, T> {
    classes: &'a ClassWeights<T>,
    sums: Vec<i32>,
    present: Present,
}

impl<'a, T: Copy> Classed<'a, T> {
    pub(super) fn new(classes: &'a ClassWeights<T>) -> Self {
        Self { classes, sums: classes.bias().to_vec(), present: Present::new(classes.places()) }
    }

    fn add(&mut self, feature: FeatureKey) {
        if let Some((place, weights)) = self.classes.find(feature)
            && self.present.add(place)
        {
            self.sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        }
    }

    /// The class for which the features speak most; no feature is left.
    pub(super) fn likeliest(&mut self) -> Option<T> {
        let likeliest = self.classes.largest(&self.sums);
        self.present.clear();
        self.sums.copy_from_slice(self.classes.bias());
        likeliest
    }
}

impl<T: Copy> Sink for Classed<'_, T> {
    #[inline]
    fn take(&mut self, kind: FeaturePart<'_>, value: FeaturePart<'_>) {
        self.add(kind.with(value));
    }
}

/// The places of features that are there.
struct Present {
    /// One bit for each place.
    bits: Vec<u64>,
    /// The places whose bits are set, which are few: to forget them is not to go over all bits.
    places: Vec<usize>,
}

impl Present {
    fn new(number: usize) -> Self {
        Self { bits: vec![0; number.div_ceil(64)], places: Vec::new() }
    }

    /// Whether the feature of a place was not yet there.
    #[inline]
    fn add(&mut self, place: usize) -> bool {
        let (word, bit) = (&mut self.bits[place / 64], 1 << (place % 64));
        let new = *word & bit == 0;
        if new {
            *word |= bit;
            self.places.push(place);
        }
        new
    }

    fn clear(&mut self) {
        for place in self.places.drain(..) {
            self.bits[place / 64] = 0;
        }
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
    fn take(&mut self, kind: FeaturePart<'_>, value: FeaturePart<'_>) {
        self.0.insert([kind.text, value.text].concat());
    }
}

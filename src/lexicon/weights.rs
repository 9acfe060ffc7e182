//! Linear models over named features, as `anpu train` writes them: one feature and its weight a line.
//!
//! Weights are whole thousandths, so that a sum does not depend on the order of its parts.

use std::collections::BTreeMap;
use std::path::Path;

use super::Error;
use super::table::tables;

/// A part of the name of a feature, its kind up to `=` or its value, with a hash, which the compiler reckons for one
/// written in the code.
#[derive(Clone, Copy, Debug)]
pub struct FeaturePart<'a> {
    /// The words.
    pub text: &'a str,
    hash: u64,
}

impl<'a> FeaturePart<'a> {
    /// The part of these words.
    #[expect(clippy::inline_always, reason = "where the words are written in the code nothing of it stays")]
    #[inline(always)]
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        let mut rest = text.as_bytes();
        let mut hash = mixed(rest.len() as u64);
        while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
            hash = mixed(hash ^ u64::from_le_bytes(*eight));
            rest = behind;
        }
        Self { text, hash: mixed(hash ^ last_bytes(rest)) }
    }

    /// The key of the feature of this kind with a value.
    #[inline]
    #[must_use]
    pub const fn with(self, value: FeaturePart<'_>) -> FeatureKey {
        FeatureKey(mixed(self.hash ^ value.hash.rotate_left(32)))
    }
}

/// By what the weight of a feature is found: a hash of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeatureKey(u64);

/// Fewer than eight bytes as a number, which is another for any others of as many.
#[expect(clippy::inline_always, reason = "where the words are written in the code nothing of it stays")]
#[inline(always)]
const fn last_bytes(bytes: &[u8]) -> u64 {
    match (bytes, bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (_, Some(first), Some(last)) => (u32::from_le_bytes(*first) as u64) << 32 | u32::from_le_bytes(*last) as u64,
        ([first, .., last], ..) => (*first as u64) << 16 | (bytes[bytes.len() / 2] as u64) << 8 | *last as u64,
        ([only], ..) => *only as u64,
        ([], ..) => 0,
    }
}

/// Mixes the bits of a number: both halves of its product with a number without pattern (the first digits of pi).
#[inline]
const fn mixed(number: u64) -> u64 {
    const PI: u64 = 0x243f_6a88_85a3_08d3;
    let product = (number ^ PI.rotate_left(17)) as u128 * PI as u128;
    #[expect(clippy::cast_possible_truncation, reason = "the halves are wanted")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// Parts of one in which weights are counted.
const UNIT: f64 = 1000.0;

/// Weights of a logistic regression.
#[derive(Clone, Debug)]
pub struct Weights {
    weights: Numbers,
    bias: i32,
}

impl Weights {
    /// Reads the weights compiled in; a file of that name in the user's folders changes single ones.
    pub(super) fn load<P: AsRef<Path>>(
        name: &'static str,
        builtin: &'static str,
        folders: &[P],
    ) -> Result<Self, Error> {
        let mut weights: Vec<(String, f64)> = Vec::new();
        for table in tables(name, builtin, folders)? {
            for row in table.rows() {
                let weight = row.cell(1)?.parse().map_err(|_| row.wrong("the weight is no number"))?;
                weights.push((row.cell(0)?.to_owned(), weight));
            }
        }
        Ok(Self::new(weights.iter().map(|(name, weight)| (name.as_str(), *weight))))
    }

    /// Weights given by feature name, `kind=value` or `kind` alone; the last of one name counts.
    pub fn new<'a>(weights: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let weights: BTreeMap<FeatureKey, i32> =
            weights.into_iter().map(|(name, weight)| (key_of(name), parts(weight))).collect();
        let bias = weights.get(&key_of("bias")).copied().unwrap_or_default();
        Self { weights: Numbers::new(weights), bias }
    }

    /// Number of places that a feature can have.
    #[must_use]
    pub fn places(&self) -> usize {
        self.weights.slots.len()
    }

    /// The weight that each sum begins with.
    #[must_use]
    pub fn bias(&self) -> i32 {
        self.bias
    }

    /// Place and weight of a feature, if it has a weight.
    #[inline]
    #[must_use]
    pub fn find(&self, feature: FeatureKey) -> Option<(usize, i32)> {
        self.weights.find(feature)
    }

    /// Weight of the feature whose name is `kind` followed by `value`; 0 for an unknown one.
    #[must_use]
    pub fn weight(&self, kind: &str, value: &str) -> i32 {
        self.find(FeaturePart::new(kind).with(FeaturePart::new(value))).map_or(0, |(_, weight)| weight)
    }
}

/// Weights of several classes, of which one is chosen.
#[derive(Clone, Debug)]
pub struct ClassWeights<T> {
    classes: Vec<T>,
    /// The row of each feature, counted from 1.
    features: Numbers,
    /// For each feature its weight for each class.
    rows: Vec<i32>,
    bias: Vec<i32>,
}

impl<T: Copy> ClassWeights<T> {
    /// Each class with its weights, given by feature name.
    pub(super) fn new<'a>(models: impl IntoIterator<Item = (T, &'a [(&'a str, f64)])>) -> Self {
        let (classes, models): (Vec<_>, Vec<_>) = models.into_iter().unzip();
        let mut rows: BTreeMap<FeatureKey, Vec<i32>> = BTreeMap::new();
        for (class, weights) in models.into_iter().enumerate() {
            for &(name, weight) in weights {
                rows.entry(key_of(name)).or_insert_with(|| vec![0; classes.len()])[class] = parts(weight);
            }
        }
        let bias = rows.get(&key_of("bias")).cloned().unwrap_or_else(|| vec![0; classes.len()]);
        Self {
            classes,
            features: Numbers::new(rows.keys().copied().zip(1..)),
            rows: rows.into_values().flatten().collect(),
            bias,
        }
    }

    /// Number of places that a feature can have.
    #[must_use]
    pub fn places(&self) -> usize {
        self.features.slots.len()
    }

    /// The weights that the sums of the classes begin with.
    #[must_use]
    pub fn bias(&self) -> &[i32] {
        &self.bias
    }

    /// Place and weights of a feature, if it has any.
    #[inline]
    #[must_use]
    pub fn find(&self, feature: FeatureKey) -> Option<(usize, &[i32])> {
        let (place, row) = self.features.find(feature)?;
        let start = usize::try_from(row).ok()?.checked_sub(1)? * self.classes.len();
        Some((place, self.rows.get(start..)?.get(..self.classes.len())?))
    }

    /// The class with the largest sum.
    #[must_use]
    pub fn largest(&self, sums: &[i32]) -> Option<T> {
        sums.iter().zip(&self.classes).max_by_key(|(sum, _)| **sum).map(|(_, &class)| class)
    }
}

/// The log-odds that belong to a sum of weights.
#[must_use]
pub fn log_odds(sum: i32) -> f64 {
    f64::from(sum) / UNIT
}

/// The probability that belongs to log-odds.
#[must_use]
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A weight in whole parts.
fn parts(weight: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
    let parts = (weight * UNIT).round() as i32;
    parts
}

/// The key of the feature of a name.
fn key_of(name: &str) -> FeatureKey {
    let (kind, value) = name.split_at(name.find('=').map_or(name.len(), |at| at + 1));
    FeaturePart::new(kind).with(FeaturePart::new(value))
}

/// Numbers of features by their keys, which are hashes: an open-addressed table behind a filter of bits that stays near the
/// processor, since most words of a text have no weight.
#[derive(Clone, Debug)]
struct Numbers {
    /// The bit of each key's first part.
    filter: Vec<u64>,
    /// The last part of a key and its number; 0 where none is.
    slots: Vec<(u32, i32)>,
}

impl Numbers {
    /// Bits of the filter for each key, at least.
    const BITS: usize = 8;

    /// Keys of which each has a number; a key whose number is 0 is left out.
    fn new(numbers: impl IntoIterator<Item = (FeatureKey, i32)>) -> Self {
        let numbers: Vec<(FeatureKey, i32)> = numbers.into_iter().filter(|&(_, number)| number != 0).collect();
        let size = numbers.len().max(64 / Self::BITS).next_power_of_two();
        let mut known = Self { filter: vec![0; size * Self::BITS / 64], slots: vec![(0, 0); 2 * size] };
        for (FeatureKey(key), number) in numbers {
            let (at, bit) = known.bit(key);
            known.filter[at] |= bit;
            let mut slot = known.slot(key);
            while known.slots[slot].1 != 0 {
                slot = known.slot(slot as u64 + 1);
            }
            known.slots[slot] = (mark(key), number);
        }
        known
    }

    /// The slot of a key and its number.
    #[inline]
    fn find(&self, FeatureKey(key): FeatureKey) -> Option<(usize, i32)> {
        let (at, bit) = self.bit(key);
        if self.filter[at] & bit == 0 {
            return None;
        }
        let mut slot = self.slot(key);
        loop {
            match self.slots[slot] {
                (_, 0) => return None,
                (known, number) if known == mark(key) => return Some((slot, number)),
                _ => slot = self.slot(slot as u64 + 1),
            }
        }
    }

    /// The word and the bit of the filter for a key.
    #[inline]
    fn bit(&self, key: u64) -> (usize, u64) {
        (first(key >> 6) & (self.filter.len() - 1), 1 << (key % 64))
    }

    /// The slot in which a key is looked for first.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        first(key) & (self.slots.len() - 1)
    }
}

/// The lower half of a key.
#[inline]
const fn first(key: u64) -> usize {
    (key & 0xFFFF_FFFF) as usize
}

/// The upper half of a key, by which it is told from others in one slot.
#[inline]
const fn mark(key: u64) -> u32 {
    (key >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_for_which_most_speaks_is_chosen() {
        let weights = ClassWeights::new([('a', &[("bias", 1.0), ("end=库", -2.0)][..]), ('b', &[("end=库", 0.5)][..])]);
        assert_eq!(weights.largest(weights.bias()), Some('a'));
        let (_, row) = weights.find(key_of("end=库")).unwrap();
        assert_eq!(row, [-2000, 500]);
        let sums: Vec<i32> = weights.bias().iter().zip(row).map(|(bias, weight)| bias + weight).collect();
        assert_eq!(weights.largest(&sums), Some('b'));
        assert_eq!(weights.find(key_of("end=码")), None);
    }

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let weights = Weights::new([("unit=件", 1.5), ("ordinal", 0.25), ("bias", -0.5), ("cue=a=b", 0.001)]);
        let found = [("unit=", "件"), ("ordinal", ""), ("bias", ""), ("cue=", "a=b"), ("unit=", "家"), ("unit", "")];
        assert_eq!(found.map(|(kind, value)| weights.weight(kind, value)), [1500, 250, -500, 1, 0, 0]);
        assert_eq!(weights.bias(), -500);
    }

    #[test]
    fn each_of_many_features_keeps_its_own_weight() {
        // Names of all lengths: 1, 10, 101 differ in the last bits of both length and bytes.
        let names: Vec<String> = (0..5000).map(|number| format!("n={number}")).collect();
        let weights = Weights::new(names.iter().map(String::as_str).zip((1..).map(f64::from)));
        for (number, weight) in (0..5000).zip((1..).map(|weight| weight * 1000)) {
            assert_eq!(weights.weight("n=", &format!("{number}")), weight);
        }
        assert!((0..5000).all(|number| weights.weight("m=", &format!("{number}")) == 0));
    }
}

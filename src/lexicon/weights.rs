//! A linear model over named features, as `anpu train` writes it: one feature and its weight a line.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;

use super::Error;
use super::table::tables;

/// Weights of a logistic regression.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// The weights in order of their features' keys.
    weights: Vec<f64>,
    /// For the key of a feature the place of its weight.
    places: HashMap<u64, usize, BuildHasherDefault<Identity>>,
}

impl Weights {
    /// Reads the weights compiled in; a file of that name in the user's folders changes single ones.
    pub(super) fn load<P: AsRef<Path>>(
        name: &'static str,
        builtin: &'static str,
        folders: &[P],
    ) -> Result<Self, Error> {
        let mut weights = BTreeMap::new();
        for table in tables(name, builtin, folders)? {
            for row in table.rows() {
                let weight = row.cell(1)?.parse().map_err(|_| row.wrong("the weight is no number"))?;
                weights.insert(feature_id(row.cell(0)?, ""), weight);
            }
        }
        Ok(Self::by_key(weights))
    }

    /// Weights given by feature name, `kind=value`.
    pub fn new<'a>(weights: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        Self::by_key(weights.into_iter().map(|(name, weight)| (feature_id(name, ""), weight)).collect())
    }

    fn by_key(weights: BTreeMap<u64, f64>) -> Self {
        let places = weights.keys().enumerate().map(|(place, &key)| (key, place)).collect();
        Self { weights: weights.into_values().collect(), places }
    }

    /// The key of the feature whose name is `kind` followed by `value`.
    #[inline]
    #[must_use]
    pub fn key(kind: &str, value: &str) -> u64 {
        feature_id(kind, value)
    }

    /// The place among [`Weights::all`] of the weight of the feature with a key (see [`Weights::key`]), if it has one.
    #[inline]
    #[must_use]
    pub fn place(&self, key: u64) -> Option<usize> {
        self.places.get(&key).copied()
    }

    /// All weights, in order of their features' keys.
    #[must_use]
    pub fn all(&self) -> &[f64] {
        &self.weights
    }

    /// Weight of the feature whose name is `kind` followed by `value`; 0 for an unknown one.
    #[must_use]
    pub fn weight(&self, kind: &str, value: &str) -> f64 {
        self.place(feature_id(kind, value)).map_or(0.0, |place| self.weights[place])
    }
}

/// Weights of several classes, of which one is chosen.
#[derive(Clone, Debug)]
pub struct ClassWeights<T> {
    classes: Vec<T>,
    /// For the key of a feature its weight for each class.
    rows: HashMap<u64, Vec<f64>, BuildHasherDefault<Identity>>,
}

impl<T: Copy> ClassWeights<T> {
    /// Each class with its weights, given by feature name.
    pub(super) fn new<'a>(models: impl IntoIterator<Item = (T, &'a [(&'a str, f64)])>) -> Self {
        let (classes, models): (Vec<_>, Vec<_>) = models.into_iter().unzip();
        let mut rows: HashMap<u64, Vec<f64>, _> = HashMap::default();
        for (class, weights) in models.into_iter().enumerate() {
            for &(name, weight) in weights {
                rows.entry(feature_id(name, "")).or_insert_with(|| vec![0.0; classes.len()])[class] = weight;
            }
        }
        Self { classes, rows }
    }

    /// The class with the largest sum of weights, bias included, of the features with these keys.
    #[must_use]
    pub fn likeliest(&self, keys: &[u64]) -> Option<T> {
        let mut sums = vec![0.0; self.classes.len()];
        for row in keys.iter().chain([&feature_id("bias", "")]).filter_map(|key| self.rows.get(key)) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
        let best = sums.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
        self.classes.get(best.0).copied()
    }
}

/// The probability that belongs to a sum of weights (log-odds).
#[must_use]
pub fn probability(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

/// FNV-1a over both parts, so that a name need not be put together to be looked up; of a kind that is written in the
/// code the compiler reckons it.
#[inline]
fn feature_id(kind: &str, value: &str) -> u64 {
    fnv(fnv(0xcbf2_9ce4_8422_2325, kind), value)
}

#[inline]
fn fnv(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The keys are hashes already.
#[derive(Clone, Debug, Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| (hash << 8) | u64::from(byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_for_which_most_speaks_is_chosen() {
        let weights = ClassWeights::new([('a', &[("bias", 1.0), ("end=库", -2.0)][..]), ('b', &[("end=库", 0.5)][..])]);
        assert_eq!(weights.likeliest(&[]), Some('a'));
        assert_eq!(weights.likeliest(&[Weights::key("end=", "库"), Weights::key("end=", "码")]), Some('b'));
    }

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let weights = Weights::new([("unit=件", 1.5), ("bias", -0.5)]);
        assert_eq!(weights.weight("unit=", "件").to_bits(), 1.5_f64.to_bits());
        assert_eq!(weights.weight("bias", "").to_bits(), (-0.5_f64).to_bits());
        assert_eq!(weights.weight("unit=", "家").to_bits(), 0.0_f64.to_bits());
    }
}

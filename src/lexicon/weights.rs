//! Linear models over named features, as `anpu train` writes them: one feature and its weight a line.
//!
//! Weights are whole thousandths, so that a sum does not depend on the order of its parts.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::path::Path;

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;

use super::Error;
use super::table::tables;

/// The first part of the names of features, up to `=`, with its hash, which the compiler reckons for one written in the code.
#[derive(Clone, Copy, Debug)]
pub struct FeatureKind<'a> {
    /// The first part.
    pub name: &'a str,
    hash: u64,
}

impl<'a> FeatureKind<'a> {
    /// The kind of a name.
    #[inline]
    #[must_use]
    pub const fn new(name: &'a str) -> Self {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let mut at = 0;
        while at < name.len() {
            hash = (hash ^ name.as_bytes()[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        Self { name, hash }
    }

    /// The key of the feature of this kind with a value.
    #[inline]
    fn key(self, value: &str) -> u64 {
        static SEED: SharedSeed = SharedSeed::from_u64(0);
        let mut hasher = FoldHasher::with_seed(self.hash, &SEED);
        hasher.write(value.as_bytes());
        hasher.finish()
    }
}

/// Parts of one in which weights are counted.
const UNIT: f64 = 1000.0;

/// Weights of a logistic regression.
#[derive(Clone, Debug)]
pub struct Weights {
    places: Places,
    values: Vec<i32>,
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
        let weights: BTreeMap<u64, i32> =
            weights.into_iter().map(|(name, weight)| (key_of(name), parts(weight))).collect();
        let bias = weights.get(&key_of("bias")).copied().unwrap_or_default();
        Self { places: Places::new(weights.keys().copied()), values: weights.into_values().collect(), bias }
    }

    /// Number of features that have a weight.
    #[must_use]
    pub fn number(&self) -> usize {
        self.values.len()
    }

    /// The weight that each sum begins with.
    #[must_use]
    pub fn bias(&self) -> i32 {
        self.bias
    }

    /// Place and weight of the feature of a kind with a value, if it has a weight.
    #[inline]
    #[must_use]
    pub fn find(&self, kind: FeatureKind<'_>, value: &str) -> Option<(usize, i32)> {
        let place = self.places.find(kind.key(value))?;
        Some((place, self.values[place]))
    }

    /// Weight of the feature whose name is `kind` followed by `value`; 0 for an unknown one.
    #[must_use]
    pub fn weight(&self, kind: &str, value: &str) -> i32 {
        self.find(FeatureKind::new(kind), value).map_or(0, |(_, weight)| weight)
    }
}

/// Weights of several classes, of which one is chosen.
#[derive(Clone, Debug)]
pub struct ClassWeights<T> {
    classes: Vec<T>,
    places: Places,
    /// For each feature its weight for each class.
    rows: Vec<i32>,
    bias: Vec<i32>,
}

impl<T: Copy> ClassWeights<T> {
    /// Each class with its weights, given by feature name.
    pub(super) fn new<'a>(models: impl IntoIterator<Item = (T, &'a [(&'a str, f64)])>) -> Self {
        let (classes, models): (Vec<_>, Vec<_>) = models.into_iter().unzip();
        let mut rows: BTreeMap<u64, Vec<i32>> = BTreeMap::new();
        for (class, weights) in models.into_iter().enumerate() {
            for &(name, weight) in weights {
                rows.entry(key_of(name)).or_insert_with(|| vec![0; classes.len()])[class] = parts(weight);
            }
        }
        let bias = rows.get(&key_of("bias")).cloned().unwrap_or_else(|| vec![0; classes.len()]);
        Self { classes, places: Places::new(rows.keys().copied()), rows: rows.into_values().flatten().collect(), bias }
    }

    /// Number of features that have a weight.
    #[must_use]
    pub fn number(&self) -> usize {
        self.rows.len() / self.classes.len().max(1)
    }

    /// The weights that the sums of the classes begin with.
    #[must_use]
    pub fn bias(&self) -> &[i32] {
        &self.bias
    }

    /// Place and weights of the feature of a kind with a value, if it has any.
    #[inline]
    #[must_use]
    pub fn find(&self, kind: FeatureKind<'_>, value: &str) -> Option<(usize, &[i32])> {
        let place = self.places.find(kind.key(value))?;
        Some((place, &self.rows[place * self.classes.len()..][..self.classes.len()]))
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
fn key_of(name: &str) -> u64 {
    let (kind, value) = name.split_at(name.find('=').map_or(name.len(), |at| at + 1));
    FeatureKind::new(kind).key(value)
}

/// The places of features by their keys, which are hashes: an open-addressed table behind a filter of bits that stays near the
/// processor, since most words of a text have no weight.
#[derive(Clone, Debug)]
struct Places {
    /// The bit of each key's first part.
    filter: Vec<u64>,
    /// The last part of a key and its place, counted from 1; 0 where none is.
    slots: Vec<(u32, u32)>,
}

impl Places {
    /// Bits of the filter for each key, at least.
    const BITS: usize = 8;

    /// Keys get their places in the order in which they are given.
    fn new(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let number = keys.len().max(64 / Self::BITS).next_power_of_two();
        let mut places = Self { filter: vec![0; number * Self::BITS / 64], slots: vec![(0, 0); 2 * number] };
        for (key, place) in keys.zip(1..) {
            let (at, bit) = places.bit(key);
            places.filter[at] |= bit;
            let free = places.slots(key).find(|&slot| places.slots[slot].1 == 0);
            if let Some(slot) = free {
                places.slots[slot] = (mark(key), place);
            }
        }
        places
    }

    #[inline]
    fn find(&self, key: u64) -> Option<usize> {
        let (at, bit) = self.bit(key);
        if self.filter[at] & bit == 0 {
            return None;
        }
        let mut run = self.slots(key).map(|slot| self.slots[slot]).take_while(|&(_, place)| place != 0);
        run.find(|&(known, _)| known == mark(key)).map(|(_, place)| place as usize - 1)
    }

    /// The word and the bit of the filter for a key.
    #[inline]
    fn bit(&self, key: u64) -> (usize, u64) {
        (first(key >> 6) & (self.filter.len() - 1), 1 << (key % 64))
    }

    /// The slots in which a key may stand.
    #[inline]
    fn slots(&self, key: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        (first(key)..).map(move |slot| slot & mask)
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
        let end = FeatureKind::new("end=");
        let (_, row) = weights.find(end, "库").unwrap();
        assert_eq!(row, [-2000, 500]);
        let sums: Vec<i32> = weights.bias().iter().zip(row).map(|(bias, weight)| bias + weight).collect();
        assert_eq!(weights.largest(&sums), Some('b'));
        assert_eq!(weights.find(end, "码"), None);
    }

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let weights = Weights::new([("unit=件", 1.5), ("ordinal", 0.25), ("bias", -0.5), ("cue=a=b", 0.001)]);
        let found = [("unit=", "件"), ("ordinal", ""), ("bias", ""), ("cue=", "a=b"), ("unit=", "家"), ("unit", "")];
        assert_eq!(found.map(|(kind, value)| weights.weight(kind, value)), [1500, 250, -500, 1, 0, 0]);
        assert_eq!((weights.number(), weights.bias()), (4, -500));
    }

    #[test]
    fn each_of_many_features_keeps_its_own_weight() {
        let names: Vec<String> = (0..5000).map(|number| format!("n={number}")).collect();
        let weights = Weights::new(names.iter().map(String::as_str).zip((1..).map(f64::from)));
        for (number, weight) in (0..5000).zip((1..).map(|weight| weight * 1000)) {
            assert_eq!(weights.weight("n=", &format!("{number}")), weight);
        }
        assert!((0..5000).all(|number| weights.find(FeatureKind::new("m="), &format!("{number}")).is_none()));
    }
}

//! Profiles: what a case or place does, cites and works with, weighed by rarity; and the search for the profiles nearest
//! to one. Likeness is the weight of what two share divided by the weight of what either has (weighted Jaccard or
//! Tanimoto), so that every shared thing has its part in it and the parts add up.

use super::Rows;
use super::null::float;

/// Rows of features with a weight each.
pub(super) struct Profiles {
    rows: Rows<u32>,
    holders: Rows<u32>,
    weights: Vec<f64>,
    totals: Vec<f64>,
}

/// What a search needs again and again.
pub(super) struct Scratch {
    shared: Vec<f64>,
    touched: Vec<u32>,
}

/// A feature in more rows than this is worth asking whether it can still matter.
const COMMON: usize = 64;
/// Below this, two scores count as equal while candidates are sorted out.
const MARGIN: f64 = 1e-9;

impl Profiles {
    /// Profiles of rows of ascending features; `weight` tells a feature's weight from its number and its number of rows.
    pub(super) fn new(rows: Rows<u32>, features: usize, weight: impl Fn(u32, usize) -> f64) -> Self {
        let holders = rows.inverted(features);
        let weights: Vec<f64> =
            (0_u32..).zip(holders.iter()).map(|(feature, rows)| weight(feature, rows.len())).collect();
        let totals = rows.iter().map(|row| row.iter().map(|&feature| weights[feature as usize]).sum()).collect();
        Self { rows, holders, weights, totals }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn scratch(&self) -> Scratch {
        Scratch { shared: vec![0.0; self.len()], touched: Vec::new() }
    }

    pub(super) fn row(&self, row: u32) -> &[u32] {
        self.rows.row(row as usize)
    }

    /// Likeness of these ascending features and a row, 0 to 1.
    pub(super) fn likeness(&self, features: &[u32], row: u32) -> f64 {
        self.ratio(self.total(features), row, self.total_shared(features, row))
    }

    /// The features that two rows share with their parts in the likeness, greatest first, then by number.
    pub(super) fn reasons(&self, a: u32, b: u32) -> Vec<(u32, f64)> {
        let union = self.totals[a as usize] + self.totals[b as usize] - self.total_shared(self.row(a), b);
        let part = |feature: u32| (feature, self.weights[feature as usize] / union);
        let mut reasons: Vec<(u32, f64)> =
            common(self.row(a), self.row(b)).map(part).filter(|(_, part)| *part > 0.0).collect();
        reasons.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        reasons
    }

    fn total(&self, features: &[u32]) -> f64 {
        features.iter().map(|&feature| self.weights[feature as usize]).sum()
    }

    fn total_shared(&self, features: &[u32], row: u32) -> f64 {
        common(features, self.row(row)).map(|feature| self.weights[feature as usize]).sum()
    }

    /// Likeness to a row of features that weigh `total` and share `shared` with it.
    fn ratio(&self, total: f64, row: u32, shared: f64) -> f64 {
        let union = total + self.totals[row as usize] - shared;
        if union > 0.0 { shared / union } else { 0.0 }
    }

    /// The `count` rows most like `row`, most alike first, then by number; rows that share nothing are left out.
    pub(super) fn nearest(&self, row: u32, count: usize, scratch: &mut Scratch) -> Vec<(u32, f64)> {
        self.nearest_to(self.row(row), row, count, scratch)
    }

    /// The `count` rows other than `except` most like these ascending features.
    ///
    /// Rows are met through the features they share, rare ones first. When what is left of the features could not make
    /// a row that was not met yet as alike as those already met, the longest lists are not walked at all.
    pub(super) fn nearest_to(
        &self,
        features: &[u32],
        except: u32,
        count: usize,
        scratch: &mut Scratch,
    ) -> Vec<(u32, f64)> {
        let total = self.total(features);
        let mut rarest: Vec<u32> = features.to_vec();
        rarest.sort_by_key(|&feature| (self.holders.row(feature as usize).len(), feature));
        let mut left = total;
        for feature in rarest {
            let (holders, weight) = (self.holders.row(feature as usize), self.weights[feature as usize]);
            if holders.len() > COMMON.max(scratch.touched.len() / 2) && self.settled(total, left, count, scratch) {
                break;
            }
            for &other in holders.iter().filter(|other| **other != except) {
                let shared = &mut scratch.shared[other as usize];
                if *shared == 0.0 && weight > 0.0 {
                    scratch.touched.push(other);
                }
                *shared += weight;
            }
            left -= weight;
        }
        self.best(features, left.max(0.0), count, scratch)
    }

    /// Whether a row not met yet must be less alike than `count` rows already met.
    fn settled(&self, total: f64, left: f64, count: usize, scratch: &Scratch) -> bool {
        let best_of_unmet = left / total + MARGIN;
        let alike = |other: &&u32| self.ratio(total, **other, scratch.shared[**other as usize]) > best_of_unmet;
        scratch.touched.iter().filter(alike).take(count).count() >= count
    }

    /// The best of the rows met, of which each may share up to `left` more than was added up.
    fn best(&self, features: &[u32], left: f64, count: usize, scratch: &mut Scratch) -> Vec<(u32, f64)> {
        let total = self.total(features);
        let mut least = Best::new(count);
        for &other in &scratch.touched {
            let (shared, all) = (scratch.shared[other as usize], total + self.totals[other as usize]);
            // The ratio is worked out only where it is above the threshold: shared / (all - shared) > t.
            if shared * (1.0 + least.threshold) > least.threshold * all {
                least.add(shared / (all - shared));
            }
        }
        let threshold = least.threshold - MARGIN;
        let mut candidates: Vec<(u32, f64)> = Vec::new();
        for other in scratch.touched.drain(..) {
            let most = std::mem::take(&mut scratch.shared[other as usize]) + left;
            if most * (1.0 + threshold) >= threshold * (total + self.totals[other as usize]) {
                candidates.push((other, self.likeness(features, other)));
            }
        }
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        candidates.truncate(count);
        candidates
    }
}

/// The greatest of the values given to it.
struct Best {
    count: usize,
    /// In descending order.
    values: Vec<f64>,
    /// The last of them once there are enough, else 0.
    threshold: f64,
}

impl Best {
    fn new(count: usize) -> Self {
        Self { count, values: Vec::with_capacity(count + 1), threshold: 0.0 }
    }

    fn add(&mut self, value: f64) {
        let at = self.values.partition_point(|known| *known >= value);
        self.values.insert(at, value);
        self.values.truncate(self.count);
        if self.values.len() == self.count {
            self.threshold = self.values.last().copied().unwrap_or_default();
        }
    }
}

/// What two ascending lists have in common.
fn common<'a>(mut a: &'a [u32], mut b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    std::iter::from_fn(move || {
        loop {
            let (first, second) = (*a.first()?, *b.first()?);
            if first <= second {
                a = &a[1..];
            }
            if second <= first {
                b = &b[1..];
            }
            if first == second {
                return Some(first);
            }
        }
    })
}

/// Rarity of a feature: the logarithm of how many rows there are for each that has it (inverse document frequency,
/// Spärck Jones, A statistical interpretation of term specificity, J. Doc. 28, 1972).
pub(super) fn rarity(rows: usize, having: usize) -> f64 {
    if having == 0 { 0.0 } else { (float(rows) / float(having)).ln() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Pruning must not change what is found.
        #[test]
        fn the_nearest_are_those_that_comparing_with_all_finds(
            rows in prop::collection::vec(prop::collection::btree_set(0_u32..12, 0..8), 70..160),
            count in 1_usize..6,
        ) {
            let rows: Rows<u32> = rows.into_iter().collect();
            let total = rows.len();
            let profiles = Profiles::new(rows, 12, |_, having| rarity(total, having));
            let mut scratch = profiles.scratch();
            for row in 0..u32::try_from(total).unwrap() {
                let others = (0..u32::try_from(total).unwrap()).filter(|&other| other != row);
                let mut expected: Vec<(u32, f64)> = others.map(|other| (other, profiles.likeness(profiles.row(row), other))).collect();
                expected.retain(|(_, likeness)| *likeness > 0.0);
                expected.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                expected.truncate(count);
                prop_assert_eq!(profiles.nearest(row, count, &mut scratch), expected);
            }
        }
    }
}

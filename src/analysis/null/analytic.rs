//! Chance by formula. Each practice is drawn into as many cases as it has, with the [`Odds`] of the cases (conditional
//! Bernoulli sampling): its own number of cases is kept exactly, the cases' numbers of practices on average.

use rayon::prelude::*;
use statrs::function::beta::checked_beta_reg;

use super::super::Rows;
use super::{Excess, Observed, Odds, Reach, float};

/// The formula at work on one collection.
pub(super) struct Analytic<'a> {
    observed: &'a Observed,
    odds: Odds,
    /// For each group how many of its cases are in each class.
    groups: Rows<(u32, f64)>,
    /// The distinct supports, ascending, with the chances of the classes.
    chances: Vec<(u32, Vec<f64>)>,
}

impl<'a> Analytic<'a> {
    pub(super) fn new(observed: &'a Observed) -> Self {
        let odds = Odds::fit(&observed.practices, &observed.support);
        let groups = odds.histogram(&observed.groups, observed.group_count);
        let mut supports: Vec<u32> = observed.support.iter().copied().filter(|&support| support > 0).collect();
        supports.sort_unstable();
        supports.dedup();
        let chances = supports.par_iter().map(|&support| (support, odds.chances(support))).collect();
        Self { observed, odds, groups, chances }
    }

    /// The chances of a practice, and the variance of its number of cases if each had it independently.
    fn chances(&self, practice: usize) -> (&[f64], f64) {
        let found = self.chances.binary_search_by_key(&self.observed.support[practice], |(support, _)| *support);
        let chances = found.map_or(&[][..], |at| &self.chances[at].1);
        (chances, self.odds.sizes.iter().zip(chances).map(|(size, p)| size * p * (1.0 - p)).sum())
    }

    pub(super) fn excesses(&self) -> Rows<Excess> {
        let of = |practice: usize| {
            let (chances, total) = self.chances(practice);
            let excess = |&(group, count): &(u32, u32)| {
                let (expected, free) = moments(self.groups.row(group as usize), chances);
                Excess { expected, p: at_least(f64::from(count), expected, free * (1.0 - free / total)) }
            };
            self.observed.counts.row(practice).iter().map(excess).collect::<Vec<_>>()
        };
        let all: Vec<Vec<Excess>> = (0..self.observed.support.len()).into_par_iter().map(of).collect();
        all.into_iter().collect()
    }

    pub(super) fn reaches(&self) -> Vec<Reach> {
        let occupancy = Occupancy::new(self);
        let of = |practice: usize| {
            let (chances, total) = self.chances(practice);
            if chances.is_empty() {
                return Reach::default();
            }
            let occupied = occupancy.of(self.observed.support[practice], chances, &self.groups, total);
            let (wide, local) = occupied.tails(self.observed.counts.row(practice).len());
            Reach { expected: occupied.mean(), wide, local }
        };
        (0..self.observed.support.len()).into_par_iter().map(of).collect()
    }
}

/// Mean and variance of the number of a practice's cases in a group, if cases had it independently of each other.
fn moments(group: &[(u32, f64)], chances: &[f64]) -> (f64, f64) {
    group.iter().fold((0.0, 0.0), |(mean, variance), &(class, size)| {
        let p = chances[class as usize];
        (mean + size * p, variance + size * p * (1.0 - p))
    })
}

/// `P(X ≥ count)` for the binomial distribution that has this mean and variance. Its number of trials need not be whole:
/// the tail is the regularised incomplete beta function (Abramowitz and Stegun 26.5.24). Sums of independent unequal
/// trials, with or without a fixed total, lie close to it.
pub(super) fn at_least(count: f64, mean: f64, variance: f64) -> f64 {
    if count <= 0.0 {
        return 1.0;
    }
    let p = (1.0 - variance / mean).clamp(1e-12, 1.0);
    let trials = (mean / p).max(count);
    checked_beta_reg(count, trials - count + 1.0, (mean / trials).clamp(0.0, 1.0)).unwrap_or(1.0)
}

/// Up to this number of draws the number of occupied groups has its exact distribution, above it one of equal mean and
/// variance.
const EXACT: usize = 48;

/// The distribution of the number of groups that a practice reaches whose cases stand in one group each.
struct Occupancy {
    /// For each number of draws up to [`EXACT`] the probability of each number of groups.
    exact: Vec<Vec<f64>>,
}

/// The distribution for one support.
enum Occupied<'a> {
    Exact(&'a [f64]),
    Matched { draws: f64, groups: f64, mean: f64, variance: f64 },
}

impl Occupancy {
    /// Expands `Π_s (1 + z (Π_{i∈s} (1 + x_i t) − 1))`: the coefficient of `t^k z^d` is the weight of all ways to draw `k`
    /// cases from `d` groups.
    fn new(analytic: &Analytic) -> Self {
        let odds = &analytic.odds.values;
        let draws = (analytic.observed.support.iter().copied().max().unwrap_or_default() as usize).min(EXACT);
        let all: f64 = analytic.odds.sizes.iter().zip(odds).map(|(size, x)| size * x).sum();
        let scale = float(draws.max(1)) / all.max(1e-300);
        let mut ways = vec![vec![0.0; draws + 1]; draws + 1];
        ways[0][0] = 1.0;
        for group in analytic.groups.iter() {
            place(&mut ways, &symmetric(group, odds, scale, draws));
        }
        for row in &mut ways {
            let sum: f64 = row.iter().sum();
            for way in row {
                *way /= sum;
            }
        }
        Self { exact: ways }
    }

    fn of(&self, draws: u32, chances: &[f64], groups: &Rows<(u32, f64)>, total: f64) -> Occupied<'_> {
        if let Some(exact) = self.exact.get(draws as usize) {
            return Occupied::Exact(exact);
        }
        let misses: Vec<f64> = chances.iter().map(|p| (-p).ln_1p()).collect();
        let (mut mean, mut variance, mut with_total) = (0.0, 0.0, 0.0);
        for group in groups.iter() {
            let empty = group.iter().map(|&(class, size)| size * misses[class as usize]).sum::<f64>().exp();
            mean += 1.0 - empty;
            variance += empty * (1.0 - empty);
            with_total += empty * moments(group, chances).0;
        }
        let variance = (variance - with_total * with_total / total).max(1e-12);
        let occupiable = groups.iter().filter(|group| !group.is_empty()).count();
        Occupied::Matched { draws: f64::from(draws), groups: float(occupiable), mean, variance }
    }
}

impl Occupied<'_> {
    fn mean(&self) -> f64 {
        match self {
            Self::Exact(chances) => chances.iter().enumerate().map(|(groups, p)| float(groups) * p).sum(),
            Self::Matched { mean, .. } => *mean,
        }
    }

    /// Probabilities of at least and of at most `groups` groups.
    fn tails(&self, groups: usize) -> (f64, f64) {
        match self {
            Self::Exact(chances) => {
                let from = groups.min(chances.len());
                (chances[from..].iter().sum::<f64>().min(1.0), chances.iter().take(groups + 1).sum::<f64>().min(1.0))
            }
            // What is rarer, a draw into an occupied group or a group left empty, is counted as trials.
            Self::Matched { draws, groups: all, mean, variance } => {
                let whole = draws.min(*all);
                let missing = whole - float(groups);
                let at_least = |missing: f64| at_least(missing, whole - mean, *variance);
                (1.0 - at_least(missing + 1.0), at_least(missing))
            }
        }
    }
}

/// Elementary symmetric polynomials, degree 0 to `degree`, of the scaled odds of all cases in `classes`.
fn symmetric(classes: &[(u32, f64)], odds: &[f64], scale: f64, degree: usize) -> Vec<f64> {
    let mut e = vec![0.0; degree + 1];
    e[0] = 1.0;
    let mut filled = 0;
    for &(class, size) in classes {
        let x = odds[class as usize] * scale;
        let mut left = size;
        while left > 0.5 {
            filled = (filled + 1).min(degree);
            (1..=filled).rev().for_each(|k| e[k] += e[k - 1] * x);
            left -= 1.0;
        }
    }
    e
}

/// Multiplies `ways` (rows: draws, columns: groups) by `1 + z (e(t) − 1)`.
fn place(ways: &mut [Vec<f64>], e: &[f64]) {
    let used = e.iter().rposition(|&way| way > 0.0).unwrap_or_default();
    for draws in (1..ways.len()).rev() {
        let (before, rest) = ways.split_at_mut(draws);
        let Some(row) = rest.first_mut() else { continue };
        for here in 1..=used.min(draws) {
            let source = &before[draws - here];
            (1..=draws - here + 1).for_each(|groups| row[groups] += source[groups - 1] * e[here]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_a_whole_number_of_trials_is_the_binomial_tail() {
        let (n, p) = (5.0, 0.3);
        let p_2_or_more = 1.0 - 0.7_f64.powi(5) - 5.0 * 0.3 * 0.7_f64.powi(4);
        assert!((at_least(2.0, n * p, n * p * (1.0 - p)) - p_2_or_more).abs() < 1e-12);
    }
}

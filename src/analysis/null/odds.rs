//! The odds of cases to have a practice: the bipartite configuration model (Saracco et al., Randomizing bipartite networks:
//! the case of the World Trade Web, Sci. Rep. 5, 2015). Practice `j` is in case `i` with probability
//! `x_i y_j / (1 + x_i y_j)`, and all sums come out as observed on average.

use super::super::Rows;
use super::analytic::at_least;
use super::float;

/// The odds of cases: one class for each number of practices that a case may have.
pub(in super::super) struct Odds {
    /// Odds of each class.
    pub(super) values: Vec<f64>,
    /// Number of cases in each class.
    pub(super) sizes: Vec<f64>,
    /// Class of each case; cases without practice have none.
    class: Vec<Option<u32>>,
}

impl Odds {
    /// Odds under which cases and practices have their observed sums on average. Fixed-point iteration over classes of
    /// equal sums, as far as it converges in 300 rounds.
    pub(in super::super) fn fit(practices: &Rows<u32>, support: &[u32]) -> Self {
        let (rows, class) = classes(practices.iter().map(<[u32]>::len));
        let (columns, _) = classes(support.iter().map(|&cases| cases as usize));
        let total: f64 = rows.iter().map(|(sum, size)| sum * size).sum();
        let mut x: Vec<f64> = rows.iter().map(|(sum, _)| sum / total.sqrt()).collect();
        let mut y: Vec<f64> = columns.iter().map(|(sum, _)| sum / total.sqrt()).collect();
        for _ in 0..300 {
            let moved = towards(&mut x, &rows, &y, &columns);
            if towards(&mut y, &columns, &x, &rows).max(moved) < 1e-9 {
                break;
            }
        }
        Self { values: x, sizes: rows.into_iter().map(|(_, size)| size).collect(), class }
    }

    /// For each class the probability that a practice of `support` cases is in one of its cases; they add up to the
    /// support.
    pub(super) fn chances(&self, support: u32) -> Vec<f64> {
        let cases: f64 = self.sizes.iter().sum();
        let target = f64::from(support).min(cases * (1.0 - 1e-9));
        let (mut low, mut high) = (0.0, 1.0);
        while self.drawn(high) < target {
            (low, high) = (high, high * 4.0);
        }
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.drawn(middle) < target { low = middle } else { high = middle }
        }
        self.values.iter().map(|x| x * high / (1.0 + x * high)).collect()
    }

    fn drawn(&self, y: f64) -> f64 {
        self.values.iter().zip(&self.sizes).map(|(x, size)| size * x * y / (1.0 + x * y)).sum()
    }

    /// How many cases of each class each group has.
    pub(super) fn histogram(&self, groups: &Rows<u32>, group_count: usize) -> Rows<(u32, f64)> {
        let members = groups.inverted(group_count);
        let count = |cases: &[u32]| {
            let mut classes: Vec<u32> = cases.iter().filter_map(|&case| self.class[case as usize]).collect();
            classes.sort_unstable();
            classes.chunk_by(|a, b| a == b).map(|same| (same[0], float(same.len()))).collect::<Vec<_>>()
        };
        members.iter().map(count).collect()
    }

    /// How many cases are expected to have all practices of these supports, and the probability that at least `together`
    /// have.
    pub(in super::super) fn together(&self, supports: &[u32], together: usize) -> (f64, f64) {
        let chances: Vec<Vec<f64>> = supports.iter().map(|&support| self.chances(support)).collect();
        let (mut mean, mut variance) = (0.0, 0.0);
        for (class, size) in self.sizes.iter().enumerate() {
            let p: f64 = chances.iter().map(|chance| chance[class]).product();
            mean += size * p;
            variance += size * p * (1.0 - p);
        }
        (mean, at_least(float(together), mean, variance))
    }
}

/// The distinct sums above 0 with how many have each, and the class of each that has one.
fn classes(sums: impl Iterator<Item = usize>) -> (Vec<(f64, f64)>, Vec<Option<u32>>) {
    let sums: Vec<usize> = sums.collect();
    let mut distinct: Vec<usize> = sums.iter().copied().filter(|&sum| sum > 0).collect();
    distinct.sort_unstable();
    let classes: Vec<(usize, usize)> = distinct.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect();
    let of =
        |sum: &usize| classes.binary_search_by_key(sum, |class| class.0).ok().and_then(|at| u32::try_from(at).ok());
    (classes.iter().map(|&(sum, size)| (float(sum), float(size))).collect(), sums.iter().map(of).collect())
}

/// Moves the odds of one side towards its sums, given the other side; the largest relative move.
fn towards(x: &mut [f64], rows: &[(f64, f64)], y: &[f64], columns: &[(f64, f64)]) -> f64 {
    let mut moved = 0.0_f64;
    for (x, (sum, _)) in x.iter_mut().zip(rows) {
        let per_odds: f64 = y.iter().zip(columns).map(|(y, (_, size))| size * y / (1.0 + *x * y)).sum();
        let next = sum / per_odds;
        moved = moved.max((next / *x - 1.0).abs());
        *x = next;
    }
    moved
}

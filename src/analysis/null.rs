//! What chance alone would do: the null model in which each case keeps how many practices it has and each practice how
//! many cases, and nothing else is kept.
//!
//! *Analytic*: the bipartite configuration model (Saracco et al., Randomizing bipartite networks: the case of the World
//! Trade Web, Sci. Rep. 5, 2015) gives each case odds `x` such that practice `j` is in case `i` with probability
//! `x_i y_j / (1 + x_i y_j)` and all sums come out as observed on average; a practice's own number of cases is then kept
//! exactly by conditioning on it (conditional Bernoulli sampling).
//! *Sampled*: curveball trades (Strona et al., A fast and unbiased procedure to randomize ecological binary matrices with
//! fixed row and column totals, Nat. Commun. 5, 2014) keep all sums exactly; seeded, in a fixed number of chains.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;
use statrs::function::beta::checked_beta_reg;

use super::Rows;

/// How chance is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chance {
    /// By formula: fast at any size, and able to tell very small probabilities apart.
    Analytic,
    /// By drawing matrices with the same sums: exact within its resolution of one in `samples`, for small collections.
    Sampled {
        /// How many matrices are drawn.
        samples: u32,
        /// Where the random numbers begin.
        seed: u64,
    },
}

/// What is tested: which cases have a practice, and in which groups (places, years …) the cases stand.
pub(super) struct Observed<'a> {
    /// Practices of each case, ascending.
    pub(super) practices: &'a Rows<u32>,
    /// Groups of each case, ascending.
    pub(super) groups: &'a Rows<u32>,
    /// How many groups there are.
    pub(super) group_count: usize,
    /// For each practice its groups, ascending, with its number of cases there.
    pub(super) counts: &'a Rows<(u32, u32)>,
    /// Number of cases of each practice.
    pub(super) support: &'a [u32],
    /// For each practice the sum over its cases of the number of groups they stand in, at least one a case.
    pub(super) draws: &'a [u32],
}

/// How likely a practice's spread is by chance.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spread {
    /// Number of groups expected.
    pub(super) expected: f64,
    /// Probability of at least as many groups as observed.
    pub(super) wide: f64,
    /// Probability of at most as many.
    pub(super) local: f64,
    /// For each of the practice's groups: expected number of cases, probability of at least as many as observed.
    pub(super) cells: Vec<(f64, f64)>,
}

/// How likely each practice's spread over groups is by chance.
pub(super) fn spreads(observed: &Observed, chance: Chance) -> Vec<Spread> {
    match chance {
        Chance::Analytic => analytic(observed),
        Chance::Sampled { samples, seed } => sampled(observed, samples.max(1), seed),
    }
}

/// Benjamini–Hochberg: for each probability the smallest false discovery rate at which it would count as a discovery
/// (Benjamini and Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57, 1995).
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (above, at) in order.into_iter().enumerate() {
        least = least.min(p[at] * float(p.len()) / float(p.len() - above));
        q[at] = least;
    }
    q
}

/// The odds of cases: one class for each number of practices that a case may have.
pub(super) struct Odds {
    /// Odds of each class.
    values: Vec<f64>,
    /// Number of cases in each class.
    sizes: Vec<f64>,
    /// Class of each case; cases without practice have none.
    class: Vec<Option<u32>>,
}

impl Odds {
    /// Odds under which cases and practices have their observed sums on average. Fixed-point iteration over classes of
    /// equal sums, as far as it converges in 300 rounds.
    pub(super) fn fit(practices: &Rows<u32>, support: &[u32]) -> Self {
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
    fn histogram(&self, groups: &Rows<u32>, group_count: usize) -> Rows<(u32, f64)> {
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
    pub(super) fn together(&self, supports: &[u32], together: usize) -> (f64, f64) {
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

fn analytic(observed: &Observed) -> Vec<Spread> {
    let odds = Odds::fit(observed.practices, observed.support);
    let groups = odds.histogram(observed.groups, observed.group_count);
    let occupancy = Occupancy::new(&odds, observed, &groups);
    let supports: Vec<u32> = {
        let mut supports = observed.support.to_vec();
        supports.sort_unstable();
        supports.dedup();
        supports
    };
    let chances: Vec<Vec<f64>> = supports.par_iter().map(|&support| odds.chances(support)).collect();
    let of = |practice: usize| {
        let support = observed.support[practice];
        let chances = supports.binary_search(&support).map_or(&[][..], |at| &chances[at]);
        spread(&odds, &occupancy, &groups, chances, observed.draws[practice], observed.counts.row(practice))
    };
    (0..observed.support.len()).into_par_iter().map(of).collect()
}

fn spread(
    odds: &Odds,
    occupancy: &Occupancy,
    groups: &Rows<(u32, f64)>,
    chances: &[f64],
    draws: u32,
    counts: &[(u32, u32)],
) -> Spread {
    let total: f64 = odds.sizes.iter().zip(chances).map(|(size, p)| size * p * (1.0 - p)).sum();
    let cell = |&(group, count): &(u32, u32)| {
        let (mean, free) = moments(groups.row(group as usize), chances);
        (mean, at_least(f64::from(count), mean, free * (1.0 - free / total)))
    };
    let cells = counts.iter().map(cell).collect();
    let occupied = occupancy.of(draws, chances, groups, total);
    let (wide, local) = occupied.tails(counts.len());
    Spread { expected: occupied.mean(), wide, local, cells }
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
fn at_least(count: f64, mean: f64, variance: f64) -> f64 {
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

/// The distribution of the number of groups that a practice reaches. A case that stands in several groups counts as
/// a draw for each of them, so that one case told of nine places does not make a practice widespread.
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
    /// Expands `g(t) · Π_s (1 + z (Π_{i∈s} (1 + x_i t) − 1))`: the coefficient of `t^k z^d` is the weight of all ways to
    /// draw `k` cases from `d` groups, `g` the cases in no group.
    fn new(odds: &Odds, observed: &Observed, groups: &Rows<(u32, f64)>) -> Self {
        let draws = (observed.draws.iter().copied().max().unwrap_or_default() as usize).min(EXACT);
        let all =
            groups.items().iter().map(|&(class, size)| size * odds.values[class as usize]).sum::<f64>().max(1e-300);
        let scale = float(draws.max(1)) / all;
        let elementary = |classes: &[(u32, f64)]| symmetric(classes, &odds.values, scale, draws);
        let mut ways = vec![vec![0.0; draws + 1]; draws + 1];
        elementary(&nowhere(odds, observed.groups)).into_iter().zip(&mut ways).for_each(|(way, row)| row[0] = way);
        for group in groups.iter() {
            place(&mut ways, &elementary(group));
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

/// Classes of the cases that stand in no group.
fn nowhere(odds: &Odds, groups: &Rows<u32>) -> Vec<(u32, f64)> {
    let outside = groups.iter().zip(&odds.class).filter(|(groups, _)| groups.is_empty());
    outside.filter_map(|(_, class)| class.map(|class| (class, 1.0))).collect()
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

/// How many chains of curveball trades run side by side; fixed, so that the result does not depend on the machine.
const CHAINS: u32 = 8;

/// What a chain counted.
struct Counted {
    groups: Vec<u64>,
    wide: Vec<u32>,
    local: Vec<u32>,
    cells: Vec<(u64, u32)>,
    samples: u32,
}

fn sampled(observed: &Observed, samples: u32, seed: u64) -> Vec<Spread> {
    let each = samples.div_ceil(CHAINS);
    let chain = |number: u32| chain(observed, each, seed.wrapping_add(u64::from(number)));
    let chains: Vec<Counted> = (0..CHAINS).into_par_iter().map(chain).collect();
    let drawn = f64::from(chains.iter().map(|chain| chain.samples).sum::<u32>());
    let p = |count: u32| (f64::from(count) + 1.0) / (drawn + 1.0);
    let mut cell = 0;
    let mut spreads = Vec::with_capacity(observed.support.len());
    for practice in 0..observed.support.len() {
        let cells = cell..cell + observed.counts.row(practice).len();
        cell = cells.end;
        let of = |at: usize| {
            let sum: u64 = chains.iter().map(|chain| chain.cells[at].0).sum();
            (whole(sum) / drawn, p(chains.iter().map(|chain| chain.cells[at].1).sum()))
        };
        spreads.push(Spread {
            expected: whole(chains.iter().map(|chain| chain.groups[practice]).sum()) / drawn,
            wide: p(chains.iter().map(|chain| chain.wide[practice]).sum()),
            local: p(chains.iter().map(|chain| chain.local[practice]).sum()),
            cells: cells.map(of).collect(),
        });
    }
    spreads
}

fn chain(observed: &Observed, samples: u32, seed: u64) -> Counted {
    let practices = observed.support.len();
    let mut counted = Counted {
        groups: vec![0; practices],
        wide: vec![0; practices],
        local: vec![0; practices],
        cells: vec![(0, 0); observed.counts.items().len()],
        samples,
    };
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut matrix: Vec<Vec<u32>> = observed.practices.iter().map(<[u32]>::to_vec).collect();
    let cases = matrix.len();
    curveball(&mut matrix, 5 * cases, &mut rng);
    for _ in 0..samples {
        curveball(&mut matrix, cases, &mut rng);
        counted.take(observed, &matrix);
    }
    counted
}

impl Counted {
    fn take(&mut self, observed: &Observed, matrix: &[Vec<u32>]) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (case, practices) in matrix.iter().enumerate() {
            let groups = observed.groups.row(case);
            pairs.extend(practices.iter().flat_map(|&practice| groups.iter().map(move |&group| (practice, group))));
        }
        pairs.sort_unstable();
        let mut reached = vec![0_usize; observed.support.len()];
        let mut counts: Vec<(u32, u32, u32)> = Vec::with_capacity(pairs.len());
        for same in pairs.chunk_by(|a, b| a == b) {
            reached[same[0].0 as usize] += 1;
            counts.push((same[0].0, same[0].1, u32::try_from(same.len()).unwrap_or(u32::MAX)));
        }
        let mut at = 0;
        for (practice, &groups) in reached.iter().enumerate() {
            let seen = observed.counts.row(practice);
            self.groups[practice] += groups as u64;
            self.wide[practice] += u32::from(groups >= seen.len());
            self.local[practice] += u32::from(groups <= seen.len());
            for &(group, count) in seen {
                let found = counts.binary_search_by_key(&(practice, group), |&(p, g, _)| (p as usize, g));
                let drawn = found.map_or(0, |at| counts[at].2);
                self.cells[at].0 += u64::from(drawn);
                self.cells[at].1 += u32::from(drawn >= count);
                at += 1;
            }
        }
    }
}

/// Trades between pairs of rows: what only one of the two has is shuffled and dealt again, in the old proportion.
pub(super) fn curveball(matrix: &mut [Vec<u32>], trades: usize, rng: &mut Pcg64) {
    if matrix.len() < 2 {
        return;
    }
    for _ in 0..trades {
        let a = rng.random_range(0..matrix.len());
        let b = (a + rng.random_range(1..matrix.len())) % matrix.len();
        let (first, second) = (std::mem::take(&mut matrix[a]), std::mem::take(&mut matrix[b]));
        (matrix[a], matrix[b]) = trade(&first, &second, rng);
    }
}

fn trade(a: &[u32], b: &[u32], rng: &mut Pcg64) -> (Vec<u32>, Vec<u32>) {
    let (both, only_a): (Vec<u32>, Vec<u32>) = a.iter().partition(|item| b.binary_search(item).is_ok());
    let mut tradeable = only_a.clone();
    tradeable.extend(b.iter().filter(|item| a.binary_search(item).is_err()));
    tradeable.shuffle(rng);
    let (to_a, to_b) = tradeable.split_at(only_a.len());
    let merge = |dealt: &[u32]| {
        let mut row = [&both, dealt].concat();
        row.sort_unstable();
        row
    };
    (merge(to_a), merge(to_b))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn whole(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benjamini_hochberg_steps_up() {
        let q = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]);
        let expected = [0.04, 0.04 * 4.0 / 3.0, 0.04 * 4.0 / 3.0, 0.5];
        assert!(q.iter().zip(expected).all(|(q, e)| (q - e).abs() < 1e-12), "{q:?}");
    }

    #[test]
    fn trades_keep_all_sums() {
        let mut rng = Pcg64::seed_from_u64(7);
        let mut matrix = vec![vec![0, 1, 2, 5], vec![1, 3], vec![], vec![0, 2, 3, 4], vec![5]];
        let sums = |matrix: &[Vec<u32>]| {
            let mut all = matrix.concat();
            all.sort_unstable();
            (matrix.iter().map(Vec::len).collect::<Vec<_>>(), all)
        };
        let before = sums(&matrix);
        curveball(&mut matrix, 1000, &mut rng);
        assert_eq!(sums(&matrix), before);
        assert!(matrix.iter().all(|row| row.windows(2).all(|pair| pair[0] < pair[1])), "{matrix:?}");
    }

    #[test]
    fn the_tail_of_a_whole_number_of_trials_is_the_binomial_tail() {
        let (n, p) = (5.0, 0.3);
        let p_2_or_more = 1.0 - 0.7_f64.powi(5) - 5.0 * 0.3 * 0.7_f64.powi(4);
        assert!((at_least(2.0, n * p, n * p * (1.0 - p)) - p_2_or_more).abs() < 1e-12);
    }

    #[test]
    fn draws_from_equal_groups_occupy_them_as_counting_says() {
        // Six cases with one practice each, two in each of three groups: two draws fall into one group 3 of 15 times.
        let practices: Rows<u32> = (0..6_u32).map(|case| [case / 2]).collect();
        let groups: Rows<u32> = (0..6_u32).map(|case| [case % 3]).collect();
        let counts: Rows<(u32, u32)> =
            [vec![(0, 1), (1, 1)], vec![(2, 1), (0, 1)], vec![(1, 1), (2, 1)]].into_iter().collect();
        let observed = Observed {
            practices: &practices,
            groups: &groups,
            group_count: 3,
            counts: &counts,
            support: &[2; 3],
            draws: &[2; 3],
        };
        for spread in spreads(&observed, Chance::Analytic) {
            assert!((spread.wide - 0.8).abs() < 1e-9 && (spread.local - 1.0).abs() < 1e-9, "{spread:?}");
            assert!((spread.expected - 1.8).abs() < 1e-9, "{spread:?}");
        }
    }
}

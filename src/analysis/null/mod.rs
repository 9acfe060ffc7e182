//! What chance alone would do: the null model in which each case keeps how many practices it has and each practice how
//! many cases, and nothing else is kept.
//!
//! It is worked out by formula ([`analytic`]) or by drawing ([`sampled`]); a test holds the one against the other.

mod analytic;
mod odds;
mod sampled;

use serde::Serialize;

use super::Rows;
use analytic::Analytic;
pub(super) use odds::Odds;
use sampled::sampled;

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
pub(super) struct Observed {
    /// Practices of each case, ascending.
    practices: Rows<u32>,
    /// Groups of each case, ascending.
    groups: Rows<u32>,
    /// How many groups there are.
    group_count: usize,
    /// Number of cases of each practice.
    pub(super) support: Vec<u32>,
    /// For each practice its groups, ascending, with its number of cases there.
    pub(super) counts: Rows<(u32, u32)>,
}

impl Observed {
    pub(super) fn new(practices: Rows<u32>, practice_count: usize, groups: Rows<u32>, group_count: usize) -> Self {
        let holders = practices.inverted(practice_count);
        let support = holders.iter().map(|cases| number(cases.len())).collect();
        let counts = holders.iter().map(|cases| counts(cases, &groups)).collect();
        Self { practices, groups, group_count, support, counts }
    }

    /// Only the cases that stand in a single group, each of which is a draw of its own: a case told of nine places at once
    /// makes no practice widespread.
    pub(super) fn single(&self) -> Self {
        let single = |row: &usize| self.groups.row(*row).len() == 1;
        let rows: Vec<u32> = (0..self.groups.len()).filter(single).map(number).collect();
        let (practices, groups) = (self.practices.reordered(&rows), self.groups.reordered(&rows));
        Self::new(practices, self.support.len(), groups, self.group_count)
    }
}

/// In how many of the cases each group is, groups ascending.
fn counts(cases: &[u32], groups: &Rows<u32>) -> Vec<(u32, u32)> {
    let mut all: Vec<u32> = cases.iter().flat_map(|&case| groups.row(case as usize)).copied().collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).map(|same| (same[0], number(same.len()))).collect()
}

/// How likely it is by chance that a practice reaches as many groups as it does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reach {
    /// Number of groups expected.
    pub(super) expected: f64,
    /// Probability of at least as many groups as observed.
    pub(super) wide: f64,
    /// Probability of at most as many.
    pub(super) local: f64,
}

/// How likely it is by chance that a practice has as many cases in a group as it has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Excess {
    /// Number of cases expected.
    pub(super) expected: f64,
    /// Probability of at least as many as observed.
    pub(super) p: f64,
}

/// How likely the reach of each practice is by chance. To be asked of cases in a [single](Observed::single) group.
pub(super) fn reaches(observed: &Observed, chance: Chance) -> Vec<Reach> {
    match chance {
        Chance::Analytic => Analytic::new(observed).reaches(),
        Chance::Sampled { samples, seed } => sampled(observed, samples.max(1), seed).0,
    }
}

/// How likely each practice's number of cases in each of its groups is by chance, in the order of the counts.
pub(super) fn excesses(observed: &Observed, chance: Chance) -> Rows<Excess> {
    match chance {
        Chance::Analytic => Analytic::new(observed).excesses(),
        Chance::Sampled { samples, seed } => sampled(observed, samples.max(1), seed).1,
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

/// A number of things as the numbers of things are kept.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
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
    fn draws_from_equal_groups_occupy_them_as_counting_says() {
        // Six cases with one practice each, two in each of three groups: two draws fall into one group 3 of 15 times.
        let practices: Rows<u32> = (0..6_u32).map(|case| [case / 2]).collect();
        let groups: Rows<u32> = (0..6_u32).map(|case| [case % 3]).collect();
        for reach in reaches(&Observed::new(practices, 3, groups, 3), Chance::Analytic) {
            assert!((reach.wide - 0.8).abs() < 1e-9 && (reach.local - 1.0).abs() < 1e-9, "{reach:?}");
            assert!((reach.expected - 1.8).abs() < 1e-9, "{reach:?}");
        }
    }
}

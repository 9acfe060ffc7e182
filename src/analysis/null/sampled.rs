//! Chance by drawing: matrices of cases and practices with exactly the same sums, made by curveball trades (Strona et al.,
//! A fast and unbiased procedure to randomize ecological binary matrices with fixed row and column totals, Nat. Commun.
//! 5, 2014). Seeded, in a fixed number of chains.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::super::Rows;
use super::{Excess, Observed, Reach, number};

/// How many chains of curveball trades run side by side; fixed, so that the result does not depend on the machine.
const CHAINS: u32 = 8;

/// What a chain counted, for each practice and for each of its groups.
struct Counted {
    groups: Vec<u64>,
    wide: Vec<u32>,
    local: Vec<u32>,
    cells: Vec<(u64, u32)>,
}

pub(super) fn sampled(observed: &Observed, samples: u32, seed: u64) -> (Vec<Reach>, Rows<Excess>) {
    let each = samples.div_ceil(CHAINS);
    let run = |number: u32| chain(observed, each, seed.wrapping_add(u64::from(number)));
    let chains: Vec<Counted> = (0..CHAINS).into_par_iter().map(run).collect();
    let drawn = f64::from(each * CHAINS);
    let mean = |of: &dyn Fn(&Counted) -> u64| whole(chains.iter().map(of).sum()) / drawn;
    let p = |of: &dyn Fn(&Counted) -> u32| (f64::from(chains.iter().map(of).sum::<u32>()) + 1.0) / (drawn + 1.0);
    let reach = |practice: usize| Reach {
        expected: mean(&|chain| chain.groups[practice]),
        wide: p(&|chain| chain.wide[practice]),
        local: p(&|chain| chain.local[practice]),
    };
    let excess =
        |cell: usize| Excess { expected: mean(&|chain| chain.cells[cell].0), p: p(&|chain| chain.cells[cell].1) };
    let mut cells = (0..observed.counts.items().len()).map(excess);
    let excesses = observed.counts.iter().map(|row| cells.by_ref().take(row.len()).collect::<Vec<_>>()).collect();
    ((0..observed.support.len()).map(reach).collect(), excesses)
}

fn chain(observed: &Observed, samples: u32, seed: u64) -> Counted {
    let practices = observed.support.len();
    let mut counted = Counted {
        groups: vec![0; practices],
        wide: vec![0; practices],
        local: vec![0; practices],
        cells: vec![(0, 0); observed.counts.items().len()],
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
            counts.push((same[0].0, same[0].1, number(same.len())));
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
fn curveball(matrix: &mut [Vec<u32>], trades: usize, rng: &mut Pcg64) {
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
fn whole(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

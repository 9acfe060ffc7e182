//! Practices that travel together: closed frequent sets, with how much more often they meet than chance would have it.
//!
//! A set is *closed* if no further practice is in all of its cases; the closed sets tell the support of every set. They
//! are found by prefix-preserving closure extension (Uno, Asai, Uchida and Arimura, LCM: an efficient algorithm for
//! enumerating frequent closed item sets, FIMI 2003), each once and without keeping those already found.

use rayon::prelude::*;
use serde::Serialize;

use super::null::{Odds, benjamini_hochberg, float};
use super::table::{Cell, Evidence, Finding, Label, Report, Table, columns};
use super::{Corpus, Level, Name, Rows, Use};

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SetOptions {
    /// What is one practice.
    pub level: Level,
    /// Least number of cases of a set; by default 2, or one in a thousand of all cases if that is more.
    pub min_support: Option<usize>,
}

impl Default for SetOptions {
    fn default() -> Self {
        Self { level: Level::Concept, min_support: None }
    }
}

/// Which practices travel together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PracticeSets {
    /// What was looked for.
    pub options: SetOptions,
    /// Number of cases.
    pub cases: usize,
    /// The closed sets of two and more: those of most cases first, then the least likely by chance, then by names.
    pub sets: Vec<PracticeSet>,
}

/// Practices that occur together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PracticeSet {
    /// The practices, ascending.
    pub practices: Vec<Name>,
    /// Number of cases that have all of them.
    pub support: usize,
    /// Support divided by that of independent practices: `support / (n · Π support_i / n)`.
    pub lift: f64,
    /// Number of cases to be expected by chance, given how many practices each case has.
    pub expected: f64,
    /// Probability by chance of at least as many cases.
    pub p: f64,
    /// The same, corrected for the number of sets.
    pub q: f64,
    /// Number of places in which they occur together.
    pub places: usize,
    /// Earliest year.
    pub first_year: Option<i32>,
    /// The first cases, at most five, each by its first practice of the set.
    pub examples: Vec<Evidence>,
}

/// Finds the closed frequent sets of two and more practices.
#[must_use]
pub fn practice_sets(corpus: &Corpus, options: SetOptions) -> PracticeSets {
    let uses = corpus.uses(options.level);
    let names = corpus.practice_names(options.level);
    let rows: Rows<u32> = uses.iter().map(|row| row.iter().map(|found| found.item)).collect();
    let least = options.min_support.unwrap_or_else(|| (rows.len() / 1000).max(2)).max(1);
    let found = closed_sets(&rows, names.len(), least);
    let support: Vec<u32> =
        rows.inverted(names.len()).iter().map(|cases| u32::try_from(cases.len()).unwrap_or(u32::MAX)).collect();
    let odds = Odds::fit(&rows, &support);
    let writer = Writer { corpus, uses: &uses, odds: &odds, support: &support, level: options.level };
    let mut sets: Vec<PracticeSet> =
        found.par_iter().filter(|set| set.items.len() > 1).map(|set| writer.write(set)).collect();
    let q = benjamini_hochberg(&sets.iter().map(|set| set.p).collect::<Vec<_>>());
    sets.iter_mut().zip(q).for_each(|(set, q)| set.q = q);
    sets.sort_by(|a, b| {
        b.support.cmp(&a.support).then_with(|| a.p.total_cmp(&b.p)).then_with(|| a.practices.cmp(&b.practices))
    });
    PracticeSets { options, cases: rows.len(), sets }
}

/// A set of items with the rows that have all of them, both ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Closed {
    items: Vec<u32>,
    rows: Vec<u32>,
}

/// All closed sets of at least one item that at least `least` rows have.
fn closed_sets(rows: &Rows<u32>, items: usize, least: usize) -> Vec<Closed> {
    let holders = rows.inverted(items);
    let miner = Miner { rows, least };
    let from = |first: u32| {
        let mut found = Vec::new();
        miner.extend(&[], holders.row(first as usize), first, &mut found);
        found
    };
    (0..u32::try_from(items).unwrap_or(u32::MAX)).into_par_iter().flat_map_iter(from).collect()
}

struct Miner<'a> {
    rows: &'a Rows<u32>,
    least: usize,
}

impl Miner<'_> {
    /// Adds the closure of `set` with `item`, which `rows` have, and all that extend it by greater items; nothing if the
    /// closure has an item before `item` that `set` has not, since it is then found from there.
    fn extend(&self, set: &[u32], rows: &[u32], item: u32, found: &mut Vec<Closed>) {
        if rows.len() < self.least {
            return;
        }
        let with = self.deliver(rows);
        let items: Vec<u32> =
            with.iter().filter(|(_, having)| having.len() == rows.len()).map(|(item, _)| *item).collect();
        if items.iter().take_while(|&&other| other < item).any(|other| set.binary_search(other).is_err()) {
            return;
        }
        found.push(Closed { items: items.clone(), rows: rows.to_vec() });
        for (next, having) in with.into_iter().filter(|(next, having)| *next > item && having.len() < rows.len()) {
            self.extend(&items, &having, next, found);
        }
    }

    /// For each item of these rows the ones that have it, items and rows ascending; items in too few rows are left out.
    fn deliver(&self, rows: &[u32]) -> Vec<(u32, Vec<u32>)> {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for &row in rows {
            pairs.extend(self.rows.row(row as usize).iter().map(|&item| (item, row)));
        }
        pairs.sort_unstable();
        let frequent = pairs.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() >= self.least);
        frequent.map(|same| (same[0].0, same.iter().map(|pair| pair.1).collect())).collect()
    }
}

/// Turns numbers into a [`PracticeSet`].
struct Writer<'a> {
    corpus: &'a Corpus,
    uses: &'a Rows<Use>,
    odds: &'a Odds,
    support: &'a [u32],
    level: Level,
}

impl Writer<'_> {
    fn write(&self, set: &Closed) -> PracticeSet {
        let cases = float(self.uses.len());
        let support: Vec<u32> = set.items.iter().map(|&item| self.support[item as usize]).collect();
        let independent: f64 = support.iter().map(|&support| f64::from(support) / cases).product();
        let (expected, p) = self.odds.together(&support, set.rows.len());
        let names = self.corpus.practice_names(self.level);
        let mut places: Vec<u32> =
            set.rows.iter().flat_map(|&case| self.corpus.case_places.row(case as usize)).copied().collect();
        places.sort_unstable();
        places.dedup();
        PracticeSet {
            practices: set.items.iter().map(|&item| names.name(item)).collect(),
            support: set.rows.len(),
            lift: float(set.rows.len()) / (cases * independent),
            expected,
            p,
            q: 1.0,
            places: places.len(),
            first_year: set.rows.iter().filter_map(|&case| self.corpus.cases[case as usize].year).min(),
            examples: set.rows.iter().take(5).map(|&case| self.example(case, &set.items)).collect(),
        }
    }

    fn example(&self, case: u32, items: &[u32]) -> Evidence {
        let found = self.uses.row(case as usize).iter().find(|found| items.contains(&found.item));
        let case = Name::clone(&self.corpus.cases[case as usize].id);
        Evidence { case, span: found.map(|found| found.evidence).unwrap_or_default() }
    }
}

impl Report for PracticeSets {
    fn tables(&self) -> Vec<Table> {
        let columns = columns(&[
            ("practices", "做法组合", "Practices"),
            ("support", "案例数", "Cases"),
            ("places", "地区数", "Places"),
            ("first_year", "最早年份", "First year"),
            ("lift", "提升度", "Lift"),
            ("expected", "随机期望", "Expected by chance"),
            ("p", "p 值", "p"),
            ("q", "q 值", "q"),
            ("evidence", "依据", "Evidence"),
        ]);
        let title = Label { zh: "同行做法组合", en: "Practices that travel together" };
        vec![Table { key: "sets", title, columns, rows: self.sets.iter().map(PracticeSet::row).collect() }]
    }

    /// A set is no thing of the graph; it has none.
    fn findings(&self) -> Vec<Finding> {
        Vec::new()
    }
}

impl PracticeSet {
    fn row(&self) -> Vec<Cell> {
        vec![
            self.practices.as_slice().into(),
            self.support.into(),
            self.places.into(),
            self.first_year.into(),
            self.lift.into(),
            self.expected.into(),
            self.p.into(),
            self.q.into(),
            self.examples.clone().into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The closed sets by definition: the intersections of all non-empty choices of rows.
    fn by_definition(rows: &[Vec<u32>], least: usize) -> Vec<Closed> {
        let mut found: Vec<Closed> = Vec::new();
        for choice in 1..1_u32 << rows.len() {
            let chosen = (0..rows.len()).filter(|row| choice >> row & 1 == 1);
            let items =
                chosen.map(|row| rows[row].clone()).reduce(|a, b| a.into_iter().filter(|i| b.contains(i)).collect());
            let items = items.unwrap_or_default();
            let holders = (0..rows.len()).filter(|&row| items.iter().all(|item| rows[row].contains(item)));
            let rows: Vec<u32> = holders.map(|row| u32::try_from(row).unwrap()).collect();
            if !items.is_empty() && rows.len() >= least && !found.iter().any(|set| set.items == items) {
                found.push(Closed { items, rows });
            }
        }
        found
    }

    proptest! {
        #[test]
        fn closed_sets_are_the_intersections_of_rows(
            rows in prop::collection::vec(prop::collection::btree_set(0_u32..7, 0..6), 1..8),
            least in 1_usize..4,
        ) {
            let rows: Vec<Vec<u32>> = rows.into_iter().map(|row| row.into_iter().collect()).collect();
            let mut found = closed_sets(&rows.iter().map(|row| row.iter().copied()).collect(), 7, least);
            let mut expected = by_definition(&rows, least);
            found.sort_by(|a, b| a.items.cmp(&b.items));
            expected.sort_by(|a, b| a.items.cmp(&b.items));
            prop_assert_eq!(found, expected);
        }
    }
}

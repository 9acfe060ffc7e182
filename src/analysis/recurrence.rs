//! Recurrence: which practices come back in how many places (or unit systems, years, collections), since when, by whom,
//! and whether that is more or less widespread than chance alone would have it.

use rayon::prelude::*;
use serde::Serialize;

use crate::model::{MechanismKind, MechanismRole};

use super::matching::independent;
use super::null::{Chance, Excess, Observed, Reach, benjamini_hochberg, excesses, float, number, reaches};
use super::table::{Cell, Column, Entity, Evidence, Finding, Label, Report, Table, columns};
use super::{Corpus, Dimension, Level, Name, Rows, Use};

/// What to count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RecurrenceOptions {
    /// What is one practice.
    pub level: Level,
    /// By what it recurs.
    pub by: Dimension,
    /// Least number of groups (places …) in which a practice must be found independently to be listed.
    pub min_groups: usize,
    /// Least number of cases.
    pub min_cases: usize,
    /// How chance is worked out.
    pub chance: Chance,
}

impl Default for RecurrenceOptions {
    fn default() -> Self {
        Self { level: Level::Concept, by: Dimension::Place, min_groups: 2, min_cases: 2, chance: Chance::Analytic }
    }
}

/// Which practices recur.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recurrence {
    /// What was counted.
    pub options: RecurrenceOptions,
    /// Number of cases.
    pub cases: usize,
    /// All groups in order, with their numbers of cases.
    pub groups: Vec<(Name, usize)>,
    /// The practices: first those found independently in most groups, then those in most groups, in most cases, by name.
    pub practices: Vec<RecurringPractice>,
}

/// A practice with where it recurs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecurringPractice {
    /// Its name, or its key for a family.
    pub name: Name,
    /// Its most frequent kind.
    pub kind: MechanismKind,
    /// Key of its most frequent family.
    pub family: Option<Name>,
    /// Number of cases that originate or adopt it.
    pub support: usize,
    /// Of these, how many originate it.
    pub originating: usize,
    /// Earliest year of such a case.
    pub first_year: Option<i32>,
    /// Latest year.
    pub last_year: Option<i32>,
    /// Share of all groups that have it, 0 to 1.
    pub spread: f64,
    /// Number of equally strong groups that would be as even a distribution: the exponential of the entropy of its cases
    /// over groups (Hill, Diversity and evenness, Ecology 54, 1973).
    pub effective_groups: f64,
    /// Number of groups in which it was found independently: the most for which as many different cases can be named. A
    /// joint case of nine places counts once, whichever of the nine it is counted for.
    pub independent_groups: usize,
    /// Number of groups counting only cases that stand in one group: what is tested.
    pub tested_groups: usize,
    /// How many of those chance would have it reach.
    pub expected_groups: f64,
    /// Probability by chance of at least as many; nothing for a practice of fewer than two such cases.
    pub p_wide: Option<f64>,
    /// The same, corrected for the number of practices.
    pub q_wide: Option<f64>,
    /// Probability by chance of at most as many: small where the practice stays in few.
    pub p_local: Option<f64>,
    /// The same, corrected.
    pub q_local: Option<f64>,
    /// The groups in order of first year, then by name.
    pub cells: Vec<RecurrenceCell>,
}

/// A practice in a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecurrenceCell {
    /// The group.
    pub group: Name,
    /// Number of cases.
    pub cases: usize,
    /// Of these, how many originate it.
    pub originating: usize,
    /// Earliest year.
    pub first_year: Option<i32>,
    /// Latest year.
    pub last_year: Option<i32>,
    /// Number of cases to be expected by chance.
    pub expected: f64,
    /// Probability by chance of at least as many.
    pub p: f64,
    /// The same, corrected for the number of cells.
    pub q: f64,
    /// What says so: the earliest case, an originating one first.
    pub evidence: Evidence,
}

/// A use of a practice: the case and how it is used.
#[derive(Clone, Copy, Debug)]
struct Holder {
    case: u32,
    found: Use,
}

/// Counts which practices recur.
#[must_use]
pub fn recurrence(corpus: &Corpus, options: RecurrenceOptions) -> Recurrence {
    let uses = corpus.uses(options.level);
    let practices: Rows<u32> = uses.iter().map(|row| row.iter().map(|found| found.item)).collect();
    let (names, groups) = corpus.groups(options.by);
    let count = corpus.practice_names(options.level).len();
    let holders = uses.transposed(count, |found| found.item, |case, found| Holder { case, found: *found });
    let observed = Observed::new(practices, count, groups.clone(), names.len());
    let tests = Tests::new(&observed, options.chance);
    let least = options.min_groups.max(1);
    let sizes = groups.inverted(names.len());
    let held = sizes.iter().filter(|cases| !cases.is_empty()).count();
    let write = |at: usize| {
        let holders = holders.row(at);
        let enough = observed.counts.row(at).len() >= least && holders.len() >= options.min_cases;
        let independent =
            if enough { independent(holders.iter().map(|holder| groups.row(holder.case as usize))) } else { 0 };
        let found = Found { corpus, options, groups: &groups, group_names: names.all(), held, holders, independent };
        (independent >= least).then(|| found.practice(at, observed.counts.row(at), &tests))
    };
    let mut listed: Vec<RecurringPractice> = (0..count).into_par_iter().filter_map(write).collect();
    let rank = |practice: &RecurringPractice| {
        std::cmp::Reverse((practice.independent_groups, practice.cells.len(), practice.support))
    };
    listed.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name)));
    let groups = names.all().iter().cloned().zip(sizes.iter().map(<[u32]>::len)).collect();
    Recurrence { options, cases: corpus.cases.len(), groups, practices: listed }
}

/// Probabilities, and the same corrected for how many were looked at.
struct Tests {
    /// Number of groups by cases of one group, and how likely it is; tested with two such cases and more.
    reaches: Vec<(usize, Reach)>,
    wide: Vec<Option<f64>>,
    local: Vec<Option<f64>>,
    excesses: Rows<Excess>,
    cells: Rows<f64>,
}

impl Tests {
    fn new(observed: &Observed, chance: Chance) -> Self {
        let single = observed.single();
        let reaches = reaches(&single, chance);
        let tested: Vec<usize> = (0..reaches.len()).filter(|&at| single.support[at] > 1).collect();
        let correct = |p: &dyn Fn(&Reach) -> f64| {
            let q = benjamini_hochberg(&tested.iter().map(|&at| p(&reaches[at])).collect::<Vec<_>>());
            let mut all = vec![None; reaches.len()];
            tested.iter().zip(q).for_each(|(&at, q)| all[at] = Some(q));
            all
        };
        let excesses = excesses(observed, chance);
        let p: Vec<f64> = excesses.items().iter().map(|excess| excess.p).collect();
        let mut q = benjamini_hochberg(&p).into_iter();
        Self {
            wide: correct(&|reach| reach.wide),
            local: correct(&|reach| reach.local),
            reaches: single.counts.iter().map(<[(u32, u32)]>::len).zip(reaches).collect(),
            cells: excesses.iter().map(|row| q.by_ref().take(row.len()).collect::<Vec<_>>()).collect(),
            excesses,
        }
    }
}

/// A practice being written up.
struct Found<'a> {
    corpus: &'a Corpus,
    options: RecurrenceOptions,
    groups: &'a Rows<u32>,
    group_names: &'a [Name],
    /// Number of groups that have a case.
    held: usize,
    holders: &'a [Holder],
    independent: usize,
}

impl Found<'_> {
    fn practice(&self, at: usize, counts: &[(u32, u32)], tests: &Tests) -> RecurringPractice {
        let uses = || self.holders.iter().map(|holder| holder.found);
        let (first_year, last_year) = self.years(self.holders.iter());
        let own = (self.options.level == Level::Family).then_some(number(at));
        let family = own.or_else(|| most_frequent(uses().filter_map(|found| found.family)));
        let (tested_groups, reach) = tests.reaches[at];
        RecurringPractice {
            name: self.corpus.practice_names(self.options.level).name(number(at)),
            kind: most_frequent(uses().map(|found| found.kind)).unwrap_or(MechanismKind::Coordination),
            family: family.map(|family| self.corpus.families.name(family)),
            support: self.holders.len(),
            originating: uses().filter(|found| found.role == MechanismRole::Originates).count(),
            first_year,
            last_year,
            spread: float(counts.len()) / float(self.held),
            effective_groups: effective(counts),
            independent_groups: self.independent,
            tested_groups,
            expected_groups: reach.expected,
            p_wide: tests.wide[at].map(|_| reach.wide),
            q_wide: tests.wide[at],
            p_local: tests.local[at].map(|_| reach.local),
            q_local: tests.local[at],
            cells: self.cells(tests.excesses.row(at), tests.cells.row(at)),
        }
    }

    fn cells(&self, excesses: &[Excess], q: &[f64]) -> Vec<RecurrenceCell> {
        let mut members: Vec<(u32, &Holder)> = Vec::new();
        for holder in self.holders {
            members.extend(self.groups.row(holder.case as usize).iter().map(|&group| (group, holder)));
        }
        members.sort_by_key(|(group, _)| *group);
        let rows = members.chunk_by(|a, b| a.0 == b.0).zip(excesses).zip(q);
        let mut cells: Vec<RecurrenceCell> =
            rows.map(|((members, excess), &q)| self.cell(members, *excess, q)).collect();
        cells.sort_by_key(|cell| cell.first_year.unwrap_or(i32::MAX));
        cells
    }

    fn cell(&self, members: &[(u32, &Holder)], excess: Excess, q: f64) -> RecurrenceCell {
        let (first_year, last_year) = self.years(members.iter().map(|member| member.1));
        let originates = |holder: &Holder| holder.found.role == MechanismRole::Originates;
        let case = |holder: &Holder| &self.corpus.cases[holder.case as usize];
        let key = |holder: &&Holder| (!originates(holder), case(holder).year.unwrap_or(i32::MAX), holder.case);
        let best = members.iter().map(|member| member.1).min_by_key(key);
        RecurrenceCell {
            group: Name::clone(&self.group_names[members[0].0 as usize]),
            cases: members.len(),
            originating: members.iter().filter(|member| originates(member.1)).count(),
            first_year,
            last_year,
            expected: excess.expected,
            p: excess.p,
            q,
            evidence: Evidence {
                case: best.map_or_else(|| "".into(), |holder| Name::clone(&case(holder).id)),
                span: best.map(|holder| holder.found.evidence).unwrap_or_default(),
            },
        }
    }

    fn years<'h>(&self, holders: impl Iterator<Item = &'h Holder>) -> (Option<i32>, Option<i32>) {
        let years = holders.filter_map(|holder| self.corpus.cases[holder.case as usize].year);
        years.fold((None, None), |(first, last), year| {
            (Some(first.map_or(year, |first: i32| first.min(year))), last.max(Some(year)))
        })
    }
}

/// The most frequent value, the smallest of equally frequent ones.
fn most_frequent<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.chunk_by(|a, b| a == b).rev().max_by_key(|same| same.len()).map(|same| same[0])
}

/// The exponential of the entropy of cases over groups.
fn effective(counts: &[(u32, u32)]) -> f64 {
    let total: f64 = counts.iter().map(|&(_, cases)| f64::from(cases)).sum();
    let shares = counts.iter().map(|&(_, cases)| f64::from(cases) / total);
    (-shares.map(|share| share * share.ln()).sum::<f64>()).exp()
}

impl Report for Recurrence {
    fn tables(&self) -> Vec<Table> {
        vec![self.table(), self.matrix()]
    }

    fn findings(&self) -> Vec<Finding> {
        let kind = Entity::practice(self.options.level);
        let of = |practice: &RecurringPractice| {
            let measures: [(&'static str, Cell); 7] = [
                ("support", practice.support.into()),
                (self.measure(), practice.cells.len().into()),
                ("spread", practice.spread.into()),
                ("independentCount", practice.independent_groups.into()),
                ("expectedCount", practice.expected_groups.into()),
                ("wideSignificance", practice.q_wide.into()),
                ("localSignificance", practice.q_local.into()),
            ];
            let key = Name::clone(&practice.name);
            let known = measures.into_iter().filter(|(_, value)| *value != Cell::Empty);
            known
                .map(move |(measure, value)| Finding { kind, key: Name::clone(&key), measure, value, things: None })
                .collect::<Vec<_>>()
        };
        self.practices.iter().flat_map(of).collect()
    }
}

impl Recurrence {
    fn measure(&self) -> &'static str {
        match self.options.by {
            Dimension::Place => "placeCount",
            Dimension::System => "systemCount",
            Dimension::Year => "yearCount",
            Dimension::Collection => "collectionCount",
        }
    }

    fn groups_column(&self) -> Column {
        let (key, zh, en) = match self.options.by {
            Dimension::Place => ("places", "地区数", "Places"),
            Dimension::System => ("systems", "系统数", "Systems"),
            Dimension::Year => ("years", "年份数", "Years"),
            Dimension::Collection => ("collections", "汇编数", "Collections"),
        };
        Column { key, label: Label { zh, en } }
    }

    fn table(&self) -> Table {
        let mut columns = columns(&[
            ("practice", "做法", "Practice"),
            ("kind", "类别", "Kind"),
            ("family", "家族", "Family"),
            ("support", "案例数", "Cases"),
            ("groups", "", ""),
            ("independent", "独立出现数", "Independently"),
            ("first_year", "最早年份", "First year"),
            ("last_year", "最近年份", "Last year"),
            ("originators", "首创", "Originated in"),
            ("adopters", "采用", "Adopted in"),
            ("spread", "覆盖率", "Spread"),
            ("effective", "有效数", "Effective number"),
            ("tested", "受检数", "Tested"),
            ("expected", "随机期望", "Expected by chance"),
            ("q_wide", "广泛性 q 值", "q (widespread)"),
            ("q_local", "集中性 q 值", "q (local)"),
            ("evidence", "依据", "Evidence"),
        ]);
        columns[4] = self.groups_column();
        let title = Label { zh: "做法复现", en: "Recurrence of practices" };
        Table {
            key: "recurrence",
            title,
            columns,
            rows: self.practices.iter().map(|practice| practice.row(self.options.level)).collect(),
        }
    }

    /// Practices × groups with numbers of cases: what a heat map shows.
    fn matrix(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("group", "分组", "Group"),
            ("cases", "案例数", "Cases"),
            ("originating", "首创案例数", "Originating cases"),
            ("first_year", "最早年份", "First year"),
            ("last_year", "最近年份", "Last year"),
            ("expected", "随机期望", "Expected by chance"),
            ("p", "p 值", "p"),
            ("q", "q 值", "q"),
            ("evidence", "依据", "Evidence"),
        ]);
        let of = |practice: &RecurringPractice| {
            let name = Cell::practice(self.options.level, &practice.name);
            practice.cells.iter().map(|cell| cell.row(name.clone())).collect::<Vec<_>>()
        };
        let rows = self.practices.iter().flat_map(of);
        let title = Label { zh: "做法与分组", en: "Practices by group" };
        Table { key: "recurrence-cells", title, columns, rows: rows.collect() }
    }
}

impl RecurringPractice {
    fn row(&self, level: Level) -> Vec<Cell> {
        let names = |originating: bool| -> Vec<Name> {
            let cells = self.cells.iter().filter(|cell| (cell.originating > 0) == originating);
            cells.map(|cell| Name::clone(&cell.group)).collect()
        };
        vec![
            Cell::practice(level, &self.name),
            Cell::word(self.kind.as_str()),
            self.family.clone().map_or(Cell::Empty, Cell::Key),
            self.support.into(),
            self.cells.len().into(),
            self.independent_groups.into(),
            self.first_year.into(),
            self.last_year.into(),
            names(true).into(),
            names(false).into(),
            self.spread.into(),
            self.effective_groups.into(),
            self.tested_groups.into(),
            self.expected_groups.into(),
            self.q_wide.into(),
            self.q_local.into(),
            self.cells.iter().map(|cell| cell.evidence.clone()).collect::<Vec<_>>().into(),
        ]
    }
}

impl RecurrenceCell {
    fn row(&self, practice: Cell) -> Vec<Cell> {
        vec![
            practice,
            (&self.group).into(),
            self.cases.into(),
            self.originating.into(),
            self.first_year.into(),
            self.last_year.into(),
            self.expected.into(),
            self.p.into(),
            self.q.into(),
            vec![self.evidence.clone()].into(),
        ]
    }
}

//! Tables of the report: those of the analysis, told more shortly. Places that stand in the same cases only, as the nine
//! cities of one joint case do, are one there.

use std::collections::{BTreeMap, BTreeSet};

use rust_i18n::t;

use super::super::language::is_chinese;
use crate::analysis::{
    Cell, Corpus, Gaps, Label, Name, OutcomeGroup, Outcomes, PlaceGaps, Recurrence, RecurringPractice,
    SpreadingPractice, Step, Table, columns,
};
use crate::export::heatmap;

/// Places that are written out; of more, the first and their number.
const NAMED: usize = 3;
/// Practices and places of the heat map that a reader takes in.
const PRACTICES: usize = 25;
const PLACES: usize = 30;

/// Places that stand in the same cases, as one.
pub(super) struct Together {
    label: BTreeMap<Name, Name>,
    /// What stands behind labels that do not name all of their places.
    pub(super) told: Vec<String>,
}

impl Together {
    pub(super) fn new(corpus: &Corpus) -> Self {
        let mut same: BTreeMap<&[u32], Vec<&Name>> = BTreeMap::new();
        let members = corpus.case_places.inverted(corpus.places.len());
        members.iter().zip(corpus.places.all()).for_each(|(cases, place)| same.entry(cases).or_default().push(place));
        let (mut label, mut told) = (BTreeMap::new(), Vec::new());
        for places in same.iter().filter(|(cases, _)| !cases.is_empty()).map(|(_, places)| places) {
            let short: Name = shortened(places).into();
            if places.len() > NAMED {
                told.push(t!("report.together", label = short, places = joined(places)).into_owned());
            }
            label.extend(places.iter().map(|&place| (Name::clone(place), Name::clone(&short))));
        }
        told.sort();
        Self { label, told }
    }

    fn label<'n>(&'n self, place: &'n Name) -> &'n Name {
        self.label.get(place).unwrap_or(place)
    }

    /// The labels of places, each once, in the order of the places.
    pub(super) fn labels<'n>(&'n self, places: impl Iterator<Item = &'n Name>) -> Vec<Name> {
        let mut seen = BTreeSet::new();
        places.map(|place| self.label(place)).filter(|label| seen.insert(*label)).cloned().collect()
    }
}

fn joined(names: &[&Name]) -> String {
    names.iter().map(|name| &***name).collect::<Vec<_>>().join(if is_chinese() { "、" } else { ", " })
}

fn shortened(places: &[&Name]) -> String {
    match places {
        [first, .., _] if places.len() > NAMED => {
            t!("report.and_others", first = first, count = places.len(), others = places.len() - 1).into_owned()
        }
        _ => joined(places),
    }
}

/// The practices that recur: how often, where, since when.
pub(super) fn recurring(found: &Recurrence, places: &Together, rows: usize) -> Table {
    let columns = columns(&[
        ("practice", "做法", "Practice"),
        ("family", "家族", "Family"),
        ("support", "案例数", "Cases"),
        ("independent", "独立地区数", "Independent places"),
        ("years", "年份", "Years"),
        ("originators", "自称首创", "Claims to be first"),
        ("adopters", "采用", "Adopted in"),
        ("evidence", "依据", "Evidence"),
    ]);
    let row = |practice: &RecurringPractice| -> Vec<Cell> {
        let of = |originates: bool| {
            let cells = practice.cells.iter().filter(move |cell| (cell.originating > 0) == originates);
            places.labels(cells.map(|cell| &cell.group))
        };
        vec![
            (&practice.name).into(),
            practice.family.clone().map_or(Cell::Empty, Cell::Key),
            practice.support.into(),
            practice.independent_groups.into(),
            years(practice.first_year, practice.last_year),
            of(true).into(),
            of(false).into(),
            practice.cells.first().map(|cell| vec![cell.evidence.clone()]).into(),
        ]
    };
    let title = Label { zh: "做法复现", en: "Recurrence of practices" };
    Table { key: "recurrence", title, columns, rows: found.practices.iter().take(rows).map(row).collect() }
}

fn years(first: Option<i32>, last: Option<i32>) -> Cell {
    match (first, last) {
        (Some(first), Some(last)) if first < last => format!("{first}–{last}").as_str().into(),
        (first, _) => first.into(),
    }
}

/// The heat map of the practices that recur most by the places that have most of them.
pub(super) fn map(found: &Recurrence, together: &Together) -> String {
    let practices = &found.practices[..PRACTICES.min(found.practices.len())];
    let row = |practice: &RecurringPractice| -> BTreeMap<Name, usize> {
        practice.cells.iter().map(|cell| (Name::clone(together.label(&cell.group)), cell.cases)).collect()
    };
    let rows: Vec<BTreeMap<Name, usize>> = practices.iter().map(row).collect();
    let mut count: BTreeMap<&Name, usize> = BTreeMap::new();
    rows.iter().flat_map(BTreeMap::keys).for_each(|place| *count.entry(place).or_default() += 1);
    let mut places: Vec<(std::cmp::Reverse<usize>, &Name)> =
        count.into_iter().map(|(place, has)| (std::cmp::Reverse(has), place)).collect();
    places.sort_unstable();
    places.truncate(PLACES);
    let cases = |row: &BTreeMap<Name, usize>| {
        places.iter().map(|(_, place)| row.get(*place).copied().unwrap_or(0)).collect::<Vec<_>>()
    };
    let names: Vec<String> = practices.iter().map(|practice| practice.name.to_string()).collect();
    let columns: Vec<String> = places.iter().map(|(_, place)| place.to_string()).collect();
    heatmap(&names, &columns, &rows.iter().map(cases).collect::<Vec<_>>())
}

/// The order in which places took practices up: a row for the places of one year that it reached the same way.
pub(super) fn spreading(practices: &[SpreadingPractice], together: &Together, rows: usize) -> Table {
    let columns = columns(&[
        ("practice", "做法", "Practice"),
        ("year", "年份", "Year"),
        ("places", "地区", "Places"),
        ("route", "途径", "Route"),
        ("evidence", "依据", "Evidence"),
    ]);
    let rows = practices.iter().take(rows).flat_map(|practice| steps(practice, together));
    let title = Label { zh: "扩散次序", en: "Order of diffusion" };
    Table { key: "diffusion", title, columns, rows: rows.collect() }
}

fn steps(practice: &SpreadingPractice, together: &Together) -> Vec<Vec<Cell>> {
    let mut steps: Vec<&Step> = practice.steps.iter().collect();
    steps.sort_by_key(|step| (step.year.unwrap_or(i32::MAX), step.route));
    let mut seen = BTreeSet::new();
    steps.retain(|step| seen.insert(together.label(&step.place)));
    let row = |(at, same): (usize, &[&Step])| -> Vec<Cell> {
        let route = same[0].route.map_or(Cell::Empty, |route| Cell::Key(route.as_str().into()));
        vec![
            if at == 0 { (&practice.name).into() } else { Cell::Empty },
            same[0].year.into(),
            together.labels(same.iter().map(|step| &step.place)).into(),
            route,
            vec![same[0].evidence.clone()].into(),
        ]
    };
    steps.chunk_by(|a, b| (a.year, a.route) == (b.year, b.route)).enumerate().map(row).collect()
}

/// What places lack that some place alike has, the likeliest first; `places` of them.
pub(super) fn missing(found: &Gaps, together: &Together, places: usize) -> Table {
    let columns = columns(&[
        ("place", "地区", "Place"),
        ("practice", "可能缺少", "May be missing"),
        ("score", "得分", "Score"),
        ("found_in", "见于相似地区", "Found in places alike"),
        ("evidence", "依据", "Evidence"),
    ]);
    let rows = likeliest(found, together).into_iter().take(places).flat_map(|place| lacking(place, together));
    let title = Label { zh: "可能缺少的做法", en: "What may be missing" };
    Table { key: "gaps", title, columns, rows: rows.collect() }
}

/// Places by their greatest score, those that have cases of their own first, each set of those that only stand together
/// once; without those of which nothing alike is known.
pub(super) fn likeliest<'f>(found: &'f Gaps, together: &Together) -> Vec<&'f PlaceGaps> {
    let mut seen = BTreeSet::new();
    let known = |place: &&PlaceGaps| place.gaps.first().is_some_and(|gap| !gap.found_in.is_empty());
    let once = found.places.iter().filter(|place| seen.insert(Name::clone(together.label(&place.place))));
    let mut places: Vec<&PlaceGaps> = once.filter(known).collect();
    let score = |place: &PlaceGaps| place.gaps.first().map_or(0.0, |gap| gap.score);
    let joint = |place: &PlaceGaps| *together.label(&place.place) != place.place;
    places.sort_by(|a, b| {
        joint(a).cmp(&joint(b)).then(score(b).total_cmp(&score(a))).then_with(|| a.place.cmp(&b.place))
    });
    places
}

fn lacking(place: &PlaceGaps, together: &Together) -> Vec<Vec<Cell>> {
    let gaps = place.gaps.iter().filter(|gap| !gap.found_in.is_empty()).enumerate();
    gaps.map(|(at, gap)| {
        vec![
            if at == 0 { together.label(&place.place).into() } else { Cell::Empty },
            (&gap.practice).into(),
            format!("{:.2}", gap.score).as_str().into(),
            together.labels(gap.found_in.iter().map(|(other, _)| other)).into(),
            gap.evidence.clone().map(|evidence| vec![evidence]).into(),
        ]
    })
    .collect()
}

/// Comparable results; families that report the same ones share a row.
pub(super) fn compared(found: &Outcomes, rows: usize) -> Table {
    let columns = columns(&[
        ("indicator", "指标", "Indicator"),
        ("change", "变化", "Change"),
        ("cases", "案例数", "Cases"),
        ("median", "中位数", "Median"),
        ("range", "范围", "Range"),
        ("outliers", "离群值", "Outliers"),
        ("practices", "做法家族", "Families of practice"),
        ("evidence", "依据", "Evidence"),
    ]);
    let mut same: Vec<(&OutcomeGroup, Vec<Cell>)> = Vec::new();
    for group in &found.groups {
        let practice = Cell::Key(Name::clone(&group.practice));
        match same.iter_mut().find(|(other, _)| alike(other, group)) {
            Some((_, practices)) => practices.push(practice),
            None => same.push((group, vec![practice])),
        }
    }
    same.sort_by_key(|(group, _)| std::cmp::Reverse(group.cases));
    let row = |(group, practices): (&OutcomeGroup, Vec<Cell>)| -> Vec<Cell> {
        let told = |value: f64| format!("{}{}", amount(value), group.unit);
        let range = if group.least < group.greatest {
            format!("{}–{}", amount(group.least), told(group.greatest))
        } else {
            told(group.least)
        };
        vec![
            group.indicator.as_str().into(),
            group.change.map_or(Cell::Empty, |change| Cell::Key(change.as_str().into())),
            group.cases.into(),
            told(group.median).as_str().into(),
            range.as_str().into(),
            group.values.iter().filter(|value| value.outlier).count().into(),
            Cell::List(practices),
            group.values.first().map(|value| vec![value.evidence.clone()]).into(),
        ]
    };
    let title = Label { zh: "成效比较", en: "Outcomes compared" };
    Table { key: "outcomes", title, columns, rows: same.into_iter().take(rows).map(row).collect() }
}

fn alike(a: &OutcomeGroup, b: &OutcomeGroup) -> bool {
    (&a.indicator, &a.unit, a.change) == (&b.indicator, &b.unit, b.change) && a.values == b.values
}

/// A number as people write it: by 万 and 亿 in Chinese, with commas in English.
fn amount(value: f64) -> String {
    let plain = |value: f64| {
        let text = format!("{value:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match value.abs() {
        size if is_chinese() && size >= 1e8 => format!("{}亿", plain(value / 1e8)),
        size if is_chinese() && size >= 1e5 => format!("{}万", plain(value / 1e4)),
        size if !is_chinese() && size >= 1e9 => format!("{} billion ", plain(value / 1e9)),
        size if !is_chinese() && size >= 1e6 => format!("{} million ", plain(value / 1e6)),
        _ => plain(value),
    }
}

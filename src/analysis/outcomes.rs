//! Outcomes: the results that cases of one practice report, made comparable and put side by side.
//!
//! Two results are comparable if they measure the same thing in the same unit and both are levels, both increases or
//! both decreases. *The same thing*: Chinese puts the head of a noun phrase last, so `矛盾纠纷化解率` is compared under
//! `化解率` where some case reports that; words such as `累计` that do not change the meaning are taken off first. *The
//! same unit*: by `data/comparable-units.tsv`, amounts converted. A result belongs to its case, so it is counted for every
//! practice that the case puts to work; the texts rarely tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::model::{Change, Qualifier};

use super::diffusion::median;
use super::null::{float, number};
use super::table::{Cell, Entity, Evidence, Finding, Label, Report, Table, columns};
use super::{Corpus, Error, Level, Measured, Name, Rows};

const UNITS: &str = include_str!("../../data/comparable-units.tsv");
const WORDS: &str = include_str!("../../data/indicator-words.tsv");

/// A head has at least so many characters, as has what is left of an indicator without its filler words.
const LEAST_HEAD: usize = 3;
/// Beyond this robust z-score a value is an outlier (Iglewicz and Hoaglin, How to detect and handle outliers, 1993).
const OUTLIER: f64 = 3.5;

/// What to compare.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeOptions {
    /// What is one practice.
    pub level: Level,
    /// Least number of cases that report comparable results.
    pub min_cases: usize,
    /// Only this practice.
    pub practice: Option<String>,
}

impl Default for OutcomeOptions {
    fn default() -> Self {
        Self { level: Level::Family, min_cases: 2, practice: None }
    }
}

/// Comparable results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcomes {
    /// What was compared.
    pub options: OutcomeOptions,
    /// By practice, then most cases first, then by indicator, unit and direction.
    pub groups: Vec<OutcomeGroup>,
}

/// Comparable results of one practice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeGroup {
    /// The practice's name, or its key for a family.
    pub practice: Name,
    /// What is measured.
    pub indicator: String,
    /// The unit to which all values are converted.
    pub unit: Name,
    /// Whether the values are amounts of change.
    pub change: Option<Change>,
    /// Number of cases.
    pub cases: usize,
    /// Number of places.
    pub places: usize,
    /// Median of the values.
    pub median: f64,
    /// Lower quartile.
    pub lower: f64,
    /// Upper quartile.
    pub upper: f64,
    /// Smallest value.
    pub least: f64,
    /// Greatest value.
    pub greatest: f64,
    /// The values, greatest first.
    pub values: Vec<OutcomeValue>,
}

/// A reported result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeValue {
    /// In the unit of the group.
    pub value: f64,
    /// The value before, likewise.
    pub from: Option<f64>,
    /// How exactly the text gives it.
    pub qualifier: Qualifier,
    /// The indicator in the text's words.
    pub indicator: Name,
    /// Places of the case.
    pub places: Vec<Name>,
    /// Year of the case.
    pub year: Option<i32>,
    /// Robust z-score: how far from the median, in units of the usual distance from it; on a logarithmic scale for
    /// amounts, whose sizes differ by orders of magnitude, and on a plain one for rates.
    pub z: Option<f64>,
    /// Whether it is an outlier.
    pub outlier: bool,
    /// The sentence.
    pub evidence: Evidence,
}

/// Puts comparable results side by side.
///
/// # Errors
/// [`Error::Unknown`] if the one practice asked for is in no case.
pub fn outcomes(corpus: &Corpus, options: &OutcomeOptions) -> Result<Outcomes, Error> {
    let measures = Measures::new(corpus);
    let names = corpus.practice_names(options.level);
    let wanted = options.practice.as_deref().map(|name| names.resolve(name)).transpose()?;
    let mut found: Vec<(u32, u32, Reported)> = Vec::new();
    for (case, uses) in (0_u32..).zip(corpus.uses(options.level).iter()) {
        let results = corpus.case_results.row(case as usize).iter().zip(measures.kinds_of.row(case as usize));
        for practice in uses.iter().map(|found| found.item).filter(|&item| wanted.is_none_or(|wanted| wanted == item)) {
            found.extend(results.clone().map(|(&result, &kind)| (practice, kind, Reported { case, result })));
        }
    }
    found.par_sort_by_key(|(practice, kind, reported)| (*practice, *kind, reported.case));
    let groups = found.par_chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let mut groups: Vec<OutcomeGroup> = groups
        .filter(|same| same.chunk_by(|a, b| a.2.case == b.2.case).count() >= options.min_cases)
        .map(|same| measures.group(names.name(same[0].0), same[0].1, same))
        .collect();
    groups.sort_by(|a, b| a.practice.cmp(&b.practice).then(b.cases.cmp(&a.cases)));
    Ok(Outcomes { options: options.clone(), groups })
}

/// A result and the case that reports it.
#[derive(Clone, Copy, Debug)]
struct Reported {
    case: u32,
    result: Measured,
}

/// What results are compared as: indicator, unit, direction.
type Kind = (String, Name, Option<Change>);

/// What the results of the corpus are compared as.
struct Measures<'a> {
    corpus: &'a Corpus,
    /// For each unit the one it is compared in, and the factor.
    units: Vec<(Name, f64)>,
    /// All kinds of results, ascending.
    kinds: Vec<Kind>,
    /// The kind of each result of each case.
    kinds_of: Rows<u32>,
}

impl<'a> Measures<'a> {
    fn new(corpus: &'a Corpus) -> Self {
        let known: BTreeMap<&str, (&str, f64)> = UNITS.lines().filter_map(unit).collect();
        let compared = |name: &Name| match known.get(&**name) {
            Some((other, factor)) => ((*other).into(), *factor),
            None => (Name::clone(name), 1.0),
        };
        let units = corpus.measures.all().iter().map(compared).collect();
        let mut measures = Self { corpus, units, kinds: Vec::new(), kinds_of: Rows::default() };
        let kinds = measures.kinds();
        let mut all: Vec<Kind> = kinds.values().cloned().collect();
        all.sort();
        all.dedup();
        let numbers: BTreeMap<Written, u32> = kinds
            .into_iter()
            .map(|(written, kind)| (written, number(all.binary_search(&kind).unwrap_or_default())))
            .collect();
        let of = |result: &Measured| numbers.get(&written(result)).copied().unwrap_or_default();
        measures.kinds_of = corpus.case_results.iter().map(|row| row.iter().map(of)).collect();
        measures.kinds = all;
        measures
    }

    /// The kind of results written in each way: each indicator under the shortest one that ends it, among those with the
    /// same unit and direction.
    fn kinds(&self) -> BTreeMap<Written, Kind> {
        let written: BTreeSet<Written> = self.corpus.case_results.items().iter().map(written).collect();
        let plain: Vec<String> =
            self.corpus.indicators.all().iter().map(|indicator| without_fillers(indicator)).collect();
        let unit = |measure: u32| &self.units[measure as usize].0;
        let known: BTreeSet<(&Name, Option<Change>, &str)> = written
            .iter()
            .map(|&(indicator, measure, change)| (unit(measure), change, plain[indicator as usize].as_str()))
            .collect();
        let kind = |(indicator, measure, change): Written| {
            let whole = plain[indicator as usize].as_str();
            let head = endings(whole).find(|ending| known.contains(&(unit(measure), change, ending)));
            ((indicator, measure, change), (head.unwrap_or(whole).to_owned(), Name::clone(unit(measure)), change))
        };
        written.iter().copied().map(kind).collect()
    }

    fn convert(&self, result: Measured, value: f64) -> f64 {
        value * self.units[result.measure as usize].1
    }

    fn group(&self, practice: Name, kind: u32, reported: &[(u32, u32, Reported)]) -> OutcomeGroup {
        let (indicator, unit, change) = self.kinds[kind as usize].clone();
        let mut sorted: Vec<f64> = reported.iter().map(|(.., r)| self.convert(r.result, r.result.value)).collect();
        sorted.sort_by(f64::total_cmp);
        let scores = robust_scores(&sorted, &*unit == "%");
        let mut values: Vec<OutcomeValue> =
            reported.iter().map(|(.., reported)| self.value(*reported, scores.as_ref())).collect();
        values.sort_by(|a, b| b.value.total_cmp(&a.value));
        let places = reported.iter().flat_map(|(.., reported)| self.corpus.case_places.row(reported.case as usize));
        OutcomeGroup {
            practice,
            indicator,
            unit,
            change,
            cases: reported.chunk_by(|a, b| a.2.case == b.2.case).count(),
            places: places.collect::<BTreeSet<_>>().len(),
            median: quantile(&sorted, 0.5),
            lower: quantile(&sorted, 0.25),
            upper: quantile(&sorted, 0.75),
            least: quantile(&sorted, 0.0),
            greatest: quantile(&sorted, 1.0),
            values,
        }
    }

    fn value(&self, Reported { case, result }: Reported, scores: Option<&impl Fn(f64) -> f64>) -> OutcomeValue {
        let value = self.convert(result, result.value);
        let z = scores.map(|scores| scores(value));
        let places = self.corpus.case_places.row(case as usize).iter();
        let case = &self.corpus.cases[case as usize];
        OutcomeValue {
            value,
            from: result.from.map(|from| self.convert(result, from)),
            qualifier: result.qualifier,
            indicator: self.corpus.indicators.name(result.indicator),
            places: places.map(|&place| self.corpus.places.name(place)).collect(),
            year: case.year,
            z,
            outlier: z.is_some_and(|z| z.abs() > OUTLIER),
            evidence: Evidence { case: Name::clone(&case.id), span: result.evidence },
        }
    }
}

/// How a result is written: indicator, unit, direction.
type Written = (u32, u32, Option<Change>);

fn written(result: &Measured) -> Written {
    (result.indicator, result.measure, result.change)
}

fn unit(line: &'static str) -> Option<(&'static str, (&'static str, f64))> {
    let mut cells = line.split('\t');
    let (unit, other, factor) = (cells.next()?, cells.next()?, cells.next()?);
    Some((unit, (other, factor.parse().ok()?)))
}

/// An indicator without quotation marks, white space and words that do not change what is measured.
fn without_fillers(indicator: &str) -> String {
    let plain: String = indicator.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’「」".contains(*c)).collect();
    let mut rest = plain.as_str();
    while let Some(shorter) = fillers().find_map(|(end, word)| {
        let left = if end { rest.strip_suffix(word) } else { rest.strip_prefix(word) };
        left.filter(|left| left.chars().count() >= LEAST_HEAD)
    }) {
        rest = shorter;
    }
    rest.to_owned()
}

/// The words of the table, and whether each stands at the end.
fn fillers() -> impl Iterator<Item = (bool, &'static str)> {
    let word = |line: &'static str| line.split_once('\t').map(|(place, word)| (place == "end", word));
    WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(word)
}

/// The endings of a phrase, shortest first.
fn endings(phrase: &str) -> impl Iterator<Item = &str> {
    let mut starts: Vec<usize> = phrase.char_indices().map(|(at, _)| at).collect();
    starts.reverse();
    starts.into_iter().skip(LEAST_HEAD - 1).map(|at| &phrase[at..])
}

/// The quantile of values in ascending order, between two of them by straight line (type 7 of Hyndman and Fan, Sample
/// quantiles in statistical packages, 1996).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = float(sorted.len().saturating_sub(1)) * share;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let below = at.floor() as usize;
    let (low, high) = (sorted.get(below).copied(), sorted.get(below + 1).copied());
    match (low, high) {
        (Some(low), Some(high)) => low + (high - low) * (at - at.floor()),
        (low, _) => low.unwrap_or(f64::NAN),
    }
}

/// How far a value lies from the median, in units of the median distance (0.6745 / MAD) or, where more than half of the
/// values are equal, of the mean distance (1 / 1.2533 mean AD). Nothing for fewer than five values or equal ones.
fn robust_scores(sorted: &[f64], rate: bool) -> Option<impl Fn(f64) -> f64> {
    let logarithmic = !rate && sorted.iter().all(|&value| value > 0.0);
    let scale = move |value: f64| if logarithmic { value.ln() } else { value };
    let mut scaled: Vec<f64> = sorted.iter().map(|&value| scale(value)).collect();
    let centre = median(&mut scaled)?;
    let mut distances: Vec<f64> = scaled.iter().map(|value| (value - centre).abs()).collect();
    let mean = distances.iter().sum::<f64>() / float(distances.len());
    let usual = median(&mut distances)?;
    let unit = if usual > 0.0 { usual / 0.6745 } else { mean * 1.2533 };
    (sorted.len() >= 5 && unit > 0.0).then_some(move |value: f64| (scale(value) - centre) / unit)
}

impl Report for Outcomes {
    fn tables(&self) -> Vec<Table> {
        vec![self.groups_table(), self.values_table()]
    }

    fn findings(&self) -> Vec<Finding> {
        let kind = Entity::practice(self.options.level);
        let mut counts: BTreeMap<&Name, usize> = BTreeMap::new();
        for group in &self.groups {
            *counts.entry(&group.practice).or_default() += 1;
        }
        let finding = |(practice, count): (&Name, usize)| Finding {
            kind,
            key: Name::clone(practice),
            measure: "comparableIndicators",
            value: count.into(),
            things: None,
        };
        counts.into_iter().map(finding).collect()
    }
}

impl Outcomes {
    fn groups_table(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("indicator", "指标", "Indicator"),
            ("unit", "单位", "Unit"),
            ("change", "变化", "Change"),
            ("cases", "案例数", "Cases"),
            ("places", "地区数", "Places"),
            ("median", "中位数", "Median"),
            ("lower", "下四分位", "Lower quartile"),
            ("upper", "上四分位", "Upper quartile"),
            ("least", "最小", "Least"),
            ("greatest", "最大", "Greatest"),
            ("outliers", "离群值数", "Outliers"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |group: &OutcomeGroup| -> Vec<Cell> {
            vec![
                Cell::practice(self.options.level, &group.practice),
                group.indicator.as_str().into(),
                (&group.unit).into(),
                group.change.map_or(Cell::Empty, |change| Cell::word(change.as_str())),
                group.cases.into(),
                group.places.into(),
                group.median.into(),
                group.lower.into(),
                group.upper.into(),
                group.least.into(),
                group.greatest.into(),
                group.values.iter().filter(|value| value.outlier).count().into(),
                group.values.iter().map(|value| value.evidence.clone()).collect::<Vec<_>>().into(),
            ]
        };
        let title = Label { zh: "成效比较", en: "Outcomes compared" };
        Table { key: "outcomes", title, columns, rows: self.groups.iter().map(row).collect() }
    }

    fn values_table(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("indicator", "指标", "Indicator"),
            ("value", "数值", "Value"),
            ("unit", "单位", "Unit"),
            ("change", "变化", "Change"),
            ("places", "地区", "Places"),
            ("year", "年份", "Year"),
            ("z", "稳健 z 值", "Robust z"),
            ("outlier", "离群", "Outlier"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |group: &OutcomeGroup, value: &OutcomeValue| -> Vec<Cell> {
            vec![
                Cell::practice(self.options.level, &group.practice),
                (&value.indicator).into(),
                value.value.into(),
                (&group.unit).into(),
                group.change.map_or(Cell::Empty, |change| Cell::word(change.as_str())),
                value.places.as_slice().into(),
                value.year.into(),
                value.z.into(),
                value.outlier.into(),
                vec![value.evidence.clone()].into(),
            ]
        };
        let rows = self.groups.iter().flat_map(|group| group.values.iter().map(|value| row(group, value))).collect();
        Table {
            key: "outcome-values", title: Label { zh: "可比成效明细", en: "Comparable results" }, columns, rows
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_taken_off_as_long_as_enough_is_left() {
        for (indicator, plain) in [
            ("累计惠及企业数", "惠及企业"),
            ("“检查码”发送总量", "检查码发送"),
            ("共受理案件数量", "受理案件"),
            ("总人数", "总人数"),
            ("矛盾纠纷化解率", "矛盾纠纷化解率"),
        ] {
            assert_eq!(without_fillers(indicator), plain);
        }
    }

    #[test]
    fn quantiles_are_those_of_type_seven() {
        let values = [1.0, 2.0, 4.0, 10.0];
        for (share, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.75, 5.5), (1.0, 10.0)] {
            assert!((quantile(&values, share) - expected).abs() < 1e-12, "{share}");
        }
    }

    #[test]
    fn a_value_far_from_the_median_scores_as_the_formula_says() {
        let scores = robust_scores(&[90.0, 91.0, 92.0, 93.0, 50.0], true).unwrap();
        assert!((scores(50.0) - (50.0 - 91.0) * 0.6745).abs() < 1e-9);
        assert!(robust_scores(&[90.0, 90.0, 90.0, 90.0, 90.0], true).is_none());
        assert!(robust_scores(&[1.0, 2.0, 3.0], true).is_none(), "too few");
    }

    #[test]
    fn every_line_of_the_tables_is_read() {
        let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(UNITS.lines().filter(|line| !line.starts_with('#')).filter_map(unit).count(), lines(UNITS));
        assert_eq!(fillers().count(), lines(WORDS));
    }
}

//! Diffusion: in which order places took a practice up, how long it took, who claims to have been first, and whether it
//! went down the hierarchy, up, to neighbours or far away.
//!
//! Only years are known, so places of one year are level. Who learnt from whom is not told by the texts: a later place is
//! credited to the likeliest kind of earlier one — the place that contains it, else places it contains, else places
//! under the same parent, else the places where the practice began — in equal shares. The graph of these credits
//! shows possible ways of spreading, not proven ones.

mod tables;
mod trace;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::null::float;
use super::table::Evidence;
use super::{Corpus, Level, Name};
use trace::{Lineage, Trace};

/// Sources of an uptake, rivals of a claim, and places before it, that are named.
const NAMED: usize = 20;

/// What to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DiffusionOptions {
    /// What is one practice.
    pub level: Level,
    /// Least number of places for a practice to be followed.
    pub min_places: usize,
    /// Least number of cases: what one case tells of nine places at once has not spread.
    pub min_cases: usize,
}

impl Default for DiffusionOptions {
    fn default() -> Self {
        Self { level: Level::Concept, min_places: 2, min_cases: 2 }
    }
}

/// How practices spread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diffusion {
    /// What was followed.
    pub options: DiffusionOptions,
    /// The practices: those in most places first, then by name.
    pub practices: Vec<SpreadingPractice>,
    /// Who may have learnt from whom, over all practices: greatest credit first, then by names.
    pub edges: Vec<DiffusionEdge>,
    /// The part that each place has, by name.
    pub places: Vec<PlacePart>,
}

/// A practice with the order in which places took it up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpreadingPractice {
    /// Its name, or its key for a family.
    pub name: Name,
    /// The places by year, then name; places without a year last.
    pub steps: Vec<Step>,
    /// The cases that claim to have originated it, by year and id.
    pub claims: Vec<Claim>,
    /// Whether two claims, or a claim and an earlier place, contradict each other.
    pub disputed: bool,
    /// Number of later places by the way in which it may have reached them.
    pub routes: BTreeMap<Route, usize>,
    /// Median of the lags of the later places, in years.
    pub median_lag: Option<f64>,
}

/// A place taking a practice up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The place.
    pub place: Name,
    /// The year of its first case.
    pub year: Option<i32>,
    /// Years since the practice's first case anywhere.
    pub lag: Option<i32>,
    /// 1 for the first year's places, then one more than the number of earlier places.
    pub rank: Option<usize>,
    /// Number of cases.
    pub cases: usize,
    /// Whether one of them claims to have originated it.
    pub originates: bool,
    /// How it may have come, for places after the first year.
    pub route: Option<Route>,
    /// Where it may have come from, the first twenty in order of years.
    pub sources: Vec<Name>,
    /// How many such places there are in all.
    pub source_count: usize,
    /// The first case.
    pub evidence: Evidence,
}

/// A way from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Vertical, from a place to one that it contains (city to district).
    Down,
    /// Vertical, from a place to one that contains it (district to city).
    Up,
    /// Horizontal, between places under the same parent.
    Near,
    /// Horizontal, between others.
    Far,
}

impl Route {
    /// The word as results write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Up => "up",
            Self::Near => "near",
            Self::Far => "far",
        }
    }
}

/// A case that says it was first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Where.
    pub places: Vec<Name>,
    /// When.
    pub year: Option<i32>,
    /// What says so.
    pub evidence: Evidence,
    /// Other cases with the same claim for places that have nothing to do with these, the first twenty.
    pub rivals: Arc<[Name]>,
    /// Places that have the practice from an earlier year and have nothing to do with these, the first twenty.
    pub earlier: Arc<[Name]>,
}

/// What one place may have passed to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiffusionEdge {
    /// From.
    pub from: Name,
    /// To.
    pub to: Name,
    /// The way.
    pub route: Route,
    /// Number of practices.
    pub practices: usize,
    /// Sum of the credits: 1 for a practice with this one source, 1/n with n sources, of which the first twenty have an edge.
    pub credit: f64,
    /// Mean number of years between the two.
    pub mean_lag: f64,
}

/// A place's part in the spread of practices.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlacePart {
    /// The place.
    pub place: Name,
    /// Number of spreading practices that it has.
    pub practices: usize,
    /// Of these, in how many it is among the first year's places.
    pub first: usize,
    /// Mean lag in years over its dated practices.
    pub mean_lag: Option<f64>,
    /// Credit for practices that others took up after it.
    pub passed_on: f64,
    /// Practices that it took up after others.
    pub received: f64,
}

/// Follows the spread of practices.
#[must_use]
pub fn diffusion(corpus: &Corpus, options: DiffusionOptions) -> Diffusion {
    let holders = corpus.uses(options.level).transposed(
        corpus.practice_names(options.level).len(),
        |found| found.item,
        |case, found| (case, *found),
    );
    let lineage = Lineage::new(corpus);
    let follow = |practice: usize| {
        let holders = holders.row(practice);
        let enough = holders.len() >= options.min_cases;
        enough.then(|| Trace::new(corpus, &lineage, holders, options.min_places)).flatten()
    };
    let traces: Vec<(usize, Trace)> =
        (0..holders.len()).into_par_iter().filter_map(|at| Some((at, follow(at)?))).collect();
    let names = corpus.practice_names(options.level);
    let mut practices: Vec<SpreadingPractice> = traces
        .par_iter()
        .map(|(at, trace)| trace.write(corpus, &lineage, names.all()[*at].clone(), holders.row(*at)))
        .collect();
    practices.sort_by(|a, b| b.steps.len().cmp(&a.steps.len()).then_with(|| a.name.cmp(&b.name)));
    Diffusion { options, practices, edges: edges(corpus, &traces), places: parts(corpus, &traces) }
}

/// The median of the values, which are put in order.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let (last, middle) = (values.len().checked_sub(1)?, values.len() / 2);
    Some(f64::midpoint(values[last / 2], values[middle]))
}

fn edges(corpus: &Corpus, traces: &[(usize, Trace)]) -> Vec<DiffusionEdge> {
    let mut found: Vec<(u32, u32, Route, f64, i32)> = Vec::new();
    for (_, trace) in traces {
        let years: BTreeMap<u32, i32> =
            trace.uptakes.iter().filter_map(|uptake| Some((uptake.place, uptake.year?))).collect();
        for uptake in &trace.uptakes {
            let (Some(route), Some(year)) = (uptake.route, uptake.year) else { continue };
            let credit = 1.0 / float(uptake.source_count);
            let lag = |source: &u32| year - years.get(source).copied().unwrap_or(year);
            found.extend(uptake.sources.iter().map(|source| (*source, uptake.place, route, credit, lag(source))));
        }
    }
    found.par_sort_by_key(|&(from, to, route, ..)| (from, to, route));
    let edge = |same: &[(u32, u32, Route, f64, i32)]| DiffusionEdge {
        from: corpus.places.name(same[0].0),
        to: corpus.places.name(same[0].1),
        route: same[0].2,
        practices: same.len(),
        credit: same.iter().map(|one| one.3).sum(),
        mean_lag: same.iter().map(|one| f64::from(one.4)).sum::<f64>() / float(same.len()),
    };
    let mut edges: Vec<DiffusionEdge> = found.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)).map(edge).collect();
    edges.sort_by(|a, b| b.credit.total_cmp(&a.credit).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    edges
}

fn parts(corpus: &Corpus, traces: &[(usize, Trace)]) -> Vec<PlacePart> {
    #[derive(Clone, Default)]
    struct Sums {
        practices: usize,
        first: usize,
        lags: f64,
        dated: usize,
        passed_on: f64,
        received: f64,
    }
    let mut sums = vec![Sums::default(); corpus.places.len()];
    for (trace, uptake) in traces.iter().flat_map(|(_, trace)| trace.uptakes.iter().map(move |uptake| (trace, uptake)))
    {
        let sum = &mut sums[uptake.place as usize];
        sum.practices += 1;
        if let Some(lag) = trace.lag(uptake) {
            sum.first += usize::from(lag == 0);
            sum.lags += f64::from(lag);
            sum.dated += 1;
        }
        sum.received += f64::from(u8::from(uptake.route.is_some()));
    }
    for (&place, credit) in traces.iter().flat_map(|(_, trace)| &trace.passed) {
        sums[place as usize].passed_on += credit;
    }
    let part = |(place, sum): (&Name, Sums)| PlacePart {
        place: Name::clone(place),
        practices: sum.practices,
        first: sum.first,
        mean_lag: (sum.dated > 0).then(|| sum.lags / float(sum.dated)),
        passed_on: sum.passed_on,
        received: sum.received,
    };
    corpus.places.all().iter().zip(sums).filter(|(_, sum)| sum.practices > 0).map(part).collect()
}

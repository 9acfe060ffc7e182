//! Diffusion: in which order places took a practice up, how long it took, who claims to have been first, and whether it
//! went down the hierarchy, up, to neighbours or far away.
//!
//! Only years are known, so places of one year are level. Who learnt from whom is not told by the texts: a later place is
//! credited to the likeliest kind of earlier one — the place that contains it, else places it contains, else places
//! under the same parent, else the places where the practice began — in equal shares. The graph of these credits
//! shows possible ways of spreading, not proven ones.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::model::MechanismRole;

use super::null::float;
use super::table::{Cell, Entity, Evidence, Finding, Label, Report, Table, columns};
use super::{Corpus, Level, Name, Rows, Use};

/// Rivals of a claim, and places before it, that are named.
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
    /// Where it may have come from, in order of years.
    pub sources: Vec<Name>,
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
    pub rivals: Vec<Name>,
    /// Places that have the practice from an earlier year and have nothing to do with these, the first twenty.
    pub earlier: Vec<Name>,
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
    /// Sum of the credits: 1 for a practice with this one source, 1/n with n sources.
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

/// For each place those that contain it, nearest first.
struct Lineage(Rows<u32>);

impl Lineage {
    fn new(corpus: &Corpus) -> Self {
        let above = |place: u32| {
            let mut chain: Vec<u32> = Vec::new();
            let mut next = corpus.parents[place as usize];
            while let Some(parent) = next.filter(|parent| *parent != place && !chain.contains(parent)) {
                chain.push(parent);
                next = corpus.parents[parent as usize];
            }
            chain
        };
        Self((0_u32..).take(corpus.places.len()).map(above).collect())
    }

    fn contains(&self, outer: u32, inner: u32) -> bool {
        self.0.row(inner as usize).contains(&outer)
    }

    /// Whether one is the other or contains it.
    fn related(&self, a: u32, b: u32) -> bool {
        a == b || self.contains(a, b) || self.contains(b, a)
    }
}

/// A place's first use of a practice.
#[derive(Clone, Debug)]
struct Uptake {
    place: u32,
    year: Option<i32>,
    cases: usize,
    originates: bool,
    first: (u32, Use),
    route: Option<Route>,
    sources: Vec<u32>,
}

/// The uptakes of one practice: by year, undated last, then by place.
struct Trace {
    uptakes: Vec<Uptake>,
    start: Option<i32>,
}

impl Trace {
    fn new(corpus: &Corpus, lineage: &Lineage, holders: &[(u32, Use)], least: usize) -> Option<Self> {
        let mut uses: Vec<(u32, &(u32, Use))> = Vec::new();
        for holder in holders {
            uses.extend(corpus.case_places.row(holder.0 as usize).iter().map(|&place| (place, holder)));
        }
        let year = |case: u32| corpus.cases[case as usize].year;
        uses.sort_by_key(|(place, (case, _))| (*place, year(*case).unwrap_or(i32::MAX), *case));
        let uptake = |same: &[(u32, &(u32, Use))]| Uptake {
            place: same[0].0,
            year: year(same[0].1.0),
            cases: same.len(),
            originates: same.iter().any(|(_, (_, found))| found.role == MechanismRole::Originates),
            first: *same[0].1,
            route: None,
            sources: Vec::new(),
        };
        let mut uptakes: Vec<Uptake> = uses.chunk_by(|a, b| a.0 == b.0).map(uptake).collect();
        if uptakes.len() < least.max(1) {
            return None;
        }
        uptakes.sort_by_key(|uptake| (uptake.year.unwrap_or(i32::MAX), uptake.place));
        let mut trace = Self { start: uptakes[0].year, uptakes };
        trace.credit(corpus, lineage);
        Some(trace)
    }

    /// Finds the possible sources of each uptake after the first year.
    fn credit(&mut self, corpus: &Corpus, lineage: &Lineage) {
        let dated: Vec<(u32, i32)> =
            self.uptakes.iter().filter_map(|uptake| Some((uptake.place, uptake.year?))).collect();
        let years: BTreeMap<u32, i32> = dated.iter().copied().collect();
        let first_year = dated.iter().filter(|(_, year)| Some(*year) == self.start);
        let origins: Vec<u32> = first_year.map(|(place, _)| *place).collect();
        let siblings = grouped(dated.iter().filter_map(|&(place, _)| Some((corpus.parents[place as usize]?, place))));
        let inside = grouped(
            dated.iter().flat_map(|&(place, _)| lineage.0.row(place as usize).iter().map(move |&up| (up, place))),
        );
        let none = Vec::new();
        for uptake in &mut self.uptakes {
            let Some(year) = uptake.year.filter(|year| Some(*year) > self.start) else { continue };
            let earlier = |place: &u32| years.get(place).is_some_and(|other| *other < year);
            let above = lineage.0.row(uptake.place as usize).iter().copied().find(earlier);
            let of = |places: &BTreeMap<u32, Vec<u32>>, at: Option<u32>| -> Vec<u32> {
                at.and_then(|at| places.get(&at)).unwrap_or(&none).iter().copied().filter(earlier).collect()
            };
            let below = of(&inside, Some(uptake.place));
            let beside = of(&siblings, corpus.parents[uptake.place as usize]);
            let (route, sources) = match (above, below.is_empty(), beside.is_empty()) {
                (Some(above), _, _) => (Route::Down, vec![above]),
                (None, false, _) => (Route::Up, below),
                (None, true, false) => (Route::Near, beside),
                (None, true, true) => (Route::Far, origins.clone()),
            };
            (uptake.route, uptake.sources) = (Some(route), sources);
        }
    }

    fn lag(&self, uptake: &Uptake) -> Option<i32> {
        Some(uptake.year? - self.start?)
    }

    fn write(&self, corpus: &Corpus, lineage: &Lineage, name: Name, holders: &[(u32, Use)]) -> SpreadingPractice {
        let mut routes = BTreeMap::new();
        for route in self.uptakes.iter().filter_map(|uptake| uptake.route) {
            *routes.entry(route).or_default() += 1;
        }
        let later = self.uptakes.iter().filter(|uptake| uptake.route.is_some());
        let mut lags: Vec<f64> = later.filter_map(|uptake| self.lag(uptake)).map(f64::from).collect();
        let claims = self.claims(corpus, lineage, holders);
        SpreadingPractice {
            name,
            steps: self.uptakes.iter().map(|uptake| self.step(corpus, uptake)).collect(),
            disputed: claims.iter().any(|claim| !claim.rivals.is_empty() || !claim.earlier.is_empty()),
            claims,
            routes,
            median_lag: median(&mut lags),
        }
    }

    fn step(&self, corpus: &Corpus, uptake: &Uptake) -> Step {
        let before =
            || self.uptakes.partition_point(|other| other.year.unwrap_or(i32::MAX) < uptake.year.unwrap_or(i32::MAX));
        Step {
            place: corpus.places.name(uptake.place),
            year: uptake.year,
            lag: self.lag(uptake),
            rank: uptake.year.map(|_| before() + 1),
            cases: uptake.cases,
            originates: uptake.originates,
            route: uptake.route,
            sources: uptake.sources.iter().map(|&place| corpus.places.name(place)).collect(),
            evidence: evidence(corpus, &uptake.first),
        }
    }

    /// The cases that claim to have been first, each with what contradicts it. Claims for the same places have the same
    /// rivals, which are sought once for each set of places: a practice of a hundred thousand cases has as many claims.
    fn claims(&self, corpus: &Corpus, lineage: &Lineage, holders: &[(u32, Use)]) -> Vec<Claim> {
        let year = |case: u32| corpus.cases[case as usize].year;
        let places = |case: u32| corpus.case_places.row(case as usize);
        let mut claims: Vec<&(u32, Use)> =
            holders.iter().filter(|(_, found)| found.role == MechanismRole::Originates).collect();
        claims.sort_by_key(|(case, _)| (year(*case).unwrap_or(i32::MAX), *case));
        let rivals = rivals(corpus, lineage, &claims);
        let claim = |holder: &&(u32, Use)| {
            let case = holder.0;
            let unrelated = |place: u32| !places(case).iter().any(|&own| lineage.related(own, place));
            let before = self.uptakes.iter().filter(|uptake| uptake.year.zip(year(case)).is_some_and(|(a, b)| a < b));
            let earlier = before.filter(|uptake| unrelated(uptake.place)).take(NAMED);
            Claim {
                places: places(case).iter().map(|&place| corpus.places.name(place)).collect(),
                year: year(case),
                evidence: evidence(corpus, holder),
                rivals: rivals.get(places(case)).cloned().unwrap_or_default(),
                earlier: earlier.map(|uptake| corpus.places.name(uptake.place)).collect(),
            }
        };
        claims.iter().map(claim).collect()
    }
}

/// For each set of places of which a claim is made, the first claims for places that have nothing to do with them.
fn rivals<'c>(corpus: &'c Corpus, lineage: &Lineage, claims: &[&(u32, Use)]) -> BTreeMap<&'c [u32], Vec<Name>> {
    let places = |case: u32| corpus.case_places.row(case as usize);
    let related = |a: &[u32], b: &[u32]| a.iter().any(|&x| b.iter().any(|&y| lineage.related(x, y)));
    let sets: BTreeSet<&[u32]> = claims.iter().map(|(case, _)| places(*case)).filter(|set| !set.is_empty()).collect();
    let of = |own: &'c [u32]| {
        let apart: BTreeSet<&[u32]> = sets.iter().copied().filter(|other| !related(own, other)).collect();
        let others = claims.iter().filter(|(case, _)| apart.contains(places(*case)));
        (own, others.take(NAMED).map(|(case, _)| Name::clone(&corpus.cases[*case as usize].id)).collect())
    };
    sets.iter().map(|own| of(own)).collect()
}

fn evidence(corpus: &Corpus, (case, found): &(u32, Use)) -> Evidence {
    Evidence { case: Name::clone(&corpus.cases[*case as usize].id), span: found.evidence }
}

/// Second parts by first ones.
fn grouped(pairs: impl Iterator<Item = (u32, u32)>) -> BTreeMap<u32, Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    pairs.for_each(|(group, item)| groups.entry(group).or_default().push(item));
    groups
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
            let credit = 1.0 / float(uptake.sources.len());
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
        for &source in &uptake.sources {
            sums[source as usize].passed_on += 1.0 / float(uptake.sources.len());
        }
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

impl Report for Diffusion {
    fn tables(&self) -> Vec<Table> {
        vec![self.steps_table(), self.claims_table(), self.edges_table(), self.places_table()]
    }

    fn findings(&self) -> Vec<Finding> {
        let place = |part: &PlacePart, measure, value: Cell| Finding {
            kind: Entity::Place,
            key: part.place.clone(),
            measure,
            value,
            things: None,
        };
        let of = |part: &PlacePart| {
            [
                place(part, "passedOn", part.passed_on.into()),
                place(part, "received", part.received.into()),
                place(part, "meanLag", part.mean_lag.into()),
            ]
        };
        self.places.iter().flat_map(of).filter(|finding| finding.value != Cell::Empty).collect()
    }
}

impl Diffusion {
    fn steps_table(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("rank", "次序", "Rank"),
            ("place", "地区", "Place"),
            ("year", "年份", "Year"),
            ("lag", "滞后年数", "Lag in years"),
            ("cases", "案例数", "Cases"),
            ("originates", "自称首创", "Claims to be first"),
            ("route", "途径", "Route"),
            ("sources", "可能来源", "Possible sources"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |name: &Name, step: &Step| -> Vec<Cell> {
            vec![
                Cell::practice(self.options.level, name),
                step.rank.into(),
                (&step.place).into(),
                step.year.into(),
                step.lag.into(),
                step.cases.into(),
                step.originates.into(),
                step.route.map_or(Cell::Empty, |route| Cell::word(route.as_str())),
                step.sources.as_slice().into(),
                vec![step.evidence.clone()].into(),
            ]
        };
        let rows = self.practices.iter().flat_map(|p| p.steps.iter().map(|step| row(&p.name, step))).collect();
        Table { key: "diffusion", title: Label { zh: "做法扩散次序", en: "Order of diffusion" }, columns, rows }
    }

    fn claims_table(&self) -> Table {
        let columns = columns(&[
            ("practice", "做法", "Practice"),
            ("places", "地区", "Places"),
            ("year", "年份", "Year"),
            ("rivals", "同样自称首创的案例", "Rival claims"),
            ("earlier", "更早采用的地区", "Earlier places"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |name: &Name, claim: &Claim| -> Vec<Cell> {
            vec![
                Cell::practice(self.options.level, name),
                claim.places.as_slice().into(),
                claim.year.into(),
                claim.rivals.as_slice().into(),
                claim.earlier.as_slice().into(),
                vec![claim.evidence.clone()].into(),
            ]
        };
        // What is disputed first.
        let (disputed, others): (Vec<_>, Vec<_>) = self.practices.iter().partition(|practice| practice.disputed);
        let practices = disputed.into_iter().chain(others);
        let rows = practices.flat_map(|p| p.claims.iter().map(|claim| row(&p.name, claim))).collect();
        Table { key: "claims", title: Label { zh: "首创之争", en: "Claims to be first" }, columns, rows }
    }

    fn edges_table(&self) -> Table {
        let columns = columns(&[
            ("from", "来源", "From"),
            ("to", "去向", "To"),
            ("route", "途径", "Route"),
            ("practices", "做法数", "Practices"),
            ("credit", "归因份额", "Credit"),
            ("mean_lag", "平均滞后年数", "Mean lag in years"),
        ]);
        let row = |edge: &DiffusionEdge| -> Vec<Cell> {
            vec![
                (&edge.from).into(),
                (&edge.to).into(),
                Cell::word(edge.route.as_str()),
                edge.practices.into(),
                edge.credit.into(),
                edge.mean_lag.into(),
            ]
        };
        let title = Label { zh: "扩散网络", en: "Diffusion graph" };
        Table { key: "diffusion-graph", title, columns, rows: self.edges.iter().map(row).collect() }
    }

    fn places_table(&self) -> Table {
        let columns = columns(&[
            ("place", "地区", "Place"),
            ("practices", "做法数", "Practices"),
            ("first", "居首批的做法数", "Among the first"),
            ("mean_lag", "平均滞后年数", "Mean lag in years"),
            ("passed_on", "输出", "Passed on"),
            ("received", "输入", "Received"),
        ]);
        let row = |part: &PlacePart| -> Vec<Cell> {
            vec![
                (&part.place).into(),
                part.practices.into(),
                part.first.into(),
                part.mean_lag.into(),
                part.passed_on.into(),
                part.received.into(),
            ]
        };
        let title = Label { zh: "各地在扩散中的位置", en: "Places in diffusion" };
        Table { key: "diffusion-places", title, columns, rows: self.places.iter().map(row).collect() }
    }
}

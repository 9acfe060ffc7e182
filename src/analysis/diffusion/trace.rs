//! One practice from place to place: when each took it up, where it may have come from, and who claims to have been first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Claim, NAMED, Route, SpreadingPractice, Step, median};
use crate::analysis::null::float;
use crate::analysis::table::Evidence;
use crate::analysis::{Corpus, Name, Rows, Use};
use crate::model::MechanismRole;

/// For each place those that contain it, nearest first.
pub(super) struct Lineage(Rows<u32>);

impl Lineage {
    pub(super) fn new(corpus: &Corpus) -> Self {
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
pub(super) struct Uptake {
    pub(super) place: u32,
    pub(super) year: Option<i32>,
    cases: usize,
    originates: bool,
    first: (u32, Use),
    pub(super) route: Option<Route>,
    /// The first [`NAMED`] places that it may have come from. All of them would be, over the places of a practice, their
    /// square.
    pub(super) sources: Vec<u32>,
    /// How many there are in all.
    pub(super) source_count: usize,
}

/// The uptakes of one practice: by year, undated last, then by place.
pub(super) struct Trace {
    pub(super) uptakes: Vec<Uptake>,
    start: Option<i32>,
    /// Credit of places for what others took up after them, all sources counted.
    pub(super) passed: BTreeMap<u32, f64>,
}

impl Trace {
    pub(super) fn new(corpus: &Corpus, lineage: &Lineage, holders: &[(u32, Use)], least: usize) -> Option<Self> {
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
            source_count: 0,
        };
        let mut uptakes: Vec<Uptake> = uses.chunk_by(|a, b| a.0 == b.0).map(uptake).collect();
        if uptakes.len() < least.max(1) {
            return None;
        }
        uptakes.sort_by_key(|uptake| (uptake.year.unwrap_or(i32::MAX), uptake.place));
        let mut trace = Self { start: uptakes[0].year, uptakes, passed: BTreeMap::new() };
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
        let mut far = 0_usize;
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
                (None, true, true) => (Route::Far, Vec::new()),
            };
            // The origins of all are the same, and are credited once.
            far += usize::from(route == Route::Far);
            let from = if route == Route::Far { &origins } else { &sources };
            (uptake.route, uptake.source_count) = (Some(route), from.len());
            uptake.sources = from.iter().copied().take(NAMED).collect();
            pass(&mut self.passed, &sources, 1);
        }
        pass(&mut self.passed, &origins, far);
    }

    pub(super) fn lag(&self, uptake: &Uptake) -> Option<i32> {
        Some(uptake.year? - self.start?)
    }

    pub(super) fn write(
        &self,
        corpus: &Corpus,
        lineage: &Lineage,
        name: Name,
        holders: &[(u32, Use)],
    ) -> SpreadingPractice {
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
            source_count: uptake.source_count,
            evidence: evidence(corpus, &uptake.first),
        }
    }

    /// The cases that claim to have been first, each with what contradicts it. That is sought once for all claims for the
    /// same places in one year, and shared by them: a practice of a hundred thousand cases has as many claims.
    fn claims(&self, corpus: &Corpus, lineage: &Lineage, holders: &[(u32, Use)]) -> Vec<Claim> {
        let about = |case: u32| (corpus.case_places.row(case as usize), corpus.cases[case as usize].year);
        let mut claims: Vec<&(u32, Use)> =
            holders.iter().filter(|(_, found)| found.role == MechanismRole::Originates).collect();
        claims.sort_by_key(|(case, _)| (about(*case).1.unwrap_or(i32::MAX), *case));
        let rivals = rivals(corpus, lineage, &claims);
        let mut earlier = BTreeMap::new();
        let claim = |holder: &&(u32, Use)| {
            let (places, year) = about(holder.0);
            let earlier = earlier.entry((places, year)).or_insert_with(|| self.earlier(corpus, lineage, places, year));
            Claim {
                places: places.iter().map(|&place| corpus.places.name(place)).collect(),
                year,
                evidence: evidence(corpus, holder),
                rivals: rivals.get(places).cloned().unwrap_or_default(),
                earlier: Arc::clone(earlier),
            }
        };
        claims.iter().map(claim).collect()
    }

    /// The first places that have the practice from before a year and have nothing to do with these.
    fn earlier(&self, corpus: &Corpus, lineage: &Lineage, places: &[u32], year: Option<i32>) -> Arc<[Name]> {
        let before = self.uptakes.iter().filter(|uptake| uptake.year.zip(year).is_some_and(|(a, b)| a < b));
        let unrelated = before.filter(|uptake| !places.iter().any(|&own| lineage.related(own, uptake.place)));
        unrelated.take(NAMED).map(|uptake| corpus.places.name(uptake.place)).collect()
    }
}

/// Shares the credit for so many uptakes between their sources.
fn pass(passed: &mut BTreeMap<u32, f64>, sources: &[u32], uptakes: usize) {
    for &source in sources {
        *passed.entry(source).or_default() += float(uptakes) / float(sources.len());
    }
}

/// For each set of places of which a claim is made, the first claims for places that have nothing to do with them.
fn rivals<'c>(corpus: &'c Corpus, lineage: &Lineage, claims: &[&(u32, Use)]) -> BTreeMap<&'c [u32], Arc<[Name]>> {
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

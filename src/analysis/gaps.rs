//! Gaps: what places alike have and this one lacks, ranked, with the parts of each score, and how far the ranking can be
//! trusted: known adoptions are hidden and it is counted how often the ranking finds them again.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::index::sample;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;

use super::null::float;
use super::profile::{Profiles, Scratch};
use super::similarity::{Facets, Features, Weighting};
use super::table::{Cell, Entity, Evidence, Finding, Label, Report, Table, columns};
use super::{Corpus, Error, Level, Name, Rows, Use};

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GapOptions {
    /// What is one practice.
    pub level: Level,
    /// How many places most alike are asked.
    pub neighbours: usize,
    /// Part of the score that is general popularity, 0 to 1; the rest is what places alike have.
    pub popularity: f64,
    /// How many gaps of a place are listed.
    pub listed: usize,
    /// At most so many known adoptions are hidden for the evaluation, each on its own.
    pub hidden: usize,
    /// Which ones are drawn if there are more.
    pub seed: u64,
}

impl Default for GapOptions {
    fn default() -> Self {
        Self { level: Level::Concept, neighbours: 10, popularity: 0.1, listed: 10, hidden: 2000, seed: 1 }
    }
}

/// What places lack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gaps {
    /// What was looked for.
    pub options: GapOptions,
    /// The places, by name.
    pub places: Vec<PlaceGaps>,
    /// How far the ranking finds hidden adoptions; nothing for a single place.
    pub evaluation: Option<Evaluation>,
}

/// What a place lacks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceGaps {
    /// The place.
    pub place: Name,
    /// Number of practices that it has.
    pub has: usize,
    /// The gaps, greatest score first, then by name.
    pub gaps: Vec<Gap>,
}

/// A practice that a place lacks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// Its name, or its key for a family.
    pub practice: Name,
    /// `(1 − w) · alike + w · popular`.
    pub score: f64,
    /// Likeness of the places alike that have it, divided by that of all places alike.
    pub alike: f64,
    /// Share of all other places that have it, those that stand in the same cases as one.
    pub popular: f64,
    /// The places alike that have it with their likeness, most alike first; of those that stand in the same cases, the
    /// first.
    pub found_in: Vec<(Name, f64)>,
    /// What says that the place most alike has it; nothing if none has.
    pub evidence: Option<Evidence>,
}

/// How often hidden adoptions are found again among the first of the ranking.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Number of adoptions hidden, one at a time: of practices that another place has, and not told by a case that stands
    /// in several places, since that would be found again in its other places.
    pub hidden: usize,
    /// Share found among the first 5.
    pub hit_at_5: f64,
    /// Share found among the first 10.
    pub hit_at_10: f64,
    /// Share found among the first 5 by popularity alone.
    pub popular_at_5: f64,
    /// Share found among the first 10 by popularity alone.
    pub popular_at_10: f64,
}

/// Ranks what all places lack.
#[must_use]
pub fn gaps(corpus: &Corpus, options: GapOptions) -> Gaps {
    let search = Search::new(corpus, options);
    let places = (0..u32::try_from(corpus.places.len()).unwrap_or(u32::MAX)).into_par_iter();
    let listed = places
        .filter(|&place| !search.has.row(search.one_of[place as usize] as usize).is_empty())
        .map_init(|| search.profiles.scratch(), |scratch, place| search.place(place, scratch));
    Gaps { options, places: listed.collect(), evaluation: search.evaluate() }
}

/// Ranks what one place lacks, without evaluation.
///
/// # Errors
/// [`Error`] if no case is of that place, or several places end with the name.
pub fn gaps_of(corpus: &Corpus, options: GapOptions, place: &str) -> Result<Gaps, Error> {
    let row = corpus.places.resolve(place)?;
    let search = Search::new(corpus, options);
    Ok(Gaps { options, places: vec![search.place(row, &mut search.profiles.scratch())], evaluation: None })
}

struct Search<'a> {
    corpus: &'a Corpus,
    options: GapOptions,
    features: Features<'a>,
    profiles: Profiles,
    /// What each case originates or adopts.
    uses: Rows<Use>,
    /// Cases of each place, ascending.
    members: Rows<u32>,
    /// For each place the first of those that stand in the same cases. They count as one: nine cities of one joint case
    /// would else be nine voices for whatever that case tells.
    one_of: Vec<u32>,
    /// Practices of each place, ascending; of places that count as one, those of the first only.
    has: Rows<u32>,
    /// How many places have each practice.
    count: Vec<usize>,
    /// How many places have any.
    places: usize,
}

impl<'a> Search<'a> {
    fn new(corpus: &'a Corpus, options: GapOptions) -> Self {
        let features = Features::new(corpus);
        let facets = Facets { practices: 1.0, families: 1.0, laws: 1.0, units: 0.0 };
        let uses = corpus.uses(options.level);
        let members = corpus.case_places.inverted(corpus.places.len());
        let one_of = one_of(&members);
        let first = |place: u32| one_of[place as usize] == place;
        let all = features.places();
        let once = (0_u32..).zip(all.iter()).map(|(place, row)| if first(place) { row } else { &[] }.to_vec());
        let profiles = features.profiles(once.collect(), Weighting::Rarity, facets);
        let practices = |(place, cases): (u32, &[u32])| {
            let cases = if first(place) { cases } else { &[] };
            let mut row: Vec<u32> =
                cases.iter().flat_map(|&case| uses.row(case as usize)).map(|found| found.item).collect();
            row.sort_unstable();
            row.dedup();
            row
        };
        let has: Rows<u32> = (0_u32..).zip(members.iter()).map(practices).collect();
        let holders = has.inverted(corpus.practice_names(options.level).len());
        let count = holders.iter().map(<[u32]>::len).collect();
        let places = has.iter().filter(|row| !row.is_empty()).count();
        Self { corpus, options, features, profiles, uses, members, one_of, has, count, places }
    }

    fn place(&self, place: u32, scratch: &mut Scratch) -> PlaceGaps {
        let one = self.one_of[place as usize];
        let nearest = self.profiles.nearest(one, self.options.neighbours, scratch);
        let has = self.has.row(one as usize);
        let mut ranked = self.ranked(has, &nearest, |practice| self.count[practice as usize]);
        ranked.truncate(self.options.listed);
        let names = self.corpus.practice_names(self.options.level);
        let gap = |scored: Scored| {
            let has = |other: u32| self.has.row(other as usize).binary_search(&scored.practice).is_ok();
            let having = nearest.iter().filter(|(other, _)| has(*other));
            Gap {
                evidence: having.clone().next().and_then(|(other, _)| self.evidence(*other, scored.practice)),
                practice: names.name(scored.practice),
                score: scored.score,
                alike: scored.alike,
                popular: scored.popular,
                found_in: having.map(|&(other, likeness)| (self.corpus.places.name(other), likeness)).collect(),
            }
        };
        PlaceGaps { place: self.corpus.places.name(place), has: has.len(), gaps: ranked.into_iter().map(gap).collect() }
    }

    /// What says that a place has a practice: its first case.
    fn evidence(&self, place: u32, practice: u32) -> Option<Evidence> {
        let cases = self.members.row(place as usize).iter();
        cases.copied().find_map(|case| {
            let found = self.uses.row(case as usize).iter().find(|found| found.item == practice)?;
            Some(Evidence { case: Name::clone(&self.corpus.cases[case as usize].id), span: found.evidence })
        })
    }

    /// All practices that are not in `has` but that some place has, best first.
    fn ranked(&self, has: &[u32], nearest: &[(u32, f64)], count: impl Fn(u32) -> usize) -> Vec<Scored> {
        let mut alike = vec![0.0; self.count.len()];
        for &(other, likeness) in nearest {
            for &practice in self.has.row(other as usize) {
                alike[practice as usize] += likeness;
            }
        }
        let all: f64 = nearest.iter().map(|(_, likeness)| likeness).sum();
        let others = float(self.places.saturating_sub(1)).max(1.0);
        let lacking = (0..u32::try_from(self.count.len()).unwrap_or(u32::MAX))
            .filter(|practice| count(*practice) > 0 && has.binary_search(practice).is_err());
        let mut ranked: Vec<Scored> = lacking
            .map(|practice| {
                let alike = if all > 0.0 { alike[practice as usize] / all } else { 0.0 };
                let popular = float(count(practice)) / others;
                let score = (1.0 - self.options.popularity) * alike + self.options.popularity * popular;
                Scored { practice, score, alike, popular }
            })
            .collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.practice.cmp(&b.practice)));
        ranked
    }

    fn evaluate(&self) -> Option<Evaluation> {
        let all: Vec<(u32, u32)> = (0_u32..)
            .zip(self.has.iter())
            .flat_map(|(place, has)| has.iter().map(move |&practice| (place, practice)))
            .filter(|(place, practice)| self.count[*practice as usize] > 1 && self.has.row(*place as usize).len() > 1)
            .filter(|(place, practice)| self.features.told_alone(*place, self.options.level, *practice))
            .collect();
        let mut rng = Pcg64::seed_from_u64(self.options.seed);
        let mut drawn = sample(&mut rng, all.len(), self.options.hidden.min(all.len())).into_vec();
        drawn.sort_unstable();
        let ranks: Vec<(usize, usize)> = drawn
            .par_iter()
            .map_init(|| self.profiles.scratch(), |scratch, &at| self.rank_of_hidden(all[at].0, all[at].1, scratch))
            .collect();
        let share = |hit: &dyn Fn(&(usize, usize)) -> bool| {
            float(ranks.iter().filter(|rank| hit(rank)).count()) / float(ranks.len())
        };
        (!ranks.is_empty()).then(|| Evaluation {
            hidden: ranks.len(),
            hit_at_5: share(&|rank| rank.0 < 5),
            hit_at_10: share(&|rank| rank.0 < 10),
            popular_at_5: share(&|rank| rank.1 < 5),
            popular_at_10: share(&|rank| rank.1 < 10),
        })
    }

    /// Where a practice comes in the ranking, and in that by popularity, if the place is taken not to have it.
    fn rank_of_hidden(&self, place: u32, hidden: u32, scratch: &mut Scratch) -> (usize, usize) {
        let has: Vec<u32> =
            self.has.row(place as usize).iter().copied().filter(|&practice| practice != hidden).collect();
        let features = self.features.without(self.profiles.row(place), place, self.options.level, hidden);
        let nearest = self.profiles.nearest_to(&features, place, self.options.neighbours, scratch);
        let count = |practice: u32| self.count[practice as usize] - usize::from(practice == hidden);
        let ranked = self.ranked(&has, &nearest, count);
        let rank = ranked.iter().position(|scored| scored.practice == hidden).unwrap_or(usize::MAX);
        let better =
            |practice: u32| (count(practice), std::cmp::Reverse(practice)) > (count(hidden), std::cmp::Reverse(hidden));
        (rank, ranked.iter().filter(|scored| better(scored.practice)).count())
    }
}

/// For each place the first of those that stand in the same cases.
fn one_of(members: &Rows<u32>) -> Vec<u32> {
    let mut first: BTreeMap<&[u32], u32> = BTreeMap::new();
    (0_u32..).zip(members.iter()).map(|(place, cases)| *first.entry(cases).or_insert(place)).collect()
}

struct Scored {
    practice: u32,
    score: f64,
    alike: f64,
    popular: f64,
}

impl Report for Gaps {
    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.gaps_table()];
        tables.extend(self.evaluation.map(Evaluation::table));
        tables
    }

    fn findings(&self) -> Vec<Finding> {
        let of = |place: &PlaceGaps| Finding {
            kind: Entity::Place,
            key: Name::clone(&place.place),
            measure: "lacks",
            value: place.gaps.iter().map(|gap| Name::clone(&gap.practice)).collect::<Vec<_>>().into(),
            things: Some(Entity::practice(self.options.level)),
        };
        self.places.iter().filter(|place| !place.gaps.is_empty()).map(of).collect()
    }
}

impl Gaps {
    fn gaps_table(&self) -> Table {
        let columns = columns(&[
            ("place", "地区", "Place"),
            ("rank", "次序", "Rank"),
            ("practice", "缺少的做法", "Practice lacking"),
            ("score", "得分", "Score"),
            ("alike", "相似地区部分", "Part: places alike"),
            ("popular", "普遍性部分", "Part: popularity"),
            ("found_in", "见于相似地区", "Found in places alike"),
            ("evidence", "依据", "Evidence"),
        ]);
        let row = |place: &Name, rank: usize, gap: &Gap| -> Vec<Cell> {
            vec![
                place.into(),
                rank.into(),
                Cell::practice(self.options.level, &gap.practice),
                gap.score.into(),
                gap.alike.into(),
                gap.popular.into(),
                gap.found_in.iter().map(|(place, _)| Name::clone(place)).collect::<Vec<_>>().into(),
                gap.evidence.iter().cloned().collect::<Vec<_>>().into(),
            ]
        };
        let of = |place: &PlaceGaps| {
            let gaps = place.gaps.iter().enumerate();
            gaps.map(|(rank, gap)| row(&place.place, rank + 1, gap)).collect::<Vec<_>>()
        };
        let title = Label { zh: "可借鉴的做法", en: "Gaps" };
        Table { key: "gaps", title, columns, rows: self.places.iter().flat_map(of).collect() }
    }
}

impl Evaluation {
    fn table(self) -> Table {
        let columns = columns(&[
            ("method", "方法", "Method"),
            ("hidden", "隐去的采用", "Adoptions hidden"),
            ("hit_at_5", "前五命中率", "Hit rate at 5"),
            ("hit_at_10", "前十命中率", "Hit rate at 10"),
        ]);
        let row =
            |method: &str, at_5: f64, at_10: f64| vec![method.into(), self.hidden.into(), at_5.into(), at_10.into()];
        let rows =
            vec![row("anpu", self.hit_at_5, self.hit_at_10), row("popularity", self.popular_at_5, self.popular_at_10)];
        Table {
            key: "gaps-evaluation",
            title: Label { zh: "可借鉴做法的检验", en: "Evaluation of gaps" },
            columns,
            rows,
        }
    }
}

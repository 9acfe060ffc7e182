//! Similarity: which cases, or which places, are most alike, and why.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use crate::model::MechanismRole;

use super::profile::{Profiles, rarity};
use super::table::{Cell, Entity, Finding, Label, Report, Table, columns};
use super::{Corpus, Error, Level, Name, Practice, Rows};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// Cases.
    Cases,
    /// Places, by all their cases.
    Places,
}

/// How much a shared thing counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weighting {
    /// The rarer, the more.
    Rarity,
    /// All the same.
    Equal,
}

/// How much each kind of shared thing counts, on top of the weighting; 0 leaves it out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Facets {
    /// Practices by concept.
    pub practices: f64,
    /// Practice families.
    pub families: f64,
    /// Laws cited.
    pub laws: f64,
    /// Units that act.
    pub units: f64,
}

/// What to compare and how.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SimilarityOptions {
    /// What is compared.
    pub of: Compared,
    /// How much a shared thing counts.
    pub weighting: Weighting,
    /// By kind.
    pub facets: Facets,
    /// How many nearest neighbours are named.
    pub neighbours: usize,
    /// How many reasons are named for each.
    pub reasons: usize,
}

impl Default for SimilarityOptions {
    fn default() -> Self {
        let facets = Facets { practices: 1.0, families: 1.0, laws: 1.0, units: 1.0 };
        Self { of: Compared::Cases, weighting: Weighting::Rarity, facets, neighbours: 5, reasons: 5 }
    }
}

/// What is alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Similarity {
    /// What was compared and how.
    pub options: SimilarityOptions,
    /// Each case or place that is like another, by name.
    pub items: Vec<Alike>,
}

/// A case or place with its nearest neighbours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alike {
    /// The case's id or the place's name.
    pub name: Name,
    /// The nearest, most alike first.
    pub neighbours: Vec<Neighbour>,
}

/// A neighbour.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Neighbour {
    /// Its id or name.
    pub name: Name,
    /// Likeness, 0 to 1.
    pub score: f64,
    /// Cases that both places stand in: what such a case tells is told of both. 0 for cases.
    pub joint_cases: usize,
    /// What the two share, greatest part first.
    pub reasons: Vec<Reason>,
}

/// A shared thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// Its kind.
    pub kind: Entity,
    /// Its name.
    pub name: Name,
    /// Its part in the likeness.
    pub part: f64,
}

/// Profiles with the names of what they are made of.
pub(super) struct Features<'a> {
    corpus: &'a Corpus,
    /// Where concepts, families, laws and units begin among the features, and where units end.
    starts: [u32; 5],
    /// Features of each case, ascending.
    cases: Rows<u32>,
    /// Cases of each place, ascending.
    members: Rows<u32>,
}

impl<'a> Features<'a> {
    pub(super) fn new(corpus: &'a Corpus) -> Self {
        let sizes = [corpus.concepts.len(), corpus.families.len(), corpus.laws.len(), corpus.units.len()];
        let mut starts = [0_u32; 5];
        for (at, size) in sizes.into_iter().enumerate() {
            starts[at + 1] = starts[at] + u32::try_from(size).unwrap_or(u32::MAX);
        }
        let (concepts, families) = (corpus.uses(Level::Concept), corpus.uses(Level::Family));
        let features = |case: usize| {
            let mut row: Vec<u32> = concepts.row(case).iter().map(|found| found.item).collect();
            row.extend(families.row(case).iter().map(|found| starts[1] + found.item));
            row.extend(corpus.case_laws.row(case).iter().map(|law| starts[2] + law.item));
            row.extend(corpus.case_units.row(case).iter().filter(|unit| unit.acts).map(|unit| starts[3] + unit.item));
            row
        };
        let cases = (0..corpus.cases.len()).map(features).collect();
        Self { corpus, starts, cases, members: corpus.case_places.inverted(corpus.places.len()) }
    }

    pub(super) fn len(&self) -> usize {
        self.starts[4] as usize
    }

    /// Features of each place, ascending: those of all its cases.
    pub(super) fn places(&self) -> Rows<u32> {
        let of = |cases: &[u32]| {
            let mut row: Vec<u32> = cases.iter().flat_map(|&case| self.cases.row(case as usize)).copied().collect();
            row.sort_unstable();
            row.dedup();
            row
        };
        self.members.iter().map(of).collect()
    }

    /// The features of a place as they would be if it did not have a practice: without the practice itself, and without
    /// its family unless another practice of the place is of the same one.
    pub(super) fn without(&self, row: &[u32], place: u32, level: Level, practice: u32) -> Vec<u32> {
        let cases = self.members.row(place as usize).iter();
        let uses = cases.flat_map(|&case| self.corpus.case_practices.row(case as usize));
        let (gone, kept): (Vec<&Practice>, Vec<&Practice>) =
            uses.filter(|found| found.role != MechanismRole::Mentions).partition(|found| is(found, level, practice));
        let features = |found: &&Practice| [Some(found.concept), found.family.map(|family| self.starts[1] + family)];
        let kept: BTreeSet<u32> = kept.iter().flat_map(features).flatten().collect();
        let gone: BTreeSet<u32> = gone.iter().flat_map(features).flatten().collect();
        row.iter().copied().filter(|feature| !gone.contains(feature) || kept.contains(feature)).collect()
    }

    /// Whether all cases of a place that have a practice stand in this place only.
    pub(super) fn told_alone(&self, place: u32, level: Level, practice: u32) -> bool {
        let has = |case: usize| self.corpus.case_practices.row(case).iter().any(|found| is(found, level, practice));
        let mut cases = self.members.row(place as usize).iter().map(|&case| case as usize);
        cases.all(|case| self.corpus.case_places.row(case).len() == 1 || !has(case))
    }

    /// The rows as profiles; rows without features do not count among those by which rarity is measured.
    pub(super) fn profiles(&self, rows: Rows<u32>, weighting: Weighting, facets: Facets) -> Profiles {
        let filled = rows.iter().filter(|row| !row.is_empty()).count();
        let weight = |feature: u32, having: usize| {
            let facet = match self.kind(feature) {
                Entity::Concept => facets.practices,
                Entity::Family => facets.families,
                Entity::Law => facets.laws,
                _ => facets.units,
            };
            match weighting {
                Weighting::Rarity => facet * rarity(filled, having),
                Weighting::Equal => facet,
            }
        };
        Profiles::new(rows, self.len(), weight)
    }

    fn kind(&self, feature: u32) -> Entity {
        match self.starts.partition_point(|start| *start <= feature) {
            0 | 1 => Entity::Concept,
            2 => Entity::Family,
            3 => Entity::Law,
            _ => Entity::Unit,
        }
    }

    fn reason(&self, feature: u32, part: f64) -> Reason {
        let kind = self.kind(feature);
        let name = match kind {
            Entity::Concept => self.corpus.concepts.name(feature),
            Entity::Family => self.corpus.families.name(feature - self.starts[1]),
            Entity::Law => self.corpus.laws.name(feature - self.starts[2]),
            _ => self.corpus.units.name(feature - self.starts[3]),
        };
        Reason { kind, name, part }
    }
}

/// Whether a practice of a case is the one with a number at a level.
fn is(found: &Practice, level: Level, practice: u32) -> bool {
    match level {
        Level::Mechanism => found.mechanism == practice,
        Level::Concept => found.concept == practice,
        Level::Family => found.family == Some(practice),
    }
}

/// Compares all cases or places.
#[must_use]
pub fn similarity(corpus: &Corpus, options: SimilarityOptions) -> Similarity {
    let comparison = Comparison::new(corpus, options);
    let rows = (0..u32::try_from(comparison.profiles.len()).unwrap_or(u32::MAX)).into_par_iter();
    let items = rows.map_init(|| comparison.profiles.scratch(), |scratch, row| comparison.alike(row, scratch));
    Similarity { options, items: items.filter(|alike| !alike.neighbours.is_empty()).collect() }
}

/// Compares one case or place with all others.
///
/// # Errors
/// [`Error::Unknown`] if there is no case or place of that name.
pub fn similar_to(corpus: &Corpus, options: SimilarityOptions, name: &str) -> Result<Similarity, Error> {
    Comparison::new(corpus, options).to(name)
}

/// All profiles, made once for any number of questions.
pub struct Comparison<'a> {
    corpus: &'a Corpus,
    options: SimilarityOptions,
    features: Features<'a>,
    profiles: Profiles,
}

impl<'a> Comparison<'a> {
    /// The profiles of a corpus.
    #[must_use]
    pub fn new(corpus: &'a Corpus, options: SimilarityOptions) -> Self {
        let features = Features::new(corpus);
        let rows = match options.of {
            Compared::Cases => features.cases.clone(),
            Compared::Places => features.places(),
        };
        let profiles = features.profiles(rows, options.weighting, options.facets);
        Self { corpus, options, features, profiles }
    }

    /// Compares one case or place with all others.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no case or place of that name.
    pub fn to(&self, name: &str) -> Result<Similarity, Error> {
        let row = match self.options.of {
            Compared::Cases => self.corpus.case(name).ok_or_else(|| Error::Unknown(name.to_owned()))?,
            Compared::Places => self.corpus.places.resolve(name)?,
        };
        let alike = self.alike(row, &mut self.profiles.scratch());
        Ok(Similarity { options: self.options, items: vec![alike] })
    }

    fn name(&self, row: u32) -> Name {
        match self.options.of {
            Compared::Cases => Name::clone(&self.corpus.cases[row as usize].id),
            Compared::Places => self.corpus.places.name(row),
        }
    }

    fn joint_cases(&self, row: u32, other: u32) -> usize {
        let cases = |place: u32| self.features.members.row(place as usize);
        match self.options.of {
            Compared::Cases => 0,
            Compared::Places => cases(row).iter().filter(|case| cases(other).binary_search(case).is_ok()).count(),
        }
    }

    fn alike(&self, row: u32, scratch: &mut super::profile::Scratch) -> Alike {
        let neighbour = |(other, score): (u32, f64)| {
            let wanted = self.options.reasons;
            let shared = if wanted == 0 { Vec::new() } else { self.profiles.reasons(row, other) };
            let reasons = shared.into_iter().take(wanted);
            let reasons = reasons.map(|(feature, part)| self.features.reason(feature, part)).collect();
            Neighbour { name: self.name(other), score, joint_cases: self.joint_cases(row, other), reasons }
        };
        let nearest = self.profiles.nearest(row, self.options.neighbours, scratch);
        Alike { name: self.name(row), neighbours: nearest.into_iter().map(neighbour).collect() }
    }
}

impl Reason {
    fn cell(&self) -> Cell {
        if self.kind == Entity::Family { Cell::Key(Name::clone(&self.name)) } else { (&self.name).into() }
    }
}

impl Similarity {
    /// Every shared thing with its part in the likeness; the parts of two neighbours add up to their score.
    fn reasons_table(&self) -> Table {
        let columns = columns(&[
            ("name", "名称", "Name"),
            ("neighbour", "相似者", "Similar"),
            ("kind", "共有之物的类别", "Kind of what is shared"),
            ("shared", "共有", "Shared"),
            ("part", "所占分数", "Part of the score"),
        ]);
        let row = |alike: &Alike, neighbour: &Neighbour, reason: &Reason| -> Vec<Cell> {
            let kind = Cell::word(reason.kind.as_str());
            vec![(&alike.name).into(), (&neighbour.name).into(), kind, reason.cell(), reason.part.into()]
        };
        let of = |alike: &Alike| {
            let pairs = alike.neighbours.iter().flat_map(|near| near.reasons.iter().map(move |reason| (near, reason)));
            pairs.map(|(neighbour, reason)| row(alike, neighbour, reason)).collect::<Vec<_>>()
        };
        let title = Label { zh: "相似的理由", en: "Reasons of likeness" };
        Table { key: "similarity-reasons", title, columns, rows: self.items.iter().flat_map(of).collect() }
    }
}

impl Report for Similarity {
    fn tables(&self) -> Vec<Table> {
        let columns = columns(&[
            ("name", "名称", "Name"),
            ("rank", "次序", "Rank"),
            ("neighbour", "相似者", "Similar"),
            ("score", "相似度", "Similarity"),
            ("joint_cases", "共同案例数", "Joint cases"),
            ("reasons", "共有", "Shared"),
        ]);
        let row = |name: &Name, rank: usize, neighbour: &Neighbour| -> Vec<Cell> {
            let reasons = Cell::List(neighbour.reasons.iter().map(Reason::cell).collect());
            vec![
                name.into(),
                rank.into(),
                (&neighbour.name).into(),
                neighbour.score.into(),
                neighbour.joint_cases.into(),
                reasons,
            ]
        };
        let of = |alike: &Alike| {
            let rows = alike.neighbours.iter().enumerate();
            rows.map(|(rank, neighbour)| row(&alike.name, rank + 1, neighbour)).collect::<Vec<_>>()
        };
        let title = Label { zh: "相似案例与地区", en: "Similar cases and places" };
        let similar = Table { key: "similarity", title, columns, rows: self.items.iter().flat_map(of).collect() };
        vec![similar, self.reasons_table()]
    }

    fn findings(&self) -> Vec<Finding> {
        let kind = match self.options.of {
            Compared::Cases => Entity::Case,
            Compared::Places => Entity::Place,
        };
        let of = |alike: &Alike| Finding {
            kind,
            key: Name::clone(&alike.name),
            measure: "mostSimilar",
            value: alike.neighbours.iter().map(|neighbour| Name::clone(&neighbour.name)).collect::<Vec<_>>().into(),
            things: Some(kind),
        };
        self.items.iter().map(of).collect()
    }
}

//! The view of cases alone: each joined with those most like it, for the reasons that the analysis gives.

use std::collections::BTreeMap;

use crate::analysis::{CorpusBuilder, SimilarityOptions, similarity};
use crate::export::Error;
use crate::export::table::Value;
use crate::model::Record;

use super::Place;
use super::full::case_values;
use super::graph::{Edge, Graph, Kind, Node, TakeEdge, TakeNode};
use super::layout::Link;
use super::schema as of;
use super::tally::{Tally, widened};

static CLASSES: [&Kind; 1] = [&of::CASE];
static RELATIONS: [&Kind; 1] = [&of::SIMILAR_TO];

/// Two cases, by number, with how alike they are and by what.
type Pair = ((u32, u32), (f64, Vec<String>));

/// The view.
pub(super) struct Similar<'d> {
    tally: Tally<'d>,
    at: Vec<[f32; 2]>,
    pairs: Vec<Pair>,
}

impl<'d> Similar<'d> {
    pub(super) fn new(tally: Tally<'d>, place: Place) -> Result<Self, Error> {
        let (mut corpus, mut numbers) = (CorpusBuilder::default(), BTreeMap::new());
        tally.each(&mut |number, record| {
            corpus.add(record);
            numbers.insert(record.id.clone(), u32::try_from(number).unwrap_or(u32::MAX));
            Ok(())
        })?;
        let found = similarity(&corpus.finish(&[], &[]), SimilarityOptions::default());
        let mut pairs = BTreeMap::new();
        for alike in &found.items {
            for other in &alike.neighbours {
                let (Some(&a), Some(&b)) = (numbers.get(&*alike.name), numbers.get(&*other.name)) else { continue };
                let reasons = || other.reasons.iter().map(|reason| reason.name.to_string()).collect();
                pairs.entry((a.min(b), a.max(b))).or_insert_with(|| (other.score, reasons()));
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "a drawing's numbers need no more digits")]
        let links: Vec<Link> = pairs.iter().map(|(&(a, b), (score, _))| (a, b, *score as f32)).collect();
        let at = place(tally.cases.len(), &links);
        Ok(Self { tally, at, pairs: pairs.into_iter().collect() })
    }

    fn case(&self, number: usize, record: &Record, take: TakeNode<'_>) -> Result<(), Error> {
        take(&Node {
            id: &self.tally.cases[number].id,
            class: &of::CASE,
            label: if record.title.is_empty() { &record.id } else { &record.title },
            weight: 1.0,
            years: record.year.map(|year| (year, year)),
            group: None,
            position: self.at[number],
            values: case_values(record),
        })
    }
}

impl Graph for Similar<'_> {
    fn name(&self) -> &'static str {
        "case-similarity"
    }

    fn base(&self) -> &str {
        &self.tally.base
    }

    fn directed(&self) -> bool {
        false
    }

    fn classes(&self) -> &'static [&'static Kind] {
        &CLASSES
    }

    fn relations(&self) -> &'static [&'static Kind] {
        &RELATIONS
    }

    /// Those of the cases, and the edges.
    fn parts(&self) -> usize {
        self.tally.runs() + 1
    }

    fn nodes_of(&self, part: usize, take: TakeNode<'_>) -> Result<(), Error> {
        if part == self.tally.runs() {
            return Ok(());
        }
        self.tally.each_of(part, &mut |number, record| self.case(number, record, take))
    }

    fn edges_of(&self, part: usize, take: TakeEdge<'_>) -> Result<(), Error> {
        if part < self.tally.runs() {
            return Ok(());
        }
        for ((a, b), (score, reasons)) in &self.pairs {
            let (a, b) = (&self.tally.cases[*a as usize], &self.tally.cases[*b as usize]);
            take(&Edge {
                source: &a.id,
                target: &b.id,
                relation: &of::SIMILAR_TO,
                weight: *score,
                years: widened(widened(None, a.year), b.year),
                values: vec![Value::from(reasons.as_slice())],
            })?;
        }
        Ok(())
    }
}

//! How many facts of a dataset deserve a look, and what its cases do not tell.

use rust_i18n::t;

use crate::analysis::{Cell, Label, Table, columns};
use crate::model::Record;
use crate::store::Dataset;

/// Below this confidence a fact deserves a look.
const DOUBTFUL: f64 = 0.7;
/// The kinds of facts, as messages name them.
const KINDS: [&str; 4] = ["report.units", "report.practices", "report.laws", "report.results"];

/// What is doubtful or missing.
#[derive(Default)]
pub(super) struct Doubts {
    cases: usize,
    without_results: usize,
    without_place: usize,
    /// Facts of each kind: those that deserve a look, and all.
    facts: [(usize, usize); KINDS.len()],
}

impl Doubts {
    pub(super) fn of(dataset: &Dataset) -> anyhow::Result<Self> {
        let mut doubts = Self::default();
        for record in dataset.records()? {
            doubts.add(&record?);
        }
        Ok(doubts)
    }

    fn add(&mut self, record: &Record) {
        self.cases += 1;
        self.without_results += usize::from(record.outcomes.is_empty());
        self.without_place += usize::from(record.places.is_empty());
        let confidences: [Vec<f64>; KINDS.len()] = [
            record.units.iter().map(|fact| fact.confidence).collect(),
            record.mechanisms.iter().map(|fact| fact.confidence).collect(),
            record.laws.iter().map(|fact| fact.confidence).collect(),
            record.outcomes.iter().map(|fact| fact.confidence).collect(),
        ];
        for ((doubtful, all), confidences) in self.facts.iter_mut().zip(confidences) {
            *doubtful += confidences.iter().filter(|confidence| **confidence < DOUBTFUL).count();
            *all += confidences.len();
        }
    }

    /// Practices that deserve a look, and all.
    pub(super) const fn practices(&self) -> (usize, usize) {
        self.facts[1]
    }

    pub(super) fn table(&self) -> Table {
        let row = |(kind, (doubtful, all)): (&str, (usize, usize))| -> Vec<Cell> {
            vec![t!(kind).as_ref().into(), all.into(), doubtful.into()]
        };
        Table {
            key: "confidence",
            title: Label { zh: "置信度", en: "Confidence" },
            columns: columns(&[
                ("facts", "事实", "Facts"),
                ("all", "总数", "Number"),
                ("doubtful", "置信度低于 0.7", "Confidence below 0.7"),
            ]),
            rows: KINDS.into_iter().zip(self.facts).map(row).collect(),
        }
    }

    /// What the cases do not tell.
    pub(super) fn unknown(&self) -> String {
        let (cases, silent, nowhere) = (self.cases, self.without_results, self.without_place);
        t!("report.unknown", cases = cases, silent = silent, nowhere = nowhere).into_owned()
    }
}

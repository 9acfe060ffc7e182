//! Records gathered for the analysis, with what the lexicon knows of their places and units.

use std::collections::BTreeSet;

use crate::analysis::{Corpus, CorpusBuilder};
use crate::lexicon::Lexicon;
use crate::model::Record;

/// Takes records one by one.
#[derive(Default)]
pub struct Gathering {
    builder: CorpusBuilder,
    places: BTreeSet<String>,
    units: BTreeSet<String>,
}

impl Gathering {
    /// Adds a record.
    pub fn add(&mut self, record: &Record) {
        self.places.extend(record.places.iter().cloned());
        self.units.extend(record.units.iter().map(|unit| unit.name.clone()));
        self.builder.add(record);
    }

    /// The records as numbers.
    #[must_use]
    pub fn finish(self, lexicon: &Lexicon) -> Corpus {
        let places: Vec<_> = self.places.iter().filter_map(|place| lexicon.place_authority(place)).collect();
        let units: Vec<_> = self.units.iter().map(|unit| lexicon.unit_authority(unit)).collect();
        self.builder.finish(&places, &units)
    }
}

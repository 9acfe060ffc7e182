//! The knowledge that extraction and resolution read from data files: places, unit systems, laws, quantities,
//! cue words and the practice taxonomy.
//!
//! Nothing here looks at a text. The files of `data/` and `ontology/mechanisms.ttl` are compiled in; a user's own
//! files of the same shape are added to them.

mod affixes;
mod characters;
mod honours;
mod laws;
mod mechanism_model;
mod mechanism_words;
mod mechanisms;
mod outcomes;
mod places;
mod quantities;
mod sources;
mod table;
mod unit_names;
mod units;
mod vocabulary;
mod weights;

use std::path::Path;

use crate::model::{PlaceAuthority, UnitAuthority};

use sources::Sources;
use vocabulary::{BOOKS, Book, Vocabulary};

pub use characters::Characters;
pub use honours::Honours;
pub use laws::{Ending, LawCue, LawTitle, Laws, is_draft, law_key, without_brackets};
pub use mechanism_model::{MechanismModel, NameEvidence};
pub use mechanism_words::{Mark, Marks, MechanismWords, WordClass};
pub use mechanisms::{Family, Mechanisms, Practice, Standing, mechanism_key};
pub use outcomes::{OutcomeCue, OutcomeWords};
pub use places::{Level, Place, PlaceId, Places};
pub use quantities::{MeasureClass, Quantities};
pub use unit_names::{BodyName, PlaceWords, UnitReading, body_at};
pub use units::{Body, Class, KnownUnit, Meaning, Need, SubDistrict, Suffix, Units, Word};
pub use vocabulary::Found;
pub use weights::{ClassWeights, FeatureKey, FeaturePart, Weights, log_odds, probability};

/// All knowledge files, parsed once and shared by every thread.
#[derive(Debug)]
pub struct Lexicon {
    /// Legal documents.
    pub laws: Laws,
    /// The practice taxonomy.
    pub mechanisms: Mechanisms,
    /// Words around the names of practices.
    pub mechanism_words: MechanismWords,
    /// What annotated cases teach about practices.
    pub mechanism_model: MechanismModel,
    /// Administrative divisions.
    pub places: Places,
    /// Organisations.
    pub units: Units,
    /// What tells who carries a practice out.
    pub implementers: Weights,
    /// Measure words.
    pub quantities: Quantities,
    /// Ways of telling recognition.
    pub honours: Honours,
    /// Words around measured results.
    pub outcomes: OutcomeWords,
    vocabulary: Vocabulary,
    sources: Sources,
}

/// Why a data file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line does not have the form that the file's head describes.
    #[error("{file}:{line}: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
}

impl Lexicon {
    /// The files compiled in.
    ///
    /// # Errors
    /// A file that does not have its form; the tests hold that none is.
    pub fn builtin() -> Result<Self, Error> {
        Self::with_folders::<&Path>(&[])
    }

    /// The files compiled in and, on top of them, the files of the same names in `folders`.
    ///
    /// # Errors
    /// A folder that is none, a file that cannot be read or does not have its form.
    pub fn with_folders<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        for folder in folders.iter().map(AsRef::as_ref) {
            let file = || folder.to_string_lossy().into_owned();
            std::fs::read_dir(folder).map_err(|source| Error::Io { file: file(), source })?;
        }
        let places = Places::load(folders)?;
        let units = Units::load(folders, &places)?;
        let mechanisms = Mechanisms::load(folders)?;
        let mut lexicon = Self {
            sources: Sources::load(folders)?,
            laws: Laws::load(folders)?,
            mechanism_words: MechanismWords::load(folders)?,
            mechanism_model: MechanismModel::load(&mechanisms, folders)?,
            mechanisms,
            places,
            units,
            implementers: Weights::load(
                "implementer-weights.tsv",
                include_str!("../../data/implementer-weights.tsv"),
                folders,
            )?,
            quantities: Quantities::load(folders)?,
            honours: Honours::load(folders)?,
            outcomes: OutcomeWords::load(folders)?,
            vocabulary: Vocabulary::default(),
        };
        lexicon.vocabulary = Vocabulary::new(lexicon.books());
        Ok(lexicon)
    }

    /// The words that are found in texts, by book.
    fn books(&self) -> [(Book, Vec<&str>); BOOKS] {
        [
            self.units.words.words(),
            self.mechanisms.by_name.words(),
            self.mechanism_words.words.words(),
            self.honours.triggers.words(),
            self.laws.scanner.words(),
            self.laws.cues.words(),
            self.outcomes.words.words(),
        ]
    }

    /// The words of all files that stand in a text.
    #[must_use]
    pub fn find(&self, text: &str) -> Found {
        self.vocabulary.find(text)
    }

    /// The words of names of organisations and places that stand in a text.
    #[must_use]
    pub fn find_units(&self, text: &str) -> Found {
        self.vocabulary.find_in(text, Book::Units)
    }

    /// The names of practices that stand in a text.
    #[must_use]
    pub fn find_practices(&self, text: &str) -> Found {
        self.vocabulary.find_in(text, Book::Practices)
    }

    /// SHA-256 of all knowledge files, in hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        self.sources.digest()
    }

    /// The taxonomy's files (Turtle): the name of each for messages, and its text.
    pub fn taxonomy(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.taxonomy()
    }

    /// Reads a whole name of a unit.
    #[must_use]
    pub fn read_unit<'a>(&self, name: &'a str) -> UnitReading<'a> {
        unit_names::read(name, &self.find_units(name), &self.units, &self.places)
    }

    /// The places in that of the whole unit after which a part of it may be named that is a branch: 滨海新区 of 滨海新区分局.
    #[must_use]
    pub fn branch_places(&self, part: &str, whole: Option<PlaceId>) -> Vec<PlaceId> {
        unit_names::branch_places(part, whole, &self.find_units(part), &self.units, &self.places)
    }

    /// What is known of the place with this full name.
    #[must_use]
    pub fn place_authority(&self, full: &str) -> Option<PlaceAuthority> {
        self.places.authority(full)
    }

    /// What is known of the unit with this full official name.
    #[must_use]
    pub fn unit_authority(&self, name: &str) -> UnitAuthority {
        unit_names::authority(name, &self.find_units(name), &self.units, &self.places)
    }
}

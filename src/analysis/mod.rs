//! Cross-case analysis: from the records of a dataset to typed results, without reading or writing anything.
//!
//! A [`Corpus`] holds all records as numbers and is built once; each analysis is a function from it to a result that
//! serialises, shows itself as [`Table`]s and tells the graph its [`Finding`]s. Same records, same result, to the last
//! bit: everything is ordered, seeded and independent of the number of threads. What the measures mean to a reader
//! is told in `docs/analysis.md`.

mod corpus;
mod diffusion;
mod error;
mod gaps;
pub mod graph;
mod leiden;
mod matching;
mod null;
mod outcomes;
mod paths;
mod profile;
mod recurrence;
mod rows;
mod sets;
mod similarity;
mod structure;
mod table;

pub use corpus::{CaseInfo, Corpus, CorpusBuilder, Dimension, Level, Link, Measured, Name, Names, Practice, Use};
pub use diffusion::{
    Claim, Diffusion, DiffusionEdge, DiffusionOptions, PlacePart, Route, SpreadingPractice, Step, diffusion,
};
pub use error::Error;
pub use gaps::{Evaluation, Gap, GapOptions, Gaps, PlaceGaps, gaps, gaps_of};
pub use leiden::{leiden, modularity};
pub use matching::independent;
pub use null::{Chance, benjamini_hochberg};
pub use outcomes::{OutcomeGroup, OutcomeOptions, OutcomeValue, Outcomes, outcomes};
pub use paths::{Best, Connections, Path, PathStep, Paths, Relation, Thing};
pub use recurrence::{Recurrence, RecurrenceCell, RecurrenceOptions, RecurringPractice, recurrence};
pub use rows::Rows;
pub use sets::{PracticeSet, PracticeSets, SetOptions, practice_sets};
pub use similarity::{
    Alike, Compared, Comparison, Facets, Neighbour, Reason, Similarity, SimilarityOptions, Weighting, similar_to,
    similarity,
};
pub use structure::{
    Community, Network, NetworkEdge, NodeMeasures, Projection, Structure, StructureOptions, SystemLink, projection,
    structure,
};
pub use table::{Cell, Column, Entity, Evidence, Finding, Label, Report, Table, columns};

//! The whole line: documents in, records out, records into a dataset.

mod annotated;
mod build;
mod findings;
mod folds;
mod gather;
mod graph;
mod habits;
pub mod implementer_training;
pub mod mechanism_training;
mod previous;
mod stream;
pub mod train;

use rayon::prelude::*;

use crate::corpus;
use crate::lexicon::Lexicon;
use crate::model::{Document, Record};
use crate::{extract, resolve, segment};

pub use build::{Error, Options, Progress, Report, build};
pub use folds::Folds;
pub use gather::Gathering;
pub use graph::Grapher;
pub use stream::{Extracted, each_document};

/// The records of a document, in order of its cases.
#[must_use]
pub fn records(document: &Document, lexicon: &Lexicon) -> Vec<Record> {
    let clean = corpus::clean(&document.text);
    let cases = segment::cases(document, &clean);
    let resolver = resolve::Resolver::new(document, lexicon);
    let one = |case| resolver.record(case, &extract::mentions(case, lexicon));
    cases.par_iter().map(one).collect()
}

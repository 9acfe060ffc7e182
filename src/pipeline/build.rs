//! Documents into a dataset: read, extracted and packed on all cores, written in the order they came.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef};
use rayon::prelude::*;

use crate::lexicon::Lexicon;
use crate::model::{Document, Record};
use crate::rdf::vocab::anpu;
use crate::rdf::{self, Counts, Entities, Iris};
use crate::store::{self, Dataset, Manifest, Packed, QuadSink, Totals, Writer};

use super::{Grapher, records};

/// Documents in memory at a time, on each core; bounds memory, and is enough to keep all cores at work.
const AHEAD: usize = 32;

/// Why a dataset could not be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dataset cannot be written.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The taxonomy is no Turtle.
    #[error(transparent)]
    Ontology(#[from] rdf::ontology::Error),
}

/// What a build did.
#[derive(Debug)]
pub struct Report<E> {
    /// The dataset.
    pub dataset: Dataset,
    /// Documents that could not be read, in order.
    pub refused: Vec<E>,
}

/// Something happened that a progress bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A document was read and its cases extracted.
    Read {
        /// Number of its cases.
        cases: usize,
    },
    /// A document was refused.
    Refused,
    /// All documents are done; what they name together is being written.
    Finishing,
}

/// Builds the dataset in `folder` from `inputs`, each read by `read` on one of several threads. A document that is
/// refused is told in the report and does not stop the others. Same inputs, same lexicon, same bytes.
///
/// # Errors
/// The dataset cannot be written; then the old one is still there.
pub fn build<I: Send, E: Send>(
    inputs: impl IntoIterator<Item = I>,
    read: impl Fn(I) -> Result<Document, E> + Sync,
    lexicon: &Lexicon,
    iris: &Iris,
    folder: &Path,
    progress: impl Fn(Progress) + Sync,
) -> Result<Report<E>, Error> {
    let maker = Maker { lexicon, graphs: Grapher::new(lexicon, iris) };
    let mut writer = Writer::create(folder)?;
    let (mut refused, mut whole) = (Vec::new(), Whole::default());
    let mut inputs = inputs.into_iter();
    loop {
        let chunk: Vec<I> = inputs.by_ref().take(AHEAD * rayon::current_num_threads()).collect();
        if chunk.is_empty() {
            break;
        }
        let made: Vec<_> =
            chunk.into_par_iter().map(|input| read(input).map(|document| maker.make(&document))).collect();
        for part in made {
            match part {
                Ok(part) => {
                    let (packed, records) = part?;
                    progress(Progress::Read { cases: records.len() });
                    whole.add(&records);
                    writer.document(packed)?;
                }
                Err(error) => {
                    progress(Progress::Refused);
                    refused.push(error);
                }
            }
        }
    }
    progress(Progress::Finishing);
    let dataset = whole.finish(writer, &maker)?;
    Ok(Report { dataset, refused })
}

/// Makes a document's part of the dataset.
struct Maker<'a> {
    lexicon: &'a Lexicon,
    graphs: Grapher<'a>,
}

impl Maker<'_> {
    fn make(&self, document: &Document) -> Result<(Packed, Vec<Record>), store::Error> {
        let records = records(document, self.lexicon);
        let quads = |sink: &mut QuadSink<'_>| self.graphs.document(document, &records, sink);
        let packed = Packed::new(document, &records, quads)
            .map_err(|source| store::Error::Io { path: document.source.file.clone().into(), source })?;
        Ok((packed, records))
    }
}

/// What is said of all documents together.
#[derive(Default)]
struct Whole {
    entities: Entities,
    facts: BTreeMap<NamedNodeRef<'static>, usize>,
}

impl Whole {
    fn add(&mut self, records: &[Record]) {
        for record in records {
            self.entities.add(record);
            let facts = [
                (anpu::CASE, 1),
                (anpu::PARTICIPATION, record.units.len()),
                (anpu::ADOPTION, record.mechanisms.len()),
                (anpu::CITATION, record.laws.len()),
                (anpu::OUTCOME, record.outcomes.len()),
                (anpu::RECOGNITION, record.honours.len()),
            ];
            for (class, count) in facts {
                *self.facts.entry(class).or_default() += count;
            }
        }
    }

    /// Writes the graphs that belong to no document, and makes the dataset valid.
    fn finish(self, mut writer: Writer, maker: &Maker<'_>) -> Result<Dataset, Error> {
        let Maker { lexicon, graphs: Grapher { iris, known, provenance, .. } } = maker;
        let ontology = rdf::ontology::quads(lexicon.taxonomy(), iris)?;
        let subjects: HashSet<_> = ontology.iter().map(|quad| quad.subject.as_ref()).collect();
        let in_taxonomy = |node: NamedNodeRef<'_>| subjects.contains(&NamedOrBlankNodeRef::from(node));
        writer.shared(|sink| self.entities.quads(iris, known, in_taxonomy, sink))?;
        writer.shared(|sink| ontology.iter().try_for_each(|quad| sink(quad.as_ref())))?;
        let mut classes = self.facts;
        classes.extend(self.entities.counts());
        let totals = writer.totals();
        let counts = Counts { documents: totals.documents, triples: totals.quads, classes };
        writer.shared(|sink| rdf::description(&counts, provenance, iris, sink))?;
        let local = |class: &NamedNodeRef<'_>| class.as_str().rsplit('#').next().unwrap_or_default().to_owned();
        let classes = counts.classes.iter().map(|(class, count)| (local(class), *count)).collect();
        let about = Manifest {
            base: iris.base().to_owned(),
            program: provenance.version.clone(),
            lexicon: provenance.lexicon.clone(),
            totals: Totals { classes, ..Totals::default() },
            ..Manifest::default()
        };
        Ok(writer.finish(about)?)
    }
}

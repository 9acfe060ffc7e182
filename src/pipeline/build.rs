//! Documents into a dataset: read, extracted, decided and packed on all cores, written in the order they came. What the
//! dataset held before and has not changed is taken over as it stands; the result is the same as that of a build from
//! nothing, byte for byte.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef};
use rayon::prelude::*;

use crate::corpus::{self, Raw};
use crate::lexicon::Lexicon;
use crate::model::{Decision, Document, Record, Standing};
use crate::rdf::vocab::anpu;
use crate::rdf::{self, Counts, Decided, Entities, Iris};
use crate::resolve::Curator;
use crate::store::{self, Dataset, Decisions, Entry, Manifest, Packed, QuadSink, Totals, Writer};

use super::previous::Previous;
use super::{Gathering, Grapher, findings, records};

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
pub struct Report {
    /// The dataset.
    pub dataset: Dataset,
    /// Documents that could not be read, in order.
    pub refused: Vec<corpus::Error>,
    /// Number of documents that were read.
    pub read: usize,
    /// Number of documents whose content had not changed.
    pub kept: usize,
    /// Number of documents that are there no longer.
    pub gone: usize,
    /// Decisions that were not applied, and why.
    pub idle: Vec<(Decision, Standing)>,
}

/// Something happened that a progress bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A document was read and its cases extracted, or taken over.
    Document {
        /// Number of its cases.
        cases: usize,
    },
    /// A document was refused.
    Refused,
    /// All documents are done; what they name together is being written.
    Finishing,
}

/// How a dataset is built.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The knowledge.
    pub lexicon: &'a Lexicon,
    /// The names.
    pub iris: &'a Iris,
    /// The dataset's folder.
    pub folder: &'a Path,
    /// Whether every document is read, changed or not.
    pub fresh: bool,
}

/// Builds a dataset from `inputs`, each opened by `open` on one of several threads, with the decisions that stand
/// beside it. A document that is refused is told in the report and does not stop the others. Same inputs, same
/// lexicon, same decisions, same bytes.
///
/// # Errors
/// The dataset cannot be written, or a file of decisions not be read; then the old one is still there.
pub fn build<I: Send>(
    inputs: impl IntoIterator<Item = I>,
    open: impl Fn(I) -> Result<Raw, corpus::Error> + Sync,
    options: Options<'_>,
    progress: impl Fn(Progress) + Sync,
) -> Result<Report, Error> {
    let mut writer = Writer::create(options.folder)?;
    let decisions = Decisions::read(options.folder)?;
    let maker = Maker::new(options, &decisions);
    let (mut refused, mut whole, mut inputs) = (Vec::new(), Whole::default(), inputs.into_iter());
    loop {
        let chunk: Vec<I> = inputs.by_ref().take(AHEAD * rayon::current_num_threads()).collect();
        if chunk.is_empty() {
            break;
        }
        let made: Vec<_> = chunk.into_par_iter().map(|input| open(input).and_then(|raw| maker.part(&raw))).collect();
        for part in made {
            match part {
                Ok(part) => {
                    let part = part?;
                    progress(Progress::Document { cases: part.records.len() });
                    whole.add(&part);
                    writer.document(part.packed)?;
                }
                Err(error) => {
                    progress(Progress::Refused);
                    refused.push(error);
                }
            }
        }
    }
    progress(Progress::Finishing);
    whole.finish(writer, &maker, refused)
}

/// A document's part of the dataset.
struct Part {
    packed: Packed,
    records: Vec<Record>,
    /// Whether the document had to be read.
    read: bool,
}

/// Makes documents' parts of the dataset.
struct Maker<'a> {
    lexicon: &'a Lexicon,
    graphs: Grapher<'a>,
    decisions: &'a Decisions,
    curator: Curator<'a>,
    previous: Previous,
    /// Whether the state before was made with the same decisions.
    same_decisions: bool,
    /// What the manifest will say of how the dataset was made.
    about: Manifest,
}

impl<'a> Maker<'a> {
    fn new(options: Options<'a>, decisions: &'a Decisions) -> Self {
        let Options { lexicon, iris, folder, fresh } = options;
        let graphs = Grapher::new(lexicon, iris);
        let about = Manifest {
            base: iris.base().to_owned(),
            program: graphs.provenance.version.clone(),
            lexicon: graphs.provenance.lexicon.clone(),
            decisions: decisions.digest(),
            ..Manifest::default()
        };
        let previous = if fresh { Previous::none() } else { Previous::open(folder, &about) };
        let same_decisions = previous.decisions() == Some(about.decisions.as_str());
        Self { lexicon, graphs, decisions, curator: Curator::new(decisions, lexicon), previous, same_decisions, about }
    }

    /// The part of a file's document: as it stood, or made anew from what stood, or read.
    fn part(&self, raw: &Raw) -> Result<Result<Part, store::Error>, corpus::Error> {
        match self.previous.find(raw) {
            Some((dataset, entry)) => Ok(self.again(dataset, entry, raw)),
            None => raw.document().map(|document| self.made(&document, records(&document, self.lexicon), true)),
        }
    }

    fn again(&self, dataset: &Dataset, entry: &Entry, raw: &Raw) -> Result<Part, store::Error> {
        let mut found = dataset.records_of(entry)?;
        let is_named_alike = (&entry.id, &entry.file) == (&raw.id, &raw.name);
        // Where a decision was applied, what extraction had found is not kept.
        let is_decided = !entry.decisions.is_empty();
        let bears = || self.curator.bears_on(&raw.id, &raw.sha256, &found);
        if is_named_alike && if is_decided { self.same_decisions } else { !bears() } {
            return Ok(Part { packed: Packed::kept(dataset, entry)?, records: found, read: false });
        }
        let mut document = dataset.document_of(entry)?;
        (document.id, document.source.file) = (raw.id.clone(), raw.name.clone());
        if is_decided {
            found = records(&document, self.lexicon);
        } else {
            for record in &mut found {
                call(record, entry, &document);
            }
        }
        self.made(&document, found, false)
    }

    fn made(&self, document: &Document, mut records: Vec<Record>, read: bool) -> Result<Part, store::Error> {
        let standings = self.curator.apply(document, &mut records);
        let quads = |sink: &mut QuadSink<'_>| self.graphs.document(document, &records, sink);
        let packed = Packed::new(document, &records, quads)
            .map_err(|source| store::Error::Io { path: document.source.file.clone().into(), source })?;
        Ok(Part { packed: packed.decided(standings), records, read })
    }
}

/// Names a record after the document that it is in now.
fn call(record: &mut Record, before: &Entry, document: &Document) {
    let number = record.id.strip_prefix(before.id.as_str()).unwrap_or_default();
    record.id = format!("{}{number}", document.id);
    record.source.file.clone_from(&document.source.file);
}

/// What is said of all documents together.
#[derive(Default)]
struct Whole {
    entities: Entities,
    gathering: Gathering,
    facts: BTreeMap<NamedNodeRef<'static>, usize>,
    /// What became of each decision, and in which documents it was applied.
    decided: BTreeMap<String, (Standing, Vec<String>)>,
    ids: HashSet<String>,
    contents: HashSet<String>,
    read: usize,
    kept: usize,
}

impl Whole {
    fn add(&mut self, part: &Part) {
        for record in &part.records {
            self.entities.add(record);
            self.gathering.add(record);
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
        let entry = part.packed.entry();
        *if part.read { &mut self.read } else { &mut self.kept } += 1;
        self.ids.insert(entry.id.clone());
        self.contents.insert(entry.sha256.clone());
        for (id, standing) in &entry.decisions {
            let (known, documents) = self.decided.entry(id.clone()).or_insert((Standing::Absent, Vec::new()));
            if standing < known {
                known.clone_from(standing);
            }
            if *standing == Standing::Applied {
                documents.push(entry.id.clone());
            }
        }
    }

    /// Writes the graphs that belong to no document, and makes the dataset valid.
    fn finish(mut self, mut writer: Writer, maker: &Maker<'_>, refused: Vec<corpus::Error>) -> Result<Report, Error> {
        let Maker { lexicon, graphs: Grapher { iris, known, provenance, .. }, .. } = maker;
        let ontology = rdf::ontology::quads(lexicon.taxonomy(), iris)?;
        let subjects: HashSet<_> = ontology.iter().map(|quad| quad.subject.as_ref()).collect();
        let in_taxonomy = |node: NamedNodeRef<'_>| subjects.contains(&NamedOrBlankNodeRef::from(node));
        writer.shared(|sink| self.entities.quads(iris, known, in_taxonomy, sink))?;
        writer.shared(|sink| ontology.iter().try_for_each(|quad| sink(quad.as_ref())))?;
        let decided = self.decided(maker.decisions);
        writer.shared(|sink| rdf::curation(&decided, iris, sink))?;
        let idle = decided.iter().filter(|one| *one.standing != Standing::Applied);
        let idle = idle.map(|one| (one.decision.clone(), one.standing.clone())).collect();
        let corpus = std::mem::take(&mut self.gathering).finish(lexicon);
        writer.shared(|sink| findings::write(&corpus, iris, known, sink))?;
        let mut classes = std::mem::take(&mut self.facts);
        classes.extend(self.entities.counts());
        let totals = writer.totals();
        let counts = Counts { documents: totals.documents, triples: totals.quads, classes };
        writer.shared(|sink| rdf::description(&counts, provenance, iris, sink))?;
        let local = |class: &NamedNodeRef<'_>| class.as_str().rsplit('#').next().unwrap_or_default().to_owned();
        let classes = counts.classes.iter().map(|(class, count)| (local(class), *count)).collect();
        let about = Manifest { totals: Totals { classes, ..Totals::default() }, ..maker.about.clone() };
        let is_gone = |entry: &&Entry| !self.ids.contains(&entry.id) && !self.contents.contains(&entry.sha256);
        let gone = maker.previous.entries().filter(is_gone).count();
        let (read, kept) = (self.read, self.kept);
        Ok(Report { dataset: writer.finish(about)?, refused, read, kept, gone, idle })
    }

    /// The decisions, each once, with what became of them.
    fn decided<'a>(&'a self, decisions: &'a Decisions) -> Vec<Decided<'a>> {
        let mut seen = BTreeSet::new();
        let mut decided = Vec::new();
        for decision in decisions {
            let id = decision.id();
            let (standing, documents) = self.decided.get(&id).map_or((&Standing::Absent, &[][..]), |(s, d)| (s, d));
            if seen.insert(id) {
                let documents = documents.iter().map(String::as_str).collect();
                decided.push(Decided { decision, standing, documents });
            }
        }
        decided
    }
}

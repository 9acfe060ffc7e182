//! The graph that describes the dataset itself: how much it holds (`VoID`) and what made it (`PROV`).

use std::collections::BTreeMap;

use oxigraph::model::{NamedNode, NamedNodeRef, QuadRef};

use super::iri::{Iris, SharedGraph, fragment};
use super::sink::Graph;
use super::vocab::{self, anpu, dcat, dcterms, prov, rdfs, void};

/// What made the records of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The program's version, e.g. `0.1.0`.
    pub version: String,
    /// SHA-256 of all knowledge files, in hexadecimal digits.
    pub lexicon: String,
}

impl Provenance {
    /// The IRI of the run, the same for every run of this version with these files.
    #[must_use]
    pub fn activity(&self, iris: &Iris) -> NamedNode {
        let digest = self.lexicon.get(..16).unwrap_or(&self.lexicon);
        iris.activity(&format!("anpu-{}-{digest}", self.version))
    }
}

/// How much a dataset holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Source documents.
    pub documents: usize,
    /// Triples in all graphs but the one that says this.
    pub triples: usize,
    /// Instances of each class.
    pub classes: BTreeMap<NamedNodeRef<'static>, usize>,
}

/// Writes the dataset's description to `sink`.
///
/// # Errors
/// Only those of `sink`.
pub fn description<E>(
    counts: &Counts,
    provenance: &Provenance,
    iris: &Iris,
    sink: impl FnMut(QuadRef<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let name = iris.graph(SharedGraph::Dataset);
    let mut graph = Graph::new(name.as_ref(), sink);
    let dataset = iris.dataset();
    let node = dataset.as_ref();
    graph.is_a(node, void::DATASET)?;
    graph.is_a(node, dcat::DATASET)?;
    graph.chinese(node, dcterms::TITLE, "案谱数据集")?;
    graph.plain(node, void::URI_SPACE, &format!("{}id/", iris.base()))?;
    graph.count(node, void::TRIPLES, counts.triples)?;
    graph.count(node, void::DOCUMENTS, counts.documents)?;
    for (_, namespace) in vocab::PREFIXES {
        graph.add(node, void::VOCABULARY, NamedNodeRef::new_unchecked(namespace))?;
    }
    for (class, count) in &counts.classes {
        partition(&mut graph, node, *class, *count)?;
    }
    run(&mut graph, node, provenance, iris)
}

fn partition<S, E>(
    graph: &mut Graph<'_, S>,
    dataset: NamedNodeRef<'_>,
    class: NamedNodeRef<'_>,
    count: usize,
) -> Result<(), E>
where
    S: FnMut(QuadRef<'_>) -> Result<(), E>,
{
    let local = class.as_str().rsplit(['#', '/']).next().unwrap_or_default();
    let part = fragment(dataset, format_args!("class-{local}"));
    graph.add(dataset, void::CLASS_PARTITION, &part)?;
    graph.add(part.as_ref(), void::CLASS, class)?;
    graph.count(part.as_ref(), void::ENTITIES, count)
}

/// The run that made the dataset, and the program that ran.
fn run<S, E>(graph: &mut Graph<'_, S>, dataset: NamedNodeRef<'_>, by: &Provenance, iris: &Iris) -> Result<(), E>
where
    S: FnMut(QuadRef<'_>) -> Result<(), E>,
{
    let activity = by.activity(iris);
    let program = fragment(activity.as_ref(), "program");
    graph.add(dataset, prov::WAS_GENERATED_BY, &activity)?;
    for made in [SharedGraph::Authorities, SharedGraph::Analysis] {
        graph.add(iris.graph(made).as_ref(), prov::WAS_GENERATED_BY, &activity)?;
    }
    graph.is_a(activity.as_ref(), prov::ACTIVITY)?;
    graph.plain(activity.as_ref(), anpu::LEXICON_DIGEST, &by.lexicon)?;
    graph.add(activity.as_ref(), prov::WAS_ASSOCIATED_WITH, &program)?;
    graph.is_a(program.as_ref(), prov::SOFTWARE_AGENT)?;
    graph.plain(program.as_ref(), rdfs::LABEL, "anpu")?;
    graph.plain(program.as_ref(), dcat::VERSION, &by.version)
}

//! Single look-ups in the graph, wherever it is held.

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};

use super::graph::Source;
use super::{Error, Store};

/// Triples as they are read.
pub type Triples<'a> = Box<dyn Iterator<Item = Result<Triple, Error>> + 'a>;

impl Store {
    /// Triples of all graphs that have these parts; one that stands in several graphs comes several times.
    #[must_use]
    pub fn triples<'a>(
        &'a self,
        subject: Option<&'a Term>,
        predicate: Option<NamedNodeRef<'a>>,
        object: Option<&'a Term>,
    ) -> Triples<'a> {
        match self.source() {
            Source::Memory(graph) => {
                Box::new(graph.triples(subject, predicate, object).filter_map(|parts| triple(parts).map(Ok)))
            }
            #[cfg(feature = "rocksdb")]
            Source::Disk(disk) => {
                let predicate = predicate.map(Term::from);
                Box::new(disk.triples([subject, predicate.as_ref(), object], None))
            }
        }
    }

    /// The triples of a named graph.
    #[must_use]
    pub fn triples_of(&self, name: &NamedNode) -> Triples<'_> {
        let name = GraphName::from(name.clone());
        match self.source() {
            Source::Memory(graph) => Box::new(graph.quads_of(&name).map(|quad| Ok(quad.into()))),
            #[cfg(feature = "rocksdb")]
            Source::Disk(disk) => Box::new(disk.triples([None; 3], Some(&name))),
        }
    }

    /// The first object of a subject's property.
    ///
    /// # Errors
    /// The store on disk cannot be read.
    pub fn object(&self, subject: &Term, property: NamedNodeRef<'_>) -> Result<Option<Term>, Error> {
        Ok(self.triples(Some(subject), Some(property), None).next().transpose()?.map(|triple| triple.object))
    }

    /// Whether something stands anywhere in the graph as subject, or as object, or names a graph.
    ///
    /// # Errors
    /// The store on disk cannot be read.
    pub fn mentions(&self, name: &NamedNode) -> Result<bool, Error> {
        let term = Term::from(name.clone());
        Ok(self.triples(Some(&term), None, None).next().transpose()?.is_some()
            || self.triples(None, None, Some(&term)).next().transpose()?.is_some()
            || self.contains_named_graph(name)?)
    }

    /// Whether a named graph is there, be it without quads.
    ///
    /// # Errors
    /// The store on disk cannot be read.
    pub fn contains_named_graph(&self, name: &NamedNode) -> Result<bool, Error> {
        match self.source() {
            Source::Memory(graph) => Ok(graph.contains_named_graph(name)),
            #[cfg(feature = "rocksdb")]
            Source::Disk(disk) => disk.contains_named_graph(&name.clone().into()),
        }
    }
}

fn triple([subject, predicate, object]: [&Term; 3]) -> Option<Triple> {
    let subject: NamedOrBlankNode = match subject {
        Term::NamedNode(node) => node.clone().into(),
        Term::BlankNode(node) => node.clone().into(),
        _ => return None,
    };
    let Term::NamedNode(predicate) = predicate else { return None };
    Some(Triple::new(subject, predicate.clone(), object.clone()))
}

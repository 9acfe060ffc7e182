//! The graph: vocabulary, IRIs, and the way from records to quads.
//!
//! Quads are written one by one, borrowed, to a function that the caller gives, so that a million cases need no more
//! memory than one document. There are no blank nodes and no clock: same input, same quads, same order. Nothing
//! here stores or asks; that is the work of `store`.

mod authorities;
mod curation;
mod dataset;
mod document;
pub mod iri;
pub mod ontology;
mod reading;
mod sentence;
mod sink;
pub mod vocab;
mod xml;

use oxigraph::model::NamedNode;

pub use authorities::{Authorities, Entities, place};
pub use curation::{Decided, curation};
pub use dataset::{Counts, Provenance, description};
pub use document::document;
pub use iri::{Iris, SharedGraph};
pub use reading::{Named, read};
pub use sentence::Sentences;
pub use xml::XmlText;

/// The IRI of a word of one of the record's closed vocabularies, e.g. `anpu:unitRole-implementer`.
#[must_use]
pub fn word(vocabulary: &str, word: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{vocabulary}-{word}", vocab::anpu::NAMESPACE))
}

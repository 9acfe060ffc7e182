//! The graph of a document's records, with what the lexicon knows of the things it names.

use oxigraph::model::{NamedNode, QuadRef};

use crate::lexicon::Lexicon;
use crate::model::{Document, PlaceAuthority, Record, UnitAuthority};
use crate::rdf::{self, Authorities, Iris, Provenance};

/// Makes graphs of records under one base, always the same ones of the same records.
pub struct Grapher<'a> {
    pub(super) iris: &'a Iris,
    pub(super) known: Known<'a>,
    pub(super) provenance: Provenance,
    activity: NamedNode,
}

impl<'a> Grapher<'a> {
    /// Graphs of what this program finds with `lexicon`, named under the base of `iris`.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon, iris: &'a Iris) -> Self {
        let provenance =
            Provenance { version: env!("CARGO_PKG_VERSION").to_owned(), lexicon: lexicon.digest().to_owned() };
        let activity = provenance.activity(iris);
        Self { iris, known: Known(lexicon), provenance, activity }
    }

    /// Writes the named graph of a document and its records to `sink`.
    ///
    /// # Errors
    /// Only those of `sink`.
    pub fn document<E>(
        &self,
        document: &Document,
        records: &[Record],
        sink: impl FnMut(QuadRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        rdf::document(document, records, self.iris, &self.known, self.activity.as_ref(), sink)
    }
}

/// The lexicon as the graph asks it.
pub(super) struct Known<'a>(&'a Lexicon);

impl Authorities for Known<'_> {
    fn place(&self, name: &str) -> Option<PlaceAuthority> {
        self.0.place_authority(name)
    }

    fn unit(&self, name: &str) -> Option<UnitAuthority> {
        Some(self.0.unit_authority(name))
    }
}

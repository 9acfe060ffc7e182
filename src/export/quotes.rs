//! The sentences in which evidence stands, from the dataset's texts, one document at a time.

use crate::export::Error;
use crate::model::{Span, squeeze};
use crate::rdf::Sentences;
use crate::store::Dataset;

/// Finds sentences; evidence comes document by document, so the last text is kept.
pub(super) struct Quotes<'a> {
    dataset: &'a Dataset,
    document: String,
    text: Sentences<String>,
}

impl<'a> Quotes<'a> {
    pub(super) fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, document: String::new(), text: Sentences::default() }
    }

    /// The sentence of a document around a span, without its white space.
    pub(super) fn sentence(&mut self, document: &str, span: Span) -> Result<String, Error> {
        if self.document != document {
            let text = self.dataset.document(document)?.map(|document| document.text);
            (self.document, self.text) = (document.to_owned(), Sentences::new(text.unwrap_or_default()));
        }
        Ok(squeeze(self.text.around(span)).into_owned())
    }
}

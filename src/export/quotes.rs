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
        Ok(squeeze(self.text(document)?.around(span)).into_owned())
    }

    /// The same in three, without what is further than `reach` characters from the span: before it, the span, after it.
    pub(super) fn excerpt(&mut self, document: &str, span: Span, reach: usize) -> Result<[String; 3], Error> {
        let [before, mention, after] = self.text(document)?.parted(span).map(squeeze);
        let far = before.chars().count().saturating_sub(reach);
        let before: String = (far > 0).then_some('…').into_iter().chain(before.chars().skip(far)).collect();
        let more = after.chars().nth(reach).map(|_| '…');
        Ok([before, mention.into_owned(), after.chars().take(reach).chain(more).collect()])
    }

    fn text(&mut self, document: &str) -> Result<&Sentences<String>, Error> {
        if self.document != document {
            let text = self.dataset.document(document)?.map(|document| document.text);
            (self.document, self.text) = (document.to_owned(), Sentences::new(text.unwrap_or_default()));
        }
        Ok(&self.text)
    }
}

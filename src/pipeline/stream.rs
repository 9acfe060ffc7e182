//! Documents one after the other through extraction, several at a time, in order and in bounded memory.

use rayon::prelude::*;

use crate::corpus;
use crate::lexicon::Lexicon;
use crate::model::{Document, Record};

/// A document with its records, or why it was refused.
pub type Extracted = Result<(Document, Vec<Record>), corpus::Error>;

/// Bytes of text that are taken in at once; a larger document is a batch of its own.
const BATCH_BYTES: usize = 4 << 20;

/// Documents that are taken in at once.
const BATCH_DOCUMENTS: usize = 256;

/// Extracts the records of each document on all cores and hands them on in the order of the documents. Holds one
/// batch at a time.
///
/// # Errors
/// What `take` returns ends the run.
pub fn each_document<E>(
    documents: impl Iterator<Item = Result<Document, corpus::Error>>,
    lexicon: &Lexicon,
    mut take: impl FnMut(Extracted) -> Result<(), E>,
) -> Result<(), E> {
    let mut documents = documents.peekable();
    while documents.peek().is_some() {
        let extracted: Vec<Extracted> = batch(&mut documents).into_par_iter().map(|d| extract(d, lexicon)).collect();
        for one in extracted {
            take(one)?;
        }
    }
    Ok(())
}

fn extract(document: Result<Document, corpus::Error>, lexicon: &Lexicon) -> Extracted {
    document.map(|document| {
        let records = super::records(&document, lexicon);
        (document, records)
    })
}

fn batch<D: Iterator<Item = Result<Document, corpus::Error>>>(documents: &mut D) -> Vec<D::Item> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH_BYTES && batch.len() < BATCH_DOCUMENTS {
        let Some(document) = documents.next() else { break };
        bytes += document.as_ref().map_or(0, |document| document.text.len());
        batch.push(document);
    }
    batch
}

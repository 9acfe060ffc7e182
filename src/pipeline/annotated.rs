//! Folders of annotated cases: each is a document, `ID.txt` or another, and its record `ID.json`.

use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::corpus;
use crate::model::{Case, Document};
use crate::segment;

/// A text that was annotated.
pub(super) struct Annotated<G> {
    /// Its file's name without ending.
    pub(super) id: String,
    /// The text as read.
    pub(super) document: Document,
    /// The cases that are cut out of it; one for most.
    pub(super) cases: Vec<Case>,
    /// What of its record was asked for.
    pub(super) gold: G,
}

/// The annotated texts of a folder, in order of their names.
///
/// # Errors
/// A folder or file that cannot be read, or a record that has not the form of the annotation guide; the file is named.
pub(super) fn annotated<G: DeserializeOwned>(folder: &Path) -> io::Result<Vec<Annotated<G>>> {
    let mut records: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    records.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    records.sort();
    let named =
        |record: &Path, error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", record.display()));
    records.iter().map(|record| read(record).map_err(|error| named(record, error))).collect()
}

fn read<G: DeserializeOwned>(record: &Path) -> io::Result<Annotated<G>> {
    let gold = serde_json::from_str(&std::fs::read_to_string(record)?)?;
    let document = corpus::beside(record)?;
    let cases = segment::cases(&document, &corpus::clean(&document.text));
    Ok(Annotated { id: document.id.clone(), document, cases, gold })
}

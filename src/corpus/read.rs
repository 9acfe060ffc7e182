//! A file to a document: its text, its kind and its fingerprint.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::{Error, Reason};
use super::files::{self, Input};
use super::limits::{MAX_FILE_BYTES, MAX_TEXT_BYTES};
use super::signature::{self, Binary};
use super::{decode, docx, html, pdf};
use crate::model::{Document, MediaType, Source};

/// A file's bytes with their fingerprint, not yet read as a document.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The file's name as given.
    pub name: String,
    /// What its document will be called.
    pub id: String,
    /// How messages call the file.
    told: String,
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub sha256: String,
    bytes: Vec<u8>,
}

impl Raw {
    /// The bytes of a file, up to one more than are read at most.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(input: &Input) -> Result<Self, Error> {
        let bytes = File::open(&input.path).and_then(bounded);
        let told = files::name(&input.path);
        let bytes = bytes.map_err(|error| Reason::Io(error).of(&told))?;
        Ok(Self { told, ..Self::new(&input.name, &input.id, bytes) })
    }

    /// These bytes of a file called `name`. Its ending decides between plain text, Markdown and a web page without a
    /// head.
    #[must_use]
    pub fn new(name: &str, id: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), id: id.to_owned(), told: name.to_owned(), sha256: sha256(&bytes), bytes }
    }

    /// The document.
    ///
    /// # Errors
    /// The bytes are no document of a kind that is read, or exceed a limit.
    pub fn document(&self) -> Result<Document, Error> {
        let (media_type, text) = text_of(&self.name, &self.bytes).map_err(|reason| reason.of(&self.told))?;
        let source = Source { file: self.name.clone(), sha256: self.sha256.clone(), media_type };
        Ok(Document { id: self.id.clone(), source, text })
    }

    /// Whether the same bytes in a file called `name` make the same text.
    #[must_use]
    pub fn reads_as(&self, name: &str) -> bool {
        let ending = |name: &str| Path::new(name).extension().map(OsStr::to_ascii_lowercase);
        ending(&self.name) == ending(name)
    }
}

/// Reads the document of a file.
///
/// # Errors
/// The file cannot be opened, is no document of a kind that is read, or exceeds a limit.
pub fn read(input: &Input) -> Result<Document, Error> {
    Raw::open(input)?.document()
}

/// Reads the document of a file's bytes, as [`Raw::document`] does.
///
/// # Errors
/// The bytes are no document of a kind that is read, or exceed a limit.
pub fn read_bytes(name: &str, id: &str, bytes: &[u8]) -> Result<Document, Error> {
    Raw::new(name, id, bytes.to_owned()).document()
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

pub(super) fn source(name: &str, bytes: &[u8], media_type: MediaType) -> Source {
    Source { file: name.to_owned(), sha256: sha256(bytes), media_type }
}

/// The bytes of a reader, up to one more than are read at most.
fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text_of(name: &str, bytes: &[u8]) -> Result<(MediaType, String), Reason> {
    if bytes.is_empty() {
        return Err(Reason::Empty);
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Reason::TooLarge { what: "bytes in a file", limit: MAX_FILE_BYTES });
    }
    let (media_type, text) = match signature::binary(bytes)? {
        Some(Binary::Zip) => (MediaType::Docx, docx::text(bytes)?),
        Some(Binary::Pdf) => (MediaType::Pdf, pdf::text(bytes)?),
        None => textual(name, bytes)?,
    };
    check(&text)?;
    Ok((media_type, text))
}

fn textual(name: &str, bytes: &[u8]) -> Result<(MediaType, String), Reason> {
    let text = decode::decode(bytes);
    if !decode::is_text(&text) {
        return Err(Reason::Unsupported { kind: "no text", advice: "give .txt, .md, .docx, .html or .pdf" });
    }
    let media_type = signature::textual(name, &text)?;
    Ok((media_type, if media_type == MediaType::Html { html::text(bytes) } else { text }))
}

pub(super) fn check(text: &str) -> Result<(), Reason> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(Reason::TOO_MUCH_TEXT);
    }
    if text.chars().all(char::is_whitespace) { Err(Reason::NoText) } else { Ok(()) }
}

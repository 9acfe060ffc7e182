//! Word documents (Office Open XML): paragraphs and table rows as lines, list numbers as Word shows them, notes behind the
//! paragraph or table that refers to them.
//!
//! The parts are read as a stream of XML events, so that depth and number of elements cost nothing and only the
//! text is kept. Entities that a document declares itself are not expanded.

mod body;
mod notes;
mod numbering;
mod part;

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use self::part::Part;
use super::error::Reason;
use super::signature;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

const DOCUMENT: &str = "word/document.xml";

/// The text of a Word document.
pub(super) fn text(bytes: &[u8]) -> Result<String, Reason> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let document = document_name(&mut archive)?;
    if archive.index_for_name(&document).is_none() {
        return Err(signature::archive(archive.file_names().flatten()));
    }
    let folder = document.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let mut numbering = numbering::Numbering::default();
    if let Some(part) = open(&mut archive, &format!("{folder}numbering.xml"))? {
        numbering.read_lists(part)?;
    }
    if let Some(part) = open(&mut archive, &format!("{folder}styles.xml"))? {
        numbering.read_styles(part)?;
    }
    let mut notes = notes::Notes::default();
    for name in ["footnotes.xml", "endnotes.xml"] {
        if let Some(part) = open(&mut archive, &format!("{folder}{name}"))? {
            notes.read(part)?;
        }
    }
    open(&mut archive, &document)?.map_or(Err(Reason::NoText), |part| body::text(part, numbering, notes))
}

/// The name of the main part, which the package's relations tell; the usual one where they do not.
fn document_name(archive: &mut Archive<'_>) -> Result<String, Reason> {
    let Some(mut relations) = open(archive, "_rels/.rels")? else { return Ok(DOCUMENT.to_owned()) };
    let mut name = None;
    relations.for_each_start(|element| {
        if element.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
            name = element.attribute("Target").map(|target| target.trim_start_matches('/').to_owned());
        }
    })?;
    let name = name.filter(|name| name.starts_with("word/"));
    Ok(name.unwrap_or_else(|| DOCUMENT.to_owned()))
}

/// A part of the package, or `None` where it has none of that name.
fn open<'a>(archive: &'a mut Archive<'_>, name: &str) -> Result<Option<Part<'a>>, Reason> {
    match archive.by_name(name) {
        Ok(file) => Ok(Some(Part::new(file))),
        Err(ZipError::FileNotFound) => Ok(None),
        Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => Err(Reason::Encrypted),
        Err(error) => Err(damaged(&error)),
    }
}

fn damaged(error: &ZipError) -> Reason {
    Reason::Damaged(format!("the archive cannot be unpacked ({error})"))
}

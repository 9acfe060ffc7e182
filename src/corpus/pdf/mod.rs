//! PDF documents with a text layer.
//!
//! A PDF says where each glyph stands and nothing about lines or paragraphs. `glyphs` collects them from the
//! interpreter, `lines` puts them together, `paragraphs` takes off what belongs to the page and not to the text and joins
//! the lines of a paragraph again. Pages without a text layer give nothing; those of a column are read in the order in
//! which the file draws them.

mod glyphs;
mod lines;
mod packed;
mod paragraphs;

use std::panic;

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{InterpreterCache, InterpreterSettings};

use self::glyphs::{Exceeded, Work};
use super::error::Reason;
use super::limits::{MAX_PDF_PAGES, MAX_PDF_WORK};

/// The text of a PDF document.
pub(super) fn text(bytes: &[u8]) -> Result<String, Reason> {
    packed::check_bytes(bytes)?;
    // The interpreter has no way to be told to stop, and no parser of hostile files is beyond doubt: work without end
    // and faults of the library both come back here.
    panic::catch_unwind(|| read(bytes)).unwrap_or_else(|thrown| {
        Err(if thrown.is::<Exceeded>() {
            Reason::TooLarge { what: "drawing operations in a PDF", limit: MAX_PDF_WORK }
        } else {
            Reason::Damaged("its pages cannot be interpreted".to_owned())
        })
    })
}

fn read(bytes: &[u8]) -> Result<String, Reason> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Reason::Encrypted,
        LoadPdfError::Invalid => Reason::Damaged("it has no list of pages; the file may be cut off".to_owned()),
    })?;
    packed::check_objects(&pdf)?;
    let pages = pdf.pages();
    if pages.len() > MAX_PDF_PAGES {
        return Err(Reason::TooLarge { what: "pages in a PDF", limit: MAX_PDF_PAGES as u64 });
    }
    let (cache, settings) = (InterpreterCache::new(), InterpreterSettings::default());
    let mut work = Work::default();
    let lines = pages.iter().map(|page| lines::lines(&glyphs::of(page, &cache, &settings, &mut work))).collect();
    let text = paragraphs::text(lines);
    if is_unmapped(&text) { Err(Reason::Damaged(UNMAPPED.to_owned())) } else { Ok(text) }
}

const UNMAPPED: &str = "its fonts do not tell which characters their glyphs are; run character recognition";

/// Whether most glyphs stand for nothing known.
fn is_unmapped(text: &str) -> bool {
    text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count() * 2 > text.chars().count()
}

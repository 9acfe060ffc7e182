//! What a file is, told by its content; its name only decides between kinds that are text alike.

use std::path::Path;

use super::error::Reason;
use crate::model::MediaType;

/// Beginnings of files that are recognised and not read: the bytes, what it is, and the way out.
const REFUSED: &[(&[u8], &str, &str)] = &[
    (b"{\\rtf", "a Rich Text file", "save it as .docx"),
    (b"\xFF\xFE\x00\x00", "text in UTF-32", "save it as UTF-8"),
    (b"\x89PNG", "a picture", PICTURE),
    (b"\xFF\xD8\xFF", "a picture", PICTURE),
    (b"GIF8", "a picture", PICTURE),
    (b"BM", "a picture", PICTURE),
    (b"II*\x00", "a picture", PICTURE),
    (b"MM\x00*", "a picture", PICTURE),
    (b"AT&TFORM", "a DjVu file", PICTURE),
    (b"\x1F\x8B", "a gzip archive", ARCHIVE),
    (b"BZh", "a bzip2 archive", ARCHIVE),
    (b"\xFD7zXZ", "an xz archive", ARCHIVE),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive", ARCHIVE),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", ARCHIVE),
    (b"Rar!", "a RAR archive", ARCHIVE),
    (b"SQLite format 3", "a database", PROSE),
    (b"\x7FELF", "a program", PROSE),
    (b"MZ", "a program", PROSE),
    (b"%!PS", "a PostScript file", "convert it to PDF"),
    (b"ITSF", "a help file (.chm)", "save its pages as HTML"),
];

const PICTURE: &str = "run character recognition first";
const ARCHIVE: &str = "unpack it first";
const PROSE: &str = "give documents in prose";
const DOCX: &str = "save it as .docx";

/// The beginning of a compound file, in which old Office programs and encrypted documents are kept.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Formats that are told by their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    /// Any zip archive; a Word document is one.
    Zip,
    /// A PDF document.
    Pdf,
}

/// The format of bytes that are no text, or `None` for what may be text.
pub(super) fn binary(bytes: &[u8]) -> Result<Option<Binary>, Reason> {
    if let Some((_, kind, advice)) =
        REFUSED.iter().find(|(magic, ..)| bytes.starts_with(magic) && is_sure(magic, bytes))
    {
        return Err(Reason::Unsupported { kind, advice });
    }
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Some(Binary::Zip));
    }
    let head = bytes.get(..1024).unwrap_or(bytes);
    let is_pdf = head.windows(5).any(|window| window == b"%PDF-") && !is_plain(head);
    Ok(is_pdf.then_some(Binary::Pdf))
}

/// Two letters alone may begin a text as well; a program or picture has zeros after them.
fn is_sure(magic: &[u8], bytes: &[u8]) -> bool {
    magic.len() > 2 || bytes.get(..64).unwrap_or(bytes).contains(&0) || !magic.is_ascii()
}

/// Whether words stand before `%PDF-`: a text that speaks of PDF.
fn is_plain(head: &[u8]) -> bool {
    let before = head.windows(5).position(|window| window == b"%PDF-").unwrap_or(0);
    let before = head.get(..before).unwrap_or_default();
    std::str::from_utf8(before).is_ok_and(|text| text.chars().any(char::is_alphanumeric))
}

fn compound(bytes: &[u8]) -> Reason {
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(encrypted.len()).any(|window| window == encrypted) {
        return Reason::Encrypted;
    }
    Reason::Unsupported { kind: "an old Office document (.doc, .wps, .xls, .ppt)", advice: DOCX }
}

/// What a zip archive is that is no Word document, by its entries' names.
pub(super) fn archive(mut names: impl Iterator<Item = impl AsRef<str>>) -> Reason {
    let known = names.find_map(|name| match name.as_ref().split('/').next() {
        Some("xl") => Some(("a spreadsheet", "give documents in prose")),
        Some("ppt") => Some(("a presentation", DOCX)),
        Some("content.xml" | "mimetype") => Some(("an OpenDocument or EPUB file", DOCX)),
        Some("OFD.xml") => Some(("an OFD document", "print it to PDF")),
        _ => None,
    });
    let (kind, advice) = known.unwrap_or(("a zip archive", ARCHIVE));
    Reason::Unsupported { kind, advice }
}

/// Which kind of text a decoded file is.
pub(super) fn textual(name: &str, text: &str) -> Result<MediaType, Reason> {
    let start = after_prolog(text);
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let named_html = matches!(ending.as_deref(), Some("html" | "htm" | "xhtml"));
    if starts_with_any(start, &["<!doctype html", "<html"]) || named_html && start.contains('<') {
        return Ok(MediaType::Html);
    }
    if starts_with_any(text.trim_start(), &["<?xml"]) {
        return Err(Reason::Unsupported { kind: "an XML file", advice: "save its text as .txt, .html or .docx" });
    }
    if start.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok() {
        return Err(Reason::Unsupported {
            kind: "a JSON file",
            advice: "give documents as a stream with `--from ndjson`",
        });
    }
    if starts_with_any(start, &["mime-version:"]) {
        return Err(Reason::Unsupported { kind: "a saved web archive (.mht)", advice: "save the page as HTML" });
    }
    Ok(if matches!(ending.as_deref(), Some("md" | "markdown")) { MediaType::Markdown } else { MediaType::Text })
}

/// The text after an XML declaration and comments.
fn after_prolog(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let end = if rest.starts_with("<?xml") { "?>" } else { "-->" };
        let skipped = if rest.starts_with("<?xml") || rest.starts_with("<!--") { rest.split_once(end) } else { None };
        let Some((_, after)) = skipped else { return rest };
        rest = after.trim_start();
    }
}

fn starts_with_any(text: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|b| text.get(..b.len()).is_some_and(|head| head.eq_ignore_ascii_case(b)))
}

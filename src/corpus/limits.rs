//! How much of a document is read at most. Beyond a limit a document is refused, with the limit's name and value, so
//! that no input takes time or memory without bound.

/// Bytes of a file. A compilation of a hundred cases as PDF with pictures has some tens of millions.
pub const MAX_FILE_BYTES: u64 = 128 << 20;

/// Bytes of a document's text in UTF-8: some ten million Chinese characters, five thousand cases.
pub const MAX_TEXT_BYTES: usize = 32 << 20;

/// Bytes that one part of a Word document unpacks to; its text is a small part of that.
pub const MAX_PART_BYTES: u64 = 256 << 20;

/// Bytes that the streams of a PDF unpack to, pictures included.
pub const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// Pages of a PDF.
pub const MAX_PDF_PAGES: usize = 5_000;

/// Drawing operations of a PDF: one for each glyph and each element of a path, 250 for what opens a drawing of its own. A
/// full page of text has some two thousand.
pub const MAX_PDF_WORK: u64 = 20_000_000;

/// Bytes of one line in a stream of documents.
pub const MAX_LINE_BYTES: u64 = 64 << 20;

/// Folders inside folders that are walked.
pub const MAX_FOLDER_DEPTH: usize = 64;

//! A document as it was read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Span;

/// What a file was recognised as, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum MediaType {
    /// Plain text in a detected encoding.
    #[serde(rename = "text/plain")]
    Text,
    /// Markdown, read as text.
    #[serde(rename = "text/markdown")]
    Markdown,
    /// A web page.
    #[serde(rename = "text/html")]
    Html,
    /// A Word document (Office Open XML).
    #[serde(rename = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
    /// A PDF document with a text layer.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Markdown, Self::Html, Self::Docx, Self::Pdf];

    /// The type's registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}

/// Where a document came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The file's name as given, with `/` between folders; `-` for standard input.
    pub file: String,
    /// SHA-256 of the file's bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// What the file is.
    pub media_type: MediaType,
}

/// A document as read: its text is what all spans count in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// The file's name without its ending; unique within a dataset.
    pub id: String,
    /// Where it came from.
    pub source: Source,
    /// The text as read: for a text file the decoded file itself, line breaks included.
    pub text: String,
}

impl Document {
    /// The text at a span; what lies beyond the end is cut off. Takes time proportional to the span's end.
    #[must_use]
    pub fn at(&self, span: Span) -> &str {
        let byte = |scalar| self.text.char_indices().nth(scalar).map_or(self.text.len(), |(byte, _)| byte);
        let (start, end) = (byte(span.start), byte(span.end));
        self.text.get(start..end).unwrap_or_default()
    }
}

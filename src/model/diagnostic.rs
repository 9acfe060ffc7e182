//! What reading noticed and did not hide.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Span;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Info,
    /// Something was left out or guessed.
    Warning,
}

/// A finding about a text, tied to a place in it where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// A stable code, in words joined by hyphens, e.g. `unresolved-unit`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// One line in English for people.
    pub message: String,
    /// Where in the document's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl Diagnostic {
    /// Something worth knowing.
    #[must_use]
    pub fn info(code: &str, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { code: code.to_owned(), severity: Severity::Info, message: message.into(), span }
    }

    /// Something left out or guessed.
    #[must_use]
    pub fn warning(code: &str, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { code: code.to_owned(), severity: Severity::Warning, message: message.into(), span }
    }
}

//! PDF documents with a text layer.
use super::error::Reason;
pub(super) fn text(_bytes: &[u8]) -> Result<String, Reason> {
    Err(Reason::NoText)
}

//! Footnotes and endnotes, which stand in parts of their own: what each says, by kind and number.

use std::collections::BTreeMap;

use super::part::{Element, Node, Part};
use crate::corpus::error::Reason;
use crate::corpus::limits::MAX_TEXT_BYTES;

/// Bytes that a note takes besides its text, about.
const ENTRY: usize = 64;

/// The notes that have not been shown yet.
#[derive(Default)]
pub(super) struct Notes {
    notes: BTreeMap<(String, String), String>,
    /// Bytes of all that were read.
    bytes: usize,
}

impl Notes {
    /// Reads the part that holds the notes of one kind.
    pub(super) fn read(&mut self, mut part: Part<'_>) -> Result<(), Reason> {
        let (mut key, mut text, mut in_text) = (None, String::new(), false);
        while let Some(node) = part.next()? {
            match node {
                Node::Start(element) => match element.name() {
                    kind @ ("footnote" | "endnote") => key = key_of(kind, &element),
                    "p" if !text.is_empty() => text.push('\n'),
                    name => in_text |= name == "t",
                },
                Node::Text(words) if in_text => text.push_str(&words),
                Node::End(name) if name == "t" => in_text = false,
                Node::End(name) if matches!(name.as_str(), "footnote" | "endnote") => {
                    let said = std::mem::take(&mut text);
                    self.bytes += said.len() + ENTRY;
                    self.notes.extend(key.take().map(|key| (key, said)).filter(|(_, said)| !said.trim().is_empty()));
                }
                Node::Text(_) | Node::End(_) => {}
            }
            if self.bytes + text.len() > MAX_TEXT_BYTES {
                return Err(Reason::TOO_MUCH_TEXT);
            }
        }
        Ok(())
    }

    /// What the note to which an element refers says; once, whatever else refers to it.
    pub(super) fn take(&mut self, reference: &Element<'_>) -> Option<String> {
        let kind = reference.name().strip_suffix("Reference")?;
        self.notes.remove(&key_of(kind, reference)?)
    }
}

/// Kind and number of a note; none for the lines that part notes from the page (ECMA-376 part 1, 17.11.10).
fn key_of(kind: &str, element: &Element<'_>) -> Option<(String, String)> {
    let is_text = element.attribute("type").is_none_or(|what| what == "normal");
    Some((kind.to_owned(), element.attribute("id").filter(|_| is_text)?))
}

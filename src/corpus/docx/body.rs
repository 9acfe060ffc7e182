//! The body of a Word document: what a reader sees of it, line by line.

use super::numbering::Numbering;
use super::part::{Element, Node, Part};
use crate::corpus::error::Reason;
use crate::corpus::limits::MAX_TEXT_BYTES;
use crate::corpus::lines::Lines;

/// Elements whose content is not shown: what tracked changes moved away or replaced, and the second form of shapes.
const HIDDEN: &[&str] = &["Fallback", "moveFrom", "del", "pPrChange", "rPrChange", "sectPr"];

/// The lines of the main part.
pub(super) fn text(mut part: Part<'_>, numbering: Numbering) -> Result<String, Reason> {
    let mut body = Body { numbering, ..Body::default() };
    while let Some(node) = part.next()? {
        match node {
            Node::Start(element) => body.start(&element),
            Node::End(name) => body.end(&name),
            Node::Text(text) => body.text(&text),
        }
        if body.lines.out.len() > MAX_TEXT_BYTES {
            break;
        }
    }
    Ok(body.lines.out)
}

#[derive(Default)]
struct Body {
    lines: Lines,
    numbering: Numbering,
    /// Paragraphs that are open; a text box puts paragraphs inside one.
    open: Vec<Paragraph>,
    /// Whether the properties of a paragraph are being read.
    in_properties: bool,
    /// Whether a stretch of text is open.
    in_text: bool,
    /// A hidden element and how often it is open.
    hidden: Option<(String, usize)>,
}

/// A paragraph as far as it is known.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

impl Body {
    fn start(&mut self, element: &Element<'_>) {
        if self.is_hidden(element.name()) {
            return;
        }
        match element.name() {
            "p" => self.open.push(Paragraph::default()),
            "pPr" => self.in_properties = true,
            "t" => self.in_text = true,
            "tr" => self.lines.begin_row(),
            "tc" => self.lines.begin_cell(),
            name if self.in_properties => self.property(name, element),
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            _ => {}
        }
    }

    fn property(&mut self, name: &str, element: &Element<'_>) {
        let Some(paragraph) = self.open.last_mut() else { return };
        match name {
            "pStyle" => paragraph.style = element.value(),
            "numId" => paragraph.list = element.value(),
            "ilvl" => paragraph.level = element.value().and_then(|level| level.parse().ok()),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth -= usize::from(hidden == name);
            self.hidden = self.hidden.take().filter(|(_, depth)| *depth > 0);
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.in_properties = false,
            "t" => self.in_text = false,
            "tr" => self.lines.end_row(),
            _ => {}
        }
    }

    fn is_hidden(&mut self, name: &str) -> bool {
        match &mut self.hidden {
            Some((hidden, depth)) => *depth += usize::from(hidden == name),
            None if HIDDEN.contains(&name) => self.hidden = Some((name.to_owned(), 1)),
            None => return false,
        }
        true
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.hidden.is_none() {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Paragraph { text, style, list, level }) = self.open.pop() else { return };
        if !text.trim().is_empty() {
            let number = self.numbering.next(style.as_deref(), list.as_deref(), level);
            self.lines.out.push_str(&number);
        }
        self.lines.out.push_str(&text);
        self.lines.out.push('\n');
    }
}

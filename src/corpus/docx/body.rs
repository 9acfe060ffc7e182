//! The body of a Word document: what a reader sees of it, line by line.

use super::notes::Notes;
use super::numbering::Numbering;
use super::part::{Element, Node, Part};
use crate::corpus::error::Reason;
use crate::corpus::limits::MAX_TEXT_BYTES;
use crate::corpus::lines::Lines;

/// Elements whose content is not shown: what tracked changes moved away or replaced, and the second form of shapes.
const HIDDEN: &[&str] = &["Fallback", "moveFrom", "del", "pPrChange", "rPrChange", "sectPr"];

/// The lines of the main part.
pub(super) fn text(mut part: Part<'_>, numbering: Numbering, notes: Notes) -> Result<String, Reason> {
    let mut body = Body { numbering, notes, ..Body::default() };
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
    notes: Notes,
    /// Notes that were referred to and are not written yet.
    pending: Vec<String>,
    /// Rows of tables that are open.
    rows: usize,
    /// Paragraphs that are open; a text box puts paragraphs inside one.
    open: Vec<Paragraph>,
    /// Whether the properties of a paragraph are being read.
    in_properties: bool,
    /// Whether a stretch of text is open.
    in_text: bool,
    /// Whether a run of text is hidden by its own properties.
    vanished: bool,
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
            "tr" => {
                self.rows += 1;
                self.lines.begin_row();
            }
            "tc" => self.lines.begin_cell(),
            name if self.in_properties => self.property(name, element),
            "r" => self.vanished = false,
            "vanish" => self.vanished = !matches!(element.value().as_deref(), Some("0" | "false" | "off")),
            "footnoteReference" | "endnoteReference" => self.pending.extend(self.notes.take(element)),
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
            "tr" => {
                self.rows = self.rows.saturating_sub(1);
                self.lines.end_row();
                self.write_notes();
            }
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
        if self.in_text && !self.vanished && self.hidden.is_none() {
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
        self.write_notes();
    }

    /// Writes the notes that were referred to, each on lines of its own, outside of paragraphs and rows.
    fn write_notes(&mut self) {
        if self.rows == 0 && self.open.is_empty() {
            for note in self.pending.drain(..) {
                self.lines.out.extend([note.trim(), "\n"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> String {
        let notes = r#"<n><footnote id="-1" type="separator"><p><r><t>—</t></r></p></footnote>
            <footnote id="2"><p><r><footnoteRef/></r><r><t> 见《某法》</t></r></p><p><r><t>第三条。</t></r></p></footnote></n>"#;
        let (mut known, numbering) = (Notes::default(), Numbering::default());
        known.read(Part::new(notes.as_bytes())).expect("notes");
        text(Part::new(body.as_bytes()), numbering, known).expect("a body")
    }

    #[test]
    fn a_note_stands_once_behind_the_paragraph_or_row_that_refers_to_it() {
        let refers = r#"<r><t>依法办理</t><footnoteReference id="2"/></r>"#;
        let paragraph = format!("<b><p>{refers}<r><t>。</t></r></p><p>{refers}</p></b>");
        assert_eq!(read(&paragraph), "依法办理。\n见《某法》\n第三条。\n依法办理\n");
        let table = format!("<b><tr><tc><p>{refers}</p></tc><tc><p><r><t>乙</t></r></p></tc></tr></b>");
        assert_eq!(read(&table), "依法办理\t乙\n见《某法》\n第三条。\n");
        assert_eq!(
            read(r#"<b><p><r><t>甲</t><footnoteReference id="9"/><footnoteReference id="-1"/></r></p></b>"#),
            "甲\n"
        );
    }

    #[test]
    fn notes_beyond_the_limit_of_a_document_are_refused() {
        let note = |said: &str| format!("<n><footnote id=\"1\"><p><r><t>{said}</t></r></p></footnote></n>");
        let read = |said: &str| Notes::default().read(Part::new(note(said).as_bytes()));
        assert!(read("一").is_ok());
        assert!(matches!(read(&"一".repeat(MAX_TEXT_BYTES / 3 + 1)), Err(Reason::TooLarge { .. })));
    }

    #[test]
    fn text_that_word_hides_is_not_read() {
        let hidden = r#"<r><rPr><vanish/></rPr><t>暗</t></r><r><rPr><vanish val="0"/></rPr><t>明</t></r>"#;
        let body = format!("<b><p><pPr><rPr><vanish/></rPr></pPr>{hidden}<r><t>文</t></r></p></b>");
        assert_eq!(read(&body), "明文\n");
    }
}

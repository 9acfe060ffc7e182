//! Web pages: block elements make lines, cells of a row are separated by tabs, scripts and navigation go.
//!
//! The tokenizer alone is enough for that. A tree builder's time grows with the square of the depth of the nesting and
//! of the number of attributes (html5ever), which a hostile page uses; this takes the same time for every byte.

use encoding_rs::{Encoding, UTF_8};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::decode;
use super::lines::Lines;

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "menu",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements whose content is no part of the page's text.
const DROPPED: &[&str] = &[
    "button", "datalist", "iframe", "nav", "noembed", "noframes", "noscript", "object", "script", "select", "style",
    "svg", "template", "textarea", "title",
];

/// The text of a web page.
pub(super) fn text(bytes: &[u8]) -> String {
    let page = decode_page(bytes);
    let mut writer = Writer::default();
    let callback = |event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        writer.take(&event);
        None
    };
    let mut emitter = CallbackEmitter::new(callback);
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(&page, emitter).for_each(drop);
    writer.finish()
}

/// A page is in the encoding that it names in its head, unless its bytes tell otherwise: UTF-8 is what they tell themselves.
fn decode_page(bytes: &[u8]) -> String {
    let silent = Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err();
    let named = declared(bytes).filter(|&named| silent && named != UTF_8);
    named.map_or_else(|| decode::decode(bytes), |encoding| decode::decode_as(encoding, bytes))
}

/// The encoding named by `charset=` in the first bytes, where the standard looks for it.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    Encoding::for_label(label.split(['"', '\'', ' ', ';', '>', '/']).next()?.as_bytes())
}

/// The text so far.
#[derive(Default)]
struct Writer {
    lines: Lines,
    /// White space that becomes one space if a word follows on the same line.
    space: bool,
    /// Depth of elements whose line breaks count.
    pre: usize,
    dropped: Option<Dropped>,
}

/// An element being left out: its name, how often it is open, and the text before it.
struct Dropped {
    name: String,
    depth: usize,
    before: usize,
}

impl Writer {
    fn take(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(&String::from_utf8_lossy(name)),
            CallbackEvent::EndTag { name } => self.close(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn open(&mut self, name: &str) {
        self.drop_from(name);
        self.boundary(name);
        match name {
            "pre" => self.pre += 1,
            "tr" => self.lines.begin_row(),
            "td" | "th" => self.lines.begin_cell(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        self.boundary(name);
        match name {
            "pre" => self.pre = self.pre.saturating_sub(1),
            "tr" => self.lines.end_row(),
            _ => {}
        }
        self.drop_until(name);
    }

    /// A tag of a block ends the line; one of a cell ends only the words before it.
    fn boundary(&mut self, name: &str) {
        let is_block = BLOCKS.contains(&name);
        self.space &= !is_block && !matches!(name, "td" | "th");
        if is_block {
            self.lines.end_line();
        }
    }

    /// A dropped element is written and taken back at its end, so that one without an end costs nothing.
    fn drop_from(&mut self, name: &str) {
        match &mut self.dropped {
            Some(dropped) if dropped.name == name => dropped.depth += 1,
            None if DROPPED.contains(&name) => {
                self.dropped = Some(Dropped { name: name.to_owned(), depth: 1, before: self.lines.out.len() });
            }
            _ => {}
        }
    }

    fn drop_until(&mut self, name: &str) {
        let Some(dropped) = self.dropped.as_mut().filter(|dropped| dropped.name == name) else { return };
        dropped.depth -= 1;
        if dropped.depth == 0 {
            self.lines.out.truncate(dropped.before);
            self.dropped = None;
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if self.pre > 0 && c == '\n' {
                self.lines.out.push('\n');
            } else if c.is_ascii_whitespace() {
                self.space = true;
            } else {
                self.push(c);
            }
        }
    }

    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.space) && !self.lines.at_start() {
            self.lines.out.push(' ');
        }
        self.lines.out.push(c);
    }

    /// Ends the text. A script or style without an end is none the less no text.
    fn finish(mut self) -> String {
        if let Some(open) = self.dropped.filter(|open| matches!(open.name.as_str(), "script" | "style")) {
            self.lines.out.truncate(open.before);
        }
        self.lines.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_make_lines_and_cells_are_separated_by_tabs() {
        let table = [
            ("<h1>题目</h1><p>一<b>二</b> 三\n 四<br>五</p>六", "题目\n一二 三 四\n五\n六"),
            ("<table><tr><td>甲<td>乙</tr><tr><td></td><td><p>丙</p></td></tr></table>", "甲\t乙\n\t丙\n"),
            ("<ul><li>一<li>二</ul>", "一\n二\n"),
            ("<pre>一\n  二</pre>", "一\n二\n"),
            ("&ldquo;一&rdquo;&#12289;&lt;b&gt;&amp;nbsp;", "“一”、<b>&nbsp;"),
            ("<title>栏目</title><nav><p>首页</p></nav>正文<select><option>选</select>", "正文"),
        ];
        for (page, expected) in table {
            assert_eq!(text(page.as_bytes()), expected, "{page}");
        }
    }
}

//! Tables to where they were asked for: a terminal, a pipe or a file, in the format asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

use super::language::is_chinese;
use crate::analysis::{Cell, Evidence, Label, Table};
use crate::export::table::{Column, Layout, Renderer, TableFormat, Value};
use crate::model::Span;
use crate::store::Dataset;

/// The format asked for by name, else by the ending of the output file, else a table on a terminal and CSV in a pipe.
pub(super) fn format(asked: Option<&str>, output: Option<&Path>) -> anyhow::Result<TableFormat> {
    let ending = output.and_then(Path::extension).and_then(|ending| ending.to_str());
    match (asked.or(ending), std::io::stdout().is_terminal()) {
        (Some(name), _) => Ok(TableFormat::parse(name)?),
        (None, true) => Ok(TableFormat::Terminal),
        (None, false) => Ok(TableFormat::Csv),
    }
}

/// Prints a table of an analysis, each piece of evidence as the sentence of its document.
pub(super) fn print(
    table: &Table,
    dataset: &Dataset,
    format: TableFormat,
    output: Option<&Path>,
) -> anyhow::Result<()> {
    let mut out: Box<dyn Write> = match output {
        Some(path) => Box::new(BufWriter::new(File::create(path).with_context(|| path.display().to_string())?)),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    let columns: Vec<Column> = table.columns.iter().map(|c| Column::new(c.key, in_language(c.label))).collect();
    let layout = Layout { format, title: in_language(table.title).to_owned(), width: terminal_width() };
    let mut renderer = Renderer::new(&layout, &columns, &mut out)?;
    let mut sentences = Sentences::new(dataset);
    for row in &table.rows {
        let row: Vec<Value<'_>> = row.iter().map(|cell| sentences.value(cell)).collect::<anyhow::Result<_>>()?;
        renderer.row(&row)?;
    }
    renderer.finish()?;
    out.flush()?;
    Ok(())
}

/// The label in the language of messages.
pub(super) fn in_language(label: Label) -> &'static str {
    if is_chinese() { label.zh } else { label.en }
}

/// Cells of a line, where a person reads it.
pub(super) fn terminal_width() -> Option<usize> {
    let terminal = console::Term::stdout();
    terminal.is_term().then(|| usize::from(terminal.size().1))
}

/// Finds the sentences in which evidence stands; keeps each document's text for the next one.
struct Sentences<'a> {
    dataset: &'a Dataset,
    texts: BTreeMap<String, Vec<char>>,
}

/// Evidence of one cell that is quoted; the rest is in the dataset.
const QUOTED: usize = 1;

impl<'a> Sentences<'a> {
    fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, texts: BTreeMap::new() }
    }

    fn value<'c>(&mut self, cell: &'c Cell) -> anyhow::Result<Value<'c>> {
        Ok(match cell {
            Cell::Empty => Value::Empty,
            Cell::Flag(flag) => Value::Flag(*flag),
            Cell::Integer(number) => Value::Integer(*number),
            Cell::Number(number) => Value::Number(*number),
            Cell::Text(text) => Value::Text(Cow::Borrowed(text)),
            Cell::List(names) => Value::List(names.iter().map(|name| Cow::Borrowed(&**name)).collect()),
            Cell::Evidence(evidence) => {
                let quotes = evidence.iter().take(QUOTED).map(|one| self.sentence(one).map(Cow::Owned));
                Value::List(quotes.collect::<anyhow::Result<_>>()?)
            }
        })
    }

    /// The sentence around a piece of evidence, with its case.
    fn sentence(&mut self, evidence: &Evidence) -> anyhow::Result<String> {
        let document = evidence.case.rsplit_once('/').map_or(&*evidence.case, |(document, _)| document);
        if !self.texts.contains_key(document) {
            let text = self.dataset.document(document)?.map(|document| document.text.chars().collect());
            self.texts.insert(document.to_owned(), text.unwrap_or_default());
        }
        let text = self.texts.get(document).map(Vec::as_slice).unwrap_or_default();
        Ok(format!("{} [{}]", sentence(text, evidence.span), evidence.case))
    }
}

/// The sentence of a text in which a span stands, its white space left out.
fn sentence(text: &[char], span: Span) -> String {
    let ends = |c: &char| matches!(c, '。' | '！' | '？' | '；');
    let span = Span::new(span.start.min(text.len()), span.end.min(text.len()));
    let start = text[..span.start].iter().rposition(|c| ends(c) || *c == '\n').map_or(0, |at| at + 1);
    let end = text[span.end..].iter().position(ends).map_or(text.len(), |at| span.end + at + 1);
    text[start..end].iter().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_goes_from_mark_to_mark_around_the_span() {
        let text: Vec<char> = "甲。乙丙\n丁，戊；己".chars().collect();
        for (span, expected) in [((3, 4), "乙丙丁，戊；"), ((5, 6), "丁，戊；"), ((9, 10), "己"), ((40, 50), "己")]
        {
            assert_eq!(sentence(&text, span.into()), expected, "{span:?}");
        }
    }
}

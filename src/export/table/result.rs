//! Results of the analysis as tables: keys under the names that people read, evidence as the sentences it stands in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use super::{Column, Layout, Renderer, TableFormat, Value};
use crate::analysis::{Cell, Evidence, Label, Table};
use crate::export::Error;
use crate::export::quotes::Quotes;
use crate::export::view::style;
use crate::lexicon::Lexicon;
use crate::store::Dataset;

/// What people read for words of results: Chinese, English.
static WORDS: LazyLock<BTreeMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/word-labels.tsv").lines().filter(|line| !line.starts_with('#'));
    let word = |line: &'static str| {
        let mut cells = line.split('\t');
        Some((cells.next()?, (cells.next()?, cells.next()?)))
    };
    lines.filter_map(word).collect()
});

/// Sentences of one cell that are quoted; the rest is in the dataset.
const QUOTED: usize = 1;
/// Characters of a sentence that an excerpt keeps on either side of what says so.
const REACH: usize = 28;

/// Writes results of one dataset.
pub struct Results<'a> {
    lexicon: &'a Lexicon,
    chinese: bool,
    short: bool,
    quotes: Quotes<'a>,
}

/// The words around a piece of evidence.
#[derive(Clone, Debug)]
pub struct Excerpt<'e> {
    /// What comes before it in its sentence.
    pub before: String,
    /// What says so.
    pub mention: String,
    /// What comes after it.
    pub after: String,
    /// The case's id.
    pub case: &'e str,
}

impl<'a> Results<'a> {
    /// Of a dataset and the lexicon it was built with, for readers of Chinese or English.
    #[must_use]
    pub fn new(dataset: &'a Dataset, lexicon: &'a Lexicon, chinese: bool) -> Self {
        Self { lexicon, chinese, short: false, quotes: Quotes::new(dataset) }
    }

    /// The same with excerpts instead of whole sentences.
    #[must_use]
    pub fn shortened(self) -> Self {
        Self { short: true, ..self }
    }

    /// Writes a table. Formats for programs keep keys as they are, those for people put their names.
    ///
    /// # Errors
    /// Those of `out`, or the dataset's texts cannot be read.
    pub fn write(
        &mut self,
        table: &Table,
        format: TableFormat,
        width: Option<usize>,
        out: impl Write,
    ) -> Result<(), Error> {
        let columns: Vec<Column> =
            table.columns.iter().map(|column| Column::new(column.key, self.say(column.label))).collect();
        let layout = Layout { format, title: self.say(table.title).to_owned(), width };
        let mut renderer = Renderer::new(&layout, &columns, out)?;
        for row in &table.rows {
            let row: Vec<Value<'_>> =
                row.iter().map(|cell| self.value(cell, format.is_for_people())).collect::<Result<_, _>>()?;
            renderer.row(&row)?;
        }
        renderer.finish()
    }

    /// A label in the reader's language.
    #[must_use]
    pub fn say(&self, label: Label) -> &'static str {
        if self.chinese { label.zh } else { label.en }
    }

    /// A cell as it is written.
    ///
    /// # Errors
    /// The text that it quotes cannot be read.
    pub fn value<'c>(&mut self, cell: &'c Cell, for_people: bool) -> Result<Value<'c>, Error> {
        Ok(match cell {
            Cell::Empty => Value::Empty,
            Cell::Flag(flag) if for_people => self.label(if *flag { "true" } else { "false" }).into(),
            Cell::Flag(flag) => Value::Flag(*flag),
            Cell::Integer(number) => Value::Integer(*number),
            Cell::Number(number) => Value::Number(*number),
            Cell::Text(_) | Cell::Key(_) => Value::Text(self.name(cell, for_people)),
            Cell::List(cells) => Value::List(cells.iter().map(|cell| self.name(cell, for_people)).collect()),
            Cell::Evidence(all) => {
                let quotes = all.iter().take(QUOTED).map(|one| self.quote(one).map(Cow::Owned));
                Value::List(quotes.collect::<Result<_, _>>()?)
            }
        })
    }

    fn name<'c>(&self, cell: &'c Cell, for_people: bool) -> Cow<'c, str> {
        match cell {
            Cell::Key(key) if for_people => Cow::Owned(self.label(key)),
            Cell::Text(name) | Cell::Key(name) => Cow::Borrowed(name),
            _ => Cow::Borrowed(""),
        }
    }

    /// The name of a family, a word of results, a kind of practice or a system of units; the key itself if it has none.
    #[must_use]
    pub fn label(&self, key: &str) -> String {
        let families = self.lexicon.mechanisms.families();
        let family = families.binary_search_by(|family| (*family.id).cmp(key)).ok().map(|at| &families[at]);
        let family = family.map(|family| if self.chinese { family.zh.as_str() } else { family.en.as_str() });
        let word = || WORDS.get(key).map(|(zh, en)| if self.chinese { *zh } else { *en });
        let group = || style::known_group(key).map(|style| style.name(self.chinese));
        family.or_else(word).or_else(group).unwrap_or(key).to_owned()
    }

    /// The sentence around a piece of evidence, with its case.
    ///
    /// # Errors
    /// The document cannot be read.
    pub fn quote(&mut self, evidence: &Evidence) -> Result<String, Error> {
        if self.short {
            let Excerpt { before, mention, after, case } = self.excerpt(evidence)?;
            return Ok(format!("{before}{mention}{after} [{case}]"));
        }
        Ok(format!("{} [{}]", self.quotes.sentence(document(evidence), evidence.span)?, evidence.case))
    }

    /// The words around a piece of evidence.
    ///
    /// # Errors
    /// The document cannot be read.
    pub fn excerpt<'e>(&mut self, evidence: &'e Evidence) -> Result<Excerpt<'e>, Error> {
        let [before, mention, after] = self.quotes.excerpt(document(evidence), evidence.span, REACH)?;
        Ok(Excerpt { before, mention, after, case: &evidence.case })
    }
}

/// The document of a case.
fn document(evidence: &Evidence) -> &str {
    evidence.case.rsplit_once('/').map_or(&*evidence.case, |(document, _)| document)
}

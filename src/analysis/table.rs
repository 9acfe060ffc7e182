//! The one shape in which all results go to whoever prints, exports or stores them: tables of typed cells, and findings
//! (subject, measure, value) for the graph.

use serde::Serialize;

use crate::model::Span;

use super::{Level, Name};

/// A label in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// A result as a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Stable key, fit for a file or sheet name.
    pub key: &'static str,
    /// What the table shows.
    pub title: Label,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Stable key.
    pub key: &'static str,
    /// Its heading.
    pub label: Label,
}

/// A value of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing known.
    Empty,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A name.
    Text(Name),
    /// A word of a closed vocabulary or the key of a family, for which people read its label.
    Key(Name),
    /// Several names or keys.
    List(Vec<Cell>),
    /// Sentences that say so.
    Evidence(Vec<Evidence>),
}

/// Where a case says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// The case's id.
    pub case: Name,
    /// The stretch of its document's text.
    pub span: Span,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entity {
    /// A case, by its id.
    Case,
    /// A place, by its full name.
    Place,
    /// A unit, by its official name.
    Unit,
    /// A practice, by a case's own name.
    Mechanism,
    /// A practice, by the name known everywhere.
    Concept,
    /// A practice family, by its key.
    Family,
    /// A law, by its title.
    Law,
}

impl Entity {
    /// What a practice of a level is.
    #[must_use]
    pub const fn practice(level: Level) -> Self {
        match level {
            Level::Mechanism => Self::Mechanism,
            Level::Concept => Self::Concept,
            Level::Family => Self::Family,
        }
    }

    /// The word as results write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Place => "place",
            Self::Unit => "unit",
            Self::Mechanism => "mechanism",
            Self::Concept => "concept",
            Self::Family => "family",
            Self::Law => "law",
        }
    }
}

/// One measure of one thing, to be written into the graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Kind of the thing.
    pub kind: Entity,
    /// Its name.
    pub key: Name,
    /// The measure, in lower camel case.
    pub measure: &'static str,
    /// Its value: a number or the names of things, never empty.
    pub value: Cell,
    /// What kind of things a list names.
    pub things: Option<Entity>,
}

impl Cell {
    /// A word of a closed vocabulary.
    pub(super) fn word(word: &str) -> Self {
        Self::Key(word.into())
    }

    /// A practice of a level: a family by its key, others by their name.
    pub(super) fn practice(level: Level, name: &Name) -> Self {
        if level == Level::Family { Self::Key(Name::clone(name)) } else { name.into() }
    }
}

/// A result of an analysis.
pub trait Report {
    /// The tables that show it, the most important first.
    fn tables(&self) -> Vec<Table>;

    /// What the graph `analysis` should know of it.
    fn findings(&self) -> Vec<Finding>;
}

impl Table {
    /// The columns with these keys, and at most so many rows.
    #[must_use]
    pub fn picked(&self, keys: &[&str], rows: usize) -> Self {
        let kept: Vec<usize> = (0..self.columns.len()).filter(|at| keys.contains(&self.columns[*at].key)).collect();
        let row = |row: &Vec<Cell>| kept.iter().map(|at| row[*at].clone()).collect();
        let columns = kept.iter().map(|at| self.columns[*at]).collect();
        Self { key: self.key, title: self.title, columns, rows: self.rows.iter().take(rows).map(row).collect() }
    }
}

/// Columns from rows of key, Chinese and English heading.
#[must_use]
pub fn columns(columns: &[(&'static str, &'static str, &'static str)]) -> Vec<Column> {
    columns.iter().map(|&(key, zh, en)| Column { key, label: Label { zh, en } }).collect()
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<i32> for Cell {
    fn from(value: i32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Empty }
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<&Name> for Cell {
    fn from(value: &Name) -> Self {
        Self::Text(Name::clone(value))
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<Vec<Name>> for Cell {
    fn from(value: Vec<Name>) -> Self {
        Self::List(value.into_iter().map(Self::Text).collect())
    }
}

impl From<&[Name]> for Cell {
    fn from(value: &[Name]) -> Self {
        Self::List(value.iter().map(Self::from).collect())
    }
}

impl From<Vec<Evidence>> for Cell {
    fn from(value: Vec<Evidence>) -> Self {
        Self::Evidence(value)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

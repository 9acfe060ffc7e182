//! A value of a table or of the graph, and how it reads in print.

use std::borrow::Cow;

use serde::ser::{Serialize, Serializer};

/// What is put between the items of a list where a cell can hold only text.
const BETWEEN: &str = "；";

/// A value, borrowed where it can be.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Nothing known.
    #[default]
    Empty,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number; one that is not finite is written as nothing.
    Number(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Several texts.
    List(Vec<Cow<'a, str>>),
}

impl Value<'_> {
    /// The value with text of its own.
    #[must_use]
    pub fn owned(&self) -> Value<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.clone().into_owned());
        match self {
            Self::Empty => Value::Empty,
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Integer(n) => Value::Integer(*n),
            Self::Number(n) => Value::Number(*n),
            Self::Text(text) => Value::Text(owned(text)),
            Self::List(items) => Value::List(items.iter().map(owned).collect()),
        }
    }

    /// The value as one text, in full precision, the items of a list separated by `；`.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Flag(true) => Cow::Borrowed("true"),
            Self::Flag(false) => Cow::Borrowed("false"),
            Self::Integer(n) => Cow::Owned(n.to_string()),
            Self::Number(n) if n.is_finite() => Cow::Owned(n.to_string()),
            Self::Empty | Self::Number(_) => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::List(items) => Cow::Owned(items.join(BETWEEN)),
        }
    }

    /// The value as people read it: four decimals, or an exponent where they would show nothing, thousands apart from
    /// 10,000 on; no control characters.
    #[must_use]
    pub fn readable(&self) -> Cow<'_, str> {
        match self {
            Self::Number(n) if n.is_finite() => Cow::Owned(grouped(&rounded(*n))),
            Self::Integer(n) => Cow::Owned(grouped(&n.to_string())),
            Self::Text(_) | Self::List(_) => printable(self.text()),
            _ => self.text(),
        }
    }

    /// The value as a cell of a file that a spreadsheet may open: text that it would take for a formula gets a `'`
    /// before it, as does text that begins with `'`, so that dropping one leading `'` gives every text back.
    ///
    /// Source: OWASP, "CSV Injection" (`=`, `+`, `-`, `@`, tab, carriage return, line feed and the full-width forms).
    #[must_use]
    pub fn guarded(&self) -> Cow<'_, str> {
        let text = self.text();
        let risky = matches!(self, Self::Text(_) | Self::List(_)) && text.starts_with(RISKY);
        if risky { Cow::Owned(format!("'{text}")) } else { text }
    }

    /// Whether it is a number, which stands to the right.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Number(_))
    }
}

const RISKY: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠'];

fn rounded(n: f64) -> String {
    let text = format!("{n:.4}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "0" | "-0" if n == 0.0 => "0".to_owned(),
        "0" | "-0" => format!("{n:.2e}"),
        short => short.to_owned(),
    }
}

/// A number with a comma before every three digits of its whole part, where that has more than four: a year has none.
fn grouped(number: &str) -> String {
    let begin = usize::from(number.starts_with('-'));
    let end = number.find(['.', 'e']).unwrap_or(number.len());
    if end - begin <= 4 {
        return number.to_owned();
    }
    let mut grouped = number.to_owned();
    (begin + 1..end).rev().filter(|at| (end - at).is_multiple_of(3)).for_each(|at| grouped.insert(at, ','));
    grouped
}

/// Text without what a terminal obeys: control characters, and the marks that turn the direction of writing.
fn printable(text: Cow<'_, str>) -> Cow<'_, str> {
    let obeyed =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if text.contains(obeyed) { Cow::Owned(text.replace(obeyed, "\u{FFFD}")) } else { text }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Integer(n) => serializer.serialize_i64(*n),
            Self::Number(n) if n.is_finite() => serializer.serialize_f64(*n),
            Self::Empty | Self::Number(_) => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a [String]> for Value<'a> {
    fn from(items: &'a [String]) -> Self {
        Self::List(items.iter().map(|item| Cow::Borrowed(item.as_str())).collect())
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<f64> for Value<'_> {
    fn from(n: f64) -> Self {
        Self::Number(n)
    }
}

impl From<i32> for Value<'_> {
    fn from(n: i32) -> Self {
        Self::Integer(n.into())
    }
}

impl From<usize> for Value<'_> {
    fn from(n: usize) -> Self {
        Self::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value<'_> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

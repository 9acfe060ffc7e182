//! The competency questions: one file each in `queries/`, with titles, a description and typed parameters.
//!
//! The head of a file is made of comments: `# title@zh: …`, `# title@en: …`, `# description@zh: …`,
//! `# description@en: …`, and for each parameter `# parameter NAME TYPE: 中文 | English`. The query gives each parameter
//! its default by `VALUES ?NAME { … }`, so that the file runs as it is in any SPARQL tool.

use oxigraph::model::{Literal, NamedNode, Term};

use crate::rdf::vocab::xsd;

use super::{Error, Query};

/// A text in Chinese and English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// A question that has a name.
#[derive(Clone, Debug)]
pub struct NamedQuery {
    /// Its name: that of the file without `.rq`.
    pub name: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// What it answers.
    pub description: Bilingual,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// The whole file.
    pub text: &'static str,
}

/// A parameter of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, that of the query's variable.
    pub name: &'static str,
    /// What values it takes.
    pub kind: ParameterType,
    /// What it means.
    pub label: Bilingual,
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// A whole number.
    Integer,
    /// A number with a point.
    Decimal,
    /// A name or other text in Chinese.
    Text,
    /// A key or other text in no language.
    Key,
    /// An IRI, absolute or relative to the dataset's base.
    Iri,
}

impl ParameterType {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "text" => Self::Text,
            "key" => Self::Key,
            "iri" => Self::Iri,
            _ => return None,
        })
    }

    /// The word that the files use for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Key => "key",
            Self::Iri => "iri",
        }
    }

    /// The term that a typed value stands for.
    fn term(self, value: &str, base: &str) -> Result<Term, String> {
        let number = |datatype| Literal::new_typed_literal(value.trim(), datatype).into();
        match self {
            Self::Integer => {
                value.trim().parse::<i64>().map(|_| number(xsd::INTEGER)).map_err(|_| not("a whole number", value))
            }
            Self::Decimal if is_decimal(value.trim()) => Ok(number(xsd::DECIMAL)),
            Self::Decimal => Err(not("a number", value)),
            Self::Text => Ok(Literal::new_language_tagged_literal_unchecked(value, "zh").into()),
            Self::Key => Ok(Literal::new_simple_literal(value).into()),
            Self::Iri => NamedNode::new(value)
                .or_else(|_| NamedNode::new(format!("{base}{value}")))
                .map(Term::from)
                .map_err(|_| not("an IRI", value)),
        }
    }
}

/// The form of `xsd:decimal`: digits, with one point at most and a sign before them.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1
}

fn not(kind: &str, value: &str) -> String {
    format!("`{value}` is not {kind}")
}

macro_rules! files {
    ($($name:literal,)+) => { &[$(($name, include_str!(concat!("../../queries/", $name, ".rq"))),)+] };
}

/// The files of `queries/`; a test holds that none is missing here.
const FILES: &[(&str, &str)] = files! {
    "recurrent-mechanisms",
    "recurrent-families",
    "mechanism-profile",
    "mechanism-diffusion",
    "mechanism-laws",
    "mechanism-outcomes",
    "place-gaps",
    "unit-partners",
    "bridging-units",
    "similar-cases",
    "laws-cited",
    "taken-up",
    "large-changes",
    "competing-firsts",
    "connections",
    "findings",
    "unknowns",
};

/// All questions, in the order in which a newcomer may ask them.
#[must_use]
pub fn named_queries() -> Vec<NamedQuery> {
    FILES.iter().map(|(name, text)| NamedQuery::read(name, text)).collect()
}

/// The question with this name.
///
/// # Errors
/// There is none.
pub fn named_query(name: &str) -> Result<NamedQuery, Error> {
    let file = FILES.iter().find(|(known, _)| *known == name);
    file.map(|(name, text)| NamedQuery::read(name, text)).ok_or_else(|| Error::UnknownQuery(name.to_owned()))
}

impl NamedQuery {
    /// Reads a file; lines of the head that say nothing known are left out (a test holds that there are none).
    fn read(name: &'static str, text: &'static str) -> Self {
        let (title, description) = (Bilingual::default(), Bilingual::default());
        let mut query = Self { name, title, description, parameters: Vec::new(), text };
        for (key, value) in
            text.lines().map_while(|line| line.strip_prefix('#')).filter_map(|line| line.split_once(':'))
        {
            let value = value.trim();
            match key.trim() {
                "title@zh" => query.title.zh = value,
                "title@en" => query.title.en = value,
                "description@zh" => query.description.zh = value,
                "description@en" => query.description.en = value,
                other => query.parameters.extend(parameter(other, value)),
            }
        }
        query
    }

    /// The query with the values of `given`, by name; parameters that are not given keep their defaults.
    ///
    /// # Errors
    /// A name that is no parameter's, or a value that is not of its type.
    pub fn bind<'a>(&self, given: impl IntoIterator<Item = (&'a str, &'a str)>, base: &str) -> Result<Query, Error> {
        let mut query = Query::parse(self.text, base)?;
        for (name, value) in given {
            let refuse = |message| Error::Parameter { name: name.to_owned(), message };
            let parameter = self.parameters.iter().find(|parameter| parameter.name == name);
            let parameter = parameter.ok_or_else(|| refuse(self.parameters_told()))?;
            let term = parameter.kind.term(value, base).map_err(refuse)?;
            query.set(name, &term);
        }
        Ok(query)
    }

    fn parameters_told(&self) -> String {
        let names: Vec<_> = self.parameters.iter().map(|p| format!("{} ({})", p.name, p.kind.as_str())).collect();
        if names.is_empty() {
            format!("{} takes none", self.name)
        } else {
            format!("{} takes {}", self.name, names.join(", "))
        }
    }
}

/// `parameter NAME TYPE` and `中文 | English`.
fn parameter(key: &'static str, value: &'static str) -> Option<Parameter> {
    let (name, kind) = key.strip_prefix("parameter ")?.trim().split_once(' ')?;
    let (zh, en) = value.split_once('|')?;
    Some(Parameter {
        name,
        kind: ParameterType::parse(kind.trim())?,
        label: Bilingual { zh: zh.trim(), en: en.trim() },
    })
}

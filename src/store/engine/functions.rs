//! `CONCAT`, `REPLACE` and `GROUP_CONCAT`, which make texts of any length from short ones, and `REGEX`, which may compile a
//! pattern for each row: as the evaluator's own, but every byte is counted before it is made, and the clock is looked at
//! before a pattern is compiled, so that the bounds hold.

use std::sync::{Mutex, PoisonError};

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, Literal, NamedNode, NamedNodeRef, Term};
use regex::{Regex, RegexBuilder};
use spareval::{AggregateFunctionAccumulator, QueryEvaluator};

use super::meter;

/// Stands for `CONCAT`.
pub(in crate::store) const CONCAT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:x-anpu:concat");
/// Stands for `REPLACE`.
pub(in crate::store) const REPLACE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:x-anpu:replace");
/// Stands for `REGEX` with a pattern that is computed for each row.
pub(in crate::store) const REGEX: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:x-anpu:regex");
/// Most bytes of a compiled regular expression, the evaluator's own limit.
const REGEX_SIZE: usize = 1_000_000;

/// Stands for `GROUP_CONCAT` with this separator.
pub(in crate::store) fn group_concat_name(separator: &str) -> NamedNode {
    let separator = percent_encoding::utf8_percent_encode(separator, percent_encoding::NON_ALPHANUMERIC);
    NamedNode::new_unchecked(format!("urn:x-anpu:group-concat:{separator}"))
}

/// An evaluator that knows these functions, `GROUP_CONCAT` with these separators.
pub(in crate::store) fn evaluator<'a>(separators: impl IntoIterator<Item = &'a String>) -> QueryEvaluator {
    let (cache, patterns) = (Mutex::new(None), Mutex::new(None));
    let evaluator = QueryEvaluator::new()
        .with_custom_function(CONCAT.into(), concat)
        .with_custom_function(REGEX.into(), move |arguments| is_match(arguments, &patterns))
        .with_custom_function(REPLACE.into(), move |arguments| replace(arguments, &cache));
    separators.into_iter().fold(evaluator, |evaluator, separator| {
        let name = group_concat_name(separator);
        let separator = separator.clone();
        evaluator.with_custom_aggregate_function(name, move || {
            Box::new(GroupConcat { joined: Some(Joined::default()), separator: separator.clone() })
        })
    })
}

/// Language and direction of a text.
type Tag = Option<(String, Option<BaseDirection>)>;

/// A text that grows, every byte of it counted.
#[derive(Default)]
struct Text {
    value: String,
    counted: usize,
}

impl Text {
    /// Lets `push` add at most `most` bytes.
    fn grow(&mut self, most: usize, push: impl FnOnce(&mut String)) {
        meter::single(self.value.len() + most);
        meter::grow(most);
        push(&mut self.value);
        meter::shrink(most + self.counted);
        self.counted = self.value.capacity();
        meter::grow(self.counted);
    }

    fn term(mut self, tag: Tag) -> Term {
        let value = std::mem::take(&mut self.value);
        match tag {
            None => Literal::new_simple_literal(value),
            Some((language, None)) => Literal::new_language_tagged_literal_unchecked(value, language),
            Some((language, Some(direction))) => {
                Literal::new_directional_language_tagged_literal_unchecked(value, language, direction)
            }
        }
        .into()
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        meter::shrink(self.counted);
    }
}

/// A text made of several; it has their language if they all have the same.
#[derive(Default)]
struct Joined {
    text: Text,
    /// `None` as long as it is made of nothing.
    tag: Option<Tag>,
}

impl Joined {
    /// `None` if `term` is no text.
    fn push(&mut self, separator: &str, term: &Term) -> Option<()> {
        let (value, tag) = text(term)?;
        let separator = if self.tag.is_some() { separator } else { "" };
        self.text.grow(separator.len() + value.len(), |text| text.extend([separator, value]));
        self.tag = Some(if self.tag.as_ref().is_none_or(|earlier| *earlier == tag) { tag } else { None });
        Some(())
    }

    fn term(self) -> Term {
        self.text.term(self.tag.flatten())
    }
}

/// The value of a string, and its language; `None` for anything else.
fn text(term: &Term) -> Option<(&str, Tag)> {
    let Term::Literal(literal) = term else { return None };
    let tag = literal.language().map(|language| (language.to_owned(), literal.direction()));
    (tag.is_some() || literal.datatype() == xsd::STRING).then(|| (literal.value(), tag))
}

/// The value of a string without a language.
fn plain(term: &Term) -> Option<&str> {
    text(term).filter(|(_, tag)| tag.is_none()).map(|(value, _)| value)
}

fn concat(arguments: &[Term]) -> Option<Term> {
    let mut joined = Joined::default();
    arguments.iter().try_for_each(|argument| joined.push("", argument))?;
    Some(joined.term())
}

struct GroupConcat {
    /// `None` after something that is no text.
    joined: Option<Joined>,
    separator: String,
}

impl AggregateFunctionAccumulator for GroupConcat {
    fn accumulate(&mut self, element: Term) {
        if self.joined.as_mut().and_then(|joined| joined.push(&self.separator, &element)).is_none() {
            self.joined = None;
        }
    }

    fn finish(&mut self) -> Option<Term> {
        self.joined.take().map(Joined::term)
    }
}

/// The last regular expression compiled, with its pattern and flags; the next row mostly has the same.
type Compiled = Mutex<Option<(String, String, Regex)>>;

fn is_match(arguments: &[Term], compiled: &Compiled) -> Option<Term> {
    let (value, _) = text(arguments.first()?)?;
    let flags = arguments.get(2).map_or(Some(""), plain)?;
    let regex = regex(plain(arguments.get(1)?)?, flags, compiled)?;
    Some(Literal::from(regex.is_match(value)).into())
}

fn replace(arguments: &[Term], compiled: &Compiled) -> Option<Term> {
    let (value, tag) = text(arguments.first()?)?;
    let (pattern, replacement) = (plain(arguments.get(1)?)?, plain(arguments.get(2)?)?);
    let flags = arguments.get(3).map_or(Some(""), plain)?;
    let regex = regex(pattern, flags, compiled)?;
    let references = replacement.bytes().filter(|&byte| byte == b'$').count();
    let (mut result, mut end) = (Text::default(), 0);
    for captures in regex.captures_iter(value) {
        let whole = captures.get_match();
        let kept = value.get(end..whole.start()).unwrap_or_default();
        result.grow(kept.len() + replacement.len() + references * whole.len(), |text| {
            text.push_str(kept);
            captures.expand(replacement, text);
        });
        end = whole.end();
    }
    let rest = value.get(end..).unwrap_or_default();
    result.grow(rest.len(), |text| text.push_str(rest));
    Some(result.term(tag))
}

fn regex(pattern: &str, flags: &str, compiled: &Compiled) -> Option<Regex> {
    let mut last = compiled.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, with, regex)) = last.as_ref()
        && (known.as_str(), with.as_str()) == (pattern, flags)
    {
        return Some(regex.clone());
    }
    // To compile takes up to milliseconds, which counts as no step.
    meter::check();
    let regex = compile(pattern, flags)?;
    *last = Some((pattern.to_owned(), flags.to_owned(), regex.clone()));
    Some(regex)
}

fn compile(pattern: &str, flags: &str) -> Option<Regex> {
    let escaped = flags.contains('q').then(|| regex::escape(pattern));
    let mut builder = RegexBuilder::new(escaped.as_deref().unwrap_or(pattern));
    builder.size_limit(REGEX_SIZE);
    for flag in flags.chars() {
        match flag {
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'i' => builder.case_insensitive(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            _ => return None,
        };
    }
    builder.build().ok()
}

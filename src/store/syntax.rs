//! What the SPARQL parser says of a wrong query, made into a place and a message that help.
//!
//! The parser tells the place only within its message (`error at LINE:COLUMN: expected one of …`). Where it looked
//! for a keyword it tells the place behind the characters it compared with the keyword, not where they begin.

use oxigraph::sparql::SparqlSyntaxError;

use super::{Error, Position};

/// The error for `text`, which the parser refused.
pub(super) fn error(text: &str, error: &SparqlSyntaxError) -> Error {
    let said = error.to_string();
    let Some((reported, expected)) = split(&said) else { return Error::Syntax { message: said, position: None } };
    let position = Some(back(text, reported, overshoot(expected)));
    let unknown_prefix = expected.contains("Prefix not found");
    let message = if unknown_prefix { "the prefix is not declared".to_owned() } else { told(expected) };
    Error::Syntax { message, position }
}

/// What was expected, without the classes of characters with which a name might go on (`['A' ..= 'Z' | …]`).
fn told(expected: &str) -> String {
    const LIST: &str = "expected one of ";
    let words = expected.strip_prefix(LIST).map(|list| list.split(", ").filter(|word| !word.starts_with('[')));
    let words = words.map(|words| words.collect::<Vec<_>>().join(", ")).filter(|words| !words.is_empty());
    words.map_or_else(|| expected.to_owned(), |words| format!("{LIST}{words}"))
}

fn split(said: &str) -> Option<(Position, &str)> {
    let (place, expected) = said.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    Some((Position { line: line.parse().ok()?, column: column.parse().ok()? }, expected))
}

/// How many characters too far the place is: the length of the keyword looked for, unless something else was too.
fn overshoot(expected: &str) -> usize {
    let list = expected.trim_start_matches("expected ").trim_start_matches("one of ");
    let words = list.split(", ").filter(|word| *word != "[_]");
    let is_keyword = |word: &str| word.bytes().all(|byte| byte.is_ascii_uppercase());
    let lengths: Option<Vec<usize>> = words.map(|word| is_keyword(word).then_some(word.len())).collect();
    lengths.into_iter().flatten().min().unwrap_or(0)
}

/// The place so many characters before `place`.
fn back(text: &str, place: Position, characters: usize) -> Position {
    let lines: usize = text.split('\n').take(place.line - 1).map(|line| line.chars().count() + 1).sum();
    let offset = (lines + place.column - 1).saturating_sub(characters);
    let before = text
        .chars()
        .take(offset)
        .fold((1, 1), |(line, column), c| if c == '\n' { (line + 1, 1) } else { (line, column + 1) });
    Position { line: before.0, column: before.1 }
}

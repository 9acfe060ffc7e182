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
    let message = begun(text, position).unwrap_or_else(|| told(expected));
    Error::Syntax { message, position }
}

/// What is wrong with the first word of a query, where that is the place.
fn begun(text: &str, place: Option<Position>) -> Option<String> {
    const FORMS: [&str; 4] = ["SELECT", "CONSTRUCT", "DESCRIBE", "ASK"];
    const UPDATES: [&str; 9] = ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"];
    let Position { line, column } = place?;
    let rest: String = text.split('\n').nth(line - 1)?.chars().skip(column - 1).collect();
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_uppercase();
    let is_first = (line, column) == (1, 1) || text.trim().is_empty();
    match word.as_str() {
        word if UPDATES.contains(&word) && is_first => {
            Some(format!("{word} is an update, and queries only are answered"))
        }
        "PREFIX" if is_first => Some("expected PREFIX name: <IRI>".to_owned()),
        "BASE" if is_first => Some("expected BASE <IRI>".to_owned()),
        word if is_first && !FORMS.contains(&word) => Some(format!("expected {}", FORMS.join(", "))),
        _ => None,
    }
}

/// What was expected, without the classes of characters with which a name might go on (`['A' ..= 'Z' | …]`); a whole
/// sentence of the parser alone.
fn told(expected: &str) -> String {
    let list = expected.strip_prefix("expected ").unwrap_or(expected);
    let list = list.strip_prefix("one of ").unwrap_or(list);
    if expected.contains("Prefix not found") {
        return "the prefix is not declared".to_owned();
    }
    if let Some(sentence) = list.split(", ").find(|word| word.contains(' ') && !word.starts_with('[')) {
        return sentence.to_owned();
    }
    let words: Vec<&str> = list.split(", ").filter(|word| !word.starts_with('[')).collect();
    match words.as_slice() {
        [] => "the query cannot go on here".to_owned(),
        [word] => format!("expected {word}"),
        words => format!("expected one of {}", words.join(", ")),
    }
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

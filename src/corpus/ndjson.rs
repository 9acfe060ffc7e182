//! A stream of documents, one JSON object a line, read one at a time.

use std::io::{self, BufRead, Read};

use serde::Deserialize;

use super::error::{Error, Reason};
use super::limits::MAX_LINE_BYTES;
use super::read::{check, source};
use crate::model::{Document, MediaType};

/// What a line says of its document; other members are allowed and not read.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
}

/// The documents of a stream called `name`: one object `{"id": …, "text": …}` a line, empty lines left out. Holds one
/// line at a time; a line that is no document is an error with its number and the next one is read.
pub fn documents_from_ndjson<R: BufRead>(
    name: &str,
    reader: R,
) -> impl Iterator<Item = Result<Document, Error>> + use<R> {
    Lines { reader, name: name.to_owned(), number: 0, ended: false }
}

struct Lines<R> {
    reader: R,
    name: String,
    number: u64,
    ended: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Document, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.number += 1;
            match self.line() {
                Ok(line) if line.is_empty() => self.ended = true,
                Ok(line) if line.trim_ascii().is_empty() => {}
                Ok(line) => return Some(self.document(&line).map_err(|reason| self.error(reason))),
                Err(reason) => return Some(Err(self.error(reason))),
            }
        }
        None
    }
}

impl<R: BufRead> Lines<R> {
    /// The next line with its end; empty when there is none. Of one that is too long the rest is passed over.
    fn line(&mut self) -> Result<Vec<u8>, Reason> {
        let mut line = Vec::new();
        let read = (&mut self.reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
        read.map_err(|error| self.stop(error))?;
        if line.len() as u64 == MAX_LINE_BYTES && !line.ends_with(b"\n") {
            self.reader.skip_until(b'\n').map_err(|error| self.stop(error))?;
            return Err(Reason::TooLarge { what: "bytes in a line", limit: MAX_LINE_BYTES });
        }
        Ok(line)
    }

    fn stop(&mut self, error: io::Error) -> Reason {
        self.ended = true;
        Reason::Io(error)
    }

    fn document(&self, line: &[u8]) -> Result<Document, Reason> {
        let line = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| self.number == 1).unwrap_or(line);
        let Line { id, text } =
            serde_json::from_slice(line.trim_ascii_end()).map_err(|error| Reason::Line(error.to_string()))?;
        if id.trim().is_empty() {
            return Err(Reason::Line("the id is empty".to_owned()));
        }
        check(&text)?;
        Ok(Document { id, source: source(&self.name, text.as_bytes(), MediaType::Text), text })
    }

    fn error(&self, reason: Reason) -> Error {
        Error { file: self.name.clone(), line: Some(self.number), reason }
    }
}

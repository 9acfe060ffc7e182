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
    Lines { reader, name: name.to_owned(), number: 0, line: Vec::new(), ended: false }
}

struct Lines<R> {
    reader: R,
    name: String,
    number: u64,
    /// The line read last, with its end.
    line: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Document, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.number += 1;
            match self.read() {
                Ok(()) if self.line.is_empty() => self.ended = true,
                Ok(()) if self.line.trim_ascii().is_empty() => {}
                Ok(()) => return Some(self.document().map_err(|reason| self.error(reason))),
                Err(reason) => return Some(Err(self.error(reason))),
            }
        }
        None
    }
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line; it is empty when there is none. Of one that is too long the rest is passed over.
    fn read(&mut self) -> Result<(), Reason> {
        self.line.clear();
        let read = (&mut self.reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut self.line);
        read.map_err(|error| self.stop(error))?;
        if self.line.len() as u64 == MAX_LINE_BYTES && !self.line.ends_with(b"\n") {
            self.reader.skip_until(b'\n').map_err(|error| self.stop(error))?;
            return Err(Reason::TooLarge { what: "bytes in a line", limit: MAX_LINE_BYTES });
        }
        Ok(())
    }

    fn stop(&mut self, error: io::Error) -> Reason {
        self.ended = true;
        Reason::Io(error)
    }

    fn document(&self) -> Result<Document, Reason> {
        let line = self.line.as_slice();
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

//! `anpu extract`: records to standard output without a dataset, one document after the other.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::{Extract, Input, RecordFormat};
use super::progress::Progress;
use super::{Ended, reading};
use crate::corpus;
use crate::model::{Document, Record};
use crate::pipeline::{Extracted, each_document};

/// Runs the command.
pub(super) fn run(args: &Extract, quiet: bool) -> anyhow::Result<Ended> {
    let lexicon = reading::lexicon(&args.reading)?;
    let mut printer = Printer::new(args.format, BufWriter::new(std::io::stdout().lock()));
    let progress = Progress::documents(quiet);
    each_document(documents(args)?, &lexicon, |extracted| {
        progress.step();
        printer.take(extracted)
    })?;
    progress.finish();
    printer.finish()
}

type Documents = Box<dyn Iterator<Item = Result<Document, corpus::Error>>>;

fn documents(args: &Extract) -> anyhow::Result<Documents> {
    let stdin = args.paths == [Path::new("-")];
    Ok(match args.from {
        Input::Ndjson if stdin => Box::new(corpus::documents_from_ndjson("-", std::io::stdin().lock())),
        Input::Ndjson => lines_of(&args.paths)?,
        Input::Files if stdin => one_text()?,
        Input::Files => Box::new(corpus::documents(&args.paths)),
    })
}

/// The documents of files of JSON lines, one file after the other.
fn lines_of(paths: &[PathBuf]) -> anyhow::Result<Documents> {
    let mut documents: Documents = Box::new(std::iter::empty());
    for path in paths {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| name.clone())?;
        documents = Box::new(documents.chain(corpus::documents_from_ndjson(&name, BufReader::new(file))));
    }
    Ok(documents)
}

/// The one document on standard input.
fn one_text() -> anyhow::Result<Documents> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(corpus::limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(Box::new(std::iter::once(corpus::read_bytes("-", "stdin", &bytes))))
}

/// Prints records and tells of refused documents.
struct Printer<W> {
    format: RecordFormat,
    out: W,
    printed: usize,
    ended: Ended,
}

impl<W: Write> Printer<W> {
    fn new(format: RecordFormat, out: W) -> Self {
        Self { format, out, printed: 0, ended: Ended::Done }
    }

    fn take(&mut self, extracted: Extracted) -> anyhow::Result<()> {
        match extracted {
            Ok((document, records)) => self.records(&document, &records),
            Err(error) => {
                self.ended = Ended::Refused;
                Ok(writeln!(std::io::stderr(), "{error}")?)
            }
        }
    }

    fn records(&mut self, _document: &Document, records: &[Record]) -> anyhow::Result<()> {
        for record in records {
            match self.format {
                RecordFormat::Ndjson => serde_json::to_writer(&mut self.out, record)?,
                RecordFormat::Json => {
                    self.out.write_all(if self.printed == 0 { b"[\n" } else { b",\n" })?;
                    serde_json::to_writer_pretty(&mut self.out, record)?;
                }
                RecordFormat::Turtle | RecordFormat::Nquads => anyhow::bail!("being wired"),
            }
            self.printed += 1;
            if self.format == RecordFormat::Ndjson {
                self.out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<Ended> {
        match (self.format, self.printed) {
            (RecordFormat::Json, 0) => self.out.write_all(b"[]\n")?,
            (RecordFormat::Json, _) => self.out.write_all(b"\n]\n")?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.ended)
    }
}

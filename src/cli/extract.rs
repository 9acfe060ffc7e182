//! `anpu extract`: records to standard output without a dataset, one document after the other.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::TripleRef;

use super::args::{Extract, Input, RecordFormat};
use super::progress::Progress;
use super::{Ended, reading};
use crate::corpus;
use crate::model::{Document, Record};
use crate::pipeline::{Extracted, Grapher, each_document};
use crate::rdf::Iris;
use crate::rdf::vocab::PREFIXES;

/// Runs the command.
pub(super) fn run(args: &Extract, quiet: bool) -> anyhow::Result<Ended> {
    let lexicon = reading::lexicon(&args.reading)?;
    let iris = Iris::new(&args.reading.base)?;
    let out = Output::new(args.format, BufWriter::new(io::stdout().lock()))?;
    let mut printer = Printer { out, graphs: Grapher::new(&lexicon, &iris), ended: Ended::Done };
    let progress = Progress::documents(quiet);
    each_document(documents(args)?, &lexicon, |extracted| {
        progress.step();
        printer.take(extracted)
    })?;
    progress.finish();
    printer.out.finish()?;
    Ok(printer.ended)
}

type Documents = Box<dyn Iterator<Item = Result<Document, corpus::Error>>>;

fn documents(args: &Extract) -> anyhow::Result<Documents> {
    let stdin = args.paths == [Path::new("-")];
    Ok(match args.from {
        Input::Ndjson if stdin => Box::new(corpus::documents_from_ndjson("-", io::stdin().lock())),
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
    io::stdin().lock().take(corpus::limits::MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(Box::new(std::iter::once(corpus::read_bytes("-", "stdin", &bytes))))
}

/// Prints records and tells of refused documents.
struct Printer<'a, W: Write> {
    out: Output<W>,
    graphs: Grapher<'a>,
    ended: Ended,
}

/// Where records go, and in which form.
enum Output<W: Write> {
    Lines(W),
    /// A list that begins with its first record.
    List(W, usize),
    Triples(WriterQuadSerializer<W>),
    Quads(WriterQuadSerializer<W>),
}

impl<W: Write> Output<W> {
    fn new(format: RecordFormat, out: W) -> anyhow::Result<Self> {
        Ok(match format {
            RecordFormat::Ndjson => Self::Lines(out),
            RecordFormat::Json => Self::List(out, 0),
            RecordFormat::Turtle => Self::Triples(serializer(RdfFormat::Turtle)?.for_writer(out)),
            RecordFormat::Nquads => Self::Quads(RdfSerializer::from_format(RdfFormat::NQuads).for_writer(out)),
        })
    }

    fn finish(self) -> io::Result<()> {
        let mut out = match self {
            Self::Lines(out) => out,
            Self::List(mut out, printed) => {
                out.write_all(if printed == 0 { b"[]\n" } else { b"\n]\n" })?;
                out
            }
            Self::Triples(writer) | Self::Quads(writer) => writer.finish()?,
        };
        out.flush()
    }
}

fn serializer(format: RdfFormat) -> anyhow::Result<RdfSerializer> {
    let named =
        |serializer: RdfSerializer, (prefix, namespace): &(&str, &str)| serializer.with_prefix(*prefix, *namespace);
    Ok(PREFIXES.iter().try_fold(RdfSerializer::from_format(format), named)?)
}

impl<W: Write> Printer<'_, W> {
    fn take(&mut self, extracted: Extracted) -> anyhow::Result<()> {
        match extracted {
            Ok((document, records)) => self.records(&document, &records),
            Err(error) => {
                self.ended = Ended::Refused;
                Ok(writeln!(io::stderr(), "{error}")?)
            }
        }
    }

    fn records(&mut self, document: &Document, records: &[Record]) -> anyhow::Result<()> {
        match &mut self.out {
            Output::Lines(out) => {
                for record in records {
                    serde_json::to_writer(&mut *out, record)?;
                    out.write_all(b"\n")?;
                }
            }
            Output::List(out, printed) => {
                for record in records {
                    out.write_all(if *printed == 0 { b"[\n" } else { b",\n" })?;
                    serde_json::to_writer_pretty(&mut *out, record)?;
                    *printed += 1;
                }
            }
            Output::Triples(out) => {
                self.graphs.document(document, records, |quad| out.serialize_triple(TripleRef::from(quad)))?;
            }
            Output::Quads(out) => self.graphs.document(document, records, |quad| out.serialize_quad(quad))?,
        }
        Ok(())
    }
}

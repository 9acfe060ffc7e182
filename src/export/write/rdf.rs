//! The whole graph in the formats of RDF, from the dataset's own N-Quads. Formats that know no named graphs get the union
//! of all.

use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};

use crate::export::{Error, parts};
use crate::rdf::XmlText;
use crate::rdf::vocab::PREFIXES;
use crate::store::Dataset;

use super::jsonld;
use super::statements::{self, Family};

/// Writes the graph of a dataset.
pub(in crate::export) fn write(dataset: &Dataset, format: RdfFormat, out: &mut dyn Write) -> Result<(), Error> {
    if format == RdfFormat::NQuads {
        io::copy(&mut dataset.snapshot()?, out)?;
        return Ok(());
    }
    if matches!(format, RdfFormat::JsonLd { .. }) {
        return jsonld::write(dataset, out);
    }
    if let Some(family) = family(format) {
        out.write_all(&statements::head(family))?;
        return each_part(dataset, "", |quads, bytes| statements::write(quads, family, bytes), out);
    }
    // Each part is written as a file of its own, without the head and foot that all files of the format have.
    let (head, foot) = frame(format)?;
    out.write_all(&head)?;
    let part = |quads: &[u8], bytes: &mut Vec<u8>| {
        bytes.reserve(quads.len());
        serialize(quads, format, bytes)?;
        if !bytes.starts_with(&head) || !bytes.ends_with(&foot) {
            return Err(Error::Unfit("a part of the file has another head".to_owned()));
        }
        bytes.truncate(bytes.len() - foot.len());
        bytes.drain(..head.len());
        Ok(())
    };
    each_part(dataset, "", part, out)?;
    Ok(out.write_all(&foot)?)
}

/// The family of formats whose terms are those of N-Quads.
fn family(format: RdfFormat) -> Option<Family> {
    match format {
        RdfFormat::NTriples => Some(Family::NTriples),
        RdfFormat::Turtle => Some(Family::Turtle),
        RdfFormat::TriG => Some(Family::TriG),
        _ => None,
    }
}

/// Writes the graph part by part, each of whole graphs, given as N-Quads (see [`parts::write`]).
pub(super) fn each_part(
    dataset: &Dataset,
    between: &str,
    make: impl Fn(&[u8], &mut Vec<u8>) -> Result<(), Error> + Sync,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let runs = parts::runs(dataset.index());
    let part = |part: usize, bytes: &mut Vec<u8>| {
        let quads = match runs.get(part) {
            Some(run) => dataset.quads_of_run(&dataset.index()[run.clone()])?,
            None => dataset.shared_quads()?,
        };
        make(&quads, bytes)
    };
    parts::write(runs.len() + 1, between, part, out)
}

/// Writes N-Quads, which are known to be right, in another format.
fn serialize(quads: &[u8], format: RdfFormat, out: &mut Vec<u8>) -> Result<(), Error> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in PREFIXES {
        serializer = serializer.with_prefix(*prefix, *namespace)?;
    }
    let is_xml = format == RdfFormat::RdfXml;
    let out: Box<dyn Write + '_> = if is_xml { Box::new(XmlText(out)) } else { Box::new(out) };
    let mut writer = serializer.for_writer(out);
    for quad in RdfParser::from_format(RdfFormat::NQuads).lenient().for_slice(quads) {
        let quad = quad?;
        if format.supports_datasets() {
            writer.serialize_quad(&quad)?;
        } else {
            writer.serialize_triple(quad.as_ref())?;
        }
    }
    writer.finish()?;
    Ok(())
}

/// What all files of a format begin and end with, as one without a statement does.
fn frame(format: RdfFormat) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut empty = Vec::new();
    serialize(&[], format, &mut empty)?;
    let end = if format == RdfFormat::RdfXml { b"</".as_slice() } else { b"" };
    let foot = empty.windows(2).rposition(|pair| pair == end).map_or_else(Vec::new, |at| empty.split_off(at));
    Ok((empty, foot))
}

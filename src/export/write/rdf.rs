//! The whole graph in the formats of RDF, from the dataset's own N-Quads. Formats that know no named graphs get the union
//! of all.

use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};

use crate::export::Error;
use crate::rdf::vocab::PREFIXES;
use crate::store::Dataset;

use super::jsonld;

/// Writes the graph of a dataset.
pub(in crate::export) fn write(dataset: &Dataset, format: RdfFormat, out: &mut dyn Write) -> Result<(), Error> {
    let mut snapshot = dataset.snapshot()?;
    if format == RdfFormat::NQuads {
        io::copy(&mut snapshot, out)?;
        return Ok(());
    }
    if matches!(format, RdfFormat::JsonLd { .. }) {
        return jsonld::write(snapshot, out);
    }
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in PREFIXES {
        serializer = serializer.with_prefix(*prefix, *namespace)?;
    }
    let mut writer = serializer.for_writer(out);
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(snapshot) {
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

//! `anpu export`: a dataset in the format of another tool.

use std::path::Path;

use anyhow::Context;

use super::args::Export as Args;
use super::language::is_chinese;
use super::{Ended, remote};
use crate::export::view::{Role, years};
use crate::export::{Error, Filters, Format, Options, Sink, View, export};
use crate::server::still;
use crate::store::Dataset;

/// Runs the command.
pub(super) fn run(args: &Args) -> anyhow::Result<Ended> {
    let options = options(args)?;
    let dataset = remote::open(&args.dataset.dataset, args.endpoint.as_deref(), &args.login)?;
    match &args.output {
        Some(path) => write(&dataset, &options, Sink::Path(path)).with_context(|| path.display().to_string())?,
        None => write(&dataset, &options, Sink::Stream(&mut std::io::stdout().lock()))?,
    }
    Ok(Ended::Done)
}

/// The page belongs to the server, and so does a still of it.
fn write(dataset: &Dataset, options: &Options, sink: Sink<'_>) -> Result<(), Error> {
    match options.format {
        Format::Html => still(dataset, options, sink),
        _ => export(dataset, options, sink),
    }
}

fn options(args: &Args) -> anyhow::Result<Options> {
    let format = match (&args.format, &args.output) {
        (Some(name), _) => Format::parse(name)?,
        (None, path) => Format::of_file(path.as_deref().unwrap_or(Path::new("")))?,
    };
    let filters = Filters {
        place: args.place.clone(),
        family: args.family.clone(),
        years: args.year.as_deref().map(years).transpose()?,
        min_support: args.min_support.unwrap_or_default(),
        role: args.role.as_deref().map(Role::parse).transpose()?,
    };
    let view = args.view.as_deref().map(View::parse).transpose()?.unwrap_or_default();
    Ok(Options { format, view, filters, chinese: is_chinese() })
}

//! `anpu build`: documents into a dataset.

use std::io::Write;
use std::path::Path;

use rust_i18n::t;

use super::args::Build;
use super::progress::Progress;
use super::{Ended, reading};
use crate::corpus;
use crate::pipeline::{self, Progress as Event};
use crate::rdf::Iris;
use crate::store::Dataset;

/// Runs the command.
pub(super) fn run(args: &Build, quiet: bool) -> anyhow::Result<Ended> {
    let lexicon = reading::lexicon(&args.reading)?;
    let iris = Iris::new(&args.reading.base)?;
    let files = corpus::files(&args.paths);
    let progress = Progress::of(files.len(), quiet);
    let read = |file: Result<corpus::Input, corpus::Error>| file.and_then(|input| corpus::read(&input));
    let report = pipeline::build(files, read, &lexicon, &iris, &args.dataset.dataset, |event| match event {
        Event::Read { .. } | Event::Refused => progress.step(),
        Event::Finishing => progress.say(&t!("build.finishing")),
    })?;
    progress.finish();
    tell(&report.dataset, &report.refused, &args.dataset.dataset, quiet)
}

/// Tells on standard error what was refused and what there is now.
fn tell(dataset: &Dataset, refused: &[corpus::Error], folder: &Path, quiet: bool) -> anyhow::Result<Ended> {
    let mut err = std::io::stderr().lock();
    for error in refused {
        writeln!(err, "{}: {error}", t!("build.refused"))?;
    }
    if !quiet {
        let totals = &dataset.manifest().totals;
        let (documents, cases, quads) = (totals.documents, totals.cases, totals.quads);
        writeln!(
            err,
            "{}",
            t!("build.done", folder = folder.display(), documents = documents, cases = cases, quads = quads)
        )?;
    }
    Ok(if refused.is_empty() { Ended::Done } else { Ended::Refused })
}

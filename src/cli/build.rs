//! `anpu build`: documents into a dataset.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use rust_i18n::t;

use super::args::Build;
use super::progress::Progress;
use super::{Ended, reading};
use crate::corpus;
use crate::model::{Decision, Standing};
use crate::pipeline::{self, Options, Progress as Event, Report};
use crate::rdf::Iris;
use crate::store::Entry;

/// Runs the command.
pub(super) fn run(args: &Build, quiet: bool) -> anyhow::Result<Ended> {
    // A mistyped path must not empty the dataset.
    if let Some(missing) = args.paths.iter().find(|path| !path.exists()) {
        anyhow::bail!(t!("build.missing", path = missing.display()).into_owned());
    }
    let lexicon = reading::lexicon(&args.reading)?;
    let iris = Iris::new(&args.reading.base)?;
    let files = corpus::files(&args.paths);
    let progress = Progress::of(files.len(), quiet);
    let open = |file: Result<corpus::Input, corpus::Error>| file.and_then(|input| corpus::Raw::open(&input));
    let folder = args.dataset.dataset.as_path();
    let options = Options { lexicon: &lexicon, iris: &iris, folder, fresh: args.fresh };
    let report = pipeline::build(files, open, options, |event| match event {
        Event::Document { .. } | Event::Refused => progress.step(),
        Event::Finishing => progress.say(&t!("build.finishing")),
    })?;
    progress.finish();
    tell(&report, folder, quiet)
}

/// Tells on standard error what was refused, which decisions did not apply, what was given twice, and what there is now.
fn tell(report: &Report, folder: &Path, quiet: bool) -> anyhow::Result<Ended> {
    let Report { dataset, refused, read, kept, gone, idle } = report;
    let mut err = std::io::stderr().lock();
    for error in refused {
        writeln!(err, "{}: {error}", t!("build.refused"))?;
    }
    for (decision, standing) in idle {
        writeln!(err, "{}", idle_line(decision, standing))?;
    }
    if !quiet {
        for (copy, first) in copies(dataset.index()) {
            writeln!(err, "{}", t!("build.copy", copy = copy, first = first))?;
        }
        let totals = &dataset.manifest().totals;
        let (documents, cases, quads) = (totals.documents, totals.cases, totals.quads);
        writeln!(err, "{}", t!("build.changes", read = read, kept = kept, gone = gone))?;
        writeln!(
            err,
            "{}",
            t!("build.done", folder = folder.display(), documents = documents, cases = cases, quads = quads)
        )?;
    }
    Ok(if refused.is_empty() { Ended::Done } else { Ended::Refused })
}

/// Each document that has the bytes of one before it, with that one: folders hold copies, whose cases would count twice.
fn copies(index: &[Entry]) -> impl Iterator<Item = (&str, &str)> {
    let mut first = HashMap::new();
    index.iter().filter_map(move |entry| {
        let known = *first.entry(entry.sha256.as_str()).or_insert(entry.file.as_str());
        (known != entry.file).then_some((entry.file.as_str(), known))
    })
}

/// A decision that did not apply, and why.
fn idle_line(decision: &Decision, standing: &Standing) -> String {
    let why = match standing {
        Standing::Unfit(why) => t!("decision.unfit", why = why),
        other => t!(format!("decision.{}", other.as_str())),
    };
    let words = serde_json::to_string(decision).unwrap_or_default();
    format!("{}: {why}: {words}", t!("decision.idle"))
}

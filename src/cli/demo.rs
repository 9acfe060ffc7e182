//! `anpu demo`: the sample cases, from documents to the answer, in one go.

use std::io::Write;
use std::path::Path;

use rust_i18n::t;

use super::args::Demo;
use super::language::is_chinese;
use super::{Ended, analyze, serve, tables};
use crate::analysis::{RecurrenceOptions, Report, recurrence};
use crate::corpus;
use crate::export::table::{Results, TableFormat};
use crate::lexicon::Lexicon;
use crate::pipeline::{self, Options};
use crate::rdf::Iris;
use crate::rdf::iri::DEFAULT_BASE;
use crate::server::ServerOptions;
use crate::store::Dataset;

/// Columns of the recurrence table that fit a terminal and answer the question.
const COLUMNS: [&str; 7] = ["practice", "support", "places", "first_year", "originators", "adopters", "evidence"];

/// Runs the command.
pub(super) fn run(args: &Demo) -> anyhow::Result<Ended> {
    let folder = &args.dataset;
    let lexicon = Lexicon::builtin()?;
    let dataset = build(folder, &lexicon)?;
    print(&dataset, &lexicon)?;
    writeln!(std::io::stderr(), "\n{}", t!("demo.next", folder = folder.display()))?;
    if args.no_serve {
        return Ok(Ended::Done);
    }
    let mut options = ServerOptions::new(folder);
    options.bind = args.bind;
    serve::start(options)
}

fn build(folder: &Path, lexicon: &Lexicon) -> anyhow::Result<Dataset> {
    let iris = Iris::new(DEFAULT_BASE)?;
    let options = Options { lexicon, iris: &iris, folder, fresh: false };
    let report = pipeline::build(corpus::samples(), Ok, options, |_| {})?;
    if let Some(refused) = report.refused.into_iter().next() {
        return Err(refused.into());
    }
    Ok(report.dataset)
}

/// Prints which mechanisms recur in which places.
fn print(dataset: &Dataset, lexicon: &Lexicon) -> anyhow::Result<()> {
    let totals = &dataset.manifest().totals;
    writeln!(std::io::stderr(), "{}\n", t!("demo.read", documents = totals.documents, cases = totals.cases))?;
    let report = recurrence(&analyze::corpus(dataset, lexicon)?, RecurrenceOptions::default());
    let table = report.tables().swap_remove(0).picked(&COLUMNS, usize::MAX);
    tables::print(&table, &mut Results::new(dataset, lexicon, is_chinese()), TableFormat::Terminal, None)
}

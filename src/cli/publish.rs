//! `anpu publish`: a dataset into another store.

use std::io::Write;

use rust_i18n::t;

use super::args::Publish;
use super::progress::Progress;
use super::{Ended, remote};
use crate::export::{Published, publish};
use crate::store::Dataset;

/// Runs the command.
pub(super) fn run(args: &Publish, quiet: bool) -> anyhow::Result<Ended> {
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let progress = Progress::of(dataset.index().len(), quiet);
    let remote = remote::remote(&args.url, &args.login)?;
    let Published { sent, unchanged, removed } = publish(&dataset, &remote, args.again, || progress.step())?;
    progress.finish();
    if !quiet {
        let told = t!("publish.done", url = args.url, sent = sent, unchanged = unchanged, removed = removed);
        writeln!(std::io::stderr(), "{told}")?;
    }
    Ok(Ended::Done)
}

//! `anpu backup`: a copy of a dataset, which may be served and written meanwhile.

use std::io::Write;

use rust_i18n::t;

use super::Ended;
use super::args::Backup;
use crate::store::backup;

/// Runs the command.
pub(super) fn run(args: &Backup) -> anyhow::Result<Ended> {
    backup(&args.dataset.dataset, &args.target)?;
    writeln!(std::io::stderr(), "{}", t!("backup.done", folder = args.target.display()))?;
    Ok(Ended::Done)
}

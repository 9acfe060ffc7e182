//! Commands that print what is compiled in: the record's schema, completion scripts.

use std::io::Write;

use clap::CommandFactory;

use super::Ended;
use super::args::{Cli, Completions};
use crate::model::Record;

/// Prints the JSON Schema of the record.
pub(super) fn schema() -> anyhow::Result<Ended> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &schemars::schema_for!(Record))?;
    writeln!(out)?;
    Ok(Ended::Done)
}

/// Prints a completion script.
pub(super) fn completions(args: &Completions) -> anyhow::Result<Ended> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "anpu", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Ended::Done)
}

//! The command line: what was typed (`args`), what it means (one file a command), and what is printed.
//!
//! Standard output carries results only; everything else goes to standard error. Exit codes: 0 done, 1 done but
//! something was refused or fell below a threshold, 2 could not run. A broken pipe is success.

mod analyze;
mod args;
mod backup;
mod build;
mod demo;
mod diff;
mod eval;
mod explain;
mod export;
mod extract;
mod language;
mod misc;
mod progress;
mod publish;
mod query;
mod reading;
mod remote;
mod report;
mod review;
mod serve;
mod tables;
mod train;
mod validate;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use rust_i18n::t;

use args::{Cli, Command};

/// How a command that ran ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// All was done.
    Done,
    /// It was done, but something was refused or fell below a threshold.
    Refused,
}

/// Runs the program with the given arguments, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    language::choose(&args);
    let parsed = language::localised(Cli::command()).try_get_matches_from(args);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match dispatch(&cli) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Refused) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even standard error is gone, the exit code is all that is left to say.
            let _ = writeln!(std::io::stderr(), "{}: {}", t!("error"), told(&error));
            ExitCode::from(2)
        }
    }
}

fn dispatch(cli: &Cli) -> anyhow::Result<Ended> {
    match &cli.command {
        Command::Build(args) => build::run(args, cli.quiet),
        Command::Query(args) => query::run(args),
        Command::Analyze(args) => analyze::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Extract(args) => extract::run(args, cli.quiet),
        Command::Eval(args) => eval::run(args),
        Command::Export(args) => export::run(args),
        Command::Report(args) => report::run(args),
        Command::Train(args) => train::run(args),
        Command::Validate(args) => validate::run(args),
        Command::Publish(args) => publish::run(args, cli.quiet),
        Command::Diff(args) => diff::run(args),
        Command::Review(args) => review::run(args),
        Command::Schema => misc::schema(),
        Command::Completions(args) => misc::completions(args),
    }
}

/// An error with its causes, each said once.
fn told(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.ends_with(&cause) {
            text.extend([": ", &cause]);
        }
    }
    text
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind)
            .or_else(|| cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind))
    };
    error.chain().any(|cause| io(cause) == Some(std::io::ErrorKind::BrokenPipe))
}

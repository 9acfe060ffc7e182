//! The command line: what was typed, what it means, and what is printed.
//!
//! Standard output carries results only; everything else goes to standard error. Exit codes: 0 done, 1 done but
//! something was refused or fell below a threshold, 2 could not run.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::ExitCode;

use crate::lexicon::Lexicon;
use crate::model::{Document, MediaType, Source};
use crate::pipeline;

/// Runs the program with the given arguments, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    match extract(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::from(2)
        }
    }
}

/// Provisional: `anpu extract [-f ndjson] FILE|-` on UTF-8 text.
fn extract(args: &[OsString]) -> anyhow::Result<()> {
    let path = args.last().cloned().unwrap_or_default();
    let mut text = String::new();
    if path == "-" {
        std::io::stdin().read_to_string(&mut text)?;
    } else {
        text = std::fs::read_to_string(&path)?;
    }
    let source =
        Source { file: path.to_string_lossy().into_owned(), sha256: String::new(), media_type: MediaType::Text };
    let stem = std::path::Path::new(&path).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let document = Document { id: stem, source, text };
    let mut out = std::io::stdout().lock();
    for record in pipeline::records(&document, &Lexicon::builtin()?) {
        writeln!(out, "{}", serde_json::to_string(&record)?)?;
    }
    Ok(())
}

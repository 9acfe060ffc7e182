//! `anpu train`: from a folder of gold records to the model files of `data/`.

use std::fs;

use anyhow::Context;

use super::args::Train;
use super::{Ended, reading};
use crate::pipeline::{mechanism_training, train};

/// Runs the command.
pub(super) fn run(args: &Train) -> anyhow::Result<Ended> {
    let lexicon = reading::lexicon(&args.reading)?;
    let mut cases = train::outcome_examples(&args.gold, &lexicon).with_context(|| args.gold.display().to_string())?;
    if let Some(more) = &args.facts {
        cases.extend(train::outcome_examples(more, &lexicon).with_context(|| more.display().to_string())?);
    }
    let file = args.output.join("outcome-weights.tsv");
    fs::create_dir_all(&args.output).with_context(|| args.output.display().to_string())?;
    fs::write(&file, train::outcome_weights(&cases)).with_context(|| file.display().to_string())?;
    let cases = mechanism_training::mechanism_cases(&args.gold).with_context(|| args.gold.display().to_string())?;
    let file = args.output.join("mechanism-weights.tsv");
    let weights = mechanism_training::mechanism_weights(&cases.iter().collect::<Vec<_>>(), &lexicon)?;
    fs::write(&file, weights).with_context(|| file.display().to_string())?;
    Ok(Ended::Done)
}

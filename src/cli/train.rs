//! `anpu train`: from a folder of gold records to the model files of `data/`.

use std::fs;

use anyhow::Context;

use super::args::Train;
use super::{Ended, reading};
use crate::pipeline::{implementer_training, mechanism_training, train};

/// Runs the command.
pub(super) fn run(args: &Train) -> anyhow::Result<Ended> {
    let lexicon = reading::lexicon(&args.reading)?;
    let (mut outcomes, mut practices, mut implementers) = (Vec::new(), Vec::new(), Vec::new());
    for folder in std::iter::once(&args.gold).chain(&args.facts) {
        let place = || folder.display().to_string();
        let standard = folder == &args.gold;
        outcomes.extend(train::outcome_examples(folder, standard, &lexicon).with_context(place)?);
        implementers.extend(implementer_training::implementer_examples(folder, &lexicon).with_context(place)?);
        practices.extend(mechanism_training::mechanism_cases(folder, standard).with_context(place)?);
    }
    fs::create_dir_all(&args.output).with_context(|| args.output.display().to_string())?;
    let weights = mechanism_training::mechanism_weights(&practices.iter().collect::<Vec<_>>(), &lexicon)?;
    let files = [
        ("outcome-weights.tsv", Some(train::outcome_weights(&outcomes))),
        ("implementer-weights.tsv", implementer_training::implementer_weights(&implementers)),
        ("mechanism-weights.tsv", Some(weights)),
    ];
    for (name, text) in files.into_iter().filter_map(|(name, text)| Some((name, text?))) {
        let file = args.output.join(name);
        fs::write(&file, text).with_context(|| file.display().to_string())?;
    }
    Ok(Ended::Done)
}

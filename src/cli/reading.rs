//! What the commands that read documents share.

use super::args::Reading;
use crate::lexicon::Lexicon;

/// The lexicon that the options ask for.
pub(super) fn lexicon(reading: &Reading) -> anyhow::Result<Lexicon> {
    Ok(Lexicon::with_folders(&reading.lexicon)?)
}

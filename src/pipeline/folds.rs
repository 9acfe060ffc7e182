//! Models trained without the cases that they are tested on: the annotated cases of a folder dealt out into folds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::implementer_training::{ImplementerCase, implementer_examples, implementer_fit};
use super::mechanism_training::{MechanismCase, mechanism_cases, mechanism_weights};
use super::train::{CaseExamples, outcome_examples, outcome_fit};
use crate::lexicon::{Error, Lexicon, MechanismModel, Weights};

/// Annotated cases dealt out into folds, one after the other in order of their names.
pub struct Folds {
    mechanisms: Vec<MechanismCase>,
    outcomes: Vec<CaseExamples>,
    implementers: Vec<ImplementerCase>,
    /// Names of the cases, ordered.
    ids: Vec<String>,
    number: usize,
}

impl Folds {
    /// Deals out the annotated cases of a folder into a number of folds, at least two; those of `more` folders are in
    /// none, so that the models of every fold learn from them.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or a record that has not the form of the annotation guide.
    pub fn new<P: AsRef<Path>>(folder: &Path, more: &[P], lexicon: &Lexicon, number: usize) -> std::io::Result<Self> {
        let (mut outcomes, mut mechanisms) = (outcome_examples(folder, true, lexicon)?, mechanism_cases(folder, true)?);
        let mut implementers = implementer_examples(folder, lexicon)?;
        let ids: BTreeSet<String> = outcomes.iter().map(|case| case.id.clone()).collect();
        for folder in more {
            outcomes.extend(outcome_examples(folder.as_ref(), false, lexicon)?);
            mechanisms.extend(mechanism_cases(folder.as_ref(), false)?);
            implementers.extend(implementer_examples(folder.as_ref(), lexicon)?);
        }
        Ok(Self { mechanisms, outcomes, implementers, ids: ids.into_iter().collect(), number: number.max(2) })
    }

    /// The folds, by number.
    #[must_use]
    pub const fn all(&self) -> std::ops::Range<usize> {
        0..self.number
    }

    /// Whether a case is in a fold.
    #[must_use]
    pub fn holds(&self, fold: usize, id: &str) -> bool {
        self.ids.iter().position(|known| known == id).is_some_and(|index| index % self.number == fold)
    }

    /// Puts models into a lexicon that were trained without the cases of a fold.
    ///
    /// # Errors
    /// None but a fault in the program: the text of a model made here is read again.
    pub fn leave_out(&self, fold: usize, lexicon: &mut Lexicon) -> Result<(), Error> {
        let others: Vec<&MechanismCase> = self.mechanisms.iter().filter(|case| !self.holds(fold, &case.id)).collect();
        let text = mechanism_weights(&others, lexicon)?;
        lexicon.mechanism_model = MechanismModel::read(&lexicon.mechanisms, &text)?;
        let weights = outcome_fit(self.outcomes.iter().filter(|case| !self.holds(fold, &case.id)));
        lexicon.outcomes.weights = weights_of(&weights);
        if let Some(weights) = implementer_fit(self.implementers.iter().filter(|case| !self.holds(fold, &case.id))) {
            lexicon.implementers = weights_of(&weights);
        }
        Ok(())
    }
}

fn weights_of(weights: &BTreeMap<String, f64>) -> Weights {
    Weights::new(weights.iter().map(|(name, weight)| (name.as_str(), *weight)))
}

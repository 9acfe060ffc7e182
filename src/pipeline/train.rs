//! Training: from annotated cases to the weights of the models in `data/`.
//!
//! The same folder gives the same weights, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use super::annotated::{Annotated, annotated};
use super::habits::{add_own, settle};
use crate::eval::logistic::{Example, fit, predict};
use crate::extract;
use crate::lexicon::Lexicon;
use crate::model::OutcomeMention;

/// Strength of the penalty on weights, found by leaving a sixth of the cases out.
const RIDGE: f64 = 1.75;
/// Rounds of fitting; the weights change little after these.
const ROUNDS: usize = 300;
/// Weights below this change no decision and are left out of the file.
const LEAST_WEIGHT: f64 = 0.005;

/// The examples of one case.
pub struct CaseExamples {
    /// The case.
    pub id: String,
    /// Each candidate's features, and whether the annotators hold it to be a result.
    pub examples: Vec<Example>,
    /// Whether its annotators are those whose habits the model follows where annotators differ.
    pub standard: bool,
}

/// What of an annotated record training needs.
#[derive(serde::Deserialize)]
struct Gold {
    outcomes: Vec<GoldOutcome>,
}

#[derive(serde::Deserialize)]
struct GoldOutcome {
    value: f64,
    unit: Option<String>,
    quote: String,
}

/// The examples of all cases of a folder, in order of their names; whether its annotators set the standard.
///
/// # Errors
/// A folder or file that cannot be read, or a record that has not the form of the annotation guide.
pub fn outcome_examples(folder: &Path, standard: bool, lexicon: &Lexicon) -> std::io::Result<Vec<CaseExamples>> {
    let texts = annotated::<Gold>(folder)?.into_iter();
    Ok(texts.map(|one| CaseExamples { examples: examples(&one, lexicon), id: one.id, standard }).collect())
}

/// The weights that the examples teach, as the text of `outcome-weights.tsv`.
#[must_use]
pub fn outcome_weights(cases: &[CaseExamples]) -> String {
    weights_file("tell a measured result", &outcome_fit(cases))
}

/// The text of a file of weights of the features that tell something.
pub(super) fn weights_file(what: &str, weights: &BTreeMap<String, f64>) -> String {
    let mut text = format!("# Weights of the features that {what}; made by `anpu train`.\n");
    for (name, weight) in weights.iter().filter(|(_, weight)| weight.abs() >= LEAST_WEIGHT) {
        text.extend([name, "\t", &format!("{weight:.3}"), "\n"]);
    }
    text
}

/// The weights that the examples teach, by feature.
#[must_use]
pub fn outcome_fit<'a>(cases: impl IntoIterator<Item = &'a CaseExamples>) -> BTreeMap<String, f64> {
    let cases: Vec<&CaseExamples> = cases.into_iter().collect();
    let mixed = cases.iter().any(|case| !case.standard);
    let mut examples = Vec::new();
    for case in cases {
        let first = examples.len();
        examples.extend(case.examples.iter().cloned());
        if mixed && case.standard {
            examples[first..].iter_mut().for_each(|(features, _)| add_own(features));
        }
    }
    settle(fit(&examples, RIDGE, ROUNDS))
}

/// For each example its probability by a model that has not seen its case, and its label.
#[must_use]
pub fn leave_one_case_out(cases: &[CaseExamples]) -> Vec<(f64, bool)> {
    let mut judged = Vec::new();
    for left_out in cases {
        let weights = outcome_fit(cases.iter().filter(|case| case.id != left_out.id));
        judged.extend(left_out.examples.iter().map(|(features, label)| (predict(&weights, features), *label)));
    }
    judged
}

fn examples(one: &Annotated<Gold>, lexicon: &Lexicon) -> Vec<Example> {
    let mut found: Vec<Candidate> = Vec::new();
    for case in &one.cases {
        let text = case.text.as_str();
        found.extend(extract::outcome_candidates(case, lexicon).into_iter().map(|(mention, features)| Candidate {
            context: context(text, &mention),
            mention,
            features,
            taken: false,
        }));
    }
    for outcome in &one.gold.outcomes {
        take_best(&mut found, outcome);
    }
    found.into_iter().map(|candidate| (candidate.features, candidate.taken)).collect()
}

struct Candidate {
    mention: OutcomeMention,
    features: Vec<String>,
    context: String,
    taken: bool,
}

/// Marks the candidate that has the outcome's value and unit and shares most of its quote.
fn take_best(found: &mut [Candidate], outcome: &GoldOutcome) {
    let unit = outcome.unit.as_deref().unwrap_or_default();
    let same = |candidate: &&mut Candidate| {
        let close = (candidate.mention.value - outcome.value).abs() <= 1e-6 * outcome.value.abs().max(1.0);
        !candidate.taken && close && candidate.mention.unit == unit
    };
    let best = found.iter_mut().filter(same).rev().max_by_key(|candidate| shared(&outcome.quote, &candidate.context));
    if let Some(candidate) = best {
        candidate.taken = true;
    }
}

/// Number of pairs of characters of a quote that a context has too.
fn shared(quote: &str, context: &str) -> usize {
    let quote: Vec<char> = quote.chars().filter(|c| !c.is_whitespace()).collect();
    quote.windows(2).filter(|pair| context.contains(&pair.iter().collect::<String>())).count()
}

/// The quote with some words before it.
fn context(text: &str, mention: &OutcomeMention) -> String {
    let before = text[..mention.at.start].char_indices().rev().nth(20).map_or(0, |(at, _)| at);
    text[before..mention.at.end].to_owned()
}

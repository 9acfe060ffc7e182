//! Training the model of who carries a practice out: from cases without a header that says so to the weights of
//! `implementer-weights.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::annotated::{Annotated, annotated};
use super::train::weights_file;
use crate::eval::logistic::{Example, fit};
use crate::extract;
use crate::lexicon::Lexicon;
use crate::resolve::Resolver;

/// Strength of the penalty on weights, found by leaving a fifth of the cases out.
const RIDGE: f64 = 3.0;
/// Rounds of fitting; the weights change little after these.
const ROUNDS: usize = 300;
/// Examples in which a feature stands at least; words around fewer units are chance.
const LEAST_EXAMPLES: usize = 3;

/// The units of one case.
pub struct ImplementerCase {
    /// The case.
    pub id: String,
    examples: Vec<Example>,
}

/// What of an annotated record training needs; `None` where it was not annotated.
#[derive(serde::Deserialize)]
struct Gold {
    implemented_by: Option<BTreeSet<String>>,
}

/// The units of the cases of a folder without a header, in order of the cases' names.
///
/// # Errors
/// A folder or file that cannot be read, or a record that has not the form of the annotation guide.
pub fn implementer_examples(folder: &Path, lexicon: &Lexicon) -> std::io::Result<Vec<ImplementerCase>> {
    let texts = annotated::<Gold>(folder)?.into_iter();
    Ok(texts.map(|one| ImplementerCase { examples: examples(&one, lexicon), id: one.id }).collect())
}

/// The weights that the cases teach, as the text of `implementer-weights.tsv`; `None` where all have a header.
#[must_use]
pub fn implementer_weights(cases: &[ImplementerCase]) -> Option<String> {
    Some(weights_file("tell who carries a practice out", &implementer_fit(cases)?))
}

/// The weights that the cases teach, by feature; `None` where all have a header.
#[must_use]
pub fn implementer_fit<'a>(cases: impl IntoIterator<Item = &'a ImplementerCase>) -> Option<BTreeMap<String, f64>> {
    let mut examples: Vec<Example> = cases.into_iter().flat_map(|case| case.examples.iter().cloned()).collect();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for feature in examples.iter().flat_map(|(features, _)| features) {
        *known.entry(feature.clone()).or_default() += 1;
    }
    for (features, _) in &mut examples {
        features.retain(|feature| known[feature] >= LEAST_EXAMPLES);
    }
    (!examples.is_empty()).then(|| fit(&examples, RIDGE, ROUNDS))
}

fn examples(one: &Annotated<Gold>, lexicon: &Lexicon) -> Vec<Example> {
    let Some(gold) = &one.gold.implemented_by else { return Vec::new() };
    let resolver = Resolver::new(&one.document, lexicon);
    let cases = one.cases.iter().filter(|case| case.implemented_by.is_empty());
    let units = cases.flat_map(|case| resolver.implementer_candidates(case, &extract::mentions(case, lexicon)));
    let example = |(name, features): (String, Vec<String>)| {
        let told: BTreeSet<String> = features.into_iter().collect();
        (told.into_iter().collect(), gold.contains(&name))
    };
    units.map(example).collect()
}

//! Annotators differ: what those of one folder hold to be a practice, others pass over. Models learn from all of them,
//! but follow the habits of those who set the standard.
//!
//! Each feature of a case of the standard stands there twice, once under a name of its own, so that fitting tells what
//! all annotators share from what is theirs; the sum of both is the weight (H. Daumé III, Frustratingly Easy Domain
//! Adaptation, ACL 2007).

use std::collections::BTreeMap;

/// Begins the names of what only cases of the standard have.
const OWN: &str = "own ";

/// Adds the features of its own to a case of the standard.
pub(super) fn add_own(features: &mut Vec<String>) {
    let own: Vec<String> =
        features.iter().map(String::as_str).chain(["bias"]).map(|name| format!("{OWN}{name}")).collect();
    features.extend(own);
}

/// The weights for cases of the standard.
pub(super) fn settle(weights: BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let mut settled = BTreeMap::new();
    for (name, weight) in weights {
        let shared = name.strip_prefix(OWN).map(str::to_owned);
        *settled.entry(shared.unwrap_or(name)).or_default() += weight;
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_standard_has_of_its_own_is_added_to_what_all_share() {
        let mut features = vec!["quoted".to_owned()];
        add_own(&mut features);
        assert_eq!(features, ["quoted", "own quoted", "own bias"]);
        let weights = [("quoted", 1.0), ("own quoted", 0.5), ("own bias", -0.25)];
        let weights = weights.into_iter().map(|(name, weight)| (name.to_owned(), weight)).collect();
        let settled: Vec<(String, f64)> = settle(weights).into_iter().collect();
        assert_eq!(settled, [("bias".to_owned(), -0.25), ("quoted".to_owned(), 1.5)]);
    }
}

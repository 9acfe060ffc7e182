//! Logistic regression over named binary features: small, exact and the same on every machine.

use std::collections::BTreeMap;

/// One example: the names of its features, and whether it is of the class.
pub type Example = (Vec<String>, bool);

/// The weights that make the examples most likely, drawn towards zero by `ridge` (the strength of an L2 penalty per
/// weight, the bias excepted). The bias is the feature named `bias`, which every example has.
///
/// Gradient ascent with a step for each weight (Adagrad), `rounds` times over all examples in their order.
#[must_use]
pub fn fit(examples: &[Example], ridge: f64, rounds: usize) -> BTreeMap<String, f64> {
    let names = names(examples);
    let rows: Vec<(Vec<usize>, f64)> = examples
        .iter()
        .map(|(features, of_class)| {
            let known = features.iter().filter_map(|name| names.get(name.as_str()).copied());
            (known.chain([0]).collect(), f64::from(u8::from(*of_class)))
        })
        .collect();
    let mut model = Model { weights: vec![0.0; names.len()], squares: vec![1e-8; names.len()] };
    for _ in 0..rounds {
        model.round(&rows, ridge);
    }
    names.into_iter().map(|(name, index)| (name.to_owned(), model.weights[index])).collect()
}

/// The probability that an example is of the class.
#[must_use]
pub fn predict(weights: &BTreeMap<String, f64>, features: &[String]) -> f64 {
    let sum: f64 = features.iter().filter_map(|name| weights.get(name)).sum();
    sigmoid(sum + weights.get("bias").copied().unwrap_or(0.0))
}

/// Every feature name with its index; `bias` has index 0.
fn names(examples: &[Example]) -> BTreeMap<&str, usize> {
    let mut names: BTreeMap<&str, usize> = BTreeMap::from([("bias", 0)]);
    for name in examples.iter().flat_map(|(features, _)| features) {
        let next = names.len();
        names.entry(name).or_insert(next);
    }
    names
}

struct Model {
    weights: Vec<f64>,
    squares: Vec<f64>,
}

impl Model {
    fn round(&mut self, rows: &[(Vec<usize>, f64)], ridge: f64) {
        let mut gradient: Vec<f64> = self.weights.iter().map(|weight| -ridge * weight).collect();
        gradient[0] = 0.0;
        for (features, label) in rows {
            let error = label - sigmoid(features.iter().map(|&index| self.weights[index]).sum());
            for &index in features {
                gradient[index] += error;
            }
        }
        for (index, slope) in gradient.into_iter().enumerate() {
            self.squares[index] += slope * slope;
            self.weights[index] += 0.5 * slope / self.squares[index].sqrt();
        }
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_tells_the_class_gets_the_weight() {
        let example = |names: &[&str], class| (names.iter().map(|&name| name.to_owned()).collect(), class);
        let examples: Vec<Example> =
            (0..20).flat_map(|_| [example(&["yes", "noise"], true), example(&["no", "noise"], false)]).collect();
        let weights = fit(&examples, 0.1, 200);
        assert!(weights["yes"] > 1.0 && weights["no"] < -1.0 && weights["noise"].abs() < 0.1, "{weights:?}");
        assert!(predict(&weights, &["yes".to_owned()]) > 0.9);
    }
}

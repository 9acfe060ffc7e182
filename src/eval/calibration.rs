//! Calibration: whether a fact's confidence is the share of such facts that are right.

use super::facts::Facts;
use super::measure::{Group, keys, matching};

/// The facts of one band of confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The least confidence in it.
    pub least: f64,
    /// Facts that are right.
    pub right: usize,
    /// Facts found.
    pub found: usize,
}

/// Where the bands begin.
const BANDS: [f64; 4] = [0.9, 0.7, 0.5, 0.0];

/// The bands of each group whose facts carry a confidence, the surest first. A fact is right if the gold record has it
/// by the group's own measure.
#[must_use]
pub fn calibration(cases: &[(String, Facts, Facts)]) -> Vec<(Group, Vec<Band>)> {
    let groups = [Group::Units, Group::Mechanisms, Group::Laws, Group::Outcomes, Group::Honours];
    groups.into_iter().map(|group| (group, bands(group, cases))).collect()
}

fn bands(group: Group, cases: &[(String, Facts, Facts)]) -> Vec<Band> {
    let mut bands = BANDS.map(|least| Band { least, right: 0, found: 0 });
    for (_, gold, found) in cases.iter().filter(|(_, gold, _)| group.is_annotated(gold)) {
        let pairs = matching(&keys(group, gold), &keys(group, found));
        for (at, confidence) in confidences(group, found).into_iter().enumerate() {
            if let Some(band) = bands.iter_mut().find(|band| confidence >= band.least) {
                band.found += 1;
                band.right += usize::from(pairs.iter().any(|(_, f)| *f == at));
            }
        }
    }
    bands.to_vec()
}

/// The confidence of each fact of a group, in the order of its keys.
fn confidences(group: Group, facts: &Facts) -> Vec<f64> {
    match group {
        Group::Units => facts.units.iter().map(|unit| unit.confidence).collect(),
        Group::Mechanisms => facts.practices().iter().map(|mechanism| mechanism.confidence).collect(),
        Group::Laws => facts.laws.iter().map(|law| law.confidence).collect(),
        Group::Outcomes => facts.outcomes.iter().map(|outcome| outcome.confidence).collect(),
        Group::Honours => facts.honours.iter().map(|honour| honour.confidence).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_counted_in_the_band_of_their_confidence() {
        let facts = |json: &str| Facts::from_gold(json).expect("the facts are JSON");
        let gold = facts(r#"{"laws": [{"title": "民法典"}, {"title": "刑法"}]}"#);
        let found = r#"{"laws": [{"title": "刑法", "confidence": 0.95}, {"title": "民法典", "confidence": 0.6},
            {"title": "海商法", "confidence": 0.9}]}"#;
        let cases = [("甲".to_owned(), gold, facts(found))];
        let laws = calibration(&cases).into_iter().find(|(group, _)| *group == Group::Laws).expect("the group");
        let counts: Vec<(usize, usize)> = laws.1.iter().map(|band| (band.right, band.found)).collect();
        assert_eq!(counts, [(1, 2), (0, 0), (1, 1), (0, 0)]);
    }
}

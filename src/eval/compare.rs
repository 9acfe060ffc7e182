//! What a change of the rules gained and lost, fact by fact.

use std::collections::BTreeSet;

use serde::Serialize;

use super::measure::{Group, Scores};

/// The facts of one group that moved between two runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Movement {
    /// The group.
    pub group: Group,
    /// F1 after less F1 before.
    pub f1: f64,
    /// Missed before, found now.
    pub found: Vec<String>,
    /// Found before, missed now.
    pub lost: Vec<String>,
    /// Wrongly found now, not before.
    pub wrong: Vec<String>,
    /// Wrongly found before, not now.
    pub cleared: Vec<String>,
}

/// The groups in which anything moved from one run to another over the same cases.
#[must_use]
pub fn compare(before: &Scores, after: &Scores) -> Vec<Movement> {
    let pairs = after.groups.iter().filter_map(|(group, after)| {
        let (_, before) = before.groups.iter().find(|(other, _)| other == group)?;
        let movement = Movement {
            group: *group,
            f1: after.f1() - before.f1(),
            found: only_first(&before.missed, &after.missed),
            lost: only_first(&after.missed, &before.missed),
            wrong: only_first(&after.extra, &before.extra),
            cleared: only_first(&before.extra, &after.extra),
        };
        (before != after).then_some(movement)
    });
    pairs.collect()
}

/// What stands in the first list and not in the second, in order of the text's letters.
fn only_first(first: &[String], second: &[String]) -> Vec<String> {
    let second: BTreeSet<&String> = second.iter().collect();
    let first: BTreeSet<&String> = first.iter().collect();
    first.difference(&second).map(|fact| (*fact).clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Facts, score};
    use super::*;

    #[test]
    fn gains_and_losses_are_told_apart() {
        let gold = Facts::from_gold(r#"{"places": ["甲", "乙"]}"#).expect("facts");
        let run = |found: &str| score(&[("案".to_owned(), gold.clone(), Facts::from_gold(found).expect("facts"))]);
        let moved = compare(&run(r#"{"places": ["甲", "丙"]}"#), &run(r#"{"places": ["乙"]}"#));
        assert_eq!(moved.len(), 1);
        let places = &moved[0];
        assert_eq!((&*places.found, &*places.lost), (&["案 乙".to_owned()][..], &["案 甲".to_owned()][..]));
        assert_eq!((&*places.cleared, places.wrong.len()), (&["案 丙".to_owned()][..], 0));
    }
}

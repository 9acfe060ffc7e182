//! Practices that travel together, and the null model, against counting by definition in Python.

use anpu::analysis::{
    Chance, Corpus, Dimension, Level, RecurrenceOptions, Report, SetOptions, practice_sets, recurrence,
};
use serde_json::Value;

use super::{case, corpus_of, golden, numbers};

/// A case for each row of items, in the place that `place` tells.
fn cases(rows: &Value, place: impl Fn(usize) -> String) -> Corpus {
    let record = |(at, row): (usize, &Value)| {
        let practices: Vec<String> = numbers(row).iter().map(|item| format!("做法{item:02}")).collect();
        case(&format!("c/{at:02}"), 2025, &[&place(at)], &practices.iter().map(String::as_str).collect::<Vec<_>>())
    };
    corpus_of(&rows.as_array().unwrap().iter().enumerate().map(record).collect::<Vec<_>>(), &[])
}

#[test]
fn closed_sets_and_their_support_are_those_of_the_definition() {
    let golden = golden();
    let corpus = cases(&golden["sets"]["rows"], |_| "甲区".to_owned());
    let found = practice_sets(&corpus, SetOptions { level: Level::Concept, min_support: Some(3) });
    let mut sets: Vec<(Vec<String>, usize)> =
        found.sets.iter().map(|set| (set.practices.iter().map(ToString::to_string).collect(), set.support)).collect();
    sets.sort();
    let expected = golden["sets"]["closed"].as_array().unwrap().iter().map(|set| {
        let items: Vec<String> = numbers(&set[0]).iter().map(|item| format!("做法{item:02}")).collect();
        (items, usize::try_from(set[1].as_u64().unwrap()).unwrap())
    });
    assert_eq!(sets, expected.collect::<Vec<_>>());
    assert!(found.tables()[0].rows.iter().all(|row| row.len() == found.tables()[0].columns.len()));
}

#[test]
fn lift_is_support_over_that_of_independent_practices() {
    let golden = golden();
    let corpus = cases(&golden["sets"]["rows"], |_| "甲区".to_owned());
    let found = practice_sets(&corpus, SetOptions { level: Level::Concept, min_support: Some(3) });
    let rows: Vec<Vec<f64>> = golden["sets"]["rows"].as_array().unwrap().iter().map(numbers).collect();
    for set in &found.sets {
        let items: Vec<f64> =
            set.practices.iter().map(|name| name.trim_start_matches("做法").parse().unwrap()).collect();
        let support =
            |item: &f64| f64::from(u32::try_from(rows.iter().filter(|row| row.contains(item)).count()).unwrap());
        let independent: f64 = items.iter().map(|item| support(item) / 40.0).product::<f64>() * 40.0;
        let together = f64::from(u32::try_from(set.support).unwrap());
        assert!((set.lift - together / independent).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&set.p) && set.q >= set.p, "{set:?}");
    }
}

/// Six cases in three places, few enough to write down all 3,715 matrices with the same sums.
#[test]
fn chances_are_those_of_all_matrices_with_the_same_sums() {
    let golden = golden()["null_model"].take();
    let places = numbers(&golden["places"]);
    let corpus = cases(&golden["rows"], |at| format!("{}区", places[at]));
    for (chance, within) in [(Chance::Sampled { samples: 40_000, seed: 1 }, 0.01), (Chance::Analytic, 0.06)] {
        let options =
            RecurrenceOptions { level: Level::Concept, by: Dimension::Place, min_groups: 1, min_cases: 1, chance };
        let found = recurrence(&corpus, options);
        assert_eq!(found.practices.len(), 5);
        for practice in &found.practices {
            let item: usize = practice.name.trim_start_matches("做法").parse().unwrap();
            let gap = |found: f64, key: &str| (found - golden[key][item].as_f64().unwrap()).abs();
            assert!(gap(practice.expected_groups, "expected") < 2.0 * within, "{chance:?} {practice:?}");
            assert!(gap(practice.p_wide.unwrap(), "wide") < within, "{chance:?} {practice:?}");
            assert!(gap(practice.p_local.unwrap(), "local") < within, "{chance:?} {practice:?}");
        }
    }
}

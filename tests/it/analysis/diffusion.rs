//! Diffusion on a history small enough to be told by hand.

use anpu::analysis::{Corpus, Diffusion, DiffusionOptions, Report, Route, diffusion};

use super::{case, place};

/// 甲区 begins in 2020 together with 南市; 乙区 of the same city follows in 2021, their city in 2022, 丙区 (which had no
/// neighbour with it) in 2023 after its own city, and 丁区 far away, without any relation, in 2024.
fn history() -> Diffusion {
    let records = [
        case("c/1", 2020, &["东市甲区"], &["检查码!"]),
        case("c/2", 2020, &["南市"], &["检查码"]),
        case("c/3", 2021, &["东市乙区"], &["检查码!"]),
        case("c/4", 2022, &["东市"], &["检查码"]),
        case("c/5", 2023, &["南市丙区"], &["检查码"]),
        case("c/6", 2024, &["西市丁区"], &["检查码"]),
        case("c/7", 0, &["北市"], &["检查码"]),
    ];
    let places = [
        place("东市甲区", Some("东市")),
        place("东市乙区", Some("东市")),
        place("南市丙区", Some("南市")),
        place("西市丁区", Some("西市")),
    ];
    diffusion(&Corpus::new(&records, &places, &[]), DiffusionOptions::default())
}

#[test]
fn places_come_in_order_of_years_with_the_likeliest_way() {
    let found = history();
    let steps: Vec<_> = found.practices[0]
        .steps
        .iter()
        .map(|s| (&*s.place, s.rank, s.lag, s.route, s.sources.iter().map(|name| &**name).collect::<Vec<_>>()))
        .collect();
    let expected = [
        ("东市甲区", Some(1), Some(0), None, vec![]),
        ("南市", Some(1), Some(0), None, vec![]),
        ("东市乙区", Some(3), Some(1), Some(Route::Near), vec!["东市甲区"]),
        ("东市", Some(4), Some(2), Some(Route::Up), vec!["东市甲区", "东市乙区"]),
        ("南市丙区", Some(5), Some(3), Some(Route::Down), vec!["南市"]),
        ("西市丁区", Some(6), Some(4), Some(Route::Far), vec!["东市甲区", "南市"]),
        ("北市", None, None, None, vec![]),
    ];
    assert_eq!(steps, expected);
    assert_eq!(found.practices[0].median_lag, Some(2.5));
}

#[test]
fn conflicting_claims_to_be_first_are_named() {
    let found = history();
    let practice = &found.practices[0];
    let claims: Vec<_> = practice
        .claims
        .iter()
        .map(|c| (&*c.evidence.case, c.rivals.iter().map(|n| &**n).collect::<Vec<_>>(), c.earlier.len()))
        .collect();
    assert_eq!(claims, [("c/1", vec!["c/3"], 0), ("c/3", vec!["c/1"], 2)]);
    assert!(practice.disputed);
}

#[test]
fn a_city_and_its_district_do_not_contradict_each_other() {
    let records = [case("c/1", 2020, &["东市甲区"], &["检查码!"]), case("c/2", 2021, &["东市"], &["检查码!"])];
    let corpus = Corpus::new(&records, &[place("东市甲区", Some("东市"))], &[]);
    assert!(!diffusion(&corpus, DiffusionOptions::default()).practices[0].disputed);
}

#[test]
fn credit_is_shared_between_sources_and_adds_up() {
    let found = history();
    let credit: f64 = found.edges.iter().map(|edge| edge.credit).sum();
    assert!((credit - 4.0).abs() < 1e-12, "one for each place after the first year");
    let first = &found.edges[0];
    assert_eq!((&*first.from, &*first.to, first.mean_lag), ("东市甲区", "东市乙区", 1.0));
    let part = found.places.iter().find(|part| &*part.place == "东市甲区").unwrap();
    assert_eq!((part.first, part.passed_on, part.received), (1, 2.0, 0.0));
    for table in found.tables() {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
    }
}

/// Forty places begin in one year, and forty others far away follow: who may have passed it on is told for the first
/// twenty, and counted for all.
#[test]
fn sources_are_named_up_to_twenty_and_credited_all() {
    let place = |n: usize| format!("市{n:02}");
    let year = |n: usize| if n < 40 { 2020 } else { 2021 };
    let records: Vec<_> = (0..80).map(|n| case(&format!("c/{n}"), year(n), &[&place(n)], &["检查码"])).collect();
    let found = diffusion(&Corpus::new(&records, &[], &[]), DiffusionOptions::default());
    let last = &found.practices[0].steps[79];
    assert_eq!((last.route, last.sources.len(), last.source_count), (Some(Route::Far), 20, 40));
    assert_eq!((&*last.sources[0], found.edges.len(), found.edges[0].credit), ("市00", 40 * 20, 1.0 / 40.0));
    let passed: Vec<f64> = found.places.iter().map(|part| part.passed_on).collect();
    assert_eq!(passed, [vec![1.0; 40], vec![0.0; 40]].concat());
}

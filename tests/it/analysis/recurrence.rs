//! Recurrence and its significance.

use anpu::analysis::{Chance, Corpus, Dimension, Level, Recurrence, RecurrenceOptions, Report, recurrence};

use super::{case, generated_with, place};

fn by(corpus: &Corpus, level: Level, by: Dimension) -> Recurrence {
    recurrence(corpus, RecurrenceOptions { level, by, min_groups: 1, min_cases: 1, chance: Chance::Analytic })
}

fn hand() -> Corpus {
    let records = [
        case("d/3", 2025, &["乙区"], &["检查码", "一网通办"]),
        case("d/1", 2023, &["甲区"], &["检查码!", "一网通办"]),
        case("d/2", 2024, &["甲区", "丙区"], &["检查码", "免罚清单?"]),
        case("d/4", 0, &[], &["检查码"]),
    ];
    Corpus::new(&records, &[], &[])
}

#[test]
fn a_practice_recurs_where_cases_put_it_to_work_and_mentions_do_not_count() {
    let found = by(&hand(), Level::Concept, Dimension::Place);
    let seen: Vec<_> = found
        .practices
        .iter()
        .map(|p| (&*p.name, p.support, p.originating, p.first_year, p.last_year, p.cells.len()))
        .collect();
    assert_eq!(seen, [("检查码", 4, 1, Some(2023), Some(2025), 3), ("一网通办", 2, 0, Some(2023), Some(2025), 2)]);
    let cells: Vec<_> =
        found.practices[0].cells.iter().map(|c| (&*c.group, c.cases, c.first_year, &*c.evidence.case)).collect();
    assert_eq!(cells, [("甲区", 2, Some(2023), "d/1"), ("丙区", 1, Some(2024), "d/2"), ("乙区", 1, Some(2025), "d/3")]);
}

#[test]
fn a_joint_case_of_nine_cities_is_no_recurrence_and_ranks_behind_two_districts() {
    let nine: Vec<String> = (1..=9).map(|number| format!("{number}市")).collect();
    let nine: Vec<&str> = nine.iter().map(String::as_str).collect();
    let records = [
        case("d/1", 2023, &nine, &["巡回审判", "联席会议"]),
        case("d/2", 2024, &["甲区"], &["检查码", "联席会议"]),
        case("d/3", 2025, &["乙区"], &["检查码"]),
        case("d/4", 2025, &["丙区"], &["检查码"]),
    ];
    let corpus = Corpus::new(&records, &[], &[]);
    let seen = |found: &Recurrence| -> Vec<(String, usize, usize)> {
        found.practices.iter().map(|p| (p.name.to_string(), p.independent_groups, p.cells.len())).collect()
    };
    let all = [("检查码".to_owned(), 3, 3), ("联席会议".to_owned(), 2, 10), ("巡回审判".to_owned(), 1, 9)];
    assert_eq!(seen(&by(&corpus, Level::Concept, Dimension::Place)), all);
    assert_eq!(seen(&recurrence(&corpus, RecurrenceOptions::default())), all[..2]);
    let three = RecurrenceOptions { min_groups: 3, ..RecurrenceOptions::default() };
    assert_eq!(seen(&recurrence(&corpus, three)), all[..1], "ten places, but only two cases");
}

#[test]
fn a_practice_of_all_places_that_have_a_case_is_spread_over_the_whole() {
    let places = ["甲区", "乙区", "丙区"].map(|name| place(name, Some("丁市")));
    let records = [case("d/1", 2023, &["甲区"], &["检查码", "免罚清单"]), case("d/2", 2024, &["乙区"], &["检查码"])];
    let found = by(&Corpus::new(&records, &places, &[]), Level::Concept, Dimension::Place);
    let spread: Vec<_> = found.practices.iter().map(|p| (&*p.name, p.spread)).collect();
    assert_eq!(spread, [("检查码", 1.0), ("免罚清单", 0.5)], "丙区 and 丁市 have none");
}

#[test]
fn the_number_of_effective_places_is_the_exponential_of_the_entropy() {
    let found = by(&hand(), Level::Concept, Dimension::Place);
    let entropy = 0.5 * 2.0_f64.ln() + 2.0 * 0.25 * 4.0_f64.ln();
    assert!((found.practices[0].effective_groups - entropy.exp()).abs() < 1e-12);
    assert!((found.practices[1].effective_groups - 2.0).abs() < 1e-12);
}

#[test]
fn families_join_their_practices_and_years_are_groups_too() {
    let families = by(&hand(), Level::Family, Dimension::Year);
    let seen: Vec<_> = families.practices.iter().map(|p| (&*p.name, p.cells.len())).collect();
    assert_eq!(seen, [("检-family", 3), ("一-family", 2)]);
}

#[test]
fn the_order_of_records_changes_nothing() {
    let records = [
        case("d/1", 2023, &["甲区"], &["检查码!", "一网通办"]),
        case("d/2", 2024, &["甲区", "丙区"], &["检查码", "免罚清单"]),
        case("d/3", 2025, &["乙区"], &["免罚清单", "一网通办"]),
    ];
    let forwards = by(&Corpus::new(&records, &[], &[]), Level::Concept, Dimension::Place);
    let backwards = by(&Corpus::new(records.iter().rev(), &[], &[]), Level::Concept, Dimension::Place);
    assert_eq!(serde_json::to_string(&forwards).unwrap(), serde_json::to_string(&backwards).unwrap());
}

#[test]
fn every_row_of_a_table_has_a_cell_a_column() {
    for table in by(&hand(), Level::Concept, Dimension::Place).tables() {
        assert!(!table.rows.is_empty(), "{}", table.key);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
    }
}

/// The formula against the exact null model, drawn by curveball trades, on collections small enough to draw often.
/// Every case stands in one place, so that both keep the same sums.
#[test]
fn analytic_chances_agree_with_drawn_ones() {
    for seed in [3, 4] {
        let corpus = generated_with(400, seed, |record| record.places.truncate(1));
        let with = |chance| RecurrenceOptions {
            level: Level::Concept,
            by: Dimension::Place,
            min_groups: 1,
            min_cases: 1,
            chance,
        };
        let analytic = recurrence(&corpus, with(Chance::Analytic));
        let drawn = recurrence(&corpus, with(Chance::Sampled { samples: 4000, seed: 1 }));
        let mut worst = [0.0_f64; 4];
        for (a, d) in analytic.practices.iter().zip(&drawn.practices) {
            assert_eq!(a.name, d.name);
            let p = |p: Option<f64>| p.unwrap_or(1.0);
            worst[0] = worst[0].max((p(a.p_wide) - p(d.p_wide)).abs());
            worst[1] = worst[1].max((p(a.p_local) - p(d.p_local)).abs());
            worst[2] = worst[2].max((a.expected_groups - d.expected_groups).abs() / d.expected_groups);
            for (a, d) in a.cells.iter().zip(&d.cells) {
                worst[3] = worst[3].max((a.p - d.p).abs());
            }
        }
        assert!(worst.iter().all(|&gap| gap < 0.05), "{worst:?}");
    }
}

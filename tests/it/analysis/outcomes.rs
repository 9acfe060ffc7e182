//! Outcomes made comparable, on results worked by hand.

use anpu::analysis::{Level, OutcomeOptions, Report, outcomes};
use anpu::model::{Change, Outcome, Qualifier, Record, Span};

use super::{case, corpus_of};

fn result(indicator: &str, value: f64, unit: &str, change: Option<Change>) -> Outcome {
    Outcome {
        indicator: indicator.to_owned(),
        value,
        unit: unit.to_owned(),
        qualifier: Qualifier::Exact,
        change,
        from: None,
        period: None,
        quote: format!("{indicator}{value}{unit}"),
        evidence: vec![Span::new(3, 9)],
        confidence: 1.0,
        rule: "hand".to_owned(),
    }
}

fn reporting(id: &str, place: &str, results: Vec<Outcome>) -> Record {
    Record { outcomes: results, ..case(id, 2025, &[place], &["三所联动"]) }
}

fn concept(min_cases: usize) -> OutcomeOptions {
    OutcomeOptions { level: Level::Concept, min_cases, practice: None }
}

#[test]
fn the_same_thing_in_the_same_unit_and_direction_is_compared() {
    let records = [
        reporting(
            "c/1",
            "甲区",
            vec![result("矛盾纠纷化解率", 90.0, "%", None), result("累计受理案件数", 30.0, "起", None)],
        ),
        reporting("c/2", "乙区", vec![result("化解率", 96.0, "%", None), result("受理案件", 50.0, "件", None)]),
        reporting("c/3", "丙区", vec![result("化解率", 5.0, "%", Some(Change::Increase))]),
    ];
    let found = outcomes(&corpus_of(&records, &[]), &concept(2)).unwrap();
    let groups: Vec<_> = found
        .groups
        .iter()
        .map(|g| (&*g.indicator, &*g.unit, g.change, g.cases, g.places, g.median, g.least, g.greatest))
        .collect();
    assert_eq!(
        groups,
        [("化解率", "%", None, 2, 2, 93.0, 90.0, 96.0), ("受理案件", "件", None, 2, 2, 40.0, 30.0, 50.0)]
    );
    for table in found.tables() {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
    }
}

#[test]
fn amounts_are_converted() {
    let records = [
        reporting("c/1", "甲区", vec![result("办理用时", 12.0, "小时", None)]),
        reporting("c/2", "乙区", vec![result("办理用时", 2.0, "日", None)]),
    ];
    let found = outcomes(&corpus_of(&records, &[]), &concept(1)).unwrap();
    assert_eq!((&*found.groups[0].unit, found.groups[0].least, found.groups[0].greatest), ("天", 0.5, 2.0));
}

#[test]
fn a_value_of_another_order_of_magnitude_is_an_outlier() {
    let values = [10.0, 12.0, 9.0, 11.0, 14.0, 9000.0];
    let record = |(at, value): (usize, &f64)| {
        reporting(&format!("c/{at}"), "甲区", vec![result("受理案件", *value, "件", None)])
    };
    let found =
        outcomes(&corpus_of(&values.iter().enumerate().map(record).collect::<Vec<_>>(), &[]), &concept(2)).unwrap();
    let outliers: Vec<f64> = found.groups[0].values.iter().filter(|v| v.outlier).map(|v| v.value).collect();
    assert_eq!(outliers, [9000.0]);
}

#[test]
fn results_count_for_what_a_case_puts_to_work_only() {
    let mut records = [
        reporting("c/1", "甲区", vec![result("化解率", 90.0, "%", None)]),
        reporting("c/2", "乙区", vec![result("化解率", 96.0, "%", None)]),
    ];
    records[1].mechanisms = case("c/2", 2025, &[], &["三所联动?"]).mechanisms;
    assert!(outcomes(&corpus_of(&records, &[]), &concept(2)).unwrap().groups.is_empty());
    let only = OutcomeOptions { practice: Some("无此做法".to_owned()), ..concept(1) };
    assert!(outcomes(&corpus_of(&records, &[]), &only).is_err());
}

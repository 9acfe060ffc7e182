//! Paths between things.

use anpu::analysis::{Best, Connections, Entity, Relation, Report};
use anpu::model::{Law, LawKind, Span};

use super::{case, corpus_of, golden, numbers, unit};

fn law(title: &str) -> Law {
    Law {
        title: title.to_owned(),
        surface: format!("《{title}》"),
        kind: LawKind::Law,
        articles: Vec::new(),
        number: None,
        evidence: vec![Span::new(5, 9)],
        confidence: 1.0,
        rule: "hand".to_owned(),
    }
}

#[test]
fn shortest_and_strongest_paths_are_as_long_and_as_strong_as_networkx_finds() {
    let golden = golden();
    let cites = golden["paths"]["cites"].as_array().unwrap();
    let record = |(at, laws): (usize, &serde_json::Value)| {
        let mut record = case(&format!("n{at:02}"), 2025, &[], &[]);
        record.laws = numbers(laws).iter().map(|number| law(&format!("n{:02}", number + 25.0))).collect();
        record
    };
    let corpus = corpus_of(&cites.iter().enumerate().map(record).collect::<Vec<_>>(), &[]);
    let connections = Connections::new(&corpus);
    for a in 0..40 {
        for b in 0..40 {
            let (Some(hops), Some(strength)) =
                (golden["paths"]["hops"][a][b].as_u64(), golden["paths"]["strength"][a][b].as_f64())
            else {
                continue;
            };
            let path =
                |best| connections.paths(&format!("n{a:02}"), &format!("n{b:02}"), best, 1).map(|found| found.paths);
            let (Ok(shortest), Ok(strongest)) = (path(Best::Shortest), path(Best::Strongest)) else { continue };
            assert_eq!(shortest[0].steps.len(), usize::try_from(hops).unwrap(), "{a} {b}");
            assert!((strongest[0].strength - strength).abs() < 1e-12, "{a} {b}");
        }
    }
}

/// 检查码 and 一网通办 meet in a case (two steps), and by way of a unit that acts in both their other cases (four).
#[test]
fn each_step_tells_what_joins_and_where_it_says_so() {
    let mut records = [
        case("c/1", 2024, &["甲区"], &["检查码!", "一网通办?"]),
        case("c/2", 2024, &["乙区"], &["检查码"]),
        case("c/3", 2025, &["丙区"], &["一网通办"]),
    ];
    records[1].units = vec![unit("市场监管局", true)];
    records[2].units = vec![unit("市场监管局", false)];
    let corpus = corpus_of(&records, &[]);
    let found = Connections::new(&corpus).paths("检查码", "一网通办", Best::Shortest, 5).unwrap();
    assert_eq!(found.paths.len(), 2);
    let told: Vec<Vec<_>> =
        found.paths.iter().map(|p| p.steps.iter().map(|s| (&*s.to.name, s.relation)).collect()).collect();
    assert_eq!(told[0], [("c/1", Relation::Originates), ("一网通办", Relation::Mentions)]);
    assert_eq!(
        told[1],
        [
            ("c/2", Relation::Adopts),
            ("市场监管局", Relation::Acts),
            ("c/3", Relation::Mentions),
            ("一网通办", Relation::Adopts)
        ]
    );
    let evidence = found.paths[0].steps[1].evidence.as_ref().unwrap();
    assert_eq!((&*evidence.case, evidence.span), ("c/1", Span::new(10, 15)));
    assert!(found.tables()[0].rows.iter().all(|row| row.len() == found.tables()[0].columns.len()));
}

#[test]
fn the_strongest_path_avoids_what_everything_is_joined_to() {
    let mut records: Vec<_> = (0..20).map(|at| case(&format!("c/{at:02}"), 2025, &[], &[])).collect();
    for record in &mut records {
        record.laws = vec![law("人人引用法")];
    }
    records[0].laws.push(law("甲法"));
    records[1].laws.extend([law("甲法"), law("乙法")]);
    records[2].laws.push(law("乙法"));
    let corpus = corpus_of(&records, &[]);
    let connections = Connections::new(&corpus);
    let way = |best| {
        connections.paths("c/00", "c/02", best, 1).unwrap().paths[0]
            .steps
            .iter()
            .map(|s| s.to.name.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(way(Best::Shortest), ["人人引用法", "c/02"]);
    assert_eq!(way(Best::Strongest), ["甲法", "c/01", "乙法", "c/02"]);
}

#[test]
fn things_are_found_by_name_or_by_kind_and_name() {
    let corpus = corpus_of(&[case("c/1", 2024, &["甲区"], &["检查码"])], &[]);
    let connections = Connections::new(&corpus);
    let found = connections.paths("place:甲区", "family:检-family", Best::Shortest, 1).unwrap();
    assert_eq!((found.from.kind, found.to.kind, found.paths[0].steps.len()), (Entity::Place, Entity::Family, 3));
    assert!(connections.paths("甲区", "无此物", Best::Shortest, 1).is_err());
    let itself = connections.paths("甲区", "甲区", Best::Shortest, 3).unwrap();
    assert_eq!((itself.paths.len(), itself.paths[0].steps.len()), (1, 0));
}

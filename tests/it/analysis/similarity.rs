//! Similarity and gaps.

use anpu::analysis::{
    Compared, Error, Facets, GapOptions, Level, Name, Report, SimilarityOptions, Weighting, gaps, gaps_of, similar_to,
    similarity,
};

use super::{case, corpus_of, generated, golden, numbers};

#[test]
fn with_equal_weights_it_is_the_jaccard_index_of_igraph() {
    let golden = golden();
    let rows = golden["sets"]["rows"].as_array().unwrap();
    let record = |(at, row): (usize, &serde_json::Value)| {
        let practices: Vec<String> = numbers(row).iter().map(|item| format!("做法{item}")).collect();
        case(&format!("c/{at:02}"), 2025, &["甲区"], &practices.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let corpus = corpus_of(&rows.iter().enumerate().map(record).collect::<Vec<_>>(), &[]);
    let facets = Facets { practices: 1.0, families: 0.0, laws: 0.0, units: 0.0 };
    let options =
        SimilarityOptions { weighting: Weighting::Equal, facets, neighbours: 100, ..SimilarityOptions::default() };
    let found = similarity(&corpus, options);
    assert_eq!(found.items.len(), rows.len());
    for (at, item) in found.items.iter().enumerate() {
        let expected = numbers(&golden["sets"]["jaccard"][at]);
        let alike = expected.iter().enumerate().filter(|(other, score)| *other != at && **score > 0.0).count();
        assert_eq!(item.neighbours.len(), alike);
        for neighbour in &item.neighbours {
            let other: usize = neighbour.name.trim_start_matches("c/").parse().unwrap();
            assert!((neighbour.score - expected[other]).abs() < 1e-9, "{at} {other}");
        }
    }
}

#[test]
fn rare_shared_practices_count_more_and_the_parts_add_up() {
    let records = [
        case("c/1", 2025, &["甲区"], &["常见", "罕见"]),
        case("c/2", 2025, &["乙区"], &["常见", "另一"]),
        case("c/3", 2025, &["丙区"], &["罕见", "其他"]),
        case("c/4", 2025, &["丁区"], &["常见", "再一"]),
    ];
    let corpus = corpus_of(&records, &[]);
    let found = similar_to(&corpus, SimilarityOptions::default(), "c/1").unwrap();
    let neighbours = &found.items[0].neighbours;
    assert_eq!(neighbours.iter().map(|n| &*n.name).collect::<Vec<_>>(), ["c/3", "c/2", "c/4"]);
    for neighbour in neighbours {
        let parts: f64 = neighbour.reasons.iter().map(|reason| reason.part).sum();
        assert!((parts - neighbour.score).abs() < 1e-12);
    }
    assert_eq!(similar_to(&corpus, SimilarityOptions::default(), "c/9").unwrap_err(), Error::Unknown("c/9".to_owned()));
}

#[test]
fn likeness_is_mutual() {
    let corpus = generated(300, 8);
    let options =
        SimilarityOptions { of: Compared::Places, neighbours: 1000, reasons: 0, ..SimilarityOptions::default() };
    let found = similarity(&corpus, options);
    let score = |a: &str, b: &str| {
        let item = found.items.iter().find(|item| &*item.name == a).unwrap();
        item.neighbours.iter().find(|n| &*n.name == b).unwrap().score
    };
    for item in &found.items {
        for neighbour in &item.neighbours {
            assert_eq!(neighbour.score.to_bits(), score(&neighbour.name, &item.name).to_bits());
        }
    }
}

/// 甲区 and 乙区 share two practices, 丙区 is unlike them: what 乙区 has besides is 甲区's first gap, with its parts.
#[test]
fn a_gap_is_what_places_alike_have_with_the_parts_of_its_score() {
    let records = [
        case("c/1", 2025, &["甲区"], &["甲一", "乙二"]),
        case("c/2", 2025, &["乙区"], &["甲一", "乙二", "丙三"]),
        case("c/3", 2025, &["丙区"], &["丁四", "丙三?"]),
    ];
    let corpus = corpus_of(&records, &[]);
    let options = GapOptions { popularity: 0.25, ..GapOptions::default() };
    let found = gaps_of(&corpus, options, "甲区").unwrap();
    let gaps = &found.places[0].gaps;
    assert_eq!(gaps.iter().map(|gap| &*gap.practice).collect::<Vec<_>>(), ["丙三", "丁四"]);
    assert_eq!((gaps[0].alike, gaps[0].popular, gaps[0].score), (1.0, 0.5, 0.75 + 0.125));
    assert_eq!(gaps[0].found_in.iter().map(|(place, _)| &**place).collect::<Vec<_>>(), ["乙区"]);
    assert_eq!((gaps[1].alike, gaps[1].popular), (0.0, 0.5));
}

#[test]
fn nine_cities_of_one_case_have_one_voice_among_the_places_alike() {
    let records = [
        case("c/1", 2025, &["甲区"], &["甲一"]),
        case("c/2", 2025, &["一市", "二市", "三市", "四市", "五市", "六市", "七市", "八市", "九市"], &["甲一", "丙三"]),
        case("c/3", 2025, &["乙区"], &["甲一", "丁四"]),
        case("c/4", 2025, &["丙区"], &["戊五"]),
    ];
    let corpus = corpus_of(&records, &[]);
    let found = gaps(&corpus, GapOptions::default());
    let of = |place: &str| &found.places.iter().find(|found| &*found.place == place).unwrap().gaps;
    let parts: Vec<_> = of("甲区").iter().map(|gap| (&*gap.practice, gap.alike, gap.popular)).collect();
    assert_eq!(parts, [("丁四", 0.5, 1.0 / 3.0), ("丙三", 0.5, 1.0 / 3.0), ("戊五", 0.0, 1.0 / 3.0)]);
    assert_eq!(of("甲区")[1].found_in.len(), 1);
    let lacking = |place: &str| of(place).iter().map(|gap| Name::clone(&gap.practice)).collect::<Vec<_>>();
    assert_eq!(lacking("一市"), lacking("九市"));
    assert_eq!(&*lacking("九市")[0], "丁四");
}

#[test]
fn hidden_adoptions_are_found_more_often_than_by_popularity() {
    let corpus = generated(2000, 1);
    for level in [Level::Concept, Level::Family] {
        let found = gaps(&corpus, GapOptions { level, ..GapOptions::default() });
        let evaluation = found.evaluation.unwrap();
        assert!(evaluation.hit_at_5 > evaluation.popular_at_5, "{level:?} {evaluation:?}");
        assert!(evaluation.hit_at_10 > evaluation.popular_at_10, "{level:?} {evaluation:?}");
        for table in found.tables() {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
        }
    }
}

/// If hiding left a trace, a practice that nothing but the hidden adoption ties to the place would be found.
#[test]
fn a_hidden_adoption_leaves_no_trace() {
    let records = [
        case("c/1", 2025, &["甲区"], &["甲一", "乙二"]),
        case("c/2", 2025, &["乙区"], &["甲一", "丙三"]),
        case("c/3", 2025, &["丙区"], &["丁四", "戊五"]),
        case("c/4", 2025, &["丁区"], &["丁四", "己六"]),
    ];
    // Hiding 甲一 in 甲区 leaves 乙二 only, which nobody shares: popularity alone ranks, and 丁四 (2 places) comes first.
    let found = gaps(&corpus_of(&records, &[]), GapOptions::default());
    let evaluation = found.evaluation.unwrap();
    assert_eq!(evaluation.hidden, 4);
    assert_eq!((evaluation.hit_at_5, evaluation.popular_at_5), (1.0, 1.0), "six practices, five places in the list");
}

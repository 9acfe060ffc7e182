//! The trained models are those that the annotated cases teach, and hold on cases that they have not seen.

use std::fs;
use std::path::Path;

use anpu::extract::span_lessons;
use anpu::lexicon::Lexicon;
use anpu::pipeline::{Folds, implementer_training, mechanism_training, train};

use crate::support;

#[test]
fn the_weights_of_outcomes_are_those_that_the_annotated_cases_teach() {
    let Some(shared) = support::shared() else { return };
    let (lexicon, data) = (Lexicon::builtin().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("data"));
    let mut cases = train::outcome_examples(&shared.join("gold/dev"), true, &lexicon).unwrap();
    for more in ["gold/facts", "gold/press", "gold/lessons", "gold/reports"] {
        cases.extend(train::outcome_examples(&data.join(more), false, &lexicon).unwrap());
    }
    let file = data.join("outcome-weights.tsv");
    assert!(train::outcome_weights(&cases) == fs::read_to_string(&file).unwrap(), "{}: train anew", file.display());
}

#[test]
fn the_weights_of_implementers_are_those_that_the_annotated_cases_teach() {
    let Some(shared) = support::shared() else { return };
    let (lexicon, data) = (Lexicon::builtin().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("data"));
    let own = ["gold/facts", "gold/press", "gold/lessons", "gold/reports"].map(|folder| data.join(folder));
    let folders = std::iter::once(shared.join("gold/dev")).chain(own);
    let cases = folders.flat_map(|folder| implementer_training::implementer_examples(&folder, &lexicon).unwrap());
    let weights = implementer_training::implementer_weights(&cases.collect::<Vec<_>>()).unwrap();
    let file = data.join("implementer-weights.tsv");
    assert!(weights == fs::read_to_string(&file).unwrap(), "{}: train anew", file.display());
}

#[test]
fn cases_with_a_header_teach_nothing_of_implementers() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = "标题\n\n实施单位：上海市虹口区司法局\n\n虹口区司法局推出新办法，虹口区法院参与。";
    fs::write(folder.path().join("x-01.txt"), text).unwrap();
    fs::write(folder.path().join("x-01.json"), r#"{"implemented_by": ["上海市虹口区司法局"]}"#).unwrap();
    let cases = implementer_training::implementer_examples(folder.path(), &Lexicon::builtin().unwrap()).unwrap();
    assert_eq!(cases.len(), 1);
    assert_eq!(implementer_training::implementer_weights(&cases), None);
}

#[test]
fn words_on_two_lines_are_no_name_and_teach_nothing_that_a_table_of_weights_cannot_hold() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = "楼下议事\n\n虹口区推行“楼下议事”机制，效果更佳\n站在新的起点上，居民安心\t站点遍布全区。";
    let gold =
        r#"{"mechanisms": [{"name": "楼下议事", "surfaces": [], "role": "originates", "kind": "coordination"}]}"#;
    fs::write(folder.path().join("x-01.txt"), text).unwrap();
    fs::write(folder.path().join("x-01.json"), gold).unwrap();
    let cases = mechanism_training::mechanism_cases(folder.path(), true).unwrap();
    let one = cases.first().unwrap();
    let taught = span_lessons(&one.case, &Lexicon::builtin().unwrap(), &one.annotated);
    assert!(taught.iter().any(|(_, annotated)| *annotated), "nothing is taught");
    let wrong = taught.iter().flat_map(|(features, _)| features).filter(|name| name.contains(char::is_control));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_record_that_is_none_is_named() {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("x-01.txt"), "案例").unwrap();
    for wrong in ["{", r#"{"outcomes": 3}"#, r#"{"mechanisms": []}"#] {
        fs::write(folder.path().join("x-01.json"), wrong).unwrap();
        let error = train::outcome_examples(folder.path(), true, &Lexicon::builtin().unwrap()).err();
        assert!(error.is_some_and(|error| error.to_string().contains("x-01.json")), "{wrong}");
    }
}

#[test]
fn results_are_told_on_cases_left_out_of_training_and_confidence_means_what_it_says() {
    let Some(shared) = support::shared() else { return };
    let cases = train::outcome_examples(&shared.join("gold/dev"), true, &Lexicon::builtin().unwrap()).unwrap();
    let judged = train::leave_one_case_out(&cases);
    let count = |wanted: &dyn Fn(f64, bool) -> bool| {
        u32::try_from(judged.iter().filter(|(p, label)| wanted(*p, *label)).count()).map(f64::from).unwrap()
    };
    let (right, wrong) = (count(&|p, label| p >= 0.5 && label), count(&|p, label| p >= 0.5 && !label));
    let missed = count(&|p, label| p < 0.5 && label);
    let f1 = 2.0 * right / (2.0 * right + wrong + missed);
    assert!(f1 >= 0.91, "F1 on cases left out: {f1:.3}");
    let (right, sure) = (count(&|p, label| p >= 0.9 && label), count(&|p, _| p >= 0.9));
    assert!(right >= 0.9 * sure && sure > 100.0, "{right} of {sure} with confidence 0.9 or more are right");
}

#[test]
fn each_annotated_case_is_left_out_once_and_the_models_change_with_it() {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gold/cases");
    let folder = tempfile::TempDir::new().unwrap();
    let ids = ["bx24-01", "cd25-01", "cn23-01"];
    for (id, ending) in ids.iter().flat_map(|id| [(id, "json"), (id, "txt")]) {
        fs::copy(gold.join(format!("{id}.{ending}")), folder.path().join(format!("{id}.{ending}"))).unwrap();
    }
    let mut lexicon = Lexicon::builtin().unwrap();
    let folds = Folds::new::<&Path>(folder.path(), &[], &lexicon, 2).unwrap();
    for id in ids {
        assert_eq!(folds.all().filter(|fold| folds.holds(*fold, id)).count(), 1, "{id}");
    }
    let mut biases = Vec::new();
    for fold in folds.all() {
        folds.leave_out(fold, &mut lexicon).unwrap();
        biases.push(lexicon.mechanism_model.span.bias());
    }
    assert_ne!(biases[0], biases[1]);
}

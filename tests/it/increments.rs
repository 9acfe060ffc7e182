//! A dataset that lives: building again reads only what changed, and makes what a build from nothing would make.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anpu::pipeline::Report;
use anpu::store::Dataset;
use proptest::prelude::*;
use tempfile::tempdir;

use crate::build::build;

/// Texts that name the same units, practices and laws, so that entities come and go with them.
const TEXTS: [&str; 6] = [
    "推行企业检查码\n2024年，上海市长宁区司法局会同区市场监管局推行“检查码”，依据《中华人民共和国行政处罚法》第三十三条规范涉企检查，\
     累计发出检查码1200余次，重复检查同比下降30%。",
    "三所联动解纷\n2023年，上海市闵行区公安分局、司法局推行“三所联动”，化解纠纷320件，入选全国优秀案例。",
    "某市人民法院首创“渡口说事”机制，一年化解纠纷98件。",
    "上海市长宁区司法局推行“检查码”，检查次数从300次下降到120次。",
    "一、某县\n县法院推行“三所联动”，按照《中华人民共和国人民调解法》调解纠纷55件。",
    "没有事实的一段话。",
];
const NAMES: [&str; 5] = ["甲.txt", "乙.txt", "丙.md", "里/甲.txt", "里/丁.TXT"];
const DECISIONS: [&str; 4] = [
    "[[decision]]\naction='reject'\nauthor='a'\nreason='b'\ncase='甲/1'\ngroup='mechanisms'\nfact='检查码'\nquote='检查码'\n",
    "[[decision]]\naction='rename'\nauthor='a'\nreason='b'\nkind='mechanism'\nname='三所联动'\nto='三所联合'\n",
    "[[decision]]\naction='merge'\nauthor='a'\nreason='b'\nkind='mechanism'\nname='渡口说事'\nto='检查码'\n",
    "[[decision]]\naction='fix'\nauthor='a'\nreason='b'\ncase='丁/1'\ngroup='case'\nfact='三所联动解纷'\nquote='三所联动'\n\
     set={year=2019}\n",
];

#[derive(Clone, Debug)]
enum Edit {
    Write(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    Decide(Vec<usize>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let name = 0..NAMES.len();
    prop_oneof![
        4 => (name.clone(), 0..TEXTS.len()).prop_map(|(name, text)| Edit::Write(name, text)),
        1 => name.clone().prop_map(Edit::Remove),
        2 => (name.clone(), name).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => proptest::sample::subsequence((0..DECISIONS.len()).collect::<Vec<_>>(), 0..=DECISIONS.len()).prop_map(Edit::Decide),
    ]
}

fn apply(edit: &Edit, texts: &Path, decisions: &mut String) {
    match edit {
        Edit::Write(name, text) => fs::write(texts.join(NAMES[*name]), TEXTS[*text]).unwrap(),
        // What is not there cannot go.
        Edit::Remove(name) => drop(fs::remove_file(texts.join(NAMES[*name]))),
        Edit::Rename(from, to) => drop(fs::rename(texts.join(NAMES[*from]), texts.join(NAMES[*to]))),
        Edit::Decide(chosen) => *decisions = chosen.iter().map(|at| DECISIONS[*at]).collect(),
    }
}

fn decide(dataset: &Path, decisions: &str) {
    fs::create_dir_all(dataset.join("decisions")).unwrap();
    fs::write(dataset.join("decisions/a.toml"), decisions).unwrap();
}

/// The files of the valid generation, and what the manifest says.
fn made(report: &Report) -> (String, BTreeMap<String, Vec<u8>>) {
    let dataset = &report.dataset;
    let folder = dataset.folder().join(&dataset.manifest().generation);
    let file = |name: &String| (name.clone(), fs::read(folder.join(name)).unwrap());
    let manifest = fs::read_to_string(dataset.folder().join("manifest.json")).unwrap();
    (manifest, dataset.manifest().files.keys().map(file).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn building_again_after_any_edits_makes_what_a_build_from_nothing_makes(
        rounds in proptest::collection::vec(proptest::collection::vec(edit(), 1..5), 2..4)
    ) {
        let folder = tempdir().unwrap();
        let (texts, living) = (folder.path().join("文"), folder.path().join("库"));
        fs::create_dir_all(texts.join("里")).unwrap();
        let mut decisions = String::new();
        for (number, round) in rounds.iter().enumerate() {
            for edit in round {
                apply(edit, &texts, &mut decisions);
            }
            let nothing = folder.path().join(format!("新{number}"));
            decide(&living, &decisions);
            decide(&nothing, &decisions);
            let (again, whole) = (build(std::slice::from_ref(&texts), &living), build(std::slice::from_ref(&texts), &nothing));
            prop_assert!(made(&again) == made(&whole), "{:?}", again.dataset.index());
            prop_assert_eq!(&again.idle, &whole.idle);
            prop_assert_eq!(whole.kept, 0);
            let once_more = build(std::slice::from_ref(&texts), &living);
            prop_assert_eq!((once_more.read, once_more.kept, once_more.gone), (0, whole.read, 0));
            prop_assert!(made(&once_more) == made(&whole));
        }
    }
}

#[test]
fn only_what_changed_is_read_and_a_rename_is_no_change() {
    let folder = tempdir().unwrap();
    let (texts, dataset) = (folder.path().join("文"), folder.path().join("库"));
    fs::create_dir(&texts).unwrap();
    for (name, text) in ["甲.txt", "乙.txt", "丙.txt"].iter().zip(TEXTS) {
        fs::write(texts.join(name), text).unwrap();
    }
    let counts = |report: &Report| (report.read, report.kept, report.gone);
    assert_eq!(counts(&build(std::slice::from_ref(&texts), &dataset)), (3, 0, 0));
    fs::rename(texts.join("甲.txt"), texts.join("丁.txt")).unwrap();
    assert_eq!(counts(&build(std::slice::from_ref(&texts), &dataset)), (0, 3, 0));
    assert_eq!(Dataset::open(&dataset).unwrap().records().unwrap().next().unwrap().unwrap().id, "丁/1");
    fs::remove_file(texts.join("乙.txt")).unwrap();
    fs::write(texts.join("丙.txt"), TEXTS[3]).unwrap();
    assert_eq!(counts(&build(std::slice::from_ref(&texts), &dataset)), (1, 1, 1));
    let generation = Dataset::open(&dataset).unwrap().manifest().generation.clone();
    let records = dataset.join(generation).join("records.ndjson.zst");
    let mut bytes = fs::read(&records).unwrap();
    bytes[9] ^= 1;
    fs::write(&records, bytes).unwrap();
    assert_eq!(counts(&build(std::slice::from_ref(&texts), &dataset)), (2, 0, 0), "what is damaged is not taken over");
    Dataset::open(&dataset).unwrap().verify().expect("a build makes what was damaged whole");
    fs::remove_file(&records).unwrap();
    assert_eq!(counts(&build(&[texts], &dataset)), (2, 0, 0), "what is missing is made again");
}

#[test]
fn a_difference_of_two_datasets_tells_facts_that_came_went_and_changed_and_no_renames() {
    let folder = tempdir().unwrap();
    let (texts, before, after) = (folder.path().join("文"), folder.path().join("前"), folder.path().join("后"));
    fs::create_dir(&texts).unwrap();
    for (name, text) in ["甲.txt", "乙.txt", "丙.txt"].iter().zip(TEXTS) {
        fs::write(texts.join(name), text).unwrap();
    }
    build(std::slice::from_ref(&texts), &before);
    fs::rename(texts.join("甲.txt"), texts.join("丁.txt")).unwrap();
    let changed =
        TEXTS[2].replace("某市人民法院首创", "经查，某市人民法院推行").replace("化解纠纷98件", "办结案件77件");
    fs::write(texts.join("丙.txt"), changed).unwrap();
    fs::remove_file(texts.join("乙.txt")).unwrap();
    build(&[texts], &after);
    let output = Command::new(env!("CARGO_BIN_EXE_anpu"))
        .current_dir(folder.path())
        .args(["diff", "前", "后", "-f", "json"])
        .output()
        .unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let told = |row: &serde_json::Value| {
        ["change", "case", "group", "fact"].map(|key| row[key].as_str().unwrap_or_default().to_owned())
    };
    let told: BTreeSet<[String; 4]> = rows.iter().map(told).collect();
    let row = |words: [&str; 4]| words.map(str::to_owned);
    for expected in [
        ["changed", "丙/1", "mechanisms", "渡口说事"],
        ["went", "丙/1", "outcomes", "一年化解纠纷98件"],
        ["went", "乙/1", "mechanisms", "三所联动"],
    ] {
        assert!(told.contains(&row(expected)), "{expected:?}: {told:?}");
    }
    assert!(told.iter().all(|[_, case, ..]| case != "丁/1" && case != "甲/1"), "{told:?}");
    assert!(
        told.iter()
            .any(|[change, case, group, _]| (change.as_str(), case.as_str(), group.as_str())
                == ("came", "丙/1", "outcomes")),
        "{told:?}"
    );
}

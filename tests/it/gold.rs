//! Extraction holds what it has reached on the repository's own annotated cases, and its confidence means what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anpu::eval::{Facts, Group, calibration};
use anpu::lexicon::Lexicon;
use anpu::model::Record;
use anpu::{corpus, pipeline};

/// The folders of annotated cases with their floors: samples, more cases without practices, and reports.
const FOLDERS: [(&str, &str); 3] =
    [("cases", "floor.json"), ("facts", "facts-floor.json"), ("press", "press-floor.json")];
/// Cases with one kind of facts annotated, which no model was made from: practices (with places), and short texts dense
/// in one kind.
const ONE_KIND: [(&str, &str); 5] = [
    ("practices", "practices-floor.json"),
    ("forms/laws", "forms/laws-floor.json"),
    ("forms/honours", "forms/honours-floor.json"),
    ("forms/outcomes", "forms/outcomes-floor.json"),
    ("forms/units", "forms/units-floor.json"),
];

fn gold(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gold").join(name)
}

#[test]
fn no_score_falls_below_the_floor_that_was_reached_before() {
    for (folder, floor) in FOLDERS.into_iter().chain(ONE_KIND) {
        let output = Command::new(env!("CARGO_BIN_EXE_anpu"))
            .arg("eval")
            .arg(gold(folder))
            .arg("--floor")
            .arg(gold(floor))
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{folder}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Each case's id, gold facts and facts found.
fn cases(folder: &Path) -> Vec<(String, Facts, Facts)> {
    let lexicon = Lexicon::builtin().expect("the built-in lexicon");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    let one = |file: PathBuf| {
        let id = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read(file.with_extension("txt")).unwrap();
        let document = corpus::read_bytes(&format!("{id}.txt"), &id, &text).unwrap();
        let found = Facts::from_records(&pipeline::records(&document, &lexicon));
        (id, Facts::from_gold(&fs::read_to_string(file).unwrap()).unwrap(), found)
    };
    files.into_iter().map(one).collect()
}

#[test]
fn a_record_may_lie_beside_a_document_of_any_kind_and_one_without_is_named() {
    let folder = tempfile::TempDir::new().unwrap();
    let record = folder.path().join("x-01.json");
    fs::write(&record, r#"{"places": ["上海市虹口区"], "units": [{"name": "上海市虹口区司法局"}]}"#).unwrap();
    let eval = || Command::new(env!("CARGO_BIN_EXE_anpu")).arg("eval").arg(folder.path()).output().unwrap();
    let error = String::from_utf8(eval().stderr).unwrap();
    assert!(error.contains("x-01.json") && error.contains("x-01.docx"), "{error}");
    fs::write(folder.path().join("x-01.html"), "<p>上海市虹口区司法局推出新办法。</p>").unwrap();
    let table = String::from_utf8(eval().stdout).unwrap();
    assert!(table.contains("places             P 1.000  R 1.000"), "{table}");
}

/// What a way of typing is called, and a text typed so.
type Way = (&'static str, fn(&str) -> String);

/// Ways in which people type the same text.
const WAYS: [Way; 5] = [
    ("half-width marks", |text| replaced(text, &["，,", "。。", "：:", "；;", "（(", "）)", "！!", "？?"])),
    ("straight quotation marks", |text| replaced(text, &["“\"", "”\""])),
    ("corner brackets", |text| replaced(text, &["“「", "”」"])),
    ("full-width digits", |text| {
        replaced(text, &["0０", "1１", "2２", "3３", "4４", "5５", "6６", "7７", "8８", "9９", "%％"])
    }),
    ("angles for marks of a title", |text| text.replace('《', "<<").replace('》', ">>")),
];

/// A text with the first character of each pair replaced by the second.
fn replaced(text: &str, pairs: &[&str]) -> String {
    let other = |c: char| pairs.iter().find(|pair| pair.starts_with(c)).and_then(|pair| pair.chars().nth(1));
    text.chars().map(|c| other(c).unwrap_or(c)).collect()
}

/// What the text of a case says, without what is quoted from it.
fn said(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let document = corpus::read_bytes("x.txt", "x", text.as_bytes()).unwrap();
    let one = |record: &Record| {
        let units: Vec<_> = record.units.iter().map(|unit| &unit.name).collect();
        let practices: Vec<_> = record.mechanisms.iter().map(|practice| (&practice.name, practice.role)).collect();
        let laws: Vec<_> = record.laws.iter().map(|law| (&law.title, &law.articles, &law.number)).collect();
        let outcomes: Vec<_> = record.outcomes.iter().map(|outcome| (outcome.value, &outcome.unit)).collect();
        let honours: Vec<_> = record.honours.iter().map(|honour| honour.kind).collect();
        let (places, by) = (&record.places, &record.implemented_by);
        format!("{places:?} {by:?}\n{units:?}\n{practices:?}\n{laws:?}\n{outcomes:?} {honours:?}")
    };
    pipeline::records(&document, lexicon).iter().map(one).collect()
}

#[test]
fn a_text_says_the_same_however_its_marks_are_typed() {
    let lexicon = Lexicon::builtin().expect("the built-in lexicon");
    let texts = fs::read_dir(gold("cases")).unwrap().map(|entry| entry.unwrap().path());
    for file in texts.filter(|file| file.extension().is_some_and(|end| end == "txt")) {
        let text = fs::read_to_string(&file).unwrap();
        for (way, write) in WAYS {
            assert_eq!(said(&write(&text), &lexicon), said(&text, &lexicon), "{way}: {}", file.display());
        }
    }
}

#[test]
fn of_facts_with_confidence_of_nine_tenths_at_least_nine_in_ten_are_right() {
    let all: Vec<_> = FOLDERS.iter().flat_map(|(folder, _)| cases(&gold(folder))).collect();
    for (group, bands) in calibration(&all).into_iter().filter(|(group, _)| *group != Group::Mechanisms) {
        let sure = bands[0];
        assert!(sure.found > 20 && 10 * sure.right >= 9 * sure.found, "{}: {sure:?}", group.name());
    }
}

//! `anpu analyze` on the sample cases: each analysis by one command, in the formats people ask for.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn anpu(dataset: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
    command.args(args).env("ANPU_LANG", "en").env("ANPU_DATASET", dataset);
    command.output().expect("the binary runs")
}

fn sample() -> TempDir {
    let folder = TempDir::new().expect("a folder for the test");
    let dataset = folder.path().display().to_string();
    assert!(anpu(folder.path(), &["demo", "--no-serve", "-d", &dataset]).status.success());
    folder
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("output is UTF-8")
}

fn rows(output: &Output) -> Vec<serde_json::Value> {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn every_analysis_is_one_command() {
    let dataset = sample();
    for (command, column) in [
        ("recurrence", "practice"),
        ("recurrence --level family --by system", "practice"),
        ("recurrence --by year --samples 50", "q_wide"),
        ("recurrence --table recurrence-cells", "expected"),
        ("sets", "lift"),
        ("diffusion", "rank"),
        ("diffusion --table diffusion-graph", "credit"),
        ("claims", "rivals"),
        ("similarity", "score"),
        ("similarity --by place --neighbours 1", "reasons"),
        ("similarity --table similarity-reasons", "part"),
        ("communities --network families", "cohesion"),
        ("centrality --network units", "pagerank"),
        ("gaps --neighbours 3 --count 2", "evidence"),
        ("gaps --table gaps-evaluation", "hit_at_5"),
        ("outcomes --min-cases 1", "median"),
    ] {
        let args: Vec<&str> = ["analyze", "-f", "json"].into_iter().chain(command.split(' ')).collect();
        let output = anpu(dataset.path(), &args);
        assert!(output.status.success(), "{command}: {output:?}");
        let found = rows(&output);
        assert!(!found.is_empty() && found.iter().all(|row| row.get(column).is_some()), "{command}: {found:?}");
    }
}

#[test]
fn what_is_drawn_at_random_is_drawn_the_same_each_time() {
    let dataset = sample();
    for command in ["recurrence --samples 50", "communities", "gaps --table gaps-evaluation"] {
        let args: Vec<&str> = ["analyze", "-f", "csv"].into_iter().chain(command.split(' ')).collect();
        assert_eq!(anpu(dataset.path(), &args).stdout, anpu(dataset.path(), &args).stdout, "{command}");
    }
}

#[test]
fn people_read_names_and_programs_keys() {
    let dataset = sample();
    let table = |format, language| {
        let args = ["--lang", language, "analyze", "recurrence", "--level", "family", "-f", format];
        stdout(&anpu(dataset.path(), &args)).to_owned()
    };
    let key = rows(&anpu(dataset.path(), &["analyze", "recurrence", "--level", "family", "-f", "json"]))[0]["practice"]
        .as_str()
        .expect("a key")
        .to_owned();
    assert!(key.is_ascii(), "{key}");
    assert!(table("csv", "zh").contains(&key));
    assert!(!table("markdown", "zh").contains(&key) && table("markdown", "zh").contains("案例数"));
    assert!(!table("markdown", "en").contains(&key) && table("markdown", "en").contains("Cases"));
}

#[test]
fn a_path_tells_each_step_with_its_sentence() {
    let dataset = sample();
    let recurring = rows(&anpu(dataset.path(), &["analyze", "recurrence", "-f", "json"]));
    let name = |at: usize| recurring[at]["practice"].as_str().expect("a name").to_owned();
    let path =
        rows(&anpu(dataset.path(), &["analyze", "path", &name(0), &name(1), "--best", "shortest", "-f", "json"]));
    assert_eq!((path[0]["from"].as_str(), path[0]["step"].as_i64()), (Some(name(0).as_str()), Some(1)));
    let through_case = path.iter().find(|step| step["to_kind"] == "case").expect("practices meet in a case");
    assert!(through_case["evidence"][0].as_str().is_some_and(|quote| quote.chars().count() > 10), "{through_case}");
}

#[test]
fn a_place_may_be_named_by_the_end_of_its_name() {
    let dataset = sample();
    let whole = rows(&anpu(dataset.path(), &["analyze", "gaps", "-f", "json"]))[0]["place"].clone();
    let whole = whole.as_str().expect("a name");
    let ending: String = whole.chars().skip(whole.chars().count() - 3).collect();
    let found = rows(&anpu(dataset.path(), &["analyze", "gaps", &ending, "-f", "json"]));
    assert!(found.iter().all(|row| row["place"] == whole), "{ending}: {found:?}");
}

#[test]
fn outcomes_of_a_family_are_asked_for_by_its_name_in_either_language_and_of_a_practice_by_its_own() {
    let dataset = sample();
    let outcomes = |of: &[&str]| rows(&anpu(dataset.path(), &[&["analyze", "outcomes", "-f", "json"], of].concat()));
    let key = outcomes(&["--min-cases", "1"])[0]["practice"].clone();
    let lexicon = anpu::lexicon::Lexicon::builtin().expect("the built-in lexicon");
    let family = lexicon.mechanisms.families().iter().find(|family| key == *family.id).expect("a family");
    let of_family = outcomes(&["--min-cases", "1", &family.zh]);
    assert!(of_family.iter().all(|row| row["practice"] == key), "{of_family:?}");
    assert_eq!(of_family, outcomes(&["--min-cases", "1", &family.en]));
    let concepts = outcomes(&["--min-cases", "1", "--level", "concept"]);
    let concept = concepts[0]["practice"].as_str().expect("a name");
    let of_concept = outcomes(&["--min-cases", "1", concept]);
    assert!(!of_concept.is_empty() && of_concept.iter().all(|row| row["practice"] == concept), "{of_concept:?}");
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let dataset = sample();
    for (args, told) in [
        (vec!["gaps", "无此地"], "无此地"),
        (vec!["path", "无此事", "检查码"], "无此事"),
        (vec!["outcomes", "无此做法"], "无此做法"),
        (vec!["recurrence", "--table", "no"], "recurrence-cells"),
        (vec!["recurrence", "-f", "no"], "markdown"),
    ] {
        let output = anpu(dataset.path(), &[&["analyze"], args.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && String::from_utf8_lossy(&output.stderr).contains(told), "{output:?}");
    }
}

#[test]
fn what_is_found_stands_in_the_graph_and_is_what_the_command_prints() {
    let dataset = sample();
    let printed = rows(&anpu(dataset.path(), &["analyze", "recurrence", "-f", "json"]));
    let args = ["query", "findings", "-p", "min_cases=2", "-f", "csv"];
    let output = anpu(dataset.path(), &args);
    let mut found = csv::Reader::from_reader(output.stdout.as_slice());
    let found: Vec<(String, String, String)> = found
        .deserialize::<std::collections::HashMap<String, String>>()
        .map(|row| {
            let row = row.expect("a row");
            (row["mechanism"].clone(), row["cases"].clone(), row["places"].clone())
        })
        .collect();
    assert_eq!(found.len(), printed.len(), "{output:?}");
    for row in &printed {
        let text = |key: &str| row[key].as_str().map_or_else(|| row[key].to_string(), str::to_owned);
        assert!(found.contains(&(text("practice"), text("support"), text("places"))), "{row}");
    }
}

#[test]
fn a_report_is_markdown_with_its_figures_and_one_page_that_loads_nothing() {
    let dataset = sample();
    let out = dataset.path().join("report");
    let output = anpu(dataset.path(), &["report", "-o", &out.display().to_string()]);
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (markdown, page) = (read("report.md"), read("report.html"));
    let recurring = rows(&anpu(dataset.path(), &["analyze", "recurrence", "-f", "json"]));
    let name = recurring[0]["practice"].as_str().expect("a name");
    for text in [&markdown, &page] {
        assert!((1..=5).all(|part| text.contains(&format!("{part}. "))) && text.contains(name));
    }
    assert!(markdown.contains("](figure-1.svg)") && read("figure-1.svg").contains(name));
    assert_eq!(page.matches("<svg").count(), 2);
    assert!(!page.contains("src=") && !page.contains("href=") && !page.contains("<script"));
}

//! Decisions of people: the files that hold them, and what becomes of facts and entities.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use anpu::model::{Action, Decision, Entity, EntityKind, Record, Unit, UnitRole};
use anpu::rdf::Iris;
use anpu::store::{Dataset, Decisions, Limits, Query, Store};
use oxigraph::model::Literal;
use tempfile::tempdir;

use crate::build::build;

fn merge(name: &str, to: &str) -> Decision {
    let entity = Entity { kind: EntityKind::Mechanism, name: name.to_owned() };
    let action = Action::Merge(entity, to.to_owned());
    Decision { author: "甲".to_owned(), reason: "同一回事".to_owned(), date: None, action }
}

#[test]
fn what_is_appended_is_read_behind_what_people_wrote_and_their_words_stay() {
    let folder = tempdir().unwrap();
    assert!(Decisions::read(folder.path()).unwrap().is_empty());
    Decisions::append(folder.path(), &[merge("一", "二")]).unwrap();
    let path = folder.path().join("decisions/review.toml");
    let before = fs::read(&path).unwrap();
    Decisions::append(folder.path(), &[]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), before, "none changes nothing");
    let noted = format!("# 会上定的\n{}", fs::read_to_string(&path).unwrap());
    fs::write(&path, noted.trim_end()).unwrap();
    Decisions::append(folder.path(), &[merge("三", "四"), merge("五", "六")]).unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with(noted.trim_end()));
    let other = "[[decision]]\naction = 'family'\nauthor = '乙'\nreason = '丙'\nname = '七'\nfamily = 'x'\n";
    fs::write(folder.path().join("decisions/a.toml"), other).unwrap();
    let read: Vec<Decision> = Decisions::read(folder.path()).unwrap().iter().cloned().collect();
    assert_eq!(read[1..], [merge("一", "二"), merge("三", "四"), merge("五", "六")]);
    assert!(matches!(&read[0].action, Action::Family { name, .. } if name == "七"));
}

#[test]
fn a_file_that_holds_no_decisions_is_told_with_its_line_and_nothing_is_appended_to_it() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("decisions/review.toml");
    fs::create_dir(folder.path().join("decisions")).unwrap();
    let table = [
        ("[[decision]]\naction = 'merge'\nauthor = '甲'\nreason = '乙'\n", "needs `kind`"),
        ("\n[[decision]]\naction = 'reject", "review.toml:3"),
        ("[[decisions]]\n", "unknown field `decisions`"),
        ("\u{0}", "review.toml:1"),
    ];
    for (text, told) in table {
        fs::write(&path, text).unwrap();
        let error = Decisions::read(folder.path()).unwrap_err();
        assert!(error.code() == "bad-decision" && error.to_string().contains(told), "{error}");
        assert!(Decisions::append(folder.path(), &[merge("一", "二")]).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

const CASE: &str = "推行企业检查码\n\n一、主要做法\n2024年，上海市长宁区司法局会同区市场监管局推行“检查码”，依据《中华人民共和国行政处罚法》\
                    第三十三条规范涉企检查。\n二、工作成效\n一年来，累计发出检查码1200余次，重复检查同比下降30%。\n";

const BY: &str = "author = '张三'\nreason = '复核'\n";
const AT: &str = "case = '甲/1'\n";

#[test]
fn a_review_asks_for_doubtful_facts_and_writes_what_was_answered() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), CASE).unwrap();
    let anpu = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
        command.current_dir(folder.path()).args(args).args(["-d", "库"]).env("ANPU_LANG", "en");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    assert!(anpu(&["build", "甲.txt"]).status().unwrap().success());
    let review = |answers: &str| {
        let mut child = anpu(&["review", "--author", "张三", "--below", "1", "--group", "units"]).spawn().unwrap();
        child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let asked = review("x\ny right\nf role=mentioned only named\nq\n");
    assert!(asked.contains("【") && asked.contains("上海市长宁区"), "{asked}");
    let decisions: Vec<Decision> = Decisions::read(&folder.path().join("库")).unwrap().iter().cloned().collect();
    let told: Vec<_> =
        decisions.iter().map(|one| (one.action.as_str(), one.author.as_str(), one.reason.as_str())).collect();
    assert_eq!(told, [("confirm", "张三", "right"), ("fix", "张三", "only named")]);
    let built = anpu(&["build", "甲.txt"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&built.stderr).contains("not applied"));
    assert_eq!(review("q\n"), "", "what was decided is not asked again");
}

/// The record of `text` after decisions, and what became of each of them that was not applied.
fn decided(text: &str, decisions: &str) -> (Record, Vec<String>) {
    let folder = tempdir().unwrap();
    let (file, dataset) = (folder.path().join("甲.txt"), folder.path().join("库"));
    fs::write(&file, text).unwrap();
    fs::create_dir_all(dataset.join("decisions")).unwrap();
    fs::write(dataset.join("decisions/a.toml"), decisions).unwrap();
    let report = build(&[file], &dataset);
    let record = report.dataset.records().unwrap().next().unwrap().unwrap();
    (record, report.idle.into_iter().map(|(_, standing)| standing.as_str().to_owned()).collect())
}

fn unit<'a>(record: &'a Record, name: &str) -> Option<&'a Unit> {
    record.units.iter().find(|unit| unit.name == name)
}

const JUSTICE: &str = "上海市长宁区司法局";
const MARKET: &str = "上海市长宁区市场监督管理局";

/// Whether a record is as a decision wants it.
type Check = fn(&Record) -> bool;

fn fact(action: &str, group: &str, fact: &str, more: &str) -> String {
    format!("[[decision]]\naction = '{action}'\n{BY}{AT}group = '{group}'\nfact = '{fact}'\n{more}\n")
}

fn entity(action: &str, more: &str) -> String {
    format!("[[decision]]\naction = '{action}'\n{BY}{more}\n")
}

fn added(group: &str, quote: &str, fields: &str) -> String {
    format!("[[decision]]\naction = 'add'\n{BY}{AT}group = '{group}'\nquote = '{quote}'\nset = {{{fields}}}\n")
}

#[test]
fn each_decision_on_a_fact_does_what_it_says() {
    let quote = "quote = '司法局会同区市场监管局'";
    let table: [(String, Check); 7] = [
        (fact("confirm", "units", MARKET, quote), |record| {
            unit(record, MARKET).is_some_and(|unit| unit.rule == "decision")
        }),
        (fact("reject", "units", JUSTICE, quote), |record| {
            unit(record, JUSTICE).is_none() && !record.implemented_by.contains(&JUSTICE.to_owned())
        }),
        (fact("fix", "units", MARKET, &format!("{quote}\nset = {{role = 'implementer'}}")), |record| {
            unit(record, MARKET).is_some_and(|unit| unit.role == UnitRole::Implementer && unit.rule == "decision")
                && record.implemented_by.contains(&MARKET.to_owned())
        }),
        (fact("fix", "case", "推行企业检查码", "quote = '检查码'\nset = {year = 2021}"), |record| {
            record.year == Some(2021)
        }),
        (fact("reject", "places", "上海市长宁区", "quote = '长宁区'"), |record| record.places.is_empty()),
        (
            added("mechanisms", "涉企检查", "name = '涉企检查', kind = 'inspection', role = 'mentions'"),
            |record| {
                let added = record.mechanisms.iter().find(|one| one.name == "涉企检查");
                added.is_some_and(|one| one.evidence.len() == 1 && one.surfaces == ["涉企检查"])
            },
        ),
        (
            added(
                "outcomes",
                "发出检查码1200余次",
                "indicator = '检查码', value = 1200, unit = '次', qualifier = 'over'",
            ),
            |record| record.outcomes.iter().any(|one| one.rule == "decision" && one.quote == "发出检查码1200余次"),
        ),
    ];
    hold(&table);
}

#[test]
fn each_decision_on_a_thing_does_what_it_says() {
    let table: [(String, Check); 5] = [
        (entity("rename", &format!("kind = 'unit'\nname = '{JUSTICE}'\nto = '长宁司法'")), |record| {
            unit(record, JUSTICE).is_none()
                && unit(record, "长宁司法").is_some()
                && !record.implemented_by.contains(&JUSTICE.to_owned())
        }),
        (entity("merge", &format!("kind = 'unit'\nname = '{MARKET}'\nto = '{JUSTICE}'")), |record| {
            let merged = unit(record, JUSTICE);
            unit(record, MARKET).is_none() && merged.is_some_and(|unit| unit.evidence.len() >= 2)
        }),
        (entity("rename", "kind = 'law'\nname = '中华人民共和国行政处罚法'\nto = '处罚法'"), |record| {
            record.laws[0].title == "处罚法"
        }),
        (
            entity("separate", "kind = 'mechanism'\nname = '检查码'\nform = '检查码'\nto = '长宁检查码'"),
            |record| record.mechanisms.iter().any(|one| one.concept == "长宁检查码"),
        ),
        (entity("family", "name = '检查码'\nfamily = 'three-station-linkage'"), |record| {
            record.mechanisms.iter().any(|one| one.family.as_deref() == Some("three-station-linkage"))
        }),
    ];
    hold(&table);
}

/// Applies each decision to the case and checks the record.
fn hold(table: &[(String, Check)]) {
    let (plain, _) = decided(CASE, "");
    for (decision, check) in table {
        let (record, idle) = decided(CASE, decision);
        assert_eq!(idle, Vec::<String>::new(), "{decision}");
        assert!(check(&record) && !check(&plain), "{decision}\n{record:#?}");
    }
}

#[test]
fn a_decision_lasts_while_its_words_stand_and_says_so_when_they_do_not() {
    let reject = format!(
        "[[decision]]\naction = 'reject'\n{BY}{AT}group = 'units'\nfact = '{JUSTICE}'\nquote = '司法局会同区市场监管局'\n"
    );
    let fix = reject.replace("'reject'", "'fix'");
    let table = [
        (CASE.to_owned(), reject.clone(), None),
        (CASE.replace("2024年", "据统计，\n2024年"), reject.clone(), None),
        (CASE.replace("会同区", "会 同\n区"), reject.clone(), None),
        (CASE.replace("会同", "联合"), reject.clone(), Some("no-quote")),
        (CASE.to_owned(), reject.replace(JUSTICE, "某局"), Some("no-fact")),
        (CASE.to_owned(), reject.replace("甲/1", "乙/1"), Some("absent")),
        (CASE.to_owned(), format!("{fix}set = {{role = 'boss'}}"), Some("unfit")),
        (CASE.to_owned(), format!("{fix}set = {{evidence = []}}"), Some("unfit")),
        (
            CASE.to_owned(),
            format!("[[decision]]\naction = 'family'\n{BY}name = '检查码'\nfamily = 'none'\n"),
            Some("unfit"),
        ),
        (
            CASE.to_owned(),
            format!("[[decision]]\naction = 'merge'\n{BY}kind = 'unit'\nname = '某局'\nto = '某某局'\n"),
            Some("absent"),
        ),
    ];
    for (text, decision, idle) in table {
        let (record, found) = decided(&text, &decision);
        assert_eq!(found, idle.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{decision}");
        assert_eq!(unit(&record, JUSTICE).is_none(), idle.is_none(), "{decision}");
    }
}

#[test]
fn a_merge_is_in_the_graph_with_who_and_why_and_deleting_it_undoes_it() {
    let folder = tempdir().unwrap();
    let (file, dataset) = (folder.path().join("甲.txt"), folder.path().join("库"));
    fs::write(&file, CASE).unwrap();
    let before = build(std::slice::from_ref(&file), &dataset).dataset;
    let quads = |dataset: &Dataset| std::io::read_to_string(dataset.snapshot().unwrap()).unwrap();
    let was = quads(&before);
    let mut decision = merge("检查码", "企业码");
    decision.reason = "同一回事".to_owned();
    Decisions::append(&dataset, std::slice::from_ref(&decision)).unwrap();
    let merged = build(std::slice::from_ref(&file), &dataset).dataset;
    let store = Store::open(&merged).unwrap();
    let ask = "PREFIX anpu: <https://w3id.org/anpu/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        ASK { GRAPH <https://w3id.org/anpu/graph/curation> {
            ?decision a anpu:Decision ; anpu:action 'merge' ; anpu:standing 'applied' ; dcterms:description '同一回事' ;
                prov:wasAttributedTo [ rdfs:label '甲' ] ; dcterms:subject <https://w3id.org/anpu/id/mechanism/企业码> .
            <https://w3id.org/anpu/graph/document/甲> prov:wasInfluencedBy ?decision }
          GRAPH <https://w3id.org/anpu/graph/document/甲> { ?case anpu:practises <https://w3id.org/anpu/id/mechanism/企业码> } }";
    let query = Query::parse(ask, Iris::default().base()).unwrap();
    let rows = store.table(&query, &Limits::default()).unwrap().rows;
    assert_eq!(rows, [[Some(Literal::from(true).into())]]);
    fs::remove_file(dataset.join("decisions/review.toml")).unwrap();
    assert_eq!(quads(&build(&[file], &dataset).dataset), was);
}

//! Decisions of people: the files that hold them, and what becomes of facts and entities.

use std::fs;

use anpu::model::{Action, Decision, Entity, EntityKind};
use anpu::store::Decisions;
use tempfile::tempdir;

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

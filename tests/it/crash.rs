//! Whoever dies, and wherever the disk ends: a dataset is as before or after, never between.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anpu::export::{Filters, Format, Options, Sink, View, export};
use anpu::model::{Action, Decision, Entity, EntityKind};
use anpu::store::{Dataset, Decisions, Journal, Limits, Store, Update};
use tempfile::tempdir;

use crate::store::write;

/// Set in the process that is to be killed, to the folder that it works in.
const VICTIM: &str = "ANPU_TEST_VICTIM";
const KILLS: u64 = 160;

#[test]
fn killed_at_any_moment_of_building_deciding_updating_and_exporting_all_is_as_before_or_after() {
    if let Some(folder) = env::var_os(VICTIM) {
        work(Path::new(&folder));
    }
    let folder = tempdir().unwrap();
    let dataset = folder.path().join("库");
    let states = [1, 2].map(|count| text_of(&write(&folder.path().join(format!("{count}")), count)));
    write(&dataset, 1);
    for kill in 0..KILLS {
        strike(folder.path(), kill);
        let opened = Dataset::open(&dataset).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        opened.verify().unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        assert!(states.contains(&text_of(&opened)), "kill {kill}: neither of the two states");
        let store = Store::open(&opened).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        let updated = store.quads().unwrap().filter(|quad| quad.subject.to_string() == UPDATED).count();
        assert_eq!(updated % 2, 0, "kill {kill}: half an update");
        let decisions = Decisions::read(&dataset).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        assert_eq!(decisions.iter().count() % 2, 0, "kill {kill}: half of what was decided at once");
        if let Ok(exported) = fs::read_to_string(folder.path().join("图.nq")) {
            assert!(states.contains(&exported), "kill {kill}: half an export");
        }
    }
}

/// Lets a victim work for a moment that differs from kill to kill, and kills it.
fn strike(folder: &Path, kill: u64) {
    let test = "crash::killed_at_any_moment_of_building_deciding_updating_and_exporting_all_is_as_before_or_after";
    let mut victim = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(VICTIM, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let steps = BufReader::new(victim.stdout.take().unwrap()).lines().map(Result::unwrap);
    // The victim says after each step that it has done it; the moment after the last one heard is what varies.
    let heard = steps.filter(|line| line.contains("step")).take(usize::try_from(kill % 5).unwrap() + 1).count();
    assert!(heard > 0, "the victim died by itself");
    let last = Instant::now();
    while last.elapsed() < Duration::from_micros(kill * 7919 % 20_000) {
        std::hint::spin_loop();
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
}

/// Builds, decides, updates and exports until killed.
fn work(folder: &Path) -> ! {
    let dataset = folder.join("库");
    let step = || {
        println!("step");
        std::io::stdout().flush().unwrap();
    };
    step();
    for round in 0_usize.. {
        let built = write(&dataset, 1 + round % 2);
        step();
        Decisions::append(&dataset, &[decision("甲"), decision("乙")]).unwrap();
        step();
        update(&built, round);
        step();
        export(&built, &options(), Sink::Path(&folder.join("图.nq"))).unwrap();
        step();
    }
    unreachable!()
}

/// What updates speak of.
const UPDATED: &str = "<urn:updated>";

/// Says two things at once.
fn update(dataset: &Dataset, round: usize) {
    let process = std::process::id();
    let text = format!("INSERT DATA {{ {UPDATED} <urn:by> '{process}-{round}-a', '{process}-{round}-b' }}");
    let store = Store::open(dataset).unwrap();
    let changes = Update::parse(&text, &dataset.manifest().base).unwrap().apply(&store, &Limits::default()).unwrap();
    Journal::open(dataset.folder()).unwrap().append(&store, &changes).unwrap();
}

fn decision(name: &str) -> Decision {
    let entity = Entity { kind: EntityKind::Unit, name: name.to_owned() };
    let action = Action::Rename(entity, "丙".to_owned());
    Decision { author: "丁".to_owned(), reason: "试".repeat(2000), date: None, action }
}

fn options() -> Options {
    Options {
        format: Format::parse("nquads").unwrap(),
        view: View::default(),
        filters: Filters::default(),
        chinese: false,
    }
}

fn text_of(dataset: &Dataset) -> String {
    std::io::read_to_string(dataset.snapshot().unwrap()).unwrap()
}

const CASE: &str = "推行企业检查码\n2024年，上海市长宁区司法局会同区市场监管局推行“检查码”，累计发出检查码1200余次。\n";

fn anpu(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anpu"));
    command.current_dir(folder).args(args).env("ANPU_LANG", "en");
    command
}

/// Every file under a folder but the lock, with its bytes.
fn state(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file() && entry.file_name() != "lock");
    files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap())).collect()
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_is_an_error_that_names_the_file_and_leaves_the_old_state() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), CASE).unwrap();
    assert!(anpu(folder.path(), &["build", "甲.txt", "-d", "库"]).output().unwrap().status.success());
    let before = state(&folder.path().join("库"));
    fs::write(folder.path().join("乙.txt"), CASE.repeat(2)).unwrap();
    // No file may grow beyond some blocks of 512 bytes; the signal for it is ignored, so that the write fails.
    for blocks in ["0", "1", "8"] {
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &limited, env!("CARGO_BIN_EXE_anpu"), "build", "甲.txt", "乙.txt", "-d", "库"])
            .current_dir(folder.path())
            .env("ANPU_LANG", "en")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{blocks}: {told}");
        assert!(told.contains("库/building.tmp/") && told.contains("large"), "{blocks}: {told}");
        assert_eq!(state(&folder.path().join("库")), before, "{blocks}");
    }
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let export = anpu(folder.path(), &["export", "-d", "库", "-f", "nquads"]).stdout(full).output().unwrap();
    assert_eq!(export.status.code(), Some(2), "{}", String::from_utf8_lossy(&export.stderr));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_an_error_that_names_it_for_each_command_that_writes() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), CASE).unwrap();
    assert!(anpu(folder.path(), &["build", "甲.txt", "-d", "库"]).output().unwrap().status.success());
    for args in [
        &["build", "甲.txt", "-d", "/proc/anpu"][..],
        &["export", "-d", "库", "-f", "graphml", "-o", "/proc/anpu.graphml"],
        &["analyze", "recurrence", "-d", "库", "-o", "/proc/anpu.csv"],
    ] {
        let output = anpu(folder.path(), args).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains("/proc/anpu") && told.matches("os error").count() == 1, "{args:?}: {told}");
    }
}

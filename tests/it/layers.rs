//! Rooms import only the rooms that the table of `ARCHITECTURE.md` grants them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Table = BTreeMap<String, (u32, BTreeSet<String>)>;

#[test]
fn rooms_import_only_what_the_table_grants() {
    let table = table();
    let mut wrong = Vec::new();
    for (room, (_, granted)) in &table {
        for file in rust_files(&root().join("src").join(room)) {
            for used in rooms_used(&read(&file), &table) {
                if used != *room && !granted.contains(&used) {
                    wrong.push(format!("{}: {room} -> {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that ARCHITECTURE.md does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_points_downwards_and_names_every_room() {
    let table = table();
    for (room, (layer, granted)) in &table {
        for lower in granted {
            assert!(table[lower].0 < *layer, "{room} -> {lower} does not point downwards");
        }
    }
    let folders: BTreeSet<String> = fs::read_dir(root().join("src"))
        .expect("src can be listed")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, table.keys().cloned().collect());
}

/// The rooms named after `crate::` (or `anpu::`), alone or in a braced list.
fn rooms_used(code: &str, table: &Table) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or(list));
        let words = list.split(|c: char| !c.is_alphanumeric() && c != '_');
        let count = if rest.starts_with('{') { usize::MAX } else { 1 };
        used.extend(words.take(count).filter(|word| table.contains_key(*word)).map(str::to_owned));
    }
    used
}

fn table() -> Table {
    let text = read(&root().join("ARCHITECTURE.md"));
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let layer = cells.get(1)?.parse().ok()?;
        let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        Some((names(cells.get(2)?).pop()?, (layer, names(cells.get(3)?).into_iter().collect())))
    });
    rows.collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a room's folder can be listed").filter_map(Result::ok);
    let (folders, files): (Vec<_>, Vec<_>) = entries.map(|entry| entry.path()).partition(|path| path.is_dir());
    let inner = folders.iter().flat_map(|folder| rust_files(folder));
    inner.chain(files.iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).cloned()).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

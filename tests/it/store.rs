//! The dataset folder: what was written is read again, and a crash leaves the old state or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anpu::rdf::{self, Iris};
use anpu::store::{Dataset, Error, Limits, Manifest, Packed, QuadSink, Store, Writer};
use tempfile::tempdir;

use crate::sample;

/// Writes the first `count` documents of the sample.
pub(crate) fn write(folder: &Path, count: usize) -> Dataset {
    let writer = begun(folder, count);
    writer.finish(about()).unwrap()
}

/// A writer that has written the documents and is not finished.
fn begun(folder: &Path, count: usize) -> Writer {
    let iris = Iris::default();
    let activity = sample::provenance().activity(&iris);
    let mut writer = Writer::create(folder).unwrap();
    for (document, records) in sample::documents().into_iter().take(count) {
        let packed = Packed::new(&document, &records, |sink: &mut QuadSink<'_>| {
            rdf::document(&document, &records, &iris, &sample::Known, activity.as_ref(), sink)
        });
        writer.document(packed.unwrap()).unwrap();
    }
    writer
}

fn about() -> Manifest {
    Manifest { base: Iris::default().base().to_owned(), ..Manifest::default() }
}

/// Every file under a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

#[test]
fn what_was_written_is_read_again_whole_and_by_document() {
    let folder = tempdir().unwrap();
    write(folder.path(), 2);
    let dataset = Dataset::open(folder.path()).unwrap();
    let (documents, records): (Vec<_>, Vec<_>) = sample::documents().into_iter().unzip();
    assert_eq!(dataset.records().unwrap().collect::<Result<Vec<_>, _>>().unwrap(), records.concat());
    assert_eq!(dataset.documents().unwrap().collect::<Result<Vec<_>, _>>().unwrap(), documents);
    for ((entry, document), records) in dataset.index().iter().zip(&documents).zip(&records) {
        assert_eq!(dataset.document(&entry.id).unwrap().as_ref(), Some(document));
        assert_eq!(&dataset.records_of(entry).unwrap(), records);
        assert_eq!((entry.cases, &entry.sha256), (records.len(), &document.source.sha256));
    }
    assert_eq!(dataset.document("no such").unwrap(), None);
    let totals = &dataset.manifest().totals;
    assert_eq!(
        (totals.documents, totals.cases, totals.quads),
        (2, 3, Store::open(&dataset).unwrap().quads().unwrap().count())
    );
}

#[test]
fn who_reads_records_or_searches_texts_for_a_request_stops_at_its_deadline() {
    let folder = tempdir().unwrap();
    let dataset = write(folder.path(), 2);
    let store = Store::open(&dataset).unwrap();
    let none = Limits { time: Some(Duration::ZERO), ..Limits::default() };
    let read = || dataset.records().and_then(Iterator::collect::<Result<Vec<_>, _>>);
    assert!(matches!(none.enforce(0, read), Err(Error::Deadline(_))));
    assert!(matches!(store.find("调解", 10, 0, &none), Err(Error::Deadline(_))));
    // What was stopped harms nobody who comes later.
    assert!(!Limits::default().enforce(0, read).unwrap().is_empty());
    assert!(store.find("调解", 10, 0, &Limits::default()).is_ok());
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    let (one, other) = (tempdir().unwrap(), tempdir().unwrap());
    write(one.path(), 2);
    write(other.path(), 1);
    write(other.path(), 2);
    assert_eq!(files(one.path()), files(other.path()));
}

#[test]
fn who_stops_before_the_end_leaves_the_old_state() {
    let folder = tempdir().unwrap();
    write(folder.path(), 1);
    let before = files(folder.path());
    drop(begun(folder.path(), 2));
    assert_eq!(files(folder.path()), before);
}

/// When a crash happens, and what it leaves in the folder.
type Crash<'a> = (&'static str, &'a dyn Fn(&Path));

#[test]
fn whatever_a_crash_leaves_the_old_state_opens_and_the_next_build_cleans_up() {
    let (new, clean) = (tempdir().unwrap(), tempdir().unwrap());
    let generation = write(new.path(), 2).manifest().generation.clone();
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    };
    write(clean.path(), 2);
    let crashes: [Crash<'_>; 4] = [
        ("while a generation grows", &|folder| {
            copy(&new.path().join(&generation), &folder.join("building.tmp"));
            fs::write(folder.join("building.tmp/snapshot.nq.zst"), "half").unwrap();
        }),
        ("before the manifest", &|folder| copy(&new.path().join(&generation), &folder.join(&generation))),
        ("before the manifest, with a broken file", &|folder| {
            fs::create_dir(folder.join(&generation)).unwrap();
            fs::write(folder.join(&generation).join("index.ndjson"), "half").unwrap();
        }),
        ("while the manifest is written", &|folder| {
            copy(&new.path().join(&generation), &folder.join(&generation));
            fs::write(folder.join("manifest.json.tmp"), "{\"format\": 1, \"gen").unwrap();
        }),
    ];
    for (when, crash) in crashes {
        let folder = tempdir().unwrap();
        let old = write(folder.path(), 1);
        crash(folder.path());
        let opened = Dataset::open(folder.path()).unwrap_or_else(|error| panic!("{when}: {error}"));
        assert_eq!((opened.manifest(), opened.index()), (old.manifest(), old.index()), "{when}");
        write(folder.path(), 2);
        assert_eq!(files(folder.path()), files(clean.path()), "{when}");
    }
}

#[test]
fn a_crash_after_the_manifest_leaves_the_new_state_and_the_old_files_go_with_the_next_build() {
    let (folder, clean) = (tempdir().unwrap(), tempdir().unwrap());
    let old = write(folder.path(), 1).manifest().generation.clone();
    let kept = files(&folder.path().join(&old));
    let new = write(folder.path(), 2);
    fs::create_dir(folder.path().join(&old)).unwrap();
    kept.iter().try_for_each(|(name, bytes)| fs::write(folder.path().join(&old).join(name), bytes)).unwrap();
    assert_eq!(Dataset::open(folder.path()).unwrap().index(), new.index());
    write(folder.path(), 2);
    write(clean.path(), 2);
    assert_eq!(files(folder.path()), files(clean.path()));
}

#[test]
fn two_builds_at_once_do_not_harm_each_other() {
    let folder = tempdir().unwrap();
    let first = begun(folder.path(), 2);
    assert!(matches!(Writer::create(folder.path()), Err(Error::Busy(_))));
    first.finish(about()).unwrap();
    assert_eq!(Dataset::open(folder.path()).unwrap().index().len(), 2);
    assert!(Writer::create(folder.path()).is_ok());
}

#[test]
fn what_is_no_dataset_says_what_is_wrong() {
    let folder = tempdir().unwrap();
    assert_eq!(Dataset::open(folder.path()).unwrap_err().code(), "no-dataset");
    let generation = folder.path().join(write(folder.path(), 1).manifest().generation.clone());
    let manifest = fs::read_to_string(folder.path().join("manifest.json")).unwrap();
    let damage: [(&str, &str, String); 5] = [
        ("manifest.json", "damaged-dataset", "{".to_owned()),
        ("manifest.json", "other-format", manifest.replace("\"format\": 2", "\"format\": 999")),
        ("manifest.json", "damaged-dataset", manifest.replace("snapshot.nq.zst", "../../etc/passwd")),
        ("index.ndjson", "damaged-dataset", "{}\n".to_owned()),
        ("snapshot.nq.zst", "damaged-dataset", String::new()),
    ];
    for (file, code, content) in damage {
        let path = if file == "manifest.json" { folder.path().join(file) } else { generation.join(file) };
        let good = fs::read(&path).unwrap();
        fs::write(&path, content).unwrap();
        let error = Dataset::open(folder.path()).unwrap_err();
        assert_eq!(error.code(), code, "{file}: {error}");
        fs::write(&path, good).unwrap();
    }
    assert!(Dataset::open(folder.path()).is_ok());
}

#[test]
fn a_changed_byte_is_found_by_its_checksum() {
    let folder = tempdir().unwrap();
    let dataset = write(folder.path(), 2);
    dataset.verify().unwrap();
    let path = folder.path().join(&dataset.manifest().generation).join("records.ndjson.zst");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let error = Dataset::open(folder.path()).unwrap().verify().unwrap_err();
    assert!(error.code() == "damaged-dataset" && error.to_string().contains("records"), "{error}");
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_that_names_it() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let Err(error) = Writer::create(&file.join("dataset")) else { panic!("a file is no folder") };
    assert!(error.code() == "io" && error.to_string().contains("dataset"), "{error}");
}

//! A copy of a dataset that others write or serve meanwhile.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::dataset::Dataset;
use super::files::{MANIFEST, replace, sync_folder};
use super::{Error, journal};

/// Copies the dataset in `from` with all updates that were confirmed until now to `to`, which must not be there or be
/// empty. What was copied is compared with the manifest; the manifest comes last, so that a copy cut off is none.
///
/// # Errors
/// There is no dataset, `to` is not empty, or the disk refuses.
pub fn backup(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::io(to))?;
    if fs::read_dir(to).map_err(Error::io(to))?.next().is_some() {
        let source = io::Error::new(io::ErrorKind::AlreadyExists, "the folder is not empty");
        return Err(Error::Io { path: to.to_owned(), source });
    }
    // A build may replace the generation while it is copied; then there is a new one to copy.
    match copy(from, to) {
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => copy(from, to)?,
        result => result?,
    }
    Dataset::open(to)?.verify()
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let dataset = Dataset::open(from)?;
    let generation = &dataset.manifest().generation;
    let folder = to.join(generation);
    fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
    for name in dataset.manifest().files.keys() {
        let (source, target) = (from.join(generation).join(name), folder.join(name));
        fs::copy(&source, &target).map_err(Error::io(source))?;
        File::open(&target).and_then(|file| file.sync_all()).map_err(Error::io(target))?;
    }
    sync_folder(&folder).map_err(Error::io(&folder))?;
    journal::copy(from, to)?;
    let manifest = serde_json::to_vec_pretty(dataset.manifest()).map_err(Error::damaged(from.join(MANIFEST)))?;
    replace(to, MANIFEST, &manifest)
}

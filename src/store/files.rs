//! Names of the dataset's files, and the few steps on the file system that must not be torn apart by a crash.

use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Error;
use super::dataset::Sum;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const RECORDS: &str = "records.ndjson.zst";
pub(super) const DOCUMENTS: &str = "documents.ndjson.zst";
pub(super) const SNAPSHOT: &str = "snapshot.nq.zst";
pub(super) const INDEX: &str = "index.ndjson";
/// Where what is made grows until it is complete.
const BUILDING: &str = "building.tmp";
const LOCK: &str = "lock";

/// A lock that ends when it is dropped, also where a child process that is about to begin still has the file open.
#[derive(Debug)]
pub(super) struct Lock(File);

#[cfg(feature = "rocksdb")]
impl Lock {
    /// One that many may hold at once, on a file open for reading.
    pub(super) fn shared(file: File) -> std::io::Result<Self> {
        file.lock_shared()?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where it fails, the lock ends when the file is closed.
        let _ = self.0.unlock();
    }
}

/// Keeps other processes from writing the dataset in `folder` until it is dropped, or its process ends.
pub(super) fn lock(folder: &Path) -> Result<Lock, Error> {
    let path = folder.join(LOCK);
    let file = lock_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Busy(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(Error::Io { path, source }),
    }
}

/// Waits until no other process writes decisions in `folder`, which takes a moment, and keeps others waiting.
pub(super) fn lock_decisions(folder: &Path) -> Result<Lock, Error> {
    let path = folder.join(LOCK);
    let file = lock_file(&path)?;
    file.lock().map_err(Error::io(&path))?;
    Ok(Lock(file))
}

fn lock_file(path: &Path) -> Result<File, Error> {
    File::options().create(true).truncate(false).write(true).open(path).map_err(Error::io(path))
}

/// Writes `bytes` as `name` in `folder` so that a reader, or a crash, finds the old file or the new one.
pub(super) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let (path, new) = (folder.join(name), folder.join(format!("{name}.tmp")));
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, &path)?;
        sync_folder(folder)
    };
    write().map_err(Error::io(&path))
}

/// The folder in which something grows; gone when the work on it ends, unless it got its final name.
pub(super) struct Building(pub(super) PathBuf);

impl Building {
    /// A new one in `folder`, in the place of what a crash left there.
    pub(super) fn create(folder: &Path) -> Result<Self, Error> {
        let building = Self(folder.join(BUILDING));
        remove_folder(&building.0)?;
        fs::create_dir(&building.0).map_err(Error::io(&building.0))?;
        Ok(building)
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        let _ = remove_folder(&self.0);
    }
}

/// Removes a folder with all that is in it; one that is not there is no error.
pub(super) fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder)(error)),
        _ => Ok(()),
    }
}

/// Makes the entries of a folder last.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    // Windows opens no folder as a file; its renames last without this.
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}

/// A file being written, with its length and checksum.
pub(super) struct Summed {
    path: PathBuf,
    file: BufWriter<File>,
    sum: Sha256,
    bytes: u64,
}

impl Summed {
    pub(super) fn create(path: PathBuf) -> Result<Self, Error> {
        let file = File::create(&path).map_err(Error::io(&path))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 20, file), sum: Sha256::new(), bytes: 0 })
    }

    /// Appends `bytes` and returns where they stand: begin and length.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(u64, u64), Error> {
        self.file.write_all(bytes).map_err(Error::io(&self.path))?;
        self.sum.update(bytes);
        let (begin, length) = (self.bytes, bytes.len() as u64);
        self.bytes += length;
        Ok((begin, length))
    }

    /// Makes the file last.
    pub(super) fn finish(self) -> Result<Sum, Error> {
        let Self { path, file, sum, bytes } = self;
        let sync = || file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all();
        sync().map_err(Error::io(&path))?;
        Ok(Sum { bytes, sha256: format!("{:x}", sum.finalize()) })
    }
}

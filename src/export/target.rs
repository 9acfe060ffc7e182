//! Where an export goes: under its final name only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Error, Sink};

/// Writes a file beside its final name and renames it when `write` succeeded; else nothing is left of it.
pub(super) fn file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>) -> Result<(), Error> {
    let workshop = Workshop::beside(path)?;
    let mut out = BufWriter::with_capacity(1 << 18, File::create(workshop.content())?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(fs::rename(workshop.content(), path)?)
}

/// Fills a folder beside its final name and renames it when `write` succeeded. A folder of that name is replaced only if it
/// is empty or holds nothing but files of the same names: an earlier export.
pub(super) fn folder(path: &Path, write: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let workshop = Workshop::beside(path)?;
    fs::create_dir(workshop.content())?;
    write(&workshop.content())?;
    if !path.exists() {
        return Ok(fs::rename(workshop.content(), path)?);
    }
    let earlier = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    if let Some(other) = earlier.iter().find(|entry| !workshop.content().join(entry.file_name()).is_file()) {
        let text = format!("{} is not empty: {}", path.display(), other.file_name().display());
        return Err(Error::Unfit(text));
    }
    fs::rename(path, workshop.old())?;
    Ok(fs::rename(workshop.content(), path)?)
}

/// Number of the next workshop of this process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A hidden folder beside a path in which its content grows. It is gone when the work on it ends, and at the next export to
/// the path if the process was killed: a process at work holds a lock on it.
struct Workshop {
    folder: PathBuf,
    _lock: File,
}

impl Workshop {
    fn beside(path: &Path) -> Result<Self, Error> {
        let Some(name) = path.file_name() else {
            return Err(Error::Unfit(format!("{} names no file", path.display())));
        };
        let start = format!(".{}.", name.display());
        let _ = Self::clear(path, &start);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = path.with_file_name(format!("{start}{}-{number}.tmp", std::process::id()));
        fs::create_dir(&folder)?;
        let lock = File::create(folder.join("lock"))?;
        // A file system without locks only never gets rid of what was left.
        let _ = lock.lock();
        Ok(Self { folder, _lock: lock })
    }

    /// Removes what killed processes left; a folder that one of them was about to replace gets its name back.
    fn clear(path: &Path, start: &str) -> io::Result<()> {
        let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for entry in fs::read_dir(beside)? {
            let (folder, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
            let name = name.to_string_lossy();
            let process = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(".tmp"));
            let is_ours = process.is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
            if is_ours && File::open(folder.join("lock")).is_ok_and(|lock| lock.try_lock().is_ok()) {
                if !path.exists() && folder.join("old").exists() {
                    fs::rename(folder.join("old"), path)?;
                }
                fs::remove_dir_all(&folder)?;
            }
        }
        Ok(())
    }

    /// What is to get the final name.
    fn content(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// What had it before.
    fn old(&self) -> PathBuf {
        self.folder.join("old")
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Writes to a stream that cannot be taken back.
pub(super) fn stream(
    out: &mut dyn Write,
    write: impl FnOnce(&mut BufWriter<&mut dyn Write>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut out = BufWriter::with_capacity(1 << 18, out);
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Writes a format that must go back in its file: by its name for a path, over a temporary file for a stream.
pub(super) fn seekable(sink: Sink<'_>, write: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let path = match &sink {
        Sink::Path(path) => path.to_path_buf(),
        Sink::Stream(_) => std::env::temp_dir().join("anpu-export"),
    };
    let workshop = Workshop::beside(&path)?;
    write(&workshop.content())?;
    match sink {
        Sink::Path(path) => Ok(fs::rename(workshop.content(), path)?),
        Sink::Stream(out) => Ok(io::copy(&mut File::open(workshop.content())?, out).map(|_| ())?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in a folder, sorted.
    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_export_left_is_removed_by_the_next_one_and_what_others_work_on_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for left in [".图.svg.1.tmp", ".图.svg.2.tmp", ".甲.svg.3.tmp", ".图.svg.x.tmp"] {
            fs::create_dir(place(left)).unwrap();
            fs::write(place(left).join("lock"), "").unwrap();
            fs::write(place(left).join("new"), "half").unwrap();
        }
        let at_work = File::open(place(".图.svg.2.tmp").join("lock")).unwrap();
        at_work.lock().unwrap();
        file(&place("图.svg"), |out| Ok(out.write_all(b"whole")?)).unwrap();
        assert_eq!(names(folder.path()), [".图.svg.2.tmp", ".图.svg.x.tmp", ".甲.svg.3.tmp", "图.svg"]);
        assert_eq!(fs::read(place("图.svg")).unwrap(), b"whole");
    }

    #[test]
    fn a_folder_that_was_being_replaced_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".表.7.tmp");
        fs::create_dir_all(left.join("old")).unwrap();
        fs::write(left.join("old/a.csv"), "old").unwrap();
        fs::write(left.join("lock"), "").unwrap();
        let path = folder.path().join("表");
        let failed = self::folder(&path, |_| Err(Error::Unfit(String::new())));
        assert!(failed.is_err());
        assert_eq!(fs::read(path.join("a.csv")).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["表"]);
    }
}

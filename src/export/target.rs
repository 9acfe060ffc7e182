//! Where an export goes: under its final name only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Error, Sink};

/// Writes a file beside its final name and renames it when `write` succeeded; else nothing is left of it.
pub(super) fn file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>) -> Result<(), Error> {
    let new = Unfinished(beside(path)?);
    let mut out = BufWriter::with_capacity(1 << 18, File::create(&new.0)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(fs::rename(&new.0, path)?)
}

/// Fills a folder beside its final name and renames it when `write` succeeded. A folder of that name is replaced only if it
/// is empty or holds nothing but files of the same names: an earlier export.
pub(super) fn folder(path: &Path, write: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let new = Unfinished(beside(path)?);
    fs::create_dir(&new.0)?;
    write(&new.0)?;
    if !path.exists() {
        return Ok(fs::rename(&new.0, path)?);
    }
    let earlier = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    if let Some(other) = earlier.iter().find(|entry| !new.0.join(entry.file_name()).is_file()) {
        let text = format!("{} is not empty: {}", path.display(), other.file_name().display());
        return Err(Error::Unfit(text));
    }
    let old = Unfinished(new.0.with_extension("old.tmp"));
    fs::rename(path, &old.0)?;
    Ok(fs::rename(&new.0, path)?)
}

/// A name in the same folder that this process alone uses.
fn beside(path: &Path) -> Result<PathBuf, Error> {
    let Some(name) = path.file_name() else {
        return Err(Error::Unfit(format!("{} names no file", path.display())));
    };
    let name = format!(".{}.{}.tmp", name.display(), std::process::id());
    Ok(path.with_file_name(name))
}

/// A file or folder that is gone when the work on it ends, unless it got its final name.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
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
    let new = Unfinished(beside(&path)?);
    write(&new.0)?;
    match sink {
        Sink::Path(path) => Ok(fs::rename(&new.0, path)?),
        Sink::Stream(out) => Ok(io::copy(&mut File::open(&new.0)?, out).map(|_| ())?),
    }
}

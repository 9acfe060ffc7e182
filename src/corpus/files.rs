//! Which files a run reads, in which order, and what their documents are called.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::error::{Error, Reason};
use super::limits::MAX_FOLDER_DEPTH;
use super::read::{read, read_bytes};
use crate::model::Document;

/// A file to read and what its document will be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its name as given, with `/` between folders; without what leads to the folder or file given, where that is a way
    /// through this machine (`/home/…`, `../…`).
    pub name: String,
    /// The document's id: the file's name without its ending, or its path where another file is called the same.
    pub id: String,
}

/// The files of `paths`, each folder walked in byte order of names, links followed, hidden files and the lock files of
/// Word left out, and datasets; each file once, by whatever way it is found. What cannot be listed stands in its place as an error.
#[must_use]
pub fn files(paths: &[PathBuf]) -> Vec<Result<Input, Error>> {
    let mut seen = BTreeSet::new();
    let found = paths.iter().flat_map(|path| walk(path));
    let real = |file: &Found<'_>| file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
    let found: Vec<_> = found.filter(|file| file.as_ref().map_or(true, |file| seen.insert(real(file)))).collect();
    let ids = ids(found.iter().flatten());
    let input = |file: Found| Input {
        name: file.name(),
        id: ids.get(&file.path).cloned().unwrap_or_default(),
        path: file.path,
    };
    found.into_iter().map(|file| file.map(input)).collect()
}

/// The document that a record in a file is of: the file beside it of the same name with another ending, `.txt` before others.
///
/// # Errors
/// There is none, or it is none that can be read.
pub fn beside(record: &Path) -> io::Result<Document> {
    let id = record.file_stem().unwrap_or_default();
    let text = record.with_extension("txt");
    let file = if text.exists() { text } else { other_beside(record, id)? };
    let bytes = std::fs::read(&file)?;
    read_bytes(&file.to_string_lossy(), &id.to_string_lossy(), &bytes).map_err(io::Error::other)
}

fn other_beside(record: &Path, id: &OsStr) -> io::Result<PathBuf> {
    let folder = record.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let other = files.filter(|file| file.file_stem() == Some(id) && file.extension() != record.extension()).min();
    other.ok_or_else(|| {
        let id = id.to_string_lossy();
        io::Error::new(io::ErrorKind::NotFound, format!("no document beside it ({id}.txt, {id}.docx …)"))
    })
}

/// A file and the path given by which it was found.
struct Found<'a> {
    path: PathBuf,
    root: &'a Path,
}

impl Found<'_> {
    fn name(&self) -> String {
        if self.is_inner() { name(&self.path) } else { name(self.within(self.root)) }
    }

    /// Whether the path given leads from the working folder inwards.
    fn is_inner(&self) -> bool {
        self.root.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
    }

    /// The path without `folder` before it; of the file given itself its last name.
    fn within(&self, folder: &Path) -> &Path {
        let rest = self.path.strip_prefix(folder).ok().filter(|rest| !rest.as_os_str().is_empty());
        rest.or_else(|| self.path.file_name().map(Path::new)).unwrap_or(&self.path)
    }

    /// What its document may be called, in order of preference: of a way through this machine the last folder only.
    fn ids(&self) -> [String; 3] {
        let last = if self.path == self.root { self.root.parent() } else { Some(self.root) };
        let above = last.and_then(Path::parent).filter(|_| !self.is_inner());
        let path = above.map_or(self.path.as_path(), |above| self.within(above));
        let folder: Vec<_> = path.parent().into_iter().flat_map(Path::components).filter_map(normal).collect();
        let stem = self.path.file_stem().map(plain).unwrap_or_default();
        let whole = self.path.file_name().map(plain).unwrap_or_default();
        let within = |last: &str| folder.iter().map(String::as_str).chain([last]).collect::<Vec<_>>().join("-");
        [stem.clone(), within(&stem), within(&whole)]
    }
}

/// The documents of `paths` in order, each read when it is asked for. A file that is refused is an error in its place.
pub fn documents(paths: &[PathBuf]) -> impl Iterator<Item = Result<Document, Error>> + use<> {
    files(paths).into_iter().map(|file| file.and_then(|input| read(&input)))
}

fn walk(path: &Path) -> Vec<Result<Found<'_>, Error>> {
    let walk = WalkDir::new(path).follow_links(true).max_depth(MAX_FOLDER_DEPTH).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(|entry| !(is_hidden(entry) && entry.depth() > 0 || is_dataset(entry)));
    let found = |taken: Result<PathBuf, Error>| taken.map(|file| Found { path: file, root: path });
    entries.filter_map(|entry| taken(path, entry).transpose()).map(found).collect()
}

/// The file of an entry; none for folders, and for links that lead back to a folder around them.
fn taken(root: &Path, entry: walkdir::Result<DirEntry>) -> Result<Option<PathBuf>, Error> {
    match entry {
        Ok(entry) if entry.file_type().is_dir() => Ok(None),
        Ok(entry) if entry.file_type().is_file() => Ok(Some(entry.into_path())),
        Ok(entry) => Err(Reason::Io(io::Error::other("is no regular file")).of(&name(entry.path()))),
        Err(error) if error.loop_ancestor().is_some() => Ok(None),
        Err(error) => {
            let name = name(error.path().unwrap_or(root));
            Err(Reason::Io(error.into_io_error().unwrap_or_else(|| io::Error::other("cannot be listed"))).of(&name))
        }
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(b"~$")
}

/// Whether an entry is the folder of a dataset, whose files are no documents.
fn is_dataset(entry: &DirEntry) -> bool {
    let holds = |name: &str| entry.path().join(name).is_file();
    entry.file_type().is_dir() && holds("manifest.json") && holds("lock")
}

/// A path with `/` between folders.
pub(super) fn name(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Ids, each unique: the first of stem, path without ending, whole path that no other file shares, numbered if none.
fn ids<'a>(files: impl Iterator<Item = &'a Found<'a>>) -> BTreeMap<PathBuf, String> {
    let candidates: Vec<_> = files.map(|file| (&file.path, file.ids())).collect();
    let mut shared: BTreeMap<String, usize> = BTreeMap::new();
    for name in candidates.iter().flat_map(|(_, names)| names.iter().collect::<BTreeSet<_>>()) {
        *shared.entry(name.clone()).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let mut ids = BTreeMap::new();
    for (path, names) in candidates {
        let alone = names.iter().find(|name| shared.get(*name) == Some(&1));
        ids.insert(path.clone(), numbered(alone.unwrap_or(&names[2]), &mut taken));
    }
    ids
}

/// The id of a file that shares its name with no other.
pub(super) fn stem(name: &str) -> String {
    Path::new(name).file_stem().map(plain).unwrap_or_default()
}

fn normal(component: Component<'_>) -> Option<String> {
    let Component::Normal(name) = component else { return None };
    Some(plain(name))
}

/// A name fit for an id: what would break a line or a path becomes `_`.
fn plain(name: &OsStr) -> String {
    name.to_string_lossy().chars().map(|c| if is_unfit(c) { '_' } else { c }).collect()
}

fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | '\u{2028}' | '\u{2029}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn numbered(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbers = (1_u64..).map(|n| if n == 1 { name.to_owned() } else { format!("{name}-{n}") });
    let id = numbers.into_iter().find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(id.clone());
    id
}

//! A dataset as it lies on disk, opened for reading.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Document, Record, Standing};

use super::Error;
use super::engine::meter;
use super::files::{DOCUMENTS, INDEX, MANIFEST, RECORDS, SNAPSHOT};

/// The format of the dataset that this program writes and reads.
pub(super) const FORMAT: u32 = 2;

/// What `manifest.json` says: which generation is valid and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Format of the dataset.
    pub format: u32,
    /// The folder with the files; named by their content.
    pub generation: String,
    /// Base of the graph's IRIs.
    pub base: String,
    /// Version of the program that wrote it.
    pub program: String,
    /// SHA-256 of the knowledge files in use.
    pub lexicon: String,
    /// SHA-256 of the decisions of people, empty where there are none.
    pub decisions: String,
    /// How much there is.
    pub totals: Totals,
    /// Length and SHA-256 of each file.
    pub files: BTreeMap<String, Sum>,
}

/// How much a dataset holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Source documents.
    pub documents: usize,
    /// Cases.
    pub cases: usize,
    /// Quads in all graphs.
    pub quads: usize,
    /// Instances of each class, by its local name.
    pub classes: BTreeMap<String, usize>,
}

/// Length and checksum of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// A document's line in `index.ndjson`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The document's id.
    pub id: String,
    /// The source file's name.
    pub file: String,
    /// SHA-256 of the source file.
    pub sha256: String,
    /// Number of its cases.
    pub cases: usize,
    /// Number of quads in its graph.
    pub quads: usize,
    /// What became of the decisions that point to it or to things it names, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decisions: BTreeMap<String, Standing>,
    /// Where its part stands in each file.
    pub frames: Frames,
}

/// Byte ranges (begin, length) of a document's compressed parts in the dataset's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frames {
    /// In `documents.ndjson.zst`.
    pub document: (u64, u64),
    /// In `records.ndjson.zst`.
    pub records: (u64, u64),
    /// In `snapshot.nq.zst`.
    pub quads: (u64, u64),
}

/// A dataset: a folder with `manifest.json` and the generation it names.
///
/// A generation holds `records.ndjson.zst` (one record a line), `documents.ndjson.zst` (each document with its text),
/// `snapshot.nq.zst` (the graph) and `index.ndjson` (a line per document). The compressed files are made of one Zstandard
/// frame a document, which `zstdcat` reads as one stream; so a document can be read, or carried over unchanged, by itself.
#[derive(Clone, Debug)]
pub struct Dataset {
    folder: PathBuf,
    manifest: Manifest,
    index: Vec<Entry>,
}

impl Dataset {
    /// Opens the dataset in `folder`.
    ///
    /// # Errors
    /// There is none, it has another format, or its files do not have the lengths that the manifest states.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = folder.into();
        // A build may replace the generation between the two reads; then the manifest names the new one.
        match Self::try_open(&folder) {
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Self::try_open(&folder),
            result => result,
        }
    }

    fn try_open(folder: &Path) -> Result<Self, Error> {
        let manifest = manifest(folder)?.ok_or_else(|| Error::NoDataset(folder.to_owned()))?;
        let dataset = Self { folder: folder.to_owned(), manifest, index: Vec::new() };
        for (name, sum) in &dataset.manifest.files {
            let path = dataset.path(name);
            let length = fs::metadata(&path).map_err(Error::io(&path))?.len();
            if length != sum.bytes {
                let message = format!("{length} bytes instead of {}", sum.bytes);
                return Err(Error::Damaged { path, message });
            }
        }
        let (path, file) = (dataset.path(INDEX), dataset.checked(INDEX)?);
        let index = Lines { source: file.lines(), path, kind: std::marker::PhantomData }.collect::<Result<_, _>>()?;
        Ok(Self { index, ..dataset })
    }

    /// What the manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The documents' entries, in order.
    #[must_use]
    pub fn index(&self) -> &[Entry] {
        &self.index
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All records in order, one at a time.
    ///
    /// # Errors
    /// The file cannot be opened; each item may fail where it is damaged.
    pub fn records(&self) -> Result<impl Iterator<Item = Result<Record, Error>> + use<>, Error> {
        self.lines(RECORDS)
    }

    /// All documents with their texts in order, one at a time.
    ///
    /// # Errors
    /// The file cannot be opened; each item may fail where it is damaged.
    pub fn documents(&self) -> Result<impl Iterator<Item = Result<Document, Error>> + use<>, Error> {
        self.lines(DOCUMENTS)
    }

    /// The document with this id.
    ///
    /// # Errors
    /// Its part cannot be read.
    pub fn document(&self, id: &str) -> Result<Option<Document>, Error> {
        let Some(entry) = self.index.iter().find(|entry| entry.id == id) else { return Ok(None) };
        self.document_of(entry).map(Some)
    }

    /// The document of an entry.
    ///
    /// # Errors
    /// Its part cannot be read.
    pub fn document_of(&self, entry: &Entry) -> Result<Document, Error> {
        let bytes = self.inflate(DOCUMENTS, entry.frames.document)?;
        serde_json::from_slice(&bytes).map_err(Error::damaged(self.path(DOCUMENTS)))
    }

    /// The records of one document.
    ///
    /// # Errors
    /// Its part cannot be read.
    pub fn records_of(&self, entry: &Entry) -> Result<Vec<Record>, Error> {
        self.records_of_run(std::slice::from_ref(entry))
    }

    /// The named graph of a document, as N-Quads.
    ///
    /// # Errors
    /// Its part cannot be read.
    pub fn quads_of(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        self.quads_of_run(std::slice::from_ref(entry))
    }

    /// The records of documents whose entries follow one another.
    ///
    /// # Errors
    /// Their part cannot be read.
    pub fn records_of_run(&self, run: &[Entry]) -> Result<Vec<Record>, Error> {
        let bytes = self.inflate(RECORDS, stretch(run, |frames| frames.records))?;
        let records = serde_json::Deserializer::from_slice(&bytes).into_iter().collect::<Result<_, _>>();
        records.map_err(Error::damaged(self.path(RECORDS)))
    }

    /// The named graphs of documents whose entries follow one another, as N-Quads.
    ///
    /// # Errors
    /// Their part cannot be read.
    pub fn quads_of_run(&self, run: &[Entry]) -> Result<Vec<u8>, Error> {
        self.inflate(SNAPSHOT, stretch(run, |frames| frames.quads))
    }

    /// The graphs that belong to no document, as N-Quads.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn shared_quads(&self) -> Result<Vec<u8>, Error> {
        let documents = self.index.last().map_or(0, |entry| entry.frames.quads.0 + entry.frames.quads.1);
        self.inflate(SNAPSHOT, (documents, u64::MAX))
    }

    /// The graph as N-Quads.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn snapshot(&self) -> Result<impl BufRead + use<>, Error> {
        self.inflated(SNAPSHOT)
    }

    /// Reads every file and compares it with the checksum in the manifest.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the first file that is not what was written.
    pub fn verify(&self) -> Result<(), Error> {
        self.manifest.files.keys().try_for_each(|name| {
            std::io::copy(&mut self.checked(name)?, &mut std::io::sink())
                .map_err(Error::reading(self.path(name)))
                .map(drop)
        })
    }

    /// A compressed frame as it stands in a file.
    pub(super) fn frame(&self, name: &str, (begin, length): (u64, u64)) -> Result<Vec<u8>, Error> {
        let path = self.path(name);
        let read = || {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(begin))?;
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(Error::io(&path))
    }

    fn inflate(&self, name: &str, frame: (u64, u64)) -> Result<Vec<u8>, Error> {
        zstd::decode_all(self.frame(name, frame)?.as_slice()).map_err(Error::damaged(self.path(name)))
    }

    /// A file to be read from begin to end; its end is an error where it is not what was written.
    fn checked(&self, name: &str) -> Result<BufReader<Checked>, Error> {
        let path = self.path(name);
        let file = File::open(&path).map_err(Error::io(&path))?;
        let sum = self.manifest.files.get(name).map(|sum| sum.sha256.clone()).unwrap_or_default();
        Ok(BufReader::with_capacity(1 << 16, Checked { file, digest: Sha256::new(), sum }))
    }

    fn inflated(&self, name: &str) -> Result<BufReader<zstd::Decoder<'static, BufReader<Checked>>>, Error> {
        zstd::Decoder::with_buffer(self.checked(name)?).map(BufReader::new).map_err(Error::io(self.path(name)))
    }

    fn lines<T: DeserializeOwned>(&self, name: &str) -> Result<impl Iterator<Item = Result<T, Error>> + use<T>, Error> {
        let source = self.inflated(name)?.lines();
        Ok(Lines { source, path: self.path(name), kind: std::marker::PhantomData })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(&self.manifest.generation).join(name)
    }
}

/// A file that proves at its end to be the one that the manifest tells of.
struct Checked {
    file: File,
    digest: Sha256,
    /// What the digest must be.
    sum: String,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        if read == 0 && !buffer.is_empty() && format!("{:x}", self.digest.clone().finalize()) != self.sum {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "its checksum is not the manifest's"));
        }
        Ok(read)
    }
}

/// The byte range (begin, length) of a run's parts in a file, where they stand one after the other.
fn stretch(run: &[Entry], part: impl Fn(&Frames) -> (u64, u64)) -> (u64, u64) {
    let ends = run.first().zip(run.last()).map(|(first, last)| (part(&first.frames), part(&last.frames)));
    ends.map_or((0, 0), |((begin, _), (last, length))| (begin, (last + length).saturating_sub(begin)))
}

/// What every format of manifest tells.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// The manifest in `folder`, if there is one.
pub(super) fn manifest(folder: &Path) -> Result<Option<Manifest>, Error> {
    let path = folder.join(MANIFEST);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(Error::io(&path))?,
    };
    let Format { format } = serde_json::from_slice(&bytes).map_err(Error::damaged(&path))?;
    if format != FORMAT {
        return Err(Error::OtherFormat { path: folder.to_owned(), found: format });
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(Error::damaged(&path))?;
    let is_name =
        |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)) && !name.starts_with('.');
    if !manifest.files.keys().chain([&manifest.generation]).all(is_name) {
        return Err(Error::Damaged { path, message: "a file's name is none".to_owned() });
    }
    if manifest.generation != generation(&manifest) {
        return Err(Error::Damaged { path, message: "the generation is not that of its files".to_owned() });
    }
    Ok(Some(manifest))
}

/// A name made of the content: the same generation has the same name wherever it is built.
pub(super) fn generation(manifest: &Manifest) -> String {
    let sums = manifest.files.iter().map(|(name, Sum { sha256, .. })| format!("{name} {sha256}\n"));
    let digest = format!("{:x}", Sha256::digest(sums.collect::<String>()));
    digest[..16].to_owned()
}

/// One value of JSON a line.
struct Lines<L, T> {
    source: L,
    path: PathBuf,
    kind: std::marker::PhantomData<T>,
}

/// To read a line as data takes so many times what a look at its text takes.
const READING: usize = 8;

impl<L: Iterator<Item = std::io::Result<String>>, T: DeserializeOwned> Iterator for Lines<L, T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.source.next()?.map_err(Error::reading(&self.path));
        // Who reads on behalf of a request stops with it.
        meter::text(READING * line.as_ref().map_or(0, String::len));
        Some(line.and_then(|line| serde_json::from_str(&line).map_err(Error::damaged(&self.path))))
    }
}

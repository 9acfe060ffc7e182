//! Writing a new generation of a dataset: complete and in place, or not there at all.
//!
//! A generation grows in a folder of its own, is made to last on disk, gets its final name, and becomes the valid one
//! when `manifest.json` is replaced in one step. Whoever dies before that step leaves the old state.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::QuadRef;

use crate::model::{Document, Record, Standing};

use super::dataset::{Entry, FORMAT, Frames, Manifest, Totals, generation};
use super::files::{
    Building, DOCUMENTS, INDEX, Lock, MANIFEST, RECORDS, SNAPSHOT, Summed, lock, remove_folder, replace, sync_folder,
};
use super::{Dataset, Error};

/// Level of compression; higher ones cost more time than they save space.
const LEVEL: i32 = 3;

/// A document's part of a dataset, compressed and ready to be appended.
#[derive(Clone, Debug)]
pub struct Packed {
    entry: Entry,
    document: Vec<u8>,
    records: Vec<u8>,
    quads: Vec<u8>,
}

impl Packed {
    /// Packs a document, its records and its graph, which `quads` writes to the function it is given.
    ///
    /// # Errors
    /// A record cannot be written as JSON, or the quads not as N-Quads.
    pub fn new(document: &Document, records: &[Record], quads: impl QuadSource) -> std::io::Result<Self> {
        let (count, nquads) = nquads(quads)?;
        let mut lines = Vec::new();
        for record in records {
            serde_json::to_writer(&mut lines, record)?;
            lines.push(b'\n');
        }
        let mut whole = serde_json::to_vec(document)?;
        whole.push(b'\n');
        let entry = Entry {
            id: document.id.clone(),
            file: document.source.file.clone(),
            sha256: document.source.sha256.clone(),
            cases: records.len(),
            quads: count,
            decisions: BTreeMap::new(),
            frames: Frames::default(),
        };
        Ok(Self { entry, document: pack(&whole)?, records: pack(&lines)?, quads: pack(&nquads)? })
    }

    /// The part as it stands in a dataset.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn kept(dataset: &Dataset, entry: &Entry) -> Result<Self, Error> {
        Ok(Self {
            document: dataset.frame(DOCUMENTS, entry.frames.document)?,
            records: dataset.frame(RECORDS, entry.frames.records)?,
            quads: dataset.frame(SNAPSHOT, entry.frames.quads)?,
            entry: entry.clone(),
        })
    }

    /// The part, with what became of the decisions that bear on it.
    #[must_use]
    pub fn decided(mut self, decisions: BTreeMap<String, Standing>) -> Self {
        self.entry.decisions = decisions;
        self
    }

    /// What stands in the index about it, but for where it stands.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.entry
    }
}

/// A function that takes quads.
pub type QuadSink<'a> = dyn FnMut(QuadRef<'_>) -> std::io::Result<()> + 'a;

/// Something that writes quads to a function.
pub trait QuadSource: FnOnce(&mut QuadSink<'_>) -> std::io::Result<()> {}
impl<F: FnOnce(&mut QuadSink<'_>) -> std::io::Result<()>> QuadSource for F {}

/// A dataset being written. Dropped before [`Writer::finish`], it leaves the old state.
pub struct Writer {
    folder: PathBuf,
    building: Building,
    documents: Summed,
    records: Summed,
    snapshot: Summed,
    index: Summed,
    totals: Totals,
    /// Held while writing.
    _lock: Lock,
}

impl Writer {
    /// Begins a new generation of the dataset in `folder`, which is made if there is none.
    ///
    /// # Errors
    /// The folder cannot be written, or another process is writing it.
    pub fn create(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        let lock = lock(folder)?;
        let building = Building::create(folder)?;
        let file = |name| Summed::create(building.0.join(name));
        Ok(Self {
            documents: file(DOCUMENTS)?,
            records: file(RECORDS)?,
            snapshot: file(SNAPSHOT)?,
            index: file(INDEX)?,
            folder: folder.to_owned(),
            building,
            totals: Totals::default(),
            _lock: lock,
        })
    }

    /// Appends a document's part.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn document(&mut self, packed: Packed) -> Result<(), Error> {
        let mut entry = packed.entry;
        entry.frames = Frames {
            document: self.documents.append(&packed.document)?,
            records: self.records.append(&packed.records)?,
            quads: self.snapshot.append(&packed.quads)?,
        };
        self.totals.documents += 1;
        self.totals.cases += entry.cases;
        self.totals.quads += entry.quads;
        let mut line = serde_json::to_vec(&entry)
            .map_err(|error| Error::Io { path: self.building.0.join(INDEX), source: error.into() })?;
        line.push(b'\n');
        self.index.append(&line)?;
        Ok(())
    }

    /// Appends a graph that belongs to no document.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn shared(&mut self, quads: impl QuadSource) -> Result<(), Error> {
        let packed = nquads(quads).and_then(|(count, bytes)| Ok((count, pack(&bytes)?)));
        let (count, bytes) = packed.map_err(Error::io(self.building.0.join(SNAPSHOT)))?;
        self.totals.quads += count;
        self.snapshot.append(&bytes)?;
        Ok(())
    }

    /// What was written so far.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Makes the new generation the valid one. `about` tells base, program and lexicon; the rest is filled in.
    ///
    /// # Errors
    /// A step fails; then the old state is valid.
    pub fn finish(mut self, about: Manifest) -> Result<Dataset, Error> {
        self.totals.classes = about.totals.classes;
        let files = [
            (DOCUMENTS, self.documents.finish()?),
            (RECORDS, self.records.finish()?),
            (SNAPSHOT, self.snapshot.finish()?),
            (INDEX, self.index.finish()?),
        ];
        let files = files.map(|(name, sum)| (name.to_owned(), sum)).into();
        let mut manifest = Manifest { format: FORMAT, generation: String::new(), totals: self.totals, files, ..about };
        manifest.generation = generation(&manifest);
        put_in_place(&self.folder, &self.building.0, &manifest)?;
        Dataset::open(self.folder)
    }
}

fn put_in_place(folder: &Path, building: &Path, new: &Manifest) -> Result<(), Error> {
    let target = folder.join(&new.generation);
    let stands = |old: Dataset| old.manifest().generation == new.generation && old.verify().is_ok();
    if !Dataset::open(folder).is_ok_and(stands) {
        // What has this name was left by a crash between the two renames, or is damaged.
        remove_folder(&target)?;
        let rename = || {
            sync_folder(building)?;
            fs::rename(building, &target)?;
            sync_folder(folder)
        };
        rename().map_err(Error::io(&target))?;
    }
    replace(folder, MANIFEST, &json(new, folder)?)?;
    remove_other_generations(folder, &new.generation)
}

fn json(manifest: &Manifest, folder: &Path) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec_pretty(manifest).map_err(std::io::Error::from);
    json.map_err(Error::io(folder.join(MANIFEST)))
}

/// Removes what is valid no longer, and what crashes left.
fn remove_other_generations(folder: &Path, valid: &str) -> Result<(), Error> {
    let is_generation = |name: &str| name.len() == valid.len() && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let name = entry.map_err(Error::io(folder))?.file_name();
        if name.to_str().is_some_and(|name| name != valid && is_generation(name)) {
            remove_folder(&folder.join(name))?;
        }
    }
    Ok(())
}

fn nquads(source: impl QuadSource) -> std::io::Result<(usize, Vec<u8>)> {
    let mut serializer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    let mut count = 0;
    source(&mut |quad| {
        count += 1;
        serializer.serialize_quad(quad)
    })?;
    Ok((count, serializer.finish()?))
}

/// A frame with its checksum, so that whoever reads it alone knows that it is as it was written.
fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
    compressor.include_checksum(true)?;
    compressor.compress(bytes)
}

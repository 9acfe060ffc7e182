//! The journal: updates made since the dataset was built, in RDF Patch, made to last before they are confirmed.
//!
//! One transaction an update (`TX .` … `TC .`): `D` and `A` lines with quads that went and came, in order. What RDF Patch
//! cannot say, that an empty graph was made or dropped, stands in comments (`# create`, `# drop`) that other tools pass
//! over. A transaction that a crash cut off is no transaction. The journal stands beside the generations, so that the
//! next build keeps it: its changes are made to the new state too, where they still apply.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{NamedNode, Quad, Term};

use super::{Changes, Error, Store};

const JOURNAL: &str = "journal.rdfp";

/// The journal of a dataset, open for writing by this process alone.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Number of transactions.
    count: u64,
    /// Length of the whole transactions.
    length: u64,
}

impl Journal {
    /// Opens the journal of the dataset in `folder`, which is made if there is none. A transaction that was cut off
    /// is removed.
    ///
    /// # Errors
    /// It cannot be read or written, or another process writes it.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(JOURNAL);
        let io = |source| Error::Io { path: path.clone(), source };
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(io)?;
        file.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => Error::Busy(folder.to_owned()),
            fs::TryLockError::Error(source) => io(source),
        })?;
        let (mut count, mut length) = (0, 0);
        for transaction in transactions(folder)? {
            (count, length) = (count + 1, transaction?.end);
        }
        file.set_len(length).map_err(io)?;
        Ok(Self { path, file, count, length })
    }

    /// Appends an update and makes it last; nothing is appended where that fails. The state after it is `store`'s with
    /// the changes.
    ///
    /// # Errors
    /// The disk refuses, or there are too many terms.
    pub fn append(&mut self, store: &Store, changes: &[Changes]) -> Result<Store, Error> {
        let io = |source| Error::Io { path: self.path.clone(), source };
        let version = version(store.version(), self.count + 1);
        let next = store.with(changes, version)?;
        let bytes = transaction(changes).map_err(io)?;
        let write = |mut file: &File| {
            file.seek(SeekFrom::Start(self.length))?;
            file.write_all(&bytes)?;
            file.sync_data()
        };
        if let Err(error) = write(&self.file) {
            // Else the next transaction would follow a torn one.
            self.file.set_len(self.length).map_err(io)?;
            return Err(io(error));
        }
        self.length += bytes.len() as u64;
        self.count += 1;
        Ok(next)
    }
}

/// The version of a generation after `count` updates.
fn version(earlier: &str, count: u64) -> String {
    let generation = earlier.split('+').next().unwrap_or_default();
    format!("{generation}+{count}")
}

/// `store`, a state as it was built, with all updates of the journal.
pub(super) fn replay(folder: &Path, mut store: Store) -> Result<Store, Error> {
    for (transaction, count) in transactions(folder)?.zip(1..) {
        let version = version(store.version(), count);
        store = store.with(&transaction?.changes, version)?;
    }
    Ok(store)
}

/// Copies the whole transactions of the journal in `from` to `to`.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let mut length = 0;
    for transaction in transactions(from)? {
        length = transaction?.end;
    }
    if length == 0 {
        return Ok(());
    }
    let (source, target) = (from.join(JOURNAL), to.join(JOURNAL));
    let reader = File::open(&source).map_err(Error::io(&source))?;
    let mut writer = File::create(&target).map_err(Error::io(&target))?;
    io::copy(&mut reader.take(length), &mut writer).and_then(|_| writer.sync_all()).map_err(Error::io(target))
}

fn transaction(changes: &[Changes]) -> io::Result<Vec<u8>> {
    let mut bytes = b"TX .\n".to_vec();
    for change in changes {
        for name in &change.dropped {
            writeln!(bytes, "# drop {name}")?;
        }
        quads(&mut bytes, b"D ", &change.removed)?;
        quads(&mut bytes, b"A ", &change.added)?;
        for name in &change.created {
            writeln!(bytes, "# create {name}")?;
        }
        writeln!(bytes, "# operation")?;
    }
    bytes.extend_from_slice(b"TC .\n");
    Ok(bytes)
}

fn quads(bytes: &mut Vec<u8>, mark: &[u8], quads: &[Quad]) -> io::Result<()> {
    for quad in quads {
        bytes.extend_from_slice(mark);
        let mut serializer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(&mut *bytes);
        serializer.serialize_quad(quad)?;
        serializer.finish()?;
    }
    Ok(())
}

/// A whole transaction and where it ends, in bytes from the begin of the journal.
struct Transaction {
    changes: Vec<Changes>,
    end: u64,
}

/// The whole transactions of the journal in `folder`, in order; none where there is no journal.
fn transactions(folder: &Path) -> Result<impl Iterator<Item = Result<Transaction, Error>> + use<>, Error> {
    let path = folder.join(JOURNAL);
    let file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        file => Some(BufReader::new(file.map_err(Error::io(&path))?)),
    };
    Ok(file.map(|file| Transactions { file, path, at: 0 }).into_iter().flatten())
}

struct Transactions {
    file: BufReader<File>,
    path: PathBuf,
    at: u64,
}

impl Iterator for Transactions {
    type Item = Result<Transaction, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.transaction().transpose()
    }
}

impl Transactions {
    fn transaction(&mut self) -> Result<Option<Transaction>, Error> {
        let (mut changes, mut current) = (Vec::new(), Changes::default());
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = self.file.read_until(b'\n', &mut line).map_err(Error::io(&self.path))?;
            self.at += read as u64;
            if line.last() != Some(&b'\n') {
                return Ok(None);
            }
            match self.line(&line, &mut current)? {
                Line::Change => {}
                Line::Operation => changes.push(std::mem::take(&mut current)),
                Line::Commit => return Ok(Some(Transaction { changes, end: self.at })),
            }
        }
    }

    fn line(&self, line: &[u8], changes: &mut Changes) -> Result<Line, Error> {
        let damaged = || Error::Damaged {
            path: self.path.clone(),
            message: format!("no line of RDF Patch before byte {}", self.at),
        };
        match line {
            b"TX .\n" => {}
            b"TC .\n" => return Ok(Line::Commit),
            b"# operation\n" => return Ok(Line::Operation),
            [b'D', b' ', quad @ ..] => changes.removed.push(parse(quad).ok_or_else(damaged)?),
            [b'A', b' ', quad @ ..] => changes.added.push(parse(quad).ok_or_else(damaged)?),
            [b'#', ..] => {
                if let Some(name) = comment(line, "# drop <") {
                    changes.dropped.push(name);
                } else if let Some(name) = comment(line, "# create <") {
                    changes.created.push(name);
                }
            }
            _ => return Err(damaged()),
        }
        Ok(Line::Change)
    }
}

enum Line {
    Change,
    Operation,
    Commit,
}

fn parse(quad: &[u8]) -> Option<Quad> {
    RdfParser::from_format(RdfFormat::NQuads).for_slice(quad).next()?.ok()
}

fn comment(line: &[u8], mark: &str) -> Option<Term> {
    let name = std::str::from_utf8(line).ok()?.strip_prefix(mark)?.strip_suffix(">\n")?;
    NamedNode::new(name).ok().map(Term::from)
}

//! The journal: updates made since the dataset was built, in RDF Patch, made to last before they are confirmed.
//!
//! One transaction an update (`TX .` … `TC .`): `D` and `A` lines with quads that went and came, in order. What RDF Patch
//! cannot say, that an empty graph was made or dropped, stands in comments (`# create`, `# drop`) that other tools pass
//! over. A transaction that a crash cut off is no transaction. The journal stands beside the generations, so that the
//! next build keeps it: its changes are made to the new state too, where they still apply. A line that this program could
//! not have written there is damage, and no state is made of it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{BlankNode, NamedNode, Quad, Term};

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
pub(super) fn version(earlier: &str, count: u64) -> String {
    let generation = earlier.split('+').next().unwrap_or_default();
    format!("{generation}+{count}")
}

/// `store`, a state as it was built, with all updates of the journal.
pub(super) fn replay(folder: &Path, mut store: Store) -> Result<Store, Error> {
    for (changes, count) in updates(folder)?.zip(1..) {
        let version = version(store.version(), count);
        store = store.with(&changes?, version)?;
    }
    Ok(store)
}

/// The updates of the journal in `folder`, in order.
pub(super) fn updates(folder: &Path) -> Result<impl Iterator<Item = Result<Vec<Changes>, Error>> + use<>, Error> {
    Ok(transactions(folder)?.map(|transaction| Ok(transaction?.changes)))
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
        let (mut changes, mut current, mut last) = (Vec::new(), Changes::default(), Line::Commit);
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let read = self.file.read_until(b'\n', &mut bytes).map_err(Error::io(&self.path))?;
            self.at += read as u64;
            if bytes.last() != Some(&b'\n') {
                return Ok(None);
            }
            let line = line(&bytes, &mut current).filter(|line| line.may_follow(last)).ok_or_else(|| self.damaged())?;
            match line {
                Line::Operation => changes.push(std::mem::take(&mut current)),
                Line::Commit => return Ok(Some(Transaction { changes, end: self.at })),
                _ => {}
            }
            last = line;
        }
    }

    fn damaged(&self) -> Error {
        let message = format!("the line that ends at byte {} is none that was written there", self.at);
        Error::Damaged { path: self.path.clone(), message }
    }
}

/// The kinds of lines, those of an operation in the order in which it writes them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Begin,
    Drop,
    Remove,
    Add,
    Create,
    Operation,
    Commit,
}

impl Line {
    fn may_follow(self, last: Self) -> bool {
        match self {
            Self::Begin => last == Self::Commit,
            Self::Commit => matches!(last, Self::Begin | Self::Operation),
            _ => last != Self::Commit && (self >= last || last == Self::Operation),
        }
    }
}

/// Reads a line, what it says into `changes`; none where it is not as it is written.
fn line(line: &[u8], changes: &mut Changes) -> Option<Line> {
    Some(match line {
        b"TX .\n" => Line::Begin,
        b"TC .\n" => Line::Commit,
        b"# operation\n" => Line::Operation,
        [b'D', b' ', quad @ ..] => {
            changes.removed.push(parse(quad)?);
            Line::Remove
        }
        [b'A', b' ', quad @ ..] => {
            changes.added.push(parse(quad)?);
            Line::Add
        }
        _ => comment(line, changes)?,
    })
}

fn comment(line: &[u8], changes: &mut Changes) -> Option<Line> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    if let Some(name) = line.strip_prefix("# drop ") {
        changes.dropped.push(graph(name)?);
        return Some(Line::Drop);
    }
    changes.created.push(graph(line.strip_prefix("# create ")?)?);
    Some(Line::Create)
}

/// The name of a graph.
fn graph(name: &str) -> Option<Term> {
    if let Some(blank) = name.strip_prefix("_:") {
        return BlankNode::new(blank).ok().map(Term::from);
    }
    NamedNode::new(name.strip_prefix('<')?.strip_suffix('>')?).ok().map(Term::from)
}

/// A quad that is written as it is here and in no other way.
fn parse(line: &[u8]) -> Option<Quad> {
    let quad = RdfParser::from_format(RdfFormat::NQuads).for_slice(line).next()?.ok()?;
    let mut written = Vec::with_capacity(line.len());
    quads(&mut written, b"", std::slice::from_ref(&quad)).ok()?;
    (written == line).then_some(quad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Vec<Changes>>, Error> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(JOURNAL), bytes).unwrap();
        transactions(folder.path())?.map(|transaction| transaction.map(|one| one.changes)).collect()
    }

    const QUAD: &str = "<urn:a> <urn:b> \"c\" <urn:g> .\n";

    #[test]
    fn what_is_written_is_read_again() {
        let quad = parse(QUAD.as_bytes()).unwrap();
        let name = |name: &str| graph(name).unwrap();
        let both = Changes {
            removed: vec![quad.clone()],
            added: vec![quad],
            created: vec![name("<urn:new>"), name("_:b")],
            dropped: vec![name("_:a"), name("<urn:old>")],
        };
        let changes = [Changes::default(), both, Changes::default()];
        let bytes = [transaction(&changes).unwrap(), transaction(&[]).unwrap()].concat();
        let read = read(&bytes).unwrap();
        let again: Vec<u8> = read.iter().flat_map(|changes| transaction(changes).unwrap()).collect();
        assert_eq!((read.len(), again == bytes), (2, true));
    }

    #[test]
    fn lines_that_were_never_written_so_are_damage() {
        let whole = |lines: &str| format!("TX .\n{lines}TC .\n");
        let written = whole(&format!("A {QUAD}# operation\n"));
        assert_eq!(read(written.as_bytes()).unwrap().len(), 1);
        for (what, text) in [
            ("a change outside", format!("A {QUAD}{written}")),
            ("a begin twice", format!("TX .\n{written}")),
            ("an end twice", format!("{written}TC .\n")),
            ("an end alone", "TC .\n".to_owned()),
            ("a change of no operation", whole(&format!("A {QUAD}"))),
            ("removed after added", whole(&format!("A {QUAD}D {QUAD}# operation\n"))),
            ("dropped after removed", whole(&format!("D {QUAD}# drop <urn:g>\n# operation\n"))),
            ("no quad", whole("A \n# operation\n")),
            ("two quads", whole(&format!("A {}{QUAD}# operation\n", QUAD.trim_end()))),
            ("a quad cut short", whole("A <urn:a> <urn:b>\n# operation\n")),
            ("a quad written otherwise", whole("A <urn:a> <urn:b> \"\\u0063\" <urn:g> .\n# operation\n")),
            ("a relative name", whole("# create <g>\n# operation\n")),
            ("another comment", whole("# a comment\n# operation\n")),
            ("another mark", whole(&format!("X {QUAD}# operation\n"))),
            ("an empty line", format!("\n{written}")),
            ("a line of Windows", written.replace('\n', "\r\n")),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err().code(), "damaged-dataset", "{what}");
        }
    }

    #[test]
    fn what_a_crash_cut_off_is_no_transaction() {
        let whole =
            transaction(&[Changes { added: vec![parse(QUAD.as_bytes()).unwrap()], ..Changes::default() }]).unwrap();
        for length in 0..whole.len() {
            let bytes = [&whole, &whole[..length]].concat();
            assert_eq!(read(&bytes).unwrap().len(), 1, "{length}");
        }
    }
}

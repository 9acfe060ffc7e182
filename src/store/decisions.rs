//! The decisions of people beside a dataset: files of TOML in its folder `decisions/`, which builds read and keep.
//!
//! All `*.toml` files count, in byte order of their names, each a list of `[[decision]]`. People may edit them by hand;
//! [`Decisions::append`] adds to one of them without touching what stands there.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::Decision;

use super::Error;
use super::files::{lock_decisions, replace};

/// The folder of decisions in a dataset's.
const FOLDER: &str = "decisions";
/// The file that programs append to.
const APPENDED: &str = "review.toml";

/// What a file holds.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    decision: Vec<Decision>,
}

/// All decisions of a dataset, in the order in which they apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions(Vec<Decision>);

impl Decisions {
    /// The decisions beside the dataset in `folder`; none where there are no files.
    ///
    /// # Errors
    /// A file cannot be read, or is no list of decisions.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let mut all = Vec::new();
        for path in files(&folder.join(FOLDER))? {
            all.extend(parse(&path)?);
        }
        Ok(Self(all))
    }

    /// Adds decisions behind those beside the dataset in `folder`: all of them or, where it fails, none.
    ///
    /// # Errors
    /// The folder cannot be written, or the file to be added to is no list of
    /// decisions.
    pub fn append(folder: &Path, decisions: &[Decision]) -> Result<(), Error> {
        if decisions.is_empty() {
            return Ok(());
        }
        let folder = folder.join(FOLDER);
        fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
        let _lock = lock_decisions(&folder)?;
        let path = folder.join(APPENDED);
        let mut text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            text => text.map_err(Error::io(&path))?,
        };
        if !text.is_empty() {
            parse(&path)?;
            text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
        }
        text.push_str(&written(decisions).map_err(Error::damaged(&path))?);
        replace(&folder, APPENDED, text.as_bytes())
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Decision> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// SHA-256 of all of them, empty where there are none.
    #[must_use]
    pub fn digest(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let ids: String = self.iter().map(|decision| decision.id() + "\n").collect();
        format!("{:x}", Sha256::digest(ids))
    }
}

impl<'a> IntoIterator for &'a Decisions {
    type Item = &'a Decision;
    type IntoIter = std::slice::Iter<'a, Decision>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Decisions as a file holds them.
fn written(decisions: &[Decision]) -> Result<String, toml::ser::Error> {
    toml::to_string(&File { decision: decisions.to_vec() })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io(folder))?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(Error::io(folder))?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    Ok(paths)
}

fn parse(path: &Path) -> Result<Vec<Decision>, Error> {
    let text = fs::read_to_string(path).map_err(Error::io(path))?;
    let file = toml::from_str::<File>(&text);
    Ok(file.map_err(|error| not_a_decision(path, &text, &error))?.decision)
}

/// What is wrong with a file of decisions, and in which line.
fn not_a_decision(path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    Error::Decisions { path: path.to_owned(), line, message: error.message().to_owned() }
}

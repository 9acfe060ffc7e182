//! The knowledge files as a whole: their digest, and the taxonomy's text for the graph.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::Error;
use super::table::{Table, tables};

macro_rules! files {
    ($($folder:literal / $name:literal,)+) => {
        &[$(($name, include_str!(concat!("../../", $folder, "/", $name))),)+]
    };
}

/// Every file compiled in. The last one is the taxonomy.
const FILES: &[(&str, &str)] = files! {
    "data"/"honours.tsv",
    "data"/"implementer-weights.tsv",
    "data"/"law-words.tsv",
    "data"/"laws.tsv",
    "data"/"measures.tsv",
    "data"/"mechanism-weights.tsv",
    "data"/"mechanism-words.tsv",
    "data"/"outcome-weights.tsv",
    "data"/"outcome-words.tsv",
    "data"/"place-groups.tsv",
    "data"/"place-hints.tsv",
    "data"/"places.tsv",
    "data"/"quantity-words.tsv",
    "data"/"surnames.txt",
    "data"/"unit-bodies.tsv",
    "data"/"unit-names.tsv",
    "data"/"unit-offices.tsv",
    "data"/"unit-suffixes.tsv",
    "data"/"unit-words.tsv",
    "data"/"zones.tsv",
    "ontology"/"mechanisms.ttl",
};

/// What was read: the files compiled in, and those of the same names in the user's folders.
#[derive(Debug)]
pub(super) struct Sources {
    digest: String,
    taxonomy: Vec<Table<'static>>,
}

impl Sources {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut digest = Sha256::new();
        let mut taxonomy = Vec::new();
        for (name, text) in FILES {
            let read = tables(name, text, folders)?;
            digest.update(name);
            for table in &read {
                digest.update(table.text().len().to_le_bytes());
                digest.update(table.text());
            }
            taxonomy = read;
        }
        Ok(Self { digest: format!("{:x}", digest.finalize()), taxonomy })
    }

    /// SHA-256 of all files, in hexadecimal digits.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    /// The taxonomy's files (Turtle): the name of each for messages, and its text.
    pub(super) fn taxonomy(&self) -> impl Iterator<Item = (&str, &str)> {
        self.taxonomy.iter().map(|file| (file.file(), file.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files of `data/` that no reading of a text depends on: the guide, and what analysis, exports and the page read.
    const READ_ELSEWHERE: [&str; 7] = [
        "README.md",
        "comparable-units.tsv",
        "graph-style.tsv",
        "indicator-words.tsv",
        "column-labels.tsv",
        "place-tiles.tsv",
        "word-labels.tsv",
    ];

    #[test]
    fn every_file_of_data_is_part_of_the_digest() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
        let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file());
        let files = entries.map(|entry| entry.file_name().into_string().unwrap());
        let mut found: Vec<String> = files.filter(|name| !READ_ELSEWHERE.contains(&name.as_str())).collect();
        found.push("mechanisms.ttl".to_owned());
        found.sort();
        let mut named: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        named.sort_unstable();
        assert_eq!(found, named, "a new file of data/ wants its line in FILES");
    }

    #[test]
    fn a_user_s_file_changes_the_digest_and_adds_to_the_taxonomy() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mechanisms.ttl"), "# mine").unwrap();
        let (plain, mine) = (Sources::load::<&Path>(&[]).unwrap(), Sources::load(&[folder.path()]).unwrap());
        assert_ne!(plain.digest(), mine.digest());
        assert_eq!(mine.taxonomy().last().map(|(_, text)| text), Some("# mine"));
        assert_eq!(plain.taxonomy().count(), 1);
    }
}

//! What a dataset held before a build, found by content: so that a build reads only what changed.

use std::collections::HashMap;
use std::path::Path;

use crate::corpus::Raw;
use crate::store::{Dataset, Entry, Manifest};

/// The documents of the state before, where they can be used again.
pub(super) struct Previous {
    dataset: Option<Dataset>,
    /// Positions in the index, by the files' checksums.
    by_content: HashMap<String, Vec<usize>>,
}

impl Previous {
    /// The dataset in `folder`, if it is whole and was made as `now` says: by this program, with this knowledge, under
    /// this base. Else every document is read.
    pub(super) fn open(folder: &Path, now: &Manifest) -> Self {
        let dataset = Dataset::open(folder).ok().filter(|dataset| is_alike(dataset.manifest(), now));
        let dataset = dataset.filter(|dataset| dataset.verify().is_ok());
        let mut by_content: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in dataset.iter().flat_map(Dataset::index).enumerate() {
            by_content.entry(entry.sha256.clone()).or_default().push(at);
        }
        Self { dataset, by_content }
    }

    /// Nothing.
    pub(super) fn none() -> Self {
        Self { dataset: None, by_content: HashMap::new() }
    }

    /// The entry of a file with the same content, of the same name where there are several.
    pub(super) fn find(&self, raw: &Raw) -> Option<(&Dataset, &Entry)> {
        let dataset = self.dataset.as_ref()?;
        let same = self.by_content.get(&raw.sha256)?.iter().filter_map(|at| dataset.index().get(*at));
        let entry = same.filter(|entry| raw.reads_as(&entry.file)).max_by_key(|entry| entry.id == raw.id)?;
        Some((dataset, entry))
    }

    /// The digest of the decisions it was made with.
    pub(super) fn decisions(&self) -> Option<&str> {
        self.dataset.as_ref().map(|dataset| dataset.manifest().decisions.as_str())
    }

    /// The documents that were there.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.dataset.iter().flat_map(Dataset::index)
    }
}

fn is_alike(before: &Manifest, now: &Manifest) -> bool {
    (&before.base, &before.program, &before.lexicon) == (&now.base, &now.program, &now.lexicon)
}

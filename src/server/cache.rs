//! Answers kept for the next one who asks the same, up to a number of bytes.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use quick_cache::Weighter;
use sha2::{Digest, Sha256};

/// What an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// `parts` tell the state of the dataset, the question and the format.
    pub(super) fn new<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        Self(digest.finalize().into())
    }

    /// The entity tag of the answer; weak, since the bytes differ when they are compressed.
    pub(super) fn etag(&self) -> String {
        let half = self.0.first_chunk().copied().unwrap_or_default();
        format!("W/\"{:032x}\"", u128::from_be_bytes(half))
    }

    /// Whether the client says it has the answer already.
    pub(super) fn is_known(&self, headers: &HeaderMap) -> bool {
        let etag = self.etag();
        let strong = etag.trim_start_matches("W/");
        let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == strong)
    }
}

#[derive(Clone)]
struct Bytewise;

impl Weighter<Key, Bytes> for Bytewise {
    fn weight(&self, _: &Key, answer: &Bytes) -> u64 {
        answer.len() as u64 + 128
    }
}

/// The answers.
pub(super) struct Cache(quick_cache::sync::Cache<Key, Bytes, Bytewise>);

impl Cache {
    pub(super) fn new(bytes: u64) -> Self {
        Self(quick_cache::sync::Cache::with_weighter(4096, bytes, Bytewise))
    }

    pub(super) fn get(&self, key: &Key) -> Option<Bytes> {
        self.0.get(key)
    }

    pub(super) fn put(&self, key: Key, answer: Bytes) {
        self.0.insert(key, answer);
    }

    /// Bytes held.
    pub(super) fn weight(&self) -> u64 {
        self.0.weight()
    }
}

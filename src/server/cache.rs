//! Answers kept for the next one who asks the same, up to a number of bytes.

use std::io::{self, Write as _};

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
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

    /// The key of the same answer packed.
    pub(super) fn packed(&self) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update("gzip");
        Self(digest.finalize().into())
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

/// Whether the client takes gzip (RFC 9110, section 12.5.3); one that says nothing does not.
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings = values.flat_map(|value| value.split(',')).map(|coding| {
        let (name, rest) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = rest.trim().split_once('=').is_some_and(|(_, q)| q.trim().parse() == Ok(0.0_f32));
        (name.trim().to_ascii_lowercase(), !refused)
    });
    let named = codings.filter(|(name, _)| ["gzip", "x-gzip", "*"].contains(&name.as_str()));
    // The wildcard stands for what is not named.
    named.max_by_key(|(name, _)| name != "*").is_some_and(|(_, accepted)| accepted)
}

/// An answer packed with gzip.
///
/// # Errors
/// None, since memory takes it all.
pub(super) fn pack(answer: &[u8]) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(answer)?;
    encoder.finish().map(|packed| packed.into_boxed_slice().into())
}

/// The largest answer takes this part of all bytes, so that a few do not drive out the rest.
const SHARE: u64 = 8;

/// Answers expected. More than these are parted among shards, of which each has its part of the bytes and keeps no answer
/// that is larger; so few are not.
const ESTIMATE: usize = 32;

/// The answers.
pub(super) struct Cache {
    answers: quick_cache::sync::Cache<Key, Bytes, Bytewise>,
    largest: usize,
}

impl Cache {
    pub(super) fn new(bytes: u64) -> Self {
        let largest = usize::try_from(bytes / SHARE).unwrap_or(usize::MAX);
        let answers = quick_cache::sync::Cache::with_weighter(ESTIMATE, bytes, Bytewise);
        Self { answers, largest }
    }

    pub(super) fn get(&self, key: &Key) -> Option<Bytes> {
        self.answers.get(key)
    }

    pub(super) fn put(&self, key: Key, answer: Bytes) {
        self.answers.insert(key, answer);
    }

    /// What is kept under `key`, or what `make` gives, which is made once for all who ask at the same time.
    pub(super) async fn get_or<E>(&self, key: &Key, make: impl Future<Output = Result<Bytes, E>>) -> Result<Bytes, E> {
        self.answers.get_or_insert_async(key, make).await
    }

    /// Bytes of the largest answer that is kept.
    pub(super) fn largest(&self) -> usize {
        self.largest
    }

    /// Answers held.
    pub(super) fn len(&self) -> usize {
        self.answers.len()
    }

    /// Bytes held.
    pub(super) fn weight(&self) -> u64 {
        self.answers.weight()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        let table = [
            (None, false),
            (Some("gzip"), true),
            (Some("br, GZIP;q=0.5"), true),
            (Some("gzip;q=0"), false),
            (Some("gzip;q=0.0, *"), false),
            (Some("*"), true),
            (Some("identity, *;q=0"), false),
            (Some("br"), false),
        ];
        for (accept, expected) in table {
            let value = accept.and_then(|accept| accept.parse().ok());
            let headers = value.map(|value| (header::ACCEPT_ENCODING, value)).into_iter().collect();
            assert_eq!(accepts_gzip(&headers), expected, "{accept:?}");
        }
    }

    #[test]
    fn answers_up_to_an_eighth_of_all_bytes_are_kept_and_never_more_than_all() {
        let cache = Cache::new(80_000);
        assert_eq!(cache.largest(), 10_000);
        let key = |number: usize| Key::new([number.to_string().as_str()]);
        for number in 0..20 {
            cache.put(key(number), vec![0; cache.largest()].into());
            assert!(cache.get(&key(number)).is_some() && cache.weight() <= 80_000, "{number}");
        }
        assert!(cache.len() >= 6);
    }
}

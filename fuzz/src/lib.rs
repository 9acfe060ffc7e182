//! What the fuzzers share: the laws that the program's own tests try too.

#![allow(dead_code, reason = "each fuzzer tries one law")]

use std::borrow::Cow;

#[path = "../../tests/it/properties.rs"]
mod laws;

pub mod properties {
    //! The laws, for fuzzers.

    use super::{laws, text};

    /// The first byte chooses the kind of file.
    pub fn reader(bytes: &[u8]) {
        let (which, bytes) = bytes.split_first().unwrap_or((&0, &[]));
        laws::reading(usize::from(*which), bytes);
    }

    pub fn cleaner(bytes: &[u8]) {
        laws::cleaning(&text(bytes));
    }

    pub fn segmenter(bytes: &[u8]) {
        laws::segmenting(&text(bytes));
    }

    pub fn extraction(bytes: &[u8]) {
        laws::extracting(&text(bytes));
    }

    pub fn quantities(bytes: &[u8]) {
        laws::quantities(&text(bytes));
    }

    pub fn citations(bytes: &[u8]) {
        laws::citations(&text(bytes));
    }

    pub fn query(bytes: &[u8]) {
        laws::asking(&text(bytes));
    }

    thread_local! {
        static FOLDER: laws::Folder = laws::Folder::new();
    }

    /// The first byte chooses the file, the next two how much of it stays in front of what follows them; what is behind stays too.
    pub fn dataset(bytes: &[u8]) {
        let [which, high, low, rest @ ..] = bytes else { return };
        let at = usize::from(u16::from_be_bytes([*high, *low]));
        let put = |file: &mut Vec<u8>| {
            let at = at % (file.len() + 1);
            let end = file.len().min(at + rest.len());
            drop(file.splice(at..end, rest.iter().copied()));
        };
        FOLDER.with(|folder| folder.altered(usize::from(*which), put));
    }

    pub fn journal(bytes: &[u8]) {
        FOLDER.with(|folder| folder.journal(bytes));
    }

    pub fn decisions(bytes: &[u8]) {
        FOLDER.with(|folder| folder.decisions(bytes));
    }
}

/// Lets work for several threads be done by the caller: small inputs gain nothing from a second one, and waiting for it costs.
pub fn on_one_thread() {
    drop(rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global());
}

/// Bytes as text, what is none of it replaced, so that a change of one byte leaves the rest as it is.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

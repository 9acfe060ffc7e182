//! Words with their meanings, found in a text by the characters with which they begin.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

/// Words with what each means. Most places of a text begin none, which a few bits tell: faster than an automaton, whose
/// states for thousands of characters do not stay near the processor.
pub struct Dictionary<V> {
    /// The words by their beginning, the longer first.
    words: HashMap<u64, Vec<(String, V)>>,
    /// A bit for each beginning, by its hash.
    begun: Vec<u64>,
}

/// So many bytes are the beginning of a word: the first number that it has. Most characters have three bytes.
const SIZES: [usize; 4] = [8, 6, 3, 1];
/// Number of bits for the hashes of beginnings.
const BITS: usize = 1 << 16;

/// The first eight bytes of a text; zeros stand for those that it does not have.
#[inline]
fn head(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(&first) => u64::from_le_bytes(first),
        None => text.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte)),
    }
}

/// The first bytes of the first eight.
#[inline]
const fn beginning(head: u64, size: usize) -> u64 {
    head & (u64::MAX >> (64 - 8 * size))
}

/// Where the bit of a beginning stands.
#[inline]
fn bit(beginning: u64) -> (usize, u64) {
    let hash = beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48;
    (usize::try_from(hash / 64).unwrap_or_default(), 1 << (hash % 64))
}

impl<V> Dictionary<V> {
    /// A dictionary of words; empty ones are left out.
    #[must_use]
    pub fn new<W: AsRef<str>>(words: BTreeMap<W, V>) -> Self {
        let mut dictionary = Self { words: HashMap::new(), begun: vec![0; BITS / 64] };
        for (word, meaning) in words {
            let word = word.as_ref();
            let Some(&size) = SIZES.iter().find(|&&size| size <= word.len()) else { continue };
            let beginning = beginning(head(word.as_bytes()), size);
            let (at, bit) = bit(beginning);
            dictionary.begun[at] |= bit;
            dictionary.words.entry(beginning).or_default().push((word.to_owned(), meaning));
        }
        dictionary.words.values_mut().for_each(|words| words.sort_by_key(|(word, _)| Reverse(word.len())));
        dictionary
    }

    /// The longest words that stand in a text, leftmost first, none overlapping another.
    pub fn longest<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        let mut free = 0;
        starts(text).filter_map(move |start| {
            if start < free {
                return None;
            }
            let (word, meaning) = self.at(text, start).next()?;
            free = start + word.len();
            Some((start..free, meaning))
        })
    }

    /// All words that stand in a text, by where they begin, the longer first.
    pub fn all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        starts(text).flat_map(move |start| {
            self.at(text, start).map(move |(word, meaning)| (start..start + word.len(), meaning))
        })
    }

    /// The words that begin at a byte of a text, the longer first.
    #[inline]
    fn at<'a>(&'a self, text: &'a str, start: usize) -> impl Iterator<Item = (&'a str, &'a V)> {
        let rest = &text.as_bytes()[start..];
        let head = head(rest);
        let known = |beginning: u64| {
            let (at, bit) = bit(beginning);
            if self.begun[at] & bit == 0 { None } else { self.words.get(&beginning) }
        };
        let words = SIZES.into_iter().filter_map(move |size| known(beginning(head, size))).flatten();
        words.filter(|(word, _)| rest.starts_with(word.as_bytes())).map(|(word, meaning)| (word.as_str(), meaning))
    }
}

/// The bytes of a text at which a character begins.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().enumerate().filter(|&(_, byte)| byte & 0xC0 != 0x80).map(|(start, _)| start)
}

impl<V> fmt::Debug for Dictionary<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dictionary").field("beginnings", &self.words.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary<u8> {
        Dictionary::new(BTreeMap::from([("市", 1), ("市场", 2), ("场监", 3), ("市场监管局", 4), ("局", 5), ("", 6)]))
    }

    #[test]
    fn of_words_that_overlap_the_longest_of_the_leftmost_is_found() {
        let dictionary = dictionary();
        let found: Vec<(Range<usize>, u8)> = dictionary.longest("市市场监管局市场监").map(|(at, &v)| (at, v)).collect();
        assert_eq!(found, [(0..3, 1), (3..18, 4), (18..24, 2)]);
        assert_eq!(dictionary.longest("").count(), 0);
    }

    #[test]
    fn all_words_are_found_by_their_beginnings_the_longer_first() {
        let dictionary = dictionary();
        let found: Vec<u8> = dictionary.all("a市场监管局").map(|(_, &v)| v).collect();
        assert_eq!(found, [4, 2, 1, 3, 5]);
    }
}

//! Words with their meanings, found in a text by the characters with which they begin.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

/// Words with what each means. Most places of a text begin none, which a few bits tell: faster than an automaton, whose
/// states for thousands of characters do not stay near the processor.
pub struct Dictionary<V> {
    /// The words, those with the same beginning together, the longer first.
    words: Vec<(String, V)>,
    /// For each beginning where its words stand.
    by_beginning: HashMap<u64, Range<u32>>,
    /// The first characters of the words.
    firsts: Filter,
    /// The beginnings of the words.
    beginnings: Filter,
}

/// So many bytes are the beginning of a word: the first number that it has. Most characters have three bytes.
const SIZES: [usize; 4] = [8, 6, 3, 1];

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

/// The first character of a text in UTF-8 by its first bytes; of one of four bytes the first three.
#[inline]
const fn first(head: u64) -> u64 {
    let size = match head & 0xFF {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        _ => 3,
    };
    beginning(head, size)
}

/// The sizes of beginnings that a text of so many bytes can have.
#[inline]
fn sizes(length: usize) -> impl Iterator<Item = usize> {
    SIZES.into_iter().filter(move |&size| size <= length)
}

/// The beginning of a word.
fn of_word(word: &str) -> u64 {
    sizes(word.len()).next().map_or(0, |size| beginning(head(word.as_bytes()), size))
}

/// Whether a text begins with a word of which it has the first `size` bytes.
#[inline]
fn begins_with(text: &[u8], word: &str, size: usize) -> bool {
    word.len() == size || text.starts_with(word.as_bytes())
}

impl<V> Dictionary<V> {
    /// A dictionary of words; empty ones are not found.
    #[must_use]
    pub fn new<W: AsRef<str>>(words: BTreeMap<W, V>) -> Self {
        let words = words.into_iter().map(|(word, meaning)| (word.as_ref().to_owned(), meaning));
        let mut words: Vec<(String, V)> = words.filter(|(word, _)| !word.is_empty()).collect();
        words.sort_by_key(|(word, _)| (of_word(word), Reverse(word.len())));
        let mut dictionary = Self {
            by_beginning: HashMap::new(),
            firsts: Filter::new(words.iter().map(|(word, _)| first(head(word.as_bytes())))),
            beginnings: Filter::new(words.iter().map(|(word, _)| of_word(word))),
            words: Vec::new(),
        };
        let mut start = 0;
        for same in words.chunk_by(|(a, _), (b, _)| of_word(a) == of_word(b)) {
            let (beginning, end) = (of_word(&same[0].0), start + u32::try_from(same.len()).unwrap_or_default());
            dictionary.by_beginning.insert(beginning, start..end);
            start = end;
        }
        dictionary.words = words;
        dictionary
    }

    /// The longest words that stand in a text, leftmost first, none overlapping another.
    pub fn longest<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let start = at;
                if let Some((word, meaning)) = self.longest_at(&text.as_bytes()[start..]) {
                    at = start + word.len();
                    return Some((start..at, meaning));
                }
                at = text.ceil_char_boundary(start + 1);
            }
            None
        })
    }

    fn longest_at(&self, text: &[u8]) -> Option<&(String, V)> {
        let head = head(text);
        if !self.firsts.may_have(first(head)) {
            return None;
        }
        for size in sizes(text.len()) {
            let same = self.beginning_with(beginning(head, size));
            if let Some(known) = same.iter().find(|(word, _)| begins_with(text, word, size)) {
                return Some(known);
            }
        }
        None
    }

    /// Tells all words that stand in a text, by where they begin, the longer first.
    pub fn all<'a>(&'a self, text: &str, mut tell: impl FnMut(Range<usize>, &'a V)) {
        let bytes = text.as_bytes();
        for start in (0..bytes.len()).filter(|&start| text.is_char_boundary(start)) {
            let head = head(&bytes[start..]);
            if !self.firsts.may_have(first(head)) {
                continue;
            }
            for size in sizes(bytes.len() - start) {
                for (word, meaning) in self.beginning_with(beginning(head, size)) {
                    if begins_with(&bytes[start..], word, size) {
                        tell(start..start + word.len(), meaning);
                    }
                }
            }
        }
    }

    #[inline]
    fn beginning_with(&self, beginning: u64) -> &[(String, V)] {
        if !self.beginnings.may_have(beginning) {
            return &[];
        }
        self.by_beginning.get(&beginning).map_or(&[], |at| &self.words[at.start as usize..at.end as usize])
    }
}

/// A Bloom filter of numbers.
struct Filter(Vec<u64>);

impl Filter {
    /// Bits for each number.
    const BITS: usize = 16;

    fn new(numbers: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut filter = Self(vec![0; (numbers.len() * Self::BITS / 64).next_power_of_two()]);
        for number in numbers {
            for (at, bit) in filter.bits(number) {
                filter.0[at] |= bit;
            }
        }
        filter
    }

    #[inline]
    fn may_have(&self, number: u64) -> bool {
        self.bits(number).into_iter().all(|(at, bit)| self.0[at] & bit != 0)
    }

    /// The places of the two bits of a number.
    #[inline]
    fn bits(&self, number: u64) -> [(usize, u64); 2] {
        let hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = |hash: u64| usize::try_from(hash / 64).unwrap_or_default() & (self.0.len() - 1);
        [hash >> 44, hash >> 24].map(|hash| (place(hash), 1 << (hash % 64)))
    }
}

impl<V> fmt::Debug for Dictionary<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dictionary").field("words", &self.words.len()).finish_non_exhaustive()
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
        let mut found = Vec::new();
        dictionary.all("a市场监管局", |_, &v| found.push(v));
        assert_eq!(found, [4, 2, 1, 3, 5]);
    }
}

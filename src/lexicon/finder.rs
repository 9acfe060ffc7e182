//! Words of the data files, found in a text character by character by one automaton.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use super::Error;

/// Words with what each means; found are the longest ones, leftmost first, none overlapping another.
pub(super) struct LongestWords<V>(Words<V>);

/// Words with what each means; found are all of them, those that end first before others.
pub(super) struct AllWords<V>(Words<V>);

struct Words<V> {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    meanings: Vec<V>,
}

impl<V> Words<V> {
    fn new<W: AsRef<str>>(file: &str, words: BTreeMap<W, V>, kind: MatchKind) -> Result<Self, Error> {
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(kind);
        let automaton = builder.build(words.keys()).map_err(|error| Error::Syntax {
            file: file.to_owned(),
            line: 0,
            message: error.to_string(),
        })?;
        Ok(Self { automaton, meanings: words.into_values().collect() })
    }

    fn found(&self, word: daachorse::Match<u32>) -> Option<(Range<usize>, &V)> {
        let meaning = self.meanings.get(usize::try_from(word.value()).ok()?)?;
        Some((word.start()..word.end(), meaning))
    }
}

impl<V> LongestWords<V> {
    /// The words of a file.
    pub(super) fn new<W: AsRef<str>>(file: &str, words: BTreeMap<W, V>) -> Result<Self, Error> {
        Words::new(file, words, MatchKind::LeftmostLongest).map(Self)
    }

    /// The words that stand in a text.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        self.0.automaton.leftmost_find_iter(text).filter_map(|word| self.0.found(word))
    }
}

impl<V> AllWords<V> {
    /// The words of a file.
    pub(super) fn new<W: AsRef<str>>(file: &str, words: BTreeMap<W, V>) -> Result<Self, Error> {
        Words::new(file, words, MatchKind::Standard).map(Self)
    }

    /// The words that stand in a text.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        self.0.automaton.find_overlapping_iter(text).filter_map(|word| self.0.found(word))
    }
}

impl<V> fmt::Debug for LongestWords<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LongestWords").field("words", &self.0.meanings.len()).finish_non_exhaustive()
    }
}

impl<V> fmt::Debug for AllWords<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AllWords").field("words", &self.0.meanings.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> BTreeMap<&'static str, u8> {
        BTreeMap::from([("市", 1), ("市场", 2), ("场监", 3), ("市场监管局", 4), ("局", 5)])
    }

    #[test]
    fn of_words_that_overlap_the_longest_of_the_leftmost_is_found() {
        let finder = LongestWords::new("x.tsv", words()).unwrap();
        let found: Vec<(Range<usize>, u8)> = finder.find("市市场监管局市场监").map(|(at, &v)| (at, v)).collect();
        assert_eq!(found, [(0..3, 1), (3..18, 4), (18..24, 2)]);
    }

    #[test]
    fn all_words_are_found_by_their_ends_the_longer_first() {
        let finder = AllWords::new("x.tsv", words()).unwrap();
        let found: Vec<u8> = finder.find("市场监管局").map(|(_, &v)| v).collect();
        assert_eq!(found, [1, 2, 3, 4, 5]);
    }
}

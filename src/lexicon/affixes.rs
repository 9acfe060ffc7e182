//! Words that are looked for at the beginning or at the end of a text only.

use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt};

/// Words with what each means, by the character that all texts with one of them share.
type ByCharacter<T> = HashMap<char, Vec<(String, T)>>;

/// Words by their first character, in the order in which they were given.
#[derive(Debug)]
pub(super) struct Starts<T = ()>(ByCharacter<T>);

/// Words by their last character, in the order in which they were given.
#[derive(Debug)]
pub(super) struct Ends<T = ()>(ByCharacter<T>);

impl<T> Starts<T> {
    pub(super) fn push(&mut self, word: String, meaning: T) {
        if let Some(first) = word.chars().next() {
            self.0.entry(first).or_default().push((word, meaning));
        }
    }

    /// The words with which a text begins.
    pub(super) fn of(&self, text: &str) -> impl Iterator<Item = &(String, T)> {
        let words = text.chars().next().and_then(|first| self.0.get(&first));
        words.into_iter().flatten().filter(|(word, _)| text.starts_with(word.as_str()))
    }

    /// Whether a text begins with one of them.
    pub(super) fn any(&self, text: &str) -> bool {
        self.of(text).next().is_some()
    }
}

impl<T> Ends<T> {
    pub(super) fn push(&mut self, word: String, meaning: T) {
        if let Some(last) = word.chars().next_back() {
            self.0.entry(last).or_default().push((word, meaning));
        }
    }

    /// All of them.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(|(word, _)| word.as_str())
    }

    /// The words with which a text ends.
    pub(super) fn of(&self, text: &str) -> impl Iterator<Item = &(String, T)> {
        let words = text.chars().next_back().and_then(|last| self.0.get(&last));
        words.into_iter().flatten().filter(|(word, _)| text.ends_with(word.as_str()))
    }

    /// Whether a text ends with one of them.
    pub(super) fn any(&self, text: &str) -> bool {
        self.of(text).next().is_some()
    }
}

/// Words in the order in which the longest is found first.
pub(super) fn longer_first<T>(words: impl IntoIterator<Item = (String, T)>) -> Vec<(String, T)> {
    let mut words: Vec<(String, T)> = words.into_iter().collect();
    words.sort_by_key(|(word, _)| Reverse(word.len()));
    words
}

impl<T> Default for Starts<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Default for Ends<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> FromIterator<(String, T)> for Starts<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(words: I) -> Self {
        let mut known = Self::default();
        words.into_iter().for_each(|(word, meaning)| known.push(word, meaning));
        known
    }
}

impl<T> FromIterator<(String, T)> for Ends<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(words: I) -> Self {
        let mut known = Self::default();
        words.into_iter().for_each(|(word, meaning)| known.push(word, meaning));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_at_the_border_of_a_text_are_found_in_the_order_in_which_they_were_given() {
        let words = || ["以上", "上", "上下", "以"].into_iter().map(str::to_owned).zip(1..);
        let (starts, ends): (Starts<i32>, Ends<i32>) = (words().collect(), words().collect());
        for (text, first, last) in [("以上下", vec![1, 4], vec![3]), ("上", vec![2], vec![2]), ("", vec![], vec![])]
        {
            let found: Vec<i32> = starts.of(text).map(|(_, number)| *number).collect();
            assert_eq!(found, first, "{text}");
            let found: Vec<i32> = ends.of(text).map(|(_, number)| *number).collect();
            assert_eq!(found, last, "{text}");
        }
        assert!(starts.any("以") && ends.any("人以") && !ends.any("以人"));
        assert_eq!(ends.words().count(), 4);
    }

    #[test]
    fn of_words_given_the_longer_first_the_longest_at_the_beginning_counts() {
        let words = ["全", "全国", "市"].map(|word| (word.to_owned(), ()));
        let words: Starts = longer_first(words).into_iter().collect();
        let longest = |text| words.of(text).next().map(|(word, ())| word.as_str());
        assert_eq!(["全国首个", "全市", "国", ""].map(longest), [Some("全国"), Some("全"), None, None]);
    }
}

//! Words that are looked for at the beginning of a text only.

use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt};

/// Words by their first character, the longer first.
#[derive(Debug, Default)]
pub(super) struct Prefixes(HashMap<char, Vec<String>>);

impl Prefixes {
    pub(super) fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut by_first: HashMap<char, Vec<String>> = HashMap::new();
        for word in words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
        }
        for words in by_first.values_mut() {
            words.sort_by_key(|word| Reverse(word.len()));
        }
        Self(by_first)
    }

    /// The longest word with which a text begins, and the rest of the text.
    pub(super) fn longest<'a>(&self, text: &'a str) -> Option<(&str, &'a str)> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().find_map(|word| Some((word.as_str(), text.strip_prefix(word.as_str())?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_at_the_beginning_counts() {
        let words = Prefixes::new(["全", "全国", "市"].map(str::to_owned));
        assert_eq!(words.longest("全国首个"), Some(("全国", "首个")));
        assert_eq!(words.longest("全市"), Some(("全", "市")));
        assert_eq!(words.longest("国"), None);
        assert_eq!(words.longest(""), None);
    }
}

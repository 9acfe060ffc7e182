//! The words of all data files in one automaton over characters (daachorse): one pass over a text finds them all.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;

/// Whose words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Book {
    /// Names of organisations and places, and what stands in them.
    Units,
    /// Names of the taxonomy.
    Practices,
    /// Words around names of practices.
    PracticeWords,
    /// Words that tell of recognition.
    Honours,
    /// Names and marks of legal documents.
    Laws,
    /// Verbs that govern legal documents.
    LawVerbs,
    /// Words around measured results.
    Outcomes,
}

/// Number of books.
pub(super) const BOOKS: usize = Book::Outcomes as usize + 1;

/// The words of one book with what each means.
#[derive(Debug)]
pub(super) struct Dictionary<V> {
    book: Book,
    /// The words in order, each with its meaning.
    words: Vec<(String, V)>,
}

/// All words of all books.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// For each word the place of its first entry; `None` where there are no words.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<usize>>,
    /// In which books the words stand, those of a word in a row.
    entries: Vec<Entry>,
}

/// A word in a book.
struct Entry {
    book: Book,
    /// Place of the word in its dictionary.
    word: u32,
    /// Whether the word stands in no book besides this and those before.
    last: bool,
}

/// The words that stand in a text, by book, in order of their beginnings, of those that begin together the shorter first.
#[derive(Debug, Default)]
pub struct Found([Vec<Hit>; BOOKS]);

/// A word at its place in a text of less than 4 GiB, in few bytes: there are many.
#[derive(Clone, Copy, Debug)]
struct Hit {
    start: u32,
    end: u32,
    /// Place of the word in its dictionary.
    word: u32,
}

/// About how many words of each book stand in 1,024 bytes of prose.
const USUAL: [usize; BOOKS] = [96, 16, 112, 4, 8, 4, 40];

impl Vocabulary {
    /// The words of some dictionaries, each of another book.
    pub(super) fn new<'a>(books: impl IntoIterator<Item = (Book, Vec<&'a str>)>) -> Self {
        let mut all: BTreeMap<&str, Vec<(Book, u32)>> = BTreeMap::new();
        for (book, words) in books {
            for (word, place) in words.into_iter().zip(0..) {
                all.entry(word).or_default().push((book, place));
            }
        }
        let (mut entries, mut words) = (Vec::new(), Vec::with_capacity(all.len()));
        for (word, books) in all {
            words.push((word, entries.len()));
            entries.extend(books.into_iter().map(|(book, word)| Entry { book, word, last: false }));
            entries.last_mut().into_iter().for_each(|entry| entry.last = true);
        }
        Self { automaton: CharwiseDoubleArrayAhoCorasick::with_values(words).ok(), entries }
    }

    /// The words that stand in a text.
    #[must_use]
    pub(super) fn find(&self, text: &str) -> Found {
        let mut found = Found(USUAL.map(|usual| Vec::with_capacity(text.len() / 1024 * usual)));
        self.each(text, |book, hit| put(&mut found.0[book as usize], hit));
        found
    }

    /// The words of one book that stand in a text.
    #[must_use]
    pub(super) fn find_in(&self, text: &str, wanted: Book) -> Found {
        let mut hits = Vec::new();
        self.each(text, |book, hit| {
            if book == wanted {
                put(&mut hits, hit);
            }
        });
        let mut found = Found::default();
        found.0[wanted as usize] = hits;
        found
    }

    /// Tells of each word in a text, in order of the ends.
    fn each(&self, text: &str, mut tell: impl FnMut(Book, Hit)) {
        let Some(automaton) = &self.automaton else { return };
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        for one in automaton.find_overlapping_iter(text) {
            let (start, end) = (place(one.start()), place(one.end()));
            for &Entry { book, word, last } in &self.entries[one.value()..] {
                tell(book, Hit { start, end, word });
                if last {
                    break;
                }
            }
        }
    }
}

/// Puts a hit in its place, since the automaton tells of words in order of their ends.
fn put(hits: &mut Vec<Hit>, hit: Hit) {
    match hits.iter().rev().take_while(|other| other.start > hit.start).count() {
        0 => hits.push(hit),
        later => hits.insert(hits.len() - later, hit),
    }
}

impl Hit {
    fn at(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<V> Dictionary<V> {
    /// The words of a book; empty ones are left out.
    #[must_use]
    pub(super) fn new<W: Into<String>>(book: Book, words: BTreeMap<W, V>) -> Self {
        let words = words.into_iter().map(|(word, meaning)| (word.into(), meaning));
        Self { book, words: words.filter(|(word, _)| !word.is_empty()).collect() }
    }

    /// The book and its words, for a vocabulary.
    pub(super) fn words(&self) -> (Book, Vec<&str>) {
        (self.book, self.words.iter().map(|(word, _)| word.as_str()).collect())
    }

    /// The words of this book inside a range of a text, by where they begin, the shorter first.
    pub(super) fn all<'a>(
        &'a self,
        found: &'a Found,
        within: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        let hits = &found.0[self.book as usize];
        let hits = &hits[hits.partition_point(|hit| hit.at().start < within.start)..];
        let begins = move |hit: &&Hit| hit.at().start < within.end;
        let inside = hits.iter().take_while(begins).filter(move |hit| hit.at().end <= within.end);
        inside.map(|hit| (hit.at(), &self.words[hit.word as usize].1))
    }

    /// The longest of these, leftmost first, none overlapping another.
    pub(super) fn longest<'a>(
        &'a self,
        found: &'a Found,
        within: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, &'a V)> {
        let mut all = self.all(found, within).peekable();
        let mut done = 0;
        std::iter::from_fn(move || {
            let mut best = all.find(|(at, _)| at.start >= done)?;
            while let Some(longer) = all.next_if(|(at, _)| at.start == best.0.start) {
                best = longer;
            }
            done = best.0.end;
            Some(best)
        })
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Vocabulary").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionaries() -> (Dictionary<u8>, Dictionary<char>) {
        let units = [("市", 1), ("市场", 2), ("场监", 3), ("市场监管局", 4), ("局", 5), ("", 6)];
        let laws = [("市场", 'a'), ("监管", 'b')];
        (Dictionary::new(Book::Units, BTreeMap::from(units)), Dictionary::new(Book::Laws, BTreeMap::from(laws)))
    }

    #[test]
    fn of_words_that_overlap_the_longest_of_the_leftmost_is_found() {
        let (units, laws) = dictionaries();
        let vocabulary = Vocabulary::new([units.words(), laws.words()]);
        let text = "市市场监管局市场监";
        let found = vocabulary.find(text);
        let longest = |within| units.longest(&found, within).map(|(at, &v)| (at, v)).collect::<Vec<_>>();
        assert_eq!(longest(0..text.len()), [(0..3, 1), (3..18, 4), (18..24, 2)]);
        assert_eq!(longest(3..15), [(3..9, 2)]);
        assert_eq!(units.longest(&vocabulary.find(""), 0..0).count(), 0);
    }

    #[test]
    fn all_words_of_a_book_are_found_by_their_beginnings_the_shorter_first() {
        let (units, laws) = dictionaries();
        let found = Vocabulary::new([units.words(), laws.words()]).find("a市场监管局");
        let all: Vec<u8> = units.all(&found, 0..16).map(|(_, &v)| v).collect();
        assert_eq!(all, [1, 2, 4, 3, 5]);
        let all: Vec<(Range<usize>, char)> = laws.all(&found, 0..16).map(|(at, &v)| (at, v)).collect();
        assert_eq!(all, [(1..7, 'a'), (7..13, 'b')]);
    }

    #[test]
    fn a_word_that_begins_before_another_and_ends_behind_it_comes_first() {
        let units = Dictionary::new(Book::Units, BTreeMap::from([("甲乙丙丁", 1), ("乙丙", 2), ("丙", 3), ("乙", 4)]));
        let found = Vocabulary::new([units.words()]).find("甲乙丙丁丙");
        assert_eq!(units.all(&found, 0..15).map(|(_, &v)| v).collect::<Vec<_>>(), [1, 4, 2, 3, 3]);
    }

    #[test]
    fn words_of_one_book_are_found_without_those_of_others() {
        let (units, laws) = dictionaries();
        let found = Vocabulary::new([units.words(), laws.words()]).find_in("市场监管局", Book::Laws);
        assert_eq!(laws.all(&found, 0..15).map(|(_, &v)| v).collect::<Vec<_>>(), ['a', 'b']);
        assert_eq!(units.all(&found, 0..15).count(), 0);
    }
}

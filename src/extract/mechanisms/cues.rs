//! Words before a name that tell what is done with it: creating, adopting, planning.

use memchr::memmem;

use super::page::Page;
use crate::lexicon::WordClass;

/// Characters before a name in which a word is looked for.
pub(super) const REACH: usize = 20;
/// Most bytes of so many characters.
const BYTES: usize = 4 * REACH;

/// Such words of a text. Most names have none near, which is so found without reading what stands before them.
pub(super) struct Cues {
    /// Where each ends, in order, and its classes.
    ends: Vec<(usize, WordClass)>,
    /// Where each 首 stands, in order.
    firsts: Vec<usize>,
}

impl Cues {
    pub(super) fn new(page: &Page<'_>) -> Self {
        let ends = page.marks.role_ends.iter().map(|&byte| (byte, page.marks.at[byte].ends));
        let firsts = memmem::find_iter(page.text.as_bytes(), "首");
        Self { ends: ends.collect(), firsts: firsts.collect() }
    }

    /// The words that end in the clause before a byte of the text, each with the number of characters between.
    pub(super) fn before(&self, page: &Page<'_>, at: usize) -> impl Iterator<Item = (usize, WordClass)> {
        let near = self.ends[..self.ends.partition_point(|&(byte, _)| byte <= at)].iter().rev();
        let near = near.take_while(move |&&(byte, _)| byte + BYTES >= at);
        let ends = &page.clause_ends;
        let (text, clause) = (page.text, ends[..ends.partition_point(|&end| end < at)].last().copied());
        let near = near.take_while(move |&&(byte, _)| clause.is_none_or(|end| end < byte));
        let near = near.map(move |&(byte, class)| (&text[byte..at], class));
        near.map(|(between, class)| (between.chars().count(), class)).take_while(|&(distance, _)| distance <= REACH)
    }

    /// Whether a word of being first stands before a byte of the text.
    pub(super) fn first_before(&self, text: &str, at: usize) -> bool {
        let last = self.firsts[..self.firsts.partition_point(|&byte| byte < at)].last();
        last.is_some_and(|&byte| byte + BYTES >= at && text[byte..at].chars().count() <= REACH)
    }
}

//! How far a name may reach beyond the words that were found: on to the nouns that follow it, back to the words after
//! which a name may begin. `“三色”标签` is named by more than its quotation.

use std::ops::Range;

use super::page::{Page, Side, is_stop};
use super::spans::beginnings;
use crate::lexicon::WordClass;

/// Longest run of words after a name, in characters.
const AFTER: usize = 10;
/// Beginnings tried before a name.
const BEGINNINGS: usize = 2;

/// The longer forms of the name at a place of the text.
pub(super) fn around<'a>(page: &Page<'a>, at: &Range<usize>) -> impl Iterator<Item = &'a str> {
    let at = with_marks(page, at);
    let ends = ends(page, at.end);
    let text = page.text;
    starts(page, &at).into_iter().flat_map(move |start| ends.clone().into_iter().map(move |end| &text[start..end]))
}

/// The place with its quotation marks.
fn with_marks(page: &Page<'_>, at: &Range<usize>) -> Range<usize> {
    if page.before(at.start) == Side::Quote && page.after(at.end) == Side::Quote {
        at.start - '“'.len_utf8()..at.end + '”'.len_utf8()
    } else {
        at.clone()
    }
}

/// The end itself, and the first and last end of a noun of names in the words that follow.
fn ends(page: &Page<'_>, from: usize) -> Vec<usize> {
    let run = page.text[from..].char_indices().take(AFTER).take_while(|&(_, c)| !is_stop(c));
    let heads = run.map(|(byte, c)| from + byte + c.len_utf8());
    let heads: Vec<usize> = heads
        .filter(
            |&end| matches!(usize::from(page.marks.head[end]), 1.. if end - usize::from(page.marks.head[end]) >= from),
        )
        .collect();
    let mut ends: Vec<usize> =
        std::iter::once(from).chain(heads.first().copied()).chain(heads.last().copied()).collect();
    ends.dedup();
    ends
}

/// The start itself, and the nearest beginnings with no verb or particle between.
fn starts(page: &Page<'_>, at: &Range<usize>) -> Vec<usize> {
    let plain = |start: &usize| {
        let inside = &page.marks.ends[start + 1..=at.start];
        !inside.iter().any(|class| class.is(WordClass::INTRODUCES) || class.is(WordClass::PARTICLE))
    };
    let mut found = Vec::new();
    beginnings(page, at.end, &mut found);
    let before = found.into_iter().map(|(start, _)| start).filter(|&start| start < at.start);
    std::iter::once(at.start).chain(before.filter(plain).take(BEGINNINGS)).collect()
}

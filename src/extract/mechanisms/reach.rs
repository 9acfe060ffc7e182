//! How far a name may reach beyond the words that were found: on to the nouns that follow it, back to the words after
//! which a name may begin, over the quotation beside or around it. `“三色”标签` is named by more than its quotation.

use std::ops::Range;

use super::page::{Page, Side, is_stop};
use super::spans::beginnings;
use crate::lexicon::WordClass;

/// Longest run of words before a quotation, in characters.
const BEFORE: usize = 12;
/// Longest run of words after a name, in characters.
const AFTER: usize = 10;
/// Longest run of words behind a name of which none need be a noun of names, in characters.
const RUN: usize = 6;
/// Longest quotation beside a name, in bytes.
const BESIDE: usize = 24;
/// Longest quotation around a name, in bytes.
const AROUND: usize = 60;
/// Beginnings tried before a name.
const BEGINNINGS: usize = 3;

/// The longer forms of the name at a place of the text.
pub(super) fn around<'a>(page: &Page<'a>, at: &Range<usize>) -> impl Iterator<Item = &'a str> {
    let at = with_marks(page, at);
    let ends = ends(page, at.end);
    let text = page.text;
    starts(page, &at).into_iter().flat_map(move |start| ends.clone().into_iter().map(move |end| &text[start..end]))
}

/// The quotation in which a name stands, and the name of the taxonomy with which it ends.
pub(super) fn outside_and_inside<'a>(page: &Page<'a>, at: &Range<usize>) -> impl Iterator<Item = &'a str> {
    let holds = |quote: &&Range<usize>| at.end <= quote.end && quote.len() <= AROUND;
    let quote = page.quote_at(at.start).filter(holds).cloned();
    let known = page.known_in(at).last().filter(|known| known.at.end == at.end).map(|known| known.at.clone());
    let text = page.text;
    quote.into_iter().chain(known).map(move |range| &text[range])
}

/// The place with its quotation marks.
fn with_marks(page: &Page<'_>, at: &Range<usize>) -> Range<usize> {
    if page.before(at.start) == Side::Quote && page.after(at.end) == Side::Quote {
        at.start - '“'.len_utf8()..at.end + '”'.len_utf8()
    } else {
        at.clone()
    }
}

/// The end itself, the first and last end of a noun of names in the words that follow, and where these words end.
fn ends(page: &Page<'_>, from: usize) -> Vec<usize> {
    let inside = from + '“'.len_utf8();
    if let Some(quote) = page.quote_at(inside).filter(|quote| quote.start == inside && quote.len() <= BESIDE) {
        return vec![from, quote.end + '”'.len_utf8()];
    }
    let run = page.text[from..].char_indices().map(|(byte, c)| (from + byte, c)).take(AFTER);
    let run = run.take_while(|&(at, c)| !is_stop(c) && !parts(page.marks.at[at].begins));
    let heads = run.map(|(at, c)| at + c.len_utf8());
    let heads: Vec<usize> = heads
        .filter(
            |&end| matches!(usize::from(page.marks.at[end].head), 1.. if end - usize::from(page.marks.at[end].head) >= from),
        )
        .collect();
    let headed = heads.first().into_iter().chain(heads.last()).copied();
    let mut ends: Vec<usize> = std::iter::once(from).chain(headed).chain(run_end(page, from)).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Whether a word parts a name from what stands beside it: a verb whose object is a name, a word of grammar.
fn parts(class: WordClass) -> bool {
    class.is(WordClass::PARTICLE) || class.is(WordClass::INTRODUCES)
}

/// Where the words behind a name end: before a mark, or a word with which the sentence goes on.
fn run_end(page: &Page<'_>, from: usize) -> Option<usize> {
    let goes_on =
        |class: WordClass| class.is(WordClass::BORDER) || class.is(WordClass::GOES_ON) || class.is(WordClass::PARTICLE);
    let mut run = page.text[from..].char_indices().map(|(byte, c)| (from + byte, c)).take(RUN + 1);
    let (end, _) = run.find(|&(at, c)| is_stop(c) || goes_on(page.marks.at[at].begins))?;
    (end > from).then_some(end)
}

/// The start itself, and the nearest beginnings with no verb or particle between.
fn starts(page: &Page<'_>, at: &Range<usize>) -> Vec<usize> {
    let found = if page.text[at.start..].starts_with('“') {
        before_quotation(page, at.start)
    } else {
        let mut found = Vec::new();
        beginnings(page, at.end, &mut found);
        found.into_iter().map(|(start, _)| start).collect()
    };
    let plain = |start: &usize| !page.marks.at[start + 1..=at.start].iter().any(|mark| parts(mark.ends));
    let before = found.into_iter().filter(|&start| start < at.start);
    std::iter::once(at.start).chain(before.filter(plain).take(BEGINNINGS)).collect()
}

/// Where the words before a quotation may begin that belong to its name, nearest first; none where a verb stands between.
fn before_quotation(page: &Page<'_>, open: usize) -> Vec<usize> {
    if page.marks.at[open].border > 0 {
        return Vec::new();
    }
    let mut back = page.text[..open].char_indices().rev().take(BEFORE).take_while(|&(_, c)| !is_stop(c)).peekable();
    let mut found = Vec::new();
    while let Some((at, _)) = back.next() {
        let borders = page.marks.at[at].border > 0 || back.peek().is_none();
        if borders && !page.marks.at[at].begins.is(WordClass::INTRODUCES) {
            found.push(at);
        }
    }
    found
}

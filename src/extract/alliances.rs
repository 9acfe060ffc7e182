//! Places that a clause says to act together: 张掖市检察院与海北州检察院签订协作协议.

use std::ops::Range;

use super::places::{in_unit, speaks_of_ties, unit_around};
use super::window::{SENTENCE, before, behind};
use crate::lexicon::{Lexicon, Units, Word};
use crate::model::UnitMention;

/// Words of a list that are looked at; a longer one goes on where these end.
pub(super) const LONGEST_LIST: usize = 256;
/// Length of the short forms of places, in bytes.
const SHORT: usize = 6;
/// Marks that end a clause.
const BREAKS: [char; 8] = ['，', '。', '；', '：', '！', '？', '\n', '（'];

/// The stretches in which such places stand, in order: from the first before 与 to the last before the verb.
pub(super) fn alliances(text: &str, words: &[Word<'_>], units: &[UnitMention], lexicon: &Lexicon) -> Vec<Range<usize>> {
    let known = &lexicon.units;
    let is_division = |word: &Word<'_>| word.meaning.places.iter().any(|&place| !lexicon.places.is_zone(place));
    let acts = |word: &&Word<'_>| is_division(word) && acts_for_place(text, word, units, known);
    let places: Vec<&Word<'_>> = words.iter().filter(acts).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let done = found.last().is_some_and(|alliance| place.start < alliance.end);
        if done || !known.joins_places(&text[..place.start]) {
            continue;
        }
        let row = place.start..row_end(text, &places[index..places.len().min(index + LONGEST_LIST)], known);
        // A short form alone may be another word: 阿里.
        let doubtful = row.len() <= SHORT && !in_unit(units, place);
        let next = words.partition_point(|word| word.start < row.end);
        if !doubtful && is_agreed(text, &row, known) && speaks_of_ties(words, next.saturating_sub(1)) {
            found.push(row_start(text, &places[..index], row.start, known)..row.end);
        }
    }
    found
}

/// Whether a place word can mean who acts for the place: not in 西安科技大学 nor in 赤水河.
fn acts_for_place(text: &str, word: &Word<'_>, units: &[UnitMention], known: &Units) -> bool {
    let unit = unit_around(units, word);
    !unit.is_some_and(|unit| known.acts_for_no_place(&unit.name)) && !text[word.end..].starts_with(['河', '湖'])
}

/// The end of the row of places that begins with the first.
fn row_end(text: &str, places: &[&Word<'_>], known: &Units) -> usize {
    let in_row = |pair: &&[&Word<'_>]| is_row(text, pair[0].end, pair[1].start, known);
    let last = places.windows(2).take_while(in_row).last().map(|pair| pair[1]);
    last.or(places.first().copied()).map_or(0, |place| place.end)
}

/// The start of the row of places that ends before `start`, or `start` itself.
fn row_start(text: &str, places: &[&Word<'_>], start: usize, known: &Units) -> usize {
    let back = places.iter().rev().take(LONGEST_LIST);
    back.fold(start, |start, place| if is_row(text, place.end, start, known) { place.start } else { start })
}

/// Whether two places belong to one row: nothing or the end of a unit's name with a word that joins stands between.
fn is_row(text: &str, end: usize, start: usize, known: &Units) -> bool {
    const LONGEST: usize = 36;
    let gap = text.get(end..start).unwrap_or("。");
    let joins = || gap.ends_with(['、', '及']) || known.joins_places(gap);
    gap.is_empty() || gap.len() <= LONGEST && !gap.contains(BREAKS) && joins()
}

/// Whether a verb of binding follows in the same clause, and not as a plan.
fn is_agreed(text: &str, row: &Range<usize>, known: &Units) -> bool {
    const REACH: usize = 60;
    let clause = behind(text, row.end, REACH).split(BREAKS).next().unwrap_or_default();
    let sentence = before(text, row.start, SENTENCE).rsplit(['。', '\n']).next().unwrap_or_default();
    known.binds_places(clause) && !known.is_planned(sentence) && !known.is_planned(clause)
}

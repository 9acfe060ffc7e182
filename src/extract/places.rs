//! Places named, and what the sentence says of them: that they act together, or that the case's place acts with them.

use std::ops::Range;

use super::alliances::{LONGEST_LIST, alliances};
use crate::lexicon::{Class, Lexicon, Word};
use crate::model::{PlaceMention, PlaceTie, UnitMention};

/// The places of a text, in its order; `units` are its organisations, in order too.
pub(super) fn places(text: &str, words: &[Word<'_>], units: &[UnitMention], lexicon: &Lexicon) -> Vec<PlaceMention> {
    let mut mentions = Vec::new();
    let mut listed = 0;
    let allied = alliances(text, words, units, lexicon);
    for (index, word) in words.iter().enumerate() {
        let meaning = word.meaning;
        if meaning.is(Class::Group) {
            let tie = if speaks_of_ties(words, index) { PlaceTie::Member } else { PlaceTie::None };
            mentions.push(PlaceMention { at: word.start..word.end, tie });
        } else if !meaning.places.is_empty() || meaning.is(Class::Hint) {
            if word.start >= listed {
                listed = list_end(text, words, index).filter(|_| speaks_of_ties(words, index)).unwrap_or(listed);
            }
            let is_listed = word.end <= listed;
            let tie = match word {
                _ if is_within(&allied, word) => PlaceTie::Partner,
                _ if is_listed && (!in_unit(units, word) || is_counted(&text[listed..])) => PlaceTie::Member,
                _ => PlaceTie::None,
            };
            mentions.push(PlaceMention { at: word.start..word.end, tie });
        }
    }
    mentions
}

/// Whether a word stands in one of the stretches, which are in order.
fn is_within(stretches: &[Range<usize>], word: &Word<'_>) -> bool {
    let next = stretches.partition_point(|stretch| stretch.end < word.end);
    stretches.get(next).is_some_and(|stretch| stretch.start <= word.start)
}

/// Whether a place word is part of the name of a unit.
pub(super) fn in_unit(units: &[UnitMention], word: &Word<'_>) -> bool {
    unit_around(units, word).is_some()
}

/// The unit in whose name a place word stands.
pub(super) fn unit_around<'a>(units: &'a [UnitMention], word: &Word<'_>) -> Option<&'a UnitMention> {
    let last = units.partition_point(|unit| unit.at.start <= word.start);
    units[..last].iter().rev().take(4).find(|unit| word.end <= unit.at.end)
}

/// Whether the rest of the sentence speaks of acting together.
pub(super) fn speaks_of_ties(words: &[Word<'_>], index: usize) -> bool {
    let sentence = words[index + 1..].iter().take_while(|word| !word.meaning.is(Class::End));
    sentence.take(16).any(|word| word.meaning.is(Class::Sign))
}

/// Whether a text begins with how many places a list has: 三地法院.
fn is_counted(text: &str) -> bool {
    let rest = text.trim_start_matches(['三', '四', '五', '六', '七', '八', '九', '十']);
    rest.len() < text.len() && rest.starts_with(['地', '市', '省', '县', '区'])
}

/// Where a list of at least three places ends that begins with word `index`.
fn list_end(text: &str, words: &[Word<'_>], index: usize) -> Option<usize> {
    let mut count = 1;
    let mut end = words[index].end;
    for word in words[index + 1..].iter().take(LONGEST_LIST) {
        let gap = text.get(end..word.start).unwrap_or_default();
        if word.meaning.places.is_empty() || !matches!(gap, "、" | "") {
            break;
        }
        count += usize::from(!gap.is_empty());
        end = word.end;
    }
    (count >= 3).then_some(end)
}

//! Places named, and what the sentence says of them: that they act together, or that the case's place acts with them.

use crate::lexicon::{Class, Word};
use crate::model::{PlaceMention, PlaceTie, UnitMention};

/// The places of a text, in its order; `units` are its organisations, in order too.
pub(super) fn places(text: &str, words: &[Word<'_>], units: &[UnitMention]) -> Vec<PlaceMention> {
    let mut mentions = Vec::new();
    let mut listed = 0;
    for (index, word) in words.iter().enumerate() {
        let meaning = word.meaning;
        if meaning.is(Class::Group) {
            let tie = if speaks_of_ties(words, index) { PlaceTie::Member } else { PlaceTie::None };
            mentions.push(PlaceMention { at: word.start..word.end, tie });
        } else if !meaning.places.is_empty() || meaning.is(Class::Hint) {
            if word.start >= listed {
                listed = list_end(text, words, index).filter(|_| speaks_of_ties(words, index)).unwrap_or(listed);
            }
            let tie = match word {
                _ if in_unit(units, word) => PlaceTie::None,
                _ if word.end <= listed => PlaceTie::Member,
                _ if is_partner(text, words, index) => PlaceTie::Partner,
                _ => PlaceTie::None,
            };
            mentions.push(PlaceMention { at: word.start..word.end, tie });
        }
    }
    mentions
}

/// Whether a place word is part of the name of a unit.
fn in_unit(units: &[UnitMention], word: &Word<'_>) -> bool {
    let last = units.partition_point(|unit| unit.at.start <= word.start);
    units[..last].iter().rev().take(4).any(|unit| word.end <= unit.at.end)
}

/// Whether the rest of the sentence speaks of acting together.
fn speaks_of_ties(words: &[Word<'_>], index: usize) -> bool {
    let sentence = words[index + 1..].iter().take_while(|word| !word.meaning.is(Class::End));
    sentence.take(16).any(|word| word.meaning.is(Class::Sign))
}

/// Where a list of at least three places ends that begins with word `index`.
fn list_end(text: &str, words: &[Word<'_>], index: usize) -> Option<usize> {
    let mut count = 1;
    let mut end = words[index].end;
    for word in &words[index + 1..] {
        let gap = text.get(end..word.start).unwrap_or_default();
        if word.meaning.places.is_empty() || !matches!(gap, "、" | "") {
            break;
        }
        count += usize::from(!gap.is_empty());
        end = word.end;
    }
    (count >= 3).then_some(end)
}

/// Whether the case's place acts together with this one: 与某区建立协作机制.
fn is_partner(text: &str, words: &[Word<'_>], index: usize) -> bool {
    let word = words[index];
    let with = ["与", "同", "会同", "联合", "携手"];
    let mut start = word.start;
    for before in words[..index].iter().rev().take_while(|before| !before.meaning.places.is_empty()) {
        if before.end != start {
            break;
        }
        start = before.start;
    }
    let behind = &text[word.end..];
    let acts = ["建立", "签订", "签署", "共建", "共同", "联合", "开展", "构建", "搭建"];
    let full = word.end - word.start > 6;
    full && with.iter().any(|with| text[..start].ends_with(with))
        && acts.iter().any(|act| behind.starts_with(act))
        && speaks_of_ties(words, index)
}

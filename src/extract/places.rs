//! Places named, and what the sentence says of them: that they act together, or that the case's place acts with them.

use std::ops::Range;

use super::window::{self, SENTENCE};
use crate::lexicon::{Class, Word};
use crate::model::{PlaceMention, PlaceTie, UnitMention};

/// The places of a text, in its order; `units` are its organisations, in order too.
pub(super) fn places(text: &str, words: &[Word<'_>], units: &[UnitMention]) -> Vec<PlaceMention> {
    let mut mentions = Vec::new();
    let mut listed = 0;
    let leagues = leagues(text, words, units);
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
                _ if leagues.iter().any(|league| league.start <= word.start && word.end <= league.end) => {
                    PlaceTie::Partner
                }
                _ if in_unit(units, word) => PlaceTie::None,
                _ if word.end <= listed => PlaceTie::Member,
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

/// Words of a list that are looked at; a longer one goes on where these end.
const LONGEST_LIST: usize = 256;

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

/// Where places stand that a clause says to act together: from the first of those before 与 to the last before the verb
/// (张掖市检察院与海北州检察院签订协作协议).
fn leagues(text: &str, words: &[Word<'_>], units: &[UnitMention]) -> Vec<Range<usize>> {
    let places: Vec<&Word<'_>> = words.iter().filter(|word| !word.meaning.places.is_empty()).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let done = found.last().is_some_and(|league| place.start < league.end);
        if done || !WITH.iter().any(|with| text[..place.start].ends_with(with)) {
            continue;
        }
        let last = row_end(text, &places[index..places.len().min(index + LONGEST_LIST)]);
        // A short form alone may be another word: 阿里.
        if last == place.end && place.end - place.start <= SHORT && !in_unit(units, place) {
            continue;
        }
        let after = words.partition_point(|word| word.start < last);
        if is_agreed(&text[last..])
            && !is_planned(&text[..place.start])
            && speaks_of_ties(words, after.saturating_sub(1))
        {
            let before = places[..index].iter().rev().take(LONGEST_LIST);
            let first =
                before.fold(place.start, |first, word| if is_row(text, word.end, first) { word.start } else { first });
            found.push(first..last);
        }
    }
    found
}

/// Words that join places that act together.
const WITH: [&str; 9] = ["与", "和", "同", "会同", "联合", "携手", "牵手", "联手", "邀请"];
/// Verbs by which places bind themselves.
const BINDING: [&str; 17] = [
    "建立", "签订", "签署", "会签", "共建", "共同", "联合", "开展", "构建", "搭建", "订立", "缔结", "成立", "组建",
    "达成", "设立", "协同",
];

/// Length of the short forms of places, in bytes.
const SHORT: usize = 6;

/// The end of the row of places that begins with the first.
fn row_end(text: &str, places: &[&Word<'_>]) -> usize {
    let mut end = places.first().map_or(0, |place| place.end);
    for place in places.iter().skip(1) {
        if !is_row(text, end, place.start) {
            break;
        }
        end = place.end;
    }
    end
}

/// Whether two places belong to one row: nothing or the end of a unit's name with a word that joins stands between.
fn is_row(text: &str, end: usize, start: usize) -> bool {
    const LONGEST: usize = 36;
    let gap = text.get(end..start).unwrap_or("。");
    let joins = || gap.ends_with(['、', '及']) || WITH.iter().any(|with| gap.ends_with(with));
    gap.is_empty() || gap.len() <= LONGEST && !gap.contains(BREAKS) && joins()
}

/// Whether the sentence that ends here speaks of what is only planned.
fn is_planned(before: &str) -> bool {
    const PLANS: [&str; 9] = ["明年", "来年", "打算", "准备", "下一步", "拟", "计划", "今后", "未来"];
    let sentence = window::before(before, before.len(), SENTENCE).rsplit(['。', '\n']).next().unwrap_or_default();
    PLANS.iter().any(|plan| sentence.contains(plan))
}

/// Marks that end a clause.
const BREAKS: [char; 8] = ['，', '。', '；', '：', '！', '？', '\n', '（'];

/// Whether a verb of binding follows in the same clause.
fn is_agreed(behind: &str) -> bool {
    const REACH: usize = 20;
    let end = behind.char_indices().nth(REACH).map_or(behind.len(), |(byte, _)| byte);
    let clause = behind[..end].split(BREAKS).next().unwrap_or_default();
    BINDING.iter().any(|verb| clause.contains(verb))
}

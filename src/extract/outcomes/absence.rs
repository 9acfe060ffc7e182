//! Results that are told without a number: that of something there was none (零发生, 投诉为零, 复发率为0, 积案清零, 未发生安全事故,
//! 无一上诉).

use std::ops::Range;

use memchr::memmem;

use super::super::quantity::Quantity;
use super::super::window::{around, before};
use super::candidate::{CLAUSE_ENDS, SENTENCE_ENDS};
use crate::lexicon::{MeasureClass, Quantities};
use crate::model::Qualifier;

/// Adds what is told to be none to the quantities of a text, which are in order and stay so. What is named within such
/// a telling (未发生百人以上群体性事件) is no quantity.
pub(super) fn with_absences(text: &str, mut found: Vec<Quantity>, known: &Quantities) -> Vec<Quantity> {
    let absences = absences(text, &found, known);
    if absences.is_empty() {
        return found;
    }
    let (mut rest, mut told) = (absences.iter().peekable(), 0);
    found.retain(|quantity| {
        while let Some(none) = rest.next_if(|none| none.at.start <= quantity.at.start) {
            told = told.max(none.at.end);
        }
        quantity.at.start >= told
    });
    found.extend(absences);
    found.sort_by_key(|quantity| quantity.at.start);
    found
}

/// What is told to be none, in order.
fn absences(text: &str, found: &[Quantity], known: &Quantities) -> Vec<Quantity> {
    let places = |word: &'static str| memmem::find_iter(text.as_bytes(), word).map(move |at| at..at + word.len());
    let digits = places("0").filter(|at| text[..at.start].ends_with('为'));
    let zeros = places("零").chain(digits).filter_map(|at| zero(text, &at, found, known));
    let denied = places("发生").chain(places("出现")).filter_map(|at| denied(text, &at, found, known));
    let not_one = places("无一").filter_map(|at| not_one(text, at, found, known));
    let cleared = places("清零").chain(places("归零")).filter_map(|at| cleared(text, &at, known));
    let all = zeros.chain(denied).chain(not_one).chain(cleared);
    let mut absences: Vec<Quantity> = all.map(|(at, unit)| none(at, &unit, known)).collect();
    absences.sort_by_key(|none| none.at.start);
    absences
}

/// 群体性事件零发生, 零亡人, 投诉均为零, 重犯率为0.
fn zero(text: &str, at: &Range<usize>, found: &[Quantity], known: &Quantities) -> Option<(Range<usize>, String)> {
    let behind = text[at.end..].trim_start_matches('”');
    let start = at.end + text[at.end..].len() - behind.len();
    if let Some((length, unit)) = known.nothing(behind) {
        let unit = unit.or_else(|| unit_before(text, at.start, known)).unwrap_or(MISHAP);
        return Some((at.start..start + length, unit.to_owned()));
    }
    let reached =
        text[..at.start].ends_with(['为', '至', '到']) && (behind.is_empty() || behind.starts_with(CLAUSE_ENDS));
    let counted = || last_counted(text, at.start, found, &CLAUSE_ENDS);
    let unit = reached.then(|| counted().or_else(|| unit_before(text, at.start, known))).flatten()?;
    Some((at.clone(), unit.to_owned()))
}

/// 积案全部清零, 案件动态清零: what there was is gone.
fn cleared(text: &str, at: &Range<usize>, known: &Quantities) -> Option<(Range<usize>, String)> {
    let done = text[at.end..].trim_start_matches('”');
    let ends = done.is_empty() || done.starts_with(CLAUSE_ENDS);
    let unit = unit_before(text, at.start, known).filter(|unit| ends && *unit != "%")?;
    Some((at.clone(), unit.to_owned()))
}

/// 未发生较大以上火灾, where no number follows.
fn denied(text: &str, at: &Range<usize>, found: &[Quantity], known: &Quantities) -> Option<(Range<usize>, String)> {
    let denial = known.denial_before(&text[..at.end])?;
    let clause = around(text, at, &CLAUSE_ENDS);
    let next = found.partition_point(|quantity| quantity.at.end <= at.start);
    let told = found.get(next).is_some_and(|quantity| quantity.at.contains(&at.start));
    // 八成没有再出现: a share of them has not, but others have.
    let mut before = found[..next].iter().rev().take_while(|quantity| quantity.at.start >= clause.start);
    let some = before.any(|quantity| quantity.class == MeasureClass::Ratio);
    // 安全事故均未发生: the event may be told before.
    let denied = text[..at.end - denial].trim_end_matches(['均', '都']).len();
    let all = denied < at.end - denial && clause.end == at.end;
    let named_before = || unit_before(text, denied, known).filter(|_| all);
    let unit = known.unit_of_event(&text[at.end..clause.end]).or_else(named_before);
    let unit = unit.filter(|unit| !told && !some && *unit != "%")?;
    Some((denied..clause.end, unit.to_owned()))
}

/// 无一上诉, where no measure word follows: the unit is that of what was counted before, or of those named before.
fn not_one(text: &str, at: Range<usize>, found: &[Quantity], known: &Quantities) -> Option<(Range<usize>, String)> {
    let behind = &text[at.end..];
    let verb = behind.starts_with(|c: char| c.is_alphabetic()) && known.measure(behind).is_none();
    let counted = last_counted(text, at.start, found, &SENTENCE_ENDS);
    let unit = counted.or_else(|| unit_before(text, at.start, known).filter(|unit| *unit != "%")).unwrap_or(CASE);
    (verb && !behind.starts_with(['不', '例'])).then(|| (at, unit.to_owned()))
}

/// What a mishap is counted in, and what a case.
const MISHAP: &str = "起";
const CASE: &str = "件";
/// Bytes before a place in which the event is named that there was none of.
const EVENT: usize = 300;

/// The unit of the event that is named last before a place in its clause.
fn unit_before<'a>(text: &str, at: usize, known: &'a Quantities) -> Option<&'a str> {
    let clause = before(text, at, EVENT).rsplit(CLAUSE_ENDS).next().unwrap_or_default();
    let mut ends = clause.char_indices().rev().map(|(at, c)| at + c.len_utf8());
    ends.find_map(|end| known.unit_of_event(&clause[..end]))
}

/// The unit of the last thing counted before a place in its clause or sentence.
fn last_counted<'a>(text: &str, at: usize, found: &'a [Quantity], ends: &[char]) -> Option<&'a str> {
    let start = around(text, &(at..at), ends).start;
    let told = &found[..found.partition_point(|quantity| quantity.at.end <= at)];
    let mut here = told.iter().rev().take_while(|quantity| quantity.at.start >= start);
    here.find(|quantity| matches!(quantity.class, MeasureClass::Count | MeasureClass::Person))
        .map(|quantity| quantity.unit.as_str())
}

/// None of something.
fn none(at: Range<usize>, unit: &str, known: &Quantities) -> Quantity {
    let class = known.measure(unit).map_or(MeasureClass::Count, |(_, class)| class);
    let number = at.end..at.end;
    let (value, qualifier) = (0.0, Qualifier::Exact);
    Quantity { at, number, value, unit: unit.to_owned(), class, qualifier, chinese: false, ordinal: false }
}

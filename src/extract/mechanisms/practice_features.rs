//! What speaks for and against a group of spans being a practice that the case names, and what tells its role, kind
//! and family.

use std::ops::Range;

use super::features::Sink;
use super::page::Page;
use super::practices::{Group, Scored};
use super::span_features::{names_of, standing, standing_has, tail, without_break};
use crate::lexicon::{FeaturePart, MechanismWords, Standing};
use crate::model::MechanismKind;

/// Characters that stand between two members of a list.
const BETWEEN: usize = 12;
/// Bytes before a place in which a neighbour may begin.
const REACH: usize = 120;

/// The flags that any span of a group has.
fn flags(group: &Group<'_>) -> u32 {
    group.spans.iter().fold(0, |flags, span| flags | span.seen.flags)
}

fn best_standing(group: &Group<'_>) -> Option<Standing> {
    group.spans.iter().filter_map(|span| span.seen.standing()).max()
}

/// Log-odds as a step of one, from -3 to 3.
fn step(score: f64) -> &'static str {
    const STEPS: [(f64, &str); 6] = [(-2.0, "-3"), (-1.0, "-2"), (0.0, "-1"), (1.0, "0"), (2.0, "1"), (3.0, "2")];
    STEPS.iter().find(|(end, _)| score < *end).map_or("3", |(_, name)| name)
}

/// The number of steps of a quarter, from -3 on, that log-odds go beyond.
fn quarter(score: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 25")]
    let quarter = ((score.clamp(-3.0, 3.25) + 3.0) * 4.0).ceil() as usize;
    quarter.saturating_sub(1)
}

/// The features that tell whether a group is a practice.
pub(super) fn practice(
    page: &Page<'_>,
    neighbours: &Neighbours,
    index: usize,
    group: &Group<'_>,
    sink: &mut impl Sink,
) {
    let Some(best) = group.best() else { return };
    for at_least in 1..=quarter(best.score) {
        sink.number("score>=", at_least);
    }
    let odds: f64 = group.spans.iter().map(|span| crate::lexicon::probability(span.score)).sum();
    for at_least in (1_u8..=6).take_while(|&level| odds * 2.0 >= f64::from(level)) {
        sink.number("sum>=", usize::from(at_least));
    }
    let known = best_standing(group);
    let (from, from_has) = source(best);
    sink.number("spans=", group.spans.len().min(4));
    sink.number("nested=", group.nested.min(2));
    sink.number("shared=", group.shared.min(2));
    sink.put("source=", from);
    sink.put("standing=", standing(known));
    sink.put("end=", standing(best.seen.end));
    let times = best.span.at.len();
    sink.number("n=", times.min(4));
    match known {
        None => sink.number("0-n=", times.min(2)),
        Some(Standing::Topic) => sink.number("C-n=", times.min(2)),
        Some(Standing::Common) => sink.number("B-n=", times.min(2)),
        Some(Standing::Established) => sink.number("A-n=", times.min(2)),
    }
    sink.number("length=", (best.span.text.chars().count() / 2).min(7));
    let all = flags(group);
    for flag in names_of(all) {
        sink.take(FeaturePart::new("has="), flag);
        sink.take(standing_has(known), flag);
        sink.take(from_has, flag);
    }
    roles(page, group, sink);
    let beside = group.places().take(4).map(|at| neighbours.best(page, index, &at)).fold(-4.0, f64::max);
    sink.put("neighbour=", step(beside));
    sink.put("text=", page.case.kind.as_str());
}

/// What the best span was found by, and the kind of features that tell of its flags.
fn source(best: &Scored<'_>) -> (&'static str, FeaturePart<'static>) {
    use super::spans::Source;
    match best.span.at.first().map(|occurrence| occurrence.source) {
        Some(Source::Taxonomy) => ("K", const { FeaturePart::new("K-has=") }),
        Some(Source::Quotation) => ("Q", const { FeaturePart::new("Q-has=") }),
        _ => ("H", const { FeaturePart::new("H-has=") }),
    }
}

/// In which sections the group stands.
fn roles(page: &Page<'_>, group: &Group<'_>, sink: &mut impl Sink) {
    let mut only = None;
    let mut several = false;
    for at in group.places().take(12) {
        let role = page.role(at.start);
        sink.put("role=", role);
        several |= only.is_some_and(|other| other != role);
        only = Some(role);
    }
    if let (Some(role), false) = (only, several) {
        sink.put("only=", role);
    }
}

/// The places of all groups, for what stands beside one.
pub(super) struct Neighbours {
    /// Start, end, group and its score, in order of the text.
    places: Vec<(usize, usize, usize, f64)>,
}

impl Neighbours {
    pub(super) fn new(groups: &[Group<'_>]) -> Self {
        let mut places = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let score = group.best().map_or(-4.0, |span| span.score);
            places.extend(group.places().map(|at| (at.start, at.end, index, score)));
        }
        places.sort_by_key(|&(start, end, index, _)| (start, end, index));
        Self { places }
    }

    /// The score of the best other group that stands beside a place in a list.
    fn best(&self, page: &Page<'_>, group: usize, at: &Range<usize>) -> f64 {
        let from = self.places.partition_point(|&(start, ..)| start + REACH < at.start);
        let near = self.places[from..].iter().take_while(|&&(start, ..)| start <= at.end + BETWEEN);
        let beside = near.filter(|&&(start, end, other, _)| {
            other != group && (in_list(page, at.end, start) || in_list(page, end, at.start))
        });
        beside.map(|&(.., score)| score).fold(-4.0, f64::max)
    }
}

/// Whether only a few characters with a mark of lists stand between two bytes.
fn in_list(page: &Page<'_>, end: usize, start: usize) -> bool {
    start > end && start - end <= BETWEEN && {
        let between = page.text.get(end..start).unwrap_or_default();
        between.contains('、') || between.contains("”“")
    }
}

/// The features that tell a practice's role.
pub(super) fn role(page: &Page<'_>, group: &Group<'_>, family: &str, sink: &mut impl Sink) {
    let Some(best) = group.best() else { return };
    let known = best_standing(group);
    sink.put("standing=", standing(known));
    sink.put("family=", family);
    sink.put("source=", source(best).0);
    let all = flags(group);
    for flag in names_of(all) {
        sink.take(FeaturePart::new("has="), flag);
        sink.take(standing_has(known), flag);
    }
    roles(page, group, sink);
    sink.put("end2=", tail(&best.span.key, 2));
    pairs(&best.span.key, sink);
    sink.number("n=", best.span.at.len().min(4));
    sink.number("length=", (best.span.text.chars().count() / 3).min(6));
    for at in group.places().take(6) {
        let border = usize::from(page.marks.at[at.start].border);
        sink.put("border=", without_break(&page.text[at.start - border..at.start]));
    }
}

/// The features that tell a practice's kind.
pub(super) fn kind(page: &Page<'_>, group: &Group<'_>, family: &str, family_kind: &str, sink: &mut impl Sink) {
    let longest = group.spans.iter().map(|span| &*span.span.key).max_by_key(|key| key.len()).unwrap_or_default();
    let best = group.best().map_or("", |best| &*best.span.key);
    named_kind(&page.lexicon.mechanism_words, [longest, best], (family, family_kind), sink);
    for span in &group.spans {
        if let Some((practice, _)) = span.seen.known {
            sink.put("practice=", &practice.name);
            sink.put("known-kind=", practice.kind.as_str());
        }
    }
    for system in &page.systems {
        sink.put("system=", system);
        sink.put("system+family=", &[system, "+", family].concat());
    }
}

/// What the longest and the best name of a practice tell of its kind, and its family with its usual kind.
pub(super) fn named_kind(
    words: &MechanismWords,
    [longest, best]: [&str; 2],
    (family, family_kind): (&str, &str),
    sink: &mut impl Sink,
) {
    sink.put("family=", family);
    sink.put("family-kind=", family_kind);
    for (side, both, key) in [("end-kind=", "end+family-kind=", longest), ("best-kind=", "best+family-kind=", best)] {
        let kind = words.kind_by_end(key).map_or("", MechanismKind::as_str);
        sink.put(side, kind);
        sink.put(both, &[kind, "+", family_kind].concat());
    }
    sink.put("end1=", tail(longest, 1));
    sink.put("end2=", tail(longest, 2));
    sink.put("end3=", tail(longest, 3));
    pairs(longest, sink);
}

/// Every two characters of a name that stand beside each other.
fn pairs(name: &str, sink: &mut impl Sink) {
    let seconds = name.char_indices().skip(1).map(|(at, second)| at + second.len_utf8());
    for ((start, _), end) in name.char_indices().zip(seconds) {
        sink.put("pair=", &name[start..end]);
    }
}

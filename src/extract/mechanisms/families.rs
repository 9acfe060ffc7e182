//! Which family a practice belongs to: what its names say, what they end with and hold, what the case is about.

use std::borrow::Cow;
use std::ops::Range;

use super::features::Sink;
use super::page::Page;
use super::practices::Group;
use super::span_features::standing;
use super::spans::Span;
use crate::lexicon::{Found, MechanismModel, Practice, Standing};

/// Least weight that a family of a case has.
const FLOOR: f32 = 0.2;
/// Names of a practice that are read.
const NAMES: usize = 4;

/// What speaks for each family, by its place in the taxonomy.
pub(super) struct Evidence {
    /// What the words of the names say (probabilities).
    names: Vec<f32>,
    /// What the taxonomy says.
    told: Vec<Told>,
    /// Whether the taxonomy says anything of a whole name, and of the end of one.
    any_whole: bool,
    any_end: bool,
    /// How much the practice says of all families together.
    sum: f32,
}

/// What the taxonomy says of a family.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Of a whole name.
    whole: Option<Standing>,
    /// Of the end of a name.
    end: bool,
    /// Share of a name that names of the family make up.
    part: f32,
}

impl Evidence {
    pub(super) fn new(page: &Page<'_>, group: &Group<'_>, model: &MechanismModel) -> Self {
        let spans = || group.spans.iter().take(NAMES);
        let names = model.names.families(spans().map(|span| span.span.text));
        let mut told = vec![Told::default(); names.len()];
        let (mut any_whole, mut any_end) = (false, false);
        for span in spans() {
            if let Some((practice, standing)) = span.seen.known {
                let of = &mut told[practice.family];
                of.whole = of.whole.max(Some(standing));
                any_whole = true;
            }
            each_known(page, span.span, |practice, at, key| {
                let of = &mut told[practice.family];
                #[expect(clippy::cast_precision_loss, reason = "names are short")]
                let share = at.len() as f32 / key.len() as f32;
                of.part = of.part.max(share);
                of.end |= at.end == key.end;
                any_end |= of.end;
            });
        }
        let mut evidence = Self { names, told, any_whole, any_end, sum: 0.0 };
        evidence.sum = evidence.weights().sum();
        evidence
    }

    /// The families for which anything speaks.
    pub(super) fn families(&self) -> impl Iterator<Item = usize> {
        let all = self.names.iter().zip(&self.told).enumerate();
        let any = |name: f32, told: &Told| name >= 0.01 || told.whole.is_some() || told.part > 0.0;
        all.filter(move |&(_, (&name, told))| any(name, told)).map(|(family, _)| family)
    }

    /// The family that the names alone speak for most.
    pub(super) fn guess(&self) -> usize {
        let more = |told: &Told| told.part + f32::from(u8::from(told.end));
        let weights = self.weights().zip(&self.told).map(|(weight, told)| weight + more(told));
        let most = |best: (usize, f32), one: (usize, f32)| if one.1 >= best.1 { one } else { best };
        weights.enumerate().fold((0, 0.0), most).0
    }

    /// How much this practice says of each family of the case.
    fn weights(&self) -> impl Iterator<Item = f32> {
        self.names.iter().zip(&self.told).map(|(name, told)| weight(*name, *told))
    }
}

/// Tells of each practice that a name of the taxonomy inside a name stands for: where that stands, and the name itself.
fn each_known(page: &Page<'_>, span: &Span<'_>, mut tell: impl FnMut(&Practice, Range<usize>, &Range<usize>)) {
    let mut within = |words: &Found, key: Range<usize>| {
        let known = page.lexicon.mechanisms.find(words, key.clone());
        known.for_each(|(at, practice, _)| tell(practice, at, &key));
    };
    match (&span.key, span.at.first()) {
        // Words of the text from its first byte on, whose words are known.
        (Cow::Borrowed(key), Some(first)) => within(page.words, first.at.start..first.at.start + key.len()),
        (key, _) => within(&page.lexicon.find_practices(key), 0..key.len()),
    }
}

fn weight(names: f32, told: Told) -> f32 {
    0.3 * names + if told.whole.is_some() { 1.0 } else { 0.0 }
}

/// What the practices of a case say of its families.
pub(super) struct Together {
    /// Of each.
    families: Vec<f32>,
    /// Of all.
    sum: f32,
}

impl Together {
    pub(super) fn new<'a>(number: usize, all: impl Iterator<Item = &'a Evidence>) -> Self {
        let mut families = vec![0.0; number];
        for evidence in all {
            families.iter_mut().zip(evidence.weights()).for_each(|(sum, weight)| *sum += weight);
        }
        let sum = families.iter().sum();
        Self { families, sum }
    }
}

/// A practice among those of its case.
pub(super) struct Share<'a> {
    own: &'a Evidence,
    case: &'a Together,
    /// What the other practices say of all families together.
    others: f32,
}

impl<'a> Share<'a> {
    pub(super) fn new(own: &'a Evidence, case: &'a Together) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "there are few families")]
        let floor = FLOOR * case.families.len() as f32;
        Self { own, case, others: case.sum - own.sum + floor }
    }

    /// The features that tell whether a family is that of the practice.
    pub(super) fn features(&self, id: &str, family: usize, sink: &mut impl Sink) {
        let (names, told) = (self.own.names[family], self.own.told[family]);
        sink.put("is=", id);
        falling("names>=", names, sink);
        sink.put("whole=", standing(told.whole));
        sink.flag("other-whole", self.own.any_whole && told.whole.is_none());
        sink.flag("end", told.end);
        sink.flag("other-end", self.own.any_end && !told.end);
        sink.flag("part>0", told.part > 0.0);
        sink.flag("part>1/3", told.part > 0.34);
        sink.flag("part>2/3", told.part > 0.67);
        falling("case>=", (self.case.families[family] - weight(names, told) + FLOOR) / self.others, sink);
    }
}

/// One feature for each power of 1/2 that a probability reaches.
#[inline]
fn falling(kind: &str, probability: f32, sink: &mut impl Sink) {
    let mut level = 0.001;
    for step in 0..10 {
        if probability >= level {
            sink.number(kind, step);
        }
        level *= 2.0;
    }
}

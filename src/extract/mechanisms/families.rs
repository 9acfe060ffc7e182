//! Which family a practice belongs to: what its names say, what they end with and hold, what the case is about.

use super::features::Sink;
use super::page::Page;
use super::practices::Group;
use super::span_features::standing;
use crate::lexicon::{MechanismModel, Standing};

/// Least weight that a family of a case has.
const FLOOR: f32 = 0.2;
/// Names of a practice that are read.
const NAMES: usize = 4;

/// What speaks for each family, by its place in the taxonomy.
pub(super) struct Evidence {
    /// What the words of the names say (probabilities).
    names: Vec<f32>,
    /// What the taxonomy says of a whole name.
    whole: Vec<Option<Standing>>,
    /// What the taxonomy says of the end of a name.
    end: Vec<bool>,
    /// Share of a name that names of the family make up.
    part: Vec<f32>,
}

impl Evidence {
    pub(super) fn new(page: &Page<'_>, group: &Group<'_>, model: &MechanismModel) -> Self {
        let names: Vec<&str> = group.names().into_iter().take(NAMES).collect();
        let number = page.lexicon.mechanisms.families().len();
        let mut evidence = Self {
            names: model.names.families(&names),
            whole: vec![None; number],
            end: vec![false; number],
            part: vec![0.0; number],
        };
        for span in group.spans.iter().take(NAMES) {
            let key = &*span.span.key;
            if let Some((practice, standing)) = page.lexicon.mechanisms.by_key(key) {
                evidence.whole[practice.family] = evidence.whole[practice.family].max(Some(standing));
            }
            let taxonomy = &page.lexicon.mechanisms;
            for (at, practice, _) in taxonomy.find(&page.lexicon.find(key)) {
                #[expect(clippy::cast_precision_loss, reason = "names are short")]
                let share = at.len() as f32 / key.len() as f32;
                evidence.part[practice.family] = evidence.part[practice.family].max(share);
                evidence.end[practice.family] |= at.end == key.len();
            }
        }
        evidence
    }

    /// Whether anything speaks for a family.
    pub(super) fn speaks_for(&self, family: usize) -> bool {
        self.names[family] >= 0.01 || self.whole[family].is_some() || self.part[family] > 0.0
    }

    /// The family that the names alone speak for most.
    pub(super) fn guess(&self) -> usize {
        let weight = |family: usize| self.weight(family) + self.part[family] + f32::from(u8::from(self.end[family]));
        (0..self.names.len()).max_by(|&a, &b| weight(a).total_cmp(&weight(b))).unwrap_or_default()
    }

    /// How much this practice says of a family of the case.
    fn weight(&self, family: usize) -> f32 {
        0.3 * self.names[family] + if self.whole[family].is_some() { 1.0 } else { 0.0 }
    }
}

/// What the practices of a case say of its families together.
pub(super) fn sum(all: &[&Evidence], number: usize) -> Vec<f32> {
    (0..number).map(|family| all.iter().map(|evidence| evidence.weight(family)).sum()).collect()
}

/// A practice among those of its case.
pub(super) struct Share<'a> {
    own: &'a Evidence,
    /// What all practices of the case say of each family.
    case: &'a [f32],
    /// What the other practices say of all families together.
    others: f32,
    any_whole: bool,
    any_end: bool,
}

impl<'a> Share<'a> {
    pub(super) fn new(own: &'a Evidence, case: &'a [f32]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "there are few families")]
        let floor = FLOOR * case.len() as f32;
        let others = case.iter().sum::<f32>() - (0..case.len()).map(|at| own.weight(at)).sum::<f32>() + floor;
        let (any_whole, any_end) = (own.whole.iter().any(Option::is_some), own.end.contains(&true));
        Self { own, case, others, any_whole, any_end }
    }

    /// The features that tell whether a family is that of the practice.
    pub(super) fn features(&self, id: &str, family: usize, sink: &mut impl Sink) {
        let own = self.own;
        sink.put("is=", id);
        falling("names>=", own.names[family], sink);
        sink.put("whole=", standing(own.whole[family]));
        sink.flag("other-whole", self.any_whole && own.whole[family].is_none());
        sink.flag("end", own.end[family]);
        sink.flag("other-end", self.any_end && !own.end[family]);
        sink.flag("part>0", own.part[family] > 0.0);
        sink.flag("part>1/3", own.part[family] > 0.34);
        sink.flag("part>2/3", own.part[family] > 0.67);
        falling("case>=", (self.case[family] - own.weight(family) + FLOOR) / self.others, sink);
    }
}

/// One feature for each power of 1/2 that a probability reaches.
fn falling(kind: &str, probability: f32, sink: &mut impl Sink) {
    let mut level = 0.001;
    for step in 0..10 {
        if probability >= level {
            sink.number(kind, step);
        }
        level *= 2.0;
    }
}

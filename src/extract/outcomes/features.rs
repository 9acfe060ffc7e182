//! Features: what speaks for or against a quantity being a measured result.

use super::super::window::{line_before, marks};
use super::candidate::{CLAUSE_ENDS, Candidate};
use crate::lexicon::{FeaturePart as Part, OutcomeCue};
use crate::model::{Case, SectionRole};

/// Where a cue stands: behind the number, right before it, before it in its clause or sentence, or later.
const PLACES: [Part<'static>; 5] =
    [Part::new("next="), Part::new("lead="), Part::new("clause="), Part::new("sentence="), Part::new("later=")];

impl Candidate<'_> {
    /// Whether a pair of marks is open where the quantity stands in its sentence.
    pub(super) fn stands_within(&self, open: char, close: char) -> bool {
        let before = marks(&self.text[self.sentence.start..self.quantity.at.start]);
        before.fold(0, |depth, (_, c)| depth + i32::from(c == open) - i32::from(c == close)) > 0
    }

    /// Tells what speaks for or against a result; the names are those of the weights.
    pub(super) fn features(&self, case: &Case, emit: &mut impl FnMut(Part<'_>, &str)) {
        self.own_features(emit);
        self.neighbour_features(emit);
        self.cue_features(emit);
        self.place_features(case, emit);
    }

    /// What the quantity itself says.
    fn own_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let quantity = &self.quantity;
        let numeral = if quantity.chinese { "chinese" } else { "digits" };
        let size = size(quantity.value);
        emit(Part::new("unit="), &quantity.unit);
        emit(Part::new("class="), quantity.class.as_str());
        emit(Part::new("numeral="), numeral);
        emit(Part::new("size="), size);
        emit(if quantity.chinese { Part::new("chinese-size=") } else { Part::new("digits-size=") }, size);
        emit(Part::new("qualifier="), quantity.qualifier.as_str());
        if quantity.ordinal {
            emit(Part::new("ordinal"), "");
        }
        if let Some(change) = self.change {
            emit(Part::new("change="), change.as_str());
        }
        if self.from.is_some() {
            emit(Part::new("from"), "");
        }
    }

    /// What stands right before and after.
    fn neighbour_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let after = &self.text[self.quantity.at.end..];
        let ends = after.starts_with(CLAUSE_ENDS) || after.starts_with('、') || after.is_empty();
        emit(if ends { Part::new("ends-clause") } else { Part::new("goes-on") }, "");
        emit(if ends { Part::new("ends-class=") } else { Part::new("goes-on-class=") }, self.quantity.class.as_str());
        if self.quantity.chinese {
            emit(if ends { Part::new("chinese-ends") } else { Part::new("chinese-goes-on") }, "");
        }
        if self.lead().is_empty() {
            emit(Part::new("begins-clause"), "");
        }
    }

    /// What the words of the clause and the sentence say.
    fn cue_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let at = &self.quantity.at;
        let mut seen = [0_u32; PLACES.len()];
        let mut verb = None;
        for (word, cue) in self.cues.iter() {
            let place = match () {
                () if word.start >= at.end && word.start < self.clause.end => 0,
                () if word.end <= at.start && word.start >= self.gap.start => 1,
                () if word.end <= at.start && word.start >= self.clause.start => 2,
                () if word.end <= at.start => 3,
                () => 4,
            };
            if *cue == OutcomeCue::Result && word.end <= at.start && word.start >= self.clause.start {
                verb = Some(word.clone());
            }
            let bit = 1 << *cue as u32;
            if seen[place] & bit == 0 {
                seen[place] |= bit;
                emit(PLACES[place], cue.as_str());
            }
        }
        match verb {
            Some(verb) => emit(Part::new("verb="), &self.text[verb]),
            None => emit(Part::new("no-verb"), ""),
        }
    }

    /// Where in the case it stands.
    fn place_features(&self, case: &Case, emit: &mut impl FnMut(Part<'_>, &str)) {
        let at = self.quantity.at.start;
        let role = case.role_at(at).map_or("none", SectionRole::as_str);
        emit(Part::new("role="), role);
        emit(Part::new("kind="), case.kind.as_str());
        emit(Part::new(&["class-", self.quantity.class.as_str(), "="].concat()), case.kind.as_str());
        if self.quantity.chinese {
            emit(Part::new("chinese-role="), role);
        } else {
            emit(Part::new("digits-role="), role);
        }
        emit(Part::new("company="), ["0", "1", "2", "3", "4"].get(self.company).unwrap_or(&"more"));
        if self.stands_within('“', '”') {
            emit(Part::new("quoted"), "");
        }
        if self.stands_within('（', '）') {
            emit(Part::new("bracketed"), "");
        }
        emit(
            if self.quantity.chinese { Part::new("chinese-kind=") } else { Part::new("digits-kind=") },
            case.kind.as_str(),
        );
        if line_before(self.text, at).contains("截至") {
            emit(Part::new("paragraph-as-of"), "");
        }
    }
}

/// Order of magnitude.
fn size(value: f64) -> &'static str {
    match value {
        v if v <= 1.0 => "1",
        v if v <= 3.0 => "3",
        v if v <= 10.0 => "10",
        v if v <= 30.0 => "30",
        v if v <= 100.0 => "100",
        v if v <= 1000.0 => "1000",
        v if v <= 100_000.0 => "100000",
        _ => "more",
    }
}

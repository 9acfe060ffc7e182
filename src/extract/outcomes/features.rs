//! Features: what speaks for or against a quantity being a measured result.

use super::super::window::line_before;
use super::candidate::{CLAUSE_ENDS, Candidate};
use crate::lexicon::OutcomeCue;
use crate::model::{Case, SectionRole};

impl Candidate<'_> {
    /// Tells what speaks for or against a result; the names are those of the weights.
    pub(super) fn features(&self, case: &Case, emit: &mut impl FnMut(&str, &str)) {
        self.own_features(emit);
        self.neighbour_features(emit);
        self.cue_features(emit);
        self.place_features(case, emit);
    }

    /// What the quantity itself says.
    fn own_features(&self, emit: &mut impl FnMut(&str, &str)) {
        let quantity = &self.quantity;
        let numeral = if quantity.chinese { "chinese" } else { "digits" };
        let size = size(quantity.value);
        emit("unit=", &quantity.unit);
        emit("class=", quantity.class.as_str());
        emit("numeral=", numeral);
        emit("size=", size);
        emit(if quantity.chinese { "chinese-size=" } else { "digits-size=" }, size);
        emit("qualifier=", quantity.qualifier.as_str());
        if quantity.ordinal {
            emit("ordinal", "");
        }
        if let Some(change) = self.change {
            emit("change=", change.as_str());
        }
        if self.from.is_some() {
            emit("from", "");
        }
    }

    /// What stands right before and after.
    fn neighbour_features(&self, emit: &mut impl FnMut(&str, &str)) {
        let after = &self.text[self.quantity.at.end..];
        let ends = after.starts_with(CLAUSE_ENDS) || after.starts_with('、') || after.is_empty();
        emit(if ends { "ends-clause" } else { "goes-on" }, "");
        emit(if ends { "ends-class=" } else { "goes-on-class=" }, self.quantity.class.as_str());
        if self.quantity.chinese {
            emit(if ends { "chinese-ends" } else { "chinese-goes-on" }, "");
        }
        if self.lead().is_empty() {
            emit("begins-clause", "");
        }
    }

    /// What the words of the clause and the sentence say.
    fn cue_features(&self, emit: &mut impl FnMut(&str, &str)) {
        let at = &self.quantity.at;
        let mut seen = Vec::new();
        let mut verb = None;
        for (word, cue) in self.cues.iter() {
            let place = match () {
                () if word.start >= at.end && word.start < self.clause.end => "next=",
                () if word.end <= at.start && word.start >= self.gap.start => "lead=",
                () if word.end <= at.start && word.start >= self.clause.start => "clause=",
                () if word.end <= at.start => "sentence=",
                () => "later=",
            };
            if *cue == OutcomeCue::Result && word.end <= at.start && word.start >= self.clause.start {
                verb = Some(word.clone());
            }
            if !seen.contains(&(place, *cue)) {
                seen.push((place, *cue));
                emit(place, cue.as_str());
            }
        }
        match verb {
            Some(verb) => emit("verb=", &self.text[verb]),
            None => emit("no-verb", ""),
        }
    }

    /// Where in the case it stands.
    fn place_features(&self, case: &Case, emit: &mut impl FnMut(&str, &str)) {
        let at = self.quantity.at.start;
        let role = case.role_at(at).map_or("none", SectionRole::as_str);
        emit("role=", role);
        emit("kind=", case.kind.as_str());
        emit(&["class-", self.quantity.class.as_str(), "="].concat(), case.kind.as_str());
        if self.quantity.chinese {
            emit("chinese-role=", role);
        } else {
            emit("digits-role=", role);
        }
        emit("company=", ["0", "1", "2", "3", "4"].get(self.company).unwrap_or(&"more"));
        let before = &self.text[self.sentence.start..at];
        if before.matches('“').count() > before.matches('”').count() {
            emit("quoted", "");
        }
        if self.is_bracketed() {
            emit("bracketed", "");
        }
        emit(if self.quantity.chinese { "chinese-kind=" } else { "digits-kind=" }, case.kind.as_str());
        if line_before(self.text, at).contains("截至") {
            emit("paragraph-as-of", "");
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

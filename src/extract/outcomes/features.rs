//! Features: what speaks for or against a quantity being a measured result.

use std::ops::Range;

use super::super::window::{line_before, marks};
use super::candidate::{CLAUSE_ENDS, Candidate};
use crate::lexicon::{FeaturePart as Part, MeasureClass, OutcomeCue};
use crate::model::{Case, SectionRole};

/// Where a cue stands: behind the number in its clause, right before it, before it in its clause or sentence.
const PLACES: [Part<'static>; 4] =
    [Part::new("next="), Part::new("lead="), Part::new("clause="), Part::new("sentence=")];

/// What governs a number that tells where, from whom or with what something was done, and not how much was.
const PREPOSITIONS: &str = "在从由对自同与把将给";

/// Characters before a number in which its preposition stands.
const REACH: usize = 7;

/// What a number counts the parts of when 全 stands before it: 全市16个, 全县14个.
const DIVISIONS: &str = "省市县区州盟旗镇国域";

/// What is counted where a list is summed up (等9个事项), and where those are who take part.
const SUMMED_UP: [&str; 8] = ["项", "类", "种", "条", "个", "家", "部门", "名"];
const MEMBERS: [&str; 5] = ["名", "位", "人", "家", "个"];

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
        self.input_features(emit);
        self.place_features(case, emit);
    }

    /// What the quantity itself says.
    fn own_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let quantity = &self.quantity;
        let size = size(quantity.value);
        emit(Part::new("unit="), &quantity.unit);
        emit(Part::new("class="), quantity.class.as_str());
        emit(Part::new("size="), size);
        emit(if quantity.chinese { Part::new("chinese-size=") } else { Part::new("digits-size=") }, size);
        emit(Part::new("qualifier="), quantity.qualifier.as_str());
        if quantity.ordinal {
            emit(Part::new("ordinal"), "");
        }
        if quantity.class == MeasureClass::Time {
            emit(if self.is_measured() { Part::new("measured") } else { Part::new("not-measured") }, "");
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
        if self.quantity.chinese {
            emit(if ends { Part::new("chinese-ends") } else { Part::new("chinese-goes-on") }, "");
        }
        self.governor_features(emit);
    }

    /// What governs the number: a preposition, a whole of which it counts the parts, a list that it sums up.
    fn governor_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let mut before = self.lead().char_indices().rev();
        let (last, whole) = (before.next().map(|(_, c)| c), before.next().map(|(_, c)| c));
        if whole == Some('全') && last.is_some_and(|c| DIVISIONS.contains(c)) {
            emit(Part::new("near="), "全");
        }
        if last == Some('等') {
            emit(Part::new("near="), "等");
        }
        let unit = self.quantity.unit.as_str();
        if last == Some('等') && SUMMED_UP.contains(&unit) {
            emit(Part::new("sums-up"), "");
        }
        let within = if last.is_some_and(|c| DIVISIONS.contains(c)) { whole } else { last };
        if unit == "个" && matches!(within, Some('全' | '辖')) {
            emit(Part::new("divisions"), "");
        }
        let mut near = self.lead().char_indices().rev().take(REACH);
        if let Some((at, c)) = near.find(|&(_, c)| PREPOSITIONS.contains(c)) {
            emit(Part::new("near="), self.lead().get(at..at + c.len_utf8()).unwrap_or_default());
        }
    }

    /// Those who take part, money put in.
    fn input_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let at = &self.quantity.at;
        let in_clause = |word: &Range<usize>| word.start >= self.clause.start && word.end <= at.start;
        let told = |cue: OutcomeCue, here: &dyn Fn(&Range<usize>) -> bool| {
            self.cues.iter().any(|(word, told)| *told == cue && here(word))
        };
        if MEMBERS.contains(&self.quantity.unit.as_str()) && told(OutcomeCue::Group, &in_clause) {
            emit(Part::new("members"), "");
        }
        let end = at.end + if self.text[at.end..].starts_with('的') { "的".len() } else { 0 };
        if self.quantity.class == MeasureClass::Money && told(OutcomeCue::Fund, &|word| word.start == end) {
            emit(Part::new("fund"), "");
        }
    }

    /// Whether a duration is told as a measure, not as a term or a stretch: 平均用时3天, 缩短到2天.
    pub(super) fn is_measured(&self) -> bool {
        self.cues.iter().any(|(at, cue)| {
            matches!(cue, OutcomeCue::Pace | OutcomeCue::Decrease)
                && at.start >= self.clause.start
                && at.end <= self.quantity.at.start
        })
    }

    /// What the words of the clause and the sentence say.
    fn cue_features(&self, emit: &mut impl FnMut(Part<'_>, &str)) {
        let at = &self.quantity.at;
        let mut seen = [0_u32; PLACES.len()];
        if self.cues.iter().any(|(_, cue)| *cue == OutcomeCue::Event) {
            emit(Part::new("event"), "");
        }
        let of_place = |cue: &OutcomeCue| {
            use OutcomeCue::{Duty, Event, Fund, Group, Membership, Notice, Object, Outlook, Pace, Profile, Whole};
            !matches!(
                cue,
                Pace | Event | Profile | Object | Group | Fund | Duty | Notice | Membership | Whole | Outlook
            )
        };
        for (word, cue) in self.cues.iter().filter(|(_, cue)| of_place(cue)) {
            let place = match () {
                () if word.start >= at.end && word.start < self.clause.end => 0,
                () if word.end <= at.start && word.start >= self.gap.start => 1,
                () if word.end <= at.start && word.start >= self.clause.start => 2,
                () if word.end <= at.start => 3,
                () => continue,
            };
            let bit = 1 << *cue as u32;
            if seen[place] & bit == 0 {
                seen[place] |= bit;
                emit(PLACES[place], cue.as_str());
            }
        }
    }

    /// Where in the case it stands.
    fn place_features(&self, case: &Case, emit: &mut impl FnMut(Part<'_>, &str)) {
        let at = self.quantity.at.start;
        let role = case.role_at(at).map_or("none", SectionRole::as_str);
        emit(Part::new("role="), role);
        emit(Part::new("fifth="), fifth(at, self.text.len()));
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

/// In which fifth of a text of some length a byte stands: results are told towards the end.
fn fifth(at: usize, length: usize) -> &'static str {
    const FIFTHS: [&str; 4] = ["1", "2", "3", "4"];
    let index = (at * (FIFTHS.len() + 1)).checked_div(length).unwrap_or(0);
    FIFTHS.get(index).copied().unwrap_or("5")
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

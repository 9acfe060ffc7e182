//! Who carries the practice out where no header says so: what the text tells of each unit, weighed by a logistic regression.

use std::ops::Range;

use super::places::Home;
use super::units::Entry;
use crate::lexicon::{FeaturePart as Part, Lexicon, PlaceId, Places, log_odds, probability};
use crate::model::{Case, UnitRole};

/// A unit of which this is as likely carries the practice out.
const LIKELY: f64 = 0.5;
/// The one of which title and clauses tell most does if it is as likely.
const UNLIKELY: f64 = 0.1;
/// Where there is none so far, the likeliest does if it is as likely. All three found by leaving cases out of training.
const LEAST: f64 = 0.2;
/// What mentions must tell of a unit at least that is named more than once, and of one that is named once.
const LEAST_LEAD: usize = 100;
const LEAST_LEAD_OF_ONE: usize = 200;
/// Bytes of the beginning of a text, counted from its title.
const BEGINNING: usize = 900;
/// Bytes behind the title in which lines tell who writes.
const HEAD: usize = 500;
/// Characters that such a line has at most.
const LINE: usize = 60;
/// Stands for the end of a line in the name of a feature, which is one line of a file.
const LINE_END: &str = "¶";
/// Mentions of which the words around are looked at.
const MENTIONS: usize = 12;
/// Systems whose bodies may have no division in their name: 西藏出入境边防检查总站.
const NATIONAL: [&str; 4] = ["court", "procuratorate", "public-security", "tax"];

/// The units of a case, as far as its text tells who carries the practice out.
pub(super) struct Cast<'a> {
    case: &'a Case,
    home: &'a Home,
    entries: &'a [Entry],
    lexicon: &'a Lexicon,
    counts: Ranks,
    subjects: Ranks,
    firsts: Ranks,
    leads: Ranks,
}

/// A number for each unit, and all of them in order, largest first.
struct Ranks {
    of: Vec<usize>,
    ordered: Vec<usize>,
}

impl Ranks {
    fn new(entries: &[Entry], number: impl Fn(&Entry) -> usize) -> Self {
        let of: Vec<usize> = entries.iter().map(number).collect();
        let mut ordered = of.clone();
        ordered.sort_unstable_by(|a, b| b.cmp(a));
        Self { of, ordered }
    }

    /// How many units have a larger number.
    fn above(&self, index: usize) -> usize {
        self.ordered.partition_point(|&number| number > self.of[index])
    }
}

impl<'a> Cast<'a> {
    pub(super) fn new(case: &'a Case, home: &'a Home, entries: &'a [Entry], lexicon: &'a Lexicon) -> Self {
        let end = case.text.as_str().len();
        let subjects = |entry: &Entry| entry.at.iter().filter(|at| is_subject(case, at)).count();
        let lead = |entry: &Entry| lead(case, home, &lexicon.places, entry);
        Self {
            case,
            home,
            entries,
            lexicon,
            leads: Ranks::new(entries, lead),
            counts: Ranks::new(entries, |entry| entry.at.len()),
            subjects: Ranks::new(entries, subjects),
            firsts: Ranks::new(entries, |entry| end - first_at(entry)),
        }
    }

    /// The units, by index, that carry the practice out: those of which it is likely, and the one of which title and clauses
    /// tell most unless it is unlikely; the likeliest where there is none.
    pub(super) fn implementers(&self) -> Vec<usize> {
        let likely: Vec<f64> = (0..self.entries.len()).map(|index| self.probability(index)).collect();
        let most = |index: usize| self.leads.of[index] > 0 && self.leads.above(index) == 0;
        let chosen = |&index: &usize| likely[index] >= if most(index) { UNLIKELY } else { LIKELY };
        let chosen: Vec<usize> = (0..likely.len()).filter(chosen).collect();
        let best = likely.iter().copied().fold(LEAST, f64::max);
        if chosen.is_empty() { (0..likely.len()).filter(|&index| likely[index] >= best).collect() } else { chosen }
    }

    /// How likely it is that a unit carries the practice out; not at all for one that is not of home.
    fn probability(&self, index: usize) -> f64 {
        if matches!(self.relation(&self.entries[index]), "none" | "far") {
            return 0.0;
        }
        let weights = &self.lexicon.implementers;
        let mut sum = weights.bias();
        let mut seen = Vec::new();
        self.features(index, &mut |kind, value| {
            let found = weights.find(kind.with(Part::new(value)));
            if let Some((place, weight)) = found.filter(|(place, _)| !seen.contains(place)) {
                seen.push(place);
                sum += weight;
            }
        });
        probability(log_odds(sum))
    }

    /// Tells what speaks for or against a unit; the names are those of the weights. A feature may be told again.
    pub(super) fn features(&self, index: usize, emit: &mut impl FnMut(Part<'_>, &str)) {
        let entry = &self.entries[index];
        self.own_features(entry, emit);
        self.mention_features(index, emit);
        self.head_features(entry, emit);
        entry.at.iter().take(MENTIONS).for_each(|at| self.neighbour_features(at, emit));
    }

    /// What the unit is.
    fn own_features(&self, entry: &Entry, emit: &mut impl FnMut(Part<'_>, &str)) {
        let system = entry.entity.system.as_deref().unwrap_or("none");
        let relation = self.relation(entry);
        emit(Part::new("system="), system);
        emit(Part::new("relation="), relation);
        emit(Part::new("relation-system="), &format!("{relation} {system}"));
        emit(Part::new("end="), last(&entry.entity.name, 2));
        emit(Part::new("case="), self.case.kind.as_str());
        if entry.role == UnitRole::Partner {
            emit(Part::new("partner"), "");
        }
    }

    /// How often, where and as what it is named.
    fn mention_features(&self, index: usize, emit: &mut impl FnMut(Part<'_>, &str)) {
        let (entry, title) = (&self.entries[index], &self.case.title_at);
        let early = |at: &&Range<usize>| at.start < title.end + BEGINNING && is_subject(self.case, at);
        emit(Part::new("count="), band(self.counts.of[index]));
        emit(Part::new("subjects="), band(self.subjects.of[index]));
        emit(Part::new("early="), band(entry.at.iter().filter(early).count()));
        emit(Part::new("count-rank="), band(self.counts.above(index)));
        emit(Part::new("subject-rank="), band(self.subjects.above(index)));
        emit(Part::new("first-rank="), band(self.firsts.above(index)));
        if self.leads.of[index] > 0 {
            emit(Part::new("lead-rank="), band(self.leads.above(index)));
        }
        emit(Part::new("entries="), band(self.entries.len() / 3));
        emit(Part::new("first="), distance(first_at(entry).saturating_sub(title.end)));
        if entry.at.iter().any(|at| title.contains(&at.start)) {
            emit(Part::new("title"), "");
        }
    }

    /// Whether it stands in a line behind the title that tells who writes: 孝感市纪委副书记 涂某军, 单位：登封市司法局.
    fn head_features(&self, entry: &Entry, emit: &mut impl FnMut(Part<'_>, &str)) {
        let (text, title) = (self.case.text.as_str(), self.case.title_at.end);
        for at in entry.at.iter().filter(|at| (title..title + HEAD).contains(&at.start)) {
            let start = text[..at.start].rfind('\n').map_or(0, |line| line + 1);
            let end = text[at.end..].find('\n').map_or(text.len(), |line| at.end + line);
            let sentence = text[start..end].contains(['。', '；', '！', '？']);
            if start < title || sentence || text[start..end].chars().count() > LINE {
                continue;
            }
            let (before, behind) = (&text[start..at.start], text[at.end..end].trim());
            emit(Part::new("head-line="), head_line(before, behind));
            if before.chars().count() <= 4 {
                emit(Part::new("head-line-start"), "");
            }
        }
    }

    /// What stands right before and behind a mention.
    fn neighbour_features(&self, at: &Range<usize>, emit: &mut impl FnMut(Part<'_>, &str)) {
        let (before, behind) = self.case.text.as_str().split_at(at.start);
        let behind = &behind[at.len()..];
        for count in 1..=2 {
            emit(Part::new("before="), &last(before, count).replace('\n', LINE_END));
            emit(Part::new("behind="), &first(behind, count).replace('\n', LINE_END));
        }
    }

    /// Where a unit's place lies seen from home.
    fn relation(&self, entry: &Entry) -> &'static str {
        let (places, home) = (&self.lexicon.places, self.home);
        let inside = |inner: Option<PlaceId>, outer: Option<PlaceId>| {
            inner.zip(outer).is_some_and(|(inner, outer)| places.within(inner, outer))
        };
        match entry.entity.place {
            None if self.bears_home(entry) => "bears-home",
            None => "none",
            place if home.main == place => "home",
            place if inside(home.main, place) => "around",
            place if inside(place, home.main) => "inside",
            place if inside(place, home.city) => "same-city",
            place if inside(place, home.province) => "same-province",
            Some(_) => "far",
        }
    }

    /// Whether the name of a body of a national system has home in it.
    fn bears_home(&self, entry: &Entry) -> bool {
        let national = entry.entity.system.as_deref().is_some_and(|system| NATIONAL.contains(&system));
        let home = [self.home.county, self.home.city, self.home.province].into_iter().flatten();
        let mut short = home.map(|place| self.lexicon.places.get(place).short.as_str());
        national && short.any(|short| !short.is_empty() && entry.entity.name.contains(short))
    }
}

/// How much title and clauses tell of a unit of home; 0 where that is too little, or of such that seldom run a practice.
fn lead(case: &Case, home: &Home, places: &Places, entry: &Entry) -> usize {
    let near = |place, area| places.within(place, area) || places.within(area, place);
    let (Some(place), Some(area)) = (entry.entity.place, home.city.or(home.province)) else { return 0 };
    let share = match entry.entity.system.as_deref() {
        _ if !near(place, area) => 0,
        _ if home.main.is_some_and(|main| main != place && places.within(main, place)) => 2,
        Some("party" | "congress" | "cppcc" | "university" | "academy" | "media") => 0,
        Some("government") => 3,
        _ => 5,
    };
    let one = |at: &Range<usize>| match is_subject(case, at) {
        _ if case.title_at.contains(&at.start) => 80,
        true if at.start < case.title_at.end + BEGINNING => 40,
        true => 20,
        false => 4,
    };
    let least = if entry.at.len() > 1 { LEAST_LEAD } else { LEAST_LEAD_OF_ONE };
    Some(entry.at.iter().map(one).sum::<usize>() * share).filter(|&lead| lead >= least).unwrap_or_default()
}

/// Where a unit is named first.
fn first_at(entry: &Entry) -> usize {
    entry.at.iter().map(|at| at.start).min().unwrap_or_default()
}

/// Whether a mention opens a clause.
fn is_subject(case: &Case, at: &Range<usize>) -> bool {
    let (before, behind) = case.text.as_str().split_at(at.start);
    let opens = before.is_empty() || before.ends_with(['。', '；', '，', '\n', '：', '—', '！', '？', '由']);
    let joined = behind[at.len()..].starts_with(['、', '的', '。', '，', '和', '及']);
    (opens || before.ends_with("得益于")) && !joined
}

/// What a line behind the title that is no sentence says by the words around a unit.
fn head_line(before: &str, behind: &str) -> &'static str {
    match behind.chars().count() {
        _ if ["记者", "通讯员"].iter().any(|press| before.contains(press) || behind.contains(press)) => "press",
        _ if before.contains('：') => "field",
        2..20 => "person",
        _ => "other",
    }
}

/// The band in which a number lies: its first number.
fn band(number: usize) -> &'static str {
    match number {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4..=5 => "4",
        6..=9 => "6",
        _ => "10",
    }
}

/// The band in which a distance lies, in bytes.
fn distance(bytes: usize) -> &'static str {
    match bytes {
        0..60 => "0",
        60..200 => "60",
        200..500 => "200",
        500..BEGINNING => "500",
        BEGINNING..1800 => "900",
        _ => "1800",
    }
}

/// The last characters of a text.
fn last(text: &str, count: usize) -> &str {
    text.char_indices().rev().take(count).last().map_or("", |(at, _)| &text[at..])
}

/// The first characters of a text.
fn first(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

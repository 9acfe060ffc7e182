//! The measures: what is matched with what in each group, and the counts that come of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::facts::{Facts, Measured, Named, Told};

/// Hits, misses and false finds of one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Facts of the gold set that were found.
    pub hits: usize,
    /// Facts of the gold set that were not found, each as `case fact`.
    pub missed: Vec<String>,
    /// Facts found that the gold set does not have, each as `case fact`.
    pub extra: Vec<String>,
}

impl Counts {
    /// Share of what was found that is right; 1 where nothing was found.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.hits, self.hits + self.extra.len())
    }

    /// Share of the gold set that was found; 1 where it is empty.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.hits, self.hits + self.missed.len())
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

/// How often a field of the mechanisms found has the gold value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Mechanisms found whose field is right.
    pub right: usize,
    /// Mechanisms found.
    pub found: usize,
}

impl Accuracy {
    /// Share that is right; 0 where nothing was found.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.found == 0 { 0.0 } else { share(self.right, self.found) }
    }
}

/// A group of facts that is scored on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as the scorer names it")]
pub enum Group {
    #[serde(rename = "places")]
    Places,
    #[serde(rename = "recommended_by")]
    RecommendedBy,
    #[serde(rename = "implemented_by")]
    ImplementedBy,
    #[serde(rename = "units")]
    Units,
    #[serde(rename = "units=")]
    UnitsByName,
    #[serde(rename = "mechanisms")]
    Mechanisms,
    #[serde(rename = "mechanisms core")]
    MechanismsCore,
    #[serde(rename = "recurrence")]
    Recurrence,
    #[serde(rename = "laws")]
    Laws,
    #[serde(rename = "articles")]
    Articles,
    #[serde(rename = "outcomes")]
    Outcomes,
    #[serde(rename = "outcomes=")]
    OutcomesInFull,
    #[serde(rename = "honours")]
    Honours,
}

impl Group {
    /// All groups with the names that the scorer prints, in its order.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Places, "places"),
        (Self::RecommendedBy, "recommended_by"),
        (Self::ImplementedBy, "implemented_by"),
        (Self::Units, "units"),
        (Self::UnitsByName, "units="),
        (Self::Mechanisms, "mechanisms"),
        (Self::MechanismsCore, "mechanisms core"),
        (Self::Recurrence, "recurrence"),
        (Self::Laws, "laws"),
        (Self::Articles, "articles"),
        (Self::Outcomes, "outcomes"),
        (Self::OutcomesInFull, "outcomes="),
        (Self::Honours, "honours"),
    ];

    /// The name that the scorer prints.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(other, _)| *other == self).map_or("", |(_, name)| name)
    }

    /// Whether the annotators looked for this group.
    pub(super) fn is_annotated(self, gold: &Facts) -> bool {
        gold.mechanisms.is_some() || !matches!(self, Self::Mechanisms | Self::MechanismsCore | Self::Recurrence)
    }
}

/// The result of scoring a set of cases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Number of gold cases.
    pub cases: usize,
    /// Counts by group, in the order of [`Group::ALL`].
    pub groups: Vec<(Group, Counts)>,
    /// Accuracy on the mechanisms found: role, kind, family, concept.
    pub accuracy: Vec<(String, Accuracy)>,
}

impl Scores {
    /// The F1 of a group, or the accuracy of a field of the mechanisms (`mechanisms role`), by its printed name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<f64> {
        let group = Group::ALL.iter().find(|(_, printed)| *printed == name).map(|(group, _)| *group);
        if let Some(group) = group {
            return self.groups.iter().find(|(g, _)| *g == group).map(|(_, counts)| counts.f1());
        }
        let field = name.strip_prefix("mechanisms ")?;
        self.accuracy.iter().find(|(name, _)| name == field).map(|(_, accuracy)| accuracy.value())
    }
}

/// Scores cases: each its id, the gold facts and the facts found.
#[must_use]
pub fn score(cases: &[(String, Facts, Facts)]) -> Scores {
    let groups = Group::ALL.iter().map(|(group, _)| (*group, count(*group, cases))).collect();
    let agreed = ["role", "kind", "family", "concept"].map(|field| (field.to_owned(), agree(field, cases)));
    Scores { cases: cases.len(), groups, accuracy: agreed.into() }
}

fn count(group: Group, cases: &[(String, Facts, Facts)]) -> Counts {
    let mut counts = Counts::default();
    for (id, gold, found) in cases.iter().filter(|(_, gold, _)| group.is_annotated(gold)) {
        let gold = keys(group, gold);
        let found = keys(group, found);
        let pairs = matching(&gold, &found);
        counts.hits += pairs.len();
        let missed = gold.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(g, _)| g == at));
        counts.missed.extend(missed.map(|(_, key)| format!("{id} {}", key.shown)));
        let extra = found.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(_, f)| f == at));
        counts.extra.extend(extra.map(|(_, key)| format!("{id} {}", key.shown)));
    }
    counts
}

/// A fact made ready for matching.
pub(super) struct Key {
    shown: String,
    same: Same,
}

/// What makes two facts the same.
enum Same {
    /// A name in common.
    Names(BTreeSet<String>),
    /// Equal number, and equal words.
    Number(Option<f64>, Option<f64>, Vec<Option<String>>),
    /// Equal kind, and quotes that share half of the shorter one's character pairs.
    Quote(String, BTreeSet<String>),
}

impl Same {
    fn as_other(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Names(a), Self::Names(b)) => !a.is_disjoint(b),
            (Self::Number(a, from_a, words_a), Self::Number(b, from_b, words_b)) => {
                close(*a, *b) && close(*from_a, *from_b) && words_a == words_b
            }
            (Self::Quote(kind_a, a), Self::Quote(kind_b, b)) => {
                kind_a == kind_b && 2 * a.intersection(b).count() >= a.len().min(b.len())
            }
            _ => false,
        }
    }
}

/// Greedy one-to-one matching in order: index pairs of gold and found.
pub(super) fn matching(gold: &[Key], found: &[Key]) -> Vec<(usize, usize)> {
    let mut free: Vec<usize> = (0..found.len()).collect();
    let mut pairs = Vec::new();
    for (g, key) in gold.iter().enumerate() {
        if let Some(at) = free.iter().position(|f| key.same.as_other(&found[*f].same)) {
            pairs.push((g, free.remove(at)));
        }
    }
    pairs
}

pub(super) fn keys(group: Group, facts: &Facts) -> Vec<Key> {
    let plain = |names: &[String]| names.iter().map(|name| named(name, [normal(name)])).collect();
    match group {
        Group::Places => plain(&facts.places),
        Group::RecommendedBy => plain(&facts.recommended_by),
        Group::ImplementedBy => plain(&facts.implemented_by),
        Group::Units => facts.units.iter().map(|unit| named(&unit.name, forms(unit, normal))).collect(),
        Group::UnitsByName => facts.units.iter().map(|unit| named(&unit.name, [normal(&unit.name)])).collect(),
        Group::Mechanisms => facts.practices().iter().map(mechanism).collect(),
        Group::MechanismsCore => facts.practices().iter().filter(|m| is_core(m)).map(mechanism).collect(),
        Group::Recurrence => recurrences(facts),
        Group::Laws => facts.laws.iter().map(|law| named(&law.title, [normal_law(&law.title)])).collect(),
        Group::Articles => articles(facts),
        Group::Outcomes => facts.outcomes.iter().map(|outcome| measured(outcome, false)).collect(),
        Group::OutcomesInFull => facts.outcomes.iter().map(|outcome| measured(outcome, true)).collect(),
        Group::Honours => facts.honours.iter().map(told).collect(),
    }
}

fn named(shown: &str, names: impl IntoIterator<Item = String>) -> Key {
    Key { shown: shown.to_owned(), same: Same::Names(names.into_iter().collect()) }
}

fn forms(entry: &Named, normal: fn(&str) -> String) -> BTreeSet<String> {
    let names = std::iter::once(&entry.name).chain(&entry.surfaces).filter(|name| !name.is_empty());
    names.map(|name| normal(name)).collect()
}

fn mechanism(entry: &Named) -> Key {
    named(&entry.name, forms(entry, normal_name))
}

fn is_core(mechanism: &Named) -> bool {
    mechanism.role.as_deref() != Some("mentions")
}

fn recurrences(facts: &Facts) -> Vec<Key> {
    let core = facts.practices().iter().filter(|mechanism| is_core(mechanism));
    let families: BTreeSet<&String> = core.filter_map(|mechanism| mechanism.family.as_ref()).collect();
    let pairs = families.iter().flat_map(|family| facts.places.iter().map(move |place| (family, place)));
    pairs.map(|(family, place)| named(&format!("{family} {place}"), [format!("{family} {}", normal(place))])).collect()
}

fn articles(facts: &Facts) -> Vec<Key> {
    let pairs = facts.laws.iter().flat_map(|law| law.articles.iter().map(move |article| (&law.title, article)));
    pairs
        .map(|(law, article)| named(&format!("{law} {article}"), [format!("{} {}", normal_law(law), normal(article))]))
        .collect()
}

fn measured(outcome: &Measured, in_full: bool) -> Key {
    let unit = Some(normal_unit(outcome.unit.as_deref().unwrap_or_default()));
    let (from, change) = if in_full { (outcome.from, outcome.change.clone()) } else { (None, None) };
    let value = outcome.value.unwrap_or_default();
    let shown = format!("{value}{} «{}»", outcome.unit.as_deref().unwrap_or_default(), outcome.quote);
    Key { shown, same: Same::Number(outcome.value, from, vec![unit, change]) }
}

fn told(honour: &Told) -> Key {
    let shown = format!("{} «{}»", honour.kind, honour.quote);
    Key { shown, same: Same::Quote(honour.kind.clone(), pairs_of(&normal(&honour.quote))) }
}

/// The pairs of neighbouring characters of a text, or the text itself where it has none.
fn pairs_of(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let pairs: BTreeSet<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
    if pairs.is_empty() { BTreeSet::from([text.to_owned()]) } else { pairs }
}

fn agree(field: &str, cases: &[(String, Facts, Facts)]) -> Accuracy {
    let mut accuracy = Accuracy::default();
    for (_, gold, found) in cases.iter().filter(|(_, gold, _)| Group::Mechanisms.is_annotated(gold)) {
        let pairs = matching(&keys(Group::Mechanisms, gold), &keys(Group::Mechanisms, found));
        accuracy.found += pairs.len();
        accuracy.right += pairs
            .iter()
            .filter(|(g, f)| field_of(field, &gold.practices()[*g]) == field_of(field, &found.practices()[*f]))
            .count();
    }
    accuracy
}

fn field_of(field: &str, mechanism: &Named) -> Option<String> {
    match field {
        "role" => mechanism.role.clone(),
        "kind" => mechanism.kind.clone(),
        "family" => mechanism.family.clone(),
        _ => Some(normal_name(mechanism.concept.as_deref().unwrap_or_default())),
    }
}

/// Compatibility form without white space and marks, in lower case.
fn normal(text: &str) -> String {
    const MARKS: &str = "“”\"'‘’「」《》〈〉·,，、.。:：;；()[]【】〔〕-—–+＋";
    let kept = text.nfkc().filter(|c| !c.is_whitespace() && !MARKS.contains(*c));
    kept.collect::<String>().to_lowercase()
}

/// A mechanism's name without the general word at its end.
fn normal_name(text: &str) -> String {
    let text = normal(text);
    let ends = ["工作机制", "工作模式", "机制", "模式", "工作", "制度"];
    let short = ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(&text);
    if short.is_empty() { text } else { short.to_owned() }
}

fn normal_law(text: &str) -> String {
    let text = normal(text);
    let short = text.strip_prefix("中华人民共和国").or_else(|| text.strip_prefix("我国"));
    short.map_or(text.clone(), str::to_owned)
}

fn normal_unit(text: &str) -> String {
    match normal(text).as_str() {
        "百分比" | "％" => "%".to_owned(),
        "百分点" => "个百分点".to_owned(),
        "人民币" | "rmb" => "元".to_owned(),
        "户次" => "户".to_owned(),
        "例次" => "例".to_owned(),
        unit => unit.to_owned(),
    }
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(1.0),
        (a, b) => a.is_none() && b.is_none(),
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of facts are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(json: &str) -> Facts {
        Facts::from_gold(json).expect("the facts are JSON")
    }

    fn f1(name: &str, gold: &str, found: &str) -> f64 {
        score(&[("甲".to_owned(), facts(gold), facts(found))]).value(name).expect("the group exists")
    }

    #[test]
    fn each_group_counts_as_the_guide_says() {
        let unit = r#"{"units": [{"name": "上海市公安局", "surfaces": ["市公安局"]}]}"#;
        let short = r#"{"units": [{"name": "公安局", "surfaces": ["市公安局"]}]}"#;
        let core = r#"{"places": ["甲市"], "mechanisms": [{"name": "三所联动机制", "role": "adopts", "family": "f"}]}"#;
        let plan = r#"{"places": ["甲市"], "mechanisms": [{"name": "三所联动", "role": "mentions", "family": "f"}]}"#;
        let level = r#"{"outcomes": [{"value": 90, "unit": "％", "change": null, "from": 62}]}"#;
        let other = r#"{"outcomes": [{"value": 90.0, "unit": "%", "change": "increase", "from": null}]}"#;
        let table = [
            ("units", unit, short, 1.0),
            ("units=", unit, short, 0.0),
            ("mechanisms", core, plan, 1.0),
            ("mechanisms core", core, plan, 0.0),
            ("recurrence", core, core, 1.0),
            ("recurrence", core, plan, 0.0),
            ("laws", r#"{"laws": [{"title": "中华人民共和国民法典"}]}"#, r#"{"laws": [{"title": "民法典"}]}"#, 1.0),
            ("outcomes", level, other, 1.0),
            ("outcomes=", level, other, 0.0),
            ("places", r#"{"places": ["甲市", "乙市"]}"#, r#"{"places": ["乙市"]}"#, 2.0 / 3.0),
            (
                "honours",
                r#"{"honours": [{"kind": "award", "quote": "获评先进集体"}]}"#,
                r#"{"honours": [{"kind": "award", "quote": "先进集体"}]}"#,
                1.0,
            ),
            (
                "honours",
                r#"{"honours": [{"kind": "award", "quote": "获评先进集体"}]}"#,
                r#"{"honours": [{"kind": "media", "quote": "获评先进集体"}]}"#,
                0.0,
            ),
        ];
        for (group, gold, found, expected) in table {
            assert!((f1(group, gold, found) - expected).abs() < 1e-9, "{group}: {gold} against {found}");
        }
    }

    #[test]
    fn one_fact_matches_one_fact() {
        let twice = r#"{"outcomes": [{"value": 3, "unit": "件"}, {"value": 3, "unit": "件"}]}"#;
        let once = r#"{"outcomes": [{"value": 3, "unit": "件"}]}"#;
        assert!((f1("outcomes", twice, once) - 2.0 / 3.0).abs() < 1e-9);
    }
}

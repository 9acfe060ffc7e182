//! What training learns from: the spans and practices of an annotated case, and the practices of the taxonomy, with the
//! names of their features.

use std::borrow::Cow;

use super::cues::Cues;
use super::families::{Evidence, Share, Together};
use super::features::Names;
use super::page::Page;
use super::practice_features::Neighbours;
use super::practices::{Group, groups};
use super::{practice_features, scored, span_features, spans};
use crate::lexicon::{Lexicon, MechanismModel, Practice, mechanism_key};
use crate::model::{Case, MechanismKind, MechanismRole};

/// A practice as annotators wrote it down.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct AnnotatedMechanism {
    /// Its name.
    pub name: String,
    /// Its forms in the text.
    pub surfaces: Vec<String>,
    /// Its role.
    pub role: MechanismRole,
    /// Its kind.
    pub kind: MechanismKind,
    /// Its family's key.
    pub family: Option<String>,
}

/// A span: the names of its features, and whether it is a form of an annotated practice.
pub type SpanLesson = (Vec<String>, bool);

/// A group of spans and the annotated practice that it is.
#[derive(Clone, Debug, Default)]
pub struct GroupLesson {
    /// Features that tell whether it is a practice.
    pub practice: Vec<String>,
    /// The annotated practice.
    pub annotated: Option<usize>,
    /// Features that tell its role, for an annotated practice.
    pub role: Vec<String>,
    /// Features that tell its kind, for an annotated practice.
    pub kind: Vec<String>,
    /// For each family in question its features, and whether it is the annotated one.
    pub families: Vec<(Vec<String>, bool)>,
}

/// The spans of a case as lessons.
#[must_use]
pub fn span_lessons(case: &Case, lexicon: &Lexicon, annotated: &[AnnotatedMechanism]) -> Vec<SpanLesson> {
    let words = lexicon.find(case.text.as_str());
    let page = Page::new(case, &words, lexicon);
    let cues = Cues::new(&page);
    let forms: std::collections::BTreeSet<Cow<'_, str>> = annotated.iter().flat_map(keys).collect();
    let one = |span: &spans::Span<'_>| {
        let mut names = Names::default();
        span_features::features(&page, &cues, span, &mut names);
        (names.into_vec(), forms.contains(&span.key))
    };
    spans::spans(&page).iter().map(one).collect()
}

/// The groups that the span weights of a model make of a case, as lessons.
#[must_use]
pub fn group_lessons(
    case: &Case,
    lexicon: &Lexicon,
    model: &MechanismModel,
    annotated: &[AnnotatedMechanism],
) -> Vec<GroupLesson> {
    let words = lexicon.find(case.text.as_str());
    let page = Page::new(case, &words, lexicon);
    let spans = spans::spans(&page);
    let groups = groups(&page, scored(&page, &spans, &model.span));
    let matched = matched(&page, &groups, annotated);
    let evidence: Vec<Option<Evidence>> =
        groups.iter().zip(&matched).map(|(group, of)| of.map(|_| Evidence::new(&page, group, model))).collect();
    let together = Together::new(lexicon.mechanisms.families().len(), evidence.iter().flatten());
    let mut lessons = Vec::new();
    let neighbours = Neighbours::new(&groups);
    for (index, ((group, of), evidence)) in groups.iter().zip(matched).zip(&evidence).enumerate() {
        let mut lesson = GroupLesson { annotated: of, ..GroupLesson::default() };
        let mut names = Names::default();
        practice_features::practice(&page, &neighbours, index, group, &mut names);
        lesson.practice = names.into_vec();
        if let (Some(annotated), Some(evidence)) = (of.and_then(|index| annotated.get(index)), evidence) {
            judge(&page, group, annotated, evidence, &together, &mut lesson);
        }
        lessons.push(lesson);
    }
    lessons
}

/// Adds the features that tell role, kind and family of an annotated practice.
fn judge(
    page: &Page<'_>,
    group: &Group<'_>,
    annotated: &AnnotatedMechanism,
    evidence: &Evidence,
    together: &Together,
    lesson: &mut GroupLesson,
) {
    let families = page.lexicon.mechanisms.families();
    let own = annotated.family.as_deref().unwrap_or_default();
    let usual = families.iter().find(|family| family.id == own).map_or("", |family| family.kind.as_str());
    let guess = &families[evidence.guess()];
    let mut names = Names::default();
    practice_features::role(page, group, &guess.id, &mut names);
    lesson.role = std::mem::take(&mut names).into_vec();
    practice_features::kind(page, group, own, usual, &mut names);
    lesson.kind = names.into_vec();
    let share = Share::new(evidence, together);
    for index in evidence.families() {
        let family = &families[index];
        let mut names = Names::default();
        share.features(&family.id, index, &mut names);
        lesson.families.push((names.into_vec(), family.id == own));
    }
}

/// What the names of the taxonomy teach of kinds: for each practice the names of its features, and its kind.
#[must_use]
pub fn kind_lessons(lexicon: &Lexicon) -> Vec<(Vec<String>, MechanismKind)> {
    let one = |practice: &Practice| {
        let (family, key) = (lexicon.mechanisms.family(practice), mechanism_key(&practice.name));
        let mut names = Names::default();
        let family = (&*family.id, family.kind.as_str());
        practice_features::named_kind(&lexicon.mechanism_words, [&*key, &*key], family, &mut names);
        (names.into_vec(), practice.kind)
    };
    lexicon.mechanisms.practices().iter().map(one).collect()
}

fn keys(annotated: &AnnotatedMechanism) -> impl Iterator<Item = Cow<'_, str>> {
    std::iter::once(&annotated.name).chain(&annotated.surfaces).map(|form| mechanism_key(form))
}

/// For each group the annotated practice with which it shares a form; each practice goes to the first such group.
fn matched(page: &Page<'_>, groups: &[Group<'_>], annotated: &[AnnotatedMechanism]) -> Vec<Option<usize>> {
    let mut free: Vec<(usize, Vec<Cow<'_, str>>)> =
        annotated.iter().map(|one| keys(one).collect()).enumerate().collect();
    let mut matched = Vec::new();
    for group in groups {
        let mut forms: Vec<Cow<'_, str>> = group.names().into_iter().map(mechanism_key).collect();
        let words = &page.lexicon.mechanism_words;
        forms.extend(group.names().into_iter().map(|name| mechanism_key(words.without_leading(name))));
        let at = free.iter().position(|(_, keys)| keys.iter().any(|key| forms.contains(key)));
        matched.push(at.map(|at| free.remove(at).0));
    }
    matched
}

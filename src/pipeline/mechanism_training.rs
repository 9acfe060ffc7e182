//! Training of the models that find practices: from annotated cases to the text of `mechanism-weights.tsv`.
//!
//! The models stand one on the other, so each learns from what the one below says of cases that it has not seen: the
//! cases are dealt out into a few hands, and the spans of one hand are scored by weights learnt from the others. The
//! same cases in the same order give the same text, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use super::annotated::annotated;
use super::habits::{add_own, settle};
use crate::eval::logistic::{Example, fit, predict};
use crate::extract::{AnnotatedMechanism, GroupLesson, group_lessons, kind_lessons, span_lessons};
use crate::lexicon::{Error, Lexicon, MechanismModel};
use crate::model::{Case, MechanismKind, MechanismRole};

/// Hands into which the cases are dealt out.
const HANDS: usize = 5;
/// Strength of the penalty on weights of the span model, and its rounds of fitting; found by cross-validation, like
/// those that follow.
const SPAN: (f64, usize) = (5.0, 120);
/// Of the practice model.
const PRACTICE: (f64, usize) = (15.0, 150);
/// Of the models of roles, which names tell less.
const ROLE: (f64, usize) = (17.0, 150);
/// Of the models of kinds.
const KIND: (f64, usize) = (5.0, 150);
/// Of the family model.
const FAMILY: (f64, usize) = (2.0, 150);
/// F1 that differs by no more hangs on single examples.
const ALIKE: f64 = 0.003;
/// Weights below this change no decision and are left out.
const LEAST_WEIGHT: f64 = 0.02;
/// A feature of fewer examples teaches nothing that holds for others.
const LEAST_EXAMPLES: usize = 2;

/// An annotated case.
pub struct MechanismCase {
    /// Its file's name without ending.
    pub id: String,
    /// The case as it is cut out of its text.
    pub case: Case,
    /// What the annotators found in it.
    pub annotated: Vec<AnnotatedMechanism>,
    /// Whether its annotators are those whose habits the models follow where annotators differ.
    pub standard: bool,
}

#[derive(serde::Deserialize)]
struct Gold {
    #[serde(default)]
    mechanisms: Vec<AnnotatedMechanism>,
}

/// The cases of a folder of `ID.txt` and `ID.json` whose practices are annotated, in order of their names; whether their
/// annotators set the standard.
///
/// # Errors
/// A folder or file that cannot be read, or a record that has not the form of the annotation guide.
pub fn mechanism_cases(folder: &Path, standard: bool) -> std::io::Result<Vec<MechanismCase>> {
    let mut cases = Vec::new();
    for one in annotated::<Gold>(folder)?.into_iter().filter(|one| !one.gold.mechanisms.is_empty()) {
        let all = one.cases.into_iter().map(|case| (case, one.id.clone(), one.gold.mechanisms.clone()));
        cases.extend(all.map(|(case, id, annotated)| MechanismCase { id, case, annotated, standard }));
    }
    Ok(cases)
}

/// The weights that the cases teach, as the text of `mechanism-weights.tsv`.
///
/// # Errors
/// None but a fault in the program: the text made here is read again on the way.
pub fn mechanism_weights(cases: &[&MechanismCase], lexicon: &Lexicon) -> Result<String, Error> {
    let spans: Vec<Vec<Example>> = cases.iter().map(|one| span_lessons(&one.case, lexicon, &one.annotated)).collect();
    let mut lessons: Vec<Vec<GroupLesson>> = vec![Vec::new(); cases.len()];
    for hand in 0..HANDS {
        let others = |index: &usize| index % HANDS != hand;
        let base = base(cases, &spans, others);
        let model = MechanismModel::read(&lexicon.mechanisms, &base)?;
        for index in (hand..cases.len()).step_by(HANDS) {
            lessons[index] = group_lessons(&cases[index].case, lexicon, &model, &cases[index].annotated);
        }
    }
    let mixed = cases.iter().any(|case| !case.standard);
    for (lessons, _) in lessons.iter_mut().zip(cases).filter(|(_, case)| mixed && case.standard) {
        lessons.iter_mut().for_each(add_own_to_each);
    }
    let mut text =
        String::from("# What annotated cases teach about practices; made by `anpu train`: model, feature, weight.\n");
    text.push_str(&base(cases, &spans, |_| true));
    judging(cases, &lessons, lexicon, &mut text);
    Ok(text)
}

/// What is a name is told alike by all annotators; what counts as a practice, and of which kind, is not.
fn add_own_to_each(lesson: &mut GroupLesson) {
    let families = lesson.families.iter_mut().map(|(features, _)| features);
    [&mut lesson.practice, &mut lesson.role, &mut lesson.kind].into_iter().chain(families).for_each(add_own);
}

/// The models that the others stand on, learnt from some of the cases: span weights and names with their families.
fn base(cases: &[&MechanismCase], spans: &[Vec<Example>], chosen: impl Fn(&usize) -> bool) -> String {
    let chosen: Vec<usize> = (0..cases.len()).filter(chosen).collect();
    let examples: Vec<Example> = chosen.iter().flat_map(|&index| spans[index].iter().cloned()).collect();
    let mut text = String::new();
    write(&mut text, "span", &learn(&examples, SPAN));
    let mut names: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for annotated in chosen.iter().flat_map(|&index| &cases[index].annotated) {
        let Some(family) = &annotated.family else { continue };
        let forms: std::collections::BTreeSet<&str> =
            std::iter::once(&annotated.name).chain(&annotated.surfaces).map(String::as_str).collect();
        #[expect(clippy::cast_precision_loss, reason = "a practice has few forms")]
        let share = 1.0 / (forms.len() as f64).sqrt();
        for form in forms {
            *names.entry((family, form)).or_default() += share;
        }
    }
    for ((family, form), weight) in names {
        let form = form.replace(char::is_whitespace, "");
        text.extend(["name=", family, "\t", &form, "\t", &format!("{weight:.2}\n")]);
    }
    text
}

/// The weights that examples teach, by features that more than one example has.
fn learn(examples: &[Example], (ridge, rounds): (f64, usize)) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in examples.iter().flat_map(|(features, _)| features) {
        *counts.entry(name).or_default() += 1;
    }
    let frequent = |name: &&String| counts.get(name.as_str()).is_some_and(|&count| count >= LEAST_EXAMPLES);
    let kept = |(features, label): &Example| (features.iter().filter(frequent).cloned().collect(), *label);
    settle(fit(&examples.iter().map(kept).collect::<Vec<Example>>(), ridge, rounds))
}

/// Adds the models that judge groups of spans.
fn judging(cases: &[&MechanismCase], lessons: &[Vec<GroupLesson>], lexicon: &Lexicon, text: &mut String) {
    let practice = |lessons: &mut dyn Iterator<Item = &GroupLesson>| -> Vec<Example> {
        lessons.map(|lesson| (lesson.practice.clone(), lesson.annotated.is_some())).collect()
    };
    let all = practice(&mut lessons.iter().flatten());
    write(text, "practice", &learn(&all, PRACTICE));
    let mut judged = Vec::new();
    for hand in 0..HANDS {
        let others = lessons.iter().enumerate().filter(|(index, _)| index % HANDS != hand);
        let weights = learn(&practice(&mut others.flat_map(|(_, lessons)| lessons)), PRACTICE);
        let judge = |(features, label): &Example| (predict(&weights, features), *label);
        let standard = (hand..cases.len()).step_by(HANDS).filter(|&index| cases[index].standard);
        judged.extend(standard.flat_map(|index| practice(&mut lessons[index].iter())).map(|one| judge(&one)));
    }
    let found = judged.iter().filter(|(_, label)| *label).count();
    let standard = cases.iter().filter(|case| case.standard);
    let annotated: usize = standard.map(|case| case.annotated.len()).sum();
    let threshold = best_threshold(judged, annotated.max(found));
    text.extend(["threshold\tpractice\t", &format!("{threshold:.3}\n")]);
    classes(cases, lessons, lexicon, text);
}

/// The lowest threshold with the best F1 but for what hangs on single examples, where `annotated` is the number of practices
/// to be found: of two that do alike the one that finds more.
fn best_threshold(mut judged: Vec<(f64, bool)>, annotated: usize) -> f64 {
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut right = 0_usize;
    let f1 = |(index, (_, label)): (usize, &(f64, bool))| {
        right += usize::from(*label);
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let f1 = 2.0 * right as f64 / (index + 1 + annotated) as f64;
        f1
    };
    let scores: Vec<f64> = judged.iter().enumerate().map(f1).collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    let lowest = scores.iter().rposition(|&score| score > 0.0 && score >= best - ALIKE);
    lowest.map_or(0.5, |at| judged[at].0)
}

/// Adds the models of roles, kinds and families.
fn classes(cases: &[&MechanismCase], lessons: &[Vec<GroupLesson>], lexicon: &Lexicon, text: &mut String) {
    let known = cases.iter().zip(lessons).flat_map(|(case, lessons)| {
        lessons.iter().filter_map(|lesson| Some((lesson, case.annotated.get(lesson.annotated?)?)))
    });
    let known: Vec<(&GroupLesson, &AnnotatedMechanism)> = known.collect();
    for role in MechanismRole::ALL {
        let examples: Vec<Example> =
            known.iter().map(|(lesson, annotated)| (lesson.role.clone(), annotated.role == *role)).collect();
        write(text, &format!("role={}", role.as_str()), &learn(&examples, ROLE));
    }
    let taxonomy = kind_lessons(lexicon);
    for kind in MechanismKind::ALL {
        let annotated = known.iter().map(|(lesson, annotated)| (lesson.kind.clone(), annotated.kind == *kind));
        let taught = taxonomy.iter().map(|(features, own)| (features.clone(), own == kind));
        let examples: Vec<Example> = annotated.chain(taught).collect();
        write(text, &format!("kind={}", kind.as_str()), &learn(&examples, KIND));
    }
    let families: Vec<Example> = known.iter().flat_map(|(lesson, _)| lesson.families.iter().cloned()).collect();
    write(text, "family", &learn(&families, FAMILY));
}

fn write(text: &mut String, model: &str, weights: &BTreeMap<String, f64>) {
    for (feature, weight) in weights.iter().filter(|(_, weight)| weight.abs() >= LEAST_WEIGHT) {
        text.extend([model, "\t", feature, "\t", &format!("{weight:.2}\n")]);
    }
}

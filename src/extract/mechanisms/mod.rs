//! Named practices, an open class: words that may be a name are found by the taxonomy, by quotation marks and by the
//! nouns that end such names; what speaks for and against them is weighed as annotated cases teach.
//!
//! Text → spans (`spans`) with features (`span_features`) and log-odds → groups of spans that name one practice
//! (`practices`) with features and a probability (`practice_features`) → family (`families`), role and kind →
//! mentions. The weights are in `data/mechanism-weights.tsv`; `anpu train` makes them from `lessons`.

mod cues;
mod families;
mod features;
mod lessons;
mod page;
mod practice_features;
mod practices;
mod reach;
mod span_features;
mod spans;

pub use lessons::{AnnotatedMechanism, GroupLesson, SpanLesson, group_lessons, kind_lessons, span_lessons};

use cues::Cues;
use families::{Evidence, Share, Together};
use features::{Classed, Weighed};
use page::Page;
use practice_features::Neighbours;
use practices::{Group, Scored, groups};
use spans::Span;

use crate::lexicon::{Characters, Found, Lexicon, MechanismModel, Weights, probability};
use crate::model::{Case, MechanismKind, MechanismMention, MechanismRole};

/// A practice of less than this share of the threshold does not tell what its case is about.
const ASIDE: f64 = 0.4;
/// Least probability that a case has a practice of a family, for the family to be named.
const LEAST_SUPPORT: f64 = 0.2;

/// Places of a name at which longer forms are looked for.
const PLACES: usize = 3;
/// Log-odds at which a quotation is a form of its own.
const LEAST_NAME: f64 = -2.0;

/// The practices that a case names, in order.
pub(super) fn mechanisms(case: &Case, words: &Found, lexicon: &Lexicon) -> Vec<MechanismMention> {
    by(case, words, lexicon, &lexicon.mechanism_model)
}

/// The practices that a case names by a model of one's own, in order.
#[must_use]
pub fn mechanisms_by(case: &Case, lexicon: &Lexicon, model: &MechanismModel) -> Vec<MechanismMention> {
    by(case, &lexicon.find(case.text.as_str()), lexicon, model)
}

fn by(case: &Case, words: &Found, lexicon: &Lexicon, model: &MechanismModel) -> Vec<MechanismMention> {
    let page = Page::new(case, words, lexicon);
    let spans = spans::spans(&page);
    let groups = groups(&page, scored(&page, &spans, &model.span));
    let mut likely = likely(&page, &groups, model);
    let mut judge = Judge::new(&page, model, &mut likely);
    likely.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    // What is quoted at the end of a paragraph does not go on in the next.
    let is_whole = |practice: &Likely<'_>| practice.group.best().is_none_or(|best| !best.span.text.contains("”\n"));
    let found = |practice: &Likely<'_>| practice.confidence >= model.threshold && is_whole(practice);
    let verdicts = united(&likely).into_iter().filter(|same| found(same[0]));
    let verdicts: Vec<Verdict<'_>> = verdicts.map(|same| judge.verdict(&same)).collect();
    mentions(page.text, &verdicts)
}

/// Groups whose names are part of one another name one practice: the surest first, then those that go with it.
fn united<'a, 'b>(likely: &'b [Likely<'a>]) -> Vec<Vec<&'b Likely<'a>>> {
    let mut found: Vec<Vec<&Likely<'_>>> = Vec::new();
    for one in likely {
        match found.iter_mut().find(|same| same[0].group.shares_name(one.group)) {
            Some(same) => same.push(one),
            None => found.push(vec![one]),
        }
    }
    found
}

/// What a practice is, and the forms under which the text names it.
struct Verdict<'a> {
    forms: Vec<&'a str>,
    /// A mention without its place.
    what: MechanismMention,
}

/// Every place at which a form of a practice stands, in order; a form of two practices counts for the first.
fn mentions(text: &str, verdicts: &[Verdict<'_>]) -> Vec<MechanismMention> {
    let mut forms: Vec<(&str, &MechanismMention)> =
        verdicts.iter().flat_map(|verdict| verdict.forms.iter().map(|&form| (form, &verdict.what))).collect();
    forms.sort_by_key(|&(form, _)| form);
    forms.dedup_by_key(|&mut (form, _)| form);
    let first = |(form, _): &(&str, _)| form.chars().next().unwrap_or_default();
    let by_first: Vec<_> = forms.chunk_by(|a, b| first(a) == first(b)).map(|forms| (first(&forms[0]), forms)).collect();
    let initials = Characters::of(&by_first.iter().map(|(first, _)| first).collect::<String>());
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(start) = initials.first_in(text, from) {
        let rest = &text[start..];
        let first = rest.chars().next().unwrap_or_default();
        from = start + first.len_utf8();
        let forms = by_first.binary_search_by_key(&first, |&(first, _)| first).map_or(&[][..], |at| by_first[at].1);
        let here = forms.iter().filter(|(form, _)| rest.starts_with(form));
        found.extend(here.map(|&(form, what)| MechanismMention { at: start..start + form.len(), ..what.clone() }));
    }
    found
}

/// A group that may be a practice.
struct Likely<'a> {
    group: &'a Group<'a>,
    /// Probability that it is one.
    confidence: f64,
    evidence: Evidence,
    /// Index of its most likely family.
    family: usize,
    /// Probability of that family.
    certainty: f64,
}

/// The groups that are worth a judgement.
fn likely<'a>(page: &Page<'a>, groups: &'a [Group<'a>], model: &MechanismModel) -> Vec<Likely<'a>> {
    let mut features = Weighed::new(&model.practice);
    let neighbours = Neighbours::new(groups);
    let one = |(index, group): (usize, &'a Group<'a>)| {
        practice_features::practice(page, &neighbours, index, group, &mut features);
        let confidence = probability(features.log_odds());
        let worth = confidence >= ASIDE * model.threshold;
        worth.then(|| Likely {
            group,
            confidence,
            evidence: Evidence::new(page, group, model),
            family: 0,
            certainty: 0.0,
        })
    };
    groups.iter().enumerate().filter_map(one).collect()
}

/// Every span that may be a name, with the log-odds of that.
fn scored<'a>(page: &Page<'a>, spans: &'a [Span<'a>], weights: &Weights) -> Vec<Scored<'a>> {
    let (cues, mut features, mut found) = (Cues::new(page), Weighed::new(weights), Vec::with_capacity(spans.len()));
    let one = |span: &'a Span<'a>| {
        let seen = span_features::features(page, &cues, span, &mut features);
        let score = features.log_odds();
        (score > practices::LEAST).then(|| Scored::new(span, score, seen))
    };
    found.extend(spans.iter().filter_map(one));
    found
}

/// Decides what a practice is.
struct Judge<'a> {
    page: &'a Page<'a>,
    /// For each family the probability that a practice of the case belongs to it.
    support: Vec<f64>,
    kinds: Classed<'a, MechanismKind>,
    roles: Classed<'a, MechanismRole>,
}

impl<'a> Judge<'a> {
    /// Finds the family of each practice.
    fn new(page: &'a Page<'a>, model: &'a MechanismModel, likely: &mut [Likely<'_>]) -> Self {
        let number = page.lexicon.mechanisms.families().len();
        let together = Together::new(number, likely.iter().map(|practice| &practice.evidence));
        let mut features = Weighed::new(&model.family);
        let mut none = vec![1.0; number];
        for practice in likely {
            (practice.family, practice.certainty) = family(page, &practice.evidence, &together, &mut features);
            none[practice.family] *= 1.0 - practice.confidence * practice.certainty;
        }
        let support = none.into_iter().map(|none| 1.0 - none).collect();
        Self { page, support, kinds: Classed::new(&model.kinds), roles: Classed::new(&model.roles) }
    }

    /// What a practice is that one group or several name, the surest first.
    fn verdict(&mut self, same: &[&Likely<'a>]) -> Verdict<'a> {
        let practice = same[0];
        let families = self.page.lexicon.mechanisms.families();
        let (family, guess) = (&families[practice.family], &families[practice.evidence.guess()]);
        let named = self.support[practice.family] >= LEAST_SUPPORT;
        let what = MechanismMention {
            at: 0..0,
            name: name(self.page, practice.group).into(),
            role: self.role(practice.group, &guess.id),
            kind: self.kind(practice.group, &family.id, family.kind),
            family: named.then(|| family.id.as_str().into()),
            confidence: practice.confidence,
            rule: rule(practice.group),
        };
        Verdict { forms: same.iter().flat_map(|one| self.forms(one.group)).collect(), what }
    }

    /// The forms of a group, also without leading words and as far as they may reach.
    fn forms(&self, group: &'a Group<'a>) -> Vec<&'a str> {
        let words = &self.page.lexicon.mechanism_words;
        let bare = group.forms(self.page).flat_map(|form| [form, words.without_leading(form)]);
        let places = group.best().into_iter().flat_map(|best| &best.span.at).take(PLACES);
        let reach = |at| reach::around(self.page, at).chain(reach::outside_and_inside(self.page, at));
        bare.chain(places.flat_map(|place| reach(&place.at))).collect()
    }

    fn kind(&mut self, group: &Group<'_>, family: &str, usual: MechanismKind) -> MechanismKind {
        practice_features::kind(self.page, group, family, usual.as_str(), &mut self.kinds);
        self.kinds.likeliest().unwrap_or(usual)
    }

    fn role(&mut self, group: &Group<'_>, family: &str) -> MechanismRole {
        practice_features::role(self.page, group, family, &mut self.roles);
        self.roles.likeliest().unwrap_or(MechanismRole::Adopts)
    }
}

/// The most likely family and its probability.
fn family(page: &Page<'_>, evidence: &Evidence, together: &Together, features: &mut Weighed<'_>) -> (usize, f64) {
    let share = Share::new(evidence, together);
    let mut best = (0, f64::NEG_INFINITY);
    for index in evidence.families() {
        share.features(&page.lexicon.mechanisms.families()[index].id, index, features);
        let score = features.log_odds();
        if score > best.1 {
            best = (index, score);
        }
    }
    (best.0, probability(best.1))
}

/// The name known everywhere of a practice of the taxonomy; of another the shortest form by which it is known: what
/// stands in quotation marks if that is a form of its own, else the best form; without marks, leading words and trailing
/// 机制.
fn name(page: &Page<'_>, group: &Group<'_>) -> String {
    const ENDS: [&str; 9] = ["工作新模式", "新模式", "新机制", "工作机制", "工作模式", "机制", "模式", "工作", "制度"];
    let best = group.best();
    if let Some((practice, _)) = best.and_then(|span| span.seen.known) {
        return practice.name.clone();
    }
    let quoted = best.and_then(|span| span.quoted).map(|(inside, _)| inside);
    let quoted =
        quoted.filter(|inside| group.spans.iter().any(|span| span.span.text == *inside && span.score > LEAST_NAME));
    let full = quoted.unwrap_or_else(|| best.map_or("", |span| span.span.text));
    let bare = without_district(page.lexicon.mechanism_words.without_leading(full));
    let short = ENDS.iter().find_map(|end| bare.strip_suffix(end)).filter(|short| short.chars().count() > 2);
    short.unwrap_or(bare).replace(['“', '”'], "")
}

/// A name without the district before it (`桥头区人才库`); at least four characters stay.
fn without_district(name: &str) -> &str {
    let rest = name.char_indices().nth(2).and_then(|(byte, _)| name[byte..].strip_prefix('区'));
    rest.filter(|rest| rest.chars().count() >= 4 && !rest.starts_with('域')).unwrap_or(name)
}

/// The rule that found a practice.
fn rule(group: &Group<'_>) -> &'static str {
    match group.best().and_then(|span| span.span.at.first()).map(|occurrence| occurrence.source) {
        Some(spans::Source::Taxonomy) => "mechanism-taxonomy",
        Some(spans::Source::Quotation) => "mechanism-quotation",
        _ => "mechanism-head",
    }
}

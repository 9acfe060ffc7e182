//! Mentions of practices to practices: each once, with all its forms, under the one name known everywhere.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::evidence::Evidence;
use crate::lexicon::{Mechanisms, mechanism_key};
use crate::model::{Mechanism, MechanismMention};

/// The practices of a case, in order of first mention.
pub(super) fn mechanisms(
    evidence: &Evidence<'_>,
    mentions: &[MechanismMention],
    taxonomy: &Mechanisms,
) -> Vec<Mechanism> {
    let mut resolved: Vec<(Cow<'_, str>, Mechanism)> = Vec::new();
    let mut by_name: HashMap<&str, usize> = HashMap::with_capacity(mentions.len());
    for mention in mentions {
        let index = *by_name.entry(&mention.name).or_insert_with(|| {
            let key = mechanism_key(&mention.name);
            resolved.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                resolved.push((key, named(mention, taxonomy)));
                resolved.len() - 1
            })
        });
        if let Some((_, mechanism)) = resolved.get_mut(index) {
            add(mechanism, evidence, mention);
        }
    }
    resolved.into_iter().map(|(_, mechanism)| mechanism).collect()
}

/// The practice of a mention, without its forms.
fn named(mention: &MechanismMention, taxonomy: &Mechanisms) -> Mechanism {
    let known = taxonomy.known(&mention.name);
    Mechanism {
        name: str::to_owned(&mention.name),
        surfaces: Vec::new(),
        role: mention.role,
        kind: mention.kind,
        family: mention.family.as_deref().map(str::to_owned),
        concept: known.map_or_else(|| str::to_owned(&mention.name), |practice| practice.name.clone()),
        evidence: Vec::new(),
        confidence: mention.confidence,
        rule: mention.rule.to_owned(),
    }
}

fn add(mechanism: &mut Mechanism, evidence: &Evidence<'_>, mention: &MechanismMention) {
    let span = evidence.span(&mention.at);
    let surface = evidence.quote_of(span);
    if !mechanism.surfaces.iter().any(|known| *known == surface) {
        mechanism.surfaces.push(surface.into_owned());
    }
    // Mentions come in order, so that the same place comes twice in a row.
    if mechanism.evidence.last() != Some(&span) {
        mechanism.evidence.push(span);
    }
    mechanism.confidence = mechanism.confidence.max(mention.confidence);
}

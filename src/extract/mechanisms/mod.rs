//! Named practices: names of the taxonomy and names that quotation marks and their head nouns point out.

use std::ops::Range;

use crate::lexicon::Lexicon;
use crate::model::{Case, MechanismKind, MechanismMention, MechanismRole};

/// Nouns that make what stands in quotation marks before them the name of a practice, and the kind they tell.
const HEADS: [(&str, MechanismKind); 12] = [
    ("机制", MechanismKind::Coordination),
    ("模式", MechanismKind::Service),
    ("平台", MechanismKind::Digital),
    ("系统", MechanismKind::Digital),
    ("应用", MechanismKind::Digital),
    ("场景", MechanismKind::Digital),
    ("模型", MechanismKind::Digital),
    ("清单", MechanismKind::ListOrStandard),
    ("品牌", MechanismKind::Publicity),
    ("工作法", MechanismKind::DisputeResolution),
    ("改革", MechanismKind::Service),
    ("工作室", MechanismKind::DisputeResolution),
];
/// Longest name looked for in quotation marks, in bytes.
const LONGEST: usize = 60;

/// The practices that a case names, in order.
pub(super) fn mechanisms(case: &Case, lexicon: &Lexicon) -> Vec<MechanismMention> {
    let text = case.text.as_str();
    let taxonomy = &lexicon.mechanisms;
    let mut found: Vec<MechanismMention> = quoted(text).collect();
    let known = taxonomy.find(text).filter(|(at, _)| at.len() >= "一网通办".len());
    found.extend(known.map(|(at, practice)| MechanismMention {
        name: text[at.clone()].to_owned(),
        at,
        role: MechanismRole::Adopts,
        kind: taxonomy.family(practice).kind,
        family: Some(taxonomy.family(practice).id.clone()),
        confidence: 0.5,
        rule: "taxonomy",
    }));
    found.sort_by_key(|mention| (mention.at.start, mention.at.end));
    found
}

fn quoted(text: &str) -> impl Iterator<Item = MechanismMention> {
    text.match_indices('“').filter_map(|(open, _)| {
        let inner = open + '“'.len_utf8();
        let close = inner + text[inner..].find(['”', '“', '\n', '。']).filter(|&close| close <= LONGEST)?;
        let rest = text[close..].strip_prefix('”')?;
        let (head, kind) = HEADS.iter().find(|(head, _)| rest.starts_with(head))?;
        Some(of_quote(text, inner..close, open..close + '”'.len_utf8() + head.len(), *kind))
    })
}

fn of_quote(text: &str, inner: Range<usize>, at: Range<usize>, kind: MechanismKind) -> MechanismMention {
    MechanismMention {
        at,
        name: text[inner].to_owned(),
        role: MechanismRole::Originates,
        kind,
        family: None,
        confidence: 0.5,
        rule: "quoted",
    }
}

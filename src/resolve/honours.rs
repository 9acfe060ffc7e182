//! Mentions of recognition to facts of the record, quoted from the source.

use super::evidence::Evidence;
use crate::model::{Honour, HonourMention};

/// The recognition of a case, in order of the text.
pub(super) fn honours(evidence: &Evidence<'_>, mentions: &[HonourMention]) -> Vec<Honour> {
    mentions.iter().map(|mention| honour(evidence, mention)).collect()
}

fn honour(evidence: &Evidence<'_>, mention: &HonourMention) -> Honour {
    let span = evidence.span(&mention.at);
    Honour {
        kind: mention.kind,
        by: mention.by.as_ref().map(|by| evidence.quote(by).into_owned()),
        quote: evidence.quote_of(span).into_owned(),
        evidence: vec![span],
        confidence: mention.confidence,
        rule: mention.rule.to_owned(),
    }
}

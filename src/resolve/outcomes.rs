//! Mentions of measured results to facts of the record, quoted from the source.

use super::evidence::Evidence;
use crate::model::{Outcome, OutcomeMention};

/// The results of a case, in order of the text.
pub(super) fn outcomes(evidence: &Evidence<'_>, mentions: &[OutcomeMention]) -> Vec<Outcome> {
    mentions.iter().map(|mention| outcome(evidence, mention)).collect()
}

fn outcome(evidence: &Evidence<'_>, mention: &OutcomeMention) -> Outcome {
    let span = evidence.span(&mention.at);
    Outcome {
        indicator: mention.indicator.clone(),
        value: mention.value,
        unit: mention.unit.clone(),
        qualifier: mention.qualifier,
        change: mention.change,
        from: mention.from,
        period: mention.period.as_ref().map(|period| evidence.quote(period).into_owned()),
        quote: evidence.quote_of(span).into_owned(),
        evidence: vec![span],
        confidence: mention.confidence,
        rule: mention.rule.to_owned(),
    }
}

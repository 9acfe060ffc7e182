//! `anpu explain`: which rule made a fact of a case, and the words it stands on.

use std::io::Write;

use anyhow::Context;
use rust_i18n::t;

use super::Ended;
use super::args::Explain;
use crate::model::{Document, Record, Span};
use crate::store::Dataset;

/// A fact told in general terms.
struct Fact<'a> {
    group: &'static str,
    name: &'a str,
    words: Vec<&'a str>,
    rule: &'a str,
    confidence: f64,
    evidence: &'a [Span],
}

/// Characters shown on each side of the evidence.
const AROUND: usize = 24;

/// Runs the command.
pub(super) fn run(args: &Explain) -> anyhow::Result<Ended> {
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let (record, document) = find(&dataset, &args.record)?;
    let wanted = args.fact.as_deref().unwrap_or_default();
    let facts = facts(&record);
    let told: Vec<&Fact<'_>> =
        facts.iter().filter(|fact| fact.words.iter().any(|word| word.contains(wanted))).collect();
    let mut out = std::io::stdout().lock();
    for fact in &told {
        let Fact { group, name, rule, confidence, .. } = fact;
        writeln!(
            out,
            "{group}: {name}\n  {} {rule} · {} {confidence:.2}",
            t!("explain.rule"),
            t!("explain.confidence")
        )?;
        for span in fact.evidence {
            writeln!(out, "  [{}, {}] {}", span.start, span.end, context(&document, *span))?;
        }
    }
    anyhow::ensure!(!told.is_empty(), "{}", t!("explain.no_fact", record = args.record, fact = wanted));
    Ok(Ended::Done)
}

/// The record with an id, and its document.
fn find(dataset: &Dataset, id: &str) -> anyhow::Result<(Record, Document)> {
    let missing = || t!("explain.no_record", record = id).into_owned();
    let (document, _) = id.rsplit_once('/').with_context(missing)?;
    let entry = dataset.index().iter().find(|entry| entry.id == document).with_context(missing)?;
    let record = dataset.records_of(entry)?.into_iter().find(|record| record.id == id).with_context(missing)?;
    Ok((record, dataset.document(document)?.with_context(missing)?))
}

fn facts(record: &Record) -> Vec<Fact<'_>> {
    let mut facts = Vec::new();
    for unit in &record.units {
        facts.push(fact("units", &unit.name, &unit.surfaces, (&unit.rule, unit.confidence, &unit.evidence)));
    }
    for mechanism in &record.mechanisms {
        let made = (mechanism.rule.as_str(), mechanism.confidence, mechanism.evidence.as_slice());
        facts.push(fact("mechanisms", &mechanism.name, &mechanism.surfaces, made));
    }
    for law in &record.laws {
        facts.push(fact(
            "laws",
            &law.title,
            std::slice::from_ref(&law.surface),
            (&law.rule, law.confidence, &law.evidence),
        ));
    }
    for outcome in &record.outcomes {
        let made = (outcome.rule.as_str(), outcome.confidence, outcome.evidence.as_slice());
        facts.push(fact("outcomes", &outcome.indicator, std::slice::from_ref(&outcome.quote), made));
    }
    for honour in &record.honours {
        let made = (honour.rule.as_str(), honour.confidence, honour.evidence.as_slice());
        facts.push(fact("honours", honour.kind.as_str(), std::slice::from_ref(&honour.quote), made));
    }
    facts
}

fn fact<'a>(group: &'static str, name: &'a str, words: &'a [String], made: (&'a str, f64, &'a [Span])) -> Fact<'a> {
    let (rule, confidence, evidence) = made;
    let words = std::iter::once(name).chain(words.iter().map(String::as_str)).collect();
    Fact { group, name, words, rule, confidence, evidence }
}

/// The text around a span, on one line, the evidence in brackets.
fn context(document: &Document, span: Span) -> String {
    let before = document.at(Span::new(span.start.saturating_sub(AROUND), span.start));
    let after = document.at(Span::new(span.end, span.end + AROUND));
    let line = format!("…{before}【{}】{after}…", document.at(span));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! `anpu review`: doubtful facts one by one, each with its sentence; an answer a line becomes a decision beside the
//! dataset at once.

use std::io::{BufRead, Write};

use rust_i18n::t;

use super::Ended;
use super::args::{FactGroup as Asked, Review};
use crate::model::{Action, Decision, Document, FactGroup, Fields, Place, Target};
use crate::rdf;
use crate::store::{Dataset, Decisions, Doubt, Doubtful};

/// Groups whose facts bear a confidence.
const GROUPS: [(Asked, FactGroup); 5] = [
    (Asked::Units, FactGroup::Units),
    (Asked::Mechanisms, FactGroup::Mechanisms),
    (Asked::Laws, FactGroup::Laws),
    (Asked::Outcomes, FactGroup::Outcomes),
    (Asked::Honours, FactGroup::Honours),
];

/// Runs the command until the answers end.
pub(super) fn run(args: &Review) -> anyhow::Result<Ended> {
    let folder = args.dataset.dataset.as_path();
    let dataset = Dataset::open(folder)?;
    let mut answers = std::io::stdin().lock().lines();
    let mut decided = 0_usize;
    for doubt in doubts(&dataset, args)? {
        let Some(document) = dataset.document(document_id(&doubt.case))? else { continue };
        tell(&doubt, &document)?;
        match ask(&mut answers, &doubt, &document, &args.author)? {
            Answer::Decided(decision) => {
                Decisions::append(folder, &[*decision])?;
                decided += 1;
            }
            Answer::Skip => {}
            Answer::Stop => break,
        }
    }
    writeln!(std::io::stderr(), "{}", t!("review.done", decided = decided, folder = folder.display()))?;
    Ok(Ended::Done)
}

fn document_id(case: &str) -> &str {
    case.rsplit_once('/').map_or(case, |(document, _)| document)
}

/// The facts below the threshold that nobody decided on yet, the least sure first; a name that could not be resolved is none.
fn doubts(dataset: &Dataset, args: &Review) -> anyhow::Result<Vec<Doubt>> {
    let group =
        args.group.and_then(|wanted| GROUPS.iter().find(|(asked, _)| *asked == wanted)).map(|(_, group)| *group);
    let (_, mut doubts) = Doubtful { below: args.below, group }.least_sure(dataset, usize::MAX)?;
    doubts.retain(|doubt| !doubt.fact.is_empty());
    Ok(doubts)
}

/// Prints the fact with its sentence, the evidence in brackets.
fn tell(doubt: &Doubt, document: &Document) -> anyhow::Result<()> {
    let Doubt { case, group, fact, confidence, rule, .. } = doubt;
    let words = document.at(doubt.at).split_whitespace().collect::<String>();
    let sentence = sentence(doubt, document).replacen(&words, &format!("【{words}】"), 1);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{case} · {}: {fact} · {confidence:.2} · {rule}\n  {sentence}", group.as_str())?;
    Ok(out.flush()?)
}

/// The sentence that a fact stands in, white space left out.
fn sentence(doubt: &Doubt, document: &Document) -> String {
    rdf::Sentences::new(&document.text).around(doubt.at).split_whitespace().collect()
}

/// What was answered.
enum Answer {
    Decided(Box<Decision>),
    Skip,
    Stop,
}

/// Asks until there is an answer.
fn ask(
    answers: &mut impl Iterator<Item = std::io::Result<String>>,
    doubt: &Doubt,
    document: &Document,
    author: &str,
) -> anyhow::Result<Answer> {
    let mut err = std::io::stderr().lock();
    loop {
        write!(err, "{} > ", t!("review.ask"))?;
        err.flush()?;
        let Some(answer) = answers.next() else { return Ok(Answer::Stop) };
        let answer = answer?;
        match parse(answer.trim(), doubt, document) {
            Some(Parsed::Action(action, reason)) => {
                let decision = Decision { author: author.to_owned(), reason, date: None, action };
                return Ok(Answer::Decided(Box::new(decision)));
            }
            Some(Parsed::Skip) => return Ok(Answer::Skip),
            Some(Parsed::Stop) => return Ok(Answer::Stop),
            None => writeln!(err, "{}", t!("review.no_answer", answer = answer))?,
        }
    }
}

enum Parsed {
    Action(Action, String),
    Skip,
    Stop,
}

/// `y`, `n`, `f FIELD=VALUE`, `s` or `q`, with a reason behind it.
fn parse(answer: &str, doubt: &Doubt, document: &Document) -> Option<Parsed> {
    let (word, rest) = answer.split_once(char::is_whitespace).unwrap_or((answer, ""));
    let reason = |text: &str| if text.trim().is_empty() { "anpu review".to_owned() } else { text.trim().to_owned() };
    Some(match word {
        "y" => Parsed::Action(Action::Confirm(target(doubt, document)), reason(rest)),
        "n" => Parsed::Action(Action::Reject(target(doubt, document)), reason(rest)),
        "f" => {
            let (change, rest) = rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest.trim_start(), ""));
            let (field, value) = change.split_once('=')?;
            // A number or `null` is itself, everything else is text.
            let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
            let fields = Fields::from([(field.to_owned(), value)]);
            Parsed::Action(Action::Fix(target(doubt, document), fields), reason(rest))
        }
        "s" => Parsed::Skip,
        "q" => Parsed::Stop,
        _ => return None,
    })
}

fn target(doubt: &Doubt, document: &Document) -> Target {
    let (case, source) = (doubt.case.clone(), Some(doubt.source.clone()));
    let place = Place { case, source, group: doubt.group, quote: sentence(doubt, document) };
    Target { place, fact: doubt.fact.clone() }
}

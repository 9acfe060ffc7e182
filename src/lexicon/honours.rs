//! How recognition is told (`honours.tsv`).

use std::collections::BTreeMap;
use std::path::Path;

use super::Error;
use super::dictionary::Dictionary;
use super::table::{Row, tables};
use crate::model::HonourKind;

/// What is known of the ways in which recognition is told.
#[derive(Debug)]
pub struct Honours {
    /// The rules that each trigger begins.
    triggers: Dictionary<Vec<usize>>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    kind: HonourKind,
    trigger: String,
    with: Vec<String>,
    without: Vec<String>,
}

impl Honours {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut rules: Vec<Rule> = Vec::new();
        for table in tables("honours.tsv", include_str!("../../data/honours.tsv"), folders)? {
            for row in table.rows() {
                rules.push(rule(&row)?);
            }
        }
        let mut triggers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, rule) in rules.iter().enumerate() {
            triggers.entry(rule.trigger.clone()).or_default().push(index);
        }
        Ok(Self { triggers: Dictionary::new(triggers), rules })
    }

    /// The bytes at which a text may tell of recognition, in order.
    pub fn scan<'a>(&'a self, text: &'a str) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        self.triggers.longest(text).map(|(at, _)| at)
    }

    /// The kind of recognition that a clause tells of, by the first rule that fits, and that rule's trigger.
    #[must_use]
    pub fn kind(&self, clause: &str) -> Option<(HonourKind, &str)> {
        let any = |words: &[String]| words.iter().any(|word| clause.contains(word.as_str()));
        let fits = |rule: &&Rule| (rule.with.is_empty() || any(&rule.with)) && !any(&rule.without);
        let mut triggered: Vec<usize> = Vec::new();
        self.triggers.all(clause, |_, rules| triggered.extend(rules));
        triggered.sort_unstable();
        let rules = triggered.into_iter().map(|index| &self.rules[index]);
        rules.into_iter().find(fits).map(|rule| (rule.kind, rule.trigger.as_str()))
    }
}

fn rule(row: &Row<'_>) -> Result<Rule, Error> {
    let kind = row.cell(0)?;
    let words = |column| row.list(column).map(str::to_owned).collect();
    Ok(Rule {
        kind: HonourKind::parse(kind).ok_or_else(|| row.wrong(format!("no kind of honour: {kind}")))?,
        trigger: row.cell(1)?.to_owned(),
        with: words(2),
        without: words(3),
    })
}

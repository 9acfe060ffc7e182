//! How recognition is told (`honours.tsv`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::Error;
use super::characters::Characters;
use super::table::{Row, tables};
use super::vocabulary::{Book, Dictionary, Found};
use crate::model::HonourKind;

/// What is known of the ways in which recognition is told.
#[derive(Debug)]
pub struct Honours {
    /// The rules that each trigger begins.
    pub(super) triggers: Dictionary<Vec<usize>>,
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
        Ok(Self { triggers: Dictionary::new(Book::Honours, triggers), rules })
    }

    /// The bytes at which a text may tell of recognition, in order.
    pub fn scan<'a>(&'a self, found: &'a Found) -> impl Iterator<Item = Range<usize>> + 'a {
        self.triggers.longest(found, 0..usize::MAX).map(|(at, _)| at)
    }

    /// The kind of recognition that a clause of a text tells of, by the first rule that fits.
    #[must_use]
    pub fn kind(&self, found: &Found, text: &str, clause: &Range<usize>) -> Option<HonourKind> {
        let triggered = self.triggers.all(found, clause.clone()).flat_map(|(_, rules)| rules.iter().copied());
        let mut triggered: Vec<usize> = triggered.collect();
        let clause = &text[clause.clone()];
        let characters = Characters::of(clause);
        let stands = |word: &String| characters.may_hold_word(word) && clause.contains(word.as_str());
        let any = |words: &[String]| words.iter().any(stands);
        let fits = |rule: &&Rule| (rule.with.is_empty() || any(&rule.with)) && !any(&rule.without);
        triggered.sort_unstable();
        let rules = triggered.into_iter().map(|index| &self.rules[index]);
        rules.into_iter().find(fits).map(|rule| rule.kind)
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

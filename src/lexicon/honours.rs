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
    /// `None` where the clause tells of no recognition.
    kind: Option<HonourKind>,
    triggers: Vec<String>,
    with: Vec<String>,
    without: Vec<String>,
}

impl Honours {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let (mut rules, mut lists): (Vec<Rule>, Lists) = Default::default();
        for table in tables("honours.tsv", include_str!("../../data/honours.tsv"), folders)? {
            for row in table.rows() {
                if row.cell(0)? == "list" {
                    lists.insert(row.cell(1)?.to_owned(), row.list(2).map(str::to_owned).collect());
                } else {
                    rules.push(rule(&row, &lists)?);
                }
            }
        }
        let mut triggers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, rule) in rules.iter().enumerate() {
            for trigger in &rule.triggers {
                triggers.entry(trigger.clone()).or_default().push(index);
            }
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
        let any = |words: &[String], text: &str| {
            words.iter().any(|word| characters.may_hold_word(word) && text.contains(word.as_str()))
        };
        let said = behind_name(clause);
        let fits = |rule: &&Rule| (rule.with.is_empty() || any(&rule.with, clause)) && !any(&rule.without, said);
        triggered.sort_unstable();
        let rules = triggered.into_iter().map(|index| &self.rules[index]);
        rules.into_iter().find(fits).and_then(|rule| rule.kind)
    }
}

/// A clause without the name in quotation marks with which it begins: what is recognised, whose words speak neither for
/// nor against it.
fn behind_name(clause: &str) -> &str {
    clause.strip_prefix('“').and_then(|name| name.split_once('”')).map_or(clause, |(_, behind)| behind)
}

/// Words that have a name in the table.
type Lists = BTreeMap<String, Vec<String>>;

fn rule(row: &Row<'_>, lists: &Lists) -> Result<Rule, Error> {
    let kind = row.cell(0)?;
    Ok(Rule {
        kind: match HonourKind::parse(kind) {
            None if kind != "none" => return Err(row.wrong(format!("no kind of honour: {kind}"))),
            kind => kind,
        },
        triggers: words(row, 1, lists)?,
        with: words(row, 2, lists)?,
        without: words(row, 3, lists)?,
    })
}

/// The words of a cell, `@name` replaced by the list of this name.
fn words(row: &Row<'_>, column: usize, lists: &Lists) -> Result<Vec<String>, Error> {
    let mut words = Vec::new();
    for word in row.list(column) {
        match word.strip_prefix('@') {
            Some(name) => words.extend_from_slice(lists.get(name).ok_or_else(|| row.wrong(format!("no list {name}")))?),
            None => words.push(word.to_owned()),
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn a_user_s_row_may_name_a_list_and_a_list_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("honours.tsv");
        let kind = |text: &str| {
            let lexicon = Lexicon::with_folders(&[folder.path()]).unwrap();
            lexicon.honours.kind(&lexicon.find(text), text, &(0..text.len()))
        };
        std::fs::write(&file, "list\tbridges\t桥头;桥尾\nmedia\t登了桥报;上了桥报\t@bridges\n").unwrap();
        assert_eq!(kind("桥尾的做法上了桥报"), Some(HonourKind::Media));
        assert_eq!(kind("桥边的做法上了桥报"), None);
        std::fs::write(&file, "media\t桥报\t@piers\n").unwrap();
        let error = Lexicon::with_folders(&[folder.path()]).unwrap_err();
        assert!(error.to_string().ends_with("honours.tsv:1: no list piers"), "{error}");
    }
}

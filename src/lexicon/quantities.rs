//! Measure words and units (`measures.tsv`) and the words that say how exactly a number is given (`quantity-words.tsv`).

use std::collections::BTreeMap;
use std::path::Path;

use super::Error;
use super::affixes::{Ends, Starts, longer_first};
use super::table::{Row, tables};
use crate::model::Qualifier;

/// What is known of quantities.
#[derive(Debug)]
pub struct Quantities {
    /// The longer first.
    measures: Starts<Measure>,
    /// The longer first.
    before: Ends<Option<Qualifier>>,
    /// The longer first.
    after: Starts<Qualifier>,
    views: Ends<String>,
    /// The longer first.
    denials: Ends<()>,
    /// The longer first; the unit, none where an event before gives it.
    nothing: Starts<Option<String>>,
    events: Ends<String>,
}

/// Collects the files' lines.
#[derive(Default)]
struct Loader {
    measures: BTreeMap<String, Measure>,
    before: Vec<(String, Option<Qualifier>)>,
    after: Vec<(String, Qualifier)>,
    views: Vec<(String, String)>,
    denials: Vec<(String, ())>,
    nothing: BTreeMap<String, Option<String>>,
    events: Vec<(String, String)>,
}

#[derive(Debug)]
struct Measure {
    class: MeasureClass,
    not_before: Vec<String>,
    but_before: Vec<String>,
}

/// What a measure word measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeasureClass {
    /// Things done or reached.
    Count,
    /// People.
    Person,
    /// Sums of money.
    Money,
    /// Shares, rates and multiples.
    Ratio,
    /// Durations.
    Time,
    /// Area, length, weight, volume, data.
    Size,
    /// Points of a mark.
    Score,
    /// Places in an order.
    Rank,
    /// Steps, levels, versions.
    Design,
}

impl MeasureClass {
    /// The word of the data file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Person => "person",
            Self::Money => "money",
            Self::Ratio => "ratio",
            Self::Time => "time",
            Self::Size => "size",
            Self::Score => "score",
            Self::Rank => "rank",
            Self::Design => "design",
        }
    }

    const ALL: [Self; 9] = [
        Self::Count,
        Self::Person,
        Self::Money,
        Self::Ratio,
        Self::Time,
        Self::Size,
        Self::Score,
        Self::Rank,
        Self::Design,
    ];
}

impl Quantities {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut loader = Loader::default();
        for table in tables("measures.tsv", include_str!("../../data/measures.tsv"), folders)? {
            table.rows().try_for_each(|row| loader.measure(&row))?;
        }
        for table in tables("quantity-words.tsv", include_str!("../../data/quantity-words.tsv"), folders)? {
            table.rows().try_for_each(|row| loader.word(&row))?;
        }
        Ok(loader.finish())
    }

    /// The longest measure word at the beginning of a text, with its class.
    #[must_use]
    pub fn measure<'a>(&self, text: &'a str) -> Option<(&'a str, MeasureClass)> {
        self.measures.of(text).find_map(|(word, measure)| {
            let (word, rest) = text.split_at(word.len());
            measure.may_precede(rest).then_some((word, measure.class))
        })
    }

    /// The qualifier that ends a text: its length in bytes and what it says; none where a word only ends like one (附近).
    #[must_use]
    pub fn qualifier_before(&self, text: &str) -> Option<(usize, Qualifier)> {
        self.before.of(text).next().and_then(|(word, qualifier)| Some((word.len(), (*qualifier)?)))
    }

    /// The qualifier at the beginning of a text: its length in bytes and what it says.
    #[must_use]
    pub fn qualifier_after(&self, text: &str) -> Option<(usize, Qualifier)> {
        self.after.of(text).next().map(|(word, qualifier)| (word.len(), *qualifier))
    }

    /// Length in bytes of the word that ends a text and denies even one of what follows it.
    #[must_use]
    pub fn denial_before(&self, text: &str) -> Option<usize> {
        self.denials.of(text).next().map(|(word, ())| word.len())
    }

    /// What behind 零 tells that there is none of it: its length in bytes, and its unit where it has one of its own.
    #[must_use]
    pub fn nothing(&self, text: &str) -> Option<(usize, Option<&str>)> {
        self.nothing.of(text).next().map(|(word, unit)| (word.len(), unit.as_deref()))
    }

    /// The unit in which the event is counted whose name ends a text (群体性事件, 不良率).
    #[must_use]
    pub fn unit_of_event(&self, text: &str) -> Option<&str> {
        self.events.of(text).next().map(|(_, unit)| unit.as_str())
    }

    /// The unit of a number that follows a noun such as 阅读量 without a measure word.
    #[must_use]
    pub fn unit_of_views(&self, before: &str) -> Option<&str> {
        self.views.of(before).next().map(|(_, unit)| unit.as_str())
    }
}

impl Loader {
    fn measure(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let (word, class) = (row.cell(0)?, row.cell(1)?);
        let class = MeasureClass::ALL.into_iter().find(|known| known.as_str() == class);
        let class = class.ok_or_else(|| row.wrong("no class of measures"))?;
        let words = |column| row.list(column).map(str::to_owned).collect();
        self.measures.insert(word.to_owned(), Measure { class, not_before: words(2), but_before: words(3) });
        Ok(())
    }

    fn word(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let word = row.cell(1)?.to_owned();
        if row.cell(0)? == "denial" {
            self.denials.push((word, ()));
            return Ok(());
        }
        let value = row.cell(2)?;
        if row.cell(0)? == "nothing" {
            self.nothing.insert(word, (value != "event").then(|| value.to_owned()));
            return Ok(());
        }
        let qualifier = Qualifier::parse(value).ok_or_else(|| row.wrong(format!("no qualifier: {value}")));
        match row.cell(0)? {
            "before" if value == "none" => self.before.push((word, None)),
            "before" => self.before.push((word, Some(qualifier?))),
            "after" => self.after.push((word, qualifier?)),
            "views" => self.views.push((word, value.to_owned())),
            "event" => self.events.push((word, value.to_owned())),
            class => return Err(row.wrong(format!("no class of words: {class}"))),
        }
        Ok(())
    }

    fn finish(self) -> Quantities {
        Quantities {
            measures: longer_first(self.measures).into_iter().collect(),
            before: longer_first(self.before).into_iter().collect(),
            after: longer_first(self.after).into_iter().collect(),
            views: self.views.into_iter().collect(),
            denials: longer_first(self.denials).into_iter().collect(),
            nothing: longer_first(self.nothing).into_iter().collect(),
            events: longer_first(self.events).into_iter().collect(),
        }
    }
}

impl Measure {
    fn may_precede(&self, rest: &str) -> bool {
        let starts = |words: &[String]| words.iter().any(|word| rest.starts_with(word.as_str()));
        !starts(&self.not_before) || self.but_before_fits(rest)
    }

    /// `but_before` words begin with the character that `not_before` names: 条 may not precede 线 but 线索.
    fn but_before_fits(&self, rest: &str) -> bool {
        self.but_before.iter().any(|word| rest.starts_with(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_measure_word_counts_unless_it_begins_another_word() {
        let known = Quantities::load::<&Path>(&[]).unwrap();
        let table = [
            ("个百分点，", Some(("个百分点", MeasureClass::Ratio))),
            ("个工作日内", Some(("个工作日", MeasureClass::Time))),
            ("条线索", Some(("条", MeasureClass::Count))),
            ("条例规定", None),
            ("成立以来", None),
            ("人次参加", Some(("人次", MeasureClass::Person))),
            ("部门联合", None),
        ];
        for (text, measure) in table {
            assert_eq!(known.measure(text), measure, "{text}");
        }
    }
}

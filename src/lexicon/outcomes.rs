//! Words by which a measured result is told (`outcome-words.tsv`), and the weights of what tells it (`outcome-weights.tsv`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::Error;
use super::table::tables;
use super::vocabulary::{Book, Dictionary, Found};
use super::weights::Weights;

/// What is known of the ways in which results are told.
#[derive(Debug)]
pub struct OutcomeWords {
    /// A word may be of several classes.
    pub(super) words: Dictionary<Vec<OutcomeCue>>,
    /// What each feature of a number says for or against its being a result.
    pub weights: Weights,
}

macro_rules! cues {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What a word near a number says about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum OutcomeCue { $($(#[$doc])* $name,)+ }

        impl OutcomeCue {
            /// The word of the data file.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            fn parse(word: &str) -> Option<Self> {
                [$(Self::$name,)+].into_iter().find(|cue| cue.as_str() == word)
            }
        }
    };
}

cues! {
    /// A sum over time.
    Total = "total",
    /// A verb of something done or reached.
    Result = "result",
    /// The stretch of time that results cover.
    Period = "period",
    /// What is to come, or ought to be.
    Plan = "plan",
    /// What is to come, beyond doubt.
    Future = "future",
    /// Conditions on offer: subsidies, limits, quotas.
    Term = "term",
    /// A rule of repetition.
    Each = "each",
    /// What a scheme is made of.
    Design = "design",
    /// What a district has without the practice.
    Stock = "stock",
    /// Recognition.
    Award = "award",
    /// What people answered or planned.
    Survey = "survey",
    /// A noun whose value is a share.
    Rate = "rate",
    /// The number itself is an amount of growth.
    Increase = "increase",
    /// The number itself is an amount of decline.
    Decrease = "decrease",
    /// The number is the value reached.
    Level = "level",
    /// A duration that follows was measured.
    Pace = "pace",
    /// What happens at one time and place: its numbers are seldom results.
    Event = "event",
    /// What a place or office is like: its people, its area, its staff.
    Profile = "profile",
    /// Before the first of two values.
    Origin = "origin",
    /// A verb of change whose object may stand before the number.
    Object = "object",
    /// Who takes part: the number counts those who do.
    Group = "group",
    /// Money that is put in, and did not come of it.
    Fund = "fund",
    /// What must be so.
    Duty = "duty",
    /// What is done some time ahead by rule.
    Notice = "notice",
    /// What is said of those who make up a body.
    Membership = "membership",
    /// A word that begins or ends like one that tells nothing of what was measured.
    Whole = "whole",
    /// What a section or paragraph of plans begins with.
    Outlook = "outlook",
}

impl OutcomeWords {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut words: BTreeMap<String, Vec<OutcomeCue>> = BTreeMap::new();
        for table in tables("outcome-words.tsv", include_str!("../../data/outcome-words.tsv"), folders)? {
            for row in table.rows() {
                let class = row.cell(0)?;
                let cue = OutcomeCue::parse(class).ok_or_else(|| row.wrong(format!("no class of words: {class}")))?;
                words.entry(row.cell(1)?.to_owned()).or_default().push(cue);
            }
        }
        let words = Dictionary::new(Book::Outcomes, words);
        let weights = Weights::load("outcome-weights.tsv", include_str!("../../data/outcome-weights.tsv"), folders)?;
        Ok(Self { words, weights })
    }

    /// The words in a range of a text by their ends, overlapping ones too, the longer first.
    #[must_use]
    pub fn cues(&self, found: &Found, within: Range<usize>) -> Vec<(Range<usize>, OutcomeCue)> {
        let mut cues = Vec::new();
        for (at, of_word) in self.words.all(found, within) {
            cues.extend(of_word.iter().map(|&cue| (at.clone(), cue)));
        }
        cues.sort_by_key(|(at, _)| (at.end, at.start));
        cues
    }
}

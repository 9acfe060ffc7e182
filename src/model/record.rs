//! The record: one JSON object per case. `extract` prints it, the dataset keeps it, the graph is made from it.
//!
//! Field names and meanings are those of the annotation guide; evidence is in spans of the document's text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Diagnostic, Source, Span};

/// A closed vocabulary written in kebab-case, with its words as `&str`.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as the record writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The value that a word stands for.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }
    };
}

vocabulary! {
    /// What a text is.
    CaseKind {
        /// A practice case.
        Case = "case",
        /// A policy document.
        Policy = "policy",
        /// A news report.
        News = "news",
        /// A signed article.
        Essay = "essay",
    }
}

vocabulary! {
    /// What a section tells.
    SectionRole {
        /// Why: 背景, 缘由.
        Background = "background",
        /// What was done: 做法, 举措.
        Practice = "practice",
        /// What came of it: 成效.
        Results = "results",
        /// What it is worth to others: 启示, 价值, 推广.
        Value = "value",
        /// Anything else.
        Other = "other",
    }
}

vocabulary! {
    /// A unit's part in a case.
    UnitRole {
        /// Recommended the case.
        Recommender = "recommender",
        /// Runs the practice.
        Implementer = "implementer",
        /// Acts together with the implementer.
        Partner = "partner",
        /// Only named.
        Mentioned = "mentioned",
    }
}

vocabulary! {
    /// What a case does with a mechanism.
    MechanismRole {
        /// Created it, or was first.
        Originates = "originates",
        /// Puts it to work.
        Adopts = "adopts",
        /// Only names it: background, comparison, plan.
        Mentions = "mentions",
    }
}

vocabulary! {
    /// The kind of a mechanism.
    MechanismKind {
        /// 检查、监管、执法方式.
        Inspection = "inspection",
        /// 解纷、调解.
        DisputeResolution = "dispute-resolution",
        /// 检察、公益诉讼、法律监督.
        Prosecution = "prosecution",
        /// 审判、执行、破产.
        Adjudication = "adjudication",
        /// 平台、应用、模型.
        Digital = "digital",
        /// 清单、标准、指引.
        ListOrStandard = "list-or-standard",
        /// 帮办、一件事、金融或法律服务.
        Service = "service",
        /// 联席会议、跨区域协作、专班.
        Coordination = "coordination",
        /// 普法、宣传、人才培养.
        Publicity = "publicity",
        /// 社区矫正、帮教.
        Correction = "correction",
    }
}

vocabulary! {
    /// The kind of a legal or normative document.
    LawKind {
        /// A statute of the National People's Congress or its Standing Committee.
        Law = "law",
        /// An administrative regulation of the State Council.
        Regulation = "regulation",
        /// A local regulation (地方性法规).
        LocalRegulation = "local-regulation",
        /// A departmental or local government rule (规章).
        Rule = "rule",
        /// A normative document: 意见, 方案, 通知, 指引, judicial interpretations.
        Normative = "normative",
        /// A standard.
        Standard = "standard",
        /// A treaty.
        Treaty = "treaty",
        /// A document of the party.
        Party = "party",
        /// Foreign law.
        Foreign = "foreign",
    }
}

vocabulary! {
    /// How exactly a number is given.
    Qualifier {
        /// As it stands.
        Exact = "exact",
        /// 余, 超, 以上, 多.
        Over = "over",
        /// 近, 将近.
        Nearly = "nearly",
        /// 约.
        About = "about",
        /// 以内, 不到.
        Under = "under",
    }
}

vocabulary! {
    /// The direction in which the number itself is an amount of change.
    Change {
        /// More.
        Increase = "increase",
        /// Less.
        Decrease = "decrease",
    }
}

vocabulary! {
    /// The kind of recognition.
    HonourKind {
        /// A prize, a title, a place on a list.
        Award = "award",
        /// 典型案例.
        TypicalCase = "typical-case",
        /// Taken up into a law or document.
        Legislation = "legislation",
        /// Promoted city-wide or nation-wide.
        Promotion = "promotion",
        /// 批示, 肯定.
        Endorsement = "endorsement",
        /// Reported by named media.
        Media = "media",
    }
}

/// One case with all its facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// `document/number`; unique within a dataset.
    pub id: String,
    /// The case's title.
    pub title: String,
    /// What the text is.
    pub kind: CaseKind,
    /// The document the case stands in.
    pub source: Source,
    /// Where in the document.
    pub span: Span,
    /// The year that the document or its collection bears.
    pub year: Option<i32>,
    /// The collection that the case is part of.
    pub collection: Option<String>,
    /// The body's sections in order.
    pub sections: Vec<RecordSection>,
    /// Full names of the administrative areas in which the practice is carried out, province to district level.
    pub places: Vec<String>,
    /// Official names of the units that recommended the case.
    pub recommended_by: Vec<String>,
    /// Official names of the units that carried it out, as the header says or the text plainly shows.
    pub implemented_by: Vec<String>,
    /// Organisations.
    pub units: Vec<Unit>,
    /// Named practices.
    pub mechanisms: Vec<Mechanism>,
    /// Legal and normative documents.
    pub laws: Vec<Law>,
    /// Measured results.
    pub outcomes: Vec<Outcome>,
    /// Recognition and adoption.
    pub honours: Vec<Honour>,
    /// What reading noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// A section of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordSection {
    /// What it tells.
    pub role: SectionRole,
    /// Its heading, empty where it has none.
    pub heading: String,
    /// Where it stands.
    pub span: Span,
}

/// An organisation that a case names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// Full official name.
    pub name: String,
    /// The forms in the text, each once, in order of first appearance.
    pub surfaces: Vec<String>,
    /// Its part in the case.
    pub role: UnitRole,
    /// Where the surfaces stand.
    pub evidence: Vec<Span>,
    /// Estimated probability that the fact is right, 0 to 1.
    pub confidence: f64,
    /// The rule that made the fact.
    pub rule: String,
}

/// A named practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mechanism {
    /// The shortest form by which it is known.
    pub name: String,
    /// The forms in the text, each once, in order of first appearance.
    pub surfaces: Vec<String>,
    /// What the case does with it.
    pub role: MechanismRole,
    /// Its kind.
    pub kind: MechanismKind,
    /// Key of its practice family, or null.
    pub family: Option<String>,
    /// The one name under which the same practice is known everywhere.
    pub concept: String,
    /// Where the surfaces stand.
    pub evidence: Vec<Span>,
    /// Estimated probability that the fact is right, 0 to 1.
    pub confidence: f64,
    /// The rule that made the fact.
    pub rule: String,
}

/// A legal or normative document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Law {
    /// Full title as officially cited, without 《》.
    pub title: String,
    /// The form in the text where it is first named.
    pub surface: String,
    /// Its kind.
    pub kind: LawKind,
    /// Articles as written (`第二十条第一款`).
    pub articles: Vec<String>,
    /// Document number (`国发〔2016〕33号`).
    pub number: Option<String>,
    /// Where that surface stands.
    pub evidence: Vec<Span>,
    /// Estimated probability that the fact is right, 0 to 1.
    pub confidence: f64,
    /// The rule that made the fact.
    pub rule: String,
}

/// A measured result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// A short noun phrase in the text's words.
    pub indicator: String,
    /// The number in the base unit (7.3万 is 73000).
    pub value: f64,
    /// Measure word or unit (件, 家, 人次, 元, %, 天).
    pub unit: String,
    /// How exactly the number is given.
    pub qualifier: Qualifier,
    /// Set where the number itself is an amount of change.
    pub change: Option<Change>,
    /// The value before, for 从A到B.
    pub from: Option<f64>,
    /// The stretch of time covered, as written.
    pub period: Option<String>,
    /// The shortest stretch of text that carries the number and its meaning.
    pub quote: String,
    /// Where the quote stands.
    pub evidence: Vec<Span>,
    /// Estimated probability that the fact is right, 0 to 1.
    pub confidence: f64,
    /// The rule that made the fact.
    pub rule: String,
}

/// Recognition or adoption by others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Honour {
    /// Its kind.
    pub kind: HonourKind,
    /// Who gave it, as written.
    pub by: Option<String>,
    /// The shortest stretch of text that says it.
    pub quote: String,
    /// Where the quote stands.
    pub evidence: Vec<Span>,
    /// Estimated probability that the fact is right, 0 to 1.
    pub confidence: f64,
    /// The rule that made the fact.
    pub rule: String,
}

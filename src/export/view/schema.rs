//! The classes and relations of the views, with their attributes. What a data dictionary says stands here once.

use super::graph::{Attribute, Datatype, Kind};

const fn attribute(key: &'static str, datatype: Datatype, zh: &'static str, en: &'static str) -> Attribute {
    Attribute { key, datatype, zh, en }
}

const fn text(key: &'static str, zh: &'static str, en: &'static str) -> Attribute {
    attribute(key, Datatype::Text, zh, en)
}

const fn list(key: &'static str, zh: &'static str, en: &'static str) -> Attribute {
    attribute(key, Datatype::List, zh, en)
}

const fn integer(key: &'static str, zh: &'static str, en: &'static str) -> Attribute {
    attribute(key, Datatype::Integer, zh, en)
}

const fn number(key: &'static str, zh: &'static str, en: &'static str) -> Attribute {
    attribute(key, Datatype::Number, zh, en)
}

const CONFIDENCE: Attribute =
    number("confidence", "置信度，0到1", "Estimated probability that the fact is right, 0 to 1");
const EVIDENCE: Attribute = list(
    "evidence",
    "依据：原文件及其文字区间（RFC 5147，按Unicode字符计）",
    "Evidence: the document and the range of its text (RFC 5147, in Unicode scalar values)",
);
const QUOTE: Attribute = text("quote", "原文", "The words of the text");
const SURFACES: Attribute = list("surfaces", "原文中的写法", "Forms in the text");
const CASES: Attribute = list("cases", "案例编号", "Ids of the cases");

/// `anpu:Case`
pub static CASE: Kind = Kind {
    name: "Case",
    attributes: &[
        text(
            "kind",
            "文体：case案例、policy政策、news报道、essay文章",
            "What the text is: case, policy, news or essay",
        ),
        integer("year", "年份", "Year of the document"),
        text("collection", "汇编", "Collection"),
        text("document", "原文件", "Source document"),
        integer("begin", "在原文中的起点（字符）", "First scalar value in the document"),
        integer("end", "在原文中的终点（字符）", "Scalar value after the last"),
    ],
};
/// `anpu:Collection`
pub static COLLECTION: Kind = Kind { name: "Collection", attributes: &[] };
/// `anpu:Place`
pub static PLACE: Kind = Kind {
    name: "Place",
    attributes: &[text("code", "行政区划代码（GB/T 2260）", "Division code (GB/T 2260)")],
};
/// `anpu:Unit`
pub static UNIT: Kind = Kind { name: "Unit", attributes: &[text("system", "系统", "System of public bodies")] };
/// `anpu:Mechanism`
pub static MECHANISM: Kind = Kind {
    name: "Mechanism",
    attributes: &[
        text("kind", "类型", "Kind"),
        text("family", "做法类别", "Key of the practice family"),
        list("names", "各案例中的名称", "Names in the cases"),
    ],
};
/// `anpu:Family`
pub static FAMILY: Kind = Kind { name: "Family", attributes: &[text("label_en", "英文名", "Name in English")] };
/// `anpu:LegalDocument`
pub static LEGAL_DOCUMENT: Kind = Kind {
    name: "LegalDocument",
    attributes: &[text("kind", "效力位阶", "Kind"), text("number", "文号", "Document number")],
};
/// `anpu:Outcome`
pub static OUTCOME: Kind = Kind {
    name: "Outcome",
    attributes: &[
        text("indicator", "指标", "Indicator"),
        number("value", "数值（基本单位）", "Value in the base unit"),
        text("unit", "单位", "Unit or measure word"),
        text("qualifier", "精确程度", "How exactly the number is given"),
        text("change", "增减", "Direction of change"),
        number("from", "原值", "Value before"),
        text("period", "时间段", "Period"),
        QUOTE,
        CONFIDENCE,
        EVIDENCE,
    ],
};
/// `anpu:Recognition`
pub static RECOGNITION: Kind = Kind {
    name: "Recognition",
    attributes: &[text("kind", "类型", "Kind"), text("by", "授予者", "Who gave it"), QUOTE, CONFIDENCE, EVIDENCE],
};

/// `dcterms:isPartOf`
pub static IS_PART_OF: Kind = Kind { name: "isPartOf", attributes: &[] };
/// `anpu:place`
pub static PLACE_OF: Kind = Kind { name: "place", attributes: &[] };
/// `schema:containedInPlace`
pub static CONTAINED_IN_PLACE: Kind = Kind { name: "containedInPlace", attributes: &[] };
/// `anpu:jurisdiction`
pub static JURISDICTION: Kind = Kind { name: "jurisdiction", attributes: &[] };
/// `skos:broader`
pub static BROADER: Kind = Kind { name: "broader", attributes: &[] };
/// `anpu:hasOutcome`
pub static HAS_OUTCOME: Kind = Kind { name: "hasOutcome", attributes: &[] };
/// `anpu:hasRecognition`
pub static HAS_RECOGNITION: Kind = Kind { name: "hasRecognition", attributes: &[] };

const NAMED: &[Attribute] = &[SURFACES, CONFIDENCE, EVIDENCE];
/// `anpu:recommendedBy`
pub static RECOMMENDED_BY: Kind = Kind { name: "recommendedBy", attributes: NAMED };
/// `anpu:implementedBy`
pub static IMPLEMENTED_BY: Kind = Kind { name: "implementedBy", attributes: NAMED };
/// `anpu:partneredBy`
pub static PARTNERED_BY: Kind = Kind { name: "partneredBy", attributes: NAMED };
/// `anpu:mentionsUnit`
pub static MENTIONS_UNIT: Kind = Kind { name: "mentionsUnit", attributes: NAMED };

const PRACTISED: &[Attribute] = &[text("name", "本案例中的名称", "Name in this case"), SURFACES, CONFIDENCE, EVIDENCE];
/// `anpu:originates`
pub static ORIGINATES: Kind = Kind { name: "originates", attributes: PRACTISED };
/// `anpu:adopts`
pub static ADOPTS: Kind = Kind { name: "adopts", attributes: PRACTISED };
/// `anpu:mentionsMechanism`
pub static MENTIONS_MECHANISM: Kind = Kind { name: "mentionsMechanism", attributes: PRACTISED };
/// `anpu:cites`
pub static CITES: Kind = Kind {
    name: "cites",
    attributes: &[
        list("articles", "条款", "Articles"),
        text("surface", "原文中的写法", "Form in the text"),
        CONFIDENCE,
        EVIDENCE,
    ],
};

const COUNTED: &[Attribute] = &[CASES];
/// A place originates a mechanism.
pub static PLACE_ORIGINATES: Kind = Kind { name: "originates", attributes: COUNTED };
/// A place adopts a mechanism.
pub static PLACE_ADOPTS: Kind = Kind { name: "adopts", attributes: COUNTED };
/// A place's cases mention a mechanism.
pub static PLACE_MENTIONS: Kind = Kind { name: "mentionsMechanism", attributes: COUNTED };
/// Two mechanisms stand in the same cases.
pub static OCCURS_WITH: Kind = Kind { name: "occursWith", attributes: COUNTED };
/// Two units act in the same cases.
pub static WORKS_WITH: Kind = Kind { name: "worksWith", attributes: COUNTED };
/// Two cases are alike.
pub static SIMILAR_TO: Kind =
    Kind { name: "similarTo", attributes: &[list("reasons", "共同点", "What they have in common")] };

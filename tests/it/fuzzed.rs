//! The laws of [`properties`](crate::properties) on made-up inputs, and on those by which fuzzers broke them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::properties::{self, Folder};

/// What the rules look for.
const WORDS: &[&str] = &[
    "\n",
    "。",
    "，",
    "；",
    "、",
    "：",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    "〔2021〕",
    "第",
    "条",
    "款",
    "之",
    "年",
    "月",
    "号",
    "百分之",
    "分之",
    "余",
    "点",
    "万",
    "亿",
    "十",
    "千",
    "两",
    "三",
    "成",
    "%",
    "/",
    "+",
    "-",
    "1",
    "3.5",
    "2024年",
    "1,234",
    "9999999999",
    "目录\n",
    "案例1：",
    "案例二",
    "一、",
    "（一）背景\n",
    "推荐单位：",
    "实施单位：",
    "记者 王五\n",
    "检察长 李四\n",
    "以下简称",
    "同法",
    "行政处罚法",
    "修正案",
    "条例",
    "实施方案",
    "\t",
    "\u{3000}",
    "\u{2028}",
    "\u{c}",
    " ",
    "|",
    "**",
    "# ",
    "---\n",
    "从",
    "至",
    "同比",
    "下降",
    "分别",
    "被",
    "获评",
    "等部门",
    "联合",
    "会同",
    "上海市",
    "虹口区",
    "苏州",
    "区",
    "司法局",
    "市场监管局",
    "检察院",
    "法院",
    "街道",
    "有限公司",
    "检查码",
    "“一件事”",
    "机制",
    "平台",
    "首创",
    "建立",
    "推行",
    "打造",
    "件",
    "家",
    "人次",
    "元",
    "天",
    "惠及",
    "办结",
    "报道",
    "人民日报",
    "全国典型案例",
    "入选",
    "推广",
];

fn text() -> impl Strategy<Value = String> {
    vec(prop_oneof![6 => select(WORDS).prop_map(str::to_owned), 1 => r"\PC"], 0..50).prop_map(|words| words.concat())
}

/// What queries are made of.
const SPARQL: &[&str] = &[
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "*",
    "WHERE",
    "{",
    "}",
    "{ ?a ?b ?c }",
    "FILTER",
    "(",
    ")",
    "EXISTS",
    "NOT",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "BIND",
    "AS",
    "VALUES",
    "GROUP BY ?a",
    "COUNT(*)",
    "ORDER BY",
    "LIMIT 2",
    "OFFSET 1",
    "DISTINCT",
    "?a",
    "?b",
    "<urn:next>",
    "<urn:n0>",
    "a",
    "1",
    "\"a\"",
    "'b'@zh",
    "+",
    "*",
    "/",
    "|",
    "^",
    "!",
    "=",
    "<",
    "<<",
    ">>",
    "CONCAT",
    "REPLACE",
    "REGEX",
    ",",
    ".",
    ";",
    "#",
    "\n",
    "INSERT DATA",
    "DELETE WHERE",
    "DROP ALL",
    "SERVICE",
    "GRAPH ?g",
    "PREFIX a: <b>",
    "STRLEN",
    "SUM",
    "GROUP_CONCAT",
];

const JOURNAL: &[&str] = &[
    "TX .\n",
    "TC .\n",
    "# operation\n",
    "# drop <urn:g>\n",
    "# create <urn:g>\n",
    "A <urn:a> <urn:b> \"c\" .\n",
    "D <urn:a> <urn:b> _:c <urn:g> .\n",
    "A <urn:a> <urn:b> \"\\u0063\" .\n",
    "A ",
    "\n",
    "#",
    "TX",
    ".",
];

const DECISIONS: &[&str] = &[
    "[[decision]]\n",
    "action = 'merge'\n",
    "action = 'reject'\n",
    "author = '甲'\nreason = '乙'\n",
    "kind = 'unit'\nname = '一'\nto = '二'\n",
    "case = 'd0/1'\ngroup = 'units'\nfact = '一'\nquote = '一'\n",
    "set = { role = 'x' }\n",
    "date = 2024-01-01\n",
    "x = 1\n",
    "\n",
    "#",
    "'",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bytes_are_a_document_or_are_refused(bytes in vec(any::<u8>(), 0..2000), head in 0..6_usize, which in 0..5_usize) {
        let heads: [&[u8]; 6] = [b"", b"%PDF-1.7\n1 0 obj\n", b"PK\x03\x04", b"<!doctype html><table>", b"\xFF\xFE", b"{"];
        properties::reading(which, &[heads[head], &bytes].concat());
    }

    #[test]
    fn clean_text_stands_for_the_source_in_order(source in r"(\PC|[\r\n\t *#>“”,()０-９Ａ-Ｚ]){0,200}", text in text()) {
        properties::cleaning(&source);
        properties::cleaning(&text);
    }

    #[test]
    fn cases_and_their_parts_stand_in_the_text(texts in vec(text(), 1..6)) {
        properties::segmenting(&texts.join("\n"));
    }

    #[test]
    fn facts_stand_where_their_evidence_says(text in text()) {
        properties::extracting(&text);
    }

    #[test]
    fn quantities_are_those_of_the_lines(text in text()) {
        properties::quantities(&text);
    }

    #[test]
    fn citations_stand_in_the_text(text in text()) {
        properties::citations(&text);
    }

    #[test]
    fn queries_are_refused_or_answered_within_their_limits(words in vec(select(SPARQL), 0..20)) {
        properties::asking(&words.join(" "));
        properties::asking(&format!("SELECT * {{ {} }}", words.join(" ")));
    }
}

#[test]
fn a_dataset_of_which_a_byte_was_altered_is_damaged() {
    let folder = Folder::new();
    for (which, length) in folder.lengths().into_iter().enumerate() {
        for at in (0..length).step_by(1 + length / 24) {
            folder.altered(which, |bytes| bytes[at] ^= 1);
            folder.altered(which, |bytes| bytes.truncate(at));
            folder.altered(which, |bytes| bytes.insert(at, b' '));
        }
    }
}

#[test]
fn a_manifest_that_says_more_than_is_written_is_damaged() {
    let folder = Folder::new();
    for which in 0..folder.lengths().len() {
        for object in 0..8 {
            folder.altered(which, |bytes| {
                let opened = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'{').nth(object);
                let at = opened.map_or(bytes.len(), |(at, _)| at + 1);
                bytes.splice(at..at, *b"\"more\":1,");
            });
        }
    }
}

#[test]
fn a_journal_that_is_read_could_have_been_written() {
    let folder = Folder::new();
    proptest!(ProptestConfig::with_cases(96), |(lines in vec(select(JOURNAL), 0..12))| {
        folder.journal(lines.concat().as_bytes());
        folder.journal(format!("TX .\n{}TC .\n", lines.concat()).as_bytes());
    });
}

#[test]
fn decisions_that_are_read_are_the_same_after_they_were_written() {
    let folder = Folder::new();
    proptest!(ProptestConfig::with_cases(96), |(parts in vec(select(DECISIONS), 0..10))| {
        folder.decisions(parts.concat().as_bytes());
    });
}

#[test]
fn texts_that_broke_a_law_keep_it_now() {
    let texts =
        ["百分之百分之百分之五", &"9".repeat(400), &format!("办结1{}件", "万".repeat(90)), &"百分之".repeat(50_000)];
    for text in texts {
        properties::extracting(text);
        properties::quantities(text);
    }
    properties::extracting("案例二A条例");
    properties::quantities("1%多达1%");
    properties::extracting("选了大营门%越秀路、中山路街道");
    properties::citations("勺\u{B}（3333）4号商标法");
    for signs in ["+(-?b)", "-(-(+?b))", "!(!?b)", "!(-?b)"] {
        properties::asking(&format!("SELECT * {{ ?a <urn:next> ?b FILTER({signs}) }}"));
    }
}

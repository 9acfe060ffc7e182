//! Documents of every layout are cut at the borders of their cases.

use anpu::corpus::clean;
use anpu::model::SectionRole::{self, Background, Practice, Results, Value};
use anpu::model::{Case, CaseKind, Document, MediaType, Source};
use anpu::segment::cases;

use crate::support::shared;

fn document(text: &str) -> Document {
    let source = Source { file: "文.txt".to_owned(), sha256: String::new(), media_type: MediaType::Text };
    Document { id: "文".to_owned(), source, text: text.to_owned() }
}

fn cut(text: &str) -> Vec<Case> {
    cases(&document(text), &clean(text))
}

/// A paragraph of a case, long enough to be one.
fn prose(word: &str) -> String {
    format!(
        "{word}坚持问题导向，围绕企业和群众的需求，建立部门之间的协作机制，做到事前有提醒、事中有指导、事后有回访。"
    )
    .repeat(3)
}

/// Id and title of each case.
type Titles = Vec<(&'static str, &'static str)>;

#[test]
fn every_layout_gives_its_cases_with_titles_and_ids() {
    let (a, b, c) = (prose("甲区"), prose("乙区"), prose("丙区"));
    let table: Vec<(&str, String, Titles)> = vec![
        (
            "contents list and marked cases",
            format!(
                "某市2024年度实践\n案例汇编\n目 录\n案例1：推行某码 服务企业 ..... 1\n案例 2：建立联动\n机制解纷 ..... 9\n\
                     案例1：推行某码 服务企业\n推荐单位：某局\n\n{a}\n案例 2：建立联动 机制解纷\n\n{b}"
            ),
            vec![("文/1", "推行某码 服务企业"), ("文/2", "建立联动 机制解纷")],
        ),
        (
            "ranks with titles over two lines",
            format!("排名1\n\n立足本职\n\n做好服务\n一、背景\n{a}\n\n排名3\n甲区推行某项改革\n\n{b}"),
            vec![("文/1", "立足本职 做好服务"), ("文/3", "甲区推行某项改革")],
        ),
        (
            "titles only the contents list names",
            format!(
                "目录\n打造家门口的调解室\n以清单推动柔性执法\n以数据支撑精准普法\n\n打造家门口的调解室\n{a}\n\n\
                     以清单推动\n柔性执法\n{b}\n以数据支撑精准普法\n{c}"
            ),
            vec![("文/1", "打造家门口的调解室"), ("文/2", "以清单推动 柔性执法"), ("文/3", "以数据支撑精准普法")],
        ),
        (
            "signed articles of a journal page",
            format!(
                "以公开听证促和解\n张小明 某某市人民检察院检察长\n{a}\n\n让调解走进社区\n——某某区的探索\n李四 某某区司法局局长\n{b}"
            ),
            vec![("文/1", "以公开听证促和解"), ("文/2", "让调解走进社区——某某区的探索")],
        ),
        (
            "a newspaper page with a second report",
            format!("数字法院助治理\n编者按\n{a}\n本报记者 张三\n{b}\n某报·某网记者 李 四\n{c}"),
            vec![("文/1", "数字法院助治理"), ("文/2", "")],
        ),
        ("a single paragraph", a.clone(), vec![("文/1", "")]),
        ("one marker in one case", format!("案例7：某某做法\n{a}"), vec![("文/7", "某某做法")]),
    ];
    for (name, text, expected) in table {
        let found = cut(&text);
        let found: Vec<(&str, &str)> = found.iter().map(|case| (case.id.as_str(), case.title.as_str())).collect();
        assert_eq!(found, expected, "{name}");
    }
}

/// How collections number their cases, with the number of the first; `{i}` is it in digits, `{n}` in numerals, `{t}` the title.
const NUMBERED: [(&str, u32); 22] = [
    ("案例{i}：{t}", 1),
    ("案例{n}\n{t}", 1),
    ("案例（{n}）\n{t}", 1),
    ("案例（{n}）{t}", 1),
    ("【案例{i}】{t}", 1),
    ("No.{i} {t}", 1),
    ("NO.0{i}\n{t}", 1),
    ("典型案例{n}：{t}", 1),
    ("典型案例（{i}）\n{t}", 1),
    ("案例之{n}：{t}", 1),
    ("{n}、{t}", 1),
    ("{i}.{t}", 1),
    ("（{n}）{t}", 1),
    ("0{i}\n{t}", 1),
    ("第{n}例：{t}", 1),
    ("CASE {i}\n{t}", 1),
    ("案例{n}　{t}", 1),
    ("★ 案例{i} ★\n{t}", 1),
    ("第三批第{i}号案例\n{t}", 1),
    ("（检例第18{i}号）\n{t}", 181),
    ("指导性案例20{i}号\n{t}", 201),
    ("{t}", 1),
];

#[test]
fn cases_are_told_apart_however_they_are_numbered_by_their_headers_or_first_headings() {
    const TITLES: [&str; 3] = ["甲区推进信用修复一件事", "乙区探索三所联动解纷", "丙区打造涉企服务新模式"];
    let body = prose("本区");
    let bodies = [
        format!("推荐单位：某市司法局\n实施单位：某市数据局\n一、背景\n{body}\n二、做法\n{body}"),
        format!("【基本案情】\n{body}\n【履职过程】\n{body}\n【典型意义】\n{body}"),
        format!("【关键词】公益诉讼 食品安全\n【基本案情】{body}\n【典型意义】{body}"),
        format!("案例点评：某法庭立足林区，回应期待。\n{body}\n一、预防在先\n{body}\n二、化解在后\n{body}"),
    ];
    for (number, first) in NUMBERED {
        for body in &bodies {
            let head = |(at, title): (usize, &&str)| {
                let line = number.replace("{i}", &(at + 1).to_string()).replace("{n}", ["一", "二", "三"][at]);
                format!("{}\n{body}\n\n", line.replace("{t}", title))
            };
            let text = TITLES
                .iter()
                .enumerate()
                .map(head)
                .fold("某市典型案例汇编\n\n".to_owned(), |all, one| all + &one);
            let found = cut(&text);
            let titles: Vec<&str> = found.iter().map(|case| case.title.as_str()).collect();
            assert_eq!(titles, TITLES, "{text}");
            assert_eq!(found[0].id, format!("文/{first}"), "{text}");
            assert!(found.iter().all(|case| case.sections.len() > 1), "{text}");
        }
    }
}

#[test]
fn cases_are_told_apart_by_titles_that_name_a_case() {
    let (a, b) = (prose("甲县农业农村局"), prose("乙县农业农村局"));
    let titles = ["甲县某种业公司经营假种子案", "乙县某农资店经营假农药案"];
    let text = format!("某省公布典型案例\n某报客户端\n{}\n{a}\n{}\n{b}\n{b}", titles[0], titles[1]);
    assert_eq!(cut(&text).iter().map(|case| case.title.as_str()).collect::<Vec<_>>(), titles);
    let plans = format!("某省工作实施方案\n甲县推进执法监督实施方案\n{a}\n乙县推进执法监督实施方案\n{b}");
    assert_eq!(cut(&plans).len(), 1);
}

#[test]
fn what_stands_before_the_first_example_is_not_lost() {
    let (a, b, c) = (prose("甲区"), prose("乙区"), prose("丙区"));
    let examples = format!("案例1：某公司信用修复\n{b}\n案例2：某公司合规整改\n{c}");
    let table = [
        (format!("某区打造服务新模式\n推荐单位：某局\n{a}\n{examples}"), vec!["某区打造服务新模式"]),
        (
            format!("某院审判工作通报\n一、基本情况\n{a}\n二、主要做法\n{a}\n{examples}"),
            vec!["某院审判工作通报", "某公司信用修复", "某公司合规整改"],
        ),
        (format!("某市案例汇编\n前言\n{a}\n{examples}"), vec!["某公司信用修复", "某公司合规整改"]),
    ];
    for (text, expected) in table {
        let found = cut(&text);
        assert_eq!(found.iter().map(|case| case.title.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn chapters_of_one_document_and_examples_within_a_case_are_no_cases() {
    let body = prose("本市");
    let policy =
        format!("某市关于加强执法监督的意见\n一、总体要求\n{body}\n二、主要任务\n{body}\n三、组织保障\n{body}");
    let plan = format!("某区行动方案\n一、工作背景\n{body}\n二、举措\n{body}\n附件1\n任务分解表\n{body}");
    for text in [policy, plan] {
        assert_eq!(cut(&text).len(), 1, "{text}");
    }
}

#[test]
fn the_kind_of_a_text_follows_from_its_form() {
    let body = prose("某院");
    let table = [
        (format!("某某区人民法院文件\n某法发〔2023〕7号\n关于印发《某某意见》的通知\n{body}"), CaseKind::Policy),
        (format!("某某标题\n王五 某某县人民检察院副检察长\n{body}"), CaseKind::Essay),
        (format!("某某标题\n本报记者 王五\n{body}"), CaseKind::News),
        (format!("某某标题\n{body}"), CaseKind::Case),
    ];
    for (text, kind) in table {
        assert_eq!(cut(&text)[0].kind, kind, "{text}");
    }
    let policy = "某某区人民法院文件\n某法发〔2023〕7号\n关于印发《某某意见》的通知\n";
    assert_eq!(cut(&format!("{policy}{body}"))[0].title, "关于印发《某某意见》的通知");
    assert_eq!(cut(&format!("{policy}{body}"))[0].year, Some(2023));
}

#[test]
fn every_numbered_case_is_one_whatever_its_number_and_its_length() {
    let body = prose("本区");
    let short = "本区推行“检查码”，检查次数下降32%。";
    let marked = |numbers: &[u32], body: &str| -> String {
        let case = |number: &u32| format!("案例{number}：第{number}区的做法\n{body}\n\n");
        numbers.iter().map(case).collect::<Vec<_>>().concat()
    };
    let list = "案例1：第1区的做法 ... 1\n案例2：第2区的做法 ... 9\n";
    let table = [
        ("numbers that begin anew in each part", [marked(&[1, 2], &body), marked(&[1, 2], &body)].join("第二篇\n"), 4),
        ("a number typed twice", marked(&[1, 2, 2, 4], &body), 4),
        ("numbers out of order", marked(&[1, 3, 2, 10], &body), 4),
        ("cases of one sentence", marked(&[1, 2, 3], short), 3),
        ("a contents list", format!("目录\n{list}{}", marked(&[1, 2], &body)), 2),
        ("a contents list with a preface", format!("{list}前言。{body}\n{}", marked(&[1, 2], &body)), 2),
        ("a list behind the cases", format!("{}附：案例一览\n{list}", marked(&[1, 2], short)), 2),
        ("a caption behind the cases", format!("{}案例1 照片\n", marked(&[1, 2], &body)), 2),
    ];
    for (name, text, number) in table {
        let found = cut(&text);
        let ids: std::collections::BTreeSet<&str> = found.iter().map(|case| case.id.as_str()).collect();
        assert_eq!((found.len(), ids.len()), (number, number), "{name}: {ids:?}");
    }
}

#[test]
fn examples_within_a_case_that_has_a_header_are_no_cases() {
    let body = prose("本区");
    let case = |title: &str| format!("{title}\n推荐单位：某市司法局\n{body}\n");
    let text = format!(
        "{}{}案例一：某企业。{body}\n案例二：某商户。{body}\n{}",
        case("案例1：甲区做法"),
        case("案例2：乙区做法"),
        case("案例3：丙区做法")
    );
    let titles: Vec<String> = cut(&text).into_iter().map(|case| case.title).collect();
    assert_eq!(titles, ["甲区做法", "乙区做法", "丙区做法"]);
}

#[test]
fn header_fields_are_read_in_the_ways_forms_write_them() {
    let table = [
        "【推荐单位】甲市司法局\n【实施单位】：乙区司法局、乙区法院",
        "案例推荐单位（盖章）：甲市司法局\n主要实施单位名称：乙区司法局、乙区法院",
        "1.推荐单位：甲市司法局\n2.实施单位：1.乙区司法局\n2.乙区法院",
        "推荐单位：甲市司法局 实施单位：乙区司法局；乙区法院。联系人：张三",
        "（推荐单位：甲市司法局 | 实施单位：乙区司法局，乙区法院）",
        "推荐单位\n甲市司法局\n实施单位\n乙区司法局\n乙区法院",
    ];
    for header in table {
        let case = &cut(&format!("案例名称：某某做法\n{header}\n一、背景\n{}", prose("本区")))[0];
        let named = |ranges: &[std::ops::Range<usize>]| -> Vec<String> {
            ranges.iter().map(|range| case.text.as_str()[range.clone()].to_owned()).collect()
        };
        assert_eq!(case.title, "某某做法", "{header}");
        assert_eq!(named(&case.recommended_by), ["甲市司法局"], "{header}");
        assert_eq!(named(&case.implemented_by), ["乙区司法局", "乙区法院"], "{header}");
    }
}

#[test]
fn the_year_of_a_case_is_the_last_that_has_come() {
    for (text, year) in [
        ("2023年试点，2024年推开，到2035年全覆盖，2027年底前翻番。", 2024),
        ("制定2025—2027年计划，2025年实施。", 2025),
        ("截至到2024年6月办结9件，2021年起步。", 2024),
    ] {
        assert_eq!(cut(&format!("某某做法\n{text}{}", prose("本区")))[0].year, Some(year), "{text}");
    }
}

#[test]
fn header_fields_name_their_units_over_lines_and_marks() {
    let text =
        format!("案例1：某某做法\n推荐单位：某区委依法治区办\n实施单位：某区司法局、\n某某街道\n{}", prose("某区"));
    let case = &cut(&text)[0];
    let named = |ranges: &[std::ops::Range<usize>]| -> Vec<String> {
        ranges.iter().map(|range| case.text.as_str()[range.clone()].to_owned()).collect()
    };
    assert_eq!(named(&case.recommended_by), ["某区委依法治区办"]);
    assert_eq!(named(&case.implemented_by), ["某区司法局", "某某街道"]);
    assert!(case.role_at(0).is_none() && case.role_at(case.text.as_str().len() - 1).is_some());
}

#[test]
fn fields_of_leading_and_assisting_units_count_in_the_header_only() {
    let task = "责任单位：某市水务局";
    let text = format!(
        "某某做法\n（某市委政法委推荐）\n牵头单位：某区法院（立案庭、速裁庭）；协同单位：某区总工会\n{}\n{task}\n{}",
        prose("某区"),
        prose("某市")
    );
    let case = &cut(&text)[0];
    let named = |ranges: &[std::ops::Range<usize>]| -> Vec<String> {
        ranges.iter().map(|range| case.text.as_str()[range.clone()].to_owned()).collect()
    };
    assert_eq!(case.title, "某某做法");
    assert_eq!(named(&case.recommended_by), ["某市委政法委"]);
    assert_eq!(named(&case.implemented_by), ["某区法院（立案庭、速裁庭）"]);
}

#[test]
fn a_paragraph_broken_by_a_page_is_joined_with_the_way_back() {
    let text = format!(
        "某某标题\n{}\n近年来，该院推动调解\n\n— 3 —\n\n与诉讼相衔接，收到实效。\n小标题在此\n{}",
        prose("一"),
        prose("二")
    );
    let case = &cut(&text)[0];
    let clean = case.text.as_str();
    let at = clean.find("推动调解与诉讼").expect("the sentence is joined");
    let span = case.text.span(at..at + "推动调解与诉讼".len());
    let source: String = text.chars().skip(span.start).take(span.len()).collect();
    assert_eq!(source, "推动调解\n\n— 3 —\n\n与诉讼");
    assert!(clean.contains("\n小标题在此\n"), "a heading stays a line of its own");
}

#[test]
fn lines_of_one_width_are_paragraphs_again() {
    let line = "甲区围绕企业办事的难点推出若干项便利措施并逐项落实到责任部门，确保";
    let text = format!(
        "某某标题\n{}件件有着落。\n一、主要做法\n{}取得实效。",
        format!("{line}\n").repeat(10),
        format!("{line}\n").repeat(6)
    );
    let case = &cut(&text)[0];
    assert_eq!(case.text.as_str().lines().count(), 4, "{}", case.text.as_str());
}

#[test]
fn sections_cover_the_body_and_know_their_role() {
    let text = format!(
        "某某标题\n{}\n一、背景情况\n{}\n二、主要做法\n{}\n三、取得成效\n{}\n四、经验启示\n{}",
        prose("引"),
        prose("一"),
        prose("二"),
        prose("三"),
        prose("四")
    );
    let case = &cut(&text)[0];
    let roles: Vec<SectionRole> = case.sections.iter().map(|section| section.role).collect();
    assert_eq!(roles, [Background, Background, Practice, Results, Value]);
    for pair in case.sections.windows(2) {
        assert_eq!(pair[0].range.end, pair[1].range.start);
    }
    assert_eq!(case.sections.last().map(|section| section.range.end), Some(case.text.as_str().len()));
}

#[test]
fn a_title_of_the_contents_list_ends_where_the_next_case_begins() {
    let found = cut("；\n案例1：\n—中央改革办60%。\n案例0：\n—\n改革60%。");
    let texts: Vec<&str> = found.iter().map(|case| case.text.as_str().lines().last().unwrap_or_default()).collect();
    assert_eq!(texts, ["—中央改革办60%。", "改革60%。"]);
}

#[test]
fn nothing_gives_no_case() {
    assert!(cut("").is_empty() && cut(" \n\n").is_empty());
}

/// A border of the real documents as the gold file gives it.
#[derive(serde::Deserialize)]
struct Segment {
    file: String,
    span: (usize, usize),
    title: String,
}

#[test]
fn the_real_documents_are_cut_at_their_true_borders() {
    let Some(shared) = shared() else { return };
    let gold = std::fs::read_to_string(shared.join("gold/segments.json")).expect("segments.json can be read");
    let gold: Vec<Segment> = serde_json::from_str(&gold).expect("segments.json is JSON");
    let bare = |title: &str| title.replace(' ', "");
    for segment in &gold {
        let text = std::fs::read_to_string(shared.join("corpus").join(&segment.file)).expect("a document can be read");
        let found = cut(&text);
        let count = gold.iter().filter(|other| other.file == segment.file).count();
        assert_eq!(found.len(), count, "{}", segment.file);
        let case = found.iter().find(|case| (case.span.start, case.span.end) == segment.span);
        let case = case.unwrap_or_else(|| panic!("no case at {:?} of {}", segment.span, segment.file));
        assert!(case.title.is_empty() || bare(&case.title) == bare(&segment.title), "{}", case.title);
    }
}

//! Recognition: clauses that tell of prizes, typical cases, legislation, promotion, endorsement and press reports.

use std::ops::Range;

use super::likeness::{RECALL, alike};
use super::window::{SENTENCE, before, behind, line, marks, marks_back};
use crate::lexicon::{Found, Honours};
use crate::model::{Case, HonourKind, HonourMention, SectionRole};

const CLAUSE_ENDS: [char; 9] = ['，', '。', '；', '！', '？', '\n', '：', ',', ';'];
/// What the names of those who give recognition end with.
const GIVERS: [char; 16] =
    ['部', '局', '院', '委', '会', '办', '府', '检', '厅', '署', '协', '法', '社', '央', '网', '团'];
/// After these the giver is named.
const GIVEN_BY: [&str; 10] = ["荣获", "获评", "获得", "入选", "入围", "受到", "得到", "获", "被", "由"];

/// Verbs of giving, which begin no giver's name.
const GIVES: [&str; 16] = [
    "列为", "列入", "评为", "评定", "授予", "命名", "确定", "确立", "纳入", "写入", "选为", "认定", "推荐", "推广",
    "编入", "收录",
];

/// The recognition that a case tells of, in order of the text.
pub(super) fn honours(case: &Case, words: &Found, known: &Honours) -> Vec<HonourMention> {
    let text = case.text.as_str();
    let body = case.sections.first().map_or(case.title_at.end, |section| section.range.start);
    let mut found: Vec<HonourMention> = Vec::new();
    let mut done = body;
    for at in known.scan(words).filter(|at| at.start >= body) {
        if at.start < done {
            continue;
        }
        let clause = clause(text, &at);
        if let Some(kind) = known.kind(words, text, &clause).filter(|_| !is_heading(case, &clause)) {
            let kind_of = |part: &Range<usize>| known.kind(words, text, part);
            found.extend(items(text, &clause, kind, kind_of).into_iter().map(|(at, kind)| mention(case, at, kind)));
        }
        // Another word of this clause would tell the same.
        done = clause.end;
    }
    drop_repeated(text, found)
}

fn mention(case: &Case, at: Range<usize>, kind: HonourKind) -> HonourMention {
    let by = giver(&case.text.as_str()[at.clone()], kind).map(|by| by.start + at.start..by.end + at.start);
    let value = case.role_at(at.start) == Some(SectionRole::Value);
    // On texts that were not read before, prizes and press reports are right nine times in ten, the others are not.
    let unsure = value || !matches!(kind, HonourKind::Award | HonourKind::Media);
    HonourMention { at, kind, by, confidence: if unsure { 0.7 } else { 0.9 }, rule: rule(kind) }
}

fn rule(kind: HonourKind) -> &'static str {
    match kind {
        HonourKind::Award => "honour-award",
        HonourKind::TypicalCase => "honour-typical-case",
        HonourKind::Legislation => "honour-legislation",
        HonourKind::Promotion => "honour-promotion",
        HonourKind::Endorsement => "honour-endorsement",
        HonourKind::Media => "honour-media",
    }
}

/// The clause around a word; marks inside quotation marks, brackets and 《》 do not end it.
fn clause(text: &str, at: &Range<usize>) -> Range<usize> {
    let reached = at.start - before(text, at.start, SENTENCE).len();
    let mut back = marks_back(&text[reached..at.start]);
    let last = back.find(|(_, c)| matches!(c, '。' | '；' | '！' | '？' | '\n' | ';'));
    let sentence_start = last.map_or(reached, |(end, c)| reached + end + c.len_utf8());
    let text = &text[..at.end + behind(text, at.end, SENTENCE).len()];
    let mut start = sentence_start;
    let mut depth = 0_i32;
    for (offset, c) in marks(&text[sentence_start..]) {
        let here = sentence_start + offset;
        depth += match c {
            '“' | '《' | '（' => 1,
            '”' | '》' | '）' => -1,
            _ => 0,
        };
        let ends = CLAUSE_ENDS.contains(&c) && (depth <= 0 || c == '\n');
        if ends && here >= at.end {
            return start..here;
        }
        if ends {
            start = here + c.len_utf8();
        }
    }
    start..text.len()
}

/// Whether a clause is a line of its own that ends without a full stop: a heading.
fn is_heading(case: &Case, clause: &Range<usize>) -> bool {
    let text = case.text.as_str();
    let heading = case.sections.iter().any(|section| section.heading.contains(&clause.start));
    let line = &text[line(text, clause)];
    heading || line.chars().nth(39).is_none() && !line.contains('。')
}

/// The recognitions of a clause that tells of several: each part with a verb of its own that tells of one (获评示范县、被新华社
/// 报道), with the parts that belong to it, and of several typical cases each that ends with 案例.
fn items(
    text: &str,
    clause: &Range<usize>,
    kind: HonourKind,
    kind_of: impl Fn(&Range<usize>) -> Option<HonourKind>,
) -> Vec<(Range<usize>, HonourKind)> {
    let parts = parts(text, clause);
    let cases = kind == HonourKind::TypicalCase && parts.iter().all(|part| text[part.clone()].ends_with("案例"));
    let mut items: Vec<(Range<usize>, Option<HonourKind>)> = Vec::new();
    for part in parts {
        let own = if cases { Some(kind) } else { kind_of(&part) };
        // 通过验收并获评示范院 is one.
        let goes_on = |told| own == told && text[..part.start].ends_with('并') || !has_verb(&text[part.clone()]);
        match items.last_mut() {
            Some((item, told)) if !cases && goes_on(*told) => {
                item.end = part.end;
                *told = told.or_else(|| kind_of(item));
            }
            _ => items.push((part, own)),
        }
    }
    let several = items.len() > 1 && items.iter().all(|(_, own)| own.is_some());
    let whole = vec![(clause.clone(), kind)];
    if several { items.into_iter().filter_map(|(item, own)| Some((item, own?))).collect() } else { whole }
}

/// Whether a part of a clause begins as one that tells of recognition by itself does.
fn has_verb(part: &str) -> bool {
    const BEFORE: [&str; 5] = ["还", "又", "先后", "多次", "相继"];
    const VERBS: [&str; 19] = [
        "获", "荣", "被", "入选", "入围", "得到", "受到", "写入", "写进", "纳入", "列入", "评为", "在全", "向全", "由",
        "作为", "摘得", "夺得", "捧得",
    ];
    let part = BEFORE.iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part);
    VERBS.iter().any(|verb| part.starts_with(verb))
}

/// The parts of a clause between marks of enumeration and before 并, outside quotation marks, brackets and 《》.
fn parts(text: &str, clause: &Range<usize>) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), clause.start, 0_i32);
    for (offset, c) in text[clause.clone()].char_indices() {
        match c {
            '“' | '《' | '（' => depth += 1,
            '”' | '》' | '）' => depth -= 1,
            '、' | '并' if depth <= 0 => {
                parts.push(start..clause.start + offset);
                start = clause.start + offset + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(start..clause.end);
    parts
}

/// Who gave the recognition, as far as the clause names one.
fn giver(clause: &str, kind: HonourKind) -> Option<Range<usize>> {
    // Of two words of one place the longer stands first in the list.
    let markers = GIVEN_BY.iter().filter_map(|word| clause.find(word).map(|at| at..at + word.len()));
    let marker = markers.min_by_key(|at| at.start).map(|at| at.end);
    if kind == HonourKind::Media {
        let end = ["宣传报道", "专题报道", "跟踪报道", "广泛报道", "报道", "刊载", "刊发"]
            .iter()
            .find_map(|word| clause.find(word))?;
        let start = clause[..end].rfind('被').map_or(0, |at| at + "被".len());
        return (start < end && clause.contains('被')).then_some(start..end);
    }
    let start = marker.or_else(|| clause.starts_with("最高").then_some(0))?;
    // 被列为自治区法治政府示范项目 tells of no giver.
    let words = Some(&clause[start..]).filter(|words| !GIVES.iter().any(|verb| words.starts_with(verb)))?;
    let reach = words.find(|c: char| c.is_ascii_digit() || "“‘《年度全十首优典，".contains(c)).unwrap_or(words.len());
    let end = words[..reach].char_indices().rfind(|(_, c)| GIVERS.contains(c)).map(|(at, c)| at + c.len_utf8())?;
    (words[..end].chars().count() <= 20).then_some(start..start + end)
}

/// One telling of each recognition: a later clause that shares most of an earlier one of its kind is left out.
fn drop_repeated(text: &str, found: Vec<HonourMention>) -> Vec<HonourMention> {
    let mut kept: Vec<HonourMention> = Vec::new();
    for mention in found {
        let same = |told: &HonourMention| {
            told.kind == mention.kind && alike(&text[told.at.clone()], &text[mention.at.clone()], 8)
        };
        if !kept.iter().rev().take(RECALL).any(same) {
            kept.push(mention);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::lexicon::Lexicon;
    use crate::model::{CaseKind, Span, Text};

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::builtin().unwrap());

    fn read(text: &str) -> Vec<(HonourKind, String, Option<String>)> {
        let case = Case {
            id: String::new(),
            kind: CaseKind::Case,
            year: None,
            collection: None,
            span: Span::new(0, text.chars().count()),
            text: Text::verbatim(text, 0),
            title: String::new(),
            title_at: 0..0,
            recommended_by: Vec::new(),
            implemented_by: Vec::new(),
            sections: Vec::new(),
        };
        let found = honours(&case, &LEXICON.find(text), &LEXICON.honours);
        found.into_iter().map(|h| (h.kind, text[h.at].to_owned(), h.by.map(|by| text[by].to_owned()))).collect()
    }

    #[test]
    fn recognition_is_told_in_many_ways() {
        use HonourKind::{Award, Endorsement, Legislation, Media, Promotion, TypicalCase};
        let table = [
            ("2023年，该院荣获全国模范法院称号。", Award, "该院荣获全国模范法院称号", None),
            ("该调解室被省司法厅评为优秀调解室。", Award, "该调解室被省司法厅评为优秀调解室", Some("省司法厅")),
            (
                "一起案件入选最高人民法院典型案例。",
                TypicalCase,
                "一起案件入选最高人民法院典型案例",
                Some("最高人民法院"),
            ),
            ("相关做法被写入《某省信访条例》。", Legislation, "相关做法被写入《某省信访条例》", None),
            ("经验做法已在全省复制推广。", Promotion, "经验做法已在全省复制推广", None),
            ("专题报告获省委主要领导批示。", Endorsement, "专题报告获省委主要领导批示", Some("省委")),
            (
                "该做法被《法治日报》、新华社报道。",
                Media,
                "该做法被《法治日报》、新华社报道",
                Some("《法治日报》、新华社"),
            ),
        ];
        for (text, kind, quote, by) in table {
            let expected = vec![(kind, quote.to_owned(), by.map(str::to_owned))];
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_practice_that_others_took_over_is_promoted_wherever_they_are() {
        for text in [
            "这一做法已在云岭、白沙两地的十处码头推广。",
            "相关做法在云岭、白沙等地推广。",
            "该机制已在三个口岸推开。",
            "省司法厅在云岭召开现场会。",
            "省司法厅印发《关于推广云岭“议事亭”做法的通知》。",
            "“附条件放行”做法由海关总署复制推广。",
        ] {
            assert_eq!(
                read(text).iter().map(|(kind, ..)| *kind).collect::<Vec<_>>(),
                [HonourKind::Promotion],
                "{text}"
            );
        }
        assert_eq!(read("区城管局召集各方召开现场会。"), []);
        assert_eq!(read("该队被生态环境部表扬为表现突出集体。")[0].0, HonourKind::Award);
    }

    #[test]
    fn each_typical_case_of_a_list_is_one_honour() {
        let found = read("三起案件入选最高人民检察院典型案例、全省检察机关优秀案例。");
        let quotes: Vec<&str> = found.iter().map(|(_, quote, _)| quote.as_str()).collect();
        assert_eq!(quotes, ["三起案件入选最高人民检察院典型案例", "全省检察机关优秀案例"]);
    }

    #[test]
    fn a_clause_may_tell_of_several_recognitions() {
        use HonourKind::{Award, Media, Promotion, TypicalCase};
        let told = |text: &str| read(text).into_iter().map(|(kind, quote, _)| (kind, quote)).collect::<Vec<_>>();
        let text = "先后获评全国“平安之星”、入选最高法典型案例并在全省复制推广、被《桥头日报》、新华社报道。";
        let expected = [
            (Award, "先后获评全国“平安之星”"),
            (TypicalCase, "入选最高法典型案例"),
            (Promotion, "在全省复制推广"),
            (Media, "被《桥头日报》、新华社报道"),
        ];
        assert_eq!(told(text), expected.map(|(kind, quote)| (kind, quote.to_owned())));
        assert_eq!(told("司法部、省委政法委在全国、全省推广该做法。").len(), 1);
        assert_eq!(told("两个支部合并后荣获全省先进集体、先进个人称号。").len(), 1);
    }

    #[test]
    fn hopes_and_common_words_are_no_recognition() {
        for text in [
            "该模式具有可复制、可推广的价值，可在全国推广应用。",
            "根据领导批示精神开展工作。",
            "我院定期发布典型案例，推动以案释法。",
            "通过自媒体发布普法视频。",
            "将失信企业纳入异常名录。",
            "代理意见被合议庭采纳。",
            "力争到2027年有两个项目入选全国典型案例。",
            "确保年内荣获全省先进集体称号。",
            "对入选全国典型案例的单位，给予奖励。",
            "凡获评省级荣誉的，每项加2分。",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}

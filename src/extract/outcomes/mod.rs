//! Measured results: quantities that report what a practice has brought, with change, earlier value, indicator and period.
//!
//! The grammar of `quantity` finds every number with a unit; a sentence is read around each for the words that speak
//! for or against a result. What they weigh together is learnt from annotated cases (`data/outcome-weights.tsv`).

mod absence;
mod candidate;
mod features;
mod plans;
mod telling;

use candidate::{Candidate, candidates};

use crate::lexicon::{FeaturePart, Found, Lexicon, log_odds, probability};
use crate::model::{Case, OutcomeMention};

/// The results that a case reports, in order of the text.
pub(super) fn outcomes(case: &Case, words: &Found, lexicon: &Lexicon) -> Vec<OutcomeMention> {
    let weights = &lexicon.outcomes.weights;
    let mut found = Vec::new();
    for candidate in candidates(case, words, lexicon) {
        let mut sum = weights.bias();
        candidate.features(case, &mut |kind, value| {
            sum += weights.find(kind.with(FeaturePart::new(value))).map_or(0, |(_, weight)| weight);
        });
        let confidence = probability(log_odds(sum));
        if confidence >= 0.5 || candidate.is_denial() {
            found.push(candidate.mention(confidence.max(0.5)));
        }
    }
    found
}

/// Every quantity of a case that might be a result, with the names of the features that speak for or against it.
#[must_use]
pub fn outcome_candidates(case: &Case, lexicon: &Lexicon) -> Vec<(OutcomeMention, Vec<String>)> {
    let named = |candidate: Candidate<'_>| {
        let mut names = Vec::new();
        candidate.features(case, &mut |kind, value| names.push(format!("{}{value}", kind.text)));
        (candidate.mention(0.0), names)
    };
    candidates(case, &lexicon.find(case.text.as_str()), lexicon).into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::model::{CaseKind, Change, Span, Text};

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::builtin().unwrap());

    /// A text and the value, unit, change and earlier value of each result in it.
    type Row<'a> = (&'a str, &'a [(f64, &'a str, Option<Change>, Option<f64>)]);

    fn read(text: &str) -> Vec<OutcomeMention> {
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
        outcomes(&case, &LEXICON.find(text), &LEXICON)
    }

    #[test]
    fn what_a_place_or_office_is_like_is_no_result() {
        let table: [(&str, &[f64]); 4] = [
            ("该镇下辖23个行政村，常住人口4.6万人，有企业600家。", &[]),
            ("派出所现有民警28名、辅警64名，日均接警35起。", &[]),
            ("全镇户籍人口4.6万人，去年调解纠纷310件。", &[310.0]),
            ("全镇户籍人口4.6万人……2022年以来，调解纠纷310件。", &[310.0]),
        ];
        for (text, expected) in table {
            let found: Vec<f64> = read(text).into_iter().map(|outcome| outcome.value).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn results_are_read_with_value_unit_change_and_earlier_value() {
        use Change::{Decrease, Increase};
        let up = Some(Increase);
        let down = Some(Decrease);
        let table: &[Row<'_>] = &[
            ("截至2024年底，该中心累计化解矛盾纠纷2316件。", &[(2316.0, "件", None, None)]),
            ("平均办理时限由15个工作日压缩至4个工作日。", &[(4.0, "个工作日", None, Some(15.0))]),
            ("今年以来，行政复议案件数量同比下降12.6%。", &[(12.6, "%", down, None)]),
            ("全年审结破产案件86件，同比增长23%。", &[(86.0, "件", None, None), (23.0, "%", up, None)]),
            ("调解成功率达到97.5%。", &[(97.5, "%", None, None)]),
            ("已为120余家企业追回货款3.4亿元。", &[(120.0, "家", None, None), (340_000_000.0, "元", None, None)]),
            ("累计开展法律咨询560场、法治讲座43场。", &[(560.0, "场", None, None), (43.0, "场", None, None)]),
            ("民事案件和商事案件分别下降8%和11%。", &[(8.0, "%", down, None), (11.0, "%", down, None)]),
            ("刑事、治安案件大幅下降，降幅分别为28%和9%。", &[(28.0, "%", down, None), (9.0, "%", down, None)]),
            ("办件量增长明显，增幅为15%。", &[(15.0, "%", up, None)]),
            (
                "共发出检察建议35份，挽回国有财产损失两千余万元。",
                &[(35.0, "份", None, None), (20_000_000.0, "元", None, None)],
            ),
            ("帮助企业节约成本近千万元。", &[(10_000_000.0, "元", down, None)]),
            ("调解纠纷63件，没有发生一起上访事件。", &[(63.0, "件", None, None), (0.0, "起", None, None)]),
            ("今年以来，56件积案已化解51件。", &[(51.0, "件", None, None)]),
            ("目前已聘请来自17个国家的45名调解员。", &[(45.0, "名", None, None)]),
            ("受理率比去年同期高出6.4个百分点。", &[(6.4, "个百分点", up, None)]),
            ("平均通关时间由2小时压缩至35分钟。", &[(35.0, "分钟", None, Some(120.0))]),
            ("登记金额从2021年的3亿元增至2024年的5亿元。", &[(500_000_000.0, "元", None, Some(300_000_000.0))]),
            ("全年减少上门检查260次。", &[(260.0, "次", down, None)]),
            ("受理申诉52件，无一上访。", &[(52.0, "件", None, None), (0.0, "件", None, None)]),
            ("全年未发生较大以上群体性事件。", &[(0.0, "起", None, None)]),
            ("群体性事件零发生。", &[(0.0, "起", None, None)]),
            ("历年信访积案全部清零。", &[(0.0, "件", None, None)]),
            ("全年溺水人数为零。", &[(0.0, "人", None, None)]),
            (
                "凭未来的订单作担保，两年来为36家企业融资2.5亿元。",
                &[(36.0, "家", None, None), (250_000_000.0, "元", None, None)],
            ),
            ("抽检不合格率降至千分之二。", &[(0.2, "%", None, None)]),
            ("上诉案件比前年的2160件下降7.5%。", &[(7.5, "%", down, None)]),
            ("全年结案率高于全市平均6.2个百分点。", &[(6.2, "个百分点", up, None)]),
            ("信访件较上年减少214件。", &[(214.0, "件", down, None)]),
            ("审批时间由原来的12天缩短到目前的3天。", &[(3.0, "天", None, Some(12.0))]),
            ("核验用时从3个月压缩至9天。", &[(9.0, "天", None, Some(90.0))]),
            ("答复时间由一周缩短至2天。", &[(2.0, "天", None, Some(7.0))]),
            ("欠薪投诉从17件降至零。", &[(0.0, "件", None, Some(17.0))]),
            (
                "办结率由2021年的71.2%提升至89.4%，满意率达到93.7%。",
                &[(89.4, "%", None, Some(71.2)), (93.7, "%", None, None)],
            ),
            ("跑动次数由5次减少到最多1次。", &[(1.0, "次", None, Some(5.0))]),
            ("全镇连续四年无一起命案。", &[(0.0, "起", None, None)]),
            ("全年行政诉讼零败诉。", &[(0.0, "件", None, None)]),
            ("重大火灾事故均未发生。", &[(0.0, "起", None, None)]),
            ("发出司法建议14份。为商户编写合规手册14份。", &[(14.0, "份", None, None), (14.0, "份", None, None)]),
            ("全年调解纠纷834件。834件纠纷全部办结。", &[(834.0, "件", None, None)]),
        ];
        for (text, expected) in table {
            let found: Vec<_> = read(text).into_iter().map(|o| (o.value, o.unit, o.change, o.from)).collect();
            let expected: Vec<_> = expected.iter().map(|&(v, u, c, f)| (v, u.to_owned(), c, f)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_plan_goes_on_to_the_end_of_its_paragraph() {
        let text = "全年化解纠纷612件。\n下一步，将加大力度。一是新建驿站28个。二是培训骨干430名。\n按照工作计划，全年培训调解员95名。\n目标任务完成较好。全年走访企业74家。";
        let values: Vec<_> = read(text).into_iter().map(|o| o.value).collect();
        assert_eq!(values, [612.0, 95.0, 74.0]);
    }

    #[test]
    fn the_noun_of_a_number_is_told_whole_and_its_own() {
        let table: &[(&str, &[&str])] = &[
            ("受理申请：538件\n调解成功：497件", &["受理申请", "调解成功"]),
            ("受理申请：538件调解成功：497件", &["受理申请", "调解成功"]),
            ("立案数：538件、结案数：497件。", &["立案数", "结案数"]),
            ("纠正违法行为72起。", &["纠正违法行为"]),
            ("和解结案81件。", &["和解结案"]),
            ("全年共办结案件3260件，和追回欠薪78万元。", &["办结案件", "追回欠薪"]),
            ("群众满意率为98%。", &["群众满意率"]),
            ("审结商事案件1,420件，较上年增长8.3%。", &["审结商事案件", "审结商事案件"]),
            ("信访总量与去年同期相比下降17%。", &["信访总量"]),
            ("较大事故下降17%。", &["较大事故"]),
            ("全年办结64件复议案件、27件诉讼案件。", &["办结复议案件", "诉讼案件"]),
            ("开展法律咨询64场、法治宣讲27场。", &["开展法律咨询", "法治宣讲"]),
        ];
        for (text, expected) in table {
            let found: Vec<_> = read(text).into_iter().map(|o| o.indicator).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn the_time_that_a_result_covers_is_told_in_full() {
        let table = [
            ("今年7月以来，共化解纠纷118件。", Some("今年7月以来")),
            ("截至今年9月，共化解纠纷118件。", Some("截至今年9月")),
            ("2022年至2024年，共化解纠纷118件。", Some("2022年至2024年")),
            ("2021年至今，共化解纠纷118件。", Some("2021年至今")),
            ("近五年来，共化解纠纷118件。", Some("近五年来")),
            ("1-10月，共化解纠纷118件。", Some("1-10月")),
            ("化解纠纷118件，同比多出两成。", None),
            ("化解率较2022年提高12%。", None),
        ];
        for (text, expected) in table {
            let period = read(text).into_iter().next().and_then(|o| o.period);
            assert_eq!(period.map(|at| &text[at]), expected, "{text}");
        }
    }

    #[test]
    fn dates_plans_designs_and_prizes_are_no_results() {
        let table = [
            "2021年3月，区司法局在15楼召开会议。",
            "构建“1+4+N”调解网络，形成三级联动、四方参与的格局。",
            "预计到2027年将建成调解室200个。",
            "依据《土地管理法》第四十六条第二款。",
            "其中3件案例入选全省典型案例。",
            "由一名法官、两名陪审员组成合议庭。",
            "超过4日未办的亮红灯提示。",
            "40人以上的群体性纠纷由县里办理。",
            "对标的额5万元以下、事实清楚的纠纷，当场处理。",
            "凡涉及10人以上集体欠薪，启动快速通道。",
            "经营者拒赔的，单笔赔付不超过5000元。",
            "今年前7个月，行动开展四个多月。",
            "服务热线24小时接听。",
            "协调员36小时内答复。",
            "村干部每月入户三次。",
            "对同一企业检查不超过两次。",
            "2024年底前检查次数下降25%。",
            "立案、调解、执行三项工作同步推进。",
            "这一做法已在全省9个县推开。",
            "对一月内被投诉满4次的予以约谈。",
            "办理时间由6个工作日压缩至当天。",
            "点亮万家灯火，守护千家万户。",
            "反映的问题五花八门。",
            "培训班学员平均年龄42岁。",
            "举办者须提前十五天公告。",
            "其中三件必须当场答复。",
            "以各镇和20家企业为成员单位。",
            "工作人员去过一趟外地。",
        ];
        for text in table {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_result_tells_what_was_measured_when_and_in_which_words() {
        let table = [
            (
                "截至2025年6月底，工作站累计受理劳动争议318件，调解成功率为91.2%。",
                "受理劳动争议",
                Some("截至2025年6月底"),
                "工作站累计受理劳动争议318件",
            ),
            ("2023年以来，信访量下降四成。", "信访量", Some("2023年以来"), "信访量下降四成"),
            ("推动审理周期从88天缩短到52天。", "审理周期", None, "推动审理周期从88天缩短到52天"),
        ];
        for (text, indicator, period, quote) in table {
            let first = read(text).into_iter().next().unwrap();
            assert!(first.indicator.ends_with(indicator), "{text}: {}", first.indicator);
            assert_eq!(first.period.map(|at| &text[at]), period, "{text}");
            assert_eq!(&text[first.at], quote, "{text}");
        }
    }

    #[test]
    fn each_number_behind_respectively_belongs_to_its_own_thing() {
        let text = "全年受理申请400件，办结380件，分别增长5%和9%。";
        let shares: Vec<_> = read(text).into_iter().filter(|o| o.unit == "%").map(|o| o.indicator).collect();
        assert_eq!(shares.len(), 2);
        assert!(shares[0].contains("受理申请") && shares[1].contains("办结"), "{shares:?}");
    }
}

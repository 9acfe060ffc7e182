//! Units and places from text to record: abbreviations, lists, back-references, roles, areas. The sentences are the
//! tests' own.

use std::sync::OnceLock;

use anpu::lexicon::Lexicon;
use anpu::model::{Document, MediaType, Record, Source, UnitRole, squeeze};
use anpu::pipeline;

fn record(text: &str) -> Record {
    let source = Source { file: "t.txt".into(), sha256: String::new(), media_type: MediaType::Text };
    let document = Document { id: "t".into(), source, text: text.into() };
    let mut records = pipeline::records(&document, lexicon());
    assert_eq!(records.len(), 1, "{text}");
    records.remove(0)
}

/// One lexicon for all tests, since reading it takes a while.
fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::builtin().unwrap())
}

fn names(record: &Record) -> Vec<&str> {
    record.units.iter().map(|unit| unit.name.as_str()).collect()
}

/// Checks the names of the units of each text, in its order.
fn each_names(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        assert_eq!(names(&record(text)), *expected, "{text}");
    }
}

#[test]
fn abbreviations_take_their_official_names_from_the_place_of_the_case() {
    each_names(&[
        (
            "上海市松江区有新做法。区市监局与区检察院商定规则，区委依法治区办督促。",
            &["上海市松江区市场监督管理局", "上海市松江区人民检察院", "中共上海市松江区委全面依法治区委员会办公室"],
        ),
        (
            "上海法治观察：市三中院、市检三分院、市高院一起研究，市委政法委听取了汇报。",
            &["上海市第三中级人民法院", "上海市人民检察院第三分院", "上海市高级人民法院", "中共上海市委政法委员会"],
        ),
        (
            "浙江省嘉善县税务局与县公安局走访企业，县法院设点。",
            &["国家税务总局嘉善县税务局", "嘉善县公安局", "浙江省嘉善县人民法院"],
        ),
        (
            "苏州市吴江区的公安分局与吴江法院、盛泽镇政府会商。",
            &["苏州市公安局吴江分局", "江苏省苏州市吴江区人民法院", "苏州市吴江区盛泽镇人民政府"],
        ),
        (
            "西藏自治区林芝市巴宜区检察院向自治区高级人民法院、市中院通报。",
            &["西藏自治区林芝市巴宜区人民检察院", "西藏自治区高级人民法院", "西藏自治区林芝市中级人民法院"],
        ),
        (
            "海南省公安厅会同省高院、三亚市司法局、海口海关部署。",
            &["海南省公安厅", "海南省高级人民法院", "三亚市司法局", "中华人民共和国海口海关"],
        ),
        (
            "虹口区欧阳路街道挂牌，团区委、区妇联、民盟区委到场，上海市虹口区设点。",
            &[
                "上海市虹口区人民政府欧阳路街道办事处",
                "中国共产主义青年团上海市虹口区委员会",
                "上海市虹口区妇女联合会",
                "中国民主同盟上海市虹口区委员会",
            ],
        ),
        (
            "上海市公安局静安分局与国家税务总局上海市静安区税务局、上海证监局、上海金融监管局会签。",
            &[
                "上海市公安局静安分局",
                "国家税务总局上海市静安区税务局",
                "中国证券监督管理委员会上海监管局",
                "国家金融监督管理总局上海监管局",
            ],
        ),
    ]);
}

#[test]
fn lists_hand_their_places_on() {
    let table: &[(&str, &[&str])] = &[
        (
            "上海市金山区试点。区法院、检察院、司法局共同签字。",
            &["上海市金山区人民法院", "上海市金山区人民检察院", "上海市金山区司法局"],
        ),
        ("常州、泰州等市司法局、律师协会来访。", &["常州市司法局", "泰州市司法局", "常州市律师协会", "泰州市律师协会"]),
        (
            "青浦、吴江、嘉善法院联合发布。上海市青浦区牵头。",
            &["上海市青浦区人民法院", "江苏省苏州市吴江区人民法院", "浙江省嘉善县人民法院"],
        ),
        (
            "上海市闵行区试行，江川路、古美路街道先试。",
            &["上海市闵行区人民政府江川路街道办事处", "上海市闵行区人民政府古美路街道办事处"],
        ),
        (
            "上海市宝山区有新做法。宝山区罗店镇取经，金山区枫泾镇、石化街道、亭林派出所介绍后，大场镇先行先试。",
            &[
                "上海市宝山区罗店镇人民政府",
                "上海市金山区枫泾镇人民政府",
                "上海市金山区人民政府石化街道办事处",
                "上海市公安局金山分局亭林派出所",
                "上海市宝山区大场镇人民政府",
            ],
        ),
        (
            "江苏省常州市武进区取经。江阴市法院周庄人民法庭、华士人民法庭，江阴市公安局刑侦大队和网安大队介绍。",
            &[
                "江苏省江阴市人民法院周庄人民法庭",
                "江苏省江阴市人民法院华士人民法庭",
                "江阴市公安局刑侦大队",
                "江阴市公安局网安大队",
            ],
        ),
    ];
    for (text, expected) in table {
        let record = record(text);
        let mut found = names(&record);
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn places_that_are_counted_have_a_body_each() {
    let record = record("江苏省苏州市有新做法。张家港、太仓两市法院，以及昆山和常熟两地检察院参加了会商。");
    let wanted = ["江苏省张家港市人民法院", "江苏省太仓市人民法院", "江苏省昆山市人民检察院", "江苏省常熟市人民检察院"];
    for name in wanted {
        assert!(names(&record).contains(&name), "{name}: {:?}", names(&record));
    }
}

#[test]
fn a_list_may_be_closed_by_any_number_or_by_what_its_places_are() {
    let closings = ["三市司法局", "等三市司法局", "等3市司法局", "等地司法局", "等县（市、区）司法局", "等县市司法局"];
    for closing in closings {
        let found = record(&format!("江苏省泰州市有新做法。靖江、泰兴、兴化{closing}派员学习，三级法院支持。"));
        assert_eq!(names(&found), ["靖江市司法局", "泰兴市司法局", "兴化市司法局"], "{closing}");
    }
}

#[test]
fn a_street_may_bear_the_name_of_a_county_and_is_known_by_its_short_word_too() {
    each_names(&[
        ("四川省成都市武侯区有新做法。玉林街道办设点。", &["成都市武侯区人民政府玉林街道办事处"]),
        (
            "辽宁省大连市中山区有新做法。海西路街道、太平庄街道设点，南山街道跟进，中山区街道没有。",
            &[
                "大连市中山区人民政府海西路街道办事处",
                "大连市中山区人民政府太平庄街道办事处",
                "大连市中山区人民政府南山街道办事处",
            ],
        ),
        ("浙江省德清县有新做法。东海西路街道设点。", &["德清县人民政府东海西路街道办事处"]),
    ]);
}

#[test]
fn the_bare_words_of_statutes_are_no_one_bodys() {
    let text = "浙江省桐乡市有新做法。桐乡市人民法院、市人民检察院宣讲：可向人民法院起诉，由人民检察院监督，\
                由县级以上人民政府组织；人民法院、人民检察院分工负责，两级检察院都要执行。";
    let found = record(text);
    assert_eq!(names(&found), ["浙江省桐乡市人民法院", "浙江省桐乡市人民检察院"]);
    assert!(found.units.iter().all(|unit| unit.evidence.len() == 1), "{:?}", found.units);
}

#[test]
fn a_company_with_a_place_in_brackets_has_its_whole_name() {
    let found = record("江苏省如皋市有新做法。阿里巴巴（中国）有限公司、南通市第三人民医院、南通市企业家协会签约。");
    assert_eq!(names(&found), ["阿里巴巴（中国）有限公司", "南通市第三人民医院", "南通市企业家协会"]);
}

#[test]
fn lists_that_a_number_or_an_and_so_on_closes_have_a_unit_for_each_member() {
    each_names(&[
        (
            "广东省有新做法。广州、北海等海事法院开通平台，大连、长春海关签署备忘录。",
            &["广州海事法院", "北海海事法院", "中华人民共和国大连海关", "中华人民共和国长春海关"],
        ),
        (
            "西安市碑林区有新做法。在南院门、柏树林等8个街道设点。",
            &["西安市碑林区人民政府南院门街道办事处", "西安市碑林区人民政府柏树林街道办事处"],
        ),
        ("山东省荣成市有新做法。由协会、人民调解员、石岛人民法庭轮流值守。", &["山东省荣成市人民法院石岛人民法庭"]),
        ("宁夏有新做法。联合甘肃省靖远县、青海省格尔木市司法局签约。", &["靖远县司法局", "格尔木市司法局"]),
    ]);
}

#[test]
fn what_follows_a_name_does_not_take_its_last_character() {
    let text = "山东省沂水县有新做法。县公安局部署行动，县司法局面向群众，县法院落实机制，高庄派出所有民警五名，\
                中国农业银行为企业放贷，县人社局驻中心人员和县律师协会会商。";
    let expected = [
        "沂水县公安局",
        "沂水县司法局",
        "山东省沂水县人民法院",
        "沂水县公安局高庄派出所",
        "中国农业银行",
        "沂水县人力资源和社会保障局",
        "沂水县律师协会",
    ];
    assert_eq!(names(&record(text)), expected);
}

#[test]
fn a_place_whose_noun_begins_the_words_of_a_body_gives_it_up() {
    let found = record("江苏省有新做法。昆山市场监管局到场，无锡、常州两市市场监管部门协作。张家港市政府支持。");
    let expected = ["昆山市市场监督管理局", "无锡市市场监督管理局", "常州市市场监督管理局", "张家港市人民政府"];
    assert_eq!(names(&found), expected);
}

#[test]
fn a_branch_is_that_of_the_body_of_which_the_text_speaks() {
    each_names(&[
        (
            "山东省潍坊市有新做法。潍坊市生态环境局派员，昌乐、寿光等分局组队。",
            &["潍坊市生态环境局", "潍坊市生态环境局昌乐分局", "潍坊市生态环境局寿光分局"],
        ),
        ("潍坊市有新做法。潍坊市公安局派员，寒亭分局组队。", &["潍坊市公安局", "潍坊市公安局寒亭分局"]),
        (
            "潍坊市有新做法。潍坊市公安局与市生态环境局坊子分局、坊子区自然资源和规划分局会签。",
            &["潍坊市公安局", "潍坊市生态环境局坊子分局", "潍坊市自然资源和规划局坊子分局"],
        ),
    ]);
}

#[test]
fn words_before_the_name_of_a_street_that_stands_elsewhere_are_no_part_of_it() {
    each_names(&[
        (
            "虹口区欧阳路街道办事处推进调解。这件事成了今年春天欧阳路街道最牵动人心的一件事。",
            &["上海市虹口区人民政府欧阳路街道办事处"],
        ),
        (
            "虹口区法院与欧阳路街道会商，由社区上报街道，街道统筹。",
            &["上海市虹口区人民法院", "上海市虹口区人民政府欧阳路街道办事处"],
        ),
    ]);
}

#[test]
fn verbs_and_common_words_end_the_name_before_them() {
    each_names(&[
        ("虹口区司法局共建旅游纠纷人民调解委员会。", &["上海市虹口区司法局"]),
        ("天津海事法院依法审理国际多中心临床试验案，受到外国驻华使馆致谢。", &["天津海事法院"]),
        ("虹口区人民检察院设知识产权检察办公室。", &["上海市虹口区人民检察院"]),
        ("每月由金寨县委常委、政法委书记召集会议。金寨县司法局参与。", &["中共金寨县委政法委员会", "金寨县司法局"]),
        ("由苏木镇司法所抽调人员。西乌珠穆沁旗司法局负责。", &["西乌珠穆沁旗司法局"]),
        ("与中国海事仲裁委员会天津分会共建。", &["中国海事仲裁委员会天津分会"]),
        (
            "厦门市税务局在思明、湖里2个区税务局设立专岗。",
            &["国家税务总局厦门市税务局", "国家税务总局厦门市思明区税务局", "国家税务总局厦门市湖里区税务局"],
        ),
    ]);
}

#[test]
fn the_second_sign_of_an_office_in_brackets_is_no_other_unit() {
    let found = record("江西省赣州市有新做法。赣州市市场监管局（市知识产权局）与市委宣传部（市版权局）发文。");
    assert_eq!(names(&found), ["赣州市市场监督管理局", "中共赣州市委宣传部"]);
    assert_eq!(found.units[0].surfaces, ["赣州市市场监管局", "市知识产权局"]);
    let found = record("浙江省玉环市有新做法。市海洋经济发展局（市水利局）发文，市水利局巡河。");
    assert_eq!(names(&found), ["玉环市海洋经济发展局", "玉环市水利局"]);
}

#[test]
fn banners_leagues_and_farms_have_their_own_bodies() {
    each_names(&[
        (
            "内蒙古自治区锡林郭勒盟西乌珠穆沁旗有新做法。盟农牧局、产业联盟、旗农牧局、浩勒图高勒苏木政府、呼和诺尔镇到场。",
            &[
                "锡林郭勒盟农牧局",
                "西乌珠穆沁旗农牧局",
                "西乌珠穆沁旗浩勒图高勒苏木人民政府",
                "西乌珠穆沁旗呼和诺尔镇人民政府",
            ],
        ),
        ("黑龙江省有新做法。建三江人民法院与省检察院会签。", &["黑龙江省建三江人民法院", "黑龙江省人民检察院"]),
        ("新疆阿克苏地区温宿县有新做法。地区中级人民法院指导。", &["新疆维吾尔自治区阿克苏地区中级人民法院"]),
        ("吉林省长春市有新做法。省市场监管厅指导。", &["吉林省市场监督管理厅"]),
    ]);
}

#[test]
fn towns_are_units_but_not_where_they_only_tell_where_a_village_lies() {
    let found = record("福建省长汀县有新做法。新桥镇、河田镇建立例会，铁长乡也加入。各镇、乡镇和古城镇井头村没有。");
    assert_eq!(names(&found), ["长汀县新桥镇人民政府", "长汀县河田镇人民政府", "长汀县铁长乡人民政府"]);
}

#[test]
fn parts_of_universities_and_ministries_belong_to_their_names() {
    let found = record("四川大学建筑与环境学院、国家药监局化妆品监管司和公安部法制局来访。");
    assert_eq!(
        names(&found),
        ["四川大学建筑与环境学院", "国家药品监督管理局化妆品监管司", "中华人民共和国公安部法制局"]
    );
}

#[test]
fn a_joining_word_before_a_county_is_no_county() {
    let found = record("云南省祥云县有新做法。县司法局会同县委宣传部、县民政局和县水务局会商。");
    assert_eq!(names(&found), ["祥云县司法局", "中共祥云县委宣传部", "祥云县民政局", "祥云县水务局"]);
    let club = record("甘肃省榆中县有新做法。榆中县法院和县百合种植协会参加。");
    assert_eq!(names(&club), ["甘肃省榆中县人民法院", "榆中县百合种植协会"]);
    let county = record("安徽省马鞍山市和县有新做法。安徽省和县人民法院与县司法局会签。");
    assert_eq!(names(&county), ["安徽省和县人民法院", "和县司法局"]);
}

#[test]
fn verbs_years_and_words_that_end_like_a_town_name_none() {
    let text = "福建省长汀县有新做法。报告分送镇政府，冰镇酸梅汤送到工地。二十三年司法所生涯，寨子离派出所很远。他来坐镇，更多街道跟进。";
    assert_eq!(names(&record(text)), Vec::<String>::new());
    let found = record("上海市静安区有新做法。静安区青少年活动中心和静安区少年宫参与。");
    assert!(names(&found).iter().any(|name| name.contains("青少年活动中心")), "{:?}", names(&found));
}

#[test]
fn offices_of_a_street_or_town_are_its_own_where_the_case_is_about_one() {
    let text = "上海市虹口区欧阳路街道设立议事桌，司法所、城建中心轮流值守，街道综治中心派单，各街道党工委观摩。";
    let found = record(text);
    let wanted = [
        "上海市虹口区司法局欧阳路司法所",
        "上海市虹口区欧阳路街道城市建设管理事务中心",
        "上海市虹口区欧阳路街道社会治安综合治理中心",
    ];
    for name in wanted {
        assert!(names(&found).contains(&name), "{name}: {:?}", names(&found));
    }
    assert!(!names(&found).iter().any(|name| name.contains("工作委员会")), "{:?}", names(&found));
    let named = record("上海市虹口区有新做法。欧阳路街道综治中心派单，欧阳路司法所与嘉兴路街道综治中心轮流值守。");
    assert!(names(&named).contains(&wanted[0]) && names(&named).contains(&wanted[2]), "{:?}", names(&named));
    let two = record("上海市虹口区欧阳路街道、嘉兴路街道设立议事桌，司法所、城建中心轮流值守。");
    assert_eq!(two.units.len(), 2, "{:?}", names(&two));
}

#[test]
fn cities_of_a_countys_rank_banners_and_railways_have_their_bodies() {
    each_names(&[
        (
            "浙江省诸暨市司法局与市法院、市公安局和枫桥派出所共建，诸暨市推广。",
            &["诸暨市司法局", "浙江省诸暨市人民法院", "诸暨市公安局", "诸暨市公安局枫桥派出所"],
        ),
        (
            "内蒙古东乌珠穆沁旗公安局与旗检察院、旗司法局巡回。",
            &["东乌珠穆沁旗公安局", "内蒙古自治区东乌珠穆沁旗人民检察院", "东乌珠穆沁旗司法局"],
        ),
        (
            "银川市兴庆区、金凤区审批服务管理局设窗，自治区党委改革办指导。",
            &[
                "银川市兴庆区审批服务管理局",
                "银川市金凤区审批服务管理局",
                "中共宁夏回族自治区委员会全面深化改革委员会办公室",
            ],
        ),
        (
            "西安市灞桥区召集区城管局、西安铁路公安处、陕西省人民检察院西安铁路运输分院会商。",
            &["西安市灞桥区城市管理局", "西安铁路公安处", "陕西省人民检察院西安铁路运输分院"],
        ),
    ]);
}

#[test]
fn zones_have_bodies_of_their_own_and_lie_in_a_division() {
    let table: &[(&str, &[&str], &str)] = &[
        (
            "苏州工业园区人民法院推出新办法。园区法院会同园区司法局回访，苏州工业园区湖西街道设点。",
            &["江苏省苏州工业园区人民法院", "苏州工业园区司法局", "苏州工业园区湖西街道办事处"],
            "江苏省苏州市",
        ),
        (
            "合肥市推进改革，高新区市场监管局与合肥高新区公安分局在合肥高新区设窗口，高新区管委会支持。",
            &[
                "合肥高新技术产业开发区市场监督管理局",
                "合肥市公安局高新技术产业开发区分局",
                "合肥高新技术产业开发区管理委员会",
            ],
            "安徽省合肥市",
        ),
        ("天津市滨海新区推进改革，新区市场监管局设窗口。", &["天津市滨海新区市场监督管理局"], "天津市滨海新区"),
        // A city without such a zone in the table, and a committee that no zone explains.
        (
            "和田市推进改革，园区市场监管局设窗口，园区管委会支持。",
            &["园区市场监管局"],
            "新疆维吾尔自治区和田地区和田市",
        ),
        // The district of which a zone is a part is what 区 means.
        (
            "青岛西海岸新区推进改革，区司法局培训，青岛市黄岛区人民法院设点。",
            &["青岛市黄岛区司法局", "山东省青岛市黄岛区人民法院"],
            "山东省青岛市黄岛区",
        ),
        (
            "新疆兵团第八师石河子市司法局下沉连队。",
            &["新疆生产建设兵团第八师石河子市司法局"],
            "新疆维吾尔自治区石河子市",
        ),
        ("上海市叠石桥市场管理委员会挂牌。", &["上海市叠石桥市场管理委员会"], "上海市"),
    ];
    for (text, expected, place) in table {
        let record = record(text);
        assert_eq!(names(&record), *expected, "{text}");
        assert_eq!(record.places, [*place], "{text}");
    }
}

#[test]
fn words_that_stand_for_a_unit_join_its_other_mentions() {
    let record = record(
        "标题\n\n推荐单位：市公安局\n\n实施单位：市公安局\n\n上海全市推行。市局牵头，我局各部门跟进，黄浦区局先试。",
    );
    let police = record.units.iter().find(|unit| unit.name == "上海市公安局").unwrap();
    assert_eq!(police.surfaces, ["市公安局", "市局", "我局"]);
    assert!(names(&record).contains(&"上海市公安局黄浦分局"), "{:?}", names(&record));
}

#[test]
fn short_names_that_the_text_introduces_are_known_from_there_on() {
    let record = record("上海浦江智造科技有限公司（以下简称“浦江智造”）起诉。法院支持浦江智造的请求。");
    assert_eq!(names(&record), ["上海浦江智造科技有限公司"]);
    assert_eq!(record.units[0].surfaces, ["上海浦江智造科技有限公司", "浦江智造"]);
}

#[test]
fn what_names_no_unit_is_left_out() {
    for text in [
        "各区法院、相关部门和金融机构参加，企业通过一网通办办理。",
        "城市管理水平提高，社区服务中心和市中心更热闹，委托律师办理。",
        "全市法院审理案件，上海法院干警学习《上海市司法局工作办法》。",
        "湖北省委书记作出批示，全国模范人民调解委员会和乡镇（街道）司法所受到表彰。",
        "政府采购和政府部门的改革让市场主体受益，每家公司都满意。",
        "榆中县素有“百年药乡”之称，榆中县争创“人民满意派出所”，榆中县办理点在登记地市场监管所。",
    ] {
        assert_eq!(names(&record(text)), [""; 0], "{text}");
    }
}

#[test]
fn organisations_of_open_classes_are_found_by_their_last_word() {
    each_names(&[
        ("上海市破产管理人协会到场。", &["上海市破产管理人协会"]),
        ("联合市银行同业公会研讨，上海市支持。", &["上海市银行同业公会"]),
        ("江苏恒远重工股份有限公司、北京市明德律师事务所参加。", &["江苏恒远重工股份有限公司", "北京市明德律师事务所"]),
        ("消息由新华社、《人民法院报》和《浦江时报》报道。", &["新华通讯社", "人民法院报", "浦江时报"]),
        ("盒马、携程、云栈、朗逸等企业签约。", &["盒马", "携程", "云栈", "朗逸"]),
        (
            "天津市引入中远海运船员管理有限公司天津分公司、天津东疆保税区管委会。",
            &["中远海运船员管理有限公司天津分公司", "天津东疆综合保税区管理委员会"],
        ),
        ("长沙市注册税务师协会与长沙农村商业银行参加。", &["长沙市注册税务师协会", "长沙农村商业银行"]),
        ("广西东兴市商务和口岸管理局、平安湖南建设领导小组发文。", &["东兴市商务和口岸管理局", "平安湖南建设领导小组"]),
        ("复旦大学法学院与华东政法大学合办。", &["复旦大学法学院", "华东政法大学"]),
    ]);
}

#[test]
fn the_header_says_who_recommends_and_who_carries_out() {
    let record = record(
        "案例1：某做法\n\n推荐单位：普陀区委依法治区办\n\n实施单位：普陀区司法局、真如镇街道\n\n上海市普陀区有序推进。",
    );
    assert_eq!(record.recommended_by, ["中共上海市普陀区委全面依法治区委员会办公室"]);
    assert_eq!(record.implemented_by, ["上海市普陀区司法局", "上海市普陀区人民政府真如镇街道办事处"]);
    assert_eq!(record.places, ["上海市普陀区"]);
    let role = |name: &str| record.units.iter().find(|unit| unit.name == name).map(|unit| unit.role);
    assert_eq!(role("上海市普陀区司法局"), Some(UnitRole::Implementer));
    assert_eq!(role("中共上海市普陀区委全面依法治区委员会办公室"), Some(UnitRole::Recommender));
}

#[test]
fn a_branch_named_after_its_place_lies_there() {
    let table = [
        ("天津市规划和自然资源局滨海新区分局", "天津市滨海新区"),
        ("苏州市公安局交通警察支队吴江大队", "江苏省苏州市吴江区"),
        ("中国人民银行徐州市分行", "江苏省徐州市"),
        ("苏州市生态环境局执法支队", "江苏省苏州市"),
    ];
    for (unit, place) in table {
        let text = format!("案例1：某做法\n\n推荐单位：某某\n\n实施单位：{unit}\n\n我局推出新办法。");
        assert_eq!(record(&text).places, [place], "{unit}");
    }
}

#[test]
fn without_a_header_the_text_shows_who_carries_out_and_where() {
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "奉贤区卫健委推出新办法。奉贤区卫健委上门服务，联合区经委培训。",
            &["上海市奉贤区卫生健康委员会"],
            &["上海市奉贤区"],
        ),
        ("静安区推进信用建设，静安区企业获益。", &[], &["上海市静安区"]),
        (
            "江苏省苏州市吴江区人民检察院办理案件。吴江区检察院听证。",
            &["江苏省苏州市吴江区人民检察院"],
            &["江苏省苏州市吴江区"],
        ),
        ("海南省高级人民法院发布规则，三亚、儋州试行。", &["海南省高级人民法院"], &["海南省"]),
        // Two cities of one province have a district of this name.
        (
            "鞍山市铁西区人民检察院设立窗口，铁西区检察院回访。",
            &["辽宁省鞍山市铁西区人民检察院"],
            &["辽宁省鞍山市铁西区"],
        ),
    ];
    for (text, implementers, places) in table {
        let record = record(text);
        assert_eq!(record.implemented_by, *implementers, "{text}");
        assert_eq!(record.places, *places, "{text}");
    }
}

#[test]
fn regions_that_act_together_are_areas_of_the_case_and_others_are_not() {
    let table: &[(&str, &[&str])] = &[
        ("上海市人民检察院牵头建立沪苏浙皖联防联控协作机制。", &["上海市", "江苏省", "浙江省", "安徽省"]),
        ("上海市长宁区人民法院与杭州市余杭区建立跨省协作机制。", &["上海市长宁区", "浙江省杭州市余杭区"]),
        (
            "松江区司法局主办，长三角城市（松江、嘉兴、杭州）共同召开联席会议，推进协作。上海市松江区受益。",
            &["上海市松江区", "浙江省嘉兴市", "浙江省杭州市"],
        ),
        ("上海市虹口区人民法院借鉴苏浙经验，赴广东省学习。", &["上海市虹口区"]),
        ("上海市长宁区人民法院接下来要与杭州市余杭区建立协作机制。", &["上海市长宁区"]),
        ("上海市长宁区人民法院与杭州师范大学共同建立协作机制。", &["上海市长宁区"]),
    ];
    for (text, places) in table {
        assert_eq!(record(text).places, *places, "{text}");
    }
}

#[test]
fn what_stands_at_an_evidence_span_is_a_surface() {
    let text = "标题一\n\n推荐单位：\u{3000}闵行区 检察院\n\n上海市闵行区检察\n院与区法院、公安分局会商，常州、泰州等市司法局来访。";
    let record = record(text);
    assert!(record.units.len() >= 5, "{:?}", names(&record));
    let chars: Vec<char> = text.chars().collect();
    for unit in &record.units {
        for span in &unit.evidence {
            let at: String = chars[span.start..span.end].iter().collect();
            assert!(unit.surfaces.iter().any(|surface| *surface == squeeze(&at)), "{}: {at}", unit.name);
        }
    }
}

#[test]
fn a_unit_that_no_place_explains_is_reported_and_left_out() {
    let record = record("区法院审理此案。");
    assert_eq!(names(&record), [""; 0]);
    assert!(record.diagnostics.iter().any(|diagnostic| diagnostic.code == "unresolved-unit"));
}

#[test]
fn authorities_tell_system_and_jurisdiction_of_full_names() {
    let lexicon = lexicon();
    let table = [
        ("上海市虹口区司法局", Some("judicial-administration"), Some("上海市虹口区")),
        ("上海市公安局虹口分局", Some("public-security"), Some("上海市虹口区")),
        ("国家税务总局苏州市吴江区税务局", Some("tax"), Some("江苏省苏州市吴江区")),
        ("中共上海市静安区委全面依法治区委员会办公室", Some("rule-of-law"), Some("上海市静安区")),
        ("浙江省嘉善县人民法院", Some("court"), Some("浙江省嘉兴市嘉善县")),
        ("天津市规划和自然资源局滨海新区分局", Some("natural-resources"), Some("天津市滨海新区")),
        ("中国人民银行徐州市分行", Some("central-branch"), Some("江苏省徐州市")),
        ("苏州工业园区司法局", Some("judicial-administration"), Some("江苏省苏州市")),
        ("最高人民法院", Some("court"), None),
        ("上海市虹口区人民政府欧阳路街道办事处", Some("sub-district"), Some("上海市虹口区")),
        ("某某", None, None),
    ];
    for (name, system, jurisdiction) in table {
        let unit = lexicon.unit_authority(name);
        assert_eq!((unit.system.as_deref(), unit.jurisdiction.as_deref()), (system, jurisdiction), "{name}");
    }
    let place = lexicon.place_authority("上海市虹口区").unwrap();
    assert_eq!((place.code.as_str(), place.parent.as_deref()), ("310109", Some("上海市")));
    assert!(lexicon.place_authority("虹口区").is_none());
}

#[test]
fn names_that_are_kept_back_are_no_units_and_congresses_are_named_without_their_term() {
    each_names(&[
        ("苏州市检察院考察张家港市H公司、江苏甲公司，H表面处理有限公司整改。", &["江苏省苏州市人民检察院"]),
        ("8月30日唐山市第十六届人民代表大会常务委员会第十五次会议通过。", &["唐山市人民代表大会常务委员会"]),
        ("湖州市第九届人民代表大会第三次会议审议通过了报告。", &["湖州市人民代表大会"]),
        ("唐山市人大常委会要求抄送同级人民代表大会常务委员会、监察委员会。", &["唐山市人民代表大会常务委员会"]),
        ("丽水市检察院会同石家庄军事检察院开展工作。", &["浙江省丽水市人民检察院", "石家庄军事检察院"]),
        (
            "金水区涉案企业合规第三方监督评估机制管委会抽选税务师，第三方机制管委会督促。",
            &["郑州市金水区涉案企业合规第三方监督评估机制管理委员会"],
        ),
        ("浙江检察网杭州讯，东南网报道了做法。", &["浙江检察网", "东南网"]),
        ("2025年12月29日 20:18 北方法治报\n镇赉县公安局形成日报、周报。", &["北方法治报", "镇赉县公安局"]),
        (
            "桐庐县公安局推进。据城南派出所所长介绍，据城南街道统计。",
            &["桐庐县公安局", "桐庐县公安局城南派出所", "桐庐县人民政府城南街道办事处"],
        ),
        (
            "重庆市沙坪坝区石井坡街道中心湾社区设联系点，重庆市人大常委会法制工委指导。",
            &["重庆市人民代表大会常务委员会法制工作委员会"],
        ),
        ("石嘴山市公安局在石嘴山市科技信息中心10楼办公，已建成规范化司法所7个。", &["石嘴山市公安局"]),
        ("江南法制报讯 宜春市公安局推进。", &["江南法制报", "宜春市公安局"]),
        ("丽江市公安局推进。全市5个县（区）综治中心全部建成，县（市、区）司法局入驻。", &["丽江市公安局"]),
    ]);
}

#[test]
fn of_the_names_that_a_kind_of_body_has_the_one_that_the_text_writes_is_taken() {
    each_names(&[
        ("苏州市张家港生态环境局采样，张家港市公安局立案。", &["苏州市张家港生态环境局", "张家港市公安局"]),
        ("张家港市生态环境局采样。", &["张家港市生态环境局"]),
        ("宜良县检察院向县教育体育局发建议，县教体局整改。", &["云南省宜良县人民检察院", "宜良县教育体育局"]),
        ("昆明市教体局牵头，东川区教体局落实。", &["昆明市教育和体育局", "昆明市东川区教育和体育局"]),
        ("湖北省检察院会同湖北省河湖长制办公室印发意见。", &["湖北省人民检察院", "湖北省河湖长制办公室"]),
        ("绥宁县农业农村水利局调解纠纷。", &["绥宁县农业农村水利局"]),
        ("新疆生产建设兵团农业农村局、兵团教育局部署。", &["新疆生产建设兵团农业农村局", "新疆生产建设兵团教育局"]),
        ("佳县检察院向佳县螅镇政府发建议。", &["陕西省佳县人民检察院", "佳县螅镇人民政府"]),
    ]);
}

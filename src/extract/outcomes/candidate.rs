//! Candidates: quantities in their sentences, with change, earlier value and the words around them.

use std::ops::Range;
use std::rc::Rc;

use memchr::memrchr2_iter;

use super::super::likeness::{RECALL, alike};
use super::super::quantity::{Quantity, quantities};
use super::super::window::{around, before, line_before};
use super::absence::with_absences;
use super::plans::Plans;
use super::telling::{comparison, trim_words};
use crate::lexicon::{Found, Lexicon, MeasureClass, OutcomeCue};
use crate::model::{Case, Change, Qualifier};

/// Characters of what changed, between its verb and the number, at most.
const LONGEST_OBJECT: usize = 8;
/// Things of a list that are named, at most, and characters of the last of them with what sums them up.
const LONGEST_LIST: usize = 30;
const LONGEST_THING: usize = 9;

pub(super) const SENTENCE_ENDS: [char; 7] = ['。', '！', '？', '…', '\n', '；', ';'];
pub(super) const CLAUSE_ENDS: [char; 12] = ['，', '。', '；', '！', '？', '…', '\n', '：', '（', '）', ',', ';'];

/// The clause around a part of a text. A comma within a number (3,286件) ends none.
pub(super) fn clause(text: &str, part: &Range<usize>) -> Range<usize> {
    const GROUPS: usize = 4;
    let mut clause = around(text, part, &CLAUSE_ENDS);
    for _ in 0..GROUPS {
        let comma = text[..clause.start].char_indices().next_back().map(|(at, _)| at);
        let start = comma
            .filter(|&at| is_within_number(text, at))
            .map_or(clause.start, |at| around(text, &(at..at), &CLAUSE_ENDS).start);
        let end = if is_within_number(text, clause.end) {
            let behind = clause.end + text[clause.end..].chars().next().map_or(0, char::len_utf8);
            around(text, &(behind..behind), &CLAUSE_ENDS).end
        } else {
            clause.end
        };
        clause = start..end;
    }
    clause
}

/// Whether a comma stands between two figures.
fn is_within_number(text: &str, at: usize) -> bool {
    let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let behind = text[at..].strip_prefix([',', '，']);
    figure(text[..at].chars().next_back()) && behind.is_some_and(|behind| figure(behind.chars().next()))
}

/// A quantity in its sentence.
pub(super) struct Candidate<'a> {
    pub(super) text: &'a str,
    pub(super) quantity: Quantity,
    pub(super) sentence: Range<usize>,
    pub(super) clause: Range<usize>,
    /// The end of the quantity before, or the clause's beginning; the beginning of the one after, or the clause's end.
    pub(super) gap: Range<usize>,
    /// Number of quantities in the sentence.
    pub(super) company: usize,
    pub(super) change: Option<Change>,
    /// The first of two values.
    pub(super) from: Option<Quantity>,
    /// What a sentence with 分别 says of this one of its numbers.
    pub(super) share_of: Option<String>,
    pub(super) cues: Rc<[(Range<usize>, OutcomeCue)]>,
}

pub(super) fn candidates<'a>(case: &'a Case, words: &Found, lexicon: &Lexicon) -> Vec<Candidate<'a>> {
    let text = case.text.as_str();
    let body = case.sections.first().map_or(case.title_at.end, |section| section.range.start);
    let plans = Plans::of(case, words, lexicon);
    let mut rest = with_absences(text, quantities(text, &lexicon.quantities), &lexicon.quantities);
    rest.retain(|quantity| {
        let at = quantity.at.start;
        at >= body && !plans.have_section_of(at) && may_count(text, quantity)
    });
    let mut found = Vec::with_capacity(rest.len());
    let mut rest = rest.into_iter().peekable();
    while let Some(first) = rest.next() {
        let sentence = around(text, &first.at, &SENTENCE_ENDS);
        let mut group = vec![first];
        while let Some(next) = rest.next_if(|next| next.at.start < sentence.end) {
            group.push(next);
        }
        if plans.have_line_of(text, &sentence) {
            continue;
        }
        for candidate in in_sentence(text, &sentence, group, lexicon.outcomes.cues(words, sentence.clone())) {
            if !found.iter().rev().take(RECALL).any(|told| candidate.repeats(told)) {
                found.push(candidate);
            }
        }
    }
    found
}

/// Quantities that no result is told in are left out: designs, single things, ordinals, what stands in a title.
fn may_count(text: &str, quantity: &Quantity) -> bool {
    let ordinal = quantity.ordinal && !matches!(quantity.unit.as_str(), "位" | "名");
    let some_years = quantity.unit == "年" && quantity.chinese;
    quantity.class != MeasureClass::Design
        && !some_years
        && !ordinal
        && (!is_single(quantity) || is_origin(text, quantity))
        && !is_stretch(text, quantity)
        && !is_threshold(text, quantity)
        && !is_summed(text, quantity)
        && !is_round_sum(text, quantity)
        && !is_figure_of_speech(text, quantity)
        && !is_idiom(text, quantity)
        && !is_base_of_rate(text, quantity)
        && !in_marks(text, quantity.at.start)
}

/// One of something (1名律师): a part of a design or a single event, no result.
fn is_single(quantity: &Quantity) -> bool {
    let by_numeral = quantity.chinese || matches!(quantity.unit.as_str(), "名" | "位");
    let one = quantity.value <= 1.0 && quantity.value.fract() <= 0.0;
    by_numeral && one && quantity.qualifier == Qualifier::Exact && !is_none(quantity)
}

/// 由一周缩短至2天: a single day or week may be the first of two values.
fn is_origin(text: &str, quantity: &Quantity) -> bool {
    quantity.class == MeasureClass::Time && text[..quantity.at.start].ends_with(['由', '从'])
}

/// 学校、商圈等10类共286个场所: kinds whose members are counted right behind.
fn is_summed(text: &str, quantity: &Quantity) -> bool {
    let behind = text[quantity.at.end..].strip_prefix("共").and_then(|rest| rest.chars().next());
    matches!(quantity.unit.as_str(), "类" | "种" | "项" | "批") && behind.is_some_and(|c| c.is_ascii_digit())
}

/// 无一例: the result is that there is none.
fn is_none(quantity: &Quantity) -> bool {
    quantity.value <= 0.0 && quantity.at.start < quantity.number.start
}

/// 今年前9个月, 三个月后, 活动开展两个月, 24小时服务: when something was, not how long it took.
fn is_stretch(text: &str, quantity: &Quantity) -> bool {
    let (before, after) = (&text[..quantity.at.start], &text[quantity.at.end..]);
    let led = before.ends_with(['头', '前']) && !before.ends_with("提前");
    let lasted = ["开展", "施行", "实施", "运行", "成立", "拘留", "徒刑"].iter().any(|verb| before.ends_with(verb));
    let round_the_clock =
        quantity.unit == "小时" && &text[quantity.number.clone()] == "24" && !after.starts_with(CLAUSE_ENDS);
    let reckoned = ["前", "后", "来", "以来", "以前", "以后"].iter().any(|word| after.starts_with(word));
    quantity.class == MeasureClass::Time && (led || lasted || reckoned || round_the_clock)
}

/// 超过3天, at the beginning of a clause, 20人以上的 or 满3件的, 对标的额5万元以下: a condition of what is told next; 不少于5次,
/// 不超过5000元: a limit.
fn is_threshold(text: &str, quantity: &Quantity) -> bool {
    let (before, after) = (&text[..quantity.at.start], &text[quantity.at.end..]);
    let own = &text[quantity.at.clone()];
    let exceeded = quantity.class == MeasureClass::Time
        && own.starts_with(['超', '逾'])
        && before.ends_with(CLAUSE_ENDS)
        && !after.starts_with(CLAUSE_ENDS);
    let met = own.ends_with(['上', '下']) || before.ends_with('满');
    let kind = quantity.class != MeasureClass::Ratio && met && after.starts_with('的');
    let applies = met && says_to_what(&text[clause(text, &quantity.at)]);
    let counted = matches!(quantity.class, MeasureClass::Count | MeasureClass::Person);
    let limit = own.starts_with("不超过") || counted && ["不少于", "不低于"].iter().any(|word| own.starts_with(word));
    exceeded || kind || applies || limit
}

/// 对标的额5万元以下: whether a clause begins by saying to what something applies.
fn says_to_what(clause: &str) -> bool {
    const OTHERS: [&str; 5] = ["对接", "对口", "对外", "对内", "对比"];
    ["对", "凡", "针对", "单笔"].iter().any(|word| clause.starts_with(word))
        && !OTHERS.iter().any(|other| clause.starts_with(other))
}

/// 亿元以上: a threshold, not a sum.
fn is_round_sum(text: &str, quantity: &Quantity) -> bool {
    quantity.class == MeasureClass::Money
        && text[quantity.at.clone()].starts_with(['百', '千', '万', '亿'])
        && !text[quantity.number.clone()].ends_with('余')
}

/// 千家万户, 百家讲坛, 亿万个家庭: a round number of things that nobody counted. One that was reached (达百万人次) or is
/// qualified (上千名, 百余件) counts, and users, who are reckoned in such steps.
fn is_figure_of_speech(text: &str, quantity: &Quantity) -> bool {
    matches!(quantity.class, MeasureClass::Count | MeasureClass::Person)
        && quantity.qualifier == Qualifier::Exact
        && quantity.unit != "用户"
        && text[quantity.number.clone()].chars().all(|c| "百千万亿".contains(c))
        && !text[..quantity.at.start].ends_with(['达', '破', '到'])
        && quantity.at.start == quantity.number.start
}

/// 五花八门, 三番五次: two single figures with a character behind each are a manner of speaking.
fn is_idiom(text: &str, quantity: &Quantity) -> bool {
    const FIGURES: &str = "一三四五六七八九十百千万";
    let figure = |c: Option<char>| c.is_some_and(|c| FIGURES.contains(c));
    let mut before = text[..quantity.at.start].chars().rev();
    let between = before.next().is_some_and(|c| c.is_alphabetic() && !FIGURES.contains(c));
    let single = quantity.chinese && quantity.number.len() == "一".len() && quantity.unit.chars().count() == 1;
    single
        && quantity.class == MeasureClass::Count
        && !is_none(quantity)
        && between
        && figure(before.next())
        && !figure(before.next())
}

/// 万人成讼率: what a rate is reckoned by.
fn is_base_of_rate(text: &str, quantity: &Quantity) -> bool {
    const NAME: usize = 6;
    let round = text[quantity.number.clone()].chars().all(|c| "十百千万亿".contains(c));
    round && text[quantity.at.end..].chars().take(NAME).take_while(|c| c.is_alphabetic()).any(|c| c == '率')
}

const OPEN: &[u8] = "《".as_bytes();
const CLOSE: &[u8] = "》".as_bytes();

/// Whether a byte stands between 《 and 》 on its line.
fn in_marks(text: &str, at: usize) -> bool {
    let before = line_before(text, at).as_bytes();
    let mut upto = memrchr2_iter(OPEN[2], CLOSE[2], before).map(|last| &before[..=last]);
    upto.find(|upto| upto.ends_with(OPEN) || upto.ends_with(CLOSE)).is_some_and(|upto| upto.ends_with(OPEN))
}

/// The candidates of one sentence, two values of one thing (从A到B) put together.
fn in_sentence<'a>(
    text: &'a str,
    sentence: &Range<usize>,
    group: Vec<Quantity>,
    cues: Vec<(Range<usize>, OutcomeCue)>,
) -> Vec<Candidate<'a>> {
    let cues: Rc<[_]> = cues.into();
    let bounds: Vec<Range<usize>> = group.iter().map(|quantity| quantity.at.clone()).collect();
    let company = group.len();
    let mut found: Vec<Candidate<'_>> = Vec::with_capacity(company);
    for (index, quantity) in group.into_iter().enumerate() {
        let told = index.checked_sub(1).and_then(|index| bounds.get(index)).map_or(sentence.start, |at| at.end);
        let clause = labelled(text, &quantity.at, told).unwrap_or_else(|| clause(text, &quantity.at));
        let clause = clause.start.max(sentence.start)..clause.end;
        let before = told.max(clause.start);
        let after = bounds.get(index + 1).map_or(clause.end, |at| at.start.min(clause.end));
        let mut candidate = Candidate {
            text,
            quantity,
            sentence: sentence.clone(),
            clause,
            gap: before..after.max(before),
            company,
            change: None,
            from: None,
            share_of: None,
            cues: Rc::clone(&cues),
        };
        candidate.read_change(found.last());
        if found.last().is_some_and(|first| candidate.follows_as_new_value(first)) {
            if let Some(first) = found.pop() {
                candidate.gap.start = first.gap.start;
                candidate.from = Some(first.quantity.measured_in(&candidate.quantity));
            }
            candidate.change = None;
        } else if let Some(base) = found.pop_if(|first| first.is_base() && first.clause == candidate.clause) {
            candidate.gap.start = base.gap.start;
        } else {
            found.pop_if(|whole| candidate.is_part_of(whole));
        }
        found.push(candidate);
    }
    distribute(&mut found);
    inherit(&mut found);
    found.retain(|candidate| {
        let dated = candidate.quantity.unit == "年" && !candidate.is_gained_time();
        let origin = candidate.from.is_none() && is_origin(text, &candidate.quantity) && is_single(&candidate.quantity);
        !(dated
            || origin
            || candidate.is_enumerated()
            || candidate.is_rule()
            || candidate.is_condition()
            || candidate.is_attribute()
            || candidate.is_of_profile()
            || candidate.is_to_come()
            || candidate.is_superseded()
            || candidate.is_prize()
            || candidate.is_base())
    });
    found
}

/// The clause of a number that stands behind its label: 调解成功：7915件, up to the next such label, wherever its line ends.
fn labelled(text: &str, at: &Range<usize>, told: usize) -> Option<Range<usize>> {
    let label = text[..at.start].strip_suffix(['：', ':']).filter(|label| label.len() > told)?;
    let start = around(text, &(label.len()..label.len()), &CLAUSE_ENDS).start.max(told);
    let start = label.len() - label[start..].trim_start_matches('、').len();
    let end = around(text, at, &CLAUSE_ENDS).end;
    let next = text[end..].starts_with('：') || text[at.end..end].contains(':');
    Some(start..if next { at.end } else { end })
}

impl Candidate<'_> {
    /// The text between the last quantity, or the clause's beginning, and this one.
    pub(super) fn lead(&self) -> &str {
        &self.text[self.gap.start.min(self.quantity.at.start)..self.quantity.at.start]
    }

    /// The text from here to the next quantity or the clause's end.
    pub(super) fn tail(&self) -> &str {
        &self.text[self.quantity.at.end..self.gap.end.max(self.quantity.at.end)]
    }

    /// A verb of growth or decline right before the number makes it the amount of change: 下降15%, not 降至15%.
    fn read_change(&mut self, last: Option<&Self>) {
        let lead = self.lead().trim_end_matches(['了', '近', '约', '超', '过', '达', '逾']);
        let lead = lead.trim_end_matches(['了', '：']);
        let lead = ["最多", "至多"].iter().find_map(|most| lead.strip_suffix(most)).unwrap_or(lead);
        let lead = without_copula(lead);
        let reached = lead.ends_with(['至', '到', '为', '成']);
        let end = self.gap.start.min(self.quantity.at.start) + lead.len();
        let near = |at: &Range<usize>| {
            let between = self.text.get(at.end..end).filter(|_| at.start >= self.gap.start);
            between.is_some_and(|between| is_object(between) || self.changes_object(at, between))
        };
        let verb = self.cues.iter().rev().find_map(|(at, cue)| match cue {
            OutcomeCue::Increase => near(at).then_some(Change::Increase),
            OutcomeCue::Decrease => near(at).then_some(Change::Decrease),
            _ => None,
        });
        let joined = matches!(lead, "和" | "、" | "及" | "与" | "，") && self.quantity.class == MeasureClass::Ratio;
        self.change = match verb {
            Some(change) if !reached => Some(change),
            _ if joined => last.and_then(|last| last.change),
            _ => distance(lead),
        };
    }

    /// Whether a verb of change may have the words between it and the number as its object: 减少现场检查340次.
    fn changes_object(&self, verb: &Range<usize>, between: &str) -> bool {
        self.quantity.class != MeasureClass::Money
            && between.chars().count() <= LONGEST_OBJECT
            && !between.contains(['的', '、'])
            && self.cues.iter().any(|(at, cue)| *cue == OutcomeCue::Object && at == verb)
    }

    /// Whether this tells again what another told before: the same number, with the same words beside it or in brackets.
    fn repeats(&self, told: &Self) -> bool {
        let (a, b) = (&self.quantity, &told.quantity);
        if (a.value - b.value).abs() > f64::EPSILON * b.value || a.class != b.class || a.value < 2.0 {
            return false;
        }
        let same_unit = a.unit == b.unit && self.change == told.change && self.sentence != told.sentence;
        let counts = matches!(a.class, MeasureClass::Count | MeasureClass::Person);
        let exact = a.qualifier == Qualifier::Exact && b.qualifier == Qualifier::Exact;
        let referred = counts && exact && (a.value >= SELDOM_EQUAL || self.refers_back());
        same_unit && (referred || alike(self.surroundings(), told.surroundings(), 7))
            || self.stands_within('（', '）') && !told.stands_within('（', '）')
    }

    /// 1205件纠纷中, 这47份建议: whether the number opens its clause, with the noun behind it.
    fn refers_back(&self) -> bool {
        let lead = &self.text[self.clause.start.min(self.quantity.at.start)..self.quantity.at.start];
        lead.chars().count() <= REFERENCE || !self.tail().is_empty()
    }

    /// The quantity with some words before and after it.
    fn surroundings(&self) -> &str {
        let (before, after) = (&self.text[..self.quantity.at.start], &self.text[self.quantity.at.end..]);
        let start = before.char_indices().rev().nth(23).map_or(0, |(at, _)| at).max(self.sentence.start);
        let end = after.char_indices().nth(8).map_or(after.len(), |(at, _)| at);
        let end = end.min(self.sentence.end.saturating_sub(self.quantity.at.end));
        &self.text[start..self.quantity.at.end + end]
    }

    /// Whether the sentence speaks of the future before it comes to the number; 未来的收益 only names a thing.
    fn is_to_come(&self) -> bool {
        self.cues.iter().any(|(at, cue)| {
            *cue == OutcomeCue::Future && at.end <= self.quantity.at.start && !self.text[at.end..].starts_with('的')
        })
    }

    /// 其中三件必须…, 提前七天公告: what a rule asks for, and nothing that came of it.
    fn is_condition(&self) -> bool {
        let behind = self.quantity.at.end..self.gap.end.max(self.quantity.at.end);
        self.cues.iter().any(|(at, cue)| match cue {
            OutcomeCue::Duty => behind.start <= at.start && at.end <= behind.end,
            OutcomeCue::Notice => at.start == behind.start && at.end <= behind.end && self.is_ahead(),
            OutcomeCue::Membership => behind.start <= at.start && at.end == behind.end && self.counts_members(),
            _ => false,
        })
    }

    /// 提前七天: how long before something.
    fn is_ahead(&self) -> bool {
        self.quantity.class == MeasureClass::Time && self.lead().ends_with("提前")
    }

    /// 等9家单位为成员: how many a body may be made of.
    fn counts_members(&self) -> bool {
        matches!(self.quantity.class, MeasureClass::Count | MeasureClass::Person)
    }

    /// 三日内移送, 每月走访两次: what is to be done within some time, or how often, which is a rule and no result.
    fn is_rule(&self) -> bool {
        let quantity = &self.quantity;
        let (before, after) = (&self.text[self.clause.start.min(quantity.at.start)..quantity.at.start], self.tail());
        let within = quantity.class == MeasureClass::Time
            && quantity.unit != "分钟"
            && self.text[quantity.at.clone()].ends_with('内')
            && !after.is_empty()
            && !self.is_measured();
        within || quantity.chinese && quantity.value <= 10.0 && before.contains('每')
    }

    /// Whether it is told that nothing of a kind has happened, which needs no other sign of a result.
    pub(super) fn is_denial(&self) -> bool {
        is_none(&self.quantity) && matches!(self.quantity.unit.as_str(), "起" | "例" | "件" | "宗")
    }

    /// Whether the number counts those who won a prize, which is an honour and no outcome.
    fn is_prize(&self) -> bool {
        let behind = self.quantity.at.end..self.clause.end;
        let won =
            |at: &Range<usize>| at.start >= behind.start && at.end <= behind.end && !self.text[at.clone()].is_empty();
        matches!(self.quantity.class, MeasureClass::Count | MeasureClass::Person)
            && self.cues.iter().any(|(at, cue)| *cue == OutcomeCue::Award && won(at))
    }

    /// 受理、调解、回访三项, 共三项：: whether the number only tells how many things are named right before or behind it.
    fn is_enumerated(&self) -> bool {
        let lead = self.lead();
        let named = lead.matches('、').take(LONGEST_LIST).fold(1.0, |number, _| number + 1.0);
        let last = lead.rsplit('、').next().filter(|last| !last.ends_with('的'));
        let ends_list = last.is_some_and(|last| last.chars().count() <= LONGEST_THING);
        let behind = self.text[self.quantity.at.end..].starts_with('：');
        self.quantity.class == MeasureClass::Count
            && (behind || named > 1.0 && ends_list && (named - self.quantity.value).abs() < f64::EPSILON)
    }

    /// 来自12个国家的30名志愿者: whether the number belongs to what is said of the things that the next one counts.
    fn is_attribute(&self) -> bool {
        const LONGEST: usize = 14;
        let tail = self.tail();
        matches!(self.quantity.class, MeasureClass::Count | MeasureClass::Person)
            && self.gap.end < self.clause.end
            && !tail.starts_with('的')
            && tail.contains('的')
            && !tail.contains('、')
            && tail.chars().nth(LONGEST).is_none()
    }

    /// 较2021年的3120件下降, 高于改革前的78%, 全省平均为61.2%: what a result is compared with.
    fn is_base(&self) -> bool {
        let start = self.quantity.at.start;
        let lead = before(self.text, start, start.saturating_sub(self.clause.start).min(COMPARISON));
        let changes = |(at, cue): &(Range<usize>, OutcomeCue)| {
            at.start == self.quantity.at.end && matches!(cue, OutcomeCue::Decrease | OutcomeCue::Increase)
        };
        let compared = comparison(lead).is_some_and(|at| {
            let named = lead[at.end..].chars().count();
            named == 0 && lead.ends_with('的') || named <= LONGEST_BASE && self.cues.iter().any(changes)
        });
        let others = lead.trim_end_matches(['为', '是', '仅']).strip_prefix('全');
        compared || others.is_some_and(|others| others.ends_with("平均") && others.chars().count() <= LONGEST_BASE)
    }

    /// What a place or office is like: 该镇下辖23个村，常住人口4.6万人，有企业600家; not what was done there.
    fn is_of_profile(&self) -> bool {
        let done = |(at, cue): &(Range<usize>, OutcomeCue)| {
            *cue == OutcomeCue::Result && at.start >= self.clause.start && at.start <= self.quantity.at.end
        };
        let profile = self.cues.iter().any(|(_, cue)| *cue == OutcomeCue::Profile);
        profile && self.change.is_none() && self.from.is_none() && !self.cues.iter().any(done)
    }

    /// Years are results only where they were saved; others are dates, terms and ages.
    fn is_gained_time(&self) -> bool {
        self.change.is_some() || self.from.is_some() || self.lead().ends_with("提前")
    }

    /// 30件积案已化解28件: whether the number before is the whole of which this is the part that was done.
    fn is_part_of(&self, whole: &Self) -> bool {
        let done = |at: &Range<usize>| at.start >= whole.quantity.at.end && at.end <= self.quantity.at.start;
        let between = &self.text[whole.quantity.at.end..self.quantity.at.start.max(whole.quantity.at.end)];
        let (first, part) = (&whole.quantity, &self.quantity);
        whole.clause == self.clause
            && first.unit == part.unit
            && part.value <= first.value
            && !between.contains(['、', '和'])
            && self.cues.iter().any(|(at, cue)| *cue == OutcomeCue::Result && done(at))
            && !whole.cues.iter().any(|(at, cue)| {
                *cue == OutcomeCue::Result && at.end <= first.at.start && at.start >= whole.clause.start
            })
            && self.change.is_none()
    }

    /// Whether this is the second of two values: 从90天缩短到45天, 由上年的3小时压缩至今年的40分钟.
    fn follows_as_new_value(&self, first: &Self) -> bool {
        let same = self.quantity.unit == first.quantity.unit || self.quantity.ratio_to(&first.quantity).is_some();
        let between = &self.text[first.quantity.at.end..self.quantity.at.start.max(first.quantity.at.end)];
        // 由79%提升至95%，满意率达到96%: what has become a new value is not the first of another thing's.
        let open = first.from.is_none() || first.clause == self.clause;
        same && open && first.has_origin() && between.chars().count() <= LONGEST_STEP && leads_to(between)
    }

    /// Whether 从, 由 or the like stands before the number in its clause.
    fn has_origin(&self) -> bool {
        let before = |at: &Range<usize>| at.end <= self.quantity.at.start && at.start >= self.clause.start;
        self.cues.iter().any(|(at, cue)| *cue == OutcomeCue::Origin && before(at))
    }

    /// 由5个工作日压减至当天: whether this is the first of two values of which the second is no number.
    fn is_superseded(&self) -> bool {
        let changed = |(at, cue): &(Range<usize>, OutcomeCue)| {
            let verb = matches!(cue, OutcomeCue::Decrease | OutcomeCue::Increase);
            verb && at.start == self.quantity.at.end && self.text[at.end..].starts_with(['至', '到', '为'])
        };
        self.from.is_none() && self.has_origin() && self.cues.iter().any(changed)
    }
}

/// Bytes before the base of a comparison in which it begins.
const COMPARISON: usize = 120;
/// Characters of what names the base of a comparison, at most: 审限 of 比法定审限180天.
const LONGEST_BASE: usize = 4;
/// From here on two equal counts of a text are hardly of different things.
const SELDOM_EQUAL: f64 = 100.0;
/// Characters before a number that refers to one told before, at most: 在全部1205件纠纷中.
const REFERENCE: usize = 3;
/// Characters between the verb and the second of two values, at most: 至承诺时限4个工作日.
const LONGEST_HERE: usize = 4;
/// Characters between two values of one thing, at most.
const LONGEST_STEP: usize = 16;

/// Whether the words between two values tell that the first became the second: 缩短至, 下降到如今的, 压缩到承诺的.
fn leads_to(between: &str) -> bool {
    let Some((at, verb)) = between.char_indices().rfind(|(_, c)| "至到为成".contains(*c)) else { return false };
    let rest = between[at + verb.len_utf8()..].trim_matches(|c: char| c.is_ascii_digit());
    let marked = rest.contains(|c: char| !c.is_alphabetic());
    at > 0 && !marked && rest.chars().count() <= LONGEST_HERE
}

/// 高于全市平均, 低于上年: a number right behind says how far apart two values are.
fn distance(lead: &str) -> Option<Change> {
    let compared = comparison(lead).filter(|at| at.end == lead.len() && !lead.ends_with('的'))?;
    match lead[compared].chars().next()? {
        '高' => Some(Change::Increase),
        '低' => Some(Change::Decrease),
        _ => None,
    }
}

/// Gives each number behind 分别 the thing it belongs to: those named before 分别 in the clause (A和B分别提升23%和7%), or
/// those of the numbers right before (办结A30件、B50件，分别增长5%和8%).
fn distribute(found: &mut [Candidate<'_>]) {
    let mut first = 0;
    while first < found.len() {
        let clause = found[first].clause.clone();
        let count = found[first..].iter().take_while(|candidate| candidate.clause == clause).count();
        if count > 1
            && let Some((before, predicate)) = found[first].lead().split_once("分别")
        {
            let predicate = trim_words(predicate, &[], &["了", "达", "为", "近", "约", "超"]).to_owned();
            let named: Vec<&str> = before.split(['、', '和', '与', '及']).filter(|name| !name.is_empty()).collect();
            let things: Vec<String> = if named.len() == count {
                named.into_iter().map(str::to_owned).collect()
            } else {
                found[first.saturating_sub(count)..first].iter().map(Candidate::indicator).collect()
            };
            for (candidate, thing) in found[first..].iter_mut().zip(things.iter()).take(count) {
                candidate.share_of = Some(format!("{thing}{predicate}"));
            }
        }
        first += count;
    }
}

/// A change of which the noun is not told again is one of what was told right before: 办结86件，较上年增长5%.
fn inherit(found: &mut [Candidate<'_>]) {
    for index in 1..found.len() {
        let (told, rest) = found.split_at_mut(index);
        let (Some(last), Some(own)) = (told.last(), rest.first_mut()) else { return };
        let alone = own.change.is_some() && own.share_of.is_none() && own.noun_before(own.gap.start).is_empty();
        if alone && own.tail().is_empty() && last.clause.end < own.clause.start {
            own.share_of = Some(last.indicator()).filter(|noun| !noun.is_empty());
        }
    }
}

/// Words that end with a noun for an amount of change, without what stands between it and the number: 降幅 of 降幅分别为.
fn without_copula(lead: &str) -> &str {
    const AMOUNTS: [&str; 3] = ["幅", "增长率", "降低率"];
    let bare = lead.trim_end_matches(['为', '达', '到']);
    let bare = bare.strip_suffix("分别").unwrap_or(bare);
    if AMOUNTS.iter().any(|amount| bare.ends_with(amount)) { bare } else { lead }
}

/// Whether what stands between a verb of change and its number may be the thing saved (节约时间近一个月).
fn is_object(between: &str) -> bool {
    let between = between.trim_start_matches('了').trim_end_matches(['约', '近', '超']);
    let saved = [
        "时间", "时长", "时限", "期限", "周期", "成本", "费用", "用时", "耗时", "支出", "负担", "材料", "次数", "环节",
        "路程", "幅度", "同比",
    ];
    between.is_empty() || between.chars().count() <= 8 && saved.iter().any(|word| between.ends_with(word))
}

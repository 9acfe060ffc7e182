//! Organisations of open classes: a name reaches from its last word (协会, 有限公司, 中心) to the left as far as no word
//! stops it; media in 《》; tribunals named by their town alone (店口法庭).

use std::ops::{Range, RangeInclusive};

use foldhash::HashSet;

use super::unit_lists::list_end;
use super::units::Finder;
use super::window::before;
use crate::lexicon::{Class, Lexicon, Need, Suffix, Word};

/// Bytes that a name has at most before its last word.
const LONGEST: usize = 75;

/// Characters that the own name of one of many units of a kind has: 江川路 of 江川路街道.
const LENGTH: RangeInclusive<usize> = 2..=6;

/// Bytes before the end of such a name in which it begins.
const REACH: usize = 3 * (*LENGTH.end() + 1);

/// Last characters of what persons are called: 民警, 调解员.
const PERSONS: [char; 4] = ['员', '警', '官', '师'];

/// Level nouns that a name can begin with in the place of a place's name.
const NOUNS: [&str; 6] = ["市", "区", "县", "省", "州", "旗"];

/// A name of an open class whose last word is word `index`.
pub(super) fn open(finder: &mut Finder<'_>, index: usize) {
    let word = finder.words[index];
    let Some(suffix) = word.meaning.suffix.map(|suffix| finder.lexicon.units.suffix(suffix)) else { return };
    if suffix.need == Need::Nothing || finder.is_cut_off(word.end) || goes_on(finder, index) {
        return;
    }
    let (need, many, limit) = (suffix.need, suffix.template().is_some(), left_limit(finder, index));
    let shared = finder.shared_head(limit, suffix);
    if need == Need::Unit && shared.is_none() && !holds_last_word(finder, limit, index) {
        return tribunal(finder, limit, word);
    }
    if suffix.system == "company" && named_as_company(finder, limit, word) {
        return;
    }
    if is_address(suffix.system.as_str(), &finder.text[word.end..]) || many && is_epithet(finder.text, limit..word.end)
    {
        return;
    }
    let named = |words: &str| words.chars().count() <= *LENGTH.end() && !words.contains(|c: char| c.is_ascii_digit());
    let short = |own| suffix.system != "sub-district" || named(&finder.text[own..word.start]);
    let placed = |&(start, own): &(usize, usize)| !many || short(own) && is_place_head(finder, start, own);
    let Some((start, own)) = head(finder, limit, index).filter(placed) else {
        return match shared {
            _ if many => each(finder, limit, word, suffix),
            Some(whole) if suffix.is_unit_part() => part_of(finder, whole, limit, word),
            _ => unheaded(finder, limit, word, suffix),
        };
    };
    let (start, own) = if is_branch(finder, limit, start) { (limit, limit) } else { (start, own) };
    let start = with_campaign(finder, limit, start, own);
    let words = &finder.text[own..word.start];
    if (need == Need::Alone || !words.is_empty()) && !finder.is_generic(start) && !counts(words) && !is_no_ones(words) {
        let name = finder.text[start..word.end].to_owned();
        finder.add(start..word.end, name, 0.88, "name-with-place");
        if many {
            finder.hand_on(word.end, start..own);
        }
    }
}

/// A court's tribunal without the court (店口法庭), where the text knows its town or its full name.
fn tribunal(finder: &mut Finder<'_>, limit: usize, word: Word<'_>) {
    let own = &finder.text[limit..word.start];
    let name = finder.lexicon.units.tribunal(&finder.text[limit..word.end]);
    if let Some(name) = name.filter(|_| finder.towns.get_or_init(|| towns(finder.text)).contains(own)) {
        finder.add(limit..word.end, name, 0.8, "name-by-last-word");
    }
}

/// The words of a text that may be the own name of a town or of a court's tribunal: those before 镇, before 人民法庭, between
/// 法院 and 法庭.
fn towns(text: &str) -> HashSet<&str> {
    let before = |end: &'static str| {
        let starts = |at: usize| text[..at].char_indices().rev().take(*LENGTH.end()).map(move |(start, _)| start..at);
        text.match_indices(end).flat_map(move |(at, _)| starts(at))
    };
    let of_courts = before("法庭").filter(|at| text[..at.start].ends_with("法院"));
    let all = ["镇", "乡", "街道", "人民法庭"].into_iter().flat_map(before).chain(of_courts);
    all.map(|at| &text[at]).collect()
}

/// Where a name begins that tells what is built before the place: 平安湖南建设领导小组.
fn with_campaign(finder: &Finder<'_>, limit: usize, start: usize, own: usize) -> usize {
    let before = finder.text[limit..start].strip_suffix("平安").map(|before| limit + before.len());
    before.filter(|_| finder.text[own..].starts_with("建设")).unwrap_or(start)
}

/// One more part of the unit whose part the list's last member is: 网安支队 of 市公安局刑侦支队、网安支队.
fn part_of(finder: &mut Finder<'_>, whole: Range<usize>, limit: usize, word: Word<'_>) {
    let own = &finder.text[limit..word.end];
    if LENGTH.contains(&own.chars().count())
        && !finder.is_generic(limit)
        && !starts_generic(finder, limit)
        && !counts(own)
    {
        let name = format!("{}{own}", &finder.text[whole]);
        finder.add(limit..word.end, name, 0.85, "name-in-list");
        finder.go_on(limit, word.end);
    }
}

/// Whether a word that is a body's behind a place is the last one of a name of an open class here: 叠石桥市场管理委员会; where
/// names need no place, one that begins with a place, since 看完公证处 is none.
pub(super) fn is_open(finder: &Finder<'_>, index: usize) -> bool {
    let word = finder.words[index];
    let headed = || head(finder, left_limit(finder, index), index).is_some_and(|(_, own)| own < word.start);
    let suffix = word.meaning.suffix.map(|suffix| finder.lexicon.units.suffix(suffix));
    suffix.is_some_and(|suffix| suffix.need != Need::Name || headed())
}

/// Whether a name only tells where something is: a street or town where a smaller place is named behind it (东坝头镇张庄村), any
/// where a floor or house is (科技信息中心10楼).
fn is_address(system: &str, behind: &str) -> bool {
    const LONGEST: usize = 5;
    let house = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    if house.len() < behind.len() && house.starts_with(['楼', '层', '号', '室', '幢', '栋']) {
        return true;
    }
    let mut near = behind.char_indices().take(LONGEST).take_while(|&(_, c)| is_name_char(c));
    system == "sub-district" && near.any(|(at, c)| c == '村' && at > 0 || behind[at..].starts_with("社区"))
}

/// Whether one of many units of a kind is named between quotation marks: what a place or unit is called (“百年药乡”, “人民满意派出所”).
fn is_epithet(text: &str, at: Range<usize>) -> bool {
    text[..at.start].ends_with('“') && text[at.end..].starts_with('”')
}

/// A body's words at the end of a longer name that begins with a place (长三角某某公共法律服务中心); whether they are.
pub(super) fn with_head(finder: &mut Finder<'_>, index: usize) -> bool {
    let word = finder.words[index];
    let limit = left_limit(finder, index);
    let Some((start, own)) = head(finder, limit, index) else { return false };
    if own == word.start && !finder.text[..own].ends_with('区') {
        return false;
    }
    let words = &finder.text[own..word.start];
    // 某市第十六届人民代表大会常务委员会, 市七届人民代表大会.
    if words.strip_suffix('届').is_some_and(|term| term.trim_start_matches('第').chars().all(is_number)) {
        let name = [&finder.text[start..own], &finder.text[word.start..word.end]].concat();
        finder.add(start..word.end, name, 0.9, "body-of-level");
        return true;
    }
    let telling = word.end - word.start >= 12 || finder.text[..word.start].ends_with('区');
    if !telling || finder.is_generic(start) || counts(words) {
        return false;
    }
    let name = finder.text[start..word.end].to_owned();
    finder.add(start..word.end, name, 0.8, "name-with-place");
    true
}

/// A body of a level whose name joins two fields of work, of which the second alone is a body's name: 市商务和口岸管理局; whether
/// it is one.
pub(super) fn joined(finder: &mut Finder<'_>, index: usize) -> bool {
    const FIELD: usize = 4;
    let word = finder.words[index];
    let Some(before) = finder.text[..word.start].strip_suffix('和') else { return false };
    let in_field = |c: &char| is_name_char(*c) && !NOUNS.iter().any(|noun| noun.starts_with(*c));
    let field = before.chars().rev().take(FIELD + 1).take_while(in_field);
    let own = before.len() - field.map(char::len_utf8).sum::<usize>();
    let place = finder.word_ending(own).filter(|place| !place.meaning.places.is_empty());
    let place = place.map(|place| finder.whole_place(place));
    let noun = || NOUNS.iter().find(|noun| before[..own].ends_with(**noun)).map(|noun| own - noun.len());
    let Some(start) = place.or_else(noun) else { return false };
    let one_word = (2..=FIELD).contains(&before[own..].chars().count()) && finder.word_ending(before.len()).is_none();
    let joined = one_word && start >= finder.done && at_border(finder, start);
    if joined {
        let name = finder.text[start..word.end].to_owned();
        finder.add(start..word.end, name, 0.8, "name-with-place");
    }
    joined
}

/// Whether the name of a company ends where the place of its branch begins: 某某有限公司 + 天津分公司.
fn is_branch(finder: &Finder<'_>, limit: usize, start: usize) -> bool {
    let before = finder.word_ending(start).filter(|before| before.start > limit);
    let suffix = before.and_then(|before| before.meaning.suffix).map(|suffix| finder.lexicon.units.suffix(suffix));
    suffix.is_some_and(|suffix| suffix.system == "company" && suffix.need == Need::Name)
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || "一二两三四五六七八九十百千多几数首各每余".contains(c)
}

/// Whether words count things instead of naming one: 9个, 两级, 指定两所学校, 二十年.
fn counts(words: &str) -> bool {
    const SEVERAL: [&str; 4] = ["两所", "多所", "几所", "数所"];
    let years = words.strip_suffix('年').and_then(|years| years.chars().next_back());
    words.starts_with(|c: char| c.is_ascii_digit())
        || words.ends_with(['个', '级', '类', '批', '轮', '名', '位'])
        || words.strip_suffix(['家', '所']).is_some_and(|number| number.ends_with(is_number))
        || years.is_some_and(|last| last.is_ascii_digit() || "一二三四五六七八九十百".contains(last))
        || SEVERAL.iter().any(|several| words.contains(several))
}

/// Whether the own words of a name are those of one that is kept back (H公司, 甲公司, 江苏A科技有限公司), or of each of a level
/// (县（区）综治中心).
fn is_no_ones(words: &str) -> bool {
    const LEVELS: [&str; 5] = ["（区）", "（市）", "（县）", "（旗）", "（市、区）"];
    if LEVELS.iter().any(|level| words.starts_with(level)) {
        return true;
    }
    let mut chars = words.chars();
    let (first, second) = (chars.next(), chars.next());
    let stem = matches!(first, Some('甲' | '乙' | '丙' | '丁' | '戊')) && second.is_none();
    stem || first.is_some_and(|c| c.is_ascii_uppercase()) && second.is_none_or(|c| !c.is_ascii())
}

/// Whether the name of another unit ends between a byte and a word.
fn holds_last_word(finder: &Finder<'_>, from: usize, index: usize) -> bool {
    let first = finder.words.partition_point(|word| word.start < from);
    finder.words[first..index].iter().any(|word| word.meaning.suffix.is_some() || !word.meaning.bodies.is_empty())
}

/// A company whose name stands behind what it is: 德资企业某某公司; whether it is one.
fn named_as_company(finder: &mut Finder<'_>, limit: usize, word: Word<'_>) -> bool {
    let Some(at) = finder.text[limit..word.start].rfind("企业") else { return false };
    let start = limit + at + "企业".len();
    let known_as = finder.text[..limit + at].ends_with('资')
        || finder.word_ending(limit + at).is_some_and(|word| word.meaning.is(Class::Country));
    let named = known_as && (2..=8).contains(&finder.text[start..word.start].chars().count());
    if named {
        finder.add(start..word.end, finder.text[start..word.end].to_owned(), 0.75, "name-by-last-word");
    }
    named
}

/// A name that begins with no place: counts if its last word says so, as one more of a list, or if it is said to act.
fn unheaded(finder: &mut Finder<'_>, limit: usize, word: Word<'_>, suffix: &Suffix) {
    let need = suffix.need;
    // 20:18 北方法治报.
    let own =
        finder.text[limit..word.start].trim_start_matches(|c: char| suffix.system == "media" && c.is_ascii_digit());
    let limit = word.start - own.len();
    let length = own.chars().count();
    if own.starts_with('（')
        || !(2..=20).contains(&length)
        || finder.is_generic(limit)
        || starts_generic(finder, limit)
        || counts(own)
        || is_no_ones(own)
    {
        return;
    }
    let at = limit..word.end;
    let name = finder.text[at.clone()].to_owned();
    let listed = need == Need::Place && finder.text[..limit].ends_with('、');
    let places = if listed { finder.handed_on(limit) } else { Vec::new() };
    if let Some(place) = places.first() {
        let name = format!("{}{name}", &finder.text[place.clone()]);
        finder.add(at, name, 0.7, "name-in-list");
    } else if need == Need::Name || is_outlet(finder, suffix, &at) {
        finder.add(at, name, 0.8, "name-by-last-word");
    } else if length >= 4 && acts(finder, limit, word.end) {
        finder.add(at, name, 0.6, "name-of-partner");
    }
}

/// Whether words between marks, or before those of a dateline, are the name of a newspaper or news site: 北方法治报, 2025年某月某日
/// 江南晚报讯; not 形成日报.
fn is_outlet(finder: &Finder<'_>, suffix: &Suffix, at: &Range<usize>) -> bool {
    const LONGEST: usize = 8;
    let behind = &finder.text[at.end..];
    let dated = ["讯", "记者"].iter().any(|word| behind.starts_with(word));
    let alone = suffix.word != "日报" && !behind.starts_with(is_name_char);
    suffix.system == "media"
        && suffix.need == Need::Alone
        && finder.text[at.clone()].chars().count() <= LONGEST
        && (at_border(finder, at.start) || finder.text[..at.start].ends_with(|c: char| c.is_ascii_digit()))
        && (dated || alone)
}

/// Whether the words around a name say that it acts: 与…建立, 联合….
fn acts(finder: &Finder<'_>, start: usize, end: usize) -> bool {
    let before = finder.word_ending(start).is_some_and(|word| word.meaning.is(Class::Joint));
    let with = ["与", "由", "和"].iter().any(|with| finder.text[..start].ends_with(with));
    let behind = &finder.text[end..];
    let does = ["建立", "签订", "签署", "共同", "联合", "牵头", "开展", "共建", "合作", "负责"];
    before || (with && does.iter().any(|verb| behind.starts_with(verb)))
}

/// The units of one kind that a list names by their own words: 江川路、古美路街道; 安亭、南翔两个人民法庭; 田林、虹梅等8个街道.
fn each(finder: &mut Finder<'_>, limit: usize, word: Word<'_>, suffix: &Suffix) {
    let kind = &finder.text[word.start..word.end];
    let end = list_end(&finder.text[..word.start]);
    let closed = finder.text[end..word.start].starts_with('等');
    let mut members = Vec::new();
    let (mut from, mut limit) = (end, if closed { 0 } else { limit });
    while let Some(start) = member(finder, limit, from, kind) {
        members.push(start..from);
        limit = 0;
        let Some(rest) = finder.text[..start].strip_suffix('、').filter(|rest| rest.len() > finder.done) else {
            break;
        };
        from = rest.len();
    }
    let Some(first) = members.last().map(|first| first.start) else { return };
    let shared = finder.shared_head(first, suffix);
    let (head, rule) = shared.map_or(("", "name-by-last-word"), |head| (&finder.text[head], "name-in-list"));
    for at in members.into_iter().rev() {
        let name = format!("{head}{}{kind}", &finder.text[at.clone()]);
        finder.add(at.start..word.end, name, 0.85, rule);
    }
    finder.go_on(first, word.end);
}

/// Where a member of a list of units of a kind begins that ends at a byte; `None` if it cannot be a name of its own.
fn member(finder: &Finder<'_>, limit: usize, end: usize, kind: &str) -> Option<usize> {
    let near = before(finder.text, end, REACH);
    let border = end - near.len() + near.trim_end_matches(is_name_char).len();
    let first = finder.words.partition_point(|word| word.start < border);
    let inside = || finder.words[first..].iter().take_while(|word| word.end <= end);
    let stop = inside().filter(|word| word.meaning.stops()).last().map_or(0, |word| word.end);
    let start = behind_source(finder.text, border.max(stop).max(limit).max(finder.done).min(end)).min(end);
    let place = inside().find(|word| word.end == end && !word.meaning.places.is_empty());
    let behind_words =
        |place: &&Word<'_>| finder.text.get(start..place.start).is_some_and(|words| words.chars().count() > 1);
    let start = place.filter(behind_words).map_or(start, |place| place.start);
    let own = &finder.text[start..end];
    let adjoins = finder.text[end..].starts_with(kind);
    let of_another = own.ends_with(kind) || !adjoins && inside().any(|word| is_last(word, end));
    let fits = LENGTH.contains(&own.chars().count()) && !starts_generic(finder, start) && !counts(own);
    (fits && !of_another && !own.ends_with(PERSONS)).then_some(start)
}

/// Whether a word ends the name of a unit of another kind at a byte: 立案庭 in 立案庭、江湾人民法庭.
fn is_last(word: &Word<'_>, end: usize) -> bool {
    let other = word.meaning.suffix.is_some() || !word.meaning.bodies.is_empty() || word.meaning.is(Class::Office);
    other && word.end == end
}

/// Whether the name goes on to a later last word: 银行 in 上海市银行同业公会.
fn goes_on(finder: &Finder<'_>, index: usize) -> bool {
    let mut end = finder.words[index].end;
    for next in &finder.words[index + 1..] {
        let between = &finder.text[end..next.start];
        let counted = next.meaning.is(Class::Generic) && finder.text[next.start..].starts_with(is_number);
        let stops = next.meaning.stops() || counted;
        if next.start - finder.words[index].end > 30 || !between.chars().all(is_name_char) || stops {
            return false;
        }
        if next.meaning.suffix.is_some_and(|suffix| finder.lexicon.units.suffix(suffix).need != Need::Nothing) {
            return true;
        }
        end = next.end;
    }
    false
}

/// How far to the left a name can reach that ends with word `index`.
fn left_limit(finder: &Finder<'_>, index: usize) -> usize {
    let end = finder.words[index].start;
    let stop = finder.words[..index]
        .iter()
        .rev()
        .take_while(|word| end - word.start <= LONGEST)
        .find(|word| word.meaning.stops() || joins_level(word) || is_office(finder.text, word));
    let joint_noun = |word: &Word<'_>| if joins_level(word) { '县'.len_utf8() } else { 0 };
    let floor = stop.map_or(0, |word| word.end - joint_noun(word)).max(finder.done);
    let floor = floor.min(end);
    let (mut limit, mut bracket) = (end, None);
    for (at, c) in finder.text[floor..end].char_indices().rev() {
        bracket = match c {
            '）' if bracket.is_none() => Some(limit),
            '（' if bracket.is_some() => None,
            c if is_name_char(c) => bracket,
            _ => break,
        };
        limit = floor + at;
        if end - limit > LONGEST {
            break;
        }
    }
    behind_source(finder.text, bracket.unwrap_or(limit))
}

/// Where a name begins that tells from whom something is known: 据城南派出所介绍; no name begins with 据.
fn behind_source(text: &str, start: usize) -> usize {
    start + if text[start..].starts_with('据') { '据'.len_utf8() } else { 0 }
}

/// Whether a word that joins units ends with a level noun, which begins the next name: 和县 of 民警和县种植协会.
fn joins_level(word: &Word<'_>) -> bool {
    word.meaning.is(Class::Joint) && !word.meaning.places.is_empty()
}

/// Whether a word is a body's that no longer name holds: 法院, 司法局.
fn is_office(text: &str, word: &Word<'_>) -> bool {
    !word.meaning.bodies.is_empty() && text[..word.end].ends_with(['院', '局', '厅'])
}

fn is_name_char(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '·' | '+') || c.is_alphanumeric()
}

/// Whether a place's short name is, or is inside of, the own name of a street or town: 中山 of 中山街道, 海西 of 航海西路街道.
fn is_own_name(finder: &Finder<'_>, limit: usize, index: usize, place: &Word<'_>) -> bool {
    let inside = finder.text[limit..place.start].chars().count() == 1;
    is_short(&finder.text[..place.end]) && (inside || place.end == finder.words[index].start)
}

/// Whether a place's name at the end of a text lacks the noun: 中山, not 中山市.
fn is_short(text: &str) -> bool {
    !text.ends_with(['区', '县', '市', '旗', '省'])
}

/// Whether a place's short name is meant as the own name of a street, a town or an office of one: 浦江 in 浦江镇.
pub(super) fn names_street(text: &str, words: &[Word<'_>], place: &Range<usize>, lexicon: &Lexicon) -> bool {
    let next = words.get(words.partition_point(|word| word.start < place.end));
    let last = next.filter(|next| next.start == place.end).and_then(|next| next.meaning.suffix);
    let many = last.is_some_and(|last| lexicon.units.suffix(last).template().is_some());
    many && is_short(&text[..place.end])
}

/// Where a name begins that is headed by a place, a level noun or a national word, and where its own words begin.
fn head(finder: &Finder<'_>, limit: usize, index: usize) -> Option<(usize, usize)> {
    let end = finder.words[index].start;
    let first = finder.words.partition_point(|word| word.start < limit);
    let words = &finder.words[first..index];
    if let Some(noun) = NOUNS.iter().find(|noun| finder.text[limit..end].starts_with(**noun)) {
        let own = limit + noun.len();
        let cut = finder.lexicon.units.is_cut_off(finder.text, own);
        if words.first().is_none_or(|word| word.start >= own) && at_border(finder, limit) && !cut {
            return Some((limit, own));
        }
    }
    // 长电科技（滁州）有限公司 does not begin with the place in the bracket.
    let outside = |word: &Word<'_>| {
        let before = &finder.text[limit..word.start];
        before.rfind('（') <= before.rfind('）')
    };
    let suffix = finder.words[index].meaning.suffix.map(|suffix| finder.lexicon.units.suffix(suffix));
    let many = suffix.is_some_and(|suffix| suffix.template().is_some());
    let own_name = |word: &Word<'_>| many && is_own_name(finder, limit, index, word);
    let place = words.iter().position(|word| !word.meaning.places.is_empty() && outside(word) && !own_name(word));
    let national = words.iter().find(|word| begins_names(word) && outside(word)).map(|word| (word.start, word.end));
    if let Some(place) = place.map(|place| words[place]).filter(|place| national.is_none_or(|(at, _)| place.start < at))
    {
        let mut own = place.end;
        for word in words.iter().filter(|word| word.start >= place.end) {
            if word.start != own || !lies_in(finder, *word, place) || own_name(word) {
                break;
            }
            own = word.end;
        }
        return Some((place.start, own));
    }
    national
}

/// Whether a place word can mean a place in one that the other can mean.
fn lies_in(finder: &Finder<'_>, inner: Word<'_>, outer: Word<'_>) -> bool {
    let places = &finder.lexicon.places;
    let within = |id| outer.meaning.places.iter().any(|&outer| places.within(id, outer));
    inner.meaning.places.iter().any(|&id| within(id))
}

/// Whether a name begins with a place's name or a level noun, not only with a word like 中国.
fn is_place_head(finder: &Finder<'_>, start: usize, own: usize) -> bool {
    let word = finder.words.get(finder.words.partition_point(|word| word.start < start));
    own - start == '市'.len_utf8() || word.is_some_and(|word| word.start == start && !word.meaning.places.is_empty())
}

fn begins_names(word: &Word<'_>) -> bool {
    [Class::Head, Class::Country, Class::Before].into_iter().any(|class| word.meaning.is(class))
}

/// Whether a name can begin here: behind a mark or a word that stops names.
pub(super) fn at_border(finder: &Finder<'_>, at: usize) -> bool {
    let before = finder.text[..at].chars().next_back();
    let word = finder.word_ending(at);
    let over = finder.words.get(finder.words.partition_point(|word| word.end <= at)).filter(|word| word.start < at);
    before.is_none_or(|c| !is_name_char(c))
        || word.is_some_and(|word| word.meaning.stops())
        || over.is_some_and(joins_level)
        || at == finder.done
}

fn starts_generic(finder: &Finder<'_>, at: usize) -> bool {
    let word = finder.words.get(finder.words.partition_point(|word| word.start < at));
    word.is_some_and(|word| word.start == at && word.meaning.is(Class::Generic))
}

/// The title of a document that opens with `《`: a medium, or to be passed over. Where it ends.
pub(super) fn title(finder: &mut Finder<'_>, word: Word<'_>) -> usize {
    const LONGEST_TITLE: usize = 300;
    let rest = &finder.text[word.end..];
    let Some(length) = rest.find('》').filter(|&length| length <= LONGEST_TITLE) else { return word.end };
    let content = &rest[..length];
    let end = word.end + length + '》'.len_utf8();
    if (2..=10).contains(&content.chars().count()) && is_medium(finder, content, word.start..end) {
        finder.add(word.start..end, content.to_owned(), 0.85, "medium-in-marks");
    }
    end
}

/// Whether a title in 《》 is that of a newspaper or journal: by its end, by what it is called, or as one more of a list.
fn is_medium(finder: &Finder<'_>, title: &str, at: Range<usize>) -> bool {
    const KINDS: [&str; 5] = ["杂志", "月刊", "周刊", "期刊", "刊物"];
    let units = &finder.lexicon.units;
    let behind = &finder.text[at.end..];
    let next = behind.trim_start_matches('、').strip_prefix('《').and_then(|next| next.split_once('》'));
    let listed = || next.is_some_and(|(next, _)| units.is_medium(next));
    units.is_medium(title) || KINDS.iter().any(|kind| behind.starts_with(kind)) || listed()
}

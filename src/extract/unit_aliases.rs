//! Other names that a text gives to the organisations it has named: short names that it introduces (以下简称“…”), second
//! names of offices in brackets (市市场监管局（市知识产权局）), streets and towns that a text names more shortly elsewhere.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::units::Finder;
use crate::model::UnitMention;

/// Short names that the text introduces behind a mention, wherever they stand: 以下简称“…”.
pub(super) fn short_names(finder: &mut Finder<'_>) {
    let text = finder.text;
    let introduced: Vec<(String, Range<usize>)> = finder
        .mentions
        .iter()
        .filter_map(|mention| alias_behind(finder, mention.at.end).map(|alias| (mention.name.clone(), alias)))
        .collect();
    for (name, alias) in introduced {
        finder.mentions.retain(|mention| mention.at != alias);
        for (start, found) in text[alias.start..].match_indices(&text[alias.clone()]) {
            let at = alias.start + start..alias.start + start + found.len();
            let part = |range: &Range<usize>| at.start <= range.start && range.end <= at.end;
            let crosses = |range: &Range<usize>| range.start < at.end && at.start < range.end;
            if finder.mentions.iter().any(|mention| crosses(&mention.at) && !part(&mention.at)) {
                continue;
            }
            finder.mentions.retain(|mention| !part(&mention.at));
            finder.add(at, name.clone(), 0.95, "short-name-introduced");
        }
    }
}

/// Gives the name that an office bears too, in brackets right behind its own and nowhere else, to the office:
/// 市市场监管局（市知识产权局）.
pub(super) fn second_signs(finder: &mut Finder<'_>) {
    let (text, mentions) = (finder.text, &finder.mentions);
    let mut times = HashMap::<&str, usize>::new();
    for mention in mentions {
        *times.entry(&mention.name).or_default() += 1;
    }
    let is_sign = |one: &UnitMention| {
        text[one.at.end..].starts_with('）') && is_office(text, &one.at) && times[one.name.as_str()] == 1
    };
    let signs: HashMap<usize, usize> =
        (0..).zip(mentions).filter(|(_, one)| is_sign(one)).map(|(index, one)| (one.at.start, index)).collect();
    let sign_of = |whole: &UnitMention| Some((*signs.get(&bracket_behind(text, whole)?)?, whole.name.clone()));
    let found: Vec<(usize, String)> = mentions.iter().filter_map(sign_of).collect();
    for (sign, name) in found {
        finder.mentions[sign].name = name;
    }
}

/// Leaves the words out that stand before the name of a street or town which the text has elsewhere without them:
/// 今年春天容桂街道 beside 顺德区容桂街道.
pub(super) fn shorter_streets(finder: &mut Finder<'_>) {
    let text = finder.text;
    let short = |mention: &UnitMention| {
        let whole = &text[mention.at.clone()];
        own_name_of_street(whole.strip_suffix("办事处").unwrap_or(whole))
    };
    let known: HashSet<&str> = finder.mentions.iter().filter_map(short).collect();
    for mention in &mut finder.mentions {
        let whole = &text[mention.at.clone()];
        let Some(own) = own_name_of_street(whole).filter(|own| own.len() == whole.len()) else { continue };
        // One character more is another street: 新城街道, 东新城街道.
        let mut begins = own.char_indices().skip(2).map(|(at, _)| at);
        if let Some(at) = begins.find(|&at| known.contains(&own[at..]))
            && let Some(head) = mention.name.strip_suffix(own)
        {
            mention.name = format!("{head}{}", &own[at..]);
            mention.at.start += at;
        }
    }
}

/// The name of a street or town without those of the divisions before it.
fn own_name_of_street(whole: &str) -> Option<&str> {
    let own = whole.rfind(['区', '县', '市', '旗']).map_or(whole, |at| &whole[at + '区'.len_utf8()..]);
    let is_street = ["街道", "镇", "乡"].iter().any(|kind| own.len() > kind.len() && own.ends_with(kind));
    is_street.then_some(own)
}

/// Where the words in the bracket begin that stands right behind the name of an office.
fn bracket_behind(text: &str, whole: &UnitMention) -> Option<usize> {
    let inside = text[whole.at.end..].strip_prefix('（')?;
    // 区知识产权局（区市场监管局）: here the sign stands first, and the bracket tells whose it is.
    let sign_first = text[whole.at.clone()].ends_with("知识产权局");
    let named = whole.rule != "body-without-place" && is_office(text, &whole.at) && !sign_first;
    named.then_some(text.len() - inside.len())
}

/// Whether a name ends as those of offices do.
fn is_office(text: &str, at: &Range<usize>) -> bool {
    text[at.clone()].ends_with(['局', '委', '部', '厅', '办', '室', '心'])
}

/// The short name that is introduced right behind a mention.
fn alias_behind(finder: &Finder<'_>, end: usize) -> Option<Range<usize>> {
    let text = finder.text;
    let rest = finder.lexicon.units.behind_short_name_cue(text[end..].strip_prefix('（')?)?;
    let rest = rest.trim_start_matches(['：', ':']);
    let quoted = rest.strip_prefix(['“', '‘', '「', '"']);
    let start = text.len() - quoted.unwrap_or(rest).len();
    let length = text[start..].find(['”', '’', '」', '"', '）'])?;
    (6..=36).contains(&length).then_some(start..start + length)
}

//! Lists of organisations: where one ends that a number or 等 closes, and its members of which others are known
//! (盒马、携程、某某等企业).

use super::units::Finder;

/// Letters that a member has at least and at most.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=9;

/// Members of a list that are looked at before a known one, and as many behind it.
const MEMBERS: usize = 40;

/// Where the list ends that a number or 等 closes at the end of a text (…两县, …等8个, …等三家基层, …等, …等地, …等县（市、区）);
/// the end of the text where none does.
pub(super) fn list_end(text: &str) -> usize {
    const NOUNS: [char; 9] = ['个', '家', '地', '县', '区', '市', '州', '旗', '省'];
    let is_number = |c: char| c.is_ascii_digit() || "两二三四五六七八九十".contains(c);
    let list = text.strip_suffix("基层").unwrap_or(text);
    let counted = list.trim_end_matches(|c| NOUNS.contains(&c) || "（、）".contains(c));
    let open = counted.trim_end_matches(is_number);
    let end = open.strip_suffix('等').unwrap_or(open).len();
    if end < counted.len() { end } else { text.len() }
}

/// Adds the members of lists that are said to be organisations, if one of them is one known by name.
pub(super) fn listed(finder: &mut Finder<'_>) {
    let known: Vec<(usize, usize)> = finder
        .mentions
        .iter()
        .filter(|mention| matches!(mention.rule, "known-name" | "name-by-last-word" | "medium-in-marks"))
        .map(|mention| (mention.at.start, mention.at.end))
        .collect();
    for (start, end) in known {
        let Some((last, members)) = list(finder.text, start, end) else { continue };
        if !finder.lexicon.units.says_organisations(&finder.text[last..]) {
            continue;
        }
        for (from, to) in members {
            let taken = finder.mentions.iter().any(|mention| mention.at.start < to && from < mention.at.end);
            if !taken && is_name(finder, from, to) {
                let name = finder.text[from..to].to_owned();
                finder.add(from..to, name, 0.75, "name-in-list-of-organisations");
            }
        }
    }
}

/// The members before and behind one of a list that ends in 等, and where the words behind 等 and a number begin.
fn list(text: &str, start: usize, end: usize) -> Option<(usize, Vec<(usize, usize)>)> {
    let mut members = Vec::new();
    let mut from = start;
    while members.len() < MEMBERS
        && let Some(before) = text[..from].strip_suffix('、')
    {
        let begin = before
            .rfind(|c: char| !is_letter(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        members.push((begin, before.len()));
        from = begin;
    }
    let (mut to, most) = (end, members.len() + MEMBERS);
    while members.len() < most
        && let Some(behind) = text[to..].strip_prefix('、')
    {
        let length = behind.find(|c: char| !is_letter(c) || c == '等').unwrap_or(behind.len());
        let begin = text.len() - behind.len();
        to = begin + length;
        members.push((begin, to));
    }
    let rest = text[to..].strip_prefix('等')?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一两三四五六七八九十多余家个批".contains(c));
    Some((text.len() - rest.len(), members))
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '（' | '）') || c.is_alphanumeric()
}

/// Whether a member can be a name: of fit length, and without a word that guides the reading of names.
fn is_name(finder: &Finder<'_>, from: usize, to: usize) -> bool {
    let first = finder.words.partition_point(|word| word.end <= from);
    let inside = finder.words[first..].iter().take_while(|word| word.start < to);
    LENGTH.contains(&finder.text[from..to].chars().count())
        && inside.filter(|word| word.meaning.is_guide()).count() == 0
}

//! Legal documents known by name (`laws.tsv`), and the words by which unknown ones are told (`law-words.tsv`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use foldhash::HashMap;

use super::Error;
use super::affixes::{Ends, Starts};
use super::table::{Row, tables};
use super::vocabulary::{Book, Dictionary, Found};
use crate::model::LawKind;

const FULL_PREFIX: &str = "中华人民共和国";

/// What is known of legal documents.
#[derive(Debug)]
pub struct Laws {
    titles: Vec<LawTitle>,
    by_key: HashMap<String, usize>,
    pub(super) scanner: Dictionary<Cue>,
    /// The cue verbs, and whether each governs only documents in force.
    pub(super) cues: Dictionary<bool>,
    words: Words,
}

/// A document's full title and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawTitle {
    /// As officially cited, without 《》.
    pub title: String,
    /// Its kind.
    pub kind: LawKind,
}

/// What the scan of a text finds first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawCue<'a> {
    /// `《`, where a marked title begins.
    Mark,
    /// `“`, where a title in quotation marks may begin.
    Quote,
    /// A name that counts without marks.
    Name(&'a LawTitle),
    /// `同法`, `该条例`: the document of that kind named last.
    Same,
    /// `条例第`: a noun of documents before an article, alone or at the end of a title.
    Bare,
    /// An ending of titles, where an unmarked one may end.
    Ending,
    /// `国务院关于`, with which an unmarked title may begin.
    Organ,
}

/// The same, a name by its title's index.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cue {
    Mark,
    Quote,
    Name(usize),
    Same,
    Bare,
    Ending,
    Organ,
}

/// What the ending of a title says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A legal document of this kind.
    Kind(LawKind),
    /// Something else: a newspaper, a letter, an agreement.
    NoLaw,
}

#[derive(Debug, Default)]
struct Words {
    endings: HashMap<String, Ending>,
    longest_ending: usize,
    generic: Vec<String>,
    cues: Ends,
    regions: Starts,
    countries: Starts,
    countries_before: Ends,
    not_after: Starts,
    party: Starts,
    unmarked: Vec<String>,
    strong: Vec<String>,
    before: Ends,
    behind: Starts,
    organs: Ends,
    about: Starts<LawKind>,
}

/// Characters of the longest name of a province.
const LONGEST_PROVINCE: usize = 8;

const SAME: [&str; 9] = ["同法", "该法", "该条例", "该办法", "该规定", "本法", "同条例", "同办法", "同规定"];

/// What stands for the document named last before an article.
const BARE: [&str; 5] = ["法第", "条例第", "办法第", "规定第", "细则第"];

impl Laws {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut words = Words::default();
        for table in tables("law-words.tsv", include_str!("../../data/law-words.tsv"), folders)? {
            table.rows().try_for_each(|row| words.add(&row))?;
        }
        let mut titles = Titles::default();
        for table in tables("laws.tsv", include_str!("../../data/laws.tsv"), folders)? {
            table.rows().try_for_each(|row| titles.add(&row))?;
        }
        let scanner = scanner(&titles.names, &words);
        let cues = words.cues.words().map(|cue| (cue, words.strong.iter().any(|strong| strong == cue)));
        let cues = Dictionary::new(Book::LawVerbs, cues.collect());
        Ok(Self { titles: titles.list, by_key: titles.by_key, scanner, cues, words })
    }

    /// The places of a text that may name a legal document, in order, the longest name first.
    pub fn scan<'a>(&'a self, found: &'a Found) -> impl Iterator<Item = (Range<usize>, LawCue<'a>)> + 'a {
        self.scanner.longest(found, 0..usize::MAX).map(|(at, cue)| (at, self.cue(*cue)))
    }

    fn cue(&self, cue: Cue) -> LawCue<'_> {
        match cue {
            Cue::Mark => LawCue::Mark,
            Cue::Quote => LawCue::Quote,
            Cue::Name(title) => LawCue::Name(&self.titles[title]),
            Cue::Same => LawCue::Same,
            Cue::Bare => LawCue::Bare,
            Cue::Ending => LawCue::Ending,
            Cue::Organ => LawCue::Organ,
        }
    }

    /// The document that a title or one of its other names stands for.
    #[must_use]
    pub fn known(&self, title: &str) -> Option<&LawTitle> {
        self.by_key.get(&law_key(title)).and_then(|&index| self.titles.get(index))
    }

    /// What the longest known ending of a title says, brackets at its end left out.
    #[must_use]
    pub fn ending(&self, title: &str) -> Option<Ending> {
        let title = without_brackets(title);
        let ends = title.char_indices().rev().map(|(at, _)| at).take(self.words.longest_ending);
        ends.filter_map(|at| self.words.endings.get(&title[at..])).last().copied()
    }

    /// Whether a title is only a common word such as 实施意见.
    #[must_use]
    pub fn is_generic(&self, title: &str) -> bool {
        self.words.generic.iter().any(|word| word == title)
    }

    /// Whether a stretch of text ends with a cue verb.
    #[must_use]
    pub fn ends_with_cue(&self, text: &str) -> bool {
        self.words.cues.any(text)
    }

    /// The last cue verb in a stretch of a text: its end, and whether it only governs documents in force.
    #[must_use]
    pub fn last_cue(&self, found: &Found, within: Range<usize>) -> Option<(usize, bool)> {
        self.cues.all(found, within).map(|(at, &strong)| (at.end, strong)).max()
    }

    /// Whether a title may end without marks in this way.
    #[must_use]
    pub fn may_go_unmarked(&self, title: &str) -> bool {
        let title = without_brackets(title);
        self.words.unmarked.iter().any(|ending| title.ends_with(ending.as_str()))
    }

    /// Whether what stands around a pair of marks says that they name a paper, a play or a lesson.
    #[must_use]
    pub fn is_work(&self, before: &str, behind: &str) -> bool {
        let words = &self.words;
        words.before.any(before) && !words.cues.any(before) || words.behind.any(behind)
    }

    /// Whether what follows a name makes another word of it (公司法务).
    #[must_use]
    pub fn is_cut_short(&self, rest: &str) -> bool {
        // 法规 makes another word of it, 法规定 does not.
        self.words.not_after.any(rest) && !rest.starts_with("规定")
    }

    /// Whether a title begins with a province, or a city or district by its suffix.
    #[must_use]
    pub fn begins_with_region(&self, title: &str) -> bool {
        self.words.regions.any(title) || local_prefix(title).is_some()
    }

    /// Whether a name is that of one division, as local titles begin with it.
    #[must_use]
    pub fn is_division(&self, name: &str) -> bool {
        local_prefix(name) == Some(name) || self.words.regions.of(name).any(|(region, ())| region == name)
    }

    /// The province that a text ends with: `浙江省`, `浙江`.
    #[must_use]
    pub fn province_before<'a>(&self, text: &'a str) -> Option<&'a str> {
        let ends = text.char_indices().rev().take(LONGEST_PROVINCE).map(|(at, _)| &text[at..]);
        ends.filter(|end| self.words.regions.any(end)).find(|end| self.is_division(end))
    }

    /// The organ that a text ends with, of those whose documents are named without marks.
    #[must_use]
    pub fn organ_before(&self, text: &str) -> Option<&str> {
        self.words.organs.of(text).map(|(organ, ())| organ.as_str()).max_by_key(|organ| organ.len())
    }

    /// Where a title ends of which the rest follows 关于, and its kind: 办理渡口案件的解释.
    #[must_use]
    pub fn about(&self, rest: &str) -> Option<(usize, LawKind)> {
        let mut nouns = rest.match_indices('的').map(|(at, of)| at + of.len());
        let longest = |at: usize| self.words.about.of(&rest[at..]).max_by_key(|(noun, _)| noun.len());
        nouns.find_map(|at| longest(at).map(|(noun, kind)| (at + noun.len(), *kind)))
    }

    /// The foreign country that a title begins with.
    #[must_use]
    pub fn country(&self, title: &str) -> Option<&str> {
        self.words.countries.of(title).next().map(|(country, ())| country.as_str())
    }

    /// The foreign country that a text ends with.
    #[must_use]
    pub fn country_before(&self, text: &str) -> Option<&str> {
        self.words.countries_before.of(text).next().map(|(country, ())| country.as_str())
    }

    /// The kind of a document by its title, which `ending` has recognised.
    #[must_use]
    pub fn kind(&self, title: &str, by_ending: LawKind) -> LawKind {
        let local = || self.begins_with_region(title);
        match by_ending {
            _ if self.country(title).is_some() => LawKind::Foreign,
            LawKind::Treaty | LawKind::Standard | LawKind::Foreign => by_ending,
            _ if self.words.party.any(title) => LawKind::Party,
            LawKind::Regulation if local() => LawKind::LocalRegulation,
            LawKind::Rule if title.starts_with("国务院关于") => LawKind::Regulation,
            LawKind::Rule if title.starts_with("最高人民") || title.starts_with("关于") => LawKind::Normative,
            LawKind::Rule if local() => local_rule(title),
            kind => kind,
        }
    }
}

/// A rule of a city or province is a 规章; a 规定 is most often made by its congress; a district makes neither, with or
/// without its city before it (上海市普陀区…办法).
fn local_rule(title: &str) -> LawKind {
    let is_district = |prefix: &str| prefix.ends_with(['区', '县']) && !prefix.ends_with("自治区");
    let next = |prefix: &&str| local_prefix(&title[prefix.len()..]);
    let district =
        local_prefix(title).is_some_and(|prefix| is_district(prefix) || next(&prefix).is_some_and(is_district));
    let title = without_brackets(title);
    match district {
        true => LawKind::Normative,
        false if title.ends_with("规定") && !title.contains("技术") => LawKind::LocalRegulation,
        false => LawKind::Rule,
    }
}

/// The kind of document in a cell of a table.
fn kind(row: &Row<'_>, cell: usize) -> Result<LawKind, Error> {
    let kind = row.cell(cell)?;
    LawKind::parse(kind).ok_or_else(|| row.wrong(format!("no kind of law: {kind}")))
}

/// Of a word with several meanings the first counts.
fn scanner(names: &[(String, usize)], words: &Words) -> Dictionary<Cue> {
    let marks = [("《", Cue::Mark), ("“", Cue::Quote)];
    let names = names.iter().map(|(name, title)| (name.clone(), Cue::Name(*title)));
    let endings = words.unmarked.iter().map(|word| (word.clone(), Cue::Ending));
    let organs = words.organs.words().map(|organ| (format!("{organ}关于"), Cue::Organ));
    let mut all = BTreeMap::new();
    let same = SAME.map(|word| (word, Cue::Same)).into_iter().chain(BARE.map(|word| (word, Cue::Bare)));
    let fixed = marks.into_iter().chain(same).map(|(word, cue)| (word.to_owned(), cue));
    for (word, cue) in fixed.chain(names).chain(endings).chain(organs) {
        all.entry(word).or_insert(cue);
    }
    Dictionary::new(Book::Laws, all)
}

#[derive(Default)]
struct Titles {
    list: Vec<LawTitle>,
    by_key: HashMap<String, usize>,
    names: Vec<(String, usize)>,
}

impl Titles {
    fn add(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let (title, kind) = (row.cell(0)?, kind(row, 1)?);
        let index = self.list.len();
        self.list.push(LawTitle { title: title.to_owned(), kind });
        let national = title.strip_prefix(FULL_PREFIX);
        let short = national.unwrap_or(title);
        let ranks = matches!(kind, LawKind::Law | LawKind::Regulation | LawKind::Party);
        let bare = (ranks || national.is_some()) && short.chars().count() > 2;
        let names = bare.then_some([short, title]).into_iter().flatten().chain(row.list(2));
        self.names.extend(names.map(|name| (name.to_owned(), index)));
        for name in row.list(2).chain([title]) {
            self.by_key.insert(law_key(name), index);
        }
        Ok(())
    }
}

impl Words {
    fn add(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let word = row.cell(1)?.to_owned();
        match row.cell(0)? {
            "ending" => self.add_ending(word, row)?,
            "generic" => self.generic.push(word),
            "cue" => self.cues.push(word, ()),
            "region" => self.regions.push(word, ()),
            "country" => {
                self.countries.push(word.clone(), ());
                self.countries_before.push(word, ());
            }
            "jurisdiction" => self.countries_before.push(word, ()),
            "not-after" => self.not_after.push(word, ()),
            "party" => self.party.push(word, ()),
            "unmarked" => self.unmarked.push(word),
            "strong" => self.strong.push(word),
            "before" => self.before.push(word, ()),
            "behind" => self.behind.push(word, ()),
            "organ" => self.organs.push(word, ()),
            "about" => self.about.push(word, kind(row, 2)?),
            class => return Err(row.wrong(format!("no class of words: {class}"))),
        }
        Ok(())
    }

    fn add_ending(&mut self, word: String, row: &Row<'_>) -> Result<(), Error> {
        let value = row.cell(2)?;
        let ending = match LawKind::parse(value) {
            Some(kind) => Ending::Kind(kind),
            None if value == "none" => Ending::NoLaw,
            None => return Err(row.wrong(format!("no kind of law: {value}"))),
        };
        self.longest_ending = self.longest_ending.max(word.chars().count());
        self.endings.insert(word, ending);
        Ok(())
    }
}

/// What two titles of one document share: no marks, no quotation marks, no name of the state, no year of revision.
#[must_use]
pub fn law_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    key.extend(title.split(is_left_out));
    let state = ["中华人民共和国", "我国", "中国"].into_iter().find(|state| key.starts_with(state));
    key.drain(..state.map_or(0, str::len));
    let revision = key.ends_with('）').then(|| key.rfind('（')).flatten();
    let revision = revision.filter(|&at| key[at..].contains('修') && !is_draft(&key));
    key.truncate(revision.unwrap_or(key.len()));
    key
}

/// Whether the bracket at its end makes a title that of a draft, which is another document: `…法（修订草案）`.
#[must_use]
pub fn is_draft(title: &str) -> bool {
    let bracket = &title[without_brackets(title).len()..];
    ["草案", "征求意见稿", "送审稿", "审议稿"].iter().any(|draft| bracket.contains(draft))
}

/// Whether a mark says nothing about which document a title names.
fn is_left_out(c: char) -> bool {
    !matches!(c, '\u{4E00}'..='\u{9FFF}') && "《》〈〉<>“”‘’「」 ·、，—-".contains(c)
}

/// A title without the brackets at its end: `…办法（试行）`.
#[must_use]
pub fn without_brackets(title: &str) -> &str {
    let mut title = title.trim_end_matches(['”', '》', '〉']);
    while title.ends_with(['）', ')'])
        && let Some(at) = title.rfind(['（', '('])
    {
        title = title[..at].trim_end_matches(['”', '》', '〉']);
    }
    title
}

/// The city, district or county that a title begins with: `上海市`, `浦东新区`, but not `城市`.
fn local_prefix(title: &str) -> Option<&str> {
    let ends = title.char_indices().skip(2).take(6).find(|(_, c)| "省市区县州".contains(*c));
    let prefix = ends.and_then(|(at, c)| title.get(..at + c.len_utf8()))?;
    let common = ["城市", "园区", "地区", "社区", "校区", "示范区", "保护区", "城区", "库区"];
    let broken = prefix.chars().any(|c| "关于的和与、管理".contains(c));
    (!broken && !common.iter().any(|word| prefix.ends_with(word))).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Laws {
        Laws::load::<&Path>(&[]).unwrap()
    }

    #[test]
    fn a_law_is_known_by_every_name_it_goes_by() {
        let laws = laws();
        for name in ["中华人民共和国民事诉讼法", "民事诉讼法", "我国民事诉讼法", "民诉法", "民事诉讼法（2023修正）"]
        {
            assert_eq!(laws.known(name).unwrap().title, "中华人民共和国民事诉讼法", "{name}");
        }
        for other in ["民事诉讼", "民事诉讼法（修正草案）"] {
            assert!(laws.known(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_longest_ending_decides() {
        let laws = laws();
        let table = [
            ("知识产权协同保护备忘录", Some(Ending::NoLaw)),
            ("个人信息保护指引", Some(Ending::Kind(LawKind::Normative))),
            ("某市免罚清单", Some(Ending::Kind(LawKind::Normative))),
            ("送达回证", Some(Ending::NoLaw)),
            ("某某管理办法（试行）", Some(Ending::Kind(LawKind::Rule))),
            ("春天的故事", None),
        ];
        for (title, ending) in table {
            assert_eq!(laws.ending(title), ending, "{title}");
        }
    }

    #[test]
    fn the_maker_of_a_document_tells_its_kind() {
        let laws = laws();
        let table = [
            ("杭州市优化营商环境条例", LawKind::Regulation, LawKind::LocalRegulation),
            ("物业服务条例", LawKind::Regulation, LawKind::Regulation),
            ("江苏省餐厨废弃物管理办法", LawKind::Rule, LawKind::Rule),
            ("天河区招商引资奖励办法", LawKind::Rule, LawKind::Normative),
            ("广州市天河区招商引资奖励办法", LawKind::Rule, LawKind::Normative),
            ("广东省自然保护区管理办法", LawKind::Rule, LawKind::Rule),
            ("城市道路挖掘管理办法", LawKind::Rule, LawKind::Rule),
            ("越南投资法", LawKind::Law, LawKind::Foreign),
            ("中共中央关于某事的决定", LawKind::Normative, LawKind::Party),
        ];
        for (title, ending, kind) in table {
            assert_eq!(laws.kind(title, ending), kind, "{title}");
        }
    }
}

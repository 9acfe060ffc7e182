//! Words around the names of practices (`mechanism-words.tsv`): what ends a name, what stands before and after one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use foldhash::HashMap;

use super::Error;
use super::affixes::{Starts, longer_first};
use super::table::{Row, tables};
use super::vocabulary::{Book, Dictionary, Found};
use crate::model::MechanismKind;

/// Classes of words, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordClass(u16);

impl WordClass {
    /// A noun that ends the names of practices.
    pub const HEAD: Self = Self(1);
    /// A word after which a name may begin.
    pub const BORDER: Self = Self(1 << 1);
    /// A verb whose object is often a name.
    pub const INTRODUCES: Self = Self(1 << 2);
    /// A word of grammar.
    pub const PARTICLE: Self = Self(1 << 3);
    /// A word with which the sentence goes on after a name.
    pub const GOES_ON: Self = Self(1 << 4);
    /// A word of being first or new.
    pub const CREATES: Self = Self(1 << 5);
    /// A word of putting something known to work.
    pub const ADOPTS: Self = Self(1 << 6);
    /// A word of what is only planned.
    pub const PLANS: Self = Self(1 << 7);
    /// A word of slogans and images.
    pub const IMAGE: Self = Self(1 << 8);
    /// What follows a quotation that is no name.
    pub const NO_NAME: Self = Self(1 << 9);
    /// An ending of events, organisations and the like.
    pub const EVENT: Self = Self(1 << 10);
    /// A word before a name that does not belong to it.
    pub const LEADING: Self = Self(1 << 11);

    /// Any class that tells what is done with a name.
    pub const TELLS_ROLE: Self = Self(Self::CREATES.0 | Self::ADOPTS.0 | Self::PLANS.0);

    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "head" => Self::HEAD,
            "border" => Self::BORDER,
            "introduces" => Self::INTRODUCES,
            "particle" => Self::PARTICLE,
            "goes-on" => Self::GOES_ON,
            "creates" => Self::CREATES,
            "adopts" => Self::ADOPTS,
            "plans" => Self::PLANS,
            "image" => Self::IMAGE,
            "no-name" => Self::NO_NAME,
            "event" => Self::EVENT,
            "leading" => Self::LEADING,
            _ => return None,
        })
    }

    /// Whether this has one of the classes of `other`.
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// The words, ready to be found in a text.
#[derive(Debug)]
pub struct MechanismWords {
    pub(super) words: Dictionary<WordClass>,
    variants: BTreeSet<String>,
    /// The longer first.
    leading: Starts,
    kinds: HashMap<String, MechanismKind>,
    /// Length in bytes of the longest ending that tells a kind.
    longest_kind: usize,
}

/// The words that begin and end at a byte of a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    /// Classes of the words that end here.
    pub ends: WordClass,
    /// Classes of the words that begin here.
    pub begins: WordClass,
    /// Length in bytes of the longest border that ends here.
    pub border: u8,
    /// Length in bytes of the longest head that ends here.
    pub head: u8,
    /// Length in bytes of the longest head that begins here.
    pub next_head: u8,
}

/// The words of a text where they begin and end.
#[derive(Debug, Default)]
pub struct Marks {
    /// For each byte, and for the end of the text.
    pub at: Vec<Mark>,
    /// The bytes at which heads end, in order.
    pub head_ends: Vec<usize>,
    /// The bytes at which words end that tell what is done with a name ([`WordClass::TELLS_ROLE`]), in order.
    pub role_ends: Vec<usize>,
}

impl MechanismWords {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut words = BTreeMap::<String, WordClass>::new();
        let mut variants = BTreeSet::new();
        let mut leading: Vec<String> = Vec::new();
        let mut kinds = HashMap::default();
        for table in tables("mechanism-words.tsv", include_str!("../../data/mechanism-words.tsv"), folders)? {
            for row in table.rows() {
                if let Some(kind) = row.cell(0)?.strip_prefix("kind:") {
                    let kind = MechanismKind::parse(kind).ok_or_else(|| row.wrong(format!("{kind} is no kind")))?;
                    kinds.extend(row.list(1).map(|word| (word.to_owned(), kind)));
                    continue;
                }
                match row.cell(0)? {
                    "variant" => variants.extend(row.list(1).map(str::to_owned)),
                    class => add(&row, class, &mut words)?,
                }
                if row.cell(0)? == "leading" {
                    leading.extend(row.list(1).map(str::to_owned));
                }
            }
        }
        Ok(Self {
            words: Dictionary::new(Book::PracticeWords, words),
            variants,
            leading: longer_first(leading.into_iter().map(|word| (word, ()))).into_iter().collect(),
            longest_kind: kinds.keys().map(String::len).max().unwrap_or_default(),
            kinds,
        })
    }

    /// Where the words begin and end in a text of so many bytes.
    #[must_use]
    pub fn marks(&self, found: &Found, length: usize) -> Marks {
        let mut marks = Marks { at: vec![Mark::default(); length + 1], head_ends: Vec::new(), role_ends: Vec::new() };
        for (Range { start, end }, &class) in self.words.all(found, 0..length) {
            let length = u8::try_from(end - start).unwrap_or(u8::MAX);
            let last = &mut marks.at[end];
            last.ends.add(class);
            if class.is(WordClass::TELLS_ROLE) {
                marks.role_ends.push(end);
            }
            if class.is(WordClass::BORDER) {
                last.border = last.border.max(length);
            }
            if class.is(WordClass::HEAD) {
                marks.head_ends.push(end);
                last.head = last.head.max(length);
                marks.at[start].next_head = marks.at[start].next_head.max(length);
            }
            marks.at[start].begins.add(class);
        }
        for ends in [&mut marks.head_ends, &mut marks.role_ends] {
            ends.sort_unstable();
            ends.dedup();
        }
        marks
    }

    /// Whether a name may bear or leave out these words at its end.
    #[must_use]
    pub fn is_variant(&self, words: &str) -> bool {
        self.variants.contains(words)
    }

    /// The kind of most practices whose names end like this one.
    #[must_use]
    pub fn kind_by_end(&self, name: &str) -> Option<MechanismKind> {
        let may_tell = |byte: &usize| name.len() - byte <= self.longest_kind;
        let mut starts = name.char_indices().map(|(byte, _)| byte).filter(may_tell);
        starts.find_map(|byte| self.kinds.get(&name[byte..])).copied()
    }

    /// A name without the words before it that do not belong to it (全国首个, 市级); at least four characters stay.
    #[must_use]
    pub fn without_leading<'a>(&self, name: &'a str) -> &'a str {
        let shorter = |name: &'a str| {
            let (word, ()) = self.leading.of(name).next()?;
            let rest = &name[word.len()..];
            let part_of_word = word.chars().count() == 1
                && rest.starts_with(['域', '级', '内', '外', '场', '民', '块', '间', '别', '分', '政']);
            (!part_of_word && rest.chars().count() >= 4).then_some(rest)
        };
        std::iter::successors(Some(name), |name| shorter(name)).last().unwrap_or(name)
    }
}

fn add(row: &Row<'_>, class: &str, words: &mut BTreeMap<String, WordClass>) -> Result<(), Error> {
    let class = WordClass::parse(class).ok_or_else(|| row.wrong(format!("{class} is no class of words")))?;
    for word in row.list(1) {
        words.entry(word.to_owned()).or_default().add(class);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn words_are_marked_where_they_begin_and_end() {
        let lexicon = Lexicon::builtin().unwrap();
        let text = "建立桥头议事机制";
        let marks = lexicon.mechanism_words.marks(&lexicon.find(text), text.len());
        let (verb, end) = (marks.at["建立".len()], marks.at[text.len()]);
        assert!(verb.ends.is(WordClass::INTRODUCES));
        assert_eq!(verb.border, 6);
        assert_eq!(usize::from(end.head), "机制".len());
        assert!(marks.at[text.len() - 6].begins.is(WordClass::HEAD));
    }

    #[test]
    fn the_longest_ending_of_a_name_tells_its_kind() {
        let words = Lexicon::builtin().unwrap().mechanism_words;
        for (name, kind) in [
            ("桥头执法人才库", Some(MechanismKind::Publicity)),
            ("桥头检查事项库", Some(MechanismKind::ListOrStandard)),
            ("桥头", None),
        ] {
            assert_eq!(words.kind_by_end(name), kind, "{name}");
        }
    }

    #[test]
    fn leading_words_go_as_long_as_a_name_stays() {
        let words = Lexicon::builtin().unwrap().mechanism_words;
        for (name, bare) in
            [("全国首个邻里调解云平台", "邻里调解云平台"), ("市级人才库", "市级人才库"), ("区域协作", "区域协作")]
        {
            assert_eq!(words.without_leading(name), bare);
        }
    }
}

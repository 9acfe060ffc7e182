//! The practice taxonomy (`mechanisms.ttl`): kinds, families of practice, and mechanisms with their alternative names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use foldhash::HashMap;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};

use super::Error;
use super::table::{Table, tables};
use super::vocabulary::{Book, Dictionary, Found};
use crate::model::MechanismKind;

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const FAMILY_CLASS: &str = "https://w3id.org/anpu/ontology#Family";
const STANDING: &str = "https://w3id.org/anpu/ontology#standing";
const FAMILY: &str = "https://w3id.org/anpu/id/family/";
const KIND: &str = "https://w3id.org/anpu/id/kind/";
const OWN_KIND: &str = "https://w3id.org/anpu/ontology#kind";

/// Families and the mechanisms known by name.
#[derive(Debug)]
pub struct Mechanisms {
    families: Vec<Family>,
    practices: Vec<Practice>,
    pub(super) by_name: Dictionary<Named>,
    by_key: HashMap<String, Named>,
}

/// Index of a practice and how much one of its names says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    practice: usize,
    standing: Standing,
}

/// How much a name alone says of a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A common word that more often only speaks of it.
    Topic,
    /// A name like others.
    Common,
    /// A term of art that nearly always names the practice.
    Established,
}

/// A family of practices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its key, e.g. `three-station-linkage`.
    pub id: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// What belongs to it and what does not, in Chinese.
    pub definition: String,
    /// The kind of most of its mechanisms.
    pub kind: MechanismKind,
}

/// One practice with all its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// The name under which it is known everywhere.
    pub name: String,
    /// Its other names.
    pub other_names: Vec<String>,
    /// Common words for it, which alone say little.
    pub topics: Vec<String>,
    /// How much its names alone say.
    pub standing: Standing,
    /// Index of its family in [`Mechanisms::families`].
    pub family: usize,
    /// Its kind: its own, or else that of its family.
    pub kind: MechanismKind,
}

/// What the taxonomy says of one node.
#[derive(Default)]
struct Node {
    is_family: bool,
    zh: String,
    en: String,
    other_names: Vec<String>,
    topics: Vec<String>,
    standing: Option<Standing>,
    kind: Option<MechanismKind>,
    definition: String,
    broader: String,
}

impl Mechanisms {
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let mut nodes = BTreeMap::new();
        for table in tables("mechanisms.ttl", include_str!("../../ontology/mechanisms.ttl"), folders)? {
            read(&table, &mut nodes)?;
        }
        let families = families(&nodes);
        let practices = practices(&nodes, &families);
        let named = practices.iter().enumerate().flat_map(|(practice, of)| {
            let full = of.names().map(move |name| (name, Named { practice, standing: of.standing }));
            full.chain(of.topics.iter().map(move |name| (name.as_str(), Named { practice, standing: Standing::Topic })))
        });
        let named: Vec<(&str, Named)> = named.collect();
        let first: BTreeMap<&str, Named> = named.iter().rev().copied().collect();
        let by_name = Dictionary::new(Book::Practices, first);
        let by_key = named.iter().rev().map(|&(name, named)| (mechanism_key(name).into_owned(), named)).collect();
        Ok(Self { families, practices, by_name, by_key })
    }

    /// All families, ordered by key.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// All practices.
    #[must_use]
    pub fn practices(&self) -> &[Practice] {
        &self.practices
    }

    /// The practice that bears a name, whatever its marks and its trailing 机制/模式/工作/制度.
    #[must_use]
    pub fn known(&self, name: &str) -> Option<&Practice> {
        self.by_key(&mechanism_key(name)).map(|(practice, _)| practice)
    }

    /// The practice one of whose names has a key (see [`mechanism_key`]), and how much that name says.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<(&Practice, Standing)> {
        self.by_key.get(key).map(|&named| (&self.practices[named.practice], named.standing))
    }

    /// The names that stand in a range of a text, leftmost and longest first, none overlapping another.
    pub fn find<'a>(
        &'a self,
        found: &'a Found,
        within: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, &'a Practice, Standing)> {
        let names = self.by_name.longest(found, within);
        names.map(|(at, named)| (at, &self.practices[named.practice], named.standing))
    }

    /// The family of a practice.
    #[must_use]
    pub fn family(&self, practice: &Practice) -> &Family {
        &self.families[practice.family]
    }
}

impl Practice {
    /// All names, the one known everywhere first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.other_names.iter().map(String::as_str))
    }
}

/// A name as it is compared with others: without marks and without a trailing 机制, 模式, 工作 or 制度.
#[must_use]
pub fn mechanism_key(name: &str) -> Cow<'_, str> {
    let plain = |c: char| if c.is_ascii() { c.is_ascii_digit() || c.is_ascii_lowercase() } else { !is_mark(c) };
    if name.chars().all(plain) {
        return Cow::Borrowed(&name[..bare_length(name)]);
    }
    let mut bare = String::with_capacity(name.len());
    bare.extend(name.chars().filter(|&c| !is_mark(c)).map(|c| c.to_ascii_lowercase()));
    bare.truncate(bare_length(&bare));
    Cow::Owned(bare)
}

/// Length of a name without a trailing 机制, 模式, 工作 or 制度, if something stays.
fn bare_length(name: &str) -> usize {
    if !name.ends_with(['制', '式', '作', '度']) {
        return name.len();
    }
    let ends = ["工作机制", "工作模式", "机制", "模式", "工作", "制度"];
    let short = ends.iter().find_map(|end| name.strip_suffix(end)).filter(|short| !short.is_empty());
    short.unwrap_or(name).len()
}

/// White space and marks that do not tell names apart.
fn is_mark(c: char) -> bool {
    const MARKS: [char; 37] = [
        '“', '”', '‘', '’', '「', '」', '《', '》', '〈', '〉', '【', '】', '〔', '〕', '·', '，', '、', '。', '：',
        '；', '（', '）', '—', '–', '＋', '"', '\'', ',', '.', ':', ';', '(', ')', '[', ']', '-', '+',
    ];
    !is_letter(c) && (c.is_whitespace() || MARKS.contains(&c))
}

/// Chinese characters, letters and digits, told without a search.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}') || c.is_ascii_alphanumeric()
}

fn read(table: &Table<'_>, nodes: &mut BTreeMap<String, Node>) -> Result<(), Error> {
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(table.text()) {
        let quad = quad.map_err(|error| {
            let line = error.location().map_or(0, |at| usize::try_from(at.start.line).unwrap_or(0) + 1);
            wrong(table.file(), line, error.to_string())
        })?;
        note(quad, nodes);
    }
    Ok(())
}

fn wrong(file: &str, line: usize, message: String) -> Error {
    Error::Syntax { file: file.to_owned(), line, message }
}

fn note(quad: Quad, nodes: &mut BTreeMap<String, Node>) {
    let NamedOrBlankNode::NamedNode(subject) = quad.subject else { return };
    let node = nodes.entry(subject.into_string()).or_default();
    match (quad.predicate.as_str().strip_prefix(SKOS), quad.object) {
        (Some("prefLabel"), Term::Literal(label)) if label.language() == Some("en") => {
            label.value().clone_into(&mut node.en);
        }
        (Some("prefLabel"), Term::Literal(label)) => label.value().clone_into(&mut node.zh),
        (Some("altLabel"), Term::Literal(label)) => node.other_names.push(label.value().to_owned()),
        (Some("hiddenLabel"), Term::Literal(label)) => node.topics.push(label.value().to_owned()),
        (Some("definition"), Term::Literal(text)) => text.value().clone_into(&mut node.definition),
        (Some("broader"), Term::NamedNode(broader)) => node.broader = broader.into_string(),
        (None, Term::Literal(word)) if quad.predicate.as_str() == STANDING => node.standing = standing(word.value()),
        (None, Term::NamedNode(kind)) if quad.predicate.as_str() == OWN_KIND => node.kind = kind_of(kind.as_str()),
        (None, Term::NamedNode(class)) if quad.predicate == rdf::TYPE => {
            node.is_family |= class.as_str() == FAMILY_CLASS;
        }
        _ => {}
    }
}

fn standing(word: &str) -> Option<Standing> {
    match word {
        "established" => Some(Standing::Established),
        "topic" => Some(Standing::Topic),
        _ => None,
    }
}

/// The kind of an IRI, if it is one of the vocabulary.
fn kind_of(iri: &str) -> Option<MechanismKind> {
    MechanismKind::parse(iri.strip_prefix(KIND)?)
}

/// Families whose kind is one of the vocabulary.
fn families(nodes: &BTreeMap<String, Node>) -> Vec<Family> {
    let one = |(iri, node): (&String, &Node)| {
        let (zh, en, definition) = (node.zh.clone(), node.en.clone(), node.definition.clone());
        let kind = kind_of(&node.broader)?;
        Some(Family { id: iri.strip_prefix(FAMILY)?.to_owned(), zh, en, definition, kind })
    };
    nodes.iter().filter(|(_, node)| node.is_family).filter_map(one).collect()
}

fn practices(nodes: &BTreeMap<String, Node>, families: &[Family]) -> Vec<Practice> {
    let one = |node: &Node| {
        let id = node.broader.strip_prefix(FAMILY)?;
        let family = families.iter().position(|family| family.id == id)?;
        Some(Practice {
            name: node.zh.clone(),
            other_names: node.other_names.clone(),
            topics: node.topics.clone(),
            standing: node.standing.unwrap_or(Standing::Common),
            family,
            kind: node.kind.unwrap_or(families[family].kind),
        })
    };
    nodes.values().filter(|node| !node.is_family && !node.zh.is_empty()).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn builtin() -> Mechanisms {
        Lexicon::builtin().unwrap().mechanisms
    }

    #[test]
    fn every_family_has_names_a_definition_and_practices() {
        let mechanisms = builtin();
        assert!(mechanisms.families().len() > 60);
        for (index, family) in mechanisms.families().iter().enumerate() {
            let complete = [&family.zh, &family.en, &family.definition].iter().all(|text| !text.is_empty());
            assert!(complete, "{}", family.id);
            assert!(mechanisms.practices().iter().any(|practice| practice.family == index), "{}", family.id);
        }
    }

    #[test]
    fn no_name_belongs_to_two_practices() {
        let mechanisms = builtin();
        for practice in mechanisms.practices() {
            for name in practice.names() {
                assert_eq!(mechanisms.known(name), Some(practice), "{name}");
            }
        }
    }

    #[test]
    fn a_practice_is_known_by_any_of_its_names_with_or_without_marks_and_suffix() {
        let mechanisms = builtin();
        for (name, practice) in
            [("“亮码检查”", "检查码"), ("府院联动工作机制", "府院联动"), ("双随机一公开", "双随机、一公开")]
        {
            assert_eq!(mechanisms.known(name).unwrap().name, practice, "{name}");
        }
        assert!(mechanisms.known("机制").is_none());
    }

    #[test]
    fn a_practice_is_of_its_familys_kind_unless_it_has_its_own() {
        let mechanisms = builtin();
        for (name, kind) in
            [("检查码", MechanismKind::Inspection), ("涉企行政检查事项清单", MechanismKind::ListOrStandard)]
        {
            let practice = mechanisms.known(name).unwrap();
            assert_eq!(practice.kind, kind, "{name}");
            assert_eq!(mechanisms.family(practice).kind, MechanismKind::Inspection, "{name}");
        }
    }

    #[test]
    fn a_user_s_taxonomy_adds_practices_to_known_families() {
        let folder = tempfile::tempdir().unwrap();
        let turtle = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:x> skos:prefLabel \"桥头议事\"@zh ;\n\
            skos:broader <https://w3id.org/anpu/id/family/co-governance> .\n";
        std::fs::write(folder.path().join("mechanisms.ttl"), turtle).unwrap();
        let mechanisms = Lexicon::with_folders(&[folder.path()]).unwrap().mechanisms;
        let practice = mechanisms.known("桥头议事").unwrap();
        assert_eq!(mechanisms.family(practice).id, "co-governance");
    }

    #[test]
    fn broken_turtle_is_an_error_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mechanisms.ttl"), "\n<urn:x> nonsense .\n").unwrap();
        let error = Lexicon::with_folders(&[folder.path()]).unwrap_err();
        assert!(error.to_string().contains("mechanisms.ttl:2"), "{error}");
    }
}

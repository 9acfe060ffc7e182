//! The IRIs of things: readable, stable, and the same for the same name.

use oxigraph::model::{IriParseError, NamedNode, NamedNodeRef};

use crate::model::Span;

/// The base where none is given.
pub const DEFAULT_BASE: &str = "https://w3id.org/anpu/";

/// Mints the IRIs of a dataset under its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iris {
    base: String,
}

impl Default for Iris {
    fn default() -> Self {
        Self { base: DEFAULT_BASE.to_owned() }
    }
}

impl Iris {
    /// IRIs under `base`, which gets a final `/` where it ends in neither `/` nor `#`.
    ///
    /// # Errors
    /// `base` is no absolute IRI.
    pub fn new(base: &str) -> Result<Self, IriParseError> {
        let base = if base.ends_with(['/', '#']) { base.to_owned() } else { format!("{base}/") };
        NamedNode::new(&base)?;
        Ok(Self { base })
    }

    /// The base, with its final `/`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `{base}id/case/{id}`; the `/` between document and number stays.
    #[must_use]
    pub fn case(&self, id: &str) -> NamedNode {
        self.path("id/case/", id)
    }

    /// `{base}id/document/{id}`
    #[must_use]
    pub fn document(&self, id: &str) -> NamedNode {
        self.path("id/document/", id)
    }

    /// `{base}id/collection/{name}`
    #[must_use]
    pub fn collection(&self, name: &str) -> NamedNode {
        self.name("id/collection/", name)
    }

    /// `{base}id/unit/{full official name}`
    #[must_use]
    pub fn unit(&self, name: &str) -> NamedNode {
        self.name("id/unit/", name)
    }

    /// `{base}id/place/{division code}`, or the full name where no code is known.
    #[must_use]
    pub fn place(&self, code_or_name: &str) -> NamedNode {
        self.name("id/place/", code_or_name)
    }

    /// `{base}id/mechanism/{concept}`
    #[must_use]
    pub fn mechanism(&self, concept: &str) -> NamedNode {
        self.name("id/mechanism/", concept)
    }

    /// `{base}id/family/{key}`
    #[must_use]
    pub fn family(&self, key: &str) -> NamedNode {
        self.name("id/family/", key)
    }

    /// `{base}id/kind/{key}`
    #[must_use]
    pub fn kind(&self, key: &str) -> NamedNode {
        self.name("id/kind/", key)
    }

    /// `{base}id/law/{full title}`
    #[must_use]
    pub fn law(&self, title: &str) -> NamedNode {
        self.name("id/law/", title)
    }

    /// `{base}id/law/{full title}/{article}`
    #[must_use]
    pub fn provision(&self, title: &str, article: &str) -> NamedNode {
        let mut iri = self.law(title).into_string();
        iri.push('/');
        encode(article, false, &mut iri);
        NamedNode::new_unchecked(iri)
    }

    /// `{base}id/system/{key}`, a system of units.
    #[must_use]
    pub fn system(&self, key: &str) -> NamedNode {
        self.name("id/system/", key)
    }

    /// `{base}id/dataset`, the dataset itself.
    #[must_use]
    pub fn dataset(&self) -> NamedNode {
        NamedNode::new_unchecked(format!("{}id/dataset", self.base))
    }

    /// `{base}id/activity/{key}`, a run of a program version with a lexicon.
    #[must_use]
    pub fn activity(&self, key: &str) -> NamedNode {
        self.name("id/activity/", key)
    }

    /// `{base}id/decision/{id}`
    #[must_use]
    pub fn decision(&self, id: &str) -> NamedNode {
        self.name("id/decision/", id)
    }

    /// `{base}id/agent/{name}`, a person who decides.
    #[must_use]
    pub fn agent(&self, name: &str) -> NamedNode {
        self.name("id/agent/", name)
    }

    /// The named graph of a source document: `{base}graph/document/{id}`.
    #[must_use]
    pub fn document_graph(&self, id: &str) -> NamedNode {
        self.path("graph/document/", id)
    }

    /// One of the graphs that stand beside the documents': `{base}graph/{name}`.
    #[must_use]
    pub fn graph(&self, graph: SharedGraph) -> NamedNode {
        NamedNode::new_unchecked(format!("{}graph/{}", self.base, graph.as_str()))
    }

    fn name(&self, folder: &str, name: &str) -> NamedNode {
        self.mint(folder, name, false)
    }

    fn path(&self, folder: &str, path: &str) -> NamedNode {
        self.mint(folder, path, true)
    }

    fn mint(&self, folder: &str, rest: &str, slashes: bool) -> NamedNode {
        let mut iri = String::with_capacity(self.base.len() + folder.len() + rest.len());
        iri.push_str(&self.base);
        iri.push_str(folder);
        encode(rest, slashes, &mut iri);
        NamedNode::new_unchecked(iri)
    }
}

/// The named graphs that belong to no single document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharedGraph {
    /// What is known of the places, units, laws, mechanisms and collections that documents name.
    Authorities,
    /// Ontology, taxonomy and shapes.
    Ontology,
    /// Results of the analysis.
    Analysis,
    /// Decisions of people.
    Curation,
    /// The dataset's own description: `VoID` counts and provenance.
    Dataset,
}

impl SharedGraph {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Authorities, Self::Ontology, Self::Analysis, Self::Curation, Self::Dataset];

    /// The last part of its IRI.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorities => "authorities",
            Self::Ontology => "ontology",
            Self::Analysis => "analysis",
            Self::Curation => "curation",
            Self::Dataset => "dataset",
        }
    }
}

/// `iri` with a fragment that must need no encoding.
#[must_use]
pub fn fragment(iri: NamedNodeRef<'_>, fragment: impl std::fmt::Display) -> NamedNode {
    NamedNode::new_unchecked(format!("{}#{fragment}", iri.as_str()))
}

/// The part of a document's text at `span`, by RFC 5147 (`…#char=120,135`, positions between characters).
#[must_use]
pub fn text_fragment(document: &NamedNode, span: Span) -> NamedNode {
    fragment(document.as_ref(), format_args!("char={},{}", span.start, span.end))
}

/// `text` as one part of an IRI's path, encoded as in every IRI of the graph.
#[must_use]
pub fn encode_part(text: &str) -> String {
    let mut part = String::with_capacity(text.len());
    encode(text, false, &mut part);
    part
}

/// Appends `text` as part of an IRI's path: what RFC 3987 calls unreserved stays as it is, every other character is
/// percent-encoded by its UTF-8 bytes. Different texts stay different.
fn encode(text: &str, slashes: bool, iri: &mut String) {
    // A browser takes `.` and `..` for steps in the path even where encoded; a following mark prevents it.
    let dots = matches!(text, "." | "..");
    for c in text.chars() {
        if !dots && (is_unreserved(c) || (slashes && c == '/')) {
            iri.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                iri.push('%');
                iri.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
            }
        }
    }
}

/// `iunreserved` of RFC 3987 and `+`, which stands in many names and means itself in a path, without the characters
/// that nobody sees (section 4.1 forbids some of them).
fn is_unreserved(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' | '+' | '\u{20000}'..='\u{2FFFD}' => true,
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => false,
        '\u{A1}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' => !c.is_whitespace(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_readable_and_everything_else_is_encoded() {
        let iris = Iris::default();
        let table = [
            (iris.unit("上海市虹口区司法局"), "id/unit/上海市虹口区司法局"),
            (iris.mechanism("检察+工商联 一站/式"), "id/mechanism/检察+工商联%20一站%2F式"),
            (iris.case("2025-cases/23"), "id/case/2025-cases/23"),
            (iris.law("关于<调解>的“意见”"), "id/law/关于%3C调解%3E的“意见”"),
            (iris.unit("a\u{202E}b%#?"), "id/unit/a%E2%80%AEb%25%23%3F"),
            (iris.provision("民法典", "第一条"), "id/law/民法典/第一条"),
            (iris.document(".."), "id/document/%2E%2E"),
            (iris.unit("𠮷😀"), "id/unit/𠮷%F0%9F%98%80"),
        ];
        for (iri, expected) in table {
            assert_eq!(iri.as_str(), format!("{DEFAULT_BASE}{expected}"));
        }
    }

    #[test]
    fn a_base_must_be_an_absolute_iri_and_gets_its_slash() {
        assert_eq!(Iris::new("http://例子.cn/a").unwrap().base(), "http://例子.cn/a/");
        assert!(Iris::new("no base").is_err());
    }

    proptest! {
        #[test]
        fn every_name_makes_a_valid_iri_of_its_own(a in "\\PC*|.*", b in ".*") {
            let iris = Iris::default();
            let minted = iris.unit(&a);
            prop_assert!(NamedNode::new(minted.as_str()).is_ok(), "{}", minted);
            prop_assert_eq!(minted == iris.unit(&b), a == b);
        }
    }
}

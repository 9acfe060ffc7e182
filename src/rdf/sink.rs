//! Where triples go: a named graph and the function that takes its quads, with short words for what is said often.

use oxigraph::model::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};

use super::vocab::{rdf, xsd};

/// One named graph being written. Nothing is collected: every triple goes straight to `sink`, borrowed.
pub(super) struct Graph<'a, S> {
    name: NamedNodeRef<'a>,
    sink: S,
}

impl<'a, S, E> Graph<'a, S>
where
    S: FnMut(QuadRef<'_>) -> Result<(), E>,
{
    pub(super) fn new(name: NamedNodeRef<'a>, sink: S) -> Self {
        Self { name, sink }
    }

    pub(super) fn add<'t>(
        &mut self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        object: impl Into<TermRef<'t>>,
    ) -> Result<(), E> {
        (self.sink)(QuadRef {
            subject: subject.into(),
            predicate,
            object: object.into(),
            graph_name: GraphNameRef::NamedNode(self.name),
        })
    }

    pub(super) fn is_a(&mut self, subject: NamedNodeRef<'_>, class: NamedNodeRef<'_>) -> Result<(), E> {
        self.add(subject, rdf::TYPE, class)
    }

    /// A text in no language: a key, a quotation, a measure word.
    pub(super) fn plain(
        &mut self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        text: &str,
    ) -> Result<(), E> {
        self.add(subject, predicate, LiteralRef::new_simple_literal(text))
    }

    /// A name or title in Chinese.
    pub(super) fn chinese(
        &mut self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        text: &str,
    ) -> Result<(), E> {
        self.add(subject, predicate, LiteralRef::new_language_tagged_literal_unchecked(text, "zh"))
    }

    pub(super) fn count(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, n: usize) -> Result<(), E> {
        self.typed(subject, predicate, &n.to_string(), xsd::INTEGER)
    }

    /// A position in a text, in the datatype that NIF asks for.
    pub(super) fn index(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, n: usize) -> Result<(), E> {
        self.typed(subject, predicate, &n.to_string(), xsd::NON_NEGATIVE_INTEGER)
    }

    /// A finite number; others, which no record holds, are left out.
    pub(super) fn decimal(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, n: f64) -> Result<(), E> {
        // `Display` never writes an exponent, which `xsd:decimal` does not know.
        if n.is_finite() { self.typed(subject, predicate, &n.to_string(), xsd::DECIMAL) } else { Ok(()) }
    }

    pub(super) fn year(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, year: i32) -> Result<(), E> {
        self.typed(subject, predicate, &format!("{year:04}"), xsd::G_YEAR)
    }

    fn typed(
        &mut self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        value: &str,
        datatype: NamedNodeRef<'_>,
    ) -> Result<(), E> {
        self.add(subject, predicate, LiteralRef::new_typed_literal(value, datatype))
    }
}

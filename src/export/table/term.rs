//! Solutions of a query as values of a table.

use oxigraph::model::Term;
use oxigraph::model::vocab::xsd;

use super::Value;
use crate::rdf::vocab::PREFIXES;

impl<'a> From<Option<&'a Term>> for Value<'a> {
    /// IRIs with their prefix where they have one of ours, numbers of XML Schema as numbers, the rest as text.
    fn from(term: Option<&'a Term>) -> Self {
        match term {
            None => Self::Empty,
            Some(Term::NamedNode(node)) => short(node.as_str()),
            Some(Term::Literal(literal)) => {
                let text = literal.value();
                let number = match literal.datatype() {
                    xsd::INTEGER => text.parse().ok().map(Self::Integer),
                    xsd::DECIMAL | xsd::DOUBLE | xsd::FLOAT => text.parse().ok().map(Self::Number),
                    xsd::BOOLEAN => text.parse().ok().map(Self::Flag),
                    _ => None,
                };
                number.unwrap_or_else(|| text.into())
            }
            Some(other) => other.to_string().into(),
        }
    }
}

fn short(iri: &str) -> Value<'_> {
    let prefixed = |(prefix, namespace): &(&str, &str)| Some(format!("{prefix}:{}", iri.strip_prefix(namespace)?));
    PREFIXES.iter().find_map(prefixed).map_or_else(|| iri.into(), Value::from)
}

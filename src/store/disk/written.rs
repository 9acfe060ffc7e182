//! Literals as they are written. Oxigraph keeps numbers, dates and the like by value, `"01"^^xsd:nonNegativeInteger` as the
//! integer 1; under a datatype of ours it keeps them as they are.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Quad, Term, Triple};

/// What the names of datatypes begin with that Oxigraph may know.
const KNOWN: &str = "http://www.w3.org/2001/XMLSchema#";
/// What stands before the name of the datatype of what is kept.
const KEPT: &str = "urn:x-anpu:written:";

/// A term as it is kept.
pub(super) fn kept(term: Term) -> Term {
    each_literal(term, |literal| {
        let name = literal.datatype().as_str();
        let is_known = (name.starts_with(KNOWN) && literal.datatype() != xsd::STRING) || name.starts_with(KEPT);
        is_known.then(|| format!("{KEPT}{name}"))
    })
}

/// A quad as it is kept.
pub(super) fn kept_quad(quad: Quad) -> Quad {
    Quad { object: kept(quad.object), ..quad }
}

/// A quad as it was before it was kept.
pub(super) fn told(quad: Quad) -> Quad {
    let name = |literal: &Literal| literal.datatype().as_str().strip_prefix(KEPT).map(str::to_owned);
    Quad { object: each_literal(quad.object, name), ..quad }
}

/// The term with other datatypes, those that `name` gives.
fn each_literal(term: Term, name: impl Fn(&Literal) -> Option<String>) -> Term {
    match term {
        Term::Literal(literal) => match name(&literal) {
            Some(name) => Literal::new_typed_literal(literal.value(), NamedNode::new_unchecked(name)).into(),
            None => literal.into(),
        },
        Term::Triple(triple) => {
            let Triple { subject, predicate, object } = *triple;
            Triple::new(subject, predicate, each_literal(object, name)).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_told_as_it_was_and_is_nothing_that_has_a_value() {
        let typed = |value: &str, name: &str| Literal::new_typed_literal(value, NamedNode::new_unchecked(name));
        let number = typed("01", &format!("{KNOWN}nonNegativeInteger"));
        let triple = Triple::new(NamedNode::new_unchecked("urn:a"), NamedNode::new_unchecked("urn:b"), number.clone());
        let terms: [Term; 5] = [
            number.into(),
            typed("01", &format!("{KEPT}{KNOWN}integer")).into(),
            Literal::new_simple_literal("01").into(),
            Literal::new_language_tagged_literal_unchecked("一", "zh").into(),
            triple.into(),
        ];
        for term in terms {
            let (a, b) = (NamedNode::new_unchecked("urn:a"), NamedNode::new_unchecked("urn:b"));
            let quad = Quad::new(a, b, term, oxigraph::model::GraphName::DefaultGraph);
            let kept = kept_quad(quad.clone());
            assert!(!kept.object.to_string().contains(&format!("<{KNOWN}")), "{kept}");
            assert_eq!(told(kept), quad);
        }
    }
}

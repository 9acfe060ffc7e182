//! Statements of N-Quads in the formats whose terms are written the same way: N-Triples, Turtle and `TriG`. The
//! dataset's own N-Quads have one statement a line and one blank between terms, so terms are cut out and copied, several times
//! faster than they could be parsed and serialized; the round trip through other implementations holds it to account.

use memchr::{memchr, memchr_iter, memrchr, memrchr2};

use crate::export::Error;
use crate::rdf::vocab::PREFIXES;

/// A format of this family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    NTriples,
    Turtle,
    TriG,
}

/// The terms of a statement as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Statement<'q> {
    subject: &'q [u8],
    predicate: &'q [u8],
    object: &'q [u8],
    /// Empty for the default graph.
    graph: &'q [u8],
}

/// What a file begins with.
pub(super) fn head(family: Family) -> Vec<u8> {
    if family == Family::NTriples {
        return Vec::new();
    }
    let line = |(prefix, namespace): &(&str, &str)| format!("@prefix {prefix}: <{namespace}> .\n");
    PREFIXES.iter().map(line).collect::<String>().into_bytes()
}

/// Writes the statements of `quads`, whole graphs of them.
pub(super) fn write(quads: &[u8], family: Family, out: &mut Vec<u8>) -> Result<(), Error> {
    let mut writer = Writer { out, last: Statement::default(), family };
    let mut begin = 0;
    for end in memchr_iter(b'\n', quads) {
        let statement = Statement::read(&quads[begin..end]);
        writer.statement(statement.ok_or_else(|| Error::Unfit("a line of N-Quads is none".to_owned()))?);
        begin = end + 1;
    }
    writer.finish();
    Ok(())
}

impl<'q> Statement<'q> {
    fn read(line: &'q [u8]) -> Option<Self> {
        let line = line.strip_suffix(b" .")?;
        let (subject, rest) = cut(line, memchr(b' ', line)?);
        let (predicate, rest) = cut(rest, memchr(b' ', rest)?);
        // No blank and no quotation mark stands in the name of a graph, and a literal has one behind its last blank.
        let last = memrchr(b' ', rest).map(|at| cut(rest, at));
        let (object, graph) = last.filter(|(_, graph)| memchr(b'"', graph).is_none()).unwrap_or((rest, b""));
        Some(Self { subject, predicate, object, graph })
    }
}

fn cut(line: &[u8], at: usize) -> (&[u8], &[u8]) {
    (&line[..at], &line[at + 1..])
}

struct Writer<'q, 'o> {
    out: &'o mut Vec<u8>,
    /// The statement before, whose sentence is not ended yet.
    last: Statement<'q>,
    family: Family,
}

impl<'q> Writer<'q, '_> {
    fn statement(&mut self, statement: Statement<'q>) {
        if self.family == Family::NTriples {
            let Statement { subject, predicate, object, .. } = statement;
            for part in [subject, b" ", predicate, b" ", object, b" .\n"] {
                self.put(part);
            }
            return;
        }
        let same_graph = self.family == Family::Turtle || self.last.graph == statement.graph;
        if same_graph && self.last.subject == statement.subject && self.last.predicate == statement.predicate {
            self.put(b" , ");
        } else if same_graph && self.last.subject == statement.subject {
            self.put(b" ;\n\t");
            self.predicate(statement.predicate);
        } else {
            self.begin(&statement, same_graph);
        }
        self.object(statement.object);
        self.last = statement;
    }

    /// Ends the sentence before and begins the next, in a block of its own where the graph is another.
    fn begin(&mut self, statement: &Statement<'_>, same_graph: bool) {
        if same_graph {
            self.end();
        } else {
            self.finish();
            if !statement.graph.is_empty() {
                self.put(statement.graph);
                self.put(b" {\n");
            }
        }
        self.short(statement.subject);
        self.put(b" ");
        self.predicate(statement.predicate);
    }

    fn predicate(&mut self, predicate: &[u8]) {
        const TYPE: &[u8] = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
        if predicate == TYPE {
            self.put(b"a");
        } else {
            self.short(predicate);
        }
        self.put(b" ");
    }

    /// An IRI or blank node, or a literal, of which only the datatype can be shorter.
    fn object(&mut self, object: &[u8]) {
        let datatype = object.ends_with(b">").then(|| memrchr(b'"', object)).flatten().map(|quote| quote + 3);
        match datatype.and_then(|at| object.split_at_checked(at)) {
            Some((text, datatype)) if text.ends_with(b"\"^^") => {
                self.put(text);
                self.short(datatype);
            }
            _ => self.short(object),
        }
    }

    /// A term with its prefix, where it is an IRI that has one and what is left needs no escape.
    fn short(&mut self, term: &[u8]) {
        let iri = term.strip_prefix(b"<").and_then(|term| term.strip_suffix(b">"));
        let parts = iri.and_then(|iri| Some(iri.split_at(memrchr2(b'#', b'/', iri)? + 1)));
        let known = parts.and_then(|(namespace, local)| {
            let (prefix, _) = PREFIXES.iter().find(|(_, known)| known.as_bytes() == namespace)?;
            is_plain(local).then_some((prefix, local))
        });
        match known {
            Some((prefix, local)) => [prefix.as_bytes(), b":", local].into_iter().for_each(|part| self.put(part)),
            None => self.put(term),
        }
    }

    fn end(&mut self) {
        if !self.last.subject.is_empty() {
            self.put(b" .\n");
        }
    }

    /// Ends the sentence and the block.
    fn finish(&mut self) {
        self.end();
        if self.family == Family::TriG && !self.last.graph.is_empty() {
            self.put(b"}\n");
        }
        self.last = Statement::default();
    }

    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }
}

/// Whether a local name is one of Turtle's without a closer look: a letter, then letters, digits, `_` and `-`.
fn is_plain(local: &[u8]) -> bool {
    local.first().is_some_and(u8::is_ascii_alphabetic)
        && local.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::{GraphName, Quad};

    const QUADS: &str = r#"<http://a/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/anpu/ontology#Case> <http://a/g> .
<http://a/s> <http://purl.org/dc/terms/title> "说 \"<b> <c>\" 的\n人 <x>" <http://a/g> .
<http://a/s> <http://purl.org/dc/terms/title> "two <g>"@zh <http://a/g> .
<http://a/s> <http://purl.org/dc/terms/issued> "2024"^^<http://www.w3.org/2001/XMLSchema#gYear> <http://a/h> .
_:b <http://purl.org/dc/terms/source> _:c <http://a/h> .
_:b <http://a/odd.name,> <http://www.w3.org/2001/XMLSchema#> <http://a/h> .
<http://a/s> <http://a/p> "plain \\" .
<http://a/s> <http://a/p> "a <http://a/g" .
<http://a/s> <http://a/p> <http://a/o> .
"#;

    fn parsed(text: &[u8], format: RdfFormat) -> Vec<Quad> {
        let quads = RdfParser::from_format(format).for_slice(text).map(Result::unwrap);
        let mut quads: Vec<Quad> = quads.collect();
        quads.sort_by_key(ToString::to_string);
        quads
    }

    #[test]
    fn what_is_written_says_the_same() {
        let all = parsed(QUADS.as_bytes(), RdfFormat::NQuads);
        let mut union: Vec<Quad> =
            all.iter().cloned().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad }).collect();
        union.sort_by_key(ToString::to_string);
        let table = [
            (Family::TriG, RdfFormat::TriG, &all),
            (Family::Turtle, RdfFormat::Turtle, &union),
            (Family::NTriples, RdfFormat::NTriples, &union),
        ];
        for (family, format, expected) in table {
            let mut out = head(family);
            write(QUADS.as_bytes(), family, &mut out).unwrap();
            let text = String::from_utf8_lossy(&out).into_owned();
            // Blank nodes keep their labels in N-Triples only; here their number is enough.
            let unlabelled =
                |quads: &[Quad]| quads.iter().map(|quad| label_free(&quad.to_string())).collect::<Vec<_>>();
            assert_eq!(unlabelled(&parsed(&out, format)), unlabelled(expected), "{text}");
        }
    }

    fn label_free(quad: &str) -> String {
        quad.split(' ').map(|term| if term.starts_with("_:") { "_:" } else { term }).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn subjects_and_predicates_are_said_once_and_prefixes_are_used() {
        let mut out = Vec::new();
        write(QUADS.as_bytes(), Family::TriG, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("<http://a/g> {\n<http://a/s> a anpu:Case ;\n\tdcterms:title \"说"), "{text}");
        assert!(text.contains(" , \"two <g>\"@zh .\n}\n<http://a/h> {\n"), "{text}");
        assert!(text.contains("\"2024\"^^xsd:gYear .\n_:b dcterms:source _:c ;\n\t<http://a/odd.name,> <"), "{text}");
    }

    #[test]
    fn a_line_that_is_no_statement_is_an_error() {
        write(b"<http://a/s> <http://a/p> .\n", Family::Turtle, &mut Vec::new()).unwrap_err();
        write(b"<http://a/s>\n", Family::Turtle, &mut Vec::new()).unwrap_err();
    }
}

//! What the analysis finds, as the named graph `analysis`: each measure a property of the thing it is about, so that a
//! query joins it with everything else. Formulas and sources stand in `docs/analysis.md`.

use std::io;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, NamedNode, NamedNodeRef, QuadRef, TermRef};

use crate::analysis::{
    Cell, Compared, Corpus, DiffusionOptions, Entity, Finding, GapOptions, Level, Network, OutcomeOptions, Outcomes,
    RecurrenceOptions, Report, SimilarityOptions, StructureOptions, diffusion, gaps, outcomes, recurrence, similarity,
    structure,
};
use crate::rdf::vocab::anpu;
use crate::rdf::{self, Authorities, Iris, SharedGraph};
use crate::store::QuadSink;

/// Above so many nodes betweenness is estimated, so that a build need not wait for the last digit.
const PIVOTS: usize = 200;

/// Writes all findings about a corpus.
pub(super) fn write(corpus: &Corpus, iris: &Iris, known: &dyn Authorities, sink: &mut QuadSink<'_>) -> io::Result<()> {
    let graph = iris.graph(SharedGraph::Analysis);
    let mut writer = Writer { iris, known, graph: graph.as_ref(), sink };
    for report in reports(corpus) {
        report().findings().iter().try_for_each(|finding| writer.finding(finding))?;
    }
    Ok(())
}

/// The analyses of which the graph tells, each done when its turn comes.
fn reports<'c>(corpus: &'c Corpus) -> Vec<Box<dyn Fn() -> Box<dyn Report> + 'c>> {
    let recurring = move |level| -> Box<dyn Fn() -> Box<dyn Report> + 'c> {
        Box::new(move || Box::new(recurrence(corpus, RecurrenceOptions { level, ..Default::default() })))
    };
    let similar = move |of| -> Box<dyn Fn() -> Box<dyn Report> + 'c> {
        // The graph tells who is alike, not why.
        Box::new(move || Box::new(similarity(corpus, SimilarityOptions { of, reasons: 0, ..Default::default() })))
    };
    let network = move |network| -> Box<dyn Fn() -> Box<dyn Report> + 'c> {
        let options = StructureOptions { network, pivots: PIVOTS, ..Default::default() };
        Box::new(move || Box::new(structure(corpus, options)))
    };
    vec![
        recurring(Level::Concept),
        recurring(Level::Family),
        Box::new(move || Box::new(diffusion(corpus, DiffusionOptions::default()))),
        similar(Compared::Cases),
        similar(Compared::Places),
        Box::new(move || Box::new(gaps(corpus, GapOptions { hidden: 0, ..Default::default() }))),
        network(Network::Practices),
        network(Network::Units),
        network(Network::Laws),
        Box::new(move || Box::new(comparable(corpus))),
    ]
}

/// Comparable results of all families.
fn comparable(corpus: &Corpus) -> Outcomes {
    let options = OutcomeOptions::default();
    // Only a practice asked for by name can be unknown, and none is.
    outcomes(corpus, &options).unwrap_or(Outcomes { options, groups: Vec::new() })
}

struct Writer<'a, 's> {
    iris: &'a Iris,
    known: &'a dyn Authorities,
    graph: NamedNodeRef<'a>,
    sink: &'a mut QuadSink<'s>,
}

impl Writer<'_, '_> {
    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let measure = NamedNode::new_unchecked(format!("{}{}", anpu::NAMESPACE, finding.measure));
        let subject = self.thing(finding.kind, &finding.key);
        match &finding.value {
            Cell::Integer(number) => self.number(&subject, &measure, &number.to_string(), xsd::INTEGER),
            // `Display` never writes an exponent, which `xsd:decimal` does not know.
            Cell::Number(number) => self.number(&subject, &measure, &number.to_string(), xsd::DECIMAL),
            Cell::List(names) => {
                let kind = finding.things.unwrap_or(finding.kind);
                names.iter().try_for_each(|name| match name {
                    Cell::Text(name) | Cell::Key(name) => {
                        self.add(&subject, &measure, self.thing(kind, name).as_ref().into())
                    }
                    _ => Ok(()),
                })
            }
            _ => Ok(()),
        }
    }

    fn number(
        &mut self,
        subject: &NamedNode,
        measure: &NamedNode,
        number: &str,
        datatype: NamedNodeRef<'_>,
    ) -> io::Result<()> {
        self.add(subject, measure, LiteralRef::new_typed_literal(number, datatype).into())
    }

    fn add(&mut self, subject: &NamedNode, measure: &NamedNode, object: TermRef<'_>) -> io::Result<()> {
        (self.sink)(QuadRef::new(subject, measure, object, self.graph))
    }

    fn thing(&self, kind: Entity, name: &str) -> NamedNode {
        match kind {
            Entity::Case => self.iris.case(name),
            Entity::Place => rdf::place(self.iris, self.known, name),
            Entity::Unit => self.iris.unit(name),
            Entity::Mechanism | Entity::Concept => self.iris.mechanism(name),
            Entity::Family => self.iris.family(name),
            Entity::Law => self.iris.law(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::samples;
    use crate::lexicon::Lexicon;
    use crate::pipeline::{Gathering, records};

    #[test]
    fn every_measure_is_a_term_of_the_ontology() {
        let lexicon = Lexicon::builtin().unwrap();
        let mut gathering = Gathering::default();
        for document in samples() {
            for record in records(&document.document().unwrap(), &lexicon) {
                gathering.add(&record);
            }
        }
        let mut measures = std::collections::BTreeSet::new();
        let mut sink = |quad: QuadRef<'_>| {
            measures.insert(quad.predicate.into_owned());
            Ok(())
        };
        write(&gathering.finish(&lexicon), &Iris::default(), &(), &mut sink).unwrap();
        assert!(measures.len() > 10, "{measures:?}");
        assert!(measures.iter().all(|measure| anpu::ALL.contains(&measure.as_ref())), "{measures:?}");
    }
}

//! The graph of curation: every decision of people, who made it and why, whether it applies, and which documents it
//! touched.

use oxigraph::model::{NamedNode, QuadRef};

use crate::model::{Action, Decision, EntityKind, Standing};

use super::iri::{Iris, SharedGraph};
use super::sink::Graph;
use super::vocab::{anpu, dcterms, prov, rdfs};

/// A decision with what became of it.
#[derive(Clone, Debug)]
pub struct Decided<'a> {
    /// The decision.
    pub decision: &'a Decision,
    /// What became of it.
    pub standing: &'a Standing,
    /// Ids of the documents to which it was applied.
    pub documents: Vec<&'a str>,
}

/// Writes the graph of curation to `sink`.
///
/// # Errors
/// Only those of `sink`.
pub fn curation<E>(
    decided: &[Decided<'_>],
    iris: &Iris,
    sink: impl FnMut(QuadRef<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let name = iris.graph(SharedGraph::Curation);
    let mut graph = Graph::new(name.as_ref(), sink);
    for Decided { decision, standing, documents } in decided {
        let iri = iris.decision(&decision.id());
        let (node, author) = (iri.as_ref(), iris.agent(&decision.author));
        graph.is_a(node, anpu::DECISION)?;
        graph.plain(node, anpu::ACTION, decision.action.as_str())?;
        graph.plain(node, anpu::STANDING, standing.as_str())?;
        graph.plain(node, dcterms::DESCRIPTION, &decision.reason)?;
        if let Some(date) = &decision.date {
            graph.plain(node, dcterms::DATE, date)?;
        }
        graph.add(node, prov::WAS_ATTRIBUTED_TO, &author)?;
        graph.is_a(author.as_ref(), prov::AGENT)?;
        graph.plain(author.as_ref(), rdfs::LABEL, &decision.author)?;
        for subject in subjects(&decision.action, iris) {
            graph.add(node, dcterms::SUBJECT, &subject)?;
        }
        graph.plain(node, prov::VALUE, &serde_json::to_string(decision).unwrap_or_default())?;
        for document in documents {
            graph.add(iris.document_graph(document).as_ref(), prov::WAS_INFLUENCED_BY, node)?;
        }
    }
    Ok(())
}

/// What a decision is about: its case, or the things it names.
fn subjects(action: &Action, iris: &Iris) -> Vec<NamedNode> {
    let thing = |kind: EntityKind, name: &str| match kind {
        EntityKind::Unit => iris.unit(name),
        EntityKind::Mechanism => iris.mechanism(name),
        EntityKind::Law => iris.law(name),
        EntityKind::Place => iris.place(name),
    };
    match action {
        Action::Reject(target) | Action::Confirm(target) | Action::Fix(target, _) => {
            vec![iris.case(&target.place.case)]
        }
        Action::Add(place, _) => vec![iris.case(&place.case)],
        Action::Merge(entity, to) | Action::Rename(entity, to) => {
            vec![thing(entity.kind, &entity.name), thing(entity.kind, to)]
        }
        Action::Separate(separation) => {
            let kind = separation.from.kind;
            vec![thing(kind, &separation.from.name), thing(kind, &separation.to)]
        }
        Action::Family { name, family } => vec![iris.mechanism(name), iris.family(family)],
    }
}

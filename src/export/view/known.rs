//! What a dataset says of places, units and families beyond its cases, read from its graphs of authorities and ontology.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};

use crate::export::Error;
use crate::rdf::vocab::{anpu, schema, skos};
use crate::rdf::{Iris, SharedGraph};
use crate::store::Dataset;

/// Places, units and families by the ids of their nodes (see [`super::Node::id`]).
#[derive(Debug, Default)]
pub(crate) struct Known {
    places: BTreeMap<String, Place>,
    units: BTreeMap<String, Unit>,
    families: BTreeMap<String, Family>,
    /// Ids of places by name.
    place_ids: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) code: Option<String>,
    /// Id of the place that contains it.
    pub(crate) parent: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Unit {
    pub(crate) system: Option<String>,
    /// Id of the place it has jurisdiction over.
    pub(crate) jurisdiction: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Known {
    pub(crate) fn read(dataset: &Dataset, iris: &Iris) -> Result<Self, Error> {
        let base = format!("{}id/", iris.base());
        let graphs = [SharedGraph::Authorities, SharedGraph::Ontology].map(|graph| GraphName::from(iris.graph(graph)));
        let quads = dataset.shared_quads()?;
        let mut known = Self::default();
        for quad in RdfParser::from_format(RdfFormat::NQuads).lenient().for_slice(&quads) {
            let quad = quad?;
            if graphs.contains(&quad.graph_name) {
                known.add(&quad, &base);
            }
        }
        known.place_ids = known.places.iter().map(|(id, place)| (place.name.clone(), id.clone())).collect();
        Ok(known)
    }

    fn add(&mut self, quad: &Quad, base: &str) -> Option<()> {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return None };
        let id = subject.as_str().strip_prefix(base)?;
        let predicate = quad.predicate.as_ref();
        let thing = |term: &Term| match term {
            Term::NamedNode(node) => node.as_str().strip_prefix(base).map(str::to_owned),
            _ => None,
        };
        if id.starts_with("place/") {
            let place = self.places.entry(id.to_owned()).or_default();
            match &quad.object {
                Term::Literal(name) if predicate == skos::PREF_LABEL => name.value().clone_into(&mut place.name),
                Term::Literal(code) if predicate == anpu::DIVISION_CODE => place.code = Some(code.value().to_owned()),
                other if predicate == schema::CONTAINED_IN_PLACE => place.parent = thing(other),
                _ => {}
            }
        } else if id.starts_with("unit/") {
            let unit = self.units.entry(id.to_owned()).or_default();
            if predicate == anpu::SYSTEM {
                unit.system = thing(&quad.object).and_then(|system| Some(system.strip_prefix("system/")?.to_owned()));
            } else if predicate == anpu::JURISDICTION {
                unit.jurisdiction = thing(&quad.object);
            }
        } else if id.starts_with("family/") && predicate == skos::PREF_LABEL {
            let Term::Literal(label) = &quad.object else { return None };
            let family = self.families.entry(id.to_owned()).or_default();
            let text = if label.language() == Some("en") { &mut family.en } else { &mut family.zh };
            label.value().clone_into(text);
        }
        Some(())
    }

    /// The id of a place by its full name.
    pub(crate) fn place_id(&self, name: &str, iris: &Iris) -> String {
        self.place_ids.get(name).cloned().unwrap_or_else(|| super::id(&iris.place(name), iris))
    }

    pub(crate) fn place(&self, id: &str) -> Option<&Place> {
        self.places.get(id)
    }

    pub(crate) fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.get(id)
    }

    pub(crate) fn family(&self, id: &str) -> Option<&Family> {
        self.families.get(id)
    }

    /// Whether the place with the full name `place` is `wanted` or lies in it.
    pub(crate) fn lies_in(&self, place: &str, wanted: &str) -> bool {
        let mut next = self.place_ids.get(place).and_then(|id| self.places.get(id));
        if next.is_none() {
            return place == wanted || place.ends_with(wanted);
        }
        let mut steps = 0;
        while let Some(here) = next.filter(|_| steps < 10) {
            if here.name.ends_with(wanted) || here.code.as_deref() == Some(wanted) {
                return true;
            }
            (next, steps) = (here.parent.as_ref().and_then(|id| self.places.get(id)), steps + 1);
        }
        false
    }
}

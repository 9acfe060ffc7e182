//! The views of a dataset that drawing tools, graph databases and data frames get: property graphs made of its records.
//!
//! A view is walked, not kept: what stands once in the world (places, units, mechanisms, laws) is in memory, what stands in
//! a case is read from the dataset each time, so that memory does not grow with what is written.

mod filter;
mod full;
mod graph;
mod known;
mod layout;
mod network;
pub mod schema;
mod similar;
pub mod style;
mod tally;

use oxigraph::model::NamedNode;

pub use filter::{Filters, Role, years};
pub use graph::{Attribute, Datatype, Edge, Graph, Kind, Node, TakeEdge, TakeNode};
pub use layout::{Link, layout};

use crate::export::Error;
use crate::rdf::Iris;
use crate::store::Dataset;

/// What of a dataset is shown, and in which shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// Cases and all that they name, each fact an edge or a node.
    #[default]
    Full,
    /// Mechanisms and the places that practise them.
    MechanismPlace,
    /// Mechanisms that stand in the same cases.
    MechanismNetwork,
    /// Units that act in the same cases.
    UnitNetwork,
    /// Cases and those most like them.
    CaseSimilarity,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Full, Self::MechanismPlace, Self::MechanismNetwork, Self::UnitNetwork, Self::CaseSimilarity];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::MechanismPlace => "mechanism-place",
            Self::MechanismNetwork => "mechanism-network",
            Self::UnitNetwork => "unit-network",
            Self::CaseSimilarity => "case-similarity",
        }
    }

    /// The view with this name.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let known = || Self::ALL.map(Self::as_str).join(", ");
        let found = Self::ALL.into_iter().find(|view| view.as_str() == name);
        found.ok_or_else(|| Error::Unknown { what: "view", name: name.to_owned(), known: known() })
    }

    /// The view of a dataset.
    ///
    /// # Errors
    /// The dataset cannot be read.
    pub fn of<'d>(self, dataset: &'d Dataset, filters: &'d Filters) -> Result<Box<dyn Graph + 'd>, Error> {
        self.made(dataset, filters, layout)
    }

    /// The view of a dataset for those who do not draw it: all nodes stand in the middle.
    ///
    /// # Errors
    /// The dataset cannot be read.
    pub fn undrawn<'d>(self, dataset: &'d Dataset, filters: &'d Filters) -> Result<Box<dyn Graph + 'd>, Error> {
        self.made(dataset, filters, |count, _| vec![[0.0; 2]; count])
    }

    fn made<'d>(self, dataset: &'d Dataset, filters: &'d Filters, place: Place) -> Result<Box<dyn Graph + 'd>, Error> {
        let tally = tally::Tally::new(dataset, filters)?;
        Ok(match self {
            Self::Full => Box::new(full::Full::new(tally, place)),
            Self::CaseSimilarity => Box::new(similar::Similar::new(tally, place)?),
            other => Box::new(network::Network::new(other, tally, place)),
        })
    }
}

/// What finds places for so many nodes with these links.
type Place = fn(usize, &[Link]) -> Vec<[f32; 2]>;

/// The IRI without what all have in common.
pub(super) fn id(iri: &NamedNode, iris: &Iris) -> String {
    let path = iri.as_str().strip_prefix(iris.base()).and_then(|path| path.strip_prefix("id/"));
    path.unwrap_or(iri.as_str()).to_owned()
}

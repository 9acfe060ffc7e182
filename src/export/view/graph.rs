//! A property graph as every drawing tool and graph database knows it: nodes of classes, edges of relations, both with
//! typed attributes. Nodes and edges are handed out one at a time, in an order that is always the same.

use crate::export::Error;
use crate::export::table::Value;

/// A class of nodes or a kind of edges, with the attributes that only it has.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name, as the ontology has it.
    pub name: &'static str,
    /// Attributes, in the order of a node's or edge's values.
    pub attributes: &'static [Attribute],
}

/// A typed attribute.
#[derive(Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name, in `lower_case`, fit for a column.
    pub key: &'static str,
    /// What values it has; any may be missing.
    pub datatype: Datatype,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datatype {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Several texts.
    List,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// Its IRI without the part that all have in common (see [`Graph::base`]).
    pub id: &'a str,
    /// Its class.
    pub class: &'static Kind,
    /// What it is called.
    pub label: &'a str,
    /// How many cases name it; 1 for what stands in one case only.
    pub weight: f64,
    /// Years of the first and last case that name it.
    pub years: Option<(i32, i32)>,
    /// What colours it where all nodes are of one class: its mechanism kind or unit system.
    pub group: Option<&'a str>,
    /// Where it is drawn; the drawing's middle is 0, 0, and y grows downwards.
    pub position: [f32; 2],
    /// Values of its class's attributes.
    pub values: Vec<Value<'a>>,
}

/// An edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge<'a> {
    /// Id of the node it comes from.
    pub source: &'a str,
    /// Id of the node it goes to.
    pub target: &'a str,
    /// What it says.
    pub relation: &'static Kind,
    /// How many cases say so.
    pub weight: f64,
    /// Years of the first and last case that say so.
    pub years: Option<(i32, i32)>,
    /// Values of its relation's attributes.
    pub values: Vec<Value<'a>>,
}

/// What takes nodes.
pub type TakeNode<'t> = &'t mut dyn FnMut(&Node<'_>) -> Result<(), Error>;
/// What takes edges.
pub type TakeEdge<'t> = &'t mut dyn FnMut(&Edge<'_>) -> Result<(), Error>;

/// A graph that can be walked again and again, part by part, by several threads at once.
pub trait Graph: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// What before a node's id makes its IRI.
    fn base(&self) -> &str;

    /// Whether an edge from a to b says something else than one from b to a.
    fn directed(&self) -> bool;

    /// The classes that nodes may have.
    fn classes(&self) -> &'static [&'static Kind];

    /// The relations that edges may have.
    fn relations(&self) -> &'static [&'static Kind];

    /// In how many parts it is handed out. The last has what nodes of several parts are joined to.
    fn parts(&self) -> usize;

    /// Hands out the nodes of a part.
    ///
    /// # Errors
    /// Those of `take`, or the dataset cannot be read.
    fn nodes_of(&self, part: usize, take: TakeNode<'_>) -> Result<(), Error>;

    /// Hands out the edges of a part; their ends are nodes of the graph, of any part.
    ///
    /// # Errors
    /// Those of `take`, or the dataset cannot be read.
    fn edges_of(&self, part: usize, take: TakeEdge<'_>) -> Result<(), Error>;

    /// Hands out nodes and edges of a part, for those who keep them apart anyway.
    ///
    /// # Errors
    /// Those of the takers, or the dataset cannot be read.
    fn all_of(&self, part: usize, node: TakeNode<'_>, edge: TakeEdge<'_>) -> Result<(), Error> {
        self.nodes_of(part, node)?;
        self.edges_of(part, edge)
    }

    /// Hands out all nodes, each once.
    ///
    /// # Errors
    /// Those of `take`, or the dataset cannot be read.
    fn nodes(&self, take: TakeNode<'_>) -> Result<(), Error> {
        (0..self.parts()).try_for_each(|part| self.nodes_of(part, take))
    }

    /// Hands out all edges.
    ///
    /// # Errors
    /// Those of `take`, or the dataset cannot be read.
    fn edges(&self, take: TakeEdge<'_>) -> Result<(), Error> {
        (0..self.parts()).try_for_each(|part| self.edges_of(part, take))
    }
}

impl Node<'_> {
    /// Radius at which it is drawn: the area grows with the weight.
    #[must_use]
    pub fn radius(&self) -> f64 {
        3.0 + 2.0 * self.weight.max(0.0).sqrt().min(20.0)
    }
}

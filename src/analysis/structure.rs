//! Structure: which practices, units or laws form communities, which of them hold the network together, and which
//! bridge systems that otherwise keep to themselves.

use serde::Serialize;

use super::graph::{
    Graph, betweenness, core_numbers, disparities, nodes, pagerank, participation, strengths, together,
};
use super::leiden::{leiden, modularity};
use super::null::float;
use super::table::{Cell, Entity, Finding, Label, Report, Table, columns};
use super::{Corpus, Level, Name, Names, Rows};

/// Which things are joined by standing in a case together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// Practices, by concept, that a case originates or adopts.
    Practices,
    /// Practice families.
    Families,
    /// Units that act in a case: implementers and partners.
    Units,
    /// Laws that a case cites.
    Laws,
}

/// What to work out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StructureOptions {
    /// Of what.
    pub network: Network,
    /// Resolution of the communities: 1 is plain modularity, more gives smaller ones.
    pub resolution: f64,
    /// Edges less likely than this by chance (disparity filter) form the backbone.
    pub alpha: f64,
    /// Above this number of nodes betweenness is estimated from as many drawn ones.
    pub pivots: usize,
    /// Where the random numbers begin.
    pub seed: u64,
}

impl Default for StructureOptions {
    fn default() -> Self {
        Self { network: Network::Practices, resolution: 1.0, alpha: 0.05, pivots: 2000, seed: 1 }
    }
}

/// A network with its measures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Structure {
    /// What was worked out.
    pub options: StructureOptions,
    /// Kind of the nodes.
    pub kind: Entity,
    /// The nodes that have an edge: greatest PageRank first, then by name.
    pub nodes: Vec<NodeMeasures>,
    /// The edges: those that stand out most first, then by weight and names.
    pub edges: Vec<NetworkEdge>,
    /// The communities, largest first.
    pub communities: Vec<Community>,
    /// Modularity of the communities.
    pub modularity: f64,
    /// For units: how often units of two systems act in a case together, greatest first.
    pub systems: Vec<SystemLink>,
}

/// A node with its measures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NodeMeasures {
    /// Its name.
    pub name: Name,
    /// Its system, for units that have one.
    pub system: Option<Name>,
    /// Number of its community.
    pub community: usize,
    /// Number of neighbours.
    pub degree: usize,
    /// Sum of the weights of its edges.
    pub strength: f64,
    /// PageRank with damping 0.85.
    pub pagerank: f64,
    /// Betweenness as a share of all pairs of other nodes that have an edge, 0 to 1.
    pub betweenness: f64,
    /// Core number.
    pub core: u32,
    /// Participation over systems for units, over communities for the rest.
    pub bridging: f64,
    /// Number of systems (or communities) that its neighbours belong to.
    pub reached: usize,
}

/// An edge.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkEdge {
    /// The end whose name comes first.
    pub a: Name,
    /// The other.
    pub b: Name,
    /// Number of cases that have both.
    pub weight: f64,
    /// Disparity: how likely so strong an edge is by chance.
    pub alpha: f64,
    /// Whether it is part of the backbone.
    pub backbone: bool,
}

/// A community.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Community {
    /// Its number, from 1 for the largest.
    pub number: usize,
    /// Number of nodes.
    pub size: usize,
    /// Share of the weight of its nodes' edges that stays inside.
    pub cohesion: f64,
    /// Its nodes of greatest PageRank, at most eight.
    pub leading: Vec<Name>,
}

/// Two systems that work together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SystemLink {
    /// The system whose key comes first.
    pub a: Name,
    /// The other, or the same.
    pub b: Name,
    /// Sum of the weights of the edges between their units.
    pub weight: f64,
    /// Number of pairs of units.
    pub pairs: usize,
}

/// A network as numbers: the names of all nodes and the graph.
#[derive(Clone, Debug)]
pub struct Projection {
    /// Kind of the nodes.
    pub kind: Entity,
    /// Names of the nodes.
    pub names: Names,
    /// The graph.
    pub graph: Graph,
}

/// The network of things that stand in a case together.
#[must_use]
pub fn projection(corpus: &Corpus, network: Network) -> Projection {
    let uses = |level| corpus.uses(level).iter().map(|row| row.iter().map(|found| found.item)).collect::<Rows<u32>>();
    let (kind, names, rows) = match network {
        Network::Practices => (Entity::Concept, &corpus.concepts, uses(Level::Concept)),
        Network::Families => (Entity::Family, &corpus.families, uses(Level::Family)),
        Network::Units => (
            Entity::Unit,
            &corpus.units,
            corpus.case_units.iter().map(|row| row.iter().filter(|unit| unit.acts).map(|unit| unit.item)).collect(),
        ),
        Network::Laws => {
            (Entity::Law, &corpus.laws, corpus.case_laws.iter().map(|row| row.iter().map(|law| law.item)).collect())
        }
    };
    Projection { kind, names: names.clone(), graph: together(&rows, names.len()) }
}

/// Works out the structure of a network.
#[must_use]
pub fn structure(corpus: &Corpus, options: StructureOptions) -> Structure {
    let network = projection(corpus, options.network);
    let graph = &network.graph;
    let membership = leiden(graph, options.resolution, options.seed);
    let systems = (options.network == Network::Units).then_some(&corpus.unit_systems);
    let mut measured = measure(&network, &membership, systems, options);
    if options.network == Network::Units {
        let system = |node: &(u32, NodeMeasures)| Some(corpus.systems.name(corpus.unit_systems[node.0 as usize]?));
        for node in &mut measured {
            node.1.system = system(node);
        }
    }
    measured.sort_by(|a, b| b.1.pagerank.total_cmp(&a.1.pagerank).then_with(|| a.1.name.cmp(&b.1.name)));
    let mut edges = network_edges(&network, options.alpha);
    edges.sort_by(|a, b| {
        a.alpha
            .total_cmp(&b.alpha)
            .then_with(|| b.weight.total_cmp(&a.weight))
            .then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b)))
    });
    Structure {
        options,
        kind: network.kind,
        edges,
        communities: communities(graph, &membership, &measured),
        modularity: modularity(graph, &membership, options.resolution),
        systems: systems.map(|systems| system_links(corpus, graph, systems)).unwrap_or_default(),
        nodes: measured.into_iter().map(|(_, node)| node).collect(),
    }
}

/// Parts of one in which ranks are told: their error is a tenth of one (see [`pagerank`]).
const RANK_UNIT: f64 = 1e9;

/// The measures of all nodes that have an edge.
fn measure(
    network: &Projection,
    membership: &[u32],
    systems: Option<&Vec<Option<u32>>>,
    options: StructureOptions,
) -> Vec<(u32, NodeMeasures)> {
    let graph = &network.graph;
    let (ranks, strengths, cores) = (pagerank(graph, 0.85), strengths(graph), core_numbers(graph));
    let between = betweenness(graph, Some((options.pivots, options.seed)));
    let groups: Vec<Option<u32>> =
        systems.cloned().unwrap_or_else(|| membership.iter().map(|&community| Some(community)).collect());
    let bridging = participation(graph, &groups);
    let tied = || nodes(graph).filter(|&node| !graph.neighbors_slice(node).is_empty());
    let others = float(tied().count());
    // Of the nodes that are listed, to the digits that are sure, so that what is equal is equal.
    let total: f64 = tied().map(|node| ranks[node as usize]).sum();
    let rank = |at: usize| (ranks[at] / total * RANK_UNIT).round() / RANK_UNIT;
    let pairs = ((others - 1.0) * (others - 2.0) / 2.0).max(1.0);
    let node = |node: u32| {
        let at = node as usize;
        let measures = NodeMeasures {
            name: network.names.name(node),
            system: None,
            community: membership[at] as usize + 1,
            degree: graph.neighbors_slice(node).len(),
            strength: strengths[at],
            pagerank: rank(at),
            betweenness: between[at] / pairs,
            core: cores[at],
            bridging: bridging[at].0,
            reached: bridging[at].1,
        };
        (node, measures)
    };
    nodes(graph).map(node).filter(|(_, node)| node.degree > 0).collect()
}

fn network_edges(network: &Projection, alpha: f64) -> Vec<NetworkEdge> {
    let edge = |(a, b, weight, disparity): (u32, u32, f64, f64)| NetworkEdge {
        a: network.names.name(a),
        b: network.names.name(b),
        weight,
        alpha: disparity,
        backbone: disparity < alpha,
    };
    disparities(&network.graph).into_iter().map(edge).collect()
}

/// The communities of the nodes that have an edge; `measured` is in order of PageRank.
fn communities(graph: &Graph, membership: &[u32], measured: &[(u32, NodeMeasures)]) -> Vec<Community> {
    let count = membership.iter().max().map_or(0, |max| *max as usize + 1);
    let mut found: Vec<(Community, f64, f64)> = (1..=count)
        .map(|number| (Community { number, size: 0, cohesion: 0.0, leading: Vec::new() }, 0.0, 0.0))
        .collect();
    for (node, measures) in measured {
        let (community, inside, all) = &mut found[membership[*node as usize] as usize];
        community.size += 1;
        if community.leading.len() < 8 {
            community.leading.push(Name::clone(&measures.name));
        }
        for (other, weight) in super::graph::edges(graph, *node) {
            *all += weight;
            *inside += if membership[other as usize] == membership[*node as usize] { weight } else { 0.0 };
        }
    }
    let cohesive = found.into_iter().filter(|(community, ..)| community.size > 0);
    cohesive.map(|(community, inside, all)| Community { cohesion: inside / all, ..community }).collect()
}

fn system_links(corpus: &Corpus, graph: &Graph, systems: &[Option<u32>]) -> Vec<SystemLink> {
    let count = corpus.systems.len();
    let mut sums = vec![(0.0, 0_usize); count * count];
    for a in nodes(graph) {
        for (b, weight) in super::graph::edges(graph, a).filter(|(b, _)| a < *b) {
            if let (Some(x), Some(y)) = (systems[a as usize], systems[b as usize]) {
                let sum = &mut sums[x.min(y) as usize * count + x.max(y) as usize];
                *sum = (sum.0 + weight, sum.1 + 1);
            }
        }
    }
    let names = corpus.systems.all();
    let link = |(at, (weight, pairs)): (usize, (f64, usize))| SystemLink {
        a: Name::clone(&names[at / count]),
        b: Name::clone(&names[at % count]),
        weight,
        pairs,
    };
    let mut links: Vec<SystemLink> = sums.into_iter().enumerate().filter(|(_, sum)| sum.1 > 0).map(link).collect();
    links.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    links
}

impl Report for Structure {
    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.nodes_table(), self.communities_table(), self.edges_table()];
        if !self.systems.is_empty() {
            tables.push(self.systems_table());
        }
        tables
    }

    fn findings(&self) -> Vec<Finding> {
        let of = |node: &NodeMeasures| {
            let measures: [(&'static str, Cell); 5] = [
                ("pageRank", node.pagerank.into()),
                ("betweenness", node.betweenness.into()),
                ("coreNumber", (node.core as usize).into()),
                ("bridging", node.bridging.into()),
                ("community", node.community.into()),
            ];
            let (kind, key) = (self.kind, Name::clone(&node.name));
            let finding =
                move |(measure, value)| Finding { kind, key: Name::clone(&key), measure, value, things: None };
            measures.into_iter().map(finding)
        };
        self.nodes.iter().flat_map(of).collect()
    }
}

impl Structure {
    fn nodes_table(&self) -> Table {
        let columns = columns(&[
            ("name", "名称", "Name"),
            ("system", "系统", "System"),
            ("community", "社群", "Community"),
            ("degree", "邻接数", "Neighbours"),
            ("strength", "强度", "Strength"),
            ("pagerank", "PageRank", "PageRank"),
            ("betweenness", "中介度", "Betweenness"),
            ("core", "核数", "Core"),
            ("bridging", "跨界度", "Bridging"),
            ("reached", "所及系统或社群数", "Systems or communities reached"),
        ]);
        let row = |node: &NodeMeasures| -> Vec<Cell> {
            vec![
                (&node.name).into(),
                node.system.clone().map_or(Cell::Empty, Cell::Key),
                node.community.into(),
                node.degree.into(),
                node.strength.into(),
                node.pagerank.into(),
                node.betweenness.into(),
                (node.core as usize).into(),
                node.bridging.into(),
                node.reached.into(),
            ]
        };
        let title = Label { zh: "中心性", en: "Centrality" };
        Table { key: "centrality", title, columns, rows: self.nodes.iter().map(row).collect() }
    }

    fn communities_table(&self) -> Table {
        let columns = columns(&[
            ("community", "社群", "Community"),
            ("size", "成员数", "Members"),
            ("cohesion", "内聚度", "Cohesion"),
            ("leading", "代表成员", "Leading members"),
        ]);
        let row = |community: &Community| -> Vec<Cell> {
            vec![
                community.number.into(),
                community.size.into(),
                community.cohesion.into(),
                community.leading.as_slice().into(),
            ]
        };
        let title = Label { zh: "社群", en: "Communities" };
        Table { key: "communities", title, columns, rows: self.communities.iter().map(row).collect() }
    }

    fn edges_table(&self) -> Table {
        let columns = columns(&[
            ("a", "甲", "A"),
            ("b", "乙", "B"),
            ("weight", "共现案例数", "Cases together"),
            ("alpha", "随机概率", "Disparity"),
            ("backbone", "主干", "Backbone"),
        ]);
        let row = |edge: &NetworkEdge| -> Vec<Cell> {
            vec![(&edge.a).into(), (&edge.b).into(), edge.weight.into(), edge.alpha.into(), edge.backbone.into()]
        };
        let title = Label { zh: "网络的边", en: "Edges" };
        Table { key: "edges", title, columns, rows: self.edges.iter().map(row).collect() }
    }

    fn systems_table(&self) -> Table {
        let columns = columns(&[
            ("a", "系统甲", "System A"),
            ("b", "系统乙", "System B"),
            ("weight", "共同参与", "Acting together"),
            ("pairs", "单位对数", "Pairs of units"),
        ]);
        let row = |link: &SystemLink| -> Vec<Cell> {
            vec![Cell::word(&link.a), Cell::word(&link.b), link.weight.into(), link.pairs.into()]
        };
        let title = Label { zh: "系统间协作", en: "Systems working together" };
        Table { key: "systems", title, columns, rows: self.systems.iter().map(row).collect() }
    }
}

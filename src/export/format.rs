//! The formats of an export, by name and by the endings of their files.

use std::path::Path;

use oxigraph::io::RdfFormat;

use super::Error;

/// A format that a dataset can be exported to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One of the formats of RDF, with all of the graph.
    Rdf(RdfFormat),
    /// GEXF 1.3.
    Gexf,
    /// `GraphML`.
    GraphMl,
    /// Cytoscape JSON.
    Cytoscape,
    /// CX2.
    Cx2,
    /// DOT.
    Dot,
    /// SVG.
    Svg,
    /// PNG.
    Png,
    /// CSV tables for `neo4j-admin`, a folder.
    Neo4jCsv,
    /// A Cypher script.
    Cypher,
    /// CSV tables with a data dictionary, a folder.
    Csv,
    /// Parquet tables with a data dictionary, a folder.
    Parquet,
    /// An Excel workbook.
    Xlsx,
    /// A self-contained page.
    Html,
}

/// Names, with the endings that stand for them.
const NAMES: [(&str, &[&str], Format); 19] = [
    ("turtle", &["ttl"], Format::Rdf(RdfFormat::Turtle)),
    ("ntriples", &["nt"], Format::Rdf(RdfFormat::NTriples)),
    ("nquads", &["nq"], Format::Rdf(RdfFormat::NQuads)),
    ("trig", &[], Format::Rdf(RdfFormat::TriG)),
    ("rdfxml", &["rdf"], Format::Rdf(RdfFormat::RdfXml)),
    ("jsonld", &[], Format::Rdf(RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() })),
    ("gexf", &[], Format::Gexf),
    ("graphml", &[], Format::GraphMl),
    ("cytoscape", &["cyjs"], Format::Cytoscape),
    ("cx2", &[], Format::Cx2),
    ("dot", &["gv"], Format::Dot),
    ("svg", &[], Format::Svg),
    ("png", &[], Format::Png),
    ("neo4j-csv", &[], Format::Neo4jCsv),
    ("cypher", &[], Format::Cypher),
    ("csv", &[], Format::Csv),
    ("parquet", &[], Format::Parquet),
    ("xlsx", &[], Format::Xlsx),
    ("html", &["htm"], Format::Html),
];

impl Format {
    /// All of them, with their names.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        NAMES.iter().map(|(name, _, format)| (*name, *format))
    }

    /// The format with this name or ending.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let found = NAMES.iter().find(|(known, endings, _)| *known == name || endings.contains(&name));
        let known = || NAMES.map(|(name, ..)| name).join(", ");
        let unknown = || Error::Unknown { what: "format", name: name.to_owned(), known: known() };
        found.map(|(.., format)| *format).ok_or_else(unknown)
    }

    /// The format that the ending of a file's name stands for.
    ///
    /// # Errors
    /// It stands for none.
    pub fn of_file(path: &Path) -> Result<Self, Error> {
        Self::parse(&path.extension().unwrap_or_default().to_string_lossy().to_lowercase())
    }

    /// Whether it is a folder of files and not one.
    #[must_use]
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Neo4jCsv | Self::Csv | Self::Parquet)
    }

    /// Whether it carries a view; the formats of RDF carry the graph itself.
    #[must_use]
    pub const fn has_views(self) -> bool {
        !matches!(self, Self::Rdf(_))
    }
}

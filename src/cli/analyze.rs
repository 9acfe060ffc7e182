//! `anpu analyze`: one analysis of a dataset, as a table.

use super::Ended;
use super::args::{Analysis, Analyze, By, Level, Network};
use super::tables;
use crate::analysis::{
    Compared, Corpus, CorpusBuilder, DiffusionOptions, Dimension, RecurrenceOptions, Report, SetOptions,
    SimilarityOptions, StructureOptions, Table, diffusion, practice_sets, recurrence, similarity, structure,
};
use crate::lexicon::Lexicon;
use crate::model::Record;
use crate::store::Dataset;

/// Runs the command.
pub(super) fn run(args: &Analyze) -> anyhow::Result<Ended> {
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let table = table(args, &corpus(&dataset)?)?;
    let output = args.output.as_deref();
    tables::print(&table, &dataset, tables::format(args.format.as_deref(), output)?, output)?;
    Ok(Ended::Done)
}

/// The records of a dataset as numbers, with what is known of their places and units.
pub(super) fn corpus(dataset: &Dataset) -> anyhow::Result<Corpus> {
    let lexicon = Lexicon::builtin()?;
    let mut builder = CorpusBuilder::default();
    let (mut places, mut units) = (std::collections::BTreeMap::new(), std::collections::BTreeMap::new());
    for record in dataset.records()? {
        let record: Record = record?;
        for place in &record.places {
            places.entry(place.clone()).or_insert_with(|| lexicon.place_authority(place));
        }
        for unit in &record.units {
            units.entry(unit.name.clone()).or_insert_with(|| lexicon.unit_authority(&unit.name));
        }
        builder.add(&record);
    }
    let places: Vec<_> = places.into_values().flatten().collect();
    let units: Vec<_> = units.into_values().collect();
    Ok(builder.finish(&places, &units))
}

fn table(args: &Analyze, corpus: &Corpus) -> anyhow::Result<Table> {
    let (level, min_places) = (args.level.into(), args.min_places);
    match args.what {
        Analysis::Recurrence => {
            let options = RecurrenceOptions { level, by: args.by.into(), min_groups: min_places, ..Default::default() };
            first(&recurrence(corpus, options), "recurrence")
        }
        Analysis::Sets => first(&practice_sets(corpus, SetOptions { level, ..Default::default() }), "sets"),
        Analysis::Diffusion => first(&diffusion(corpus, DiffusionOptions { level, min_places }), "diffusion"),
        Analysis::Claims => first(&diffusion(corpus, DiffusionOptions { level, min_places }), "claims"),
        Analysis::Similarity => {
            let of = if args.by == By::Place { Compared::Places } else { Compared::Cases };
            first(&similarity(corpus, SimilarityOptions { of, ..Default::default() }), "similarity")
        }
        Analysis::Communities => first(&structure(corpus, network(args)), "communities"),
        Analysis::Centrality => first(&structure(corpus, network(args)), "centrality"),
    }
}

fn network(args: &Analyze) -> StructureOptions {
    StructureOptions { network: args.network.into(), seed: args.seed, ..Default::default() }
}

/// The table of a report that has this key.
fn first(report: &dyn Report, key: &str) -> anyhow::Result<Table> {
    let found = report.tables().into_iter().find(|table| table.key == key);
    found.ok_or_else(|| anyhow::anyhow!("the report has no table {key}"))
}

impl From<Level> for crate::analysis::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Mechanism => Self::Mechanism,
            Level::Concept => Self::Concept,
            Level::Family => Self::Family,
        }
    }
}

impl From<By> for Dimension {
    fn from(by: By) -> Self {
        match by {
            By::Place => Self::Place,
            By::System => Self::System,
            By::Year => Self::Year,
            By::Collection => Self::Collection,
        }
    }
}

impl From<Network> for crate::analysis::Network {
    fn from(network: Network) -> Self {
        match network {
            Network::Practices => Self::Practices,
            Network::Families => Self::Families,
            Network::Units => Self::Units,
            Network::Laws => Self::Laws,
        }
    }
}

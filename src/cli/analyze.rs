//! `anpu analyze`: one analysis of a dataset, as a table.

use std::borrow::Cow;

use rust_i18n::t;

use super::args::{self, Analysis, Analyze, By, Level};
use super::language::is_chinese;
use super::{Ended, remote, tables};
use crate::analysis::{
    Best, Chance, Compared, Connections, Corpus, DiffusionOptions, Dimension, GapOptions, Network, OutcomeOptions,
    RecurrenceOptions, Report, SetOptions, SimilarityOptions, StructureOptions, Table, diffusion, gaps, gaps_of,
    outcomes, practice_sets, recurrence, similar_to, similarity, structure,
};
use crate::export::table::Results;
use crate::lexicon::Lexicon;
use crate::pipeline::Gathering;
use crate::store::Dataset;

/// Runs the command.
pub(super) fn run(args: &Analyze) -> anyhow::Result<Ended> {
    let dataset = remote::open(&args.dataset, args.endpoint.as_deref(), &args.login)?;
    let lexicon = Lexicon::with_folders(&args.lexicon)?;
    let output = args.output.as_deref();
    let format = tables::format(args.format.as_deref(), output)?;
    let report = report(&args.what, &corpus(&dataset, &lexicon)?, &lexicon)?;
    let table = choose(report.as_ref(), args.table.as_deref().or(table_of(&args.what)))?;
    tables::print(&table, &mut Results::new(&dataset, &lexicon, is_chinese()), format, output)?;
    Ok(Ended::Done)
}

/// The records of a dataset as numbers, with what is known of their places and units.
pub(super) fn corpus(dataset: &Dataset, lexicon: &Lexicon) -> anyhow::Result<Corpus> {
    let mut gathering = Gathering::default();
    for record in dataset.records()? {
        gathering.add(&record?);
    }
    Ok(gathering.finish(lexicon))
}

fn report(what: &Analysis, corpus: &Corpus, lexicon: &Lexicon) -> anyhow::Result<Box<dyn Report>> {
    Ok(match what {
        Analysis::Recurrence(args) => Box::new(recurrence(corpus, args.into())),
        Analysis::Sets(args) => {
            let options = SetOptions { level: args.level.into(), min_support: args.min_cases };
            Box::new(practice_sets(corpus, options))
        }
        Analysis::Diffusion(args) | Analysis::Claims(args) => Box::new(diffusion(corpus, args.into())),
        Analysis::Similarity(args) => match &args.name {
            Some(name) => Box::new(similar_to(corpus, args.into(), name)?),
            None => Box::new(similarity(corpus, args.into())),
        },
        Analysis::Communities(args) | Analysis::Centrality(args) => Box::new(structure(corpus, args.into())),
        Analysis::Gaps(args) => match &args.place {
            Some(place) => Box::new(gaps_of(corpus, args.into(), place)?),
            None => Box::new(gaps(corpus, args.into())),
        },
        Analysis::Path(args) => {
            let (from, to) = (thing(corpus, lexicon, &args.from), thing(corpus, lexicon, &args.to));
            Box::new(Connections::new(corpus).paths(&from, &to, args.best.into(), args.count)?)
        }
        Analysis::Outcomes(args) => Box::new(outcomes(corpus, &compared(args, corpus, lexicon))?),
    })
}

/// The key of the family that people call by this name in either language; any other name as it is.
fn family_key<'n>(lexicon: &'n Lexicon, name: &'n str) -> &'n str {
    let known = lexicon.mechanisms.families().iter().find(|family| family.zh == name || family.en == name);
    known.map_or(name, |family| &family.id)
}

/// What a path begins or ends with: a family by its key, unless a practice is called the same.
fn thing<'n>(corpus: &Corpus, lexicon: &'n Lexicon, name: &'n str) -> Cow<'n, str> {
    match name.strip_prefix("family:") {
        Some(family) => Cow::Owned(format!("family:{}", family_key(lexicon, family))),
        None if corpus.practice_names(crate::analysis::Level::Concept).find(name).is_some() => Cow::Borrowed(name),
        None => Cow::Borrowed(family_key(lexicon, name)),
    }
}

/// What outcomes are compared for: where no level is asked for, a practice is a family if one is called so.
fn compared(args: &args::Outcomes, corpus: &Corpus, lexicon: &Lexicon) -> OutcomeOptions {
    let practice = args.practice.as_deref().map(|name| family_key(lexicon, name));
    let families = corpus.practice_names(crate::analysis::Level::Family);
    let is_family = practice.is_none_or(|name| families.resolve(name).is_ok());
    let level = args.level.unwrap_or(if is_family { Level::Family } else { Level::Concept });
    OutcomeOptions { level: level.into(), min_cases: args.min_cases, practice: practice.map(str::to_owned) }
}

/// The table that an analysis is asked for by its name, where that is not the first of its report.
const fn table_of(what: &Analysis) -> Option<&'static str> {
    match what {
        Analysis::Claims(_) => Some("claims"),
        Analysis::Communities(_) => Some("communities"),
        Analysis::Centrality(_) => Some("centrality"),
        _ => None,
    }
}

/// The table of a report that has this key, else the first.
fn choose(report: &dyn Report, key: Option<&str>) -> anyhow::Result<Table> {
    let tables = report.tables();
    let known = tables.iter().map(|table| table.key).collect::<Vec<_>>().join(", ");
    let found = tables.into_iter().find(|table| key.is_none_or(|key| table.key == key));
    found.ok_or_else(|| anyhow::anyhow!("{}", t!("table.unknown", name = key.unwrap_or_default(), known = known)))
}

impl From<&args::Recurrence> for RecurrenceOptions {
    fn from(args: &args::Recurrence) -> Self {
        let sampled = |samples| Chance::Sampled { samples, seed: args.seed };
        Self {
            level: args.level.into(),
            by: args.by.into(),
            min_groups: args.min_places,
            min_cases: args.min_cases,
            chance: args.samples.map_or(Chance::Analytic, sampled),
        }
    }
}

impl From<&args::Diffusion> for DiffusionOptions {
    fn from(args: &args::Diffusion) -> Self {
        Self { level: args.level.into(), min_places: args.min_places, min_cases: args.min_cases }
    }
}

impl From<&args::Similarity> for SimilarityOptions {
    fn from(args: &args::Similarity) -> Self {
        let of = match args.by {
            args::Compared::Case => Compared::Cases,
            args::Compared::Place => Compared::Places,
        };
        Self { of, neighbours: args.neighbours, ..Self::default() }
    }
}

impl From<&args::Structure> for StructureOptions {
    fn from(args: &args::Structure) -> Self {
        Self { network: args.network.into(), resolution: args.resolution, seed: args.seed, ..Self::default() }
    }
}

impl From<&args::Gaps> for GapOptions {
    fn from(args: &args::Gaps) -> Self {
        let (level, seed) = (args.level.into(), args.seed);
        Self { level, neighbours: args.neighbours, listed: args.count, seed, ..Self::default() }
    }
}

impl From<args::Best> for Best {
    fn from(best: args::Best) -> Self {
        match best {
            args::Best::Shortest => Self::Shortest,
            args::Best::Strongest => Self::Strongest,
        }
    }
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

impl From<args::Network> for Network {
    fn from(network: args::Network) -> Self {
        match network {
            args::Network::Practices => Self::Practices,
            args::Network::Families => Self::Families,
            args::Network::Units => Self::Units,
            args::Network::Laws => Self::Laws,
        }
    }
}

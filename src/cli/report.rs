//! `anpu report`: one readable report of a dataset: what it holds, what recurs, what spread, what is missing, how sure we
//! are. Markdown with figures beside it, and the same as one page.

mod doubts;
mod tables;

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use anyhow::Context;
use rust_i18n::t;

use super::Ended;
use super::analyze::corpus;
use super::args::Report as Args;
use super::language::is_chinese;
use crate::analysis::{
    Corpus, Diffusion, DiffusionOptions, GapOptions, Gaps, Level, OutcomeOptions, Recurrence, RecurrenceOptions,
    Report as _, SetOptions, SpreadingPractice, Step, Table, diffusion, gaps, outcomes, practice_sets, recurrence,
};
use crate::export::table::Results;
use crate::export::{Block, Filters, Format, Options, Report, Sink, View, export};
use crate::lexicon::Lexicon;
use crate::store::Dataset;
use doubts::Doubts;
use tables::{Together, compared, likeliest, map, missing, recurring, spreading};

/// Rows of a table that a reader takes in, and places whose gaps are told.
const ROWS: usize = 20;
const PLACES: usize = 30;
/// Gaps told of each place.
const GAPS: usize = 3;
/// Things named in a point of the summary.
const NAMED: usize = 5;
/// Below this corrected probability something is more than chance.
const SURE: f64 = 0.05;

/// Runs the command.
pub(super) fn run(args: &Args) -> anyhow::Result<Ended> {
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let lexicon = Lexicon::with_folders(&args.lexicon)?;
    let mut results = Results::new(&dataset, &lexicon, is_chinese()).shortened();
    let report = report(&dataset, &corpus(&dataset, &lexicon)?, &results)?;
    let folder = &args.output;
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let create = |name: &str| {
        let path = folder.join(name);
        File::create(&path).map(BufWriter::new).with_context(|| path.display().to_string())
    };
    for (at, svg) in report.figures().enumerate() {
        create(&format!("figure-{}.svg", at + 1))?.write_all(svg.as_bytes())?;
    }
    let mut markdown = create("report.md")?;
    report.markdown(&mut results, &mut markdown)?;
    markdown.flush()?;
    let mut page = create("report.html")?;
    report.html(&mut results, if is_chinese() { "zh" } else { "en" }, &mut page)?;
    page.flush()?;
    writeln!(std::io::stderr(), "{}", t!("report.done", folder = folder.display()))?;
    Ok(Ended::Done)
}

/// What the analyses found.
struct Found {
    practices: Recurrence,
    families: Recurrence,
    spread: Diffusion,
    gaps: Gaps,
    doubts: Doubts,
    together: Together,
}

fn report(dataset: &Dataset, corpus: &Corpus, results: &Results<'_>) -> anyhow::Result<Report> {
    let mut spread = diffusion(corpus, DiffusionOptions::default());
    let lasting = |steps: &[Step]| steps.iter().any(|step| step.lag.is_some_and(|lag| lag > 0));
    let claims = first(spread.tables(), "claims");
    let disputed: Vec<String> = names(spread.practices.iter().filter(|practice| practice.disputed));
    spread.practices.retain(|practice| lasting(&practice.steps));
    let found = Found {
        practices: recurrence(corpus, RecurrenceOptions::default()),
        families: recurrence(corpus, RecurrenceOptions { level: Level::Family, ..Default::default() }),
        spread,
        gaps: gaps(corpus, GapOptions { listed: GAPS, ..Default::default() }),
        doubts: Doubts::of(dataset)?,
        together: Together::new(corpus),
    };
    let mut blocks = vec![Block::Points(found.summary(results, &disputed))];
    blocks.extend(holds(dataset, corpus));
    blocks.extend(found.recurs(dataset, corpus)?);
    blocks.extend(found.spread(&claims, !disputed.is_empty()));
    blocks.extend(found.lacks());
    blocks.extend(found.sure());
    Ok(Report { title: t!("report.title").into_owned(), blocks })
}

fn heading(key: &str) -> Block {
    Block::Heading(t!(key).into_owned())
}

fn text(key: &str) -> Block {
    Block::Text(t!(key).into_owned())
}

fn names<'p>(practices: impl Iterator<Item = &'p SpreadingPractice>) -> Vec<String> {
    practices.take(NAMED).map(|practice| practice.name.to_string()).collect()
}

fn listed(names: &[String]) -> String {
    names.join(if is_chinese() { "、" } else { ", " })
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// What the dataset holds: documents, cases and what they name, and the cases of each year.
fn holds(dataset: &Dataset, corpus: &Corpus) -> Vec<Block> {
    let totals = &dataset.manifest().totals;
    let (documents, cases) = (totals.documents, totals.cases);
    let (places, units, laws) = (corpus.places.len(), corpus.units.len(), corpus.laws.len());
    let told = t!(
        "report.holds",
        documents = documents,
        cases = cases,
        places = places,
        units = units,
        practices = corpus.concepts.len(),
        laws = laws,
        results = corpus.case_results.items().len()
    );
    let mut years: Vec<i32> = corpus.cases.iter().filter_map(|case| case.year).collect();
    years.sort_unstable();
    let year = |same: &[i32]| t!("report.in_year", year = same[0], cases = same.len()).into_owned();
    let years: Vec<String> = years.chunk_by(|a, b| a == b).map(year).collect();
    let by_year = Block::Text(t!("report.by_year", years = listed(&years)).into_owned());
    vec![heading("report.holds_heading"), Block::Text(told.into_owned()), by_year]
}

impl Found {
    /// What to take home, a point a part.
    fn summary(&self, results: &Results<'_>, disputed: &[String]) -> Vec<String> {
        let most = self.practices.practices.iter().take(NAMED);
        let most =
            most.map(|practice| t!("report.in_places", name = practice.name, places = practice.independent_groups));
        let families = self.families.practices.iter().take(NAMED).map(|family| results.label(&family.name));
        let mut points = vec![
            t!(
                "report.point_recurs",
                count = self.practices.practices.len(),
                most = listed(&most.map(std::borrow::Cow::into_owned).collect::<Vec<_>>()),
                families = listed(&families.collect::<Vec<_>>())
            )
            .into_owned(),
            t!(
                "report.point_spread",
                count = self.spread.practices.len(),
                most = listed(&names(self.spread.practices.iter()))
            )
            .into_owned(),
        ];
        if !disputed.is_empty() {
            points.push(t!("report.point_disputed", names = listed(disputed)).into_owned());
        }
        let gaps = likeliest(&self.gaps, &self.together).into_iter().take(NAMED);
        let gap = |place: &crate::analysis::PlaceGaps| {
            let name = self.together.labels([&place.place].into_iter()).concat();
            t!("report.lacking", place = name, practice = place.gaps[0].practice).into_owned()
        };
        points.push(t!("report.point_lacks", gaps = listed(&gaps.map(gap).collect::<Vec<_>>())).into_owned());
        let (doubtful, all) = self.doubts.practices();
        points.push(t!("report.point_sure", doubtful = doubtful, all = all).into_owned());
        points
    }

    /// What recurs: the table, the heat map and the drawing, what travels together, what results were reported.
    fn recurs(&self, dataset: &Dataset, corpus: &Corpus) -> anyhow::Result<Vec<Block>> {
        let sets = practice_sets(corpus, SetOptions::default());
        let results = outcomes(corpus, &OutcomeOptions::default())?;
        let filters = Filters { min_support: 2, ..Filters::default() };
        let options = Options { format: Format::Svg, view: View::MechanismPlace, filters, chinese: is_chinese() };
        let mut svg = Vec::new();
        export(dataset, &options, Sink::Stream(&mut svg))?;
        let family = ["practice", "kind", "support", "independent", "first_year", "last_year", "evidence"];
        let drawing = String::from_utf8_lossy(&svg).into_owned();
        Ok(vec![
            heading("report.recurs_heading"),
            text("report.recurs"),
            Block::Table(recurring(&self.practices, &self.together, ROWS)),
            Block::Points(self.together.told.clone()),
            text("report.heatmap"),
            Block::Figure { title: t!("report.heatmap_title").into_owned(), svg: map(&self.practices, &self.together) },
            text("report.families"),
            Block::Table(first(self.families.tables(), "recurrence").picked(&family, ROWS)),
            Block::Figure { title: t!("report.network_title").into_owned(), svg: drawing },
            text("report.sets"),
            Block::Table(
                first(sets.tables(), "sets")
                    .picked(&["practices", "support", "places", "first_year", "evidence"], ROWS / 2),
            ),
            text("report.outcomes"),
            Block::Table(compared(&results, ROWS)),
        ])
    }

    /// What spread, and what is claimed first by more than one.
    fn spread(&self, claims: &Table, disputed: bool) -> Vec<Block> {
        vec![
            heading("report.spread_heading"),
            text("report.spread"),
            Block::Table(spreading(&self.spread.practices, &self.together, ROWS / 2)),
            text(if disputed { "report.claims" } else { "report.no_disputes" }),
            Block::Table(claims.picked(&["practice", "places", "year", "rivals", "earlier", "evidence"], ROWS)),
        ]
    }

    /// What places lack.
    fn lacks(&self) -> Vec<Block> {
        let table = Block::Table(missing(&self.gaps, &self.together, PLACES));
        vec![heading("report.lacks_heading"), text("report.lacks"), table]
    }

    /// How sure all of this is.
    fn sure(&self) -> Vec<Block> {
        let practices = &self.practices.practices;
        let beyond = practices.iter().filter(|practice| practice.q_wide.is_some_and(|q| q < SURE)).count();
        let chance = t!("report.chance", count = practices.len(), beyond = beyond).into_owned();
        let tested = self.gaps.evaluation.map(|found| {
            let (hit, popular) = (percent(found.hit_at_10), percent(found.popular_at_10));
            Block::Text(t!("report.tested", hidden = found.hidden, hit = hit, popular = popular).into_owned())
        });
        let blocks = [
            heading("report.sure_heading"),
            text("report.sure"),
            Block::Table(self.doubts.table()),
            Block::Text(self.doubts.unknown()),
            Block::Text(chance),
        ];
        blocks.into_iter().chain(tested).chain([text("report.method")]).collect()
    }
}

/// The table of this key.
fn first(tables: Vec<Table>, key: &'static str) -> Table {
    let empty = Table { key, title: crate::analysis::Label { zh: "", en: "" }, columns: Vec::new(), rows: Vec::new() };
    tables.into_iter().find(|table| table.key == key).unwrap_or(empty)
}

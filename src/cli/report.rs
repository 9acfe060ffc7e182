//! `anpu report`: one readable report of a dataset: what it holds, what recurs, what spread, what is missing, how sure we
//! are. Markdown with figures beside it, and the same as one page.

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use anyhow::Context;
use rust_i18n::t;

use super::Ended;
use super::analyze::corpus;
use super::args::Report as Args;
use super::language::is_chinese;
use crate::analysis::{
    Cell, Corpus, DiffusionOptions, Evaluation, GapOptions, Label, Level, OutcomeOptions, Recurrence,
    RecurrenceOptions, Report as _, Table, columns, diffusion, gaps, outcomes, recurrence,
};
use crate::export::table::Results;
use crate::export::{Block, Filters, Format, Options, Report, Sink, View, export, heatmap};
use crate::lexicon::Lexicon;
use crate::store::Dataset;

/// Rows of a table, and practices and places of the heat map, that a reader takes in.
const ROWS: usize = 20;
const PRACTICES: usize = 25;
const PLACES: usize = 30;
/// Gaps told of each place.
const GAPS: usize = 3;
/// Below this confidence a fact deserves a look.
const DOUBTFUL: f64 = 0.7;

/// Runs the command.
pub(super) fn run(args: &Args) -> anyhow::Result<Ended> {
    let dataset = Dataset::open(&args.dataset.dataset)?;
    let lexicon = Lexicon::with_folders(&args.lexicon)?;
    let mut results = Results::new(&dataset, &lexicon, is_chinese());
    let report = report(&dataset, &corpus(&dataset, &lexicon)?)?;
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

fn report(dataset: &Dataset, corpus: &Corpus) -> anyhow::Result<Report> {
    let concepts = recurrence(corpus, RecurrenceOptions::default());
    let mut blocks = holds(dataset, corpus);
    blocks.extend(recurs(dataset, corpus, &concepts)?);
    blocks.extend(spread(corpus));
    let found = gaps(corpus, GapOptions { listed: GAPS, ..Default::default() });
    blocks.extend(lacks(&found.tables()));
    blocks.extend(sure(dataset, found.evaluation)?);
    Ok(Report { title: t!("report.title").into_owned(), blocks })
}

fn heading(key: &str) -> Block {
    Block::Heading(t!(key).into_owned())
}

fn text(key: &str) -> Block {
    Block::Text(t!(key).into_owned())
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
    let mut years: Vec<Option<i32>> = corpus.cases.iter().map(|case| case.year).collect();
    years.sort_unstable();
    let row = |same: &[Option<i32>]| vec![same[0].into(), same.len().into()];
    let table = Table {
        key: "years",
        title: Label { zh: "年份", en: "Years" },
        columns: columns(&[("year", "年份", "Year"), ("cases", "案例数", "Cases")]),
        rows: years.chunk_by(|a, b| a == b).map(row).collect(),
    };
    vec![heading("report.holds_heading"), Block::Text(told.into_owned()), Block::Table(table)]
}

/// What recurs: the table, the heat map and the drawing.
fn recurs(dataset: &Dataset, corpus: &Corpus, concepts: &Recurrence) -> anyhow::Result<Vec<Block>> {
    let shown =
        ["practice", "family", "support", "places", "first_year", "last_year", "originators", "adopters", "evidence"];
    let families = recurrence(corpus, RecurrenceOptions { level: Level::Family, ..Default::default() });
    let compared = outcomes(corpus, &OutcomeOptions::default())?;
    let filters = Filters { min_support: 2, ..Filters::default() };
    let options = Options { format: Format::Svg, view: View::MechanismPlace, filters, chinese: is_chinese() };
    let mut svg = Vec::new();
    export(dataset, &options, Sink::Stream(&mut svg))?;
    Ok(vec![
        heading("report.recurs_heading"),
        text("report.recurs"),
        Block::Table(first(concepts.tables(), "recurrence").picked(&shown, ROWS)),
        text("report.heatmap"),
        Block::Figure { title: t!("report.heatmap_title").into_owned(), svg: map(concepts) },
        text("report.families"),
        Block::Table(
            first(families.tables(), "recurrence")
                .picked(&["practice", "kind", "support", "places", "first_year", "last_year", "evidence"], ROWS),
        ),
        Block::Figure {
            title: t!("report.network_title").into_owned(),
            svg: String::from_utf8_lossy(&svg).into_owned(),
        },
        text("report.outcomes"),
        Block::Table(first(compared.tables(), "outcomes").picked(
            &["practice", "indicator", "unit", "change", "cases", "median", "least", "greatest", "evidence"],
            ROWS,
        )),
    ])
}

/// The heat map of the practices that recur most by the places that have most of them.
fn map(concepts: &Recurrence) -> String {
    let practices = &concepts.practices[..PRACTICES.min(concepts.practices.len())];
    let mut places: Vec<(std::cmp::Reverse<usize>, &str)> = Vec::new();
    for (place, _) in &concepts.groups {
        let has = practices.iter().filter(|practice| practice.cells.iter().any(|cell| cell.group == *place)).count();
        places.extend((has > 0).then_some((std::cmp::Reverse(has), &**place)));
    }
    places.sort_unstable();
    places.truncate(PLACES);
    let row = |practice: &crate::analysis::RecurringPractice| -> Vec<usize> {
        let cases = |place: &str| practice.cells.iter().find(|cell| &*cell.group == place).map_or(0, |cell| cell.cases);
        places.iter().map(|(_, place)| cases(place)).collect()
    };
    let names: Vec<String> = practices.iter().map(|practice| practice.name.to_string()).collect();
    let columns: Vec<String> = places.iter().map(|(_, place)| (*place).to_owned()).collect();
    heatmap(&names, &columns, &practices.iter().map(row).collect::<Vec<_>>())
}

/// What spread, and what is claimed first by more than one.
fn spread(corpus: &Corpus) -> Vec<Block> {
    let mut found = diffusion(corpus, DiffusionOptions::default());
    let years = |steps: &[crate::analysis::Step]| steps.iter().filter_map(|step| step.lag).max().unwrap_or(0);
    let disputed = found.practices.iter().any(|practice| practice.disputed);
    let claims = first(found.tables(), "claims");
    found.practices.retain(|practice| years(&practice.steps) > 0);
    let steps = first(found.tables(), "diffusion");
    vec![
        heading("report.spread_heading"),
        text("report.spread"),
        Block::Table(steps.picked(&["practice", "place", "year", "lag", "originates", "route", "evidence"], 2 * ROWS)),
        text(if disputed { "report.claims" } else { "report.no_disputes" }),
        Block::Table(claims.picked(&["practice", "places", "year", "rivals", "earlier", "evidence"], ROWS)),
    ]
}

/// What places lack.
fn lacks(tables: &[Table]) -> Vec<Block> {
    let shown = ["place", "practice", "score", "found_in", "evidence"];
    let gaps = tables.iter().find(|table| table.key == "gaps").map(|table| table.picked(&shown, usize::MAX));
    [heading("report.lacks_heading"), text("report.lacks")].into_iter().chain(gaps.map(Block::Table)).collect()
}

/// How sure all of this is.
fn sure(dataset: &Dataset, evaluation: Option<Evaluation>) -> anyhow::Result<Vec<Block>> {
    let (mut cases, mut silent, mut nowhere) = (0_usize, 0_usize, 0_usize);
    let mut doubts = [(0_usize, 0_usize); 4];
    for record in dataset.records()? {
        let record = record?;
        cases += 1;
        silent += usize::from(record.outcomes.is_empty());
        nowhere += usize::from(record.places.is_empty());
        let groups: [Vec<f64>; 4] = [
            record.units.iter().map(|fact| fact.confidence).collect(),
            record.mechanisms.iter().map(|fact| fact.confidence).collect(),
            record.laws.iter().map(|fact| fact.confidence).collect(),
            record.outcomes.iter().map(|fact| fact.confidence).collect(),
        ];
        for ((all, doubtful), group) in doubts.iter_mut().zip(groups) {
            *all += group.len();
            *doubtful += group.iter().filter(|confidence| **confidence < DOUBTFUL).count();
        }
    }
    let kinds = ["report.units", "report.practices", "report.laws", "report.results"];
    let row = |(kind, (all, doubtful)): (&str, (usize, usize))| -> Vec<Cell> {
        vec![t!(kind).as_ref().into(), all.into(), doubtful.into()]
    };
    let table = Table {
        key: "confidence",
        title: Label { zh: "置信度", en: "Confidence" },
        columns: columns(&[
            ("facts", "事实", "Facts"),
            ("all", "总数", "Number"),
            ("doubtful", "置信度低于 0.7", "Confidence below 0.7"),
        ]),
        rows: kinds.into_iter().zip(doubts).map(row).collect(),
    };
    let known = t!("report.unknown", cases = cases, silent = silent, nowhere = nowhere).into_owned();
    let tested = evaluation.map(|found| {
        let percent = |share: f64| format!("{:.0}%", share * 100.0);
        let (hit, popular) = (percent(found.hit_at_10), percent(found.popular_at_10));
        Block::Text(t!("report.tested", hidden = found.hidden, hit = hit, popular = popular).into_owned())
    });
    let blocks = [heading("report.sure_heading"), text("report.sure"), Block::Table(table), Block::Text(known)];
    Ok(blocks.into_iter().chain(tested).collect())
}

/// The table of this key.
fn first(tables: Vec<Table>, key: &'static str) -> Table {
    let empty = Table { key, title: Label { zh: "", en: "" }, columns: Vec::new(), rows: Vec::new() };
    tables.into_iter().find(|table| table.key == key).unwrap_or(empty)
}

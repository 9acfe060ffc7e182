//! One case: its record with the text it was read from, and the cases most like it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use oxigraph::model::{NamedNode, Term};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::analysis::{Corpus, CorpusBuilder, Entity, Reason, SimilarityOptions, similar_to};
use crate::model::{Record, Span};
use crate::rdf::vocab::{anpu, skos};
use crate::store::{self, Dataset};

use super::super::problem::Problem;
use super::super::state::{Loaded, State};
use super::{Given, blocking, given, schemas};

/// Which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The case's id, `document/number`.
    #[param(example = "2025-inspection-songjiang/1")]
    id: String,
}

/// A case as it was read.
#[derive(Serialize, ToSchema)]
pub(in crate::server) struct Case {
    /// Its IRI.
    iri: String,
    /// The record, by the schema that `anpu schema` prints.
    #[schema(value_type = schemas::Record)]
    record: Record,
    /// The text of the record's span; positions in the record count from the begin of the document.
    text: String,
    /// The IRIs of what the record names.
    things: Things,
}

/// The IRI of each thing that a record names, by its name there.
#[derive(Serialize, ToSchema)]
struct Things {
    /// By full name.
    units: BTreeMap<String, String>,
    /// By concept.
    mechanisms: BTreeMap<String, String>,
    /// By title.
    laws: BTreeMap<String, String>,
    /// By full name.
    places: BTreeMap<String, String>,
}

/// The record of a case with its text.
#[utoipa::path(get, path = "/api/case", params(Wanted), responses(
    (status = 200, body = Case),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn case(Shared(state): Shared<Arc<State>>, wanted: Given<Wanted>) -> Result<Json<Case>, Problem> {
    let Wanted { id } = given(wanted)?;
    let folder = state.options.dataset.clone();
    blocking(&state, move |loaded| {
        let case = whole(loaded, &Dataset::open(folder)?, &id)?;
        case.map(Json).ok_or_else(|| unknown(&id))
    })
    .await
}

/// A case, if there is one of this id.
pub(in crate::server) fn whole(loaded: &Loaded, dataset: &Dataset, id: &str) -> Result<Option<Case>, store::Error> {
    let Some((record, text)) = read(dataset, id)? else { return Ok(None) };
    let things = things(loaded, &record)?;
    Ok(Some(Case { iri: loaded.iris.case(id).into_string(), record, text, things }))
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!("there is no case {id}"))
}

fn read(dataset: &Dataset, id: &str) -> Result<Option<(Record, String)>, store::Error> {
    let Some((document, _)) = id.rsplit_once('/') else { return Ok(None) };
    let Some(entry) = dataset.index().iter().find(|entry| entry.id == document) else { return Ok(None) };
    let record = dataset.records_of(entry)?.into_iter().find(|record| record.id == id);
    let (Some(record), Some(document)) = (record, dataset.document(document)?) else { return Ok(None) };
    let Span { start, end } = record.span;
    let text = document.text.chars().skip(start).take(end.saturating_sub(start)).collect();
    Ok(Some((record, text)))
}

fn things(loaded: &Loaded, record: &Record) -> Result<Things, store::Error> {
    let iris = &loaded.iris;
    let named = |names: &mut dyn Iterator<Item = &String>, iri: &dyn Fn(&str) -> NamedNode| {
        names.map(|name| (name.clone(), iri(name).into_string())).collect()
    };
    let header = record.recommended_by.iter().chain(&record.implemented_by);
    Ok(Things {
        units: named(&mut record.units.iter().map(|unit| &unit.name).chain(header), &|name| iris.unit(name)),
        mechanisms: named(&mut record.mechanisms.iter().map(|found| &found.concept), &|name| iris.mechanism(name)),
        laws: named(&mut record.laws.iter().map(|law| &law.title), &|title| iris.law(title)),
        places: places(loaded, record)?,
    })
}

/// Places are named by code where one is known, which only the graph tells.
fn places(loaded: &Loaded, record: &Record) -> Result<BTreeMap<String, String>, store::Error> {
    let case = Term::from(loaded.iris.case(&record.id));
    let mut named = BTreeMap::new();
    for link in loaded.store.triples(Some(&case), Some(anpu::PLACE_OF), None) {
        let place = link?.object;
        if let (Some(Term::Literal(name)), Term::NamedNode(iri)) =
            (loaded.store.object(&place, skos::PREF_LABEL)?, place)
        {
            named.insert(name.value().to_owned(), iri.into_string());
        }
    }
    Ok(named)
}

/// A case that is like another.
#[derive(Serialize, ToSchema)]
pub(in crate::server) struct Similar {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Its year.
    year: Option<i32>,
    /// Likeness, 0 to 1.
    score: f64,
    /// What the two share, the greatest part first.
    reasons: Vec<Shares>,
}

/// A thing that two cases share.
#[derive(Serialize, ToSchema)]
struct Shares {
    /// What it is: `case`, `place`, `unit`, `mechanism`, `concept`, `family` or `law`.
    #[schema(value_type = String)]
    kind: Entity,
    /// Its name.
    name: String,
    /// Its part of the likeness.
    part: f64,
}

impl From<Reason> for Shares {
    fn from(Reason { kind, name, part }: Reason) -> Self {
        Self { kind, name: name.to_string(), part }
    }
}

/// The cases most like a case, and why.
#[utoipa::path(get, path = "/api/similar", params(Wanted), responses(
    (status = 200, body = Vec<Similar>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 501, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn similar(
    Shared(state): Shared<Arc<State>>,
    wanted: Given<Wanted>,
) -> Result<Json<Vec<Similar>>, Problem> {
    let Wanted { id } = given(wanted)?;
    let folder = state.options.dataset.clone();
    blocking(&state, move |loaded| alike(loaded, folder, &id)?.map(Json).ok_or_else(|| unknown(&id))).await
}

/// The cases most like a case, if there is one of this id.
pub(in crate::server) fn alike(
    loaded: &Loaded,
    folder: PathBuf,
    id: &str,
) -> Result<Option<Vec<Similar>>, store::Error> {
    let corpus = corpus(loaded, folder)?;
    let Ok(found) = similar_to(corpus, SimilarityOptions::default(), id) else { return Ok(None) };
    let neighbours = found.items.into_iter().flat_map(|alike| alike.neighbours);
    let told = neighbours.filter_map(|neighbour| {
        let case = corpus.cases.get(corpus.case(&neighbour.name)? as usize)?;
        let reasons = neighbour.reasons.into_iter().map(Shares::from).collect();
        let (id, title) = (case.id.to_string(), case.title.to_string());
        Some(Similar { id, title, year: case.year, score: neighbour.score, reasons })
    });
    Ok(Some(told.collect()))
}

/// All records as numbers, made once. What contains a place and which system a unit belongs to makes no case like another.
fn corpus(loaded: &Loaded, folder: PathBuf) -> Result<&Corpus, store::Error> {
    // Who has no memory for the graph has none for this.
    loaded.store.graph()?;
    if let Some(corpus) = loaded.corpus.get() {
        return Ok(corpus);
    }
    let mut builder = CorpusBuilder::default();
    for record in Dataset::open(folder)?.records()? {
        builder.add(&record?);
    }
    Ok(loaded.corpus.get_or_init(|| builder.finish(&[], &[])))
}

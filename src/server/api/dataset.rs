//! What there is to look at: the dataset's own description, and the questions that have a name.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{Bilingual, Dataset, Manifest, NamedQuery, Totals, named_queries};

use super::super::problem::Problem;
use super::super::state::{Loaded, State};
use super::blocking;

/// The dataset that is served.
#[derive(Serialize, ToSchema)]
pub(in crate::server) struct About {
    /// Base of the IRIs.
    base: String,
    /// Version of the program that wrote it.
    program: String,
    /// The state of the graph.
    version: String,
    /// Whether the server takes changes from those who have its token.
    writable: bool,
    /// How much it holds.
    totals: Counts,
}

/// How much a dataset holds.
#[derive(Serialize, ToSchema)]
struct Counts {
    /// Source documents.
    documents: usize,
    /// Cases.
    cases: usize,
    /// Quads in all graphs.
    quads: usize,
    /// Instances of each class, by its local name.
    classes: BTreeMap<String, usize>,
}

impl From<Totals> for Counts {
    fn from(Totals { documents, cases, quads, classes }: Totals) -> Self {
        Self { documents, cases, quads, classes }
    }
}

/// What the dataset is and how much it holds.
#[utoipa::path(get, path = "/api/dataset", responses(
    (status = 200, body = About),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn dataset(Shared(state): Shared<Arc<State>>) -> Result<Json<About>, Problem> {
    let folder = state.options.dataset.clone();
    let writable = state.options.token.is_some();
    blocking(&state, move |loaded| Ok(Json(about(loaded, &Dataset::open(folder)?, writable)))).await
}

/// The dataset's description of itself.
pub(in crate::server) fn about(loaded: &Loaded, dataset: &Dataset, writable: bool) -> About {
    let Manifest { base, program, totals, .. } = dataset.manifest().clone();
    About { base, program, version: loaded.store.version().to_owned(), writable, totals: totals.into() }
}

/// A text in two languages.
#[derive(Serialize, ToSchema)]
struct Text {
    zh: &'static str,
    en: &'static str,
}

impl From<Bilingual> for Text {
    fn from(Bilingual { zh, en }: Bilingual) -> Self {
        Self { zh, en }
    }
}

/// A question that has a name.
#[derive(Serialize, ToSchema)]
pub(in crate::server) struct Question {
    /// Its name.
    name: &'static str,
    /// Its title.
    title: Text,
    /// What it answers.
    description: Text,
    /// What can be set in it.
    parameters: Vec<Parameter>,
    /// The query; each parameter has its default in `VALUES ?NAME { … }`.
    query: &'static str,
}

/// A parameter of a question.
#[derive(Serialize, ToSchema)]
struct Parameter {
    /// The name of the query's variable.
    name: &'static str,
    /// `integer`, `decimal`, `text` (Chinese), `key` (plain) or `iri`.
    r#type: &'static str,
    /// What it means.
    label: Text,
}

impl From<NamedQuery> for Question {
    fn from(query: NamedQuery) -> Self {
        let parameters = query.parameters.iter().map(|parameter| Parameter {
            name: parameter.name,
            r#type: parameter.kind.as_str(),
            label: parameter.label.into(),
        });
        Self {
            name: query.name,
            title: query.title.into(),
            description: query.description.into(),
            parameters: parameters.collect(),
            query: query.text,
        }
    }
}

/// The questions that have a name, in the order in which a newcomer may ask them.
#[utoipa::path(get, path = "/api/queries", responses((status = 200, body = Vec<Question>)))]
pub(super) async fn queries() -> Json<Vec<Question>> {
    Json(questions())
}

/// The questions with their texts.
pub(in crate::server) fn questions() -> Vec<Question> {
    named_queries().into_iter().map(Question::from).collect()
}

//! `/api/…`: lists of what the graph knows, for the page and for scripts, described by `/api/openapi.json`.
//!
//! Each list is a SPARQL query in `api/`, evaluated within the same bounds as any other.

#![allow(unused_qualifications, reason = "the derived description names types in full")]

pub(super) mod case;
pub(super) mod dataset;
pub(super) mod decisions;
mod export;
mod schemas;

use std::sync::Arc;

use axum::extract::{Query as Parameters, State as Shared, rejection::QueryRejection};
use axum::{Json, Router};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedNode, Term};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::store::{self, Query, Table};

use super::problem::Problem;
use super::queue::Queue;
use super::state::{Loaded, State};

#[derive(OpenApi)]
#[openapi(info(title = "anpu", description = "What the graph knows, in JSON"))]
struct Api;

/// The routes and their description.
pub(super) fn router() -> (Router<Arc<State>>, Value) {
    let (routes, description) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(cases))
        .routes(routes!(mechanisms))
        .routes(routes!(places))
        .routes(routes!(units))
        .routes(routes!(laws))
        .routes(routes!(recurrence))
        .routes(routes!(neighbourhood))
        .routes(routes!(search))
        .routes(routes!(dataset::dataset))
        .routes(routes!(dataset::queries))
        .routes(routes!(case::case))
        .routes(routes!(case::similar))
        .routes(routes!(export::export))
        .routes(routes!(decisions::doubts))
        .routes(routes!(decisions::decisions, decisions::decide))
        .split_for_parts();
    (routes, schemas::complete(&description))
}

/// Which part of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Paging {
    /// At most so many items.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 1000, default = 50)]
    limit: usize,
    /// After so many items.
    #[serde(default)]
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    offset: usize,
}

fn default_limit() -> usize {
    50
}

impl Paging {
    fn checked(self) -> Result<Self, Problem> {
        let is_within = (1..=1000).contains(&self.limit) && self.offset <= 1_000_000;
        if is_within { Ok(self) } else { Err(bad("limit is 1 to 1000, offset at most 1000000")) }
    }
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::bad_request("bad-parameter", detail)
}

/// A part of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// How many items there are in all.
    total: usize,
    /// The items of this part.
    items: Vec<T>,
}

/// A case in a list.
#[derive(Serialize, Deserialize, ToSchema)]
struct ListedCase {
    /// Its IRI.
    iri: String,
    /// Its title.
    title: String,
    /// Its year.
    year: Option<i64>,
    /// Title of the collection that it stands in.
    collection: Option<String>,
}

/// A thing that cases have in common.
#[derive(Serialize, Deserialize, ToSchema)]
struct Counted {
    /// Its IRI.
    iri: String,
    /// Its name.
    label: String,
    /// The number of its cases.
    cases: u64,
}

/// A mechanism that recurs.
#[derive(Serialize, Deserialize, ToSchema)]
struct Recurrent {
    /// Its IRI.
    iri: String,
    /// Its name.
    label: String,
    /// The number of places whose cases practise it.
    places: u64,
    /// The number of those cases.
    cases: u64,
    /// The year of the first.
    since: Option<i64>,
}

/// A thing next to another.
#[derive(Serialize, Deserialize, ToSchema)]
struct Neighbour {
    /// IRI of the property that links them.
    property: String,
    /// IRI of the neighbour.
    iri: String,
    /// Its name or title.
    label: Option<String>,
    /// Whether the property leads from the neighbour to the thing.
    inverse: bool,
}

/// A text in which all words were found.
#[derive(Serialize, ToSchema)]
struct Found {
    /// IRI of the case, or of the thing that has the label.
    thing: String,
    /// How well it fits; comparable within one search only.
    score: f64,
    /// The text around the first place found.
    snippet: String,
}

type Given<T> = Result<Parameters<T>, QueryRejection>;
type Answer<T> = Result<Json<Page<T>>, Problem>;

fn given<T>(parameters: Given<T>) -> Result<T, Problem> {
    parameters.map(|Parameters(value)| value).map_err(|error| bad(error.body_text()))
}

macro_rules! lists {
    ($($(#[doc = $doc:literal])* $name:ident = $path:literal, $file:literal, $item:ident;)+) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(get, path = $path, params(Paging), responses(
            (status = 200, body = Page<$item>),
            (status = 400, body = Problem, content_type = "application/problem+json"),
            (status = 413, body = Problem, content_type = "application/problem+json"),
            (status = 503, body = Problem, content_type = "application/problem+json"),
        ))]
        async fn $name(Shared(state): Shared<Arc<State>>, paging: Given<Paging>) -> Answer<$item> {
            list(&state, include_str!(concat!("api/", $file)), given(paging)?.checked()?).await
        }
    )+};
}

lists! {
    /// Cases with title, year and collection.
    cases = "/api/cases", "cases.rq", ListedCase;
    /// Mechanisms with the number of cases that practise them.
    mechanisms = "/api/mechanisms", "mechanisms.rq", Counted;
    /// Places with the number of their cases.
    places = "/api/places", "places.rq", Counted;
    /// Units with the number of cases that they carry out.
    units = "/api/units", "units.rq", Counted;
    /// Legal documents with the number of cases that cite them.
    laws = "/api/laws", "laws.rq", Counted;
    /// Mechanisms by the number of places in which they recur, with the first year.
    recurrence = "/api/recurrence", "recurrence.rq", Recurrent;
}

async fn list<T: DeserializeOwned>(state: &Arc<State>, text: &str, paging: Paging) -> Answer<T> {
    let Paging { limit, offset } = paging;
    let page = format!("{text}\nLIMIT {limit} OFFSET {offset}");
    let count = format!("SELECT (COUNT(*) AS ?total) {{ {{ {text} }} }}");
    let base = state.loaded().base().to_owned();
    let total = evaluate(state, Query::parse(&count, &base)?).await?;
    let items = evaluate(state, Query::parse(&page, &base)?).await?;
    let total = items_of(&total).first().and_then(|row| row.get("total")?.as_u64()).unwrap_or_default();
    let items = items_of(&items).into_iter().map(|row| serde_json::from_value(Value::Object(row)));
    let items = items.collect::<Result<_, _>>().map_err(|error| Problem::internal(&error))?;
    Ok(Json(Page { total: usize::try_from(total).unwrap_or(usize::MAX), items }))
}

/// The rows of a query, evaluated in its turn.
async fn evaluate(state: &Arc<State>, query: Query) -> Result<Table, Problem> {
    let limits = state.limits(None);
    blocking(state, move |loaded| Ok(loaded.store.table(&query, &limits)?)).await
}

/// What `work` gives, done in its turn among evaluations on a thread that may wait.
async fn blocking<T: Send + 'static>(
    state: &Arc<State>,
    work: impl FnOnce(&Loaded) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    in_turn(state, &state.queue, work).await
}

/// The same in the turn of another queue.
async fn in_turn<T: Send + 'static>(
    state: &State,
    queue: &Queue,
    work: impl FnOnce(&Loaded) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let slot = queue.enter(state.options.timeout).await?;
    let loaded = state.loaded();
    let done = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        work(&loaded)
    });
    done.await.map_err(|error| Problem::internal(&error))?
}

fn items_of(table: &Table) -> Vec<Map<String, Value>> {
    let row = |row: &Vec<Option<Term>>| {
        let cells =
            table.columns.iter().zip(row).filter_map(|(name, cell)| Some((name.clone(), value(cell.as_ref()?))));
        cells.collect()
    };
    table.rows.iter().map(row).collect()
}

/// Numbers and truth become what they are in JSON, everything else its text.
fn value(term: &Term) -> Value {
    match term {
        Term::Literal(literal) if literal.datatype() == xsd::BOOLEAN => (literal.value() == "true").into(),
        Term::NamedNode(node) => node.as_str().into(),
        Term::Literal(literal) if literal.datatype().as_str().starts_with("http://www.w3.org/2001/XMLSchema#") => {
            let number = literal.value().parse::<serde_json::Number>();
            let is_text = literal.datatype() == xsd::STRING;
            number.ok().filter(|_| !is_text).map_or_else(|| literal.value().into(), Value::Number)
        }
        Term::Literal(literal) => literal.value().into(),
        other => other.to_string().into(),
    }
}

/// What to look around.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Around {
    /// The IRI of a thing, absolute or relative to the base.
    #[param(example = "id/mechanism/检查码")]
    iri: String,
}

/// The things next to a thing: the property, the neighbour, its label, and whether the property leads to the thing.
#[utoipa::path(get, path = "/api/neighbourhood", params(Around, Paging), responses(
    (status = 200, body = Page<Neighbour>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn neighbourhood(
    Shared(state): Shared<Arc<State>>,
    around: Given<Around>,
    paging: Given<Paging>,
) -> Answer<Neighbour> {
    let (Around { iri }, paging) = (given(around)?, given(paging)?.checked()?);
    let loaded = state.loaded();
    let node = NamedNode::new(&iri).or_else(|_| NamedNode::new(format!("{}{iri}", loaded.base())));
    let unknown = || Problem::not_found(format!("nothing is known of <{iri}>"));
    let node = node.map_err(|_| unknown())?;
    if !loaded.store.mentions(&node)? {
        return Err(unknown());
    }
    let text = include_str!("api/neighbourhood.rq").replace("<urn:thing>", &node.to_string());
    list(&state, &text, paging).await
}

/// What to search for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Words, parted by spaces; a text must contain all of them.
    #[param(example = "检查码 企业")]
    q: String,
}

/// Case texts and labels that contain words, the best first, with score and snippet.
#[utoipa::path(get, path = "/api/search", params(Wanted, Paging), responses(
    (status = 200, body = Page<Found>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 501, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn search(Shared(state): Shared<Arc<State>>, wanted: Given<Wanted>, paging: Given<Paging>) -> Answer<Found> {
    let (Wanted { q }, Paging { limit, offset }) = (given(wanted)?, given(paging)?.checked()?);
    let limits = state.limits(None);
    let (hits, total) = blocking(&state, move |loaded| Ok(loaded.store.find(&q, limit, offset, &limits)?)).await?;
    Ok(Json(Page { total, items: hits.into_iter().map(Found::from).collect() }))
}

impl From<store::Hit> for Found {
    fn from(store::Hit { thing, score, snippet }: store::Hit) -> Self {
        let thing = match thing {
            Term::NamedNode(node) => node.into_string(),
            other => other.to_string(),
        };
        Self { thing, score, snippet }
    }
}

//! What people decide about facts: what there is to decide, and decisions taken in from those who may write.
//!
//! Decisions are kept beside the dataset as files, which the next build applies; nothing of the graph changes before.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::model::{Decision, Document, FactGroup, Span};
use crate::rdf::iri::text_fragment;
use crate::rdf::vocab::nif;
use crate::store::{self, Dataset, Decisions};

use super::super::problem::Problem;
use super::super::sparql;
use super::super::state::{Loaded, State};
use super::{Answer, Given, Page, Paging, bad, blocking, given, schemas};

/// Characters shown on each side of words that stand in no sentence of the graph.
const AROUND: usize = 60;

/// What is doubtful enough.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Doubtful {
    /// Facts of a confidence below this, 0 to 1.
    #[serde(default = "default_below")]
    #[param(minimum = 0, maximum = 1, default = 0.6)]
    below: f64,
    /// Facts of this group only.
    #[param(schema_with = groups)]
    group: Option<String>,
}

fn groups() -> utoipa::openapi::Object {
    schemas::one_of(FactGroup::WITH_CONFIDENCE.into_iter().map(FactGroup::as_str))
}

fn default_below() -> f64 {
    0.6
}

impl Doubtful {
    fn checked(self) -> Result<store::Doubtful, Problem> {
        let refused = || bad("below is 0 to 1, group one of those of facts");
        let known = |wanted: String| FactGroup::WITH_CONFIDENCE.into_iter().find(|group| group.as_str() == wanted);
        let group = self.group.map(|group| known(group).ok_or_else(refused)).transpose()?;
        if (0.0..=1.0).contains(&self.below) {
            Ok(store::Doubtful { below: self.below, group })
        } else {
            Err(refused())
        }
    }
}

/// A fact to be decided on, or a name that could not be resolved.
#[derive(Serialize, ToSchema)]
pub(in crate::server) struct Doubt {
    /// Id of the case.
    case: String,
    /// Its title.
    title: String,
    /// First digits of the source file's SHA-256.
    source: String,
    /// Group of facts.
    group: &'static str,
    /// What decisions call the fact; empty where a name could not be resolved.
    fact: String,
    /// Estimated probability that the fact is right, 0 to 1.
    confidence: f64,
    /// The rule that made the fact, or what reading noticed.
    rule: String,
    /// The fact as the record has it.
    #[schema(value_type = Option<Fact>)]
    record: Value,
    /// The words that it stands on.
    quote: String,
    /// The sentence around them.
    sentence: String,
}

/// A fact of any group.
#[derive(ToSchema)]
#[schema(as = Fact)]
#[serde(untagged)]
#[allow(dead_code, reason = "it only describes")]
enum Fact {
    Unit(schemas::Unit),
    Mechanism(schemas::Mechanism),
    Law(schemas::Law),
    Outcome(schemas::Outcome),
    Honour(schemas::Honour),
}

/// Facts of low confidence and names that could not be resolved, on which nobody has decided yet, the least sure first.
#[utoipa::path(get, path = "/api/doubts", params(Doubtful, Paging), responses(
    (status = 200, body = Page<Doubt>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn doubts(
    Shared(state): Shared<Arc<State>>,
    doubtful: Given<Doubtful>,
    paging: Given<Paging>,
) -> Answer<Doubt> {
    let (doubtful, Paging { limit, offset }) = (given(doubtful)?.checked()?, given(paging)?.checked()?);
    let (folder, limits) = (state.options.dataset.clone(), state.limits(None));
    blocking(&state, move |loaded| {
        let dataset = Dataset::open(&folder)?;
        Ok(Json(limits.enforce(0, || page(loaded, &dataset, doubtful, offset, limit))?))
    })
    .await
}

/// What is doubtful by default, of one group or of all.
pub(in crate::server) fn doubtful(
    loaded: &Loaded,
    dataset: &Dataset,
    group: Option<FactGroup>,
    limit: usize,
) -> Result<Page<Doubt>, store::Error> {
    page(loaded, dataset, store::Doubtful { below: default_below(), group }, 0, limit)
}

/// Some of the doubts, the least sure first, with the words of the text.
fn page(
    loaded: &Loaded,
    dataset: &Dataset,
    doubtful: store::Doubtful,
    offset: usize,
    limit: usize,
) -> Result<Page<Doubt>, store::Error> {
    let (total, first) = doubtful.least_sure(dataset, offset.saturating_add(limit))?;
    let mut last: Option<Document> = None;
    let mut items = Vec::new();
    for doubt in first.into_iter().skip(offset) {
        let id = doubt.case.rsplit_once('/').map_or(doubt.case.as_str(), |(document, _)| document);
        if last.as_ref().is_none_or(|document| document.id != id) {
            last = dataset.document(id)?;
        }
        items.push(told(doubt, last.as_ref(), loaded)?);
    }
    Ok(Page { total, items })
}

/// A doubt with the words of its document.
fn told(doubt: store::Doubt, document: Option<&Document>, loaded: &Loaded) -> Result<Doubt, store::Error> {
    let store::Doubt { case, title, source, group, fact, confidence, rule, record, at } = doubt;
    let quote = document.map(|document| document.at(at).to_owned()).unwrap_or_default();
    let sentence = match document {
        Some(document) => sentence(loaded, &document.id, at)?.unwrap_or_else(|| around(document, at)),
        None => String::new(),
    };
    Ok(Doubt { case, title, source, group: group.as_str(), fact, confidence, rule, record, quote, sentence })
}

/// The sentence that evidence stands in, as the graph has it.
fn sentence(loaded: &Loaded, document: &str, at: Span) -> Result<Option<String>, store::Error> {
    let phrase = text_fragment(&loaded.iris.document(document), at);
    let Some(around) = loaded.store.object(&phrase.into(), nif::SUPER_STRING)? else { return Ok(None) };
    Ok(match loaded.store.object(&around, nif::ANCHOR_OF)? {
        Some(oxigraph::model::Term::Literal(text)) => Some(text.value().to_owned()),
        _ => None,
    })
}

/// The line that words stand in, as far as it is near; what could not be resolved is no evidence in the graph.
fn around(document: &Document, Span { start, end }: Span) -> String {
    let before = document.at(Span::new(start.saturating_sub(AROUND), start)).rsplit('\n').next().unwrap_or_default();
    let after = document.at(Span::new(end, end + AROUND)).split('\n').next().unwrap_or_default();
    format!("{before}{}{after}", document.at(Span { start, end }))
}

/// The decisions beside the dataset, in the order in which a build applies them.
#[utoipa::path(get, path = "/api/decisions", responses(
    (status = 200, body = Vec<schemas::Decision>),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn decisions(Shared(state): Shared<Arc<State>>) -> Result<Json<Vec<Decision>>, Problem> {
    let folder = state.options.dataset.clone();
    blocking(&state, move |_| Ok(Json(Decisions::read(&folder)?.iter().cloned().collect()))).await
}

/// Adds decisions, all or none. They hold from the next build on.
#[utoipa::path(post, path = "/api/decisions", request_body = Vec<schemas::Decision>, security(("token" = [])), responses(
    (status = 204, description = "They are kept."),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 501, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn decide(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    state.may_write(&headers, peer.ip())?;
    let body = sparql::read(body, &state.options).await?;
    let decisions: Vec<Decision> = serde_json::from_slice(&body).map_err(|error| bad(error.to_string()))?;
    let folder = state.options.dataset.clone();
    blocking(&state, move |_| Ok(Decisions::append(&folder, &decisions)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

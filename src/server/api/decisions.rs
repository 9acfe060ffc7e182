//! What people decide about facts: what there is to decide, and decisions taken in from those who may write.
//!
//! Decisions are kept beside the dataset as files, which the next build applies; nothing of the graph changes before.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::model::{Decision, Diagnostic, Document, Record, Span};
use crate::rdf::iri::text_fragment;
use crate::rdf::vocab::nif;
use crate::store::{self, Dataset, Decisions};

use super::super::problem::Problem;
use super::super::sparql;
use super::super::state::{Loaded, State};
use super::{Answer, Given, Page, Paging, bad, blocking, given, schemas};

/// Groups of facts with the field by which decisions call a fact.
pub(in crate::server) const GROUPS: [(&str, &str); 5] =
    [("units", "name"), ("mechanisms", "name"), ("laws", "title"), ("outcomes", "quote"), ("honours", "quote")];

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
    schemas::one_of(GROUPS.iter().map(|(group, _)| *group))
}

fn default_below() -> f64 {
    0.6
}

impl Doubtful {
    fn checked(self) -> Result<Self, Problem> {
        let is_group = |wanted: &String| GROUPS.iter().any(|(group, _)| group == wanted);
        let is_known = (0.0..=1.0).contains(&self.below) && self.group.as_ref().is_none_or(is_group);
        if is_known { Ok(self) } else { Err(bad("below is 0 to 1, group one of those of facts")) }
    }

    /// Whether a fact is doubtful enough, of the group, and nobody has decided on it.
    fn holds(&self, doubt: &Doubt, decided: &HashSet<[String; 3]>) -> bool {
        doubt.confidence < self.below
            && self.group.as_ref().is_none_or(|group| group == doubt.group)
            && !decided.contains(&[doubt.case.clone(), doubt.group.to_owned(), doubt.fact.clone()])
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
    #[serde(skip)]
    at: Span,
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
        Ok(Json(limits.enforce(0, || page(loaded, (&dataset, &folder), &doubtful, offset, limit))?))
    })
    .await
}

/// What is doubtful by default, of one group or of all.
pub(in crate::server) fn doubtful(
    loaded: &Loaded,
    (dataset, folder): (&Dataset, &Path),
    group: Option<&str>,
    limit: usize,
) -> Result<Page<Doubt>, store::Error> {
    let doubtful = Doubtful { below: default_below(), group: group.map(str::to_owned) };
    page(loaded, (dataset, folder), &doubtful, 0, limit)
}

/// Some of the doubts, the least sure first, with the words of the text.
fn page(
    loaded: &Loaded,
    (dataset, folder): (&Dataset, &Path),
    doubtful: &Doubtful,
    offset: usize,
    limit: usize,
) -> Result<Page<Doubt>, store::Error> {
    let most = offset.saturating_add(limit);
    let (total, first) = least_sure(dataset, &decided(folder)?, doubtful, most)?;
    let mut items: Vec<Doubt> = first.into_iter().skip(offset).collect();
    quote(&mut items, dataset, loaded)?;
    Ok(Page { total, items })
}

/// How many doubts there are, and the least sure of them, at most `most`; no more than a few times as many are held.
fn least_sure(
    dataset: &Dataset,
    decided: &HashSet<[String; 3]>,
    doubtful: &Doubtful,
    most: usize,
) -> Result<(usize, Vec<Doubt>), store::Error> {
    const HELD: usize = 1024;
    let (mut total, mut kept) = (0, Vec::new());
    let cut = |kept: &mut Vec<Doubt>| {
        kept.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        kept.truncate(most);
    };
    for record in dataset.records()? {
        let before = kept.len();
        kept.extend(of_record(&record?).into_iter().filter(|doubt| doubtful.holds(doubt, decided)));
        total += kept.len() - before;
        if kept.len() > most.saturating_mul(2).max(HELD) {
            cut(&mut kept);
        }
    }
    cut(&mut kept);
    Ok((total, kept))
}

/// All facts of a record and what could not be resolved in it.
fn of_record(record: &Record) -> Vec<Doubt> {
    let json = serde_json::to_value(record).unwrap_or_default();
    let mut all = Vec::new();
    for (group, key) in GROUPS {
        let facts = json[group].as_array().into_iter().flatten();
        all.extend(facts.filter_map(|fact| of_fact(record, group, key, fact)));
    }
    all.extend(record.diagnostics.iter().filter_map(|found| unresolved(record, found)));
    all
}

/// Case, group and fact of each decision that there is.
fn decided(folder: &Path) -> Result<HashSet<[String; 3]>, store::Error> {
    let decisions = Decisions::read(folder)?;
    let lines = decisions.iter().filter_map(|decision| serde_json::to_value(decision).ok());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(lines.map(|line| ["case", "group", "fact"].map(|key| text(&line[key]))).collect())
}

fn of_fact(record: &Record, group: &'static str, key: &str, fact: &Value) -> Option<Doubt> {
    let text = |key: &str| fact[key].as_str().unwrap_or_default().to_owned();
    let at = serde_json::from_value(fact["evidence"][0].clone()).ok()?;
    let doubt = about(record, group, at);
    Some(Doubt {
        fact: text(key),
        confidence: fact["confidence"].as_f64()?,
        rule: text("rule"),
        record: fact.clone(),
        ..doubt
    })
}

fn unresolved(record: &Record, found: &Diagnostic) -> Option<Doubt> {
    let is_unit = found.code == "unresolved-unit";
    let doubt = is_unit.then(|| about(record, "units", found.span.unwrap_or_default()))?;
    Some(Doubt { rule: found.message.clone(), ..doubt })
}

fn about(record: &Record, group: &'static str, at: Span) -> Doubt {
    Doubt {
        case: record.id.clone(),
        title: record.title.clone(),
        source: record.source.sha256.chars().take(16).collect(),
        group,
        fact: String::new(),
        confidence: 0.0,
        rule: String::new(),
        record: Value::Null,
        quote: String::new(),
        sentence: String::new(),
        at,
    }
}

/// Adds the words of the text.
fn quote(items: &mut [Doubt], dataset: &Dataset, loaded: &Loaded) -> Result<(), store::Error> {
    let mut last: Option<Document> = None;
    for item in items {
        let id = item.case.rsplit_once('/').map_or(item.case.as_str(), |(document, _)| document);
        if last.as_ref().is_none_or(|document| document.id != id) {
            last = dataset.document(id)?;
        }
        let Some(document) = &last else { continue };
        document.at(item.at).clone_into(&mut item.quote);
        item.sentence = sentence(loaded, id, item.at).unwrap_or_else(|| around(document, item.at));
    }
    Ok(())
}

/// The sentence that evidence stands in, as the graph has it.
fn sentence(loaded: &Loaded, document: &str, at: Span) -> Option<String> {
    let graph = loaded.store.graph();
    let phrase = text_fragment(&loaded.iris.document(document), at);
    let around = graph.object(&phrase.into(), nif::SUPER_STRING)?;
    match graph.object(around, nif::ANCHOR_OF)? {
        oxigraph::model::Term::Literal(text) => Some(text.value().to_owned()),
        _ => None,
    }
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
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn decide(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    state.guard.may_write(&headers, peer.ip())?;
    let body = sparql::read(body, &state.options).await?;
    let decisions: Vec<Decision> = serde_json::from_slice(&body).map_err(|error| bad(error.to_string()))?;
    let folder = state.options.dataset.clone();
    blocking(&state, move |_| Ok(Decisions::append(&folder, &decisions)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

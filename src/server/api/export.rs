//! The dataset in the formats of other tools, as `anpu export` writes it; the page draws the Cytoscape JSON.

use std::io::{self, Write};
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::Object;

use crate::export::view::{Role, years};
use crate::export::{self, Filters, Format, Options, Sink, View};
use crate::model::{MechanismRole, UnitRole};
use crate::store::Dataset;

use super::super::problem::Problem;
use super::super::state::State;
use super::super::still;
use super::schemas::one_of;
use super::{Given, bad, given, in_turn};

/// Most bytes of an export over HTTP, which is made in memory.
const BYTES: usize = 64 << 20;

const LANGUAGES: [&str; 2] = ["zh", "en"];

/// What to export.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The format, by its name.
    #[param(schema_with = formats)]
    format: String,
    /// What is shown; the formats of RDF carry the graph itself, whole.
    #[param(schema_with = views)]
    view: Option<String>,
    /// Cases in this place or one that it contains.
    place: Option<String>,
    /// Cases with a mechanism of this family, by key.
    family: Option<String>,
    /// Cases of these years: `2024`, `2020-2024`, `2020-`.
    #[param(pattern = "^[0-9]{4}(-([0-9]{4})?)?$")]
    year: Option<String>,
    /// Mechanisms, units and laws that at least so many cases name.
    min_support: Option<usize>,
    /// Facts about mechanisms or units with this role only.
    #[param(schema_with = roles)]
    role: Option<String>,
    /// `zh` or `en`: the language of headings.
    #[param(schema_with = languages)]
    lang: Option<String>,
}

fn formats() -> Object {
    one_of(Format::all().filter(|(_, format)| !format.is_folder()).map(|(name, _)| name))
}

fn views() -> Object {
    one_of(View::ALL.into_iter().map(View::as_str))
}

fn roles() -> Object {
    let mechanisms = MechanismRole::ALL.iter().map(|role| role.as_str());
    one_of(mechanisms.chain(UnitRole::ALL.iter().map(|role| role.as_str())))
}

fn languages() -> Object {
    one_of(LANGUAGES.into_iter())
}

impl Wanted {
    fn options(self) -> Result<Options, export::Error> {
        Ok(Options {
            format: Format::parse(&self.format)?,
            view: self.view.as_deref().map(View::parse).transpose()?.unwrap_or_default(),
            filters: Filters {
                place: self.place,
                family: self.family,
                years: self.year.as_deref().map(years).transpose()?,
                min_support: self.min_support.unwrap_or_default(),
                role: self.role.as_deref().map(Role::parse).transpose()?,
            },
            chinese: self.lang.as_deref() != Some("en"),
        })
    }
}

/// The dataset in the format of another tool.
#[utoipa::path(get, path = "/api/export", params(Wanted), responses(
    (status = 200, content(
        (Object = "application/json"), (String = "application/gexf+xml"), (String = "application/graphml+xml"),
        (String = "image/svg+xml"), (String = "image/png"), (String = "text/vnd.graphviz"), (String = "text/plain"), (String = "text/html"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/turtle"),
        (String = "application/n-triples"), (String = "application/n-quads"), (String = "application/trig"),
        (String = "application/rdf+xml"), (Object = "application/ld+json"), (String = "application/octet-stream"),
    )),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn export(Shared(state): Shared<Arc<State>>, wanted: Given<Wanted>) -> Result<Response, Problem> {
    let wanted = given(wanted)?;
    if wanted.lang.as_deref().is_some_and(|lang| !LANGUAGES.contains(&lang)) {
        return Err(bad("lang is zh or en"));
    }
    let name = wanted.format.clone();
    let options = wanted.options().map_err(problem)?;
    let folder = state.options.dataset.clone();
    let bytes = in_turn(&state, &state.exporting, move |loaded| {
        let (dataset, mut out) = (Dataset::open(folder)?, Bounded(Vec::new()));
        match options.format {
            Format::Html => still::of(loaded, &dataset, &options, &mut out),
            _ => export::export(&dataset, &options, Sink::Stream(&mut out)),
        }
        .map_err(problem)?;
        Ok(out.0)
    })
    .await?;
    let (media_type, ending) = media_type(&name);
    let disposition = format!("attachment; filename=\"anpu.{ending}\"");
    Ok(([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// The type and the usual ending of a format's files.
fn media_type(name: &str) -> (&'static str, &'static str) {
    match name {
        "cytoscape" | "cyjs" => ("application/json", "cyjs"),
        "gexf" => ("application/gexf+xml", "gexf"),
        "graphml" => ("application/graphml+xml", "graphml"),
        "svg" => ("image/svg+xml", "svg"),
        "png" => ("image/png", "png"),
        "dot" | "gv" => ("text/vnd.graphviz; charset=utf-8", "gv"),
        "cypher" => ("text/plain; charset=utf-8", "cypher"),
        "html" | "htm" => ("text/html; charset=utf-8", "html"),
        "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        "turtle" | "ttl" => ("text/turtle; charset=utf-8", "ttl"),
        "ntriples" | "nt" => ("application/n-triples", "nt"),
        "nquads" | "nq" => ("application/n-quads", "nq"),
        "trig" => ("application/trig; charset=utf-8", "trig"),
        "rdfxml" | "rdf" => ("application/rdf+xml", "rdf"),
        "jsonld" => ("application/ld+json", "jsonld"),
        _ => ("application/octet-stream", "bin"),
    }
}

fn problem(error: export::Error) -> Problem {
    match error {
        export::Error::Unknown { .. } | export::Error::Unfit(_) => bad(error.to_string()),
        export::Error::Store(error) => error.into(),
        export::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many-bytes", format!("more than {BYTES} bytes"))
                .hint("choose a smaller view, filter it, or use `anpu export`")
        }
        other => Problem::internal(&other),
    }
}

/// Bytes in memory, up to a bound.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

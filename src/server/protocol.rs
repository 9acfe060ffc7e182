//! What a request to `/sparql` asks for, by the SPARQL 1.1 Protocol.

use std::time::Duration;

use axum::http::{HeaderMap, Method, StatusCode, header};
use oxigraph::model::NamedNode;

use super::form::Form;
use super::problem::Problem;

/// A query or update with all that the protocol says about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) operation: Operation,
    /// The graphs that make the default graph.
    pub(super) default_graphs: Vec<NamedNode>,
    /// The named graphs.
    pub(super) named_graphs: Vec<NamedNode>,
    /// The client's own deadline.
    pub(super) timeout: Option<Duration>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Nothing is asked; the service describes itself.
    Describe,
    Query(String),
    Update(String),
}

impl Request {
    /// Reads a request; `query` is the part of its address after `?`.
    pub(super) fn parse(method: &Method, query: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        if method != Method::POST {
            let form = Form::parse(query, b"")?;
            if form.has("update") {
                let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "update-by-get", "an update needs POST");
                return Err(problem.header(header::ALLOW, "POST"));
            }
            let operation = form.one("query")?.map_or(Operation::Describe, |text| Operation::Query(text.to_owned()));
            return Self::of(operation, &form);
        }
        match media_type(headers)?.as_str() {
            "application/x-www-form-urlencoded" => Self::of_form(&Form::parse(query, body)?),
            "application/sparql-query" => Self::of(Operation::Query(text(body)?), &Form::parse(query, b"")?),
            "application/sparql-update" => Self::of(Operation::Update(text(body)?), &Form::parse(query, b"")?),
            other => Err(Problem::unsupported_type(format!(
                "{other} is none of application/x-www-form-urlencoded, application/sparql-query and \
                 application/sparql-update"
            ))),
        }
    }

    fn of_form(form: &Form) -> Result<Self, Problem> {
        let operation = match (form.one("query")?, form.one("update")?) {
            (Some(query), None) => Operation::Query(query.to_owned()),
            (None, Some(update)) => Operation::Update(update.to_owned()),
            (None, None) => return Err(Problem::bad_request("missing-parameter", "there is neither query nor update")),
            (Some(_), Some(_)) => {
                return Err(Problem::bad_request("conflicting-parameters", "there are both query and update"));
            }
        };
        Self::of(operation, form)
    }

    fn of(operation: Operation, form: &Form) -> Result<Self, Problem> {
        let (default, named) = match operation {
            Operation::Update(_) => ("using-graph-uri", "using-named-graph-uri"),
            _ => ("default-graph-uri", "named-graph-uri"),
        };
        let (default_graphs, named_graphs) = (iris(form, default)?, iris(form, named)?);
        Ok(Self { operation, default_graphs, named_graphs, timeout: timeout(form)? })
    }

    /// Whether the protocol says which graphs are asked.
    pub(super) fn has_dataset(&self) -> bool {
        !self.default_graphs.is_empty() || !self.named_graphs.is_empty()
    }
}

/// The body's media type, whose charset must be UTF-8.
pub(super) fn media_type(headers: &HeaderMap) -> Result<String, Problem> {
    let value = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let Some(value) = value else {
        return Err(Problem::unsupported_type("the request does not say the type of its body"));
    };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    });
    match charset.as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii") => Ok(essence),
        Some(other) => Err(Problem::unsupported_type(format!("charset {other} is not UTF-8"))),
    }
}

fn text(body: &[u8]) -> Result<String, Problem> {
    let text = std::str::from_utf8(body).map_err(|_| Problem::bad_request("not-utf8", "the body is not UTF-8"))?;
    Ok(text.to_owned())
}

fn iris(form: &Form, name: &'static str) -> Result<Vec<NamedNode>, Problem> {
    let parse = |iri: &str| {
        NamedNode::new(iri).map_err(|error| Problem::bad_request("bad-iri", format!("{name} {iri}: {error}")))
    };
    form.all(name).map(parse).collect()
}

/// Seconds, with a fraction if need be.
fn timeout(form: &Form) -> Result<Option<Duration>, Problem> {
    let Some(text) = form.one("timeout")? else { return Ok(None) };
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    match seconds {
        Some(time) if !time.is_zero() => Ok(Some(time)),
        _ => Err(Problem::bad_request("bad-timeout", "timeout is no positive number of seconds")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(method: &Method, query: &str, content_type: &str, body: &[u8]) -> Result<Request, u16> {
        let mut headers = HeaderMap::new();
        if let Ok(value) = content_type.parse() {
            headers.insert(header::CONTENT_TYPE, value);
        }
        Request::parse(method, query, &headers, body).map_err(|problem| {
            use axum::response::IntoResponse as _;
            problem.into_response().status().as_u16()
        })
    }

    #[test]
    fn every_form_of_the_protocol_is_read() {
        let form = "application/x-www-form-urlencoded";
        let table = [
            (Method::GET, "query=ASK+%7B%7D", "", "", Operation::Query("ASK {}".to_owned())),
            (Method::GET, "", "", "", Operation::Describe),
            (Method::POST, "", form, "query=ASK%20{}", Operation::Query("ASK {}".to_owned())),
            (Method::POST, "", form, "update=CLEAR+ALL", Operation::Update("CLEAR ALL".to_owned())),
            (
                Method::POST,
                "",
                "application/sparql-query; charset=UTF-8",
                "ASK{}",
                Operation::Query("ASK{}".to_owned()),
            ),
            (Method::POST, "", "application/sparql-update", "CLEAR ALL", Operation::Update("CLEAR ALL".to_owned())),
        ];
        for (method, query, content_type, body, expected) in table {
            let request = parse(&method, query, content_type, body.as_bytes());
            assert_eq!(request.map(|request| request.operation), Ok(expected), "{query} {body}");
        }
    }

    #[test]
    fn what_the_protocol_forbids_is_refused_with_its_status() {
        let form = "application/x-www-form-urlencoded";
        let table: [(Method, &str, &str, &[u8], u16); 10] = [
            (Method::GET, "update=CLEAR+ALL", "", b"", 405),
            (Method::GET, "query=a&query=b", "", b"", 400),
            (Method::GET, "query=%ff", "", b"", 400),
            (Method::GET, "query=a&timeout=-1", "", b"", 400),
            (Method::GET, "query=a&default-graph-uri=no", "", b"", 400),
            (Method::POST, "", form, b"query=a&update=b", 400),
            (Method::POST, "", form, b"", 400),
            (Method::POST, "", "text/plain", b"ASK {}", 415),
            (Method::POST, "", "application/sparql-query", b"\xff", 400),
            (Method::POST, "", "application/sparql-query; charset=utf-16", b"", 415),
        ];
        for (method, query, content_type, body, status) in table {
            assert_eq!(parse(&method, query, content_type, body).map(|_| ()), Err(status), "{query} {content_type}");
        }
    }
}

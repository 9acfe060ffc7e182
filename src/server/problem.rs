//! Error answers: `application/problem+json` (RFC 9457) with a stable code, and nothing of the server's inside.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{self, Position};

/// Why a request was not answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// The HTTP status.
    status: u16,
    /// What the status means.
    title: &'static str,
    /// A code that does not change, in words joined by hyphens.
    code: &'static str,
    /// What happened, for people.
    detail: String,
    /// Where in the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Place>)]
    position: Option<Box<Place>>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    /// Headers that go with the answer.
    #[serde(skip)]
    headers: Vec<(HeaderName, &'static str)>,
}

/// A place in a query, counted from 1.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct Place {
    /// Line.
    line: usize,
    /// Column, in characters.
    column: usize,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        let (status, detail) = (status.as_u16(), detail.into());
        Self { status, title, code, detail, position: None, hint: None, headers: Vec::new() }
    }

    pub(super) fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    pub(super) fn not_acceptable(offers: impl Iterator<Item = &'static str>) -> Self {
        let offers: Vec<_> = offers.collect();
        let detail = format!("none of the accepted types can be given; there are {}", offers.join(", "));
        Self::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
    }

    pub(super) fn unsupported_type(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
    }

    /// A fault of the server; the cause is in the log and nowhere else.
    pub(super) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal-error", "the server failed; its log tells why")
    }

    /// The disk refused, which an operator can change and a client can wait for.
    fn storage_full(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "the disk takes no more");
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full", "the disk takes no more; nothing was changed")
    }

    pub(super) fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(super) fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    fn at(self, position: Option<Position>) -> Self {
        let position = position.map(|Position { line, column }| Box::new(Place { line, column }));
        Self { position, ..self }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        let (status, hint) = match &error {
            E::Syntax { .. } => (StatusCode::BAD_REQUEST, Some("read the query at the position given")),
            E::TooDeep(_) => (StatusCode::BAD_REQUEST, Some("split the query, or join its parts more flatly")),
            E::TooLong(_) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                Some("put data into the store instead of the query, or split the query"),
            ),
            E::UnknownQuery(_) => (StatusCode::NOT_FOUND, Some("/api/queries lists them")),
            E::Parameter { .. } | E::UnfitFormat { .. } | E::Evaluation(_) => (StatusCode::BAD_REQUEST, None),
            E::Federation(_) => {
                (StatusCode::FORBIDDEN, Some("the operator can allow single addresses with --allow-service"))
            }
            E::OnDisk => (
                StatusCode::NOT_IMPLEMENTED,
                Some("ask with SPARQL at /sparql; for all else the operator must serve without --on-disk"),
            ),
            E::Service(_) => (StatusCode::BAD_GATEWAY, None),
            E::Deadline(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, Some("make the query more selective, or give it a LIMIT"))
            }
            E::Cancelled => (StatusCode::SERVICE_UNAVAILABLE, None),
            E::TooManyRows(_) | E::TooManyBytes(_) | E::TooMuchMemory(_) => {
                (StatusCode::PAYLOAD_TOO_LARGE, Some("ask for a part with LIMIT and OFFSET, or for fewer variables"))
            }
            E::Io { source, .. } if takes_no_more(source) => return Self::storage_full(&error),
            _ => return Self::internal(&error),
        };
        let problem = Self::new(status, error.code(), error.to_string()).at(error.position());
        Self { hint, ..problem }
    }
}

/// Whether it is the disk that has no room.
fn takes_no_more(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as Kind;
    matches!(error.kind(), Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in self.headers {
            headers.append(name, HeaderValue::from_static(value));
        }
        response
    }
}

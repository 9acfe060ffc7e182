//! The page: built from `web/` by `build.rs`, carried in the program, served at `/` with its files at `/assets/`.
//!
//! The names of the files hold a digest of their content, so a browser may keep them for good; `/` itself it asks for
//! each time. The page may run its own scripts and talk to this server, and nothing else.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use include_dir::{Dir, include_dir};

use super::problem::Problem;

static FILES: Dir<'static> = include_dir!("$OUT_DIR/page");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", get(home)).route("/favicon.svg", get(favicon)).route("/assets/{name}", get(asset))
}

async fn home() -> Result<Response, Problem> {
    file("index.html", "no-cache")
}

async fn favicon() -> Result<Response, Problem> {
    file("favicon.svg", "max-age=86400")
}

async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    file(&format!("assets/{name}"), "public, max-age=31536000, immutable")
}

fn file(path: &str, keep: &'static str) -> Result<Response, Problem> {
    let file = FILES.get_file(path).ok_or_else(|| Problem::not_found(format!("the page has no file {path}")))?;
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, media_type(path)),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, file.contents()).into_response())
}

/// The text of one of the page's files, where the program was built with the page.
pub(super) fn text(path: &str) -> Option<&'static str> {
    FILES.get_file(path)?.contents_utf8()
}

/// The type of a file that Vite writes.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

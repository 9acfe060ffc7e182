//! Who may write: who shows the token that the server was started with (RFC 6750).

use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::ServerOptions;
use super::problem::Problem;

/// Refuses who may not write: 403 where nobody may, 401 without the right token.
pub(super) fn may_write(options: &ServerOptions, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = &options.token else {
        return Err(Problem::new(StatusCode::FORBIDDEN, "read-only", "this server only reads")
            .hint("the operator can start it with a token for writing"));
    };
    let shown = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let Some(shown) = shown else {
        return Err(unauthorized("token-missing", "writing needs a token", "Bearer realm=\"anpu\""));
    };
    let bearer = shown.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if bearer.is_some_and(|(_, shown)| is_same(shown.trim(), token)) {
        return Ok(());
    }
    let challenge = "Bearer realm=\"anpu\", error=\"invalid_token\"";
    Err(unauthorized("token-wrong", "the token is not the right one", challenge))
}

fn unauthorized(code: &'static str, detail: &str, challenge: &'static str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, detail)
        .hint("send it as `Authorization: Bearer TOKEN`")
        .header(header::WWW_AUTHENTICATE, challenge)
}

/// Compares in a time that tells nothing of where, or in what length, they differ.
fn is_same(shown: &str, token: &str) -> bool {
    Sha256::digest(shown).ct_eq(&Sha256::digest(token)).into()
}

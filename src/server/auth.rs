//! Who may write: who shows the token that the server was started with (RFC 6750).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// Wrong tokens that an address may show at once.
const GUESSES: u32 = 10;
/// Time after which it may show one more.
const PAUSE: Duration = Duration::from_secs(2);
/// Addresses that are remembered.
const ADDRESSES: usize = 4096;

/// The token, and who guessed wrong lately.
pub(super) struct Guard {
    /// `None` where nobody may write.
    token: Option<String>,
    /// For each address until when its guesses reach, at one a [`PAUSE`].
    guesses: Mutex<HashMap<IpAddr, Instant>>,
}

impl Guard {
    pub(super) fn new(token: Option<String>) -> Self {
        Self { token, guesses: Mutex::default() }
    }

    /// Whether anyone may write.
    pub(super) fn is_open(&self) -> bool {
        self.token.is_some()
    }

    /// Refuses who may not write: 403 where nobody may, 401 without the right token, 429 after too many wrong ones.
    pub(super) fn may_write(&self, headers: &HeaderMap, peer: IpAddr) -> Result<(), Problem> {
        self.check(headers, peer, Instant::now())
    }

    fn check(&self, headers: &HeaderMap, peer: IpAddr, now: Instant) -> Result<(), Problem> {
        let Some(token) = &self.token else {
            return Err(Problem::new(StatusCode::FORBIDDEN, "read-only", "this server only reads")
                .hint("the operator can start it with a token for writing"));
        };
        let shown = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
        let Some(shown) = shown else {
            return Err(unauthorized("token-missing", "writing needs a token", "Bearer realm=\"anpu\""));
        };
        // The right token must not get through either, or trying on would pay.
        if self.has_guessed_enough(peer, now) {
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-guesses", "too many wrong tokens")
                .hint("try again after the seconds that Retry-After tells")
                .header(header::RETRY_AFTER, "2"));
        }
        let bearer = shown.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        if bearer.is_some_and(|(_, shown)| is_same(shown.trim(), token)) {
            return Ok(());
        }
        self.note(peer, now);
        let challenge = "Bearer realm=\"anpu\", error=\"invalid_token\"";
        Err(unauthorized("token-wrong", "the token is not the right one", challenge))
    }

    fn has_guessed_enough(&self, peer: IpAddr, now: Instant) -> bool {
        let guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        guesses.get(&peer).is_some_and(|until| until.saturating_duration_since(now) > PAUSE * (GUESSES - 1))
    }

    fn note(&self, peer: IpAddr, now: Instant) {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if guesses.len() >= ADDRESSES {
            guesses.retain(|_, until| *until > now);
            if guesses.len() >= ADDRESSES {
                return;
            }
        }
        let until = guesses.entry(peer).or_insert(now);
        *until = (*until).max(now) + PAUSE;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_is_slowed_down_and_nobody_else_is() {
        let guard = Guard::new(Some("right".to_owned()));
        let (guesser, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let begin = Instant::now();
        let code = |token: &str, peer, now| {
            let headers =
                HeaderMap::from_iter([(header::AUTHORIZATION, format!("Bearer {token}").parse().expect("a header"))]);
            guard.check(&headers, peer, now).err().map(|problem| problem.code())
        };
        for _ in 0..GUESSES {
            assert_eq!(code("wrong", guesser, begin), Some("token-wrong"));
        }
        assert_eq!(code("wrong", guesser, begin), Some("too-many-guesses"));
        assert_eq!(code("right", guesser, begin), Some("too-many-guesses"));
        assert_eq!(code("right", other, begin), None);
        assert_eq!(code("right", guesser, begin + PAUSE), None);
        assert_eq!(code("wrong", guesser, begin + PAUSE), Some("token-wrong"));
        assert_eq!(code("wrong", guesser, begin + PAUSE), Some("too-many-guesses"));
    }
}

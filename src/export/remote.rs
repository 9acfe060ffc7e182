//! Requests to another SPARQL store: authentication (RFC 7617, 6750, 7616), retries, errors that say what was refused.

use std::io::Read;
use std::thread;
use std::time::Duration;

use md5::{Digest, Md5};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ureq::http::{Request, Response, StatusCode, header};
use ureq::{Agent, Body};

use super::Error;

/// Who asks.
#[derive(Clone, Default)]
pub enum Credentials {
    /// Nobody in particular.
    #[default]
    None,
    /// Whoever bears the token.
    Token(String),
    /// A user with a password; sent as the server asks for it, by digest or plainly.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
}

/// Another store, at its address.
pub struct Remote {
    agent: Agent,
    url: String,
    credentials: Credentials,
    retries: u32,
}

/// Longest time for one request, in seconds.
const TIMEOUT: u64 = 600;
/// Time before the first retry; each further one waits twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// Longest time that a server can ask to wait, in seconds.
const LONGEST_WAIT: u64 = 120;
/// Bytes of an error page that are told.
const TOLD: u64 = 300;

impl Remote {
    /// The store at `url`. A request that fails for a reason that may pass is made again up to `retries` times.
    #[must_use]
    pub fn new(url: &str, credentials: Credentials, retries: u32) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects_will_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(TIMEOUT))).build().into();
        Self { agent, url: url.to_owned(), credentials, retries }
    }

    /// The address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks a query and gives its answer as it comes.
    ///
    /// # Errors
    /// The store cannot be reached or refuses.
    pub fn query(&self, query: &str, accept: &str) -> Result<impl Read + use<>, Error> {
        // As a form: Virtuoso 7 never answers a query that is the body itself.
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", accept)];
        let form = format!("query={}", utf8_percent_encode(query, NON_ALPHANUMERIC));
        Ok(self.send("POST", &self.url, &headers, form.as_bytes())?.into_body().into_reader())
    }

    /// Makes `triples` (N-Triples) the content of a graph, or adds them to it.
    ///
    /// # Errors
    /// The store cannot be reached or refuses.
    pub fn put(&self, graph: &str, triples: &[u8], add: bool) -> Result<(), Error> {
        let method = if add { "POST" } else { "PUT" };
        self.send(method, &self.graph(graph), &[("content-type", "application/n-triples")], triples).map(drop)
    }

    /// Removes a graph; one that is not there is gone already.
    ///
    /// # Errors
    /// The store cannot be reached or refuses.
    pub fn delete(&self, graph: &str) -> Result<(), Error> {
        match self.send("DELETE", &self.graph(graph), &[], b"") {
            Err(Error::Refused { status: 404, .. }) => Ok(()),
            sent => sent.map(drop),
        }
    }

    fn graph(&self, graph: &str) -> String {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{joint}graph={}", self.url, utf8_percent_encode(graph, NON_ALPHANUMERIC))
    }

    /// Sends a request until it is answered, refused for good, or the retries are used up.
    fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Response<Body>, Error> {
        let mut authorization = self.first_authorization();
        let (mut wait, mut left) = (FIRST_WAIT, self.retries);
        loop {
            let answer = self.once(method, url, headers, authorization.as_deref(), body);
            let asked = match &answer {
                Ok(response) if response.status().is_success() => return answer,
                Ok(response) if response.status() == StatusCode::UNAUTHORIZED => {
                    if let Some(answer) = self.digest(response, method, url).filter(|_| authorization.is_none()) {
                        authorization = Some(answer);
                        continue;
                    }
                    None
                }
                Ok(response) => may_pass(response.status()).then(|| retry_after(response)),
                Err(_) => Some(None),
            };
            let Some(asked) = asked.filter(|_| left > 0) else { return refused(url, answer?) };
            thread::sleep(asked.unwrap_or(wait));
            (wait, left) = (wait * 2, left - 1);
        }
    }

    fn once(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Response<Body>, Error> {
        let unreachable = |message: String| Error::Unreachable { url: url.to_owned(), message };
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers.iter().copied().chain(authorization.map(|value| ("authorization", value))) {
            request = request.header(name, value);
        }
        let request = request.body(body).map_err(|error| unreachable(error.to_string()))?;
        self.agent.run(request).map_err(|error| unreachable(error.to_string()))
    }

    /// What is shown without being asked: a token. A password waits for the server to say how it wants it.
    fn first_authorization(&self) -> Option<String> {
        if let Credentials::Token(token) = &self.credentials { Some(format!("Bearer {token}")) } else { None }
    }

    /// The answer to a challenge: by digest where the server knows that, else plainly.
    fn digest(&self, response: &Response<Body>, method: &str, url: &str) -> Option<String> {
        let Credentials::Password { user, password } = &self.credentials else { return None };
        let mut challenges = response.headers().get_all(header::WWW_AUTHENTICATE).iter();
        let digest = challenges.find_map(|value| value.to_str().ok()?.strip_prefix("Digest ").map(str::to_owned));
        Some(match digest {
            Some(challenge) => answer(&challenge, (user, password), method, url)?,
            None => format!(
                "Basic {}",
                base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("{user}:{password}"))
            ),
        })
    }
}

/// Whether what stands in the way may be gone in a moment.
fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let seconds: u64 = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

fn refused(url: &str, response: Response<Body>) -> Result<Response<Body>, Error> {
    let status = response.status().as_u16();
    let mut message = String::new();
    // What cannot be read of an error page is left out.
    let _ = response.into_body().into_reader().take(TOLD).read_to_string(&mut message);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    Err(Error::Refused { url: url.to_owned(), status, message })
}

/// The answer to a challenge of RFC 7616 with MD5, the one algorithm that all servers know.
fn answer(challenge: &str, (user, password): (&str, &str), method: &str, url: &str) -> Option<String> {
    let value = |key: &str| {
        let at = challenge.split(',').map(str::trim).find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
        at.map(|value| value.trim_matches('"'))
    };
    let (realm, nonce) = (value("realm")?, value("nonce")?);
    let path = url.splitn(4, '/').nth(3).map_or_else(|| "/".to_owned(), |path| format!("/{path}"));
    let (who, what) = (hash(&format!("{user}:{realm}:{password}")), hash(&format!("{method}:{path}")));
    // A nonce of the client guards against chosen challenges; one made of the server's own is as good where each is new.
    let own = &hash(nonce)[..16];
    let response = hash(&format!("{who}:{nonce}:00000001:{own}:auth:{what}"));
    let opaque = value("opaque").map(|opaque| format!(", opaque=\"{opaque}\"")).unwrap_or_default();
    Some(format!(
        "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{path}\", algorithm=MD5, qop=auth, \
         nc=00000001, cnonce=\"{own}\", response=\"{response}\"{opaque}"
    ))
}

/// The MD5 of a text in hexadecimal digits.
fn hash(text: &str) -> String {
    let digest: [u8; 16] = Md5::digest(text).into();
    format!("{:032x}", u128::from_be_bytes(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_answered_as_the_standard_says() {
        let challenge = "realm=\"r\", domain=\"/\", nonce=\"abc\", qop=\"auth\", opaque=\"xyz\"";
        let told = answer(challenge, ("dba", "pw"), "PUT", "http://h:1/store?graph=a").unwrap();
        let own = &hash("abc")[..16];
        let whole = format!("{}:abc:00000001:{own}:auth:{}", hash("dba:r:pw"), hash("PUT:/store?graph=a"));
        assert!(told.contains(&format!("response=\"{}\"", hash(&whole))), "{told}");
        assert!(told.contains("uri=\"/store?graph=a\"") && told.contains("opaque=\"xyz\""), "{told}");
    }
}

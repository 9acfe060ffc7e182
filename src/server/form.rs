//! `application/x-www-form-urlencoded` names and values, refusing what is not UTF-8 instead of replacing it.

use percent_encoding::percent_decode;

use super::problem::Problem;

/// Names and values in order.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a query string and a body of the same form as one.
    pub(super) fn parse(query: &str, body: &[u8]) -> Result<Self, Problem> {
        let parts = query.as_bytes().split(|&byte| byte == b'&').chain(body.split(|&byte| byte == b'&'));
        let pairs = parts.filter(|part| !part.is_empty()).map(|part| {
            let mut halves = part.splitn(2, |&byte| byte == b'=');
            Ok((decode(halves.next().unwrap_or_default())?, decode(halves.next().unwrap_or_default())?))
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// All values of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The only value of a name, if it is there.
    pub(super) fn one(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(n, _)| n == name);
        let first = values.next().map(|(_, value)| value.as_str());
        match values.next() {
            Some(_) => Err(Problem::bad_request("repeated-parameter", format!("{name} is given more than once"))),
            None => Ok(first),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }
}

fn decode(text: &[u8]) -> Result<String, Problem> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    let decoded = percent_decode(&spaced).decode_utf8();
    decoded.map(String::from).map_err(|_| Problem::bad_request("not-utf8", "a parameter is not UTF-8"))
}

//! How deep a query nests and how often the parser would read its parts, told before the parser is asked.
//!
//! The parser works by recursion, and it reads what stands inside a few constructs twice (see [`TWICE`]): nested forty
//! deep, three hundred bytes keep it busy for ever. A [`Scan`] passes once over the text, knows strings, comments and
//! IRIs, and refuses what the parser could not bear. Where a `<` may be an operator or the begin of an IRI, so that
//! brackets, quotes or a `#` after it may or may not count, it takes the worse of the two from there on.

use super::Error;

/// Brackets that may be open at once.
const DEPTH: usize = 100;
/// Bytes that the parser may read again, counted each time.
const WORK: u64 = 64 << 20;
/// Calls of which the parser has two forms, the second of which it tries after it has read the first to its end.
const TWICE: [&[u8]; 4] = [b"SUBSTR", b"REGEX", b"REPLACE", b"GROUP_CONCAT"];

/// Refuses a text that nests too deep or would be read too often.
///
/// # Errors
/// [`Error::TooDeep`]
pub(super) fn check(text: &str) -> Result<(), Error> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        open: Vec::new(),
        last: 0,
        after_rows: false,
        trusted: true,
        work: 0,
        bangs: 0,
    };
    while scan.at < scan.bytes.len() {
        scan.step()?;
    }
    Ok(())
}

/// An open bracket.
struct Open {
    bracket: u8,
    /// Whether it is a list of values, in which no operator stands.
    is_row: bool,
    /// How often the parser reads what stands inside.
    times: u64,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    /// The last byte that is no space.
    last: u8,
    /// Whether a list of values was just closed.
    after_rows: bool,
    /// Whether it is certain what is a bracket; if not, strings count as code and nothing is closed.
    trusted: bool,
    work: u64,
    /// `!` in a row, each of which is a step of recursion.
    bangs: usize,
}

impl Scan<'_> {
    fn step(&mut self) -> Result<(), Error> {
        let Some(&byte) = self.bytes.get(self.at) else { return Ok(()) };
        let begin = self.at;
        self.at += 1;
        match byte {
            b'(' | b'{' | b'[' => self.enter(byte, begin),
            b')' | b'}' | b']' => self.leave(),
            b'#' if self.trusted => self.skip_to(|byte| byte == b'\n' || byte == b'\r'),
            b'\'' | b'"' if self.trusted => self.string(byte),
            b'<' if self.bytes.get(self.at) == Some(&b'<') => {
                self.at += 1;
                self.enter(byte, begin);
            }
            b'<' if self.trusted => self.iri(),
            b'>' if self.ends_triple() => {
                self.at += 1;
                self.leave();
            }
            b'\\' => self.at += 1,
            _ => {}
        }
        self.bangs = if byte == b'!' { self.bangs + 1 } else { 0 };
        self.after_rows &= byte == b')' || byte.is_ascii_whitespace();
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
        self.work += (self.at - begin) as u64 * (self.times() - 1);
        if self.open.len() + self.bangs > DEPTH {
            return Err(Error::TooDeep("more than 100 brackets are open at once"));
        }
        if self.work > WORK {
            return Err(Error::TooDeep(
                "too many calls of SUBSTR, REGEX, REPLACE or GROUP_CONCAT stand inside each other",
            ));
        }
        Ok(())
    }

    fn times(&self) -> u64 {
        self.open.last().map_or(1, |open| open.times)
    }

    fn enter(&mut self, bracket: u8, begin: usize) {
        let is_row = bracket == b'(' && (self.last == b'{' || self.after_rows);
        let twice = bracket == b'(' && (self.last == b'!' || self.is_call_read_twice(begin));
        let times = self.times().saturating_mul(if twice { 2 } else { 1 });
        self.open.push(Open { bracket, is_row, times });
    }

    fn is_call_read_twice(&self, begin: usize) -> bool {
        let before = self.bytes.get(..begin).unwrap_or_default().trim_ascii_end();
        TWICE.iter().any(|name| {
            before
                .len()
                .checked_sub(name.len())
                .and_then(|at| before.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
        })
    }

    /// Whether this `>` is the first half of the end of a triple (`<< … >>`).
    fn ends_triple(&self) -> bool {
        self.bytes.get(self.at) == Some(&b'>') && self.open.last().is_some_and(|open| open.bracket == b'<')
    }

    fn leave(&mut self) {
        if self.trusted {
            self.after_rows = self.open.pop().is_some_and(|open| open.is_row);
        }
    }

    fn skip_to(&mut self, is_end: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|&byte| is_end(byte)).unwrap_or(rest.len());
    }

    /// Passes over a string, or over the quote alone where none ends.
    fn string(&mut self, quote: u8) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_long = rest.starts_with(&[quote, quote]);
        let body = if is_long { rest.get(2..).unwrap_or_default() } else { rest };
        let mut at = 0;
        while let Some(&byte) = body.get(at) {
            let rest = body.get(at..).unwrap_or_default();
            match byte {
                b'\\' => at += 1,
                b'\n' | b'\r' if !is_long => return,
                _ if is_long && rest.starts_with(&[quote; 3]) => {
                    self.at += at + 5;
                    return;
                }
                _ if !is_long && byte == quote => {
                    self.at += at + 1;
                    return;
                }
                _ => {}
            }
            at += 1;
        }
        // Two quotes that begin no long string are an empty one.
        self.at += if is_long { 2 } else { 0 };
    }

    /// Passes over an IRI, if this is one.
    fn iri(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|&byte| byte <= b' ' || b"<>\"{}|^`\\".contains(&byte)).unwrap_or(rest.len());
        let (Some(b'>'), Some(iri)) = (rest.get(end), rest.get(..end)) else { return };
        let matters = iri.iter().any(|byte| b"'#()[]".contains(byte));
        let may_be_operator = self.open.last().is_some_and(|open| open.bracket == b'(' && !open.is_row)
            && !b"(,=!|&+-*/^".contains(&self.last);
        if matters && may_be_operator {
            self.trusted = false;
        } else {
            self.at += end + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_too_deep_is_refused_and_nothing_else() {
        let many = |part: &str| part.repeat(5000);
        let table = [
            (format!("ASK {{ {} }}", "(".repeat(99)), true),
            (format!("ASK {{ {} }}", "(".repeat(100)), false),
            (format!("ASK {{ FILTER({}1) }}", "!".repeat(100)), false),
            (format!("ASK {{ {}", "<< ".repeat(100)), false),
            (many("<< <urn:a> <urn:b> <<( ?a <urn:c> <urn:d>)>> >> <urn:e> 1 ."), true),
            (many("\")\" ("), false),
            (many("')' ("), false),
            (many("'''a ')' '''("), false),
            (many("(1 # )\n"), false),
            (many("(1<2 #>)\n"), false),
            (many("(1<1#>)\n"), false),
            (format!("(1<'a>' && {}", many("(")), false),
            (format!("(1<'a>((' && {}", many("()")), false),
            (format!("ASK {{ ?a <urn:b'> {} <urn:c'> }}", many("(")), false),
            (format!("ASK {{ ?a <urn:b> \"{}\" }}", many("(")), true),
            (format!("ASK {{ ?a <urn:b> '''{}''' }}", many("('")), true),
            (format!("ASK {{ ?a <urn:b#c(> \"\" # {} \n }}", many("(")), true),
            (format!("ASK {{ VALUES (?a ?b) {{ {} }} }}", many("(<urn:a#b> <urn:it's#(>)\n")), true),
            (format!("INSERT DATA {{ {} }}", many("<urn:a#b> <urn:c> [ <urn:d#e> (1 2) ] .")), true),
            (format!("ASK {{ FILTER({} true) }}", many("REGEX(?a, \"(b\") && (1 < 2) && ")), true),
            (format!("ASK {{ FILTER({}1{}) }}", "SUBSTR(".repeat(40), ",1)".repeat(40)), false),
            (format!("ASK {{ FILTER({}1{}) }}", "!(".repeat(40), ")".repeat(40)), false),
            (format!("ASK {{ FILTER({}1{}) }}", "regex (\")\",".repeat(40), ")".repeat(40)), false),
            (format!("ASK {{ FILTER({}1{}) }}", "REPLACE(".repeat(8), ",'a','b')".repeat(8)), true),
        ];
        for (text, is_fine) in table {
            assert_eq!(check(&text).is_ok(), is_fine, "{text:.60}");
        }
    }
}

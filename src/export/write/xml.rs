//! Text in XML: escaped, and without the characters that XML 1.0 cannot hold.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Text as it stands in an element or in an attribute's double quotes.
pub(super) struct Xml<'a>(pub(super) &'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        // Most text has none of these bytes; 0xEF is the first of U+FFFE and U+FFFF.
        if !rest.bytes().any(|byte| byte < b' ' || matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xEF)) {
            return f.write_str(rest);
        }
        while let Some(at) = rest.find(|c: char| matches!(c, '&' | '<' | '>' | '"' | '\t' | '\n' | '\r') || !is_char(c))
        {
            f.write_str(&rest[..at])?;
            let mut chars = rest[at..].chars();
            let c = chars.next().unwrap_or_default();
            f.write_str(&escape(c))?;
            rest = chars.as_str();
        }
        f.write_str(rest)
    }
}

fn escape(c: char) -> Cow<'static, str> {
    match c {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' => "&quot;".into(),
        // A reader would make a blank of these within an attribute.
        '\t' | '\n' | '\r' => format!("&#{};", u32::from(c)).into(),
        _ => "\u{FFFD}".into(),
    }
}

/// `Char` of XML 1.0, section 2.2.
fn is_char(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// A node's id as an `NMTOKEN`, which the schema of `GraphML` wants: `:` for `/`, and what no edition of XML allows in one
/// as `_xHHHH_` (after ISO/IEC 9075-14, section 9.1), so that no two ids become the same.
pub(super) struct Token<'a>(pub(super) &'a str);

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(|c| !is_plain(c)) {
            f.write_str(&rest[..at])?;
            let mut chars = rest[at..].chars();
            match chars.next().unwrap_or_default() {
                '/' => f.write_char(':')?,
                '_' if !chars.as_str().starts_with('x') => f.write_char('_')?,
                c => write!(f, "_x{:04X}_", u32::from(c))?,
            }
            rest = chars.as_str();
        }
        f.write_str(rest)
    }
}

/// What stands in a token as it is, whatever comes next.
const fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '\u{4E00}'..='\u{9FA5}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_tokens_that_stay_apart() {
        let table = [
            ("unit/上海市虹口区司法局", "unit:上海市虹口区司法局"),
            ("case/2025-a_b/23#outcome-1", "case:2025-a_b:23_x0023_outcome-1"),
            ("law/《甲（试行）》", "law:_x300A_甲_xFF08_试行_xFF09__x300B_"),
            ("a:b_x0023_", "a_x003A_b_x005F_x0023_"),
        ];
        for (id, token) in table {
            assert_eq!(Token(id).to_string(), token);
        }
    }

    #[test]
    fn text_is_escaped_and_kept() {
        assert_eq!(Xml("甲<b>&\"\n\u{1}乙").to_string(), "甲&lt;b&gt;&amp;&quot;&#10;\u{FFFD}乙");
    }
}

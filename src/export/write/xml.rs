//! Text in XML: escaped, and without the characters that XML 1.0 cannot hold.

use std::borrow::Cow;
use std::fmt;

/// Text as it stands in an element or in an attribute's double quotes.
pub(super) struct Xml<'a>(pub(super) &'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_kept() {
        assert_eq!(Xml("甲<b>&\"\n\u{1}乙").to_string(), "甲&lt;b&gt;&amp;&quot;&#10;\u{FFFD}乙");
    }
}

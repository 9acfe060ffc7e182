//! Text as XML can hold it: the serializers of RDF and of query results write some characters that no XML document may have.

use std::io::{self, Write};

/// A writer of XML in UTF-8 that makes what a serializer writes well-formed and the same again when it is read: a control
/// character that XML forbids becomes U+FFFD (XML 1.0, section 2.2), a carriage return, which every reader would drop,
/// `&#13;` (section 2.11).
#[derive(Debug)]
pub struct XmlText<W>(pub W);

impl<W: Write> Write for XmlText<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for run in bytes.split_inclusive(|&byte| is_unfit(byte)) {
            match run.split_last() {
                Some((b'\r', before)) => self.replaced(before, b"&#13;")?,
                Some((&last, before)) if is_unfit(last) => self.replaced(before, "\u{FFFD}".as_bytes())?,
                _ => self.0.write_all(run)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write> XmlText<W> {
    fn replaced(&mut self, before: &[u8], last: &[u8]) -> io::Result<()> {
        self.0.write_all(before)?;
        self.0.write_all(last)
    }
}

/// Control characters but tab and line feed; in UTF-8 such a byte is no part of another character.
const fn is_unfit(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xB..=0x1F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_all_else_stays() {
        let mut out = Vec::new();
        XmlText(&mut out).write_all("甲\r\n\u{c}乙\t\u{1}".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "甲&#13;\n\u{FFFD}乙\t\u{FFFD}");
    }
}

//! Bytes to text: UTF-8, UTF-16 by its mark of byte order, and the encodings of Chinese text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

/// The text of bytes in whatever encoding they are. What no encoding explains becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> String {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (detect(bytes), 0));
    decode_as(encoding, bytes.get(mark..).unwrap_or_default())
}

/// The text of bytes in a known encoding, unless a mark of byte order tells otherwise.
pub(super) fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode(bytes).0.into_owned()
}

/// UTF-8 where the bytes are that, a few broken ones aside, else what statistics say; of the Chinese encodings, GB18030
/// contains the others of the mainland.
fn detect(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() || is_broken_utf8(bytes) {
        return UTF_8;
    }
    if guess(bytes, None) == BIG5 {
        return BIG5;
    }
    let is_gb18030 = GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if is_gb18030 { GB18030 } else { guess(bytes, Some(b"cn")) }
}

/// Whether most characters beyond ASCII are well-formed UTF-8, which those of other encodings hardly ever are.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let foreign = text.chars().filter(|c| !c.is_ascii());
    let (broken, sound): (Vec<char>, Vec<char>) = foreign.partition(|&c| c == char::REPLACEMENT_CHARACTER);
    broken.len() * 4 < sound.len()
}

/// What statistics say, with the country that a text is from where that is taken for granted.
fn guess(bytes: &[u8], country: Option<&[u8]>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(country, Utf8Detection::Deny)
}

/// Whether decoded bytes are text and not the inside of some machine's file: hardly any controls and gaps.
pub(super) fn is_text(text: &str) -> bool {
    let noise = text.chars().filter(|&c| is_noise(c)).count();
    noise == 0 || noise * 20 <= text.chars().count()
}

fn is_noise(c: char) -> bool {
    c == '\u{FFFD}' || c.is_control() && !c.is_whitespace()
}

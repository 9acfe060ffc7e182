//! Content negotiation: which of the types on offer an `Accept` header prefers (RFC 9110, section 12.5.1).
//!
//! Written here because the crates that parse the header leave out what matters: the most specific range decides an
//! offer's weight, `q=0` forbids, and equal weights are decided by the server's order.

/// A media range with its weight in thousandths.
struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    weight: u16,
}

impl Range<'_> {
    fn parse(text: &str) -> Option<Range<'_>> {
        let mut parts = text.split(';').map(str::trim);
        let (main, sub) = parts.next()?.split_once('/')?;
        if main.is_empty() || sub.is_empty() || (main == "*" && sub != "*") {
            return None;
        }
        let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some(Range { main, sub, weight: q.map_or(Some(1000), weight)? })
    }

    /// How closely it describes a media type; `None` if not at all.
    fn closeness(&self, main: &str, sub: &str) -> Option<u8> {
        match (self.main, self.sub) {
            ("*", "*") => Some(0),
            (range, "*") if range.eq_ignore_ascii_case(main) => Some(1),
            (range, exact) if range.eq_ignore_ascii_case(main) && exact.eq_ignore_ascii_case(sub) => Some(2),
            _ => None,
        }
    }
}

/// `0`, `0.5`, `1.000` … in thousandths.
fn weight(q: &str) -> Option<u16> {
    let value: f32 = q.trim().parse().ok()?;
    // The range was checked, so neither sign nor size is lost.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (0.0..=1.0).contains(&value).then_some((value * 1000.0).round() as u16)
}

/// The offer that the header prefers; the first one without a header. `None` if it accepts none of them.
pub(super) fn choose<'a, T>(accept: Option<&str>, offers: &'a [(&'static str, T)]) -> Option<&'a (&'static str, T)> {
    let ranges: Vec<Range<'_>> = accept.unwrap_or_default().split(',').filter_map(Range::parse).collect();
    if ranges.is_empty() {
        // A header without one readable range says nothing.
        return offers.first();
    }
    let mut best = None;
    for offer in offers {
        let weight = weight_of(offer.0, &ranges);
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, offer));
        }
    }
    best.map(|(_, offer)| offer)
}

fn weight_of(media_type: &str, ranges: &[Range<'_>]) -> u16 {
    let (main, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    let matching = ranges.iter().filter_map(|range| Some((range.closeness(main, sub)?, range.weight)));
    matching.max().map_or(0, |(_, weight)| weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: &[(&str, u8)] = &[("application/sparql-results+json", 0), ("text/csv", 1), ("text/turtle", 2)];

    #[test]
    fn the_most_specific_range_weighs_and_the_highest_weight_wins() {
        let table = [
            (None, Some(0)),
            (Some(""), Some(0)),
            (Some("*/*"), Some(0)),
            (Some("text/csv"), Some(1)),
            (Some("TEXT/CSV ; q=0.4, text/turtle;q=0.5"), Some(2)),
            (Some("text/*;q=0.5, text/csv;q=0.1, */*;q=0.2"), Some(2)),
            (Some("text/*, text/csv;q=0"), Some(2)),
            (Some("*/*, application/sparql-results+json;q=0"), Some(1)),
            (Some("text/csv;header=present;q=0.9, */*;q=0.8"), Some(1)),
            (Some("image/png"), None),
            (Some("*/*;q=0"), None),
            (Some("nonsense"), Some(0)),
            (Some("text/csv;q=2, text/turtle"), Some(2)),
        ];
        for (accept, expected) in table {
            assert_eq!(choose(accept, OFFERS).map(|offer| offer.1), expected, "{accept:?}");
        }
    }
}

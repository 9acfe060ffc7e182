//! How far a rule looks back and ahead in a text: a text without full stops or line breaks must not be read again from end to
//! end for each of its words.

use std::ops::Range;

/// Bytes before and behind a place in which its clause and sentence begin and end.
pub(super) const SENTENCE: usize = 3000;
/// Bytes before a place in which its paragraph begins.
const PARAGRAPH: usize = 12_000;

/// What stands before a byte, as far as so many bytes reach.
pub(super) fn before(text: &str, at: usize, reach: usize) -> &str {
    &text[text.ceil_char_boundary(at.saturating_sub(reach)).min(at)..at]
}

/// What stands behind a byte, as far as so many bytes reach.
pub(super) fn behind(text: &str, at: usize, reach: usize) -> &str {
    &text[at..text.floor_char_boundary(at.saturating_add(reach)).max(at)]
}

/// The stretch around a part of a text that ends at one of `ends` on both sides.
pub(super) fn around(text: &str, part: &Range<usize>, ends: &[char]) -> Range<usize> {
    let (before, behind) = (before(text, part.start, SENTENCE), behind(text, part.end, SENTENCE));
    let own = before.char_indices().rev().find(|(_, c)| ends.contains(c)).map_or(0, |(at, c)| at + c.len_utf8());
    let end = behind.find(ends).unwrap_or(behind.len());
    part.start - before.len() + own..part.end + end
}

/// The line of a text up to a byte.
pub(super) fn line_before(text: &str, at: usize) -> &str {
    let before = before(text, at, PARAGRAPH);
    &before[before.rfind('\n').map_or(0, |line| line + 1)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_reaches_to_its_ends_or_as_far_as_is_looked() {
        let text = "甲。乙，丙。丁";
        assert_eq!(&text[around(text, &(9..9), &['。'])], "乙，丙");
        assert_eq!((line_before("甲\n乙丙", 7), before(text, 9, 4), behind(text, 9, 4)), ("乙", "乙", "，"));
        let long = "案例a".repeat(10_000);
        let reached = around(&long, &(35_000..35_000), &['。']);
        assert!((2 * SENTENCE - 6..=2 * SENTENCE).contains(&long[reached].len()));
        assert!(line_before(&long, 35_000).len() > PARAGRAPH - 3);
    }
}

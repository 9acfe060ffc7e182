//! How far a rule looks back and ahead in a text: a text without full stops or line breaks must not be read again from end to
//! end for each of its words; and which characters it looks at, which are few among the ideographs.

use std::ops::Range;

use memchr::{memchr, memrchr};

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
    let own = marks_back(before).find(|(_, c)| ends.contains(c)).map_or(0, |(at, c)| at + c.len_utf8());
    let end = marks(behind).find(|(_, c)| ends.contains(c)).map_or(behind.len(), |(at, _)| at);
    part.start - before.len() + own..part.end + end
}

/// The line around a part of a text, as far as a sentence reaches on both sides.
pub(super) fn line(text: &str, part: &Range<usize>) -> Range<usize> {
    let (before, behind) = (before(text, part.start, SENTENCE), behind(text, part.end, SENTENCE));
    let own = memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1);
    part.start - before.len() + own..part.end + memchr(b'\n', behind.as_bytes()).unwrap_or(behind.len())
}

/// The line of a text up to a byte.
pub(super) fn line_before(text: &str, at: usize) -> &str {
    let before = before(text, at, PARAGRAPH);
    &before[memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1)..]
}

/// The range that holds a byte, of some in order that do not overlap.
pub(super) fn covering(ranges: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let index = ranges.partition_point(|range| range.end <= at);
    ranges.get(index).filter(|range| range.start <= at)
}

/// The characters of a text that are no ideographs, with their places. Most are, and those are passed over undecoded.
pub(super) fn marks(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        while text.as_bytes().get(next).copied().is_some_and(begins_ideograph) {
            next += IDEOGRAPH;
        }
        let at = next;
        let c = text.get(at..)?.chars().next()?;
        next += c.len_utf8();
        Some((at, c))
    })
}

/// The same from the end to the beginning.
pub(super) fn marks_back(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut end = text.len();
    std::iter::from_fn(move || {
        while let Some(start) = end.checked_sub(IDEOGRAPH).filter(|&at| begins_ideograph(text.as_bytes()[at])) {
            end = start;
        }
        let c = text.get(..end)?.chars().next_back()?;
        end -= c.len_utf8();
        Some((end, c))
    })
}

/// Length of an ideograph in bytes.
const IDEOGRAPH: usize = 3;

/// Whether a byte begins one of U+4000 to U+9FFF, where no mark stands.
fn begins_ideograph(byte: u8) -> bool {
    matches!(byte, 0xE4..=0xE9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_among_ideographs_both_ways() {
        for text in ["甲。a乙é𠀀丙\n", "甲乙丙", "", "，", "𠀀"] {
            let all: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !"甲乙丙".contains(*c)).collect();
            assert_eq!(marks(text).collect::<Vec<_>>(), all, "{text}");
            let mut back: Vec<(usize, char)> = marks_back(text).collect();
            back.reverse();
            assert_eq!(back, all, "{text}");
        }
        assert_eq!(line("甲\n乙丙，\n", &(7..7)), 4..13);
    }

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

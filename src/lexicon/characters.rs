//! Which characters stand in a text, to tell soon that a word does not.

/// Characters, told by the last twelve bits of their codes: what is not among them is surely none of them.
#[derive(Clone, Debug)]
pub struct Characters([u64; 64]);

impl Characters {
    /// The characters of a text.
    #[must_use]
    pub const fn of(text: &str) -> Self {
        let (bytes, mut rows, mut at) = (text.as_bytes(), [0; 64], 0);
        while at < bytes.len() {
            let (row, bit, length) = match bytes[at] {
                one @ ..0x80 => (one / 64, one, 1),
                first @ 0x80..0xE0 => (first, bytes[at + 1], 2),
                0xE0..0xF0 => (bytes[at + 1], bytes[at + 2], 3),
                _ => (bytes[at + 2], bytes[at + 3], 4),
            };
            rows[(row % 64) as usize] |= 1 << (bit % 64);
            at += length;
        }
        Self(rows)
    }

    /// Whether a character may be one of them.
    #[must_use]
    pub fn may_hold(&self, c: char) -> bool {
        let code = u32::from(c);
        self.0[(code / 64 % 64) as usize] >> (code % 64) & 1 != 0
    }

    /// Whether a word that is not empty may stand in the text.
    #[must_use]
    pub fn may_hold_word(&self, word: &str) -> bool {
        word.chars().next().is_some_and(|first| self.may_hold(first))
    }

    /// The byte at which a character stands that may be one of them, the first from a byte on that begins a character.
    #[must_use]
    pub fn first_in(&self, text: &str, from: usize) -> Option<usize> {
        let mut rest = text.as_bytes().get(from..)?;
        loop {
            rest = match rest {
                [0xE0..0xF0, second, third, behind @ ..] if !self.holds(*second, *third) => behind,
                [one @ ..0x80, behind @ ..] if !self.holds(one / 64, *one) => behind,
                _ => {
                    let at = text.len() - rest.len();
                    let c = text.get(at..)?.chars().next()?;
                    if self.may_hold(c) {
                        return Some(at);
                    }
                    rest.get(c.len_utf8()..)?
                }
            }
        }
    }

    fn holds(&self, row: u8, bit: u8) -> bool {
        self.0[usize::from(row % 64)] >> (bit % 64) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_of_any_length_is_found() {
        for c in ['1', 'z', 'é', '、', '案', '\u{20000}'] {
            let known = Characters::of(&format!("例{c}"));
            assert!(known.may_hold(c) && known.may_hold('例') && !known.may_hold('甲'), "{c}");
            for text in [format!("甲é乙{c}"), format!("q\u{20ABC}{c}丙丁"), format!("{c}")] {
                assert_eq!(Characters::of(&c.to_string()).first_in(&text, 0), text.find(c), "{text}");
            }
        }
        assert_eq!(Characters::of("案").first_in("案例", 3), None);
        assert_eq!(Characters::of("").first_in("", 0), None);
    }

    #[test]
    fn what_does_not_stand_in_a_text_is_soon_told() {
        let known = Characters::of("入选典型案例");
        assert!(known.may_hold_word("典型") && !known.may_hold_word("报道") && !known.may_hold_word(""));
    }
}

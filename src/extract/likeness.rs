//! How alike two stretches of text are, to tell a second telling from a second fact.

/// Facts of a case that a further one is compared with, the last ones: what was told long before is told anew.
pub(super) const RECALL: usize = 200;
/// Characters of a stretch that are compared.
const LONGEST: usize = 500;

/// Whether the shorter stretch shares at least so many tenths of its pairs of neighbouring characters with the longer.
pub(super) fn alike(a: &str, b: &str, tenths: usize) -> bool {
    let (a, b) = (pairs(a), pairs(b));
    let (short, mut long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.sort_unstable();
    let shared = short.iter().filter(|pair| long.binary_search(pair).is_ok()).count();
    shared * 10 >= short.len() * tenths
}

/// Neighbouring characters, two in a number.
fn pairs(text: &str) -> Vec<u64> {
    let mut scalars = text.chars().map(|c| u64::from(u32::from(c)));
    let Some(mut last) = scalars.next() else { return Vec::new() };
    let mut pairs = Vec::with_capacity(text.len().min(LONGEST));
    pairs.extend(scalars.take(LONGEST).map(|scalar| std::mem::replace(&mut last, scalar) << 32 | scalar));
    pairs
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn likeness_does_not_depend_on_the_order_of_the_two() {
        for (a, b, expected) in
            [("化解纠纷三百件", "共化解纠纷三百件", true), ("办结案件", "追回货款", false), ("", "", true)]
        {
            assert_eq!((alike(a, b, 7), alike(b, a, 7)), (expected, expected), "{a} {b}");
        }
    }
}

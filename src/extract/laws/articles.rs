//! Articles cited behind a title: 第六条第一款第（一）、（三）项和第八条至第十条.
//!
//! A list is made of numbers that share a unit (第一、三款). Each number goes on the item before where nothing joins it
//! (第八条第二款), ends a range behind 至, and else begins an item, which has all above its unit in common with the one
//! before: the 第三款 of 第八条第二款、第三款 is 第八条第三款.

/// The units from the top; what has been inserted (第八条之一) is counted without one.
const UNITS: [&str; 5] = ["条", "", "款", "项", "目"];
/// Before the number of what has been inserted.
const INSERTED: char = '之';
/// What joins one number to the next.
const JOINTS: [(&str, Link); 9] = [
    ("以及", Link::And),
    ("或者", Link::And),
    ("、", Link::And),
    ("和", Link::And),
    ("及", Link::And),
    ("与", Link::And),
    ("或", Link::And),
    ("至", Link::To("至")),
    ("到", Link::To("到")),
];

/// The articles listed at the beginning of a text, and how many bytes they take; `of_statute`: the first may go without 第,
/// as behind a statute, where a number does not tell how many articles there are (《…清单》134条).
pub(super) fn articles(text: &str, of_statute: bool) -> (Vec<String>, usize) {
    let mut list = List::default();
    let mut read = 0;
    let part = if of_statute { part(text) } else { 0 };
    let mut at = text.len() - text[part..].trim_start_matches(['的', '中', ' ']).len();
    let mut link = Link::And;
    while let Some(numbers) = Numbers::read(&text[at..], link, of_statute || read > 0).filter(|next| list.takes(next)) {
        list.add(&numbers);
        read = at + numbers.length;
        let next = link_at(&text[read..]);
        link = next.0;
        at = read + next.1;
    }
    (list.items, read)
}

/// Length of the name of a statute's part before an article of it: 侵权责任编 of 侵权责任编第一千二百一十八条.
fn part(text: &str) -> usize {
    const LONGEST: usize = 12;
    let near = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
    let is_part = |name: &str| name.ends_with(['编', '章', '则']) && name.chars().all(char::is_alphabetic);
    near.match_indices('第').map(|(at, _)| at).find(|&at| is_part(&near[..at])).unwrap_or(0)
}

/// What joins a number to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// Nothing: it is a part of it.
    Part,
    /// It is another.
    And,
    /// By this word: it is the end of a range.
    To(&'static str),
}

/// What joins the beginning of a text to what stands before, and its length.
fn link_at(text: &str) -> (Link, usize) {
    let joint = JOINTS.iter().find(|(joint, _)| text.starts_with(joint));
    joint.map_or((Link::Part, 0), |(joint, link)| (*link, joint.len()))
}

/// Numbers that share a unit: 第八条; 第（二）、（三）项.
struct Numbers<'a> {
    /// Each as written.
    items: Vec<(Link, &'a str)>,
    /// The place of the unit among `UNITS`.
    unit: usize,
    length: usize,
}

impl<'a> Numbers<'a> {
    /// Those at the beginning of a text; `bare`: an article may go without 第.
    fn read(text: &'a str, mut link: Link, bare: bool) -> Option<Self> {
        let mut items = Vec::new();
        let mut length = 0;
        loop {
            let number = number(&text[length..])?;
            items.push((link, number));
            length += number.len();
            if let Some(unit) = unit(number, &text[length..]) {
                let marked = text.starts_with(['第', '（', INSERTED]);
                let numbers = Self { items, unit, length: length + UNITS[unit].len() };
                return (marked || bare && unit == 0).then_some(numbers);
            }
            let (next, joint) = link_at(&text[length..]);
            link = if next == Link::Part { Link::And } else { next };
            length += joint;
        }
    }
}

/// The number at the beginning of a text: 第八, 八, （八）, 之一.
fn number(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['第', INSERTED]).unwrap_or(text);
    let inside = rest.strip_prefix('（').unwrap_or(rest);
    let digit = |c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十百千甲乙丙丁".contains(c);
    let behind = inside.trim_start_matches(digit);
    let end = if rest.len() == inside.len() { behind } else { behind.strip_prefix('）')? };
    (behind.len() < inside.len()).then(|| &text[..text.len() - end.len()])
}

/// The unit of a number before the rest of a text; 条例 is none.
fn unit(number: &str, rest: &str) -> Option<usize> {
    let stands = |unit: &&str| rest.starts_with(unit) && unit.is_empty() == number.starts_with(INSERTED);
    UNITS.iter().position(stands).filter(|_| !rest.starts_with("条例"))
}

/// Items read so far.
#[derive(Default)]
struct List {
    items: Vec<String>,
    /// What the last number belongs to and itself, from the article down, each with the place of its unit.
    path: Vec<(usize, String)>,
}

impl List {
    /// Whether numbers fit behind the last: a part is smaller than its whole, and an article comes first.
    fn takes(&self, next: &Numbers<'_>) -> bool {
        let link = next.items.first().map(|(link, _)| *link);
        match self.path.last() {
            None => next.unit == 0,
            Some((last, _)) => link != Some(Link::Part) || next.unit > *last,
        }
    }

    fn add(&mut self, next: &Numbers<'_>) {
        for &(link, number) in &next.items {
            let complete = link == Link::Part || number.starts_with(['第', INSERTED]);
            let words = format!("{}{number}{}", if complete { "" } else { "第" }, UNITS[next.unit]);
            self.path.truncate(self.path.partition_point(|(unit, _)| *unit < next.unit));
            match (link, self.items.last_mut()) {
                (Link::Part, Some(last)) => last.push_str(&words),
                (Link::To(joint), Some(last)) => last.extend([joint, &words]),
                _ => self.items.push(self.path.iter().map(|(_, above)| above.as_str()).chain([&*words]).collect()),
            }
            self.path.push((next.unit, words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_of_a_list_is_given_in_full() {
        let table: [(&str, &[&str]); 14] = [
            ("第三条第一款、第二款", &["第三条第一款", "第三条第二款"]),
            ("第三条第一、三款、第九条的规定", &["第三条第一款", "第三条第三款", "第九条"]),
            ("第五条第（1）项、第（3）项、第八条", &["第五条第（1）项", "第五条第（3）项", "第八条"]),
            ("第五条第二款第一项、第三项", &["第五条第二款第一项", "第五条第二款第三项"]),
            ("第五条第二款第（一）、（二）项和第六条", &["第五条第二款第（一）项", "第五条第二款第（二）项", "第六条"]),
            ("第五条第一款第（三）（四）项", &["第五条第一款第（三）项", "第五条第一款第（四）项"]),
            ("第五条第一款第（三）项及第二款", &["第五条第一款第（三）项", "第五条第二款"]),
            ("第五条第一款（二）项", &["第五条第一款（二）项"]),
            ("第九、十一条第二款", &["第九条", "第十一条第二款"]),
            ("第八十条之一、之二第一款", &["第八十条之一", "第八十条之二第一款"]),
            ("第三条至第七条", &["第三条至第七条"]),
            ("第三到七条以及第九条", &["第三条到第七条", "第九条"]),
            ("第三条和12条", &["第三条", "第12条"]),
            ("中第三条第二款第（一）项第2目", &["第三条第二款第（一）项第2目"]),
        ];
        for (text, expected) in table {
            assert_eq!(articles(text, false).0, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_item_ends_the_list() {
        let table = [
            ("第三条、第一、三季度", "第三条"),
            ("第三条第一、三季度", "第三条"),
            ("第三条和12项措施", "第三条"),
            ("第三条第四条", "第三条"),
            ("第三条第二款第一款", "第三条第二款"),
            ("第三条、第二", "第三条"),
            ("第三条之规定", "第三条"),
            ("第三条、五条例", "第三条"),
            ("第二款、第三条", ""),
            ("134条", ""),
        ];
        for (text, read) in table {
            assert_eq!(articles(text, false).1, read.len(), "{text}");
        }
        assert_eq!(articles("12条", true).0, ["第12条"]);
    }
}

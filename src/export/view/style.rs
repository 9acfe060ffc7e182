//! Names and colours of classes, relations and groups, from `data/graph-style.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::graph::Node;

/// How a thing is named and coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Name in Chinese.
    pub zh: &'static str,
    /// Name in English.
    pub en: &'static str,
    /// Colour, six hexadecimal digits.
    pub colour: &'static str,
}

impl Style {
    /// Red, green, blue.
    #[must_use]
    pub fn rgb(&self) -> [u8; 3] {
        let n = u32::from_str_radix(self.colour, 16).unwrap_or_default().to_be_bytes();
        [n[1], n[2], n[3]]
    }

    /// Its name in one of the two languages.
    #[must_use]
    pub const fn name(&self, chinese: bool) -> &'static str {
        if chinese { self.zh } else { self.en }
    }
}

const UNKNOWN: Style = Style { zh: "其他", en: "Other", colour: "8A8F98" };

static STYLES: LazyLock<BTreeMap<(&str, &str), Style>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/graph-style.tsv").lines().filter(|line| !line.starts_with('#'));
    let style = |line: &'static str| {
        let mut cells = line.split('\t');
        let key = (cells.next()?, cells.next()?);
        Some((key, Style { zh: cells.next()?, en: cells.next()?, colour: cells.next()? }))
    };
    lines.filter_map(style).collect()
});

/// The style of a class.
#[must_use]
pub fn class(name: &str) -> Style {
    STYLES.get(&("class", name)).copied().unwrap_or(UNKNOWN)
}

/// The style of a relation.
#[must_use]
pub fn relation(name: &str) -> Style {
    STYLES.get(&("relation", name)).copied().unwrap_or(UNKNOWN)
}

/// The style of a kind of mechanism or a system of units.
#[must_use]
pub fn group(name: &str) -> Style {
    known_group(name).unwrap_or(UNKNOWN)
}

/// The same, if it has one.
#[must_use]
pub fn known_group(name: &str) -> Option<Style> {
    STYLES.get(&("kind", name)).or_else(|| STYLES.get(&("system", name))).copied()
}

/// The style of a node: that of its group where it has one, else of its class.
#[must_use]
pub fn node(node: &Node<'_>) -> Style {
    node.group.map_or_else(|| class(node.class.name), group)
}

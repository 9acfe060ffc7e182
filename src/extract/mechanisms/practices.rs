//! From spans to practices: spans that name one practice in different words, or one inside the other, become one.

use std::borrow::Cow;
use std::ops::Range;

use super::page::Page;
use super::span_features::{Seen, tail};
use super::spans::Span;
use crate::lexicon::{MechanismWords, Practice, WordClass, mechanism_key};

/// Spans of less log-odds are not looked at.
pub(super) const LEAST: f64 = -3.5;
/// A span inside another adds to its names only with log-odds above this.
const LEAST_INSIDE: f64 = -3.0;
/// A span with these log-odds is a form of its practice whatever it holds.
const SURE: f64 = -2.0;
/// Least share of a span's places that must be free of other practices.
const FREE: f64 = 0.34;

/// A span with its score and what is compared between spans.
pub(super) struct Scored<'a> {
    pub(super) span: &'a Span<'a>,
    /// Log-odds of being a name.
    pub(super) score: f64,
    pub(super) seen: Seen<'a>,
    /// The words as they are compared, without leading words; `None` where there are none.
    bare: Option<Cow<'a, str>>,
    outline: Outline<'a>,
    /// What stands in the quotation marks with which it begins, and after them.
    pub(super) quoted: Option<(&'a str, &'a str)>,
}

/// Spans that name one practice, the best first.
pub(super) struct Group<'a> {
    pub(super) spans: Vec<Scored<'a>>,
    /// Number of spans that were added because they stand inside or around the others.
    pub(super) nested: usize,
    /// Number of other practices that share places with it.
    pub(super) shared: usize,
}

impl<'a> Scored<'a> {
    pub(super) fn new(span: &'a Span<'a>, score: f64, seen: Seen<'a>) -> Self {
        let bare = seen.bare.map(mechanism_key);
        let quoted = span.text.strip_prefix('“').and_then(|rest| rest.split_once('”'));
        let quoted = quoted.filter(|(_, after)| !after.contains('“'));
        let characters = Set::of(&span.key);
        let outline = Outline {
            characters,
            bare: bare.as_deref().map_or(characters, Set::of),
            first: span.key.chars().next(),
            practice: seen.known.map(|(practice, _)| practice),
            quoted: quoted.is_some(),
        };
        Self { span, score, seen, bare, outline, quoted }
    }

    fn key(&self) -> &str {
        &self.span.key
    }

    fn bare(&self) -> &str {
        self.bare.as_deref().unwrap_or(&self.span.key)
    }

    fn places(&self) -> impl Iterator<Item = Range<usize>> {
        self.span.at.iter().map(|occurrence| occurrence.at.clone())
    }

    /// Whether two spans name one practice.
    fn same(&self, other: &Self, words: &MechanismWords) -> bool {
        let variant = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| words.is_variant(rest));
        let one_quotation = match (self.quoted, other.quoted) {
            (Some((a, after_a)), Some((b, after_b))) if a == b => {
                words.is_variant(after_a) || words.is_variant(after_b) || tail(after_a, 2) == tail(after_b, 2)
            }
            _ => false,
        };
        let one_name = || {
            is_short_for(self.key(), other.key())
                || is_short_for(other.key(), self.key())
                || variant(self.key(), other.key())
                || variant(other.key(), self.key())
        };
        self.outline.one_practice(&other.outline) || self.bare() == other.bare() || one_quotation || one_name()
    }
}

/// What tells of most spans that they do not name one practice, without a look at their words.
#[derive(Clone, Copy)]
struct Outline<'a> {
    /// The characters of the words as they are compared.
    characters: Set,
    /// The same without leading words.
    bare: Set,
    /// The first character of the words as they are compared.
    first: Option<char>,
    /// The practice of the taxonomy that has this name.
    practice: Option<&'a Practice>,
    /// Whether it begins with a quotation.
    quoted: bool,
}

impl Outline<'_> {
    /// Whether two spans may name one practice.
    fn may_be_same(&self, other: &Self) -> bool {
        let nested = || self.characters.holds(other.characters) || other.characters.holds(self.characters);
        self.bare == other.bare
            || self.quoted && other.quoted
            || self.first == other.first && nested()
            || self.one_practice(other)
    }

    fn one_practice(&self, other: &Self) -> bool {
        self.practice.zip(other.practice).is_some_and(|(own, other)| std::ptr::eq(own, other))
    }
}

/// The characters of a text, one bit for several: enough to tell that a text is no part of another.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Set(u64);

impl Set {
    fn of(text: &str) -> Self {
        Self(text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64)))
    }

    /// Whether all characters of `other` may be among these.
    fn holds(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// Whether `short` leaves out words of `long` but not its two first and three last characters.
fn is_short_for(short: &str, long: &str) -> bool {
    const FIRST: usize = 6;
    const LAST: usize = 9;
    if short.len() < FIRST + LAST - 3 || short.len() >= long.len() {
        return false;
    }
    let first = short.get(..FIRST).is_some_and(|first| long.starts_with(first));
    if !first || !short.get(short.len() - LAST..).is_some_and(|last| long.ends_with(last)) {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// The practices that scored spans name, best first.
pub(super) fn groups<'a>(page: &Page<'a>, spans: Vec<Scored<'a>>) -> Vec<Group<'a>> {
    let mut groups = Groups {
        words: &page.lexicon.mechanism_words,
        found: Vec::new(),
        outlines: Vec::with_capacity(spans.len()),
        taken: vec![0; page.text.len()],
    };
    // Their places are put in order, which are shorter than they are.
    let mut order: Vec<(f64, usize)> = spans.iter().map(|span| span.score).zip(0..).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut spans: Vec<Option<Scored<'_>>> = spans.into_iter().map(Some).collect();
    for (_, place) in order {
        if let Some(span) = spans[place].take() {
            groups.add(span);
        }
    }
    groups.found
}

struct Groups<'a> {
    words: &'a MechanismWords,
    found: Vec<Group<'a>>,
    /// The outline of each span of the groups, with the places of group and span.
    outlines: Vec<(Outline<'a>, usize, usize)>,
    /// For each byte of the text the number of the group that has taken it; 0 for none.
    taken: Vec<u16>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, span: Scored<'a>) {
        if let Some(index) = self.same(&span) {
            self.take(index, span);
            return;
        }
        let (mut free, mut number, mut owners) = (0_u32, 0_u32, Vec::<u16>::new());
        for at in span.places() {
            number += 1;
            let before = owners.len();
            for run in self.taken[at].chunk_by(|a, b| a == b) {
                if run[0] > 0 && !owners[before..].contains(&run[0]) {
                    owners.push(run[0]);
                }
            }
            free += u32::from(owners.len() == before);
        }
        owners.sort_unstable();
        let distinct = owners.chunk_by(|a, b| a == b);
        let most = distinct.clone().max_by_key(|same| same.len()).and_then(|same| Some((*same.first()?, same.len())));
        match most {
            Some((owner, times)) if free == 0 => self.nest(usize::from(owner) - 1, span, times, number),
            Some(_) if f64::from(free) < FREE * f64::from(number) => {}
            _ => {
                self.found.push(Group { spans: Vec::new(), nested: 0, shared: distinct.count() });
                self.take(self.found.len() - 1, span);
            }
        }
    }

    /// The first group of which a span names the same practice.
    fn same(&self, span: &Scored<'a>) -> Option<usize> {
        let alike = self.outlines.iter().filter(|(outline, ..)| outline.may_be_same(&span.outline));
        let same = alike.filter(|&&(_, group, known)| self.found[group].spans[known].same(span, self.words));
        same.map(|&(_, group, _)| group).min()
    }

    /// Adds a span whose every place shares bytes with a group, if its words are part of the group's or the reverse.
    fn nest(&mut self, index: usize, span: Scored<'a>, times: usize, number: u32) {
        let Some(group) = self.found.get_mut(index) else { return };
        let inside = |outer: &Scored<'_>, inner: &Scored<'_>| {
            outer.key().ends_with(inner.key()) || outer.quoted.is_some_and(|(quoted, _)| quoted == inner.span.text)
        };
        let part = |known: &Scored<'_>| inside(known, &span) || inside(&span, known);
        let always = u32::try_from(times) == Ok(number);
        if always && span.score > LEAST_INSIDE && group.spans.iter().take(2).any(part) {
            group.nested += 1;
            self.take(index, span);
        }
    }

    fn take(&mut self, index: usize, span: Scored<'a>) {
        let owner = u16::try_from(index + 1).unwrap_or(u16::MAX);
        for at in span.places() {
            self.taken[at].iter_mut().for_each(|byte| *byte = if *byte == 0 { owner } else { *byte });
        }
        if let Some(group) = self.found.get_mut(index) {
            self.outlines.push((span.outline, index, group.spans.len()));
            group.spans.push(span);
        }
    }
}

impl<'a> Group<'a> {
    /// The best span.
    pub(super) fn best(&self) -> Option<&Scored<'a>> {
        self.spans.first()
    }

    /// Whether the best name of one group is part of that of the other.
    pub(super) fn shares_name(&self, other: &Self) -> bool {
        let (Some(own), Some(other)) = (self.best(), other.best()) else { return false };
        let (short, long) = if own.key().len() < other.key().len() { (own, other) } else { (other, own) };
        long.outline.characters.holds(short.outline.characters) && long.key().contains(short.key())
    }

    /// Every place of every span.
    pub(super) fn places(&self) -> impl Iterator<Item = Range<usize>> {
        self.spans.iter().flat_map(Scored::places)
    }

    /// The spans that are forms of the practice in their own right: not those that run over a verb before it.
    pub(super) fn forms(&self, page: &Page<'_>) -> impl Iterator<Item = &'a str> {
        let own = |span: &&Scored<'a>| {
            let at = span.span.at.first().map_or(0..0, |occurrence| occurrence.at.clone());
            let inside = span.span.text.char_indices().skip(1).map(|(byte, _)| page.marks.at[at.start + byte].ends);
            span.score >= SURE || !inside.into_iter().any(|class| class.is(WordClass::INTRODUCES))
        };
        self.spans.iter().filter(own).map(|span| span.span.text)
    }

    /// All words that were taken for the practice.
    pub(super) fn names(&self) -> Vec<&'a str> {
        self.spans.iter().map(|span| span.span.text).collect()
    }
}

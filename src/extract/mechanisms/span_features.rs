//! What speaks for and against words being the name of a practice: their form, their place in the taxonomy, and what
//! stands around them wherever they occur.

use std::ops::Range;

use super::features::Sink;
use super::page::{Known, Page, Side, is_numeral};
use super::spans::{Occurrence, Source, Span};
use crate::lexicon::{Standing, WordClass, mechanism_key};

/// Places of a span that are looked at.
const PLACES: usize = 8;

/// What was seen of a span beyond its features.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Flags, one bit each, see [`FLAGS`].
    pub(super) flags: u32,
    /// How much the span says as a name; `None` for one that the taxonomy does not have.
    pub(super) standing: Option<Standing>,
    /// How much the name of the taxonomy with which the span ends says.
    pub(super) end: Option<Standing>,
}

/// Names of the flags by bit.
pub(super) const FLAGS: [&str; 21] = [
    "title",
    "heading",
    "opening",
    "quoted",
    "creates",
    "adopts",
    "plans",
    "list",
    "first",
    "plus",
    "image",
    "number",
    "of",
    "and",
    "local",
    "event",
    "no-name",
    "parallel",
    "has-quote",
    "taxonomy",
    "headed",
];

/// The bit of a flag.
#[inline]
fn bit(name: &str) -> u32 {
    FLAGS.iter().position(|flag| *flag == name).map_or(0, |index| 1 << index)
}

pub(super) fn standing(standing: Option<Standing>) -> &'static str {
    match standing {
        None => "0",
        Some(Standing::Topic) => "C",
        Some(Standing::Common) => "B",
        Some(Standing::Established) => "A",
    }
}

/// The features of a span, and what else later steps want to know of it.
pub(super) fn features(page: &Page<'_>, span: &Span<'_>, sink: &mut impl Sink) -> Seen {
    let mut seen = Seen::default();
    let Some(first) = span.at.first() else { return seen };
    form(page, span, sink, &mut seen);
    taxonomy(page, &first.at, &span.key, sink, &mut seen);
    sources(span, sink, &mut seen);
    places(page, span, sink, &mut seen);
    sink.number("quarter=", 4 * first.at.start / page.text.len().max(1));
    for (index, flag) in FLAGS.iter().enumerate() {
        if seen.flags >> index & 1 == 1 {
            sink.put("has=", flag);
            sink.put(["A+", "B+", "C+", "0+"][standing_index(seen.standing)], flag);
        }
    }
    seen
}

fn standing_index(standing: Option<Standing>) -> usize {
    match standing {
        Some(Standing::Established) => 0,
        Some(Standing::Common) => 1,
        Some(Standing::Topic) => 2,
        None => 3,
    }
}

/// The last `number` characters of a text.
pub(super) fn tail(text: &str, number: usize) -> &str {
    let start = text.char_indices().rev().nth(number.saturating_sub(1)).map_or(0, |(byte, _)| byte);
    &text[start..]
}

/// The first `number` characters of a text.
fn head(text: &str, number: usize) -> &str {
    let end = text.char_indices().nth(number).map_or(text.len(), |(byte, _)| byte);
    &text[..end]
}

/// What the characters of a text are, one bit each.
#[derive(Clone, Copy)]
struct Characters(u8);

impl Characters {
    const PLUS: u8 = 1;
    const LIST: u8 = 1 << 1;
    const OF: u8 = 1 << 2;
    const QUOTE: u8 = 1 << 3;
    const LETTER: u8 = 1 << 4;
    const DIGIT: u8 = 1 << 5;
    const LOCAL: u8 = 1 << 6;

    /// The characters of a text of a case whose places are written with the characters of `locality`.
    fn of(text: &str, locality: &str) -> Self {
        let kind = |c: char| match c {
            '+' => Self::PLUS,
            '、' => Self::LIST,
            '的' => Self::OF,
            '“' => Self::QUOTE,
            'a'..='z' | 'A'..='Z' => Self::LETTER,
            '0'..='9' => Self::DIGIT,
            _ => 0,
        };
        let local = |c: char| if locality.chars().any(|local| local == c) { Self::LOCAL } else { 0 };
        Self(text.chars().fold(0, |kinds, c| kinds | kind(c) | local(c)))
    }

    fn have(self, kind: u8) -> bool {
        self.0 & kind != 0
    }
}

/// The last characters of a text, at most `number`, as far as they stand on its last line.
fn on_line_before(text: &str, number: usize) -> &str {
    let back = text.char_indices().rev().take(number).take_while(|&(_, c)| c != '\n');
    &text[back.last().map_or(text.len(), |(byte, _)| byte)..]
}

/// The first characters of a text, at most `number`, as far as they stand on its first line.
fn on_line_behind(text: &str, number: usize) -> &str {
    let on = text.char_indices().take(number).take_while(|&(_, c)| c != '\n');
    &text[..on.last().map_or(0, |(byte, c)| byte + c.len_utf8())]
}

fn form(page: &Page<'_>, span: &Span<'_>, sink: &mut impl Sink, seen: &mut Seen) {
    let text = span.text;
    let length = text.chars().count();
    let characters = Characters::of(text, &page.locality);
    sink.number("n=", span.at.len().min(5));
    sink.number("length=", length);
    sink.number("length3=", length / 3);
    sink.put("end2=", tail(text, 2));
    sink.put("end3=", tail(text, 3));
    sink.put("begin2=", head(text, 2));
    sink.put("name=", &span.key);
    let mut flag = |name: &str, holds: bool| {
        if holds {
            seen.flags |= bit(name);
        }
    };
    flag("plus", characters.have(Characters::PLUS));
    flag("number", text.starts_with(|c: char| is_numeral(c) || matches!(c, '两' | '双' | '多')));
    flag("and", characters.have(Characters::LIST));
    flag("of", characters.have(Characters::OF));
    flag("has-quote", characters.have(Characters::QUOTE));
    flag("local", characters.have(Characters::LOCAL));
    flag("parallel", is_parallel(text));
    sink.flag("letters", characters.have(Characters::LETTER));
    sink.flag("digits", characters.have(Characters::DIGIT));
    sink.flag("starts-quote", text.starts_with('“'));
    sink.flag("local-brand", length <= 6 && characters.have(Characters::LOCAL));
    let Some(at) = span.at.first().map(|occurrence| occurrence.at.clone()) else { return };
    let inside = text.char_indices().map(|(byte, _)| at.start + byte).skip(2);
    let verbs = inside.filter(|&byte| page.marks.ends[byte].is(WordClass::INTRODUCES)).count();
    sink.number("verbs=", verbs.min(4));
    let mut words = text.char_indices().map(|(byte, _)| page.marks.ends[at.start + byte]).skip(1);
    if words.any(|class| class.is(WordClass::IMAGE)) || page.marks.ends[at.end].is(WordClass::IMAGE) {
        seen.flags |= bit("image");
    }
    if page.marks.ends[at.end].is(WordClass::EVENT) {
        seen.flags |= bit("event");
    }
    sink.flag("leading", page.lexicon.mechanism_words.without_leading(text).len() < text.len());
}

/// Whether words are built as 一网通办 or 三色三单: the first and third character are numbers or alike.
fn is_parallel(text: &str) -> bool {
    let is_number = |c: char| is_numeral(c) && !c.is_ascii() || matches!(c, '两' | '双' | '多' | '全');
    let mut chars = text.chars();
    let first = chars.next().is_some_and(is_number);
    first && chars.nth(1).is_some_and(is_number) && chars.next().is_some()
}

fn taxonomy(page: &Page<'_>, at: &Range<usize>, key: &str, sink: &mut impl Sink, seen: &mut Seen) {
    if let Some((practice, standing)) = page.lexicon.mechanisms.by_key(key) {
        seen.standing = Some(standing);
        sink.put("practice=", &practice.name);
        sink.put("family=", &page.lexicon.mechanisms.family(practice).id);
    }
    sink.put("standing=", standing(seen.standing));
    let inside = page.known_in(at);
    let Some(longest) = inside.iter().map(|known| known.at.len()).max() else { return };
    sink.number("covers=", 4 * longest / at.len().max(1));
    let ending = |known: &&Known| page.text[known.at.start..at.end].starts_with(&page.text[known.at.clone()]);
    let last =
        inside.last().filter(ending).filter(|known| key.ends_with(&*mechanism_key(&page.text[known.at.clone()])));
    if let Some(last) = last {
        seen.end = Some(last.standing);
        sink.put("ends-known=", standing(Some(last.standing)));
    }
    if longest < at.len() {
        let best = inside.iter().map(|known| known.standing).max();
        sink.put("has-known=", standing(best));
    }
}

fn sources(span: &Span<'_>, sink: &mut impl Sink, seen: &mut Seen) {
    let has = |wanted: fn(&Source<'_>) -> bool| span.at.iter().any(|occurrence| wanted(&occurrence.source));
    let known = has(|source| *source == Source::Taxonomy);
    let quoted = has(|source| *source == Source::Quotation);
    let headed = has(|source| matches!(source, Source::Head { .. }));
    let index = usize::from(known) * 4 + usize::from(quoted) * 2 + usize::from(headed);
    sink.number("sources=", index);
    seen.flags |= if known { bit("taxonomy") } else { 0 } | if headed { bit("headed") } else { 0 };
    for occurrence in span.at.iter().take(PLACES) {
        if let Source::Head { head, border, nearer, farther } = occurrence.source {
            sink.put("head=", head);
            sink.put("border=", border.trim());
            sink.number("nearer=", nearer);
            sink.number("farther=", farther.min(3));
        }
    }
}

fn places(page: &Page<'_>, span: &Span<'_>, sink: &mut impl Sink, seen: &mut Seen) {
    let mut all = u32::MAX;
    let mut clean = false;
    let (mut nested, mut inside_known, mut in_document, mut number) = (0, 0, 0, 0);
    let mut last = usize::MAX;
    for occurrence in &span.at {
        if occurrence.at.start == last || number == PLACES {
            continue;
        }
        (last, number) = (occurrence.at.start, number + 1);
        let place = place(page, occurrence, sink);
        seen.flags |= place.flags;
        all &= place.flags;
        clean |= place.clean;
        nested += usize::from(page.in_quote(&occurrence.at));
        inside_known += usize::from(page.in_known(&occurrence.at));
        in_document += usize::from(page.in_document(occurrence.at.start));
    }
    let number = number.max(1);
    for (index, flag) in FLAGS.iter().enumerate().take(9) {
        if all >> index & 1 == 1 {
            sink.put("always=", flag);
        }
    }
    sink.number("in-quote=", 3 * nested / number);
    sink.number("in-known=", 3 * inside_known / number);
    sink.number("in-document=", 3 * in_document / number);
    sink.put(if clean { "clean=" } else { "unclean=" }, standing(seen.standing));
}

/// What was seen at one place.
struct Place {
    flags: u32,
    /// Whether what stands on both sides lets a name begin and end here.
    clean: bool,
}

fn place(page: &Page<'_>, occurrence: &Occurrence<'_>, sink: &mut impl Sink) -> Place {
    let at = &occurrence.at;
    let (before, after) = (page.before(at.start), page.after(at.end));
    let quoted = before == Side::Quote && after == Side::Quote;
    sink.put("before=", before.as_str());
    sink.put("after=", after.as_str());
    around(page, at, quoted, sink);
    sink.put("role=", page.role(at.start));
    let mut flags = 0;
    let mut flag = |name: &str, holds: bool| flags |= if holds { bit(name) } else { 0 };
    let title = page.in_title(at.start);
    flag("title", title);
    flag("heading", !title && page.in_heading(at.start));
    flag("opening", page.in_opening(at.start));
    flag("quoted", quoted);
    flag("list", before == Side::List || after == Side::List);
    for (distance, class) in page.classes_before(at.start, 20) {
        flag("creates", distance <= 14 && class.is(WordClass::CREATES));
        flag("adopts", distance <= 8 && class.is(WordClass::ADOPTS));
        flag("plans", class.is(WordClass::PLANS));
    }
    flag("first", tail(&page.text[..at.start], 20).contains('首'));
    let begins = page.marks.begins.get(at.end + '”'.len_utf8());
    flag("no-name", quoted && begins.is_some_and(|class| class.is(WordClass::NO_NAME)));
    let clean = !matches!(before, Side::Border | Side::Other) && !matches!(after, Side::Head | Side::Other);
    Place { flags, clean }
}

/// The characters beside a place, outside its quotation marks.
fn around(page: &Page<'_>, at: &Range<usize>, quoted: bool, sink: &mut impl Sink) {
    let width = if quoted { '”'.len_utf8() } else { 0 };
    let (left, right) = (&page.text[..at.start - width], &page.text[at.end + width..]);
    let kinds = if quoted { ["q<<", "q<", "q>>", "q>"] } else { ["<<", "<", ">>", ">"] };
    let (left, right) = (on_line_before(left, 2), on_line_behind(right, 2));
    sink.put(kinds[0], left);
    sink.put(kinds[1], tail(left, 1));
    sink.put(kinds[2], right);
    sink.put(kinds[3], head(right, 1));
    if quoted {
        let length = usize::from(page.marks.next_head[at.end + width]);
        sink.put("quoted-head=", &page.text[at.end + width..][..length]);
    }
}

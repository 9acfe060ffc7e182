//! What speaks for and against words being the name of a practice: their form, their place in the taxonomy, and what
//! stands around them wherever they occur.

use std::ops::Range;

use super::cues::Cues;
use super::features::{Sink, parts};
use super::page::{CharacterKinds, Known, Page, Side, is_numeral};
use super::spans::{Source, Span};
use crate::lexicon::{FeaturePart, Practice, Standing, WordClass, mechanism_key};

/// Places of a span that are looked at.
const PLACES: usize = 8;

/// What was seen of a span beyond its features.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen<'a> {
    /// Flags, one bit each, see [`FLAGS`].
    pub(super) flags: u32,
    /// The words without leading words, where there are any.
    pub(super) bare: Option<&'a str>,
    /// The practice of the taxonomy that has this name, and how much the name says.
    pub(super) known: Option<(&'a Practice, Standing)>,
    /// How much the name of the taxonomy with which the span ends says.
    pub(super) end: Option<Standing>,
}

/// What may hold of a span, one bit each.
#[derive(Clone, Copy)]
enum Flag {
    Title,
    Heading,
    Opening,
    Quoted,
    Creates,
    Adopts,
    Plans,
    List,
    First,
    Plus,
    Image,
    Number,
    Of,
    And,
    Local,
    Event,
    NoName,
    Parallel,
    HasQuote,
    Taxonomy,
    Headed,
}

/// Flags of which it counts that they hold at every place.
const ALWAYS: u32 = (Flag::First.bit(true) << 1) - 1;

/// Names of the flags by bit.
const FLAGS: [FeaturePart<'static>; 21] = parts([
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
]);

impl Flag {
    /// The bit of a flag, if it holds.
    const fn bit(self, holds: bool) -> u32 {
        (holds as u32) << self as u32
    }
}

/// The names of flags, by bit.
pub(super) fn names_of(mut flags: u32) -> impl Iterator<Item = FeaturePart<'static>> {
    std::iter::from_fn(move || {
        let lowest = flags.trailing_zeros();
        flags &= flags.checked_sub(1)?;
        FLAGS.get(lowest as usize).copied()
    })
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
pub(super) fn features<'a>(page: &Page<'a>, cues: &Cues, span: &Span<'a>, sink: &mut impl Sink) -> Seen<'a> {
    let mut seen = Seen { known: page.lexicon.mechanisms.by_key(&span.key), ..Seen::default() };
    let Some(first) = span.at.first() else { return seen };
    form(page, span, sink, &mut seen);
    taxonomy(page, &first.at, &span.key, sink, &mut seen);
    sources(span, sink, &mut seen);
    places(page, cues, span, sink, &mut seen);
    sink.number("quarter=", 4 * first.at.start / page.text.len().max(1));
    for flag in names_of(seen.flags) {
        sink.take(FeaturePart::new("has="), flag);
        sink.take(standing_has(seen.standing()), flag);
    }
    seen
}

impl Seen<'_> {
    /// How much the span says as a name; `None` for one that the taxonomy does not have.
    pub(super) fn standing(&self) -> Option<Standing> {
        self.known.map(|(_, standing)| standing)
    }
}

/// The kind of features that tell of a flag of a name of some standing.
pub(super) const fn standing_has(standing: Option<Standing>) -> FeaturePart<'static> {
    match standing {
        None => const { FeaturePart::new("0-has=") },
        Some(Standing::Topic) => const { FeaturePart::new("C-has=") },
        Some(Standing::Common) => const { FeaturePart::new("B-has=") },
        Some(Standing::Established) => const { FeaturePart::new("A-has=") },
    }
}

/// The last `number` characters of a text.
#[inline]
pub(super) fn tail(text: &str, number: usize) -> &str {
    let mut rest = text.chars();
    for _ in 0..number {
        rest.next_back();
    }
    &text[rest.as_str().len()..]
}

/// The first `number` characters of a text.
#[inline]
fn head(text: &str, number: usize) -> &str {
    let mut rest = text.chars();
    for _ in 0..number {
        rest.next();
    }
    &text[..text.len() - rest.as_str().len()]
}

/// The last two characters of a text and the last alone, as far as they stand on its last line.
fn on_line_before(text: &str) -> (&str, &str) {
    let mut back = text.char_indices().rev().take(2).take_while(|&(_, c)| c != '\n');
    let one = back.next().map_or(text.len(), |(byte, _)| byte);
    let two = back.next().map_or(one, |(byte, _)| byte);
    (&text[two..], &text[one..])
}

/// The first two characters of a text and the first alone, as far as they stand on its first line.
fn on_line_behind(text: &str) -> (&str, &str) {
    let mut on = text.chars().take(2).take_while(|&c| c != '\n').map(char::len_utf8);
    let one = on.next().unwrap_or_default();
    let two = one + on.next().unwrap_or_default();
    (&text[..two], &text[..one])
}

fn form<'a>(page: &Page<'a>, span: &Span<'a>, sink: &mut impl Sink, seen: &mut Seen<'a>) {
    let text = span.text;
    let Some(at) = span.at.first().map(|occurrence| occurrence.at.clone()) else { return };
    let (kinds, length) = (page.kinds_in(&at), text.chars().count());
    let local = kinds.have(CharacterKinds::LOCAL);
    sink.number("n=", span.at.len().min(5));
    sink.number("length=", length);
    sink.number("length3=", length / 3);
    sink.put("end2=", tail(text, 2));
    sink.put("end3=", tail(text, 3));
    sink.put("begin2=", head(text, 2));
    sink.put("name=", &span.key);
    let mut flag = |flag: Flag, holds: bool| seen.flags |= flag.bit(holds);
    flag(Flag::Plus, kinds.have(CharacterKinds::PLUS));
    flag(Flag::Number, text.starts_with(|c: char| is_numeral(c) || matches!(c, '两' | '双' | '多')));
    flag(Flag::And, kinds.have(CharacterKinds::LIST));
    flag(Flag::Of, kinds.have(CharacterKinds::OF));
    flag(Flag::HasQuote, kinds.have(CharacterKinds::QUOTE));
    flag(Flag::Local, local);
    flag(Flag::Parallel, is_parallel(text));
    sink.flag("letters", kinds.have(CharacterKinds::LETTER));
    sink.flag("digits", kinds.have(CharacterKinds::DIGIT));
    sink.flag("starts-quote", text.starts_with('“'));
    sink.flag("local-brand", length <= 6 && local);
    words_inside(page, &at, sink, seen);
    let bare = page.lexicon.mechanism_words.without_leading(text);
    seen.bare = (bare.len() < text.len()).then_some(bare);
    sink.flag("leading", seen.bare.is_some());
}

/// The words that end inside a name, behind its first characters.
fn words_inside(page: &Page<'_>, at: &Range<usize>, sink: &mut impl Sink, seen: &mut Seen<'_>) {
    let (text, marks) = (&page.text[at.clone()], &page.marks.at);
    let (second, third) = (at.start + head(text, 1).len(), at.start + head(text, 2).len());
    let verbs = marks[third..at.end].iter().filter(|mark| mark.ends.is(WordClass::INTRODUCES));
    sink.number("verbs=", verbs.count().min(4));
    let image = marks[second..=at.end].iter().fold(false, |any, mark| any | mark.ends.is(WordClass::IMAGE));
    seen.flags |= Flag::Image.bit(image) | Flag::Event.bit(marks[at.end].ends.is(WordClass::EVENT));
}

/// Whether words are built as 一网通办 or 三色三单: the first and third character are numbers or alike.
fn is_parallel(text: &str) -> bool {
    let is_number = |c: char| is_numeral(c) && !c.is_ascii() || matches!(c, '两' | '双' | '多' | '全');
    let mut chars = text.chars();
    let first = chars.next().is_some_and(is_number);
    first && chars.nth(1).is_some_and(is_number) && chars.next().is_some()
}

fn taxonomy(page: &Page<'_>, at: &Range<usize>, key: &str, sink: &mut impl Sink, seen: &mut Seen<'_>) {
    if let Some((practice, _)) = seen.known {
        sink.put("practice=", &practice.name);
        sink.put("family=", &page.lexicon.mechanisms.family(practice).id);
    }
    sink.put("standing=", standing(seen.standing()));
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

fn sources(span: &Span<'_>, sink: &mut impl Sink, seen: &mut Seen<'_>) {
    let bit = |source: &Source<'_>| match source {
        Source::Head { .. } => 1,
        Source::Quotation => 2,
        Source::Taxonomy => 4,
    };
    let index = span.at.iter().fold(0, |index, occurrence| index | bit(&occurrence.source));
    sink.number("sources=", index);
    seen.flags |= Flag::Taxonomy.bit(index & 4 != 0) | Flag::Headed.bit(index & 1 != 0);
    for occurrence in span.at.iter().take(PLACES) {
        if let Source::Head { head, border, nearer, farther } = occurrence.source {
            sink.put("head=", head);
            sink.put("border=", without_break(border));
            sink.number("nearer=", nearer);
            sink.number("farther=", farther.min(3));
        }
    }
}

/// The word or mark before a name; nothing at the beginning of a line.
pub(super) fn without_break(border: &str) -> &str {
    if border == "\n" { "" } else { border }
}

fn places(page: &Page<'_>, cues: &Cues, span: &Span<'_>, sink: &mut impl Sink, seen: &mut Seen<'_>) {
    let mut all = u32::MAX;
    let mut clean = false;
    let (mut nested, mut inside_known, mut in_document, mut number) = (0, 0, 0, 0);
    let mut last = usize::MAX;
    for occurrence in &span.at {
        if occurrence.at.start == last || number == PLACES {
            continue;
        }
        (last, number) = (occurrence.at.start, number + 1);
        let place = place(page, cues, &occurrence.at, sink);
        seen.flags |= place.flags;
        all &= place.flags;
        clean |= place.clean;
        nested += usize::from(page.in_quote(&occurrence.at));
        inside_known += usize::from(page.in_known(&occurrence.at));
        in_document += usize::from(page.in_document(occurrence.at.start));
    }
    let number = number.max(1);
    for flag in names_of(all & ALWAYS) {
        sink.take(FeaturePart::new("always="), flag);
    }
    sink.number("in-quote=", 3 * nested / number);
    sink.number("in-known=", 3 * inside_known / number);
    sink.number("in-document=", 3 * in_document / number);
    sink.put(if clean { "clean=" } else { "unclean=" }, standing(seen.standing()));
}

/// What was seen at one place.
struct Place {
    flags: u32,
    /// Whether what stands on both sides lets a name begin and end here.
    clean: bool,
}

fn place(page: &Page<'_>, cues: &Cues, at: &Range<usize>, sink: &mut impl Sink) -> Place {
    let (before, after) = (page.before(at.start), page.after(at.end));
    let quoted = before == Side::Quote && after == Side::Quote;
    sink.put("before=", before.as_str());
    sink.put("after=", after.as_str());
    around(page, at, quoted, sink);
    sink.put("role=", page.role(at.start));
    let mut flags = 0;
    let mut flag = |flag: Flag, holds: bool| flags |= flag.bit(holds);
    let (title, line) = (page.in_title(at.start), page.line(at.start));
    flag(Flag::Title, title);
    flag(Flag::Heading, !title && line.is_some_and(|line| line.heading));
    flag(Flag::Opening, line.is_some_and(|line| line.opens(at.start)));
    flag(Flag::Quoted, quoted);
    flag(Flag::List, before == Side::List || after == Side::List);
    for (distance, class) in cues.before(page, at.start) {
        flag(Flag::Creates, distance <= 14 && class.is(WordClass::CREATES));
        flag(Flag::Adopts, distance <= 8 && class.is(WordClass::ADOPTS));
        flag(Flag::Plans, class.is(WordClass::PLANS));
    }
    flag(Flag::First, cues.first_before(page.text, at.start));
    let behind = page.marks.at.get(at.end + '”'.len_utf8());
    flag(Flag::NoName, quoted && behind.is_some_and(|mark| mark.begins.is(WordClass::NO_NAME)));
    let clean = !matches!(before, Side::Border | Side::Other) && !matches!(after, Side::Head | Side::Other);
    Place { flags, clean }
}

/// The characters beside a place, outside its quotation marks.
fn around(page: &Page<'_>, at: &Range<usize>, quoted: bool, sink: &mut impl Sink) {
    const PLAIN: [FeaturePart<'static>; 4] = parts(["left2=", "left1=", "right2=", "right1="]);
    const QUOTED: [FeaturePart<'static>; 4] =
        parts(["quoted-left2=", "quoted-left1=", "quoted-right2=", "quoted-right1="]);
    let (width, kinds) = if quoted { ('”'.len_utf8(), QUOTED) } else { (0, PLAIN) };
    let (left, right) = (&page.text[..at.start - width], &page.text[at.end + width..]);
    let ((left2, left1), (right2, right1)) = (on_line_before(left), on_line_behind(right));
    for (kind, beside) in kinds.into_iter().zip([left2, left1, right2, right1]) {
        sink.take(kind, FeaturePart::new(beside));
    }
    if quoted {
        let length = usize::from(page.marks.at[at.end + width].next_head);
        sink.put("quoted-head=", &right[..length]);
    }
}

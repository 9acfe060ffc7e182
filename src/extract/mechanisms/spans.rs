//! Words that may be the name of a practice: names of the taxonomy, quotations, and what ends with a noun that names
//! of practices end with. Equal words are one span, with every place where they were found.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::page::{Page, Side, is_stop};
use crate::lexicon::{WordClass, mechanism_key};

/// Longest name that is looked for before its head, in characters.
const REACH: usize = 26;
/// Beginnings tried before one head.
const BEGINNINGS: usize = 4;
/// Longest quotation inside a name, in characters.
const QUOTE: usize = 25;

/// Words that may be a name.
pub(super) struct Span<'a> {
    pub(super) text: &'a str,
    /// The words as they are compared with others.
    pub(super) key: Cow<'a, str>,
    pub(super) at: Vec<Occurrence<'a>>,
}

/// One place of a span.
pub(super) struct Occurrence<'a> {
    pub(super) at: Range<usize>,
    pub(super) source: Source<'a>,
}

/// Why words were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    /// The taxonomy has them.
    Taxonomy,
    /// They stand in quotation marks.
    Quotation,
    /// They end with a head and begin after a border; `nearer` beginnings lie between, `farther` before.
    Head { head: &'a str, border: &'a str, nearer: usize, farther: usize },
}

/// The spans of a text, in order of first appearance.
pub(super) fn spans<'a>(page: &Page<'a>) -> Vec<Span<'a>> {
    let room = 2 * page.marks.head_ends.len();
    let (found, index) = (Vec::with_capacity(room), HashMap::with_capacity(room));
    let mut spans = Spans { text: page.text, found, index };
    for known in &page.known {
        spans.add(known.at.clone(), Source::Taxonomy);
    }
    for quote in &page.quotes {
        if page.text[quote.clone()].matches('，').count() < 2 {
            spans.add(quote.clone(), Source::Quotation);
        }
    }
    let mut room = Vec::with_capacity(REACH);
    for &end in &page.marks.head_ends {
        if page.after(end) != Side::Other {
            headed(page, end, &mut room, &mut spans);
        }
    }
    let mut found = spans.found;
    for span in &mut found {
        span.at.sort_by_key(|occurrence| occurrence.at.start);
    }
    // No two begin and end alike.
    found.sort_unstable_by_key(|span| span.at.first().map(|occurrence| (occurrence.at.start, occurrence.at.end)));
    found
}

struct Spans<'a> {
    text: &'a str,
    found: Vec<Span<'a>>,
    index: HashMap<&'a str, usize>,
}

impl<'a> Spans<'a> {
    fn add(&mut self, at: Range<usize>, source: Source<'a>) {
        let text = &self.text[at.clone()];
        let occurrence = Occurrence { at, source };
        match self.index.entry(text) {
            Entry::Occupied(known) => self.found[*known.get()].at.push(occurrence),
            Entry::Vacant(new) => {
                new.insert(self.found.len());
                self.found.push(Span { text, key: mechanism_key(text), at: vec![occurrence] });
            }
        }
    }
}

/// Adds the spans that end with the head before `end`; what stands in `room` is lost.
fn headed<'a>(page: &Page<'a>, end: usize, room: &mut Vec<Beginning<'a>>, spans: &mut Spans<'a>) {
    let head = &page.text[end - usize::from(page.marks.at[end].head)..end];
    room.clear();
    beginnings(page, end, room);
    let number = room.len();
    let chosen = room.iter().enumerate().filter(|(_, (start, _))| may_begin(page, *start, end));
    for (nearer, &(start, border)) in chosen.take(BEGINNINGS) {
        spans.add(start..end, Source::Head { head, border, nearer, farther: number - 1 - nearer });
    }
}

/// Whether a name may begin at a byte: not with a verb that introduces names, not with a word of grammar; and no list
/// that ends with 等 is part of a name.
fn may_begin(page: &Page<'_>, start: usize, end: usize) -> bool {
    let text = &page.text[start..end];
    let grammar = text.starts_with([
        '的', '了', '与', '及', '或', '将', '把', '被', '即', '其', '该', '此', '这', '本', '各', '使', '让', '由',
        '从', '为', '是',
    ]);
    let list = text.starts_with('等') && !text.starts_with("等级") || page.ends_list(start..end);
    !grammar && !list && !page.marks.at[start].begins.is(WordClass::INTRODUCES)
}

/// Where a name may begin, with the word or mark before it.
pub(super) type Beginning<'a> = (usize, &'a str);

/// Adds to `found` where a name that ends at `end` may begin, nearest first.
pub(super) fn beginnings<'a>(page: &Page<'a>, end: usize, found: &mut Vec<Beginning<'a>>) {
    let text = page.text;
    let before = |at: usize| text[..at].chars().next_back();
    // A name has three characters at least.
    let mut back = text[..end].char_indices().rev().map(|(byte, _)| byte);
    let (Some(mut at), Some(_), nearest) = (back.next(), back.next(), back.next().unwrap_or(0)) else { return };
    let mut length = 1;
    while at > 0 && length < REACH {
        let quoted = before(at) == Some('”');
        if quoted {
            let Some(open) = opening(text, at - '”'.len_utf8()) else { break };
            length += text[open..at].chars().count();
            at = open;
        }
        let Some(last) = before(at) else {
            found.extend((quoted && at <= nearest).then_some((at, "“")));
            break;
        };
        let stop = is_stop(last);
        let width = if stop { last.len_utf8() } else { usize::from(page.marks.at[at].border) };
        if at <= nearest && (quoted || width > 0) {
            found.push((at, if width > 0 { &text[at - width..at] } else { "“" }));
        }
        match last {
            '”' => {}
            _ if stop => break,
            _ => (at, length) = (at - last.len_utf8(), length + 1),
        }
    }
}

/// The quotation mark that a closing one at `close` belongs to.
fn opening(text: &str, close: usize) -> Option<usize> {
    let mut back = text[..close].char_indices().rev().take(QUOTE);
    back.find(|&(_, c)| c == '“').map(|(byte, _)| byte)
}

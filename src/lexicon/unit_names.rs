//! How names of units are put together: the words for a place before a body's own words (`市`, `浦东`, `上海市虹口区`),
//! and the reading of a whole name into place, body and the rest.

use std::ops::Range;

use super::places::{PlaceId, Places};
use super::units::{Class, Need, Units, Word};
use super::vocabulary::Found;
use crate::model::UnitAuthority;

/// How a name says its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceWords {
    /// Not at all.
    None,
    /// By a noun, to be understood from the context: 市, 区, 自治区, 高新区.
    Noun(&'static str),
    /// By name: the places it can mean, the better known first.
    Named(Vec<PlaceId>),
}

/// The words for a place before some byte of a text: where they begin and what they say.
struct PlaceBefore {
    start: usize,
    place: PlaceWords,
}

/// A body named in a text: words before the place, the place, the body's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyName {
    /// Where the name begins.
    pub start: usize,
    /// Where the words for the place begin.
    pub place_start: usize,
    /// The place.
    pub place: PlaceWords,
    /// The bodies, by index, that it can be.
    pub bodies: Vec<usize>,
}

/// A whole name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitReading<'a> {
    /// An organisation known by name, and what the name adds to it (司法部 + 律师工作局).
    Known {
        /// The organisation, by index.
        unit: usize,
        /// The part of it that is meant, empty for the whole.
        part: &'a str,
    },
    /// A body of a place, and what the name adds to it (区法院 + 安亭人民法庭).
    Body {
        /// The place.
        place: PlaceWords,
        /// The bodies, by index, that it can be.
        bodies: Vec<usize>,
        /// The part of it that is meant, empty for the whole.
        part: &'a str,
    },
    /// A name of an open class.
    Open {
        /// The place at its head.
        place: PlaceWords,
        /// Whether the place is written with all of its name, so that the official name can take its place.
        whole_place: bool,
        /// The name without the place.
        own: &'a str,
        /// Its last word, by index.
        suffix: Option<usize>,
    },
}

impl PlaceWords {
    /// The noun by which a zone is meant: 高新区.
    #[must_use]
    pub fn zone(&self) -> Option<&'static str> {
        match self {
            Self::Noun(noun) if ZONES.contains(noun) => Some(noun),
            _ => None,
        }
    }
}

const NOUNS: [&str; 9] = ["自治区", "地区", "市", "区", "县", "省", "州", "旗", "盟"];

/// What zones are called where it is known which is meant.
const ZONES: [&str; 9] = ["高新区", "经开区", "开发区", "园区", "新区", "综保区", "保税区", "合作区", "示范区"];

/// The noun at the end of a text that stands for a place.
fn noun_at_end(text: &str) -> Option<&'static str> {
    ZONES.into_iter().chain(NOUNS).find(|noun| text.ends_with(noun))
}

/// The words for a place that end where word `index` begins.
fn place_before(text: &str, words: &[Word<'_>], index: usize, units: &Units, places: &Places) -> PlaceBefore {
    let end = words[index].start;
    let before = &words[..index];
    if let Some(named) = named_ending(before, end, places) {
        return named;
    }
    let Some(noun) = noun_at_end(&text[..end]) else {
        return PlaceBefore { start: end, place: PlaceWords::None };
    };
    let start = end - noun.len();
    if let Some(mut named) = named_ending(before, start, places)
        && let PlaceWords::Named(ids) = &mut named.place
    {
        let zone = |&id: &PlaceId| if ZONES.contains(&noun) { places.zone_called(noun, id) } else { None };
        let zones: Vec<PlaceId> = ids.iter().filter_map(zone).collect();
        ids.retain(|&id| places.is_called(id, noun));
        ids.extend(zones);
        if !ids.is_empty() {
            return named;
        }
    }
    let alliance = noun == "盟" && text[..start].ends_with(['联', '同', '结', '加', '民']);
    if alliance || units.takes_noun(&text[..start]) {
        return PlaceBefore { start: end, place: PlaceWords::None };
    }
    let here = ['本', '我', '该'].iter().find(|here| text[..start].ends_with(**here));
    PlaceBefore { start: start - here.map_or(0, |here| here.len_utf8()), place: PlaceWords::Noun(noun) }
}

/// Adjoining place names that end at a byte, larger before smaller, as one place. Of those that are a joining word with
/// a level noun too (会同县委), only what stands behind another place or begins the text is one.
fn named_ending(words: &[Word<'_>], end: usize, places: &Places) -> Option<PlaceBefore> {
    let (last, before) = words.split_last()?;
    let behind_place = || before.last().is_some_and(|word| word.end == last.start && !word.meaning.places.is_empty());
    let is_place = !last.meaning.is(Class::Joint) || last.start == 0 || behind_place();
    let last = Some(last).filter(|word| is_place && word.end == end && !word.meaning.places.is_empty())?;
    let (mut start, mut ids) = (last.start, last.meaning.places.clone());
    for word in words[..words.len() - 1].iter().rev() {
        if word.end != start || word.meaning.places.is_empty() {
            break;
        }
        let inside = |id: &PlaceId| word.meaning.places.iter().any(|&outer| outer != *id && places.within(*id, outer));
        let narrowed: Vec<PlaceId> = ids.iter().copied().filter(inside).collect();
        if narrowed.is_empty() {
            break;
        }
        (start, ids) = (word.start, narrowed);
    }
    Some(PlaceBefore { start, place: PlaceWords::Named(ids) })
}

/// The body whose own words are word `index`, with the words for its place and those before; `None` where it is none.
#[must_use]
pub fn body_at(text: &str, words: &[Word<'_>], index: usize, units: &Units, places: &Places) -> Option<BodyName> {
    let meaning = words[index].meaning;
    if meaning.bodies.is_empty() {
        return None;
    }
    let PlaceBefore { start: place_start, place } = place_before(text, words, index, units, places);
    let before = words[..index].iter().rev().find(|word| word.end <= place_start);
    let before = before.filter(|word| word.end == place_start && word.meaning.is(Class::Before));
    let fits = |before: Option<&str>| -> Vec<usize> {
        meaning.bodies.iter().copied().filter(|&body| units.body(body).fits_after(before)).collect()
    };
    let with = before.map(|word| (word.start, fits(Some(&text[word.start..word.end]))));
    let (start, bodies) = with.filter(|(_, bodies)| !bodies.is_empty()).unwrap_or_else(|| (place_start, fits(None)));
    (!bodies.is_empty()).then_some(BodyName { start, place_start, place, bodies })
}

/// Reads a whole name.
pub(super) fn read<'a>(name: &'a str, found: &Found, units: &Units, places: &Places) -> UnitReading<'a> {
    let words: Vec<Word<'_>> = units.words(found, 0..name.len()).collect();
    let first = words.first().filter(|word| word.start == 0);
    let known = first.and_then(|word| Some((word.end, word.meaning.known?)));
    if let Some((end, unit)) = known.filter(|&(end, _)| end == name.len()) {
        return UnitReading::Known { unit, part: &name[end..] };
    }
    if let Some((end, body)) = last_body(name, &words, units, places) {
        return UnitReading::Body { place: body.place, bodies: body.bodies, part: &name[end..] };
    }
    match known.filter(|_| ends_as_part(name, &words, units)) {
        Some((end, unit)) => UnitReading::Known { unit, part: &name[end..] },
        None => open(name, &words, units, places),
    }
}

/// Whether the last word of a name ends names of parts of other units only: …司, …审判庭.
fn ends_as_part(name: &str, words: &[Word<'_>], units: &Units) -> bool {
    let last = words.last().filter(|word| word.end == name.len()).and_then(|word| word.meaning.suffix);
    last.is_some_and(|suffix| units.suffix(suffix).need == Need::Unit)
}

/// The last body with a place whose name begins with the whole, alone or behind a larger body of its system
/// (上海市公安局 + 虹口分局), and where it ends.
fn last_body(name: &str, words: &[Word<'_>], units: &Units, places: &Places) -> Option<(usize, BodyName)> {
    let mut last: Option<(usize, BodyName)> = None;
    for (index, word) in words.iter().enumerate() {
        let Some(mut body) = body_at(name, words, index, units, places) else { continue };
        let larger =
            last.as_ref().filter(|(end, larger)| *end == body.start && units.are_kin(&larger.bodies, &body.bodies));
        let behind = larger.is_some();
        if let Some((_, larger)) = larger {
            // 台州市生态环境局路桥分局 is no 分局 of the police.
            body.bodies.retain(|&body| units.are_kin(&larger.bodies, &[body]));
        }
        // 徐汇滨江管理委员会 is no body of 滨江.
        let open = word.meaning.suffix.is_some_and(|suffix| units.suffix(suffix).need == Need::Alone)
            && matches!(body.place, PlaceWords::Named(_));
        let exists = !open || located(&body.place, &body.bodies, units, places).is_some();
        if exists && body.place != PlaceWords::None && (body.start == 0 || behind) {
            last = Some((word.end, body));
        }
    }
    last
}

fn open<'a>(name: &'a str, words: &[Word<'_>], units: &Units, places: &Places) -> UnitReading<'a> {
    let head = head(name, words, units, places);
    let suffix = words.iter().rev().find(|word| word.end == name.len()).and_then(|word| word.meaning.suffix);
    UnitReading::Open { place: head.place, whole_place: head.whole, own: &name[head.end..], suffix }
}

/// The place at the beginning of a name.
struct Head {
    end: usize,
    place: PlaceWords,
    whole: bool,
}

fn head(name: &str, words: &[Word<'_>], units: &Units, places: &Places) -> Head {
    let adjoining = |word: &&Word<'_>| !word.meaning.places.is_empty();
    let first = words.iter().take_while(adjoining).count();
    for count in (1..=first).rev() {
        let last = words[count - 1];
        if let Some(named) = named_ending(&words[..count], last.end, places).filter(|named| named.start == 0) {
            // 城区, 郊区 are words too, 佳县 is none.
            let word = last.end - last.start <= "城区".len() && !name[..last.end].ends_with('县');
            let whole = noun_at_end(&name[..last.end]).is_some() && !word;
            return Head { end: last.end, place: named.place, whole };
        }
    }
    match NOUNS.into_iter().find(|noun| name.starts_with(noun) && !units.is_cut_off(name, noun.len())) {
        Some(noun) => Head { end: noun.len(), place: PlaceWords::Noun(noun), whole: true },
        None => Head { end: 0, place: PlaceWords::None, whole: false },
    }
}

/// The places in that of the whole after which a name or part of one is named that is a branch: the word right before its
/// last word.
pub(super) fn branch_places(
    part: &str,
    whole: Option<PlaceId>,
    found: &Found,
    units: &Units,
    places: &Places,
) -> Vec<PlaceId> {
    const BRANCHES: [&str; 8] = ["分局", "支局", "分院", "大队", "支队", "分行", "支行", "分中心"];
    let Some(end) = BRANCHES.iter().find_map(|branch| part.strip_suffix(branch)).map(str::len) else {
        return Vec::new();
    };
    let last = units.words(found, 0..end).find(|word| word.end == end);
    let inside = |&id: &PlaceId| whole.is_none_or(|whole| id != whole && places.within(id, whole));
    last.into_iter().flat_map(|word| &word.meaning.places).copied().filter(inside).collect()
}

/// What is known of the unit with this full official name.
pub(super) fn authority(name: &str, found: &Found, units: &Units, places: &Places) -> UnitAuthority {
    let full = |id: PlaceId| places.get(places.division(id)).full.clone();
    let branch = |whole| branch_places(name, whole, found, units, places).first().copied();
    let (system, place, short_forms) = match read(name, found, units, places) {
        UnitReading::Known { unit, part } => {
            let known = units.known(unit);
            let forms = if part.is_empty() { known.forms.clone() } else { Vec::new() };
            let whole = places.coded(&known.place);
            let branch = branch(whole).filter(|_| !part.is_empty());
            (Some(known.system.clone()), branch.or(whole), forms)
        }
        UnitReading::Body { place, bodies, part } => {
            let located = located(&place, &bodies, units, places);
            let whole = located.map(|(_, place)| place);
            let branch = branch(whole);
            let own = own_system(found, name.len() - part.len()..name.len(), units).filter(|_| branch.is_none());
            let own = own.or_else(|| located.map(|(body, _)| units.body(body).system.as_str()));
            (own.map(str::to_owned), branch.or(whole), Vec::new())
        }
        UnitReading::Open { place, suffix, .. } => {
            let first = if let PlaceWords::Named(ids) = place { ids.first().copied() } else { None };
            (suffix.map(|suffix| units.suffix(suffix).system.clone()), first, Vec::new())
        }
    };
    UnitAuthority { name: name.to_owned(), short_forms, system, jurisdiction: place.map(full) }
}

/// The system of a part that is an organisation of its own (上海市虹口区人民政府 + 欧阳路街道办事处).
fn own_system<'a>(found: &Found, part: Range<usize>, units: &'a Units) -> Option<&'a str> {
    let end = part.end;
    let last = units.words(found, part).last().filter(|word| word.end == end)?;
    let suffix = units.suffix(last.meaning.suffix?);
    (suffix.need != Need::Unit).then_some(suffix.system.as_str())
}

/// The first place and body that exist together.
fn located(place: &PlaceWords, bodies: &[usize], units: &Units, places: &Places) -> Option<(usize, PlaceId)> {
    let PlaceWords::Named(ids) = place else { return None };
    let body_in = |id: PlaceId| bodies.iter().copied().find(|&body| units.body(body).is_in(id, places));
    ids.iter().find_map(|&id| Some((body_in(id)?, id)))
}

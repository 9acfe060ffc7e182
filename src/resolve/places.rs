//! The places of a case: at home in which district, city and province, so that 区 and 市 are understood; and the
//! areas in which its practice is carried out.

use std::collections::BTreeMap;
use std::ops::Range;

use super::units::Resolved;
use crate::lexicon::{Level, Lexicon, PlaceId, PlaceWords, Places};
use crate::model::{Case, Mentions, PlaceMention, PlaceTie};

/// Where a case is at home.
#[derive(Debug, Default)]
pub(super) struct Home {
    pub(super) province: Option<PlaceId>,
    pub(super) city: Option<PlaceId>,
    pub(super) county: Option<PlaceId>,
    /// The one of them that the text speaks of most.
    pub(super) main: Option<PlaceId>,
    /// The zone there that it speaks of most.
    zone: Option<PlaceId>,
}

impl Home {
    /// The home of a case: every place named is a vote, which weighs more in header, title and beginning; of the
    /// places of one name those count that lie in the province with the most votes.
    pub(super) fn of(head: &[&[PlaceId]], case: &Case, mentions: &Mentions, lexicon: &Lexicon) -> Self {
        let votes = votes(head, case, mentions, lexicon);
        let places = &lexicon.places;
        let mut provinces: BTreeMap<PlaceId, f64> = BTreeMap::new();
        for Vote { ids, weight, .. } in &votes {
            let share = weight / f64::from(u32::try_from(ids.len()).unwrap_or(1));
            for &id in *ids {
                *provinces.entry(places.top(id)).or_default() += share;
            }
        }
        let Some(province) = heaviest(provinces.into_iter()) else {
            return Self::hinted(case, mentions, places);
        };
        let mut weights: BTreeMap<PlaceId, f64> = BTreeMap::new();
        let sure = sure_cities(&votes, province, places);
        for Vote { ids, weight, qualifies } in &votes {
            let known = |id: PlaceId| city(id, places).and_then(|city| sure.get(&city)).copied().unwrap_or_default();
            let inside = ids.iter().copied().filter(|&id| places.top(id) == province);
            if let Some(id) = heaviest(inside.map(|id| (id, known(id)))) {
                *weights.entry(id).or_default() += if *qualifies { 0.0 } else { *weight };
            }
        }
        let zone = heaviest(weights.iter().filter(|(id, _)| places.is_zone(**id)).map(|(&id, &weight)| (id, weight)));
        Self { zone, ..Self::within(province, &in_divisions(weights, places), places) }
    }

    /// The home of a text that names no place, if it hints at one.
    fn hinted(case: &Case, mentions: &Mentions, places: &Places) -> Self {
        let text = case.text.as_str();
        let hint = mentions.places.iter().find_map(|mention| places.hinted(&text[mention.at.clone()]));
        let Some(place) = hint else { return Self::default() };
        Self::within(places.top(place), &BTreeMap::from([(place, 1.0)]), places)
    }

    /// City and district with the most votes in the province.
    fn within(province: PlaceId, weights: &BTreeMap<PlaceId, f64>, places: &Places) -> Self {
        let lowest = |id: PlaceId| places.get(id).level.is_lowest();
        let mut cities: BTreeMap<PlaceId, f64> = BTreeMap::new();
        for (&id, weight) in weights {
            if let Some(city) = city(id, places).filter(|&city| city != province) {
                *cities.entry(city).or_default() += weight;
            }
        }
        let city = heaviest(cities.into_iter());
        let around = city.unwrap_or(province);
        let counties = weights.iter().filter(|&(&id, _)| lowest(id) && places.within(id, around));
        let county = heaviest(counties.map(|(&id, &weight)| (id, weight)));
        let main = heaviest(
            weights
                .iter()
                .map(|(&id, &weight)| (id, if places.get(id).level.is_top() { weight } else { weight * 1.2 })),
        );
        Self { province: Some(province), city, county, main, zone: None }
    }

    /// The place that words mean here, of those that fit; 市 is the case's own where a city of a county's rank has it.
    pub(super) fn place(&self, words: &PlaceWords, places: &Places, fits: impl Fn(PlaceId) -> bool) -> Option<PlaceId> {
        // Where the text speaks of no district, 区 is the zone.
        let chain = [self.main, self.city.or(self.province), self.province, self.county.or(self.zone)];
        match words {
            PlaceWords::None => [self.county, self.city, self.province].into_iter().flatten().find(|&id| fits(id)),
            PlaceWords::Noun(noun) => {
                let found = chain.into_iter().flatten().find(|&id| places.is_called(id, noun) && fits(id));
                let zone = || words.zone().and_then(|noun| self.zone_called(noun, places)).filter(|&id| fits(id));
                found.or_else(zone)
            }
            PlaceWords::Named(ids) => self.nearest(ids, places, fits),
        }
    }

    /// The zone that a noun means here: the one of which the text speaks most, or the one so called at home.
    fn zone_called(&self, noun: &str, places: &Places) -> Option<PlaceId> {
        let told = self.zone.filter(|&zone| places.is_called(zone, noun));
        let at = |around: Option<PlaceId>| around.and_then(|around| places.zone_called(noun, around));
        told.or_else(|| at(self.county)).or_else(|| at(self.city))
    }

    /// Of places of one name that fit, the one nearest to home; far from home the best known.
    fn nearest(&self, ids: &[PlaceId], places: &Places, fits: impl Fn(PlaceId) -> bool) -> Option<PlaceId> {
        let near = |area: Option<PlaceId>| {
            area.and_then(|area| ids.iter().copied().find(|&id| places.within(id, area) && fits(id)))
        };
        near(self.city).or_else(|| near(self.province)).or_else(|| ids.iter().copied().find(|&id| fits(id)))
    }
}

/// The vote of a place word.
struct Vote<'a> {
    /// The places that it can mean.
    ids: &'a [PlaceId],
    /// What it weighs.
    weight: f64,
    /// Whether it only says in which province or city the place lies that is meant: 上海市 in 上海市虹口区.
    qualifies: bool,
}

/// The votes of case, collection and document head.
fn votes<'a>(head: &[&'a [PlaceId]], case: &Case, mentions: &Mentions, lexicon: &'a Lexicon) -> Vec<Vote<'a>> {
    let text = case.text.as_str();
    let mut votes: Vec<Vote<'_>> = Vec::new();
    for (index, mention) in mentions.places.iter().enumerate() {
        let ids = named(&mentions.places, index, text, &lexicon.places);
        let qualifies = qualified(&mentions.places, index).is_some();
        let weight = weight(case, mentions, &mention.at, ids, &lexicon.places);
        votes.push(Vote { ids, weight, qualifies });
    }
    let collection = named_in(case.collection.as_deref().unwrap_or_default(), lexicon);
    for (around, weight) in [(&collection[..], 2.0), (head, 0.2)] {
        votes.extend(around.iter().map(|&ids| Vote { ids, weight, qualifies: false }));
    }
    votes.retain(|vote| !vote.ids.is_empty());
    votes
}

/// The place word right behind one, of which it only says where it lies: 虹口区 behind 上海市.
fn qualified(mentions: &[PlaceMention], index: usize) -> Option<&PlaceMention> {
    mentions.get(index + 1).filter(|next| next.at.start == mentions[index].at.end)
}

/// What a place word can mean; beside a province in a list it is one too: the 河北 of 天津、河北.
fn named<'a>(mentions: &[PlaceMention], index: usize, text: &str, places: &'a Places) -> &'a [PlaceId] {
    let ids = |mention: &PlaceMention| places.named(&text[mention.at.clone()]);
    let province = |ids: &[PlaceId]| ids.iter().position(|&id| places.get(id).level.is_top());
    let listed = |pair: &[PlaceMention]| text.get(pair[0].at.end..pair[1].at.start) == Some("、");
    let beside = |pair: &[PlaceMention]| listed(pair) && pair.iter().all(|mention| province(ids(mention)).is_some());
    let around = &mentions[index.saturating_sub(1)..mentions.len().min(index + 2)];
    let all = ids(&mentions[index]);
    match province(all).filter(|_| all.len() > 1 && around.windows(2).any(beside)) {
        Some(top) => &all[top..=top],
        None => all,
    }
}

/// The place that a place word means, in the place named right before it if there is one: 鞍山市铁西区.
fn meant(home: &Home, mentions: &[PlaceMention], index: usize, text: &str, places: &Places) -> Option<PlaceId> {
    let named = |index: usize| named(mentions, index, text, places);
    let around = index.checked_sub(1).filter(|&before| qualified(mentions, before).is_some()).map(named);
    let inside = |id: PlaceId| around.is_none_or(|around| around.iter().any(|&around| places.within(id, around)));
    home.place(&PlaceWords::Named(named(index).to_vec()), places, inside)
}

/// What the vote of a place word weighs: most in the header, much in the title and the beginning; little if it is a
/// short form that stands before no unit, since many a short form is a common word too.
fn weight(case: &Case, mentions: &Mentions, at: &Range<usize>, ids: &[PlaceId], places: &Places) -> f64 {
    let header = || case.implemented_by.iter().chain(&case.recommended_by).any(|field| field.contains(&at.start));
    let place = match at {
        _ if header() => 10.0,
        at if case.title_at.contains(&at.start) => 4.0,
        at if at.start < 900 => 2.0,
        _ => 1.0,
    };
    let last = mentions.units.partition_point(|unit| unit.at.start <= at.start);
    let in_unit = mentions.units[..last].iter().rev().take(3).any(|unit| at.end < unit.at.end);
    let short = ids.iter().all(|&id| at.len() < places.get(id).name.len());
    let low = ids.iter().all(|&id| places.get(id).level.is_lowest());
    match (short, low && !in_unit) {
        (true, true) => place * 0.1,
        (true, false) => place,
        (false, _) => place * 1.5,
    }
}

/// What the places can mean that are named at the beginning of a document, in which it says what it is.
pub(super) fn in_head<'a>(text: &str, lexicon: &'a Lexicon) -> Vec<&'a [PlaceId]> {
    const BYTES: usize = 600;
    named_in(&text[..text.ceil_char_boundary(BYTES)], lexicon)
}

/// What the places can mean that a text names.
fn named_in<'a>(text: &str, lexicon: &'a Lexicon) -> Vec<&'a [PlaceId]> {
    let found = lexicon.find_units(text);
    let words = lexicon.units.words(&found, 0..text.len());
    words.map(|word| lexicon.places.named(&text[word.start..word.end])).collect()
}

/// The city of a province in which a place lies, or that it is; the province itself where there is none between.
fn city(id: PlaceId, places: &Places) -> Option<PlaceId> {
    places.chain(id).find(|&id| !places.get(id).level.is_lowest())
}

/// What the votes weigh for each city of a province that can mean no other: 鞍山市 tells which 铁西区 is meant.
fn sure_cities(votes: &[Vote<'_>], province: PlaceId, places: &Places) -> BTreeMap<PlaceId, f64> {
    let mut sure = BTreeMap::new();
    for vote in votes {
        let mut inside = vote.ids.iter().copied().filter(|&id| places.top(id) == province);
        if let (Some(city), None) = (inside.next().and_then(|id| city(id, places)), inside.next()) {
            *sure.entry(city).or_default() += vote.weight;
        }
    }
    sure
}

/// Votes for zones as votes for the city or county in which they lie; those of no one city are for none.
fn in_divisions(weights: BTreeMap<PlaceId, f64>, places: &Places) -> BTreeMap<PlaceId, f64> {
    let mut divisions = BTreeMap::new();
    for (id, weight) in weights {
        let division = places.division(id);
        if division == id || !places.get(division).level.is_top() {
            *divisions.entry(division).or_default() += weight;
        }
    }
    divisions
}

/// The first of the heaviest.
fn heaviest(weights: impl Iterator<Item = (PlaceId, f64)>) -> Option<PlaceId> {
    let heavier = |best: Option<(PlaceId, f64)>, next: (PlaceId, f64)| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    };
    weights.fold(None, heavier).map(|(id, _)| id)
}

/// The areas in which the practice is carried out: those of the units that carry it out, else those of the units that
/// recommended it, else home; with the provinces that the text says act together, for a city's or province's case.
pub(super) fn practised_in(
    home: &Home,
    units: &Resolved,
    mentions: &[PlaceMention],
    text: &str,
    places: &Places,
) -> Vec<String> {
    let (first, second) = (&units.implementers_in, &units.recommenders_in);
    let mut areas: Vec<PlaceId> = if first.is_empty() { second.clone() } else { first.clone() };
    if areas.is_empty() {
        areas.extend(home.main);
    }
    areas.extend(partners(home, &areas, mentions, text, places));
    let mut names: Vec<String> = Vec::new();
    for id in areas {
        let full = &places.get(places.division(id)).full;
        if !names.contains(full) {
            names.push(full.clone());
        }
    }
    names
}

/// The places of which the text says that they act together with the areas of the case.
fn partners(home: &Home, areas: &[PlaceId], mentions: &[PlaceMention], text: &str, places: &Places) -> Vec<PlaceId> {
    let mut partners = Vec::new();
    let mut members: Vec<PlaceId> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let group = places.group(&text[mention.at.clone()]);
        let one = || meant(home, mentions, index, text, places);
        if qualified(mentions, index).is_some() {
            continue;
        }
        if mention.tie == PlaceTie::Partner {
            partners.extend(one());
        } else if mention.tie == PlaceTie::Member && group.iter().any(|id| areas.contains(id)) {
            partners.extend_from_slice(group);
        } else if mention.tie == PlaceTie::Member {
            members.extend(one());
        }
    }
    if members.iter().any(|id| areas.contains(id)) {
        partners.append(&mut members);
    }
    let is_province = |id: PlaceId| places.get(id).level == Level::Province;
    let of_provinces = areas.iter().any(|&area| places.get(area).level.is_top());
    partners.retain(|&partner| {
        let apart = |&area: &PlaceId| !places.within(partner, area) && !places.within(area, partner);
        areas.iter().all(apart) && (of_provinces || !is_province(partner))
    });
    partners
}

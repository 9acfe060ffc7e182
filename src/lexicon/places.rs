//! The administrative divisions, and the zones in them that have bodies of their own (苏州工业园区): which place a word can
//! mean, what a place is called in full and in the names of its bodies, and what contains it.

use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;

use foldhash::HashMap;

use super::Error;
use super::table::{Row, Table, tables};
use crate::model::PlaceAuthority;

/// A place of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u16);

/// Where a place stands in the division of the country, and which kind it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Province, autonomous region, special administrative region.
    Province,
    /// Municipality directly under the central government.
    Municipality,
    /// Prefecture-level city, prefecture, autonomous prefecture, league.
    City,
    /// District of a city.
    District,
    /// County, county-level city, banner.
    County,
    /// Development zone, new area, bonded zone: no division, but with a committee and often bureaus and courts of its own.
    Zone,
}

impl Level {
    /// The letter by which the data files name it.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Province => 'P',
            Self::Municipality => 'M',
            Self::City => 'C',
            Self::District => 'D',
            Self::County => 'X',
            Self::Zone => 'Z',
        }
    }

    /// Whether places of this level stand directly under the country.
    #[must_use]
    pub fn is_top(self) -> bool {
        matches!(self, Self::Province | Self::Municipality)
    }

    /// Whether places of this level are the lowest of the table.
    #[must_use]
    pub fn is_lowest(self) -> bool {
        matches!(self, Self::District | Self::County | Self::Zone)
    }
}

/// An administrative division, or a zone in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// GB/T 2260 code; that of the division in which it lies for a zone.
    pub code: String,
    /// Official name (`虹口区`).
    pub name: String,
    /// Full name from province level down (`上海市虹口区`).
    pub full: String,
    /// Short form (`虹口`), empty where it is a common word.
    pub short: String,
    /// Kind and level.
    pub level: Level,
    /// The division that contains it.
    pub parent: Option<PlaceId>,
}

/// All divisions.
#[derive(Debug, Default)]
pub struct Places {
    list: Vec<Place>,
    words: HashMap<String, Vec<PlaceId>>,
    full: HashMap<String, PlaceId>,
    codes: HashMap<String, PlaceId>,
    groups: HashMap<String, Vec<PlaceId>>,
    hints: HashMap<String, PlaceId>,
    /// Which places of the list are zones.
    zones: Range<usize>,
}

impl Places {
    /// The divisions built in and those of the same file in `folders`.
    ///
    /// # Errors
    /// A file that cannot be read, or a line without a six-digit code and a name.
    pub(super) fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, Error> {
        let divisions = tables("places.tsv", include_str!("../../data/places.tsv"), folders)?;
        let mut rows: Vec<Row<'_>> = divisions.iter().flat_map(Table::rows).collect();
        rows.sort_by_key(|row| row.optional(0));
        let mut places = Self::default();
        for row in &rows {
            let (code, name) = (row.cell(0)?, row.cell(1)?);
            if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(row.wrong("a code has six digits"));
            }
            if !places.codes.contains_key(code) {
                let added = places.add(code, name, row.optional(2));
                added.ok_or_else(|| row.wrong("too many places"))?;
            }
        }
        let first = places.list.len();
        for table in tables("zones.tsv", include_str!("../../data/zones.tsv"), folders)? {
            table.rows().try_for_each(|row| places.add_zone(&row))?;
        }
        places.zones = first..places.list.len();
        places.sort_words();
        for table in tables("place-groups.tsv", include_str!("../../data/place-groups.tsv"), folders)? {
            table.rows().try_for_each(|row| places.add_group(&row))?;
        }
        for table in tables("place-hints.tsv", include_str!("../../data/place-hints.tsv"), folders)? {
            table.rows().try_for_each(|row| places.add_hint(&row))?;
        }
        Ok(places)
    }

    fn add(&mut self, code: &str, name: &str, short: &str) -> Option<()> {
        let parent = self.container(code);
        let level = level(code, name);
        let above = parent.map(|parent| self.get(parent).full.clone()).unwrap_or_default();
        let full = above + name;
        let place =
            Place { code: code.into(), name: name.into(), full: full.clone(), short: short.into(), level, parent };
        let id = self.push(place, [name, short])?;
        self.codes.insert(code.to_owned(), id);
        self.full.insert(full, id);
        Some(())
    }

    /// A zone, with the forms of its name; a zone is no division, so that it has neither code nor full name.
    fn add_zone(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let (code, name) = (row.cell(0)?, row.cell(1)?);
        let parent = self.coded(code).ok_or_else(|| row.wrong(format!("no place has the code {code}")))?;
        let short = row.list(2).next().unwrap_or_default();
        let (code, full, level) = (code.to_owned(), name.to_owned(), Level::Zone);
        let zone = Place { code, name: name.into(), full, short: short.into(), level, parent: Some(parent) };
        let id = self.push(zone, std::iter::once(name).chain(row.list(2)));
        id.map(|_| ()).ok_or_else(|| row.wrong("too many places"))
    }

    /// Adds a place that words mean; `None` if there are too many.
    fn push<'a>(&mut self, place: Place, words: impl IntoIterator<Item = &'a str>) -> Option<PlaceId> {
        let id = PlaceId(u16::try_from(self.list.len()).ok()?);
        for word in words {
            let ids = self.words.entry(word.to_owned()).or_default();
            if !word.is_empty() && !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.list.push(place);
        Some(id)
    }

    fn add_group(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let member = |code: &str| self.coded(code).ok_or_else(|| row.wrong(format!("no place has the code {code}")));
        let members = row.list(1).map(member).collect::<Result<Vec<PlaceId>, Error>>()?;
        self.groups.insert(row.cell(0)?.to_owned(), members);
        Ok(())
    }

    fn add_hint(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let code = row.cell(1)?;
        let place = self.coded(code).ok_or_else(|| row.wrong(format!("no place has the code {code}")))?;
        self.hints.insert(row.cell(0)?.to_owned(), place);
        Ok(())
    }

    /// The smallest division of the table that contains the division with this code.
    fn container(&self, code: &str) -> Option<PlaceId> {
        let above = |digits: usize| code.get(..digits).map(|head| format!("{head:0<6}"));
        let found = |above: Option<String>| above.filter(|above| above != code).and_then(|above| self.coded(&above));
        found(above(4)).or_else(|| found(above(2)))
    }

    /// The better known first: higher levels before lower ones, municipalities and capitals before other cities.
    fn sort_words(&mut self) {
        self.words.remove("");
        let rank = |id: &PlaceId| {
            let place = &self.list[usize::from(id.0)];
            let parent = place.parent.map(|parent| &self.list[usize::from(parent.0)]);
            let in_municipality = parent.is_some_and(|parent| parent.level == Level::Municipality);
            let in_capital = parent.is_some_and(|parent| parent.code.ends_with("0100"));
            let tier = if place.level.is_top() { 0 } else { 1 + u8::from(place.level.is_lowest()) };
            (tier, Reverse(in_municipality), Reverse(in_capital), *id)
        };
        for ids in self.words.values_mut() {
            ids.sort_by_key(rank);
        }
    }

    /// A place.
    #[must_use]
    pub fn get(&self, id: PlaceId) -> &Place {
        &self.list[usize::from(id.0)]
    }

    /// The places that a word can mean, by official or short name, the better known first.
    #[must_use]
    pub fn named(&self, word: &str) -> &[PlaceId] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    /// The place with this full name.
    #[must_use]
    pub fn full(&self, name: &str) -> Option<PlaceId> {
        self.full.get(name).copied()
    }

    /// The place with this code.
    #[must_use]
    pub fn coded(&self, code: &str) -> Option<PlaceId> {
        self.codes.get(code).copied()
    }

    /// The provinces that a word names together (沪苏浙皖).
    #[must_use]
    pub fn group(&self, word: &str) -> &[PlaceId] {
        self.groups.get(word).map_or(&[], Vec::as_slice)
    }

    /// The place that a word hints at without naming it (随申办).
    #[must_use]
    pub fn hinted(&self, word: &str) -> Option<PlaceId> {
        self.hints.get(word).copied()
    }

    /// All words that hint at a place, in no order.
    pub(super) fn hint_words(&self) -> impl Iterator<Item = &str> {
        self.hints.keys().map(String::as_str)
    }

    /// All words that name several provinces together, in no order.
    pub(super) fn group_words(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// Whether a level noun can mean this place (市 a municipality, a city, a county-level city; 园区 a zone so called).
    #[must_use]
    pub fn is_called(&self, id: PlaceId, noun: &str) -> bool {
        let place = self.get(id);
        match noun {
            "自治区" | "省" => place.level == Level::Province,
            "市" => !place.level.is_top() && place.name.ends_with('市') || place.level == Level::Municipality,
            "区" => place.level == Level::District || place.level == Level::Zone && place.name.ends_with(noun),
            "县" => place.level == Level::County && place.name.ends_with('县'),
            "旗" => place.level == Level::County && place.name.ends_with('旗'),
            "州" | "盟" | "地区" => place.level == Level::City && place.name.ends_with(noun),
            // 滨海新区, 浦东新区 are districts.
            "新区" if place.level == Level::District => place.name.ends_with(noun),
            _ => place.level == Level::Zone && (place.name.ends_with(noun) || place.short.ends_with(noun)),
        }
    }

    /// All words that mean a place, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &[PlaceId])> {
        self.words.iter().map(|(word, ids)| (word.as_str(), ids.as_slice()))
    }

    /// The place and all that contain it, from the lowest up.
    pub fn chain(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        std::iter::successors(Some(id), |&id| self.get(id).parent)
    }

    /// Whether `inner` is `outer` or lies in it.
    #[must_use]
    pub fn within(&self, inner: PlaceId, outer: PlaceId) -> bool {
        self.chain(inner).any(|id| id == outer)
    }

    /// The province or municipality that contains the place.
    #[must_use]
    pub fn top(&self, id: PlaceId) -> PlaceId {
        self.chain(id).last().unwrap_or(id)
    }

    /// Whether a place is a zone and no division.
    #[must_use]
    pub fn is_zone(&self, id: PlaceId) -> bool {
        self.get(id).level == Level::Zone
    }

    /// The division that a place is, or in which a zone lies.
    #[must_use]
    pub fn division(&self, id: PlaceId) -> PlaceId {
        self.chain(id).find(|&id| !self.is_zone(id)).unwrap_or(id)
    }

    /// The place as the names of government bodies have it: districts with their city (`上海市虹口区`,
    /// `苏州市吴江区`), all others alone (`嘉善县`, `苏州市`, `苏州工业园区`).
    #[must_use]
    pub fn in_government_names(&self, id: PlaceId) -> String {
        let place = self.get(id);
        let city = place.parent.filter(|_| place.level == Level::District).map(|city| self.get(city).name.as_str());
        [city.unwrap_or_default(), &place.name].concat()
    }

    /// The name of a zone without that of its city: 高新技术产业开发区 of 合肥.
    #[must_use]
    pub fn without_city(&self, id: PlaceId) -> &str {
        let place = self.get(id);
        let city = place.parent.map_or("", |city| self.get(city).short.as_str());
        place.name.strip_prefix(city).filter(|rest| !rest.is_empty()).unwrap_or(&place.name)
    }

    /// The place as the names of courts and procuratorates have it: with its province, districts with their city
    /// too (`江苏省苏州市吴江区`, `浙江省嘉善县`), zones with their own name (`江苏省苏州工业园区`).
    #[must_use]
    pub fn in_court_names(&self, id: PlaceId) -> String {
        let place = self.get(id);
        let top = self.top(id);
        let city = place.parent.filter(|&city| place.level == Level::District && city != top);
        let name = |id: PlaceId| self.get(id).name.as_str();
        let short = self.get(top).short.as_str();
        let told = place.level == Level::Zone && place.name.trim_start_matches("中国（").starts_with(short);
        let province = if top == id || told { "" } else { name(top) };
        [province, city.map_or("", name), &place.name].concat()
    }

    /// The zone in a place that a noun means: of several one that bears the name of that place, and of these the one with the
    /// shortest name (合肥高新技术产业开发区, not 合肥新站高新技术产业开发区, is 高新区); none where two are as short.
    #[must_use]
    pub fn zone_called(&self, noun: &str, around: PlaceId) -> Option<PlaceId> {
        let zones = self.zones.clone().filter_map(|index| u16::try_from(index).ok()).map(PlaceId);
        let meant = zones.filter(|&id| self.is_called(id, noun) && self.within(id, around));
        let bears = |id: PlaceId| self.get(id).name.starts_with(&*self.get(around).short);
        let rank = |id: PlaceId| (!bears(id), self.get(id).name.len());
        let mut ranked: Vec<_> = meant.map(|id| (rank(id), id)).collect();
        ranked.sort_unstable();
        match ranked[..] {
            [(first, _), (second, _), ..] if first == second => None,
            [(_, zone), ..] => Some(zone),
            [] => None,
        }
    }

    /// The last character of its name: 市, 区, 县 ….
    #[must_use]
    pub fn noun(&self, id: PlaceId) -> &str {
        let name = &self.get(id).name;
        name.char_indices().next_back().map_or("", |(last, _)| &name[last..])
    }

    /// What the graph knows of the place with this full name.
    #[must_use]
    pub fn authority(&self, full: &str) -> Option<PlaceAuthority> {
        let place = self.get(self.full(full)?);
        let parent = place.parent.map(|parent| self.get(parent).full.clone());
        Some(PlaceAuthority { name: place.full.clone(), code: place.code.clone(), parent })
    }
}

fn level(code: &str, name: &str) -> Level {
    if code.ends_with("0000") {
        if name.ends_with('市') { Level::Municipality } else { Level::Province }
    } else if code.ends_with("00") {
        Level::City
    } else if name.ends_with('区') {
        Level::District
    } else {
        Level::County
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places::load::<&Path>(&[]).unwrap()
    }

    #[test]
    fn names_are_put_together_as_governments_and_courts_write_them() {
        let places = places();
        let table = [
            ("310109", "上海市虹口区", "上海市虹口区", "上海市虹口区"),
            ("320509", "江苏省苏州市吴江区", "苏州市吴江区", "江苏省苏州市吴江区"),
            ("330421", "浙江省嘉兴市嘉善县", "嘉善县", "浙江省嘉善县"),
            ("540400", "西藏自治区林芝市", "林芝市", "西藏自治区林芝市"),
            ("469002", "海南省琼海市", "琼海市", "海南省琼海市"),
            ("110000", "北京市", "北京市", "北京市"),
        ];
        for (code, full, government, court) in table {
            let id = places.coded(code).unwrap();
            assert_eq!(places.get(id).full, full);
            assert_eq!(places.in_government_names(id), government);
            assert_eq!(places.in_court_names(id), court);
            assert_eq!(places.full(full), Some(id));
        }
    }

    #[test]
    fn zones_are_named_with_their_province_by_courts_unless_their_name_has_it() {
        let places = places();
        let table = [
            ("苏州工业园区", "江苏省苏州工业园区", "工业园区", "江苏省苏州市"),
            ("天府新区", "四川天府新区", "天府新区", "四川省"),
            ("合肥高新区", "安徽省合肥高新技术产业开发区", "高新技术产业开发区", "安徽省合肥市"),
        ];
        for (word, court, own, division) in table {
            let zone = places.named(word)[0];
            assert_eq!((&*places.in_court_names(zone), places.without_city(zone)), (court, own));
            assert_eq!(places.get(places.division(zone)).full, division);
        }
        let hefei = places.named("合肥市")[0];
        assert_eq!(places.zone_called("高新区", hefei), Some(places.named("合肥高新区")[0]));
        assert_eq!(places.zone_called("开发区", hefei), Some(places.named("合肥经开区")[0]));
        assert_eq!(places.zone_called("合作区", hefei), None);
        // In a district, yet the city's.
        assert_eq!(places.zone_called("高新区", places.named("苏州市")[0]), Some(places.named("苏州高新区")[0]));
    }

    #[test]
    fn a_zone_in_no_place_is_an_error_at_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("zones.tsv"), "320500\t某某园区\n999999\t某某新区\n").unwrap();
        let error = Places::load(&[folder.path()]).unwrap_err();
        assert!(error.to_string().ends_with("zones.tsv:2: no place has the code 999999"), "{error}");
    }

    #[test]
    fn of_places_with_one_name_the_better_known_comes_first() {
        let places = places();
        for (word, full) in [
            ("普陀区", "上海市普陀区"),
            ("朝阳区", "北京市朝阳区"),
            ("吉林", "吉林省"),
            ("鼓楼区", "江苏省南京市鼓楼区"),
            ("海南", "海南省"),
        ] {
            assert_eq!(places.get(places.named(word)[0]).full, full, "{word}");
        }
    }

    #[test]
    fn every_place_but_a_province_lies_in_one() {
        let places = places();
        let tops = places.list.iter().filter(|place| place.parent.is_none()).count();
        assert_eq!(tops, 34);
        for place in &places.list {
            assert_eq!(place.parent.is_none(), place.level.is_top(), "{}", place.full);
        }
    }

    #[test]
    fn a_code_that_is_none_is_an_error_at_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("places.tsv"), "310109\t虹口区\n31\t某地\n").unwrap();
        let error = Places::load(&[folder.path()]).unwrap_err();
        assert!(error.to_string().ends_with("places.tsv:2: a code has six digits"), "{error}");
    }
}

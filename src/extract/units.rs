//! Organisations and places: one pass over the words of unit names; each body, known name or last word of a name is
//! read together with what stands before it. Open classes of names are read in `open_units`, other names that the text
//! gives in `unit_aliases`.

use std::cell::OnceCell;
use std::ops::Range;

use foldhash::HashSet;

use super::alliances::LONGEST_LIST;
use super::{open_units, places, unit_aliases, unit_lists};
use crate::lexicon::{BodyName, Class, Found, Lexicon, Need, PlaceId, PlaceWords, Suffix, Word, body_at};
use crate::model::{PlaceMention, UnitMention, UnitRole};

/// The organisations and places of a text, in its order.
pub(super) fn units(text: &str, found: &Found, lexicon: &Lexicon) -> (Vec<UnitMention>, Vec<PlaceMention>) {
    let words: Vec<Word<'_>> = lexicon.units.words(found, 0..text.len()).collect();
    let mut finder = Finder::new(text, lexicon, &words);
    (0..words.len()).for_each(|index| finder.take(index));
    unit_aliases::short_names(&mut finder);
    unit_aliases::second_signs(&mut finder);
    unit_aliases::shorter_streets(&mut finder);
    unit_lists::listed(&mut finder);
    let mut mentions = finder.mentions;
    mentions.sort_by_key(|mention| (mention.at.start, mention.at.end));
    mentions.dedup_by(|later, earlier| later.at == earlier.at && later.name == earlier.name);
    let mut places = places::places(text, &words, &mentions, lexicon);
    places.retain(|place| !open_units::names_street(text, &words, &place.at, lexicon));
    (mentions, places)
}

/// What the pass has seen so far.
pub(super) struct Finder<'a> {
    pub(super) text: &'a str,
    pub(super) lexicon: &'a Lexicon,
    pub(super) words: &'a [Word<'a>],
    pub(super) mentions: Vec<UnitMention>,
    /// The end of the last mention or title of a document: what begins before it is part of it.
    pub(super) done: usize,
    /// Whether a word of the sentence says that units act together.
    joint: bool,
    list: Option<Member<'a>>,
    /// Where the last body ends that is no named unit: 同级人民政府.
    unnamed: usize,
    /// A larger body right before the place of the next one: 上海市公安局 in 上海市公安局虹口分局.
    lead: Option<Range<usize>>,
    /// What may be the own names of towns and tribunals, once it is asked.
    pub(super) towns: OnceCell<HashSet<&'a str>>,
}

/// The last member of a list, and what it hands on to the next.
#[derive(Clone)]
struct Member<'a> {
    end: usize,
    /// Its places: `区` of 区法院、检察院.
    places: Vec<Range<usize>>,
    /// Where the body begins whose part it is, and that body's word: 区法院 of 区法院安亭人民法庭、南翔人民法庭.
    whole: Option<(usize, Word<'a>)>,
}

/// Between the members of a list.
const JOINS: [&str; 5] = ["、", "以及", "和", "与", "及"];

impl<'a> Finder<'a> {
    fn new(text: &'a str, lexicon: &'a Lexicon, words: &'a [Word<'a>]) -> Self {
        let (mentions, towns) = (Vec::new(), OnceCell::new());
        Self { text, lexicon, words, mentions, done: 0, joint: false, list: None, unnamed: 0, lead: None, towns }
    }

    fn take(&mut self, index: usize) {
        let word = self.words[index];
        let meaning = word.meaning;
        self.joint = (self.joint || meaning.is(Class::Joint)) && !meaning.is(Class::End);
        if word.start < self.done {
            return;
        }
        if meaning.is(Class::Open) {
            self.done = open_units::title(self, word);
        } else if meaning.is(Class::Back) {
            self.back(word);
        } else if !self.body(index) && meaning.known.is_some() {
            self.known(index);
        } else if word.start >= self.done && meaning.suffix.is_some() {
            open_units::open(self, index);
        }
        if word.start >= self.done && meaning.is(Class::Office) {
            self.office(word);
        }
    }

    /// An office of a street or town that is named without it.
    fn office(&mut self, word: Word<'_>) {
        if !self.is_cut_off(word.end)
            && !self.is_generic(word.start)
            && !self.text[..word.start].ends_with(['个', '级'])
        {
            let at = word.start..word.end;
            self.add(at.clone(), self.text[at].to_owned(), 0.7, "office-of-sub-district");
        }
    }

    /// Adds a mention and moves on behind it.
    pub(super) fn add(&mut self, at: Range<usize>, name: String, confidence: f64, rule: &'static str) {
        self.done = self.done.max(at.end);
        let part = if self.joint { UnitRole::Partner } else { UnitRole::Mentioned };
        self.mentions.push(UnitMention { at, name, role: part, confidence, rule });
    }

    /// An organisation known by name, with the part of it that may follow.
    fn known(&mut self, index: usize) {
        let word = self.words[index];
        let leads = word.meaning.is(Class::Before) && self.next_body(index).is_some();
        if self.is_cut_off(word.end) || leads || self.begins_company(index) {
            return;
        }
        let end = self.with_part(index);
        let at = word.start..end;
        self.list = None;
        self.add(at.clone(), self.text[at].to_owned(), 0.95, "known-name");
    }

    /// Whether a known name is only a part of the name of a company: 某某 in 上海某某科技有限公司, 某某（中国）有限公司.
    fn begins_company(&self, index: usize) -> bool {
        let in_name = |gap: &str| {
            gap.chars().all(|c| c.is_alphabetic() || matches!(c, '（' | '）')) && gap.rfind('（') <= gap.rfind('）')
        };
        let next = self.last_word_behind(index, in_name).and_then(|next| next.meaning.suffix);
        let suffix = next.map(|suffix| self.lexicon.units.suffix(suffix));
        suffix.is_some_and(|suffix| suffix.system == "company" && suffix.need == Need::Name)
    }

    /// A body of a place; whether it is one.
    fn body(&mut self, index: usize) -> bool {
        let word = self.words[index];
        if word.meaning.bodies.is_empty() {
            return false;
        }
        let (units, places) = (&self.lexicon.units, &self.lexicon.places);
        let Some(body) = body_at(self.text, self.words, index, units, places) else { return false };
        if self.is_generic(body.start) {
            self.unnamed = word.end;
            return false;
        }
        if self.is_cut_off(word.end) || body.start < self.done {
            return false;
        }
        match &body.place {
            PlaceWords::None if word.meaning.is(Class::Before) && self.next_body(index).is_some() => true,
            PlaceWords::None if self.listed_bodies(word) => true,
            // 思明、湖里等6个区税务局.
            PlaceWords::Noun(_) if self.text[..body.place_start].ends_with('个') && self.listed_bodies(word) => true,
            PlaceWords::None if open_units::is_open(self, index) => false,
            PlaceWords::None if self.foreign_body(index) => true,
            PlaceWords::None if self.text[..body.start].ends_with('区') => open_units::with_head(self, index),
            // 开发区法院 in the name of a zone that is not known.
            place if place.zone().is_some() && !open_units::at_border(self, body.place_start) => {
                open_units::with_head(self, index)
            }
            PlaceWords::None => self.bare_body(index),
            PlaceWords::Named(ids) => {
                let exists = |id| body.bodies.iter().any(|&body| units.body(body).is_in(id, places));
                if !ids.iter().any(|&id| exists(id)) {
                    return false;
                }
                self.placed_body(index, &body, 0.97, "body-of-named-place");
                true
            }
            PlaceWords::Noun(_) => {
                self.placed_body(index, &body, 0.95, "body-of-level");
                true
            }
        }
    }

    fn placed_body(&mut self, index: usize, body: &BodyName, confidence: f64, rule: &'static str) {
        let word = self.words[index];
        if self.is_person(word) {
            return;
        }
        let start = self.lead.take().filter(|lead| lead.end == body.start).map_or(body.start, |lead| lead.start);
        if self
            .next_body(index)
            .is_some_and(|next| self.lexicon.units.are_kin(&word.meaning.bodies, &next.meaning.bodies))
        {
            self.lead = Some(start..word.end);
            return;
        }
        let end = self.with_kin(index);
        let form = word.start..end;
        let mut places = self.share_backwards(body.place_start, &form);
        if !self.text[..body.place_start].ends_with('等') {
            places.push(body.place_start..word.start);
            self.add(start..end, self.text[start..end].to_owned(), confidence, rule);
        }
        self.done = end;
        self.list = Some(Member { end, places, whole: (end > word.end).then_some((start, word)) });
    }

    /// The body that follows right behind a word and the name of a place.
    fn next_body(&self, index: usize) -> Option<Word<'a>> {
        let mut end = self.words[index].end;
        let mut rest = self.words[index + 1..].iter();
        let mut next = rest.next()?;
        while next.start == end && !next.meaning.places.is_empty() {
            (end, next) = (next.end, rest.next()?);
        }
        let gap = self.text.get(end..next.start)?;
        let placed = end > self.words[index].end && (gap.is_empty() || gap == "区" || gap == "市");
        (placed && !next.meaning.bodies.is_empty()).then_some(*next)
    }

    /// A body of another country (新加坡知识产权局) or of a party (民盟经信委); whether it is one.
    fn foreign_body(&mut self, index: usize) -> bool {
        let word = self.words[index];
        let heads = |head: &Word<'_>| head.meaning.is(Class::Country) || head.meaning.is(Class::Before);
        let head = self.word_ending(word.start).filter(|head| heads(head) && head.start >= self.done);
        let Some(at) = head.map(|head| head.start..word.end) else { return false };
        self.add(at.clone(), self.text[at].to_owned(), 0.8, "body-without-division");
        true
    }

    /// A body without words for its place: one more of a list whose first member has them, or one that the text must
    /// have introduced.
    fn bare_body(&mut self, index: usize) -> bool {
        let word = self.words[index];
        let end = word.end;
        let form = &self.text[word.start..end];
        let places = self.handed_on(word.start);
        if !places.is_empty() {
            for place in &places {
                let name = format!("{}{form}", &self.text[place.clone()]);
                self.add(word.start..end, name, 0.92, "body-in-list");
            }
            self.list = Some(Member { end, places, whole: None });
            return true;
        }
        if open_units::with_head(self, index) || open_units::joined(self, index) {
            return true;
        }
        // 县（市、区）司法局.
        let of_levels = ["区）", "市）", "县）", "旗）"].iter().any(|end| self.text[..word.start].ends_with(end));
        let all_of_them =
            of_levels || self.lexicon.units.is_of_statutes(form) || self.text[..word.start].ends_with('级');
        if form.chars().count() < 3 || all_of_them {
            return false;
        }
        // 同级人民代表大会常务委员会、监察委员会.
        if self.text.get(self.unnamed..word.start).is_some_and(|gap| JOINS.contains(&gap)) {
            self.unnamed = end;
            return true;
        }
        self.add(word.start..end, form.to_owned(), 0.5, "body-without-place");
        true
    }

    /// The member of a list which ends right before `start`.
    fn member_before(&self, start: usize) -> Option<&Member<'a>> {
        let joined = |gap: &str| JOINS.contains(&gap);
        self.list.as_ref().filter(|member| self.text.get(member.end..start).is_some_and(joined))
    }

    /// The places that the member of a list which ends right before `start` hands on.
    pub(super) fn handed_on(&self, start: usize) -> Vec<Range<usize>> {
        self.member_before(start).map(|member| member.places.clone()).unwrap_or_default()
    }

    /// What heads the names of a list's first member and of the one that begins at `start`, which has this last word: the
    /// body of which both are parts (徐汇公安分局 of 徐汇公安分局田林派出所、虹梅派出所), or the one county that the first names in full
    /// (徐汇区 of 徐汇区华泾镇、漕河泾街道).
    pub(super) fn shared_head(&self, start: usize, last: &Suffix) -> Option<Range<usize>> {
        let member = self.member_before(start)?;
        let whole = member.whole.filter(|(_, body)| self.lexicon.units.are_parts(last, &body.meaning.bodies));
        let county =
            || member.places.first().filter(|place| member.places.len() == 1 && self.is_county(place)).cloned();
        whole.map(|(start, body)| start..body.end).or_else(county)
    }

    /// Whether a place is a county or district written with all of its name: 徐汇区, 上海市徐汇区.
    fn is_county(&self, place: &Range<usize>) -> bool {
        let last = self.word_ending(place.end).filter(|last| last.end - last.start > "徐汇".len());
        let places = &self.lexicon.places;
        let lowest = |&id: &PlaceId| places.get(id).level.is_lowest() && !places.is_zone(id);
        last.is_some_and(|last| last.meaning.places.iter().any(lowest))
            && self.text[place.clone()].ends_with(['区', '县', '市', '旗'])
    }

    /// Notes the county that one of many units of a kind hands on to the next member of a list.
    pub(super) fn hand_on(&mut self, end: usize, place: Range<usize>) {
        if self.is_county(&place) {
            self.list = Some(Member { end, places: vec![place], whole: None });
        }
    }

    /// Notes that a list whose last member ended right before `start` goes on to `end`.
    pub(super) fn go_on(&mut self, start: usize, end: usize) {
        let member = self.member_before(start).cloned();
        self.list = member.map(|member| Member { end, ..member });
    }

    /// The bodies of places in a list that is counted or goes on: 来安、定远两县法院, 广州、宁波等海事法院, 来安县、定远县的司法局;
    /// whether they are.
    fn listed_bodies(&mut self, word: Word<'_>) -> bool {
        let text = &self.text[..word.start];
        let end = text.strip_suffix('的').map(str::len).filter(|&end| self.is_list(end));
        let end = end.unwrap_or_else(|| unit_lists::list_end(text));
        if end == word.start || end < self.done {
            return false;
        }
        let places = self.bodies_of_each(end, &(word.start..word.end));
        let found = !places.is_empty();
        if found {
            self.list = Some(Member { end: word.end, places, whole: None });
        }
        found
    }

    /// Whether the place that ends at a byte is one of several.
    fn is_list(&self, end: usize) -> bool {
        let last = self.word_ending(end).filter(|word| !word.meaning.places.is_empty());
        last.is_some_and(|last| self.text[..last.start].ends_with(['、', '和', '与']))
    }

    /// Other places before the place of a body, which have a body of the same kind: 常州、泰州等市司法局.
    fn share_backwards(&mut self, place_start: usize, form: &Range<usize>) -> Vec<Range<usize>> {
        let mut end = place_start;
        let before = &self.text[..end];
        if let Some(rest) = before.strip_suffix("等") {
            end = rest.len();
        } else if let Some(rest) = before.strip_suffix("、").or_else(|| before.strip_suffix("和")) {
            end = rest.len();
        } else {
            return Vec::new();
        }
        self.bodies_of_each(end, form)
    }

    /// The bodies of the places in the list that ends at a byte, by the form that follows it.
    fn bodies_of_each(&mut self, mut end: usize, form: &Range<usize>) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        // The form of the first reaches over all others: of a list without end these would be too many words.
        while let Some(word) = self.word_ending(end).filter(|word| !word.meaning.places.is_empty())
            && places.len() < LONGEST_LIST
        {
            let (place, form_words) = (&self.text[word.start..word.end], &self.text[form.clone()]);
            // 无锡、常州两市市场监管部门: else 市场 would be read as the noun of a city and 场.
            let noun = if form_words.starts_with('市') && !place.ends_with('市') { self.noun_of(word) } else { "" };
            let name = [place, noun, form_words].concat();
            self.add(word.start..form.end, name, 0.9, "body-of-each-place");
            places.push(word.start..word.end);
            let Some(rest) = self.text[..self.whole_place(word)].strip_suffix(['、', '和', '与']) else { break };
            end = rest.len();
        }
        places
    }

    /// Where the name of a place begins that ends with a word: 青海省 of 青海省格尔木市.
    pub(super) fn whole_place(&self, last: Word<'a>) -> usize {
        let larger = |start: &usize| self.word_ending(*start).filter(|word| !word.meaning.places.is_empty());
        std::iter::successors(Some(last.start), |start| larger(start).map(|word| word.start))
            .last()
            .unwrap_or(last.start)
    }

    /// The level noun of the place that a word names.
    fn noun_of(&self, word: Word<'a>) -> &'a str {
        word.meaning.places.first().map_or("", |&place| self.lexicon.places.noun(place))
    }

    /// The word that ends at a byte.
    pub(super) fn word_ending(&self, end: usize) -> Option<Word<'a>> {
        let index = self.words.partition_point(|word| word.start < end).checked_sub(1)?;
        self.words.get(index).copied().filter(|word| word.end == end)
    }

    /// A word that stands for a unit named before: 该院; or, behind a place, for one of the same system: 黄浦区局.
    fn back(&mut self, word: Word<'_>) {
        let place = self.word_ending(word.start).filter(|place| !place.meaning.places.is_empty());
        let alone = word.end - word.start == '局'.len_utf8();
        let start = place.filter(|_| alone).map_or(word.start, |place| place.start);
        let level = self.text[word.start..word.end].starts_with(['市', '区', '省', '县']);
        let within = level && self.lexicon.units.takes_noun(&self.text[..word.start]) || (alone && place.is_none());
        let cut_off = self.lexicon.units.is_reference_cut_off(self.text, word.end);
        if !cut_off && !within && start >= self.done {
            self.add(start..word.end, self.text[start..word.end].to_owned(), 0.85, "back-reference");
        }
    }

    /// Whether what follows makes another word of a name's last character: 部门, 委员, 局面.
    pub(super) fn is_cut_off(&self, end: usize) -> bool {
        self.lexicon.units.is_cut_off(self.text, end)
    }

    /// Whether a word before makes it no named unit: 各区法院.
    pub(super) fn is_generic(&self, start: usize) -> bool {
        self.word_ending(start).is_some_and(|word| word.meaning.is(Class::Generic))
            || self.text[..start].ends_with('各')
    }

    /// The end of the part of a unit that follows its name (人民法院 + 审判监督庭), or of the name itself.
    fn with_part(&self, index: usize) -> usize {
        let end = self.words[index].end;
        let part = self
            .part_behind(index)
            .filter(|part| (part.start == end || self.can_be_part(*part, index)) && !self.is_titled(*part));
        part.map_or(end, |part| self.station_behind(index, part).unwrap_or(part.end))
    }

    /// Where a station's name ends behind the branch of a body: 文艺路派出所 in 西安市公安局碑林分局文艺路派出所.
    fn station_behind(&self, owner: usize, branch: Word<'a>) -> Option<usize> {
        let branch = self.words.partition_point(|word| word.start < branch.start);
        let station = self.part_behind(branch).filter(|_| self.text[..self.words[branch].end].ends_with("分局"))?;
        let last = self.lexicon.units.suffix(station.meaning.suffix?);
        self.lexicon.units.are_parts(last, &self.words[owner].meaning.bodies).then_some(station.end)
    }

    /// The end of a body's name with its part, which may be a body of the same system: 省公安厅 + 交警总队.
    fn with_kin(&self, index: usize) -> usize {
        let word = self.words[index];
        let next = self.words.get(index + 1).filter(|next| next.start == word.end && !next.meaning.bodies.is_empty());
        let kin = next.filter(|next| self.lexicon.units.are_kin(&word.meaning.bodies, &next.meaning.bodies));
        kin.map_or_else(|| self.with_part(index), |next| next.end)
    }

    /// Whether names with this last word are parts of other units, such as that of word `owner`, not organisations of
    /// their own.
    fn can_be_part(&self, word: Word<'_>, owner: usize) -> bool {
        let suffix = word.meaning.suffix.map(|suffix| self.lexicon.units.suffix(suffix));
        suffix.is_some_and(|suffix| match suffix.system.as_str() {
            "company" => suffix.word == "分公司",
            "association" => suffix.word == "分会",
            "foundation" | "zone" => false,
            "media" => self.system(owner) == Some("media"),
            _ => true,
        })
    }

    /// The system of the organisation known by a word.
    fn system(&self, index: usize) -> Option<&'a str> {
        self.words[index].meaning.known.map(|known| self.lexicon.units.known(known).system.as_str())
    }

    /// Whether a word only joins two subjects of a university's part: 资源与环境学院.
    fn joins_subjects(&self, owner: usize, word: Word<'_>) -> bool {
        matches!(self.system(owner), Some("university" | "academy" | "hospital"))
            && matches!(&self.text[word.start..word.end], "与" | "和" | "及")
    }

    /// The last word of the part that follows a unit's name.
    fn part_behind(&self, index: usize) -> Option<Word<'a>> {
        // 县法院驻中心: where people of the unit work, no part of it.
        // 检察院设知识产权检察办公室: that it has one.
        let tells =
            |gap: &str| gap.starts_with('设') && !["设计", "设备", "设施"].iter().any(|word| gap.starts_with(word));
        self.last_word_behind(index, |gap| gap.chars().all(char::is_alphabetic) && gap != "驻" && !tells(gap))
    }

    /// The first last word of a name behind a word, if what stands between them can be in that name.
    fn last_word_behind(&self, index: usize, in_name: impl Fn(&str) -> bool) -> Option<Word<'a>> {
        const LONGEST: usize = 36;
        let end = self.words[index].end;
        for next in &self.words[index + 1..] {
            let gap = self.text.get(end..next.start)?;
            let stops = next.meaning.stops() && !self.joins_subjects(index, *next);
            if gap.len() > LONGEST || stops {
                return None;
            }
            let suffix = next.meaning.suffix.map(|suffix| self.lexicon.units.suffix(suffix));
            if suffix.is_some_and(|suffix| suffix.need != Need::Nothing) && !self.is_cut_off(next.end) {
                return Some(*next).filter(|_| in_name(gap));
            }
        }
        None
    }

    /// Whether the committee of a party is named as the office of a person only: 省委书记, 市委主要领导.
    fn is_person(&self, word: Word<'_>) -> bool {
        let next = self.words.get(self.words.partition_point(|next| next.start < word.end));
        matches!(&self.text[word.start..word.end], "委" | "党委")
            && next.is_some_and(|next| next.start == word.end && next.meaning.is(Class::Title))
    }

    /// Whether a person's title follows the part of an office: 市高院审判管理办公室主任.
    fn is_titled(&self, part: Word<'_>) -> bool {
        let next = self.words.get(self.words.partition_point(|word| word.start < part.end));
        let suffix = part.meaning.suffix.map(|suffix| self.lexicon.units.suffix(suffix));
        let office = suffix.is_some_and(|suffix| suffix.need == Need::Unit && suffix.system != "university")
            || ["办公室", "处"].iter().any(|end| self.text[..part.end].ends_with(end));
        office && next.is_some_and(|word| word.start == part.end && word.meaning.is(Class::Title))
    }
}

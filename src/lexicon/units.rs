//! Organisations: the bodies that exist in each place of a level (`unit-bodies.tsv`), those known by name
//! (`unit-names.tsv`), the last words of names of open classes (`unit-suffixes.tsv`), the offices of streets and towns
//! (`unit-offices.tsv`), and the words that guide the reading of names (`unit-words.tsv`), all found in a text by one
//! automaton.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use foldhash::HashMap;

use super::Error;
use super::affixes::{Ends, Starts};
use super::places::{PlaceId, Places};
use super::table::{Row, Table, tables};
use super::vocabulary::{Book, Dictionary, Found};

/// A body that exists once in each place of some levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Key of its system.
    pub system: String,
    levels: String,
    official: String,
    before: Vec<(String, bool)>,
    within: String,
}

/// An organisation known by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUnit {
    /// Full official name.
    pub name: String,
    /// Key of its system.
    pub system: String,
    /// Code of the place it belongs to, empty for the whole country.
    pub place: String,
    /// Short forms.
    pub forms: Vec<String>,
}

/// The last word of names of an open class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suffix {
    /// The word.
    pub word: String,
    /// Key of the system.
    pub system: String,
    /// What must stand before it.
    pub need: Need,
    /// How the full name is made of place and own name (`{p}人民政府{n}街道办事处`), or the word written out
    /// (`管理委员会`), where it is not as written.
    pub official: Option<String>,
}

impl Suffix {
    /// How the full name is made of place and own name.
    #[must_use]
    pub fn template(&self) -> Option<&str> {
        self.official.as_deref().filter(|official| official.contains('{'))
    }

    /// Whether it ends names of parts of units of any system: 支队.
    #[must_use]
    pub fn is_unit_part(&self) -> bool {
        self.system == "unit-part"
    }

    /// A name that ends with this word, with the word in full.
    #[must_use]
    pub fn written_out(&self, name: &str) -> String {
        match (&self.official, name.strip_suffix(&self.word)) {
            (Some(full), Some(own)) if self.template().is_none() => format!("{own}{full}"),
            _ => name.to_owned(),
        }
    }
}

/// An office that every street, town and township has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Key of its system.
    pub system: String,
    official: String,
    /// The words that name it without the street or town.
    forms: Vec<String>,
}

/// A street, town or township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubDistrict {
    /// Its own name: 江川路.
    pub own: String,
    /// What it is: 街道, 镇, 乡 or 苏木.
    pub noun: &'static str,
    /// The district or county in which it lies.
    pub place: PlaceId,
}

/// What must stand before the last word of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A place or a level noun, and words of its own.
    Place,
    /// A place or a level noun suffices.
    Alone,
    /// Any words of its own.
    Name,
    /// Another unit, of which it is a part.
    Unit,
    /// Nothing helps: it names no unit.
    Nothing,
}

/// What a guiding word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A name does not reach across it to the left.
    Stop,
    /// What it stands before is no named unit.
    Generic,
    /// Makes a person of the unit before it.
    Title,
    /// Contains a unit's word but is none.
    Decoy,
    /// Says that the units around it act together.
    Joint,
    /// Stands for a unit named before.
    Back,
    /// Stands near the name of several provinces where they act together.
    Sign,
    /// Begins names of national and regional organisations.
    Head,
    /// Names another country, and begins names of its bodies.
    Country,
    /// Stands before the place in some body's name.
    Before,
    /// Names several provinces together.
    Group,
    /// Contains a word that stops names but is none.
    Plain,
    /// Tells where a text is at home though it names no place.
    Hint,
    /// Ends a sentence.
    End,
    /// Opens the title of a document, `《`.
    Open,
    /// Names an office of a street or town without it.
    Office,
}

impl Class {
    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The classes of words that no name reaches across to the left.
const STOPPING: u16 = Class::Stop.bit() | Class::Decoy.bit() | Class::End.bit() | Class::Open.bit();

/// All that a word of unit names can mean.
#[derive(Debug, Default)]
pub struct Meaning {
    /// The places it names, the better known first.
    pub places: Vec<PlaceId>,
    /// The bodies, by index, of which it is the part after the place.
    pub bodies: Vec<usize>,
    /// The organisation known by it.
    pub known: Option<usize>,
    /// The last word of an open class.
    pub suffix: Option<usize>,
    /// How it guides the reading, one bit for each class.
    classes: u16,
}

impl Meaning {
    /// Whether it guides the reading in this way.
    #[must_use]
    pub fn is(&self, class: Class) -> bool {
        self.classes & class.bit() != 0
    }

    /// Whether it guides the reading of names in any way but by telling of a place.
    #[must_use]
    pub fn is_guide(&self) -> bool {
        self.stops() || self.is(Class::Generic) || self.is(Class::Title)
    }

    /// Whether no name reaches across it to the left.
    #[must_use]
    pub fn stops(&self) -> bool {
        self.classes & STOPPING != 0
    }
}

/// A word found in a text, as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it can mean.
    pub meaning: &'a Meaning,
}

/// All that is known of organisations.
#[derive(Debug)]
pub struct Units {
    bodies: Vec<Body>,
    known: Vec<KnownUnit>,
    suffixes: Vec<Suffix>,
    offices: Vec<Office>,
    full_names: HashMap<String, usize>,
    cut: Starts,
    cut_back: Starts,
    no_level: Ends,
    beside: Ends,
    lists: Lists,
    pub(super) words: Dictionary<Meaning>,
}

impl Units {
    /// The files built in and those of the same names in `folders`.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that does not have the form which the file's head describes.
    pub(super) fn load<P: AsRef<Path>>(folders: &[P], places: &Places) -> Result<Self, Error> {
        let mut loader = Loader::default();
        let read = |file, builtin| tables(file, builtin, folders);
        let bodies = read("unit-bodies.tsv", include_str!("../../data/unit-bodies.tsv"))?;
        bodies.iter().flat_map(Table::rows).try_for_each(|row| loader.body(&row))?;
        let known = read("unit-names.tsv", include_str!("../../data/unit-names.tsv"))?;
        known.iter().flat_map(Table::rows).try_for_each(|row| loader.known(&row))?;
        let suffixes = read("unit-suffixes.tsv", include_str!("../../data/unit-suffixes.tsv"))?;
        suffixes.iter().flat_map(Table::rows).try_for_each(|row| loader.suffix(&row))?;
        let offices = read("unit-offices.tsv", include_str!("../../data/unit-offices.tsv"))?;
        offices.iter().flat_map(Table::rows).try_for_each(|row| loader.office(&row))?;
        let words = read("unit-words.tsv", include_str!("../../data/unit-words.tsv"))?;
        words.iter().flat_map(Table::rows).try_for_each(|row| loader.words(&row))?;
        for (word, ids) in places.words() {
            loader.word(word).places = ids.to_vec();
        }
        for word in places.group_words() {
            loader.classify(word, Class::Group);
        }
        places.hint_words().for_each(|word| loader.classify(word, Class::Hint));
        Ok(loader.finish())
    }

    /// The words of unit names in a range of a text, in order and without overlap; of two that begin together the longer,
    /// but for a place whose noun begins a body's words: 昆山 and 市场监管局 of 昆山市场监管局.
    #[must_use]
    pub fn words<'a>(&'a self, found: &'a Found, within: Range<usize>) -> std::vec::IntoIter<Word<'a>> {
        let mut words: Vec<Word<'a>> = Vec::with_capacity((within.len() / 8).min(4096));
        let mut shorter: Option<Word<'a>> = None;
        for (at, meaning) in self.words.all(found, within) {
            let word = Word { start: at.start, end: at.end, meaning };
            match words.last_mut() {
                Some(before) if before.start == word.start => shorter = Some(std::mem::replace(before, word)),
                Some(before) if word.start < before.end => {
                    let place = shorter.filter(|shorter| shorter.start == before.start && shorter.end == word.start);
                    let noun = before.end - word.start == '市'.len_utf8();
                    let shares =
                        |place: &Word<'_>| noun && !word.meaning.bodies.is_empty() && !place.meaning.places.is_empty();
                    if let Some(place) = place.filter(shares) {
                        *before = place;
                        words.push(word);
                    }
                }
                _ => words.push(word),
            }
        }
        words.into_iter()
    }

    /// Whether what follows makes another word of a name's last character: 部门, 委员, 局面.
    #[must_use]
    pub fn is_cut_off(&self, text: &str, end: usize) -> bool {
        self.cut.any(last_char_on(text, end))
    }

    /// Whether what follows makes another word of the last character of a word that stands for a unit: 该行为, 我局部.
    #[must_use]
    pub fn is_reference_cut_off(&self, text: &str, end: usize) -> bool {
        self.is_cut_off(text, end) || self.cut_back.any(last_char_on(text, end))
    }

    /// Whether the end of a text makes a level noun behind it part of another word: 城市, 社区, 园区.
    #[must_use]
    pub fn takes_noun(&self, before: &str) -> bool {
        self.no_level.any(before)
    }

    /// Whether the title of a publication is that of a newspaper or journal.
    #[must_use]
    pub fn is_medium(&self, title: &str) -> bool {
        let ends = |words: &[String]| words.iter().any(|word| title.ends_with(word.as_str()));
        ends(&self.lists.medium) && !ends(&self.lists.no_medium)
    }

    /// Whether a text says in its beginning that the members of the list before it are organisations: 知名企业.
    #[must_use]
    pub fn says_organisations(&self, text: &str) -> bool {
        let kind = self.lists.listed_as.iter().find_map(|word| text.strip_prefix(word.as_str()));
        let says = |text: &str| self.lists.listed.iter().any(|word| text.starts_with(word.as_str()));
        says(text) || kind.is_some_and(says)
    }

    /// Whether a body's words without its place mean all such bodies, as statutes do: 人民法院.
    #[must_use]
    pub fn is_of_statutes(&self, form: &str) -> bool {
        self.lists.statutory.iter().any(|word| word == form)
    }

    /// Whether units with this last word are parts of one of some bodies: 派出所 of a police force, 支队 of any.
    #[must_use]
    pub fn are_parts(&self, last: &Suffix, bodies: &[usize]) -> bool {
        let of = last.template().and_then(|template| template.strip_prefix("{b:")?.split_once('}'));
        let is_of = |&body: &usize| of.is_some_and(|(system, _)| self.bodies[body].system == system);
        last.is_unit_part() || bodies.iter().any(is_of)
    }

    /// The full name of a court's tribunal that bears the name of its town: 店口人民法庭 of 店口法庭; `None` for a chamber that is
    /// named after what it deals with (知识产权法庭), and for what is no tribunal.
    #[must_use]
    pub fn tribunal(&self, part: &str) -> Option<String> {
        let town = part.strip_suffix("法庭").filter(|town| !town.ends_with("人民"))?;
        let named = (2..=6).contains(&town.chars().count());
        let subject = self.lists.subject.iter().any(|word| town.contains(word.as_str()));
        (named && !subject).then(|| format!("{town}人民法庭"))
    }

    /// What follows the words that introduce a short name (以下简称) at the beginning of a text.
    #[must_use]
    pub fn behind_short_name_cue<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.lists.short_name.iter().find_map(|cue| text.strip_prefix(cue.as_str()))
    }

    /// Whether a text ends with a word that joins places that act together: 与, 会同.
    #[must_use]
    pub fn joins_places(&self, text: &str) -> bool {
        self.beside.any(text)
    }

    /// Whether a clause has a verb by which places bind themselves: 签订.
    #[must_use]
    pub fn binds_places(&self, clause: &str) -> bool {
        self.lists.binding.iter().any(|verb| clause.contains(verb.as_str()))
    }

    /// Whether a sentence speaks of what is only planned: 明年.
    #[must_use]
    pub fn is_planned(&self, sentence: &str) -> bool {
        self.lists.planned.iter().any(|word| sentence.contains(word.as_str()))
    }

    /// Whether a unit of this name acts for no place, though one is in its name: 西安科技大学.
    #[must_use]
    pub fn acts_for_no_place(&self, name: &str) -> bool {
        self.lists.placeless.iter().any(|end| name.ends_with(end.as_str()))
    }

    /// A body by index.
    #[must_use]
    pub fn body(&self, index: usize) -> &Body {
        &self.bodies[index]
    }

    /// An organisation by index.
    #[must_use]
    pub fn known(&self, index: usize) -> &KnownUnit {
        &self.known[index]
    }

    /// A last word by index.
    #[must_use]
    pub fn suffix(&self, index: usize) -> &Suffix {
        &self.suffixes[index]
    }

    /// Whether two sets of bodies have a system in common.
    #[must_use]
    pub fn are_kin(&self, some: &[usize], others: &[usize]) -> bool {
        some.iter().any(|&one| others.iter().any(|&other| self.bodies[one].system == self.bodies[other].system))
    }

    /// The first body of a system that exists in a place.
    #[must_use]
    pub fn body_of(&self, system: &str, place: PlaceId, places: &Places) -> Option<&Body> {
        self.bodies.iter().find(|body| body.system == system && body.is_in(place, places))
    }

    /// The organisation of a system for the whole country whose name has this end.
    #[must_use]
    pub fn national(&self, system: &str, end: &str) -> Option<&KnownUnit> {
        let national = |unit: &&KnownUnit| unit.system == system && unit.place.is_empty() && unit.name.ends_with(end);
        self.known.iter().find(national)
    }

    /// The full name of a unit of an open class in a place, from its own words. `{b:SYSTEM}` in a template is the body
    /// of that system there.
    #[must_use]
    pub fn open_name(&self, own: &str, suffix: Option<&Suffix>, place: PlaceId, places: &Places) -> String {
        let parts = suffix.and_then(|suffix| Some((suffix.template()?, own.strip_suffix(&suffix.word)?)));
        let Some((template, name)) = parts else {
            let own = suffix.map_or_else(|| own.to_owned(), |suffix| suffix.written_out(own));
            return format!("{}{own}", places.in_government_names(place));
        };
        let template = template.replace("{n}", name);
        // A zone has no government of which its streets are the offices: 苏州工业园区金鸡湖街道办事处.
        let template = if places.is_zone(place) { template.replace("{p}人民政府", "{p}") } else { template };
        self.filled(&template, place, places)
    }

    /// The office that a word names in a street or town.
    #[must_use]
    pub fn office_in(&self, word: &str, of: &SubDistrict, places: &Places) -> Option<(String, &Office)> {
        let office = self.offices.iter().find(|office| office.forms.iter().any(|form| form == word))?;
        let template = office.official.replace("{t}", &[&of.own, of.noun].concat()).replace("{n}", &of.own);
        Some((self.filled(&template, of.place, places), office))
    }

    /// The street or town whose government or party committee has this full name in a place.
    #[must_use]
    pub fn sub_district(&self, name: &str, place: PlaceId, places: &Places) -> Option<SubDistrict> {
        const ENDS: [&str; 4] = ["办事处", "人民政府", "工作委员会", "委员会"];
        let name = name.strip_prefix("中共").unwrap_or(name);
        let rest = name.strip_prefix(&*places.in_government_names(place))?;
        let rest = rest.strip_prefix("人民政府").unwrap_or(rest);
        let rest = ENDS.iter().find_map(|end| rest.strip_suffix(end))?;
        let noun = SUB_DISTRICTS.into_iter().find(|noun| rest.ends_with(noun))?;
        let own = rest.strip_suffix(noun).filter(|own| !own.is_empty())?;
        Some(SubDistrict { own: own.to_owned(), noun, place })
    }

    /// A template with the names of a place and of its bodies put in.
    fn filled(&self, template: &str, place: PlaceId, places: &Places) -> String {
        let Some((system, rest)) = template.strip_prefix("{b:").and_then(|rest| rest.split_once('}')) else {
            return fill(template, place, places);
        };
        let body = self.body_of(system, place, places).map(|body| body.name_in(place, places));
        fill(&(body.unwrap_or_default() + rest), place, places)
    }

    /// The organisation with this full official name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&KnownUnit> {
        self.full_names.get(name).map(|&index| &self.known[index])
    }
}

impl Body {
    /// Whether the body exists in this place.
    #[must_use]
    pub fn is_in(&self, place: PlaceId, places: &Places) -> bool {
        let place = places.get(place);
        self.levels.contains(place.level.letter()) && place.code.starts_with(&self.within)
    }

    /// Its full official name in a place; autonomous areas have 委员会 where others have 委 (中共西藏自治区委员会政法委员会).
    #[must_use]
    pub fn name_in(&self, place: PlaceId, places: &Places) -> String {
        let part = self.official.strip_prefix("中共{p}委").filter(|part| !part.starts_with("员会"));
        match part.filter(|_| places.get(place).name.contains("自治")) {
            Some(part) => fill(&format!("中共{{p}}委员会{part}"), place, places),
            None => fill(&self.official, place, places),
        }
    }

    /// What the body is a branch of that bears the name of its place: 公安 of 上海市公安局虹口分局.
    #[must_use]
    pub fn branch_of(&self) -> Option<&str> {
        self.official.strip_prefix("{u}")?.strip_suffix("}分局")?.split_once("局{").map(|(whole, _)| whole)
    }

    /// Whether these words before the place fit the body's name.
    #[must_use]
    pub fn fits_after(&self, before: Option<&str>) -> bool {
        match before {
            Some(word) => self.before.iter().any(|(known, _)| known == word),
            None => self.before.iter().all(|(_, optional)| *optional),
        }
    }
}

/// A text from the last character before a byte on.
fn last_char_on(text: &str, end: usize) -> &str {
    let last = text[..end].char_indices().next_back().map_or(end, |(at, _)| at);
    &text[last..]
}

/// A template with the place's names put in.
pub(super) fn fill(template: &str, place: PlaceId, places: &Places) -> String {
    let mut parts = template.split('{');
    let mut name = String::with_capacity(2 * template.len());
    name.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part.split_at_checked(2).and_then(|(slot, rest)| Some((name_for(slot, place, places)?, rest))) {
            Some((filling, rest)) => name.extend([&*filling, rest]),
            None => name.extend(["{", part]),
        }
    }
    name
}

/// Which of a place's names a slot of a template takes; none for what is no such slot.
fn name_for<'a>(slot: &str, place: PlaceId, places: &'a Places) -> Option<Cow<'a, str>> {
    let known = places.get(place);
    Some(match slot {
        "s}" if known.short.is_empty() => known.name.as_str().into(),
        "s}" => known.short.as_str().into(),
        "l}" => places.noun(place).into(),
        "z}" => places.without_city(place).into(),
        "p}" => places.in_government_names(place).into(),
        "q}" => places.in_court_names(place).into(),
        "u}" => places.get(known.parent.filter(|_| known.level.is_lowest()).unwrap_or(place)).name.as_str().into(),
        _ => return None,
    })
}

/// Collects the files' lines.
#[derive(Default)]
struct Loader {
    bodies: Vec<Body>,
    known: Vec<KnownUnit>,
    suffixes: Vec<Suffix>,
    offices: Vec<Office>,
    meanings: BTreeMap<String, Meaning>,
    lists: Lists,
}

/// Words that are looked for at certain places of a text only.
#[derive(Debug, Default)]
struct Lists {
    cut: Vec<String>,
    cut_back: Vec<String>,
    no_level: Vec<String>,
    medium: Vec<String>,
    no_medium: Vec<String>,
    short_name: Vec<String>,
    listed: Vec<String>,
    listed_as: Vec<String>,
    beside: Vec<String>,
    binding: Vec<String>,
    planned: Vec<String>,
    placeless: Vec<String>,
    statutory: Vec<String>,
    subject: Vec<String>,
}

impl Lists {
    fn list(&mut self, class: &str) -> Option<&mut Vec<String>> {
        Some(match class {
            "cut" => &mut self.cut,
            "cut-back" => &mut self.cut_back,
            "no-level" => &mut self.no_level,
            "medium" => &mut self.medium,
            "no-medium" => &mut self.no_medium,
            "short-name" => &mut self.short_name,
            "listed" => &mut self.listed,
            "listed-as" => &mut self.listed_as,
            "beside" => &mut self.beside,
            "binding" => &mut self.binding,
            "planned" => &mut self.planned,
            "placeless" => &mut self.placeless,
            "statutory" => &mut self.statutory,
            "subject" => &mut self.subject,
            _ => return None,
        })
    }
}

/// What streets, towns and townships are called, and the townships of Mongolian banners.
const SUB_DISTRICTS: [&str; 4] = ["街道", "镇", "乡", "苏木"];
const LEVEL_NOUNS: [&str; 8] = ["区", "市", "省", "县", "州", "旗", "盟", "自治区"];

impl Loader {
    fn word(&mut self, word: &str) -> &mut Meaning {
        self.meanings.entry(word.to_owned()).or_default()
    }

    fn body(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let (system, levels, official) = (row.cell(0)?, row.cell(1)?, row.cell(2)?);
        if let Some(wrong) = levels.chars().find(|letter| !"PMCDXZ".contains(*letter)) {
            return Err(row.wrong(format!("no level {wrong}")));
        }
        let optional = |word: &str| (word.trim_end_matches('?').to_owned(), word.ends_with('?'));
        let before: Vec<(String, bool)> = row.list(3).map(optional).collect();
        for (word, _) in &before {
            self.classify(word, Class::Before);
        }
        let index = self.bodies.len();
        for form in row.list(4).flat_map(level_variants) {
            self.word(&form).bodies.push(index);
        }
        self.bodies.push(Body {
            system: system.to_owned(),
            levels: levels.to_owned(),
            official: official.to_owned(),
            before,
            within: row.optional(5).to_owned(),
        });
        Ok(())
    }

    fn known(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let index = self.known.len();
        let unit = KnownUnit {
            name: row.cell(0)?.to_owned(),
            system: row.cell(1)?.to_owned(),
            place: row.optional(2).to_owned(),
            forms: row.list(3).map(str::to_owned).collect(),
        };
        self.word(&unit.name).known.get_or_insert(index);
        for form in &unit.forms {
            self.meanings.entry(form.clone()).or_default().known.get_or_insert(index);
        }
        self.known.push(unit);
        Ok(())
    }

    fn suffix(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let need = match row.cell(2)? {
            "place" => Need::Place,
            "alone" => Need::Alone,
            "name" => Need::Name,
            "unit" => Need::Unit,
            "none" => Need::Nothing,
            other => return Err(row.wrong(format!("no need {other}"))),
        };
        let official = Some(row.optional(3)).filter(|template| !template.is_empty()).map(str::to_owned);
        self.last_word(Suffix { word: row.cell(0)?.to_owned(), system: row.cell(1)?.to_owned(), need, official });
        Ok(())
    }

    /// The last word of names of an open class, unless it is known as one before.
    fn last_word(&mut self, suffix: Suffix) {
        let index = self.suffixes.len();
        self.word(&suffix.word).suffix.get_or_insert(index);
        self.suffixes.push(suffix);
    }

    /// An office is known without its street or town, and behind the name of one.
    fn office(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let (system, official) = (row.cell(0)?, row.cell(1)?);
        let mut forms = Vec::new();
        for form in row.list(2) {
            let short = form.trim_end_matches('?');
            let alone = (short.len() < form.len()).then(|| short.to_owned());
            for noun in SUB_DISTRICTS {
                let word = format!("{noun}{short}");
                let official = Some(official.replace("{t}", &format!("{{n}}{noun}")));
                self.last_word(Suffix { word: word.clone(), system: system.to_owned(), need: Need::Name, official });
                forms.push(word);
            }
            forms.extend(alone);
        }
        for form in &forms {
            self.classify(form, Class::Office);
        }
        self.offices.push(Office { system: system.to_owned(), official: official.to_owned(), forms });
        Ok(())
    }

    fn words(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let name = row.cell(0)?;
        if let Some(list) = self.lists.list(name) {
            list.extend(row.list(1).map(str::to_owned));
            return Ok(());
        }
        let class = class(name).ok_or_else(|| row.wrong(format!("no class {name}")))?;
        row.list(1).for_each(|word| self.classify(word, class));
        Ok(())
    }

    fn classify(&mut self, word: &str, class: Class) {
        self.word(word).classes |= class.bit();
    }

    fn finish(mut self) -> Units {
        for end in ["。", "；", "！", "？", "\n"] {
            self.classify(end, Class::End);
        }
        self.classify("《", Class::Open);
        let full_names = self.known.iter().enumerate().rev().map(|(index, unit)| (unit.name.clone(), index)).collect();
        let words = Dictionary::new(Book::Units, self.meanings);
        let starts = |list: &mut Vec<String>| std::mem::take(list).into_iter().map(|word| (word, ())).collect();
        let (cut, cut_back) = (starts(&mut self.lists.cut), starts(&mut self.lists.cut_back));
        let ends = |list: &mut Vec<String>| std::mem::take(list).into_iter().map(|word| (word, ())).collect();
        let (no_level, beside) = (ends(&mut self.lists.no_level), ends(&mut self.lists.beside));
        let (bodies, known, suffixes, lists) = (self.bodies, self.known, self.suffixes, self.lists);
        Units {
            bodies,
            known,
            suffixes,
            offices: self.offices,
            full_names,
            cut,
            cut_back,
            no_level,
            beside,
            lists,
            words,
        }
    }
}

/// A form with each level noun in the place of `{l}`, and for committees (委…) that of autonomous regions too (党委…).
fn level_variants(form: &str) -> Vec<String> {
    let nouns = if form.contains("{l}") { &LEVEL_NOUNS[..] } else { &LEVEL_NOUNS[..1] };
    let mut forms: Vec<String> = nouns.iter().map(|noun| form.replace("{l}", noun)).collect();
    if form.starts_with('委') && form != "委员会" {
        forms.extend(forms.clone().into_iter().map(|form| format!("党{form}")));
    }
    forms
}

fn class(name: &str) -> Option<Class> {
    Some(match name {
        "stop" => Class::Stop,
        "generic" => Class::Generic,
        "title" => Class::Title,
        "decoy" => Class::Decoy,
        "joint" => Class::Joint,
        "back" => Class::Back,
        "sign" => Class::Sign,
        "head" => Class::Head,
        "country" => Class::Country,
        "plain" => Class::Plain,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_bodies_follow_the_level_of_the_place() {
        let places = Places::load::<&Path>(&[]).unwrap();
        let units = Units::load::<&Path>(&[], &places).unwrap();
        let table = [
            ("public-security", "310109", "上海市公安局虹口分局"),
            ("public-security", "330421", "嘉善县公安局"),
            ("public-security", "320000", "江苏省公安厅"),
            ("court", "310000", "上海市高级人民法院"),
            ("court", "320500", "江苏省苏州市中级人民法院"),
            ("tax", "310118", "国家税务总局上海市青浦区税务局"),
            ("customs", "310000", "中华人民共和国上海海关"),
        ];
        for (system, code, name) in table {
            let place = places.coded(code).unwrap();
            assert_eq!(units.body_of(system, place, &places).unwrap().name_in(place, &places), name);
        }
    }

    #[test]
    fn every_known_unit_of_a_place_has_a_code_that_exists() {
        let places = Places::load::<&Path>(&[]).unwrap();
        let units = Units::load::<&Path>(&[], &places).unwrap();
        for unit in units.known.iter().filter(|unit| !unit.place.is_empty()) {
            assert!(places.coded(&unit.place).is_some(), "{}: {}", unit.name, unit.place);
        }
    }

    #[test]
    fn a_user_s_body_is_known_too_and_a_wrong_level_is_an_error() {
        let places = Places::load::<&Path>(&[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("unit-bodies.tsv");
        std::fs::write(&file, "heritage\tD\t{p}古树名木保护站\t\t古树站\n").unwrap();
        let units = Units::load(&[folder.path()], &places).unwrap();
        let place = places.coded("310109").unwrap();
        assert_eq!(
            units.body_of("heritage", place, &places).unwrap().name_in(place, &places),
            "上海市虹口区古树名木保护站"
        );
        std::fs::write(&file, "heritage\tQ\t{p}古树名木保护站\t\t古树站\n").unwrap();
        let error = Units::load(&[folder.path()], &places).unwrap_err();
        assert!(error.to_string().ends_with("unit-bodies.tsv:1: no level Q"), "{error}");
    }
}

//! Mentions of organisations to organisations: abbreviations expanded in the context of the case, words that stand
//! for a unit named before, one entry for each with all its surfaces; who recommended and who carries out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::evidence::Evidence;
use super::implementers::Cast;
use super::places::Home;
use crate::lexicon::{Body, Lexicon, PlaceId, PlaceWords, SubDistrict, UnitReading};
use crate::model::{Case, Diagnostic, Span, Unit, UnitMention, UnitRole};

/// The organisations of a case.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) units: Vec<Unit>,
    pub(super) recommended_by: Vec<String>,
    pub(super) implemented_by: Vec<String>,
    /// Places of those that carry the practice out.
    pub(super) implementers_in: Vec<PlaceId>,
    /// Places of those that recommended the case.
    pub(super) recommenders_in: Vec<PlaceId>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A name with the entity it stands for.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) system: Option<String>,
    pub(super) place: Option<PlaceId>,
}

/// An entity with its mentions.
pub(super) struct Entry {
    pub(super) entity: Entity,
    pub(super) at: Vec<Range<usize>>,
    pub(super) role: UnitRole,
    confidence: f64,
    rule: &'static str,
}

/// Resolves the organisations of a case.
pub(super) fn units(
    case: &Case,
    evidence: &Evidence<'_>,
    mentions: &[UnitMention],
    home: &Home,
    lexicon: &Lexicon,
) -> Resolved {
    let mut resolver = UnitResolver::of_names(case, evidence, mentions, home, lexicon);
    resolver.header(mentions);
    if resolver.resolved.implemented_by.is_empty() {
        resolver.implementers_of_text();
    }
    let leads = |entry: &Entry| entry.role == UnitRole::Implementer;
    resolver.street = resolver.only_sub_district(leads).or_else(|| resolver.only_sub_district(|_| true));
    for mention in mentions.iter().filter(|mention| is_reference(mention)) {
        resolver.reference(mention);
    }
    resolver.merge_short_names();
    // Short forms may tell more of a unit than its full name.
    if resolver.resolved.implemented_by.is_empty() {
        resolver.implementers_of_text();
    }
    resolver.finish()
}

/// The units that a case names, each with what speaks for or against its carrying the practice out.
pub(super) fn implementer_candidates(
    case: &Case,
    evidence: &Evidence<'_>,
    mentions: &[UnitMention],
    home: &Home,
    lexicon: &Lexicon,
) -> Vec<(String, Vec<String>)> {
    let entries = UnitResolver::of_names(case, evidence, mentions, home, lexicon).entries;
    let units = Cast::new(case, home, &entries, lexicon);
    let features = |index: usize| {
        let mut names = Vec::new();
        units.features(index, &mut |kind, value| names.push(format!("{}{value}", kind.text)));
        names
    };
    entries.iter().enumerate().map(|(index, entry)| (entry.entity.name.clone(), features(index))).collect()
}

/// The names in a value of the header: all of it, or each unit found there where nothing else stands between and behind them
/// than words that join or count: 甲局和乙局, 甲局等6家单位.
fn named_in(case: &Case, value: &Range<usize>, mentions: &[UnitMention]) -> Vec<Range<usize>> {
    const JOINTS: [char; 16] =
        ['和', '与', '及', '以', '等', '家', '个', '单', '位', '部', '门', '共', '同', '+', '/', ' '];
    let from = mentions.partition_point(|mention| mention.at.start < value.start);
    let inside = mentions[from..].iter().map(|mention| &mention.at).take_while(|at| at.start < value.end);
    let (mut found, mut end) = (Vec::<Range<usize>>::new(), value.start);
    for at in inside.filter(|at| at.end <= value.end) {
        if at.start >= end {
            found.push(at.clone());
            end = at.end;
        }
    }
    let is_joint = |c: char| JOINTS.contains(&c) || c.is_ascii_digit();
    let joint = |words: Range<usize>| case.text.as_str()[words].chars().all(is_joint);
    // The source parts two names by a space at least.
    let apart = |a: &Range<usize>, b: &Range<usize>| case.text.span(a.clone()).end < case.text.span(b.clone()).start;
    let whole = found.first().is_some_and(|first| first.start == value.start) && joint(end..value.end);
    let parted = found.is_sorted_by(|a, b| apart(a, b) && joint(a.end..b.start));
    if whole && parted { found } else { vec![value.clone()] }
}

/// A name without the other name that a bracket behind it gives: 区知识产权局（区市场监管局）.
fn without_remark(name: &str) -> &str {
    let own = name.strip_suffix('）').and_then(|name| name.rsplit_once('（')).map(|(own, _)| own);
    own.filter(|own| own.ends_with(['局', '委', '办', '院', '会', '厅', '部', '府', '所'])).unwrap_or(name)
}

fn is_reference(mention: &UnitMention) -> bool {
    matches!(mention.rule, "back-reference" | "body-without-place" | "office-of-sub-district")
}

struct UnitResolver<'a> {
    case: &'a Case,
    evidence: &'a Evidence<'a>,
    home: &'a Home,
    lexicon: &'a Lexicon,
    entries: Vec<Entry>,
    /// The street or town that carries the practice out, or the only one that the case names.
    street: Option<SubDistrict>,
    /// How often the text speaks of each body that has branches, as far as it was asked.
    told: RefCell<BTreeMap<&'a str, usize>>,
    resolved: Resolved,
}

/// How often a case's text has some words.
fn times(case: &Case, words: &str) -> usize {
    case.text.as_str().matches(words).count()
}

impl<'a> UnitResolver<'a> {
    /// The units that are named by more than a word that stands for one.
    fn of_names(
        case: &'a Case,
        evidence: &'a Evidence<'a>,
        mentions: &[UnitMention],
        home: &'a Home,
        lexicon: &'a Lexicon,
    ) -> Self {
        let resolved = Resolved::default();
        let (entries, told) = (Vec::new(), RefCell::default());
        let mut of_names = Self { case, evidence, home, lexicon, entries, street: None, told, resolved };
        let mut seen = HashMap::new();
        for mention in mentions.iter().filter(|mention| !is_reference(mention)) {
            of_names.named(mention, &mut seen);
        }
        of_names
    }

    /// What a name stands for in this case; `None` where its place is not known.
    fn entity(&self, name: &str) -> Option<Entity> {
        let (units, places) = (&self.lexicon.units, &self.lexicon.places);
        match self.lexicon.read_unit(name) {
            UnitReading::Known { unit, part } => {
                let known = units.known(unit);
                let (system, place) = (Some(known.system.clone()), places.coded(&known.place));
                let place = self.branch_in(part, place).or(place);
                // A bank's branch is named without what the bank is by law, unless the text writes it.
                let legal = if part.is_empty() || name.starts_with(&known.name) { "" } else { "股份有限公司" };
                let whole = known.name.strip_suffix(legal).unwrap_or(&known.name);
                Some(Entity { name: format!("{whole}{part}"), system, place })
            }
            UnitReading::Body { place, bodies, part } => {
                let bodies = self.spoken_of(bodies);
                let bodies_in =
                    |id| bodies.iter().map(|&body| units.body(body)).filter(move |body| body.is_in(id, places));
                let Some(place) = self.home.place(&place, places, |id| bodies_in(id).next().is_some()) else {
                    return self.of_unknown_zone(name, &place, &bodies);
                };
                let body = self.meant(&bodies_in(place).collect::<Vec<_>>(), name, place)?;
                let basic = body.system == "court" && places.get(place).level.is_lowest();
                let tribunal = units.tribunal(part).filter(|_| basic);
                let name = body.name_in(place, places) + tribunal.as_deref().unwrap_or(part);
                let place = self.branch_in(part, Some(place)).unwrap_or(place);
                Some(Entity { name, system: Some(body.system.clone()), place: Some(place) })
            }
            UnitReading::Open { place, whole_place, own, suffix } => {
                let suffix = suffix.map(|suffix| units.suffix(suffix));
                let templated = suffix.is_some_and(|suffix| suffix.template().is_some());
                let short = matches!(place, PlaceWords::Named(_)) && !whole_place;
                let (place, own) = if templated && short { (PlaceWords::None, name) } else { (place, own) };
                let is_zone = |id| places.is_zone(id);
                // Streets and towns are a zone's only where its name says so.
                let of_many = |id: PlaceId| places.get(id).level.is_lowest() && (!is_zone(id) || whole_place);
                let fits = |id: PlaceId| !templated || of_many(id);
                let found = self.home.place(&place, places, fits);
                let named = matches!(place, PlaceWords::Named(_));
                let stated = if place == PlaceWords::None && !templated { None } else { found };
                let name = match found {
                    Some(id) if templated || (whole_place && place != PlaceWords::None && !is_zone(id)) => {
                        units.open_name(own, suffix, id, places)
                    }
                    None if !named && place != PlaceWords::None => return None,
                    _ => suffix.map_or_else(|| name.to_owned(), |suffix| suffix.written_out(name)),
                };
                Some(Entity { name, system: suffix.map(|suffix| suffix.system.clone()), place: stated })
            }
        }
    }

    /// Of several bodies that a name can mean in a place the one whose full name it is, or that was named before: 县教体局 is the
    /// 教育体育局 of which the text spoke; else the first.
    fn meant<'b>(&self, bodies: &[&'b Body], name: &str, place: PlaceId) -> Option<&'b Body> {
        let full = |body: &Body| body.name_in(place, &self.lexicon.places);
        let known = |body: &Body| self.entries.iter().any(|entry| entry.entity.name == full(body));
        let several = || bodies.iter().filter(|_| bodies.len() > 1);
        let told = several().find(|body| full(body) == name).or_else(|| several().find(|body| known(body)));
        told.or(bodies.first()).copied()
    }

    /// The bodies that some words name, of branches only those of which the text speaks most: 寒亭分局 is none of the police where
    /// it tells of the 生态环境局.
    fn spoken_of(&self, mut bodies: Vec<usize>) -> Vec<usize> {
        let branch_of = |body: &usize| self.lexicon.units.body(*body).branch_of();
        let told = |whole| *self.told.borrow_mut().entry(whole).or_insert_with(|| times(self.case, whole));
        let most = bodies.iter().filter_map(branch_of).map(told).max().filter(|_| bodies.len() > 1);
        if let Some(most) = most {
            bodies.retain(|body| branch_of(body).is_none_or(|whole| told(whole) == most));
        }
        bodies
    }

    /// A body of a zone that the text does not tell, as written: 高新区市场监管局; not a mere 园区管委会.
    fn of_unknown_zone(&self, name: &str, place: &PlaceWords, bodies: &[usize]) -> Option<Entity> {
        place.zone()?;
        let body = bodies.iter().map(|&body| self.lexicon.units.body(body)).find(|body| body.system != "zone")?;
        Some(Entity { name: name.to_owned(), system: Some(body.system.clone()), place: None })
    }

    /// Where a branch works that is named after its place, which lies in that of the whole: 滨海新区分局, 吴江大队.
    fn branch_in(&self, part: &str, whole: Option<PlaceId>) -> Option<PlaceId> {
        let named = PlaceWords::Named(self.lexicon.branch_places(part, whole));
        self.home.place(&named, &self.lexicon.places, |_| true)
    }

    /// A mention that names a unit; what was named so before is the same.
    fn named<'m>(&mut self, mention: &'m UnitMention, seen: &mut HashMap<&'m str, Option<usize>>) {
        let entry = || self.entity(&mention.name).map(|entity| self.entry(entity, mention.rule));
        match *seen.entry(&mention.name).or_insert_with(entry) {
            Some(index) => self.enter(index, mention),
            None => self.unresolved(mention),
        }
    }

    fn unresolved(&mut self, mention: &UnitMention) {
        let message = format!("{}: no unit known by this in the case", mention.name);
        let span = Some(self.evidence.span(&mention.at));
        self.resolved.diagnostics.push(Diagnostic::info("unresolved-unit", message, span));
    }

    fn enter(&mut self, index: usize, mention: &UnitMention) {
        let entry = &mut self.entries[index];
        entry.at.push(mention.at.clone());
        entry.confidence = entry.confidence.max(mention.confidence);
        if mention.role == UnitRole::Partner && entry.role == UnitRole::Mentioned {
            entry.role = UnitRole::Partner;
        }
    }

    /// The index of the entry of an entity, made if there is none.
    fn entry(&mut self, entity: Entity, rule: &'static str) -> usize {
        if let Some(index) = self.entries.iter().position(|entry| entry.entity.name == entity.name) {
            return index;
        }
        self.entries.push(Entry { entity, at: Vec::new(), role: UnitRole::Mentioned, confidence: 0.0, rule });
        self.entries.len() - 1
    }

    /// The units that the header names, whatever else the text says of them.
    fn header(&mut self, mentions: &[UnitMention]) {
        let case = self.case;
        for (fields, role) in
            [(&case.recommended_by, UnitRole::Recommender), (&case.implemented_by, UnitRole::Implementer)]
        {
            for at in fields.iter().flat_map(|field| named_in(case, field, mentions)) {
                self.header_unit(&at, role);
            }
        }
    }

    /// A unit that the header names at some bytes.
    fn header_unit(&mut self, at: &Range<usize>, role: UnitRole) {
        let name = without_remark(&self.case.text.as_str()[at.clone()]).to_owned();
        let entity = self.entity(&name).unwrap_or(Entity { name, system: None, place: None });
        let index = self.entry(entity, "header");
        let entry = &mut self.entries[index];
        (entry.role, entry.confidence, entry.rule) = (role, 0.98, "header");
        if !entry.at.iter().any(|known| known.start < at.end && at.start < known.end) {
            entry.at.insert(0, at.clone());
        }
        self.appoint(index, role);
    }

    /// Lists a unit as recommending or carrying out.
    fn appoint(&mut self, index: usize, role: UnitRole) {
        let entity = &self.entries[index].entity;
        let resolved = &mut self.resolved;
        let (names, places) = match role {
            UnitRole::Recommender => (&mut resolved.recommended_by, &mut resolved.recommenders_in),
            _ => (&mut resolved.implemented_by, &mut resolved.implementers_in),
        };
        if !names.contains(&entity.name) {
            names.push(entity.name.clone());
            places.extend(entity.place);
        }
    }

    /// Without a header, who runs the practice by what the text says.
    fn implementers_of_text(&mut self) {
        let cast = Cast::new(self.case, self.home, &self.entries, self.lexicon);
        for index in cast.implementers() {
            self.entries[index].role = UnitRole::Implementer;
            self.appoint(index, UnitRole::Implementer);
        }
        // What a body of the province runs at home is practised at home; a city's practice is not listed again for the
        // district of one of those that run it.
        let places = &self.lexicon.places;
        for place in &mut self.resolved.implementers_in {
            *place = self.home.main.filter(|&main| places.within(main, *place)).unwrap_or(*place);
        }
        let all: BTreeSet<PlaceId> = self.resolved.implementers_in.iter().copied().collect();
        let outer = |place: PlaceId| all.iter().any(|&other| other != place && places.within(place, other));
        self.resolved.implementers_in.retain(|&place| !outer(place));
    }

    /// A mention that stands for a unit named elsewhere in the case.
    fn reference(&mut self, mention: &UnitMention) {
        let found = match mention.rule {
            "back-reference" => self.referred(mention),
            // Where the case is about no one street or town, those of any may be meant.
            "office-of-sub-district" if self.street.is_none() => return,
            "office-of-sub-district" => self.office(mention),
            _ => self.known_form(mention),
        };
        match found.map(|entity| self.entry(entity, mention.rule)) {
            Some(index) => self.enter(index, mention),
            None => self.unresolved(mention),
        }
    }

    /// The office of the street or town that the case is about.
    fn office(&self, mention: &UnitMention) -> Option<Entity> {
        let street = self.street.as_ref()?;
        let (name, office) = self.lexicon.units.office_in(&mention.name, street, &self.lexicon.places)?;
        Some(Entity { name, system: Some(office.system.clone()), place: Some(street.place) })
    }

    /// The street or town of certain entries, if they are of one.
    fn only_sub_district(&self, chosen: impl Fn(&Entry) -> bool) -> Option<SubDistrict> {
        let (units, places) = (&self.lexicon.units, &self.lexicon.places);
        let of = self.entries.iter().filter(|entry| chosen(entry));
        let of = of.filter(|entry| entry.entity.system.as_deref() == Some("sub-district"));
        let mut of = of.filter_map(|entry| units.sub_district(&entry.entity.name, entry.entity.place?, places));
        let first = of.next()?;
        of.all(|other| other == first).then_some(first)
    }

    /// A unit whose name or form ends with a body's words without place; or the body of the case's own place, where
    /// it stands among other units.
    fn known_form(&self, mention: &UnitMention) -> Option<Entity> {
        let text = self.case.text.as_str();
        let ends = |entry: &&Entry| {
            entry.entity.name.ends_with(&mention.name)
                || entry.at.iter().any(|at| text[at.clone()].ends_with(&mention.name))
        };
        let known = self.entries.iter().find(ends).map(|entry| entry.entity.clone());
        known.or_else(|| self.stands_among_units(mention).then(|| self.body_here(&mention.name)).flatten())
    }

    /// Whether a mention is a member of a list or acts with another unit.
    fn stands_among_units(&self, mention: &UnitMention) -> bool {
        const JOINS: [&str; 8] = ["、", "和", "与", "及", "联合", "会同", "协同", "联动"];
        const OFFICES: [char; 5] = ['局', '委', '办', '所', '厅'];
        let text = self.case.text.as_str();
        let (before, behind) = (&text[..mention.at.start], &text[mention.at.end..]);
        let joined = JOINS.iter().any(|join| before.ends_with(join) || behind.starts_with(join));
        joined || mention.name.ends_with(OFFICES)
    }

    /// The body with these words in the place of the first implementer, or at home.
    fn body_here(&self, form: &str) -> Option<Entity> {
        let places = &self.lexicon.places;
        let own = self.resolved.implementers_in.first().copied();
        let here = [own, self.home.main, self.home.county, self.home.city, self.home.province];
        here.into_iter().flatten().find_map(|place| self.entity(&format!("{}{form}", places.get(place).full)))
    }

    /// What 我局, 该院, 市局, 总局 stand for.
    fn referred(&self, mention: &UnitMention) -> Option<Entity> {
        let word = mention.name.as_str();
        let last = word.char_indices().next_back().map(|(at, _)| &word[at..])?;
        let main = self.resolved.implemented_by.first().and_then(|name| self.by_name(name));
        let noun = ["市", "区", "省", "县", "州"].into_iter().find(|noun| word.starts_with(noun));
        if word == "总局" {
            return self.national(word, main);
        }
        if let Some(noun) = noun {
            return self.of_system(main?, &PlaceWords::Noun(noun), last);
        }
        if let UnitReading::Open { place: place @ PlaceWords::Named(_), .. } = self.lexicon.read_unit(word) {
            return self.of_system(main?, &place, last);
        }
        let tail = word.trim_start_matches(['我', '本', '该']);
        let fits = |entry: &&Entry| entry.entity.name.ends_with(tail);
        if word.starts_with('该') && !main.as_ref().is_some_and(fits) {
            let before = |entry: &&Entry| entry.at.iter().any(|at| at.end <= mention.at.start);
            let last_at =
                |entry: &&Entry| entry.at.iter().filter(|at| at.end <= mention.at.start).map(|at| at.end).max();
            return self
                .entries
                .iter()
                .filter(fits)
                .filter(before)
                .max_by_key(last_at)
                .map(|entry| entry.entity.clone());
        }
        main.filter(fits).map(|entry| entry.entity.clone())
    }

    /// The national body with this end of its name: one named in the case, or that of the system of the case.
    fn national(&self, end: &str, main: Option<&Entry>) -> Option<Entity> {
        if let Some(entry) = self.entries.iter().find(|entry| entry.entity.name.ends_with(end)) {
            return Some(entry.entity.clone());
        }
        let system = main.and_then(|entry| entry.entity.system.clone())?;
        let known = self.lexicon.units.national(&system, end)?;
        Some(Entity { name: known.name.clone(), system: Some(system), place: None })
    }

    fn by_name(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.entity.name == name)
    }

    /// The body of the same system as `main` in the place that is meant.
    fn of_system(&self, main: &Entry, place: &PlaceWords, last: &str) -> Option<Entity> {
        let (units, places) = (&self.lexicon.units, &self.lexicon.places);
        let system = main.entity.system.as_deref()?;
        let place = self.home.place(place, places, |id| units.body_of(system, id, places).is_some())?;
        let name = units.body_of(system, place, places)?.name_in(place, places);
        name.ends_with(last).then(|| Entity { name, system: Some(system.to_owned()), place: Some(place) })
    }

    /// Gives the mentions of a name of an open class to the one unit whose longer name ends with it.
    fn merge_short_names(&mut self) {
        let mut index = 0;
        while index < self.entries.len() {
            match self.longer(index) {
                Some(longer) => {
                    let short = self.entries.remove(index);
                    let longer = &mut self.entries[if longer > index { longer - 1 } else { longer }];
                    longer.at.extend(short.at);
                    longer.confidence = longer.confidence.max(short.confidence);
                }
                None => index += 1,
            }
        }
    }

    fn longer(&self, index: usize) -> Option<usize> {
        let short = &self.entries[index];
        let open = matches!(short.rule, "name-by-last-word" | "name-of-partner" | "name-with-place" | "name-in-list");
        let name = &short.entity.name;
        let ends = |(at, entry): (usize, &Entry)| {
            let longer = entry.entity.name.len() > name.len() && entry.entity.name.ends_with(name.as_str());
            (longer && at != index && short.role != UnitRole::Implementer).then_some(at)
        };
        self.entries.iter().enumerate().find_map(ends).filter(|_| open)
    }

    fn finish(self) -> Resolved {
        let Self { evidence, mut entries, mut resolved, .. } = self;
        entries.sort_by_key(|entry| entry.at.iter().map(|at| at.start).min());
        resolved.units = entries.into_iter().map(|entry| unit(entry, evidence)).collect();
        resolved
    }
}

fn unit(mut entry: Entry, evidence: &Evidence<'_>) -> Unit {
    entry.at.sort_by_key(|at| (at.start, at.end));
    let spans: Vec<Span> = entry.at.iter().map(|at| evidence.span(at)).collect();
    let mut surfaces: Vec<String> = Vec::new();
    for surface in spans.iter().map(|&span| evidence.quote_of(span)) {
        if !surfaces.iter().any(|known| *known == surface) {
            surfaces.push(surface.into_owned());
        }
    }
    Unit {
        name: entry.entity.name,
        surfaces,
        role: entry.role,
        evidence: spans,
        confidence: entry.confidence,
        rule: entry.rule.to_owned(),
    }
}

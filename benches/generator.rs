//! Records of collections of any size with the skew of real ones: few practices and laws are everywhere, most are rare;
//! few districts publish much; practices are born somewhere in some year and spread to neighbours and to districts of
//! the same type. The same plan gives the same records, one after the other, without keeping them.
//!
//! A module of the benches and of the integration tests (by `#[path]`); no part of the library.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "made-up numbers"
)]
#![allow(clippy::cast_possible_wrap, reason = "made-up numbers")]
#![allow(dead_code, reason = "each bench and test uses its part")]

use anpu::model::{
    CaseKind, Change, Law, LawKind, Mechanism, MechanismKind, MechanismRole, MediaType, Outcome, PlaceAuthority,
    Qualifier, Record, Source, Span, Unit, UnitAuthority, UnitRole,
};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Years in which cases are published.
const YEARS: std::ops::RangeInclusive<i32> = 2015..=2025;
/// Types of districts: those of one type like the same families.
const TYPES: usize = 8;
/// Practice families.
const FAMILIES: usize = 60;
/// Unit systems, each with the word for its unit.
const SYSTEMS: [(&str, &str); 12] = [
    ("court", "人民法院"),
    ("procuratorate", "人民检察院"),
    ("public-security", "公安局"),
    ("judicial-administration", "司法局"),
    ("market-regulation", "市场监督管理局"),
    ("tax", "税务局"),
    ("party", "党委政法委员会"),
    ("urban-management", "城市管理局"),
    ("human-resources", "人力资源和社会保障局"),
    ("environment", "生态环境局"),
    ("data", "数据局"),
    ("sub-district", "街道办事处"),
];

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Number of cases.
    pub(crate) cases: usize,
    /// Where the random numbers begin.
    pub(crate) seed: u64,
}

/// A world to write cases about, and the cases.
pub(crate) struct Generator {
    plan: Plan,
    rng: Pcg64,
    places: Vec<Place>,
    concepts: Vec<Concept>,
    laws: usize,
    next: usize,
    /// Practices that each place has put to work so far.
    habits: Vec<Vec<usize>>,
}

struct Place {
    name: String,
    code: String,
    city: usize,
    kind: usize,
    cities: bool,
}

struct Concept {
    name: String,
    family: usize,
    birth: i32,
    home: usize,
}

impl Generator {
    /// A world of a size that fits the number of cases.
    pub(crate) fn new(plan: Plan) -> Self {
        let mut rng = Pcg64::seed_from_u64(plan.seed);
        let places = places((plan.cases / 25).clamp(16, 2800), &mut rng);
        let concepts = concepts(((plan.cases as f64).powf(0.7) as usize).clamp(60, 6000), &places, &mut rng);
        let laws = ((plan.cases as f64).sqrt() as usize * 6).clamp(40, 2000);
        let habits = vec![Vec::new(); places.len()];
        Self { plan, rng, places, concepts, laws, next: 0, habits }
    }

    /// The places and their parents.
    pub(crate) fn place_authority(&self) -> Vec<PlaceAuthority> {
        let parent = |place: &Place| (!place.cities).then(|| self.places[place.city].name.clone());
        let of = |place: &Place| PlaceAuthority {
            name: place.name.clone(),
            code: place.code.clone(),
            parent: parent(place),
        };
        self.places.iter().map(of).collect()
    }

    /// All units that cases may name, with their systems.
    pub(crate) fn unit_authority(&self) -> Vec<UnitAuthority> {
        let of = |place: &Place, (system, word): (&str, &str)| UnitAuthority {
            name: format!("{}{word}", place.name),
            short_forms: Vec::new(),
            system: Some(system.to_owned()),
            jurisdiction: Some(place.name.clone()),
        };
        self.places.iter().flat_map(|place| SYSTEMS.iter().map(move |&system| of(place, system))).collect()
    }

    fn record(&mut self, number: usize) -> Record {
        let year = YEARS.start() + (self.rng.random::<f64>().sqrt() * 11.0) as i32;
        let at = zipf(&mut self.rng, self.places.len(), 0.6);
        let mut places = vec![self.places[at].name.clone()];
        if self.rng.random_bool(0.05) {
            let other = self.rng.random_range(0..self.places.len());
            places.push(self.places[other].name.clone());
            places.dedup();
        }
        let practices = self.practices(at, year);
        let mechanisms = practices.iter().enumerate().map(|(i, &c)| self.mechanism(i, c, at, year)).collect();
        Record {
            id: format!("generated-{}/{number:07}", number / 1000),
            title: format!("第{number}号案例"),
            kind: CaseKind::Case,
            source: Source {
                file: format!("generated-{}.txt", number / 1000),
                sha256: "0".repeat(64),
                media_type: MediaType::Text,
            },
            span: Span::new(number % 1000 * 3000, number % 1000 * 3000 + 3000),
            year: Some(year),
            collection: Some(format!("{year}年汇编")),
            sections: Vec::new(),
            places,
            recommended_by: Vec::new(),
            implemented_by: Vec::new(),
            units: self.units(at, &practices),
            mechanisms,
            laws: self.cited(&practices),
            outcomes: self.outcomes(&practices),
            honours: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Practices of a case: habits of the place, what its type of districts likes, and what everybody does.
    fn practices(&mut self, at: usize, year: i32) -> Vec<usize> {
        let wanted = 1 + (-self.rng.random::<f64>().max(1e-9).ln() * 7.0) as usize;
        let mut chosen = Vec::new();
        for _ in 0..wanted.min(60) * 3 {
            if chosen.len() >= wanted {
                break;
            }
            let habit = !self.habits[at].is_empty() && self.rng.random_bool(0.3);
            let concept = if habit {
                self.habits[at][self.rng.random_range(0..self.habits[at].len())]
            } else {
                zipf(&mut self.rng, self.concepts.len(), 0.9)
            };
            if self.welcome(concept, at, year) && !chosen.contains(&concept) {
                chosen.push(concept);
                if !habit && self.habits[at].len() < 100 {
                    self.habits[at].push(concept);
                }
            }
        }
        chosen
    }

    fn welcome(&mut self, concept: usize, at: usize, year: i32) -> bool {
        let (found, place) = (&self.concepts[concept], &self.places[at]);
        let near = found.home == at || self.places[found.home].city == place.city;
        let liked = (found.family * 7 + place.kind * 3) % TYPES < 2;
        let age = year - found.birth;
        let chance = if age < 0 {
            0.0
        } else {
            (0.1 + 0.3 * f64::from(u8::from(near)) + 0.5 * f64::from(u8::from(liked))) * (f64::from(age) + 1.0) / 4.0
        };
        self.rng.random_bool(chance.clamp(0.0, 1.0))
    }

    fn mechanism(&mut self, order: usize, concept: usize, at: usize, year: i32) -> Mechanism {
        let found = &self.concepts[concept];
        let (name, family) = (found.name.clone(), found.family);
        let first = found.home == at && year - found.birth <= 1;
        let role = match self.rng.random::<f64>() {
            roll if first || roll < 0.03 => MechanismRole::Originates,
            roll if roll < 0.85 => MechanismRole::Adopts,
            _ => MechanismRole::Mentions,
        };
        Mechanism {
            surfaces: vec![name.clone()],
            role,
            kind: MechanismKind::ALL[family % MechanismKind::ALL.len()],
            family: Some(format!("family-{family:02}")),
            concept: name.clone(),
            name,
            evidence: vec![Span::new(order * 40, order * 40 + 6)],
            confidence: 0.9,
            rule: "generated".to_owned(),
        }
    }

    fn units(&mut self, at: usize, practices: &[usize]) -> Vec<Unit> {
        let city = self.places[at].city;
        let count = 1 + (-self.rng.random::<f64>().max(1e-9).ln() * 6.0) as usize;
        let lead = practices.first().map_or(0, |&concept| self.concepts[concept].family) % SYSTEMS.len();
        let mut units: Vec<Unit> = Vec::new();
        for order in 0..count.min(40) {
            let system = if order == 0 { lead } else { zipf(&mut self.rng, SYSTEMS.len(), 0.5) };
            let place = if self.rng.random_bool(0.7) { at } else { city };
            let national = order > 0 && self.rng.random_bool(0.06);
            let name = if national {
                format!("第{:02}总局", zipf(&mut self.rng, 40, 0.8))
            } else {
                format!("{}{}", self.places[place].name, SYSTEMS[system].1)
            };
            if units.iter().any(|unit| unit.name == name) {
                continue;
            }
            let role = match order {
                0 => UnitRole::Implementer,
                _ if self.rng.random_bool(0.6) => UnitRole::Partner,
                _ => UnitRole::Mentioned,
            };
            let evidence = vec![Span::new(order * 60, order * 60 + 9)];
            units.push(Unit {
                surfaces: vec![name.clone()],
                name,
                role,
                evidence,
                confidence: 0.9,
                rule: "generated".to_owned(),
            });
        }
        units
    }

    fn cited(&mut self, practices: &[usize]) -> Vec<Law> {
        let mut laws: Vec<usize> = Vec::new();
        for &concept in practices.iter().take(3) {
            let common = self.rng.random_bool(0.4);
            laws.push(if common { zipf(&mut self.rng, self.laws, 1.1) } else { concept * 31 % self.laws });
        }
        laws.sort_unstable();
        laws.dedup();
        let law = |number: usize| Law {
            title: format!("第{number:04}号办法"),
            surface: format!("《第{number:04}号办法》"),
            kind: LawKind::ALL[number % LawKind::ALL.len()],
            articles: Vec::new(),
            number: None,
            evidence: vec![Span::new(number, number + 8)],
            confidence: 1.0,
            rule: "generated".to_owned(),
        };
        laws.into_iter().map(law).collect()
    }

    fn outcomes(&mut self, practices: &[usize]) -> Vec<Outcome> {
        let Some(&concept) = practices.first() else { return Vec::new() };
        let family = self.concepts[concept].family;
        let count = self.rng.random_range(0..8_usize);
        (0..count)
            .map(|order| {
                let rate = order % 3 == 2;
                let value = if rate {
                    f64::from(self.rng.random_range(600..1000)) / 10.0
                } else {
                    (self.rng.random::<f64>() * 9.0).exp().round()
                };
                Outcome {
                    indicator: format!("第{family:02}类指标{order}"),
                    value,
                    unit: if rate { "%" } else { "件" }.to_owned(),
                    qualifier: Qualifier::Exact,
                    change: (order == 5).then_some(Change::Decrease),
                    from: None,
                    period: None,
                    quote: format!("{value}"),
                    evidence: vec![Span::new(order * 50, order * 50 + 10)],
                    confidence: 0.9,
                    rule: "generated".to_owned(),
                }
            })
            .collect()
    }
}

impl Iterator for Generator {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        (self.next < self.plan.cases).then(|| {
            self.next += 1;
            self.record(self.next)
        })
    }
}

/// A rank from 0 with probability falling like `(rank + 2)^-s`, by inverting the continuous distribution.
fn zipf(rng: &mut impl Rng, n: usize, s: f64) -> usize {
    let (low, high) = (2.0_f64.powf(1.0 - s), (n as f64 + 2.0).powf(1.0 - s));
    let x = (low + rng.random::<f64>() * (high - low)).powf(1.0 / (1.0 - s));
    ((x - 2.0) as usize).min(n - 1)
}

/// Cities of about nine districts each, in an order in which cities and districts are mixed.
fn places(districts: usize, rng: &mut impl Rng) -> Vec<Place> {
    let cities = districts.div_ceil(9);
    let mut places: Vec<Place> = (0..cities)
        .map(|city| Place {
            name: format!("第{city:03}市"),
            code: format!("{:04}00", city + 1000),
            city,
            kind: city % TYPES,
            cities: true,
        })
        .collect();
    for district in 0..districts {
        let city = district % cities;
        places.push(Place {
            name: format!("第{city:03}市{district:04}区"),
            code: format!("{:04}{:02}", city + 1000, district / cities + 1),
            city,
            kind: rng.random_range(0..TYPES),
            cities: false,
        });
    }
    places
}

fn concepts(count: usize, places: &[Place], rng: &mut impl Rng) -> Vec<Concept> {
    let concept = |number: usize, rng: &mut _| Concept {
        name: format!("{number:05}联动"),
        family: zipf(rng, FAMILIES, 0.5),
        birth: YEARS.start() - 3 + zipf(rng, 14, 0.2) as i32,
        home: zipf(rng, places.len(), 0.6),
    };
    (0..count).map(|number| concept(number, rng)).collect()
}

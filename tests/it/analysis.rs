//! The analyses on hand-worked cases, on generated collections and against other implementations.

mod diffusion;
#[path = "../../benches/generator.rs"]
mod generator;
mod outcomes;
mod paths;
mod recurrence;
mod sets;
mod similarity;
mod structure;

use anpu::analysis::Corpus;
use anpu::model::{
    CaseKind, Mechanism, MechanismKind, MechanismRole, MediaType, PlaceAuthority, Record, Source, Span, Unit,
    UnitAuthority, UnitRole,
};
use generator::{Generator, Plan};
use serde_json::Value;

/// A case of a year and places with practices, written `name` (adopted), `name!` (originated) or `name?` (mentioned).
fn case(id: &str, year: i32, places: &[&str], practices: &[&str]) -> Record {
    Record {
        id: id.to_owned(),
        title: format!("案例{id}"),
        kind: CaseKind::Case,
        source: Source { file: "hand.txt".to_owned(), sha256: "0".repeat(64), media_type: MediaType::Text },
        span: Span::new(0, 1000),
        year: (year > 0).then_some(year),
        collection: None,
        sections: Vec::new(),
        places: places.iter().map(|&place| place.to_owned()).collect(),
        recommended_by: Vec::new(),
        implemented_by: Vec::new(),
        units: Vec::new(),
        mechanisms: practices.iter().enumerate().map(|(order, practice)| mechanism(order, practice)).collect(),
        laws: Vec::new(),
        outcomes: Vec::new(),
        honours: Vec::new(),
        diagnostics: Vec::new(),
    }
}

fn mechanism(order: usize, written: &str) -> Mechanism {
    let name = written.trim_end_matches(['!', '?']);
    let role = match written.strip_prefix(name) {
        Some("!") => MechanismRole::Originates,
        Some("?") => MechanismRole::Mentions,
        _ => MechanismRole::Adopts,
    };
    Mechanism {
        name: name.to_owned(),
        surfaces: vec![name.to_owned()],
        role,
        kind: MechanismKind::Inspection,
        family: Some(format!("{}-family", name.chars().next().unwrap_or('x'))),
        concept: name.to_owned(),
        evidence: vec![Span::new(order * 10, order * 10 + 5)],
        confidence: 1.0,
        rule: "hand".to_owned(),
    }
}

/// A unit that acts in a case or is only named.
fn unit(name: &str, acts: bool) -> Unit {
    Unit {
        name: name.to_owned(),
        surfaces: vec![name.to_owned()],
        role: if acts { UnitRole::Partner } else { UnitRole::Mentioned },
        evidence: vec![Span::new(0, 4)],
        confidence: 1.0,
        rule: "hand".to_owned(),
    }
}

/// The corpus of these records, units with their systems.
fn corpus_of(records: &[Record], systems: &[(&str, &str)]) -> Corpus {
    let unit = |(name, system): &(&str, &str)| UnitAuthority {
        name: (*name).to_owned(),
        short_forms: Vec::new(),
        system: Some((*system).to_owned()),
        jurisdiction: None,
    };
    Corpus::new(records, &[], &systems.iter().map(unit).collect::<Vec<_>>())
}

/// What `tests/analysis/golden.py` wrote.
fn golden() -> Value {
    serde_json::from_str(include_str!("../analysis/golden.json")).expect("golden.json is JSON")
}

/// A list of numbers, or a single one.
fn numbers(value: &Value) -> Vec<f64> {
    let one = || vec![value.as_f64().expect("a number")];
    value.as_array().map_or_else(one, |list| list.iter().map(|item| item.as_f64().expect("a number")).collect())
}

fn place(name: &str, parent: Option<&str>) -> PlaceAuthority {
    PlaceAuthority { name: name.to_owned(), code: "000000".to_owned(), parent: parent.map(str::to_owned) }
}

/// A generated collection.
fn generated(cases: usize, seed: u64) -> Corpus {
    generated_with(cases, seed, |_| ())
}

/// A generated collection with each record changed.
fn generated_with(cases: usize, seed: u64, change: impl Fn(&mut Record)) -> Corpus {
    let generator = Generator::new(Plan { cases, seed });
    let (places, units) = (generator.place_authority(), generator.unit_authority());
    let mut records: Vec<Record> = generator.collect();
    records.iter_mut().for_each(change);
    Corpus::new(&records, &places, &units)
}

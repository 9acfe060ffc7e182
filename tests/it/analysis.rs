//! The analyses on hand-worked cases, on generated collections and against other implementations.

mod diffusion;
#[path = "../../benches/generator.rs"]
mod generator;
mod recurrence;

use anpu::analysis::Corpus;
use anpu::model::{CaseKind, Mechanism, MechanismKind, MechanismRole, MediaType, PlaceAuthority, Record, Source, Span};
use generator::{Generator, Plan};

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

fn place(name: &str, parent: Option<&str>) -> PlaceAuthority {
    PlaceAuthority { name: name.to_owned(), code: "000000".to_owned(), parent: parent.map(str::to_owned) }
}

/// A generated collection with each record changed.
fn generated_with(cases: usize, seed: u64, change: impl Fn(&mut Record)) -> Corpus {
    let generator = Generator::new(Plan { cases, seed });
    let (places, units) = (generator.place_authority(), generator.unit_authority());
    let mut records: Vec<Record> = generator.collect();
    records.iter_mut().for_each(change);
    Corpus::new(&records, &places, &units)
}

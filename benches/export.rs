//! How long exports take against writing the same graph as N-Quads: `cargo bench --bench export -- --cases 100000`.
#![allow(clippy::cast_precision_loss, clippy::unwrap_used, missing_docs, reason = "a bench")]

mod generator;

use std::path::Path;
use std::time::Instant;

use anpu::export::{Filters, Format, Options, Sink, View, export};
use anpu::model::{Document, MediaType, PlaceAuthority, Record, Source, UnitAuthority};
use anpu::rdf::{self, Authorities, Entities, Iris, Provenance};
use anpu::store::{Dataset, Manifest, Packed, Writer};
use generator::{Generator, Plan};
use oxigraph::io::{RdfFormat, RdfSerializer};

/// Cases of one document.
const CASES: usize = 100;

struct Known {
    places: std::collections::BTreeMap<String, PlaceAuthority>,
    units: std::collections::BTreeMap<String, UnitAuthority>,
}

impl Authorities for Known {
    fn place(&self, name: &str) -> Option<PlaceAuthority> {
        self.places.get(name).cloned()
    }

    fn unit(&self, name: &str) -> Option<UnitAuthority> {
        self.units.get(name).cloned()
    }
}

fn main() {
    let mut args = std::env::args().skip_while(|arg| arg != "--cases").skip(1);
    let cases = args.next().and_then(|cases| cases.parse().ok()).unwrap_or(10_000);
    let generator = Generator::new(Plan { cases, seed: 1 });
    let places = generator.place_authority().into_iter().map(|place| (place.name.clone(), place)).collect();
    let units = generator.unit_authority().into_iter().map(|unit| (unit.name.clone(), unit)).collect();
    let known = Known { places, units };
    let folder = tempfile::tempdir().unwrap();
    let (dataset, nquads) = dataset(folder.path(), generator, &known);
    println!("{:24} {nquads:8.2} s  quads made and written as N-Quads: the measure", "baseline");
    for (name, format) in Format::all() {
        let views = if format.has_views() && format != Format::Xlsx { &View::ALL[..] } else { &View::ALL[..1] };
        for &view in views {
            let options = Options { format, view, filters: Filters::default(), chinese: true };
            let path = folder.path().join("export");
            let start = Instant::now();
            export(&dataset, &options, Sink::Path(&path)).unwrap();
            let time = start.elapsed().as_secs_f64();
            println!("{name:12} {:18} {time:8.2} s  {:5.2} times", view.as_str(), time / nquads);
            if path.is_dir() { std::fs::remove_dir_all(&path).unwrap() } else { std::fs::remove_file(&path).unwrap() }
        }
    }
}

/// The dataset, and how long it takes to make its documents' quads and write them as N-Quads.
fn dataset(folder: &Path, generator: Generator, known: &Known) -> (Dataset, f64) {
    let (iris, made) = (Iris::default(), Provenance { version: "0".to_owned(), lexicon: "0".to_owned() });
    let activity = made.activity(&iris);
    let mut writer = Writer::create(folder).unwrap();
    let (mut entities, mut nquads, mut number) = (Entities::default(), 0.0, 0);
    let mut records = generator.peekable();
    while records.peek().is_some() {
        number += 1;
        let document = document(number);
        let part: Vec<Record> = records.by_ref().take(CASES).collect();
        for record in &part {
            entities.add(record);
        }
        let start = Instant::now();
        let mut out = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
        rdf::document(&document, &part, &iris, known, activity.as_ref(), |quad| out.serialize_quad(quad)).unwrap();
        drop(out.finish().unwrap());
        nquads += start.elapsed().as_secs_f64();
        let packed = Packed::new(&document, &part, |sink| {
            rdf::document(&document, &part, &iris, known, activity.as_ref(), sink)
        });
        writer.document(packed.unwrap()).unwrap();
    }
    writer.shared(|sink| entities.quads(&iris, known, |_| false, sink)).unwrap();
    (writer.finish(Manifest { base: iris.base().to_owned(), ..Manifest::default() }).unwrap(), nquads)
}

fn document(number: usize) -> Document {
    let source = Source { file: format!("{number}.txt"), sha256: String::new(), media_type: MediaType::Text };
    Document { id: format!("{number:05}"), source, text: "案".repeat(CASES * 2000) }
}

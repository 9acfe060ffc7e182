//! How long exports take against writing the same graph as N-Quads, by Oxigraph's serializer and by our own export, which
//! only unpacks what stands ready: `cargo bench --bench export -- --cases 100000` (with `--dataset FOLDER` the dataset is
//! kept for the next time, with `--only FORMAT` one format is measured, with `--full` only the view of everything).
#![allow(clippy::cast_precision_loss, clippy::unwrap_used, missing_docs, reason = "a bench")]

mod generator;

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anpu::export::{Filters, Format, Options, Sink, View, export};
use anpu::model::{Document, MediaType, PlaceAuthority, Record, Source, UnitAuthority};
use anpu::rdf::{self, Authorities, Entities, Iris, Provenance};
use anpu::store::{Dataset, Manifest, Packed, Writer};
use generator::{Generator, Plan};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::Quad;

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
    let cases = argument("--cases").map_or(10_000, |cases| cases.parse().unwrap());
    let only = argument("--only");
    let temporary = tempfile::tempdir().unwrap();
    let folder = argument("--dataset").map_or_else(|| temporary.path().join("dataset"), PathBuf::from);
    if !folder.exists() {
        fill(&folder, cases);
    }
    let dataset = Dataset::open(&folder).unwrap();
    let totals = &dataset.manifest().totals;
    println!("{} cases, {} quads", totals.cases, totals.quads);
    println!("seconds of the clock and of processors; times as long as Oxigraph's N-Quads and as ours, by either");
    let full = std::env::args().any(|arg| arg == "--full");
    let theirs = nquads(&dataset);
    let mut measures = [theirs, theirs];
    told("baseline", "Oxigraph's N-Quads", theirs, measures);
    let ours = Format::all().filter(|(name, _)| *name == "nquads");
    let is_wanted = |name: &str, format| {
        format != Format::Html && name != "nquads" && only.as_ref().is_none_or(|only| only == name)
    };
    for (name, format) in ours.chain(Format::all().filter(|(name, format)| is_wanted(name, *format))) {
        let has_views = format.has_views() && format != Format::Xlsx && !full;
        let views = if has_views { &View::ALL[..] } else { &View::ALL[..1] };
        for &view in views {
            let options = Options { format, view, filters: Filters::default(), chinese: true };
            let path = temporary.path().join("export");
            let mut result = Ok(());
            let time = timed(|| result = export(&dataset, &options, Sink::Path(&path)));
            if let Err(error) = result {
                println!("{name:12} {:20} {error}", view.as_str());
                continue;
            }
            if name == "nquads" {
                measures[1] = time;
            }
            told(name, view.as_str(), time, measures);
            if path.is_dir() { std::fs::remove_dir_all(&path).unwrap() } else { std::fs::remove_file(&path).unwrap() }
        }
    }
}

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|arg| arg != name).nth(1)
}

/// Seconds of the clock and of processors that something takes.
fn timed(what: impl FnOnce()) -> [f64; 2] {
    let (start, before) = (Instant::now(), processors());
    what();
    [start.elapsed().as_secs_f64(), processors() - before]
}

/// Seconds that the processors worked for this process (Linux; elsewhere 0).
fn processors() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn told(format: &str, view: &str, time: [f64; 2], measures: [[f64; 2]; 2]) {
    let [theirs, ours] = measures.map(|measure| [0, 1].map(|kind| time[kind] / measure[kind]));
    println!(
        "{format:12} {view:20} {:8.2} s {:8.2} s  Oxigraph {:5.2} {:5.2}  ours {:5.2} {:5.2}",
        time[0], time[1], theirs[0], theirs[1], ours[0], ours[1]
    );
}

/// Writing the graph as N-Quads into a file, with each document's quads in memory: what any store has to do.
fn nquads(dataset: &Dataset) -> [f64; 2] {
    let mut out = BufWriter::with_capacity(1 << 18, tempfile::tempfile().unwrap());
    let mut time = [0.0; 2];
    let parts = dataset.index().iter().map(|entry| dataset.quads_of(entry)).chain([dataset.shared_quads()]);
    for part in parts {
        let parser = RdfParser::from_format(RdfFormat::NQuads).lenient();
        let quads: Vec<Quad> = parser.for_slice(&part.unwrap()).map(Result::unwrap).collect();
        let part = timed(|| {
            let mut writer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(&mut out);
            for quad in &quads {
                writer.serialize_quad(quad).unwrap();
            }
            writer.finish().unwrap();
        });
        time = [time[0] + part[0], time[1] + part[1]];
    }
    let end = timed(|| out.into_inner().unwrap().sync_all().unwrap());
    [time[0] + end[0], time[1] + end[1]]
}

/// Writes a dataset of generated cases.
fn fill(folder: &Path, cases: usize) {
    let generator = Generator::new(Plan { cases, seed: 1 });
    let places = generator.place_authority().into_iter().map(|place| (place.name.clone(), place)).collect();
    let units = generator.unit_authority().into_iter().map(|unit| (unit.name.clone(), unit)).collect();
    let known = Known { places, units };
    let (iris, made) = (Iris::default(), Provenance { version: "0".to_owned(), lexicon: "0".to_owned() });
    let activity = made.activity(&iris);
    let mut writer = Writer::create(folder).unwrap();
    let (mut entities, mut number) = (Entities::default(), 0);
    let mut records = generator.peekable();
    while records.peek().is_some() {
        number += 1;
        let document = document(number);
        let part: Vec<Record> = records.by_ref().take(CASES).collect();
        for record in &part {
            entities.add(record);
        }
        let packed = Packed::new(&document, &part, |sink| {
            rdf::document(&document, &part, &iris, &known, activity.as_ref(), sink)
        });
        writer.document(packed.unwrap()).unwrap();
    }
    writer.shared(|sink| entities.quads(&iris, &known, |_| false, sink)).unwrap();
    writer.finish(Manifest { base: iris.base().to_owned(), ..Manifest::default() }).unwrap();
}

fn document(number: usize) -> Document {
    let source = Source { file: format!("{number}.txt"), sha256: String::new(), media_type: MediaType::Text };
    Document { id: format!("{number:05}"), source, text: "案".repeat(CASES * 2000) }
}

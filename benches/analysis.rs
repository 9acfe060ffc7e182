//! How long the analyses take on generated records: `cargo bench --bench analysis -- --cases 100000`.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bench")]
#![allow(clippy::indexing_slicing, clippy::expect_used, missing_docs, reason = "a bench")]

mod generator;

use std::time::Instant;

use anpu::analysis::{Corpus, RecurrenceOptions, Report, recurrence};
use generator::{Generator, Plan};

fn main() {
    let mut args = std::env::args().skip_while(|arg| arg != "--cases").skip(1);
    let cases = args.next().and_then(|cases| cases.parse().ok()).unwrap_or(10_000);
    let generator = Generator::new(Plan { cases, seed: 1 });
    let (places, units) = (generator.place_authority(), generator.unit_authority());
    let records: Vec<_> = timed("generate", || generator.collect());
    let corpus = timed("corpus", || Corpus::new(&records, &places, &units));
    println!(
        "{} practices {} places {} units {} laws",
        corpus.concepts.len(),
        corpus.places.len(),
        corpus.units.len(),
        corpus.laws.len()
    );
    println!("{} uses", corpus.case_practices.items().len());
    let found = timed("recurrence", || recurrence(&corpus, RecurrenceOptions::default()));
    println!(
        "{} practices recur, {} cells",
        found.practices.len(),
        found.practices.iter().map(|p| p.cells.len()).sum::<usize>()
    );
    let tables = timed("tables", || found.tables());
    println!("{}", tables.len());
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    println!("{what:30} {:8.3} s", start.elapsed().as_secs_f64());
    result
}

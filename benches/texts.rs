//! Makes a folder of case texts of any size, to measure builds with: `cargo bench --bench texts -- CASES FOLDER`.
//!
//! Texts are those of the sample cases, moved to other districts (few publish much, most little) and with other numbers;
//! some samples are taken often, most seldom. Each text is its own, and the same count gives the same texts.
#![allow(missing_docs, reason = "a program")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "made-up numbers"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Files in one folder.
const IN_FOLDER: usize = 1000;
/// Bytes of a text; three samples or so, as real cases are about so long.
const LENGTH: usize = 3000;

/// A sample text and the short name of the district that it is about.
struct Sample {
    text: String,
    district: String,
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [cases, folder] = arguments.as_slice() else {
        println!("usage: cargo bench --bench texts -- CASES FOLDER");
        return Ok(());
    };
    let cases = cases.parse().map_err(io::Error::other)?;
    let (samples, districts) = (samples()?, districts()?);
    let mut rng = Pcg64::seed_from_u64(1);
    for number in 0..cases {
        let within = PathBuf::from(folder).join(format!("{:04}", number / IN_FOLDER));
        fs::create_dir_all(&within)?;
        fs::write(within.join(format!("案例{number:07}.txt")), text(&samples, &districts, &mut rng))?;
    }
    Ok(())
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The sample cases that are about one district.
fn samples() -> io::Result<Vec<Sample>> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(root("data/gold/cases"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let gold: serde_json::Value = serde_json::from_str(&fs::read_to_string(path.with_extension("json"))?)?;
            let place = gold["places"][0].as_str().unwrap_or_default().to_owned();
            let district = place.rsplit(['市', '省']).next().unwrap_or_default();
            let district = district.trim_end_matches('区').trim_end_matches("新").to_owned();
            texts.insert(path.clone(), Sample { text: fs::read_to_string(path)?, district });
        }
    }
    Ok(texts.into_values().filter(|sample| !sample.district.is_empty()).collect())
}

/// Short names of the districts of the country.
fn districts() -> io::Result<Vec<String>> {
    let table = fs::read_to_string(root("data/places.tsv"))?;
    let names = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').nth(1));
    let short = names.filter_map(|name| name.strip_suffix('区')).filter(|name| name.chars().count() == 2);
    Ok(short.map(str::to_owned).collect())
}

/// A rank below `count`, small ones more often.
fn skewed(rng: &mut Pcg64, count: usize) -> usize {
    let rank = (count as f64).powf(rng.random::<f64>()) - 1.0;
    (rank as usize).min(count - 1)
}

fn text(samples: &[Sample], districts: &[String], rng: &mut Pcg64) -> String {
    let district = &districts[skewed(rng, districts.len())];
    let mut text = String::new();
    while text.len() < LENGTH {
        let sample = &samples[skewed(rng, samples.len())];
        let moved = sample.text.replace(&sample.district, district);
        let body = if text.is_empty() { &moved[..] } else { moved.split_once('\n').map_or("", |(_, body)| body) };
        renumbered(body, rng, &mut text);
        text.push('\n');
    }
    text
}

/// Appends `body` with other numbers; years and what has one digit stay.
fn renumbered(body: &str, rng: &mut Pcg64, text: &mut String) {
    let mut rest = body;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = rest[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - at);
        text.push_str(&rest[..at]);
        let number = &rest[at..at + digits];
        if digits == 1 || (digits == 4 && number.starts_with("20")) {
            text.push_str(number);
        } else {
            let high = 10_u64.saturating_pow(digits.min(9) as u32);
            // Writing to a string does not fail.
            let _ = write!(text, "{}", rng.random_range(high / 10..high));
        }
        rest = &rest[at + digits..];
    }
    text.push_str(rest);
}

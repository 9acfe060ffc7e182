//! A still of the page: one file with the page's script and style and the answers to all that its views ask, to be kept, sent
//! and read offline. Its policy lets it load nothing. Free queries and decisions need the server and are not in it.

mod answers;

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::ServerOptions;
use super::page;
use super::state::{Loaded, State};
use crate::export::{Error, Options, Sink, View, put};
use crate::store::Dataset;

use answers::Answer;

/// Bytes of answers that are packed together, and unpacked when one of them is first asked for.
const PART: usize = 1 << 18;

/// Writes a still of the page over a dataset, opened at the overview, or at the network of a view other than the full one.
///
/// # Errors
/// The dataset cannot be read or is too large for one file, filters are set, the program was built without the page, or the
/// sink takes no more.
pub fn still(dataset: &Dataset, options: &Options, sink: Sink<'_>) -> Result<(), Error> {
    let state = State::open(ServerOptions::new(dataset.folder()))?;
    put(sink, |out| of(&state.loaded(), dataset, options, out))
}

/// The same, of a dataset that is served.
pub(super) fn of(loaded: &Loaded, dataset: &Dataset, options: &Options, out: &mut dyn Write) -> Result<(), Error> {
    if !options.filters.is_all() {
        return Err(Error::Unfit("a still of the page holds all of the dataset: filter in the page".to_owned()));
    }
    write(&answers::all(loaded, dataset)?, options.view, options.chinese, out)
}

fn write(answers: &[Answer], view: View, chinese: bool, out: &mut dyn Write) -> Result<(), Error> {
    let (script, style) = (asset("still.js")?, asset("still.css")?);
    let lang = if chinese { "zh-CN" } else { "en" };
    let start = if view == View::Full { String::new() } else { format!("#/network?view={}", view.as_str()) };
    let policy = format!(
        "default-src 'none'; img-src data: blob:; worker-src blob:; style-src 'sha256-{}'; script-src 'sha256-{}'",
        digest(style),
        digest(script)
    );
    writeln!(out, "<!doctype html>\n<html lang=\"{lang}\" data-start=\"{start}\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "{}\n<style>{style}</style>\n</head>\n<body>\n<div id=\"app\"></div>", include_str!("head.html"))?;
    let parts = parts(answers);
    let keys: Vec<Vec<&str>> =
        parts.iter().map(|part| part.iter().map(|answer| answer.key.as_str()).collect()).collect();
    pack("answers", &serde_json::to_vec(&keys)?, out)?;
    for (number, part) in parts.iter().enumerate() {
        pack(&format!("answers-{number}"), joined(part).as_bytes(), out)?;
    }
    Ok(write!(out, "<script type=\"module\">{script}</script>\n</body>\n</html>\n")?)
}

/// A file of the page, safe within an element of HTML.
fn asset(name: &str) -> Result<&'static str, Error> {
    let text = page::text(&format!("still/{name}")).ok_or_else(|| {
        Error::Unfit(
            "this program was built without the page: build it where npm (Node.js 20.19 or later) is".to_owned(),
        )
    })?;
    let is_safe = !["</script", "</style", "<!--"].iter().any(|end| text.contains(end));
    if is_safe { Ok(text) } else { Err(Error::Unfit(format!("{name} would end its element"))) }
}

fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

/// The answers in parts of about [`PART`] bytes.
fn parts(answers: &[Answer]) -> Vec<Vec<&Answer>> {
    let mut parts: Vec<Vec<&Answer>> = Vec::new();
    let mut size = PART;
    for answer in answers {
        if size >= PART {
            parts.push(Vec::new());
            size = 0;
        }
        size += answer.json.len();
        parts.last_mut().into_iter().for_each(|part| part.push(answer));
    }
    parts
}

/// The answers of a part, in the order of their keys in the index.
fn joined(part: &[&Answer]) -> String {
    let values: Vec<&str> = part.iter().map(|answer| answer.json.as_str()).collect();
    format!("[{}]", values.join(","))
}

/// A script element that holds packed data, in letters that mean nothing to HTML.
fn pack(id: &str, bytes: &[u8], out: &mut dyn Write) -> Result<(), Error> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    let text = STANDARD.encode(packed.finish()?);
    Ok(writeln!(out, "<script type=\"application/gzip\" id=\"{id}\">{text}</script>")?)
}

//! What must hold of any input at all. Each law takes the input and panics where it is broken; the tests in `fuzzed` try them
//! on made-up inputs at every `cargo test`, the fuzzers in `fuzz/` on millions.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use anpu::corpus;
use anpu::extract;
use anpu::lexicon::Lexicon;
use anpu::model::{Case, Decision, Document, MediaType, Mentions, Record, Source, Span, squeeze};
use anpu::pipeline;
use anpu::segment;
use anpu::store::{
    Dataset, Decisions, Error, Format, Journal, Limits, Manifest, Packed, QuadSink, Query, QueryKind, Store, Update,
    Writer,
};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::builtin().expect("the built-in files"));

/// The names by which bytes are read.
const NAMES: [&str; 5] = ["a.txt", "a.md", "a.html", "a.docx", "a.pdf"];

/// Bytes are a document, or are refused for a reason that fits on a line.
pub(crate) fn reading(which: usize, bytes: &[u8]) {
    let name = NAMES[which % NAMES.len()];
    match corpus::read_bytes(name, "a", bytes) {
        Ok(document) => {
            assert!(document.text.len() <= corpus::limits::MAX_TEXT_BYTES);
            assert!(!document.text.trim().is_empty());
            cleaning(&document.text);
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with(name) && !message.contains('\n'), "{message}");
        }
    }
}

/// Each clean character stands for one of the source, later ones for later ones; a line is cleaned as if it stood alone, or
/// as if a line before had opened a quotation with a straight mark.
pub(crate) fn cleaning(source: &str) {
    const OPENED: (&str, &str) = ("一\"\n", "一“\n");
    let (clean, count) = (corpus::clean(source), source.chars().count());
    let mut before = None;
    for (_, at, _) in clean.chars() {
        assert!(at < count && before.is_none_or(|before| before < at), "{at} after {before:?} of {count}");
        before = Some(at);
    }
    let mut rest = clean.as_str();
    for line in source.split_inclusive('\n') {
        let (alone, quoted) = (corpus::clean(line), corpus::clean(&format!("{}{line}", OPENED.0)));
        let quoted = quoted.as_str().strip_prefix(OPENED.1).unwrap_or_default();
        let behind = rest.strip_prefix(alone.as_str()).or_else(|| rest.strip_prefix(quoted));
        rest = behind.unwrap_or_else(|| panic!("{line:?} is neither {:?} nor {quoted:?}: {rest:?}", alone.as_str()));
    }
    assert_eq!(rest, "");
}

fn document(text: &str) -> Document {
    let source = Source { file: "a.txt".to_owned(), sha256: "0".repeat(64), media_type: MediaType::Text };
    Document { id: "a".to_owned(), source, text: text.to_owned() }
}

/// Cases stand one after the other inside the text, their parts inside them and on the borders of characters.
pub(crate) fn segmenting(text: &str) {
    let (document, count) = (document(text), text.chars().count());
    let cases = segment::cases(&document, &corpus::clean(text));
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "{ids:?}");
    let mut end = 0;
    for case in &cases {
        assert!(
            end <= case.span.start && case.span.start <= case.span.end && case.span.end <= count,
            "{:?}",
            case.span
        );
        end = case.span.end;
        segmented(case);
    }
}

fn segmented(case: &Case) {
    let text = case.text.as_str();
    let mut last = None;
    for (_, at, _) in case.text.chars() {
        assert!(case.span.contains(Span::new(at, at + 1)), "{at} is not in {:?}", case.span);
        assert!(last.is_none_or(|last| last < at), "{at} after {last:?}");
        last = Some(at);
    }
    let named = case.recommended_by.iter().chain(&case.implemented_by);
    let headings = case.sections.iter().map(|section| &section.heading);
    for range in named.chain(headings).chain([&case.title_at]) {
        assert!(text.get(range.clone()).is_some(), "{range:?}");
    }
    let mut at = case.sections.first().map_or(text.len(), |first| first.range.start);
    for section in &case.sections {
        assert_eq!(section.range.start, at);
        assert!(section.heading.is_empty() || is_inside(&section.heading, &section.range), "{section:?}");
        at = section.range.end;
    }
    assert_eq!(at, text.len());
}

fn is_inside(part: &Range<usize>, whole: &Range<usize>) -> bool {
    whole.start <= part.start && part.end <= whole.end
}

/// Every fact stands in the text where its evidence says, and a record is the same after it was written.
pub(crate) fn extracting(text: &str) {
    let document = document(text);
    let characters: Vec<char> = text.chars().collect();
    for case in segment::cases(&document, &corpus::clean(text)) {
        mentioned(case.text.as_str(), &extract::mentions(&case, &LEXICON));
    }
    for record in pipeline::records(&document, &LEXICON) {
        for (surfaces, evidence, confidence) in facts(&record) {
            assert!((0.0..=1.0).contains(&confidence), "{surfaces:?}: {confidence}");
            assert!(!evidence.is_empty(), "{surfaces:?} has no evidence");
            for span in evidence {
                assert!(record.span.contains(*span), "{surfaces:?} at {span:?} is not in {:?}", record.span);
                let said: String = characters[span.start..span.end].iter().collect();
                let stands = surfaces.iter().any(|surface| squeeze(surface) == squeeze(&said));
                assert!(stands, "{said} at {span:?} is none of {surfaces:?}");
            }
        }
        let written = serde_json::to_string(&record).expect("a record is written");
        assert_eq!(serde_json::from_str::<Record>(&written).expect("a record is read"), record);
    }
}

/// What each fact of a record quotes, where, and how sure it is.
pub(crate) fn facts(record: &Record) -> Vec<(Vec<&str>, &[Span], f64)> {
    fn all(surfaces: &[String]) -> Vec<&str> {
        surfaces.iter().map(String::as_str).collect()
    }
    let units = record.units.iter().map(|fact| (all(&fact.surfaces), &*fact.evidence, fact.confidence));
    let mechanisms = record.mechanisms.iter().map(|fact| (all(&fact.surfaces), &*fact.evidence, fact.confidence));
    let laws = record.laws.iter().map(|fact| (vec![&*fact.surface], &*fact.evidence, fact.confidence));
    let outcomes = record.outcomes.iter().map(|fact| (vec![&*fact.quote], &*fact.evidence, fact.confidence));
    let honours = record.honours.iter().map(|fact| (vec![&*fact.quote], &*fact.evidence, fact.confidence));
    units.chain(mechanisms).chain(laws).chain(outcomes).chain(honours).collect()
}

/// Mentions stand on characters' borders; laws, honours and places in order and apart, while a name of a practice or unit may
/// stand within a longer one.
fn mentioned(text: &str, found: &Mentions) {
    fn places<T>(all: &[T], at: impl Fn(&T) -> &Range<usize>) -> Vec<Range<usize>> {
        all.iter().map(|one| at(one).clone()).collect()
    }
    apart(text, "laws", &places(&found.laws, |law| &law.at));
    apart(text, "honours", &places(&found.honours, |honour| &honour.at));
    apart(text, "places", &places(&found.places, |place| &place.at));
    let inside = |at: &Range<usize>| assert!(text.get(at.clone()).is_some_and(|said| !said.is_empty()), "{at:?}");
    found.units.iter().for_each(|unit| inside(&unit.at));
    found.mechanisms.iter().for_each(|mechanism| inside(&mechanism.at));
    found.outcomes.iter().for_each(|outcome| inside(&outcome.at));
    found.laws.iter().filter_map(|law| law.number.as_ref()).for_each(inside);
    found.honours.iter().filter_map(|honour| honour.by.as_ref()).for_each(inside);
    found.outcomes.iter().filter_map(|outcome| outcome.period.as_ref()).for_each(inside);
    for value in found.outcomes.iter().flat_map(|outcome| outcome.from.into_iter().chain([outcome.value])) {
        assert!(value.is_finite() && value >= 0.0, "{value}");
    }
}

/// Ranges that are none of them empty, on characters' borders, in order and without overlap.
fn apart(text: &str, what: &str, ranges: &[Range<usize>]) {
    let mut end = 0;
    for range in ranges {
        assert!(text.get(range.clone()).is_some_and(|said| !said.is_empty()), "{what}: {range:?}");
        assert!(end <= range.start, "{what}: {range:?} begins before {end} in {text}");
        end = range.end;
    }
}

/// Quantities are numbers that stand in the text, and those of a text are those of its lines.
pub(crate) fn quantities(text: &str) {
    let found = extract::quantities(text, &LEXICON.quantities);
    let mut places: Vec<Range<usize>> = found.iter().map(|quantity| quantity.at.clone()).collect();
    places.dedup();
    apart(text, "quantities", &places);
    for quantity in &found {
        assert!(quantity.value.is_finite() && quantity.value >= 0.0, "{quantity:?}");
        assert!(is_inside(&quantity.number, &quantity.at), "{quantity:?}");
        assert!(text.get(quantity.number.clone()).is_some_and(|number| !number.is_empty()), "{quantity:?}");
    }
    let mut begin = 0;
    let of_lines: Vec<extract::Quantity> = text
        .split_inclusive('\n')
        .flat_map(|line| {
            let here = begin;
            begin += line.len();
            let moved = move |at: Range<usize>| at.start + here..at.end + here;
            let found = extract::quantities(line, &LEXICON.quantities).into_iter();
            found.map(move |one| extract::Quantity { at: moved(one.at), number: moved(one.number), ..one })
        })
        .collect();
    assert_eq!(found, of_lines);
}

/// Citations stand in the text, titles and articles are named, and a document's number is no part of another's title.
pub(crate) fn citations(text: &str) {
    let found = extract::laws(text, &LEXICON);
    apart(text, "laws", &found.iter().map(|law| law.at.clone()).collect::<Vec<_>>());
    for law in &found {
        assert!(!law.title.trim().is_empty(), "{law:?}");
        assert!((0.0..=1.0).contains(&law.confidence), "{law:?}");
        assert!(law.articles.iter().all(|article| article.starts_with('第') && article.contains('条')), "{law:?}");
        assert!(law.number.as_ref().is_none_or(|at| text.get(at.clone()).is_some()), "{law:?}");
    }
}

/// The base of queries.
const BASE: &str = "https://w3id.org/anpu/";

/// A small graph to be asked.
static GRAPH: LazyLock<Store> = LazyLock::new(|| {
    let triple = |i: u8| format!("<urn:n{i}> <urn:next> <urn:n{}>, {i}, \"n{i} 案例\"@zh .", i + 1);
    let triples = (0..8).map(triple).collect::<Vec<_>>().concat();
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&triples);
    Store::new(quads.map(|quad| quad.expect("Turtle"))).expect("a graph")
});

/// A query is refused with a reason, or answered within its limits in every format of its kind; written out for another
/// store it is still the same kind of query.
pub(crate) fn asking(text: &str) {
    match Query::parse(text, BASE) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(query) => answered(&query),
    }
    if let Ok(update) = Update::parse(text, BASE) {
        let changes = update.apply(&GRAPH, &limits());
        if let Ok(changes) = changes {
            let _ = GRAPH.with(&changes, String::new()).expect("few terms");
        }
    }
}

fn limits() -> Limits {
    let time = Some(Duration::from_millis(50));
    Limits { time, rows: Some(1000), bytes: Some(1 << 16), memory: Some(16 << 20), ..Limits::default() }
}

fn answered(query: &Query) {
    match Query::parse(&query.sparql(), BASE) {
        Ok(again) => assert_eq!(again.kind(), query.kind()),
        Err(Error::TooDeep(_) | Error::TooLong(_)) => {}
        Err(error) => panic!("{error}: {}", query.sparql()),
    }
    let format = if query.kind() == QueryKind::Graph { Format::NTriples } else { Format::Json };
    let mut out = Vec::new();
    match GRAPH.write(query, &limits(), format, &mut out) {
        Ok(written) => {
            assert!(written.rows <= 1000 && out.len() <= 1 << 16, "{} rows, {} bytes", written.rows, out.len());
            if format == Format::Json {
                serde_json::from_slice::<serde_json::Value>(&out).expect("an answer is JSON");
            }
        }
        Err(Error::Evaluation(message)) => assert!(!message.contains("failed on this query"), "{message}"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A folder of one's own with the files of a dataset; gone when dropped.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
    /// The files of the dataset as they were written.
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Folder {
    /// A dataset of two small documents and a few quads.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::create(folder.path()).expect("a folder");
        for text in ["区司法局推行“检查码”，检查次数下降三成。", "区检察院依据《行政处罚法》第九条办理32件。"]
        {
            let document = document(text);
            let quads = |sink: &mut QuadSink<'_>| GRAPH.quads().unwrap().try_for_each(|quad| sink(quad.as_ref()));
            let packed = Packed::new(&document, &pipeline::records(&document, &LEXICON), quads).expect("a part");
            writer.document(packed).expect("a part");
        }
        let dataset = writer.finish(Manifest { base: BASE.to_owned(), ..Manifest::default() }).expect("a dataset");
        let generation = folder.path().join(&dataset.manifest().generation);
        let written = fs::read_dir(generation).expect("files").map(|file| file.expect("a file").path());
        let all = written.chain([folder.path().join("manifest.json")]);
        let mut files: Vec<_> = all.map(|path| (path.clone(), fs::read(path).expect("a file"))).collect();
        files.sort();
        Self { folder, files }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Of each file of the dataset, how long it is.
    pub(crate) fn lengths(&self) -> Vec<usize> {
        self.files.iter().map(|(_, bytes)| bytes.len()).collect()
    }

    /// A file of the dataset that is not what was written is found to be damaged, and never read as something else.
    pub(crate) fn altered(&self, which: usize, alter: impl FnOnce(&mut Vec<u8>)) {
        let (path, written) = &self.files[which % self.files.len()];
        let mut bytes = written.clone();
        alter(&mut bytes);
        fs::write(path, &bytes).expect("a file");
        let read = self.read();
        fs::write(path, written).expect("a file");
        let Ok(manifest) = read else { return };
        if path.ends_with("manifest.json") {
            let again = serde_json::from_slice::<serde_json::Value>(&bytes).expect("a manifest is JSON");
            assert_eq!(serde_json::to_value(manifest).expect("a manifest"), again);
        } else {
            assert!(bytes == *written, "{} was read though it is not what was written", path.display());
        }
    }

    /// Reads all of the dataset.
    fn read(&self) -> Result<Manifest, Error> {
        let dataset = Dataset::open(self.path())?;
        Store::open(&dataset)?;
        dataset.records()?.try_for_each(|record| record.map(drop))?;
        dataset.documents()?.try_for_each(|document| document.map(drop))?;
        Ok(dataset.manifest().clone())
    }

    /// A journal that is read is one that the program could have written: each whole transaction line by line as the
    /// program writes it. What it said is there after it was opened for writing.
    pub(crate) fn journal(&self, bytes: &[u8]) {
        let path = self.path().join("journal.rdfp");
        fs::write(&path, bytes).expect("a journal");
        if let Ok(store) = Dataset::open(self.path()).and_then(|dataset| Store::open(&dataset)) {
            let count = is_written(bytes);
            let version = store.version().split('+').nth(1).unwrap_or("0").to_owned();
            assert_eq!(version, count.to_string());
            drop(Journal::open(self.path()).expect("a journal that was read"));
            let kept = fs::read(&path).expect("a journal");
            assert!(bytes.starts_with(&kept) && kept.is_empty() == (count == 0));
        }
        fs::remove_file(&path).expect("a journal");
    }

    /// Decisions that are read are the same after they were written, and stay in front of those that are added.
    pub(crate) fn decisions(&self, bytes: &[u8]) {
        let folder = self.path().join("decisions");
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("review.toml");
        fs::write(&path, bytes).expect("decisions");
        match Decisions::read(self.path()) {
            Ok(all) => {
                let all: Vec<Decision> = all.iter().cloned().collect();
                Decisions::append(self.path(), &all).expect("decisions that were read are written");
                assert!(all.is_empty() || fs::read(&path).expect("decisions").starts_with(bytes));
                let twice: Vec<Decision> =
                    Decisions::read(self.path()).expect("what was written").iter().cloned().collect();
                assert_eq!(twice, [all.clone(), all].concat());
            }
            Err(error) => assert!(error.to_string().contains("review.toml"), "{error}"),
        }
        fs::remove_dir_all(&folder).expect("a folder");
    }
}

/// The number of whole transactions of a journal, each line of which stands as it is written.
fn is_written(bytes: &[u8]) -> usize {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut lines: Vec<&str> = std::str::from_utf8(&bytes[..end]).expect("UTF-8").split_inclusive('\n').collect();
    let whole = lines.iter().rposition(|line| *line == "TC .\n").map_or(0, |at| at + 1);
    lines.truncate(whole);
    let mut kinds = String::new();
    for line in lines {
        kinds.push(match line {
            "TX .\n" => 't',
            "TC .\n" => 'c',
            "# operation\n" => 'o',
            _ if line.starts_with("# drop ") => 'x',
            _ if line.starts_with("# create ") => 'n',
            _ => {
                let quad = RdfParser::from_format(RdfFormat::NQuads).for_slice(&line[2..]).next();
                let quad = quad.expect("a quad").expect("a quad");
                let mut written = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
                written.serialize_quad(&quad).expect("a quad");
                assert_eq!(written.finish().expect("a quad"), &line.as_bytes()[2..]);
                if line.starts_with("D ") { 'd' } else { 'a' }
            }
        });
    }
    let transactions = regex::Regex::new("^(t(x*d*a*n*o)*c)*$").expect("a pattern");
    assert!(transactions.is_match(&kinds), "{kinds}");
    kinds.matches('c').count()
}

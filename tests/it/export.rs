//! Exports hold what the dataset holds, are the same from run to run, and never half-written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anpu::export::view::{Role, years};
use anpu::export::{Error, Filters, Format, Options, Sink, View, export};
use anpu::model::{Document, Record};
use anpu::rdf::{self, Entities, Iris};
use anpu::server::still;
use anpu::store::{Dataset, Limits, Manifest, Packed, QuadSink, Query, Store, Writer};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use tempfile::TempDir;

use crate::sample::{Known, documents, provenance};

/// A dataset of documents with their records.
fn dataset(folder: &Path, documents: &[(Document, Vec<Record>)]) -> Dataset {
    let (iris, made) = (Iris::default(), provenance());
    let activity = made.activity(&iris);
    let mut writer = Writer::create(folder).unwrap();
    let mut entities = Entities::default();
    for (document, records) in documents {
        for record in records {
            entities.add(record);
        }
        let quads = |sink: &mut QuadSink<'_>| rdf::document(document, records, &iris, &Known, activity.as_ref(), sink);
        writer.document(Packed::new(document, records, quads).unwrap()).unwrap();
    }
    writer.shared(|sink| entities.quads(&iris, &Known, |_| false, sink)).unwrap();
    let manifest = Manifest { base: iris.base().to_owned(), ..Manifest::default() };
    writer.finish(manifest).unwrap()
}

fn sample() -> (TempDir, Dataset) {
    let folder = TempDir::new().unwrap();
    let dataset = dataset(folder.path(), &documents());
    (folder, dataset)
}

fn options(format: Format) -> Options {
    Options { format, view: View::Full, filters: Filters::default(), chinese: true }
}

fn text(dataset: &Dataset, options: &Options) -> String {
    let mut out = Vec::new();
    export(dataset, options, Sink::Stream(&mut out)).unwrap();
    String::from_utf8(out).unwrap()
}

/// All files under a path, by name.
fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    if path.is_file() {
        return BTreeMap::from([(String::new(), fs::read(path).unwrap())]);
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn every_format_is_written_and_is_the_same_from_run_to_run() {
    let (_folder, dataset) = sample();
    let out = TempDir::new().unwrap();
    // The still of the page has a test of its own.
    for (name, format) in Format::all().filter(|(_, format)| *format != Format::Html) {
        let written: Vec<_> = (0..2)
            .map(|run| {
                let path = out.path().join(format!("{name}-{run}"));
                export(&dataset, &options(format), Sink::Path(&path)).unwrap();
                files(&path)
            })
            .collect();
        assert!(written[0].values().all(|bytes| !bytes.is_empty()), "{name} has an empty file");
        assert!(written[0] == written[1], "{name} differs from run to run");
    }
    let left = fs::read_dir(out.path()).unwrap().count();
    assert_eq!(left, (Format::all().count() - 1) * 2, "something unfinished was left");
}

/// Ids of nodes by class, and how many edges of each relation there are.
fn walk(
    dataset: &Dataset,
    view: View,
    filters: &Filters,
) -> (BTreeMap<String, BTreeSet<String>>, BTreeMap<String, usize>) {
    let graph = view.of(dataset, filters).unwrap();
    let (mut ids, mut nodes, mut edges) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
    graph
        .nodes(&mut |node| {
            assert!(ids.insert(node.id.to_owned()), "{} twice", node.id);
            assert_eq!(node.values.len(), node.class.attributes.len(), "{}", node.class.name);
            nodes.entry(node.class.name.to_owned()).or_insert_with(BTreeSet::new).insert(node.id.to_owned());
            Ok(())
        })
        .unwrap();
    graph
        .edges(&mut |edge| {
            assert!(ids.contains(edge.source) && ids.contains(edge.target), "{} -> {}", edge.source, edge.target);
            assert_eq!(edge.values.len(), edge.relation.attributes.len(), "{}", edge.relation.name);
            *edges.entry(edge.relation.name.to_owned()).or_default() += 1;
            Ok(())
        })
        .unwrap();
    (nodes, edges)
}

#[test]
fn the_full_view_has_the_things_and_links_of_the_store_and_their_iris() {
    let (_folder, dataset) = sample();
    let (nodes, edges) = walk(&dataset, View::Full, &Filters::default());
    let store = Store::open(&dataset).unwrap();
    let base = &dataset.manifest().base;
    let rows = |sparql: &str| {
        let query = Query::parse(sparql, base).unwrap();
        store.table(&query, &Limits::default()).unwrap().rows
    };
    for (class, ids) in &nodes {
        let sparql =
            format!("PREFIX anpu: <https://w3id.org/anpu/ontology#> SELECT DISTINCT ?s {{ ?s a anpu:{class} }}");
        if class != "Family" {
            let stored: BTreeSet<String> =
                rows(&sparql).iter().map(|row| row[0].clone().unwrap().to_string()).collect();
            let shown = ids.iter().map(|id| format!("<{base}id/{id}>")).collect();
            assert_eq!(stored, shown, "{class}");
        }
    }
    for relation in ["hasOutcome", "hasRecognition", "place", "originates", "adopts", "mentionsMechanism"] {
        let sparql = format!(
            "PREFIX anpu: <https://w3id.org/anpu/ontology#> SELECT DISTINCT ?s ?o {{ ?s a anpu:Case ; anpu:{relation} ?o }}"
        );
        assert_eq!(edges.get(relation).copied().unwrap_or_default(), rows(&sparql).len(), "{relation}");
    }
}

#[test]
fn every_view_joins_its_own_nodes() {
    let (_folder, dataset) = sample();
    for view in View::ALL {
        let (nodes, edges) = walk(&dataset, view, &Filters::default());
        assert!(!nodes.is_empty() && !edges.is_empty(), "{}", view.as_str());
    }
    let (nodes, edges) = walk(&dataset, View::MechanismPlace, &Filters::default());
    assert_eq!(nodes.keys().collect::<Vec<_>>(), ["Mechanism", "Place"]);
    assert_eq!(edges.get("originates"), Some(&1));
}

#[test]
fn filters_leave_out_what_they_say() {
    let (_folder, dataset) = sample();
    let all = Filters::default();
    let table = [
        ("a place by its short name", Filters { place: Some("沿河县".to_owned()), ..all.clone() }, 1),
        ("a place by its code", Filters { place: Some("990102".to_owned()), ..all.clone() }, 1),
        ("the province that contains them", Filters { place: Some("甲省".to_owned()), ..all.clone() }, 3),
        ("a place that is none of them", Filters { place: Some("乙省".to_owned()), ..all.clone() }, 0),
        ("a year", Filters { years: Some(years("2023").unwrap()), ..all.clone() }, 1),
        ("years from one on", Filters { years: Some(years("2024-").unwrap()), ..all.clone() }, 2),
        ("a family that is none", Filters { family: Some("none".to_owned()), ..all.clone() }, 0),
    ];
    for (name, filters, cases) in table {
        let (nodes, _) = walk(&dataset, View::Full, &filters);
        assert_eq!(nodes.get("Case").map_or(0, BTreeSet::len), cases, "{name}");
    }
    let role = Filters { role: Some(Role::parse("originates").unwrap()), ..all.clone() };
    let (_, edges) = walk(&dataset, View::Full, &role);
    assert!(edges.contains_key("originates") && !edges.contains_key("adopts"), "{edges:?}");
    let least = Filters { min_support: 2, ..all };
    let (nodes, _) = walk(&dataset, View::Full, &least);
    assert!(nodes["Mechanism"].contains("mechanism/渡口说事"), "{nodes:?}");
}

#[test]
fn filters_hold_in_every_view_and_every_format_that_has_views() {
    let (_folder, dataset) = sample();
    let all = Filters::default();
    let table = [
        Filters { place: Some("青山区".to_owned()), ..all.clone() },
        Filters { family: Some("none".to_owned()), ..all.clone() },
        Filters { years: Some(years("-2023").unwrap()), ..all.clone() },
        Filters { min_support: 3, ..all.clone() },
        Filters { role: Some(Role::parse("originates").unwrap()), ..all.clone() },
        Filters { role: Some(Role::parse("mentioned").unwrap()), ..all.clone() },
    ];
    for (view, filters) in View::ALL.into_iter().flat_map(|view| table.iter().map(move |filters| (view, filters))) {
        let (whole, part) = (walk(&dataset, view, &all), walk(&dataset, view, filters));
        let count = |nodes: &BTreeMap<String, BTreeSet<String>>| nodes.values().map(BTreeSet::len).sum::<usize>();
        let of_units = matches!(filters.role, Some(Role::Unit(_)));
        let concerned = match view {
            View::CaseSimilarity => filters.role.is_none() && filters.min_support == 0,
            View::UnitNetwork => filters.role.is_none() || of_units,
            View::MechanismPlace | View::MechanismNetwork => !of_units,
            View::Full => true,
        };
        assert!(if view == View::Full { part != whole } else { concerned || part == whole }, "{view:?} {filters:?}");
        let (nodes, edges) = (count(&part.0), part.1.values().sum::<usize>());
        for (format, node, edge) in
            [("gexf", "<node ", "<edge "), ("graphml", "<node ", "<edge "), ("svg", "<title>", "<path ")]
        {
            let options = Options { view, filters: filters.clone(), ..options(Format::parse(format).unwrap()) };
            let written = text(&dataset, &options);
            let nodes = nodes + usize::from(format == "svg");
            assert_eq!((written.matches(node).count(), written.matches(edge).count()), (nodes, edges), "{options:?}");
        }
    }
    let least = walk(&dataset, View::MechanismPlace, &table[3]).0;
    assert_eq!(least["Mechanism"].iter().collect::<Vec<_>>(), ["mechanism/渡口说事"]);
    assert_eq!(walk(&dataset, View::MechanismPlace, &table[4]).1.keys().collect::<Vec<_>>(), ["originates"]);
}

/// The sample again and again under other names: enough documents for several parts.
fn many() -> (TempDir, Dataset) {
    let copy = |number: usize| {
        documents().into_iter().map(move |(mut document, mut records)| {
            let id = format!("{}-{number:03}", document.id);
            for record in &mut records {
                record.id = record.id.replace(&document.id, &id);
            }
            document.id = id;
            (document, records)
        })
    };
    let folder = TempDir::new().unwrap();
    let dataset = dataset(folder.path(), &(0..200).flat_map(copy).collect::<Vec<_>>());
    assert!(dataset.manifest().totals.quads > 40_000, "{} quads are one part", dataset.manifest().totals.quads);
    (folder, dataset)
}

/// All quads (for formats without graphs, triples) that Oxigraph reads, as N-Quads.
fn quads(text: &str, format: RdfFormat, union: bool) -> BTreeSet<String> {
    let read = RdfParser::from_format(format).for_slice(text.as_bytes());
    let quad = |quad: Result<Quad, _>| {
        let quad: Quad = quad.unwrap_or_else(|error| panic!("{format}: {error}"));
        if union { Quad::new(quad.subject, quad.predicate, quad.object, GraphName::DefaultGraph) } else { quad }
    };
    read.map(|found| quad(found).to_string()).collect()
}

#[test]
fn every_format_of_rdf_is_read_back_by_oxigraph_as_the_same_graph() {
    for (_folder, dataset) in [hostile(), many()] {
        let whole = text(&dataset, &options(Format::Rdf(RdfFormat::NQuads)));
        for (name, format) in Format::all() {
            let Format::Rdf(rdf) = format else { continue };
            let (union, written) = (!rdf.supports_datasets(), text(&dataset, &options(format)));
            // XML cannot hold a control character.
            let held = |quad: String| if rdf == RdfFormat::RdfXml { quad.replace("\\u0001", "\u{FFFD}") } else { quad };
            let expected: BTreeSet<_> = quads(&whole, RdfFormat::NQuads, union).into_iter().map(held).collect();
            let found = quads(&written, rdf, union);
            assert_eq!(found.len(), expected.len(), "{name}");
            assert!(found == expected, "{name}: {:?}", found.symmetric_difference(&expected).next());
        }
    }
}

#[test]
fn what_is_written_in_parts_is_whole() {
    let (_folder, dataset) = many();
    let (nodes, edges) = walk(&dataset, View::Full, &Filters::default());
    let count = (nodes.values().map(BTreeSet::len).sum::<usize>(), edges.values().sum::<usize>());
    for format in ["cytoscape", "cx2"] {
        let json: serde_json::Value =
            serde_json::from_str(&text(&dataset, &options(Format::parse(format).unwrap()))).unwrap();
        let elements = if format == "cx2" { json[4].clone() } else { json["elements"].clone() };
        let edges = if format == "cx2" { &json[5]["edges"] } else { &elements["edges"] };
        let (nodes, edges) = (elements["nodes"].as_array().unwrap(), edges.as_array().unwrap());
        assert_eq!((nodes.len(), edges.len()), count, "{format}");
        let id = |edge: &serde_json::Value| edge.get("id").unwrap_or(&edge["data"]["id"]).to_string();
        assert_eq!(edges.iter().map(id).collect::<BTreeSet<_>>().len(), edges.len(), "{format}: ids of edges");
    }
    let out = TempDir::new().unwrap();
    export(&dataset, &options(Format::Csv), Sink::Path(&out.path().join("csv"))).unwrap();
    let rows = |name: &str| csv::Reader::from_path(out.path().join("csv").join(name)).unwrap().into_records().count();
    assert_eq!((rows("nodes-Case.csv"), rows("edges-hasOutcome.csv")), (600, edges["hasOutcome"]));
}

#[test]
fn json_ld_is_compact_with_the_published_context() {
    let (_folder, dataset) = sample();
    let written = text(&dataset, &options(Format::parse("jsonld").unwrap()));
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    let context: serde_json::Value = serde_json::from_str(rdf::ontology::CONTEXT).unwrap();
    assert_eq!(written["@context"], context["@context"]);
    let nodes = written["@graph"].as_array().unwrap().iter().flat_map(|graph| graph["@graph"].as_array().unwrap());
    let case = nodes.into_iter().find(|node| node["type"] == "Case").unwrap();
    assert!(case["title"].is_string() && case["place"].is_array() && case["issued"].is_string(), "{case}");
}

#[test]
fn a_picture_is_as_large_as_its_drawing_allows_and_not_white() {
    let (_folder, dataset) = sample();
    let mut png = Vec::new();
    export(&dataset, &options(Format::Png), Sink::Stream(&mut png)).unwrap();
    let picture = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    assert!(picture.width() > 400 && picture.width() <= 8000 && picture.height() <= 8000);
    assert!(picture.pixels().iter().filter(|pixel| pixel.red() < 200).count() > 100);
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    assert!(matches!(years("-"), Err(Error::Unknown { .. })));
    assert!(matches!(years("20x4"), Err(Error::Unknown { .. })));
    assert!(Role::parse("x").unwrap_err().to_string().contains("originates"));
    assert!(View::parse("x").unwrap_err().to_string().contains("mechanism-place"));
    assert!(Format::of_file(Path::new("a.doc")).unwrap_err().to_string().contains("graphml"));
    let (_folder, dataset) = sample();
    let part = Options { view: View::UnitNetwork, ..options(Format::parse("ttl").unwrap()) };
    assert!(matches!(export(&dataset, &part, Sink::Stream(&mut io::sink())), Err(Error::Unfit(_))));
    assert!(matches!(export(&dataset, &options(Format::Csv), Sink::Stream(&mut io::sink())), Err(Error::Unfit(_))));
}

/// Takes a few bytes, then no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_fails_is_an_error_and_leaves_no_file() {
    let (_folder, dataset) = sample();
    for (name, format) in Format::all().filter(|(_, format)| !format.is_folder()) {
        let failed = export(&dataset, &options(format), Sink::Stream(&mut Full(100)));
        assert!(failed.is_err(), "{name}");
    }
    let out = TempDir::new().unwrap();
    fs::create_dir(out.path().join("taken")).unwrap();
    fs::write(out.path().join("taken/mine.txt"), "keep").unwrap();
    assert!(export(&dataset, &options(Format::Csv), Sink::Path(&out.path().join("taken"))).is_err());
    assert_eq!(fs::read_to_string(out.path().join("taken/mine.txt")).unwrap(), "keep");
    assert!(export(&dataset, &options(Format::Gexf), Sink::Path(&out.path().join("no/such/a.gexf"))).is_err());
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
}

/// The sample, its titles and names full of what formats obey.
fn hostile() -> (TempDir, Dataset) {
    let mut documents = documents();
    for record in documents.iter_mut().flat_map(|(_, records)| records) {
        record.title = String::from("=1+1\"'<script>alert(1)</script>]]>&\\\u{1}\n--><!--;案");
        record.mechanisms.iter_mut().for_each(|fact| fact.surfaces.push("@SUM(A1)</script>|`".to_owned()));
    }
    let folder = TempDir::new().unwrap();
    let dataset = dataset(folder.path(), &documents);
    (folder, dataset)
}

#[test]
fn text_of_documents_stays_text() {
    let (_folder, dataset) = hostile();
    for format in [Format::Gexf, Format::GraphMl, Format::Svg] {
        let xml = text(&dataset, &options(format));
        let mut reader = quick_xml::Reader::from_str(&xml);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        assert!(xml.contains("&lt;script&gt;") && !xml.contains('\u{1}'), "{format:?}");
    }
    serde_json::from_str::<serde_json::Value>(&text(&dataset, &options(Format::Cytoscape))).unwrap();
    let out = TempDir::new().unwrap();
    let path = out.path().join("csv");
    export(&dataset, &options(Format::Csv), Sink::Path(&path)).unwrap();
    let mut cases = csv::Reader::from_path(path.join("nodes-Case.csv")).unwrap();
    for row in cases.records() {
        assert!(row.unwrap()[1].starts_with("'=1+1"));
    }
}

#[test]
fn a_still_of_the_page_is_one_file_that_can_load_nothing_and_always_the_same() {
    let (_folder, dataset) = hostile();
    let page = || {
        let mut out = Vec::new();
        still(&dataset, &options(Format::Html), Sink::Stream(&mut out)).map(|()| String::from_utf8(out).unwrap())
    };
    let html = match page() {
        Err(Error::Unfit(message)) if message.contains("npm") => return eprintln!("left out: {message}"),
        other => other.unwrap(),
    };
    assert_eq!(html, page().unwrap());
    assert!(!html.contains("alert(1)") && !html.contains("<!--"), "what documents say is packed");
    assert_eq!(html.matches("<script").count(), html.matches("</script>").count());
    assert!(html.contains("default-src 'none'") && !html.contains("unsafe"));
    for loads in ["src=\"http", "src=\"/", "href=\"http", "<link rel=\"stylesheet\""] {
        assert!(!html.split("<script type=\"module\">").next().unwrap().contains(loads), "{loads}");
    }
    let filtered = Options { filters: Filters { min_support: 2, ..Filters::default() }, ..options(Format::Html) };
    assert!(matches!(still(&dataset, &filtered, Sink::Stream(&mut Vec::new())), Err(Error::Unfit(_))));
}

"""Reads the exports with rdflib, networkx, igraph, lxml, openpyxl, DuckDB, frictionless and Graphviz."""

import collections
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys

import duckdb
import frictionless
import igraph
import networkx
import openpyxl
import PIL.Image
import pyarrow.parquet
import rdflib
import rdflib.compare
from lxml import etree
from ndex2.cx2 import RawCX2NetworkFactory

OUT = pathlib.Path(sys.argv[1])
SCHEMAS = pathlib.Path(__file__).parent / "schemas"
FACTS = json.loads((OUT / "facts.json").read_text())
VIEWS = ["full", "mechanism-place", "mechanism-network", "unit-network", "case-similarity"]


def told(what: str) -> None:
    print(f"ok  {what}")


def same(what: str, found: object, expected: object) -> None:
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def compare(what: str, classes: collections.Counter, relations: collections.Counter, titles: list[str]) -> None:
    """Counts and titles against the store's; a relation of the full view is a fact, several may join the same two."""
    for name, count in FACTS["classes"].items():
        same(f"{what}: {name}", classes[name], count)
    for name, count in FACTS["relations"].items():
        assert relations[name] >= count, f"{what}: {name} {relations[name]} < {count}"
    same(f"{what}: titles", sorted(titles), FACTS["titles"])


def rdf() -> None:
    quads = rdflib.Dataset(default_union=True)
    quads.parse(OUT / "full.nq", format="nquads")
    triples = rdflib.Graph()
    for s, p, o, _ in quads.quads():
        triples.add((s, p, o))
    for ending, format in [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")]:
        graph = rdflib.Graph().parse(OUT / f"full.{ending}", format=format)
        assert rdflib.compare.isomorphic(graph, triples), f"{format} is another graph"
        told(f"rdflib {format}: {len(graph)} triples, isomorphic")
    whole = {(s, p, o, str(g)) for s, p, o, g in quads.quads()}
    for ending, format in [("trig", "trig"), ("jsonld", "json-ld")]:
        other = rdflib.Dataset().parse(OUT / f"full.{ending}", format=format)
        found = {(s, p, o, str(getattr(g, "identifier", g))) for s, p, o, g in other.quads()}
        same(format, len(found ^ whole), 0)
        told(f"rdflib {format}: {len(found)} quads in {len({g for *_, g in found})} graphs, equal")


def edges_of(view: str) -> int:
    return len(rows_of(view, "edges"))


def graphml() -> None:
    for view in VIEWS:
        graph = networkx.read_graphml(OUT / f"{view}.graphml", force_multigraph=True)
        other = igraph.Graph.Read_GraphML(str(OUT / f"{view}.graphml"))
        same(f"{view}: igraph nodes", other.vcount(), graph.number_of_nodes())
        same(f"{view}: igraph edges", other.ecount(), graph.number_of_edges())
        same(f"{view}: edges", graph.number_of_edges(), edges_of(view))
        labels = sorted(data["label"] for _, data in graph.nodes(data=True))
        same(f"{view}: labels in igraph", sorted(other.vs["label"]), labels)
        iris = sorted(data["iri"].removeprefix("https://w3id.org/anpu/id/") for _, data in graph.nodes(data=True))
        same(f"{view}: IRIs", iris, ids_of(view))
        assert all(isinstance(data["weight"], float) and float(data["x"]) is not None for _, data in graph.nodes(data=True))
        if view == "full":
            classes = collections.Counter(data["class"] for _, data in graph.nodes(data=True))
            relations = collections.Counter(data["relation"] for *_, data in graph.edges(data=True))
            compare("GraphML", classes, relations, [d["label"] for _, d in graph.nodes(data=True) if d["class"] == "Case"])
            assert all(isinstance(d.get("year", 0), int) for _, d in graph.nodes(data=True))
        told(f"networkx, igraph GraphML {view}: {other.vcount()} nodes, {other.ecount()} edges")


def gexf() -> None:
    for view in VIEWS:
        text = (OUT / f"{view}.gexf").read_text()
        # networkx knows GEXF up to 1.2, which has the same elements under another name.
        known = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace('version="1.3"', 'version="1.2"')
        (OUT / "known.gexf").write_text(known)
        graph = networkx.read_gexf(OUT / "known.gexf", version="1.2draft")
        same(f"{view}: GEXF edges", graph.number_of_edges(), edges_of(view))
        for _, data in graph.nodes(data=True):
            assert {"r", "g", "b"} <= data["viz"]["color"].keys() and data["viz"]["size"] > 0 and "x" in data["viz"]["position"]
        assert any("start" in data for _, data in graph.nodes(data=True)), "no node has a date"
        dated = sum("start" in data for *_, data in graph.edges(data=True))
        same(f"{view}: dated edges", dated, sum(bool(row["first_year"]) for row in rows_of(view, "edges")))
        same(f"{view}: labels in GEXF", sorted(data["label"] for _, data in graph.nodes(data=True)), labels_of(view))
        same(f"{view}: ids in GEXF", sorted(graph.nodes), ids_of(view))
        told(f"networkx GEXF {view}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, dates, colours, places")


def schemas() -> None:
    """Against the schemas beside this file, and those published where ANPU_XSD has them; a broken document is refused."""
    for name in ["gexf", "graphml"]:
        schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
        for view in VIEWS:
            schema.assertValid(etree.parse(OUT / f"{view}.{name}"))
        document = etree.parse(OUT / f"full.{name}")
        next(document.iter("{*}edge")).set("target", "nowhere")
        assert not schema.validate(document), f"{name}.xsd lets an edge to nowhere pass"
        told(f"{name}.xsd: all views valid")
    folder = os.environ.get("ANPU_XSD")
    for name in ["gexf", "graphml"] if folder else []:
        schema = etree.XMLSchema(etree.parse(os.path.join(folder, f"{name}.xsd")))
        for view in VIEWS:
            document = etree.parse(OUT / f"{view}.{name}")
            if name == "graphml":
                strip_yfiles(document)
            schema.assertValid(document)
        told(f"{name}.xsd of {folder}: all views valid")


def strip_yfiles(document: etree._ElementTree) -> None:
    """Without yEd's extension, for which the schema has a place but no declaration."""
    for element in list(document.iter("{*}data", "{*}key")):
        if element.get("key") in {"shape", "line"} or element.get("id") in {"shape", "line"}:
            element.getparent().remove(element)


def cx2() -> None:
    for view in VIEWS:
        network = RawCX2NetworkFactory().get_cx2network(str(OUT / f"{view}.cx2"))
        nodes, edges = network.get_nodes(), network.get_edges()
        same(f"{view}: CX2 edges", len(edges), edges_of(view))
        assert {end for edge in edges.values() for end in (edge["s"], edge["t"])} <= nodes.keys()
        same(f"{view}: labels in CX2", sorted(node["v"]["name"] for node in nodes.values()), labels_of(view))
        declared = network.get_attribute_declarations()["nodes"]
        for node in nodes.values():
            assert node["v"].keys() <= declared.keys() and {"name", "class", "weight", "color", "size"} <= node["v"].keys()
        if view == "full":
            classes = collections.Counter(node["v"]["class"] for node in nodes.values())
            relations = collections.Counter(edge["v"]["interaction"] for edge in edges.values())
            compare("CX2", classes, relations, [n["v"]["name"] for n in nodes.values() if n["v"]["class"] == "Case"])
        assert network.get_visual_properties()["nodeMapping"]["NODE_BACKGROUND_COLOR"]
        told(f"ndex2 CX2 {view}: {len(nodes)} nodes, {len(edges)} edges")


def rows_of(view: str, what: str) -> list[dict[str, str]]:
    paths = (OUT / f"{view}-csv").glob(f"{what}-*.csv")
    return [row for path in paths for row in csv.DictReader(path.open(newline=""))]


def labels_of(view: str) -> list[str]:
    return sorted(unguarded(row["label"]) for row in rows_of(view, "nodes"))


def ids_of(view: str) -> list[str]:
    return sorted(row["id"] for row in rows_of(view, "nodes"))


def tables() -> None:
    for view in VIEWS:
        folder = OUT / f"{view}-csv"
        package = frictionless.Package(folder / "datapackage.json")
        report = package.validate()
        assert report.valid, report.flatten(["fieldName", "note"])
        told(f"frictionless {view}: {len(package.resources)} tables fit the dictionary")
    folder = OUT / "full-csv"
    load = lambda name: f"read_csv('{folder}/{name}.csv', header=true, all_varchar=true)"
    nodes = " UNION ALL ".join(f"SELECT id, '{p.stem[6:]}' AS class FROM {load(p.stem)}" for p in folder.glob("nodes-*.csv"))
    edges = " UNION ALL ".join(f"SELECT source, target, '{p.stem[6:]}' AS relation FROM {load(p.stem)}" for p in folder.glob("edges-*.csv"))
    joined = duckdb.sql(f"SELECT relation, count(*) FROM ({edges}) e JOIN ({nodes}) a ON e.source = a.id JOIN ({nodes}) b ON e.target = b.id GROUP BY relation").fetchall()
    same("edges that join", sum(n for _, n in joined), edges_of("full"))
    classes = collections.Counter(dict(duckdb.sql(f"SELECT class, count(*) FROM ({nodes}) GROUP BY class").fetchall()))
    titles = [unguarded(row[0]) for row in duckdb.sql(f"SELECT label FROM {load('nodes-Case')}").fetchall()]
    compare("CSV", classes, collections.Counter(dict(joined)), titles)
    for path in folder.glob("*.csv"):
        for row in csv.reader(path.open(newline="")):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row), f"{path}: {row}"
    told(f"DuckDB CSV: {sum(classes.values())} rows of classes, all {sum(n for _, n in joined)} relations join")


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def parquet() -> None:
    """Typed columns, lists as lists; every row of the CSV tables, their text without the guard."""
    for view in VIEWS:
        for path in sorted((OUT / f"{view}-parquet").glob("*.parquet")):
            table = pyarrow.parquet.read_table(path)
            rows = list(csv.DictReader((OUT / f"{view}-csv" / f"{path.stem}.csv").open(newline="")))
            same(f"{view} {path.stem}: rows", table.num_rows, len(rows))
            for row, read in zip(rows, table.to_pylist(), strict=True):
                for key, value in read.items():
                    same(f"{path.stem} {key}", flat(value), number(unguarded(row[key]), value))
    counts = duckdb.sql(f"SELECT count(*), sum(weight), min(first_year) FROM '{OUT}/full-parquet/nodes-Case.parquet'").fetchone()
    same("cases in DuckDB", counts[0], FACTS["classes"]["Case"])
    classes = {p.stem[6:]: pyarrow.parquet.read_metadata(p).num_rows for p in (OUT / "full-parquet").glob("nodes-*")}
    told(f"pyarrow, DuckDB Parquet: {sum(classes.values())} rows of {len(classes)} classes, equal to the CSV tables")


def flat(value: object) -> object:
    return "；".join(value) if isinstance(value, list) else "" if value is None else value


def number(text: str, like: object) -> object:
    return type(like)(text) if isinstance(like, (int, float)) and text else text


def png() -> None:
    for view in VIEWS:
        with PIL.Image.open(OUT / f"{view}.png") as picture:
            same(f"{view}: format", picture.format, "PNG")
            assert min(picture.size) > 100 and len(picture.convert("RGB").getcolors(1 << 24)) > 20, view
    told("Pillow PNG: opens, is no blank sheet")


def neo4j() -> None:
    folder = OUT / "full-neo4j-csv"
    ids, classes, relations = set(), collections.Counter(), collections.Counter()
    titles = []
    ends = []
    for path in folder.glob("*.csv"):
        for row in csv.DictReader(path.open(newline="")):
            if "id:ID" in row:
                assert row["id:ID"] not in ids
                ids.add(row["id:ID"])
                classes[row[":LABEL"]] += 1
                titles += [row["label"]] if row[":LABEL"] == "Case" else []
                float(row["weight:double"])
            else:
                ends += [row[":START_ID"], row[":END_ID"]]
                relations[row[":TYPE"]] += 1
    assert set(ends) <= ids
    compare("Neo4j CSV", classes, relations, titles)
    script = (folder / "import.sh").read_text()
    between = chr(int(script.split("--array-delimiter=U+")[1].split()[0], 16))
    for path in folder.glob("edges-*.csv"):
        rows = list(csv.DictReader(path.open(newline="")))
        lists = pyarrow.parquet.read_table(OUT / "full-parquet" / f"{path.stem}.parquet").to_pylist()
        for key in [key for key in (rows[0] if rows else {}) if key.endswith(":string[]")]:
            split = [row[key].split(between) if row[key] else [] for row in rows]
            same(f"{path.stem}: lists of {key}", split, [row[key.removesuffix(":string[]")] or [] for row in lists])
    told(f"Neo4j CSV: {len(ids)} nodes, {sum(relations.values())} relationships, all ends known")


def xlsx() -> None:
    book = openpyxl.load_workbook(OUT / "full.xlsx")
    same("sheets", len(book.sheetnames), 6)
    cells = 0
    for sheet in book:
        assert sheet.freeze_panes and sheet.auto_filter.ref, sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is a formula"
                cells += cell.value is not None
    assert book.worksheets[0].conditional_formatting, "the matrix has no colours"
    names = [row[1].value for row in book.worksheets[2].iter_rows(min_row=2)]
    same("titles", sorted(names), FACTS["titles"])
    sentences = [(row[3].value, row[4].value) for row in book.worksheets[5].iter_rows(min_row=2)]
    assert all(words.split("；")[0] in sentence for words, sentence in sentences if not words.startswith("=")), "evidence"
    told(f"openpyxl: {len(book.sheetnames)} sheets {book.sheetnames}, {cells} cells, no formula")


def graphviz() -> None:
    if not shutil.which("dot"):
        print("skipped: Graphviz is not there, so DOT is not read back")
        return
    for view in VIEWS:
        for engine in [["dot"], ["neato", "-n2"]]:
            if view == "full" and engine == ["dot"]:
                continue  # ranks of the whole graph take minutes
            svg = subprocess.run([*engine, "-Tsvg", OUT / f"{view}.dot"], check=True, capture_output=True).stdout
            tree = etree.fromstring(svg)
            kinds = collections.Counter(g.get("class", "").split(" ")[0] for g in tree.iter("{*}g"))
            same(f"{view}: edges in Graphviz", kinds["edge"], edges_of(view))
        told(f"Graphviz {view}: {kinds['node']} nodes, {kinds['edge']} edges drawn")


def svg() -> None:
    for view in VIEWS:
        tree = etree.parse(OUT / f"{view}.svg")
        same(f"{view}: lines", sum(1 for _ in tree.iter("{*}path")), edges_of(view))
    told("lxml SVG: well-formed, a line an edge")


for check in [rdf, graphml, gexf, schemas, cx2, tables, parquet, neo4j, xlsx, graphviz, svg, png]:
    check()

"""Builds a dataset from documents of our own writing, one of them hostile, and exports it in every format."""

import csv
import io
import json
import pathlib
import shutil
import subprocess
import sys

ANPU, OUT = sys.argv[1], pathlib.Path(sys.argv[2])

DOCUMENTS = {
    "2023-甲.txt": """某市2023年度法治实践案例汇编
目 录
案例1：推行检查码 服务企业发展 ..... 1
案例 2：三所联动 化解纠纷 ..... 9
案例1：推行检查码 服务企业发展
推荐单位：中共上海市虹口区委全面依法治区委员会办公室
实施单位：上海市虹口区司法局

一、背景情况
为减少重复检查，上海市虹口区司法局会同上海市虹口区市场监督管理局，依据《中华人民共和国行政处罚法》第三十三条，在全国首创“检查码”制度，坚持问题导向，围绕企业和群众的需求，建立部门之间的协作机制。
二、主要做法
区司法局推行“检查码”，检查人员先领码、再亮码、后检查，企业扫码评价，做到事前有提醒、事中有指导、事后有回访。区检察院参与监督。
三、取得成效
检查频次同比下降35%，涉企检查用时从30天缩短到12天，惠及企业1200余家，入选全国优化营商环境典型案例。
案例 2：三所联动 化解纠纷
推荐单位：上海市徐汇区司法局
实施单位：上海市徐汇区司法局、上海市公安局徐汇分局

一、背景情况
近年来基层纠纷多发，上海市徐汇区司法局依据《中华人民共和国人民调解法》推行“三所联动”机制，由司法所、派出所、律师事务所共同参与，把矛盾化解在基层。
二、主要做法
区司法局建立“三所联动”机制，并借鉴虹口区的“检查码”，与上海市徐汇区人民法院建立诉调对接机制，做到纠纷早发现、早介入、早化解。
三、取得成效
全年化解纠纷3200件，调解成功率90.5%，获评全市法治建设优秀案例。
""",
    "2024-敌.txt": """案例1：=1+1 <script>alert('坏')</script> "引号" & 反斜杠\\ ]]>
推荐单位：上海市静安区司法局
实施单位：上海市静安区司法局

一、背景情况
上海市静安区司法局依据《中华人民共和国行政处罚法》推行“检查码”，并首创“@联动;DROP<b>码”机制，坚持问题导向，围绕企业和群众的需求，建立部门之间的协作机制。
二、取得成效
化解纠纷98件，群众满意度达到99%。
""",
}

FORMATS = {
    "turtle": "ttl", "ntriples": "nt", "nquads": "nq", "trig": "trig", "rdfxml": "rdf", "jsonld": "jsonld",
    "gexf": "gexf", "graphml": "graphml", "cytoscape": "cyjs", "cx2": "cx2", "dot": "dot", "svg": "svg", "png": "png", "cypher": "cypher",
    "xlsx": "xlsx", "html": "html", "csv": None, "neo4j-csv": None,
    "parquet": None,
}
VIEWS = ["full", "mechanism-place", "mechanism-network", "unit-network", "case-similarity"]


def anpu(*args: str) -> str:
    return subprocess.run([ANPU, *args], check=True, capture_output=True, text=True).stdout


def count(dataset: str, pattern: str) -> dict[str, int]:
    """Counts of a SPARQL pattern that binds ?key and ?thing, by key: what the store itself holds."""
    query = "PREFIX anpu: <https://w3id.org/anpu/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    query += f"SELECT ?key (COUNT(DISTINCT ?thing) AS ?n) {{ {pattern} }} GROUP BY ?key"
    path = OUT / "query.rq"
    path.write_text(query)
    rows = csv.DictReader(io.StringIO(anpu("query", "-d", dataset, str(path), "-f", "csv")))
    return {row["key"].rsplit("#", 1)[-1]: int(row["n"]) for row in rows}


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "in").mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (OUT / "in" / name).write_text(text)
    dataset = str(OUT / "dataset")
    anpu("build", "-d", dataset, str(OUT / "in"))
    for format, ending in FORMATS.items():
        views = VIEWS if format not in {"turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "xlsx", "html"} else ["full"]
        for view in views:
            path = OUT / (f"{view}.{ending}" if ending else f"{view}-{format}")
            anpu("export", "-d", dataset, "-f", format, "--view", view, "-o", str(path))
    classes = ["Case", "Collection", "Place", "Unit", "Mechanism", "LegalDocument", "Outcome", "Recognition"]
    values = " ".join(f"anpu:{name}" for name in classes)
    relations = "anpu:originates anpu:adopts anpu:mentionsMechanism anpu:place anpu:hasOutcome anpu:hasRecognition"
    used = "{ ?case anpu:practises|anpu:mentionsMechanism|anpu:cites|anpu:place|dcterms:isPartOf|anpu:recommendedBy|anpu:implementedBy|anpu:partneredBy|anpu:mentionsUnit|anpu:hasOutcome|anpu:hasRecognition ?thing }"
    facts = {
        "classes": count(dataset, f"VALUES ?key {{ {values} }} ?thing a ?key . FILTER(?key IN (anpu:Case, anpu:Place, anpu:Outcome, anpu:Recognition) || EXISTS {used})"),
        "relations": count(dataset, f"VALUES ?key {{ {relations} }} ?s a anpu:Case ; ?key ?o . BIND(CONCAT(STR(?s), ' ', STR(?o)) AS ?thing)"),
        "titles": sorted(row["t"] for row in csv.DictReader(io.StringIO(titles(dataset)))),
    }
    (OUT / "facts.json").write_text(json.dumps(facts, ensure_ascii=False))


def titles(dataset: str) -> str:
    path = OUT / "titles.rq"
    path.write_text("PREFIX anpu: <https://w3id.org/anpu/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?t { ?c a anpu:Case ; dcterms:title ?t }")
    return anpu("query", "-d", dataset, str(path), "-f", "csv")


main()

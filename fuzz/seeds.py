#!/usr/bin/env python3
"""What the fuzzers begin with, made from the repository's own files: small inputs for each of them, and dictionaries of words
that mean something to the program. usage: fuzz/seeds.py FOLDER, which gets corpus/TARGET/… and TARGET.dict"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TEXTS = ["cleaner", "segmenter", "extraction", "quantities", "citations"]
# Files whose words speak of texts, and how many of each are taken, spread over it.
FILES = """honours indicator-words law-words laws measures mechanism-words outcome-words place-groups places quantity-words
unit-bodies unit-names unit-suffixes""".split()
OF_EACH = 60
# What the clean-up, the cutting of cases and the grammars look for.
MARKS = """。 ， ； 、 ： “ ” 《 》 （ ） 〔 〕 第 条 款 项 之 年 月 日 号 百分之 分之 余 多 点 万 亿 十 百 千 零 两 成 % / + - 1 3.5 2024 1,234
目录 案例1： 案例二 一、 （一） 推荐单位： 实施单位： 检察长 以下简称 同法 修正案 试行 | ** --- 12 … —— 从 至 到 同比 下降 分别 被 获评 等 联合 会同
某 区 市 县 局 检察院 法院 街道 公司 机制 平台 首创 探索 建立""".split() + ["\n", "\t", "\u3000", "\u2028", "\f", "# ", "> ", "记者 "]
SPARQL = """SELECT ASK CONSTRUCT DESCRIBE WHERE FILTER EXISTS NOT OPTIONAL UNION MINUS GRAPH BIND( AS VALUES UNDEF GROUP BY HAVING ORDER DESC
LIMIT OFFSET DISTINCT REDUCED SERVICE LATERAL COUNT( SUM( AVG( MIN( MAX( SAMPLE( GROUP_CONCAT( SEPARATOR= STR( LANG( DATATYPE( IRI( BNODE( RAND()
ABS( CEIL( CONCAT( SUBSTR( STRLEN( REPLACE( UCASE( ENCODE_FOR_URI( CONTAINS( STRBEFORE( YEAR( NOW() UUID() MD5( SHA512( COALESCE( IF( STRLANG( STRDT(
SAMETERM( ISNUMERIC( REGEX( TRIPLE( ADJUST( IN INSERT DATA DELETE WITH USING LOAD CLEAR DROP CREATE COPY MOVE ADD SILENT ALL DEFAULT NAMED PREFIX BASE
?a ?b ?n <urn:next> <urn:n0> "a" '''a''' @zh ^^ xsd:integer xsd:decimal xsd:dateTime xsd:duration 1 1.5 1e999 true { } ( ) [] [ ] << >> <<( )>> {| |} * + ?
/ | ^ ! && || = != < > <= - . ; , a \\u0041 # ~""".split() + [" ", "\n"]
JOURNAL = ["TX .\n", "TC .\n", "# operation\n", "# drop ", "# create ", "A ", "D ", "<urn:a> ", "<urn:g> ", "_:b ", '"c" ', '"c"@zh ', " .\n", "<<( ",
           " )>> ", "^^<http://www.w3.org/2001/XMLSchema#integer>", "\\n", "\\u0041", '\\"', "--ltr", "\r\n", "#"]
DECISIONS = """[[decision]] action author reason date case group fact quote set kind name to form family source = 'reject' 'confirm' 'add' 'fix'
'merge' 'rename' 'separate' 'units' 'mechanisms' 'laws' 'outcomes' 'honours' 'places' 'unit' 'law' 'place' evidence [] 2024-01-01 \"\"\" ''' 1e400 inf nan
[ ] { } , # \\u0000""".split() + ["\n", " = "]
READER = ["<p>", "</p>", "<table>", "<script>", "&#x68C0;", "<!--", "stream\n", "endstream", " obj\n", "endobj", "/Type", "/Page", "/Kids[", "BT", "Tj",
          "PK\3\4", "xref", "trailer", "<w:p>", "<w:t>", "word/document.xml", "/FlateDecode", "<<", ">>"]
DATASET = ['"format"', '"generation"', '"files"', '"sha256"', '"bytes"', '"frames"', "[0,1]", "{", "}", "0", ","]
TRANSACTION = """TX .
# drop <urn:g>
D <urn:a> <urn:b> "c" .
A <urn:a> <urn:b> "c"@zh <urn:g> .
# create <urn:g>
# operation
TC .
"""
REJECT = """[[decision]]
action = 'reject'
author = '甲'
reason = '乙'
case = 'd0/1'
group = 'units'
fact = '区司法局'
quote = '区司法局'
"""
MERGE = "[[decision]]\naction = 'merge'\nauthor = '甲'\nreason = '乙'\nkind = 'unit'\nname = '某局'\nto = '某某局'\n"
KINDS = {".txt": 0, ".md": 1, ".html": 2, ".docx": 3, ".pdf": 4}


def texts():
    """The lines of the cases that are texts, and some of them together."""
    for path in sorted([*ROOT.glob("data/cases/*.txt"), *ROOT.glob("data/cases/*.md"), *sorted(ROOT.glob("data/gold/*/*.txt"))[::8]]):
        lines = [line for line in path.read_text(errors="replace").splitlines() if len(line) > 8]
        yield from lines
        yield from ("\n".join(lines[at : at + 4]) for at in range(0, len(lines), 4))


def words():
    found = set()
    for name in FILES:
        lines = [line for line in (ROOT / f"data/{name}.tsv").read_text().splitlines() if line and not line.startswith("#")]
        for line in lines[:: max(1, len(lines) // OF_EACH)]:
            chinese = [word for word in re.split(r"[\t;]", line) if re.search(r"[\u3400-\u9fff]", word)]
            found.update(re.sub(r"\{.*?\}|\?", "", word) for word in chinese[:3])
    return sorted(found - {""})


def write(folder, target, seeds, dictionary):
    corpus = folder / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number:04}").write_bytes(seed if isinstance(seed, bytes) else seed.encode())
    lines = ('"' + "".join(f"\\x{byte:02X}" for byte in word.encode()) + '"\n' for word in dictionary)
    (folder / f"{target}.dict").write_text("".join(lines))


def main():
    folder = pathlib.Path(sys.argv[1])
    for target in TEXTS:
        write(folder, target, texts(), words() + MARKS)
    files = sorted(path for place in ("data/cases", "tests/data") for path in (ROOT / place).iterdir() if path.suffix in KINDS)
    write(folder, "reader", [bytes([KINDS[path.suffix]]) + path.read_bytes() for path in files], READER)
    small = [f"SELECT * {{ ?a <urn:next> ?b FILTER({word} ?b) }}" for word in SPARQL]
    write(folder, "query", [*(path.read_bytes() for path in sorted(ROOT.glob("queries/*.rq"))), *small], SPARQL)
    write(folder, "journal", [TRANSACTION, TRANSACTION * 2], JOURNAL)
    write(folder, "dataset", [bytes([file, 0, 40]) + b"x" for file in range(5)], DATASET)
    write(folder, "decisions", [REJECT, REJECT.replace("'reject'", "'fix'") + "set = { role = 'partner' }\n", MERGE], DECISIONS)


if __name__ == "__main__":
    main()

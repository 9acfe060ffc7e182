#!/usr/bin/env bash
# Extraction on a local Spark cluster of two workers gives what a local run gives, records and N-Quads.
# Needs Java 17 and the network once, for pyspark from PyPI (kept in target/spark-venv).
#   tests/spark/test.sh [ANPU]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
anpu=$(realpath "${1:-$root/target/debug/anpu}")
venv=$root/target/spark-venv
[ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import pyspark' 2>/dev/null || "$venv/bin/pip" install --quiet 'pyspark==4.0.1'

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"$venv/bin/python" - "$root/data/gold/cases" > "$work/documents.ndjson" <<'PY'
import json, pathlib, sys
texts = sorted(pathlib.Path(sys.argv[1]).glob("*.txt"))
for copy in range(5):
    for text in texts:
        print(json.dumps({"id": f"{text.stem}-{copy}", "text": text.read_text(encoding="utf-8")}, ensure_ascii=False))
PY
# A local run tells the same of a document wherever it stands; of its source, only the stream's name.
for format in ndjson nquads; do
  "$anpu" --quiet extract --from ndjson -f "$format" - < "$work/documents.ndjson" | LC_ALL=C sort > "$work/local.$format"
  SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON="$venv/bin/python" "$venv/bin/spark-submit" \
    --master 'local-cluster[2,1,1024]' --conf spark.ui.enabled=false "$root/tests/spark/extract.py" \
    --anpu "$anpu" --from "$work/documents.ndjson" --to "$work/$format" --format "$format" 2> "$work/spark.log" \
    || { tail -40 "$work/spark.log" >&2; exit 1; }
  cat "$work/$format"/part-* | LC_ALL=C sort > "$work/spark.$format"
  cmp "$work/local.$format" "$work/spark.$format"
  echo "$format: $(wc -l < "$work/spark.$format") lines from $(ls "$work/$format"/part-* | wc -l) partitions, equal to a local run"
done

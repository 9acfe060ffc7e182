#!/usr/bin/env bash
# A dataset published into a real Virtuoso (Debian: virtuoso-opensource) is there whole, is brought up to date by what
# changed, and answers the same questions.
#   tests/stores/virtuoso.sh [ANPU]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
anpu=$(realpath "${1:-$root/target/debug/anpu}")
command -v virtuoso-t > /dev/null || { echo "skipped: no virtuoso-t"; exit 0; }
command -v python3 > /dev/null || { echo "skipped: no python3"; exit 0; }
work=$(mktemp -d)
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
http=$(port); sql=$(port)
cat > "$work/virtuoso.ini" <<INI
[Database]
DatabaseFile = $work/virtuoso.db
ErrorLogFile = $work/virtuoso.log
LockFile = $work/virtuoso.lck
TransactionFile = $work/virtuoso.trx
xa_persistent_file = $work/virtuoso.pxa
[TempDatabase]
DatabaseFile = $work/temp.db
TransactionFile = $work/temp.trx
[Parameters]
ServerPort = 127.0.0.1:$sql
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = $work
[HTTPServer]
ServerPort = 127.0.0.1:$http
ServerThreads = 8
[SPARQL]
DefaultGraph = urn:none
INI
virtuoso-t +foreground +configfile "$work/virtuoso.ini" > "$work/out.log" 2>&1 &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
until curl -sf "http://127.0.0.1:$http/sparql?query=ASK%7B%7D" > /dev/null; do kill -0 $server; read -rt 1 <> <(:) || true; done
export ANPU_PASSWORD=dba ANPU_LANG=en
store=http://127.0.0.1:$http/sparql-graph-crud-auth
sparql=http://127.0.0.1:$http/sparql
mkdir "$work/texts"; cp "$root"/data/cases/*.txt "$root"/data/cases/*.md "$work/texts"
publish() { "$anpu" build -q -d "$work/set" "$work/texts"; "$anpu" publish "$store" -d "$work/set" --user dba; }
# Every named question but the one that Virtuoso 7 cannot compile (docs/stores.md), one with a parameter, and how much each
# document's graph holds; names in a list come in any order, and Virtuoso writes 15 digits of a number.
ask() { echo "== $1"; "$anpu" query "$@" -f csv | python3 "$root/tests/stores/alike.py"; }
questions() {
  local file name
  for file in "$root"/queries/*.rq; do
    name=$(basename "$file" .rq)
    [ "$name" = connections ] || ask "$name" "$@"
  done
  ask recurrent-mechanisms -p min_places=3 "$@"
  ask 'SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "/graph/document/")) } GROUP BY ?g' "$@"
}
publish; publish
questions -d "$work/set" > "$work/here"; questions --endpoint "$sparql" > "$work/there"
diff "$work/here" "$work/there"
rm "$work/texts/2023-three-stations-minhang.txt"; publish
questions -d "$work/set" > "$work/here"; questions --endpoint "$sparql" > "$work/there"
diff "$work/here" "$work/there"
echo "Virtuoso answers as the dataset does: $(wc -l < "$work/here") rows"

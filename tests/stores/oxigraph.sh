#!/usr/bin/env bash
# Loads a dataset into Oxigraph's own server on disk (the program of the PyPI package `oxigraph`) and holds that it answers
# every named question as the dataset does, and that what `anpu analyze` and `anpu export` make of it with --endpoint is what
# they make of the dataset. Needs Python 3 and, on the first run, PyPI.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work="$root/target/oxigraph-check"
anpu=${ANPU:-$root/target/debug/anpu}
[ -x "$anpu" ] || cargo build --locked --manifest-path "$root/Cargo.toml"
mkdir -p "$work"
[ -x "$work/venv/bin/oxigraph" ] || { python3 -m venv "$work/venv"; "$work/venv/bin/pip" install --quiet 'oxigraph==0.5.*'; }
rm -rf "$work/run"; mkdir "$work/run"; cd "$work/run"
export ANPU_LANG=en
"$anpu" build -q -d set "$root/data/cases"
"$anpu" export -d set -o set.nq
"$work/venv/bin/oxigraph" load --location store --file set.nq 2> load.log
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$work/venv/bin/oxigraph" serve-read-only --union-default-graph --location store --bind "127.0.0.1:$port" > serve.log 2>&1 &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true' EXIT
endpoint=http://127.0.0.1:$port/query
until curl -sf "$endpoint?query=ASK%7B%7D" > asked; do kill -0 $server; read -rt 1 <> <(:) || true; done
# Blank nodes of the ontology have another name in each store, and Oxigraph keeps integers of every kind as integers.
made() {
  for what in 'recurrence --min-places 1' 'gaps' 'outcomes --min-cases 1' 'communities --network units'; do
    # shellcheck disable=SC2086 # each is several words
    "$anpu" analyze $what -f csv "$@" | sort
  done
  "$anpu" export -f ntriples "$@" | grep -v '_:' | sed 's/XMLSchema#nonNegativeInteger/XMLSchema#integer/' | sort
  "$anpu" export -f cypher --view mechanism-place "$@"
}
questions() {
  for file in "$root"/queries/*.rq; do
    name=$(basename "$file" .rq)
    echo "== $name"; "$anpu" query "$name" -f csv "$@" | python3 "$root/tests/stores/alike.py"
  done
}
questions -d set > asked-here; questions --endpoint "$endpoint" > asked-there
diff asked-here asked-there
made -d set > here; made --endpoint "$endpoint" > there
cmp here there
echo "Oxigraph's dataset is asked, exported and analysed as ours: $(wc -l < asked-here) rows and $(wc -l < here) lines alike"

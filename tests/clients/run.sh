#!/usr/bin/env bash
# Asks `anpu serve` with clients that are not ours: curl, SPARQLWrapper, rdflib. Needs curl, Python 3.11 and, on the first
# run, PyPI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/clients-check"
mkdir -p "$work"
if ! cmp -s "$here/requirements.txt" "$work/requirements.txt"; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/"
fi
cargo build --quiet --locked --manifest-path "$root/Cargo.toml"
"$work/venv/bin/python" "$here/clients.py" "${CARGO_TARGET_DIR:-$root/target}/debug/anpu" "$work"

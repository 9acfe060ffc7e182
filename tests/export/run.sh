#!/usr/bin/env bash
# Reads every export back with implementations that are not ours, and compares counts, attributes and Chinese labels with the
# store's. Needs Python 3.10, Node 18 and the network (PyPI, npm) on the first run; Graphviz (`dot`) is used where it is there.
#   ANPU        the binary (default: target/debug/anpu, built if need be)
#   ANPU_XSD    a folder with the published gexf.xsd (with viz.xsd …) and graphml.xsd, to check against them too
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/export-check"
mkdir -p "$work"
anpu=${ANPU:-$root/target/debug/anpu}
[ -x "$anpu" ] || cargo build --locked --manifest-path "$root/Cargo.toml"

if ! cmp -s "$here/requirements.txt" "$work/requirements.txt"; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/"
fi
if ! cmp -s "$here/package.json" "$work/package.json"; then
  cp "$here/package.json" "$work/"
  (cd "$work" && npm install --silent --no-audit --no-fund)
fi

"$work/venv/bin/python" "$here/write.py" "$anpu" "$work/out"
"$work/venv/bin/python" "$here/read.py" "$work/out"
cp "$here/read.mjs" "$work/" && (cd "$work" && node read.mjs "$work/out")

#!/usr/bin/env bash
# Checks that golden.json is what networkx, python-igraph and numpy say. Needs Python 3.11 and, on the first run, PyPI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work="$(cd "$here/../.." && pwd)/target/analysis-check"
mkdir -p "$work"
if ! cmp -s "$here/requirements.txt" "$work/requirements.txt"; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/"
fi
"$work/venv/bin/python" "$here/golden.py" --check

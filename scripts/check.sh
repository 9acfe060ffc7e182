#!/usr/bin/env bash
# Every check there is, in the order of what fails fastest. The one command before a commit, and what CI runs.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; "$@"; }
step cargo fmt --check
step cargo clippy --all-targets --locked -- -D warnings
step cargo test --locked
# Against implementations that are not ours: networkx, igraph, rdflib, SPARQLWrapper, schemathesis, DuckDB, Cytoscape.js … from PyPI and npm, into target/.
if command -v python3 >/dev/null && command -v node >/dev/null && command -v npm >/dev/null; then
  step tests/analysis/run.sh
  step tests/export/run.sh
  step tests/clients/run.sh
  step tests/stores/oxigraph.sh
  step tests/api/run.sh
else
  printf '\n!! SKIPPED: python3, node or npm is missing, so nothing was read back by other implementations\n'
fi
step scripts/web.sh

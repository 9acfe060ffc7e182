#!/usr/bin/env bash
# How long the analyses take beside python-igraph and networkx, which are installed into target/ from PyPI: a table of
# ratios. Needs Python 3.11. usage: benches/analysis.sh [CASES]
set -euo pipefail
cd "$(dirname "$0")/.."
tests/analysis/run.sh
cargo bench --locked --bench analysis -- --cases "${1:-100000}" --python target/analysis-check/venv/bin/python

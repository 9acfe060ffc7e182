#!/usr/bin/env bash
# Every check there is, in the order of what fails fastest. The one command before a commit, and what CI runs.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; "$@"; }
step cargo fmt --check
step cargo clippy --all-targets --locked -- -D warnings
step cargo test --locked

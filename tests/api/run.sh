#!/usr/bin/env bash
# Holds `/api/…` of `anpu serve` to its own OpenAPI document with schemathesis: status codes, types, schemas of what comes
# back, wrong requests refused. Needs Python 3.11 and, on the first run, PyPI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/api-check"
mkdir -p "$work"
if ! cmp -s "$here/requirements.txt" "$work/requirements.txt"; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/"
fi
cargo build --quiet --locked --manifest-path "$root/Cargo.toml"
anpu="$(realpath "${CARGO_TARGET_DIR:-$root/target}")/debug/anpu"
cd "$work" # schemathesis leaves what it found where it runs
rm -rf dataset
"$anpu" demo --no-serve --dataset "$work/dataset" > /dev/null 2>&1
log="$work/serve.log"
ANPU_LANG=en "$anpu" serve -d "$work/dataset" --bind 127.0.0.1:0 --token secret 2> "$log" &
server=$!
trap 'kill "$server"; wait "$server" || true' EXIT
until url=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$log" | head -1 | grep .); do kill -0 "$server"; read -rt 0.2 <> <(:) || true; done
"$work/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/api/openapi.json" \
  --header "Authorization: Bearer secret" --max-examples 15 --seed 1 --phases examples,coverage,fuzzing --workers 2 --no-color

#!/usr/bin/env bash
# Builds the release program so that the same sources give the same bytes wherever they lie: no path of the builder's machine
# (sources, registry, toolchain) is in it. Prints its SHA-256 and where it is.
# usage: scripts/release.sh [--check]; with --check it is built once more from a clone in another folder and compared.
set -euo pipefail
cd "$(dirname "$0")/.."
registry=${CARGO_HOME:-$HOME/.cargo}
program=target/reproducible/release/anpu

build() { # FOLDER: the sources
  local remaps
  remaps=$(printf -- '--remap-path-prefix=%s\037' "$1=/anpu" "$registry=/cargo" "$(rustc --print sysroot)=/rust")
  # C sources of dependencies know their paths too.
  (cd "$1" && CARGO_ENCODED_RUSTFLAGS=${remaps%?} CFLAGS="-ffile-prefix-map=$registry=/cargo -ffile-prefix-map=$1=/anpu" \
    CARGO_TARGET_DIR=target/reproducible cargo build --release --locked --bin anpu)
}

build "$PWD"
for path in "$PWD" "$registry" "$HOME/"; do
  if grep -qaF "$path" "$program"; then echo "a path of this machine is in the program: $path" >&2; exit 1; fi
done
sha256sum "$program"
[ "${1:-}" = --check ] || exit 0

other=$(mktemp -d)
trap 'rm -rf "$other"' EXIT
git clone --quiet . "$other/sources"
build "$other/sources"
cmp "$program" "$other/sources/$program" && echo "built twice in two folders: the same bytes"

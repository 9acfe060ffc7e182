#!/usr/bin/env bash
# Builds the program with the store on disk (`--features rocksdb`) and holds that it answers as the graph in memory does, within the
# same bounds, and is whole or not there. Not part of check.sh: to compile RocksDB's C++ takes an hour of a core on the
# first run, which is why it is done in one profile only. Needs libclang (Debian's libclang-dev; LIBCLANG_PATH tells where it is,
# if it is not found) and a compiler of C++20.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo clippy --release --locked --features rocksdb --all-targets -- -D warnings
cargo test --release --locked --features rocksdb --lib --test it disk

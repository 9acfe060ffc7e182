#!/usr/bin/env bash
# Builds the fuzzers in fuzz/ and lets each run so many inputs, one after the other; what breaks a law ends its fuzzer and lies
# in fuzz/artifacts. usage: scripts/fuzz.sh [RUNS [TARGET...]]; 100000 runs of each where nothing else is said.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-100000}; shift || true
# How long inputs get: short ones are quick, and each fuzzer has what its input needs.
declare -A longest=([reader]=256 [cleaner]=90 [segmenter]=200 [extraction]=90 [quantities]=60 [citations]=90 [query]=120
  [dataset]=64 [journal]=100 [decisions]=200)
# Without weighing and counting what each input reached, a fuzzer tries over ten times as many of them.
quick=(-entropic=0 -use_counters=0 -use_memmem=0)
targets=("$@"); [ ${#targets[@]} -gt 0 ] || targets=(quantities citations cleaner segmenter extraction reader query dataset journal decisions)
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked
# Without a sanitizer the stable compiler will do, and there is no `unsafe` of ours for one to find. Following what numbers are
# compared takes half of the time; dictionaries say instead which words the program knows.
cargo fuzz build --fuzz-dir fuzz --sanitizer none --no-trace-compares
programs=$(ls -d fuzz/target/*/release | head -1)
python3 fuzz/seeds.py fuzz/target/seeds
# Folders of datasets are best in memory.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
# The fuzzers that open datasets hand work from one thread to another and back: on one core nobody waits to be woken.
pin=(); command -v taskset >/dev/null && pin=(taskset -c 0)
failed=0
for target in "${targets[@]}"; do
  printf '\n== %s, %s runs\n' "$target" "$runs"
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  "${pin[@]}" "$programs/$target" "fuzz/corpus/$target" "fuzz/target/seeds/corpus/$target" -dict="fuzz/target/seeds/$target.dict" \
    -artifact_prefix="fuzz/artifacts/$target/" -max_len="${longest[$target]}" "${quick[@]}" -runs="$runs" -timeout=20 -rss_limit_mb=4096 \
    -print_final_stats=1 2>&1 | grep -vE '^#[0-9]+	(NEW|REDUCE|pulse)' || failed=1
done
exit $failed

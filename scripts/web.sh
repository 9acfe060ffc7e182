#!/usr/bin/env bash
# The page's tests in a headless Chromium, against the program that `cargo test` has built. Installs what it needs; where
# there is neither npm nor a way to get a browser, it says so loudly and leaves the tests out.
set -euo pipefail
cd "$(dirname "$0")/.."
skip() { printf '\n!! THE TESTS OF THE PAGE WERE LEFT OUT: %s\n\n' "$1" >&2; exit 0; }
command -v npm > /dev/null || skip "there is no npm"
if [ -z "${CHROMIUM:-}" ] && ! ls /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome > /dev/null 2>&1; then
    command -v apt-get > /dev/null || skip "there is no Chromium and no apt-get (set CHROMIUM to a browser)"
    { apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk; } > /dev/null || skip "apt-get could not install Chromium"
fi
[ -x target/debug/anpu ] || cargo build --locked
cmp -s web/package-lock.json web/node_modules/.installed.json || npm --prefix web ci --no-audit --no-fund
npm --prefix web test

#!/bin/bash
# Every parser takes every input of its corpus, and with libFuzzer some seconds of new ones, without
# a crash, a leak or a wait. An input that breaks one is kept beside this test's log.
#   ANXIN_FUZZ_SECONDS   for each parser (3)
set -u
cd "$TOP_BUILDDIR" || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-fuzz-XXXXXX")
trap 'rm -rf "$work"' EXIT
seconds=${ANXIN_FUZZ_SECONDS:-3}
mapfile -t fuzzers < <(MAKEFLAGS='' make -s list-fuzzers)
echo "1..${#fuzzers[@]}"
for fuzzer in "${fuzzers[@]}"; do
    name=${fuzzer##*/}
    mkdir -p "$work/$name"
    corpus=$TOP_SRCDIR/tests/fuzz/corpus/$name
    if "./$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -close_fd_mask=1 \
        -artifact_prefix="tests/fuzz/$name-" "$work/$name" "$corpus" >"$work/said" 2>&1; then
        echo "ok - DESIGN 9: no input breaks the parser of $name ($(tail -n 1 "$work/said"))"
    else
        echo "not ok - DESIGN 9: no input breaks the parser of $name"
        tail -n 40 "$work/said" | sed 's/^/# /'
    fi
done

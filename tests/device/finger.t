#!/bin/bash
# anxin finger: what it prints and how it ends; and the engine's gates on FVC2002 set B.
set -u
cd "$TOP_BUILDDIR" || exit 99
export LANGUAGE=en
. "$TOP_SRCDIR/tests/lib/tap.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-finger-XXXXXX")
trap 'rm -rf "$work"' EXIT

says() { # says SENTENCE STATUS WORDS COMMAND…
    local sentence=$1 status=$2 words=$3 got
    shift 3
    "$@" >"$work/out" 2>&1
    got=$?
    [ "$got" = "$status" ] && grep -qF -- "$words" "$work/out"
    tap_result $? "$sentence" "$work/out"
}

printf 'P5 100 100 255\n' >"$work/1_1.pgm"
head -c 10000 /dev/zero | tr '\0' 'x' >>"$work/1_1.pgm"
says "DESIGN 1: an image becomes a record" 0 "0 points" \
    ./anxin finger extract "$work/1_1.pgm" -o "$work/records"
[ "$(stat -c %a "$work/records/1_1.iso")" = 600 ]
tap_result $? "SPEC 22.4: which is its owner's alone"
says "DESIGN 1: a score a line" 0 "0.0" ./anxin finger score "$work/records/1_1.iso" "$work/records/1_1.iso"
printf 'FMR' >"$work/cut.iso"
says "SPEC 20.4: a damaged record is named" 1 "cut.iso: anxin: This is no finger minutiae record" \
    ./anxin finger score "$work/records/1_1.iso" "$work/cut.iso"
says "SPEC 20.4: a folder with nothing in it is named" 1 "no FINGER_VIEW.pgm" ./anxin finger bench "$work/none"
says "SPEC 20.4: words that make no sense" 2 "usage: anxin finger" ./anxin finger match a b

# gate SENTENCE ROW COLUMN LIMIT: a rate of the table is at most that many per cent.
gate() {
    awk -v row="$2" -v column="$3" -v limit="$4" 'index($0, row) == 1 { sub(row, ""); gsub("%", "")
        found = 1; exit !($column <= limit) } END { if (!found) exit 1 }' "$work/table"
    tap_result $? "$1" "$work/table"
}
set=${ANXIN_TEST_DATA:-}/fvc2002
if [ -d "$set/DB1_B" ]; then
    ./anxin finger bench "$set"/DB?_B >"$work/table" 2>&1
    gate "SPEC 12.2: best of three views, our minutiae: equal error rate at most 3.5 %" "best of three views" 3 3.5
    gate "SPEC 12.2: ... false rejects at 0.1 % false accepts at most 8 %" "best of three views" 5 8
    for base in 1 2 3 4; do
        mkdir "$work/$base" && cp "$set/DB${base}_B/"*.iso "$work/$base/"
    done
    ./anxin finger bench "$work"/[1-4] >"$work/table" 2>&1
    gate "SPEC 12.2: ... with somebody else's records at most 8 %" "best of three views" 5 8
else
    tap_skip "SPEC 12.2: the gates of accuracy" "ANXIN_TEST_DATA has no fvc2002"
fi
echo "1..$tap_number"

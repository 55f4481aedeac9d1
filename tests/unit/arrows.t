#!/bin/bash
# The folders use each other only in one direction, and their libraries only where they belong;
# what cannot be used safely is not called; each header compiles alone; nothing generated is kept.
set -u
cd "$TOP_SRCDIR" || exit 99
export LC_ALL=C.UTF-8
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-arrows-XXXXXX")
trap 'rm -rf "$work"' EXIT

# verdict SENTENCE: fails with what is on standard input, if anything is.
verdict() {
    local found
    found=$(cat)
    if [ -z "$found" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        echo "$found" | sed 's/^/# /'
    fi
}

# FILE:LINE:INCLUDED of every include below the given folders.
includes() {
    grep -rnoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"][^>"]+' --include='*.[ch]' "$@" |
        sed -E 's/#[[:space:]]*include[[:space:]]*[<"]//; s/:[[:space:]]+/:/'
}

# Lines of includes whose file matches $1 and whose included name matches $2, but not $3.
never() {
    awk -F: -v file="$1" -v name="$2" -v except="${3:-^$}" \
        '$1 ~ file && $3 ~ name && $3 !~ except { print $1 ":" $2 ": includes " $3 }' "$work/includes"
}

# C without comments, strings kept: FILE:LINE:CODE.
code() {
    find "$@" -name '*.[ch]' -print0 | sort -z | xargs -0 awk '
        FNR == 1 { inside = 0 }
        {
            line = $0; out = ""
            while (line != "") {
                if (inside) {
                    at = index(line, "*/")
                    if (at == 0) { line = ""; break }
                    line = substr(line, at + 2); inside = 0
                } else if (match(line, /"([^"\\]|\\.)*"|\/\*|\/\//)) {
                    out = out substr(line, 1, RSTART - 1)
                    token = substr(line, RSTART, RLENGTH)
                    line = substr(line, RSTART + RLENGTH)
                    if (token == "/*") inside = 1
                    else if (token == "//") line = ""
                    else out = out token
                } else { out = out line; line = "" }
            }
            if (out ~ /[^[:space:]]/) print FILENAME ":" FNR ":" out
        }'
}

includes core drivers tui >"$work/includes"
code core drivers tui tests >"$work/code"

echo 1..9

{
    never '^core/' '^(tui|drivers|tests)/'
    never '^core/base/' '^core/' '^core/base/'
    never '^drivers/' '^(tui|core|tests)/' '^core/base/'
    never '^tui/' '^tests/'
    never '^tui/kit/' '^tui/' '^tui/kit/'
    never '^tui/' '^drivers/' '^drivers/(driver|id_card|finger/engine)\.h$'
} | verdict "DESIGN 2: core/base < core, drivers < tui; nobody includes against the arrows"

curses='^(ncurses|ncursesw|curses|panel|term|form|menu)(w|/[a-z]+)?\.h$'
{
    never '^(core|drivers)/' "$curses"
    never '^tui/' "$curses" | grep -v '^tui/kit/'
    never '^(core|tui)/' '^libusb'
    never '^(drivers|tui|core/base)/' '^(libpq|postgres)'
    never '^(drivers|tui|core/base)/' '^(sqlite3|curl|libxml|zip|expat|xlsxwriter|microhttpd)'
    never '^core/' '^sqlite3' | grep -v '^core/journal/'
    never '^core/' '^curl' | grep -v '^core/service/'
    never '^core/' '^(zip|expat|xlsxwriter)' | grep -v '^core/sheet/'
    never '^core/' '^microhttpd' | grep -v '^core/service/'
    never '^(core|drivers|tui)/' '^(pango|cairo|glib)' | grep -vE '^core/print/(main|page|block)\.[ch]:'
} | verdict "DESIGN 2: each library is used in its folders only"

grep -E '^tui/.*"[[:space:]]*(select|insert into|delete from|with [a-z_]+ as|update [a-z_.]+ set)[[:space:]]' \
    "$work/code" | verdict "DESIGN 2: tui has no SQL text"

grep -E '(^|[^a-zA-Z0-9_>.])(system|popen|v?sprintf|strcpy|strcat|stpcpy|gets|atoi|atol|atoll|atof|strtok|tmpnam|mktemp|alloca)[[:space:]]*\(' \
    <(sed -E 's/"([^"\\]|\\.)*"/""/g' "$work/code") | verdict "DESIGN 12: no call that cannot be used safely, no shell (SPEC 22.5)"

find core drivers tui tests -name '*.h' -print0 | sort -z | xargs -0 awk '
    /^#ifndef ANXIN_[A-Z0-9_]+$/ && !(FILENAME in guard) { guard[FILENAME] = $2; headers[$2]++ }
    END {
        for (i = 1; i < ARGC; i++) if (!(ARGV[i] in guard)) print ARGV[i] " has no guard"
        for (name in headers) if (headers[name] > 1) print name " guards two headers"
    }' | verdict "headers are guarded, each with its own name"

# A header that its own file includes first, after config.h, compiles alone: the build has shown it.
# The others are compiled here as the makefile calls the compiler, without making code, each twice.
makefile=$TOP_BUILDDIR/Makefile
setting() { sed -n -E "s/^$1 = //p" "$makefile" | head -n 1; }
compiler=$(setting CC)
read -r -a flags <<<"$(setting NCURSES_CFLAGS) $(setting LIBPQ_CFLAGS) $(setting CJSON_CFLAGS) \
    $(setting LIBUSB_CFLAGS) $(setting SODIUM_CFLAGS) $(setting SQLITE_CFLAGS) \
    $(setting CURL_CFLAGS) $(setting PANGO_CFLAGS) $(setting SHEET_CFLAGS) $(setting CMOCKA_CFLAGS) $(setting UMOCKDEV_CFLAGS) $(setting VTERM_CFLAGS)"
read -r -a compile <<<"$compiler"
find core drivers tui -name '*.c' -print0 | xargs -0 awk '
    FNR == 1 { n = 0 }
    /^#include/ && ++n <= 2 { if (n == 1) first = $2; else if (first == "\"config.h\"") print FILENAME, $2 }' |
    sed -n -E 's#^(.*)\.c "\1\.h"$#\1.h#p' | sort >"$work/first"
alone() {
    local header=$1
    printf '#include "config.h"\n#include "%s"\n#include "%s"\n' "$header" "$header" |
        "${compile[@]}" -std=c11 -fsyntax-only -I"$TOP_BUILDDIR" -I. "${flags[@]}" -x c - 2>&1 |
        sed -n "s|^|$header alone: |; 1,3p"
}
{
    headers=$(find core drivers tui -name '*.h' | sort | comm -23 - "$work/first")
    [ "$(setting HAVE_CMOCKA_TRUE)" = "#" ] || headers="$headers $(find tests/unit -name '*.h')"
    for header in $headers; do
        # Two at a time: the machine may have no more to give.
        while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
        alone "$header" &
    done
    wait
} | verdict "each header compiles alone, and twice"

if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ]; then
    git ls-files | grep -E '(^|/)(configure|Makefile|Makefile\.in|config\.h(\.in)?|aclocal\.m4|test-suite\.log|stamp-h1)$|^(build-aux|m4|autom4te\.cache)/|\.(o|a|so|mo|gmo|log|trs|orig|rej|pyc)$|~$' |
        verdict "DESIGN 2: nothing generated is kept"
else
    echo "ok - DESIGN 2: nothing generated is kept # SKIP not a checkout"
fi

grep -nE '^ *	|[[:space:]]+$' $(find core drivers tui tests -name '*.[ch]') |
    head -n 20 | verdict "C is indented with spaces, and no line ends with one"

awk 'FNR == 1 { if (n > 700) print name ": " n " lines"; name = FILENAME }
    { n = FNR } END { if (n > 700) print name ": " n " lines" }' \
    $(find core drivers tui tests -name '*.[ch]' ! -name text_table.c) |
    verdict "DESIGN 2: a file of more than 700 lines has a noun that is not named yet"

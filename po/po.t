#!/bin/sh
# The Chinese catalogue is whole: nothing of the sources is left out, nothing is unsure, and
# nothing in it breaks a terminal's columns.
set -u
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-po-XXXXXX")
trap 'rm -rf "$work"' EXIT
po=$TOP_SRCDIR/po/zh_CN.po
. "$TOP_SRCDIR/tests/lib/tap.sh"

# result STATUS NAME: with what the check wrote when it failed.
result() { tap_result "$1" "$2" "$work/said"; }

empty() { [ ! -s "$work/said" ]; }

if ! command -v xgettext >/dev/null || ! command -v msgattrib >/dev/null; then
    echo "1..0 # SKIP gettext's tools are not installed"
    exit 0
fi
echo 1..6

msgfmt -c -o /dev/null "$po" >"$work/said" 2>&1
result $? "SPEC 2: zh_CN.po is well formed and its formats agree with the English ones"

msgattrib --untranslated --no-obsolete "$po" >"$work/said" 2>&1; empty
result $? "SPEC 2: no message is left without Chinese"

msgattrib --only-fuzzy "$po" >"$work/said" 2>&1; empty
result $? "SPEC 2: no translation is unsure"

# A message that only the sources have comes out without a translation.
sh "$TOP_SRCDIR/po/make-pot" "$TOP_SRCDIR" "$work/anxin.pot" >"$work/said" 2>&1 &&
    msgcat --use-first -o "$work/both.po" "$po" "$work/anxin.pot" >"$work/said" 2>&1 &&
    msgattrib --untranslated --no-obsolete "$work/both.po" >"$work/said" 2>&1 && empty
result $? "SPEC 20.4: every message of the C sources and of the database has its Chinese"

perl -CSD -ne 'print "$.: $_" if !/^#/ && /\p{East_Asian_Width=Ambiguous}/' "$po" >"$work/said" 2>&1; empty
result $? "DESIGN 5: no label has a character whose width terminals disagree about"

mo=$TOP_BUILDDIR/po/locale/zh_CN/LC_MESSAGES/anxin.mo
msgfmt -c -o "$work/now.mo" "$po" && msgunfmt "$mo" >"$work/built" 2>"$work/said" &&
    msgunfmt "$work/now.mo" >"$work/now" && diff "$work/built" "$work/now" >"$work/said"
result $? "DESIGN 10: the catalogue in the build folder is the one of the source"

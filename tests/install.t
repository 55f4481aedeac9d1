#!/bin/sh
# make install puts every part where it belongs; make uninstall takes every part away again.
# Run by: make check TESTS=tests/install.t (not among the ordinary tests: it needs everything built).
set -u
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-install-XXXXXX")
trap 'rm -rf "$work"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL
. "$TOP_SRCDIR/tests/lib/tap.sh"

result() { tap_result "$1" "$2" "$work/said"; }

# Is there a file at this place of the installation?
has() {
    if [ -e "$work/root$prefix/$1" ]; then return 0; fi
    echo "missing: $1" >>"$work/said"
    return 1
}

prefix=/usr/local
cd "$TOP_BUILDDIR" || exit 99
prefix=$(sed -n 's/^prefix = //p' Makefile)
echo 1..7

make -s install DESTDIR="$work/root" >"$work/said" 2>&1
result $? "DESIGN 10: make install works into a folder of its own"

: >"$work/said"
has bin/anxin && has libexec/anxin/anxin-print && has libexec/anxin/anxin-sheet && has share/locale/zh_CN/LC_MESSAGES/anxin.mo &&
    has share/man/man1/anxin.1 && has share/man/man7/anxin-script.7
result $? "DESIGN 10: program, translations and man pages are installed"

(cd "$TOP_SRCDIR" && find schema -name '*.sql' -o -path 'schema/seed/*.tsv') | while read -r file; do
    has "share/anxin/$file"
done
[ ! -s "$work/said" ]
result $? "DESIGN 10: every file of the schema is installed"

find "$work/root" -path '*udev/rules.d/*.rules' | grep -q . &&
    find "$work/root" -path '*modprobe.d/anxin*.conf' | grep -q . ||
    { echo "no udev rules or no quirks" >>"$work/said"; false; }
result $? "DESIGN 10: the udev rules and the quirks of usb-storage are installed"

user=$(sed -n 's/^User=//p' "$work/root$prefix/lib/systemd/system/anxin-worker.service" 2>"$work/said")
grep -q "^u ${user:-none} " "$work/root$prefix/lib/sysusers.d/anxin-worker.conf" 2>>"$work/said"
result $? "DESIGN 10: the worker's unit is installed, and the user that it runs as"

"$work/root$prefix/bin/anxin" --version >"$work/said" 2>&1 && grep -q '^anxin ' "$work/said"
result $? "DESIGN 10: the installed program starts"

make -s uninstall DESTDIR="$work/root" >/dev/null 2>"$work/said"
find "$work/root" ! -type d >>"$work/said"
find "$work/root" -type d -name anxin >>"$work/said"
[ ! -s "$work/said" ]
result $? "DESIGN 10: make uninstall leaves nothing"

#!/bin/bash
# What ./bootstrap asks of a machine, on a make-believe one: dpkg-query, apt-get, sudo and id are
# scripts that answer from a list of installed packages and write down how they were called.
set -u
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-bootstrap-XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$TOP_SRCDIR/tests/lib/tap.sh"

fake() { # fake NAME: the script comes from standard input
    { echo '#!/bin/bash'; echo "work=$work"; cat; } >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
make_machine() {
    mkdir -p "$work/bin"
    fake dpkg-query <<'E'
grep -qx "${!#}" "$work/installed" && printf 'installed '
E
    fake apt-get <<'E'
echo "apt-get $*" >>"$work/calls"
[ ! -e "$work/offline" ]
E
    fake id <<'E'
if [ "$*" = -u ]; then cat "$work/uid"; else exit 1; fi
E
    fake sudo <<'E'
if [ "$1" = -n ]; then [ ! -e "$work/password" ] || exit 1; shift; else echo "asked for the password" >>"$work/calls"; fi
[ "$1" = true ] || "$@"
E
    # What root would do to the machine is only written down.
    fake sed <<'E'
case $* in *createcluster*) echo "sed ${!#} $*" >>"$work/calls" ;; *) exec /bin/sed "$@" ;; esac
E
}

# machine UID PACKAGE...: a new one with these packages.
machine() {
    rm -f "$work"/calls "$work"/offline "$work"/password
    echo "$1" >"$work/uid"
    shift
    printf '%s\n' "$@" >"$work/installed"
    : >"$work/calls"
}
try() { PATH=$work/bin:$PATH bash "$TOP_SRCDIR/bootstrap" packages "$1" >"$work/said" 2>&1 </dev/null; }
result() { tap_result "$1" "$2" "$work/calls" "$work/said"; }
called() { grep -qE "$1" "$work/calls"; }

mapfile -t everything < <(sed -n '/^\(run\|check\)_packages=(/,/^)/p' "$TOP_SRCDIR/bootstrap" |
    grep -v '[()]' | tr -s " '|" '\n' | grep .)
make_machine
echo 1..8

machine 0 "${everything[@]}"
try check && [ ! -s "$work/calls" ]
result $? "DESIGN 8: with everything installed nothing is fetched, so no network is needed"

machine 0 $(printf '%s\n' "${everything[@]}" | grep -v libcurl4-openssl-dev)
try check && [ ! -s "$work/calls" ]
result $? "DESIGN 8: one of two packages that do the same is enough"

machine 1000 $(printf '%s\n' "${everything[@]}" | grep -v libusb) postgresql-common
try run && called 'apt-get .* update' && called 'apt-get .* install --no-install-recommends libusb-1.0-0-dev$' &&
    ! called 'password|createcluster'
result $? "DESIGN 8: a user with sudo fetches only what is missing, without recommendations"

machine 1000 gcc
: >"$work/password"
try run && called 'asked for the password' && grep -q 'sudo needs your password' "$work/said"
result $? "DESIGN 8: where sudo wants a password, one line says so first"

machine 0 gcc
try run && called 'createcluster' &&
    [ "$(grep -nE 'install.* postgresql-common$' "$work/calls" | cut -d: -f1)" -lt \
        "$(grep -n 'createcluster' "$work/calls" | cut -d: -f1)" ] &&
    [ "$(grep -n 'createcluster' "$work/calls" | cut -d: -f1)" -lt \
        "$(grep -nE 'install.* postgresql-15$' "$work/calls" | cut -d: -f1)" ]
result $? "DESIGN 8: on a machine new to PostgreSQL no server of Debian's is started on port 5432"

machine 0 gcc postgresql-common
try run && called 'postgresql-15' && ! called 'createcluster'
result $? "DESIGN 8: where postgresql-common was there before, its settings are left alone"

machine 0 $(printf '%s\n' "${everything[@]}" | grep -v libcmocka)
try run && [ ! -s "$work/calls" ]
result $? "DESIGN 8: to run, nothing is fetched that only tests need"

machine 0 gcc
: >"$work/offline"
! try run && grep -q 'is there a network' "$work/said"
result $? "DESIGN 8: without a network it says what failed, and stops"

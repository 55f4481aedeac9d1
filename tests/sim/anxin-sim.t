#!/bin/bash
# anxin-sim itself: it stands between a program and its terminal without a trace.
set -u
cd "$TOP_BUILDDIR" || exit 99
sim=tests/sim/anxin-sim
tell=tests/sim/sim-tell
if [ ! -x "$sim" ]; then
    echo "1..0 # SKIP built without umockdev"
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-simt-XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$TOP_SRCDIR/tests/lib/tap.sh"

check() { tap_result "$1" "$2"; }

# Waits until a command succeeds, 30 s at most.
wait_until() {
    local i
    for ((i = 0; i < 600; i++)); do
        if "$@" 2>/dev/null; then return 0; fi
        sleep 0.05
    done
    return 1
}
gone() { tap_gone "$1"; }
absent() { [ ! -e "$1" ]; }

"$sim" -- sh -c 'exit 7'
check $(($? != 7)) "DESIGN 6: the program's exit status is anxin-sim's"
"$sim" -- sh -c 'kill -KILL $$'
check $(($? != 137)) "DESIGN 6: a signal's number is told as shells do"
"$sim" -- "$work/nothing" 2>/dev/null
check $(($? != 127)) "DESIGN 6: a program that is not there"
"$sim" 2>/dev/null
check $(($? != 2)) "DESIGN 6: no program is a mistake"
"$sim" --profile both -- true 2>/dev/null
check $(($? != 2)) "DESIGN 6: wrong words are a mistake"
"$sim" --scanner nothing -- true 2>/dev/null
check $(($? != 2)) "DESIGN 6: so is a scanner that is none"
"$sim" --scanner module -- sh -c "$tell rack" | grep -q '^device module plugged '
check $? "DESIGN 6: a scanner can be there from the start"
[ "$(echo words | "$sim" -- cat)" = words ]
check $? "DESIGN 6: standard input and output are the program's"

"$sim" -- sh -c "$tell rack" >"$work/rack"
check $(($(grep -c '^card T[1-5] off ' "$work/rack") != 5)) "DESIGN 6: the rack lists the specimens"
grep -q '^device reader plugged ' "$work/rack"
check $? "DESIGN 6: the rack lists the devices"
"$sim" -- sh -c "$tell 'card T1' rack lift 'unplug reader' rack" >"$work/rack"
grep -q '^card T1 on ' "$work/rack" && grep -q '^device reader unplugged ' "$work/rack"
check $? "DESIGN 6: the rack tells what lies on a reader and what is plugged in"
"$sim" -- sh -c "$tell 'plug scanner' 'finger T1.2' rack 'card T1' lift rack" >"$work/rack"
[ "$(grep -c '^finger T1.2 on ' "$work/rack")" = 1 ] && [ "$(grep -c '^finger T1.2 off ' "$work/rack")" = 1 ]
check $? "DESIGN 6: fingers are laid on the scanner and lifted"
for wrong in "finger" "finger T1" "finger T1.11" "finger T1.2 wet" "on reader finger T1.2" "on scanner card T1" "card T9" "plug reader" "unplug reader2" "fault nonsense" "nonsense" "on nobody lift" ""; do
    "$sim" -- sh -c "$tell '$wrong'" >"$work/said" 2>/dev/null
    [ $? = 1 ] && grep -q '^error ' "$work/said"
    check $? "DESIGN 6: refused with a word: $wrong"
done

"$sim" --rack "$TOP_SRCDIR/tests/sim/demo.rack" -- sh -c "$tell rack 'card D3' && LANGUAGE=en ./anxin device read" \
    >"$work/rack" 2>&1
grep -q '^card D3 off 样本西 resident$' "$work/rack" &&
    grep -q '"name":"样本西".*"number":"990101197901091214".*"flags":\[\]' "$work/rack"
check $? "DESIGN 6: cards of a rack file are read like any other"
grep -q '^card D9 ' "$work/rack"
check $? "DESIGN 6: all of them"
printf 'card X\nname 一二三四五六七八九十一二三四五六\n' >"$work/bad"
"$sim" --rack "$work/bad" -- true 2>"$work/said"
[ $? = 1 ] && grep -q 'bad:2: wrong line' "$work/said"
check $? "DESIGN 6: a wrong rack file is refused with its line"

# It ends: the program gets SIGTERM, the folders go.
for signal in TERM HUP; do
    "$sim" -- sh -c "echo \$\$ \$ANXIN_SIM \$UMOCKDEV_DIR >$work/pid; exec sleep 300" &
    pid=$!
    wait_until test -s "$work/pid"
    read -r child socket root <"$work/pid"
    kill -$signal $pid
    wait $pid
    [ $? = 143 ] && wait_until gone "$child" && absent "$socket" && absent "$root"
    check $? "DESIGN 6: SIG$signal ends the program too, and leaves nothing"
    rm -f "$work/pid"
done
"$sim" -- sh -c "echo \$\$ \$ANXIN_SIM \$UMOCKDEV_DIR >$work/pid; exec sleep 300" &
pid=$!
wait_until test -s "$work/pid"
read -r child socket root <"$work/pid"
kill -KILL $pid
wait $pid 2>/dev/null
wait_until gone "$child"
check $? "DESIGN 6: killed with -9, it takes the program along"
rm -rf "$root" "${socket%/*}"

# What is typed at the terminal is the program's: an interrupt from the keyboard reaches both, and
# only the program decides.
"$sim" -- sh -c "trap 'echo caught >$work/caught; exit 3' INT; echo \$\$ >$work/pid2; while :; do sleep 0.1; done" &
pid=$!
wait_until test -s "$work/pid2"
kill -INT $pid
kill -0 $pid
check $? "DESIGN 6: an interrupt does not end anxin-sim"
kill -INT "$(cat "$work/pid2")"
wait $pid
[ $? = 3 ] && [ -s "$work/caught" ]
check $? "DESIGN 6: an interrupt reaches the program"
echo "1..$tap_number"

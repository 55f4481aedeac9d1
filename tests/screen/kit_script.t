#!/usr/bin/env bash
# --script: the program driven by the names of its actions, without a terminal.
set -euo pipefail
demo=${TOP_BUILDDIR:-.}/tests/screen/kit_demo
work=$(mktemp -d /tmp/anxin-XXXXXX)
trap 'rm -rf "$work"' EXIT
export LANGUAGE=en
unset ANXIN_SIM
echo 1..18
. "$TOP_SRCDIR/tests/lib/tap.sh"

# check SENTENCE COMMAND...: passes when the command does
check() {
    local sentence=$1 got=0
    shift
    "$@" >"$work/said" 2>&1 || got=$?
    tap_result $got "$sentence" "$work/said"
}

# run SCREEN [OPTION...]: the script on standard input; its status and messages are kept
run() {
    local screen=$1
    shift
    cat >"$work/script"
    status=0
    timeout 60 "$demo" "$screen" --script "$work/script" "$@" </dev/null >"$work/out" \
        2>"$work/err" || status=$?
}

ended() { [[ $status == "$1" ]] || { echo "status $status"; cat "$work/err"; return 1; }; }
said() { grep -qF -- "$1" "$work/err" || { cat "$work/err"; return 1; }; }
wrote() { grep -qF -- "$1" "$work/out" || { cat "$work/out"; return 1; }; }

run form <<'END'
# one person, by the names of fields and actions
set phone 13800138000
set company_id 天山机械有限公司
set team_id 木工二班
set started_on 2026-11-23
set same_person yes
expect 已核对卡面与本人一致
do save
wait Saved.
save-screen -
quit
END
check "DESIGN 5: fields are set and actions done by name" ended 0
check "DESIGN 5: the screen is saved as text" wrote "    班组       木工二班"

run list <<END
login 19900000001 anxin-demo-1
wait-screen list
key Down Down
expect row 3 of 100,000
do find
type 0037
wait-not row 3 of
expect 王样本00001
expect-not 李样本00000
key Esc
do open
size 120x36
expect 王样本00001
save-screen $work/list.txt
END
check "DESIGN 5: keys, typing, waiting, sizes" ended 0
check "DESIGN 5: the saved screen has the size asked for" test "$(wc -l <"$work/list.txt")" -eq 36

run list <<'END'
expect 李样本00000
expect 没有这个人
END
check "DESIGN 5: what is expected and missing ends with status 1" ended 1
check "DESIGN 5: the file and the line are named" said "$work/script:2: expect 没有这个人"
check "DESIGN 5: the screen is shown with it" said "李样本00000"

run list <<'END'
limit 1
wait 没有这个人
END
check "DESIGN 5: a wait has its limit" said "never came"

run list --denied <<'END'
do enrol
END
check "DESIGN 5: an action that is not permitted is refused to scripts too" said \
    "you may not do this"

run list <<'END'
expect 李样本00000
fly away
END
check "DESIGN 5: a script is read whole before it begins" said "$work/script:2: no such word"

echo 'received 0.07.' >"$work/statement"
run form <<END
note yuan "received 0." $work/statement
set phone 138001380\$yuan
set started_on 2026-11-23
note shown 2026-
set remark \$shown,\$yuan,\$5
save-screen -
END
check "DESIGN 5: what a screen or a file shows is noted and put in later" ended 0
check "DESIGN 5: a note from a file, one from the screen, a dollar that is none" wrote "11-23,07,\$5"

run list <<'END'
note seen "row 3"
set phone $sein
END
check "DESIGN 5: a name that was not noted is told before the script begins" said \
    "$work/script:2: nothing was noted under this name"

run list <<'END'
note Seen "row 3"
END
check "DESIGN 5: and a name that is none" said "$work/script:1: a name has small letters"

run list <<'END'
limit 1
note seen "no such words"
END
check "DESIGN 5: a note waits for what it is to note" said "no word stands behind it"

run list <<'END'
login 19900000001 wrong-secret
END
check "DESIGN 4: a password is in no message" bash -c \
    "grep -q 'login: ' '$work/err' && ! grep -q wrong-secret '$work/err'"

run list <<'END'
card T1
END
check "DESIGN 6: without a simulator a card cannot be laid down" said "there is no simulator"

# a simulator of one answer each
cat >"$work/sim.py" <<'END'
import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
for answer in (b"ok\n", b"error no such card\n"):
    connection, _ = server.accept()
    line = connection.makefile().readline()
    with open(sys.argv[2], "a") as log:
        log.write(line)
    connection.sendall(answer)
    connection.close()
END
if command -v python3 >/dev/null; then
    python3 "$work/sim.py" "$work/sim" "$work/told" &
    sim=$!
    for ((i = 0; i < 400; i++)); do [[ -S $work/sim ]] && break; read -rt 0.05 <> <(:) || true; done
    ANXIN_SIM=$work/sim run list <<'END'
card T1
unplug reader
END
    wait "$sim" || true
    check "DESIGN 6: cards and plugs are told to the simulator, its answer judged" bash -c \
        "grep -qx 'card T1' '$work/told' && grep -qx 'unplug reader' '$work/told' &&
         grep -q 'error no such card' '$work/err'"
else
    tap_skip "DESIGN 6: cards and plugs are told to the simulator" "no python3"
fi

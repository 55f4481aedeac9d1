#!/bin/bash
# anxin device, on simulated readers: what it prints and how it ends.
set -u
cd "$TOP_BUILDDIR" || exit 99
sim=tests/sim/anxin-sim
tell=tests/sim/sim-tell
if [ ! -x "$sim" ]; then
    echo "1..0 # SKIP built without umockdev"
    exit 0
fi
export LANGUAGE=en
work=$(mktemp -d "${TMPDIR:-/tmp}/anxin-device-XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$TOP_SRCDIR/tests/lib/tap.sh"

# check SENTENCE STATUS WORDS -- COMMAND…: ends with STATUS, and standard output and error together
# have the words.
check() {
    local sentence=$1 status=$2 words=$3 got
    shift 4
    timeout 60 "$@" >"$work/out" 2>&1
    got=$?
    echo "(ended with $got, wanted $status)" >>"$work/out"
    [ "$got" = "$status" ] && grep -qF -- "$words" "$work/out"
    tap_result $? "$sentence" "$work/out"
}

# The JSON of a specimen, on each shape of pipes.
card() {
    check "SPEC 19.1: anxin device read prints $2 ($1)" 0 "$3" -- \
        "$sim" --profile "$1" -- sh -c "$tell 'card $2' && ./anxin device read --json --wait 40"
}

for shape in split single; do
    card $shape T1 '"name":"李样本","other_name":null,"sex":"female","birth":"1949-12-31","number":"11010519491231002X"'
    card $shape T2 '"name":"阿卜杜热合曼·努尔麦麦提托合提"'
    card $shape T3 '"travel_document":"H12345678","issue_count":"01"'
    card $shape T4 '"name":"ZHENGJIAN YANGBEN","other_name":"证件样本"'
    card $shape T5 '"old_number":"CAN110081080310"'
done
check "SPEC 3.5: the flag of a full name is printed" 0 '"flags":["name_full"]' -- \
    "$sim" -- sh -c "$tell 'card T2' && ./anxin device read"
check "SPEC 19.2: validity without end" 0 '"valid_until":null,"long_term":true' -- \
    "$sim" -- sh -c "$tell 'card T1' && ./anxin device read"
check "SPEC 19.1: a card laid down while it waits" 0 '"kind":"permit"' -- \
    "$sim" -- sh -c "(sleep 0.3; $tell 'card T3' >/dev/null) & ./anxin device read --wait 40"
check "SPEC 19.1: no card in time is an end of its own" 4 'No card was laid on the reader in time.' -- \
    "$sim" -- ./anxin device read --wait 1
check "SPEC 19.1: no reader is an end of its own" 3 'No reader is plugged in.' -- \
    "$sim" --unplugged -- ./anxin device read --wait 40
check "SPEC 19.4: a damaged answer is an end of its own" 5 'arrived damaged' -- \
    "$sim" -- sh -c "$tell 'fault bad-checksum' 'card T1' && ./anxin device read --wait 40"
check "SPEC 19.4: a reader that is not authorised says so" 5 'not authorised' -- \
    "$sim" -- sh -c "$tell 'fault status:all=66' && ./anxin device read --wait 40"
check "SPEC 19.4: a card of another kind" 5 'not supported' -- \
    "$sim" -- sh -c "$tell 'fault kind=Q' 'card T1' && ./anxin device read --wait 40"
check "SPEC 19.4: something else with a reader's numbers is no reader" 3 'does not answer as one' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug stranger' && ./anxin device read --wait 40"
check "SPEC 19.2: a reader in update mode is no reader" 3 'update mode' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug update-mode' && ./anxin device read --wait 40"
check "SPEC 19.1: a stranger beside a reader does not matter" 0 '"kind":"resident"' -- \
    "$sim" -- sh -c "$tell 'plug stranger' 'plug update-mode' 'card T1' && ./anxin device read --wait 40"
check "SPEC 19.4: unplugged while it waits" 3 'No reader is plugged in.' -- \
    "$sim" -- sh -c "(sleep 1; $tell unplug >/dev/null) & ./anxin device read --wait 40"
check "SPEC 19.1: a reader that stood still and was plugged anew" 0 '"kind":"resident"' -- \
    "$sim" -- sh -c "$tell unplug plug 'card T1' && ./anxin device read --wait 40"
check "SPEC 19.1: anxin device list" 0 '0400:c35a  ID card reader       split   Ready for a card.' -- \
    "$sim" -- ./anxin device list
check "SPEC 19.1: anxin device list in JSON" 0 '"transport":"single","identity":"05.01-20101129-0001228293-0296863149"' -- \
    "$sim" --profile single -- ./anxin device list --json
check "SPEC 19.2: four pipes of which two are used" 0 '"transport":"single"' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug four-pipes' && ./anxin device list --json"
check "SPEC 19.2: the pipes can be told" 0 'single  Ready' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug four-pipes' && ./anxin device list --transport single"
check "SPEC 19.1: nothing plugged in is listed as nothing" 0 '[]' -- \
    "$sim" --unplugged -- ./anxin device list --json
check "SPEC 19.1: anxin device test" 0 'The test was passed.' -- \
    "$sim" -- sh -c "$tell 'plug reader2' && ./anxin device test"
check "SPEC 19.1: a device that fails its test" 5 'failed its own test' -- \
    "$sim" -- sh -c "$tell 'fault status:status=60' && ./anxin device test"
check "SPEC 19.1: no device to test" 3 'No reader is plugged in.' -- \
    "$sim" --unplugged -- ./anxin device test
check "DESIGN 6: udev rules come from the drivers' tables" 0 \
    'ATTR{idVendor}=="0400", ATTR{idProduct}=="c35a", MODE="0660", GROUP="plugdev", TAG+="uaccess"' -- \
    ./anxin device udev
check "DESIGN 6: an adapter's rule is for its port" 0 \
    'SUBSYSTEM=="tty", ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523"' -- ./anxin device udev
check "DESIGN 6: quirks come from the same tables, but not for a chip maker's number" 0 \
    'options usb-storage quirks=2109:7638:i,2009:7638:i,2109:7368:i' -- ./anxin device quirks

# Scanners.
for scanner in scanner module module-disk module-raw; do
    kind='"kind":"iso-19794-2:2005"'
    [ "$scanner" = module ] && kind='"kind":"ef01/0009/512","bytes":512'
    check "SPEC 19.3: anxin device finger tells how a finger was taken ($scanner)" 0 "$kind" -- \
        "$sim" --unplugged -- sh -c "$tell 'plug $scanner' 'on $scanner finger D1.1' && ./anxin device finger --wait 40"
done
check "SPEC 12.1: a poor finger says what to do" 5 'Lay the middle of the fingertip' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug scanner' 'finger D1.1 poor' && ./anxin device finger --wait 40"
check "SPEC 19.3: no finger in time" 4 'No finger was laid on the scanner in time.' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug scanner' && ./anxin device finger --wait 2"
check "SPEC 19.3: a reader is no scanner" 3 'No fingerprint scanner is plugged in.' -- \
    "$sim" -- ./anxin device finger --wait 40
check "SPEC 19.3: a scanner is no reader" 3 'No reader is plugged in.' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug scanner' && ./anxin device read --wait 40"
check "SPEC 19.3: the devices page's line of a scanner" 0 'Fingerprint scanner  serial  Resting' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug module' && ./anxin device list"
check "SPEC 19.3: how sure" 0 '"kind":"finger","label":"Fingerprint scanner","maker":"DigitalPersona U.are.U 4500"' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug scanner' && ./anxin device list --json"
check "SPEC 19.3: scanner and reader are tested" 0 'The test was passed.' -- \
    "$sim" -- sh -c "$tell 'plug scanner' 'plug adapter' && ./anxin device test"
check "SPEC 19.2: a reader of class HID is read" 0 '"kind":"permit"' -- \
    "$sim" --unplugged -- sh -c "$tell 'plug hid-reader' 'on hid-reader card T3' && ./anxin device read --wait 40"

for words in "" "look" "read --wait x" "read --wait -1" "read again" "list --transport both"; do
    check "SPEC 20.4: wrong words are refused ($words)" 2 'usage: anxin device' -- \
        "$sim" --unplugged -- sh -c "./anxin device $words"
done

# SPEC 22.4: nothing of the ethnicity, the picture or the prints is in the output.
"$sim" -- sh -c "$tell 'card T2' >/dev/null && ./anxin device read" >"$work/card" 2>/dev/null
[ -s "$work/card" ] && ! grep -qiE 'ethnic|nation"|photo|finger|"05"|维吾尔' "$work/card"
tap_result $? "SPEC 22.4: no ethnicity, no picture, no prints"
echo "1..$tap_number"

#!/bin/bash
# An empty database becomes a running site, through the screens alone (issue: what must be seen). The operator works where the
# database is; everybody else at the terminal that the operator enrolled. What one reads and another types is noted by the script
# from the page (a code) or from the bank's statement (an amount).
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
[ -x "$TOP_BUILDDIR/tests/sim/service-sim" ] || { echo "1..0 # SKIP no OpenSSL"; exit 0; }
echo 1..1

seat=(--data "$whole_dir/data") # of the operator, until the gate's terminal is enrolled
leg() { # NAME SENTENCE
	sed "s|@DIR@|$whole_dir|g" "$TOP_SRCDIR/tests/whole/running-site-$1.script" >"$whole_dir/$1.script"
	"$whole_sim" --rack "$TOP_SRCDIR/tests/sim/demo.rack" -- "$whole_program" "${seat[@]}" --script "$whole_dir/$1.script" \
		>"$whole_dir/out" 2>&1 </dev/null
	whole_result $? "$2"
}
leg operator 'SPEC 1: the first start makes the operator, who lets in offices, regulators, a terminal and a service'

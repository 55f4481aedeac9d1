#!/bin/bash
# Days and times are the server's, wherever the terminal stands.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..3
turn=0
cards=(T1 T3 T4)
for zone in UTC America/New_York Asia/Shanghai; do
	turn=$((turn + 1))
	export TZ=$zone
	before=$(TZ=Asia/Shanghai date '+%Y-%m-%d %H')
	sed "s|@CARD@|card ${cards[turn - 1]}|; s|@PHONE@|1998888009$turn|; s|@DIR@|$whole_dir|g" "$TOP_SRCDIR/tests/whole/zone.script" >"$whole_dir/zone.script"
	(exec "$whole_sim" -- "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/zone.script") \
		>"$whole_dir/out" 2>&1 </dev/null
	status=$?
	after=$(TZ=Asia/Shanghai date '+%Y-%m-%d %H')
	# The page was photographed: today, and the hour of the enrolment, as the server's zone has them.
	seen() { grep -qF -- "$1:" "$whole_dir/page" || grep -qF -- "$2:" "$whole_dir/page"; }
	{ [ $status -eq 0 ] && seen "$before" "$after"; } || { cat "$whole_dir/page" >>"$whole_dir/out"; status=1; }
	whole_result $status "DESIGN 4: a terminal whose zone is $zone shows the server's days and times"
done

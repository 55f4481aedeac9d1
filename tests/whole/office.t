#!/bin/bash
# The screens of an office before the database that judges: lists, one worker, teams, devices.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
mkdir -p "$whole_dir/anxin"
echo "export_folder = $whole_dir/export" >"$whole_dir/anxin/anxin.conf"
echo 1..8
whole_script workers 'SPEC 8.6: workers are found, sorted, exported; a number is shown for a reason'
files=$(ls "$whole_dir/export" | wc -l)
lines=$(cat "$whole_dir"/export/*.csv | wc -l)
whole=$(grep -cE '[0-9]{17}[0-9X]|"1[3-9][0-9]{9}"' "$whole_dir"/export/*.csv)
echo "$files file, $lines lines, $whole of them with a whole number" >"$whole_dir/out"
[ "$files" -eq 1 ] && [ "$lines" -eq 184 ] && [ "$whole" -eq 0 ]
whole_result $? 'SPEC 20.5: the exported file holds every row, and no whole number'
whole_script teams 'SPEC 7.1: a team is made, corrected, refused under a name that is taken; a draft is offered again'
whole_script teams-read 'SPEC 7.2: teams are for reading by who may not write them'
whole_script devices 'SPEC 19.1: devices are live, tested, unplugged; the rack lays a card down'
whole_begin office-offline
whole_wait test -e "$whole_dir/is-there" && whole_db stop >/dev/null 2>&1
whole_wait test -e "$whole_dir/is-away" && whole_db status >"$whole_dir/state" 2>&1
whole_db start >/dev/null 2>&1
wait "$whole_pid"
status=$?
grep -q 'is stopped' "$whole_dir/state" || status=1 # by a person: nobody starts it against them
whole_pid=
whole_result $status 'SPEC 22.6: a list stays readable while the database is away, and goes on with it'
whole_begin office-killed
whole_wait test -e "$whole_dir/is-up" && kill -9 "$(head -1 "$whole_dir/data/pg/postmaster.pid")"
wait "$whole_pid"
status=$?
whole_pid=
whole_result $status 'DESIGN 8: a private server that was killed is started again by the program that uses it'
whole_begin team-conflict
whole_wait test -e "$whole_dir/typed" && {
	whole_db psql --as ax_migrator -c "update app.team set leader_name = '样本班长改', changed_at = now(),
		changed_by = (select account_id from app.account where name = '样本丙') where name = '钢筋一班'"
	whole_db stop
	whole_wait test -e "$whole_dir/parted" && whole_db start
} >/dev/null 2>&1
wait "$whole_pid"
status=$?
whole_pid=
whole_result $status 'DESIGN 4: a team that two have changed is asked about, and nothing is lost'

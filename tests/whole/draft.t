#!/bin/bash
# What was typed is still there after a kill -9 and while the database is away.
set -u
. "$TOP_SRCDIR/tests/whole/whole.sh"
echo 1..6

drafts() {
	[ "$(whole_db psql -Atqc 'select count(*) from app.draft' 2>/dev/null)" = "$1" ]
}

# The program is killed as soon as the draft has reached the database; what it ran on is still there.
whole_begin draft
whole_wait test -s "$whole_dir/typed" && whole_wait drafts 1
found=$?
whole_kill
[ $found -eq 0 ] && (whole_run draft-again) >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 20.7: a form is found again after kill -9, and saved'

whole_begin offline
whole_wait test -s "$whole_dir/up" && whole_db stop >/dev/null &&
	whole_wait test -s "$whole_dir/waiting" && whole_db start >/dev/null
started=$?
wait "$whole_pid"
ended=$?
whole_pid=
[ $started -eq 0 ] && [ $ended -eq 0 ]
whole_result $? 'SPEC 22.6: with the database away the form stays, and is saved when it is back'

whole_begin hand
whole_wait test -s "$whole_dir/by-hand" && whole_wait drafts 1
found=$?
whole_kill
[ $found -eq 0 ] && (whole_run hand-again) >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 20.7: an invitation typed by hand is found again in its form, and saved'

rm -f "$whole_dir/up"
whole_begin offline-kill
whole_wait test -s "$whole_dir/up" && whole_db stop >/dev/null && whole_wait test -s "$whole_dir/kept"
found=$?
whole_kill
if grep -aq 19988880043 "$whole_dir"/data/journal.sqlite*; then
	echo "# the phone number stands readable in the journal" >>"$whole_dir/out"
	found=1
fi
[ $found -eq 0 ] && (whole_run offline-again) >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 20.7: what was typed offline is sealed on the disk, and found after kill -9'

whole_begin hangup
whole_wait test -s "$whole_dir/cut" && kill -HUP $(pgrep -P "$whole_pid")
wait "$whole_pid"
whole_pid=
(whole_run hangup-again) >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 20.7: the line cut right after the last key loses nothing'

locked() {
	[ "$(whole_db psql -Atqc "select count(*) from pg_locks where relation = 'app.draft'::regclass and granted and mode = 'AccessExclusiveLock'" 2>/dev/null)" = 1 ]
}

whole_db start >/dev/null
whole_db psql -qc 'begin; lock table app.draft in access exclusive mode; select pg_sleep(60)' >/dev/null 2>&1 &
holder=$!
whole_pid=
whole_wait locked && (whole_run slow) >"$whole_dir/out" 2>&1 </dev/null
whole_result $? 'SPEC 20.3: a wait is seen after 0.3 s, and Esc ends it'
kill $holder 2>/dev/null
wait $holder 2>/dev/null || true

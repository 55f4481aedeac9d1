#!/usr/bin/env bash
# The private database as it is made: by two at once, half made, badly placed, for whom; and the demonstration's.
set -u
. "$TOP_SRCDIR/tests/fault/private.sh"

# ---- the first time ----

data=$here/fresh
# A child of the server has its command line for a moment after it was forked.
one_server() {
	[ "$(pgrep -cf "postgres -D $data/pg")" = 1 ]
}
at_once() {
	"$anxin_program" --data "$data" db start > "$here/said2" 2>&1 &
	anxin db start && wait $! && runs && wait_for one_server
}
result 'DESIGN 8: two programs make and start one database' at_once
anxin db stop
rm -rf "$data"

half_made() {
	mkdir -p "$data/pg.new-abcdef/base"
	touch "$data/lock" "$data/pg.new-abcdef/PG_VERSION"
	anxin db start && runs && anxin db stop && [ ! -e "$data/pg.new-abcdef" ]
}
result 'DESIGN 9: a database that was half made is made anew' half_made

killed_in_initdb() {
	rm -rf "$data"
	"$anxin_program" --data "$data" db start > "$here/said2" 2>&1 &
	local program=$!
	wait_for compgen -G "$data/pg.new-*/base" > /dev/null
	kill -9 $program
	wait $program 2> /dev/null
	anxin db start && runs && anxin db stop
}
result 'DESIGN 9: killed while the database is being made' killed_in_initdb

# ---- bad places ----

mkdir "$here/full" && touch "$here/full/letter.txt"
data=$here/full
result 'DESIGN 8: a folder with other things is not filled' fails_saying 'holds other things' anxin db start
[ "$(ls "$here/full")" = letter.txt ] || echo "Bail out! the folder was filled"

data=/proc/anxin
result 'DESIGN 8: a folder that cannot be made is named' fails_saying '/proc/anxin' anxin db start

data=$here/none
no_programs() { ANXIN_SERVER=$here fails_saying "are not in $here" anxin db start; }
result 'DESIGN 8: missing server programs are named' no_programs

old_data() {
	mkdir -p "$data/pg"
	touch "$data/lock"
	echo 9 > "$data/pg/PG_VERSION"
	fails_saying 'apt install postgresql-9' anxin db start
}
result 'DESIGN 8: data of a version that is not installed names it' old_data

data=$here/small/data
if [ "$(id -u)" = 0 ] && mkdir "$here/small" && mount -t tmpfs -o size=8m tmpfs "$here/small" 2> /dev/null; then
	result 'DESIGN 8: too little room is said with figures' fails_saying 'are free in' anxin db start
	umount "$here/small"
else
	skip 'DESIGN 8: too little room is said with figures' 'no file system can be mounted here'
fi

# ---- who ----

as_nobody() {
	setpriv --reuid nobody --regid nogroup --clear-groups env -u PGHOST XDG_RUNTIME_DIR="$here/nobody" HOME="$here/nobody" \
		XDG_STATE_HOME="$here/nobody/state" "$@" > "$said" 2>&1
}
ordinary_user() {
	mkdir "$here/nobody" && chown nobody "$here/nobody" || return 1
	as_nobody "$anxin_program" db start && says "$here/nobody/state/anxin" || return 1
	[ "$(stat -c %U "$here/nobody/state/anxin/pg")" = nobody ] || return 1
	as_nobody "$anxin_program" db psql -- -Atc 'select session_user' && says ax_migrator &&
		as_nobody "$anxin_program" db stop
}
if [ "$(id -u)" != 0 ]; then
	skip 'DESIGN 8: an ordinary user has a database of their own' 'the whole test runs as one'
elif ! setpriv --reuid nobody --regid nogroup --clear-groups test -x "$anxin_program" -a -r "$ANXIN_SCHEMA/init"; then
	skip 'DESIGN 8: an ordinary user has a database of their own' 'nobody cannot enter the build folder'
else
	result 'DESIGN 8: an ordinary user has a database of their own' ordinary_user
fi

closed_home() {
	mkdir -m 700 "$here/closed"
	data=$here/closed/data
	fails_saying 'The system user postgres cannot enter' anxin db start
}
if [ "$(id -u)" = 0 ]; then
	result 'DESIGN 8: a folder closed to the server is named' closed_home
else
	skip 'DESIGN 8: a folder closed to the server is named' 'only root has this case'
fi

# ---- the demonstration ----

demo() { ANXIN_SERVER= "$anxin_program" --demo "$@" < /dev/null > "$said" 2>&1; }
echo quit > "$here/quit.script"
echo 'wait never-to-be-seen' > "$here/wait.script"

demo_again() {
	demo --data "$here/demo" --script "$here/quit.script" && demo --data "$here/demo" --script "$here/quit.script" || return 1
	data=$here/demo
	stopped
}
result 'DESIGN 8: a demonstration in a named folder goes on where it was' demo_again

demo_of_another_version() {
	cp -r "$ANXIN_SCHEMA" "$here/demo-schema" && chmod -R u+w "$here/demo-schema" || return 1
	echo '-- a word more' >> "$here/demo-schema/demo/010-site.sql"
	ANXIN_SCHEMA=$here/demo-schema demo --data "$here/demo" --script "$here/quit.script"
	[ $? = 1 ] && says 'demonstration of another version' && says 'Name a new folder' && ! says duplicate || return 1
	demo --data "$here/demo" --script "$here/quit.script" # what lies there is as it was
}
result 'DESIGN 8: the demonstration of another version is refused, and a new folder asked for' demo_of_another_version

# The demonstration's folder, by the lock that the running program holds in it.
demo_folder() {
	local file
	for file in /tmp/anxin-demo-*/users.lock; do
		if grep -qE " $1 [0-9a-f:]+:$(stat -c %i "$file" 2> /dev/null) " /proc/locks; then dirname "$file"; fi
	done
}
has_folder() { [ -n "$(demo_folder "$1")" ] && [ -e "$(demo_folder "$1")/pg/postmaster.pid" ]; }
demo_killed() {
	"$anxin_program" --demo --script "$here/wait.script" < /dev/null > "$here/said2" 2>&1 &
	local program=$! folder
	wait_for has_folder $program
	folder=$(demo_folder $program)
	kill -9 $program
	wait $program 2> /dev/null
	[ -d "$folder/pg" ] && demo --script "$here/quit.script" && [ ! -e "$folder" ]
}
result 'DESIGN 8: a killed demonstration is cleared away by the next' demo_killed

echo "1..$tap_number"

#!/usr/bin/env bash
# The private database through everything that happens to a program on an office computer: started
# twice, killed, moved. And what `anxin db` and `anxin verify` say. Made, and badly placed: first-time.t.
set -u
. "$TOP_SRCDIR/tests/fault/private.sh"

# ---- what the commands say ----

prints_init() {
	ANXIN_SERVER=/nonexistent "$anxin_program" db init --print > "$said" 2>&1 &&
		says 'create database anxin' && says 'create role'
}
result 'DESIGN 3: init --print shows its SQL without a server' prints_init

result 'DESIGN 8: status tells that it runs' runs

no_password_seen() {
	local name
	anxin db psql -- -Atc 'select session_user' || return 1
	says ax_migrator || return 1
	anxin db psql --as superuser -- -At -c 'select session_user' \
		-c '\! tr "\0" "\n" < /proc/$PPID/environ; tr "\0" "\n" < /proc/$PPID/cmdline; ls -l /proc/$PPID/fd' || return 1
	says postgres && says PGPASSFILE=/proc/self/fd/ || return 1
	for name in superuser ax_migrator ax_worker terminal; do
		if grep -qF -- "$(cat "$data/secrets/$name")" "$said"; then return 1; fi
	done
	[ -z "$(find "$data/secrets" -newer "$said")" ] && [ "$(ls "$data/secrets" | wc -l)" = 4 ]
}
result 'DESIGN 4: psql gets its password by neither argv, environment nor file' no_password_seen

led_astray() {
	PGHOSTADDR=127.0.0.1 PGSERVICE=nowhere PGHOST=nowhere.invalid PGPORT=1 anxin db psql -- -Atc 'select 40 + 2' && says 42 &&
		PGHOSTADDR=127.0.0.1 PGSERVICE=nowhere PGHOST=nowhere.invalid PGPORT=1 anxin verify
}
result 'DESIGN 8: --data is that database, whatever the environment says' led_astray

psql_status() {
	anxin db psql -- -v ON_ERROR_STOP=1 -c 'select 1/0'
	[ $? = 1 ]
}
result 'DESIGN 8: psql ends with its own status' psql_status

wrong_words() {
	anxin db dance
	[ $? = 2 ] && says 'usage: anxin db'
}
result 'DESIGN 8: words that make no sense show the usage' wrong_words

as_nobody() {
	local words
	for words in '' '-- -c x' '-c'; do
		# shellcheck disable=SC2086
		anxin db psql --as $words
		[ $? = 2 ] && says 'usage: anxin db' || return 1
	done
}
result 'DESIGN 8: psql --as without a role shows the usage' as_nobody

modes() {
	[ "$(stat -c %a "$data/secrets")" = 700 ] && [ "$(stat -c %a "$data/secrets/superuser")" = 600 ] &&
		[ "$(stat -c %a "$data/keys/blind")" = 400 ] && [ "$(stat -c %a "$data/pg")" = 700 ] &&
		[ "$(stat -c %s "$data/keys/seal")" = 64 ]
}
result 'DESIGN 8: secrets and keys are their owners alone' modes

scram_only() {
	[ "$(psql -Atc "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'")" = 0 ] &&
		[ "$(psql -Atc "select count(*) from pg_authid where rolpassword not like 'SCRAM-SHA-256\$%'")" = 0 ] &&
		[ "$(psql -Atc 'show listen_addresses')" = '' ]
}
result 'DESIGN 8: SCRAM for everybody, and the socket only' scram_only

quiet_log() {
	psql -c "create table pg_temp.p (phone text primary key); insert into pg_temp.p values ('19900000077');
		insert into pg_temp.p values ('19900000077')" > "$said" 2>&1
	psql -c "select '19900000077'::date" >> "$said" 2>&1
	says 19900000077 && ! grep -rq 19900000077 "$data/log"
}
result 'SPEC 22.4: no value comes into the server log' quiet_log

# ---- the audit chain ----

whole() { anxin verify && says 'chain 0 : whole'; }
result 'SPEC 22.3: verify finds the chain whole' whole

head0=$(sed -n 's/^chain 0 .*head \(0:.*\)$/\1/p' "$said")
anchored() {
	anxin verify --anchor "$head0" && [ "$(grep -c '^chain 0 : whole' "$said")" = 2 ] || return 1
	anxin verify --anchor "${head0%:*}:$(printf '%064d' 0)"
	[ $? = 3 ] && says "BROKEN at entry $(cut -d: -f2 <<< "$head0")"
}
result 'SPEC 22.3: a head kept outside is compared' anchored

broken() {
	psql -qc "alter table audit.entry disable trigger user;
		update audit.entry set actor = 'p999999' where chain_id = 0 and seq = 2;
		alter table audit.entry enable trigger user" > "$said" 2>&1 || return 1
	anxin verify
	[ $? = 3 ] && says 'chain 0 : BROKEN at entry 2'
}
result 'SPEC 22.3: verify names the entry where the chain breaks' broken

# ---- migrations ----

cp -r "$ANXIN_SCHEMA" "$here/schema"
chmod -R u+w "$here/schema"
migrate() { ANXIN_SCHEMA=$here/schema anxin db migrate; }
first=$(ls "$here/schema/migrations" | head -1)
echo '-- a word more' >> "$here/schema/migrations/$first"
result 'DESIGN 3: migrate refuses an altered migration and names it' \
	fails_saying "migrations/$first has been altered" migrate

cp "$ANXIN_SCHEMA/migrations/$first" "$here/schema/migrations/$first"
printf '%s\n' '-- breaking: no' 'create table app.one (id int);' '' 'create function app.two() returns int' \
	'language sql begin atomic select 1; select 2; end;' 'insert into app.one values (1);' \
	'insert into app.one values (1 / 0);' > "$here/schema/migrations/9001-wrong.sql"
result 'DESIGN 3: an error names file and line' fails_saying '9001-wrong.sql, line 7: division by zero' migrate
nothing_left() {
	[ "$(psql -Atc "select to_regclass('app.one') is null and not exists
		(select from meta.migration where migration_id = 9001)")" = t ]
}
result 'DESIGN 3: a migration is one transaction' nothing_left

sed -i '$d' "$here/schema/migrations/9001-wrong.sql"
both() {
	# Two at once: each file is applied once, both end well.
	ANXIN_SCHEMA=$here/schema "$anxin_program" --data "$data" db migrate > "$here/said2" 2>&1 &
	migrate
	local one=$?
	wait $! && [ $one = 0 ] && [ "$(psql -Atc "select tableowner from pg_tables where tablename = 'one'")" = ax_owner ]
}
result 'DESIGN 3: two runners at once apply a migration once, for ax_owner' both

alone() {
	printf '%s\n' '-- transaction: no' 'create index concurrently one_id on app.one (id);' \
		> "$here/schema/migrations/9002-index.sql"
	migrate && says 'migrations applied: 1,' && migrate && says 'migrations applied: 0,'
}
result 'DESIGN 3: what bears no transaction runs alone, once' alone
rm "$here/schema/migrations/9002-index.sql"

trade_file=$here/schema/seed/app.trade.tsv
trades() { psql -Atc "select count(*), count(*) filter (where t::text like '%seeded anew%') from app.trade t"; }
seeded() {
	local before
	before=$(trades)
	sed -i '2s/\t[^\t]*/\tseeded anew/' "$trade_file"
	migrate && says 'code tables loaded: 1,' && [ "$before" = "${before%|*}|0" ] && [ "$(trades)" = "${before%|*}|1" ]
}
result 'DESIGN 3: a code table that changed is brought up to date, row by row' seeded
echo 'one column' >> "$trade_file"
seed_error() { fails_saying 'seed/app.trade.tsv: ' migrate && says 'line '; }
result 'DESIGN 3: an error in a code table names file and line' seed_error
cp "$ANXIN_SCHEMA/seed/app.trade.tsv" "$trade_file"

printf '%s\n' '-- breaking: no' 'create table app.three (project_id int primary key);' \
	"insert into meta.table_class (table_name, class) values ('app.three', 'project');" \
	> "$here/schema/migrations/9000-three.sql"
guarded() {
	# No file of the api has changed: it runs again because a migration has.
	migrate && [ "$(psql -Atc "select count(*) from pg_policies p join pg_class c on c.relname = p.tablename
		where p.tablename = 'three' and c.relforcerowsecurity")" = 1 ]
}
result 'DESIGN 3: a new table has its policy by the end of migrate' guarded
rm "$here/schema/migrations/9000-three.sql"
psql -qc "drop table app.three; delete from meta.table_class where table_name = 'app.three';
	delete from meta.migration where migration_id = 9000"

sed -i 's/breaking: no/breaking: yes/' "$here/schema/migrations/9001-wrong.sql"
psql -qc "update meta.migration set breaking = true where migration_id = 9001" > /dev/null
mv "$here/schema/migrations/9001-wrong.sql" "$here"
result 'DESIGN 3: a program older than a breaking migration stops' \
	fails_saying 'The database is newer than this program (9001-wrong.sql)' migrate
psql -qc "drop table app.one; drop function app.two; delete from meta.migration where migration_id > 9000"

# ---- starting and stopping ----

result 'DESIGN 8: stop' anxin db stop
result 'DESIGN 8: status tells that it is stopped' stopped

last_one() { anxin db psql -- -Atc 'select 1' && stopped; }
result 'DESIGN 8: the last program that uses it stops it' last_one

kill_server() {
	local pid
	anxin db start || return 1
	pid=$(server_pid)
	kill -9 "$pid" && anxin db start && runs && [ "$(server_pid)" != "$pid" ] && anxin db stop
}
result 'DESIGN 9: a killed server is started again' kill_server

# After a restart of the machine the number in postmaster.pid may be anybody's.
stale() {
	anxin db start && kill -9 "$(server_pid)" || return 1
	wait_for stopped
	sed -i "1s/.*/$$/" "$data/pg/postmaster.pid"
	anxin db start && runs && anxin db stop
}
result 'DESIGN 9: a stale postmaster.pid with a living number' stale

# A session's run-time folder goes away with the session, and the server with it stays behind.
lost_socket() {
	anxin db start || return 1
	rm -r "$here/anxin"
	anxin db psql -- -Atc 'select 40 + 2' && says 42 && anxin db stop
}
result 'DESIGN 9: a server whose socket has vanished is started again' lost_socket

odd_names() {
	local plain=$data
	data="$here/a b'c\"d,\$(x)\\"
	mkdir "$here/r 'q\"s\\" && cp -a "$plain" "$data" || return 1
	XDG_RUNTIME_DIR="$here/r 'q\"s\\" anxin db start && says "r 'q" && anxin db psql -- -Atc 'select 40 + 2' && says 42 &&
		anxin db stop
	local status=$?
	data=$plain
	return $status
}
result 'SPEC 22.5: no letter of a folder means anything to a shell' odd_names

program_killed() {
	"$anxin_program" --data "$data" db psql -- -c '\! echo $PPID; sleep 60' > "$here/said2" 2>&1 &
	local program=$!
	wait_for test -s "$here/said2"
	kill -9 $program "$(cat "$here/said2")"
	wait $program 2> /dev/null
	runs && last_one
}
result 'DESIGN 8: a killed program leaves a database that the next one uses' program_killed

moved() {
	mv "$data" "$here/moved"
	data=$here/moved
	anxin db start || return 1
	PGHOST=$(dirname "$(find "$here/anxin" -name .s.PGSQL.5432)") \
		psql -Atc 'select path from sec.key_file order by 1' > "$said" 2>&1
	says "$here/moved/keys/blind" && ! says "$here/data/" && anxin db stop
}
result 'DESIGN 3: a moved data folder corrects the recorded key paths' moved

lost_key() {
	mv "$data/keys/blind" "$here/blind"
	fails_saying "keys/blind is missing" anxin db start || return 1
	mv "$here/blind" "$data/keys/blind"
}
result 'DESIGN 8: a key that is missing is asked for, never made anew' lost_key

echo "1..$tap_number"

#!/usr/bin/env bash
# Outside services that fail, and the worker killed at each step (SPEC 21.1): what was done outside is counted in a ledger
# that does not look whether it has seen a key before.
[ -x "${TOP_BUILDDIR:?}/tests/sim/service-sim" ] || { echo "1..0 # SKIP no OpenSSL"; exit 0; }
. "${TOP_SRCDIR:?}/tests/lib/cluster.sh"
. "$TOP_SRCDIR/tests/lib/service.sh"
. "$TOP_SRCDIR/tests/lib/tap.sh"
echo 1..51
cluster_new
service_begin

# job KIND KEY [ADDRESS]: a job; state KEY, field KEY COLUMN; due KEY: its next try or inquiry is now; lapse KEY: its lease is over.
job() {
	sql "select sec.job_add('$1', 'test:$2', '{\"address\":\"${3:-样本路100号}\",\"region\":\"新疆维吾尔自治区 喀什地区\",\"phone\":\"19900009999\",\"name\":\"样本建设有限公司\",\"amount_fen\":37}', '$2')"
}
field() { sql "select $2 from job.job where key = '$1'"; }
is() { [ "$(field "$1" "$2")" = "$3" ]; }
due() { sql "update job.job set next_try_at = clock_timestamp() - interval '1 s' where key = '$1'"; }
lapse() { sql "update job.job set lease_until = clock_timestamp() - interval '1 s' where key = '$1'"; }
seen() { grep -q " $1$" "$service_folder/ledger"; }
times() { [ "$(grep -c " $1$" "$service_folder/ledger")" = "$2" ]; }

# In order.
for kind in sms registry geocode deposit; do job $kind "good:$kind" > /dev/null; done
worker_once
ok $? "SPEC 21.1: the worker runs and ends"
[ "$(sql "select string_agg(state, ' ') from job.job")" = "done done done done" ]
ok $? "SPEC 21.1: four kinds of job are done"
[ "$(sort "$service_folder/ledger" | tr '\n' ' ')" = "deposit good:deposit geocode good:geocode registry good:registry sms good:sms " ]
ok $? "SPEC 21.1: each once, each under its key"
grep -q '^Authorization: Bearer token-of-the-test' "$service_folder/last.sms" && ! grep -q Bearer "$service_folder/last.registry"
ok $? "SPEC 21: the token comes from the worker's folder, for its service alone"
is good:sms 'payload_sealed is null' t
ok $? "SPEC 22.4: a text that was sent is forgotten"
[ "$(sql "select sec.unseal('job', answer_sealed)::jsonb ->> 'uscc' from job.job where key = 'good:registry'")" = 91650100MA0007YB27 ]
ok $? "SPEC 21.4: the registry's answer is kept"
[ "$(sql "select sec.unseal('job', answer_sealed)::jsonb from job.job where key = 'good:geocode'")" = '{"found": true, "latitude": 39.470512, "longitude": 75.989402}' ]
ok $? "SPEC 21.5: and the geocoder's, as a position"
grep -q '^GET /geocode?ds=.*%96%B0%E7%96%86.*&tk=token-of-the-test HTTP' "$service_folder/last.geocode" && ! grep -q 'Bearer' "$service_folder/last.geocode"
ok $? "SPEC 21.5: asked as it documents, with its key in the question"
! grep -qE '19900009999|样本|amount|token-of' "$ANXIN_DATA/worker.log" && [ "$(grep -c ' job [0-9]* ' "$ANXIN_DATA/worker.log")" = 4 ]
ok $? "SPEC 21.1: one line an attempt in the log, nothing personal in it"

# Answers that are none. A look-up is tried again, and is dead after its tries.
kind=registry
turn() { # FAULT STATE LAST_ERROR SENTENCE
	service_fault $kind "$1"
	job $kind "bad:$1" > /dev/null
	worker_once
	is "bad:$1" state "$2" && is "bad:$1" last_error "$3"
	ok $? "$4"
	sql "delete from job.job where key = 'bad:$1'"
}
turn 500 queued "http 500" "SPEC 21.1: a service in trouble is asked again"
turn 429 queued "http 429" "SPEC 21.1: and one that has too much to do"
turn 403 dead "http 403" "SPEC 21.1: a refusal is not tried again"
turn 302 dead "http 302" "SPEC 22.2: no redirect is followed"
turn cut queued "connection cut" "SPEC 21.4: an answer cut in the middle is none"
turn lost queued "connection cut" "SPEC 21.4: nor one that never came"
turn nonsense queued "answer unusable" "SPEC 21.4: nor one that is not JSON"
turn nested queued "answer unusable" "SPEC 22.5: nor one of another shape"
turn twice queued "answer unusable" "SPEC 21.4: nor one that is there twice"
turn huge queued "answer too long" "SPEC 22.5: nor one without end"
turn slow queued "timeout" "SPEC 21.1: an answer that does not come is waited for so long and no longer"
service_fault registry
kind=geocode
turn nested queued "answer unusable" "SPEC 21.5: of the geocoder, too, JSON of another shape is no answer"
turn huge queued "answer too long" "SPEC 21.5: nor one without end"
service_fault geocode
job geocode bad:place 样本查无此地 > /dev/null
worker_once
is bad:place state done && [ "$(sql "select sec.unseal('job', answer_sealed)::jsonb from job.job where key = 'bad:place'")" = '{"found": false}' ]
ok $? "SPEC 21.5: an address that it does not know is an answer"
service_fault all other
job registry bad:certificate > /dev/null
before=$(service_count registry)
worker_once
is bad:certificate last_error "certificate not trusted" && [ "$(service_count registry)" = "$before" ]
ok $? "SPEC 22.2: a service that cannot prove who it is is told nothing"
service_fault all
due bad:certificate
worker_once
is bad:certificate state done
ok $? "SPEC 21.1: and is served when it can again"
service_fault registry 500
job registry bad:often > /dev/null
for turn in 1 2 3 4; do due bad:often; worker_once; done
is bad:often state dead && is bad:often tries 4
ok $? "SPEC 21.1: after its tries a job is dead"
service_fault registry
chmod 644 "$ANXIN_DATA/services/sms.token"
job sms bad:token > /dev/null
worker_once
is bad:token state queued && is bad:token last_error "key file unusable" && times bad:token 0
ok $? "DESIGN 3: a token that others can read is not used"
chmod 600 "$ANXIN_DATA/services/sms.token"
sql "delete from job.job where key = 'bad:token'"

# Killed before the call: the service hears nothing.
service_fault all deaf
job sms kill:1 > /dev/null
job deposit kill:2 > /dev/null
worker_begin
service_wait 20 is kill:1 state taken
ok $? "SPEC 21.1: the attempt is on record before anything is sent"
worker_kill
worker_begin
service_wait 20 is kill:2 state taken
worker_kill
service_fault all
times kill:1 0 && times kill:2 0
ok $? "SPEC 21.1: killed before the call, nothing was done"
lapse kill:1
lapse kill:2
worker_once
is kill:1 state done && times kill:1 1 && is kill:1 attempt 2
ok $? "SPEC 21.2: when the lease is over the message is sent, once"
is kill:2 state done && times kill:2 1
ok $? "SPEC 21.3: the bank is asked, knows nothing, and the deposit is made, once"

# Killed between call and answer.
service_fault sms slow
service_fault deposit slow
job sms kill:3 > /dev/null
worker_begin
service_wait 20 seen kill:3
worker_kill
job deposit kill:4 > /dev/null
worker_begin
service_wait 20 seen kill:4
worker_kill
service_fault sms
service_fault deposit
worker_once
is kill:3 state taken && times kill:3 1
ok $? "SPEC 21.2: killed between call and answer, no second message is sent"
[ "$(sql "select lease_until - made_at > interval '110 s' from job.job where key = 'kill:3'")" = t ]
ok $? "SPEC 21.2: and none within the minute: the lease is longer"
lapse kill:4
service_fault inquiry 500
worker_once
is kill:4 state unknown && times kill:4 1
ok $? "SPEC 21.3: the deposit is unknown, and the list says so"
due kill:4
service_fault inquiry nonsense
worker_once
is kill:4 state unknown && times kill:4 1
ok $? "SPEC 21.3: an inquiry without a good answer leaves it so"
service_fault inquiry
due kill:4
worker_once
is kill:4 state done && times kill:4 1 && is kill:4 attempt 1
ok $? "SPEC 21.3: the bank's answer ends it; no second deposit"
lapse kill:3
worker_once
is kill:3 state done && times kill:3 2
ok $? "SPEC 21.2: after the lease the message is tried again under the same key"

# Killed after the answer, before it was recorded: the row is held, so the worker waits with the answer in its hand.
hold() { # KEY: until `release`
	psql -qXAt > /dev/null 2>&1 <<- SQL &
		begin;
		select 1 from job.job where key = '$1' for update;
		\! touch $cluster_folder/held; while [ -e $cluster_folder/held ]; do sleep 0.05; done
		rollback;
	SQL
	holder=$!
	service_wait 20 test -e "$cluster_folder/held"
}
release() {
	rm -f "$cluster_folder/held"
	wait "$holder"
}
waits() { [ "$(sql "select count(*) from pg_stat_activity where usename = 'ax_worker' and wait_event_type = 'Lock'")" = 1 ]; }
kill_before_record() { # KIND KEY
	service_fault "$1" slow
	job "$1" "$2" > /dev/null
	worker_begin
	service_wait 20 seen "$2" && hold "$2"
	service_fault "$1"
	service_wait 20 waits
	local status=$?
	worker_kill
	sql "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ax_worker'" > /dev/null
	release
	return $status
}
kill_before_record sms kill:5 && kill_before_record deposit kill:6
ok $? "SPEC 21.1: the answer is there and not yet recorded"
worker_once
is kill:5 state taken && times kill:5 1
ok $? "SPEC 21.2: killed before the record, no second message within the minute"
lapse kill:6
worker_once
is kill:6 state done && times kill:6 1
ok $? "SPEC 21.3: no second deposit: the bank was asked"

# A deposit whose answer never came although the worker lives.
service_fault deposit "lost once"
job deposit lost:1 > /dev/null
worker_once
is lost:1 state unknown && is lost:1 'next_try_at > clock_timestamp() + interval '"'1 min'" t
ok $? "SPEC 21.3: an answer that was lost makes it unknown; it is asked about after the lease"
worker_once
times lost:1 1
ok $? "SPEC 21.3: it is not sent again by itself"
due lost:1
worker_once
is lost:1 state done && times lost:1 1
ok $? "SPEC 21.3: and ends with the inquiry"

# The database goes away and comes back; a signal ends the worker in good order.
worker_begin
service_wait 20 grep -q . "$ANXIN_DATA/worker.log"
"$anxin_program" --data "$ANXIN_DATA" db stop > /dev/null 2>&1
"$anxin_program" --data "$ANXIN_DATA" db start > /dev/null 2>&1
job sms away:1 > /dev/null
service_wait 60 is away:1 state done
ok $? "SPEC 21.1: the worker waits for a database that went away"
kill -TERM "$worker_pid"
wait "$worker_pid"
ok $? "SPEC 21.1: and ends when it is told to"
worker_pid=

# Two workers at once: each job once.
sql "select sec.job_add('sms', 'test:many', '{\"phone\":\"19900009999\"}', 'many:' || i) from generate_series(1, 40) i" > /dev/null
worker_begin
first=$worker_pid
worker_begin
service_wait 60 test "$(sql "select 1")" = 1
all_done() { [ "$(sql "select count(*) from job.job where key like 'many:%' and state = 'done'")" = 40 ]; }
service_wait 60 all_done && [ "$(grep -c ' many:' "$service_folder/ledger")" = 40 ]
ok $? "SPEC 21.1: two workers do forty jobs, each once"
kill -TERM "$first" "$worker_pid"
wait "$first" "$worker_pid"
worker_pid=

# SPEC 3.3: ten wrong passwords. The log is read by the same worker.
login=$(sql "select min(login) from app.account where state = 'stock'")
worker_once
for turn in 1 2 3 4 5 6 7 8 9; do PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U "$login" -c 'select 1' > /dev/null 2>&1; done
worker_once
nine=$(sql "select locked_until is null from app.account where login = '$login'")
PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U "$login" -c 'select 1' > /dev/null 2>&1
worker_once
[ "$nine" = t ] && [ "$(sql "select locked_until - clock_timestamp() between interval '14 min' and interval '15 min' from app.account where login = '$login'")" = t ] &&
	[ "$(sql "select rolvaliduntil < now() from pg_roles where rolname = '$login'")" = t ]
ok $? "SPEC 3.3: ten failed logins lock for 15 minutes, nine do not"
sql "update app.account set locked_until = clock_timestamp() - interval '1 s' where login = '$login'"
worker_once
[ "$(sql "select rolvaliduntil from pg_roles where rolname = '$login'")" = infinity ] &&
	[ "$(sql "select locked_until is null from app.account where login = '$login'")" = t ]
ok $? "SPEC 3.3: and the same job unlocks"

# Beside a private database the program has its worker, which ends with it, however it ends.
printf 'wait-screen sign_in\nwait "no such words"\n' > "$cluster_folder/stay.script"
begin_program() {
	rm -f "$ANXIN_DATA/worker.log"
	"$anxin_program" --data "$ANXIN_DATA" --script "$cluster_folder/stay.script" > "$cluster_folder/worker.out" 2>&1 < /dev/null &
	program_pid=$!
}
child_works() { child=$(pgrep -P "$program_pid" -f 'worker --child') && [ "$(sql "select count(*) from pg_stat_activity where usename = 'ax_worker'")" = 1 ]; }
gone() { tap_gone "$child"; }
begin_program
service_wait 20 child_works
ok $? "DESIGN 8: beside a private database runs the program's own worker"
kill -TERM "$program_pid"
wait "$program_pid"
service_wait 10 gone
ok $? "DESIGN 8: it ends with the program"
begin_program
service_wait 20 child_works
kill -9 "$program_pid"
wait "$program_pid" 2> /dev/null
service_wait 10 gone
ok $? "DESIGN 8: also when that is killed"

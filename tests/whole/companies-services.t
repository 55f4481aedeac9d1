#!/usr/bin/env bash
# Companies with outside services: the business registry knows, does not know, does not answer; a micro-deposit is paid, guessed wrong
# three times, waited for, not paid.
. "${TOP_SRCDIR:?}/tests/whole/whole.sh"
[ -x "$TOP_BUILDDIR/tests/sim/service-sim" ] || { echo "1..0 # SKIP no OpenSSL"; exit 0; }
echo 1..4
echo quit > "$whole_dir/quit.script"
"$whole_sim" -- "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/quit.script" > "$whole_dir/out" 2>&1 < /dev/null
service="$whole_dir/service"
mkdir -p "$service" "$whole_dir/data/services"
"$TOP_BUILDDIR/tests/sim/service-sim" "$service" 2> "$service/err" &
service_pid=$!
trap 'kill "$service_pid" 2> /dev/null; whole_end' EXIT
whole_wait test -s "$service/port"
whole_db start > /dev/null 2>&1
sql() { whole_db psql --as ax_migrator -qXAt -c "$1" 2> "$whole_dir/out"; }
for name in registry deposit; do
	cp "$service/ca.pem" "$whole_dir/data/services/$name.ca"
	path=/$name
	[ $name = deposit ] && path=
	sql "update app.service set url = 'https://127.0.0.1:$(cat "$service/port")$path', enabled = true, timeout_s = 3 where service = '$name'"
done
certification="select max(certification_id) from app.certification where way = 'deposit'"

whole_script companies-deposit "SPEC 4.6, 4.2: found in the registry, paid a micro-deposit; what was typed before is there again, without its numbers"
wrong=$(sql "select string_agg(lpad(n::text, 2, '0'), ' ') from (select n from generate_series(1, 99) n, app.certification t
	where t.certification_id = ($certification) and sec.amount_blind(t.certification_id, n) <> t.amount_blind limit 3) w")
read -r one two three <<< "$wrong"
company=$(sql "select company_id from app.certification where certification_id = ($certification)")
whole_filled() { # NAME SENTENCE SED
	sed "$3" "$TOP_SRCDIR/tests/whole/$1.script" > "$whole_dir/filled.script"
	"$whole_sim" -- "$whole_program" --data "$whole_dir/data" --demo --script "$whole_dir/filled.script" > "$whole_dir/out" 2>&1 < /dev/null
	whole_result $? "$2"
}
whole_filled companies-wrong "SPEC 4.2: the third wrong amount fails the attempt, and the next one waits 72 hours" \
	"s/@COMPANY@/$company/; s/@WRONG1@/$one/; s/@WRONG2@/$two/; s/@WRONG3@/$three/"
sql "update app.certification set started_at = started_at - interval '72 hours' where way = 'deposit'"
echo 403 > "$service/fault.deposit"
whole_filled companies-again "SPEC 4.2: after 72 hours it is tried again; that the bank did not pay is told" \
	"s/@COMPANY@/$company/"
echo 403 > "$service/fault.registry"
whole_script companies-silent "SPEC 4.6: where the registry gives no answer a form is there"

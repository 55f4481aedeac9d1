#!/usr/bin/env bash
# Companies through the screens: certified with a card, joined, its members' roles, left; one that is not listed; the refusals of the
# business registry and of micro-deposits.
. "${TOP_SRCDIR:?}/tests/whole/whole.sh"
echo 1..10
mkdir -p "$whole_dir/anxin"
echo "export_folder = $whole_dir/export" > "$whole_dir/anxin/anxin.conf"
whole_script companies-certify "SPEC 4.2: a company is certified with its legal representative's card"
whole_script companies-apply "SPEC 4.4: another person finds it and applies"
whole_script companies-accept "SPEC 4.4, 4.5: the administrator accepts, changes roles, stays; the directory is exported"
grep -q '样本子' "$whole_dir"/export/company_members-*.csv && grep -q '199\*\*\*\*0010' "$whole_dir"/export/company_members-*.csv
whole_result $? "SPEC 4.5: the file has the members, their phones masked"
whole_script companies-leave "SPEC 4.4, 4.6: the member leaves, and adds a company that is not listed, its code repaired"

# The same with outside services.
service="$whole_dir/service"
if [ ! -x "$TOP_BUILDDIR/tests/sim/service-sim" ]; then
	for n in 6 7 8 9 10; do echo "ok $n # SKIP no OpenSSL"; done
	exit 0
fi
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

whole_script companies-registry "SPEC 4.6: a company that is not listed is looked up by its exact full name"
echo 403 > "$service/fault.registry"
whole_script companies-silent "SPEC 4.6: where the registry gives no answer a form is there"
whole_script companies-deposit "SPEC 4.2: a micro-deposit is paid; what was typed before is there again, without its numbers"
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

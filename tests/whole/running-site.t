#!/bin/bash
# An empty database becomes a running site through the screens alone; SQL only looks at the end. The operator works where the
# database is, everybody else at the two terminals that the operator enrolled. What one person reads and another types is noted
# by the script: a code from the operator's page, an amount from the bank's statement.
set -u
whole_empty=1
. "$TOP_SRCDIR/tests/whole/whole.sh"
[ -x "$TOP_BUILDDIR/tests/sim/service-sim" ] || { echo "1..0 # SKIP no OpenSSL"; exit 0; }
echo 1..10
bank="$whole_dir/bank"
conf="$whole_dir/anxin/anxin.conf"
mkdir -p "$bank" "$whole_dir/import" "$whole_dir/anxin"
"$TOP_BUILDDIR/tests/lib/make_png" 40000 >"$whole_dir/import/form.png"
"$TOP_BUILDDIR/tests/lib/make_png" 70000 >"$whole_dir/import/permit.png"
"$TOP_BUILDDIR/tests/sim/service-sim" "$bank" 2>"$bank/err" &
bank_pid=$!
site_end() {
	kill "$bank_pid" ${worker_pid:+"$worker_pid"} 2>/dev/null
	whole_end
}
trap site_end EXIT
whole_wait test -s "$bank/port" || { echo "Bail out! the bank does not start"; exit 99; }

seat=(--data "$whole_dir/data") # the operator's, beside the database
leg() { # NAME SENTENCE
	sed "s|@DIR@|$whole_dir|g; s|@BANK@|https://127.0.0.1:$(cat "$bank/port")|" \
		"$TOP_SRCDIR/tests/whole/running-site-$1.script" >"$whole_dir/$1.script"
	"$whole_sim" --rack "$TOP_SRCDIR/tests/sim/demo.rack" -- "${whole_under[@]}" "$whole_program" "${seat[@]}" \
		--script "$whole_dir/$1.script" >"$whole_dir/out" 2>&1 </dev/null
	whole_result $? "$2"
}
terminal() { # LOGIN: the next legs are at this terminal, set up with the file that its enrolment wrote
	printf 'host = %s\nport = 5432\ndatabase = anxin\nterminal = %s\nterminal_password_file = %s\nimport_folder = %s\n' \
		"$socket" "$1" "$whole_dir/export/$1.password" "$whole_dir/import" >"$conf"
	seat=()
}
leg operator 'SPEC 1: the first start makes the operator, who lets in offices, regulators, terminals and a service'

# The machine with the database goes on by itself, its worker too; the bank's certificate is laid into the worker's folder.
mkdir -p "$whole_dir/data/services"
cp "$bank/ca.pem" "$whole_dir/data/services/deposit.ca"
whole_db start >"$whole_dir/out" 2>&1
"$whole_program" --data "$whole_dir/data" worker >"$whole_dir/worker.out" 2>&1 &
worker_pid=$!
socket=$(dirname "$(find "$whole_dir/anxin" -name .s.PGSQL.5432)")

terminal t000002
leg accounts 'SPEC 3.1, 3.3: at the terminal four register and two regulators set a password, with codes that the operator tells'
leg contractor 'SPEC 3.1, 4.2: nothing opens before the own card; a company certified with its legal representative'"'"'s card'
leg labour 'SPEC 4.2: a company certified with a micro-deposit'
leg members 'SPEC 4.4: their people find the companies, ask and are accepted'
leg application 'SPEC 5.1: four pages, a contact confirmed, papers; what is missing is named; handed in'
terminal t000003
leg decided 'SPEC 5.2: both offices approve'
terminal t000002
leg joined 'SPEC 6.1, 6.2: a certified company is entered, one that is not is refused; three join; no work before the state says so'
leg teams 'SPEC 7.1, 8.1: four teams; without a team nobody is enrolled; the first two workers are'

whole_db psql --as superuser -Atqc "select p.state, (select count(*) from app.participant q where q.project_id = p.project_id),
	(select string_agg(c.way, ' ' order by c.way) from app.certification c where c.state = 'certified'),
	(select count(*) from app.project_member m where m.project_id = p.project_id and m.until_at is null and m.role <> 'project_administrator'),
	(select count(*) from app.team t where t.project_id = p.project_id),
	(select count(*) from app.engagement e where e.project_id = p.project_id and e.ended_on is null) from app.project p" \
	>"$whole_dir/out" 2>&1
[ "$(cat "$whole_dir/out")" = 'in_progress|6|card deposit|3|4|2' ]
whole_result $? 'SPEC 1: the site runs'

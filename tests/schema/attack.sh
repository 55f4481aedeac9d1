# Sourced by attack.t and guards.t: real connections, each with a person's own password.
#
#   attack_people            gives the demo's people passwords and sets clerk, other, sub, operator, terminal to their logins
#   try LOGIN SQL...         runs the statements in one session as LOGIN; last line of output or the error (SQLSTATE first)
#   refused STATE LOGIN NAME SQL...   ok if it ends with an error of that SQLSTATE
#   answers WANT LOGIN NAME SQL...    ok if the last line of output is exactly this
#   first LOGIN SQL, second LOGIN SQL   two at once: the second begins while the first has not committed; their output is in
#                            $cluster_folder/first and second, $waited says whether the second had to wait

# Sets attack_login to the login of the person with this phone, who has a password from now on.
attack_enter() {
	attack_login=$(suite_login "$1")
	cluster_add_password "$attack_login" "secret of $attack_login"
	psql -qXAt -c "alter role $attack_login password 'secret of $attack_login'"
}

attack_people() {
	local phone
	for phone in 19900000000 19900000001 19900000002 19900000003 19900000005 19900000006 19900000007 19900000013 19900000014; do
		attack_enter $phone
	done
	clerk=$(suite_login 19900000001)
	reviewer=$(suite_login 19900000003)
	sub=$(suite_login 19900000005)
	other=$(suite_login 19900000006)
	operator=$(suite_login 19900000000)
	terminal=t000001
	here=$(psql -qXAt -c "select project_id from app.project where name = '天山花园二期'")
	there=$(psql -qXAt -c "select project_id from app.project where name = '样本学府一标段'")
	worker=$(psql -qXAt -c "select min(worker_id) from app.worker where project_id = $here")
}

# stdin of the session: one statement a line, so that each is a message of its own.
try() {
	local login=$1
	shift
	{
		printf '\\set VERBOSITY sqlstate\n'
		printf '%s;\n' "$@"
	} | psql -qXAt -U "$login" 2>&1 | sed 's/^psql:<stdin>:[0-9]*: //' | tail -1
}

refused() {
	local state=$1 login=$2 name=$3 got
	shift 3
	got=$(try "$login" "$@")
	[ "$got" = "ERROR:  $state" ]
	suite_ok $? "$name"
	[ "$got" = "ERROR:  $state" ] || echo "# got: $got"
}

answers() {
	local want=$1 login=$2 name=$3 got
	shift 3
	got=$(try "$login" "$@")
	[ "$got" = "$want" ]
	suite_ok $? "$name"
	[ "$got" = "$want" ] || echo "# got: $got; wanted: $want"
}

# first LOGIN SQL: runs it in a transaction that stays open until `commit_first`; says when it has run.
first() {
	rm -f "$cluster_folder/ran" "$cluster_folder/commit"
	printf '%s\n' "begin;" "$2;" "\\! touch $cluster_folder/ran; for i in \$(seq 300); do [ -e $cluster_folder/commit ] && break; sleep 0.1; done" "commit;" |
		psql -qXAt -U "$1" > "$cluster_folder/first" 2>&1 &
	first_pid=$!
	for _ in $(seq 300); do
		[ -e "$cluster_folder/ran" ] && return
		sleep 0.1
	done
}
# second LOGIN SQL: runs beside it; lets the first commit once this one waits for it.
second() {
	try "$1" "$2" > "$cluster_folder/second" &
	local pid=$! waits
	for _ in $(seq 300); do
		waits=$(psql -qXAt -c "select count(*) from pg_stat_activity where usename = '$1' and wait_event_type = 'Lock'")
		[ "$waits" != 0 ] && break
		sleep 0.1
	done
	touch "$cluster_folder/commit"
	wait $pid $first_pid
	waited=$waits
}

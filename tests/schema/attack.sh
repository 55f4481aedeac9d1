# Sourced by attack.t and guards.t: real connections, each with a person's own password.
#
#   attack_people            gives the demo's people passwords and sets clerk, other, sub, operator, terminal to their logins
#   try LOGIN SQL...         runs the statements in one session as LOGIN; last line of output or the error (SQLSTATE first)
#   refused STATE LOGIN NAME SQL...   ok if it ends with an error of that SQLSTATE
#   answers WANT LOGIN NAME SQL...    ok if the last line of output is exactly this
attack_people() {
	local phone login
	for phone in 19900000000 19900000001 19900000002 19900000003 19900000005 19900000006 19900000007 19900000013 19900000014; do
		login=$(suite_login $phone)
		cluster_add_password "$login" "secret of $login"
		psql -qXAt -c "alter role $login password 'secret of $login'"
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

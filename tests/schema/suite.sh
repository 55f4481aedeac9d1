# Sourced by this folder's tests: a private database with the demonstration data in it, and pgTAP files run against it.
#
#   suite_new           cluster_new, the demo's SQL, pgTAP and plpgsql_check in schema tap, tap.act() and friends (fixture.sql)
#   suite_run FILE...   runs pgTAP files, each in a transaction that is rolled back; TAP goes to stdout, renumbered
#   suite_login PHONE   the login that belongs to a phone number
#   suite_end           the plan
. "$TOP_SRCDIR/tests/lib/cluster.sh"

. "$TOP_SRCDIR/tests/lib/tap.sh"

suite_failed=0

suite_new() {
	cluster_new
	local file
	if [ "$(psql -qXAt -c "select count(*) from pg_available_extensions where name in ('pgtap', 'plpgsql_check')")" != 2 ]; then
		echo "1..0 # SKIP pgTAP or plpgsql_check is not installed"
		exit 0
	fi
	for file in "$ANXIN_SCHEMA"/demo/*.sql; do
		psql -qXAt -v ON_ERROR_STOP=1 -1 -U ax_migrator -f "$file" > /dev/null || {
			echo "Bail out! ${file##*/} does not run"
			exit 99
		}
	done
	psql -qXAt -v ON_ERROR_STOP=1 -1 -f "$TOP_SRCDIR/tests/schema/fixture.sql" > /dev/null || {
		echo "Bail out! fixture.sql does not run"
		exit 99
	}
}

suite_login() {
	psql -qXAt -c "select login from app.account where phone = '$1'"
}

# What is counted against guessing outlives a rollback, so also the one that ends a file.
suite_forget_asks() {
	psql -qXAt -c "select setval(c.oid::regclass, 1) from pg_class c where c.relkind = 'S' and c.relname ~ '^ask_'" > /dev/null
}

# One TAP line.
suite_ok() {
	tap_result "$1" "$2"
	[ "$1" = 0 ] || suite_failed=$((suite_failed + 1))
}

suite_run() {
	local file name out
	for file; do
		name=$(basename "$file" .sql)
		suite_forget_asks
		out=$(mktemp "$cluster_folder/tap-XXXXXX")
		psql -qXAt -v ON_ERROR_STOP=1 -f "$file" > "$out" 2>&1
		local status=$?
		while IFS= read -r line; do
			case $line in
			"ok "*) suite_ok 0 "$name: ${line#ok * - }" ;;
			"not ok "*) suite_ok 1 "$name: ${line#not ok * - }" ;;
			[0-9]*..[0-9]* | '') ;;
			*) printf '# %s\n' "${line#\# }" ;;
			esac
		done < "$out"
		grep -q 'Looks like you' "$out" && status=1
		suite_ok $status "$name runs to its end and as many tests as planned"
	done
}

suite_end() {
	echo "1..$tap_number"
	[ "$suite_failed" = 0 ]
}

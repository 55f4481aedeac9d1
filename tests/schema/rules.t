#!/usr/bin/env bash
# The rules that the database keeps: pgTAP, each as the role that may and as roles that may not.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
suite_new
# All of this folder but what the others stand on.
rules=()
for file in "$TOP_SRCDIR"/tests/schema/*.sql; do
	case $file in */fixture.sql | */permissions.sql) ;; *) rules+=("$file") ;; esac
done
suite_run "${rules[@]}"

# Made again over itself, as every later migrate does: nothing changes, and what no file makes any more goes.
for file in "$ANXIN_SCHEMA"/init/*.sql; do
	PGOPTIONS='-c client_min_messages=warning' psql -qXAt -v ON_ERROR_STOP=1 -1 -f "$file" > "$cluster_folder/again" 2>&1
	suite_ok $? "DESIGN 3: init runs any number of times: ${file##*/}"
	sed '/./s/^/# /' "$cluster_folder/again"
done
psql -qXAt -c "set role ax_api" -c "create function api.left_over() returns int language sql as 'select 1'"
{
	echo "set check_function_bodies = off;"
	for owner in ax_keyholder ax_role_keeper ax_search ax_api ax_owner; do
		for file in "$ANXIN_SCHEMA"/api/*.sql; do
			[ "$(head -1 "$file")" = "-- owner: $owner" ] || continue
			echo "set role $owner;"
			cat "$file"
		done
	done
} | PGOPTIONS='-c client_min_messages=error' psql -qXAt -v ON_ERROR_STOP=1 -1 -U ax_migrator > "$cluster_folder/again" 2>&1
suite_ok $? "DESIGN 3: the api runs again over itself"
sed '/./s/^/# /' "$cluster_folder/again"
[ "$(psql -qXAt -c "select count(*) from pg_proc where proname = 'left_over'")" = 0 ]
suite_ok $? "DESIGN 3: what no file makes any more is gone"
suite_run "$TOP_SRCDIR"/tests/schema/{catalogue,identity}.sql

# The characters' initials are what the script makes of the package's table.
readings=/usr/share/unicode/Unihan_Readings.txt.bz2
if [ -e $readings ] && command -v bzcat > /dev/null; then
	bzcat $readings | perl "$ANXIN_SCHEMA/seed/make-han.pl" | cmp -s - "$ANXIN_SCHEMA/seed/app.han.tsv"
	suite_ok $? "DESIGN 3: the initials are made from Debian's unicode-data"
fi

# The program reads these files where it is installed: each must be on the list.
missing=$(cd "$TOP_SRCDIR" && for file in schema/{init,migrations,api,seed,demo}/*.{sql,tsv}; do
	[ -e "$file" ] && ! grep -q "[[:space:]]$file\( \|\$\)" schema/local.mk && echo "$file"
done)
[ -z "$missing" ]
suite_ok $? "DESIGN 10: every file of schema/ is installed"
[ -z "$missing" ] || echo "# not in schema/local.mk: $missing"
suite_end

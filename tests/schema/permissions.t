#!/usr/bin/env bash
# Every function of api and every role, from the catalogue, beside a reviewed file: a new grant cannot slip in. After a change that
# is meant: ANXIN_PERMISSIONS=update make check TESTS=tests/schema/permissions.t, and read the difference.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
suite_new
reviewed=$TOP_SRCDIR/tests/schema/permissions.txt
psql -qXAt -v ON_ERROR_STOP=1 -f "$TOP_SRCDIR/tests/schema/permissions.sql" > "$cluster_folder/permissions" 2>&1
suite_ok $? "SPEC 22.1: every function is tried as every role"
[ "${ANXIN_PERMISSIONS:-}" != update ] || cp "$cluster_folder/permissions" "$reviewed"
difference=$(diff "$reviewed" "$cluster_folder/permissions")
[ -z "$difference" ]
suite_ok $? "SPEC 22.1: who may call what is as it was reviewed"
[ -z "$difference" ] || sed 's/^/# /' <<< "$difference"
functions=$(psql -qXAt -c "select count(*) from pg_proc where pronamespace = 'api'::regnamespace")
[ "$(grep -vc '^#' "$cluster_folder/permissions")" = "$functions" ]
suite_ok $? "SPEC 22.1: no function is left out"
suite_end

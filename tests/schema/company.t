#!/usr/bin/env bash
# Companies over real connections: two who decide on one applicant, and what an applicant with psql and a password can get out of the
# database about the micro-deposit.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
. "${TOP_SRCDIR:?}/tests/schema/attack.sh"
suite_new
attack_people
attack_enter 19900000007
boss=$attack_login
attack_enter 19900000009
second_boss=$attack_login
attack_enter 19900000010
applicant=$attack_login
company=$(psql -qXAt -c "select company_id from app.company where short_name = '样本建工'")
psql -qXAt -c "insert into app.company_member (company_id, account_id, role) select $company, account_id, 'administrator' from app.account where login = '$second_boss'"

# --- two at once ---
application=$(try "$applicant" "select api.company_apply($company, '我也来')")
decide() { echo "select outcome || coalesce(' ' || by_name, '') from api.company_decide($company, $application, $1, '{$2}', '$3')"; }
first "$boss" "$(decide true staff)"
second "$second_boss" "$(decide true finance)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/first")" = 'accepted 样本辛' ] && [ "$(cat "$cluster_folder/second")" = 'was_accepted 样本辛' ]
suite_ok $? "SPEC 4.4: two administrators accept one applicant: the second is told who was faster"
answers staff postgres "SPEC 4.4: and the roles are the first one's" "select string_agg(role, ' ') from app.company_member m join app.account a using (account_id)
	where a.login = '$applicant' and company_id = $company and until_at is null"
first "$boss" "select api.company_leave($company)"
second "$second_boss" "select api.company_leave($company)"
[ "$waited" != 0 ] && [ "$(cat "$cluster_folder/second")" = 'ERROR:  AX004' ]
suite_ok $? "SPEC 4.4: two administrators leave at once: one stays"

# --- the micro-deposit ---
psql -qXAt -c "insert into app.company (uscc, name, short_name, legal_representative, region) values ('91110000600037341L', '样本新城工程有限公司', '样本新城', '样本四', '650102')" \
	-c "update app.service set url = 'https://bank.example', enabled = true where service = 'deposit'"
new=$(psql -qXAt -c "select company_id from app.company where short_name = '样本新城'")
number=$(psql -qXAt -c "select tap.number('1970-05-06', 4)")
attempt=$(try "$applicant" "select certification_id from api.certification_begin(gen_random_uuid(), '{\"company_id\": $new, \"name\": \"样本新城工程有限公司\",
	\"uscc\": \"91110000600037341L\", \"legal_representative\": \"样本四\", \"id_number\": \"$number\", \"way\": \"deposit\",
	\"account_name\": \"样本新城工程有限公司\", \"account_number\": \"6222000011112222\", \"bank\": \"ICBC\", \"own_account\": true}')")
amount=$(psql -qXAt -c "select i from generate_series(1, 99) i, app.certification t where t.certification_id = $attempt and t.amount_blind = sec.amount_blind(t.certification_id, i)")
[ -n "$amount" ]
suite_ok $? "SPEC 4.2: there is an attempt, and a sum of it"
wrong() { echo $(((amount + $1 - 1) % 99 + 1)); }
judged() { echo "select verdict || ' ' || tries_left from api.certification_answer($attempt, $1)"; }

# Every function of the api, as the applicant, with the attempt, the job and the company where they take one: no answer holds the sum.
job=$(psql -qXAt -c "select job_id from app.certification where certification_id = $attempt")
calls=$(psql -qXAt -c "select format('select row_to_json(q) from api.%I(%s) q', p.proname, (select string_agg(case
            when n = 'certification_id' then '$attempt' when n = 'company_id' then '$new' when n in ('job', 'job_id') then '$job'
            when t = 'jsonb'::regtype then quote_literal('{}') || '::jsonb' when t = 'uuid'::regtype then 'gen_random_uuid()'
            when t = 'boolean'::regtype then 'true' when t in ('text'::regtype, 'text[]'::regtype) then 'null' else '1' end, ', ' order by o)
          from unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) with ordinality as u(n, t, o)))
    from pg_proc p where p.pronamespace = 'api'::regnamespace and p.proname not in ('certification_answer', 'company_leave') order by 1")
tables=$(psql -qXAt -c "select format('select row_to_json(q) from %s q', table_name) from meta.table_class
    union all select 'select row_to_json(q) from pg_stat_activity q' union all select 'select row_to_json(q) from pg_stats q where schemaname <> ''pg_catalog'''
    union all select 'select row_to_json(q) from pg_sequences q'")
printf '%s\n' "$calls" "$tables" | sed 's/$/;/' | psql -qXAt -U "$applicant" > "$cluster_folder/read" 2> "$cluster_folder/denied"
[ -s "$cluster_folder/read" ] && ! grep -q 'amount_fen\|amount_blind\|payload' "$cluster_folder/read"
suite_ok $? "SPEC 4.2: no function and no table shows the applicant the sum ($(wc -l <<< "$calls") calls, $(wc -l <<< "$tables") tables)"
grep -c 'permission denied' "$cluster_folder/denied" | grep -q '^[0-9][0-9]'
suite_ok $? "SPEC 22.1: the tables are closed"
for call in "sec.amount_blind($attempt, 1)" "sec.unseal('job', '')" "sec.blind('x')" "sec.job_payload(null)" "sec.key('blind')"; do
	refused 42501 "$applicant" "SPEC 4.2: nor is there a way to work it out: ${call%%(*}" "select $call"
done
refused 42501 "$applicant" "SPEC 4.2: nor to be the worker" "select * from api.job_take()"
refused 42501 "$applicant" "SPEC 4.2: nor to show a card" "select api.certification_card(gen_random_uuid(), '{}')"

# Tries, and rollbacks that would take them back.
answers "counted 2" "$applicant" "SPEC 4.2: in one transaction nothing is judged, however often it is asked" "begin" "$(judged "$(wrong 1)")" "$(judged "$(wrong 1)")" "rollback" "$(judged "$(wrong 1)")"
answers "wrong 2" "$applicant" "SPEC 4.2: what was committed is judged" "$(judged "$(wrong 1)")"
answers "wrong 2" "$applicant" "SPEC 4.2: ... without being counted again" "begin" "$(judged "$(wrong 1)")" "rollback" "$(judged "$(wrong 1)")"
seen=$(try "$applicant" "begin" "$(judged "$amount")" "savepoint s" "$(judged "$amount")" "rollback to s" "$(judged "$amount")")
[ "$seen" = "counted 1" ]
suite_ok $? "SPEC 4.2: nor does a savepoint part the try from its verdict"
answers 1 postgres "SPEC 4.2: what was rolled back was neither counted nor judged" "select count(*) from app.certification_try where certification_id = $attempt"
guesses=$(for i in $(seq 2 30); do printf 'begin;\n%s;\nrollback;\n' "$(judged "$(wrong "$i")")"; done | psql -qXAt -U "$applicant" 2>&1 | sort | uniq -c)
! grep -q 'wrong\|certified' <<< "$guesses"
suite_ok $? "SPEC 4.2: thirty guesses rolled back tell nothing"
try "$applicant" "$(judged "$(wrong 2)")" "$(judged "$(wrong 3)")" > /dev/null
answers "failed 0" "$applicant" "SPEC 4.2: the third wrong one fails the attempt" "$(judged "$(wrong 3)")"
answers "failed 0" "$applicant" "SPEC 4.2: then the right one comes too late" "$(judged "$amount")" "$(judged "$amount")"
answers f postgres "SPEC 4.2: and nothing is certified" "select certified_at is not null from app.company where company_id = $new"

# Not in what is kept for good, and not in the server's log.
answers 0 postgres "SPEC 22.3: the chain does not hold it" "select count(*) from audit.entry where keys::text ~ 'amount|fen' and verb ~ 'certif|company'"
find "$cluster_folder" -type f -path '*/log/*' -exec cat {} + > "$cluster_folder/logged"
! grep -q "amount_fen\|$number\|6222000011112222" "$cluster_folder/logged"
suite_ok $? "SPEC 4.2: the server's log holds neither the sum nor the numbers"
answers t postgres "SPEC 22.3: the chains hold after all this" "select bool_and(v.ok) from audit.head h, sec.chain_verify(h.chain_id, null, null) v"
suite_end

#!/usr/bin/env bash
# SPEC 22.1: a person with psql and their own password can do no more than with the program. Every line is typed by that person.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
. "${TOP_SRCDIR:?}/tests/schema/attack.sh"
suite_new
attack_people

# --- what is behind the api ---
tables=$(psql -qXAt -c "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'S', 'v') and n.nspname in ('app', 'sec', 'adm', 'job', 'audit', 'meta') order by 1")
for login in "$clerk" "$operator" "$terminal" ax_worker; do
	open=$({ printf '\\set VERBOSITY terse\n'; for table in $tables; do printf 'select count(*) from %s;\n' "$table"; done; } |
		psql -qXAt -U "$login" 2>&1 | grep -vc 'permission denied')
	[ "$open" = 0 ]
	suite_ok $? "SPEC 22.1: $([ "$login" = "$clerk" ] && echo a clerk || echo "${login/#p*/the operator}") reads none of $(wc -w <<< "$tables") tables"
done
for verb in "insert into app.worker default values" "update app.worker set phone = '13900000000'" "delete from audit.entry" \
	"truncate app.worker" "copy app.worker to stdout" "copy app.worker from stdin" \
	"explain analyze select * from app.worker" "alter table app.worker disable row level security" "drop table app.worker" \
	"create index on app.worker (name)" "create trigger x before insert on app.worker for each row execute function audit.refuse_change()"; do
	refused 42501 "$clerk" "SPEC 22.1: refused: ${verb%% *} ${verb#* }" "$verb"
done
refused 42501 "$clerk" "SPEC 22.1: refused: lock table" "begin" "lock table app.worker in access share mode"
functions=$(psql -qXAt -c "select format('%s(%s)', p.oid::regproc, (select string_agg('null::' || format_type(t, null), ', ' order by o)
        from unnest(p.proargtypes::oid[]) with ordinality as u(t, o)))
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('sec', 'adm', 'job', 'audit', 'app', 'meta') and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype order by 1")
while IFS= read -r call; do printf 'select %s;\n' "$call"; done <<< "$functions" |
	psql -qXAt -U "$clerk" 2>&1 | grep -v 'permission denied for schema' | grep -v '^LINE\|^ *^$' > "$cluster_folder/open"
[ ! -s "$cluster_folder/open" ]
suite_ok $? "DESIGN 3: none of $(wc -l <<< "$functions") functions outside api can be called"
head -3 "$cluster_folder/open" | sed 's/^/# /'

# --- another project ---
calls=$(psql -qXAt -c "select format('select count(*) from %s(%s)', p.oid::regproc, string_agg(case when o = 1 then '$there'
            else case format_type(t, null) when 'jsonb' then quote_literal('{}') || '::jsonb' when 'uuid' then 'gen_random_uuid()'
                 when 'text' then quote_literal('phone') when 'bytea' then '''a''::bytea' when 'boolean' then 'false' when 'timestamp with time zone' then 'now()'
                 when 'date' then 'current_date' when 'date[]' then '''{2026-01-01}''::date[]' when 'bigint[]' then '''{1}''::bigint[]' when 'text[]' then '''{a}''::text[]'
                 else '1' end end, ', ' order by o))
    from pg_proc p, unnest(p.proargtypes::oid[]) with ordinality as u(t, o)
    where p.pronamespace = 'api'::regnamespace and p.proargnames[1] = 'project_id' and p.pronargs > 0
    group by p.oid order by 1")
while IFS= read -r call; do printf '%s -- %s\n' "$(try "$clerk" "$call" | head -1)" "$call"; done <<< "$calls" > "$cluster_folder/tried"
denied=$(grep -c '^ERROR:  AX003 -- ' "$cluster_folder/tried")
[ "$denied" = "$(wc -l <<< "$calls")" ] && [ "$denied" -gt 10 ]
suite_ok $? "SPEC 6.3: all $denied calls about a project refuse one that is not mine"
sed -n '/^ERROR:  AX003 -- /!s/^/# /p' "$cluster_folder/tried"
answers "$(try "$clerk" "select * from api.worker_get($there, 1)")" "$clerk" "DESIGN 3: one that is not there is refused alike" "select * from api.worker_get(999999, 1)"
answers 137 "$sub" "SPEC 6.3: a subcontractor's clerk counts its own company's workers" "select api.worker_count($here, '{}')"
answers 0 "$sub" "SPEC 6.3: and none of another company, whatever the filter" \
	"select api.worker_count($here, '{\"participant_id\": $(psql -qXAt -c "select participant_id from app.participant where project_id = $here and short_name = '样本安装'")}')"

# --- who one is ---
answers "ERROR:  AX003" "$clerk" "1.1: a setting made by the client is nobody's identity" "set app.projects = '1,2,3'" "set app.login = '$other'" "select api.worker_count($there, '{}')"
refused 42501 "$clerk" "1.1: set session authorization" "set session authorization $other"
refused 42501 "$clerk" "1.1: set role to another person" "set role $other"
refused 42501 "$clerk" "1.1: set role to an owner" "set role ax_search"
answers "ERROR:  AX003" "$clerk" "1.1: as the group one belongs to, one is still oneself" "set role app_user" "select api.worker_count($there, '{}')"
refused 42501 "$clerk" "1.1: make a role" "create role p999999 login"
refused 42501 "$clerk" "1.1: grant oneself a way to the files" "grant pg_read_server_files to $clerk"
refused 42501 "$clerk" "1.1: become an operator" "grant app_operator to $clerk"
refused 42501 "$clerk" "1.1: another's password" "alter role $other password 'x'"
refused 42501 "$clerk" "1.1: adm is closed" "select adm.password_set('$other', 'x')"
answers "" "$clerk" "1.1: (one's own password is one's own)" "alter role $clerk password 'secret of $clerk'"

refused 42501 "$clerk" "1.1: triggers and foreign keys are not switched off" "set session_replication_role = replica"
answers "ERROR:  AX003" "$clerk" "1.1: row_security off opens no other project" "set row_security = off" "select api.worker_count($there, '{}')"
refused 42501 "$clerk" "1.1: nor any table: what would be filtered fails" "set row_security = off" "select count(*) from api.participant_list($here)"

# --- tables and functions of one's own ---
refused 42501 "$clerk" "1.1: no temporary tables" "create temporary table worker (x int)"
refused 42501 "$clerk" "1.1: no schemas" "create schema mine"
refused 42501 "$clerk" "1.1: no tables in public" "create table public.worker (x int)"
refused 42501 "$clerk" "1.1: no functions in public" "create function public.f() returns int language sql as 'select 1'"
refused 42501 "$clerk" "1.1: no temporary functions" "create function pg_temp.leak() returns int language sql as 'select 1'"
refused 42501 "$clerk" "1.1: no DO" "do 'begin null; end'"
refused 42501 "$clerk" "1.1: no operators or casts" "create operator public.=== (leftarg = int, rightarg = int, function = int4eq)"
answers 183 "$clerk" "1.1: a search_path of one's own changes nothing" "set search_path = pg_temp, public" "select api.worker_count($here, '{}')"

# --- what others pay for ---
refused 42501 "$clerk" "1.1: no advisory locks" "select pg_try_advisory_lock(42)"
refused 42501 "$clerk" "1.1: no large objects" "select lo_create(0)"
refused 42501 "$clerk" "1.1: no large objects from memory" "select lo_from_bytea(0, 'x')"
refused 42501 "$clerk" "1.1: no sleep" "select pg_sleep(1)"
refused 42501 "$clerk" "1.1: temp_file_limit stays" "set temp_file_limit = '10GB'"
refused 42501 "$clerk" "1.1: no messages into the write-ahead log" "select pg_logical_emit_message(false, 'x', 'y')"

# --- other people's sessions ---
sleeper() { printf "set application_name = 'sleeper';\nselect 'something private';\n\\\\! while [ ! -e $cluster_folder/go ]; do sleep 0.1; done\n"; }
sleeper | psql -qXAt -U "$other" > /dev/null 2>&1 &
for _ in $(seq 200); do
	pid=$(psql -qXAt -c "select pid from pg_stat_activity where application_name = 'sleeper' and query like '%private%'")
	[ -n "$pid" ] && break
	sleep 0.1
done
answers 0 "$clerk" "1.1: another's statement is not seen" "select count(*) from pg_stat_activity where query like '%something private%' and pid <> pg_backend_pid()"
refused 42501 "$clerk" "1.1: another's session is not ended" "select pg_terminate_backend($pid)"
touch "$cluster_folder/go"
wait

# --- files and keys ---
key=$(psql -qXAt -c "select path from sec.key_file where name = 'blind'")
refused 42501 "$clerk" "DESIGN 3: the key file" "select pg_read_file('$key')"
refused 42501 "$clerk" "DESIGN 3: the key file, by COPY" "copy (select 1) to '/tmp/x'"
refused 42501 "$clerk" "DESIGN 3: a program, by COPY" "copy (select 1) to program 'id'"
refused 42501 "$clerk" "DESIGN 3: where the key lies" "select * from sec.key_file"
refused 42501 "$operator" "DESIGN 3: the key, for the operator" "select sec.key('blind')"
refused 42501 "$operator" "DESIGN 3: unseal, for the operator" "select sec.unseal('id', '\\x01')"
answers 0 "$clerk" "DESIGN 3: no statistics with samples of names" "select count(*) from pg_stats where schemaname in ('app', 'sec', 'audit')"
secret=$(cat "$ANXIN_DATA/keys/blind")
[ "${#secret}" -ge 64 ] && ! pg_dump -U ax_migrator 2> /dev/null | grep -q "${secret:0:64}"
suite_ok $? "DESIGN 3: the key is in no table, function or setting"
number=$(psql -qXAt -c "select sec.unseal('id', id_sealed) from app.identity_document order by document_id limit 1")
[ "${#number}" = 18 ] && pg_dump -U ax_migrator > "$cluster_folder/dump" && [ "$(wc -l < "$cluster_folder/dump")" -gt 1000 ] && ! grep -q "$number" "$cluster_folder/dump"
suite_ok $? "DESIGN 3: no identity number lies open in a dump"
answers 0 "$clerk" "1.1: role names tell nothing" \
	"select count(*) from pg_roles where rolname !~ '^(p[0-9]{6,9}|t[0-9]{6,9}|ax_[a-z_]+|app_[a-z]+|pg_[a-z_]+|postgres)\$'"

# --- seen and rolled back ---
answers "" "$clerk" "SPEC 3.6: a reveal rolled back has not answered" "begin" "select api.reveal($here, $worker, 'phone', '偷看一眼')" \
	"select api.reveal($here, $worker, 'phone', '偷看一眼')" "rollback"
got=$(printf "begin;\nselect api.reveal($here, $worker, 'phone', '偷看一眼');\nsavepoint a;\nselect api.reveal($here, $worker, 'phone', '偷看一眼');\nrelease a;\nsavepoint b;\nselect api.reveal($here, $worker, 'phone', '偷看一眼');\nrollback;\n" | psql -qXAt -U "$clerk" 2>&1 | tr -d '\n')
[ -z "$got" ]
suite_ok $? "SPEC 3.6: nor within savepoints"
answers 0 postgres "SPEC 3.6: (and nothing was written)" "select count(*) from app.reveal"
answers "$(psql -qXAt -c "select phone from app.worker where project_id = $here and worker_id = $worker")" "$clerk" \
	"SPEC 3.6: two calls of their own answer" "select api.reveal($here, $worker, 'phone', '核对工资卡')" "select api.reveal($here, $worker, 'phone', '核对工资卡')"
answers 1 postgres "SPEC 3.6: and have left their trace" "select count(*) from app.reveal"

# --- who may enter ---
for login in p000001 nobody ax_owner; do
	got=$(PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U $login -c 'select 1' 2>&1 | sed "s/$login/LOGIN/g")
	[ "$got" = "$(PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U "$clerk" -c 'select 1' 2>&1 | sed "s/$clerk/LOGIN/g")" ] && [ -n "$got" ]
	suite_ok $? "DESIGN 3: $login fails as a wrong password does"
done
stock=$(psql -qXAt -c "select min(login) from app.account where state = 'stock'")
got=$(PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U "$stock" -c 'select 1' 2>&1 | sed "s/$stock/LOGIN/g")
[ "$got" = "$(PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U "$clerk" -c 'select 1' 2>&1 | sed "s/$clerk/LOGIN/g")" ]
suite_ok $? "DESIGN 3: a stock login fails as a wrong password does"
answers "$(try "$terminal" "select api.login_name('13912345678')")" "$terminal" "DESIGN 3: an unknown number has its login, always the same" "select api.login_name('13912345678')"
refused 42501 "$terminal" "DESIGN 3: a terminal can do nothing else" "select * from api.me()"
refused 42501 ax_worker "DESIGN 3: ax_worker is no person" "select * from api.me()"
suite_end

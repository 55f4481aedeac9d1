#!/usr/bin/env bash
# Each guard of DESIGN 3 that gives a reason: with it the attack fails; taken away, the same attack succeeds. So the test of the
# guard can fail, and the guard is not there for nothing.
. "${TOP_SRCDIR:?}/tests/schema/suite.sh"
. "${TOP_SRCDIR:?}/tests/schema/attack.sh"
suite_new
attack_people
su() { psql -qXAt -v ON_ERROR_STOP=1 "$@" > /dev/null || echo "# this guard could not be taken away: $*"; }

# --- revokes: temporary tables, code, locks, storage ---
refused 42501 "$clerk" "TEMP revoked: no temporary table" "create temporary table mine (x int)"
su -c "grant temporary on database anxin to public"
answers 0 "$clerk" "... without the guard there is one" "create temporary table mine (x int)" "select count(*) from mine"
refused 42501 "$clerk" "plpgsql usage revoked: no code of one's own" "create function pg_temp.f() returns int language plpgsql as 'begin return 1; end'"
su -c "grant usage on language plpgsql to public"
answers 1 "$clerk" "... without the guard there is" "create function pg_temp.f() returns int language plpgsql as 'begin return 1; end'" "select pg_temp.f()"
su -c "revoke usage on language plpgsql from public"
refused 42501 "$clerk" "advisory locks revoked" "select pg_try_advisory_lock(1)"
su -c "grant execute on function pg_try_advisory_lock(bigint) to public"
answers t "$clerk" "... without the guard anybody holds them" "select pg_try_advisory_lock(1)"
su -c "revoke execute on function pg_try_advisory_lock(bigint) from public"
refused 42501 "$clerk" "lo_create revoked" "select lo_create(4711) > 0"
su -c "grant execute on function lo_create(oid) to public"
answers t "$clerk" "... without the guard anybody fills the disk" "select lo_create(4711) > 0"
su -c "revoke execute on function lo_create(oid) from public" -c "select lo_unlink(4711)"

# --- search_path = pg_catalog, pg_temp: in that order (TEMP is granted here, to get so far) ---
attack=(
	"create temporary table pg_attribute as select attrelid, attname, atttypid, atttypmod, attnum, attisdropped from pg_catalog.pg_attribute where attrelid = (select typrelid from pg_type where oid = 'app.team_fields'::regtype)"
	"update pg_temp.pg_attribute set attname = 'exited_on' where attname = 'responsible_name'"
	"grant select on pg_temp.pg_attribute to public"
	"select count(*) from api.team_save($here, gen_random_uuid(), '{\"exited_on\": \"2026-01-01\"}')"
)
su -c "grant usage on schema app to public"
got=$(printf '%s;\n' "${attack[@]}" | psql -qXAt -U "$clerk" 2>&1 | sed -n 's/^.*ERROR:  //p')
[ "$got" = "unknown field" ]
suite_ok $? "search_path, catalogue first: a temporary pg_attribute is not seen by the functions"
su -c "alter function sec.parse(jsonb, regtype) set search_path = ''"
got=$(printf '%s;\n' "${attack[@]}" | psql -qXAt -U "$clerk" 2>&1 | sed -n 's/^.*ERROR:  //p')
[ "$got" = "this field is required" ]
suite_ok $? "... with '' it stands before the catalogue: the clerk decides what a field is"
[ "$got" = "this field is required" ] || echo "# got: $got"
su -c "alter function sec.parse(jsonb, regtype) set search_path = pg_catalog, pg_temp" -c "revoke usage on schema app from public" \
	-c "revoke temporary on database anxin from public"

# --- session_user ---
refused AX003 "$clerk" "session_user: a clerk of another project is refused" "select api.worker_count($there, '{}')"
me=$(psql -qXAt -c "select pg_get_functiondef('sec.me()'::regprocedure)")
su -c "${me/login = session_user/login = current_setting(\'app.login\')}"
got=$(try "$clerk" "set app.login = '$other'" "select api.worker_count($there, '{}') > 0")
[ "$got" = t ]
suite_ok $? "... with a setting as identity the clerk is whoever it likes"
su -c "${me/session_user/current_user}"
refused AX003 "$clerk" "... with current_user everybody is the functions' owner: nobody" "select api.worker_count($here, '{}')"
su -c "$me"

# --- a policy's function under its own policy ---
answers 183 "$clerk" "BYPASSRLS for sec: a policy's function does not meet its own policy" "select api.worker_count($here, '{}')"
su -c "grant select on all tables in schema app to ax_api" -c "grant ax_api to ax_search" -c "grant execute on all functions in schema sec to ax_api" \
	-c "create policy x on app.account to ax_api using (true)" -c "create policy x on app.company_member to ax_api using (true)" \
	-c "create policy x on app.regulator to ax_api using (true)" -c "alter function sec.my_roles(int) owner to ax_api"
refused 54001 "$clerk" "... without it the stack ends" "select count(*) from api.participant_list($here)"
su -c "alter function sec.my_roles(int) owner to ax_search" -c "drop policy x on app.account" -c "drop policy x on app.company_member" \
	-c "drop policy x on app.regulator" -c "revoke ax_api from ax_search"

# --- row-level security behind a function that forgets to ask ---
su -c "set role ax_api; create function api.forgetful() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
	as 'select count(*) from app.worker'; grant execute on function api.forgetful() to app_user"
answers 200 "$clerk" "row-level security: a function that forgets its check still shows one's own project only" "select api.forgetful()"
answers 150 "$sub" "... and for another company's member its own people only" "select api.forgetful()"
su -c "alter table app.worker disable row level security"
answers 300 "$clerk" "... without it everybody" "select api.forgetful()"
su -c "alter table app.worker enable row level security" -c "drop function api.forgetful()"

# --- FORCE: the owner, too ---
owner_updates() { psql -qXAt -c "begin" -c "set local role ax_owner" -c "with u as (update app.worker set name_maybe_cut = false returning 1) select count(*) from u" -c "rollback"; }
[ "$(owner_updates)" = 0 ]
suite_ok $? "FORCE: under it the owner updates no row, without a word"
updated=$(psql -qXAt -U ax_migrator -c "begin" -c "with u as (update app.worker set name_maybe_cut = false returning 1) select count(*) from u" -c "rollback")
[ "$updated" = 300 ]
suite_ok $? "... which is why ax_migrator, who bypasses it, migrates"
su -c "alter table app.worker no force row level security"
[ "$(owner_updates)" = 300 ]
suite_ok $? "... without FORCE the owner changes every row"
su -c "alter table app.worker force row level security"

# --- people call only api ---
refused 42501 "$clerk" "sec is closed: what bypasses row-level security cannot be called" "select count(*) from sec.worker_page($there, '{}', 'name', false, null, 5)"
su -c "grant usage on schema sec to app_user" -c "grant execute on all functions in schema sec to app_user"
answers t "$clerk" "... open, and anybody writes into the audit chain" "select sec.audit(0, 'forged', '{}') > 0"
su -c "revoke execute on all functions in schema sec from app_user" -c "revoke usage on schema sec from app_user"

# --- keys outside ---
key=$(psql -qXAt -c "select path from sec.key_file where name = 'seal'")
refused 42501 "$clerk" "the key file is its holder's alone" "select length(pg_read_file('$key')) >= 64"
su -c "grant pg_read_server_files to $clerk" -c "grant execute on function pg_read_file(text) to $clerk"
answers t "$clerk" "... with the holder's two rights anybody reads it" "select length(pg_read_file('$key')) >= 64"
su -c "revoke pg_read_server_files from $clerk" -c "revoke execute on function pg_read_file(text) from $clerk"
guess="select count(*) from app.identity_document d, generate_series(1, 999) i, lateral (select sec.unseal('id', d.id_sealed) as n) s
	where d.document_id = (select min(document_id) from app.identity_document)
	  and d.id_blind = sha256(convert_to('id:v1:' || left(s.n, 14) || lpad(i::text, 3, '0') || right(s.n, 1), 'UTF8'))"
answers 0 postgres "the blind index is keyed: whoever has the table cannot guess numbers against it" "$guess"
su -c "update app.identity_document set id_blind = sha256(convert_to('id:v1:' || sec.unseal('id', id_sealed), 'UTF8'))"
answers 1 postgres "... unkeyed, 999 guesses find one" "$guess"

# --- seen and rolled back ---
worker=$(psql -qXAt -c "select min(worker_id) from app.worker where project_id = $here")
look() {
	printf "begin;\nselect api.reveal($here, $worker, 'phone', '偷看一眼');\nselect api.reveal($here, $worker, 'phone', '偷看一眼');\nrollback;\n" |
		psql -qXAt -U "$clerk" 2>&1 | tr -d '\n'
	printf ' %s' "$(psql -qXAt -c "select count(*) from app.reveal")"
}
[ "$(look)" = " 0" ]
suite_ok $? "a reveal answers only in a later transaction than the one that recorded it"
reveal=$(psql -qXAt -c "select pg_get_functiondef('sec.reveal(int, bigint, text, text)'::regprocedure)")
su -c "${reveal/and v.xact <> pg_current_xact_id()/}"
[[ "$(look)" =~ ^1[0-9]{10}\ 0$ ]]
suite_ok $? "... else it is seen, rolled back, and nobody was there"
su -c "$reveal"

# --- asks counted where a rollback does not reach ---
ask() { for _ in $(seq 25); do printf "begin\\; select api.login_name('13912345678')\\; rollback;\n"; done | psql -qXAt -U t000001 2>&1 | grep -c '^p[0-9]'; }
su -c "update app.setting set value = '20' where name = 'login_asks_per_hour'" # the demonstration allows more
got=$(ask)
[ "$got" = 20 ]
suite_ok $? "asks are counted in a sequence: 25 rolled back are 20 and no more"
[ "$got" = 20 ] || echo "# got: $got"
sequence=$(psql -qXAt -c "select pg_get_functiondef('sec.ask(text, int)'::regprocedure)")
su -c "create or replace function sec.ask(bucket text, ceiling int) returns void language plpgsql security definer
	set search_path = pg_catalog, pg_temp as 'declare n int; begin
	insert into app.card_ask as a values (0, 0, date_trunc(''hour'', now()), 1)
	on conflict on constraint card_ask_pk do update set asks = a.asks + 1 returning a.asks into n;
	if n > ceiling then perform sec.fail(''AX005'', ''too many questions in an hour''); end if; end'"
[ "$(ask)" = 25 ]
suite_ok $? "... in a table, every one is answered"
su -c "$sequence" -c "select setval('sec.ask_t000001', 1)"

# --- the stock of logins ---
known=$(try t000001 "select api.login_name('19900000001') ~ '^p[0-9]{6}\$'")
answers "$known" t000001 "stock logins: a number somebody has and one nobody has are answered alike" "select api.login_name('13912345678') ~ '^p[0-9]{6}\$'"
su -c "delete from app.account where state = 'stock'"
answers "" t000001 "... without a stock the terminal learns who is registered" "select api.login_name('13912345678') ~ '^p[0-9]{6}\$'"

# --- pg_hba's last line ---
enter() { PGPASSWORD=wrong PGPASSFILE=/dev/null psql -qXAt -U "$1" -c 'select 1' 2>&1 | sed "s/$1/LOGIN/g"; }
[ "$(enter p000001)" = "$(enter "$clerk")" ]
suite_ok $? "pg_hba ends with scram-sha-256 for all: a login that is not there fails as a wrong password does"
cp "$ANXIN_DATA/pg/pg_hba.conf" "$cluster_folder/hba"
printf 'local all postgres scram-sha-256\nlocal all +app_user scram-sha-256\nlocal all all reject\n' > "$ANXIN_DATA/pg/pg_hba.conf"
su -c "select pg_reload_conf()"
for _ in $(seq 100); do
	[ "$(enter p000001)" != "$(enter "$clerk")" ] && break
	sleep 0.1
done
[ "$(enter p000001)" != "$(enter "$clerk")" ]
suite_ok $? "... with reject as the last line it fails differently"
cat "$cluster_folder/hba" > "$ANXIN_DATA/pg/pg_hba.conf"
su -c "select pg_reload_conf()"
suite_end

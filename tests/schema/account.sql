-- Accounts, the stock of logins, terminals, and the limits on asking.
begin;
set local search_path = tap, pg_catalog;
select plan(33);
create function tap.ask(phone text) returns text language sql as $$ select tap.outcome(format('select api.login_name(%L)', phone)) $$;
create function tap.tries(n int) returns text language plpgsql as $$
declare
    v text;
begin
    for i in 1 .. n loop
        begin
            v := api.login_name('13900000000');
            raise sqlstate 'TT001';                 -- rolls back what the call has written
        exception when sqlstate 'TT001' then null; when others then return sqlstate; end;
    end loop;
    return 'answered';
end
$$;
create temporary table v as select login from tap.login where phone = '19900000001';
grant all on v to public;
update app.setting set value = '40' where name = 'login_asks_per_hour';

select tap.act('t');
select is(tap.ask('19900000001'), (select login from v), 'DESIGN 3: a known number gets its login');
select is(tap.ask('+86 199 0000 0001'), (select login from v), 'DESIGN 3: however it is typed');
select matches(tap.ask('13900000000'), '^p[0-9]{6}$', 'SPEC 3.1: a number nobody has is answered, too');
select is(tap.ask('13900000000'), tap.ask('13900000000'), 'DESIGN 3: and always with the same login');
select ok((select count(distinct tap.ask('1390000' || lpad(i::text, 4, '0'))) from generate_series(1, 10) i) > 5, 'DESIGN 3: different numbers with different ones');
select is(tap.ask('hello'), 'AX001|phone|not a mobile number', 'SPEC 3.1: a number it must be');
select tap.act('19900000001');
select is(split_part(tap.ask('13900000000'), '|', 1), '42501', 'DESIGN 3: people do not ask for logins');
select is(split_part(tap.outcome('select * from sec.login_for(''19900000002'')'), '|', 1), '42501', 'DESIGN 3: also not behind the api');
select tap.act(null);

-- The same outside and in: what is answered for an unknown number is a real login that nobody has.
create temporary table stock as select sec.login_for('13900000000') as login;
select is((select state from app.account a join stock using (login)), 'stock', 'DESIGN 3: it is one of the stock');
select is((select rolcanlogin from pg_roles r join stock on r.rolname = stock.login), true, 'DESIGN 3: a real login role');
select is(adm.account_make('13900000000', '样本新人'), (select login from stock), 'DESIGN 3: the number keeps the login when its account is made');
select is((select (select count(*) from pg_authid where rolpassword is not null and rolname = any (array(select login from app.account where state = 'stock')))), 0::bigint, 'DESIGN 3: stock logins have no password');
select throws_ok($$ select adm.account_make('13900000000', '样本') $$, 'AX002', null, 'SPEC 3.1: one account a number');
select is(sec.login_for('13911110000') <> sec.login_for('13900000000'), true, 'DESIGN 3: a taken login is no stranger''s any more');
select is((select bool_and(pg_has_role(login, 'app_user', 'member') and not pg_has_role(login, 'app_operator', 'member')) from app.account where state = 'stock'), true, 'DESIGN 3: in app_user and nothing else');
select is((select bool_and(rolconnlimit = 3 and not rolsuper and not rolcreaterole and not rolcreatedb and not rolbypassrls and not rolreplication)
             from pg_roles where rolname ~ '^p[0-9]'), true, 'DESIGN 3: three sessions at once, no attribute');

-- adm touches nobody but people and terminals.
select throws_ok($$ select adm.password_set('postgres', 'SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=') $$, 'AX003', null, 'DESIGN 3: adm refuses every other name: the superuser''s');
select throws_ok($$ select adm.password_set('ax_migrator', null) $$, 'AX003', null, 'DESIGN 3: ... a service''s');
select throws_ok($$ select adm.group_set('p000001', 'ax_owner', true) $$, 'AX003', null, 'DESIGN 3: ... and every group but three');
select throws_ok(format('select adm.password_set(%L, ''a'')', (select login from v)), 'AX001', null, 'SPEC 3.1: only a verifier, never a password');
select is((select count(*)::int from pg_roles where rolcreaterole and rolcanlogin and not rolsuper), 0, 'DESIGN 3: no login may make roles');

-- Lock-out.
select adm.lock((select login from v), interval '15 minutes');
select ok((select rolvaliduntil < clock_timestamp() from pg_roles where rolname = (select login from v)), 'SPEC 3.3: a locked login cannot enter');
select ok((select locked_until > now() + interval '14 minutes' from app.account where login = (select login from v)), 'SPEC 3.3: until the time is over');
select adm.unlock((select login from v));
select ok((select rolvaliduntil > now() from pg_roles where rolname = (select login from v)), 'SPEC 3.3: and then it can');

-- Sign-in.
select tap.act('19900000002');
select is((select (last_login_at, last_login_from)::text from api.sign_in_note()), '(,)', 'SPEC 3.3: the first sign-in has none before it');
select is((select last_login_from from api.sign_in_note()), 'local', 'SPEC 3.3: the second tells of the first');
select is((select (name, phone_masked)::text from api.me()), '(样本丙,199****0002)', 'SPEC 3.3: who I am');
select tap.act('t');
select is((select schema_version >= 5 and client_min = 1 and zone = 'Asia/Shanghai' from api.hello(1)), true, 'DESIGN 3: hello, before anybody is signed in');

-- Terminals, and the limit.
select tap.act(null);
update app.setting set value = '20' where name = 'login_asks_per_hour';
select adm.terminal_make('门卫室', tap.project('天山花园二期'));
insert into tap.login select 't2', max(login) from app.terminal;
select tap.act('t2');
select is((select count(*)::int from generate_series(1, 20) i where tap.ask('13900000' || lpad(i::text, 3, '0')) ~ '^p'), 20, 'DESIGN 3: a terminal asks twenty times an hour');
select is(split_part(tap.ask('13900000000'), '|', 1), 'AX005', 'DESIGN 3: and not once more');
select tap.act(null);
select adm.terminal_make('材料库');
insert into tap.login select 't3', max(login) from app.terminal;
select tap.act('t3');
select is(tap.tries(21), 'AX005', 'DESIGN 3: a rollback does not give asks back');
select tap.act(null);
select adm.terminal_withdraw((select login from tap.login where phone = 't3'));
select is((select rolcanlogin from pg_roles where rolname = (select login from tap.login where phone = 't3')), false, 'SPEC 19.5: a withdrawn terminal cannot enter');
select tap.act('t3');
select is(split_part(tap.ask('13900000000'), '|', 1), 'AX003', 'SPEC 19.5: nor ask, where it is still connected');
select tap.act(null);
select * from finish();
rollback;

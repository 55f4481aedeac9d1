-- What an operator does (SPEC 1, 3.3, 19.5): accounts, offices and regulators, terminals; and who else may not.
begin;
set local search_path = tap, pg_catalog;
select plan(79);

create function tap.account(phone text) returns bigint language sql stable security definer as
    $$ select account_id from app.account a where a.phone = $1 $$;
create function tap.verifier() returns text language sql as
    $$ select 'SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$' || repeat('A', 43) || '=:' || repeat('A', 43) || '=' $$;
create function tap.valid(phone text) returns boolean language sql stable security definer as
    $$ select coalesce(r.rolvaliduntil > clock_timestamp(), true) from pg_roles r join tap.login l on l.login = r.rolname where l.phone = $1 $$;
create temporary table keep (office int, place int, account bigint, terminal text, other text);
insert into keep (account) values (tap.account('19900000010'));
grant all on keep to public;

create function tap.regulator(over jsonb default '{}') returns text language sql as $$
    select tap.outcome(format('select api.regulator_save(%L)', jsonb_build_object('phone', '13900003002', 'name', '样本监', 'document_kind', 'resident_id',
        'document_number', tap.number('1975-07-07', 5), 'office_id', (select office from keep)) || over))
$$;
-- ---- who may ----
create function tap.all_refused(phone text) returns text language plpgsql as $$
declare
    c text;
    v text;
begin
    perform tap.act(phone);
    foreach c in array array['api.account_list(null, null, false, null, 10)', 'api.account_get(1)', 'api.account_lock(1)', 'api.account_unlock(1)',
        'api.account_close(1)', 'api.account_check(1, ''1'')', 'api.account_release(1, ''password'')', 'api.office_page()', 'api.office_save(''{}'')',
        'api.office_close(1)', 'api.regulator_save(''{}'')', 'api.regulator_withdraw(1)', 'api.terminal_all()', 'api.terminal_make(''x'', ''x'')',
        'api.terminal_withdraw(''t000001'')'] loop
        v := tap.outcome('select ' || c || '::text');
        if split_part(v, '|', 1) not in ('42501', 'AX003') then
            return c || ': ' || v;
        end if;
    end loop;
    return 'refused';
end
$$;
select is(tap.all_refused(phone), 'refused', 'SPEC 1: no operator''s act for the ' || what) from tap.everybody where phone <> '19900000000';

-- ---- accounts ----
select tap.act('19900000000');
select is((select count(*)::int from api.account_list('{}', 'name', false, null, 100)), 16, 'SPEC 3: the operator sees the accounts, and no stock login');
select is((select string_agg(name, ' ' order by account_id) from api.account_list('{"search": "样本子"}', null, false, null, 10)), '样本子', 'SPEC 20.5: found by name');
select is((select count(*)::int from api.account_list('{"search": "19900000010"}', null, false, null, 10)), 1, 'SPEC 20.5: by the whole phone');
select is((select count(*)::int from api.account_list('{"search": "0010"}', null, false, null, 10)), 1, 'SPEC 3.6: by the digits that are shown');
select is((select count(*)::int from api.account_list('{"search": "1990000"}', null, false, null, 10)), 0, 'SPEC 3.6: not digit by digit');
select is((select string_agg(part || ' ' || place, ', ' order by place) from api.account_list('{"state": "regulator"}', null, false, null, 10)),
    'regulator 示例人力资源和社会保障厅, regulator 示例地区住房和城乡建设局', 'SPEC 17.1: regulators with their offices');
select is((with a as (select * from api.account_list('{}', 'made', false, null, 4)),
                z as (select at from a order by made_at desc, account_id desc limit 1)
           select count(*)::int from api.account_list('{}', 'made', false, (select at from z), 100)), 12, 'SPEC 20.5: page behind page');
select is((select array_agg(b.account_id order by b.n) from (select account_id, row_number() over () as n from api.account_list('{}', '-name', false, null, 100)) b),
          (select array_agg(b.account_id order by b.n desc) from (select account_id, row_number() over () as n from api.account_list('{}', 'name', false, null, 100)) b),
    'SPEC 20.5: the other way round');
select is(tap.outcome('select * from api.account_list(''{"phone": "1"}'', null, false, null, 1)'), 'AX001|phone|unknown field', 'SPEC 20.5: filters by name only');
select is((select (name, phone_masked, state, companies)::text from api.account_get((select account from keep))), '(样本子,199****0010,active,"{""样本劳务有限公司 职员"",""样本防水有限公司 职员""}")', 'SPEC 3.6: one account, its phone masked');

select is(tap.outcome(format('select api.account_lock(%s)', (select account from keep))), '', 'SPEC 3.3: the operator locks');
select is(tap.valid('19900000010'), false, 'SPEC 3.3: the login cannot enter');
select is((select (locked, locked_until, locked_by)::text from api.account_get((select account from keep))), '(operator,,样本甲)', 'SPEC 3.3: by whom is said');
select tap.act(null);
select is((select count(*)::int from unnest(sec.locks_over()) l), 0, 'SPEC 3.3: no time ends an operator''s lock');
select tap.act('19900000000');
select is(tap.outcome(format('select api.account_unlock(%s)', (select account from keep))), '', 'SPEC 3.3: and unlocks');
select is(tap.valid('19900000010'), true, 'SPEC 3.3: the login enters again');
select is(tap.outcome('select api.account_lock((select account_id from api.me()))'), 'AX003||not with your own account', 'SPEC 3.3: not the own account');
select is(tap.outcome('select api.account_lock(0)'), 'AX003||this account is not there or is closed', 'SPEC 3.3: one that is not there');
select isnt_empty(format('select api.account_release(%s, ''phone'')', (select account from keep)), 'SPEC 3.3: the operator vouches for somebody without a reader');
select is(tap.outcome(format('select api.account_release(%s, ''life'')', (select account from keep))), 'AX001|purpose|not one of the list', 'SPEC 3.3: for one thing or the other');
select is(tap.outcome(format('select api.account_check(%s, ''1'')', (select account from keep))), 'AX001|document_number|no account waits for a check with this number', 'SPEC 3.1: an account that is checked is not checked again');
select is(tap.outcome(format('select api.account_close(%s)', (select account from keep))), '', 'SPEC 3: an account is closed');
select tap.act(null);
select is((select (a.state, a.phone, r.rolcanlogin, (select count(*) from app.company_member m where m.account_id = a.account_id and m.until_at is null))::text
             from app.account a join pg_roles r on r.rolname = a.login where a.account_id = (select account from keep)), '(closed,,f,0)',
    'SPEC 3: its login, phone and roles are gone');
select isnt(sec.login_for('19900000010'), (select login from app.account where account_id = (select account from keep)), 'DESIGN 3: the number is a stranger''s again');
select tap.act('19900000010');
select is(split_part(tap.outcome('select * from api.me()'), '|', 1), 'AX003', 'SPEC 3: nor does a session that is still open');

-- ---- a new account checked by the operator ----
select tap.act(null);
do $$
declare
    v text := adm.account_make('13900003001', '样本初', null, 'new');
begin
    update app.account set document_kind = 'resident_id', id_blind = sec.blind(tap.number('1980-05-05', 3)),
           id_sealed = sec.seal('id', tap.number('1980-05-05', 3)), id_tail = 'x' where login = v;
end
$$;
update keep set account = tap.account('13900003001');
select tap.act('19900000000');
select is(tap.outcome(format('select api.account_check(%s, %L)', (select account from keep), tap.number('1980-05-05', 4))), 'AX001|document_number|no account waits for a check with this number', 'SPEC 3.1: another number checks nobody');
select is(tap.outcome(format('select api.account_check(%s, %L)', (select account from keep), tap.number('1980-05-05', 3))), (select account::text from keep), 'SPEC 3.1: the number on the card does');
select is((select (state, checked_how, checked_by)::text from api.account_get((select account from keep))), '(active,operator,样本甲)', 'SPEC 3.1: who saw the card is in the record');

-- ---- offices ----
update keep set office = api.office_save('{"name": "示例市住房和城乡建设局", "region": "650100", "bureau": "industry", "industry": "housing"}');
select is((select (name, region_name, regulators)::text from api.office_page() where office_id = (select office from keep)), '(示例市住房和城乡建设局,乌鲁木齐市,0)', 'SPEC 17.1: an office is made');
select is(tap.outcome($$ select api.office_save('{"name": "示例市住房和城乡建设局", "region": "650200", "bureau": "hr"}') $$), 'AX002|name|an office of this name is there already', 'SPEC 17.1: one office a name');
select is(tap.outcome($$ select api.office_save('{"name": "示例局", "region": "000000", "bureau": "hr"}') $$), 'AX001|region|not one of the list', 'SPEC 17.1: a region there is');
select is(tap.outcome($$ select api.office_save('{"name": "示例局", "region": "650200", "bureau": "industry"}') $$), 'AX001|industry|this field is required', 'SPEC 17.1: an industry regulator has its industry');
select is(tap.outcome(format($$ select api.office_save('{"office_id": %s, "name": "示例市住建局", "region": "650100", "bureau": "industry", "industry": "housing"}') $$, (select office from keep))), (select office::text from keep), 'SPEC 17.1: a name is corrected');
select is(split_part(tap.outcome(format($$ select api.office_save('{"office_id": %s, "name": "示例市住建局", "region": "650000", "bureau": "hr"}') $$, (select office from keep))), '|', 2), 'region', 'SPEC 17.1: what its people may see is not widened by an edit');

-- ---- a regulator ----
select is(tap.regulator('{"office_id": 0}'), 'AX001|office_id|not one of the list', 'SPEC 17.1: an office there is');
select is(tap.regulator('{"phone": "19900000001"}'), 'AX002|phone|this number has an account already', 'SPEC 3.1: not over somebody else''s account');
select matches(tap.regulator(), '^[0-9]+$', 'SPEC 3.1: the operator makes and checks a regulator');
select is(tap.regulator(), 'AX002|phone|this person is a regulator already', 'SPEC 17.1: once');
select tap.act(null);
insert into tap.login select 'r', login from app.account where phone = '13900003002';
select is((select (a.state, a.checked_how, a.checked_by, p.rolpassword, pg_has_role(a.login, 'app_regulator', 'member'))::text
             from app.account a join pg_authid p on p.rolname = a.login where a.phone = '13900003002'), '(active,operator,样本甲,,t)', 'SPEC 3.1: checked by name; without a password');
select is(sec.released(tap.account('13900003002'), 'password'), true, 'SPEC 3.3: which the person sets with a code');
select tap.act('r');
select ok((select duties @> array['worker_read'] from api.me()), 'SPEC 17.1: with a regulator''s duties');
select is((select string_agg(name, ' ') from api.project_list()), '天山花园二期', 'SPEC 17.1: on the projects of region and industry');
select tap.act('19900000000');
select is(split_part(tap.outcome(format('select api.office_close(%s)', (select office from keep))), '|', 1), 'AX004', 'SPEC 17.1: an office with people stays');
select is(tap.outcome(format('select api.regulator_withdraw(%s)', tap.account('13900003002'))), '', 'SPEC 17.1: a regulator is withdrawn');
select is(tap.outcome(format('select api.office_close(%s)', (select office from keep))), '', 'SPEC 17.1: then the office is closed');
select tap.act('r');
select is((select count(*)::int from api.project_list()), 0, 'SPEC 17.1: and sees nothing any more');

-- ---- terminals ----
select tap.act(null);
update keep set other = adm.terminal_make('本机', null, null);
select tap.act('19900000000');
select is(tap.outcome(format('select api.terminal_withdraw(%L)', (select other from keep))), 'AX004|login|this is the database''s own computer; it is not withdrawn', 'SPEC 19.5: the database''s own computer stays');
select is(split_part(tap.outcome($$ select api.terminal_make('门卫室', 'password') $$), '|', 1), 'AX001', 'SPEC 19.5: only a verifier is taken');
update keep set terminal = api.terminal_make('门卫室', tap.verifier()), other = api.terminal_make('食堂', tap.verifier());
select is((select (name, project_name, made_by, last_seen_at)::text from api.terminal_all() where login = (select terminal from keep)), '(门卫室,,样本甲,)', 'SPEC 19.5: the operator enrols a terminal');
select tap.act('19900000001');
select is(split_part(tap.outcome(format('select api.terminal_bind(%s, %L)', tap.project('天山花园二期'), (select terminal from keep))), '|', 1), 'AX003', 'SPEC 19.5: a wage officer binds none');
select tap.act('19900000002');
select is(split_part(tap.outcome(format('select api.terminal_bind(%s, %L)', tap.project('样本学府一标段'), (select terminal from keep))), '|', 1), 'AX003', 'SPEC 19.5: nor an administrator for another project');
select is(tap.outcome(format('select api.terminal_bind(%s, %L)', tap.project('天山花园二期'), upper((select terminal from keep)))), '', 'SPEC 19.5: the project''s administrator binds it');
select is(tap.outcome(format('select api.terminal_bind(%s, %L)', tap.project('天山花园二期'), (select terminal from keep))), 'AX001|login|no terminal of this name is free', 'SPEC 19.5: a bound one is not free');
select is(tap.outcome(format('select api.terminal_bind(%s, ''t999999'')', tap.project('天山花园二期'))), 'AX001|login|no terminal of this name is free', 'SPEC 19.5: one that is not there is answered alike');
select is((select string_agg(name, ' ') from api.terminal_list(tap.project('天山花园二期'))), '门卫室', 'SPEC 19.5: the project''s list');
select tap.act(null);
insert into tap.login select 'k', terminal from keep;
select tap.act('k');
select matches(tap.outcome('select api.login_name(''13900003009'')'), '^p', 'SPEC 19.5: it finds a login');
select is(split_part(tap.outcome(format('select * from api.worker_list(%s, ''{}'', null, false, null, 1)', tap.project('天山花园二期'))), '|', 1), '42501', 'SPEC 19.5: and sees no worker, though bound');
select tap.act('19900000002');
select isnt((select last_seen_at from api.terminal_list(tap.project('天山花园二期'))), null, 'SPEC 19.5: last seen is kept');
select is(tap.outcome(format('select api.terminal_unbind(%s, %L, false)', tap.project('天山花园二期'), (select other from keep))), 'AX001|login|no such terminal', 'SPEC 19.5: only one''s own are let go');
select is(tap.outcome(format('select api.terminal_unbind(%s, %L, true)', tap.project('天山花园二期'), (select terminal from keep))), '', 'SPEC 19.5: a stolen one is withdrawn by the project''s administrator');
select tap.act('k');
select is(split_part(tap.outcome('select api.login_name(''13900003009'')'), '|', 1), 'AX003', 'SPEC 19.5: it asks nothing any more');
select tap.act(null);
select is((select rolcanlogin from pg_roles where rolname = (select terminal from keep)), false, 'SPEC 19.5: and cannot enter');
select is((select count(*)::int from (select verb, keys from audit.entry where verb in ('office_save', 'office_close', 'regulator_save', 'regulator_withdraw',
    'account_lock', 'account_unlock', 'account_close', 'account_release', 'terminal_make', 'terminal_bind', 'terminal_withdraw', 'person_check') group by 1, 2) v) >= 12, true, 'SPEC 22.3: all of it is in the chains');
select * from finish();
rollback;

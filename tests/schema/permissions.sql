-- Prints the table of who may call what: a line for each function of api, a column for each role, behind it the groups that it is
-- granted to; then the helpers that act with more than their caller has, and so ask for themselves what that may be.
--   x  the call gets as far as its arguments; -  refused for what the person is; .  not granted to the login at all
-- Arguments are what the catalogue says: a project (of applications, the one that waits to be decided), a company, a team, a worker of the demonstration, and nothing else. Every call is rolled back.
begin;
set local search_path = tap, pg_catalog;
set local client_min_messages = error;

do $$
begin
    insert into tap.login values ('nobody', adm.account_make('13900009001', '样本无业')), ('new', adm.account_make('13900009002', '样本新人'));
    update app.account set state = 'new' where phone = '13900009002';
    update tap.login set login = (select min(a.login) from app.account a where a.state = 'stock') where phone = 'stock'; -- not one just taken
end
$$;
create temporary view everyone as
    select row_number() over () as n, e.phone, e.what from (
        select * from tap.everybody union all values ('nobody', 'person of no company'), ('new', 'person not checked yet')) e;

do $$                                                     -- a project that a regulator recorded, for who may claim it
declare
    v_project int;
    v_participant int;
begin
    insert into app.project (name, region, approval) values ('样本待认领', '650102', 'approved') returning project_id into v_project;
    insert into app.participant (project_id, company_id, company_name, short_name, general_contractor, entered_on)
    select v_project, c.company_id, c.name, c.short_name, true, current_date from app.company c where c.short_name = '样本建工'
    returning participant_id into v_participant;
    insert into app.project_record (project_id, participant_id, recorded_by) values (v_project, v_participant, 0);
end
$$;

create function tap.company(name text) returns int language sql security definer as $$
    select company_id from app.company c where c.short_name = $1
$$;
create function tap.some_worker(team text) returns bigint language sql security definer as $$
    select min(worker_id) from app.worker w where w.team_id = tap.team($1)
$$;
-- A file that the wage officer is the maker of: only who began one goes on with it.
insert into app.attachment (project_id, kind, file_name, format, size_bytes, sha256, state, made_by)
select tap.project('天山花园二期'), 'permit_scan', 'a.png', 'png', 1, sha256('a'), 'whole', account_id from app.account where phone = '19900000001';
create function tap.some_file() returns bigint language sql security definer as $$
    select max(attachment_id) from app.attachment
$$;
create function tap.staff(phone text) returns bigint language sql security definer as $$
    select account_id from app.account a where a.phone = $1
$$;
-- What a parameter is given, by its name, else by its type.
create function tap.argument(name text, type oid) returns text language sql as $$
    select case when name = 'project_id' then tap.project('天山花园二期')::text
                when name = 'company_id' then tap.company('样本建工')::text
                when name = 'team_id' then tap.team('钢筋一班')::text
                when name = 'worker' then tap.some_worker('钢筋一班')::text
                when name = 'participant_id' then tap.participant(tap.project('天山花园二期'), '样本建工')::text
                when name = 'recorded' then tap.project('样本待认领')::text
                when name = 'attachment_id' then tap.some_file()::text
                when name = 'kind' then quote_literal('permit_scan')
                when name = 'fields' then quote_literal('{"kind": "permit_scan"}') || '::jsonb'
                when name in ('account', 'account_id') then tap.staff('19900000009')::text
                when name = 'purpose' then quote_literal('password')
                when name = 'login' then quote_literal('t000001')
                when name = 'what' then quote_literal('phone')
                when name = 'application_id' and type = 'bigint'::regtype then '1'
                when name = 'reason' then quote_literal('样本事由')
                when type = 'uuid'::regtype then 'gen_random_uuid()'
                when type = 'jsonb'::regtype then quote_literal('{}') || '::jsonb'
                when name = 'page' then '1'
                when name = 'n' then '1'
                else 'null::' || format_type(type, null) end
$$;
create function tap.verdict(call text) returns text language plpgsql as $$
begin
    begin
        execute call;
        raise sqlstate 'TT001';
    exception
        when sqlstate 'AX003' then return '-';
        when insufficient_privilege then return '.';
        when others then return 'x';
    end;
end
$$;
create temporary table calls as
    select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as signature,
           format('select * from api.%I(%s)', p.proname,
                  (select string_agg(format('%I => %s', a.name, case when p.proname like 'application%' and a.name = 'project_id'
                       then tap.project('样本安居小区三标段')::text else tap.argument(a.name, a.type) end), ', ' order by a.n)
                     from unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) with ordinality a(name, type, n))) as call
      from pg_proc p where p.pronamespace = 'api'::regnamespace;
create temporary table verdicts (signature text, n bigint, verdict text);
grant all on calls, verdicts, everyone to public;

create function tap.judge(who text) returns void language plpgsql as $$
declare
    k record;
begin
    perform tap.act(who);
    for k in select * from calls loop
        insert into verdicts select k.signature, e.n, tap.verdict(k.call) from everyone e where e.phone = who;
    end loop;
    perform tap.act(null);
end
$$;
do $$
declare
    e record;
begin
    for e in select * from everyone order by n loop
        perform tap.judge(e.phone);
    end loop;
end
$$;
select '# column ' || n || ': ' || what from everyone order by n;
select string_agg(v.verdict, ' ' order by v.n) || '  ' || v.signature || ' - ' || (
           select string_agg(r.rolname::text, ' ' order by r.rolname::text collate "C")
             from pg_proc p, aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
            where p.pronamespace = 'api'::regnamespace and r.rolname <> 'ax_api'
              and p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' = v.signature)
  from verdicts v group by v.signature order by v.signature collate "C";
select '# with its owner''s power: ' || p.oid::regprocedure
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where n.nspname in ('sec', 'adm', 'job', 'audit', 'app', 'meta') and p.prosecdef
   and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
 order by p.oid::regprocedure::text collate "C";
rollback;

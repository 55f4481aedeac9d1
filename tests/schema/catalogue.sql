-- Walks through the catalogue: what must hold of every table and function, also of those made tomorrow.
begin;
set local search_path = tap, pg_catalog;
select plan(23);

-- Tables.
select is_empty($$ select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('app', 'sec', 'adm', 'job', 'audit', 'meta', 'api')
      and n.nspname || '.' || c.relname not in (select table_name from meta.table_class) $$,
    'DESIGN 3: every table has a class');
select is_empty($$ select table_name from meta.table_class where to_regclass(table_name) is null $$,
    'DESIGN 3: every class has its table');
select is_empty($$ select t.table_name from meta.table_class t join pg_class c on c.oid = t.table_name::regclass
    where t.class <> 'code' and not (c.relrowsecurity and c.relforcerowsecurity) $$,
    'SPEC 22.1: every table but code tables is under forced row-level security');
select is_empty($$ select t.table_name, p.polname from meta.table_class t join pg_policy p on p.polrelid = t.table_name::regclass
    where t.class in ('region', 'code') and t.table_name <> 'sec.key_file' $$,
    'DESIGN 3: no policy lets the api at a region table');
select is_empty($$ select t.table_name, pg_get_expr(p.polqual, p.polrelid)
    from meta.table_class t join pg_policy p on p.polrelid = t.table_name::regclass
    where t.class in ('project', 'own') and (p.polcmd <> '*' or p.polwithcheck is not null or not p.polpermissive
       or p.polroles <> array['ax_api'::regrole::oid]
       or regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g') not in (
          '(project_id = ANY (( SELECT sec.my_projects() AS my_projects)::integer[]))',
          '((project_id = ANY (( SELECT sec.my_whole_projects() AS my_whole_projects)::integer[])) OR (participant_id = ANY (( SELECT sec.my_participants() AS my_participants)::integer[])))',
          '(account_id = ( SELECT sec.me() AS me))')) $$,
    'DESIGN 3: policies have one of three shapes and no other');
select is_empty($$ select t.table_name from meta.table_class t
    where t.class in ('project', 'own') and (select count(*) from pg_policy p where p.polrelid = t.table_name::regclass) <> 1 $$,
    'DESIGN 3: every project or own table has its one policy');
select is_empty($$ select t.table_name from meta.table_class t
    join pg_policy p on p.polrelid = t.table_name::regclass
    where t.by_participant <> (pg_get_expr(p.polqual, p.polrelid) like '%participant_id%') and t.class = 'project' $$,
    'SPEC 6.3: rows of one company are under the policy that says so');
select is_empty($$ select t.table_name from meta.table_class t where t.by_participant and not exists (
       select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = t.table_name::regclass and i.indpred is null and a.attname = 'participant_id') $$,
    'SPEC 6.3: and the policy has its index there');
select is_empty($$ select t.table_name from meta.table_class t where t.class = 'project' and not exists (
       select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = t.table_name::regclass and i.indisprimary and a.attname = 'project_id') $$,
    'DESIGN 3: project_id is first in every key of project data');
select is_empty($$ select c.conrelid::regclass, c.conname from pg_constraint c join meta.table_class t on t.table_name::regclass = c.conrelid
    join meta.table_class f on f.table_name::regclass = c.confrelid
    where c.contype = 'f' and t.class = 'project' and f.class = 'project' and c.confrelid <> 'app.project'::regclass
      and (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) <> 'project_id' $$,
    'DESIGN 3: a foreign key between project tables carries the project');
select is_empty($$ select c.conrelid::regclass, c.conname from pg_constraint c join meta.table_class t on t.table_name::regclass = c.conrelid
    join meta.table_class f on f.table_name::regclass = c.confrelid
    where c.contype = 'f' and (t.class, f.class) in (('project', 'region'), ('region', 'project')) $$,
    'DESIGN 3: no foreign key leads from a project to the region or back');
select is_empty($$ select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('app', 'audit', 'meta', 'job') and c.relkind in ('r', 'p', 'S') and c.relowner <> 'ax_owner'::regrole $$,
    'DESIGN 3: ax_owner owns the tables');
select is_empty($$ select c.oid::regclass, r.rolname, a.privilege_type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace,
         lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    left join pg_roles r on r.oid = a.grantee
    where n.nspname in ('app', 'sec', 'adm', 'job', 'audit', 'meta') and c.relkind in ('r', 'p', 'v', 'S')
      and coalesce(r.rolname, 'public') not in ('ax_owner', 'ax_api', 'ax_search', 'ax_keyholder') $$,
    'SPEC 22.1: nobody but the owners has a privilege on a table');
select is_empty($$ select a.privilege_type, r.rolname from pg_class c, lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid in ('audit.entry'::regclass, 'audit.anchor'::regclass) and r.rolname <> 'ax_owner'
      and not (r.rolname = 'ax_search' and a.privilege_type in ('SELECT', 'INSERT')) $$,
    'SPEC 22.3: the audit chain can only be added to');

-- Functions.
create temporary view f as
    select p.oid, p.oid::regprocedure::text as name, n.nspname, p.proname, p.prosecdef, p.proconfig, r.rolname as owner,
           p.proacl, p.proowner, p.prosrc, p.proargnames[1:p.pronargs] as proargnames, p.prolang, p.prorettype, p.provolatile
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
     where n.nspname in ('api', 'sec', 'adm', 'job', 'audit', 'app', 'meta')
       and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e');
select is_empty($$ select name from f where proconfig is distinct from array['search_path=pg_catalog, pg_temp'] $$,
    'DESIGN 3: every function sets its search_path, the catalogue first');
select is_empty($$ select name from f where nspname = 'api' and not prosecdef $$,
    'DESIGN 3: every api function is security definer');
select is_empty($$ select name from f, lateral aclexplode(coalesce(proacl, acldefault('f', proowner))) a where a.grantee = 0 $$,
    'DESIGN 3: no function may be executed by PUBLIC');
select is_empty($$ select name, owner from f where owner <> case nspname when 'api' then 'ax_api' when 'adm' then 'ax_role_keeper'
        when 'audit' then 'ax_owner' when 'sec' then case when proname in ('key', 'key_path', 'blind', 'seal', 'unseal', 'id_masked',
        'pick_login', 'failed_logins') then 'ax_keyholder' else 'ax_search' end end $$,
    'DESIGN 3: every function belongs to the owner of its kind');
select is_empty($$ select name, r.rolname from f, lateral aclexplode(proacl) a join pg_roles r on r.oid = a.grantee
    where nspname <> 'api' and r.rolname !~ '^ax_(owner|api|search|keyholder|role_keeper)$' $$,
    'DESIGN 3: people may execute api functions only');
select is_empty($$ select name from f, lateral aclexplode(proacl) a join pg_roles r on r.oid = a.grantee
    where nspname = 'api' and r.rolname not in ('ax_api', 'app_user', 'app_terminal', 'app_regulator', 'app_operator', 'app_approver', 'ax_worker') $$,
    'DESIGN 3: api functions are granted to groups and services, never to one person');
select is_empty($$ select name from f where nspname = 'api' and proargnames[1] = 'project_id'
    and prosrc !~ 'begin\s+perform sec\.(attachment_)?need\(project_id, ' $$,
    'DESIGN 3: the first statement of a call about a project is sec.need, or that of files');
select is_empty($$ select name from f where nspname = 'api' and proargnames[1] is distinct from 'project_id'
    and proname not in ('hello', 'code_list', 'settings_wrong', 'sign_in_note')
    and prosrc !~ 'sec\.need_((person|operator|worker|terminal|account)\(\)|own\(|company\(company_id, )' $$,
    'DESIGN 3: every other call asks who it is that calls');
select is_empty($$ select f.name, c.* from f, lateral plpgsql_check_function(f.oid::regprocedure, fatal_errors => false,
         other_warnings => false, extra_warnings => false, performance_warnings => false) as c
    where f.prolang = (select oid from pg_language where lanname = 'plpgsql') and f.prorettype <> 'trigger'::regtype
      and c::text ~ '^error' $$,
    'plpgsql_check finds no mistake in any function');
select * from finish();
rollback;

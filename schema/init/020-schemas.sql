-- Schemas, extensions and the runner's own book-keeping, in the database this connection is in.
create schema if not exists app authorization ax_owner;
create schema if not exists audit authorization ax_owner;
create schema if not exists job authorization ax_owner;
create schema if not exists meta authorization ax_owner;
create schema if not exists api authorization ax_api;
create schema if not exists sec authorization ax_search;
create schema if not exists adm authorization ax_role_keeper;

alter schema app owner to ax_owner;
alter schema audit owner to ax_owner;
alter schema job owner to ax_owner;
alter schema meta owner to ax_owner;
alter schema api owner to ax_api;
alter schema sec owner to ax_search;
alter schema adm owner to ax_role_keeper;

grant usage, create on schema sec to ax_keyholder;
grant usage on schema app, audit, meta, sec to ax_api, ax_search;
grant usage on schema sec to ax_owner, ax_role_keeper;
grant usage on schema adm to ax_api, ax_search;
grant usage on schema api to app_user, app_approver, app_regulator, app_operator, app_terminal, ax_worker, ax_push;

-- A new function is nobody's until its file grants it.
alter default privileges for role ax_owner revoke execute on functions from public;
alter default privileges for role ax_api revoke execute on functions from public;
alter default privileges for role ax_search revoke execute on functions from public;
alter default privileges for role ax_keyholder revoke execute on functions from public;
alter default privileges for role ax_role_keeper revoke execute on functions from public;
alter default privileges for role ax_migrator revoke execute on functions from public;

create extension if not exists pgcrypto schema sec;
revoke execute on all functions in schema sec from public;
do $$
declare
    f regprocedure;
begin
    for f in
        select d.objid from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
         where d.deptype = 'e' and d.classid = 'pg_catalog.pg_proc'::regclass and e.extname = 'pgcrypto'
    loop
        execute format('grant execute on function %s to ax_keyholder, ax_search', f);
    end loop;
end
$$;

-- What the migrate step has done. Written by it before anything else exists.
create table if not exists meta.migration (
    migration_id int primary key,
    name         text not null,
    sha256       bytea not null,
    breaking     boolean not null default false,   -- an older program must stop here
    client_min   int not null default 1,           -- lowest program version that understands the schema
    applied_at   timestamptz not null default clock_timestamp(),
    applied_by   text not null default session_user
);
create table if not exists meta.api_file (
    name       text primary key,
    owner      text not null,
    sha256     bytea not null,
    applied_at timestamptz not null default clock_timestamp()
);
create table if not exists meta.seed_file (
    name       text primary key,
    sha256     bytea not null,
    applied_at timestamptz not null default clock_timestamp()
);
alter table meta.migration owner to ax_owner;
alter table meta.api_file owner to ax_owner;
alter table meta.seed_file owner to ax_owner;

-- Each owner's first api file calls this: the files that follow make its functions anew, and what no file makes any more is gone.
create or replace function meta.functions_clear() returns void language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    f regprocedure;
begin
    for f in
        select p.oid
          from pg_proc p
         where p.pronamespace in ('api'::regnamespace, 'sec'::regnamespace, 'adm'::regnamespace)
           and p.proowner = current_user::regrole
           and not exists (select 1 from pg_depend d
                            where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    loop
        execute format('drop routine if exists %s cascade', f);
    end loop;
end
$$;
alter function meta.functions_clear() owner to ax_owner;
revoke execute on function meta.functions_clear() from public;
grant execute on function meta.functions_clear() to ax_keyholder, ax_role_keeper, ax_search, ax_api;
grant usage on schema meta to ax_keyholder, ax_role_keeper;

-- What PostgreSQL gives to everybody and a terminal has no need of. Each line closes a way that psql would open:
-- temporary tables and functions of one's own, code, locks and storage that others pay for.
do $$
declare
    f regprocedure;
    db name := current_database();
begin
    execute format('revoke all on database %I from public', db);
    execute format('grant connect on database %I to app_user, app_approver, app_regulator, app_operator, '
                   'app_terminal, ax_worker, ax_push, ax_migrator', db);
    execute format('grant create, temporary on database %I to ax_migrator', db);

    for f in
        select p.oid
          from pg_catalog.pg_proc p
         where p.pronamespace = 'pg_catalog'::regnamespace
           and (p.proname like 'pg\_advisory%' or p.proname like 'pg\_try\_advisory%'
                or p.proname like 'lo\_%' or p.proname in ('loread', 'lowrite')
                or p.proname in ('pg_notify', 'pg_logical_emit_message', 'pg_export_snapshot')
                or p.proname like 'pg\_sleep%')
    loop
        execute format('revoke execute on function %s from public', f);
    end loop;
    for f in
        select p.oid
          from pg_catalog.pg_proc p
         where p.pronamespace = 'pg_catalog'::regnamespace
           and (p.proname like 'pg\_advisory%' or p.proname like 'pg\_try\_advisory%'
                or p.proname in ('pg_notify', 'pg_sleep'))
    loop
        execute format('grant execute on function %s to ax_migrator, ax_worker', f);
    end loop;
end
$$;

revoke all on schema public from public;
revoke usage on language plpgsql, sql from public;
grant usage on language plpgsql, sql
   to ax_owner, ax_api, ax_search, ax_keyholder, ax_role_keeper, ax_migrator;

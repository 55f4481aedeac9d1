-- The cluster's roles. Run by a superuser, once per cluster, any number of times.
-- Nobody logs in as an owner; every LOGIN role is one person (p...), one machine (t...) or one service.
do $$
declare
    r record;
begin
    for r in
        select * from (values
            ('ax_owner',       'nologin'),                 -- tables
            ('ax_api',         'nologin'),                 -- everything in api; row-level security binds it
            ('ax_search',      'nologin bypassrls'),       -- everything in sec but the keys
            ('ax_keyholder',   'nologin'),                 -- blind index and seal
            ('ax_role_keeper', 'nologin createrole'),      -- adm
            ('app_user',       'nologin'),                 -- groups, for pg_hba and grants
            ('app_approver',   'nologin'),
            ('app_regulator',  'nologin'),
            ('app_operator',   'nologin'),
            ('app_terminal',   'nologin'),
            ('ax_migrator',    'login bypassrls'),
            ('ax_worker',      'login'),
            ('ax_push',        'login')
        ) as v(name, options)
    loop
        if not exists (select 1 from pg_catalog.pg_roles where rolname = r.name) then
            execute format('create role %I %s', r.name, r.options);
        else
            execute format('alter role %I %s', r.name, r.options);
        end if;
    end loop;
end
$$;

grant ax_owner, ax_api, ax_search, ax_keyholder, ax_role_keeper to ax_migrator;

-- Both are needed to read the key files: membership and execute. Nobody else has either.
grant pg_read_server_files to ax_keyholder;
grant execute on function pg_catalog.pg_read_file(text) to ax_keyholder;
-- The same hands read the log for failed logins.
grant execute on function pg_catalog.pg_read_binary_file(text, bigint, bigint), pg_catalog.pg_stat_file(text),
    pg_catalog.pg_current_logfile(text) to ax_keyholder;

-- Where else a person is signed in (sec.my_sessions): read for the asker's own login alone.
grant pg_read_all_stats to ax_search;
-- And ended there (adm.session_end).
grant pg_signal_backend to ax_role_keeper;

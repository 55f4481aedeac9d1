-- Settings of this database. sec.settings_wrong() says at every start which of them no longer hold.
do $$
declare
    s record;
begin
    for s in
        select * from (values
            ('log_parameter_max_length', '0'),             -- no parameter value in the log,
            ('log_parameter_max_length_on_error', '0'),    -- also not beside an error
            ('statement_timeout', '60s'),
            ('idle_in_transaction_session_timeout', '60s'),
            ('lock_timeout', '10s'),
            ('search_path', 'pg_catalog'),
            ('timezone', 'Asia/Shanghai'),
            ('jit', 'off')
        ) as v(name, value)
    loop
        execute format('alter database %I set %s = %L', current_database(), s.name, s.value);
    end loop;
    -- A migration may take its time; it waits for nobody's lock for long.
    execute format('alter role ax_migrator in database %I set statement_timeout = 0', current_database());
    execute format('alter role ax_migrator in database %I set lock_timeout = ''3s''', current_database());
end
$$;

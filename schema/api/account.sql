-- owner: ax_role_keeper
-- Logins are made, changed and locked here and nowhere else. CREATEROLE is nearly everything in PostgreSQL 15, so its holder
-- can be reached only through these, and they refuse every name that is not a person's (p...) or a terminal's (t...).

create function adm.name_check(login text, letters text) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if login is null or login !~ ('^[' || letters || '][0-9]{6,9}$') then
        raise exception using errcode = 'AX003', message = 'not the login of a person or terminal';
    end if;
end
$$;

-- A verifier made by the program (PQencryptPasswordConn): the server never sees the password.
create function adm.verifier_check(verifier text) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if verifier is null
       or verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/=]{16,64}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$' then
        raise exception using errcode = 'AX001', message = 'a password verifier is wanted, never a password';
    end if;
end
$$;

-- Fills the stock of real, unused logins up to n. They have no password; nobody can tell that from outside.
create function adm.stock_fill(n int) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text;
    v_made int := 0;
begin
    while sec.stock_count() < n loop
        v_login := sec.stock_add();
        perform adm.name_check(v_login, 'p');
        execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls '
                       'connection limit 3 in role app_user', v_login);
        v_made := v_made + 1;
    end loop;
    return v_made;
end
$$;

-- Makes a stock login somebody's: the one that this phone number has been answered with all along.
create function adm.account_make(phone text, name text, verifier text default null, state text default 'active') returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text := sec.stock_take(phone, name, state);
begin
    if sec.stock_count() < 64 then
        perform adm.stock_fill(256);
    end if;
    if verifier is not null then
        perform adm.password_set(v_login, verifier);
    end if;
    return v_login;
end
$$;

create function adm.password_set(login text, verifier text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adm.name_check(login, 'pt');
    perform adm.verifier_check(verifier);
    execute format('alter role %I password %L', login, verifier);
    perform sec.audit(0, 'password_set', jsonb_build_object('login', login));
end
$$;

-- Regulator, operator or approver: the groups that pg_hba asks a personal certificate of.
create function adm.group_set(login text, "group" text, member boolean) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adm.name_check(login, 'p');
    if "group" not in ('app_regulator', 'app_operator', 'app_approver') then
        raise exception using errcode = 'AX003', message = 'not the login of a person or terminal';
    end if;
    if member then
        execute format('grant %I to %I', "group", login);
    else
        execute format('revoke %I from %I', "group", login);
    end if;
    perform sec.audit(0, 'group_set', jsonb_build_object('login', login, 'group', "group", 'member', member));
end
$$;

-- Ten failed logins: no entry until then. valid until makes a right password fail like a wrong one.
create function adm.lock(login text, span interval) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adm.name_check(login, 'p');
    execute format('alter role %I valid until %L', login, clock_timestamp() - interval '1 second');
    perform sec.account_lock_note(login, clock_timestamp() + span);
    perform sec.audit(0, 'account_lock', jsonb_build_object('login', login));
end
$$;

create function adm.unlock(login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adm.name_check(login, 'p');
    execute format('alter role %I valid until ''infinity''', login);
    perform sec.account_lock_note(login, null);
    perform sec.audit(0, 'account_unlock', jsonb_build_object('login', login));
end
$$;

-- Nobody enters with it any more, and its number is free.
create function adm.account_close(login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    g text;
begin
    perform adm.name_check(login, 'p');
    execute format('alter role %I nologin password null', login);
    foreach g in array array['app_regulator', 'app_operator', 'app_approver'] loop
        if pg_has_role(login, g, 'member') then
            execute format('revoke %I from %I', g, login);
        end if;
    end loop;
    perform sec.account_close_note(login);
    perform sec.audit(0, 'account_close', jsonb_build_object('login', login));
end
$$;

-- The first operator, by who owns the database: there is nobody yet who could.
create function adm.operator_make(phone text, name text, verifier text) returns text language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text := adm.account_make(phone, sec.name_check(name, 'name'), verifier);
begin
    perform adm.group_set(v_login, 'app_operator', true);
    perform sec.operator_add(v_login);
    return v_login;
end
$$;

-- A terminal, bound to the one project whose kiosk it will be, or to none. Answers its login.
create function adm.terminal_make(name text, project_id int default null, verifier text default null) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_login text := sec.terminal_add(name, project_id);
begin
    perform adm.name_check(v_login, 't');
    execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls '
                   'connection limit 20 in role app_terminal', v_login);
    if verifier is not null then
        perform adm.password_set(v_login, verifier);
    end if;
    perform sec.audit(0, 'terminal_make', jsonb_build_object('login', v_login, 'project_id', project_id));
    return v_login;
end
$$;

create function adm.terminal_withdraw(login text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adm.name_check(login, 't');
    execute format('alter role %I nologin', login);
    perform sec.terminal_withdraw(login);
    perform sec.audit(0, 'terminal_withdraw', jsonb_build_object('login', login));
end
$$;

-- ---- sessions (SPEC 3.3, 19.5) ----

-- Ends sessions of a login that were begun before: one, or all but one. Answers which. Nobody's but a person's or a terminal's.
create function adm.session_end(login text, session int, spared int, before timestamptz) returns int[] language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s record;
    v_ended int[] := '{}';
begin
    perform adm.name_check(login, 'pt');
    for s in select * from sec.sessions_of($1) loop              -- in a condition the server would choose what to try first
        if s.since <= $4 and s.session = coalesce($2, s.session) and s.session is distinct from $3 then
            if pg_terminate_backend(s.session, 3000) then           -- gone when it is said to be
                v_ended := v_ended || s.session;
            end if;
        end if;
    end loop;
    return v_ended;
end
$$;

revoke execute on all functions in schema adm from public;
grant execute on function adm.lock(text, interval), adm.unlock(text), adm.verifier_check(text), adm.password_set(text, text),
    adm.account_make(text, text, text, text), adm.account_close(text), adm.group_set(text, text, boolean),
    adm.terminal_make(text, int, text), adm.terminal_withdraw(text),
    adm.session_end(text, int, int, timestamptz) to ax_search;
